"""A buyer looks a certificate's fact up: its page, the place, the words, and who at the vendor confirmed it.

What is shown is what was sent in: facts that nobody had confirmed are not among them.
"""

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response

from app.core.certificates.checks import family_of, title_of
from app.core.certificates.facts import CertificateFacts, Family
from app.core.certificates.read.model import Reading
from app.core.problems import Problem
from app.core.response import Evidence
from app.core.response import Response as CoreResponse
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import Campaign
from app.features.certificates import queries as certificates
from app.features.certificates.reading import READABLE
from app.features.errors import NotFound
from app.features.identity.permissions import Permission
from app.features.questionnaires.queries import load_release
from app.features.responses import evidence
from app.features.responses import queries as responses
from app.features.responses.models import Submission
from app.features.scorecards import queries as scorecards
from app.features.vendors import queries as vendors
from app.features.vendors.models import VendorRow
from app.infra.content import reference
from app.web.desk import Desk, reads
from app.web.pictures import picture
from app.web.reading_views import FactView, PageView, fact_views, page_view
from app.web.render import render
from app.web.vendor_certificates import FAMILIES

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class CertificatePage:
    campaign: Campaign
    vendor: VendorRow
    submission: Submission
    certificate_id: str
    title: str
    family: str  # in words, when it is no certificate of a management system
    file: Evidence | None
    facts: tuple[FactView, ...]
    page: PageView | None
    remarks: tuple[Problem, ...]  # of the reader
    chosen: str  # the fact that was looked up
    scorecard_id: str
    zone: ZoneInfo

    @property
    def changed(self) -> int:
        return sum(1 for f in self.facts if f.read is not None)

    def at(self, page: int) -> str:
        base = f"/responses/{self.submission.response_id}/certificates/{self.certificate_id}"
        fact = f"&fact={self.chosen}" if self.chosen else ""
        return f"{base}?submission={self.submission.number}&page={page}{fact}"


Number = Annotated[int, Query(ge=0, le=100_000)]


@router.get("/responses/{response_id}/certificates/{certificate_id}")
def show(
    response_id: str,
    certificate_id: str,
    submission: Number = 0,
    page: Number = 0,
    fact: Annotated[str, Query(max_length=40)] = "",
    at: Desk = reads(Permission.RESPONSES_READ),
) -> Response:
    row = responses.response_for(at.session, at.actor, response_id)
    sent = next((s for s in responses.submissions(at.session, row.id) if submission in (0, s.number)), None)
    if sent is None:
        raise NotFound("certificate")
    content = CoreResponse.model_validate(sent.content)
    facts = next((c for c in content.certificates if c.id == certificate_id), None)
    if facts is None:
        raise NotFound("certificate")
    file = _file(at, row.release_id, content, facts)
    read = certificates.newest_read(at.session, file.id) if file else None
    views = fact_views(facts)
    looked_up = fact if fact in {v.name for v in views} else ""
    stands_on = next((v.page for v in views if v.name == looked_up and v.page), 0)
    data = reference()
    family = family_of(facts, data)
    kept = scorecards.latest(at.session, at.actor, row.id) if at.actor.can(Permission.SCORECARDS_READ) else None
    shown = CertificatePage(
        campaign=campaigns.campaign(at.session, at.actor, row.campaign_id),
        vendor=vendors.vendor(at.session, at.actor, row.vendor_id),
        submission=sent, certificate_id=facts.id, title=title_of(facts, data),
        family=FAMILIES[family] if family is not Family.MANAGEMENT_SYSTEM else "",
        file=file, facts=views,
        page=_page(at, file, read, facts, views, page or stands_on, looked_up),
        remarks=read.remarks if read else (), chosen=looked_up, scorecard_id=kept.id if kept else "",
        zone=at.actor.zone,
    )  # fmt: skip
    return render(at.request, "buyer/certificate.html", shown, blocks=("picture",))


@router.get("/evidence/{evidence_id}/page/{number}")
def page_of_file(evidence_id: str, number: int, at: Desk = reads(Permission.RESPONSES_READ)) -> Response:
    return picture(at, evidence.of_member(at.session, at.actor, evidence_id), number)


def _page(
    at: Desk,
    file: Evidence | None,
    read: Reading | None,
    facts: CertificateFacts,
    views: tuple[FactView, ...],
    wanted: int,
    chosen: str,
) -> PageView | None:
    if file is None or file.media_type not in READABLE:
        return None
    count = read.page_count if read else evidence.of_member(at.session, at.actor, file.id).page_count or 1
    return page_view(read, facts, None, views, wanted, f"/evidence/{file.id}/page", chosen, pages=count)


def _file(at: Desk, release_id: str, content: CoreResponse, facts: CertificateFacts) -> Evidence | None:
    """The file it was read or typed from. Raises NotFound when that is confidential and not this reader's."""
    file = next((e for e in content.evidence if e.id == facts.evidence), None)
    if file is not None and not at.actor.can(Permission.CONFIDENTIAL_READ):
        questions = load_release(at.session, release_id).questionnaire.by_id
        if evidence.is_confidential(questions, file):
            raise NotFound("certificate")
    return file
