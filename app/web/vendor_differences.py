"""What stands against each other in a vendor's draft, as its own side sees it, and what it explains about it.

The fields of one difference are called `<key of the finding>:explanation`, `:version` (seen), `:keep` and `:take`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.core.problems import Invalid, Problem
from app.core.response import Response
from app.core.scoring.scorecard import Side
from app.core.wording import say
from app.features.certificates.schemas import LABELS
from app.features.responses import explanations
from app.features.responses.explanations import LONGEST, Given, Stored
from app.features.responses.schemas import Draft
from app.features.scorecards.schemas import VendorFinding
from app.web.desk import VendorDesk
from app.web.reviewing import anchor
from app.web.vendor_forms import Fields, first

FIELD = ":explanation"
_CONFLICT = say("Somebody else explained this meanwhile. Choose which to keep.")
_GONE = say("This difference is no longer there: an answer or a document has changed.")


@dataclass(frozen=True)
class SideView:
    """One side in neutral words: "Your answer 1.2 says"."""

    says: str
    name: str  # "Your answer 1.2"
    words: str
    kind: str
    place: str = ""  # "page 2, holder"
    address: str = ""  # where it can be put right


@dataclass(frozen=True)
class Difference:
    key: str
    id: str  # of the article on the page
    numbers: tuple[str, ...]
    message: str
    sides: tuple[SideView, ...]
    asked: str  # what the buyer wrote for the vendor about it, after it looked at an earlier submission
    text: str  # as typed, else as kept
    version: int  # that the form was filled in from
    by: str = ""
    at: datetime | None = None  # when the text that is kept was saved
    problems: tuple[Problem, ...] = ()
    theirs: Stored | None = None  # in conflict with what was typed
    most: int = LONGEST


@dataclass(frozen=True)
class Explained:
    """What became of the explanations that a form brought."""

    problems: tuple[Problem, ...] = ()  # `where` is the key of the finding
    conflicts: Mapping[str, Stored] = field(default_factory=dict)
    gone: tuple[tuple[str, str], ...] = ()  # what was typed about differences that are no longer there: key, text
    saved: frozenset[str] = frozenset()

    @property
    def status(self) -> int:
        return 409 if self.conflicts or self.gone else 422 if self.problems else 200

    @property
    def for_summary(self) -> tuple[Problem, ...]:
        """All that is to put right, each with the id of its field as its place."""
        conflicts = (Problem(code="EXPLAIN-CONFLICT", where=k, message=_CONFLICT, remedy="") for k in self.conflicts)
        listed = tuple(p.model_copy(update={"where": f"x-{anchor(p.where)}"}) for p in (*self.problems, *conflicts))
        if not self.gone:
            return listed
        remedy = say("What you typed about it stands below, to be used elsewhere.")
        return (*listed, Problem(code="EXPLAIN-GONE", where="gone", message=_GONE, remedy=remedy))


def keep(at: VendorDesk, draft: Draft, posted: Fields, found: Sequence[VendorFinding]) -> Explained:
    """Save what a form says about differences: what is right is kept, the rest is given back. Raises Closed."""
    problems: list[Problem] = []
    given: list[Given] = []
    current = explanations.stored(at.session, draft.response_id)
    for name in posted:
        if not name.endswith(FIELD):
            continue
        key = name.removesuffix(FIELD)
        if first(posted, f"{key}:take"):
            continue  # the other one's text is kept, and this one is let go
        seen = first(posted, f"{key}:keep") or first(posted, f"{key}:version")
        try:
            given.append(explanations.parse(key, first(posted, name), seen))
        except Invalid as invalid:
            problems.extend(invalid.problems)
    standing = {f.key: f.questions for f in found}
    saved = explanations.save(at.session, at.actor, draft, given, standing, at.now)
    gone = tuple((g.finding, g.text) for g in given if g.finding in saved.gone and g.text)
    changed = {g.finding for g in given if g.text != (current[g.finding].text if g.finding in current else "")}
    return Explained(tuple(problems), saved.conflicts, gone, frozenset(changed - set(saved.conflicts) - saved.gone))


def signed_with(response: Response, kept: Mapping[str, Stored], found: Sequence[VendorFinding]) -> Response:
    """The response with what is explained about the differences that it has."""
    return response.model_copy(update={"explanations": explanations.of_findings(kept, {f.key for f in found})})


def differences(
    ref: str,
    found: Sequence[VendorFinding],
    kept: Mapping[str, Stored],
    asked: Mapping[str, str],
    numbers: Mapping[str, tuple[str, str]],
    posted: Fields,
    explained: Explained,
) -> tuple[Difference, ...]:
    """`numbers`: question id -> number, section id. `posted`: what a form brought, shown again where it was refused."""
    return tuple(_difference(ref, f, kept.get(f.key), asked, numbers, posted, explained) for f in found)


def _difference(
    ref: str,
    finding: VendorFinding,
    stored: Stored | None,
    asked: Mapping[str, str],
    numbers: Mapping[str, tuple[str, str]],
    posted: Fields,
    explained: Explained,
) -> Difference:
    problems = tuple(p for p in explained.problems if p.where == finding.key)
    theirs = explained.conflicts.get(finding.key)
    text, version = (stored.text, stored.version) if stored else ("", 0)
    if problems or theirs:
        seen = first(posted, f"{finding.key}:version")
        text, version = first(posted, finding.key + FIELD), int(seen) if re.fullmatch(r"[0-9]{1,9}", seen) else 0
    return Difference(
        key=finding.key,
        id=anchor(finding.key),
        numbers=tuple(numbers[q][0] for q in finding.questions if q in numbers),
        message=finding.message,
        sides=tuple(_sides(ref, finding, numbers)),
        asked=asked.get(finding.key, ""),
        by=stored.by if stored and stored.text else "",
        at=stored.at if stored and stored.text else None,
        problems=problems,
        theirs=theirs,
        text=text,
        version=version,
    )


def _sides(ref: str, finding: VendorFinding, numbers: Mapping[str, tuple[str, str]]) -> list[SideView]:
    by_number = {f"Answer {number}": (q, number, section) for q, (number, section) in numbers.items()}
    return [_side(ref, finding, side, by_number) for side in finding.sides]


def _side(ref: str, finding: VendorFinding, side: Side, answers: Mapping[str, tuple[str, str, str]]) -> SideView:
    if side.kind == "answer":
        question, number, section = answers.get(side.label, ("", side.label.removeprefix("Answer "), ""))
        address = f"/v/{ref}/sections/{section}#q-{question}" if question else ""
        name = say("Your answer %(number)s", number=number)
        return SideView(say("Your answer %(number)s says", number=number), name, side.words, side.kind, "", address)
    if side.kind == "certificate":
        # "Certificate IS 1234, page 2, holder": the document is named by its number, the rest is the place in it.
        number = side.label.removeprefix("Certificate ")
        for last in (f", {side.fact.replace('_', ' ')}" if side.fact else "", f", page {side.page}"):
            number = number.removesuffix(last)
        name = say("Certificate %(number)s", number=number)
        says = say("Certificate %(number)s says", number=number)
        return SideView(says, name, side.words, side.kind, _place(side), _where(ref, finding, side))
    name = side.label[:1].upper() + side.label[1:]
    return SideView(name, name, side.words, side.kind)


def _place(side: Side) -> str:
    """Where in the document: "page 2, Holder"."""
    fact = LABELS.get(side.fact, "")
    if not side.page:
        return fact
    if not fact:
        return say("page %(number)s", number=side.page)
    return say("page %(number)s, %(fact)s", number=side.page, fact=fact)


def _where(ref: str, finding: VendorFinding, side: Side) -> str:
    """Where the certificate's side can be put right: beside the picture of its page where it was read from one, else in
    the form of its facts."""
    if not finding.certificate:
        return ""
    fact = side.fact or _fact_of(finding.key)
    if side.evidence and side.page and side.box:
        asked = f"?certificate={side.certificate or finding.certificate}&page={side.page}"
        return f"/v/{ref}/evidence/{side.evidence}/reading{asked}" + (f"#fact-{fact}" if fact else "")
    return f"/v/{ref}/certificates/{finding.certificate}" + (f"#{fact}" if fact else "")


def _fact_of(key: str) -> str:
    """The fact of the certificate that a finding is about, by its code; "" when it is about the whole."""
    code = key.partition(":")[0]
    if code.startswith("SOA-"):
        return "excluded_controls"
    fact = code.removeprefix("CLAIM-").lower().replace("-", "_")
    return fact if code.startswith("CLAIM-") and fact not in ("held", "accredited") else ""
