"""Stories: what Marta and her colleagues download to read and to keep, as PDF."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.conftest import Browser, Now
from tests.documents import pdf
from tests.features.pdf_structure import structure, texts
from tests.web.test_vendor_people import enter, invite, link_of
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import Invited, answer

# What these documents hold does not depend on the database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SIGNED = {"name": "Marta Quist", "function": "Head of quality", "email": "marta@vendor.example"} | dict.fromkeys(
    ["read", "true", "known", "accepts_gaps"], "1"
)
TYPED = "#panic() *bold*\u00a0: 50\u202f% in Łódź, Ελλάς, 漢字"


def paper(browser: TestClient, vendor: Invited, name: str) -> bytes:
    got = browser.get(vendor.page(name))
    assert got.status_code == 200, got.text
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"].startswith('attachment; filename="')
    return got.content


def said(body: bytes) -> str:
    return " ".join(texts(body))


def attach(browser: TestClient, vendor: Invited, question: str, name: str) -> None:
    body = pdf(1, words=name)
    sent = browser.post(vendor.page(f"evidence/for/{question}"), files={"file": (name, body, "application/pdf")})
    assert sent.status_code == 200, sent.text


def test_the_questionnaire_is_downloaded_to_read(marta: TestClient, quillfeather: Invited) -> None:
    assert 'href="' + quillfeather.page("questionnaire.pdf") in marta.get(quillfeather.page()).text
    body = paper(marta, quillfeather, "questionnaire.pdf")
    inside = structure(body)
    assert (inside.part, inside.language, inside.title) == ("1", "en", "Every kind of question")
    assert [node.tag for node in inside.tags("H1", "H2")].count("H2") + 1 >= 3, "a heading for each section"
    assert "2.3 How do you notice drift?" in inside.outline
    text = said(body)
    for words in (
        "Norrhaven Transit", "Quillfeather Hire", "Tuesday 1 December 2026",
        "It can answer many of the other questions.",
        "Only if 1.1 is “Yes”", "Choose all that apply: Product one Product two None of these",
        "Evidence wanted: a certificate (ISO/IEC 42001), if you hold one.", "Equivalent evidence is as welcome.",
        "A whole number. Unit: months. At least 0. At most 120.", "A date. Not in the future.",
        "A table with up to 5 rows and these columns:", "Use (optional) Ranks, Reads", "The answers are complete.",
        "If it does not apply to you, say why instead.", "ISO 42001 4.3", "1 / ",
    ):  # fmt: skip
        assert words in text, words
    assert "Secret reason" not in text
    marta.post(quillfeather.page("language"), data={"language": "de"})
    german = paper(marta, quillfeather, "questionnaire.pdf")
    assert structure(german).language == "de"
    assert "Wählen Sie eines aus:" in said(german)
    assert "What is your role?" in said(german), "these questions are in English only"


def test_the_answers_as_they_stand_and_then_as_they_were_sent(
    marta: TestClient, quillfeather: Invited, now: Now
) -> None:
    answer(marta, quillfeather, "B01", value="yes", note="Since\u00a0March")
    answer(marta, quillfeather, "D03", value=TYPED)
    rows = {"value-1-name": "Sorter", "value-1-maker": "Quillfeather", "value-1-use": "rank"}
    answer(marta, quillfeather, "D06", **rows)
    attach(marta, quillfeather, "D05", "Drift 2026.pdf")
    body = paper(marta, quillfeather, "response.pdf")
    text = said(body)
    for words in (
        "Not sent yet. 4 of 13 questions are answered.", "Note: Since March",
        "#panic() *bold* : 50 % in Łódź, Ελλάς, ▯▯",
        "Signs that no font here has are shown as ▯.", "Model Made by Use Sorter Quillfeather Ranks", "Marta Quist, ",
        "Not answered", "Drift 2026.pdf", "Made for Marta Quist on",
    ):  # fmt: skip
        assert words in text, words
    inside = structure(body)
    assert len(inside.tags("Table")) == 3, "whose it is, the rows of an answer, the files"
    digest = _digest(text)
    now.forward(timedelta(days=1))
    assert _digest(said(paper(marta, quillfeather, "response.pdf"))) == digest, "the same answers"
    answer(marta, quillfeather, "B04", value="provider")
    assert _digest(said(paper(marta, quillfeather, "response.pdf"))) != digest

    marta.post(quillfeather.page("submit"), data=SIGNED)
    receipt = marta.get(quillfeather.page("receipt")).text
    assert quillfeather.page("copy.pdf") in receipt
    sent = said(paper(marta, quillfeather, "response.pdf"))
    assert sent == said(paper(marta, quillfeather, "copy.pdf"))
    assert "signed by Marta Quist, Head of quality." in sent
    of_data = hashlib.sha256(marta.get(quillfeather.page("copy.json")).content).hexdigest()
    assert of_data in receipt
    assert _digest(sent) == of_data
    assert "2.1 How long do you keep logs? Not answered" in sent

    marta.post(quillfeather.page("reopen"))
    answer(marta, quillfeather, "B04", 1, value="deployer")
    assert "Reopened. What was sent counts" in said(paper(marta, quillfeather, "response.pdf"))
    assert said(paper(marta, quillfeather, "copy.pdf")) == sent, "as it was sent"


def _digest(text: str) -> str:
    """The one over all of it, which comes last."""
    return re.findall(r"\b[0-9a-f]{64}\b", text)[-1]


def test_a_colleague_with_one_section_gets_that_section(
    browser: Browser, marta: TestClient, quillfeather: Invited
) -> None:
    answer(marta, quillfeather, "B04", value="provider", note="Ours alone.")
    answer(marta, quillfeather, "D03", value="Weekly.")
    attach(marta, quillfeather, "B01", "Whole company.pdf")
    attach(marta, quillfeather, "D05", "Drift 2026.pdf")
    nora = enter(browser, link_of(marta, quillfeather, invite(marta, quillfeather)))
    asked = said(paper(nora, quillfeather, "questionnaire.pdf"))
    assert "Only the sections given to Nora Vale: 2 In depth." in asked
    assert "How do you notice drift?" in asked
    assert "What is your role?" not in asked
    _hers(said(paper(nora, quillfeather, "response.pdf")))
    marta.post(quillfeather.page("submit"), data=SIGNED)
    _hers(said(paper(nora, quillfeather, "copy.pdf")))
    mine = said(paper(marta, quillfeather, "copy.pdf"))
    assert "Ours alone." in mine
    assert "Only the sections" not in mine


def _hers(text: str) -> None:
    assert "Only the sections given to Nora Vale: 2 In depth." in text
    assert "Weekly." in text
    assert "Drift 2026.pdf" in text
    assert "Ours alone." not in text
    assert "Whole company.pdf" not in text
