"""The effects that jobs perform, by kind: what a worker can do."""

from __future__ import annotations

from app.features.campaigns.queries import link_of
from app.features.notifications import effects as notifications
from app.features.scorecards import effects as scorecards
from app.infra.jobs import Worker
from app.infra.services import Services


def build_worker(services: Services) -> Worker:
    return Worker(
        services.database,
        services.clock,
        performers={
            "mail": notifications.performer(services.settings, services.clock, link_of),
            "score": scorecards.performer(services.clock),
        },
        on_failure={"mail": notifications.given_up},
    )
