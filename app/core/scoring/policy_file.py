"""A policy as a file: YAML, its fields (docs/scoring.md) below `policy:`, and what people say of it beside them."""

from __future__ import annotations

from app.core.frozen import Frozen
from app.core.problems import Problem
from app.core.reading import Loaded, read_model
from app.core.scoring.policy import Policy, check_policy
from app.core.yaml_text import Positions, locate
from app.core.yaml_writing import tidy, write


class PolicyFile(Frozen):
    """What a file says. `title` and `reason` are for people and touch no number."""

    title: str = ""
    reason: str = ""
    policy: Policy


def read_policy(text: str, name: str = "") -> Loaded[PolicyFile]:
    """Every mistake of form and of sense comes back as a Problem with its line; no text makes this raise."""
    read = read_model(PolicyFile, text, name)
    if read.value is None:
        return read
    problems = tuple(_placed(p, read.positions) for p in check_policy(read.value.policy))
    return Loaded(None if problems else read.value, problems, read.positions)


def write_policy(file: PolicyFile) -> str:
    """The file of a policy, every field of it written out: `read_policy(write_policy(f)).value == f`."""
    return write({name: value for name, value in tidy(file.model_dump()).items() if value})


def _placed(problem: Problem, positions: Positions) -> Problem:
    line, column = locate(positions, ("policy", *problem.where.split(".")))
    return problem.model_copy(update={"where": f"policy.{problem.where}", "line": line, "column": column})
