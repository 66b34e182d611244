"""Write docs/schemas/ and questionnaires/questionnaire.schema.json anew, after the models of a format changed."""

from app.core.questionnaire import schema
from app.features.reports.published import SCHEMAS, schema_text
from app.infra.settings import ROOT

for name in SCHEMAS:
    (ROOT / f"docs/schemas/{name}.json").write_text(schema_text(name), encoding="utf-8")
(ROOT / "questionnaires/questionnaire.schema.json").write_text(schema.text(), encoding="utf-8")
