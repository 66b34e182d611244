"""What a page handler gets: the session of its one transaction, who is asking, and what time it is.

    @router.post("/campaigns")
    def create(at: Desk = writes(Permission.CAMPAIGNS_EDIT)) -> Response: ...

`reads` and `writes` are for signed-in members and name the permission; `vendor_reads` and `vendor_writes` are for
a vendor's browser, let in by its link. A route says with one of them who may come in; there is no other way in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from fastapi import Depends, Request
from sqlmodel import Session

from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.errors import NotFound, NotSignedIn
from app.features.identity import queries as identity
from app.features.identity.permissions import Permission
from app.features.identity.schemas import MemberActor, VendorActor
from app.infra.language import remembered
from app.infra.services import Services
from app.infra.transaction import ReadSession, WriteSession

MEMBER_COOKIE = "cs_session"
VENDOR_COOKIE = "cs_vendor"

A = TypeVar("A", MemberActor, VendorActor)


@dataclass(frozen=True, slots=True)
class At(Generic[A]):
    request: Request
    session: Session
    actor: A
    now: datetime
    services: Services

    @property
    def today(self) -> date:
        """The day it is where the organisation is."""
        return self.now.astimezone(self.actor.zone).date()


Desk = At[MemberActor]
VendorDesk = At[VendorActor]


def services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


def _member(request: Request, session: Session, permission: Permission | None) -> Desk:
    at = services(request)
    now = at.clock()
    actor = identity.actor_of_session(session, request.cookies.get(MEMBER_COOKIE, ""), now)
    if actor is None:
        raise NotSignedIn
    request.state.actor = actor
    if permission is not None:
        actor.require(permission)
    return At(request, session, actor, now, at)


def reads(permission: Permission | None) -> Any:
    """A signed-in member with this permission (None: any member), reading."""

    def member(request: Request, session: ReadSession) -> Desk:
        return _member(request, session, permission)

    return _marked(member, permission)


def writes(permission: Permission | None) -> Any:
    """A signed-in member with this permission (None: any member), writing."""

    def member(request: Request, session: WriteSession) -> Desk:
        return _member(request, session, permission)

    return _marked(member, permission)


def _marked(dependency: Callable[..., Desk], permission: Permission | None) -> Any:
    dependency.permission = permission  # type: ignore[attr-defined]  # the isolation test reads it off the route
    return Depends(dependency)


def _vendor(request: Request, session: Session, invitation_id: str) -> VendorDesk:
    at = services(request)
    now = at.clock()
    try:
        actor = campaigns.actor_of_session(session, invitation_id, request.cookies.get(VENDOR_COOKIE, ""), now)
    except NotFound as nobody:
        nobody.remedy = say(
            "If you were answering here before, open the link in your mail again. Your answers are kept."
        )
        raise
    request.state.actor = actor
    remembered(actor.language)
    return At(request, session, actor, now, at)


def _vendor_reads(request: Request, session: ReadSession, invitation_id: str) -> VendorDesk:
    return _vendor(request, session, invitation_id)


def _vendor_writes(request: Request, session: WriteSession, invitation_id: str) -> VendorDesk:
    return _vendor(request, session, invitation_id)


def vendor_reads() -> Any:
    """A vendor's browser at `/v/{invitation_id}/...`, reading."""
    return Depends(_vendor_reads)


def vendor_writes() -> Any:
    """A vendor's browser at `/v/{invitation_id}/...`, writing."""
    return Depends(_vendor_writes)
