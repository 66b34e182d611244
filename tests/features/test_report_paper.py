"""A shipped questionnaire as a copy to read, in every language it has: set whole, and without a sign missing."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from app.core.questionnaire.projection import project
from app.features.reports.paper import Paper
from app.features.reports.pdf_questionnaire import Asked, questionnaire_pdf
from app.infra.content import reference
from app.infra.language import languages, speaking
from app.infra.typeset import BOX
from tests.content.shipped import READINESS, of
from tests.features.pdf_structure import structure

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", languages())
def test_a_shipped_questionnaire_is_set_in_each_language(language: str) -> None:
    model = of(READINESS)
    with speaking(language):
        shown = project(model, language)
        paper = Paper(
            shown.title, shown.language, "Norrhaven Transit", "Quillfeather Hire", "Quillfeather Talent",
            "Marta Quist", NOW, ZoneInfo("Europe/Oslo"),
        )  # fmt: skip
        asked = Asked(paper, model, shown.summary, shown.sections, reference(), date(2026, 12, 18), "Ines Aldemir")
        began = time.perf_counter()
        pdf = questionnaire_pdf(asked)
    assert time.perf_counter() - began < 5, "a vendor waits for it; about 0.3 s on a quiet machine"
    inside = structure(pdf)
    assert (inside.language, inside.title) == (language, shown.title)
    assert {f"{q.number} {q.ask}".replace("\u202f", " ") for q in shown.by_id.values()} <= {
        title.replace("\u202f", " ") for title in inside.outline
    }
    with pypdfium2.PdfDocument(pdf) as file:
        text = "".join(page.get_textpage().get_text_range() for page in file)
    assert BOX not in text
    assert ("\u202f" in text) == (language == "fr")
