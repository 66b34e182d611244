"""What the reading copies for vendors share: whose they are, in which language, and that the words are spoken in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.core.wording import say
from app.infra.language import spoken, translate
from app.infra.wording import day, moment


@dataclass(frozen=True)
class Paper:
    """About the document itself. `sections`: titles of those it holds, when it does not hold all."""

    title: str  # of the questionnaire
    written_in: str  # language of its questions, as they are shown
    asker: str
    system: str
    vendor: str
    made_by: str
    made_at: datetime
    zone: ZoneInfo
    sections: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        """That it is not the whole, in words; empty when it is."""
        if not self.sections:
            return ""
        return say(
            "Only the sections given to %(name)s: %(sections)s.", name=self.made_by, sections="; ".join(self.sections)
        )


def paper_data(paper: Paper, kind: str, description: str, digest: str = "") -> dict[str, Any]:
    """What `templates/report/look.typ` asks of every report, and what is said on every page."""
    made = paper.made_at.astimezone(paper.zone)
    for_whom = say("Made for %(name)s on %(time)s.", name=paper.made_by, time=moment(made, paper.zone))
    return {
        "title": paper.title,
        "description": description,
        "keywords": [word for word in (paper.asker, paper.system, digest) if word],
        "made_by": paper.made_by,
        "day": [made.year, made.month, made.day],
        "day_words": day(made),
        "running": f"{translate(kind)} · {paper.title}",
        "foot": f"{translate(for_whom)} SHA-256 {digest[:16]}" if digest else for_whom,
        "language": spoken(),
        "written_in": paper.written_in,
        "kind": kind,
        "part": paper.part,
        "replaced_words": say("Signs that no font here has are shown as ▯. The page in the browser has them."),
    }  # fmt: skip


def in_words(data: Any) -> Any:
    """The same data, every wording in it said in the language that is spoken."""
    if isinstance(data, str):
        return translate(data)
    if isinstance(data, dict):
        return {key: in_words(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [in_words(value) for value in data]
    return data


def labelled(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    """Those pairs of a label and a value that have one."""
    return [{"label": label, "value": value} for label, value in pairs if value]
