"""No combination of answers shows a vendor a question that cannot apply to it.

What can apply is taken from the catalog, not from the questionnaires: whom each provision obliges, and for which class
of system or model. The triage answers decide, as a truthful vendor would carry them over.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.questionnaire.conditions import references
from app.core.questionnaire.leads import asked_next
from app.core.questionnaire.model import Kind, NotApplicable, Question
from app.core.questionnaire.visibility import visible
from app.core.response import Answer
from app.infra.content import reference
from tests.content.shipped import HIGH_RISK, MODEL, OURS, TRIAGE, clauses_of, of

ANNEX_III = {"p1a", "p1b", "p1c", "p2", "p3", "p4", "p5", "p6", "p7", "p8"}
PROVIDERS = {"provider_union", "provider_third", "modified_union", "modified_third"}
SYSTEMIC = {"above", "designated"}

# Questions about one use, one law or one kind of company: the answers without which they cannot apply.
ONLY_FOR = {
    "H07": ("H04", {"annex_i_a"}),  # Art. 8(2): one file where product law applies too
    "H27": ("H04", {"p1a"}),  # Art. 12(3): remote biometric identification
    "H37": ("H04", {"p1a"}),  # Art. 14(5)
    "H51": ("H02", {"own_third"}),  # Art. 22: providers from third countries
    "H58": ("H04", ANNEX_III),  # Art. 49: registration is for Annex III
    "H60": ("H04", {"p1a", "p1b", "p1c", "annex_i_a"}),  # Art. 43: elsewhere no notified body takes part
    "H63": ("H04", ANNEX_III | {"excepted"}),
    "G04": ("G03", SYSTEMIC),  # Art. 52
    "G06": ("G02", {"provider_third", "modified_third"}),  # Art. 54
    "G20": ("G03", SYSTEMIC),  # Art. 55
    "G22": ("G03", SYSTEMIC),
    "G23": ("G03", SYSTEMIC),
    "G24": ("G03", SYSTEMIC),
}


def answer_to(question: Question) -> st.SearchStrategy[Answer | None]:
    """Any answer the question takes as far as conditions can tell, or none."""
    possible: list[st.SearchStrategy[Answer | None]] = [st.none()]
    if question.not_applicable is not NotApplicable.NO:
        possible.append(st.just(Answer(not_applicable=True, reason="It does not concern us.")))
    if question.type is Kind.MULTI:
        together = [o.id for o in question.options if not o.exclusive]
        alone = [o.id for o in question.options if o.exclusive]
        some = st.lists(st.sampled_from(together), min_size=1, unique=True)
        possible.append(some.map(lambda ids: Answer(value=[i for i in together if i in ids])))
        possible += [st.just(Answer(value=[i])) for i in alone]
    elif question.options:
        possible.append(st.sampled_from([o.id for o in question.options]).map(lambda i: Answer(value=i)))
    elif question.type is not Kind.DECLARATION:
        possible.append(st.just(Answer(value="something")))
    return st.one_of(possible)


def filled(name: str) -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to the questions on which it depends what is shown, here or in the questionnaire that follows."""
    questions = of(name).by_id.values()
    routing = {about for question in questions for about in references(question.show_if)}
    routing |= {"T03", "T07", "T08"} if name == TRIAGE else set()
    wanted = {q.id: answer_to(q) for q in questions if q.id in routing}
    return st.fixed_dictionaries(wanted).map(lambda found: {i: a for i, a in found.items() if a is not None})


def chosen(answers: dict[str, Answer], question: str) -> set[str]:
    value = answers[question].value if question in answers else None
    return {value} if isinstance(value, str) else set(value or ())


def tiers_of_system(route: set[str]) -> set[str]:
    """The classes of the catalog that a declared route can fall under. Art. 50 holds beside them, save in Annex I B."""
    if route == {"annex_i_b"}:
        return {"high_risk_annex_I_B"}
    if not route:
        return {"exempt_6_3", "transparency", "high_risk_annex_III", "high_risk_annex_I_A", "high_risk_annex_I_B"}
    found = {"transparency", "all"}
    found |= {"high_risk_annex_III"} if route & ANNEX_III else set()
    found |= {"high_risk_annex_I_A"} if "annex_i_a" in route else set()
    found |= {"exempt_6_3"} if "excepted" in route else set()
    return found | ({"high_risk_annex_III", "high_risk_annex_I_A"} if "open" in route else set())


def roles_for_system(answers: dict[str, Answer]) -> set[str]:
    if chosen(answers, "H02") == {"other"}:
        return {"importer", "distributor", "authorised_representative"}
    return {"provider", "product_manufacturer"}


def can_apply(question: Question, roles: set[str], tiers: set[str]) -> bool:
    """Whether at least one provision the question speaks to obliges such a vendor for such a system or model."""
    rows = [reference().clause(c) for c in clauses_of(question)]
    return any(row is not None and roles & set(row.obliges) and tiers & set(row.tiers) for row in rows)


def misplaced_in_high_risk(answers: dict[str, Answer]) -> set[str]:
    questionnaire = of(HIGH_RISK)
    shown = visible(questionnaire, answers)
    seen = {i: a for i, a in answers.items() if i in shown}
    roles, tiers = roles_for_system(seen), tiers_of_system(chosen(seen, "H04"))
    if roles & {"importer"}:
        tiers = {"high_risk_annex_III", "high_risk_annex_I_A"}
    wrong = {i for i in shown if questionnaire.by_id[i].weight and not can_apply(questionnaire.by_id[i], roles, tiers)}
    return wrong | lacking_a_cause(shown, seen)


def misplaced_in_model(answers: dict[str, Answer]) -> set[str]:
    questionnaire = of(MODEL)
    shown = visible(questionnaire, answers)
    seen = {i: a for i, a in answers.items() if i in shown}
    systemic = bool(chosen(seen, "G03") & SYSTEMIC)
    tiers = {"gpai", "prohibited", "high_risk_annex_III", "all"} | ({"gpai_systemic"} if systemic else set())
    roles = {"gpai_provider", "provider", "component_supplier"} | ({"gpai_sr_provider"} if systemic else set())
    wrong = {i for i in shown if questionnaire.by_id[i].weight and not can_apply(questionnaire.by_id[i], roles, tiers)}
    if not chosen(seen, "G02") & PROVIDERS:
        inside = ("art-52", "art-53-1-a", "art-54", "art-55", "annex-XI")
        wrong |= {
            i
            for i in shown
            for c in clauses_of(questionnaire.by_id[i])
            if c.removeprefix("eu-ai-act:") in inside or c.startswith("eu-ai-act:art-55-")
        }
    return wrong | lacking_a_cause(shown, seen)


def lacking_a_cause(shown: frozenset[str], seen: dict[str, Answer]) -> set[str]:
    return {i for i, (about, needed) in ONLY_FOR.items() if i in shown and not chosen(seen, about) & needed}


@given(filled(HIGH_RISK))
@settings(max_examples=400, deadline=None)
def test_no_answers_show_a_duty_that_cannot_apply_to_the_system(answers: dict[str, Answer]) -> None:
    assert misplaced_in_high_risk(answers) == set()


@given(filled(MODEL))
@settings(max_examples=400, deadline=None)
def test_no_answers_show_a_duty_that_cannot_apply_to_the_model(answers: dict[str, Answer]) -> None:
    assert misplaced_in_model(answers) == set()


def system_answers(triage: dict[str, Answer]) -> dict[str, Answer] | None:
    """How a truthful vendor enters the high-risk questionnaire after this triage; None: it is not sent to it."""
    uses, grounds, roles = chosen(triage, "T06"), chosen(triage, "T07"), chosen(triage, "T03")
    route = {p if p[:2] == "p1" else p[:2] for p in uses - {"none", "unsure"}}
    excepted = bool(grounds & {"narrow_task", "improves", "deviations", "preparatory"})
    if route and excepted and not grounds & {"high_risk", "profiling"}:
        route = {"excepted"}
    product = chosen(triage, "T08")
    if "section_a_third_party" in product:
        route = route - {"excepted"} | {"annex_i_a"}
    if not route and "section_b" in product:
        route = {"annex_i_b"}
    if not route and "unsure" in uses | product:
        route = {"open"}
    if not route:
        return None
    own = roles & {"provider", "own_brand", "manufacturer"}
    passes_on = roles and roles <= {"distributor", "importer", "representative"}
    part = "own_union" if own else "other" if passes_on else "unsure"
    return {"H02": Answer(value=part), "H04": Answer(value=sorted(route))}


def model_answers(triage: dict[str, Answer]) -> dict[str, Answer]:
    roles = chosen(triage, "T03")
    part = "provider_union" if "gpai" in roles else "passes_on" if roles <= {"distributor", "importer"} else "builds"
    return {"G02": Answer(value=part)}


@given(filled(TRIAGE), filled(HIGH_RISK))
@settings(max_examples=400, deadline=None)
def test_no_triage_leads_to_a_question_on_the_system_that_cannot_apply(
    triage: dict[str, Answer], others: dict[str, Answer]
) -> None:
    entry = system_answers(given_in(TRIAGE, triage))
    if entry is not None:
        assert misplaced_in_high_risk(others | entry) == set()


@given(filled(TRIAGE), filled(MODEL))
@settings(max_examples=400, deadline=None)
def test_no_triage_leads_a_vendor_who_is_no_model_provider_to_its_duties(
    triage: dict[str, Answer], others: dict[str, Answer]
) -> None:
    entry = model_answers(given_in(TRIAGE, triage))
    assert misplaced_in_model(others | entry) == set()


@given(filled(TRIAGE))
@settings(max_examples=300, deadline=None)
def test_triage_itself_asks_for_the_exception_only_where_a_listed_use_is_chosen(triage: dict[str, Answer]) -> None:
    shown = visible(of(TRIAGE), triage)
    seen = {i: a for i, a in triage.items() if i in shown}
    if chosen(seen, "T02") & {"rules", "plain"}:
        assert shown == {"T01", "T02", "T10", "T12"}
    assert ("T07" in shown) is bool(chosen(seen, "T06") - {"none", "unsure"})


@given(filled(TRIAGE))
@settings(max_examples=300, deadline=None)
def test_triage_leads_to_a_questionnaire_exactly_when_it_concerns_the_vendor(triage: dict[str, Answer]) -> None:
    """`leads_to` is what the buyer is told; `system_answers` is how a truthful vendor would then enter."""
    seen = given_in(TRIAGE, triage)
    led = {lead.questionnaire for lead in asked_next(of(TRIAGE), triage)}
    assert ("eu-ai-act-high-risk-provider" in led) is (system_answers(seen) is not None)
    assert ("iso-42001-readiness" in led) is bool(chosen(seen, "T02") & {"yes", "optional", "unsure"})
    if chosen(seen, "T02") & {"rules", "plain"}:
        assert led == set()
    if "gpai" in chosen(seen, "T03"):
        assert "gpai-model-supplier" in led


def test_triage_can_lead_to_every_other_questionnaire_and_to_none_that_is_not_there() -> None:
    leads = [lead.questionnaire for lead in of(TRIAGE).leads_to]
    assert sorted(leads) == sorted(of(name).id for name in OURS if name != TRIAGE)


def given_in(name: str, answers: dict[str, Answer]) -> dict[str, Answer]:
    shown = visible(of(name), answers)
    return {i: a for i, a in answers.items() if i in shown}


TOO_WIDE = [
    (HIGH_RISK, "H27", {"H02": "own_union", "H04": ["p4"]}),
    (HIGH_RISK, "H22", {"H02": "own_union", "H04": ["excepted"]}),
    (HIGH_RISK, "H08", {"H02": "other"}),
    (MODEL, "G07", {"G02": "passes_on"}),
    (MODEL, "G22", {"G02": "provider_union", "G03": "below"}),
]


@pytest.mark.parametrize(("name", "question", "given_answers"), TOO_WIDE, ids=[case[1] for case in TOO_WIDE])
def test_the_property_notices_a_condition_that_is_too_wide(
    name: str, question: str, given_answers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    misplaced = misplaced_in_high_risk if name == HIGH_RISK else misplaced_in_model
    answers = {i: Answer(value=v) for i, v in given_answers.items()}
    assert misplaced(answers) == set()
    honest = visible(of(name), answers)
    monkeypatch.setattr("tests.content.test_routing.visible", lambda *_: honest | {question})
    assert misplaced(answers) == {question}
