"""A vendor's answers to keep: as they stand, or as they were sent. What `templates/report/response.typ` sets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.questionnaire.kinds.table import Grid
from app.core.response import Evidence, Response
from app.core.scoring.canonical import digest
from app.core.wording import say
from app.features.reports.paper import Paper, in_words, labelled, paper_data
from app.infra.typeset import typeset
from app.infra.wording import filesize


@dataclass(frozen=True)
class Line:
    """One answer in words; without any: not answered."""

    number: str
    ask: str
    words: str
    beside: tuple[str, ...]
    grid: Grid | None


@dataclass(frozen=True)
class Group:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Explained:
    """A difference between two sides, and what was explained about it."""

    numbers: str
    message: str
    sides: tuple[tuple[str, str], ...]  # whose, what it says
    text: str
    by: str


@dataclass(frozen=True)
class Copy:
    paper: Paper
    kind: str  # "Copy of what was sent, receipt 7"
    state: str  # in a sentence
    groups: Sequence[Group]
    explained: Sequence[Explained]
    evidence: Sequence[Evidence]
    numbers: Mapping[str, str]  # question -> its number
    digest: str
    digest_of: str  # what the digest is over, in a sentence


def response_pdf(copy: Copy, fonts: Path | None = None) -> bytes:
    """A tagged PDF (PDF/UA-1) in the language that is spoken. `fonts`: a folder with further fonts."""
    return typeset("response", response_data(copy), now=copy.paper.made_at, fonts=fonts).pdf


def held(content: Response, questions: Collection[str] | None = None) -> tuple[Evidence, ...]:
    """The files of a response, or those of these questions, which then name no others."""
    if questions is None:
        return content.evidence
    named = (e.model_copy(update={"questions": tuple(q for q in e.questions if q in questions)})
             for e in content.evidence)  # fmt: skip
    return tuple(e for e in named if e.questions)


def digest_of_answers(content: Response, evidence: Sequence[Evidence], questions: Collection[str]) -> str:
    """What two copies can be compared by: SHA-256 over the release, the answers to these questions, and the files.
    Neither the day nor whoever made the copy is in it."""
    return digest(
        {
            "release": content.release,
            "answers": {q: a.model_dump(mode="json") for q, a in content.answers.items() if q in questions},
            "evidence": sorted([e.sha256, e.name, *e.questions] for e in evidence),
        }
    )


def response_data(copy: Copy) -> dict[str, Any]:
    paper = copy.paper
    about = say(
        "%(vendor)s about %(system)s, to %(asker)s", vendor=paper.vendor, system=paper.system, asker=paper.asker
    )
    data = paper_data(paper, copy.kind, about, copy.digest) | {
        "head": labelled((say("From"), paper.vendor), (say("About"), paper.system), (say("Asked by"), paper.asker)),
        "state": copy.state,
        "not_answered": say("Not answered"),
        "groups": [
            {"title": group.title, "lines": [_line(line) for line in group.lines]} for group in copy.groups
        ],
        "explained_title": say("Differences, and what was explained"),
        "explained": [
            {"title": f"{e.numbers} {e.message}".strip(), "sides": [{"says": s, "words": w} for s, w in e.sides],
             "text": e.text, "by": say("Explained by %(name)s", name=e.by)}
            for e in copy.explained
        ],
        "evidence_title": say("Evidence"),
        "evidence_heads": [say("File and its SHA-256"), say("Size"), say("Questions")],
        "evidence": [
            {"name": e.name, "size": filesize(e.size), "sha256": e.sha256,
             "questions": ", ".join(copy.numbers.get(q, q) for q in e.questions)}
            for e in copy.evidence
        ],
        "no_evidence": say("No files are attached."),
        "digest_title": say("SHA-256"),
        "digest": copy.digest,
        "digest_of": copy.digest_of,
    }  # fmt: skip
    return dict(in_words(data))


def _line(line: Line) -> dict[str, Any]:
    grid = {"heads": line.grid.heads, "rows": line.grid.rows} if line.grid and line.grid.rows else None
    return {"number": line.number, "ask": line.ask, "words": line.words, "beside": line.beside, "grid": grid}
