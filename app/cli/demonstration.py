"""The demonstration: a buyer, its vendors and their answers, loaded once into a folder of its own.

Everything goes through the services, as people would do it. The companies are invented; what the three vendors who sent
their answers say is in `questionnaires/examples/`.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

import typer
from sqlmodel import Session

from app.cli import demonstration_story as story
from app.features.campaigns import queries as campaigns
from app.features.campaigns.models import CampaignState
from app.features.effects import build_worker
from app.features.identity import queries as identity
from app.features.identity.schemas import MemberActor
from app.features.scorecards import queries as scorecards
from app.infra.services import Services

PASSWORD_FILE = "demonstration-password.txt"  # noqa: S105  a name, and no password


def load(services: Services) -> list[str]:
    """Load the demonstration unless it is there; what to print: how to sign in, and where to look.

    The story is one transaction: a demonstration that was interrupted is loaded again from the beginning.
    """
    password = _password(services.settings.data_dir)
    with services.database.writing() as session:
        if not identity.any_organisation(session):
            story.tell(session, services, password)
    worker = build_worker(services)
    while worker.run_once():
        pass
    with services.database.reading() as session:
        return _lines(session, services, password)


def throw_away(folder: Path) -> None:
    """Delete a demonstration's folder. Raises BadParameter for a folder that holds something else."""
    if not folder.exists():
        return
    if not (folder / PASSWORD_FILE).is_file():
        raise typer.BadParameter(f"{folder} holds no demonstration, so it was left as it is")
    shutil.rmtree(folder)


def _password(folder: Path) -> str:
    """Made once for this installation, and readable by its owner only: no two demonstrations share one."""
    file = folder / PASSWORD_FILE
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        syllables = ["bdfgklmnprstvz", "aeiou"] * 2
        password = "-".join("".join(map(secrets.choice, syllables)) for _ in range(4))
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as written:
            written.write(f"{password}\n")
    return file.read_text().strip()


def _lines(session: Session, services: Services, password: str) -> list[str]:
    actor = story.actor_named(session, story.INES)
    origin = services.settings.origin
    lines = [f"Sign in at {origin}/login with the password {password} as", ""]
    lines += [f"  {person.email:34}{person.role:10}{person.does}" for person in story.PEOPLE]
    lines += ["", "Look at", ""]
    for line in campaigns.campaigns(session, actor):
        if line.campaign.state == CampaignState.RUNNING:
            lines += _places(session, services, actor, line.campaign.id)
    return [*lines, "", "The companies and people are invented. Nothing leaves this machine."]


def _places(session: Session, services: Services, actor: MemberActor, campaign_id: str) -> list[str]:
    """Addresses of a campaign worth opening, and the links of vendors who have not sent their answers."""
    invitations = campaigns.invitations(session, actor, campaign_id)
    names = {line.vendor_id: line.legal_name for line in invitations}
    cards = scorecards.latest_of_campaign(session, actor, campaign_id)
    places = {"the campaign": f"/campaigns/{campaign_id}", "side by side": f"/campaigns/{campaign_id}/comparison"}
    places |= {"all vendors, over the rounds": "/portfolio"}
    places |= {names[card.vendor_id]: f"/scorecards/{card.id}" for card in cards}
    addresses = {
        line.legal_name: campaigns.link_of(session, line.id, services.settings)
        for line in invitations
        if line.legal_name in story.STILL_OPEN
    }
    return [
        *(f"  {what:34}{services.settings.origin}{path}" for what, path in places.items()),
        "",
        "Answer as a vendor, without an account",
        "",
        *(f"  {name:34}{address}" for name, address in addresses.items() if address),
    ]
