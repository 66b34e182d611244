"""A vendor states what a certificate says, fact by fact, and is told what does not fit yet.

What the checks find comes as a remark to the person who can put it right: a question, never a standing or a verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from app.core.certificates.checks import assess, title_of
from app.core.certificates.facts import CertificateFacts, Family
from app.core.problems import Invalid, Problem
from app.core.response import Response as CoreResponse
from app.core.scoring.scorecard import Outcome
from app.core.wording import say
from app.features.campaigns import queries as campaigns
from app.features.campaigns.schemas import InvitationView
from app.features.certificates import queries, reading, service
from app.features.certificates.rows import is_open, require_open
from app.features.certificates.schemas import (
    ANNEX_A_SCHEME,
    FACTS,
    LABELS,
    LISTS,
    OTHER,
    Kept,
    Stated,
    annex_a,
    read_form,
    schemes_offered,
    stated_of,
    words_of,
)
from app.features.errors import Conflict, NotFound
from app.features.questionnaires.queries import LoadedRelease, load_release
from app.features.responses import queries as responses
from app.features.responses.models import ResponseRow
from app.features.responses.schemas import Draft, EvidenceItem
from app.infra.content import reference
from app.infra.language import recognised
from app.web.desk import VendorDesk, vendor_reads, vendor_writes
from app.web.render import render, see_other
from app.web.vendor_forms import Fields, Posted, first
from app.web.vendor_shortcuts import EffectView, effect_view, effects_at
from app.web.vendor_views import VendorFrame, frame_of

router = APIRouter(include_in_schema=False)

FAMILIES = {
    Family.MANAGEMENT_SYSTEM: say("Certificate of a management system"),
    Family.ASSURANCE_REPORT: say("Report of an auditor, such as SOC 2"),
    Family.CONFORMITY_DOCUMENT: say("Declaration or certificate about one AI system, under law"),
    Family.SELF_DECLARATION: say("Own declaration or entry in a public list"),
    Family.PERSON: say("Certificate of a person"),
    Family.OTHER: say("Another document"),
}

# What a vendor can do about a remark, by check. The other checks are the buyer's: registers, other vendors, the file.
WHAT_TO_DO = {
    "CERT-STANDARD": say("Compare the standard and its year with what is printed."),
    "CERT-HOLDER": say(
        "If the holder is your company by another name, or of your group, say so in a note to the answer."
    ),
    "CERT-SCOPE": say("If the certificate covers it, attach the page that says so, or say it in a note to the answer."),
    "CERT-VALIDITY": say("If there is a newer certificate, attach it."),
    "CERT-CYCLE": say("If an audit has taken place since, give its day."),
    "CERT-BODY": say("Name the company that issued the certificate, as it is printed."),
    "CERT-ACCREDITATION": say("Name the accreditation body and number if they are printed."),
    "CERT-COMPLETE": say("If the document says it, add it."),
    "CERT-FAMILY": "",
}
_ASKED_OF_VENDOR_WHEN_UNKNOWN = frozenset({"CERT-STANDARD", "CERT-CYCLE", "CERT-FAMILY"})


@dataclass(frozen=True)
class Remark:
    about: str
    words: str
    remedy: str
    field: str = ""  # of FACTS, when it is about one


@dataclass(frozen=True)
class AnswerLink:
    """A question that the certificate speaks to."""

    id: str
    number: str
    ask: str
    section: str
    has_file: bool
    takes_file: bool


@dataclass(frozen=True)
class CertificateLine:
    kept: Kept
    title: str
    file: EvidenceItem | None
    replaced: bool
    remarks: tuple[Remark, ...]
    questions: tuple[AnswerLink, ...]
    said: tuple[tuple[str, str, bool], ...]  # label, words, confirmed
    effect: EffectView | None = None
    open: bool = True  # what it says may be changed
    waits: bool = False  # the file that took the place of its own is being read


@dataclass(frozen=True)
class WithoutFacts:
    """A file where a certificate is asked for, or that was to be read, and no facts of it yet."""

    file: EvidenceItem
    state: str  # of its reading; empty: nobody asked
    readable: bool


@dataclass(frozen=True)
class CertificatesPage(VendorFrame):
    open: bool
    lines: tuple[CertificateLine, ...]
    removed: tuple[tuple[Kept, str], ...]  # with their titles
    without: tuple[WithoutFacts, ...]
    saved: str = ""  # id of the certificate just saved
    file_problems: tuple[Problem, ...] = ()  # of a file that was not attached


@dataclass(frozen=True)
class Difference:
    """A fact that two people stated differently."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class CertificateForm(VendorFrame):
    certificate_id: str  # empty: a new one
    fields: Fields
    version: int
    files: tuple[EvidenceItem, ...]
    schemes: tuple[tuple[str, str], ...]
    families: tuple[tuple[str, str], ...]
    controls: tuple[tuple[str, str], ...]
    already: tuple[Kept, ...] = ()  # of the same file
    problems: tuple[Problem, ...] = ()
    conflict_by: str = ""
    conflict_at: datetime | None = None
    differences: tuple[Difference, ...] = ()
    titles: Mapping[str, str] | None = None
    to_confirm: int = 0  # facts in it that were read, and that nobody has confirmed

    def text(self, name: str) -> str:
        return first(self.fields, name)

    def has(self, name: str, value: str) -> bool:
        return value in self.fields.get(name, ())

    @property
    def file_choices(self) -> list[tuple[str, str]]:
        return [("", say("None attached")), *((f.id, f.name) for f in self.files)]


@router.get("/v/{invitation_id}/certificates")
def overview(saved: Annotated[str, Query(max_length=26)] = "", at: VendorDesk = vendor_reads()) -> Response:
    return render(at.request, "vendor/certificates.html", page_of_all(at, saved=saved))


def page_of_all(at: VendorDesk, *, saved: str = "", problems: tuple[Problem, ...] = ()) -> CertificatesPage:
    """All certificates of the response; `problems` are those of a file that was to be attached here."""
    view = campaigns.situation(at.session, at.actor, at.now)
    draft = responses.draft(at.session, at.actor, at.now)
    release = load_release(at.session, draft.release_id)
    files = responses.evidence_items(at.session, draft.response_id)
    moved = queries.replacements(at.session, draft.response_id)
    read = {evidence: row.state for evidence, row in queries.readings(at.session, draft.response_id).items()}
    mine = queries.kept(at.session, draft.response_id)
    row = at.session.get_one(ResponseRow, draft.response_id)
    certificates = tuple(k.facts for k in mine)
    core = responses.as_core_response(at.session, row, view, at.today, certificates)
    standing = responses.standing(release.questionnaire, responses.answers(at.session, draft.response_id))
    shown, effects = standing.shown, effects_at(at, draft)
    views = {e.certificate: effect_view(e, effects, release, standing.sections) for e in effects.of}
    stated = {moved.get(c.evidence, c.evidence) for c in certificates}
    asks = {q.id for q in release.vendor().by_id.values() if q.evidence.expect == "certificate" and q.id in shown}
    lines = [_line(k, core, release, shown, files, moved) for k in mine]
    return CertificatesPage(
        **frame_of(view),
        open=draft.writable and at.actor.whole,
        lines=tuple(
            replace(
                line,
                open=is_open(at.session, draft, line.kept.facts.evidence),
                effect=views.get(line.kept.id),
                waits=line.replaced and line.file is not None and read.get(line.file.id) in reading.OPEN,
            )
            for line in lines
        ),
        removed=tuple((k, title_of(k.facts, reference())) for k in queries.removed(at.session, draft.response_id)),
        without=tuple(
            WithoutFacts(f, read.get(f.id, ""), f.media_type in reading.READABLE)
            for f in files
            if f.id not in stated and (asks & set(f.questions) or f.id in read)
        ),
        saved=saved,
        file_problems=problems,
    )


@router.get("/v/{invitation_id}/certificates/new")
def new(evidence: Annotated[str, Query(max_length=26)] = "", at: VendorDesk = vendor_reads()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    if not (draft.accepts and at.actor.whole):  # what was sent can be read on the list
        return see_other(f"/v/{at.actor.invitation_id}/certificates")
    fields: Fields = {"evidence": [evidence], "scheme": [ANNEX_A_SCHEME] if _asks_for_annex_a(at, draft) else []}
    return _form(at, draft, fields, evidence=evidence)


@router.post("/v/{invitation_id}/certificates")
def add(posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    at.actor.require_whole()
    require_open(at.session, draft, first(posted, "evidence"))
    try:
        row = service.add(at.session, at.actor, read_form(posted, reference()), at.now)
    except Invalid as invalid:
        return _form(at, draft, posted, problems=invalid.problems, status=422)
    return see_other(f"/v/{at.actor.invitation_id}/certificates?saved={row.id}#c-{row.id}")


@router.get("/v/{invitation_id}/certificates/{certificate_id}")
def edit(certificate_id: str, at: VendorDesk = vendor_reads()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now)
    row = queries.of_vendor(at.session, at.actor, certificate_id)
    if not (is_open(at.session, draft, row.evidence_id) and at.actor.whole):
        return see_other(f"/v/{at.actor.invitation_id}/certificates")
    if row.removed_at is not None:
        raise NotFound("certificate")
    kept = queries.as_kept(row)
    moved = queries.replacements(at.session, draft.response_id)
    stated = stated_of(kept.facts)
    stated = replace(stated, evidence=moved.get(stated.evidence, stated.evidence))
    return _form(at, draft, to_fields(stated), certificate_id=row.id, version=row.version, to_confirm=kept.to_confirm)


@router.post("/v/{invitation_id}/certificates/{certificate_id}")
def change(certificate_id: str, posted: Posted, at: VendorDesk = vendor_writes()) -> Response:
    draft = responses.draft(at.session, at.actor, at.now, lock=True)
    at.actor.require_whole()
    held = queries.evidence_of(at.session, at.actor, certificate_id)
    require_open(at.session, draft, held, first(posted, "evidence"))
    version = int(text) if (text := first(posted, "version")).isdecimal() and len(text) < 10 else 0
    try:
        row = service.change(at.session, at.actor, certificate_id, read_form(posted, reference()), version, at.now)
    except Invalid as invalid:
        return _form(
            at, draft, posted, certificate_id=certificate_id, version=version, problems=invalid.problems, status=422
        )
    except Conflict as conflict:
        return _form(at, draft, posted, certificate_id=certificate_id, conflict=conflict, status=409)
    return see_other(f"/v/{at.actor.invitation_id}/certificates?saved={row.id}#c-{row.id}")


@router.post("/v/{invitation_id}/certificates/{certificate_id}/remove")
def remove(certificate_id: str, at: VendorDesk = vendor_writes()) -> Response:
    service.remove(at.session, at.actor, certificate_id, at.now)
    return see_other(f"/v/{at.actor.invitation_id}/certificates#removed")


@router.post("/v/{invitation_id}/certificates/{certificate_id}/restore")
def restore(certificate_id: str, at: VendorDesk = vendor_writes()) -> Response:
    row = service.restore(at.session, at.actor, certificate_id, at.now)
    return see_other(f"/v/{at.actor.invitation_id}/certificates#c-{row.id}")


def to_fields(stated: Stated) -> Fields:
    """A stated certificate as the form fields that would give it."""
    values = stated.values
    fields: Fields = {
        "evidence": [stated.evidence],
        "family": [stated.family],
        "scheme": [stated.scheme if stated.scheme in {s.id for s in schemes_offered(reference())} else OTHER],
        **{name: ["\n".join(values.get(name, ()))] for name in LISTS},
    }
    for name in FACTS:
        value = values.get(name)
        if isinstance(value, date):
            for part, number in (("day", value.day), ("month", value.month), ("year", value.year)):
                fields[f"{name}-{part}"] = [str(number)]
        elif isinstance(value, str):
            fields[name] = [value]
    if (excluded := values.get("excluded_controls")) is not None and stated.scheme == ANNEX_A_SCHEME:
        fields["controls"] = ["some" if excluded else "none"]
        fields["excluded_controls"] = list(excluded)
    return fields


def remarks_on(facts: CertificateFacts, core: CoreResponse, view_name: str) -> tuple[Remark, ...]:
    """What the checks that need no reading of the file would ask the vendor."""
    found = []
    for result in assess(facts, core, reference()).checks:
        asks = result.code in WHAT_TO_DO and (
            result.outcome in (Outcome.DOUBT, Outcome.FAIL)
            or (result.outcome is Outcome.UNKNOWN and result.code in _ASKED_OF_VENDOR_WHEN_UNKNOWN)
        )
        if not asks:
            continue
        about = LABELS.get(_FIELD_OF.get(result.code, ""), "Document")
        if result.code == "CERT-SCOPE" and facts.scope is not None and result.outcome is Outcome.DOUBT:
            words = say("The scope does not name %(view_name)s.", view_name=view_name)
        else:
            words = result.reason
        found.append(Remark(about, words, WHAT_TO_DO[result.code], _FIELD_OF.get(result.code, "")))
    if facts.evidence not in {e.id for e in core.evidence}:
        found.append(
            Remark(
                say("File"), say("No file is attached that shows these facts."), say("Attach the certificate itself.")
            )
        )
    return tuple(found)


_FIELD_OF = {
    "CERT-STANDARD": "standard",
    "CERT-HOLDER": "holder",
    "CERT-SCOPE": "scope",
    "CERT-VALIDITY": "valid_until",
    "CERT-CYCLE": "surveillance",
    "CERT-BODY": "body",
    "CERT-ACCREDITATION": "accreditation_body",
    "CERT-FAMILY": "family",
}


def _line(
    kept: Kept,
    core: CoreResponse,
    release: LoadedRelease,
    shown: frozenset[str],
    files: tuple[EvidenceItem, ...],
    moved: Mapping[str, str],
) -> CertificateLine:
    facts = kept.facts
    file = next((f for f in files if f.id == moved.get(facts.evidence, facts.evidence)), None)
    questions = release.vendor().by_id
    return CertificateLine(
        kept=kept,
        title=title_of(facts, reference()),
        file=file,
        replaced=facts.evidence in moved,
        remarks=remarks_on(facts, core, core.subject.name),
        questions=tuple(
            AnswerLink(
                q.id, q.number, q.ask, q.section, file is not None and q.id in file.questions,
                q.evidence.expect != "none",
            )
            for question_id in queries.questions_about(release.questionnaire, facts.scheme)
            if question_id in shown
            for q in (questions[question_id],)
        ),
        said=tuple(
            (LABELS[name], words_of(fact.value), fact.confirmed)
            for name in FACTS
            if (fact := getattr(facts, name)) is not None
        ),
    )  # fmt: skip


def _asks_for_annex_a(at: VendorDesk, draft: Draft) -> bool:
    release = load_release(at.session, draft.release_id)
    return bool(queries.questions_about(release.questionnaire, ANNEX_A_SCHEME))


def _form(
    at: VendorDesk,
    draft: Draft,
    fields: Fields,
    *,
    certificate_id: str = "",
    version: int = 0,
    evidence: str = "",
    problems: tuple[Problem, ...] = (),
    conflict: Conflict | None = None,
    to_confirm: int = 0,
    status: int = 200,
) -> Response:
    view: InvitationView = campaigns.situation(at.session, at.actor, at.now)
    files = responses.evidence_items(at.session, draft.response_id)
    if evidence and evidence not in {f.id for f in files}:
        raise NotFound("file")
    data = reference()
    page = CertificateForm(
        **frame_of(view),
        certificate_id=certificate_id,
        fields=fields,
        version=conflict.theirs.version if conflict else version,
        files=tuple(f for f in files if is_open(at.session, draft, f.id)),
        schemes=tuple(
            (s.id, ", ".join(recognised(w) for w in (s.standard, s.title) if w)) for s in schemes_offered(data)
        ),
        families=tuple((f.value, words) for f, words in FAMILIES.items()),
        controls=annex_a(data),
        already=tuple(
            k for k in queries.kept(at.session, draft.response_id) if evidence and k.facts.evidence == evidence
        ),
        problems=problems,
        conflict_by=conflict.theirs.by if conflict else "",
        conflict_at=conflict.theirs.at if conflict else None,
        differences=_differences(stated_of(conflict.theirs.facts), conflict.mine) if conflict else (),
        titles={k.id: title_of(k.facts, data) for k in queries.kept(at.session, draft.response_id)},
        to_confirm=to_confirm,
    )
    return render(at.request, "vendor/certificate.html", page, status=status)


def _differences(theirs: Stated, mine: Stated) -> tuple[Difference, ...]:
    sides = [{"family": s.family, "scheme": s.scheme, **s.values} for s in (theirs, mine)]
    return tuple(
        Difference(LABELS[name], *(_in_words(name, side.get(name)) for side in sides))
        for name in LABELS
        if sides[0].get(name) != sides[1].get(name)
    )


def _in_words(name: str, value: Any) -> str:
    if value is None or value == "":
        return say("Nothing")
    if name == "family":
        return FAMILIES[value]
    if name == "scheme":
        scheme = reference().scheme(value)
        return recognised(scheme.standard) if scheme else value
    return words_of(value)
