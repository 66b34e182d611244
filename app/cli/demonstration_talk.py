"""What vendors of the demonstration asked, and what Ines answered: one for all of them, and one that still waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session

from app.features.campaigns import queries as campaigns
from app.features.enquiries import service as enquiries
from app.features.enquiries.schemas import Asked, Publication, Reply
from app.features.identity.schemas import MemberActor, VendorActor
from app.infra.settings import Settings

Ago = Callable[[int, int, int], datetime]  # days, hour, minute

ABOUT = "R02"
ASKED = (
    "Tonne Screen has a part for recruiters and one for applicants, who fill in their CV there. Do you want the answer "
    "for both, or for the part that your recruiters use?"
)
ANSWERED = "For the part our recruiters use. If your answer differs for the rest, say so in the note."
PUBLIC = Publication(
    question="Should answers describe the whole product, or only the part that recruiters use?",
    answer="The part that recruiters use. If the answer differs for other parts, say so in the note to the question.",
)
WAITS = "We can show our test report, but not leave it with you. May your reviewers look at it in a video call?"


def tell(session: Session, settings: Settings, ines: MemberActor, vendors: Mapping[str, VendorActor], ago: Ago) -> None:
    """`vendors`: "asks" is the one whose question was published, "waits" the other."""
    asker = vendors["asks"]

    def ask(actor: VendorActor, about: str, text: str, now: datetime) -> str:
        view = campaigns.situation(session, actor, now)
        return enquiries.ask(session, actor, view, about, Asked(text=text), settings, now).id

    asked_id = ask(asker, ABOUT, ASKED, ago(8, 10, 12))
    campaign = asker.campaign_id
    enquiries.answer(session, ines, campaign, asked_id, Reply(answer=ANSWERED), settings, ago(7, 9, 30))
    enquiries.publish(session, ines, campaign, asked_id, PUBLIC, settings, ago(7, 9, 45))
    ask(vendors["waits"], "", WAITS, ago(1, 16, 5))
