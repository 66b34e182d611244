"""Stories: a vendor answers, one answer at a time, and sees the truth about each."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.features.responses.models import AnswerRow, AnswerVersion, ResponseRow
from app.infra.db import Database
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import Invited, answer, form_of, save_section


def stored(database: Database, question: str) -> AnswerRow | None:
    with database.reading() as session:
        return session.exec(select(AnswerRow).where(AnswerRow.question_id == question)).first()


def versions(database: Database, question: str) -> list[object]:
    with database.reading() as session:
        wanted = select(AnswerVersion).where(AnswerVersion.question_id == question)
        return [v.value for v in session.exec(wanted.order_by(AnswerVersion.version))]  # type: ignore[arg-type]


EVERY_KIND = [
    ("B04", {"value": "provider"}, "provider"),
    ("B05", {"value": "measured"}, "measured"),
    ("D01", {"value": "24"}, 24),
    ("D02", {"value-day": "3", "value-month": "5", "value-year": "2026"}, "2026-05-03"),
    ("D03", {"value": "Weekly.\r\n\r\nWith an alert."}, "Weekly.\n\nWith an alert."),
    ("D03", {"value": "  נבדק מדי שבוע 🚦  "}, "נבדק מדי שבוע 🚦"),
    ("D03", {"value": "=cmd|' /C calc'!A0"}, "=cmd|' /C calc'!A0"),
    ("D04", {"value": "https://vendor.example/monitoring"}, "https://vendor.example/monitoring"),
    (
        "D06",
        {"value-1-name": "tern-embed", "value-1-maker": "Tern & Tide", "value-7-name": "rank", "value-7-maker": "Us"},
        [{"name": "tern-embed", "maker": "Tern & Tide"}, {"name": "rank", "maker": "Us"}],
    ),
    ("D07", {"value-name": "Marta Quist", "value-function": "CEO"}, {"name": "Marta Quist", "function": "CEO"}),
]


@pytest.mark.parametrize(("question", "fields", "value"), EVERY_KIND, ids=lambda v: v if isinstance(v, str) else "")
def test_every_kind_is_saved_and_comes_back_as_it_was_given(
    marta: TestClient, quillfeather: Invited, database: Database, question: str, fields: dict[str, str], value: object
) -> None:
    saved = answer(marta, quillfeather, question, **fields)
    assert saved.status_code == 200
    assert "Saved 12:00" in saved.text
    row = stored(database, question)
    assert row is not None
    assert row.value == value
    assert row.by == "Marta Quist"
    section = "basics" if question.startswith("B") else "depth"
    shown = form_of(marta.get(quillfeather.page(f"sections/{section}")).text)
    again = {name: values[0] for name, values in shown.items() if name.startswith(f"{question}:")}
    marta.post(quillfeather.page(f"answers/{question}"), data=again)
    assert versions(database, question) == [value]  # the page gives back what is stored, so nothing changed


def test_an_answer_makes_the_questions_that_hang_on_it_appear_and_vanish(
    marta: TestClient, quillfeather: Invited
) -> None:
    page = marta.get(quillfeather.page("sections/basics")).text
    assert "Who issued it?" not in page
    assert '<div class="question" id="q-B02" hidden>' in page
    shown = answer(marta, quillfeather, "B01", value="yes").text
    assert re.search(r'id="q-B02" hx-swap-oob="true">', shown)
    assert "Who issued it?" in shown
    assert "2 more questions" in shown
    assert "What is your role?" not in shown  # only what is affected
    assert 'id="t-extra"' in shown  # a question of another section counts there
    assert "1 of 13 answered" in shown
    hidden = answer(marta, quillfeather, "B01", 1, value="no").text
    assert re.search(r'id="q-B02" hx-swap-oob="true" hidden>', hidden)
    assert "1 of 10 answered" in hidden


def test_what_was_said_to_a_question_that_vanished_comes_back_with_it(marta: TestClient, quillfeather: Invited) -> None:
    answer(marta, quillfeather, "B01", value="yes")
    answer(marta, quillfeather, "B02", value="BKA Certification")
    answer(marta, quillfeather, "B01", 1, value="no")
    assert "BKA Certification" in answer(marta, quillfeather, "B01", 2, value="yes").text


def test_saving_counts_as_counting_afresh_would(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    answer(marta, quillfeather, "B04", value="provider")
    answer(marta, quillfeather, "B01", value="yes")
    answer(marta, quillfeather, "X01", **{"value-day": "1", "value-month": "1", "value-year": "2028"})
    answer(marta, quillfeather, "D03", value="Something")
    answer(marta, quillfeather, "D03", 1)
    with database.reading() as session:
        row = session.exec(select(ResponseRow)).one()
    assert row.sections == {"basics": [2, 5], "depth": [0, 7], "extra": [1, 1]}
    assert (row.answered, row.total) == (3, 13)
    hub = marta.get(quillfeather.page()).text
    assert "3 of 13 answered" in hub
    assert "2 of 5" in hub


def test_the_same_form_sent_twice_is_one_version(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    first = answer(marta, quillfeather, "D03", value="Once")
    second = answer(marta, quillfeather, "D03", value="Once")
    assert (first.status_code, second.status_code) == (200, 200)
    assert versions(database, "D03") == ["Once"]


def test_every_earlier_value_is_kept(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    answer(marta, quillfeather, "D03", value="One")
    answer(marta, quillfeather, "D03", 1, value="Two")
    answer(marta, quillfeather, "D03", 2)
    assert versions(database, "D03") == ["One", "Two", None]


def test_two_people_at_one_answer_the_second_sees_both_and_nothing_is_lost(
    marta: TestClient, jonah: TestClient, quillfeather: Invited, database: Database
) -> None:
    answer(marta, quillfeather, "D03", value="As it was")
    answer(jonah, quillfeather, "D03", 1, value="Jonah's words")
    refused = answer(marta, quillfeather, "D03", 1, value="Marta's words")
    assert refused.status_code == 409
    assert "Jonah&#39;s words" in refused.text
    assert "Marta&#39;s words" in refused.text
    assert "Keep yours" in refused.text
    assert versions(database, "D03") == ["As it was", "Jonah's words"]
    kept = answer(marta, quillfeather, "D03", 1, value="Marta's words", keep="2")
    assert kept.status_code == 200
    assert versions(database, "D03") == ["As it was", "Jonah's words", "Marta's words"]
    refused = answer(jonah, quillfeather, "D03", 2, value="Jonah again")
    assert refused.status_code == 409
    taken = answer(jonah, quillfeather, "D03", 2, value="Jonah again", take="1")
    assert taken.status_code == 200
    assert "Marta&#39;s words" in taken.text
    assert "Jonah again" not in taken.text


def test_two_people_who_say_the_same_are_not_in_conflict(
    marta: TestClient, jonah: TestClient, quillfeather: Invited, database: Database
) -> None:
    assert answer(marta, quillfeather, "B04", value="provider").status_code == 200
    assert answer(jonah, quillfeather, "B04", value="provider").status_code == 200
    assert versions(database, "B04") == ["provider"]


def test_does_not_apply_wants_a_reason(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    refused = answer(marta, quillfeather, "B05", value="-")
    assert refused.status_code == 422
    assert "why this does not apply" in refused.text
    assert "Error:" not in refused.text  # not wrong, only not finished
    assert answer(marta, quillfeather, "B05", value="-", reason="We test nothing").status_code == 200
    row = stored(database, "B05")
    assert row is not None
    assert (row.value, row.not_applicable, row.reason) == (None, True, "We test nothing")
    assert 'value="-" data-reveals checked' in marta.get(quillfeather.page("sections/basics")).text


def test_a_note_and_an_offer_go_with_an_answer(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    offer = {"offer": "later", "offer-on": "2026-12-20", "offer-text": "After the audit", "note": "Ask Jonah"}
    assert answer(marta, quillfeather, "B01", value="yes", **offer).status_code == 200
    row = stored(database, "B01")
    assert row is not None
    assert row.note == "Ask Jonah"
    assert row.offer == {"form": "later", "on": "2026-12-20", "text": "After the audit"}
    page = marta.get(quillfeather.page("sections/basics")).text
    assert "Ask Jonah" in page
    assert "After the audit" in page


def test_clearing_a_choice_makes_it_unanswered_and_keeps_the_note(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    answer(marta, quillfeather, "B04", value="provider", note="For now")
    cleared = answer(marta, quillfeather, "B04", 1, value="provider", note="For now", clear="1")
    assert cleared.status_code == 200
    assert 'id="q-B04"' in cleared.text
    row = stored(database, "B04")
    assert row is not None
    assert (row.value, row.note) == (None, "For now")


@pytest.mark.parametrize(
    ("question", "fields", "says"),
    [
        ("B04", {"value": "emperor"}, "not one of the options"),
        ("B04", {"value": ["provider", "deployer"]}, "Two values"),
        ("D01", {"value": "121"}, "from 0 to 120 months"),
        ("D01", {"value": "-1"}, "outside what is possible"),
        ("D01", {"value": "1,500"}, "two ways"),
        ("D01", {"value": "twelve"}, "not a number"),
        ("D01", {"value": "1.5"}, "whole number"),
        ("D02", {"value-day": "31", "value-month": "2", "value-year": "2026"}, "no such day"),
        ("D02", {"value-day": "24", "value-month": "11", "value-year": "2026"}, "not possible"),
        ("D03", {"value": "a\x00b"}, "control character"),
        ("D03", {"value": "x" * 1_000_000}, "1,000,000 characters"),
        ("D03", {"value": "fine", "note": "x" * 5001}, "5,001 characters"),
        ("D04", {"value": "javascript:alert(1)"}, "Error:"),
        ("D06", {"value-1-name": "only"}, "lacks"),
        ("D06", {"value-1-secret": "x"}, "not a column"),
        ("D07", {"value-name": "Marta"}, "function"),
        ("B04", {"value": "-", "reason": "because"}, "applies to everybody"),
        ("B01", {"value": "yes", "offer": "later"}, "on which day"),
        ("B01", {"value": "yes", "offer": "bribe"}, "not a way"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_bad_input_is_refused_in_words_and_nothing_is_saved(
    marta: TestClient, quillfeather: Invited, database: Database, question: str, fields: dict[str, str], says: str
) -> None:
    refused = answer(marta, quillfeather, question, **fields)
    assert refused.status_code == 422
    assert says in refused.text
    assert "Saved" not in refused.text
    assert stored(database, question) is None


def test_an_exclusive_option_stands_alone(marta: TestClient, quillfeather: Invited, database: Database) -> None:
    answer(marta, quillfeather, "B01", value="yes")
    assert answer(marta, quillfeather, "B03", value=["one", "none"]).status_code == 422
    assert answer(marta, quillfeather, "B03", value=["two", "one"]).status_code == 200
    row = stored(database, "B03")
    assert row is not None
    assert row.value == ["one", "two"]


def test_a_question_that_does_not_exist_or_is_not_asked_takes_no_answer(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    assert answer(marta, quillfeather, "Z99", value="x").status_code == 404
    assert marta.get(quillfeather.page("sections/nowhere")).status_code == 404
    assert marta.post(quillfeather.page("sections/nowhere")).status_code == 404
    hidden = answer(marta, quillfeather, "B02", value="BKA")
    assert hidden.status_code == 422
    assert "not asked" in hidden.text
    assert stored(database, "B02") is None


def test_a_body_beyond_all_measure_is_refused_before_it_is_read(marta: TestClient, quillfeather: Invited) -> None:
    assert answer(marta, quillfeather, "D03", value="x" * 9_000_000).status_code == 413
    many = {f"D06:value-{i}-name": "x" for i in range(12_000)}
    assert marta.post(quillfeather.page("answers/D06"), data=many).status_code == 413


def test_an_answer_posted_from_another_site_is_refused(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    refused = marta.post(
        quillfeather.page("answers/B04"), data={"B04:value": "provider"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert refused.status_code == 403
    assert stored(database, "B04") is None


def test_without_javascript_a_section_is_saved_by_its_button_and_leads_on(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    said = {"B01:value": "no", "B04:value": "provider", "B05:value": "defined"}
    saved = save_section(marta, quillfeather, "basics", said)
    assert saved.status_code == 303
    assert saved.headers["location"] == quillfeather.page("sections/depth")
    assert {q: stored(database, q).value for q in ("B01", "B04", "B05")} == {  # type: ignore[union-attr]
        "B01": "no", "B04": "provider", "B05": "defined",
    }  # fmt: skip
    assert save_section(marta, quillfeather, "basics", {}).status_code == 303
    assert versions(database, "B01") == ["no"]


def test_the_task_list_says_where_each_section_is_and_leads_to_where_one_stopped(
    marta: TestClient, quillfeather: Invited
) -> None:
    def tasks() -> list[str]:
        listed = re.findall(r'id="t-\w+".*?</a>', marta.get(quillfeather.page()).text, re.DOTALL)
        return [re.sub(r"<[^>]+>", " ", row.partition('class="hint"')[2]).split(">")[-1].strip() for row in listed]

    assert tasks() == ["Not started · 0 of 3", "Not started · 0 of 7", "Nothing to answer"]
    answer(marta, quillfeather, "B01", value="no")
    assert tasks()[0] == "In progress · 1 of 3"
    assert f'href="{quillfeather.page("sections/basics#q-B04")}"' in marta.get(quillfeather.page()).text
    save_section(marta, quillfeather, "basics", {"B01:value": "no", "B04:value": "provider", "B05:value": "defined"})
    assert tasks()[0] == "Complete · 3 of 3"
    assert f'href="{quillfeather.page("sections/depth")}"' in marta.get(quillfeather.page()).text


def test_without_javascript_a_question_that_appeared_is_shown_before_going_on(
    marta: TestClient, quillfeather: Invited
) -> None:
    saved = save_section(marta, quillfeather, "basics", {"B01:value": "yes"})
    assert saved.headers["location"] == quillfeather.page("sections/basics#q-B02")
    assert save_section(marta, quillfeather, "extra", {}).headers["location"] == quillfeather.page("check")


def test_without_javascript_what_is_right_is_saved_and_what_is_wrong_is_shown_as_it_was_typed(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    long = "long " * 5000
    refused = save_section(
        marta, quillfeather, "depth",
        {"D01:value": "12", "D02:value-day": "31", "D02:value-month": "2", "D02:value-year": "2026", "D03:value": long,
         "D06:value-4-name": "alone"},
    )  # fmt: skip
    assert refused.status_code == 422
    assert "There are 3 things to put right" in refused.text
    assert "<title>Error: In depth" in refused.text
    typed = form_of(refused.text)
    assert (typed["D02:value-day"], typed["D02:value-month"]) == (["31"], ["2"])
    assert typed["D03:value"][0].strip() == long.strip()
    assert typed["D06:value-1-name"] == ["alone"]
    for target in re.findall(r'<li><a href="#([^"]+)"', refused.text):
        assert f'id="{target}"' in refused.text, target
    row = stored(database, "D01")
    assert row is not None
    assert row.value == 12
    assert stored(database, "D02") is None


def test_without_javascript_a_conflict_is_shown_in_the_page_and_can_be_settled(
    marta: TestClient, jonah: TestClient, quillfeather: Invited, database: Database
) -> None:
    form = dict(form_of(marta.get(quillfeather.page("sections/depth")).text))
    answer(jonah, quillfeather, "D03", value="Jonah's")
    mine: dict[str, str | list[str]] = {**form, "D03:value": "Marta's", "D01:value": "6"}
    refused = marta.post(quillfeather.page("sections/depth"), data=mine)
    assert refused.status_code == 422
    assert "while you were writing" in refused.text
    assert form_of(refused.text)["D03:value"] == ["Marta's"]
    again = {**form_of(refused.text), "D03:keep": "1"}
    settled = marta.post(quillfeather.page("sections/depth"), data=again, follow_redirects=False)
    assert settled.headers["location"].endswith("#q-D03")
    assert versions(database, "D03") == ["Jonah's", "Marta's"]


def test_without_javascript_rows_come_and_go_by_buttons(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    one = {"D06:value-1-name": "rank", "D06:value-1-maker": "Us", "D06:add-row": "1"}
    added = save_section(marta, quillfeather, "depth", one)
    assert added.headers["location"] == quillfeather.page("sections/depth?row=D06#q-D06")
    page = marta.get(added.headers["location"]).text
    assert form_of(page)["D06:value-2-name"] == [""]
    two = {"D06:value-2-name": "embed", "D06:value-2-maker": "Them", "D06:value-2-since": "", "D06:value-2-use": ""}
    save_section(marta, quillfeather, "depth", two)
    gone = save_section(marta, quillfeather, "depth", {"D06:remove-row": "1"})
    assert gone.headers["location"].endswith("#q-D06")
    row = stored(database, "D06")
    assert row is not None
    assert row.value == [{"name": "embed", "maker": "Them"}]


def test_a_prefilled_answer_counts_once_it_is_confirmed(
    marta: TestClient, quillfeather: Invited, database: Database
) -> None:
    answer(marta, quillfeather, "B04", value="provider")
    with database.writing() as session:
        row = session.exec(select(AnswerRow)).one()
        row.confirmed = False
        session.add(row)
    assert "Confirm" in marta.get(quillfeather.page("sections/basics")).text
    save_section(marta, quillfeather, "basics", {})  # going past it is not confirming it
    assert stored(database, "B04").confirmed is False  # type: ignore[union-attr]
    assert "To confirm" in marta.get(quillfeather.page("check")).text
    assert answer(marta, quillfeather, "B04", 1, value="provider", confirm="1").status_code == 200
    assert stored(database, "B04").confirmed is True  # type: ignore[union-attr]
