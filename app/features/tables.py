"""Imports every table, so that `SQLModel.metadata` is whole: for migrations' tests and for tools."""

from app.features.audit import models as audit
from app.features.campaigns import models as campaigns
from app.features.certificates import models as certificates
from app.features.decisions import models as decisions
from app.features.enquiries import models as enquiries
from app.features.identity import models as identity
from app.features.notifications import models as notifications
from app.features.policies import models as policies
from app.features.questionnaires import models as questionnaires
from app.features.registers import models as registers
from app.features.responses import models as responses
from app.features.reviews import models as reviews
from app.features.scorecards import models as scorecards
from app.features.team import models as team
from app.features.vendors import models as vendors
from app.features.watch import models as watch
from app.infra import http, jobs

TABLES = (
    audit, campaigns, certificates, decisions, enquiries, identity, notifications, policies, questionnaires, registers,
    responses, reviews, scorecards, team, vendors, watch, http, jobs,
)  # fmt: skip
