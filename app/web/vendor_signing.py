"""The signature under what a vendor submits, as its form says it."""

from pydantic import ValidationError

from app.core.problems import Invalid, Problem
from app.core.wording import say
from app.features.responses.schemas import Signature
from app.web.vendor_forms import Fields, first

ATTESTED = {
    "read": say("Confirm that the answers were read."),
    "true": say("Confirm that they are true to the best of your knowledge."),
    "known": say("Confirm that you know how they are used."),
}
SIGNED = {
    "name": say("Give the name of the person who signs."),
    "function": say("Give the function of the person who signs."),
    "email": say("Give an e-mail address, such as name@company.example."),
}


def signature_in(posted: Fields) -> Signature:
    """Who signs, and that all was attested. Raises Invalid with a SIGN-* problem for each thing that is missing."""
    problems = [
        Problem(code="SIGN-ATTEST", where=name, message=message, remedy="")
        for name, message in ATTESTED.items()
        if not first(posted, name)
    ]
    try:
        signature = Signature(
            name=first(posted, "name"),
            function=first(posted, "function"),
            email=first(posted, "email"),
            accepts_gaps=bool(first(posted, "accepts_gaps")),
        )
    except ValidationError as error:
        wrong = dict.fromkeys(str(e["loc"][0]) for e in error.errors())
        problems = [Problem(code="SIGN-WHO", where=w, message=SIGNED[w], remedy="") for w in wrong] + problems
        raise Invalid(problems) from error
    if problems:
        raise Invalid(problems)
    return signature
