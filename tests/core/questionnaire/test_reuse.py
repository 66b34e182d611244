"""Which earlier answers answer a questionnaire too."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core.questionnaire.load import load
from app.core.questionnaire.model import Questionnaire
from app.core.questionnaire.reuse import carried
from app.core.response import Answer
from app.infra.content import shipped_questionnaires

TODAY = date(2026, 9, 1)
FILE = """\
format: countersign/1
id: {id}
title: {{en: Small}}
languages: [en]
minutes: 5
sections:
  - id: only
    title: {{en: Only}}
    questions:
{questions}
"""
YES_NO = """\
      - {id: A, ask: {en: Is it logged?}, type: yes_no, good: yes, clauses: ["iso-42001:4.3"],
         not_applicable: with_reason}
"""


def questionnaire(questions: str = YES_NO, *, name: str = "small") -> Questionnaire:
    loaded = load(FILE.format(id=name, questions=questions))
    assert loaded.questionnaire is not None, loaded.problems
    return loaded.questionnaire


def values(before: Questionnaire, answers: dict[str, Any], now: Questionnaire) -> dict[str, Any]:
    given = {q: a if isinstance(a, Answer) else Answer(value=a) for q, a in answers.items()}
    return {q: c.answer.value for q, c in carried(before, given, now, TODAY).items()}


def test_the_same_question_keeps_its_answer() -> None:
    assert values(questionnaire(), {"A": "yes"}, questionnaire()) == {"A": "yes"}


def test_other_words_are_told() -> None:
    now = questionnaire(YES_NO.replace("Is it logged?", "Is everything logged?"))
    assert carried(questionnaire(), {"A": Answer(value="yes")}, now, TODAY)["A"].reworded


@pytest.mark.parametrize(
    "now",
    [
        YES_NO.replace("type: yes_no, good: yes", "type: text"),
        YES_NO.replace("id: A", "id: B"),
        YES_NO.replace("type: yes_no, good: yes", "type: number"),
    ],
    ids=["another kind", "another id", "a number"],
)
def test_what_is_another_question_keeps_nothing(now: str) -> None:
    assert values(questionnaire(), {"A": "yes"}, questionnaire(now)) == {}


def test_elsewhere_the_words_tell() -> None:
    other = questionnaire(YES_NO.replace("id: A", "id: Z9"), name="other")
    assert values(questionnaire(), {"A": "yes"}, other) == {"Z9": "yes"}
    assert values(questionnaire(), {"A": "yes"}, questionnaire(YES_NO.replace("logged", "kept"), name="other")) == {}


MAPPED = YES_NO.replace("Is it logged?", "Do you keep records?").replace("id: A", 'id: Z9, same_as: ["small:A"]')


def test_elsewhere_a_mapping_tells_and_other_words_are_told() -> None:
    here, there = questionnaire(), questionnaire(MAPPED, name="other")
    assert values(here, {"A": "yes"}, there) == {"Z9": "yes"}
    assert values(there, {"Z9": "no"}, here) == {"A": "no"}  # declared in one of the two is enough
    assert carried(here, {"A": Answer(value="yes")}, there, TODAY)["Z9"].reworded
    assert values(here, {"A": "yes"}, questionnaire(MAPPED.replace("small:A", "large:A"), name="other")) == {}


def test_a_mapping_takes_no_option_that_the_other_lacks() -> None:
    options = "options: [{id: never, label: {en: Never}}, {id: often, label: {en: Often}}]"
    asked = f"      - {{id: A, ask: {{en: How often?}}, type: single, weight: 0, {options}}}\n"
    fewer = asked.replace("id: A", 'id: B, same_as: ["small:A"]').replace("id: often", "id: daily")
    assert values(questionnaire(asked), {"A": "never"}, questionnaire(fewer, name="other")) == {"B": "never"}
    assert values(questionnaire(asked), {"A": "often"}, questionnaire(fewer, name="other")) == {}


def test_an_unconfirmed_answer_and_an_empty_one_are_none() -> None:
    unconfirmed = {"A": Answer(value="yes", confirmed=False)}
    assert values(questionnaire(), unconfirmed, questionnaire()) == {}
    assert values(questionnaire(), {"A": Answer(value="")}, questionnaire()) == {}


def test_does_not_apply_goes_along_where_it_may() -> None:
    given = {"A": Answer(not_applicable=True, reason="There is none.")}
    found = carried(questionnaire(), given, questionnaire(), TODAY)
    assert (found["A"].answer.not_applicable, found["A"].answer.reason) == (True, "There is none.")
    asked = questionnaire(YES_NO.replace("with_reason", "'no'"))
    assert values(questionnaire(), given, asked) == {}


@pytest.mark.parametrize("kind", ["declaration", "file"])
def test_signatures_and_files_are_given_anew(kind: str) -> None:
    more = ", statements: [{en: It is true.}]" if kind == "declaration" else ""
    asked = questionnaire(
        f"      - {{id: A, ask: {{en: Sign}}, type: {kind}, weight: 0, clauses: ['iso-42001:4.3']{more}}}"
    )
    value: Any = {"name": "Marta", "function": "CEO"} if kind == "declaration" else ["e1"]
    assert values(asked, {"A": value}, asked) == {}


@pytest.mark.parametrize("name", sorted(shipped_questionnaires()))
def test_of_a_shipped_questionnaire_to_itself_every_choice_is_kept(name: str) -> None:
    model = load(shipped_questionnaires()[name]).questionnaire
    assert model is not None
    answers: dict[str, Any] = {
        q.id: q.options[0].id for q in model.by_id.values() if q.type.value in ("single", "scale") and q.options
    }
    assert answers
    assert values(model, answers, model) == answers


def in_german_too(asked: str = "Is it logged?") -> str:
    return YES_NO.replace("{en: Is it logged?}", f"{{en: {asked!r}, de: Wird es protokolliert?}}")


def test_a_translation_that_is_added_leaves_an_answer_as_it_was() -> None:
    before, now = questionnaire(), questionnaire(in_german_too())
    assert carried(before, {"A": Answer(value="yes")}, now, TODAY)["A"].reworded is False
    elsewhere = questionnaire(in_german_too(), name="another")
    assert carried(before, {"A": Answer(value="yes")}, elsewhere, TODAY)["A"].reworded is False
    asked_otherwise = questionnaire(in_german_too("Is all of it logged?"))
    assert carried(before, {"A": Answer(value="yes")}, asked_otherwise, TODAY)["A"].reworded is True
