"""Layouts after the manner of large bodies, with the numbers and days on them that are not the certificate's own."""

from __future__ import annotations

from datetime import timedelta

from tests.certificates.describe import Description, Words, written
from tests.certificates.layouts import EVERY, Layout, accredited, extras, scope_with_soa, soa
from tests.certificates.layouts_more import LAYOUTS
from tests.certificates.sheet import Sheet


def day(d: Description, name: str) -> str:
    return written(getattr(d, name), d.dates, d.language)


def holds(s: Sheet, d: Description, w: Words) -> None:
    """The holder holds a number; four days stand in two columns of pairs at the foot, the body "on behalf of" which."""
    s.text("Certificate of Registration", 60, 90, 28, "sans-bold")
    s.text(f"{w.system(d.scheme).upper()} - {d.standard}", 60, 115, 11, "sans-bold")
    s.text("This is to certify that:", 60, 160, 10)
    y = s.block("\n".join([d.holder, *d.address.split(", ")]), 200, 160, 330, 11, "sans-bold")
    s.text("Holds Certificate Number:", 60, y + 10, 10)
    s.text(d.number, 200, y + 10, 14, "sans-bold")
    y = s.block(
        f"and operates a management system which complies with the requirements of {d.standard} for the following "
        "scope:",
        60, y + 36, 470, 10,
    )  # fmt: skip
    s.block(scope_with_soa(d, w), 200, y + 8, 330, 10)
    s.text(f"For and on behalf of {d.body}:", 60, 560, 9)
    s.text("Ines Farrow, Managing Director Assurance", 260, 590, 8)
    pairs = (
        ("Original Registration Date:", day(d, "first"), 60, 625),
        ("Effective Date:", day(d, "valid_from"), 320, 625),
        ("Latest Revision Date:", day(d, "issued"), 60, 640),
        ("Expiry Date:", day(d, "valid_until"), 320, 640),
    )
    for label, value, x, y in pairs:
        if value:
            s.text(label, x, y, 9)
            s.text(value, x + 125, y, 9)
    s.text("Page: 1 of 1", s.width - 60, 660, 8, align="right")
    extras(s, d, w, 60, 670)
    s.block(
        f"This certificate was issued electronically and remains the property of {d.body} and is bound by the "
        "conditions of contract. An electronic certificate can be authenticated online, a printed one at the address "
        "below.",
        60, 740, 470, 7,
    )  # fmt: skip
    s.text(f"Information and contact: {d.body}, {d.body_address}", 60, 775, 7)
    s.text(accredited(d, w), 60, 788, 7)


def spanned(s: Sheet, d: Description, w: Words) -> None:
    """Number, first certification and validity "from - until" side by side at the top; place and date at the foot."""
    s.text(d.body, 60, 60, 18, "sans-bold", colour="#0f204b")
    s.text("Management System Certificate", 60, 110, 26, "sans-bold", colour="#0f204b")
    cells = [("Certificate no.:", d.number)]
    if d.first:
        cells.append(("Initial certification date:", day(d, "first")))
    if d.valid_from:
        cells.append(("Valid:", f"{day(d, 'valid_from')} – {day(d, 'valid_until')}"))
    for at, (label, value) in enumerate(cells):
        s.text(label, 60 + at * 165, 140, 8, colour="#666666")
        s.text(value, 60 + at * 165, 153, 8.5, "sans-bold")
    s.rule(60, 162, s.width - 60)
    y = s.block("This is to certify that the management system of", 60, 190, 470, 10)
    y = s.block(d.holder, 60, y + 6, 470, 18, "sans-bold")
    y = s.block(d.address, 60, y, 470, 10)
    y = s.block(f"has been found to conform to the {w.system(d.scheme)} standard:", 60, y + 14, 470, 10)
    y = s.block(d.standard, 60, y + 6, 470, 18, "sans-bold")
    y = s.block("This certificate is valid for the following scope:", 60, y + 12, 470, 10)
    s.block(scope_with_soa(d, w), 60, y + 2, 470, 11, "sans-bold")
    extras(s, d, w, 60, 560)
    s.text("Place and date:", 60, 620, 8)
    s.text(f"Aarhus, {day(d, 'issued')}", 60, 632, 9, "sans-bold")
    s.text("For the issuing office:", 320, 620, 8)
    s.text(d.body, 320, 632, 9, "sans-bold")
    s.text(d.body_address, 320, 643, 7)
    s.text("Solveig Marlund", 320, 690, 10)
    s.text("Management Representative", 320, 702, 8)
    s.block(
        "Lack of fulfilment of conditions as set out in the certification agreement may render this certificate "
        "invalid. "
        f"ACCREDITED UNIT: {d.body}, {d.body_address}",
        60, 775, 470, 6.5,
    )  # fmt: skip
    s.text(accredited(d, w), 60, 740, 8)


def cycles(s: Sheet, d: Description, w: Words) -> None:
    """Days of the cycle before this one, of the audit, and an expiry at the end of a sentence."""
    s.text(d.body, s.width / 2, 60, 16, "serif-bold", align="centre", colour="#8b0f2e")
    y = s.centred(d.holder, 110, 22, "serif-bold")
    y = s.centred(d.address, y, 9)
    y = s.centred("This is a multi-site certificate, additional site(s) are listed on the next page(s)", y + 8, 7)
    y = s.centred(
        f"{d.body} certifies that the Management System of the above organisation has been audited and found to be in "
        "accordance with the requirements of the management system standards detailed below",
        y + 14, 9,
    )  # fmt: skip
    y = s.centred(d.standard, y + 18, 22, "serif-bold")
    y = s.centred("Scope of certification", y + 8, 11, "serif-bold")
    y = s.centred(scope_with_soa(d, w), y + 2, 10)
    begun = d.valid_from or d.issued
    assert begun is not None
    assert d.valid_until is not None
    before, audited = begun - timedelta(days=1), begun - timedelta(days=41)
    rows = [
        ("Original cycle start date:", day(d, "first")),
        ("Expiry date of previous cycle:", written(before, d.dates, d.language)),
        ("Certification / Recertification Audit date:", written(audited, d.dates, d.language)),
        ("Certification / Recertification cycle start date:", day(d, "valid_from")),
    ]
    y = max(y + 30, 470)
    for label, value in rows:
        if value:
            s.text(label, 70, y, 9)
            s.text(value, 400, y, 9, "sans-bold")
            y += 15
    s.block(
        "Subject to the continued satisfactory operation of the organization's Management System, this certificate "
        "expires on:",
        70, y, 310, 9,
    )  # fmt: skip
    s.text(day(d, "valid_until"), 400, y, 9, "sans-bold")
    y += 40
    s.text(f"Certificate No. {d.number}", 70, y, 9, "sans-bold")
    if d.revision:
        s.text(f"Version: {d.revision}", 260, y, 9)
    s.text(f"Issue date: {day(d, 'issued')}", 400, y, 9)
    extras(s, d, w, 70, y + 16)
    s.text(f"Certification body address: {d.body_address}", 70, 760, 7)
    s.text(accredited(d, w), 70, 772, 7)
    s.centred("Further clarifications regarding the scope may be obtained by consulting the organization.", 790, 6.5)


def since(s: Sheet, d: Description, w: Words) -> None:
    """The number follows the word "Certificate"; "since" a month without a day; the issue is a count."""
    s.text(f"Certificate {d.number}", 60, 60, 11, "sans-bold")
    s.text("The management system of", 60, 140, 12, colour="#d6591c")
    y = s.block(d.holder, 60, 168, 470, 24, "sans-bold")
    y = s.block(d.address, 60, y - 4, 470, 9)
    y = s.block("has been assessed and certified as meeting the requirements of", 60, y + 16, 470, 12, colour="#d6591c")
    y = s.block(d.standard, 60, y + 14, 470, 24, "sans-bold")
    y = s.block("For the following activities", 60, y + 8, 470, 12, colour="#d6591c")
    y = s.block(scope_with_soa(d, w), 60, y + 4, 470, 10)
    y = s.block(
        f"This certificate is valid from {day(d, 'valid_from')} until {day(d, 'valid_until')} and remains valid "
        "subject to satisfactory surveillance audits.",
        60, max(y + 30, 470), 470, 9,
    )  # fmt: skip
    y = s.block("Recertification audit due before 1 October 2028", 60, y, 470, 9)
    if d.first:
        issue = f"Issue {d.revision}. " if d.revision else ""
        s.text(f"{issue}Certified since {d.first:%B %Y}", 60, y, 9)
    extras(s, d, w, 60, y + 16)
    s.text("Authorised by", 60, 640, 8)
    s.text("R. Whitlock", 60, 664, 14, "serif-italic")
    s.text(f"{d.body}  {d.body_address}", 60, 690, 8)
    s.text(accredited(d, w), 60, 704, 8)
    s.block(
        "This document is an authentic electronic certificate for the client's business purposes use only. Printed "
        "copies are permitted. Any unauthorized alteration, forgery or falsification of the content or appearance "
        "of this document is unlawful.",
        60, 770, 470, 6,
    )  # fmt: skip
    s.text("Page 1 / 1", s.width - 60, 815, 7, align="right")


def report(s: Sheet, d: Description, w: Words) -> None:
    """German manner: the number of the audit report and the end of the certificate before stand beside the own ones."""
    s.text("ZERTIFIKAT", 60, 110, 48, "sans-bold", colour="#006633")
    y = s.block("Die Zertifizierungsstelle der", 60, 150, 470, 10)
    y = s.block(d.body, 60, y, 470, 11, "sans-bold")
    y = s.block("bescheinigt, dass das Unternehmen", 60, y + 4, 470, 10)
    y = s.block(d.holder, 60, y + 12, 470, 18, "sans-bold")
    y = s.block(d.address, 60, y - 4, 470, 10)
    y = s.block("für den Geltungsbereich", 60, y + 10, 470, 10)
    y = s.block(d.scope, 60, y + 6, 470, 12, "sans-bold")
    y = s.block(f"ein {w.system(d.scheme)} eingeführt hat und anwendet.", 60, y + 4, 470, 10)
    y = s.block(
        "Durch ein Audit, Bericht-Nr. 70417739, wurde der Nachweis erbracht, dass die Forderungen der",
        60,
        y + 8,
        470,
        10,
    )
    y = s.block(d.standard, 60, y + 12, 470, 20, "sans-bold")
    y = s.block("erfüllt sind.", 60, y - 4, 470, 10)
    begins, ends = day(d, "valid_from"), day(d, "valid_until")
    y = s.block(f"Dieses Zertifikat ist gültig vom {begins} bis {ends}.", 60, y + 6, 470, 10)
    y = s.block(f"Zertifikat-Registrier-Nr.: {d.number}", 60, y, 470, 10)
    y = s.block(f"Version der {soa(d, w)}" if d.soa_version else "", 60, y, 470, 10)
    if d.valid_from:
        before = written(d.valid_from - timedelta(days=1), d.dates, d.language)
        y = s.block(f"Gültigkeit der vorherigen Zertifizierung: {before}", 60, y, 470, 8)
    extras(s, d, w, 60, y + 10)
    s.text("Petra Lindgrün", 60, 690, 10)
    s.text("Leiterin der Zertifizierungsstelle", 60, 702, 8)
    s.text(f"Bremen, {day(d, 'issued')}", 60, 716, 9)
    s.text(accredited(d, w), 60, 770, 8)
    s.text(f"{d.body} · {d.body_address}", 60, 790, 7)


def capitals(s: Sheet, d: Description, w: Words) -> None:
    """Everything in capitals, in two languages one above the other; days in a table of four boxes."""
    s.text(f"CERTIFICATO N. / CERTIFICATE No. {d.number}", s.width / 2, 90, 14, "serif-bold", align="centre")
    y = 130.0
    for words, translated in (
        ("SI CERTIFICA CHE IL SISTEMA DI GESTIONE DI", "IT IS HEREBY CERTIFIED THAT THE MANAGEMENT SYSTEM OF"),
        (d.holder.upper(), ""),
        (d.address.upper(), ""),
        ("NELLE SEGUENTI UNITÀ OPERATIVE", "IN THE FOLLOWING OPERATIONAL UNITS"),
        (d.address.upper(), ""),
        ("È CONFORME ALLA NORMA", "IS IN COMPLIANCE WITH THE STANDARD"),
        (d.standard, ""),
        ("PER I SEGUENTI CAMPI DI ATTIVITÀ", "FOR THE FOLLOWING FIELD(S) OF ACTIVITIES"),
        (d.scope.upper(), d.scope_second.upper()),
    ):
        fact = words in {d.holder.upper(), d.standard}
        y = s.centred(words, y, 16 if fact else 9, "serif-bold" if fact else "serif")
        y = s.centred(translated, y, 7.5, "serif-italic") + 8 if translated else y + 8
    boxes = [
        ("Prima emissione", "First issue", day(d, "first")),
        ("Emissione corrente", "Current issue", day(d, "issued")),
        ("Data di scadenza", "Expiry date", day(d, "valid_until")),
    ]
    for at, (label, translated, value) in enumerate(boxes):
        if not value:
            continue
        x = 70 + at * 155
        s.frame(x, 600, 145, 52)
        s.text(label, x + 8, 614, 8, "serif")
        s.text(translated, x + 8, 624, 7, "serif-italic")
        s.text(value, x + 8, 642, 11, "serif-bold")
    extras(s, d, w, 70, 670)
    s.text(d.body, s.width / 2, 740, 10, "serif-bold", align="centre")
    s.text(d.body_address, s.width / 2, 752, 7, "serif", align="centre")
    s.text(accredited(d, w), s.width / 2, 768, 7, "serif", align="centre")
    s.centred("La validità del presente certificato è subordinata a sorveglianza periodica annuale", 785, 6.5, "serif")


LAYOUTS |= {
    "holds": Layout(holds, EVERY - {"revision"}),
    "spanned": Layout(spanned, EVERY - {"revision"}),
    "cycles": Layout(cycles),
    "since": Layout(since, EVERY - {"issued", "first_issued"}),
    "report": Layout(report, EVERY - {"revision", "first_issued"}),
    "capitals": Layout(capitals, EVERY - {"revision", "valid_from", "soa_version", "soa_date"}),
}
SPOKEN = {"holds": "en", "spanned": "en", "cycles": "en", "since": "en", "report": "de", "capitals": "it"}
__all__ = ["LAYOUTS"]
