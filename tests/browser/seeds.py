"""A campaign with two invited vendors, written directly: for stories that begin at the vendor's link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tests.browser.site import Site
from tests.conftest import Cast, make_cast
from tests.web.vendor_story import QUESTIONNAIRE, Invited, campaign, invite, publish


@dataclass(frozen=True)
class Round:
    cast: Cast
    campaign_id: str
    marta: Invited  # at Quillfeather Talent
    otto: Invited  # at Otterline HR


def seed(site: Site, source: str = QUESTIONNAIRE) -> Round:
    """Every kind of question, asked of Marta and Otto, due in two weeks."""
    services, now = site.services, site.services.clock()
    cast = make_cast(services.database, now)
    with services.database.writing() as session:
        release = publish(session, cast.ines.actor, source, now)
        row = campaign(session, cast.ines.actor, release, now, due_on=(now + timedelta(days=14)).date())
        return Round(
            cast,
            row.id,
            invite(session, row, "Quillfeather Talent", "Marta Quist", services.settings, now),
            invite(session, row, "Otterline HR", "Otto Linde", services.settings, now),
        )
