"""Look-ups of a certificate in registers: asked by a worker or recorded by hand, with their history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel

from app.core.certificates.checks import title_of
from app.core.certificates.facts import CertificateFacts
from app.core.problems import Invalid, Problem
from app.core.scoring.scorecard import CertificateStanding, CheckResult
from app.core.typed import calendar_day, parse, problem_of
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.identity.permissions import Permission
from app.features.registers import queries
from app.features.registers import service as registers
from app.features.registers.models import LookupRow, LookupState
from app.features.registers.schemas import ANSWERS, HandLookup, Sent, Withdrawal
from app.features.scorecards import queries as scorecards
from app.features.scorecards import service
from app.features.scorecards.schemas import Kept
from app.features.vendors import queries as vendors
from app.features.vendors.models import VendorRow
from app.infra.content import reference
from app.infra.registers import Registers, build_registers
from app.infra.registers.configured import Register
from app.web.desk import Desk, reads, writes
from app.web.render import render, see_other
from app.web.reviewing import anchor

router = APIRouter(include_in_schema=False)


class LookupForm(BaseModel):
    """The form as sent; `HandLookup` is what it says."""

    register_name: str = ""
    answer: str = ""
    on: str = ""
    words: str = ""
    link: str = ""


class WithdrawalForm(BaseModel):
    lookup_id: str = ""
    withdrawn_reason: str = ""


@dataclass(frozen=True)
class LookupsPage:
    facts: CertificateFacts
    title: str
    vendor: VendorRow
    campaign: Campaign
    kept: Kept | None
    standing: CertificateStanding | None
    registers: tuple[Register, ...]
    history: tuple[LookupRow, ...]
    typed: LookupForm
    taking_back: WithdrawalForm
    problems: tuple[Problem, ...]
    may: bool
    zone: ZoneInfo

    @property
    def id(self) -> str:
        return self.facts.id

    @property
    def status(self) -> CheckResult | None:
        return next((c for c in self.standing.checks if c.code == "CERT-STATUS"), None) if self.standing else None

    @property
    def waiting(self) -> bool:
        return any(row.state == LookupState.WAITING for row in self.history)

    @property
    def back(self) -> str:
        return f"/scorecards/{self.kept.id}#{anchor(self.id)}" if self.kept else f"/campaigns/{self.campaign.id}"

    @property
    def answers(self) -> dict[str, str]:
        return ANSWERS

    def asking(self, register: Register) -> bool:
        return any(r.state == LookupState.WAITING and r.register_id == register.id for r in self.history)


def registers_of(at: Desk) -> Registers:
    return build_registers(at.services.settings, at.services.database, at.services.clock)


@router.get("/lookups/{certificate_id}")
def lookups(certificate_id: str, at: Desk = reads(Permission.SCORECARDS_READ)) -> Response:
    return _page(at, queries.sent(at.session, at.actor, certificate_id))


@router.post("/lookups/{certificate_id}")
def record(
    certificate_id: str, typed: Annotated[LookupForm, Form()], at: Desk = writes(Permission.RESPONSES_REVIEW)
) -> Response:
    """Record a look-up by hand."""
    certificate = queries.sent(at.session, at.actor, certificate_id)
    try:
        given = _given(typed)
        service.record_lookup(at.session, at.actor, certificate, given, reference(), today=at.today, now=at.now)
    except Invalid as invalid:
        return _page(at, certificate, typed=typed, problems=invalid.problems)
    return see_other(f"/lookups/{certificate_id}#history")


@router.post("/lookups/{certificate_id}/ask")
def ask(
    certificate_id: str, register_id: Annotated[str, Form()] = "", at: Desk = writes(Permission.RESPONSES_REVIEW)
) -> Response:
    """Have a configured register asked; a worker does it."""
    certificate = queries.sent(at.session, at.actor, certificate_id)
    try:
        registers.ask(at.session, at.actor, certificate, register_id, registers_of(at), now=at.now)
    except Invalid as invalid:
        return _page(at, certificate, problems=invalid.problems)
    return see_other(f"/lookups/{certificate_id}#history")


@router.post("/lookups/{certificate_id}/withdraw")
def withdraw(
    certificate_id: str, typed: Annotated[WithdrawalForm, Form()], at: Desk = writes(Permission.RESPONSES_REVIEW)
) -> Response:
    certificate = queries.sent(at.session, at.actor, certificate_id)
    try:
        given = parse(Withdrawal, typed.model_dump(include={"withdrawn_reason"}))
        service.withdraw_lookup(at.session, at.actor, certificate, typed.lookup_id, given, reference(), now=at.now)
    except Invalid as invalid:
        problems = tuple(p.model_copy(update={"where": f"reason-{typed.lookup_id}"}) for p in invalid.problems)
        return _page(at, certificate, taking_back=typed, problems=problems)
    return see_other(f"/lookups/{certificate_id}#history")


def _given(typed: LookupForm) -> HandLookup:
    """Raises Invalid with every problem."""
    problems = []
    if typed.answer not in ANSWERS:
        problems.append(
            _problem("LOOKUP-ANSWER", "answer", "Say what the register answered", "Choose one of the four.")
        )
    if not typed.on.strip():
        problems.append(_problem("LOOKUP-DAY", "on", "Give the day on which you looked", "Today, as a rule."))
    elif found := problem_of(lambda: calendar_day(typed.on, "Day"), "on"):
        problems.append(found)
    rest = typed.model_dump() | ({"answer": "not found"} if typed.answer not in ANSWERS else {})
    rest |= {"on": "2000-01-01"} if any(p.where == "on" for p in problems) else {}
    try:
        given = parse(HandLookup, {**rest, "on": calendar_day(rest["on"], "Day")})
    except Invalid as invalid:
        raise Invalid([*invalid.problems, *problems]) from None
    if problems:
        raise Invalid(problems)
    return given


def _problem(code: str, where: str, message: str, remedy: str) -> Problem:
    return Problem(code=code, where=where, message=message, remedy=remedy)


def _page(
    at: Desk,
    certificate: Sent,
    *,
    typed: LookupForm | None = None,
    taking_back: WithdrawalForm | None = None,
    problems: tuple[Problem, ...] = (),
) -> Response:
    facts = certificate.facts
    kept = scorecards.latest(at.session, at.actor, certificate.response_id)
    standings = kept.scorecard.certificates if kept else ()
    page = LookupsPage(
        facts=facts,
        title=title_of(facts, reference()),
        vendor=vendors.vendor(at.session, at.actor, certificate.vendor_id),
        campaign=campaigns.campaign(at.session, at.actor, certificate.campaign_id),
        kept=kept,
        standing=next((s for s in standings if s.certificate == facts.id), None),
        registers=tuple(r for r in registers_of(at).certificates if not r.schemes or facts.scheme in r.schemes),
        history=tuple(queries.of_certificate(at.session, at.actor, facts.id)),
        typed=typed or LookupForm(on=at.today.isoformat()),
        taking_back=taking_back or WithdrawalForm(),
        problems=problems,
        may=at.actor.can(Permission.RESPONSES_REVIEW),
        zone=at.actor.zone,
    )
    return render(at.request, "buyer/lookups.html", page, blocks=("history",), status=422 if problems else 200)
