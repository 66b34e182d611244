"""What a colleague who was given some sections does not see of the others: answers to confidential questions."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.wording import say
from app.features.questionnaires.queries import LoadedRelease
from app.features.responses import queries as responses
from app.features.responses.schemas import EvidenceItem
from app.web.desk import VendorDesk


def hidden(at: VendorDesk, release: LoadedRelease) -> frozenset[str]:
    """The questions whose answers are not shown to the person at this desk."""
    return responses.withheld(at.actor, release.questionnaire)


def seen_files(files: Iterable[EvidenceItem], unseen: frozenset[str]) -> tuple[EvidenceItem, ...]:
    """Without those that support nothing but answers that are not shown."""
    return tuple(f for f in files if not f.questions or not unseen.issuperset(f.questions))


def require_all(at: VendorDesk, release: LoadedRelease) -> None:
    """For a document with every answer in it. Raises NotYours when some are not shown to this person."""
    if hidden(at, release):
        raise at.actor.not_yours(say("Some answers in it are confidential, and are of sections not given to you."))
