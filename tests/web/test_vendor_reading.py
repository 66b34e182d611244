"""A certificate is attached, read by the worker, and confirmed fact by fact; until then it speaks for nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta

from httpx import Response
from sqlmodel import select

from app.core.certificates.facts import CertificateFacts, Family
from app.features.audit.models import AuditEvent
from app.features.certificates import queries
from app.features.certificates.models import CertificateRow, CertificateVersion, ReadingRow
from app.features.responses.models import EvidenceFile, ResponseRow
from app.infra.db import Database
from app.infra.jobs import BACK_OFF, Job
from app.infra.services import Services
from tests.conftest import Now
from tests.documents import docx, pdf, png
from tests.web.certificate_fixtures import *  # noqa: F403  (fixtures)
from tests.web.certificate_fixtures import FACTS
from tests.web.reading_story import asked, certificate, read, reading, unreadable, work
from tests.web.test_evidence import PARTIAL, Vendor


def only_file(database: Database) -> str:
    with database.reading() as session:
        return session.exec(select(EvidenceFile.id).where(EvidenceFile.removed_at == None)).one()  # noqa: E711


def rows(database: Database) -> list[CertificateRow]:
    with database.reading() as session:
        return list(session.exec(select(CertificateRow).order_by(CertificateRow.place, CertificateRow.id)))


def row(database: Database) -> CertificateRow:
    (found,) = rows(database)
    return found


def facts(database: Database) -> CertificateFacts:
    return CertificateFacts.model_validate(row(database).facts)


def counted(database: Database) -> tuple[CertificateFacts, ...]:
    """What the rules are told."""
    with database.reading() as session:
        response = session.exec(select(ResponseRow).where(ResponseRow.id == row(database).response_id)).one()
        return queries.of_response(session, response.id)


def page(marta: Vendor, database: Database, query: str = "", **headers: str) -> Response:
    return marta.browser.get(marta.page(f"evidence/{only_file(database)}/reading{query}"), headers=headers)


def read_it(marta: Vendor, database: Database, services: Services, *answers: object) -> str:
    """Attach a file where a certificate is asked for, and let the worker read it; the page that follows."""
    assert marta.attach("B01", pdf(2), "certificate.pdf").status_code == 200
    assert work(services, *answers) == 1  # type: ignore[arg-type]
    return page(marta, database).text


def do(marta: Vendor, database: Database, name: str, what: str, *, seen: int = 0, **fields: str) -> Response:
    found = row(database)
    address = marta.page(f"certificates/{found.id}/facts/{name}")
    data = {"do": what, "version": str(seen or found.version), **fields}
    return marta.browser.post(address, data=data, headers=PARTIAL)


def test_a_file_attached_where_a_certificate_is_asked_for_is_read(
    marta: Vendor, database: Database, services: Services
) -> None:
    answered = marta.attach("B01", pdf(2), "certificate.pdf")
    assert "reading?brief=1" in answered.text
    waiting = page(marta, database)
    assert "Reading certificate.pdf" in waiting.text
    assert 'hx-trigger="every 2s"' in waiting.text
    assert '<noscript><meta http-equiv="refresh"' in waiting.text
    assert page(marta, database, "?waits=1", **PARTIAL).status_code == 204, "nothing new"
    assert work(services) == 1
    there = page(marta, database, "?waits=1", **PARTIAL)
    assert "7 facts read" in there.text
    assert "<html" not in there.text
    assert "hx-trigger" not in there.text
    whole = page(marta, database).text
    assert "0 confirmed, 7 to check" in whole
    assert "BKA-AIMS-00412" in whole
    assert "<q>Certificate number BKA-AIMS-00412</q>" in whole
    assert re.search(r'<a id="mark-holder" href="#fact-holder" aria-label="3: Holder"', whole)
    assert 'viewBox="0 0 595 842"' in whole


def test_a_file_for_another_question_is_read_when_asked(marta: Vendor, database: Database, services: Services) -> None:
    marta.attach("D05", png(), "picture.png")
    assert work(services) == 0
    assert "Read it for me" in page(marta, database).text
    answered = marta.browser.post(marta.page(f"evidence/{only_file(database)}/reading"))
    assert "Reading picture.png" in answered.text
    marta.browser.post(marta.page(f"evidence/{only_file(database)}/reading"))
    assert work(services) == 1, "a file that is being read is not read twice"
    assert "Check what we read" in page(marta, database).text


def test_a_certificate_is_attached_on_its_own_page(marta: Vendor, database: Database, services: Services) -> None:
    address, given = marta.page("certificates/file"), {"file": ("certificate.pdf", pdf(2), "application/pdf")}
    answered = marta.browser.post(address, files=given, headers=PARTIAL)
    assert answered.status_code == 204
    assert answered.headers["HX-Redirect"] == marta.page(f"evidence/{only_file(database)}/reading")
    assert "Reading certificate.pdf" in marta.browser.post(address, files=given).text, (
        "without htmx, the same file again"
    )
    assert "is being read" in marta.browser.get(marta.page("certificates")).text
    assert work(services) == 1
    assert "7 facts were read and not confirmed yet" in marta.browser.get(marta.page("certificates")).text
    refused = marta.browser.post(address, files={"file": ("x.pdf", b"MZ nothing", "application/pdf")}, headers=PARTIAL)
    assert refused.status_code == 422
    assert 'id="certificate-file-error"' in refused.text
    assert "PDF, PNG" in refused.text


def test_nothing_read_counts_until_it_is_confirmed(marta: Vendor, database: Database, services: Services) -> None:
    read_it(marta, database, services)
    assert counted(database) == ()
    assert row(database).number == "", "nor is its number looked for elsewhere"
    do(marta, database, "number", "confirm")
    (told,) = counted(database)
    assert told.number is not None
    assert told.number.value == "BKA-AIMS-00412"
    assert (told.scheme, told.standard, told.holder) == ("", None, None), "what nobody confirmed is not there"
    assert row(database).number == "bkaaims00412"
    do(marta, database, "standard", "confirm")
    assert counted(database)[0].scheme == "iso-42001"


def test_a_fact_is_confirmed_with_its_source_and_the_next_one_is_at_hand(
    marta: Vendor, database: Database, services: Services, now: Now
) -> None:
    read_it(marta, database, services)
    answered = do(marta, database, "standard", "confirm").text
    assert answered.strip().startswith("<li")
    assert "<html" not in answered
    assert 'data-focus="go-number"' in answered
    assert '<span class="fine push" id="facts-count" hx-swap-oob="true">1 confirmed, 6 to check' in answered
    assert "Confirmed by Marta Quist" in answered
    standard = facts(database).standard
    assert standard is not None
    assert (standard.confirmed, standard.confidence, standard.read) == (True, "clear", None)
    assert (standard.source.how, standard.source.by, standard.source.at) == ("text", "Marta Quist", now())
    assert standard.source.box == (0.2, 0.3, 0.6, 0.33)
    with database.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "certificate.confirmed")).all()
        assert [e.details["facts"] for e in events] == [["standard"]]


def test_without_javascript_a_fact_is_confirmed_and_the_page_goes_on(
    marta: Vendor, database: Database, services: Services
) -> None:
    read_it(marta, database, services)
    found = row(database)
    address = marta.page(f"certificates/{found.id}/facts/number")
    marta.browser.follow_redirects = False
    answered = marta.browser.post(address, data={"do": "confirm", "version": str(found.version), "page": "1"})
    assert answered.status_code == 303
    assert answered.headers["location"].endswith("/reading?page=1#fact-holder")


def test_what_a_person_changes_stands_beside_what_was_read(
    marta: Vendor, database: Database, services: Services
) -> None:
    read_it(marta, database, services)
    form = page(marta, database, "?edit=valid_until&fact=valid_until", **PARTIAL).text
    assert 'name="valid_until-day"' in form
    assert 'value="2029"' in form
    days = {"valid_until-day": "11", "valid_until-month": "1", "valid_until-year": "2028"}
    answered = do(marta, database, "valid_until", "change", **days).text
    assert "11 January 2028" in answered
    assert "Read: <q>11 January 2029</q>. Changed by Marta Quist" in answered
    changed = facts(database).valid_until
    assert changed is not None
    assert (changed.value, changed.read, changed.source.how) == (date(2028, 1, 11), "11 January 2029", "typed")
    assert (changed.source.page, changed.source.words) == (1, ""), "where it was read is kept, its words speak no more"
    with database.reading() as session:
        kept = session.exec(select(ReadingRow)).one()
        assert kept.result is not None
        assert kept.result["certificates"][0]["valid_until"]["value"] == "2029-01-11", "the reading is as it was"
        assert len(session.exec(select(CertificateVersion)).all()) == 2
    do(marta, database, "valid_until", "change", **days | {"valid_until-year": "2029"})
    again = facts(database).valid_until
    assert again is not None
    assert (again.read, again.source.how, again.confirmed) == (None, "text", True), "back to what was read is no change"
    marta.browser.post(marta.page(f"certificates/{row(database).id}/put-back"), data={"fact": "valid_until"})
    back = facts(database).valid_until
    assert back is not None
    assert (back.value, back.confirmed, back.read) == (date(2029, 1, 11), False, None)


def test_a_bad_change_is_told_and_nothing_typed_is_lost(marta: Vendor, database: Database, services: Services) -> None:
    read_it(marta, database, services)
    days = {"valid_until-day": "31", "valid_until-month": "2", "valid_until-year": "2028"}
    answered = do(marta, database, "valid_until", "change", **days)
    assert answered.status_code == 422
    assert "a day that exists" in answered.text
    assert 'value="31"' in answered.text
    assert do(marta, database, "holder", "change", holder="  ").status_code == 422
    found = row(database)
    address = marta.page(f"certificates/{found.id}/facts/holder")
    whole = marta.browser.post(address, data={"do": "change", "holder": "", "version": str(found.version)})
    assert (whole.status_code, "<html" in whole.text) == (422, True)
    assert "Say what is printed" in whole.text
    assert facts(database).valid_until.value == date(2029, 1, 11)  # type: ignore[union-attr]


def test_a_day_that_can_be_read_two_ways_is_asked(marta: Vendor, database: Database, services: Services) -> None:
    two = asked(date(2028, 4, 3), date(2028, 3, 4))
    shown = read_it(marta, database, services, reading(certificate(valid_until=two)))
    assert "Which is meant?" in shown
    assert "it can be read in more than one way" in shown
    assert facts(database).valid_until is None, "never guessed"
    assert do(marta, database, "valid_until", "choose", choice="5 May 2028").status_code == 422
    do(marta, database, "valid_until", "choose", choice="3 April 2028")
    chosen = facts(database).valid_until
    assert chosen is not None
    assert (chosen.value, chosen.confirmed, chosen.source.how) == (date(2028, 4, 3), True, "text")
    assert chosen.source.words == "Valid until 03/04/2028"


def test_those_that_are_clear_are_confirmed_together_and_that_is_undone(
    marta: Vendor, database: Database, services: Services
) -> None:
    shown = read_it(marta, database, services)
    assert "Confirm the 5 that are clear" in shown
    found = row(database)
    named = re.findall(r'name="fact" value="(\w+)"', shown[shown.index('id="facts-all"') :])
    assert "scope" not in named, "likely is not clear"
    assert "body" not in named
    address = marta.page(f"certificates/{found.id}/confirm")
    answered = marta.browser.post(address, data={"fact": named, "version": str(found.version)}, headers=PARTIAL)
    assert "5 facts confirmed together" in answered.text
    assert "5 confirmed, 2 to check" in answered.text
    undone = marta.browser.post(marta.page(f"certificates/{found.id}/put-back"), data={"fact": named})
    assert "0 confirmed, 7 to check" in undone.text
    assert counted(database) == ()


def test_two_people_confirm_at_once_and_neither_undoes_the_other(
    marta: Vendor, database: Database, services: Services
) -> None:
    read_it(marta, database, services)
    seen = row(database).version
    do(marta, database, "number", "confirm", seen=seen)
    assert do(marta, database, "holder", "confirm", seen=seen).status_code == 200, "other facts are others"
    do(marta, database, "scope", "change", seen=seen, scope="All of it")
    conflict = do(marta, database, "scope", "change", seen=seen, scope="Only half of it")
    assert conflict.status_code == 409
    assert "Marta Quist changed this while you were looking at it" in conflict.text
    assert "All of it" in conflict.text
    assert "Only half of it" in conflict.text
    assert do(marta, database, "scope", "confirm", seen=seen).status_code == 409
    assert facts(database).scope.value == "All of it"  # type: ignore[union-attr]
    do(marta, database, "scope", "change", scope="Only half of it")
    assert facts(database).scope.read == "The design and operation of Quillfeather Hire"  # type: ignore[union-attr]


def test_a_fact_can_be_left_out_and_one_that_was_not_found_added(
    marta: Vendor, database: Database, services: Services
) -> None:
    shown = read_it(marta, database, services)
    assert "not found on the document" in shown
    assert 'name="accreditation_body"' in page(marta, database, "?edit=accreditation_body").text
    do(marta, database, "accreditation_body", "change", accreditation_body="NAB")
    added = facts(database).accreditation_body
    assert added is not None
    assert (added.value, added.source.how, added.confirmed) == ("NAB", "typed", True)
    answered = do(marta, database, "body", "leave-out").text
    assert "taken out by a person" in answered
    assert facts(database).body is None
    do(marta, database, "body", "change", body="Brightkeel")
    assert facts(database).body.read == "Brightkeel Assurance Ltd", "what was read there is not forgotten"  # type: ignore[union-attr]
    do(marta, database, "body", "leave-out")
    assert "2 confirmed" not in page(marta, database).text


def test_a_file_that_cannot_be_read_is_not_tried_again(marta: Vendor, database: Database, services: Services) -> None:
    shown = read_it(marta, database, services, unreadable())
    assert "This file is protected by a password" in shown
    assert "Type the facts by hand" in shown
    assert "Read it again" in shown
    assert work(services) == 0
    with database.reading() as session:
        assert session.exec(select(Job.state).where(Job.kind == "read")).one() == "done"
    marta.browser.post(marta.page(f"evidence/{only_file(database)}/reading"))
    assert work(services) == 1
    assert "BKA-AIMS-00412" in page(marta, database).text
    assert "could not be read" not in page(marta, database).text


def test_a_worker_that_stops_is_followed_by_another(
    marta: Vendor, database: Database, services: Services, now: Now
) -> None:
    marta.attach("B01", pdf(2), "certificate.pdf")
    assert work(services, RuntimeError("killed")) == 1
    assert "Reading certificate.pdf" in page(marta, database).text
    assert "takes a few seconds" in page(marta, database).text
    now.forward(BACK_OFF[0] + timedelta(seconds=31))
    assert "takes longer than usual" in page(marta, database).text
    assert work(services) == 1
    assert "BKA-AIMS-00412" in page(marta, database).text


def test_a_job_that_always_stops_is_given_up_in_words(
    marta: Vendor, database: Database, services: Services, now: Now
) -> None:
    marta.attach("B01", pdf(2), "certificate.pdf")
    for wait in (*BACK_OFF, timedelta(0)):
        assert work(services, RuntimeError("killed")) == 1
        now.forward(wait + timedelta(seconds=1))
    assert "The file could not be read" in page(marta, database).text
    assert work(services) == 0


def test_another_kind_of_document_says_so_and_is_no_certificate(
    marta: Vendor, database: Database, services: Services
) -> None:
    report = certificate(family=Family.ASSURANCE_REPORT, scheme="soc-2", standard=read("SOC 2 Type II"))
    shown = read_it(marta, database, services, reading(report, family=Family.ASSURANCE_REPORT))
    assert "It reads as: Report of an auditor" in shown
    assert "not counted as one" in shown
    assert facts(database).family is Family.ASSURANCE_REPORT


def test_a_file_without_a_certificate_says_so(marta: Vendor, database: Database, services: Services) -> None:
    shown = read_it(marta, database, services, reading(family=Family.SELF_DECLARATION))
    assert "No certificate was found in this file" in shown
    assert "Own declaration" in shown
    assert "Type the facts by hand" in shown
    assert "No certificate was found in certificate.pdf" in marta.browser.get(marta.page("certificates")).text


def test_two_certificates_in_one_file_are_shown_one_after_the_other(
    marta: Vendor, database: Database, services: Services
) -> None:
    second = certificate(scheme="iso-27001", standard=read("ISO/IEC 27001:2022"), number=read("BKA-ISMS-7"))
    shown = read_it(marta, database, services, reading(certificate(), second))
    assert "ISO/IEC 42001:2023, BKA-AIMS-00412" in shown
    assert "ISO/IEC 27001:2022, BKA-ISMS-7" in shown
    assert 'aria-current="page"' in shown
    first, other = rows(database)
    there = page(marta, database, f"?certificate={other.id}").text
    assert f"/certificates/{other.id}/facts/number" in there
    assert f"/certificates/{first.id}/facts/number" not in there


def test_a_file_that_takes_the_place_of_another_is_read_anew(
    marta: Vendor, database: Database, services: Services
) -> None:
    read_it(marta, database, services)
    for name in ("standard", "number", "holder"):
        do(marta, database, name, "confirm")
    old = only_file(database)
    marta.browser.post(
        marta.page(f"evidence/{old}/replace"), files={"file": ("newer.pdf", pdf(3), "application/pdf")},
        data={"question": "B01"}, headers=PARTIAL,
    )  # fmt: skip
    assert "newer.pdf is being read anew" in marta.browser.get(marta.page("certificates")).text
    newer = certificate(number=read("BKA-AIMS-00977"), valid_until=read(date(2032, 1, 11)))
    assert work(services, reading(newer)) == 1
    shown = marta.browser.get(marta.page(f"evidence/{old}/reading")).text
    assert "This file took the place of certificate.pdf" in shown
    assert "BKA-AIMS-00977" in shown
    assert "What certificate.pdf said" in shown
    assert "BKA-AIMS-00412" in shown, "what was confirmed of the old file is kept"
    assert counted(database) == (), "and all of the new one waits for a person"
    assert len(rows(database)) == 1


def test_a_file_is_read_again_and_what_was_confirmed_stays(
    marta: Vendor, database: Database, services: Services
) -> None:
    read_it(marta, database, services)
    do(marta, database, "number", "confirm")
    do(marta, database, "holder", "change", holder="Quillfeather Talent ApS")
    marta.browser.post(marta.page(f"evidence/{only_file(database)}/reading"))
    again = certificate(number=read("BKA-AIMS-00412", 0.99), holder=read("Quillfeather"), scope=None)
    assert work(services, reading(again)) == 1
    now = facts(database)
    assert now.number is not None
    assert now.holder is not None
    assert (now.number.confirmed, now.number.source.by) == (True, "Marta Quist")
    assert (now.holder.value, now.holder.read) == ("Quillfeather Talent ApS", "Quillfeather")
    assert now.scope is None, "what nobody had confirmed is as it was read last"


def test_typed_facts_find_their_place_on_the_page(marta: Vendor, database: Database, services: Services) -> None:
    marta.attach("B01", pdf(2), "certificate.pdf")
    typed = {**FACTS, "evidence": only_file(database), "number": "BKA-AIMS-00412", "holder": "Quillfeather ApS"}
    marta.browser.post(marta.page("certificates"), data=typed)
    assert work(services) == 1
    now = facts(database)
    assert now.number is not None
    assert now.holder is not None
    assert (now.number.confirmed, now.number.source.page, now.number.source.by) == (True, 1, "Marta Quist")
    assert (now.holder.value, now.holder.read) == ("Quillfeather ApS", "Quillfeather Talent")
    assert len(rows(database)) == 1


def test_saving_the_form_by_hand_confirms_what_it_holds(marta: Vendor, database: Database, services: Services) -> None:
    read_it(marta, database, services)
    found = row(database)
    form = marta.browser.get(marta.page(f"certificates/{found.id}")).text
    assert "BKA-AIMS-00412" in form
    assert "Saving this form confirms all that stands in it" in form
    typed = {**FACTS, "evidence": only_file(database), "version": str(found.version), "number": "BKA-AIMS-00412"}
    assert marta.browser.post(marta.page(f"certificates/{found.id}"), data=typed).status_code == 200
    now = facts(database)
    assert now.number is not None
    assert now.edition is not None
    assert (now.number.confirmed, now.number.source.how, now.number.source.by) == (True, "text", "Marta Quist")
    assert (now.edition.source.how, now.edition.read) == ("typed", None)
    assert all(f.confirmed for f in now.by_name.values())


def test_what_a_document_says_cannot_harm_the_page(marta: Vendor, database: Database, services: Services) -> None:
    odd = certificate(
        holder=read("<script>alert(1)</script>\u202e" + "x" * 400), scope=read("y" * 9000), sites=read(("", "Aarhus"))
    )
    shown = read_it(marta, database, services, reading(odd))
    assert "<script>alert" not in shown
    now = facts(database)
    assert now.holder is not None
    assert now.scope is not None
    assert (len(now.holder.value), "\u202e" in now.holder.value, len(now.scope.value)) == (300, False, 5000)
    assert now.sites is not None
    assert now.sites.value == ("Aarhus",)


def test_files_that_are_no_pages_are_typed_by_hand(marta: Vendor, database: Database, services: Services) -> None:
    marta.attach("B01", docx(), "statement.docx")
    assert work(services) == 0
    assert "Only PDF files and pictures" in page(marta, database).text
    refused = marta.browser.post(marta.page(f"evidence/{only_file(database)}/reading"))
    assert refused.status_code == 422


def test_what_was_sent_in_cannot_be_confirmed_any_more(marta: Vendor, database: Database, services: Services) -> None:
    read_it(marta, database, services)
    with database.writing() as session:
        response = session.exec(select(ResponseRow).where(ResponseRow.id == row(database).response_id)).one()
        response.state = "submitted"  # type: ignore[assignment]
        session.add(response)
    assert do(marta, database, "number", "confirm").status_code == 409
    assert "Your answers were sent in" in page(marta, database).text


def test_the_other_vendor_finds_nothing_of_it(
    marta: Vendor, otto: Vendor, database: Database, services: Services
) -> None:
    read_it(marta, database, services)
    found = row(database)
    assert otto.browser.get(otto.page(f"evidence/{only_file(database)}/reading")).status_code == 404
    assert otto.browser.post(otto.page(f"evidence/{only_file(database)}/reading")).status_code == 404
    for rest in ("facts/number", "confirm", "put-back"):
        data = {"do": "confirm", "version": "1", "fact": "number"}
        assert otto.browser.post(otto.page(f"certificates/{found.id}/{rest}"), data=data).status_code == 404
    assert row(database).version == 1


def test_two_facts_on_the_same_words_have_their_numbers_side_by_side(
    marta: Vendor, database: Database, services: Services
) -> None:
    shown = read_it(marta, database, services, reading(certificate(edition=read("2023", top=0.3))))
    numbers = {
        name: (float(x), float(y))
        for name, x, y in re.findall(r'<a id="mark-(\w+)".*?<circle class="n" cx="([\d.]+)" cy="([\d.]+)"', shown)
    }
    (x1, y1), (x2, y2) = numbers["standard"], numbers["edition"]
    assert y1 == y2
    assert abs(x1 - x2) >= 18, "neither covers the other"
