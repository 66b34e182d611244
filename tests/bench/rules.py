"""The rules in memory: one response, a whole field, and how firm the order of a field is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from app.core.questionnaire.model import Questionnaire
from app.core.response import Answer, Response, Subject, Vendor
from app.core.scoring.compile import Plan, compiled
from app.core.scoring.engine import score
from app.core.scoring.field import Field, score_field
from app.core.scoring.panel import Panel
from app.core.scoring.policy import default_policy
from app.core.scoring.robustness import DRAWS, SEED, robustness
from app.infra.content import reference
from tests.bench import world as worlds

RESPONSES = 10_000


def report() -> Iterator[tuple[str, str, str]]:
    """What was measured, its figures, and the ratio to its floor."""
    model = worlds.questionnaire()
    yield "score one response of 300 questions", f"{_one(model):8.1f} ms", "with every line of the workings"
    plan = compiled(model, default_policy())
    field = _field(plan)
    floor, scored = _median(lambda: _read_once(field)), _median(lambda: score_field(plan, field))
    yield f"floor: multiply and add {RESPONSES:,} x 300 once", f"{floor:8.1f} ms", ""
    yield f"score {RESPONSES:,} responses x 300 questions", f"{scored:8.1f} ms", f"{scored / floor:.1f} times the floor"
    panel = _panel()
    took = _median(lambda: robustness(panel))
    yield f"robustness: {DRAWS:,} draws x {len(panel.vendors)} vendors", f"{took:8.1f} ms", ""


def _median(measured: Callable[[], object], times: int = 15) -> float:
    """In milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        measured()
        taken.append(1000 * (time.perf_counter() - start))
    return sorted(taken)[times // 2]


def _one(model: Questionnaire) -> float:
    values = {q.id: worlds.value_of(n, 3) for n, q in enumerate(model.by_id.values())}
    answers = {q: Answer(value=int(v) if model.by_id[q].type == "number" else v) for q, v in values.items()}
    response = Response(questionnaire="bench", as_of=worlds.TODAY, vendor=Vendor(legal_name="Vendor"),
                        subject=Subject(name="CV screening"), answers=answers)  # fmt: skip
    data, policy = reference(), default_policy()
    return _median(lambda: score(model, response, data, policy, release="0" * 64), 60)


def _field(plan: Plan) -> Field:
    """No two alike: every question is hidden, open and contradicted for some, which is the slowest there is."""
    drawn = np.random.default_rng(SEED)
    shape, at_clauses = (len(plan.questions), RESPONSES), (len(plan.pairs), RESPONSES)
    worth = np.array(list(plan.credits[0].values()))
    counted = drawn.random(shape) < 0.95
    return Field(
        claims=np.where(counted, drawn.integers(0, 5, shape) / 4, 0.0),
        credits=drawn.choice(worth, shape),
        at_clauses=drawn.choice(worth, at_clauses),
        counted=counted,
        contradicted=counted & (drawn.random(shape) < 0.01),
        applicable=drawn.random(shape) < 0.97,
        answered=counted,
    )


def _read_once(field: Field) -> None:
    """Every array of the field read, multiplied and added up by vendor, once."""
    ones = np.ones(len(field.claims))
    np.einsum("q,qv,qv->v", ones, field.claims, field.credits)
    np.einsum("q,qv->v", np.ones(len(field.at_clauses)), field.at_clauses)
    for bits in (field.counted, field.contradicted, field.applicable, field.answered):
        np.einsum("q,qv->v", ones, bits)


def _panel() -> Panel:
    claimed = np.random.default_rng(SEED).random((worlds.COMPARED, worlds.SECTIONS))
    return Panel(
        vendors=tuple(f"Vendor {n:03}" for n in range(worlds.COMPARED)),
        sections=tuple(f"s{n}" for n in range(worlds.SECTIONS)),
        weights=np.full(worlds.SECTIONS, 10.0),
        claimed=claimed,
        evidenced=claimed * 0.7,
    )
