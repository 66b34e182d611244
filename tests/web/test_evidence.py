"""A vendor attaches files beside its answers, and each bad file gets a reason and a remedy."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import col, select

from app.features.audit.models import AuditEvent
from app.features.responses.models import AnswerRow, EvidenceFile, EvidenceLink, ResponseRow, ResponseState
from app.infra.db import Database
from app.infra.services import Services
from app.infra.settings import Settings
from app.main import create_app
from tests.conftest import Browser, Cast, Now
from tests.documents import docx, noise, password_pdf, pdf, png, zipped
from tests.web.vendor_story import QUESTIONNAIRE, Invited, campaign, invite, publish

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
HTML = b"<!doctype html><html><script>alert(1)</script></html>"


class Vendor:
    """A vendor's browser, let in by its link."""

    def __init__(self, browser: TestClient, invited: Invited) -> None:
        self.browser, self.invited = browser, invited
        assert browser.post(f"/q/{invited.token}").status_code in (200, 303)

    def page(self, rest: str) -> str:
        return self.invited.page(rest)

    def attach(self, question: str, content: bytes, name: str = "report.pdf", **headers: str) -> Response:
        address = self.page(f"evidence/for/{question}")
        return self.browser.post(address, files={"file": (name, content, "text/plain")}, headers=headers or PARTIAL)

    def do(self, evidence_id: str, verb: str, **fields: str) -> Response:
        return self.browser.post(self.page(f"evidence/{evidence_id}/{verb}"), data=fields, headers=PARTIAL)


@pytest.fixture
def invited(database: Database, cast: Cast, settings: Settings, now: Now) -> tuple[Invited, Invited]:
    with database.writing() as session:
        release = publish(session, cast.ines.actor, QUESTIONNAIRE, now())
        round_ = campaign(session, cast.ines.actor, release, now(), due_on=date(2026, 12, 1))
        return (
            invite(session, round_, "Quillfeather Talent", "Marta Quist", settings, now()),
            invite(session, round_, "Otterline HR", "Otto Berg", settings, now()),
        )


@pytest.fixture
def marta(browser: Browser, invited: tuple[Invited, Invited]) -> Vendor:
    return Vendor(browser(), invited[0])


@pytest.fixture
def otto(browser: Browser, invited: tuple[Invited, Invited]) -> Vendor:
    return Vendor(browser(), invited[1])


def files(database: Database, *, removed: bool = False) -> list[EvidenceFile]:
    with database.reading() as session:
        every = session.exec(select(EvidenceFile).order_by(EvidenceFile.id)).all()
        return [f for f in every if (f.removed_at is not None) == removed]


def links(database: Database) -> set[tuple[str, str, str]]:
    with database.reading() as session:
        return {(row.evidence_id, row.question_id, row.pages) for row in session.exec(select(EvidenceLink))}


def answer(database: Database, question: str) -> AnswerRow | None:
    with database.reading() as session:
        return session.exec(select(AnswerRow).where(AnswerRow.question_id == question)).first()


def stored(services: Services) -> list[Path]:
    folder = services.settings.data_dir / "evidence"
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def test_a_file_is_attached_beside_its_question(marta: Vendor, database: Database) -> None:
    answered = marta.attach("B01", pdf(3), "Certificate 42001.pdf")
    assert answered.status_code == 200
    assert "Certificate 42001.pdf" in answered.text
    assert "3 pages" in answered.text
    assert "<html" not in answered.text
    (file,) = files(database)
    assert (file.media_type, file.page_count, file.size) == ("application/pdf", 3, len(pdf(3)))
    assert file.uploaded_by == "Marta Quist"
    assert "Certificate 42001.pdf" in marta.browser.get(marta.page("sections/basics")).text


def test_without_javascript_the_form_leads_back_to_the_question(marta: Vendor) -> None:
    address = marta.page("evidence/for/B01")
    answered = marta.browser.post(address, files={"file": ("a.pdf", pdf(1))}, follow_redirects=False)
    assert answered.status_code == 303
    assert answered.headers["location"] == marta.page("sections/basics#ev-B01")


def test_without_javascript_a_refusal_is_a_page_with_the_form_again(marta: Vendor) -> None:
    answered = marta.browser.post(marta.page("evidence/for/B01"), files={"file": ("a.pdf", HTML)})
    assert answered.status_code == 422
    assert "There is something to put right" in answered.text
    assert 'type="file"' in answered.text
    assert marta.page("sections/basics#q-B01") in answered.text


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "empty.pdf", "The file is empty"),
        (HTML, "page.pdf", "web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "drawing.pdf", "SVG drawing"),
        (HTML + pdf(1), "both.pdf", "stands before it"),
        (b"MZ\x90\x00" + bytes(200), "setup.pdf", "program for Windows"),
        (b"%PDF-1.7 and no more", "broken.pdf", "could not be opened"),
        (password_pdf(), "secret.pdf", "protected by a password"),
        (zipped({"a.txt": b"a"}), "report.docx", "compressed archive"),
        (zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": bytes(150_000_000)}), "bomb.docx", "unpacks"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason_and_nothing_is_kept(
    marta: Vendor, database: Database, services: Services, content: bytes, name: str, says: str
) -> None:
    answered = marta.attach("B01", content, name)
    assert answered.status_code == 422
    assert says in answered.text
    assert 'class="error"' in answered.text
    assert files(database) == []
    assert stored(services) == []


def test_no_file_chosen_is_said_beside_the_field(marta: Vendor) -> None:
    address = marta.page("evidence/for/B01")
    empty = marta.browser.post(address, files={"file": ("", b"")}, headers=PARTIAL)
    assert empty.status_code == 422
    assert "Choose a file first" in empty.text


def test_a_file_that_is_too_large_is_refused_and_nothing_is_kept(
    marta: Vendor, services: Services, database: Database
) -> None:
    answered = marta.attach("B01", pdf(1) + noise(services.settings.evidence_max_mb * 1_000_000 + 500_000))
    assert answered.status_code == 422
    assert f"larger than {services.settings.evidence_max_mb} MB" in answered.text
    assert files(database) == []
    assert stored(services) == []


def test_all_files_together_have_a_limit(marta: Vendor, services: Services, database: Database) -> None:
    services.settings.response_max_mb = 1
    assert marta.attach("B01", pdf(1) + noise(600_000)).status_code == 200
    answered = marta.attach("B01", pdf(2) + noise(600_000))
    assert answered.status_code == 422
    assert "together" in answered.text
    assert len(files(database)) == len(stored(services)) == 1


def test_the_type_is_told_when_the_name_says_another(marta: Vendor) -> None:
    answered = marta.attach("B01", png(), "photo.pdf")
    assert answered.status_code == 200
    assert "its content is of the type PNG" in answered.text


def test_a_name_with_tricks_is_shown_without_them(marta: Vendor, database: Database) -> None:
    marta.attach("B01", pdf(1), "..\\..\\evil\u202efdp.exe")
    assert files(database)[0].name == "evil_fdp.exe"


def test_the_same_content_twice_is_kept_once_and_linked(marta: Vendor, database: Database, services: Services) -> None:
    marta.attach("B01", pdf(1), "one.pdf")
    answered = marta.attach("D05", pdf(1), "two.pdf")
    assert "was attached before" in answered.text
    (file,) = files(database)
    assert {(file.id, "B01", ""), (file.id, "D05", "")} == links(database)
    assert len(stored(services)) == 1


def test_the_same_form_posted_twice_attaches_once(marta: Vendor, database: Database) -> None:
    assert [marta.attach("B01", pdf(1)).status_code for _ in range(2)] == [200, 200]
    assert len(files(database)) == 1
    with database.reading() as session:
        told = select(AuditEvent.action).where(AuditEvent.subject_kind == "evidence")
        events = session.exec(told.order_by(col(AuditEvent.id))).all()
    assert events == ["evidence.attached", "evidence.reading-asked"], "B01 asks for a certificate, so the file is read"


def test_a_question_that_asks_for_files_is_answered_by_them(marta: Vendor, database: Database) -> None:
    marta.attach("D05", pdf(1), "report.pdf")
    (file,) = files(database)
    given = answer(database, "D05")
    assert given is not None
    assert given.value == [file.id]
    answered = marta.do(file.id, "remove", question="D05")
    assert "No file attached yet" in answered.text
    emptied = answer(database, "D05")
    assert emptied is not None
    assert emptied.value is None
    marta.do(file.id, "restore", question="D05")
    back = answer(database, "D05")
    assert back is not None
    assert (back.value, back.version) == ([file.id], 3)


@pytest.mark.parametrize(("question", "status"), [("B04", 422), ("X01", 422), ("NOPE", 404)])
def test_a_question_that_takes_no_file_gets_none(
    marta: Vendor, database: Database, services: Services, question: str, status: int
) -> None:
    assert marta.attach(question, pdf(1)).status_code == status
    assert files(database) == []
    assert stored(services) == []


def test_removing_is_undone(marta: Vendor, database: Database) -> None:
    marta.attach("B01", pdf(1), "one.pdf")
    (file,) = files(database)
    gone = marta.do(file.id, "remove", question="B01")
    assert "one.pdf was removed" in gone.text
    assert f"/evidence/{file.id}/restore" in gone.text
    assert files(database) == []
    back = marta.do(file.id, "restore", question="B01")
    assert "one.pdf is back" in back.text
    assert [f.id for f in files(database)] == [file.id]


def test_a_file_removed_from_one_question_keeps_supporting_the_other(marta: Vendor, database: Database) -> None:
    marta.attach("B01", pdf(4), "one.pdf")
    (file,) = files(database)
    marta.do(file.id, "link", question="D05")
    marta.do(file.id, "pages", question="B01", pages="2–3")
    gone = marta.do(file.id, "remove", question="B01")
    assert "other questions keep it" in gone.text
    assert links(database) == {(file.id, "D05", "")}
    assert 'name="pages" value="2–3"' in gone.text
    marta.do(file.id, "link", question="B01", pages="2–3")
    assert links(database) == {(file.id, "D05", ""), (file.id, "B01", "2–3")}


def test_replacing_takes_over_what_the_old_file_supported(marta: Vendor, database: Database) -> None:
    marta.attach("D05", pdf(1), "old.pdf")
    (old,) = files(database)
    marta.do(old.id, "link", question="B01")
    address = marta.page(f"evidence/{old.id}/replace")
    answered = marta.browser.post(
        address, files={"file": ("new.pdf", pdf(2))}, data={"question": "D05"}, headers=PARTIAL
    )
    assert "new.pdf has taken the place of old.pdf" in answered.text
    (new,) = files(database)
    (gone,) = files(database, removed=True)
    assert (gone.id, gone.replaced_by) == (old.id, new.id)
    assert {q for e, q, _ in links(database) if e == new.id} == {"B01", "D05"}
    given = answer(database, "D05")
    assert given is not None
    assert given.value == [new.id]


def test_a_bad_replacement_leaves_the_old_file(marta: Vendor, database: Database, services: Services) -> None:
    marta.attach("B01", pdf(1), "old.pdf")
    (old,) = files(database)
    address = marta.page(f"evidence/{old.id}/replace")
    refused = marta.browser.post(address, files={"file": ("new.pdf", HTML)}, data={"question": "B01"}, headers=PARTIAL)
    assert refused.status_code == 422
    services.settings.response_max_mb = 1
    full = marta.browser.post(
        address, files={"file": ("new.pdf", pdf(1) + noise(1_500_000))}, data={"question": "B01"}, headers=PARTIAL
    )
    assert full.status_code == 422
    assert [f.id for f in files(database)] == [old.id]


def test_pages_must_be_in_the_file(marta: Vendor, database: Database) -> None:
    marta.attach("B01", pdf(3))
    (file,) = files(database)
    refused = marta.do(file.id, "pages", question="B01", pages="2, 14")
    assert refused.status_code == 422
    assert "There is no page 14: the file has 3" in refused.text
    assert 'value="2, 14"' in refused.text
    assert marta.do(file.id, "pages", question="B01", pages="2–3").status_code == 200
    assert links(database) == {(file.id, "B01", "2–3")}


def test_a_file_is_given_out_to_be_saved_and_never_shown(marta: Vendor, database: Database) -> None:
    marta.attach("B01", pdf(1), 'Prüfung "2026"; x.txt')
    (file,) = files(database)
    got = marta.browser.get(marta.page(f"evidence/{file.id}"))
    assert got.content == pdf(1)
    disposition = got.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert disposition.endswith("filename*=UTF-8''Pr%C3%BCfung%20%222026%22%3B%20x.txt.pdf")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["content-type"] == "application/pdf"


def test_another_vendor_and_a_stranger_find_nothing(
    marta: Vendor, otto: Vendor, browser: Browser, database: Database, services: Services
) -> None:
    marta.attach("B01", pdf(1))
    (file,) = files(database)
    for who in (otto.browser, browser()):
        assert who.get(marta.page(f"evidence/{file.id}")).status_code == 404
        assert who.get(marta.page("evidence")).status_code == 404
        posted = who.post(marta.page("evidence/for/B01"), files={"file": ("a.pdf", pdf(2))})
        assert posted.status_code == 404
    assert otto.browser.get(otto.page(f"evidence/{file.id}")).status_code == 404
    for verb in ("remove", "restore", "link", "pages", "replace"):
        address = otto.page(f"evidence/{file.id}/{verb}")
        files_ = {"file": ("a.pdf", pdf(3))} if verb == "replace" else None
        assert otto.browser.post(address, data={"question": "B01"}, files=files_).status_code == 404
    assert len(files(database)) == len(stored(services)) == 1


def test_nothing_is_attached_once_the_answers_are_sent(marta: Vendor, database: Database, services: Services) -> None:
    marta.attach("B01", pdf(1))
    with database.writing() as session:
        session.execute(sa.update(ResponseRow).values(state=ResponseState.SUBMITTED))
    (file,) = files(database)
    assert marta.attach("B01", pdf(2)).status_code == 409
    assert marta.do(file.id, "remove", question="B01").status_code == 409
    assert marta.do(file.id, "pages", question="B01", pages="1").status_code == 409
    assert len(files(database)) == len(stored(services)) == 1
    assert marta.browser.get(marta.page(f"evidence/{file.id}")).status_code == 200
    assert 'type="file"' not in marta.browser.get(marta.page("sections/basics")).text


def test_all_files_are_on_one_page_with_what_they_support(marta: Vendor, database: Database) -> None:
    marta.attach("B01", pdf(2), "certificate.pdf")
    marta.attach("D05", docx(), "report.docx")
    (first, second) = files(database)
    page = marta.browser.get(marta.page("evidence")).text
    for words in ("certificate.pdf", "report.docx", "Do you hold a certificate?", "Attach the report", "2 files"):
        assert words in page
    answered = marta.browser.post(marta.page(f"evidence/{first.id}/remove"))
    assert "certificate.pdf was removed" in answered.text
    marta.browser.post(marta.page(f"evidence/{first.id}/restore"))
    assert {f.id for f in files(database)} == {first.id, second.id}


def test_answers_that_ask_for_a_file_and_have_none_are_named(marta: Vendor, database: Database) -> None:
    heading = "Answers that ask for a file and have none"
    assert heading not in marta.browser.get(marta.page("evidence")).text
    marta.browser.post(marta.page("answers/B01"), data={"B01:value": "yes", "B01:version": "0"})
    assert heading in marta.browser.get(marta.page("evidence")).text
    marta.attach("B01", pdf(1))
    assert heading not in marta.browser.get(marta.page("evidence")).text


def test_an_odd_body_is_refused_and_not_an_error(marta: Vendor) -> None:
    address = marta.page("evidence/for/B01")
    assert marta.browser.post(address, content=b"x", headers={"Content-Type": "text/plain"}).status_code == 400
    broken = marta.browser.post(
        address, content=b"--a\r\nno such thing", headers={"Content-Type": "multipart/form-data; boundary=a"}
    )
    assert broken.status_code in (400, 422)


BOUNDARY = b'--b\r\nContent-Disposition: form-data; name="file"; filename="slow.pdf"\r\n\r\n'


class Wire:
    """One request on a wire that the test holds: its body goes out piece by piece, as the test says."""

    def __init__(self, address: str, vendor: Vendor, kind: str) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in vendor.browser.cookies.items())
        headers = {"host": "testserver", "cookie": cookies, "content-type": kind, "sec-fetch-site": "same-origin"}
        self.scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": address,
            "raw_path": address.encode(), "query_string": b"", "scheme": "http", "server": ("testserver", 80),
            "client": ("127.0.0.1", 1), "root_path": "",
            "headers": [(k.lower().encode(), v.encode()) for k, v in {**headers, **PARTIAL}.items()],
        }  # fmt: skip
        self.pieces: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.status = 0

    def send(self, body: bytes, *, more: bool = True) -> None:
        self.pieces.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def breaks(self) -> None:
        self.pieces.put_nowait({"type": "http.disconnect"})

    async def runs(self, app: FastAPI) -> None:
        async def answer(message: Any) -> None:
            self.status = message.get("status", self.status)

        await app(self.scope, self.pieces.get, answer)


MULTIPART = "multipart/form-data; boundary=b"


def test_an_answer_is_saved_while_an_upload_is_stuck(marta: Vendor, services: Services, database: Database) -> None:
    """The body is received before a transaction begins, so a slow line holds nobody up."""

    async def story() -> None:
        app = create_app(services)
        upload = Wire(marta.page("evidence/for/B01"), marta, MULTIPART)
        uploading = asyncio.create_task(upload.runs(app))
        upload.send(BOUNDARY)
        await asyncio.sleep(0.3)
        save = Wire(marta.page("answers/B04"), marta, "application/x-www-form-urlencoded")
        save.send(b"B04:value=provider&B04:version=0", more=False)
        await asyncio.wait_for(save.runs(app), 3)
        assert save.status == 200
        assert upload.status == 0
        upload.send(pdf(1) + b"\r\n--b--\r\n", more=False)
        await asyncio.wait_for(uploading, 5)
        assert upload.status == 200

    asyncio.run(story())
    assert len(files(database)) == 1
    given = answer(database, "B04")
    assert given is not None
    assert given.value == "provider"


def test_a_connection_that_breaks_half_way_leaves_nothing_behind(
    marta: Vendor, services: Services, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spool))

    async def story() -> None:
        upload = Wire(marta.page("evidence/for/B01"), marta, MULTIPART)
        upload.send(BOUNDARY + pdf(1) + noise(3_000_000))
        upload.breaks()
        await asyncio.wait_for(upload.runs(create_app(services)), 5)
        assert upload.status == 400

    asyncio.run(story())
    assert files(database) == []
    assert stored(services) == []
    assert list(spool.iterdir()) == []


def test_a_stranger_is_turned_away_before_the_body(marta: Vendor, services: Services) -> None:
    async def story() -> None:
        upload = Wire(marta.page("evidence/for/B01").replace("/v/", "/v/0"), marta, MULTIPART)
        await asyncio.wait_for(upload.runs(create_app(services)), 5)  # nothing was sent: it does not wait for a body
        assert upload.status == 404

    asyncio.run(story())
