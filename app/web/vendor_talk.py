"""What a vendor sees of questions to the buyer: its own, and those that were published to every vendor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.problems import Problem
from app.core.questionnaire.projection import VendorQuestionnaire
from app.features.campaigns.schemas import InvitationView
from app.features.enquiries import queries
from app.features.enquiries.models import EnquiryState
from app.features.enquiries.schemas import Own, Published
from app.features.questionnaires.queries import load_release
from app.web.desk import VendorDesk


@dataclass(frozen=True)
class Asking:
    """What is asked and answered about one question, or about all of it."""

    question_id: str  # empty: about all of it
    number: str
    ask: str
    section: str
    published: tuple[Published, ...] = ()
    own: tuple[Own, ...] = ()
    typed: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def shown(self) -> tuple[Own, ...]:
        """What this vendor asked and did not take back."""
        return tuple(o for o in self.own if o.state is not EnquiryState.WITHDRAWN)

    @property
    def key(self) -> str:
        return self.question_id or "all"


@dataclass(frozen=True)
class Talk:
    """Everything asked and answered, as far as this vendor may know it."""

    published: tuple[Published, ...]
    own: tuple[Own, ...]
    open: bool  # it may ask
    until: date | None
    questionnaire: VendorQuestionnaire

    def about(self, question_id: str, typed: str = "", problems: tuple[Problem, ...] = ()) -> Asking:
        question = self.questionnaire.by_id.get(question_id)
        return Asking(
            question_id=question_id,
            number=question.number if question else "",
            ask=question.ask if question else "",
            section=question.section if question else "",
            published=tuple(p for p in self.published if p.question_id == question_id),
            own=tuple(o for o in self.own if o.question_id == question_id),
            typed=typed,
            problems=problems,
        )

    @property
    def every(self) -> tuple[Asking, ...]:
        """All of it and each question that something was asked or answered about, in the questionnaire's order."""
        ids = ["", *self.questionnaire.by_id]
        found = (self.about(q) for q in ids)
        return tuple(a for a in found if a.published or a.shown)

    @property
    def waiting(self) -> int:
        return sum(1 for o in self.own if o.state is EnquiryState.OPEN)

    @property
    def answered(self) -> int:
        """Of this vendor's own, without those that everybody reads."""
        return sum(1 for o in self.own if o.state is EnquiryState.ANSWERED)


def talk_of(at: VendorDesk, view: InvitationView) -> Talk:
    return Talk(
        published=queries.published(at.session, at.actor),
        own=queries.own(at.session, at.actor),
        open=view.writable and not view.asking_over,
        until=view.questions_until,
        questionnaire=load_release(at.session, view.release_id).vendor(),
    )
