"""The two questionnaires on the EU AI Act: complete, asked of the right vendor, and silent on what law does not allow.

What they hold to: Articles 2(2), 6, 8 to 25, 40 to 49, 50, 51 to 55, 72, 73 and 111 as the catalog has them. Duties
of deployers are never asked of vendors, documents owed to authorities are not demanded, and no date of law stands in a
text.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import yaml

from app.core.catalog.model import Catalog
from app.core.questionnaire import kinds
from app.core.questionnaire.conditions import matches
from app.core.questionnaire.model import Kind, Question
from app.core.questionnaire.visibility import visible
from app.core.response import Answer
from app.infra.content import FOLDER, reference
from tests.content.shipped import HIGH_RISK, MODEL, READINESS, all_texts, answers, clauses_of, fired, named, of

LAW = [HIGH_RISK, MODEL]
ANNEX_III = ["p1a", "p1b", "p1c", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]
STATE = {"in_place": 1, "partly": 0.5, "planned": 0.2, "not_yet": 0}


def act() -> Catalog:
    catalog = reference().catalog("eu-ai-act")
    assert catalog is not None
    return catalog


def not_asked() -> list[dict[str, Any]]:
    text = (FOLDER / "reference" / "not-asked.yaml").read_text(encoding="utf-8")
    rows = yaml.safe_load(text)["notes"]["not_asked"]
    assert isinstance(rows, list)
    return rows


def questions() -> list[Any]:
    return [pytest.param(q, id=q.id) for name in LAW for q in of(name).by_id.values()]


@pytest.mark.parametrize(("name", "roles"), [(HIGH_RISK, {"provider"}), (MODEL, {"gpai_provider", "gpai_sr_provider"})])
def test_every_provision_that_obliges_them_is_asked_or_listed_with_a_reason(name: str, roles: set[str]) -> None:
    wanted = {f"eu-ai-act:{c.id}" for c in act().clauses if c.asked_of_vendor and roles & set(c.obliges)}
    elsewhere = {clause for row in not_asked() if f"{row['questionnaire']}.yaml" == name for clause in row["clauses"]}
    assert len(wanted) > 10
    assert wanted - named(name) == elsewhere


@pytest.mark.parametrize("row", not_asked(), ids=lambda row: row["clauses"][0])
def test_what_is_asked_elsewhere_really_is_asked_there(row: dict[str, Any]) -> None:
    assert row["reason"]
    asked = {c for q in row["questions"] for c in clauses_of(of(f"{row['asked_in']}.yaml").by_id[q])}
    for clause in row["clauses"]:
        near = {clause}
        if row.get("through") == "crosswalk":
            near = {end for edge in reference().neighbours(clause) for end in (edge.from_, edge.to)} - {clause}
        assert near & asked, clause


@pytest.mark.parametrize("name", LAW)
def test_what_no_vendor_is_asked_is_not_asked_here(name: str) -> None:
    """The catalog says why for each, for example Art. 26: owed by whoever uses the system."""
    silent = {f"eu-ai-act:{c.id}" for c in act().clauses if not c.asked_of_vendor}
    checks = {ref.clause for check in of(name).checks for ref in check.clauses}
    assert silent & (named(name) | checks) == set()


@pytest.mark.parametrize("name", LAW)
def test_law_and_maturity_are_never_added_up(name: str) -> None:
    assert of(name).catalogs == ("eu-ai-act-2026-07",)
    assert {clause.partition(":")[0] for clause in named(name)} == {"eu-ai-act"}


@pytest.mark.parametrize("name", LAW)
def test_no_date_of_law_stands_in_a_text(name: str) -> None:
    """A date that moves, as those of 2024 did, is corrected in the catalog and nowhere else."""
    days = [date.fromisoformat(str(entry.date)) for entry in act().dates]
    assert len(days) > 10
    written = {w for d in days for w in (d.isoformat(), f"{d.day} {d:%B %Y}", f"{d.day} {d:%b} {d.year}")}
    assert [(where, w) for where, text in all_texts(of(name)) for w in written if w in text] == []


@pytest.mark.parametrize("name", LAW)
def test_nobody_is_asked_whether_they_meet_the_law(name: str) -> None:
    verdict = re.compile(
        r"\b(do|does|are|is) (you|it|the system|the model) (meet|conform|fulfil|satisfy)", re.IGNORECASE
    )
    asks = {q.id: str(q.ask) for q in of(name).by_id.values()}
    assert {i for i, ask in asks.items() if verdict.search(ask)} == set()


@pytest.mark.parametrize("question", ["H22", "H23", "G07", "H67"])
def test_documents_owed_to_authorities_are_asked_for_by_their_contents_page_at_most(question: str) -> None:
    """Arts 11 and 53(1)(a): the full file is owed to authorities, not to customers."""
    found = {**of(HIGH_RISK).by_id, **of(MODEL).by_id}[question]
    assert re.search(r"[Cc]ontents page|[Oo]utline|checklist|change history", str(found.evidence.hint))


def test_levels_say_what_is_there_and_a_date_is_worth_little() -> None:
    for name in LAW:
        assert {o.id: o.score for o in of(name).scales["state"]} == STATE


@pytest.mark.parametrize("question", questions())
def test_scored_options_reach_from_nothing_to_everything(question: Question) -> None:
    if kinds.how_scored(question) != "rule" or question.type is Kind.NUMBER:
        return
    scores = [o.score for o in question.options if o.score is not None]
    assert len(scores) == len(question.options)
    assert min(scores) == 0
    together = [o.score or 0 for o in question.options if not o.exclusive]
    best = max([sum(together), *scores]) if question.type is Kind.MULTI else max(scores)
    assert best >= 0.99


def test_reviewers_rate_few_tables() -> None:
    waiting = [q for name in LAW for q in of(name).by_id.values() if kinds.how_scored(q) == "review" and q.weight]
    assert [q.id for q in waiting] == ["H09", "H15", "H38", "G10", "G20"]
    assert all(q.rubric for q in waiting)


@pytest.mark.parametrize("question", questions())
def test_what_may_not_apply_says_when(question: Question) -> None:
    """ "Does not apply" is open only where the law leaves a provider out, and the help names the case."""
    if question.not_applicable.value != "no":
        assert re.search(r"[Ii]t does not apply|is not\s+owed", str(question.help))


def test_a_flag_is_on_only_where_the_duty_applies_already() -> None:
    for name in LAW:
        for question in of(name).by_id.values():
            if question.needs_decision is None:
                continue
            reason = str(question.needs_decision.reason)
            starts = [str(act().dates_by_id[d].date) for d in _formal_dates(question)]
            if question.needs_decision.default == "on":
                assert min(starts) <= str(act().as_of), question.id
                assert "applies already" in reason, question.id
            else:
                assert "applies already" not in reason, question.id


def _formal_dates(question: Question) -> set[str]:
    found: set[str] = set()
    for clause in clauses_of(question):
        row = reference().clause(clause)
        assert row is not None
        formal = row.applies.formal if row.applies else None
        found |= {formal} if isinstance(formal, str) else set((formal or {}).values())
    return found


@pytest.mark.parametrize("question", ["H65", "H66", "G04", "G06", "G08", "G12", "G13"])
def test_claiming_a_transition_or_an_exemption_raises_no_flag(question: str) -> None:
    found = {**of(HIGH_RISK).by_id, **of(MODEL).by_id}[question]
    assert found.needs_decision
    flagged = {o.id for o in found.options if matches(found.needs_decision.when, answer_of(found, o.id), found)}
    assert flagged == {
        "H65": {"none"},
        "H66": {"unmarked", "detectable", "robust", "help"},
        "G04": {"none"},
        "G06": {"none", "planned"},
        "G08": {"refused"},
        "G12": {"none"},
        "G13": {"none"},
    }.get(question)


def answer_of(question: Question, option: str) -> Answer:
    return Answer(value=[option] if question.type is Kind.MULTI else option)


def test_having_no_certificate_and_signing_no_code_costs_nothing() -> None:
    for question in ("H42", "H44", "H59", "H60"):
        assert of(HIGH_RISK).by_id[question].weight == 0
    assert of(MODEL).by_id["G16"].weight == 0


def test_a_notified_body_is_asked_for_only_where_one_can_exist() -> None:
    """Art. 43(2): for Annex III points 2 to 8 there is internal control, and no certificate to ask for."""
    for route in [*ANNEX_III, "annex_i_a", "annex_i_b", "excepted", "open"]:
        for procedure in ("internal", "notified_body", "sector", "undecided"):
            shown = visible(of(HIGH_RISK), answers(H02="own_union", H04=[route], H59=procedure))
            possible = route in ("p1a", "p1b", "p1c", "annex_i_a") and procedure in ("notified_body", "sector")
            assert ("H60" in shown) is possible, (route, procedure)


def test_a_distributor_is_asked_for_the_system_the_provider_and_its_own_checks() -> None:
    assert visible(of(HIGH_RISK), answers(H02="other")) == {"H01", "H02", "H52", "H70"}
    hint = of(HIGH_RISK).by_id["H02"].option("other").hint
    assert "four in all" in str(of(HIGH_RISK).summary)
    assert "four questions in all" in str(hint)


def test_an_excepted_system_is_asked_about_the_exception_registration_and_openness() -> None:
    shown = visible(of(HIGH_RISK), answers(H02="own_union", H04=["excepted"]))
    assert shown == {"H01", "H02", "H03", "H04", "H05", "H63", "H65", "H66", "H70"}


def test_a_product_of_annex_i_section_b_is_asked_no_requirement_of_the_act() -> None:
    """Art. 2(2): for these only Art. 6(1) and a few provisions for others apply."""
    shown = visible(of(HIGH_RISK), answers(H02="own_union", H04=["annex_i_b"]))
    assert shown == {"H01", "H02", "H03", "H04", "H05", "H70"}


def test_who_builds_on_a_model_sees_no_duty_that_only_its_provider_can_answer_for() -> None:
    only_providers = {"G04", "G06", "G07", "G15", "G17", "G20", "G22", "G23", "G24"}
    for role in ("changed", "builds", "passes_on", "unsure"):
        for size in ("below", "above", "designated", "unknown"):
            shown = visible(of(MODEL), answers(G02=role, G03=size, G16=["not_signed"]))
            assert shown == set(of(MODEL).by_id) - only_providers, (role, size)
    everything = visible(of(MODEL), answers(G02="provider_third", G03="above", G16=["not_signed"]))
    assert everything == set(of(MODEL).by_id)


def test_who_is_not_the_provider_of_a_model_can_say_that_it_does_not_know() -> None:
    shown = visible(of(MODEL), answers(G02="builds", G03="unknown"))
    for question in (of(MODEL).by_id[i] for i in shown):
        if question.weight and question.type in (Kind.SINGLE, Kind.MULTI, Kind.SCALE):
            assert question.option("unknown"), question.id


TABLE = [{"metric": "recall", "value": "0.91", "set": "6,000 forms"}]
SYSTEM = {"H02": "own_union", "H04": ["p5"]}
STORIES: list[tuple[str, dict[str, Any], str]] = [
    (HIGH_RISK, {"H59": "notified_body"}, "notified-body-not-foreseen"),
    (HIGH_RISK, {"H04": ["p1a"], "H44": ["european"], "H59": "internal"}, "internal-control-for-biometrics"),
    (HIGH_RISK, {"H59": "sector"}, "sector-procedure-without-product-law"),
    (HIGH_RISK, {"H42": ["iso_27001"], "H44": ["iso_42001", "presumption"]}, "presumption-without-cited-standard"),
    (HIGH_RISK, {"H54": "excluded"}, "use-excluded-yet-high-risk"),
    (HIGH_RISK, {"H18": ["age_sex", "sensitive"], "H20": ["not_used"]}, "sensitive-test-without-data"),
    (HIGH_RISK, {"H08": "corporate", "H11": "criteria_before"}, "residual-risk-without-risk-file"),
    (HIGH_RISK, {"H12": "before"}, "thresholds-without-results"),
    (HIGH_RISK, {"H12": "none", "H38": TABLE}, "results-before-the-plan"),
    (HIGH_RISK, {"H30": "stated"}, "accuracy-stated-yet-not-measured"),
    (HIGH_RISK, {"H30": "none", "H38": TABLE}, "accuracy-measured-yet-not-stated"),
    (HIGH_RISK, {"H28": "none", "H29": ["purpose", "risks"]}, "contents-without-instructions"),
    (HIGH_RISK, {"H25": "none", "H48": "in_place"}, "logs-without-recording"),
    (HIGH_RISK, {"H21": "never", "H40": "controlled"}, "learns-without-our-data"),
    (HIGH_RISK, {"H40": "measures", "H64": "rule"}, "learns-without-limits"),
    (HIGH_RISK, {"H22": ["none"], "H61": "signed"}, "declared-without-file"),
    (HIGH_RISK, {"H43": ["none"], "H61": "signed"}, "declared-without-quality-management"),
    (HIGH_RISK, {"H04": ["open"], "H61": "signed"}, "declared-yet-unclassified"),
    (HIGH_RISK, {"H61": "draft", "H62": "affixed"}, "marked-without-declaration"),
    (HIGH_RISK, {"H63": "restricted"}, "restricted-section-without-reason"),
    (HIGH_RISK, {"H63": "national"}, "national-entry-without-infrastructure"),
    (HIGH_RISK, {"H04": ["p2"], "H63": "database"}, "infrastructure-in-public-database"),
    (HIGH_RISK, {"H58": "registered", "H63": "planned"}, "registered-in-one-answer-only"),
    (HIGH_RISK, {"H66": ["legacy"]}, "content-unmarked-in-transition"),
    (HIGH_RISK, {"H06": "legacy", "H58": "before_use"}, "legacy-for-public-use"),
    (MODEL, {"G05": ["weights", "called_open"]}, "open-claim-without-openness"),
    (MODEL, {"G03": "above", "G05": ["called_open"]}, "open-exemption-with-systemic-risk"),
    (MODEL, {"G02": "provider_third", "G05": ["weights"], "G06": "exempt"}, "no-representative-as-open"),
    (MODEL, {"G16": ["transparency", "presumption"]}, "code-as-presumption"),
    (MODEL, {"G02": "provider_union", "G03": "unknown"}, "computing-unknown-to-provider"),
    (MODEL, {"G03": "below", "G16": ["safety"]}, "safety-chapter-below-threshold"),
    (MODEL, {"G02": "builds", "G08": ["refused"]}, "refused-to-those-who-build"),
    (MODEL, {"G08": ["data", "tasks"], "G11": "none"}, "data-told-in-one-answer-only"),
    (MODEL, {"G25": ["help", "high_risk_use", "forbidden"]}, "high-risk-use-forbidden"),
    (MODEL, {"G25": ["high_risk_use"]}, "high-risk-use-without-help"),
]
BY_CERTIFICATE = "certificate-where-none-exists"


@pytest.mark.parametrize(("name", "given", "check"), STORIES, ids=[story[2] for story in STORIES])
def test_answers_that_cannot_both_hold_are_noticed(name: str, given: dict[str, Any], check: str) -> None:
    assert check in fired(name, **(SYSTEM | given if name == HIGH_RISK else given))


def test_a_certificate_of_a_notified_body_is_questioned_only_where_none_can_exist() -> None:
    held = {"notified-body-certificate": ["good"]}
    assert BY_CERTIFICATE in fired(HIGH_RISK, standings=held, **SYSTEM)
    assert BY_CERTIFICATE not in fired(HIGH_RISK, **SYSTEM)
    assert BY_CERTIFICATE not in fired(HIGH_RISK, standings=held, H02="own_union", H04=["p1c"])


def test_every_check_has_a_story() -> None:
    told = {story[2] for story in STORIES} | {BY_CERTIFICATE}
    assert {check.id for name in LAW for check in of(name).checks} == told


def best(question: Question) -> Any:
    if question.type is Kind.MULTI:
        return [o.id for o in question.options if not o.exclusive]
    return max(question.options, key=lambda o: o.score or 0).id


def of_every(name: str, level: str) -> dict[str, Any]:
    return {q.id: level for q in of(name).by_id.values() if q.type is Kind.SCALE}


HONEST: list[tuple[str, str, dict[str, Any]]] = [
    (
        HIGH_RISK,
        "a provider well before the day",
        SYSTEM
        | of_every(HIGH_RISK, "not_yet")
        | {"H06": "before", "H08": "planned", "H11": "not_judged", "H12": "planned", "H20": ["not_used"]}
        | {"H22": ["none"], "H25": "technical", "H28": "draft", "H29": ["purpose"], "H30": "none"}
        | {"H40": "fixed", "H43": ["none"], "H44": ["none"], "H54": "silent", "H59": "internal"}
        | {"H61": "none", "H62": "none", "H63": "planned"},
    ),
    (
        HIGH_RISK,
        "a provider who has done it all",
        {q.id: best(q) for q in of(HIGH_RISK).by_id.values() if kinds.how_scored(q) == "rule"}
        | SYSTEM
        | {"H20": ["not_used"], "H18": ["age_sex", "proxies", "relevant", "measures", "retest"], "H38": TABLE}
        | {"H42": ["iso_27001"], "H44": ["european", "own"], "H59": "internal", "H63": "database", "H40": "fixed"},
    ),
    (
        MODEL,
        "a vendor who builds on a model and does not know much",
        {"G02": "builds", "G03": "unknown", "G05": ["unknown"], "G08": ["tasks", "licence"], "G09": ["unknown"]}
        | {"G11": "unknown", "G12": "unknown", "G13": "template", "G16": ["unknown"], "G25": ["nothing"]},
    ),
    (
        MODEL,
        "a provider of a truly open model",
        {"G02": "provider_third", "G03": "below", "G06": "exempt", "G12": "both", "G13": "template"}
        | {"G05": ["free", "weights", "architecture", "usage", "called_open"], "G16": ["not_signed"]},
    ),
]


@pytest.mark.parametrize(("name", "given"), [(n, g) for n, _, g in HONEST], ids=[who for _, who, _ in HONEST])
def test_an_honest_vendor_contradicts_nothing(name: str, given: dict[str, Any]) -> None:
    assert fired(name, **given) == set()


def test_readiness_offers_what_the_high_risk_questionnaire_leaves_to_it() -> None:
    """Art. 4 is asked through competence and awareness, and those have to stay scored."""
    for question in ("R23", "R24"):
        assert of(READINESS).by_id[question].weight > 0
