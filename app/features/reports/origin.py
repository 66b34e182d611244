"""What the published files say of where they come from."""

from __future__ import annotations

from pydantic import Field

from app.core.frozen import Frozen


class ReleaseOf(Frozen):
    title: str
    number: int
    sha256: str


class CampaignOf(Frozen):
    id: str
    title: str
    about: str = Field(description="The AI system or purchase that the campaign is about.")
