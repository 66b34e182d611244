# ruff: noqa: E501 - a case is read as a table: one line each
"""Every lint code is earned by one minimal broken file, and the same file put right is silent."""

from __future__ import annotations

import pytest

from app.core.catalog.load import bundle, load_catalog
from app.core.problems import Severity
from app.core.questionnaire.lint import CODES, RULES, lint, not_covered
from app.core.questionnaire.load import load
from tests.core.questionnaire.files import CLEAN, HEAD, file_text, questionnaire, reference

C = 'clauses: ["iso-42001:4.3"]'
YES = f"- {{id: Q1, ask: {{en: Is there a scope?}}, type: yes_no, good: yes, {C}}}\n"
AB = "options: [{id: a, label: {en: A}, score: 1}, {id: b, label: {en: B}, score: 0}]"


def q(rest: str, own_id: str = "Q9") -> str:
    return f"- {{id: {own_id}, ask: {{en: Question?}}, {rest}}}\n"


# code: (broken file, line that is named, the broken part, what puts it right)
CASES: dict[str, tuple[str, str, str]] = {
    "LINT-ID-TWICE": (
        file_text(CLEAN + q(f"type: yes_no, good: yes, {C}", "Q1")),
        "Q1, ask: {en: Question",
        "Q3, ask: {en: Question",
    ),
    "LINT-LANGUAGE-MISSING": (
        file_text(
            head=HEAD.replace("[en]", "[en, de]").replace("{en: Sample}", "{en: Sample, de: Probe}"),
            questions=q(f"type: yes_no, good: yes, {C}").replace("{en:", "{de: Frage?, fr:"),
        ).replace("{en: Main}", "{en: Main, de: Haupt}"),
        "fr:",
        "en:",
    ),
    "LINT-LANGUAGE-EXTRA": (file_text(YES.replace("{en: Is", "{de: Ja, en: Is")), "de: Ja, ", ""),
    "LINT-SAME-AS": (
        file_text(YES.replace("good: yes", 'good: yes, same_as: ["sample:Q2"]')),
        "sample:Q2",
        "another:Q2",
    ),
    "LINT-TEXT-EMPTY": (file_text(CLEAN.replace("{en: A}", '{en: " "}')), '" "', "A"),
    "LINT-CATALOG": (file_text(head=HEAD.replace("[iso-42001-2023]", "[iso-42001-2023, iso-9999]")), ", iso-9999", ""),
    "LINT-CLAUSE": (file_text(CLEAN.replace("iso-42001:4.3", "iso-42001:4.33")), "4.33", "4.3"),
    "LINT-CLAUSE-CATALOG": (
        file_text(CLEAN.replace('"iso-42001:4.3"', '"iso-42001:4.3", "iso-27001:4.3"')),
        ', "iso-27001:4.3"',
        "",
    ),
    "LINT-CLAUSE-TWICE": (
        file_text(CLEAN.replace('"iso-42001:4.3"', '"iso-42001:4.3", "iso-42001:4.3"')),
        ', "iso-42001:4.3"',
        "",
    ),
    "LINT-CLAUSE-NONE": (file_text(CLEAN + q("type: yes_no, good: yes, weight: 1")), "weight: 1", "weight: 0"),
    "LINT-CLAUSE-NOT-COVERED": (file_text(YES), C, 'clauses: ["iso-42001:4.3", "iso-42001:A.6.2.4"]'),
    "LINT-NA-ALLOWED": (
        file_text(CLEAN.replace("good: yes", "good: yes, not_applicable: with_reason")),
        ', not_applicable: with_reason, clauses: ["iso-42001:4.3"]',
        ', clauses: ["iso-42001:4.3"]',
    ),
    "LINT-NA-IMPOSSIBLE": (
        file_text(CLEAN.replace("with_reason", "no")),
        "not_applicable: no",
        "not_applicable: after_review",
    ),
    "LINT-CONDITION-ABSENT": (
        file_text(CLEAN + q("type: text, weight: 0, show_if: {question: Q7, is: yes}")),
        "Q7",
        "Q1",
    ),
    "LINT-CONDITION-LATER": (
        file_text(q("type: text, weight: 0, show_if: {question: Q2, is: a}") + CLEAN),
        ", show_if: {question: Q2, is: a}",
        "",
    ),
    "LINT-CONDITION-CIRCULAR": (
        file_text(
            q(f"type: yes_no, good: yes, {C}, show_if: {{question: Q4, is: yes}}", "Q3")
            + q(f"type: yes_no, good: yes, {C}, show_if: {{question: Q3, is: yes}}", "Q4")
            + CLEAN
        ),
        ", show_if: {question: Q4, is: yes}",
        "",
    ),
    "LINT-CONDITION-OPTION": (
        file_text(CLEAN + q("type: text, weight: 0, show_if: {question: Q2, any_of: [c]}")),
        "[c]",
        "[b]",
    ),
    "LINT-CONDITION-OPERATOR": (
        file_text(CLEAN + q("type: text, weight: 0, show_if: {question: Q2, gt: 3}")),
        "gt: 3",
        "is: a",
    ),
    "LINT-CONDITION-CERTIFICATE": (
        file_text(CLEAN + q("type: text, weight: 0, show_if: {certificate: iso-42001}")),
        "certificate: iso-42001",
        "question: Q2, answered: true",
    ),
    "LINT-NEVER-SHOWN": (
        file_text(
            CLEAN + q("type: text, weight: 0, show_if: {all: [{question: Q1, is: yes}, {question: Q1, is: no}]}")
        ),
        "all:",
        "any:",
    ),
    "LINT-CHECK-NEVER": (
        file_text(
            extra="checks:\n  - {id: c, say: {en: Odd}, when: {all: [{question: Q1, is: yes}, {question: Q1, answered: false}]}}\n"
        ),
        "answered: false",
        "answered: true",
    ),
    "LINT-OPTIONS-FEW": (
        file_text(CLEAN + q("type: single, weight: 0, options: [{id: a, label: {en: A}}]")),
        "{id: a, label: {en: A}}",
        "{id: a, label: {en: A}}, {id: b, label: {en: B}}",
    ),
    "LINT-OPTIONS-SAME": (file_text(CLEAN.replace("score: 0", "score: 1")), "{en: B}, score: 1", "{en: B}, score: 0.5"),
    "LINT-OPTION-SCORE": (file_text(CLEAN.replace(", score: 0", "")), "label: {en: B}", "label: {en: B}, score: 0"),
    "LINT-SCALE": (
        file_text(
            CLEAN + q("type: scale, scale: practise, weight: 0"),
            extra='scales: {practice: [{id: "0", label: {en: No}}, {id: "1", label: {en: Yes}}]}\n',
        ),
        "practise",
        "practice",
    ),
    "LINT-FIELD-UNUSED": (file_text(CLEAN.replace("good: yes", "good: yes, max_length: 5")), ", max_length: 5", ""),
    "LINT-BANDS": (
        file_text(CLEAN + q(f"type: number, {C}, bands: [{{at: 9, score: 0}}, {{at: 5, score: 1}}]")),
        "at: 9",
        "at: 1",
    ),
    "LINT-LIMITS": (file_text(CLEAN + q("type: number, weight: 0, min: 9, max: 5")), "min: 9", "min: 1"),
    "LINT-COLUMNS": (
        file_text(CLEAN + q("type: table, weight: 0, columns: [{id: a, label: {en: A}, type: single}]")),
        "{en: A}, type: single",
        "{en: A}",
    ),
    "LINT-STATEMENTS": (
        file_text(CLEAN + q("type: declaration")),
        "type: declaration",
        "type: declaration, statements: [{en: True.}]",
    ),
    "LINT-NOT-SCORED": (file_text(CLEAN + q("type: number, weight: 2")), "weight: 2", "weight: 0"),
    "LINT-RUBRIC": (file_text(CLEAN + q(f"type: long_text, {C}")), C + "}", C + ", rubric: {en: Look for dates.}}"),
    "LINT-SECTION-WEIGHT": (file_text(section="weight: 0\n"), "weight: 0\n", "weight: 1\n"),
    "LINT-SCHEME": (
        file_text(CLEAN.replace("good: yes", "good: yes, evidence: {expect: certificate, schemes: [iso-42002]}")),
        "iso-42002",
        "iso-42001",
    ),
    "LINT-EVIDENCE": (
        file_text(CLEAN.replace("good: yes", "good: yes, evidence: {expect: certificate}")),
        "certificate}",
        "certificate, schemes: [iso-42001]}",
    ),
    "LINT-CLAIM-OPTION": (
        file_text(
            CLEAN.replace("type: single", "type: single, claims: {scheme: iso-42001, fact: held, values: {z: true}}")
        ),
        "z: true",
        "a: true",
    ),
    "LINT-CLAIM-COLUMN": (
        file_text(
            CLEAN
            + q(
                "type: table, weight: 0, columns: [{id: n, label: {en: N}}], claims: {scheme: iso-42001, fact: number, column: m}"
            )
        ),
        "column: m",
        "column: n",
    ),
    "LINT-CLAIM-VALUES": (
        file_text(CLEAN.replace("type: single", "type: single, claims: {scheme: iso-42001, fact: held}")),
        "fact: held",
        "fact: held, values: {a: true}",
    ),
    "LINT-SHORTCUT": (
        file_text(
            extra="shortcuts:\n  - {when: {certificate: iso-42001, standing: good}, sections: [mian], answers: {Q1: yes}}\n"
        ),
        "mian",
        "main",
    ),
    "LINT-SHORTCUT-ANSWER": (
        file_text(extra="shortcuts:\n  - {when: {certificate: iso-42001}, questions: [Q2], answers: {single: z}}\n"),
        "single: z",
        "single: a",
    ),
}

# code: (change to the clean file that follows it, the release before)
AGAINST_THE_RELEASE_BEFORE = {
    "LINT-QUESTIONNAIRE-ID": ("id: sample", "id: another"),
    "LINT-ID-VANISHED": ("id: Q1", "id: Q8"),
    "LINT-KIND-CHANGED": (
        "type: yes_no, good: yes",
        "type: single, options: [{id: yes, label: {en: Y}, score: 1}, {id: no, label: {en: N}, score: 0}]",
    ),
    "LINT-OPTION-VANISHED": ("{id: b, label", "{id: c, label"),
    "LINT-ID-REUSED": ("Is there a scope?", "How many people work for you in full-time posts?"),
}


def codes(text: str) -> set[str]:
    loaded = load(text, "case.yaml")
    assert loaded.questionnaire is not None, loaded.problems
    return {p.code for p in lint(loaded.questionnaire, reference(), loaded.positions)}


def test_a_sound_questionnaire_has_no_problems() -> None:
    assert codes(file_text()) == set()


@pytest.mark.parametrize("code", CASES)
def test_a_broken_file_earns_its_code(code: str) -> None:
    broken, _, _ = CASES[code]
    assert code in codes(broken)


@pytest.mark.parametrize("code", CASES)
def test_the_same_file_put_right_is_silent(code: str) -> None:
    broken, wrong, right = CASES[code]
    assert broken.count(wrong) >= 1
    assert code not in codes(broken.replace(wrong, right))


@pytest.mark.parametrize("code", CASES)
def test_a_problem_names_line_and_column_in_the_file(code: str) -> None:
    broken, _, _ = CASES[code]
    loaded = load(broken, "case.yaml")
    assert loaded.questionnaire is not None
    lines = broken.splitlines()
    for problem in lint(loaded.questionnaire, reference(), loaded.positions):
        assert problem.line is not None
        assert problem.column is not None
        assert 1 <= problem.line <= len(lines)
        assert lines[problem.line - 1][problem.column - 1 :].strip()


@pytest.mark.parametrize("code", AGAINST_THE_RELEASE_BEFORE)
def test_a_release_is_checked_against_the_one_before(code: str) -> None:
    was, becomes = AGAINST_THE_RELEASE_BEFORE[code]
    before, now = questionnaire(), load(file_text().replace(was, becomes)).questionnaire
    assert now is not None
    assert code in {p.code for p in lint(now, reference(), previous=before)}
    assert code not in {p.code for p in lint(now, reference(), previous=now)}
    assert code not in {p.code for p in lint(now, reference())}


def test_every_code_has_a_case() -> None:
    assert set(CASES) | set(AGAINST_THE_RELEASE_BEFORE) == set(CODES)


def test_one_rule_for_each_code() -> None:
    assert len({r.code for r in RULES}) == len(RULES) == len({r.search for r in RULES})


def test_the_line_named_is_the_line_of_the_mistake() -> None:
    text = file_text(CLEAN.replace("iso-42001:A.6.2.4", "iso-42001:A.6.2.44"))
    loaded = load(text)
    assert loaded.questionnaire is not None
    [problem] = [p for p in lint(loaded.questionnaire, reference(), loaded.positions) if p.code == "LINT-CLAUSE"]
    line = text.splitlines()[problem.line - 1]  # type: ignore[operator]
    assert line[problem.column - 1 :].startswith('"iso-42001:A.6.2.44"')  # type: ignore[operator]
    assert problem.remedy == "Did you mean `iso-42001:A.6.2.4`?"
    assert problem.where == "Q2.clauses"


def test_the_files_name_stands_before_the_place_when_it_is_given() -> None:
    broken = load(file_text(CLEAN.replace("4.3", "4.4"))).questionnaire
    assert broken is not None
    assert {p.where.split(":")[0] for p in lint(broken, reference(), name="a.yaml")} == {"a.yaml"}


NEVER = [
    # (what stands before, the condition, can it be shown?)
    ("", "{question: Q2, none_of: [a, b]}", False),
    ("", "{not: {question: Q2, any_of: [a, b]}}", True),  # unanswered, or "does not apply"
    ("", "{all: [{question: Q2, answered: true}, {not: {question: Q2, any_of: [a, b]}}]}", True),  # "does not apply"
    ("", "{all: [{question: Q1, answered: true}, {not: {question: Q1, any_of: [yes, no]}}]}", False),
    (q("type: number, weight: 0, min: 0, max: 10", "N"), "{question: N, gt: 10}", False),
    (q("type: number, weight: 0, min: 0, max: 10", "N"), "{question: N, gt: 9.5}", True),
    (q("type: number, weight: 0, integer: true", "N"), "{all: [{question: N, gt: 5}, {question: N, lt: 6}]}", False),
    (q("type: number, weight: 0", "N"), "{all: [{question: N, gt: 5}, {question: N, lt: 6}]}", True),
    (
        q("type: date, weight: 0", "D"),
        "{all: [{question: D, before: 2026-08-02}, {question: D, after: 2026-08-02}]}",
        False,
    ),
    (q("type: date, weight: 0, latest: 2026-01-01", "D"), "{question: D, after: 2026-08-02}", False),
    (q(f"type: multi, weight: 0, {AB}", "M"), "{all: [{question: M, any_of: [a]}, {question: M, any_of: [b]}]}", True),
    (
        q("type: multi, weight: 0, options: [{id: a, label: {en: A}}, {id: n, label: {en: N}, exclusive: true}]", "M"),
        "{all: [{question: M, any_of: [a]}, {question: M, any_of: [n]}]}",
        False,
    ),
    (
        q("type: text, weight: 0, show_if: {question: Q1, is: yes}", "T"),
        "{all: [{question: T, answered: true}, {question: Q1, is: no}]}",
        False,
    ),
    (
        q("type: text, weight: 0, show_if: {question: Q1, is: yes}", "T"),
        "{all: [{question: T, answered: false}, {question: Q1, is: no}]}",
        True,
    ),
]


@pytest.mark.parametrize(("before", "condition", "can_be_shown"), NEVER)
def test_contradictory_conditions_are_found_and_possible_ones_are_not(
    before: str, condition: str, can_be_shown: bool
) -> None:
    found = codes(file_text(CLEAN + before + q(f"type: text, weight: 0, show_if: {condition}")))
    assert ("LINT-NEVER-SHOWN" in found) is not can_be_shown
    assert not {c for c in found if c.startswith("LINT-CONDITION")}


def test_lint_gives_up_on_conditions_made_to_explode() -> None:
    """Two dozen questions of eight options each have more combinations than anybody can try: without its limit of steps
    lint would not come to an end here."""
    options = ", ".join(f"{{id: o{i}, label: {{en: O{i}}}}}" for i in range(8))
    many = "".join(q(f"type: single, weight: 0, options: [{options}]", f"S{n}") for n in range(24))
    never = ", ".join(
        f"{{question: S{n}, is: o{n % 8}}}, {{not: {{question: S{n}, is: o{(n + 1) % 8}}}}}" for n in range(24)
    )
    bad = "".join(
        q(
            f"type: text, weight: 0, show_if: {{all: [{never}, {{any: [{{question: Q1, answered: false}}]}}, {{question: Q1, is: yes}}]}}",
            f"X{n}",
        )
        for n in range(20)
    )
    assert isinstance(codes(file_text(CLEAN + many + bad)), (set, list, tuple, frozenset))


def test_a_missing_text_of_a_shared_scale_is_told_once() -> None:
    head = HEAD.replace("[en]", "[en, de]").replace("{en: Sample}", "{en: Sample, de: Probe}")
    scale = (
        'scales: {practice: [{id: "0", label: {en: No}, score: 0}, {id: "1", label: {en: Yes, de: Ja}, score: 1}]}\n'
    )
    text = file_text("".join(q(f"type: scale, scale: practice, {C}", f"Q{n}") for n in range(9)), scale, head)
    loaded = load(text.replace("{en: Question?}", "{en: Q, de: F}").replace("{en: Main}", "{en: M, de: H}"))
    assert loaded.questionnaire is not None
    missing = [
        p for p in lint(loaded.questionnaire, reference(), loaded.positions) if p.code == "LINT-LANGUAGE-MISSING"
    ]
    assert [p.where for p in missing] == ["scales.practice.0.label"]


def test_warnings_do_not_stop_a_release_and_errors_do() -> None:
    severity = {r.code: r.severity for r in RULES}
    assert severity["LINT-CLAUSE-NOT-COVERED"] is Severity.WARNING
    assert severity["LINT-CLAUSE"] is severity["LINT-NEVER-SHOWN"] is severity["LINT-ID-VANISHED"] is Severity.ERROR


LAW = """
format: countersign-catalog/1
id: law-1
key: law
title: Law
short: Law
kind: law
clauses:
  - {id: art-9, label: Art. 9, title: Risk, kind: article}
  - {id: art-9-2, label: Art. 9(2), title: Steps, kind: paragraph, parent: art-9}
  - {id: art-9-5, label: Art. 9(5), title: Measures, kind: paragraph, parent: art-9}
  - {id: art-26, label: Art. 26, title: Duties of the buyer, kind: article, asked_of_vendor: false}
"""


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ("art-9", []),  # a question about the whole article covers its paragraphs
        ("art-9-2", ["art-9-5"]),  # and one about a paragraph covers the article, but not the paragraph beside it
    ],
)
def test_coverage_follows_the_parts_of_an_article(asked: str, missing: list[str]) -> None:
    catalog = load_catalog(LAW).value
    assert catalog is not None
    text = q(f'type: yes_no, good: yes, clauses: ["law:{asked}"]')
    own = questionnaire(text, head=HEAD.replace("iso-42001-2023", "law-1"))
    assert [c.id for _, clauses in not_covered(own, bundle([catalog])) for c in clauses] == missing
