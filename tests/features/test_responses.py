"""Rules of saving answers, below the pages: what is counted, what a form may say, what a save costs."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from sqlmodel import Session

from app.core.problems import Invalid, Problem
from app.core.questionnaire.load import load
from app.core.questionnaire.model import Questionnaire
from app.features.campaigns import queries as campaigns
from app.features.identity.schemas import VendorActor
from app.features.questionnaires.queries import load_release
from app.features.responses import queries, service
from app.features.responses.answers import CODES, parse_given
from app.features.responses.schemas import Content, Given
from app.infra.db import Database
from tests.conftest import Cast, Now
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import QUESTIONNAIRE, Invited

TODAY = date(2026, 11, 23)
_read = load(QUESTIONNAIRE).questionnaire
assert _read is not None
EVERY_KIND: Questionnaire = _read


def begin(session: Session, invited: Invited, cast: Cast, now: Now) -> VendorActor:
    view = campaigns.situation_of(session, cast.ines.actor.organisation_id, invited.invitation_id, now())
    service.begin(session, view, now())
    return VendorActor(
        invited.invitation_id, view.organisation_id, view.asker, view.timezone, view.campaign_id, view.vendor_id,
        "Marta Quist", "marta@vendor.example",
    )  # fmt: skip


def save(session: Session, actor: VendorActor, now: Now, *given_answers: Given) -> service.Saved:
    draft = queries.draft(session, actor, now(), lock=True)
    return service.save(session, actor, draft, load_release(session, draft.release_id), given_answers, now())


VALUES = {
    "B01": ["yes", "no", None],
    "B02": ["BKA", None],
    "B04": ["provider", None],
    "D03": ["words", None],
    "X01": ["2028-01-01", None],
}
STEPS = st.lists(
    st.lists(
        st.sampled_from(sorted(VALUES)).flatmap(lambda q: st.tuples(st.just(q), st.sampled_from(VALUES[q]))),
        min_size=1, max_size=4, unique_by=lambda step: step[0],
    ),
    max_size=8,
)  # fmt: skip


@limits(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_counts_kept_with_each_save_are_those_of_counting_afresh(
    steps: list[list[tuple[str, str | None]]],
    database: Database,
    quillfeather: Invited,
    cast: Cast,
    now: Now,
) -> None:
    with database.write_session() as session:  # rolled back at the end, so that each example begins anew
        actor = begin(session, quillfeather, cast, now)
        for step in steps:
            draft = queries.draft(session, actor, now())
            known = queries.answers(session, draft.response_id)
            save(
                session, actor, now,
                *(Given(q, Content(value=v), known[q].version if q in known else 0) for q, v in step),
            )  # fmt: skip
        draft = queries.draft(session, actor, now())
        fresh = queries.standing(EVERY_KIND, queries.answers(session, draft.response_id))
        assert dict(draft.sections) == dict(fresh.sections)
        session.rollback()


def test_saving_one_answer_takes_five_statements_beside_finding_out_who_asks(
    database: Database,
    quillfeather: Invited,
    cast: Cast,
    now: Now,
) -> None:
    statements: list[str] = []
    with database.writing() as session:
        actor = begin(session, quillfeather, cast, now)
        save(session, actor, now, Given("D03", Content(value="one"), 0))

        @sa.event.listens_for(database.engine, "before_cursor_execute")
        def note(connection: object, cursor: object, statement: str, *_: object) -> None:
            statements.append(statement)

        save(session, actor, now, Given("D03", Content(value="two"), 1))
        sa.event.remove(database.engine, "before_cursor_execute", note)
    assert len(statements) == 5, statements  # draft, answer, update, version, response


@pytest.mark.parametrize(
    ("question", "fields", "code"),
    [
        ("B05", {"value": ["-"]}, "ANS-REASON"),
        ("D03", {"na": ["1"], "reason": ["x"]}, "ANS-NOT-APPLICABLE"),
        ("D03", {"note": ["\x00"]}, "ANS-NOTE"),
        ("D03", {"note": ["x" * 5001]}, "ANS-NOTE"),
        ("B01", {"offer": ["later"], "offer-on": ["tomorrow"]}, "ANS-OFFER"),
        ("B01", {"offer": ["equivalent"]}, "ANS-OFFER"),
        ("B01", {"offer": ["gift"]}, "ANS-OFFER"),
    ],
)
def test_what_stands_beside_an_answer_is_checked(question: str, fields: dict[str, list[str]], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_given(EVERY_KIND.by_id[question], fields, TODAY)
    assert [p.code for p in refused.value.problems] == [code]
    assert code in CODES


def test_every_problem_of_a_question_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        parse_given(EVERY_KIND.by_id["D01"], {"value": ["x"], "note": ["\x00"]}, TODAY)
    assert [p.code for p in refused.value.problems] == ["ANS-NUMBER", "ANS-NOTE"]


FIELDS = [
    "value", "value-day", "value-month", "value-year", "value-1-name", "value-name", "na", "reason", "note", "offer",
    "offer-on", "offer-text", "version",
]  # fmt: skip


@given(
    question=st.sampled_from(sorted(EVERY_KIND.by_id)),
    fields=st.dictionaries(
        st.sampled_from(FIELDS),
        st.lists(st.text(max_size=20), min_size=1, max_size=3),
    ),
)  # fmt: skip
def test_whatever_is_posted_is_an_answer_or_refused_in_words(question: str, fields: dict[str, list[str]]) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        parse_given(EVERY_KIND.by_id[question], fields, TODAY)
    except Invalid as refused:
        problems = refused.problems
        assert problems
    assert [p for p in problems if not p.message or not p.where.startswith(question)] == []
