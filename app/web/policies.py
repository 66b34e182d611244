"""Pages of scoring policies: the list, one explained in plain words, the form, and files that go in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import PlainTextResponse, Response

from app.core.problems import Invalid, Problem
from app.core.questionnaire.model import Questionnaire
from app.core.scoring.policy import LADDER, Credits, Policy, default_policy
from app.core.scoring.policy_file import PolicyFile, read_policy, write_policy
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.errors import Conflict, NotFound
from app.features.identity.permissions import Permission
from app.features.policies import queries, service
from app.features.policies.schemas import LoadedPolicy
from app.features.questionnaires import queries as questionnaires
from app.features.questionnaires.queries import LoadedRelease
from app.infra.content import reference
from app.infra.wording import day
from app.web import conflicts, policy_form
from app.web import policy_words as words
from app.web.desk import Desk, reads, writes
from app.web.policy_form import Typed
from app.web.render import render, see_other
from app.web.text_files import MAX_FILE, decoded
from app.web.vendor_forms import Posted, first

router = APIRouter(include_in_schema=False)

DEFAULT = "default"  # the address of the software's own


@dataclass(frozen=True)
class Entry:
    shown: LoadedPolicy
    differs: tuple[words.Difference, ...]  # from the default


@dataclass(frozen=True)
class ListPage:
    entries: tuple[Entry, ...]
    can_edit: bool
    zone: object


@dataclass(frozen=True)
class VersionEntry:
    shown: LoadedPolicy
    address: str
    changed: tuple[words.Difference, ...]  # since the version before, or from the default


@dataclass(frozen=True)
class PolicyPage:
    shown: LoadedPolicy | None  # None: the software's own
    title: str
    policy: Policy
    release: LoadedRelease | None
    differs: tuple[words.Difference, ...]
    credits: tuple[words.CreditLine, ...]
    weights: tuple[words.WeightLine, ...]
    decisions: tuple[words.DecisionLine, ...]
    ceilings: tuple[words.CeilingLine, ...]
    versions: tuple[VersionEntry, ...]
    campaigns: Sequence[Campaign]
    can_edit: bool
    zone: object
    words: Any = words

    @property
    def address(self) -> str:
        return f"/policies/{self.shown.policy_id}" if self.shown else f"/policies/{DEFAULT}"


@dataclass(frozen=True)
class Asked:
    """A field of the form, for a section or a question of the chosen questionnaire."""

    id: str
    label: str
    own: str  # what holds when nothing is typed


@dataclass(frozen=True)
class FormPage:
    shown: LoadedPolicy | None  # None: a new policy
    typed: Typed
    releases: tuple[tuple[str, str], ...]
    release: LoadedRelease | None
    sections: tuple[Asked, ...]
    decisions: tuple[Asked, ...]
    elsewhere: tuple[tuple[str, str, str], ...]  # field, label, what was typed: of another questionnaire
    schemes: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()
    differences: tuple[conflicts.Difference, ...] = ()
    read_from: str = ""  # the file that the form was filled from
    words: Any = words

    @property
    def ladder(self) -> tuple[tuple[str, str, str, float], ...]:
        default = Credits()
        return tuple((s.value, *words.SUPPORTS[s], default.of(s)) for s in LADDER)

    @property
    def address(self) -> str:
        return f"/policies/{self.shown.policy_id}" if self.shown else "/policies"


@dataclass(frozen=True)
class ImportPage:
    source: str
    name: str
    problems: tuple[Problem, ...]


@router.get("/policies")
def index(at: Desk = reads(Permission.POLICIES_READ)) -> Response:
    entries = tuple(
        Entry(p, words.from_default(p.policy, _model(at, p), reference()))
        for p in queries.policies(at.session, at.actor)
    )
    page = ListPage(entries, at.actor.can(Permission.POLICIES_EDIT), at.actor.zone)
    return render(at.request, "buyer/policies.html", page)


@router.get("/policies/new")
def new(like: str = "", release: str = "", at: Desk = reads(Permission.POLICIES_EDIT)) -> Response:
    """`like` is the version that the new policy begins as; `release` the questionnaire whose sections are weighed."""
    typed = policy_form.typed_of(default_policy(), release_id=release)
    if like:
        found = queries.version(at.session, at.actor, like)
        typed = policy_form.typed_of(found.policy, release_id=release or found.release_id)
    return _form(at, None, typed)


@router.get("/policies/import")
def import_form(at: Desk = reads(Permission.POLICIES_EDIT)) -> Response:
    return render(at.request, "buyer/policy_import.html", ImportPage("", "", ()))


@router.post("/policies/import")
def import_file(
    source: Annotated[str, Form()] = "", file: UploadFile | None = None, at: Desk = reads(Permission.POLICIES_EDIT)
) -> Response:
    """A file fills the form; nothing is stored before somebody has read it there and saved."""
    name = (file.filename if file and file.filename else "") or "pasted text"
    raw = file.file.read(MAX_FILE + 1) if file and file.filename else source.encode()
    try:
        source = decoded(raw)
        read = read_policy(source, name)
        if read.value is None:
            raise Invalid(read.problems)
    except Invalid as invalid:
        page = ImportPage(source, name, invalid.problems)
        return render(at.request, "buyer/policy_import.html", page, status=422)
    title = read.value.title or read.value.policy.id
    return _form(
        at, None, policy_form.typed_of(read.value.policy, title=title, reason=read.value.reason), read_from=name
    )


@router.post("/policies")
def create(fields: Posted, at: Desk = writes(Permission.POLICIES_EDIT)) -> Response:
    typed = policy_form.posted(fields)
    if first(fields, "step") == "show":
        return _form(at, None, typed)
    try:
        made = service.create(at.session, at.actor, policy_form.read(typed, _asked_of(at, typed)), at.now)
    except Invalid as invalid:
        return _form(at, None, typed, problems=invalid.problems, status=422)
    return see_other(f"/policies/{made.policy_id}")


@router.get("/policies/default")
def default(at: Desk = reads(Permission.POLICIES_READ)) -> Response:
    return render(at.request, "buyer/policy.html", _page(at, None, ()))


@router.get("/policies/{policy_id}")
def policy(policy_id: str, at: Desk = reads(Permission.POLICIES_READ)) -> Response:
    versions = queries.versions(at.session, at.actor, policy_id)
    return render(at.request, "buyer/policy.html", _page(at, versions[0], versions))


@router.get("/policies/{policy_id}/versions/{number}")
def version(policy_id: str, number: int, at: Desk = reads(Permission.POLICIES_READ)) -> Response:
    versions = queries.versions(at.session, at.actor, policy_id)
    return render(at.request, "buyer/policy.html", _page(at, _numbered(versions, number), versions))


@router.get("/policies/{policy_id}/versions/{number}/file")
def version_file(policy_id: str, number: int, at: Desk = reads(Permission.POLICIES_READ)) -> Response:
    found = _numbered(queries.versions(at.session, at.actor, policy_id), number)
    text = write_policy(PolicyFile(title=found.title, reason=found.reason, policy=found.policy))
    headers = {"Content-Disposition": f'attachment; filename="{found.policy.id}-{number}.yaml"'}
    return PlainTextResponse(text, media_type="application/yaml; charset=utf-8", headers=headers)


@router.get("/policies/{policy_id}/edit")
def edit_form(policy_id: str, at: Desk = reads(Permission.POLICIES_EDIT)) -> Response:
    """A used version becomes another, which needs a reason of its own."""
    found = queries.versions(at.session, at.actor, policy_id)[0]
    return _form(at, found, policy_form.typed_again(found, reason="" if found.used_at else None))


@router.post("/policies/{policy_id}")
def edit(policy_id: str, fields: Posted, at: Desk = writes(Permission.POLICIES_EDIT)) -> Response:
    typed = policy_form.posted(fields)
    found = queries.versions(at.session, at.actor, policy_id)[0]
    if first(fields, "step") == "show":
        return _form(at, found, typed)
    try:
        given = policy_form.read(typed, _asked_of(at, typed))
        service.change(at.session, at.actor, policy_id, typed.revision, given, at.now)
    except Invalid as invalid:
        return _form(at, found, typed, problems=invalid.problems, status=422)
    except Conflict as conflict:
        theirs = policy_form.typed_again(conflict.theirs)
        found_differences = _differences(at, theirs, typed)
        kept = policy_form.with_revision(typed, theirs.revision)
        return _form(at, found, kept, differences=found_differences, status=409)
    return see_other(f"/policies/{policy_id}")


@router.post("/policies/{policy_id}/delete")
def delete(
    policy_id: str, revision: Annotated[int, Form()] = 0, at: Desk = writes(Permission.POLICIES_EDIT)
) -> Response:
    left = service.delete(at.session, at.actor, policy_id, revision, at.now)
    return see_other(f"/policies/{policy_id}" if left else "/policies")


def release_names(at: Desk) -> tuple[tuple[str, str], ...]:
    found: Sequence[Any] = questionnaires.releases(at.session, at.actor)
    return tuple((r.id, f"{r.title}, release {r.number} ({day(r.published_at, at.actor.zone)})") for r in found)


def _numbered(versions: Sequence[LoadedPolicy], number: int) -> LoadedPolicy:
    found = next((v for v in versions if v.number == number), None)
    if found is None:
        raise NotFound("policy")
    return found


def _release(at: Desk, release_id: str) -> LoadedRelease | None:
    try:
        return questionnaires.release(at.session, at.actor, release_id) if release_id else None
    except NotFound:
        return None


def _model(at: Desk, shown: LoadedPolicy | None) -> Questionnaire | None:
    release = _release(at, shown.release_id) if shown else None
    return release.questionnaire if release else None


def _asked_of(at: Desk, typed: Typed) -> Questionnaire | None:
    release = _release(at, typed.release_id)
    return release.questionnaire if release else None


def _page(at: Desk, shown: LoadedPolicy | None, versions: Sequence[LoadedPolicy]) -> PolicyPage:
    data = reference()
    policy = shown.policy if shown else default_policy()
    model = _model(at, shown)
    before = [*(v.policy for v in versions[1:]), default_policy()]
    return PolicyPage(
        shown=shown,
        title=shown.title if shown else "Default",
        policy=policy,
        release=_release(at, shown.release_id) if shown else None,
        differs=words.from_default(policy, model, data),
        credits=words.credit_lines(policy),
        weights=words.weight_lines(policy, model),
        decisions=words.decision_lines(policy, model),
        ceilings=words.ceiling_lines(policy, data),
        versions=tuple(
            VersionEntry(
                v, f"/policies/{v.policy_id}/versions/{v.number}", words.differences(b, v.policy, _model(at, v), data)
            )
            for v, b in zip(versions, before, strict=False)
        ),
        campaigns=campaigns.scored_by(at.session, at.actor, shown.id if shown else None),
        can_edit=at.actor.can(Permission.POLICIES_EDIT),
        zone=at.actor.zone,
    )


def _form(
    at: Desk,
    shown: LoadedPolicy | None,
    typed: Typed,
    *,
    problems: tuple[Problem, ...] = (),
    differences: tuple[conflicts.Difference, ...] = (),
    read_from: str = "",
    status: int = 200,
) -> Response:
    release = _release(at, typed.release_id)
    model = release.questionnaire if release else None
    sections = [Asked(s.id, str(s.title), f"{s.weight:g}") for s in model.sections] if model else []
    decisions = [
        Asked(q.id, f"{model.numbers.get(q.id, q.id)} {q.ask}", q.needs_decision.default)
        for q in (model.by_id.values() if model else ())
        if model and q.needs_decision is not None
    ]
    known = {f"weight-{a.id}" for a in sections} | {f"decision-{a.id}" for a in decisions}
    other = {
        **{f"weight-{s}": (f"Weight of section {s}", text) for s, text in typed.weights.items() if text},
        **{f"decision-{q}": (f"Decision on question {q}", text) for q, text in typed.decisions.items() if text},
    }
    page = FormPage(
        shown=shown,
        typed=typed,
        releases=(("", "None: its own weights count everywhere"), *release_names(at)),
        release=release,
        sections=tuple(sections),
        decisions=tuple(decisions),
        elsewhere=tuple((name, label, text) for name, (label, text) in other.items() if name not in known),
        schemes=(("", "Choose one"), *((s.id, s.standard) for s in reference().schemes)),
        problems=problems,
        differences=differences,
        read_from=read_from,
    )
    return render(at.request, "buyer/policy_form.html", page, status=status)


def _differences(at: Desk, theirs: Typed, mine: Typed) -> tuple[conflicts.Difference, ...]:
    left, right = theirs.flat(), mine.flat()
    names = {**left, **right}
    labels = {name: policy_form.label_of(name) for name in names}
    releases = dict(release_names(at))

    def say(field: str, value: Any) -> str:
        return releases.get(value, "none") if field == "release_id" else str(value)

    whole = dict.fromkeys(names, "")
    return conflicts.differences({**whole, **left}, {**whole, **right}, labels, say)
