"""What holds for every questionnaire and every response, whoever wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.core.questionnaire.model import Questionnaire
from app.core.response import Response
from app.core.scoring.engine import score
from app.core.scoring.policy import Policy
from app.core.scoring.scorecard import Score, Scorecard, Support
from tests.core.cast import IN_FORCE, REFERENCE, certificate, file, question, questionnaire, response

EXPECT = ("none", "optional", "document", "certificate")
CLAUSES = ("iso-42001:4.3", "iso-42001:9.2", "iso-42001:A.7.5", "eu-ai-act:art-9", "eu-ai-act:art-47")
ACCEPTED = {"certificate": "c1", "reason": "Compared.", "by": "Rosa Lind"}
VARIANTS = (
    {"lookups": (IN_FORCE,)},
    {"scope": "The AI management system"},
    {"body": "ISO"},
    {"excluded_controls": ("A.7.5",)},
)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class World:
    sections: tuple[tuple[str, float, list[dict[str, Any]]], ...]
    checks: list[dict[str, Any]]
    answers: dict[str, Any]
    extra: dict[str, Any]

    def questionnaire(self) -> Questionnaire:
        return questionnaire(*self.sections, checks=self.checks)

    def response(self, answers: dict[str, Any] | None = None, **changes: Any) -> Response:
        return response(self.answers if answers is None else answers, **(self.extra | changes))

    def score(
        self, answers: dict[str, Any] | None = None, *, policy: Policy | None = None, **changes: Any
    ) -> Scorecard:
        given_ = self.response(answers, **changes)
        return score(self.questionnaire(), given_, REFERENCE, policy or Policy(), release="r")

    @property
    def questions(self) -> list[dict[str, Any]]:
        return [q for _, _, questions in self.sections for q in questions]


weights = st.sampled_from([0, 0.5, 1, 2, 3, 7])
shares = st.sampled_from([0.1, 0.25, 0.5, 1.0])


@st.composite
def a_question(draw: st.DrawFn, name: str, earlier: list[str], *, conditions: bool) -> dict[str, Any]:
    scores = sorted(draw(st.lists(st.sampled_from([0, 0.1, 0.3, 0.5, 0.8, 1]), min_size=2, max_size=4)))
    refs = draw(st.lists(st.tuples(st.sampled_from(CLAUSES), shares), max_size=3, unique_by=lambda r: r[0]))
    asked = question(
        name,
        type="single",
        good=None,
        options=[{"id": f"o{i}", "label": {"en": f"o{i}"}, "score": s} for i, s in enumerate(scores)],
        weight=draw(weights),
        clauses=[{"clause": c, "share": s} for c, s in refs],
        evidence={"expect": draw(st.sampled_from(EXPECT))},
        not_applicable=draw(st.sampled_from(["no", "with_reason", "after_review"])),
    )
    if conditions and earlier and draw(st.booleans()):
        asked["show_if"] = {"question": draw(st.sampled_from(earlier)), "any_of": ["o0"]}
    return asked


def an_answer(asked: dict[str, Any]) -> st.SearchStrategy[Any]:
    chosen = st.sampled_from([o["id"] for o in asked["options"]])
    return st.one_of(
        chosen,
        chosen,
        st.none(),
        chosen.map(lambda v: {"value": v, "confirmed": False}),
        st.just({"not_applicable": True, "reason": "We do not."}),
    )


@st.composite
def worlds(draw: st.DrawFn, *, conditions: bool = True, checks: bool = True) -> World:
    names: list[str] = []
    sections = []
    for section in range(draw(st.integers(1, 3))):
        questions = []
        for _ in range(draw(st.integers(1, 4))):
            name = f"Q{len(names)}"
            questions.append(draw(a_question(name, names, conditions=conditions)))
            names.append(name)
        sections.append((f"s{section}", float(draw(weights)), questions))
    every = [q for _, _, questions in sections for q in questions]
    answers = {q["id"]: a for q in every if (a := draw(an_answer(q))) is not None}
    some = st.lists(st.sampled_from(names), max_size=3, unique=True)
    extra: dict[str, Any] = {
        "status": draw(st.sampled_from(["draft", "submitted"])),
        "evidence": (file("e1", *draw(some)), file("e2", *draw(some))),
        "verified": tuple(draw(some)),
    }
    if draw(st.booleans()):
        extra["certificates"] = (certificate(**draw(st.sampled_from(VARIANTS))),)
        extra["acceptances"] = draw(st.sampled_from([(), (ACCEPTED,)]))
    if draw(st.booleans()):
        extra["overrides"] = (
            {"question": draw(st.sampled_from(names)), "value": 0.5, "reason": "Half.", "by": "Rosa"},
        )
    rules = []
    if checks and draw(st.booleans()):
        rules = [
            {"id": "odd", "when": {"question": draw(st.sampled_from(names)), "any_of": ["o1"]}, "say": {"en": "Odd."}}
        ]
    return World(tuple(sections), rules, answers, extra)


def every_score(card: Scorecard) -> list[Score]:
    return [card.overall, *card.sections.values(), *card.clauses.values(), *card.frameworks.values()]


def numbers(score_: Score) -> tuple[float | None, ...]:
    return score_.claimed, score_.evidenced, score_.contradicted, score_.coverage


def by_path(card: Scorecard) -> dict[str, Score]:
    return {
        "overall": card.overall,
        **{f"section:{k}": v for k, v in card.sections.items()},
        **{f"clause:{k}": v for k, v in card.clauses.items()},
        **{f"framework:{k}": v for k, v in card.frameworks.items()},
    }


def assert_never_lower(before: Scorecard, after: Scorecard, *fields: str) -> None:
    for path, old in by_path(before).items():
        new = by_path(after)[path]
        for field in fields:
            was, is_ = getattr(old, field), getattr(new, field)
            if was is not None:
                assert is_ is not None
                assert is_ >= was, (path, field)


@quick
@given(worlds())
def test_scores_stay_in_0_to_1_and_nothing_is_evidenced_that_is_not_claimed(world: World) -> None:
    card = world.score()
    for found in every_score(card):
        assert (found.claimed is None) == (found.evidenced is None)
        if found.claimed is not None and found.evidenced is not None:
            assert 0 <= found.evidenced <= found.claimed <= 1
            assert 0 <= found.contradicted <= found.claimed
        if found.coverage is not None:
            assert 0 <= found.coverage <= 1
    for result in card.questions.values():
        if result.claim is not None:
            assert result.evidenced is not None
            assert 0 <= result.evidenced <= result.claim <= 1


@quick
@given(worlds(conditions=False, checks=False), st.data())
def test_a_better_option_never_lowers_a_score(world: World, data: st.DataObject) -> None:
    chosen = [q for q in world.questions if isinstance(world.answers.get(q["id"]), str)]
    assume(chosen)
    asked = data.draw(st.sampled_from(chosen))
    now = int(world.answers[asked["id"]][1:])
    better = data.draw(st.integers(now, len(asked["options"]) - 1))
    before = world.score()
    assume(not any(f.kind == "contradiction" for f in before.findings))
    after = world.score(world.answers | {asked["id"]: f"o{better}"})
    assume(not any(f.kind == "contradiction" for f in after.findings))
    assert_never_lower(before, after, "claimed", "evidenced")


@quick
@given(worlds(), st.data())
def test_more_support_never_lowers_a_score(world: World, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([q["id"] for q in world.questions]))
    before = world.score()
    more = data.draw(
        st.sampled_from(
            [
                {"verified": (*world.extra["verified"], name)},
                {"evidence": (*world.extra["evidence"], file("e3", name))},
                {"acceptances": (ACCEPTED,)},
            ]
        )
    )
    after = world.score(**more)
    assert_never_lower(before, after, "evidenced")
    assert [s.claimed for s in every_score(before)] == [s.claimed for s in every_score(after)]


@quick
@given(worlds(conditions=False), st.randoms(use_true_random=False))
def test_the_order_of_questions_does_not_matter(world: World, random: Any) -> None:
    shuffled = [(s, w, random.sample(questions, len(questions))) for s, w, questions in world.sections]
    other = World(tuple(random.sample(shuffled, len(shuffled))), world.checks, world.answers, world.extra)
    before, after = by_path(world.score()), by_path(other.score())
    assert {p: numbers(s) for p, s in before.items()} == {p: numbers(s) for p, s in after.items()}


@quick
@given(worlds(), st.sampled_from([0.1, 3, 10]))
def test_only_the_proportion_of_weights_matters(world: World, factor: float) -> None:
    scaled = tuple(
        (s, w * factor, [q | {"weight": q["weight"] * factor} for q in questions]) for s, w, questions in world.sections
    )
    before, after = by_path(world.score()), by_path(World(scaled, world.checks, world.answers, world.extra).score())
    for path, old in before.items():
        assert numbers(after[path]) == pytest.approx(numbers(old), abs=1e-9, nan_ok=False)


@quick
@given(worlds(), st.data())
def test_a_hidden_question_has_no_effect_whatever_was_once_answered(world: World, data: st.DataObject) -> None:
    before = world.score()
    hidden = [q for q in world.questions if before.questions[q["id"]].state == "hidden"]
    assume(hidden)
    asked = data.draw(st.sampled_from(hidden))
    changed = dict(world.answers)
    changed.pop(asked["id"], None)
    if (other := data.draw(an_answer(asked))) is not None:
        changed[asked["id"]] = other
    after = world.score(changed)
    assert (after.overall, after.sections, after.clauses, after.flags) == (
        before.overall,
        before.sections,
        before.clauses,
        before.flags,
    )


@quick
@given(worlds(conditions=False, checks=False), st.data())
def test_dismissing_a_contradiction_never_lowers_a_score(world: World, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([q["id"] for q in world.questions]))
    odd = {"id": "odd", "when": {"question": name, "any_of": ["o1"]}, "say": {"en": "Odd."}}
    torn = World(world.sections, [odd], world.answers | {name: "o1"}, world.extra)
    before = torn.score()
    open_ = [f for f in before.findings if f.kind == "contradiction"]
    assert open_
    dismissals = tuple({"finding": f.key, "reason": "Explained.", "by": "Rosa Lind"} for f in open_)
    after = torn.score(dismissals=dismissals)
    assert_never_lower(before, after, "claimed", "evidenced")
    assert not any(r.support is Support.CONTRADICTED for r in after.questions.values())


@quick
@given(worlds())
def test_nothing_scorable_is_no_score(world: World) -> None:
    empty = world.score({}, status="draft", overrides=())
    assert {(s.claimed, s.evidenced) for s in every_score(empty)} == {(None, None)}


@quick
@given(worlds())
def test_the_same_inputs_give_the_same_bytes(world: World) -> None:
    assert world.score().model_dump_json() == world.score().model_dump_json()
