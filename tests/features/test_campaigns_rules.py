"""The rules of time and state, as tables: when a due date is over, and what a link still lets its vendor do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.features.campaigns.models import CampaignState, Late
from app.features.campaigns.schemas import InvitationState, days_left, is_overdue, state_of

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "due_on", "now", "over"),
    [
        ("Europe/Brussels", date(2026, 11, 23), "2026-11-23T22:59:59", False),  # 23:59:59 in winter time
        ("Europe/Brussels", date(2026, 11, 23), "2026-11-23T23:00:00", True),  # midnight
        ("Europe/Brussels", date(2026, 7, 1), "2026-07-01T21:59:59", False),  # summer time: an hour earlier
        ("Europe/Brussels", date(2026, 7, 1), "2026-07-01T22:00:00", True),
        ("Europe/Brussels", date(2026, 3, 28), "2026-03-28T22:59:59", False),  # the night the clocks go forward
        ("Europe/Brussels", date(2026, 3, 28), "2026-03-28T23:00:00", True),
        ("Europe/Brussels", date(2026, 3, 29), "2026-03-29T21:59:59", False),  # that day has 23 hours
        ("Europe/Brussels", date(2026, 3, 29), "2026-03-29T22:00:00", True),
        ("Europe/Brussels", date(2026, 10, 25), "2026-10-25T22:59:59", False),  # that day has 25 hours
        ("Europe/Brussels", date(2026, 10, 25), "2026-10-25T23:00:00", True),
        ("America/Los_Angeles", date(2026, 11, 23), "2026-11-24T07:59:59", False),
        ("America/Los_Angeles", date(2026, 11, 23), "2026-11-24T08:00:00", True),
        ("Pacific/Auckland", date(2026, 11, 23), "2026-11-23T10:59:59", False),
        ("Pacific/Auckland", date(2026, 11, 23), "2026-11-23T11:00:00", True),
    ],
)
def test_a_due_date_ends_at_midnight_where_the_buyer_is(zone: str, due_on: date, now: str, over: bool) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert is_overdue(due_on, ZoneInfo(zone), moment) is over


def test_without_a_due_date_nothing_is_overdue() -> None:
    assert not is_overdue(None, BRUSSELS, NOW)
    assert days_left(None, BRUSSELS, NOW) is None


def test_days_are_counted_on_the_buyers_calendar() -> None:
    assert days_left(date(2026, 11, 24), BRUSSELS, NOW) == 1
    assert days_left(date(2026, 11, 24), BRUSSELS, datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == 0
    assert days_left(date(2026, 11, 20), BRUSSELS, NOW) == -3


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, InvitationState.OPEN),
        ({"declined": True}, InvitationState.DECLINED),
        ({"taken_back": True, "declined": True}, InvitationState.TAKEN_BACK),
        ({"overdue": True}, InvitationState.OVERDUE),
        ({"overdue": True, "late": Late.OPEN}, InvitationState.OPEN),
        ({"overdue": True, "declined": True}, InvitationState.DECLINED),
        ({"campaign": CampaignState.CLOSED, "declined": True}, InvitationState.CLOSED),
        ({"expires_at": NOW, "campaign": CampaignState.CLOSED}, InvitationState.EXPIRED),
        ({"expires_at": NOW + timedelta(seconds=1)}, InvitationState.OPEN),
        ({"revoked": True, "expires_at": NOW}, InvitationState.REVOKED),
    ],
)
def test_the_first_reason_that_holds_decides_what_a_link_lets_its_vendor_do(
    changes: dict[str, object], state: InvitationState
) -> None:
    facts = {
        "campaign": CampaignState.RUNNING, "revoked": False, "expires_at": None, "taken_back": False,
        "declined": False, "overdue": False, "late": Late.CLOSED, "now": NOW,
    }  # fmt: skip
    assert state_of(**(facts | changes)) is state  # type: ignore[arg-type]
