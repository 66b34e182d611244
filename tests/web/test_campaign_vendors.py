"""Vendors as the organisation knows them: found, added once, edited by two people, with their contacts."""

from __future__ import annotations

import pytest
from sqlmodel import select

from app.features.vendors.models import Contact, VendorRow
from app.infra.db import Database
from tests.conftest import Browser, Cast, Now
from tests.features.campaign_story import draft

QUILLFEATHER = {
    "legal_name": "Quillfeather Talent SA",
    "country": "BE",
    "registration_number": "0123.456.789",
    "website": "quillfeather.example",
    "other_names": "Quillfeather\r\nQT",
    "group": "",
}


def _vendor(database: Database, name: str = "Quillfeather Talent SA") -> VendorRow:
    with database.reading() as session:
        return session.exec(select(VendorRow).where(VendorRow.legal_name == name)).one()


def test_a_vendor_is_added_and_shown_with_all_that_is_known(browser: Browser, cast: Cast, database: Database) -> None:
    page = browser(cast.tomas).post("/vendors", data=QUILLFEATHER)
    for shown in ("Quillfeather Talent SA", "Belgium", "0123.456.789", "https://quillfeather.example", "QT"):
        assert shown in page.text
    assert _vendor(database).other_names == ["Quillfeather", "QT"]


def test_the_same_name_is_told_and_nothing_is_doubled(browser: Browser, cast: Cast, database: Database) -> None:
    tomas = browser(cast.tomas)
    tomas.post("/vendors", data=QUILLFEATHER)
    page = tomas.post("/vendors", data=QUILLFEATHER | {"legal_name": "  QUILLFEATHER  talent sa", "different": "true"})
    assert page.status_code == 422
    assert "is in your list of vendors already" in page.text
    _vendor(database)


def test_a_similar_name_is_asked_about_and_may_be_another_company(
    browser: Browser, cast: Cast, database: Database
) -> None:
    tomas = browser(cast.tomas)
    tomas.post("/vendors", data=QUILLFEATHER)
    like = QUILLFEATHER | {"legal_name": "Quillfeather Talent S.A.S."}
    asked = tomas.post("/vendors", data=like)
    assert asked.status_code == 422
    assert "Is it one of these?" in asked.text
    assert "0123.456.789" in asked.text
    tomas.post("/vendors", data=like | {"different": "true"})
    _vendor(database, "Quillfeather Talent S.A.S.")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("legal_name", "", "Legal name is missing"),
        ("legal_name", "x" * 301, "Legal name is 301 characters long"),
        ("legal_name", "Quill\x00feather", "Legal name holds a control character (NUL)"),
        ("country", "XX", "is not a country code"),
        ("website", "javascript:alert(1)", "is not a web address"),
        ("other_names", "\n".join(f"Name {n}" for n in range(51)), "51 lines are too many"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    browser: Browser, cast: Cast, field: str, value: str, told: str
) -> None:
    page = browser(cast.tomas).post("/vendors", data=QUILLFEATHER | {field: value})
    assert page.status_code == 422
    assert told in page.text
    assert f'href="#{field}"' in page.text
    assert "0123.456.789" in page.text


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "חברה בע״מ", "Otterline 🦦", "Søren & Æble “Öl” A/S"])
def test_odd_names_are_kept_as_they_are(browser: Browser, cast: Cast, database: Database, name: str) -> None:
    browser(cast.tomas).post("/vendors", data={"legal_name": name})
    assert _vendor(database, name)


def test_two_people_edit_and_the_second_sees_both_values(browser: Browser, cast: Cast, database: Database) -> None:
    tomas, ines = browser(cast.tomas), browser(cast.ines)
    tomas.post("/vendors", data=QUILLFEATHER)
    where = f"/vendors/{_vendor(database).id}"
    tomas.post(where, data=QUILLFEATHER | {"registration_number": "by Tomas", "version": "1"})
    page = ines.post(where, data=QUILLFEATHER | {"registration_number": "by Ines", "version": "1"})
    assert page.status_code == 409
    assert "by Tomas" in page.text
    assert "by Ines" in page.text
    assert _vendor(database).registration_number == "by Tomas"
    ines.post(where, data=QUILLFEATHER | {"registration_number": "by Ines", "version": "2"})
    assert _vendor(database).registration_number == "by Ines"


def test_contacts_come_and_go(browser: Browser, cast: Cast, database: Database) -> None:
    tomas = browser(cast.tomas)
    tomas.post("/vendors", data=QUILLFEATHER)
    where = f"/vendors/{_vendor(database).id}"
    marta = {"contact_name": "Marta Quist", "contact_email": "M.Quist@quillfeather.example"}
    assert "m.quist@quillfeather.example" in tomas.post(f"{where}/contacts", data=marta).text
    assert tomas.post(f"{where}/contacts", data=marta).status_code == 422
    with database.reading() as session:
        contact = session.exec(select(Contact)).one()
    assert "Marta Quist" not in tomas.post(f"{where}/contacts/{contact.id}/remove").text


def test_vendors_are_found_by_name_and_number(browser: Browser, cast: Cast) -> None:
    tomas = browser(cast.tomas)
    tomas.post("/vendors", data=QUILLFEATHER)
    tomas.post("/vendors", data={"legal_name": "100% Otterline"})
    assert "Quillfeather" in tomas.get("/vendors?q=quill").text
    assert "Quillfeather" in tomas.get("/vendors?q=0123.456").text
    found = tomas.get("/vendors?q=100%25").text
    assert "100% Otterline" in found
    assert "Quillfeather Talent" not in found
    assert "No vendor matches" in tomas.get("/vendors?q=nobody").text


def test_a_vendors_page_lists_its_campaigns(browser: Browser, cast: Cast, database: Database, now: Now) -> None:
    with database.writing() as session:
        draft(session, cast.ines.actor, now())
    page = browser(cast.vera).get(f"/vendors/{_vendor(database).id}").text
    assert "CV screening and shortlisting, 2027" in page
    assert "Not sent" in page


def test_vendors_are_their_organisations_own_and_viewers_only_look(
    browser: Browser, cast: Cast, database: Database
) -> None:
    browser(cast.tomas).post("/vendors", data=QUILLFEATHER)
    where = f"/vendors/{_vendor(database).id}"
    kai, vera = browser(cast.kai), browser(cast.vera)
    for address in (where, f"{where}/edit"):
        assert kai.get(address).status_code == 404
    assert kai.post(where, data=QUILLFEATHER).status_code == 404
    assert "Quillfeather" not in kai.get("/vendors").text
    assert vera.get(where).status_code == 200
    assert vera.post(where, data=QUILLFEATHER).status_code == 403
    assert vera.post("/vendors", data=QUILLFEATHER).status_code == 403
    assert browser(follow_redirects=False).get(where).headers["location"].startswith("/login")
