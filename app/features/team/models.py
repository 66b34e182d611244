"""Tables: team_visit, team_task, team_note. A person is a colleague's id, or CONTACT for the invitation's own."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.infra.db import UtcDateTime
from app.infra.ids import new_id


class TeamVisit(SQLModel, table=True):
    """When a person was here, and where: one small row each, written at most twice a minute.

    A table, and not memory, because a service may have several processes; presence ends by itself when nobody renews
    `section_at`. A vendor with one person never writes it from a section's page.
    """

    __tablename__ = "team_visit"

    invitation_id: str = Field(foreign_key="invitation.id", primary_key=True, max_length=26)
    person_id: str = Field(primary_key=True, max_length=26)
    last_at: datetime = Field(sa_type=UtcDateTime)
    before_at: datetime = Field(sa_type=UtcDateTime)  # when the visit before this one ended
    section_id: str = Field(default="", max_length=64)  # the page that is open
    section_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TeamTask(SQLModel, table=True):
    """Who answers a section or a question."""

    __tablename__ = "team_task"

    response_id: str = Field(foreign_key="response.id", primary_key=True, max_length=26)
    place: str = Field(primary_key=True, max_length=80)  # "section:use", "question:Q1"
    person_id: str = Field(max_length=26)
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)


class TeamNote(SQLModel, table=True):
    """A note beside a question, among people of the vendor."""

    __tablename__ = "team_note"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=26)
    response_id: str = Field(foreign_key="response.id", index=True, max_length=26)
    question_id: str = Field(max_length=64)
    text: str
    person_id: str = Field(max_length=26)
    by: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
