"""A list of vendors is checked before anything is added: wrong rows are corrected in place, right ones are kept."""

from __future__ import annotations

import html
import re

import pytest
from sqlmodel import col, select

from app.features.campaigns.models import Campaign, Invitation
from app.features.vendors.models import VendorRow
from app.infra.db import Database
from tests.conftest import Browser, Cast, Now
from tests.features.campaign_story import OTTERLINE, draft

LIST = """Vendor;Contact;E-mail
Saltmarsh People Tech;Hanna Wrack;h.wrack@saltmarsh.example
Pebblewick Systems;Sami Abara;sami at pebblewick
OTTERLINE HR;Otto;otto@otterline.example
Otterline H.R.;Olga;olga@another.example
"""


@pytest.fixture
def campaign(database: Database, cast: Cast, now: Now) -> Campaign:
    with database.writing() as session:
        return draft(session, cast.ines.actor, now(), OTTERLINE)


def _names(database: Database, campaign: Campaign) -> set[str]:
    with database.reading() as session:
        rows = select(VendorRow.legal_name).join(Invitation, col(Invitation.vendor_id) == VendorRow.id)
        return set(session.exec(rows.where(Invitation.campaign_id == campaign.id)))


def _fields(page: str) -> dict[str, list[str]]:
    """What the preview's form would post."""
    kept = re.search(r'<textarea name="kept"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert kept is not None
    form = {"kept": [html.unescape(kept[1])]}
    body = page[page.index("/vendors/confirm") :]
    for name, value in re.findall(r'<input(?! class="tick")[^>]* name="(\w+)" value="([^"]*)"', body):
        form.setdefault(name, []).append(html.unescape(value))
    return form


def test_a_list_is_shown_before_anything_is_added(
    browser: Browser, cast: Cast, database: Database, campaign: Campaign
) -> None:
    page = browser(cast.ines).post(f"/campaigns/{campaign.id}/vendors/list", data={"list": LIST})
    assert "3 rows are right, 1 row has something to put right" in page.text
    assert "Line 3: E-mail address: “sami at pebblewick” is not an e-mail address." in page.text
    assert "In this campaign already" in page.text
    assert "Like “Otterline HR”?" in page.text
    assert _names(database, campaign) == {"Otterline HR"}


def test_a_wrong_row_is_corrected_in_place_and_added_with_the_others(
    browser: Browser, cast: Cast, database: Database, campaign: Campaign
) -> None:
    tomas = browser(cast.tomas)
    page = tomas.post(f"/campaigns/{campaign.id}/vendors/list", data={"list": LIST})
    form = _fields(page.text)
    assert form["email"] == ["sami at pebblewick"]
    done = tomas.post(
        f"/campaigns/{campaign.id}/vendors/confirm", data=form | {"email": ["sami@pebblewick.example"], "act": "add"}
    )
    assert "3 vendors added" in done.text
    assert "1 vendor was in this campaign already" in done.text
    assert "Pebblewick Systems" in _names(database, campaign)


def test_rows_that_are_still_wrong_come_back_while_the_right_ones_are_added(
    browser: Browser, cast: Cast, database: Database, campaign: Campaign
) -> None:
    tomas = browser(cast.tomas)
    form = _fields(tomas.post(f"/campaigns/{campaign.id}/vendors/list", data={"list": LIST}).text)
    page = tomas.post(f"/campaigns/{campaign.id}/vendors/confirm", data=form | {"act": "add"})
    assert "2 vendors added" in page.text
    assert "sami at pebblewick" in page.text
    assert _names(database, campaign) == {"Otterline HR", "Saltmarsh People Tech", "Otterline H.R."}
    rest = _fields(page.text)
    done = tomas.post(
        f"/campaigns/{campaign.id}/vendors/confirm", data=rest | {"name": [""], "contact": [""], "email": [""]}
    )
    assert "0 vendors added" in done.text


def test_a_right_row_can_be_left_out(browser: Browser, cast: Cast, database: Database, campaign: Campaign) -> None:
    tomas = browser(cast.tomas)
    form = _fields(tomas.post(f"/campaigns/{campaign.id}/vendors/list", data={"list": LIST}).text)
    tomas.post(f"/campaigns/{campaign.id}/vendors/confirm", data=form | {"leave": ["5"], "act": "add"})
    assert _names(database, campaign) == {"Otterline HR", "Saltmarsh People Tech"}


def test_a_csv_file_in_the_encoding_of_a_spreadsheet_is_read(
    browser: Browser, cast: Cast, database: Database, campaign: Campaign
) -> None:
    file = "Firma;Ansprechpartner;E-Mail\r\nMüller & Söhne;Zoë Müller;zoe@mueller.example\r\n".encode("cp1252")
    ines = browser(cast.ines)
    page = ines.post(f"/campaigns/{campaign.id}/vendors/list", data={"list": ""}, files={"file": ("v.csv", file)})
    assert "Müller &amp; Söhne" in page.text
    ines.post(f"/campaigns/{campaign.id}/vendors/confirm", data=_fields(page.text))
    assert "Müller & Söhne" in _names(database, campaign)


def test_a_hundred_wrong_rows_are_shown_at_once_and_the_others_are_not_lost(
    browser: Browser, cast: Cast, campaign: Campaign
) -> None:
    wrong = "\n".join(f"Vendor {n};;nowhere {n}" for n in range(130))
    tomas = browser(cast.tomas)
    page = tomas.post(f"/campaigns/{campaign.id}/vendors/list", data={"list": wrong})
    assert "130 rows have something to put right" in page.text
    form = _fields(page.text)
    assert len(form["line"]) == 100
    right = form | {"email": [f"v{n}@vendor.example" for n in range(100)], "act": ["add"]}
    page = tomas.post(f"/campaigns/{campaign.id}/vendors/confirm", data=right)
    assert "100 vendors added" in page.text
    assert len(_fields(page.text)["line"]) == 30


@pytest.mark.parametrize("pasted", ["", "x" * 600_000])
def test_a_list_that_cannot_be_read_as_a_whole_says_why(
    browser: Browser, cast: Cast, campaign: Campaign, pasted: str
) -> None:
    page = browser(cast.ines).post(f"/campaigns/{campaign.id}/vendors/list", data={"list": pasted})
    assert page.status_code == 422
    assert "There is 1 thing to put right" in page.text


def test_what_stands_in_a_cell_stays_text_on_the_page(browser: Browser, cast: Cast, campaign: Campaign) -> None:
    page = browser(cast.ines).post(
        f"/campaigns/{campaign.id}/vendors/list", data={"list": "<script>alert(1)</script>;x;not an address\n=1+1;;"}
    )
    assert "<script>alert" not in page.text
    assert "=1+1" in page.text


def test_a_forged_carry_along_is_checked_like_anything_else(
    browser: Browser, cast: Cast, database: Database, campaign: Campaign
) -> None:
    forged = "1\tRight Vendor\t\tright@vendor.example\t\n2\tWrong\t\tnot an address\t\nx\ty\n\x00\n"
    page = browser(cast.ines).post(f"/campaigns/{campaign.id}/vendors/confirm", data={"kept": forged})
    assert page.status_code == 422
    assert _names(database, campaign) == {"Otterline HR", "Right Vendor"}
