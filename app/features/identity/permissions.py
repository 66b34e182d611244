"""Roles, and what each may do. Permissions are named `scope:resource:action`, once, here."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    VIEWER = "viewer"


class Permission(StrEnum):
    ORGANISATION_EDIT = "organisation:settings:edit"
    MEMBERS_READ = "organisation:members:read"
    MEMBERS_EDIT = "organisation:members:edit"
    AUDIT_READ = "organisation:audit:read"
    QUESTIONNAIRES_READ = "organisation:questionnaires:read"
    QUESTIONNAIRES_PUBLISH = "organisation:questionnaires:publish"
    POLICIES_READ = "organisation:policies:read"
    POLICIES_EDIT = "organisation:policies:edit"
    VENDORS_READ = "organisation:vendors:read"
    VENDORS_EDIT = "organisation:vendors:edit"
    CAMPAIGNS_READ = "organisation:campaigns:read"
    CAMPAIGNS_EDIT = "organisation:campaigns:edit"
    INVITATIONS_SEND = "organisation:invitations:send"
    ENQUIRIES_ANSWER = "organisation:enquiries:answer"
    ENQUIRIES_PUBLISH = "organisation:enquiries:publish"
    MAILS_READ = "organisation:mails:read"
    RESPONSES_READ = "organisation:responses:read"
    CONFIDENTIAL_READ = "organisation:confidential-answers:read"
    RESPONSES_REVIEW = "organisation:responses:review"
    SCORECARDS_READ = "organisation:scorecards:read"
    SCORECARDS_COMPUTE = "organisation:scorecards:compute"
    DECISIONS_MAKE = "organisation:decisions:make"
    FEEDBACK_SHARE = "organisation:feedback:share"


_VIEWER = {
    Permission.QUESTIONNAIRES_READ,
    Permission.POLICIES_READ,
    Permission.VENDORS_READ,
    Permission.CAMPAIGNS_READ,
    Permission.RESPONSES_READ,
    Permission.SCORECARDS_READ,
    Permission.MEMBERS_READ,
}
_REVIEWER = _VIEWER | {
    Permission.RESPONSES_REVIEW,
    Permission.CONFIDENTIAL_READ,
    Permission.SCORECARDS_COMPUTE,
    Permission.ENQUIRIES_ANSWER,
}
_MANAGER = _REVIEWER | {
    Permission.QUESTIONNAIRES_PUBLISH,
    Permission.POLICIES_EDIT,
    Permission.VENDORS_EDIT,
    Permission.CAMPAIGNS_EDIT,
    Permission.INVITATIONS_SEND,
    Permission.MAILS_READ,
    Permission.ENQUIRIES_PUBLISH,
    Permission.DECISIONS_MAKE,
    Permission.FEEDBACK_SHARE,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset(_VIEWER),
    Role.REVIEWER: frozenset(_REVIEWER),
    Role.MANAGER: frozenset(_MANAGER),
    Role.OWNER: frozenset(Permission),
}
