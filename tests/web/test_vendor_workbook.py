"""Stories: Marta answers in a spreadsheet, and her colleagues in the browser meanwhile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from app.features.audit.models import AuditEvent
from app.features.responses.models import AnswerRow, ResponseRow
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.documents import png
from tests.web.test_vendor_people import enter, link_of
from tests.web.test_vendor_people import invite as colleague
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import QUESTIONNAIRE, Invited, answer, campaign, invite, publish

# Made by `download`, filled in and saved by LibreOffice Calc 7.4; what it holds is in FILLED.
RESAVED = Path(__file__).parent / "files" / "resaved-by-libreoffice.xlsx"

FILLED: dict[str, Any] = {
    "B01": "Yes", "B02": "=Brightkeel", "B03:one": "x", "B03:two": "x", "B04": "Provider", "B05": "Measured",
    "D01": 24, "D02": date(2026, 3, 4), "D03": "Weekly.\nBy two people.", "D04": "https://vendor.example/drift",
    "D07:name": "Marta Quist", "D07:function": "Head of quality", "X01": date(2027, 5, 6),
}  # fmt: skip
ROWS = [{"name": "Sorter", "maker": "Quillfeather", "since": date(2025, 1, 2), "use": "Ranks"}]
MEANT: dict[str, Any] = {
    "B01": "yes", "B02": "=Brightkeel", "B03": ["one", "two"], "B04": "provider", "B05": "measured", "D01": 24,
    "D02": "2026-03-04", "D03": "Weekly.\nBy two people.", "D04": "https://vendor.example/drift",
    "D06": [{"name": "Sorter", "maker": "Quillfeather", "since": "2025-01-02", "use": "rank"}],
    "D07": {"name": "Marta Quist", "function": "Head of quality"}, "X01": "2027-05-06",
}  # fmt: skip

ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # what a file says does not depend on it


def download(browser: TestClient, invited: Invited) -> Any:
    got = browser.get(invited.page("spreadsheet.xlsx"))
    assert got.status_code == 200
    return load_workbook(io.BytesIO(got.content))


def cells(book: Any, key: str = "answer") -> dict[str, Any]:
    """Row id -> its cell under a key."""
    found = {}
    for sheet in book.worksheets:
        heads = {c.value: c.column for c in sheet[4] if c.value} if sheet.max_row >= 4 else {}
        if key in heads:
            found |= {row[0].value: row[heads[key] - 1] for row in sheet.iter_rows(min_row=5) if row[0].value}
    return found


def put(book: Any, values: dict[str, Any], key: str = "answer") -> None:
    for row_id, value in values.items():
        cell = cells(book, key)[row_id]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl takes "=..." for a formula; a person types it into a text cell


def fill_in(book: Any) -> None:
    put(book, FILLED)
    sheet = book["Table 2.6"]
    columns = {str(c.value).removeprefix("column:"): c.column for c in sheet[4] if c.value}
    for number, row in enumerate(ROWS, 6):
        for name, value in row.items():
            sheet.cell(number, columns[name]).value = value


def packed(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(browser: TestClient, invited: Invited, body: bytes) -> Any:
    return browser.post(invited.page("spreadsheet"), files={"file": ("answers.xlsx", body)})


class _Fields(HTMLParser):
    """What the form of the preview posts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        ours = tag == "input" and (":" in name or name == "file-name")
        if ours and (given.get("type") != "radio" or "checked" in given):
            self.fields[name] = given.get("value") or ""


def take(browser: TestClient, invited: Invited, html: str, **choices: str) -> Any:
    fields = _Fields(html).fields | {f"{q}:choice": choice for q, choice in choices.items()}
    return browser.post(invited.page("spreadsheet/take"), data=fields)


def stored(database: Database, invited: Invited) -> dict[str, AnswerRow]:
    with database.reading() as session:
        wanted = select(AnswerRow).join(ResponseRow, ResponseRow.id == AnswerRow.response_id)  # type: ignore[arg-type]
        rows = session.exec(wanted.where(ResponseRow.invitation_id == invited.invitation_id))
        return {row.question_id: row for row in rows}


def values(database: Database, invited: Invited) -> dict[str, Any]:
    return {q: row.value for q, row in stored(database, invited).items()}


def test_a_filled_in_workbook_is_shown_first_and_then_taken_over_at_once(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    assert "spreadsheet" in marta.get(quillfeather.page()).text
    book = download(marta, quillfeather)
    fill_in(book)
    put(book, {"B04": "See annex 2."}, "note")
    shown = upload(marta, quillfeather, packed(book))
    assert shown.status_code == 200
    assert "The file would change 12 answers" in shown.text
    assert stored(database, quillfeather) == {}  # nothing before somebody says so

    taken = take(marta, quillfeather, shown.text)
    assert "12 answers were taken over from the file." in taken.text
    assert values(database, quillfeather) == MEANT
    row = stored(database, quillfeather)["B04"]
    assert (row.note, row.by, row.confirmed) == ("See annex 2.", "Marta Quist (XLSX)", True)
    with database.reading() as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "answers.uploaded")).one()
        assert event.details["file"] == "answers.xlsx"

    again = upload(marta, quillfeather, packed(book))
    assert "The file would change nothing" in again.text


def test_what_is_downloaded_and_uploaded_unchanged_changes_nothing(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    book = download(marta, quillfeather)
    unanswered = upload(marta, quillfeather, packed(book)).text
    assert ("The file would change nothing" in unanswered, "answers stay as they are" in unanswered) == (True, False)
    fill_in(book)
    take(marta, quillfeather, upload(marta, quillfeather, packed(book)).text)
    answer(marta, quillfeather, "B05", seen=1, value="-", reason="Nothing to test.")
    got = marta.get(quillfeather.page("spreadsheet.xlsx")).content
    assert "The file would change nothing" in upload(marta, quillfeather, got).text
    assert cells(load_workbook(io.BytesIO(got)))["B02"].data_type == "s"  # "=Brightkeel" is no formula


def test_a_workbook_that_libreoffice_saved_says_the_same(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    with database.reading() as session:
        mine = session.exec(select(ResponseRow.id).where(ResponseRow.invitation_id == quillfeather.invitation_id)).one()
    shown = upload(marta, quillfeather, readdressed(RESAVED.read_bytes(), mine))
    assert "The file would change 12 answers" in shown.text
    assert "cannot be used" not in shown.text
    take(marta, quillfeather, shown.text)
    assert values(database, quillfeather) == MEANT


def readdressed(body: bytes, response: str) -> bytes:
    """The same file for a response of this test: ids differ from run to run."""
    source, target = zipfile.ZipFile(io.BytesIO(body)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b"RESPONSE-OF-THE-FIXTURE", response.encode()))
    return target.getvalue()


def test_what_both_changed_is_chosen_and_what_only_one_changed_is_kept(
    marta: TestClient, jonah: TestClient, quillfeather: Invited, database: Database
) -> None:
    answer(marta, quillfeather, "B04", value="deployer")
    answer(marta, quillfeather, "D03", value="Weekly.")
    book = download(marta, quillfeather)
    put(book, {"B04": "Provider", "D01": 12})
    answer(jonah, quillfeather, "B04", seen=1, value="deployer", note="Only in Norway.")
    answer(jonah, quillfeather, "D03", seen=1, value="Daily.")  # the file leaves it as it was
    shown = upload(marta, quillfeather, packed(book)).text
    assert "1 answer to choose" in shown
    assert "Only in Norway." in shown
    assert "Daily." not in shown
    take(marta, quillfeather, shown)
    assert values(database, quillfeather) == {"B04": "deployer", "D01": 12, "D03": "Daily."}
    shown = upload(marta, quillfeather, packed(book)).text
    take(marta, quillfeather, shown, B04="file")
    assert values(database, quillfeather)["B04"] == "provider"


def test_an_answer_given_while_the_preview_is_open_stops_all_of_it(
    marta: TestClient, jonah: TestClient, quillfeather: Invited, database: Database
) -> None:
    answer(marta, quillfeather, "B04", value="deployer")
    book = download(marta, quillfeather)
    put(book, {"B04": "Provider", "D01": 12})
    shown = upload(marta, quillfeather, packed(book)).text
    answer(jonah, quillfeather, "B04", seen=1, value="deployer", note="Mine.")
    refused = take(marta, quillfeather, shown)
    assert refused.status_code == 409
    assert "So nothing was taken over yet" in refused.text
    assert "D01" not in values(database, quillfeather)
    take(marta, quillfeather, refused.text, B04="file")
    assert values(database, quillfeather) == {"B04": "provider", "D01": 12}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"D01": "=1+1"}, "XLS-FORMULA", "2 In depth, D6"),
    ({"D01": "1,500"}, "ANS-AMBIGUOUS", "2 In depth, D6"),
    ({"D01": date(2026, 5, 12)}, "XLS-TURNED", "2 In depth, D6"),
    ({"D01": 500}, "ANS-RANGE", "2 In depth, D6"),
    ({"D02": "3/4/2026"}, "ANS-DATE", "2 In depth, D7"),
    ({"B04": "Provder"}, "ANS-OPTION", "1 The basics, D12"),
    ({"B01": "Yes", "B03:two": "perhaps"}, "XLS-MARK", "1 The basics, D10"),
    ({"D04": "not an address"}, "ANS-URL", "2 In depth, D9"),
]


@ONE
@pytest.mark.parametrize(("typed", "code", "where"), WRONG, ids=[w[1] + " " + str(w[0]) for w in WRONG])
def test_a_cell_that_cannot_be_used_is_named_and_costs_no_other(
    marta: TestClient, quillfeather: Invited, database: Database, typed: dict[str, Any], code: str, where: str
) -> None:
    book = download(marta, quillfeather)
    put(book, {"D03": "Weekly."})
    for row_id, value in typed.items():
        cells(book)[row_id].value = value
    shown = upload(marta, quillfeather, packed(book)).text
    assert code in shown
    assert where in shown
    take(marta, quillfeather, shown)
    assert values(database, quillfeather)["D03"] == "Weekly."
    assert list(typed)[-1].partition(":")[0] not in values(database, quillfeather)


MEANINGS: list[tuple[str, Any, Any]] = [
    ("B01", True, "yes"), ("B01", False, "no"), ("B01", "yes", "yes"), ("D01", "24", 24), ("D01", "24,0", 24),
    ("D01", "24 months", 24), ("D02", "2026-03-04", "2026-03-04"), ("D02", "4.3.2026", "2026-03-04"),
    ("D02", "2026-03-04 00:00:00", "2026-03-04"), ("D02", "14/3/2026", "2026-03-14"), ("D03", 42, "42"),
    ("B04", "provider", "provider"),
]  # fmt: skip


@ONE
@pytest.mark.parametrize(("question", "typed", "meant"), MEANINGS, ids=str)
def test_what_another_program_made_of_an_answer_is_understood(
    marta: TestClient, quillfeather: Invited, database: Database, question: str, typed: Any, meant: Any
) -> None:
    book = download(marta, quillfeather)
    cell = cells(book)[question]
    cell.value, cell.number_format = typed, "General"
    take(marta, quillfeather, upload(marta, quillfeather, packed(book)).text)
    assert values(database, quillfeather) == {question: meant}


def test_a_day_that_became_its_number_is_that_day(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    book = download(marta, quillfeather)
    cell = cells(book)["D02"]
    cell.number_format, cell.value = "General", 46085
    take(marta, quillfeather, upload(marta, quillfeather, packed(book)).text)
    assert values(database, quillfeather) == {"D02": "2026-03-04"}


def test_removed_unknown_and_doubled_rows_are_told(marta: TestClient, quillfeather: Invited) -> None:
    book = download(marta, quillfeather)
    cells(book)["B04"].parent["A12"].value = "B99"
    sheet = book["2 In depth"]
    sheet["A20"].value = "D03"
    shown = upload(marta, quillfeather, packed(book)).text
    assert "XLS-UNKNOWN" in shown
    assert "XLS-TWICE" in shown
    assert "No longer in the file" in shown


def test_a_question_that_does_not_come_up_is_left_out_and_said(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    book = download(marta, quillfeather)
    put(book, {"B01": "No", "B02": "Brightkeel"})
    shown = upload(marta, quillfeather, packed(book)).text
    assert "Answered in the file, and not asked" in shown
    take(marta, quillfeather, shown)
    assert values(database, quillfeather) == {"B01": "no"}


def test_does_not_apply_with_its_reason_and_both_at_once(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    book = download(marta, quillfeather)
    put(book, {"B05": "Nothing to test.", "B01": "We are no vendor."}, "reason")
    put(book, {"B01": "Yes"})
    shown = upload(marta, quillfeather, packed(book)).text
    assert "XLS-BOTH" in shown
    take(marta, quillfeather, shown)
    rows = stored(database, quillfeather)
    assert (list(rows), rows["B05"].not_applicable, rows["B05"].reason) == (["B05"], True, "Nothing to test.")


def _bomb() -> bytes:
    file = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(packed(Workbook())))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
        archive.writestr("xl/worksheets/sheet2.xml", b" " * 60_000_000)
    return file.getvalue()


def _tall() -> bytes:
    book = Workbook()
    for _ in range(3_100):
        book.active.append(["x"])  # type: ignore[union-attr]
    return packed(book)


REFUSED: list[tuple[str, Callable[[], bytes]]] = [
    ("FILE-TYPE", lambda: b"question;answer\nB01;yes\n"),
    ("FILE-EMPTY", lambda: b""),
    ("XLS-TYPE", png),
    ("XLS-NOT-OURS", lambda: packed(Workbook())),
    ("FILE-BOMB", _bomb),
    ("XLS-SIZE", _tall),
    ("FILE-TOO-LARGE", lambda: b"PK\x03\x04" + b"\0" * 5_200_000),
]


@ONE
@pytest.mark.parametrize(("code", "made"), REFUSED, ids=[r[0] for r in REFUSED])
def test_a_file_that_is_no_such_workbook_is_refused_in_words(
    marta: TestClient, quillfeather: Invited, database: Database, code: str, made: Callable[[], bytes]
) -> None:
    refused = upload(marta, quillfeather, made())
    assert refused.status_code == 422
    assert "Nothing of the file was used" in refused.text
    assert code in refused.text
    assert stored(database, quillfeather) == {}


def test_a_file_of_another_response_offers_what_matches_and_writes_over_nothing(
    marta: TestClient, quillfeather: Invited, database: Database, cast: Cast, settings: Settings, now: Now, browser: Any
) -> None:
    book = download(marta, quillfeather)
    put(book, {"B04": "Provider", "D01": 12, "D03": "Weekly."})
    with database.writing() as session:
        changed = QUESTIONNAIRE.replace("id: D03,", "id: D33,")
        release = publish(session, cast.ines.actor, changed, now())
        row = campaign(session, cast.ines.actor, release, now(), due_on=None)
        invited = invite(session, row, "Quillfeather Talent", "Marta Quist", settings, now())
    again = browser()
    again.post(f"/q/{invited.token}")
    answer(again, invited, "B04", value="deployer")
    shown = upload(again, invited, packed(book)).text
    assert "This file was downloaded for another request" in shown
    assert "another edition of the questionnaire" in shown
    assert "XLS-UNKNOWN" in shown
    take(again, invited, shown)
    assert values(database, invited) == {"B04": "deployer", "D01": 12}


def test_a_file_of_another_questionnaire_is_refused(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    book = download(marta, quillfeather)
    for row in book["countersign"].iter_rows():
        if row[0].value == "questionnaire":
            row[1].value = "another"
    refused = upload(marta, quillfeather, packed(book))
    assert refused.status_code == 422
    assert "belongs to another questionnaire" in refused.text
    assert "XLS-OTHER-QUESTIONNAIRE" in refused.text


def test_the_workbook_says_what_people_need_to_know(marta: TestClient, quillfeather: Invited) -> None:
    book = download(marta, quillfeather)
    told = cells(book, "asked")
    assert told["B02"].value == "Only if 1.1 is “Yes”"
    assert "Required." in told["D01"].value
    assert "Takes a file" in told["D05"].value
    assert cells(book, "help")["B01"].value == "It can answer many of the other questions."
    assert cells(book, "unit")["D01"].value == "months\n≥ 0 ≤ 120"
    sheet = book["1 The basics"]
    assert sheet.protection.sheet
    assert not cells(book)["B01"].protection.locked
    assert sheet["C6"].protection.locked
    assert sheet.column_dimensions["A"].hidden
    assert book["countersign"].sheet_state == "hidden"
    offered = next(v for v in sheet.data_validations.dataValidation if "D6" in str(v.sqref))
    assert offered.formula1 == "'countersign lists'!$A$1:$A$2"


def test_what_was_sent_in_is_not_changed_by_a_file(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    book = download(marta, quillfeather)
    put(book, {"D01": 12})
    signed = {"name": "Marta Quist", "function": "Head", "email": "marta@vendor.example"}
    marta.post(quillfeather.page("submit"), data=signed | dict.fromkeys(["read", "true", "known", "accepts_gaps"], "1"))
    assert upload(marta, quillfeather, packed(book)).status_code == 409
    taken = marta.post(
        quillfeather.page("spreadsheet/take"), data={"D01:content": '[12, false, "", ""]', "D01:seen": "0"}
    )
    assert taken.status_code == 409
    assert stored(database, quillfeather) == {}


CARRIED = [
    ("[]", "XLS-CARRIED"), ("{", "XLS-CARRIED"), ('[900, false, "", ""]', "ANS-RANGE"),
    ('[null, true, "", ""]', "XLS-CARRIED"), ('[12, false, 3, ""]', "XLS-CARRIED"),
]  # fmt: skip


@ONE
@pytest.mark.parametrize(("carried", "code"), CARRIED)
def test_what_the_page_carried_is_checked_again(
    marta: TestClient, quillfeather: Invited, database: Database, carried: str, code: str
) -> None:
    taken = marta.post(quillfeather.page("spreadsheet/take"), data={"D01:content": carried, "D01:seen": "0"})
    assert taken.status_code == 422
    assert code in taken.text
    assert stored(database, quillfeather) == {}


def test_a_colleague_gets_and_changes_her_own_sections(
    browser: Browser, marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    answer(marta, quillfeather, "B04", value="provider", note="Ours alone.")
    whole = download(marta, quillfeather)
    nora = enter(browser, link_of(marta, quillfeather, colleague(marta, quillfeather)))
    hers = download(nora, quillfeather)
    assert {row_id.partition(":")[0][0] for row_id in cells(hers)} == {"D"}, "questions of her section and of no other"
    known = {str(cell.value) for row in hers["countersign"].iter_rows() for cell in row}
    assert "version:B04" not in known
    assert "Ours alone." not in {str(c.value) for sheet in hers.worksheets for row in sheet.iter_rows() for c in row}

    put(whole, {"B04": "Deployer", "D03": "Weekly."})  # the file of somebody who was given all of it
    shown = upload(nora, quillfeather, packed(whole)).text
    assert "NOT-YOURS" in shown
    assert "The section “The basics” was not given to you" in shown
    assert "The file would change 1 answer" in shown
    assert "Ours alone." not in shown
    take(nora, quillfeather, shown)
    assert values(database, quillfeather) == {"B04": "provider", "D03": "Weekly."}
    assert stored(database, quillfeather)["D03"].by == "Nora Vale (XLSX)"

    forged = {"B04:content": '["deployer", false, "", ""]', "B04:seen": "1"}
    refused = nora.post(quillfeather.page("spreadsheet/take"), data=forged)
    assert refused.status_code == 403
    assert "NOT-YOURS" in refused.text
    assert values(database, quillfeather)["B04"] == "provider"


def test_an_answer_longer_than_a_cell_is_not_in_the_file_and_stays(
    marta: TestClient, quillfeather: Invited, database: Database, cast: Cast, now: Now
) -> None:
    with database.writing() as session:
        longer = QUESTIONNAIRE.replace("max_length: 20000", "max_length: 100000")
        release = publish(session, cast.ines.actor, longer, now())
        response = session.exec(
            select(ResponseRow).where(ResponseRow.invitation_id == quillfeather.invitation_id)
        ).one()
        response.release_id = release.id
        session.add(response)
    written = "Every week. 🔍" * 3_000  # 39,000 characters, and more for a spreadsheet
    answer(marta, quillfeather, "D03", value=written)
    book = download(marta, quillfeather)
    cell = cells(book)["D03"]
    assert cell.value.startswith("This answer has 39,000 characters, more than a cell can hold.")
    assert cell.protection.locked
    assert "The file would change nothing" in upload(marta, quillfeather, packed(book)).text

    put(book, {"D03": "See annex 3."}, "note")
    take(marta, quillfeather, upload(marta, quillfeather, packed(book)).text)
    row = stored(database, quillfeather)["D03"]
    assert (row.value, row.note) == (written, "See annex 3.")

    cells(book)["D03"].value = "Shorter."
    refused = upload(marta, quillfeather, packed(book)).text
    assert "XLS-LONG" in refused
    assert "so a file cannot change it" in refused
    assert "The file would change nothing" in refused

    answer(marta, quillfeather, "D03", seen=2, value="Weekly.")
    book = download(marta, quillfeather)
    put(book, {"D03": "x" * 32_767})
    assert "XLS-CUT" in upload(marta, quillfeather, packed(book)).text
    assert values(database, quillfeather)["D03"] == "Weekly."
