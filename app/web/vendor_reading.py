"""A vendor's file is read, and a person says of each fact whether it was read rightly.

One address a file: while it is read the page waits and asks again by itself, then it shows the facts beside the page
they stand on. What is done to a fact answers an htmx request with that fact alone, and others with the way back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import Session

from app.core.certificates.checks import family_of, title_of
from app.core.certificates.facts import CertificateFacts, Family
from app.core.certificates.read.model import Reading
from app.core.problems import Invalid, Problem
from app.core.wording import say, say_count
from app.features.campaigns import queries as campaigns
from app.features.certificates import confirming, queries, reading
from app.features.certificates.models import CertificateRow, ReadingRow, ReadingState
from app.features.certificates.rows import is_open
from app.features.certificates.schemas import FACTS, LABELS, Kept, read_fact, words_of
from app.features.errors import Conflict, NotFound
from app.features.questionnaires.queries import load_release
from app.features.responses import evidence
from app.features.responses import queries as responses
from app.features.responses.models import ResponseRow
from app.features.responses.schemas import EvidenceItem
from app.infra.content import reference
from app.infra.language import recognised, translate
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.pictures import picture
from app.web.reading_views import FactView, Note, PageView, fact_views, form_value, missing, page_view, with_new
from app.web.render import is_partial, render, see_other
from app.web.uploads import Upload, receive
from app.web.vendor_certificates import FAMILIES, Remark, page_of_all, remarks_on
from app.web.vendor_forms import Fields, Posted, first
from app.web.vendor_shortcuts import EffectView, effect_view, effects_at
from app.web.vendor_views import VendorFrame, frame_of

router = APIRouter(include_in_schema=False)

SLOW = timedelta(seconds=60)  # after which the page says that it takes longer than usual
_DO = ("confirm", "change", "choose", "leave-out")


@dataclass(frozen=True)
class Editing:
    """A fact whose form is open: what is in its fields, and what is wrong with them."""

    name: str
    fields: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    conflict_by: str = ""  # who changed it meanwhile
    theirs: str = ""

    def text(self, name: str) -> str:
        return self.fields.get(name, "")


@dataclass(frozen=True)
class CertificateView:
    """One certificate of the file."""

    id: str
    title: str
    version: int
    facts: tuple[FactView, ...]
    missing: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...]  # about no single fact
    family: str  # in words, when it is no certificate of a management system
    earlier: tuple[tuple[str, str], ...] = ()  # facts of the file whose place this one took: label, words
    earlier_file: str = ""

    @property
    def confirmed(self) -> int:
        return sum(1 for f in self.facts if f.confirmed)

    @property
    def to_check(self) -> int:
        return sum(1 for f in self.facts if f.wants_look)

    @property
    def clear(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.facts if f.clear)

    def next_after(self, name: str) -> str:
        """The fact to look at next: the first open one after this, or before it; empty when none is open."""
        order = list(FACTS)
        waiting = [f.name for f in self.facts if f.wants_look and f.name != name]
        at = order.index(name) if name in order else -1
        return next((n for n in waiting if order.index(n) > at), waiting[0] if waiting else "")


@dataclass(frozen=True)
class ReadingPage(VendorFrame):
    open: bool
    file: EvidenceItem
    state: str  # waiting, reading, read, failed; empty: nobody asked
    readable: bool
    slow: bool = False
    again: bool = False  # it may be asked once more
    problem: Problem | None = None
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()  # of the reader
    family: str = ""
    tabs: tuple[tuple[str, str], ...] = ()  # certificates of the file: id, title
    certificate: CertificateView | None = None
    page: PageView | None = None
    editing: Editing | None = None
    effect: EffectView | None = None  # what the certificate answers
    undo: tuple[str, ...] = ()  # facts that were just confirmed together
    partial: bool = False
    told: str = ""  # what just happened, for those who do not see it
    focus: str = ""  # id of the element to go on with

    @property
    def address(self) -> str:
        return f"/v/{self.ref}/evidence/{self.file.id}/reading"

    @property
    def waiting(self) -> bool:
        return self.state in (ReadingState.WAITING, ReadingState.READING)

    @property
    def facts_read(self) -> int:
        return len(self.certificate.facts) if self.certificate else 0

    def at(self, page: int = 0, edit: str = "") -> str:
        """The address of this view, with another page of the file or a fact's form open."""
        certificate = self.certificate.id if self.certificate and len(self.tabs) > 1 else ""
        number = page or (self.page.number if self.page else 0)
        parts = {"certificate": certificate, "page": str(number) if number else "", "edit": edit}
        query = "&".join(f"{name}={value}" for name, value in parts.items() if value)
        return f"{self.address}?{query}" if query else self.address


@dataclass(frozen=True)
class FactPart:
    """One fact after something was done to it, and what that changed elsewhere on the page."""

    whole: ReadingPage
    fact: FactView
    focus: str = ""  # id of the element to go on with
    told: str = ""


Name = Annotated[str, Query(max_length=40)]
Number = Annotated[int, Query(ge=0, le=100_000)]


async def _new(request: Request, invitation_id: str) -> Upload:
    return await receive(request, invitation_id, evidence.may_keep)


New = Annotated[Upload, Depends(_new)]


@router.get("/v/{invitation_id}/evidence/{evidence_id}/reading")
def show(
    evidence_id: str,
    certificate: Name = "",
    page: Number = 0,
    edit: Name = "",
    fact: Name = "",
    waits: bool = False,
    brief: bool = False,
    undo: Annotated[str, Query(max_length=500)] = "",
    at: VendorDesk = vendor_reads(),
) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    moved = queries.replacements(at.session, draft.response_id)
    if evidence_id in moved:
        return see_other(f"/v/{at.actor.invitation_id}/evidence/{moved[evidence_id]}/reading")
    view = _page(at, evidence_id, certificate, page, edit if edit in LABELS else "")
    if is_partial(at.request) and waits and view.waiting:
        return Response(status_code=204)  # nothing new: the page is left as it is
    if waits:
        view = replace(view, told=_came_of(view))
    if brief:
        return render(at.request, "vendor/reading_brief.html", view)
    if fact and is_partial(at.request) and (shown := _shown(view, fact)) is not None:
        return render(at.request, "vendor/fact_part.html", FactPart(view, shown))
    view = replace(view, undo=tuple(name for name in undo.split(",") if name in LABELS))
    blocks = ("picture",) if at.request.headers.get("HX-Target", "").endswith("#picture") else ("reading",)
    return render(at.request, "vendor/reading.html", view, blocks=blocks)


@router.get("/v/{invitation_id}/evidence/{evidence_id}/page/{number}")
def page_of_file(evidence_id: str, number: int, at: VendorDesk = vendor_reads()) -> Response:
    return picture(at, evidence.of_vendor(at.session, at.actor, evidence_id), number)


@router.post("/v/{invitation_id}/evidence/{evidence_id}/reading")
def ask(evidence_id: str, at: VendorDesk = vendor_writes()) -> Response:
    """Read it for me, or once more."""
    try:
        reading.ask(at.session, at.actor, evidence_id, at.now)
    except Invalid as invalid:
        view = replace(_page(at, evidence_id), problems=invalid.problems)
        return render(at.request, "vendor/reading.html", view, blocks=("reading",), status=422)
    return see_other(f"/v/{at.actor.invitation_id}/evidence/{evidence_id}/reading")


@router.post("/v/{invitation_id}/certificates/file")
def attach(upload: New, at: VendorDesk = vendor_writes()) -> Response:
    """A certificate is attached by itself; which answers it supports is said when it was read."""
    problems = upload.problems
    if upload.file is not None:
        try:
            limit = at.services.settings.response_max_mb * 1_000_000
            file = evidence.keep(at.session, at.actor, upload.file, at.now, total_limit=limit).file
        except Invalid as invalid:
            problems = invalid.problems
        else:
            if file.media_type in reading.READABLE and queries.reading_of(at.session, file.id) is None:
                reading.ask(at.session, at.actor, file.id, at.now)
            return _go(at, f"/v/{at.actor.invitation_id}/evidence/{file.id}/reading")
    return render(
        at.request, "vendor/certificates.html", page_of_all(at, problems=problems), blocks=("attach",), status=422
    )


@router.post("/v/{invitation_id}/certificates/{certificate_id}/facts/{name}")
def one(certificate_id: str, name: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """One fact is confirmed, changed, chosen among its readings, or left out."""
    row = queries.of_vendor(at.session, at.actor, certificate_id)
    do, seen = first(posted, "do"), _version(posted)
    if name not in LABELS or do not in _DO:
        raise NotFound("fact")
    editing: Editing | None = None
    status = 200
    try:
        _do(at, row, name, do, posted, seen)
    except Invalid as invalid:
        editing, status = Editing(name, _typed(posted, name), invalid.problems), 422
    except Conflict as conflict:
        editing, status = _in_conflict(name, do, conflict), 409
    view = replace(_page(at, row.evidence_id or "", certificate_id, _number(posted)), editing=editing)
    if status == 200 and not is_partial(at.request):
        following = view.certificate.next_after(name) if view.certificate else ""
        return see_other(f"{view.at()}#fact-{following or name}")
    if editing and view.certificate and name in dict(view.certificate.missing):
        facts = with_new(view.certificate.facts, name)
        view = replace(view, certificate=replace(view.certificate, facts=facts))
    shown = _shown(view, name)
    if shown is None or not is_partial(at.request):
        return render(at.request, "vendor/reading.html", view, blocks=("reading",), status=status)
    part = FactPart(view, shown, *(("", "") if status != 200 else _what_next(view, name)))
    return render(at.request, "vendor/fact_part.html", part, status=status)


@router.post("/v/{invitation_id}/certificates/{certificate_id}/confirm")
def confirm_all(certificate_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """Those that were read clearly, as the page named them."""
    names = frozenset(posted.get("fact", ()))
    row, done = confirming.confirm_all(at.session, at.actor, certificate_id, names, _version(posted), at.now)
    return _back(at, row, posted, done)


@router.post("/v/{invitation_id}/certificates/{certificate_id}/put-back")
def put_back(certificate_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    """As it was read, and not confirmed."""
    names = frozenset(posted.get("fact", ()))
    row = confirming.put_back(at.session, at.actor, certificate_id, names, at.now)
    return _back(at, row, posted, ())


def _do(at: VendorDesk, row: CertificateRow, name: str, do: str, posted: Fields, seen: int) -> None:
    if do == "confirm":
        confirming.confirm(at.session, at.actor, row.id, name, seen, at.now)
    elif do == "leave-out":
        confirming.leave_out(at.session, at.actor, row.id, name, seen, at.now)
    else:
        value = read_fact(name, posted) if do == "change" else _choice(at.session, row, name, first(posted, "choice"))
        confirming.change(at.session, at.actor, row.id, name, value, seen, reference(), at.now)


def _choice(session: Session, row: CertificateRow, name: str, words: str) -> Any:
    """The reading that was chosen, of those that were offered."""
    read = queries.read_fact_of(session, row, name)
    found = (
        next((v for v in read.alternatives if words in (words_of(v), translate(words_of(v)))), None) if read else None
    )
    if found is None:
        message, remedy = say("Choose one of the readings"), say("Or type what is printed.")
        raise Invalid([Problem(code="CERT-CHOICE", where=name, message=message, remedy=remedy)])
    return found


def _in_conflict(name: str, do: str, conflict: Conflict) -> Editing:
    """Theirs is what counts now; mine is in the form, to be saved over it or left."""
    kept: Kept = conflict.theirs
    now = kept.facts.by_name.get(name)
    mine = conflict.mine if conflict.mine is not None else (now.value if now else None)
    theirs = words_of(now.value) if now else say("Left out")
    return Editing(name, form_value(name, mine), conflict_by=kept.by, theirs=theirs)


def _what_next(view: ReadingPage, name: str) -> tuple[str, str]:
    """Where to go on, and what is said of what was done."""
    certificate = view.certificate
    following = certificate.next_after(name) if certificate else ""
    left = certificate.to_check if certificate else 0
    told = say("%(left)s to check", left=left) if left else say("Every fact is confirmed")
    return (f"go-{following}" if following else "facts-done", told)


def _came_of(view: ReadingPage) -> str:
    if view.state == ReadingState.FAILED:
        return say("%(name)s could not be read", name=view.file.name)
    if not view.tabs:
        return say("%(name)s was read", name=view.file.name)
    return say_count("%(count)s fact read", "%(count)s facts read", view.facts_read)


def _back(at: VendorDesk, row: CertificateRow, posted: Fields, undo: tuple[str, ...]) -> Response:
    view = replace(_page(at, row.evidence_id or "", row.id, _number(posted)), undo=undo)
    if is_partial(at.request) and view.certificate is not None:
        # after an undo one fact is looked at again; after several were confirmed, the next of the others
        names = tuple(posted.get("fact", ()))
        focus, told = (
            _what_next(view, "") if undo or len(names) != 1 else (f"go-{names[0]}", say("Put back as it was read"))
        )
        view = replace(view, focus=focus, told=told)
        return render(at.request, "vendor/reading.html", view, blocks=("reading",))
    address = view.at()
    if undo:
        address += f"{'&' if '?' in address else '?'}undo={','.join(undo)}"
    return see_other(f"{address}#facts-h")


def _go(at: VendorDesk, address: str) -> Response:
    """To another page, for htmx too: what was posted is a file, and its answer a whole page."""
    return Response(status_code=204, headers={"HX-Redirect": address}) if is_partial(at.request) else see_other(address)


def _version(posted: Fields) -> int:
    return int(text) if (text := first(posted, "version")).isdecimal() and len(text) < 10 else 0


def _number(posted: Fields) -> int:
    return int(text) if (text := first(posted, "page")).isdecimal() and len(text) < 6 else 0


def _typed(posted: Fields, name: str) -> dict[str, str]:
    return {key: values[0] for key, values in posted.items() if key == name or key.startswith(f"{name}-")}


def _shown(view: ReadingPage, name: str) -> FactView | None:
    return next((f for f in view.certificate.facts if f.name == name), None) if view.certificate else None


def _page(at: VendorDesk, evidence_id: str, certificate: str = "", page: int = 0, edit: str = "") -> ReadingPage:
    draft = responses.draft(at.session, at.actor, at.now)
    file = next((f for f in responses.evidence_items(at.session, draft.response_id) if f.id == evidence_id), None)
    if file is None:
        raise NotFound("file")
    row = queries.reading_of(at.session, file.id)
    frame = frame_of(campaigns.situation(at.session, at.actor, at.now))
    bare = ReadingPage(
        **frame, open=at.actor.whole and is_open(at.session, draft, file.id), file=file, state=row.state if row else "",
        readable=file.media_type in reading.READABLE, slow=row is not None and at.now - row.asked_at > SLOW,
        again=row is not None and row.state not in reading.OPEN, partial=is_partial(at.request),
        problem=_said(Problem.model_validate(row.problem)) if row and row.problem else None,
    )  # fmt: skip
    if row is None or row.result is None:
        return bare
    result = Reading.model_validate(row.result)
    rows = queries.read_from(at.session, draft.response_id, file.id)
    chosen = next((r for r in rows if certificate in ("", r.id)), None)
    if certificate and chosen is None:
        raise NotFound("certificate")
    data = reference()
    facts_of = {r.id: CertificateFacts.model_validate(r.facts) for r in rows}
    view = replace(
        bare,
        remarks=tuple(_said(r) for r in result.remarks),
        family=FAMILIES[result.family] if result.family not in (Family.MANAGEMENT_SYSTEM, Family.OTHER) else "",
        tabs=tuple((r.id, title_of(facts_of[r.id], data)) for r in rows),
    )
    return _with_certificate(at, view, row, result, chosen, facts_of[chosen.id], page, edit) if chosen else view


def _with_certificate(
    at: VendorDesk,
    view: ReadingPage,
    row: ReadingRow,
    result: Reading,
    chosen: CertificateRow,
    facts: CertificateFacts,
    page: int,
    edit: str,
) -> ReadingPage:
    read = queries.read_certificate(at.session, chosen)
    remarks = _remarks(at, row.response_id, facts)
    views = fact_views(facts, read, {r.field: Note(r.words, r.remedy) for r in remarks if r.field in LABELS})
    absent = missing(views)
    if edit in dict(absent):
        views = with_new(views, edit)
    shown = {f.name for f in views}
    earlier, earlier_file = _earlier(at, chosen)
    family = family_of(facts, reference())
    certificate = CertificateView(
        id=chosen.id, title=title_of(facts, reference()), version=chosen.version, facts=views, missing=absent,
        remarks=tuple(r for r in remarks if r.field not in shown),
        family=FAMILIES[family] if family is not Family.MANAGEMENT_SYSTEM else "",
        earlier=earlier, earlier_file=earlier_file,
    )  # fmt: skip
    picture = f"/v/{at.actor.invitation_id}/evidence/{view.file.id}/page"
    editing = None
    if edit:
        fact = facts.by_name.get(edit)
        editing = Editing(edit, form_value(edit, fact.value if fact else None))
    shown_page = page_view(result, facts, read, views, page, picture)
    effect = _effect(at, chosen.id)
    return replace(view, certificate=certificate, page=shown_page, editing=editing, effect=effect)


def _effect(at: VendorDesk, certificate_id: str) -> EffectView | None:
    draft = responses.draft(at.session, at.actor, at.now)
    effects = effects_at(at, draft)
    effect = effects.by(certificate_id)
    if effect is None:
        return None
    release = load_release(at.session, draft.release_id)
    standing = responses.standing(release.questionnaire, responses.answers(at.session, draft.response_id))
    return effect_view(effect, effects, release, standing.sections)


def _said(kept: Problem) -> Problem:
    """A problem of the reader, which was kept as English words, in the language that is spoken."""
    return kept.model_copy(update={"message": recognised(kept.message), "remedy": recognised(kept.remedy)})


def _remarks(at: VendorDesk, response_id: str, facts: CertificateFacts) -> tuple[Remark, ...]:
    view = campaigns.situation(at.session, at.actor, at.now)
    row = at.session.get_one(ResponseRow, response_id)
    core = responses.as_core_response(at.session, row, view, at.today, (facts,))
    return remarks_on(facts, core, core.subject.name)


def _earlier(at: VendorDesk, row: CertificateRow) -> tuple[tuple[tuple[str, str], ...], str]:
    """What was stated of the file whose place this one took, when one did."""
    before = next(
        (v for v in queries.versions(at.session, row.id) if v.evidence_id not in (None, row.evidence_id)), None
    )
    if before is None or before.evidence_id is None:
        return (), ""
    facts = CertificateFacts.model_validate(before.facts)
    name = evidence.of_vendor(at.session, at.actor, before.evidence_id).name
    return tuple((LABELS[n], words_of(f.value)) for n, f in facts.by_name.items() if f.confirmed), name
