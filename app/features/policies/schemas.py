"""What goes in and out of policies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from app.core.scoring.policy import Policy
from app.core.typed import line, prose


class PolicyWords(BaseModel):
    """What people call a policy, and why it is so. `app.core.typed.parse` raises Invalid."""

    model_config = ConfigDict(frozen=True)

    title: Annotated[str, line("Name", 200, required=True)]
    reason: Annotated[str, prose("Reason", 2_000, required=True)]
    release_id: Annotated[str, line("Questionnaire", 26)] = ""


@dataclass(frozen=True)
class PolicyInput:
    """A policy as given; the service gives it its id and version."""

    words: PolicyWords
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True)
class LoadedPolicy:
    """One version of a policy, with what it says parsed."""

    id: str  # of the version
    policy_id: str
    title: str
    number: int
    newest: int  # number of the newest version
    revision: int  # of the policy
    policy: Policy
    digest: str
    reason: str
    release_id: str
    created_at: datetime
    created_by: str
    used_at: datetime | None

    @property
    def label(self) -> str:
        return f"{self.title}, version {self.number}"

    @property
    def is_newest(self) -> bool:
        return self.number == self.newest
