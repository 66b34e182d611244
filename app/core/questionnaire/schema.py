"""The JSON Schema of questionnaire files, so that editors complete and check them while they are written."""

from __future__ import annotations

import json
from typing import Any

from app.core.questionnaire.model import Questionnaire

ID = "https://countersign.example/schemas/questionnaire-1.json"


def json_schema() -> dict[str, Any]:
    """Draft 2020-12. It allows the short forms that the loader understands: a clause as text, a single claim."""
    schema = Questionnaire.model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    clause = definitions["ClauseRef"]
    definitions["ClauseRef"] = {
        "title": "ClauseRef",
        "anyOf": [{"type": "string"}, {**clause, "title": "Clause with share"}],
    }
    claims = definitions["Question"]["properties"]["claims"]
    definitions["Question"]["properties"]["claims"] = {"title": "Claims", "anyOf": [claims, claims["items"]]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        **schema,
        "title": "Countersign questionnaire",
    }


def text() -> str:
    """The content of questionnaires/questionnaire.schema.json."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
