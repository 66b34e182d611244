"""Vendors over all campaigns: their newest round, the best of their certificates, what ends next, and the trend."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from app.core.questionnaire.load import canonical, digest, load
from app.features.decisions import service as deciding
from app.features.decisions.models import Kind
from app.features.decisions.schemas import OnVendor, State
from app.features.errors import NotAllowed
from app.features.portfolio import queries
from app.features.portfolio.schemas import Filter, Found, Line, Order, Standing
from app.features.questionnaires.models import Release
from app.features.scorecards import queries as scorecards
from app.infra.settings import Settings
from tests.conftest import Cast, Now, Person
from tests.features.review_story import QUESTIONNAIRE
from tests.features.watch_story import Sending, certificate
from tests.web.vendor_story import publish

TODAY = date(2026, 11, 23)
SPRING, AUTUMN = "Spring", "Autumn"
GOOD, BAD = {"held": "no", "stop": "yes"}, {"held": "no", "stop": "no"}


@pytest.fixture
def story(session: Session, cast: Cast, settings: Settings, now: Now) -> Sending:
    """Quillfeather in two rounds, Otterline in the second only, Larkspur invited and silent."""
    told = Sending(session, cast, settings, now)
    now.forward(timedelta(days=-200))
    told.send_in("Quillfeather Talent", certificate("CERT-1", "2027-01-10"), title=SPRING, **BAD)
    now.forward(timedelta(days=200))
    told.send_in("Quillfeather Talent", title=AUTUMN, **GOOD)
    told.send_in("Otterline HR", certificate("CERT-8", "2026-06-30"), title=AUTUMN, number="yes", **BAD)
    told.invitation("Larkspur & Tonne", AUTUMN)
    return told


def seen(story: Sending, who: Person | None = None, *, page: int | None = 1, **wanted: object) -> Found:
    actor = (who or story.cast.vera).actor
    return queries.portfolio(story.session, actor, Filter(**wanted), TODAY, soon=90, page=page)  # type: ignore[arg-type]


def line(story: Sending, vendor: str, **wanted: object) -> Line:
    return next(x for x in seen(story, **wanted).lines if x.vendor.startswith(vendor))


def names(found: Found) -> list[str]:
    return [x.vendor.split()[0] for x in found.lines]


def test_a_vendor_stands_with_its_newest_round(story: Sending) -> None:
    quillfeather = line(story, "Quillfeather")
    assert quillfeather.shown is not None
    assert (quillfeather.shown.campaign, quillfeather.campaigns) == (AUTUMN, 2)
    assert [r.campaign for r in quillfeather.rounds] == [SPRING, AUTUMN]
    kept = scorecards.scorecard(story.session, story.cast.vera.actor, quillfeather.shown.score.scorecard_id)
    assert quillfeather.shown.score.evidenced == kept.scorecard.overall.evidenced
    silent = line(story, "Larkspur")
    assert (silent.shown, silent.rounds, silent.standing, silent.campaigns) == (None, (), Standing.NONE, 1)


def test_a_trend_joins_rounds_of_the_same_questionnaire(story: Sending, now: Now) -> None:
    quillfeather = line(story, "Quillfeather")
    assert quillfeather.change is not None
    assert quillfeather.change > 0
    assert quillfeather.unlike == ()
    assert line(story, "Otterline").change is None
    _ask(story, "Winter", _release_2(story))
    now.forward(timedelta(days=1))
    story.send_in("Quillfeather Talent", title="Winter", **GOOD)
    assert line(story, "Quillfeather").unlike == ("release",)
    another = QUESTIONNAIRE.replace("id: reviewed", "id: another")
    _ask(story, "Something else", publish(story.session, story.by.actor, another, now()))
    now.forward(timedelta(days=1))
    story.send_in("Quillfeather Talent", title="Something else", **GOOD)
    last = line(story, "Quillfeather")
    assert (len(last.rounds), len(last.trend), last.change) == (4, 1, None)


def test_certificates_stand_by_the_best_in_force_and_the_next_end(story: Sending) -> None:
    quillfeather, otterline = line(story, "Quillfeather"), line(story, "Otterline")
    assert quillfeather.standing is Standing.QUALIFIED
    assert quillfeather.ending is not None
    assert (quillfeather.ending.on, quillfeather.ending.days(TODAY)) == (date(2027, 1, 10), 48)
    assert "CERT-1" in quillfeather.ending.certificate
    assert (otterline.standing, otterline.ending) == (Standing.ENDED, None)


def test_a_certificate_that_was_renewed_does_not_end_soon(story: Sending) -> None:
    story.send_in("Quillfeather Talent", certificate("CERT-9", "2029-12-31"), title=AUTUMN, **GOOD)
    ending = line(story, "Quillfeather").ending
    assert ending is not None
    assert ending.on == date(2029, 12, 31)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"standing": Standing.ENDED}, ["Otterline"]),
        ({"standing": Standing.NONE}, ["Larkspur"]),
        ({"ending": True}, ["Quillfeather"]),
        ({"vendor": "QUILL"}, ["Quillfeather"]),
        ({"decision": State.NEEDS}, ["Otterline"]),
        ({"decision": State.NOTHING}, ["Quillfeather"]),
        ({"decision": State.EXCLUDED}, []),
        ({"order": Order.VENDOR}, ["Larkspur", "Otterline", "Quillfeather"]),
        ({"order": Order.EVIDENCED}, ["Otterline", "Quillfeather", "Larkspur"]),
        ({"order": Order.EVIDENCED, "descending": True}, ["Quillfeather", "Otterline", "Larkspur"]),
        ({"order": Order.CHANGE}, ["Quillfeather", "Larkspur", "Otterline"]),
        ({"order": Order.END}, ["Quillfeather", "Larkspur", "Otterline"]),
        ({"order": Order.STANDING}, ["Quillfeather", "Otterline", "Larkspur"]),
    ],
)
def test_filters_and_orders(story: Sending, wanted: dict[str, object], found: list[str]) -> None:
    assert names(seen(story, **wanted)) == found


def test_one_campaign_shows_its_vendors_with_their_figures_there(story: Sending) -> None:
    spring = story.campaign(SPRING).id
    found = seen(story, campaign=spring)
    assert (names(found), found.known) == (["Quillfeather"], 1)
    shown = found.lines[0].shown
    assert shown is not None
    assert shown.campaign == SPRING
    assert found.lines[0].change is None, "nothing was before it"
    assert queries.campaigns(story.session, story.cast.vera.actor)[0][1] in (SPRING, AUTUMN)


def test_decisions_are_seen_where_they_were_taken(story: Sending) -> None:
    shown = line(story, "Otterline").shown
    assert shown is not None
    assert seen(story).needs == 1
    given = OnVendor(kind=Kind.EXCLUDED, reason="No.", ground="Point 4.", scorecard_id=shown.score.scorecard_id)
    deciding.decide(story.session, story.cast.tomas.actor, shown.campaign_id, given, now=story.now())
    assert names(seen(story, decision=State.EXCLUDED)) == ["Otterline"]
    found = seen(story)
    assert (found.needs, found.total, found.ending) == (0, 3, 1)
    assert line(story, "Quillfeather").open_elsewhere == 1, "the spring round was never decided"


def test_it_is_paged_and_counts_everybody(story: Sending) -> None:
    for number in range(queries.PAGE):
        story.invitation(f"Vendor {number:03}", AUTUMN)
    first, second = seen(story), seen(story, page=2)
    assert (len(first.lines), len(second.lines), first.total) == (queries.PAGE, 3, queries.PAGE + 3)
    assert len(seen(story, page=None).lines) == queries.PAGE + 3


def test_a_rival_sees_nothing_of_it(story: Sending) -> None:
    assert seen(story, story.cast.kai) == seen(story, story.cast.kai, page=None)
    assert seen(story, story.cast.kai).lines == ()
    assert queries.campaigns(story.session, story.cast.kai.actor) == []


def test_who_may_not_read_scorecards_gets_none(story: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.features.identity import permissions, schemas

    role = story.cast.vera.actor.role
    fewer = {**permissions.GRANTS, role: permissions.GRANTS[role] - {permissions.Permission.SCORECARDS_READ}}
    monkeypatch.setattr(schemas, "GRANTS", fewer)
    with pytest.raises(NotAllowed):
        seen(story)


def test_no_content_is_read_and_a_vendor_more_costs_no_statement(story: Sending) -> None:
    def statements() -> list[str]:
        said: list[str] = []
        engine = story.session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *a: said.append(a[2]), named=False)
        seen(story)
        return said

    few = statements()
    for number in range(8):
        story.send_in(f"Vendor {number}", title=AUTUMN, **GOOD)
    many = statements()
    selected = [s for s in many if s.startswith("SELECT")]
    assert len(selected) <= len([s for s in few if s.startswith("SELECT")])
    assert [s for s in selected if "content" in s.split("FROM")[0]] == []


def _release_2(story: Sending) -> Release:
    """The same questionnaire, published again with one question put in other words."""
    first = story.session.get_one(Release, story.campaign(SPRING).release_id)
    model = load(QUESTIONNAIRE.replace("What else should we know?", "Is there anything else?"), "2.yaml").questionnaire
    assert model is not None
    copied = first.model_dump(exclude={"id", "content", "digest", "number"})
    newer = Release(**copied, number=2, digest=digest(model), content=json.loads(canonical(model)))
    story.session.add(newer)
    story.session.flush()
    return newer


def _ask(story: Sending, title: str, release: Release) -> None:
    campaign = story.campaign(title)
    campaign.release_id = release.id
    story.session.add(campaign)
    story.session.flush()
