"""The comparison with links and forms alone: what a view shows, what an address may say, and what it never tells."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.features.campaigns.models import Campaign
from app.features.scorecards.models import ScorecardRow
from app.infra.db import Database
from app.infra.settings import Settings
from tests.conftest import Browser, Cast, Now
from tests.features import comparing_story
from tests.features.comparing_story import DOCUMENTED, NONE_HELD, STILL_ANSWERING, VENDORS, Comparing
from tests.features.review_story import certificate

Page = Callable[[str], str]
GIVEAWAYS = {
    word
    for name, (product, contact, _, _) in VENDORS.items()
    for word in f"{name} {product} {contact}".replace("&", "").split()
    if word not in {"HR", "Hire", "Systems", "Screen", "Match", "Rank", "Reasoning", "Talent", "Shortlist"}
} | {"CERT-2", "Brightkeel"}


@pytest.fixture
def address(database: Database, cast: Cast, settings: Settings, now: Now) -> str:
    with database.writing() as session:
        campaign = comparing_story.tell(session, cast.ines.actor, settings, now()).campaign
        return f"/campaigns/{campaign.id}/comparison"


@pytest.fixture
def ines(browser: Browser, cast: Cast) -> TestClient:
    return browser(cast.ines, follow_redirects=False)


@pytest.fixture
def page(ines: TestClient, address: str) -> Page:
    def get(query: str = "") -> str:
        answer = ines.get(address + query)
        assert answer.status_code == 200
        return answer.text

    return get


def heads(html: str) -> list[str]:
    """The vendors across, left to right."""
    head = re.search(r'<table class="matrix.*?</thead>', html, re.DOTALL)
    assert head is not None
    names = re.findall(r'<th scope="col">(?:<a href="/scorecards/\w+">)?([^<]+)<', head[0])
    return [unescape(name) for name in names]


def rows(html: str) -> list[str]:
    """The labels of the rows down: "1", "4", "A.7", "Art. 10"."""
    return re.findall(r'<(?:tr class="sub">|a class="expander"|span class="expander").*?<span>([^ <]+) ', html)


def links(html: str, words: str) -> str:
    """The address behind a link of the page, by its words or its label."""
    for found in re.finditer(r"<a [^>]*>", html):
        rest = html[found.end() : html.index("</a>", found.end())]
        if words in re.sub(r"<[^>]+>", "", rest) or f'aria-label="{words}"' in unescape(found[0]):
            href = re.search(r'href="([^"]+)"', found[0])
            assert href is not None
            return unescape(href[1]).partition("#")[0]
    raise AssertionError(f"no link “{words}”")


def test_vendors_stand_with_the_most_evidenced_first(page: Page) -> None:
    html = page("")
    assert heads(html)[0] == "Otterline HR"
    assert heads(html)[-1] in ("Larkspur & Tonne", "Marmalade Reasoning")
    assert "Otterline HR has the most evidenced." in html
    assert "1 invited vendor is not in it yet: no submitted answers." in html
    assert STILL_ANSWERING not in re.sub(r"(?s)<header.*?</header>", "", html)


def test_they_can_be_ordered_by_any_row_and_the_other_way_round(page: Page, ines: TestClient) -> None:
    html = page("")
    by_section = links(html, "Order the vendors by 1 Certificate and scope")
    ordered = ines.get(by_section).text
    assert heads(ordered)[0] == "Quillfeather Talent", "the only one with a certificate"
    assert "In the order of 1 Certificate and scope" in ordered
    turned = ines.get(links(ordered, "Turn the order by 1 Certificate and scope round")).text
    assert heads(turned)[-1] == "Quillfeather Talent"
    assert heads(page("?order=name")) == sorted(VENDORS, key=str.casefold)
    assert heads(page("?order=name&reverse=yes")) == sorted(VENDORS, key=str.casefold, reverse=True)
    assert heads(page("?row=clause:eu-ai-act:art-14"))[-1] == "Larkspur & Tonne"
    assert heads(page("?order=gap"))[-1] == "Quillfeather Talent", "claims most of what is not evidenced"


def test_rows_are_narrowed_to_a_framework_a_word_or_a_difference(page: Page) -> None:
    assert rows(page("")) == ["1", "2", "3", "ISO", "4", "A.7", "AI", "Art.", "Art."]
    assert rows(page("?only=sections")) == ["1", "2", "3"]
    assert rows(page("?only=eu-ai-act")) == ["AI", "Art.", "Art."]
    assert rows(page("?find=oversight")) == ["3", "Art."]
    found = page("?find=provenance")
    assert rows(found) == ["A.7", "A.7.5"], "a group opens at the clause that was found"
    assert "A.7.4" not in found
    assert rows(page("?show=differing&only=sections")) == ["1", "2", "3"]
    assert "No row is like that" in page("?find=zebra")


def test_every_figure_leads_to_its_workings(page: Page, ines: TestClient) -> None:
    html = page("?open=group:iso-42001:A.7")
    cells = re.findall(
        r'<a class="plain-link" href="(/scorecards/\w+\?of=[^#"]+)#work-h">.*?class="e"[^>]*>(\d+)<', html
    )
    assert len(cells) == html.count('class="cell"')
    assert {unquote(href).split("=")[1].split(":")[0] for href, _ in cells} == {
        "section",
        "framework",
        "group",
        "clause",
    }
    for href, evidenced in cells:
        answer = ines.get(href).text
        assert 'id="work-h"' in answer
        (mean,) = re.findall(r"<dt>Evidenced</dt><dd>[^<]*= ([\d.]+)</dd>", answer)
        assert round(100 * float(mean)) == int(evidenced), href
    assert ines.get(cells[0][0].split("?")[0] + "?of=group:iso-42001:B.9").status_code == 404
    assert ines.get(cells[0][0].split("?")[0] + "?of=group:").status_code == 404


def test_only_rows_stay_in_which_the_vendors_that_are_shown_differ(page: Page, ines: TestClient) -> None:
    html = page("?only=sections")
    for name in ("Larkspur & Tonne", "Marmalade Reasoning", "Quillfeather Talent", "Pebblewick Systems"):
        html = ines.get(links(html, f"Leave {name} out")).text
    assert heads(html) == ["Otterline HR"]
    assert "4 left out" in html
    assert "No row is like that" in ines.get(links(html, "Where vendors differ by 20 or more")).text
    assert len(heads(ines.get(links(html, "Show all")).text)) == 5


def test_groups_open_and_close_by_links(page: Page, ines: TestClient) -> None:
    html = page("")
    opened = ines.get(links(html, "A.7 Data for AI systems")).text
    assert [r for r in rows(opened) if r.startswith("A.7.")] == ["A.7.4", "A.7.5"]
    closed = ines.get(links(opened, "A.7 Data for AI systems")).text
    assert rows(closed) == rows(html)


def test_contradictions_and_flags_are_said_in_words(page: Page) -> None:
    html = page("")
    assert "Needs a decision" in html
    assert "1 knock-out" in html
    assert re.search(r'href="/scorecards/\w+#contradictions">.*?1 open</a>', html)
    assert html.count('aria-label="contradicted"') >= 2, "the section and the clause that the answer speaks to"


def test_without_names_nothing_tells_who_is_who(page: Page, ines: TestClient, address: str) -> None:
    html = page("?anonymous=yes&open=group:iso-42001:A.7&order=name")
    assert heads(html) == [f"Vendor {letter}" for letter in "ABCDEF" if f"Vendor {letter}" in html]
    assert len(heads(html)) == 5
    told = sorted(word for word in GIVEAWAYS if word.casefold() in html.casefold())
    assert told == []
    assert "/scorecards/" not in html
    assert "/vendors/" not in html
    assert "/responses/" not in html
    assert 'name="vendors"' not in html, "a list of ticks would be in the order of names"
    partial = ines.get(f"{address}?anonymous=yes", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text
    assert [word for word in GIVEAWAYS if word in partial] == []


def test_a_vendor_keeps_its_letter_in_every_view(page: Page) -> None:
    """Told apart by their figures, which stay the same."""

    def figures(query: str) -> dict[str, str]:
        html = page(query)
        total = re.search(r'<tr class="total">.*?</tr>', html, re.DOTALL)
        assert total is not None
        return dict(zip(heads(html), re.findall(r"<td>(.*?)</td>", total[0], re.DOTALL), strict=True))

    first = figures("?anonymous=yes")
    for query in ("&order=claimed", "&order=name&reverse=yes", "&row=section:data&reverse=yes"):
        assert figures("?anonymous=yes" + query) == first


def test_a_vendor_that_is_added_later_takes_nobodys_letter(
    database: Database, cast: Cast, settings: Settings, now: Now, page: Page, ines: TestClient, address: str
) -> None:
    before = page("?anonymous=yes&order=claimed")
    now.forward(timedelta(days=1))
    with database.writing() as session:
        campaign = session.get_one(Campaign, address.split("/")[2])
        story = Comparing(session, campaign, cast.ines.actor, settings, now())
        story.submit(story.add("Aardvark Analytics"), NONE_HELD, DOCUMENTED)
    after = page("?anonymous=yes&order=claimed")
    assert [h for h in heads(after) if h in heads(before)] == heads(before)
    assert len(heads(after)) == 6


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("order=best", "order=best: not one of evidenced, claimed, gap, name"),
        ("row=clause:nowhere", "row=clause:nowhere: no such row"),
        ("only=iso-9001", "only=iso-9001: not one of sections, iso-42001, eu-ai-act"),
        ("open=group:x,group:iso-42001:A.7", "open=group:x: no such group of clauses"),
        ("vendors=zzzzzz", "vendors=zzzzzz: no such vendor here"),
        ("show=half", "show=half: not one of all, differing"),
        ("colour=blue", "colour=blue: not a part of this page"),
        ("find=" + "x" * 101, "longer than 100 characters"),
        ("w.gone=20", "w.gone=20: there is no such section any more"),
        ("w.data=-1", "w.data=-1: not a number from 0 to 100"),
        ("w.data=nan", "w.data=nan: not a number from 0 to 100"),
        ("w.data=1e999", "w.data=1e999: not a number from 0 to 100"),
        ("w.data=many", "w.data=many: not a number from 0 to 100"),
        ("w.data=0&w.certificate=0&w.oversight=0", "all of them are 0, and then nothing would count"),
        ("order=<script>alert(1)</script>", "order=<script>alert(1)</script>: not one of"),
        ("vendors=%00%ff&reverse=%F0%9F%A6%A6", "reverse=🦦: not one of yes"),
    ],
)
def test_what_makes_no_sense_in_an_address_is_named_and_left_out(page: Page, query: str, said: str) -> None:
    html = page("?" + query)
    assert len(heads(html)) == 5
    assert "Part of the address was not understood and is left out" in html
    assert said in unescape(html)
    assert "<script>alert" not in html


def test_a_sensible_address_says_nothing_of_the_kind(page: Page) -> None:
    sensible = (
        "?order=claimed&row=group:iso-42001:A.7&reverse=yes&show=differing&only=iso-42001&find=data&anonymous=yes"
    )
    assert "not understood" not in page(sensible)


def test_a_heap_of_nonsense_is_shortened(page: Page) -> None:
    html = page("?" + "&".join(f"n{n}={'y' * 300}" for n in range(40)))
    assert "and 32 more" in html
    assert "y" * 61 not in html


def test_the_view_is_kept_by_its_forms(page: Page) -> None:
    html = page("?order=claimed&show=differing&find=data&open=group:iso-42001:A.7")
    form = re.search(r'<form[^>]*id="rows".*?</form>', html, re.DOTALL)
    assert form is not None
    assert re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', form[0]) == [
        ("order", "claimed"),
        ("show", "differing"),
        ("open", "group:iso-42001:A.7"),
    ]
    assert 'name="find" value="data"' in form[0]


def test_more_vendors_than_can_stand_side_by_side_are_chosen_from(
    database: Database, cast: Cast, settings: Settings, now: Now, ines: TestClient, address: str
) -> None:
    with database.writing() as session:
        campaign = session.get_one(Campaign, address.split("/")[2])
        story = Comparing(session, campaign, cast.ines.actor, settings, now())
        for number in range(46):
            story.submit(story.add(f"Vendor number {number:02}"), NONE_HELD, ("origin",))
    html = ines.get(address).text
    assert "51 vendors can be compared, and 50 at most stand side by side" in html
    ticked = re.findall(r'name="vendors" value="(\w+)" checked', html)
    every = re.findall(r'name="vendors" value="(\w+)"', html)
    assert (len(ticked), len(every)) == (50, 51)
    assert len(heads(ines.get(address, params={"vendors": ticked[:7]}).text)) == 7
    refused = ines.get(address, params={"vendors": every, "order": "claimed"}).text
    assert "51 vendors are ticked, and 50 can stand side by side." in refused
    assert len(re.findall(r'name="vendors" value="\w+" checked', refused)) == 51, "the ticks are kept"
    unnamed = ines.get(address, params={"anonymous": "yes"}).text
    assert "Vendor A" in unnamed
    assert [word for word in GIVEAWAYS if word in unnamed] == []
    marks = re.findall(r'name="vendors" value="(\w+)"', unnamed)
    runs = [marks[i : i + 46] for i in range(len(marks) - 45)]
    assert any(run == sorted(run) for run in runs), "46 answered the same: their marks, not their names, order them"
    assert '<input type="hidden" name="order" value="claimed">' in refused
    assert len(heads(ines.get(address, params={"vendors": ",".join(ticked)}).text)) == 50


def test_scorecards_on_another_basis_are_compared_and_the_difference_is_said(
    database: Database, cast: Cast, settings: Settings, now: Now, page: Page, address: str
) -> None:
    assert "Not the same for all" not in page("")
    with database.writing() as session:
        campaign = session.get_one(Campaign, address.split("/")[2])
        campaign.policy = {"version": 2, "credits": {"unsupported": 0.2}}
        session.add(campaign)
        session.flush()
        story = Comparing(session, campaign, cast.ines.actor, settings, now())
        story.submit(story.response_of("Otterline HR"), NONE_HELD)
    html = page("")
    assert "Not the same for all: scoring policy" in html
    assert "The same answers and evidence count differently under another policy." in html
    assert re.search(r"Otterline HR: <span[^>]*>default 2", html)


def test_nothing_submitted_is_nothing_to_compare(
    database: Database, cast: Cast, settings: Settings, now: Now, ines: TestClient, address: str
) -> None:
    with database.writing() as session:
        round_ = session.get_one(Campaign, address.split("/")[2])
        other = comparing_story.campaign(
            session, cast.ines.actor, type("R", (), {"id": round_.release_id}), now(), due_on=None
        )
        Comparing(session, other, cast.ines.actor, settings, now()).add("Quillfeather Talent")
        alone = other.id
    html = ines.get(f"/campaigns/{alone}/comparison?order=foo&vendors=a").text
    assert "Nothing to compare yet" in html
    assert "1 vendor is invited, and has not submitted" in html


PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def order(html: str) -> list[tuple[str, str, str]]:
    """Place, vendor, and evidenced under the weights of the view."""
    table = re.search(r'<div id="weighed">.*?</table>', html, re.DOTALL)
    assert table is not None
    found = re.findall(
        r'<td><b>(\w+)</b>.*?<th scope="row">([^<]+)</th><td><span class="pair">(\d+)', table[0], re.DOTALL
    )
    return [(place, unescape(name), figure) for place, name, figure in found]


def sliders(html: str) -> dict[str, int]:
    return {name: int(value) for name, value in re.findall(r'name="w\.(\w+)" type="range"[^>]*value="(\d+)"', html)}


def test_sliders_stand_at_the_policys_weights(page: Page) -> None:
    html = page("")
    assert sliders(html) == {"certificate": 33, "data": 33, "oversight": 33}
    assert order(html)[0][:2] == ("1", "Otterline HR")
    assert "At the policy’s weights" not in html


def test_other_weights_give_another_order_beside_the_policys_own(page: Page) -> None:
    html = page("?w.certificate=100&w.data=0&w.oversight=0")
    assert order(html)[0][:2] == ("1", "Quillfeather Talent")
    assert "Quillfeather Talent comes first instead of Otterline HR" in html
    assert "up 1, from 2" in html
    assert "At the policy’s weights" in html
    assert sliders(html) == {"certificate": 100, "data": 0, "oversight": 0}
    assert "At these weights" in html
    assert "Other weights than the policy&#39;s are tried out" in html
    assert heads(html)[0] == "Otterline HR", "the columns stay in the policy's order"
    assert heads(page("?w.certificate=100&w.data=0&w.oversight=0&row=weights"))[0] == "Quillfeather Talent"


def test_a_slider_that_stands_at_the_policys_weight_changes_nothing(page: Page) -> None:
    html = page("?w.certificate=33&w.data=33&w.oversight=33&seen=")
    assert "At the policy’s weights" not in html
    assert order(html) == order(page(""))


def test_figures_under_tried_weights_are_those_of_a_policy_with_them(
    database: Database, cast: Cast, settings: Settings, now: Now, page: Page, address: str
) -> None:
    moved = {name: figure for _, name, figure in order(page("?w.certificate=60&w.data=20&w.oversight=20"))}
    with database.writing() as session:
        campaign = session.get_one(Campaign, address.split("/")[2])
        campaign.policy = {"version": 2, "section_weights": {"certificate": 3, "data": 1, "oversight": 1}}
        session.add(campaign)
        session.flush()
        story = Comparing(session, campaign, cast.ines.actor, settings, now())
        for name, (_, _, answers, documents) in VENDORS.items():
            held = (certificate("c1", "CERT-2", "2029-01-11"),) if not answers else ()
            story.submit(story.response_of(name), answers, documents, held)
    assert {name: figure for _, name, figure in order(page(""))} == moved


def test_trying_weights_writes_nothing(page: Page, database: Database) -> None:
    with database.reading() as session:
        before = [(r.id, r.content) for r in session.exec(select(ScorecardRow).order_by(ScorecardRow.id))]
    page("?w.certificate=100")
    with database.reading() as session:
        assert [(r.id, r.content) for r in session.exec(select(ScorecardRow).order_by(ScorecardRow.id))] == before


def test_the_answer_to_a_slider_is_small_and_speaks(ines: TestClient, address: str) -> None:
    answer = ines.get(f"{address}/weights?w.certificate=90&w.data=0&w.oversight=0", headers=PARTIAL)
    assert answer.status_code == 200
    assert len(answer.content) < 30_000
    assert answer.text.count("<div") < 5
    assert re.search(r'<p id="weights-said" hx-swap-oob="innerHTML">Quillfeather Talent comes first', answer.text)
    whole = ines.get(f"{address}/weights?w.certificate=90&order=gap")
    assert whole.status_code == 303
    assert whole.headers["location"] == f"{address}?w.certificate=90&order=gap"


def test_weights_that_were_set_on_other_scorecards_say_so(
    database: Database, cast: Cast, settings: Settings, now: Now, page: Page, ines: TestClient, address: str
) -> None:
    html = page("")
    seen = re.search(r'name="seen" value="(\w+)"', html)
    assert seen is not None
    view = f"?w.certificate=90&seen={seen[1]}"
    assert "have changed since these weights were set" not in page(view)
    assert "have changed since these weights were set" not in page(view + "&vendors=" + links_handles(html)[0])
    with database.writing() as session:
        campaign = session.get_one(Campaign, address.split("/")[2])
        story = Comparing(session, campaign, cast.ines.actor, settings, now())
        story.submit(story.response_of("Otterline HR"), NONE_HELD, ())
    stale = page(view)
    assert "Scorecards or the policy have changed since these weights were set" in stale
    assert f"seen={seen[1]}" not in stale, "the next step of the view is on today's figures"
    part = ines.get(f"{address}/weights{view}", headers=PARTIAL).text
    assert "Scorecards or the policy have changed since these weights were set" in part


def links_handles(html: str) -> list[str]:
    return re.findall(r'name="vendors" value="(\w+)"', html)


def test_how_firm_the_order_is_stands_in_words_beside_the_drawing(page: Page) -> None:
    html = page("")
    assert re.search(r"Otterline HR comes first in (all|\d+ of 100|more than 99 of 100) weightings", html)
    assert html.count('<svg class="strips"') == 5
    assert "10,000 weightings were drawn around the policy" in html
    assert "points of weight have to move for" in html or "No change of the sections" in html
    assert "whatever the" in html, "Quillfeather is nowhere behind Marmalade"


def test_many_vendors_have_it_worked_out_once_the_page_is_there(
    database: Database, cast: Cast, settings: Settings, now: Now, page: Page, ines: TestClient, address: str
) -> None:
    with database.writing() as session:
        campaign = session.get_one(Campaign, address.split("/")[2])
        story = Comparing(session, campaign, cast.ines.actor, settings, now())
        for number in range(4):
            story.submit(story.add(f"Number {number}"), NONE_HELD, ("origin",))
    html = page("?order=name")
    assert '<svg class="strips"' not in html
    later = links(html, "Work out in which places the vendors come under many weightings")
    part = ines.get(later, headers=PARTIAL).text
    assert part.count('<svg class="strips"') == 9
    assert "<table" in part
    assert "<header" not in part
    plain = ines.get(later)
    assert plain.status_code == 303
    assert ines.get(plain.headers["location"]).text.count('<svg class="strips"') == 9
