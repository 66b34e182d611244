"""What vendor stories share: a questionnaire with every kind of question, a campaign about it, and two invitations."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import httpx
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.core.questionnaire import load as loading
from app.features.campaigns.models import Campaign, CampaignState, Invitation, Late
from app.features.identity.schemas import MemberActor
from app.features.questionnaires.models import QuestionnaireRow, Release
from app.features.vendors.models import VendorRow
from app.infra.settings import Settings
from app.infra.tokens import derive_token, hash_token, new_nonce

QUESTIONNAIRE = (Path(__file__).parent / "every_kind.yaml").read_text()


@dataclass(frozen=True)
class Invited:
    """One vendor's way in."""

    invitation_id: str
    campaign_id: str
    vendor_id: str
    token: str

    def page(self, rest: str = "") -> str:
        return f"/v/{self.invitation_id}/{rest}"


def publish(session: Session, by: MemberActor, source: str, now: datetime) -> Release:
    """A release as publishing would leave it, without lint: these questions are here to be answered, not to be wise."""
    loaded = loading.load(source, "story.yaml")
    assert loaded.questionnaire is not None, loaded.problems
    questionnaire = loaded.questionnaire
    mine = select(QuestionnaireRow).where(QuestionnaireRow.organisation_id == by.organisation_id)
    row = session.exec(mine.where(QuestionnaireRow.key == questionnaire.id)).first() or QuestionnaireRow(
        organisation_id=by.organisation_id, key=questionnaire.id, title=str(questionnaire.title), source=source,
        created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    earlier = session.exec(select(Release).where(Release.questionnaire_id == row.id)).all()
    release = Release(
        organisation_id=by.organisation_id, questionnaire_id=row.id, number=len(earlier) + 1, title=row.title,
        digest=loading.digest(questionnaire), source=source, content=json.loads(loading.canonical(questionnaire)),
        published_at=now, published_by=by.name,
    )  # fmt: skip
    session.add(release)
    session.flush()
    return release


def campaign(
    session: Session,
    by: MemberActor,
    release: Release,
    now: datetime,
    *,
    due_on: date | None,
    late: Late = Late.CLOSED,
) -> Campaign:
    row = Campaign(
        organisation_id=by.organisation_id, release_id=release.id, owner_id=by.id, title="AI in hiring",
        system_name="Quillfeather Hire", system_description="Ranks applicants", message="", due_on=due_on, late=late,
        state=CampaignState.RUNNING, created_at=now, sent_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def invite(session: Session, row: Campaign, vendor: str, contact: str, settings: Settings, now: datetime) -> Invited:
    """An invitation to a vendor, which the buyer may know from an earlier campaign."""
    known = select(VendorRow).where(
        VendorRow.organisation_id == row.organisation_id, VendorRow.name_key == vendor.casefold()
    )
    vendor_row = session.exec(known).first() or VendorRow(
        organisation_id=row.organisation_id, legal_name=vendor, name_key=vendor.casefold(), created_at=now
    )
    session.add(vendor_row)
    session.flush()
    nonce = new_nonce()
    address = f"{contact.split(maxsplit=1)[0].lower()}@vendor.example"
    token = derive_token(settings.key, "invitation", nonce)
    invitation = Invitation(
        organisation_id=row.organisation_id, campaign_id=row.id, vendor_id=vendor_row.id, contact_name=contact,
        contact_email=address, nonce=nonce, token_hash=hash_token(token),
        expires_at=now + timedelta(days=180), sent_at=now, created_at=now,
    )  # fmt: skip
    session.add(invitation)
    session.flush()
    return Invited(invitation.id, row.id, vendor_row.id, token)


class _Form(HTMLParser):
    """What a browser would post: the controls of the form `answers`, wherever they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._select = self._textarea = ""
        self._text: list[str] = []
        self._templates = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._templates += 1
        if self._templates:
            return
        name = given.get("name", "")
        if tag == "option" and self._select:
            if "selected" in given or self._select not in self.fields:
                self.fields[self._select] = [given.get("value", "")]
            return
        if given.get("form") != "answers":
            return
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea, self._text = name, []
        elif tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.fields.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        if tag == "select":
            self._select = ""
        if tag == "textarea" and self._textarea:
            self.fields[self._textarea] = ["".join(self._text).removeprefix("\n")]
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        self._text.append(data)


def form_of(html: str) -> dict[str, list[str]]:
    """The fields that the section's form would post as the page stands."""
    parser = _Form()
    parser.feed(html)
    return parser.fields


HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def answer(
    browser: TestClient, invited: Invited, question: str, seen: int = 0, value: str | list[str] = "", **fields: str
) -> httpx.Response:
    """What the page sends when one answer changes. Keyword arguments are the question's other fields."""
    data: dict[str, str | list[str]] = {f"{question}:{name.replace('_', '-')}": v for name, v in fields.items()}
    data[f"{question}:version"] = str(seen)
    if value:
        data[f"{question}:value"] = value
    return browser.post(invited.page(f"answers/{question}"), data=data, headers=HTMX)


def save_section(
    browser: TestClient, invited: Invited, section: str, changes: dict[str, str | list[str]]
) -> httpx.Response:
    """Without JavaScript: the section's form as the page shows it, with changes, sent by its button."""
    form: dict[str, str | list[str]] = dict(form_of(browser.get(invited.page(f"sections/{section}")).text))
    return browser.post(invited.page(f"sections/{section}"), data={**form, **changes}, follow_redirects=False)
