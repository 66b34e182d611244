"""What vendors of the demonstration asked and what Ines answered; what Rosa asks a vendor about its answers, and what a
vendor of the pilot was told to improve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from app.features.campaigns import queries as campaigns
from app.features.enquiries import service as enquiries
from app.features.enquiries.schemas import Asked, Publication, Reply
from app.features.identity.schemas import MemberActor, VendorActor
from app.features.responses import queries as responses
from app.features.responses.feedback import Item, Telling
from app.features.reviews import asking, telling
from app.features.reviews.asking import Asking
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


UNCLEAR = ("R08",)
CLARIFY = (
    "You write that risk, incidents and releases run by written rules. Can you attach the rule for incidents, or say "
    "what it covers and since when?"
)
ADVICE = (
    Item(question="R01", text="Attach the certificate itself, with its annex, or say by when you expect it."),
    Item(question="R02", text="Say which parts of the product the scope leaves out, in the words of the certificate."),
)


def clarify(session: Session, settings: Settings, rosa: MemberActor, vendor: VendorActor, now: datetime) -> None:
    """Rosa asks about an answer; it is open again for a week."""
    draft = responses.draft(session, vendor, now)
    due_on = now.date() + timedelta(asking.DAYS)
    given = Asking(questions=UNCLEAR, text=CLARIFY, due_on=due_on, submission=draft.submissions)
    asking.ask(session, rosa, draft.response_id, given, settings, now)


def advise(session: Session, settings: Settings, ines: MemberActor, vendor: VendorActor, now: datetime) -> None:
    """After the pilot: what would have made the answers better."""
    words = "Thank you for answering everything we asked. Two things would help us and you in the next round."
    response = responses.draft(session, vendor, now).response_id
    telling.share(session, ines, response, Telling(text=words, items=ADVICE), settings, now)
