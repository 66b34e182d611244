# ruff: noqa: E501 - strategies read best in one piece
"""Hypothesis strategies for whole questionnaires: every kind of question, several languages, conditions on earlier ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from app.core.questionnaire.model import Kind, Questionnaire
from app.core.response import Answer

LANGUAGES = ("en", "de", "no")
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=30)
tricky = st.sampled_from(
    [
        "yes",
        "no",
        "on",
        "1e3",
        "0x1F",
        "~",
        "null",
        "1:30",
        "2026-01-01",
        " a",
        "a: b",
        "- a",
        "a\nb\n",
        "  x\n y",
        "#c",
        "'",
        '"',
        "=cmd|' /C calc'!A0",
        "\u202eabc",
        "🦉",
        "مرحبا",
        "\x85",
        "\u2028",
        ".",
    ]
)
texts = st.dictionaries(st.sampled_from(LANGUAGES), words | tricky, min_size=1)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
scores = st.none() | st.sampled_from([0.0, 0.25, 1.0 / 3, 1.0])
numbers = st.integers(-1000, 1000) | st.sampled_from([0.1, -2.5, 1e-3])


def options(least: int = 1) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(
        st.fixed_dictionaries(
            {"id": st.sampled_from(["a", "b", "c", "0", "1", "none"]), "label": texts, "score": scores},
            optional={"hint": texts, "exclusive": st.booleans()},
        ),
        min_size=least,
        max_size=4,
        unique_by=lambda o: o["id"],
    )


@st.composite
def conditions(draw: st.DrawFn, earlier: list[dict[str, Any]], depth: int = 2) -> dict[str, Any]:
    shape = draw(st.sampled_from(["leaf", "leaf", "all", "any", "not"])) if depth else "leaf"
    if shape in ("all", "any"):
        return {shape: [draw(conditions(earlier, depth - 1)) for _ in range(draw(st.integers(1, 3)))]}
    if shape == "not":
        return {"not": draw(conditions(earlier, depth - 1))}
    question = draw(st.sampled_from(earlier))
    some = st.lists(st.sampled_from(["a", "b", "c", "0", "1", "none", "yes", "no"]), min_size=1, max_size=3)
    test = draw(
        st.one_of(
            st.fixed_dictionaries({"answered": st.booleans()}),
            st.fixed_dictionaries({"any_of": some}),
            st.fixed_dictionaries({"none_of": some}),
            st.fixed_dictionaries({"is": st.sampled_from(["a", "yes", "no", True, 3.0])}),
            st.fixed_dictionaries({"gt": numbers}),
            st.fixed_dictionaries({"lt": numbers}),
            st.fixed_dictionaries({"before": days}),
            st.fixed_dictionaries({"after": days}),
        )
    )
    return {"question": question["id"], **test}


@st.composite
def questions(draw: st.DrawFn, number: int, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(Kind)))
    made: dict[str, Any] = {"id": f"Q{number}", "ask": draw(texts), "type": kind.value}
    if kind in (Kind.SINGLE, Kind.MULTI):
        made["options"] = draw(options())
    if kind is Kind.SCALE:
        made["scale"] = "shared"
    if kind is Kind.YES_NO:
        made["good"] = draw(st.sampled_from(["yes", "no", None]))
    if kind is Kind.NUMBER:
        made |= {
            "min": draw(st.none() | numbers),
            "unit": draw(st.none() | texts),
            "integer": draw(st.booleans()),
            "bands": [
                {"at": a, "score": s} for a, s in draw(st.dictionaries(numbers, st.floats(0, 1), max_size=3)).items()
            ],
        }
    if kind is Kind.DATE:
        made["earliest"] = draw(st.none() | st.just("today") | days)
    if kind is Kind.TABLE:
        made["columns"] = [
            {
                "id": f"c{n}",
                "label": draw(texts),
                "type": t,
                "required": draw(st.booleans()),
                "options": draw(options()) if t == "single" else [],
            }
            for n, t in enumerate(draw(st.lists(st.sampled_from(["text", "number", "date", "single"]), max_size=4)))
        ]
    if kind is Kind.DECLARATION:
        made["statements"] = draw(st.lists(texts, max_size=2))
    optional = st.fixed_dictionaries(
        {},
        optional={
            "why": texts,
            "help": texts,
            "required": st.booleans(),
            "weight": st.sampled_from([0, 1, 2.5]),
            "not_applicable": st.sampled_from(["no", "with_reason", "after_review"]),
            "clauses": st.lists(
                st.sampled_from(["iso-42001:4.3", {"clause": "iso-42001:A.6.2.4", "share": 0.5}]), max_size=2
            ),
            "visibility": st.fixed_dictionaries({"confidential": st.booleans()}),
            "claims": st.fixed_dictionaries(
                {
                    "scheme": st.just("iso-42001"),
                    "fact": st.sampled_from(["held", "scope"]),
                    "values": st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from([True, "in", None])),
                }
            ),
        },
    )
    made |= draw(optional)
    if earlier and draw(st.booleans()):
        made["show_if"] = draw(conditions(earlier))
    return made


@st.composite
def questionnaires(draw: st.DrawFn, most: int = 7) -> Questionnaire:
    made: list[dict[str, Any]] = []
    for n in range(draw(st.integers(1, most))):
        made.append(draw(questions(n, made)))
    cut = draw(st.integers(1, len(made)))
    parts = [p for p in (made[:cut], made[cut:]) if p]
    return Questionnaire.model_validate(
        {
            "format": "countersign/1",
            "id": "drawn",
            "title": draw(texts),
            "languages": ["en"],
            "minutes": 5,
            "scales": {"shared": draw(options(2))},
            "sections": [
                {"id": f"s{n}", "title": draw(texts), "weight": draw(st.sampled_from([0, 1, 0.3])), "questions": part}
                for n, part in enumerate(parts)
            ],
        }
    )


values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | tricky
    | st.sampled_from(
        ["a", "b", "none", "yes", "no", "0", "2026-11-23", "1,5", "1,500", "https://a.example", "A\x00B", "\ud800"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["a", "c0", "c1", "name", "function"]) | st.text(max_size=5), inner, max_size=4
        )
    ),
    max_leaves=8,
)
answers = st.builds(
    Answer,
    value=st.sampled_from([None, "a", "b", "yes", "no", ["a"], ["a", "b"], 5, 0.5, "2026-11-23", "text"]) | values,
    not_applicable=st.booleans(),
    confirmed=st.booleans(),
)
