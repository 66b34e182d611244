"""Errors with a meaning. Doors translate them to HTTP in one place, as a page or as problem+json (RFC 9457).

Bad input is `app.core.problems.Invalid`, which carries every problem found.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.wording import instead, say, say_count


class FeatureError(Exception):
    """Base of the errors below; `code` is stable and documented in docs/errors.md."""

    code = "ERROR"

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class NotFound(FeatureError):
    """Not there, or not this actor's to know of: an outsider cannot tell which."""

    code = "NOT-FOUND"

    def __init__(self, what: str = "page") -> None:
        named = f"This {what} does not exist, or you have no access to it."
        super().__init__(instead(say("This page does not exist, or you have no access to it."), named))


class NotAllowed(FeatureError):
    """The actor may know of it, but lacks the permission."""

    code = "NOT-ALLOWED"

    def __init__(self, permission: str) -> None:
        super().__init__(
            say("Your role does not include this step."),
            remedy=say("Ask an owner of your organisation to do it or to change your role."),
        )
        self.permission = permission


class NotYours(FeatureError):
    """The person may read it, but what they were invited to at the vendor does not include changing it."""

    code = "NOT-YOURS"


class Conflict(FeatureError):
    """Somebody else was faster. `theirs` and `mine` are both kept and shown."""

    code = "CONFLICT"

    def __init__(self, message: str, *, remedy: str = "", theirs: Any = None, mine: Any = None) -> None:
        super().__init__(message, remedy=remedy)
        self.theirs = theirs
        self.mine = mine


class Closed(FeatureError):
    """The thing can no longer be changed: submitted, past its due date, revoked, expired."""

    code = "CLOSED"


class TooMany(FeatureError):
    """Asked too often. `wait` says when to come back."""

    code = "TOO-MANY"

    def __init__(self, message: str, *, wait: timedelta) -> None:
        super().__init__(message, remedy=_in_minutes(max(1, round(wait.total_seconds() / 60))))
        self.wait = wait


def _in_minutes(minutes: int) -> str:
    return say_count("Try again in %(count)s minute.", "Try again in %(count)s minutes.", minutes)


class NotSignedIn(FeatureError):
    """Nobody is signed in, or the session has ended."""

    code = "NOT-SIGNED-IN"

    def __init__(self) -> None:
        super().__init__(say("Please sign in."), remedy=say("Sign in; you come back to this page."))
