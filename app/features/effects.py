"""The effects that jobs perform, by kind: what a worker can do."""

from __future__ import annotations

from app.features.campaigns.queries import link_of
from app.features.certificates import effects as certificates
from app.features.certificates import reading
from app.features.certificates.effects import Read
from app.features.notifications import effects as notifications
from app.features.privacy import effects as privacy
from app.features.privacy import retention
from app.features.registers import effects as registers
from app.features.scorecards import effects as scorecards
from app.features.scorecards import rescoring
from app.features.watch import expiry
from app.infra.jobs import Worker
from app.infra.registers import build_registers
from app.infra.services import Services


def build_worker(services: Services, read: Read | None = None) -> Worker:
    """`read` takes the place of the reader of files, for tests."""
    return Worker(
        services.database,
        services.clock,
        performers={
            "mail": notifications.performer(services.settings, services.clock, link_of),
            "score": scorecards.performer(services.clock),
            rescoring.JOB: scorecards.rescorer(services.clock),
            reading.JOB: certificates.performer(
                services.storage, services.clock, read or certificates.reader(services.settings)
            ),
            "lookup": registers.performer(
                lambda: build_registers(services.settings, services.database, services.clock),
                services.clock,
                scorecards.rescore,
            ),
            expiry.JOB: expiry.performer(services.settings, services.clock),
            privacy.JOB: privacy.performer(services.storage, services.settings, services.clock),
            retention.JOB: retention.performer(services.settings, services.clock),
        },
        schedules=(expiry.schedule, retention.schedule),
        on_failure={
            "mail": notifications.given_up,
            reading.JOB: certificates.given_up(services.clock),
            "lookup": registers.given_up,
        },
    )
