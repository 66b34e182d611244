"""Stories: Marta takes her answers along as a file, and brings them to another buyer."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select
from typer.testing import CliRunner

from app.cli import app
from app.core.answer_file import signed_bytes
from app.core.questionnaire import reuse
from app.features.audit.models import AuditEvent
from app.features.reports.published import json_schema
from app.features.responses import received
from app.features.responses.models import AnswerRow, ReceivedFile, ResponseRow
from app.infra import signing
from app.infra.db import Database
from app.infra.settings import ROOT, Settings
from tests.conftest import Browser, Cast, Now
from tests.documents import jpeg, png
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import QUESTIONNAIRE, Invited, answer, campaign, form_of, invite, publish

SIGNED = {"name": "Marta Quist", "function": "Head of quality", "email": "marta@vendor.example"} | dict.fromkeys(
    ["read", "true", "known", "accepts_gaps"], "1"
)
ASKED = "ask: {en: How do you notice drift?}, "
SECRET = QUESTIONNAIRE.replace(ASKED, f"{ASKED}visibility: {{confidential: true}}, evidence: {{expect: optional}}, ")


@pytest.fixture
def asked(database: Database, cast: Cast, settings: Settings, now: Now) -> Invited:
    """A questionnaire in which D03 is confidential."""
    with database.writing() as session:
        row = campaign(session, cast.ines.actor, publish(session, cast.ines.actor, SECRET, now()), now(), due_on=None)
        return invite(session, row, "Quillfeather Talent", "Marta Quist", settings, now())


@pytest.fixture
def marta(browser: Browser, asked: Invited) -> TestClient:
    opened = browser()
    opened.post(f"/q/{asked.token}")
    answer(opened, asked, "B01", value="yes")
    answer(opened, asked, "B05", value="-", reason="There is nothing to test.")
    answer(opened, asked, "D01", value="24", note="As Norrhaven Transit knows.")
    answer(opened, asked, "D03", value="By a secret of ours.")
    answer(opened, asked, "D07", value_name="Marta Quist", value_function="CEO")
    for question, content in (("B01", png()), ("D03", jpeg())):
        name = f"{question}.{'png' if question == 'B01' else 'jpg'}"
        attached = opened.post(asked.page(f"evidence/for/{question}"), files={"file": (name, content)})
        assert attached.status_code == 200, attached.text
    return opened


def taken(marta: TestClient, asked: Invited, **wanted: str) -> dict[str, Any]:
    got = marta.get(asked.page("answer-file.json"), params=wanted)
    assert got.status_code == 200
    assert got.headers["content-disposition"].startswith('attachment; filename="answers-every-kind-of-question-2026-')
    file: dict[str, Any] = json.loads(got.content)
    return file


def given(file: dict[str, Any]) -> dict[str, Any]:
    return {a["question"]: a["value"] for a in file["answers"]}


def test_the_file_is_what_its_schema_says_signed_and_names_no_buyer(
    marta: TestClient, asked: Invited, settings: Settings
) -> None:
    file = taken(marta, asked)
    jsonschema_rs.validate(json_schema("answers-1"), file)
    known = signing.known_keys(settings)
    assert signing.verify(file["signature"], signed_bytes(file), known).standing is signing.Standing.SIGNED
    assert given(file) == {"B01": "yes", "B05": None, "D01": 24}  # neither the secret nor the signature
    assert file["confidential_left_out"] == 1
    assert file["answers"][0]["asked"]["ask"]["en"]
    assert (file["made"]["vendor"], file["made"]["name"], file["made"]["state"]) == (
        "Quillfeather Talent", "Marta Quist", "draft",
    )  # fmt: skip
    (attached,) = file["evidence"]  # not the one that supports the secret alone
    assert (attached["questions"], attached["sha256"]) == (["B01"], hashlib.sha256(png()).hexdigest())
    text = json.dumps(file)
    for name in ("Norrhaven", "testserver", "vendor.example", settings.origin, "Hire"):
        assert name not in text


def test_confidential_answers_and_notes_go_along_only_where_that_is_ticked(marta: TestClient, asked: Invited) -> None:
    page = marta.get(asked.page("answer-file")).text
    assert "1 answer that is confidential here" in page
    assert "1 note that you wrote to Norrhaven Transit" in page
    file = taken(marta, asked, confidential="1", notes="1")
    assert given(file)["D03"] == "By a secret of ours."
    assert [a["question"] for a in file["answers"] if a["confidential"]] == ["D03"]
    assert [f["name"] for f in file["evidence"]] == ["B01.png", "D03.jpg"]
    assert [a["note"] for a in file["answers"] if a["note"]] == ["As Norrhaven Transit knows."]


def test_what_was_sent_and_what_is_there_now_are_two_files(marta: TestClient, asked: Invited) -> None:
    assert marta.post(asked.page("submit"), data=SIGNED).status_code == 200
    marta.post(asked.page("reopen"))
    answer(marta, asked, "D01", seen=1, value="48")
    assert "As you sent them on 23 November 2026: 4 answers" in marta.get(asked.page("answer-file")).text
    sent, now = taken(marta, asked), taken(marta, asked, of="now")
    assert (given(sent)["D01"], sent["made"]["state"], sent["made"]["function"]) == (24, "submitted", "Head of quality")
    assert (given(now)["D01"], now["made"]["state"]) == (48, "draft")


def test_the_command_line_says_who_signed_and_notices_a_change(
    marta: TestClient, asked: Invited, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = marta.get(asked.page("answer-file.json")).content
    (tmp_path / "answers.json").write_bytes(body)
    (tmp_path / "changed.json").write_bytes(body.replace(b"nothing to test", b"nothing to see"))
    keys = marta.get("/.well-known/countersign-keys.json")
    assert keys.headers["content-type"] == "application/jwk-set+json"
    (tmp_path / "keys.json").write_bytes(keys.content)
    monkeypatch.setenv("COUNTERSIGN_DATA_DIR", str(tmp_path / "elsewhere"))

    def verified(name: str, *more: str) -> tuple[int, str]:
        ran = CliRunner().invoke(app, ["verify-answers", str(tmp_path / name), *more])
        return ran.exit_code, ran.output

    code, said = verified("answers.json", "--keys", str(tmp_path / "keys.json"))
    assert (code, f"Signed by the Countersign at {settings.origin}, and unchanged since." in said) == (0, True)
    code, said = verified("answers.json")
    assert (code, "by a key that is not known here" in said) == (0, True)
    code, said = verified("changed.json")
    assert (code, "PORTABLE-CHANGED" in said) == (1, True)
    ran = CliRunner().invoke(app, ["verify-answers", str(tmp_path / "answers.json"), "--keys", str(tmp_path / "no")])
    assert (ran.exit_code, "ANSWER-KEYS-MISSING" in ran.output) == (2, True)
    ran = CliRunner().invoke(app, ["answer-keys", "--new"])
    assert len(json.loads(ran.output)["keys"]) == 1


def rows(database: Database, invited: Invited) -> dict[str, AnswerRow]:
    with database.reading() as session:
        wanted = select(AnswerRow).join(ResponseRow, ResponseRow.id == AnswerRow.response_id)  # type: ignore[arg-type]
        mine = wanted.where(ResponseRow.invitation_id == invited.invitation_id)
        return {row.question_id: row for row in session.exec(mine)}


@pytest.fixture
def rival(database: Database, cast: Cast, settings: Settings, now: Now) -> Invited:
    """Southport Freight asks Quillfeather too: another edition, and D03 is not confidential there."""
    changed = QUESTIONNAIRE.replace("How long do you keep logs?", "For how many months do you keep logs?").replace(
        "{id: provider, label: {en: Provider}", "{id: maker, label: {en: Maker}"
    )
    with database.writing() as session:
        row = campaign(session, cast.kai.actor, publish(session, cast.kai.actor, changed, now()), now(), due_on=None)
        return invite(session, row, "Quillfeather Talent", "Marta Quist", settings, now())


@pytest.fixture
def there(browser: Browser, rival: Invited) -> TestClient:
    opened = browser()
    opened.post(f"/q/{rival.token}")
    return opened


def signed(file: dict[str, Any], by: Settings) -> bytes:
    return json.dumps({**file, "signature": signing.sign(by, signed_bytes(file))}).encode()


def bring(there: TestClient, rival: Invited, body: bytes) -> Any:
    return there.post(rival.page("answer-file"), files={"file": ("answers of Norrhaven.json", body)})


def test_a_file_from_one_buyer_is_offered_to_another_and_confirmed_there(
    marta: TestClient, asked: Invited, there: TestClient, rival: Invited, database: Database
) -> None:
    answer(marta, asked, "B04", value="provider")
    answer(there, rival, "B01", value="no")
    body = marta.get(asked.page("answer-file.json"), params={"confidential": "1"}).content
    before = rows(database, rival)
    looked = bring(there, rival, body)
    page = looked.text
    assert rows(database, rival) == before  # it was looked at, and nothing more
    assert "Signed by the Countersign at http://testserver, and unchanged since." in page
    assert "Edition 1, which is not the one asked here." in page
    assert "Asked in other words then: How long do you keep logs?" in page
    assert "Confidential where you gave it." in page  # D03
    assert "In the file: Yes" in page  # B01 has another answer here, which stays
    assert "What was chosen is not among the options here." in page  # B04
    assert "REUSE-VALUE" in page
    assert page.count("Please attach it") == 2
    file_id = looked.url.path.rpartition("/")[2]

    there.post(rival.page("evidence/for/B01"), files={"file": ("mine.png", png())})
    filled = there.post(rival.page(f"earlier/{file_id}/fill"))
    assert filled.status_code == 200
    now = rows(database, rival)
    assert {q: (r.value, r.confirmed) for q, r in now.items()} == {
        "B01": ("no", True), "B05": (None, False), "D01": (24, False), "D03": ("By a secret of ours.", False),
    }  # fmt: skip
    assert "<b>3 answers filled in from your file of 23 November 2026 wait for you.</b>" in there.get(rival.page()).text
    section = there.get(rival.page("sections/depth")).text
    assert (
        "Filled in from your file of 23 November 2026, “Every kind of question”, another edition (1). It counts once"
        in section
    )
    assert "It was asked in other words then." in section
    there.post(rival.page("sections/depth"), data={**form_of(section), "confirm-all": ["1"]})
    assert rows(database, rival)["D01"].confirmed

    assert "Attached here." in there.get(rival.page(f"answer-file/{file_id}")).text
    there.post(rival.page(f"answer-file/{file_id}/remove"))
    now = rows(database, rival)
    assert (now["B05"].reason, now["D01"].value) == ("", 24)  # what was confirmed stays
    assert there.get(rival.page(f"answer-file/{file_id}")).status_code == 404
    assert "which is no longer there" not in there.get(rival.page("sections/depth")).text


def test_the_new_buyer_does_not_learn_who_asked_before(
    marta: TestClient,
    asked: Invited,
    there: TestClient,
    rival: Invited,
    browser: Browser,
    cast: Cast,
    database: Database,
) -> None:
    file_id = bring(there, rival, marta.get(asked.page("answer-file.json")).content).url.path.rpartition("/")[2]
    there.post(rival.page(f"earlier/{file_id}/fill"))
    with database.reading() as session:
        (kept,) = session.exec(select(ReceivedFile)).all()
        told = [
            e.model_dump_json() for e in session.exec(select(AuditEvent).where(AuditEvent.subject_id == file_id)).all()
        ]
    assert len(told) == 2
    for text in [kept.model_dump_json(), *told]:
        assert "Norrhaven" not in text
        assert "testserver" not in text
    kai = browser(cast.kai)
    for path in (f"/campaigns/{rival.campaign_id}", "/audit"):
        page = kai.get(path)
        assert page.status_code == 200
        assert "Norrhaven" not in page.text


def test_a_file_that_will_not_do_costs_nothing_and_says_why(
    marta: TestClient, asked: Invited, there: TestClient, rival: Invited, database: Database, settings: Settings
) -> None:
    body = marta.get(asked.page("answer-file.json")).content
    file = json.loads(body)
    elsewhere = json.loads(body)
    elsewhere["questionnaire"]["id"] = "other"
    for given in elsewhere["answers"]:
        given["asked"]["ask"] = {"en": "What is the weather like?"}
    for broken, code in (
        (body.replace(b"nothing to test", b"nothing to see"), "PORTABLE-CHANGED"),
        (json.dumps({**file, "signature": "abc"}).encode(), "PORTABLE-SIGNATURE"),
        (b"%PDF-1.7", "JSON-FORM"),
        (b"[" * 50_000, "JSON-DEPTH"),
        (body.rstrip()[:-1] + b', "format": 1}', "JSON-KEY-TWICE"),
        (json.dumps({**file, "format": "countersign-answers/7"}).encode(), "PORTABLE-FORMAT"),
        (json.dumps({k: v for k, v in file.items() if k != "signature"}).encode(), "PORTABLE-UNSIGNED"),
        (signed(elsewhere, settings), "PORTABLE-NOTHING"),
        (b" " * 4_000_001, "JSON-SIZE"),
        (b" " * 4_200_000, "FILE-TOO-LARGE"),
    ):
        refused = bring(there, rival, broken)
        assert (refused.status_code, code in refused.text) == (422, True), code
    for number in range(11, 16):
        assert bring(there, rival, signed({**file, "confidential_left_out": number}, settings)).status_code == 200
    assert bring(there, rival, signed({**file, "confidential_left_out": 14}, settings)).status_code == 200
    assert "PORTABLE-MANY" in bring(there, rival, body).text
    assert rows(database, rival) == {}


def test_a_key_that_is_not_known_is_said_and_another_vendors_file_too(
    marta: TestClient, asked: Invited, there: TestClient, rival: Invited, tmp_path: Path
) -> None:
    file = json.loads(marta.get(asked.page("answer-file.json")).content)
    file["made"]["vendor"] = "Otterline HR"
    stranger = Settings(_env_file=None, data_dir=tmp_path / "stranger")  # type: ignore[call-arg]
    page = bring(there, rival, signed(file, stranger)).text
    assert "Signed by a key that this Countersign does not know, and unchanged since." in page
    assert "The file is of Otterline HR" in page


def test_the_new_codes_are_explained() -> None:
    explained = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert [code for code in {**received.CODES, **reuse.CODES} if f"`{code}`" not in explained] == []
