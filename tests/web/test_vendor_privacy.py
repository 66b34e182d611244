"""Stories: what a vendor sees of its own data, and what it can have erased."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from app.features.campaigns.models import Invitation
from app.features.effects import build_worker
from app.features.privacy.erasing import OF_RESPONSE
from app.infra.db import Database
from app.infra.services import Services
from tests.conftest import Browser, Cast, Now
from tests.documents import pdf
from tests.web.test_vendor_people import enter, invite, link_of
from tests.web.test_vendor_submit import SIGNED
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import Invited, answer

SECRET = "Shown to nobody before we are ready."


def holding(database: Database, words: str) -> set[str]:
    """The tables in which these words stand."""
    with database.engine.connect() as connection:
        return {
            name
            for name, table in SQLModel.metadata.tables.items()
            if any(words in repr(row) for row in connection.execute(sa.select(table)))
        }


def kept(services: Services) -> list[Path]:
    return [path for path in (services.settings.data_dir / "evidence").rglob("*") if path.is_file()]


def work(services: Services) -> None:
    worker = build_worker(services)
    while worker.run_once():
        pass


def test_everything_that_hangs_on_a_response_is_on_the_list_of_what_is_erased_after_what_refers_to_it() -> None:
    place = {str(table.__tablename__): n for n, table in enumerate(OF_RESPONSE)}
    for name, table in SQLModel.metadata.tables.items():
        for key in table.foreign_keys:
            above = key.column.table.name
            if above in place and name != "decision_basis":  # decisions are kept, and with them their scorecards
                assert name in place, f"{name} refers to {above}"
                assert place[name] < place[above]


def test_marta_takes_back_what_she_never_submitted_and_norrhaven_lets_her_begin_anew(
    browser: Browser, marta: TestClient, quillfeather: Invited, otterline: Invited, services: Services, cast: Cast,
    now: Now,
) -> None:  # fmt: skip
    database = services.database
    otto = enter(browser, f"/q/{otterline.token}")
    nora = enter(browser, link_of(marta, quillfeather, invite(marta, quillfeather)))
    assert answer(marta, quillfeather, "D03", value=SECRET).status_code == 200
    assert marta.post(quillfeather.page("answers/D03/team"), data={"text": f"{SECRET} Truly."}).status_code == 200
    both = ((quillfeather, marta, pdf(1)), (quillfeather, marta, pdf(2)), (otterline, otto, pdf(2)))
    for vendor, who, content in both:
        assert who.post(vendor.page("evidence/for/B01"), files={"file": ("a.pdf", content)}).status_code == 200
    assert holding(database, SECRET) == {"answer", "answer_version", "team_note"}

    told = marta.get(quillfeather.page("take-back")).text
    assert all(words in told for words in ("1 answer, with", "2 files, what", "Access of 1 colleague,"))
    assert marta.post(quillfeather.page("take-back")).status_code == 422, "not confirmed"
    assert nora.post(quillfeather.page("take-back"), data={"confirmed": "yes"}).status_code == 403
    assert holding(database, SECRET)
    gone = marta.post(quillfeather.page("take-back"), data={"confirmed": "yes"})
    assert (gone.status_code, gone.url.path) == (200, f"/q/{quillfeather.token}")
    assert "You took your answers back, and they were erased." in gone.text
    assert "who can open it again" in gone.text

    assert not holding(database, SECRET)
    assert holding(database, "Nora") == {"audit_event"}, "the log says who was invited"
    assert marta.get(quillfeather.page()).status_code == nora.get(quillfeather.page()).status_code == 404
    assert marta.post(f"/q/{quillfeather.token}").status_code == 409
    for path in kept(services):
        os.utime(path, (now().timestamp(), now().timestamp()))
    assert len(kept(services)) == 2
    now.forward(timedelta(hours=2))
    work(services)
    assert len(kept(services)) == 1, "Otto attached the same file"

    ines = browser(cast.ines)
    here = f"/campaigns/{quillfeather.campaign_id}/invitations/{quillfeather.invitation_id}"
    assert "Taken back" in ines.get(f"/campaigns/{quillfeather.campaign_id}").text
    assert "They are gone for good" in ines.get(here).text
    assert "begin anew, and the invitation" in ines.post(f"{here}/open-again", data={"mail": "true"}).text
    again = marta.post(f"/q/{quillfeather.token}")
    assert "0 of" in again.text
    assert answer(marta, quillfeather, "D03", value="Weekly.").status_code == 200


def test_what_was_submitted_is_not_taken_back(marta: TestClient, quillfeather: Invited) -> None:
    assert "erase your answers and files for good" in marta.get(quillfeather.page("privacy")).text
    assert marta.post(quillfeather.page("submit"), data=SIGNED | {"accepts_gaps": "yes"}).status_code == 200
    assert "what was submitted cannot be taken back here" in marta.get(quillfeather.page("privacy")).text
    assert marta.get(quillfeather.page("take-back")).url.path == quillfeather.page("privacy")
    assert marta.post(quillfeather.page("take-back"), data={"confirmed": "yes"}).status_code == 409


def test_marta_downloads_what_is_held_and_has_her_name_and_address_erased(
    browser: Browser, marta: TestClient, quillfeather: Invited, services: Services, cast: Cast
) -> None:
    database = services.database
    with database.reading() as session:
        contact = session.get_one(Invitation, quillfeather.invitation_id).contact_email
    assert answer(marta, quillfeather, "D03", value=SECRET).status_code == 200
    nora = enter(browser, link_of(marta, quillfeather, invite(marta, quillfeather)))
    assert nora.get(quillfeather.page("own-data.json")).status_code == 403
    held = marta.get(quillfeather.page("own-data.json")).json()["held"]
    (kept,) = [row for row in held["answer"] if row["question_id"] == "D03"]
    assert (kept["value"], held["invitation"][0]["contact_email"]) == (SECRET, contact)
    assert [row["name"] for row in held["colleague"]] == ["Nora Vale"]
    assert not any("token" in name or "nonce" in name for rows in held.values() for row in rows for name in row)
    buyers = {"scorecard", "review", "lookup", "register_entry"}
    assert not buyers & held.keys()

    page = quillfeather.page("erase-contact")
    assert nora.post(page, data={"confirmed": "yes"}).status_code == 403
    unsure = marta.post(page)
    assert (unsure.status_code, "Tick the box" in unsure.text) == (422, True)
    assert contact in str(held)
    assert holding(database, contact)
    gone = marta.post(page, data={"confirmed": "yes"})
    assert "Your name and address are erased" in gone.text
    assert contact not in gone.text
    assert holding(database, contact) <= {"audit_event", "submission"}
    assert marta.get(quillfeather.page()).status_code == 404
    assert marta.get(f"/q/{quillfeather.token}").status_code == 404
    assert nora.get(quillfeather.page()).status_code == 200, "whom she invited goes on"

    ines = browser(cast.ines)
    here = f"/campaigns/{quillfeather.campaign_id}/invitations/{quillfeather.invitation_id}"
    assert ines.get(here).status_code == 200
    new = {"contact_name": "Mara Ost", "contact_email": "mara@quillfeather.example", "renew": "true"}
    assert "new link" in ines.post(f"{here}/contact", data=new).text.lower()
