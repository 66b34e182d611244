"""A policy goes into a file and comes back as it was; what is wrong with a file is said with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.scoring.policy import Credits, Policy
from app.core.scoring.policy_file import PolicyFile, read_policy, write_policy

numbers = st.floats(min_value=0, max_value=1)
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True)
policies = st.builds(
    Policy,
    id=ids,
    version=st.integers(1, 10**6),
    credits=st.lists(numbers, min_size=5, max_size=5).map(
        lambda c: Credits(**dict(zip(("contradicted", "unsupported", "documented", "certified", "verified"), sorted(c),
                                     strict=True)))
    ),
    section_weights=st.dictionaries(ids, st.floats(0.5, 100), max_size=3),
    decisions=st.dictionaries(ids, st.sampled_from(["on", "off"]), max_size=3),
    not_applicable=st.sampled_from(["as_asked", "after_review"]),
    required_reviews=st.lists(st.sampled_from(["not_applicable", "rubric", "certificate"]), unique=True),
    ceilings=st.dictionaries(ids, st.dictionaries(st.just("eu-ai-act:*"), st.just("none"), min_size=1), max_size=2),
)  # fmt: skip
files = st.builds(PolicyFile, title=st.text("abc: #'\"é", max_size=20), reason=st.text("ab\n: -", max_size=20),
                  policy=policies)  # fmt: skip


@given(files)
def test_what_is_written_is_read_again(file: PolicyFile) -> None:
    read = read_policy(write_policy(file))
    assert read.problems == ()
    assert read.value == file


def test_the_file_is_what_the_documentation_shows() -> None:
    assert write_policy(PolicyFile(title="Strict", policy=Policy(id="strict"))).splitlines()[:6] == [
        "title: Strict",
        "policy:",
        "  id: strict",
        "  version: 1",
        "  credits:",
        "    contradicted: 0",
    ]


BROKEN = {
    "not a number": ("policy:\n  credits:\n    documented: NaN\n", "FILE-SHAPE", "policy.credits.documented", 3),
    "a comma": ("policy:\n  section_weights: {a: '1,5'}\n", "FILE-SHAPE", "policy.section_weights.a", 2),
    "out of order": ("policy:\n  credits:\n    certified: 0.1\n", "POLICY-CREDIT-ORDER", "policy.credits.certified", 3),
    "below zero": ("policy:\n  section_weights:\n    a: -1\n", "POLICY-WEIGHT-NEGATIVE", "policy.section_weights.a", 3),
    "a slip of the pen": ("policy:\n  credts: {}\n", "FILE-UNKNOWN", "policy.credts", 2),
    "no policy": ("id: strict\n", "FILE-MISSING", "policy", 1),
    "nothing": ("", "FILE-EMPTY", "strict.yaml", 1),
    "not YAML": ("policy: [", "FILE-YAML", "strict.yaml", 2),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_said_with_its_line(case: str) -> None:
    text, code, where, line = BROKEN[case]
    problem = read_policy(text, "strict.yaml").problems[0]
    assert (problem.code, problem.where) == (code, where)
    assert problem.line is not None
    assert problem.line <= line
    assert problem.remedy
