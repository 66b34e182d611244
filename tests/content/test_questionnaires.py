"""The questionnaires that come with the software: complete, mapped, fair, and able to contradict.

What they hold to: ISO/IEC 42001:2023 (clauses 4 to 10 cannot be left out, Annex A controls can), ISO/IEC 17021-1 (a
certificate is about an organisation and a scope), and Articles 5, 6(3) and 25(1) of the EU AI Act.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from app.core.problems import Severity
from app.core.questionnaire import kinds
from app.core.questionnaire.conditions import evaluate, matches, references
from app.core.questionnaire.lint import lint
from app.core.questionnaire.load import digest, dump, load
from app.core.questionnaire.model import Kind, NotApplicable, Question, Shortcut
from app.core.questionnaire.shortcuts import given_by
from app.core.questionnaire.visibility import visible
from app.core.response import Answer
from app.infra.content import reference
from tests.content.shipped import HIGH_RISK, MODEL, OURS, READINESS, TRIAGE, all_texts, answers, fired, loaded, of

CERTIFIED = ["accredited", "accreditation_unknown", "not_accredited"]
USE_OF_OUR_DATA = "R45"
SCORES = {"not_done": 0, "planned": 0.1, "undocumented": 0.5, "applied": 0.8, "reviewed": 1}


def questions() -> list[Any]:
    return [pytest.param(q, id=q.id) for name in OURS for q in of(name).by_id.values()]


@pytest.mark.parametrize("name", OURS)
def test_a_shipped_questionnaire_loads_and_survives_a_round_trip(name: str) -> None:
    assert loaded(name).problems == ()
    again = load(dump(of(name)), name).questionnaire
    assert again is not None
    assert digest(again) == digest(of(name))


@pytest.mark.parametrize("name", OURS)
def test_lint_finds_no_error(name: str) -> None:
    found = lint(of(name), reference(), loaded(name).positions, name)
    assert [str(p) for p in found if p.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("name", "letter", "count"), [(READINESS, "R", 60), (TRIAGE, "T", 12), (HIGH_RISK, "H", 70), (MODEL, "G", 25)]
)
def test_ids_run_without_a_gap_in_the_order_of_the_page(name: str, letter: str, count: int) -> None:
    assert list(of(name).by_id) == [f"{letter}{n:02}" for n in range(1, count + 1)]


def test_readiness_asks_about_every_requirement_and_every_control() -> None:
    catalog = reference().catalog("iso-42001")
    assert catalog is not None
    wanted = {f"iso-42001:{c.id}" for c in catalog.clauses if c.kind in ("requirement", "control")}
    scored = {c.clause for q in of(READINESS).by_id.values() if q.weight > 0 for c in q.clauses}
    assert len(wanted) == 32 + 38
    assert scored == wanted


@pytest.mark.parametrize("question", questions())
def test_every_clause_a_question_names_exists(question: Question) -> None:
    assert [c.clause for c in question.clauses if reference().clause(c.clause) is None] == []
    assert question.clauses


@pytest.mark.parametrize("question", questions())
def test_a_question_says_why_it_is_asked_and_shows_a_good_answer(question: Question) -> None:
    assert str(question.ask).endswith("?")
    assert question.why
    assert question.help
    assert question.example
    assert str(question.why).count(". ") == 0, "the reason is one sentence"


@pytest.mark.parametrize("question", questions())
def test_evidence_may_come_in_another_form(question: Question) -> None:
    """Directive 2014/24/EU Art. 62: where a certificate is asked for, equivalent evidence counts too."""
    rule = question.evidence
    if rule.expect == "none":
        return
    assert rule.hint
    if rule.expect == "document":
        assert re.search(r"NDA|later|draft|equivalent|scope", str(rule.hint))


@pytest.mark.parametrize("question", questions())
def test_clauses_4_to_10_cannot_be_excluded_and_controls_can(question: Question) -> None:
    iso = [reference().clause(c.clause) for c in question.clauses if c.clause.startswith("iso-42001:")]
    requirement = any(c is not None and c.kind == "requirement" for c in iso)
    only_controls = bool(iso) and not requirement
    if requirement:
        assert question.not_applicable is NotApplicable.NO
    elif only_controls and question.weight > 0:
        reviewed = question.id == USE_OF_OUR_DATA
        assert question.not_applicable is (NotApplicable.AFTER_REVIEW if reviewed else NotApplicable.WITH_REASON)


def test_options_of_a_scored_question_reach_from_nothing_to_everything() -> None:
    for question in of(READINESS).by_id.values():
        if kinds.how_scored(question) == "rule":
            scores = [o.score for o in question.options if o.score is not None]
            assert min(scores) == 0, question.id
            best = min(1.0, sum(scores)) if question.type is Kind.MULTI else max(scores)
            assert best == pytest.approx(1), question.id
            assert len(scores) == len(question.options), question.id
            if question.type is not Kind.MULTI:
                assert len(set(scores)) == len(scores), f"{question.id}: two options are worth the same"


def test_a_plan_is_worth_little_and_a_record_most() -> None:
    assert {o.id: o.score for o in of(READINESS).scales["practice"]} == SCORES


def test_only_two_tables_wait_for_a_reviewer() -> None:
    """A vendor's writing, and a reviewer's reading, are kept small."""
    waiting = [q for q in of(READINESS).by_id.values() if kinds.how_scored(q) == "review"]
    assert [q.id for q in waiting] == ["R21", "R22"]
    assert all(q.rubric for q in waiting)


def test_no_question_is_long_text() -> None:
    assert [q.id for n in OURS for q in of(n).by_id.values() if q.type in (Kind.TEXT, Kind.LONG_TEXT)] == []


def test_holding_a_certificate_is_not_scored() -> None:
    """The standard is voluntary: a vendor without a certificate loses what is unevidenced, and nothing else."""
    assert of(READINESS).by_id["R01"].weight == 0


def test_triage_scores_nothing() -> None:
    assert {q.weight for q in of(TRIAGE).by_id.values()} == {0}


def test_a_vendor_without_a_certificate_sees_no_certificate_details() -> None:
    for option in of(READINESS).by_id["R01"].options:
        shown = visible(of(READINESS), answers(R01=option.id))
        assert ("R03" in shown) is (option.id in CERTIFIED), option.id
    assert not {"R03", "R04", "R05"} & visible(of(READINESS), answers(R01="none"))


def test_a_vendor_without_any_certificate_is_asked_everything_else() -> None:
    shown = visible(of(READINESS), answers(R01="none"))
    assert set(of(READINESS).by_id) - shown == {"R03", "R04", "R05"}


def test_flags_are_off_unless_a_prohibition_or_a_duty_of_today_makes_them() -> None:
    on = [q.id for n in OURS for q in of(n).by_id.values() if q.needs_decision and q.needs_decision.default == "on"]
    assert on == ["T05", "H65", "H66", "G04", "G06", "G08", "G12", "G13"]


def test_every_forbidden_practice_needs_a_decision_and_none_does_not() -> None:
    """Art. 5(1): ten points, with (ba) and (bb)."""
    question = of(TRIAGE).by_id["T05"]
    assert question.needs_decision
    practices = [o.id for o in question.options if not o.exclusive]
    assert len(practices) == 10
    assert all(matches(question.needs_decision.when, Answer(value=[p]), question) for p in practices)
    assert not matches(question.needs_decision.when, Answer(value=["none"]), question)


@pytest.mark.parametrize("name", OURS)
def test_vendors_are_never_asked_for_a_duty_of_deployers(name: str) -> None:
    """Arts 26, 27, 50(3), 50(4) and 49(3) bind whoever uses the system: the buyer."""
    named = {c.clause.removeprefix("eu-ai-act:") for q in of(name).by_id.values() for c in q.clauses}
    named |= {c.clause.removeprefix("eu-ai-act:") for check in of(name).checks for c in check.clauses}
    assert {c for c in named if re.match(r"art-(26|27)(-|$)|art-50-[34]$|art-49-3$", c)} == set()


@pytest.mark.parametrize("name", OURS)
def test_texts_keep_the_words_of_the_house(name: str) -> None:
    bad = re.compile(
        r"complian(t|ce)|\bpass(ed)? or fail|\brespondent|\bsurvey\b|\binvalid\b|[–—]| - |!", re.IGNORECASE
    )
    assert [(where, hit[0]) for where, text in all_texts(of(name)) if (hit := bad.search(text))] == []


def test_every_section_says_what_a_certificate_cannot_answer_or_that_it_is_prefilled() -> None:
    for questionnaire in map(of, OURS):
        for section in questionnaire.sections:
            assert "certificate" in str(section.intro), section.id
        assert "certificate" in str(questionnaire.summary)


def test_a_claim_reads_every_option_it_should() -> None:
    """A typing mistake in an option id would make a claim silently say nothing."""
    for questionnaire in map(of, OURS):
        for question in questionnaire.by_id.values():
            for claim in question.claims:
                assert set(claim.values) <= {o.id for o in question.options}, (question.id, claim.fact)
                assert claim.column is None or claim.column in {c.id for c in question.columns}, (
                    question.id,
                    claim.fact,
                )


def test_every_control_can_be_named_as_left_out() -> None:
    question = of(READINESS).by_id["R04"]
    catalog = reference().catalog("iso-42001")
    assert catalog is not None
    controls = {c.id for c in catalog.clauses if c.kind == "control"}
    assert {o.id for o in question.options if not o.exclusive} == controls
    assert question.claims[0].values == {c: c for c in controls} | {"none": ""}
    titles = {c.id: str(c.title) for c in catalog.clauses}
    assert all(str(o.label) == f"{o.id} {titles[o.id]}" for o in question.options if not o.exclusive)


REQUIREMENT_QUESTIONS = [
    q.id
    for q in of(READINESS).by_id.values()
    if any(re.match(r"iso-42001:(4|5|6|7|8|9|10)\.", c.clause) for c in q.clauses)
]


@pytest.mark.parametrize("question", [q for q in REQUIREMENT_QUESTIONS if of(READINESS).by_id[q].type is Kind.SCALE])
@pytest.mark.parametrize("level", SCORES)
@pytest.mark.parametrize("held", ["accredited", "none"])
def test_a_claimed_certificate_contradicts_a_clause_that_is_not_done(question: str, level: str, held: str) -> None:
    found = {
        check for check in fired(READINESS, R01=held, **{question: level}) if check.startswith("certified-without-")
    }
    assert bool(found) is (held == "accredited" and level in ("not_done", "planned"))
    for check in of(READINESS).checks:
        if check.id in found:
            assert check.severity == "contradiction"
            assert references(check.when) == {"R01", question}


@pytest.mark.parametrize("control", [o.id for o in of(READINESS).by_id["R04"].options if not o.exclusive])
def test_a_control_left_out_and_answered_at_the_highest_level_is_a_contradiction(control: str) -> None:
    """Tables and lists to tick (R21, R22, R38, R42, R47, R50) have no single highest level."""

    def contradicted(question: str, level: str) -> int:
        checks = fired(READINESS, R01="accredited", R04=[control], **{question: level})
        return sum(check.startswith("excluded-") for check in checks)

    about = f"iso-42001:{control}"
    asked = [
        q for q in of(READINESS).by_id.values() if about in {c.clause for c in q.clauses} and q.id != USE_OF_OUR_DATA
    ]
    levelled = [q for q in asked if q.type in (Kind.SCALE, Kind.SINGLE) and q.id not in REQUIREMENT_QUESTIONS]
    for question in levelled:
        *_, second, best = sorted(question.options, key=lambda o: o.score or 0)
        assert contradicted(question.id, best.id) == 1, question.id
        assert contradicted(question.id, second.id) == 0, question.id
    for question in asked:
        if question not in levelled and question.type is not Kind.TABLE and question.type is not Kind.MULTI:
            highest = max(question.options, key=lambda o: o.score or 0).id
            assert contradicted(question.id, highest) == 0, "a clause of 4 to 10 has to be met whatever Annex A says"


STORIES = [
    (READINESS, {"R01": "accredited", "R02": "no_scope"}, "certified-without-scope"),
    (READINESS, {"R01": "accredited", "R05": "no_audit"}, "certified-without-audit"),
    (READINESS, {"R01": "accredited", "R02": "fully", "R27": "never"}, "in-scope-without-risk-assessment"),
    (READINESS, {"R01": "accredited", "R02": "fully", "R28": "planned"}, "in-scope-without-impact-assessment"),
    (READINESS, {"R01": "aligned", "R04": ["A.7.6"], "R16": "not_done"}, "exclusions-without-treatment"),
    (READINESS, {"R28": "never", "R29": "reviewed"}, "effects-without-assessment"),
    (READINESS, {"R28": "never", "R30": "applied"}, "societal-effects-without-assessment"),
    (READINESS, {"R01": "none", "R08": "reviewed"}, "no-system-yet-all-processes"),
    (READINESS, {"R01": "accredited", "R04": ["A.6.2.4"]}, "core-controls-excluded"),
    (READINESS, {"R01": "accredited", "R02": "outside"}, "product-outside-certified-scope"),
    (READINESS, {"R42": ["drift", "support"], "R44": "none"}, "monitoring-without-logs"),
    (TRIAGE, {"T02": "yes", "T03": ["distributor", "own_brand"]}, "reseller-with-own-brand"),
    (TRIAGE, {"T02": "yes", "T06": ["p4a"], "T07": ["preparatory", "profiling"]}, "carve-out-and-profiling"),
    (TRIAGE, {"T02": "yes", "T06": ["p4a"], "T07": ["preparatory", "high_risk"]}, "high-risk-and-carve-out"),
    (TRIAGE, {"T02": "yes", "T06": ["p4a"], "T07": ["preparatory"]}, "carve-out-not-written-down"),
    (
        TRIAGE,
        {"T02": "rules", "T10": [{"model": "form-rank 4.2", "maker": "ours", "work": "trained"}]},
        "no-ai-with-models",
    ),
    (TRIAGE, {"T02": "yes"}, "ai-without-models"),
    (TRIAGE, {"T02": "yes", "T09": ["emotion"], "T06": ["none"]}, "emotion-not-classified"),
    (TRIAGE, {"T02": "yes", "T09": ["biometric_categories"], "T06": ["none"]}, "biometric-categories-not-classified"),
    (TRIAGE, {"T02": "yes", "T09": ["emotion"], "T06": ["p1c", "p4a"], "T05": ["none"]}, "emotion-at-work-or-school"),
    (TRIAGE, {"T02": "yes", "T09": ["deep_fake"]}, "deep-fake-without-media"),
    (TRIAGE, {"T02": "yes", "T04": ["none"]}, "no-link-with-the-union"),
    (TRIAGE, {"T02": "yes", "T03": ["gpai"]}, "model-provider-without-model"),
]


@pytest.mark.parametrize(("name", "given", "check"), STORIES, ids=[s[2] for s in STORIES])
def test_answers_that_cannot_both_hold_are_noticed(name: str, given: dict[str, Any], check: str) -> None:
    assert check in fired(name, **given)


def test_every_check_has_a_story() -> None:
    told = {story[2] for story in STORIES}
    by_rule = ("certified-without-", "excluded-yet-reviewed-")
    ours = [c.id for name in (READINESS, TRIAGE) for c in of(name).checks]
    untold = {c for c in ours if c not in told and not c.startswith(by_rule)}
    assert untold == set()


HONEST: dict[str, dict[str, Any]] = {
    READINESS: {
        "R01": "none",
        "R02": "no_scope",
        "R27": "never",
        "R28": "never",
        "R29": "not_done",
        "R30": "not_done",
        "R42": ["repair", "support"],
        "R44": "technical",
        "R52": "case_by_case",
    },
    TRIAGE: {
        "T02": "yes",
        "T03": ["provider"],
        "T04": ["offered", "used"],
        "T05": ["none"],
        "T06": ["p5a"],
        "T07": ["preparatory", "assessed"],
        "T08": "no",
        "T09": ["interacts", "text"],
        "T10": [{"model": "form-rank 4.2", "maker": "ours", "work": "trained"}],
    },
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_vendor_contradicts_nothing(name: str) -> None:
    given = dict(HONEST[name])
    if name == READINESS:
        given |= {q.id: "not_done" for q in of(name).by_id.values() if q.type is Kind.SCALE}
    assert fired(name, **given) == set()


def test_a_strong_certified_vendor_contradicts_nothing() -> None:
    given = {q.id: "reviewed" for q in of(READINESS).by_id.values() if q.type is Kind.SCALE}
    given |= {"R01": "accredited", "R02": "fully", "R05": "nothing_open", "R27": "recent_checked", "R28": "recent_kept"}
    assert fired(READINESS, **given, R04=["none"], R42=["performance", "drift"], R44="export") == set()


def test_software_without_ai_is_asked_four_questions() -> None:
    for no_ai in ("rules", "plain"):
        assert visible(of(TRIAGE), answers(T02=no_ai)) == {"T01", "T02", "T10", "T12"}


def test_the_carve_out_is_asked_only_where_annex_iii_is_touched() -> None:
    assert "T07" in visible(of(TRIAGE), answers(T02="yes", T06=["p1a"]))
    for none in (["none"], ["unsure"], None):
        assert "T07" not in visible(of(TRIAGE), answers(T02="yes", T06=none))


@pytest.mark.parametrize("shortcut", of(READINESS).shortcuts)
def test_a_good_certificate_offers_answers_only_when_its_scope_reaches_the_product(shortcut: Shortcut) -> None:
    for standing, scope, offered in [
        ("good", "fully", True),
        ("good", "partly", True),
        ("good", "outside", False),
        ("good", "unknown", False),
        ("qualified", "fully", False),
        ("rejected", "fully", False),
    ]:
        given = answers(R01="accredited", R02=scope)
        assert evaluate(shortcut.when, given, of(READINESS), {"iso-42001": [standing]}) is offered, (standing, scope)
    assert not evaluate(shortcut.when, answers(R01="none", R02="fully"), of(READINESS), {})


def test_shortcuts_prefill_processes_of_the_organisation_and_nothing_about_the_product() -> None:
    management_system = {f"R{n:02}" for n in (*range(6, 21), 23, 24, 25, 26, *range(31, 36))}
    annex_a = {"R36", "R37", "R39", "R46", "R49", "R54", "R55", "R56", "R57", "R58", "R59"}
    offered = [given_by(of(READINESS), shortcut) for shortcut in of(READINESS).shortcuts]
    assert set().union(*offered) == management_system | annex_a
    assert sum(map(len, offered)) == len(management_system | annex_a), "each by one shortcut only"


def test_a_control_that_the_vendor_says_is_left_out_is_not_answered_for() -> None:
    def reached(left_out: str) -> set[str]:
        given = answers(R01="accredited", R02="fully", R04=[left_out])
        standing = {"iso-42001": ["good"]}
        offering = [s for s in of(READINESS).shortcuts if evaluate(s.when, given, of(READINESS), standing)]
        return set().union(*(given_by(of(READINESS), s) for s in offering))

    for shortcut in of(READINESS).shortcuts[1:]:
        for question in given_by(of(READINESS), shortcut):
            for clause in of(READINESS).by_id[question].clauses:
                assert question in reached("none")
                assert question not in reached(clause.clause.partition(":")[2]), (question, clause)


def test_what_a_shortcut_offers_is_a_level_of_the_scale_and_not_the_highest() -> None:
    for shortcut in of(READINESS).shortcuts:
        for question_id, value in given_by(of(READINESS), shortcut).items():
            question = of(READINESS).by_id[question_id]
            assert kinds.parse_json(question, value, date(2026, 11, 23)) == value
            assert kinds.claim(question, value) == SCORES["applied"]
