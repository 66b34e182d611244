"""An answer in words, as vendors and buyers read it: the same words on both sides."""

from app.core.questionnaire.kinds import describe
from app.core.questionnaire.kinds.table import Grid, grid
from app.core.questionnaire.model import Question
from app.core.response import Answer, EvidenceOffer
from app.core.wording import say
from app.features.responses.schemas import Content
from app.infra.language import spoken, translate
from app.infra.wording import day

__all__ = ["Grid", "describe", "grid_of", "offer_in_words", "said"]


def grid_of(question: Question, answer: Answer | None) -> Grid | None:
    """The rows of a table, to be drawn as one."""
    return None if answer is None or answer.not_applicable else grid(question, answer.value, spoken())


def offer_in_words(offer: EvidenceOffer) -> str:
    words = {
        "nda": say("Evidence can be seen under a confidentiality agreement"),
        "later": say("Evidence will follow by %(day)s", day=day(offer.on)),
        "equivalent": say("Equivalent evidence"),
    }[offer.form]
    return f"{translate(words)}: {offer.text}" if offer.text else f"{translate(words)}."


def said(question: Question, content: Content) -> str:
    """All that was said to one question, in a few lines; "No answer" for nothing. In the language that is spoken."""
    if content.not_applicable:
        words = translate(say("Does not apply. %(reason)s", reason=content.reason))
    else:
        words = describe(question, content.value, spoken())
    offer = offer_in_words(content.offer) if content.offer else ""
    note = translate(say("Note: %(note)s", note=content.note)) if content.note else ""
    return "\n".join(part for part in (words, note, offer) if part) or translate(say("No answer"))
