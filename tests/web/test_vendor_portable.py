"""Stories: Marta takes her answers along as a file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from app.cli import app
from app.core.answer_file import signed_bytes
from app.features.reports.published import json_schema
from app.infra import signing
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.documents import jpeg, png
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import QUESTIONNAIRE, Invited, answer, campaign, invite, publish

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
