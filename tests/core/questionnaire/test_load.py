"""Files: what a wrong one is told, that no text can hurt, and that nothing is lost on the way out and in again."""

from __future__ import annotations

import json
import time

import pytest
import yaml
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from app.core.problems import Severity
from app.core.questionnaire.load import CODES, canonical, digest, dump, load, plain
from app.core.questionnaire.model import Questionnaire
from tests.core.questionnaire.files import CLEAN, HEAD, file_text, questionnaire
from tests.core.questionnaire.strategies import questionnaires

# Shrinking a whole questionnaire takes minutes and tells little more than the difference does.
AS_DRAWN = (Phase.explicit, Phase.reuse, Phase.generate)
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
)

# code: a file that earns it, and a part of the line that is named
BROKEN = {
    "FILE-SIZE": ("x" * 4_000_001, "x"),
    "FILE-CHARACTER": (file_text().replace("Main", "Ma\x00in"), "Ma"),
    "FILE-YAML": (file_text().replace("{en: Main}", "{en: Main"), ""),
    "FILE-DEPTH": ("a: " + "[" * 100 + "]" * 100, "a: "),
    "FILE-ALIAS": (BOMB, "b: &b"),
    "FILE-TAG": (file_text().replace("minutes: 5", "minutes: !!python/object/apply:os.getcwd []"), "minutes"),
    "FILE-DOCUMENTS": (file_text() + "\n---\na: 1\n", "---"),
    "FILE-KEY": (file_text().replace("minutes: 5", "{a: b}: 5"), "{a: b}"),
    "FILE-KEY-TWICE": (file_text().replace("minutes: 5", "minutes: 5\nminutes: 6"), "minutes: 6"),
    "FILE-NUMBER": (file_text().replace("minutes: 5", "minutes: 1e999"), "1e999"),
    "FILE-EMPTY": ("# nothing here\n", ""),
    "FILE-MISSING": (file_text().replace("minutes: 5\n", ""), ""),
    "FILE-UNKNOWN": (file_text(CLEAN.replace("good:", "goood:")), "goood"),
    "FILE-TEXT": (file_text().replace("{en: Main}", "{en: 5}"), "{en: 5}"),
    "FILE-CHOICE": (file_text(CLEAN.replace("yes_no", "yesno")), "yesno"),
    "FILE-RANGE": (file_text(CLEAN.replace("score: 1", "score: 1.5")), "score: 1.5"),
    "FILE-ID": (file_text(CLEAN.replace("id: Q1", "id: Q 1")), "Q 1"),
    "FILE-DAY": (
        file_text(CLEAN + "- {id: D, ask: {en: D}, type: date, show_if: {question: Q1, before: soon}}"),
        "soon",
    ),
    "FILE-CONDITION": (
        file_text(CLEAN + "- {id: D, ask: {en: D}, type: date, show_if: {question: Q1, is: yes, answered: true}}"),
        "id: D",
    ),
    "FILE-SHAPE": (file_text().replace("languages: [en]", "languages: en"), "languages"),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_wrong_file_is_told_by_code_and_line_with_a_remedy(code: str) -> None:
    text, part = BROKEN[code]
    loaded = load(text, "wrong.yaml")
    assert loaded.questionnaire is None
    problem = next(p for p in loaded.problems if p.code == code)
    assert problem.remedy
    assert problem.severity is Severity.ERROR
    assert problem.line is not None
    assert part in text.split("\n")[problem.line - 1]


def test_every_code_of_the_loader_has_a_wrong_file() -> None:
    assert set(BROKEN) == set(CODES)


def test_every_mistake_is_told_not_only_the_first() -> None:
    loaded = load(file_text(CLEAN.replace("yes_no", "yesno").replace("score: 1", "score: 7")))
    assert [p.code for p in loaded.problems] == ["FILE-CHOICE", "FILE-RANGE"]
    assert [p.where for p in loaded.problems] == ["Q1.type", "Q2.options.a.score"]


def test_a_typing_mistake_in_a_field_name_is_guessed() -> None:
    [problem] = load(file_text(CLEAN.replace("not_applicable", "not_aplicable"))).problems
    assert problem.remedy == "Did you mean `not_applicable`?"


def test_only_true_and_false_are_booleans() -> None:
    made = questionnaire("""
        - {id: Q1, ask: {en: yes, no: no}, type: yes_no, good: no, required: true}
        - {id: Q2, ask: {en: on}, type: text, show_if: {question: Q1, is: no},
           needs_decision: {when: {answered: true}, reason: {en: off}, default: off}}
    """)
    assert made.by_id["Q1"].ask.root == {"en": "yes", "no": "no"}
    assert made.by_id["Q1"].good == "no"
    assert made.by_id["Q1"].required is True
    condition = made.by_id["Q2"].show_if
    assert condition is not None
    assert condition.is_ == "no"


def test_days_and_numbers_of_other_yaml_dialects_stay_text() -> None:
    made = questionnaire("- {id: Q1, ask: {en: 2026-01-01, de: 1:30, fr: 0x1F, nl: .inf}, type: text}")
    assert made.by_id["Q1"].ask.root == {"en": "2026-01-01", "de": "1:30", "fr": "0x1F", "nl": ".inf"}


def test_a_scale_is_written_once_and_reaches_its_questions() -> None:
    made = questionnaire(
        "- {id: Q1, ask: {en: A}, type: scale, scale: practice}",
        'scales: {practice: [{id: "0", label: {en: Not done}, score: 0}, {id: "1", label: {en: Done}, score: 1}]}\n',
    )
    assert [o.id for o in made.by_id["Q1"].options] == ["0", "1"]
    assert dump(made).count("Not done") == 1


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        "{a: " * 200_000,
        "? " * 300_000,
        "- " * 300_000,
        "a\n" * 500_000,
        "x" * 1_000_000,
        "&a " * 100_000,
        "'" * 100_001,
        "a: |\n" + " x\n" * 200_000,
        "%YAML 9.9\n---\na",
        "\ufeff",
        "\ud800",
        "---\n" * 1000,
        "!" * 10_000,
        "a: " + "9" * 5000,
        "? {a: b}\n: c",
        "[a, {b: [c, {d: *e}]}]",
    ],
    ids=lambda t: f"{t[:6]!r}-{len(t)}",
)
def test_hostile_text_is_refused_quickly(text: str) -> None:
    started = time.perf_counter()
    loaded = load(text, "hostile.yaml")
    assert loaded.questionnaire is None
    assert loaded.problems
    assert time.perf_counter() - started < 10


yaml_pieces = st.lists(
    st.sampled_from(
        [
            *"[]{}:,-?&*!|>'\"%@`#\n \t",
            "a",
            "id",
            "sections:",
            "questions",
            "- ",
            "  ",
            "true",
            "1e9",
            "\x00",
            "\u2028",
            "&a",
            "*a",
            "<<: ",
            "format: countersign/1\n",
            "---\n",
            "...\n",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.text(max_size=200) | yaml_pieces)
@example("a: !!timestamp 2026-13-45")
@example("? ? ? a")
@settings(max_examples=300, deadline=None)
def test_no_text_makes_the_loader_raise(text: str) -> None:
    loaded = load(text, "fuzz.yaml")
    assert (loaded.questionnaire is None) == bool(loaded.problems)


plain_data = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from([0.5, "a", "yes", "Q1", "", "yes_no", "single", "2026-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "ask",
                    "type",
                    "en",
                    "options",
                    "show_if",
                    "question",
                    "all",
                    "not",
                    "is",
                    "claims",
                    "clauses",
                    "scale",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(plain_data, st.sampled_from(["sections", "question", "scales", "checks", "shortcuts", "show_if", "whole"]))
@settings(max_examples=300, deadline=None)
def test_any_wrong_shape_becomes_problems(data: object, place: str) -> None:
    base = plain(questionnaire())
    question = base["sections"][0]["questions"][0]
    if place == "whole":
        base = data
    elif place == "question":
        base["sections"][0]["questions"] = [data]
    elif place == "show_if":
        question["show_if"] = data
    else:
        base[place] = data
    loaded = load(json.dumps(base), "shape.yaml")
    assert (loaded.questionnaire is None) == bool(loaded.problems)
    assert all(p.message and p.remedy and p.line for p in loaded.problems)


@given(questionnaires())
@settings(max_examples=100, deadline=None, phases=AS_DRAWN)
def test_what_is_written_loads_back_equal(made: Questionnaire) -> None:
    text = dump(made)
    loaded = load(text, "dumped.yaml")
    assert loaded.problems == ()
    assert loaded.questionnaire == made
    assert digest(loaded.questionnaire) == digest(made)
    assert dump(loaded.questionnaire) == text


@given(questionnaires(most=3))
@settings(max_examples=40, deadline=None, phases=AS_DRAWN)
def test_other_yaml_readers_see_the_same_words(made: Questionnaire) -> None:
    """YAML 1.1 tools take `yes`, `1:30` and days for something else; quoted, they cannot."""
    read = yaml.safe_load(dump(made))
    assert read["sections"][0]["questions"][0]["ask"] == made.sections[0].questions[0].ask.root


def test_the_digest_is_of_the_meaning_not_of_the_spelling() -> None:
    one = load(file_text()).questionnaire
    other = load(
        "# a comment\n" + file_text(CLEAN.replace("good: yes", "required: false, weight: 1.0, good: yes"))
    ).questionnaire
    changed = load(file_text(CLEAN.replace("good: yes", "good: no"))).questionnaire
    assert one is not None
    assert other is not None
    assert changed is not None
    assert canonical(one) == canonical(other)
    assert digest(one) == digest(other) != digest(changed)


def test_a_field_with_a_default_does_not_change_old_digests() -> None:
    """Releases are known by their digest for ever; the model may still grow."""
    made = load(file_text(head=HEAD)).questionnaire
    assert made is not None
    assert digest(made) == "6263bf6f6a3ded2c3205d9512755441853f204b25e656c2e5da5bc5d3aff97d8"
