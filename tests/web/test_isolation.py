"""Nobody reads or changes what is not theirs. Every route of the application has its line here.

A route without a line fails, and so does a line whose permission is not the one the route asks for. Then four people
knock at every door: the rival buyer, the other vendor, a colleague without the right, and a stranger.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import SQLModel

from app.features.identity.permissions import GRANTS, Permission, Role
from app.features.responses.models import ResponseRow, ResponseState
from app.infra.db import Database
from app.infra.services import build_services
from app.infra.settings import Settings
from app.main import create_app
from app.web import desk
from app.web.pages import ROUTERS
from tests.conftest import Cast, Now, Person, make_cast
from tests.features.pdf_structure import texts
from tests.story import Story, VendorPerson, tell

P = Permission
PUBLIC = "public"  # anybody may ask; nothing of anybody is in the answer
LINK = "link"  # the secret in the address is the key
VENDOR = "vendor"  # a vendor's browser, let in by its link
MEMBER = "member"  # any signed-in member, about themselves

LINES: dict[tuple[str, str], str | Permission] = {}


def _line(access: str | Permission, *routes: str) -> None:
    for route in routes:
        method, path = route.split(" ")
        LINES[method, path] = access


_line(PUBLIC, "GET /schemas/{name}.json", "GET /.well-known/countersign-keys.json")
_line(PUBLIC, "GET /", "GET /healthz", "POST /theme", "GET /login", "POST /login", "GET /setup", "POST /setup")
_line(LINK, "GET /set-password/{token}", "POST /set-password/{token}")
_line(LINK, "GET /q/{token}", "POST /q/{token}", "GET /q/{token}/decline", "POST /q/{token}/decline")
_line(LINK, "POST /q/{token}/language")
_line(MEMBER, "GET /help", "POST /logout", "GET /account", "POST /account/name", "POST /account/password")
_line(MEMBER, "POST /account/sessions/end-others", "POST /account/sessions/{session_id}/end")
_line(P.MEMBERS_READ, "GET /members")
_line(P.MEMBERS_EDIT, "POST /members", "POST /members/{member_id}/role", "POST /members/{member_id}/deactivate")
_line(P.MEMBERS_EDIT, "POST /members/{member_id}/reactivate", "POST /members/{member_id}/password-link")
_line(P.ORGANISATION_EDIT, "GET /organisation", "POST /organisation")
_line(P.AUDIT_READ, "GET /audit", "GET /audit.csv")
_line(P.QUESTIONNAIRES_READ, "GET /questionnaires", "GET /questionnaires/shipped/{key}")
_line(P.QUESTIONNAIRES_READ, "GET /questionnaires/{questionnaire_id}", "GET /questionnaires/{questionnaire_id}/file")
_line(P.QUESTIONNAIRES_READ, "GET /releases/{release_id}", "GET /releases/{release_id}/file")
_line(P.QUESTIONNAIRES_READ, "GET /catalogs", "GET /catalogs/{key}", "GET /catalogs/{key}/dates")
_line(P.QUESTIONNAIRES_READ, "GET /catalogs/{key}/clauses/{clause_id}")
_line(P.CAMPAIGNS_READ, "GET /campaigns/{campaign_id}/dates")
_line(P.QUESTIONNAIRES_PUBLISH, "GET /questionnaires/import", "POST /questionnaires/import")
_line(P.QUESTIONNAIRES_PUBLISH, "POST /questionnaires/shipped/{key}/publish")
_line(P.QUESTIONNAIRES_PUBLISH, "POST /questionnaires/{questionnaire_id}/publish")
_line(P.POLICIES_READ, "GET /policies", "GET /policies/default", "GET /policies/{policy_id}")
_line(
    P.POLICIES_READ, "GET /policies/{policy_id}/versions/{number}", "GET /policies/{policy_id}/versions/{number}/file"
)
_line(P.POLICIES_EDIT, "GET /policies/new", "POST /policies", "GET /policies/import", "POST /policies/import")
_line(P.POLICIES_EDIT, "GET /policies/{policy_id}/edit", "POST /policies/{policy_id}")
_line(P.POLICIES_EDIT, "POST /policies/{policy_id}/delete")
_line(P.CAMPAIGNS_READ, "GET /campaigns/{campaign_id}/policy")
_line(P.CAMPAIGNS_READ, "GET /campaigns/{campaign_id}/retention")
_line(P.CAMPAIGNS_EDIT, "POST /campaigns/{campaign_id}/retention")
_line(P.CAMPAIGNS_EDIT, "POST /campaigns/{campaign_id}/policy")
_line(P.SCORECARDS_READ, "GET /scorecards/{scorecard_id}", "GET /scorecards/{scorecard_id}/json")
_line(P.SCORECARDS_READ, "GET /scorecards/{scorecard_id}/changes")
_line(P.SCORECARDS_READ, "GET /scorecards/{scorecard_id}/report.pdf", "GET /scorecards/{scorecard_id}/workbook.xlsx")
_line(P.SCORECARDS_READ, "GET /scorecards/{scorecard_id}/oscal.json")
_line(P.CONFIDENTIAL_READ, "GET /scorecards/{scorecard_id}/inputs.json")
_line(P.SCORECARDS_READ, "GET /campaigns/{campaign_id}/comparison", "GET /campaigns/{campaign_id}/comparison.xlsx")
_line(P.SCORECARDS_READ, "GET /campaigns/{campaign_id}/comparison/weights")
_line(P.SCORECARDS_READ, "GET /campaigns/{campaign_id}/comparison/robustness")
_line(P.SCORECARDS_READ, "GET /campaigns/{campaign_id}/comparison.json", "GET /campaigns/{campaign_id}/comparison.pdf")
_line(
    P.SCORECARDS_READ, "GET /certificates", "GET /certificates.csv", "GET /certificates.xlsx", "GET /certificates.ics"
)
_line(P.SCORECARDS_READ, "GET /portfolio", "GET /portfolio.csv")
_line(LINK, "GET /calendar/{token}.ics")
_line(P.CAMPAIGNS_EDIT, "GET /certificates/watch", "POST /certificates/watch/calendar")
_line(P.CAMPAIGNS_EDIT, "POST /certificates/watch/calendar/revoke", "POST /certificates/watch/vendors")
_line(MEMBER, "POST /account/reminders")
_line(P.SCORECARDS_READ, "GET /campaigns/{campaign_id}/decisions", "GET /campaigns/{campaign_id}/decisions.json")
_line(P.DECISIONS_MAKE, "GET /campaigns/{campaign_id}/award", "POST /campaigns/{campaign_id}/award")
_line(P.DECISIONS_MAKE, "POST /scorecards/{scorecard_id}/decision")
_line(P.DECISIONS_MAKE, "POST /campaigns/{campaign_id}/decisions/{decision_id}/take-back")
_line(P.SCORECARDS_COMPUTE, "POST /scorecards/compute")
_line(P.RESPONSES_REVIEW, "GET /reviews/{response_id}", "POST /reviews/{response_id}")
_line(P.RESPONSES_REVIEW, "POST /reviews/{response_id}/withdraw")
_line(P.CAMPAIGNS_READ, "GET /campaigns", "GET /campaigns/{campaign_id}")
_line(P.CAMPAIGNS_READ, "GET /campaigns/{campaign_id}/settings")
_line(P.CAMPAIGNS_EDIT, "GET /campaigns/new", "POST /campaigns", "POST /campaigns/{campaign_id}/settings")
_line(P.CAMPAIGNS_EDIT, "POST /campaigns/{campaign_id}/close", "POST /campaigns/{campaign_id}/reopen")
_line(P.CAMPAIGNS_EDIT, "GET /campaigns/{campaign_id}/vendors", "POST /campaigns/{campaign_id}/vendors")
_line(P.CAMPAIGNS_EDIT, "POST /campaigns/{campaign_id}/vendors/list", "POST /campaigns/{campaign_id}/vendors/confirm")
_line(P.CAMPAIGNS_EDIT, "POST /campaigns/{campaign_id}/invitations/{invitation_id}/remove")
_line(P.INVITATIONS_SEND, "GET /campaigns/{campaign_id}/send", "POST /campaigns/{campaign_id}/send")
_line(P.INVITATIONS_SEND, "POST /campaigns/{campaign_id}/remind")
_line(P.CAMPAIGNS_READ, "GET /campaigns/{campaign_id}/invitations/{invitation_id}")
for _step in ("contact", "renew", "revoke", "restore", "remind", "open-again"):
    _line(P.INVITATIONS_SEND, f"POST /campaigns/{{campaign_id}}/invitations/{{invitation_id}}/{_step}")
_line(P.MAILS_READ, "GET /campaigns/{campaign_id}/mails", "GET /campaigns/{campaign_id}/mails/{mail_id}")
_line(P.INVITATIONS_SEND, "POST /campaigns/{campaign_id}/mails/{mail_id}/again")
_line(P.CAMPAIGNS_READ, "GET /campaigns/{campaign_id}/questions")
_line(P.ENQUIRIES_ANSWER, "POST /campaigns/{campaign_id}/questions/{enquiry_id}/answer")
for _step in ("withdraw", "close"):
    _line(P.RESPONSES_REVIEW, f"POST /responses/{{response_id}}/clarifications/{{clarification_id}}/{_step}")
_line(P.RESPONSES_REVIEW, "GET /responses/{response_id}/clarifications", "POST /responses/{response_id}/clarifications")
_line(P.FEEDBACK_SHARE, "GET /responses/{response_id}/feedback", "POST /responses/{response_id}/feedback")
_line(P.ENQUIRIES_PUBLISH, "POST /campaigns/{campaign_id}/questions/{enquiry_id}/publish")
_line(P.VENDORS_READ, "GET /vendors", "GET /vendors/{vendor_id}")
_line(P.VENDORS_EDIT, "GET /vendors/new", "POST /vendors", "GET /vendors/{vendor_id}/edit", "POST /vendors/{vendor_id}")
_line(P.VENDORS_EDIT, "POST /vendors/{vendor_id}/contacts", "POST /vendors/{vendor_id}/contacts/{contact_id}/remove")
_line(P.VENDORS_EDIT, "POST /vendors/{vendor_id}/lookups", "POST /vendors/{vendor_id}/lookups/{lookup_id}/use")
_line(P.SCORECARDS_READ, "GET /lookups/{certificate_id}")
for _step in ("", "/ask", "/withdraw"):
    _line(P.RESPONSES_REVIEW, f"POST /lookups/{{certificate_id}}{_step}")
_line(VENDOR, "GET /v/{invitation_id}/", "GET /v/{invitation_id}/sections/{section_id}")
_line(VENDOR, "POST /v/{invitation_id}/sections/{section_id}", "POST /v/{invitation_id}/answers/{question_id}")
_line(VENDOR, "GET /v/{invitation_id}/rest", "POST /v/{invitation_id}/rest", "POST /v/{invitation_id}/rest/undo")
_line(VENDOR, "POST /v/{invitation_id}/language")
_line(VENDOR, "GET /v/{invitation_id}/privacy", "GET /v/{invitation_id}/own-data.json")
_line(VENDOR, "POST /v/{invitation_id}/erase-contact")
_line(VENDOR, "GET /v/{invitation_id}/take-back", "POST /v/{invitation_id}/take-back")
_line(VENDOR, "GET /v/{invitation_id}/spreadsheet", "GET /v/{invitation_id}/spreadsheet.xlsx")
_line(VENDOR, "POST /v/{invitation_id}/spreadsheet", "POST /v/{invitation_id}/spreadsheet/take")
_line(VENDOR, "GET /v/{invitation_id}/answer-file", "GET /v/{invitation_id}/answer-file.json")
_line(VENDOR, "POST /v/{invitation_id}/answer-file", "GET /v/{invitation_id}/answer-file/{received_id}")
for _step in ("files", "remove"):
    _line(VENDOR, f"POST /v/{{invitation_id}}/answer-file/{{received_id}}/{_step}")
_line(VENDOR, "POST /v/{invitation_id}/earlier/{submission_id}/fill")
_line(VENDOR, "POST /v/{invitation_id}/earlier/{submission_id}/take-back")
_line(
    VENDOR,
    "GET /v/{invitation_id}/answers/{question_id}/history",
    "POST /v/{invitation_id}/answers/{question_id}/history",
)
_line(VENDOR, "POST /v/{invitation_id}/here", "GET /v/{invitation_id}/tasks", "POST /v/{invitation_id}/tasks")
for _step in ("", "/remove", "/person"):
    _line(VENDOR, f"POST /v/{{invitation_id}}/answers/{{question_id}}/team{_step}")
_line(VENDOR, "GET /v/{invitation_id}/answers/{question_id}/team")
_line(VENDOR, "GET /v/{invitation_id}/people", "POST /v/{invitation_id}/people")
for _step in ("", "/resend", "/link", "/revoke"):
    _line(VENDOR, f"POST /v/{{invitation_id}}/people/{{person_id}}{_step}")
_line(VENDOR, "GET /v/{invitation_id}/check", "POST /v/{invitation_id}/submit", "GET /v/{invitation_id}/receipt")
_line(VENDOR, "POST /v/{invitation_id}/reopen", "GET /v/{invitation_id}/copy", "GET /v/{invitation_id}/copy.json")
_line(VENDOR, "GET /v/{invitation_id}/questionnaire.pdf", "GET /v/{invitation_id}/response.pdf")
_line(VENDOR, "GET /v/{invitation_id}/copy.pdf")
_line(VENDOR, "GET /v/{invitation_id}/questions", "POST /v/{invitation_id}/questions")
_line(VENDOR, "POST /v/{invitation_id}/questions/withdraw", "POST /v/{invitation_id}/clarifications")
_line(VENDOR, "POST /v/{invitation_id}/leave", "POST /v/{invitation_id}/explanations")
_line(VENDOR, "GET /v/{invitation_id}/evidence", "GET /v/{invitation_id}/evidence/{evidence_id}")
_line(
    VENDOR, "POST /v/{invitation_id}/evidence/for/{question_id}", "POST /v/{invitation_id}/evidence/reuse/{question_id}"
)
for _step in ("replace", "link", "pages", "remove", "restore"):
    _line(VENDOR, f"POST /v/{{invitation_id}}/evidence/{{evidence_id}}/{_step}")
_line(VENDOR, "GET /v/{invitation_id}/certificates", "POST /v/{invitation_id}/certificates")
_line(VENDOR, "GET /v/{invitation_id}/certificates/new", "GET /v/{invitation_id}/certificates/{certificate_id}")
for _step in ("", "/remove", "/restore", "/fill", "/take-back"):
    _line(VENDOR, f"POST /v/{{invitation_id}}/certificates/{{certificate_id}}{_step}")
_line(VENDOR, "GET /v/{invitation_id}/evidence/{evidence_id}/reading")
_line(VENDOR, "GET /v/{invitation_id}/evidence/{evidence_id}/page/{number}")
_line(P.RESPONSES_READ, "GET /responses/{response_id}/certificates/{certificate_id}")
_line(P.RESPONSES_READ, "GET /evidence/{evidence_id}/page/{number}")
_line(VENDOR, "POST /v/{invitation_id}/evidence/{evidence_id}/reading", "POST /v/{invitation_id}/certificates/file")
for _step in ("facts/{name}", "confirm", "put-back"):
    _line(VENDOR, f"POST /v/{{invitation_id}}/certificates/{{certificate_id}}/{_step}")
_line(
    P.RESPONSES_READ, "GET /responses/{response_id}", "GET /responses/{response_id}/json", "GET /evidence/{evidence_id}"
)

_WORKBOOK = "/scorecards/{scorecard_id}/workbook.xlsx"
SECRETS = (
    "Quillfeather",
    "Otterline",
    "shortlisting, 2026",
    "Human oversight",
    "oversight.pdf",
    "Our secret",
    "AIMS-1",
    "Claims alone are not enough",
    "Nora Quist",
    "Between ourselves",
)


def _routes() -> dict[tuple[str, str], APIRoute]:
    return {
        (method, route.path): route
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }


ROUTES = _routes()


def _asked_for(route: APIRoute) -> str | Permission | None:
    """What the route itself asks for, read off its dependencies."""
    for dependency in route.dependant.dependencies:
        if dependency.call in (desk._vendor_reads, desk._vendor_writes):
            return VENDOR
        if hasattr(dependency.call, "permission"):
            return dependency.call.permission or MEMBER
    return None


def test_every_route_has_its_line_and_no_line_is_left_over() -> None:
    assert set(ROUTES) == set(LINES)


@pytest.mark.parametrize("line", sorted(LINES), ids=" ".join)
def test_a_route_asks_for_what_its_line_says(line: tuple[str, str]) -> None:
    declared, asked = LINES[line], _asked_for(ROUTES[line])
    if isinstance(declared, Permission) or declared == VENDOR:
        assert asked == declared
    elif declared == MEMBER:
        assert asked in (MEMBER, None), "a page about oneself may look the member up itself"
    else:
        assert asked is None


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, template_file: Path) -> Iterator[World]:
    """One story for all the knocking, on SQLite: what is tested is who may ask, not the database."""
    folder = tmp_path_factory.mktemp("isolation")
    (folder / "countersign.db").write_bytes(template_file.read_bytes())
    settings = Settings(
        _env_file=None, data_dir=folder, base_url="http://testserver", worker=False,
        secret_key="a secret that is long enough for every test",
    )  # fmt: skip
    now = Now()
    services = build_services(settings, now)
    cast = make_cast(services.database, now())
    story = tell(services.database, services.storage, cast, settings.key, now())
    with TestClient(create_app(services), headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False) as client:
        yield World(client, services.database, cast, story)
    services.database.dispose()


@dataclass
class World:
    client: TestClient
    database: Database
    cast: Cast
    story: Story

    def knock(
        self, line: tuple[str, str], who: Person | VendorPerson | None, owner: VendorPerson | None = None
    ) -> Response:
        method, path = line
        cookies = {}
        if isinstance(who, Person):
            cookies = {desk.MEMBER_COOKIE: who.cookie}
        elif who is not None:
            cookies = {desk.VENDOR_COOKIE: who.cookie}
        self.client.cookies = cookies  # type: ignore[assignment]
        body = self._form() if method == "POST" else None
        if body and "/evidence/reuse/" in path:
            body["file"] = self.story.evidence_id
        if body and path.endswith("/spreadsheet/take"):
            body |= {"Q1:content": '["no", false, "", ""]', "Q1:seen": "1"}
        return self.client.request(method, self._address(path, owner or self.story.marta), data=body)

    def _address(self, path: str, owner: VendorPerson) -> str:
        story = self.story
        names = {
            "campaign_id": story.campaign_id, "invitation_id": owner.invitation_id, "mail_id": story.mail_id,
            "questionnaire_id": story.questionnaire_id, "release_id": story.release_id, "vendor_id": story.vendor_id,
            "contact_id": story.contact_id, "scorecard_id": story.scorecard_id, "response_id": owner.response_id,
            "evidence_id": story.evidence_id, "certificate_id": story.certificate_id,
            "submission_id": story.submission_id, "received_id": story.received_id,
            "member_id": self.cast.vera.actor.id,
            "session_id": self.cast.vera.actor.session_id, "decision_id": story.decision_id,
            "policy_id": story.policy_id, "enquiry_id": story.enquiry_id, "person_id": story.colleague_id,
            "clarification_id": story.clarification_id,
            "section_id": "use", "question_id": "Q1",
            "key": "eu-ai-act" if path.startswith("/catalogs/") else "iso-42001-readiness", "clause_id": "art-9",
            "token": owner.token, "name": "number", "number": "1", "lookup_id": story.lookup_id,
        }  # fmt: skip
        return re.sub(r"\{(\w+)\}", lambda found: names[found.group(1)], path)

    def _form(self) -> dict[str, str]:
        """Fields that would be right for the owner, so that a refusal is not one for want of a field."""
        return {
            "version": "1", "submission_id": self.story.submission_id, "name": "Mallory", "legal_name": "Mallory",
            "title": "Mallory", "email": "mallory@stranger.example", "contact_name": "Mallory",
            "contact_email": "mallory@stranger.example", "role": "owner", "Q1:value": "no", "Q1:version": "1",
            "release_id": self.story.release_id, "seen": "1", "review_id": self.story.review_id, "kind": "override",
            "target": "Q1", "level": "0.5", "reason": "Mallory", "submission": "1", "do": "confirm",
            "fact": "number", "revision": "1", "choose": "default",
            "asked_for": "Mallory", "lei": "529900MALLORY0000000", "register_id": "brightkeel",
            "register_name": "Mallory",
            "answer": "in force", "on": "2026-11-20", "words": "Mallory", "lookup_id": self.story.lookup_id,
            "withdrawn_reason": "Mallory", "text": "Mallory", "question": "Q1", "enquiry": self.story.enquiry_id,
            "section": "use", "person": "contact", "section:use": "contact", "note": self.story.note_id,
            "confirmed": "yes",
        }  # fmt: skip

    def everything(self) -> dict[str, list[object]]:
        """All rows of all tables: what must be the same after a refusal."""
        with self.database.engine.connect() as connection:
            return {
                name: sorted(map(repr, connection.execute(sa.select(table))))
                for name, table in SQLModel.metadata.tables.items()
            }


MEMBERS_ONLY = sorted(line for line, access in LINES.items() if isinstance(access, Permission))
VENDORS_ONLY = sorted(line for line, access in LINES.items() if access == VENDOR)
WITH_IDS = [line for line in MEMBERS_ONLY if "{" in line[1] and "{key}" not in line[1]]
WITHOUT_IDS = [line for line in MEMBERS_ONLY if "{" not in line[1] and line[0] == "GET"]
BY_BODY = [("POST", "/scorecards/compute")]


@pytest.mark.parametrize("line", MEMBERS_ONLY, ids=" ".join)
def test_a_stranger_is_asked_to_sign_in(world: World, line: tuple[str, str]) -> None:
    before = world.everything()
    answer = world.knock(line, None)
    if line[0] == "GET":
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/login")
    else:
        assert answer.status_code == 401
    assert world.everything() == before


@pytest.mark.parametrize("line", WITH_IDS + BY_BODY, ids=" ".join)
def test_the_rival_buyer_finds_nothing(world: World, line: tuple[str, str]) -> None:
    """Kai is owner of his own organisation: he has every permission, and nothing of this is his."""
    before = world.everything()
    answer = world.knock(line, world.cast.kai)
    assert answer.status_code == 404
    assert not any(secret in answer.text for secret in SECRETS)
    assert world.everything() == before


@pytest.mark.parametrize("line", WITHOUT_IDS, ids=" ".join)
def test_the_rival_buyers_own_pages_hold_nothing_of_ours(world: World, line: tuple[str, str]) -> None:
    answer = world.knock(line, world.cast.kai)
    assert answer.status_code == 200
    assert not any(secret in answer.text for secret in SECRETS)


@pytest.mark.parametrize("line", MEMBERS_ONLY, ids=" ".join)
def test_a_colleague_without_the_right_is_refused(world: World, line: tuple[str, str]) -> None:
    colleagues = {Role.VIEWER: world.cast.vera, Role.REVIEWER: world.cast.rosa, Role.MANAGER: world.cast.tomas}
    without = [person for role, person in colleagues.items() if LINES[line] not in GRANTS[role]]
    for person in without:
        before = world.everything()
        assert world.knock(line, person).status_code == 403
        assert world.everything() == before
    assert without or all(LINES[line] in GRANTS[role] for role in Role), "everybody may"


@pytest.mark.parametrize("line", VENDORS_ONLY, ids=" ".join)
def test_another_vendor_a_stranger_and_a_buyer_do_not_get_in_at_a_vendors_door(
    world: World, line: tuple[str, str]
) -> None:
    for somebody in (world.story.otto, world.story.gone, None, world.cast.ines, world.cast.kai):
        before = world.everything()
        answer = world.knock(line, somebody, owner=world.story.marta)
        assert answer.status_code == 404
        assert not any(secret in answer.text for secret in SECRETS)
        assert world.everything() == before


@pytest.mark.parametrize("line", [line for line in VENDORS_ONLY if line[0] == "GET"], ids=" ".join)
def test_a_vendor_gets_in_at_its_own_door_and_reading_changes_nothing(world: World, line: tuple[str, str]) -> None:
    """Without this, a door that is closed to everybody would look well isolated."""
    before = world.everything()
    assert world.knock(line, world.story.marta).status_code in (200, 303)
    assert world.everything() == before


NOT_FOR_NORA = [
    "POST /v/{invitation_id}/sections/{section_id}", "POST /v/{invitation_id}/answers/{question_id}",
    "POST /v/{invitation_id}/answers/{question_id}/history", "POST /v/{invitation_id}/submit",
    "POST /v/{invitation_id}/answers/{question_id}/team/person",
    "POST /v/{invitation_id}/reopen", "POST /v/{invitation_id}/explanations", "POST /v/{invitation_id}/people",
    "POST /v/{invitation_id}/spreadsheet/take", "POST /v/{invitation_id}/evidence/reuse/{question_id}",
    "POST /v/{invitation_id}/certificates", "POST /v/{invitation_id}/take-back",
    "POST /v/{invitation_id}/erase-contact",
    *(f"POST /v/{{invitation_id}}/people/{{person_id}}{step}" for step in ("", "/resend", "/link", "/revoke")),
    *(f"POST /v/{{invitation_id}}/evidence/{{evidence_id}}/{step}" for step in ("link", "pages", "remove", "restore")),
    *(
        f"POST /v/{{invitation_id}}/certificates/{{certificate_id}}{step}"
        for step in ("", "/remove", "/restore", "/fill", "/take-back", "/facts/{name}", "/confirm", "/put-back")
    ),
    *(f"POST /v/{{invitation_id}}/answer-file/{{received_id}}/{step}" for step in ("files", "remove")),
]  # fmt: skip


@pytest.mark.parametrize("line", NOT_FOR_NORA)
def test_a_vendors_colleague_with_one_section_changes_nothing_else(world: World, line: str) -> None:
    """The response is open for this: it is the person that is refused, not the time."""
    method, path = line.split(" ")
    with world.database.writing() as session:
        row = session.get_one(ResponseRow, world.story.marta.response_id)
        row.state = ResponseState.SUBMITTED if path.endswith("/reopen") else ResponseState.REOPENED
        session.add(row)
    before = world.everything()
    answer = world.knock((method, path), world.story.nora)
    after = world.everything()
    with world.database.writing() as session:
        session.get_one(ResponseRow, world.story.marta.response_id).state = ResponseState.SUBMITTED
    assert answer.status_code == 403
    assert "NOT-YOURS" in answer.text
    assert after == before


@pytest.mark.parametrize("line", [line for line in MEMBERS_ONLY if line[0] == "GET"], ids=" ".join)
def test_the_owner_gets_in_everywhere_and_reading_changes_nothing(world: World, line: tuple[str, str]) -> None:
    before = world.everything()
    assert world.knock(line, world.cast.ines).status_code in (200, 303)
    assert world.everything() == before


def test_a_viewer_sees_an_invitation_but_not_the_link_that_opens_it(world: World) -> None:
    line = ("GET", "/campaigns/{campaign_id}/invitations/{invitation_id}")
    assert world.story.marta.token in world.knock(line, world.cast.tomas).text
    assert world.story.marta.token not in world.knock(line, world.cast.vera).text


BUYERS_PAGES = sorted(line for line, access in LINES.items() if isinstance(access, Permission) and line[0] == "GET")


@pytest.mark.parametrize("line", BUYERS_PAGES, ids=" ".join)
def test_what_a_vendors_people_say_among_themselves_is_on_no_page_of_the_buyer(
    world: World, line: tuple[str, str]
) -> None:
    words = _words(world.knock(line, world.cast.ines))
    assert b"Between ourselves" not in words
    assert world.story.nora.token.encode() not in words


@pytest.mark.parametrize("line", BUYERS_PAGES, ids=" ".join)
def test_a_confidential_answer_comes_out_of_no_door_for_a_viewer(world: World, line: tuple[str, str]) -> None:
    assert b"Our secret" not in _words(world.knock(line, world.cast.vera))


def test_a_confidential_answer_is_there_for_those_who_may_read_it(world: World) -> None:
    """So that the test above looks for something that can be found."""
    for who, there in ((world.cast.rosa, True), (world.cast.vera, False)):
        assert (b"Our secret" in _words(world.knock(("GET", "/responses/{response_id}"), who))) is there


def _words(answer: Response) -> bytes:
    """What a page or a file says, packed files unpacked."""
    content = answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return b"".join(book.read(name) for name in book.namelist())
    return " ".join(texts(content)).encode() if content.startswith(b"%PDF") else content


def test_a_link_opened_by_a_mail_scanner_changes_nothing(world: World) -> None:
    before = world.everything()
    assert world.knock(("GET", "/q/{token}"), None).status_code == 200
    assert "set-cookie" not in world.knock(("GET", "/q/{token}"), None).headers
    assert world.everything() == before


@pytest.mark.parametrize("role", list(Role))
def test_confidential_answers_leave_the_house_only_with_those_who_may_read_them(world: World, role: Role) -> None:
    person = {
        Role.OWNER: world.cast.ines, Role.MANAGER: world.cast.tomas, Role.REVIEWER: world.cast.rosa,
        Role.VIEWER: world.cast.vera,
    }[role]  # fmt: skip
    may = Permission.CONFIDENTIAL_READ in GRANTS[role]
    for address, sheet in (("/campaigns/{campaign_id}/comparison.xlsx", "Answers"), (_WORKBOOK, "Questions")):
        book = world.knock(("GET", address), person)
        rows = openpyxl.load_workbook(io.BytesIO(book.content))[sheet].iter_rows(values_only=True)
        cells = {str(cell) for row in rows for cell in row}
        assert ("Our secret." in cells) is may
    for address in (
        "/scorecards/{scorecard_id}/json", "/campaigns/{campaign_id}/comparison.json", "/scorecards/{scorecard_id}",
    ):  # fmt: skip
        assert "Our secret." not in world.knock(("GET", address), person).text
    oscal = world.knock(("GET", "/scorecards/{scorecard_id}/oscal.json"), person).text
    assert ("Our secret." in oscal) is may
    report = " ".join(texts(world.knock(("GET", "/scorecards/{scorecard_id}/report.pdf"), person).content))
    assert "Our secret." not in report
    assert ("Confidential answers are left out" in report) is not may
