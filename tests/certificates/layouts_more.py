"""More layouts: labels over or under their values, several standards, letterspacing, pictures, prose, a wide page."""

from __future__ import annotations

from functools import partial

from tests.certificates.describe import Description, Words, written
from tests.certificates.layouts import (
    EVERY,
    LAYOUTS,
    Layout,
    accredited,
    day_rows,
    extras,
    former,
    scope_with_soa,
    soa,
)
from tests.certificates.sheet import Sheet


def row(s: Sheet, d: Description, w: Words) -> None:
    """Four labels side by side at the foot, each value under its label."""
    s.block(w("title").upper(), 300, 80, 240, 22, "sans-bold", colour="#12405e")
    y = s.block(d.holder, 60, 170, 470, 18, "sans-bold")
    y = s.block(" ".join((d.address, former(d, w))).strip(), 60, y + 8, 470, 10)
    y = s.block(f"{w.all('conforms')[0].capitalize()}:", 60, y + 14, 470, 10)
    y = s.block(d.standard, 60, y + 12, 470, 20, "sans-bold")
    y = s.block(w.system(d.scheme).upper(), 60, y - 6, 470, 9, colour="#666666")
    y = s.block(f"{w.all('scope')[0]}:", 60, y + 14, 470, 10)
    y = s.block(scope_with_soa(d, w), 60, y + 4, 470, 10)
    extras(s, d, w, 60, y + 16)
    s.text("E. Marlowe", 60, 640, 15, "serif-italic")
    s.text(f"E. Marlowe - {w('signatory')}", 60, 664, 8)
    s.text(d.body, 60, 675, 8)
    cells = [*day_rows(d, w), (w("number"), d.number)]
    for at, (label, value) in enumerate(cells):
        x = 60 + at * 475 / len(cells)
        s.text(f"{label.upper()}:", x, 715, 7, colour="#12405e")
        s.later(partial(s.text, value, x, 730, 8.5))
    s.frame(0, 750, s.width, 92, "#dfe8f1")
    s.text(d.body, s.width - 40, 775, 9, "sans-bold", align="right")
    s.text(d.body_address, s.width - 40, 788, 7, align="right")
    s.text(accredited(d, w), 40, 828, 6, colour="#888888")


def integrated(s: Sheet, d: Description, w: Words) -> None:
    """One paper for several standards, each with its own number."""
    s.text(d.body.upper(), s.width / 2, 60, 13, "sans-bold", align="centre")
    s.text(w("title"), s.width / 2, 120, 36, "serif-bold", align="centre")
    y = s.centred(w("certify", body=d.body), 160, 11)
    y = s.centred(d.holder, y + 14, 20, "serif-bold")
    y = s.centred(d.address, y, 9)
    y = s.centred(w("conforms"), y + 14, 11) + 12
    s.text(w("standard"), 80, y, 9, "sans-bold")
    s.text(w("number"), 270, y, 9, "sans-bold")
    if d.first:
        s.text(w("first"), 410, y, 9, "sans-bold")
    lines = [(d.standard, d.number, d.first), *((n.standard, n.number, n.first) for n in d.also)]
    for standard, number, first in lines:
        y += 18
        s.rule(76, y - 13, s.width - 76)
        s.text(standard, 80, y, 11, "sans-bold")
        s.text(number, 270, y, 10)
        s.text(written(first, d.dates, d.language), 410, y, 10)
    y = s.centred(w("scope"), y + 40, 10)
    y = s.centred(d.scope, y + 4, 11, "sans-bold")
    y = s.centred(soa(d, w), y + 4, 9) + 20
    for label, value in day_rows(d, w, first=False):
        s.text(f"{label}:", 200, y, 10)
        s.text(value, 330, y, 10, "sans-bold")
        y += 16
    extras(s, d, w, 200, y + 8)
    s.text(accredited(d, w), s.width / 2, 770, 8, align="centre")
    s.text(d.body_address, s.width / 2, 785, 7, align="centre")


def spaced(s: Sheet, d: Description, w: Words) -> None:
    """Letterspaced capitals: in the title as blanks between letters, in the name of the holder as wide setting."""
    s.text(d.body, 60, 60, 18, "sans-bold", colour="#7d2631")
    s.rule(60, 80, s.width - 60, "#7d2631")
    s.text(" ".join(w("title").upper()), 60, 130, 26, "sans-bold")
    y = s.block(w("certify", body=d.body), 60, 165, 470, 10, "sans-italic")
    s.text(d.holder, 60, y + 20, 16, "sans-bold", tracking=1.6)
    y = s.block(d.address, 60, y + 42, 470, 10, "sans-italic")
    y = s.block(w("conforms"), 60, y + 14, 470, 10, "sans-italic")
    s.text(d.standard, 60, y + 22, 20, "sans-bold", tracking=2.5)
    y = s.block(w("scope"), 60, y + 60, 470, 10, "sans-italic")
    y = s.block(scope_with_soa(d, w), 60, y + 4, 470, 9)
    y = max(y + 40, 480)
    for label, value in [(w("number"), d.number), *day_rows(d, w)]:
        s.text(label, 60, y, 9.5)
        s.text(value, 180, y, 9.5, "sans-bold")
        y += 16
    s.rule(172, y - 80, 173)
    extras(s, d, w, 60, y + 8)
    s.text(accredited(d, w), 60, 740, 8)
    s.text(d.body, s.width - 60, 760, 8, "sans-bold", align="right")
    s.text(d.body_address, s.width - 60, 772, 7, align="right")
    s.text(w("page", page="1", pages="1"), s.width / 2, 810, 7, align="centre")


def pictured(s: Sheet, d: Description, w: Words) -> None:
    """The title, the body and its accreditation are a picture; only what was filled in is text."""
    s.picture([(d.body, 17, "serif-bold"), (w("title"), 34, "serif-italic")], 150, 50, 330)
    s.text(
        w("certify", body="We").replace("We hereby certifies", "We hereby certify"),
        s.width / 2,
        190,
        10,
        align="centre",
    )
    y = s.centred(d.holder, 225, 20, "serif-bold")
    y = s.centred(d.address, y, 8, "serif-bold")
    y = s.centred(w("conforms"), y + 16, 11)
    y = s.centred(d.standard, y + 12, 20, "sans-bold")
    y = s.centred(w.system(d.scheme), y, 13, "sans-bold")
    y = s.centred(w("scope"), y + 14, 11)
    y = s.centred(scope_with_soa(d, w).upper(), y + 4, 9, "sans-bold") + 16
    rows = day_rows(d, w)
    for at, (label, value) in enumerate(rows):
        s.text(f"{label}: {value}", 80 + (at % 2) * 260, y + (at // 2) * 18, 10, "serif")
    y = extras(s, d, w, 80, y + 46, 9)
    s.text(f"{w('number')}: {d.number}", s.width / 2, y + 14, 12, "serif-bold", align="centre")
    if d.accreditor:
        s.picture([(accredited(d, w), 9, "sans-bold")], 130, 720, 340, "#1f4f9e")


def prose(s: Sheet, d: Description, w: Words) -> None:
    """American manner: a company table, the scope as a paragraph that holds the number, days in one row of pairs."""
    s.text(w("title").upper(), 60, 120, 28, "sans-bold", colour="#d9532c")
    s.text(f"{w.system(d.scheme).upper()} - {d.standard}", 60, 140, 11, "sans-bold", colour="#8a7a3a")
    y = s.block(
        f"{d.body}, a certification body, certifies that the following organization operates a management system that "
        f"conforms to the requirements of {d.standard}.",
        60, 160, 480, 9,
    )  # fmt: skip
    s.frame(60, y + 4, 480, 46)
    s.text("Company", 66, y + 24, 9, "sans-bold")
    s.block(d.holder, 130, y + 18, 160, 9)
    s.text("Address", 300, y + 24, 9, "sans-bold")
    s.block(d.address, 350, y + 18, 180, 9)
    y += 80
    s.text("SCOPE", 60, y, 11, "sans-bold", colour="#8a7a3a")
    y = s.block(d.scope, 60, y + 16, 480, 9, "serif")
    y = s.block(f"{d.holder} holds certificate number {d.number}.", 60, y + 4, 480, 9, "serif")
    s.rule(60, 560, 540, "#d9532c", 4)
    if d.soa_version:
        s.text(f"Statement of Applicability:   Version: {d.soa_version}", 60, 580, 9)
        s.text(f"Date: {written(d.soa_date, d.dates, 'en')}", 380, 580, 9)
    for at, (label, value) in enumerate(day_rows(d, w)):
        s.text(f"{label}: {value}", 60 + at * 170, 600, 9)
    extras(s, d, w, 60, 620)
    s.text(f"For and on behalf of {d.body}", 60, 650, 8)
    s.text("Print Name: Kay Thornbury", 60, 662, 8)
    s.text(accredited(d, w), 300, 662, 8)
    s.block(w("small", body=d.body), 60, 740, 480, 7)
    s.frame(0, 780, s.width, 62, "#2f3a3c")
    s.text(d.body_address, 60, 805, 8, colour="#ffffff")


def above(s: Sheet, d: Description, w: Words) -> None:
    """Like a form that was signed: every value stands over a line, and its label under the line."""
    s.text(d.body, s.width / 2, 60, 15, "serif-bold", align="centre")
    s.text(w("title"), s.width / 2, 110, 34, "serif-bold", align="centre")
    y = 170.0
    for label, value, size in (
        (w("holder"), d.holder, 16),
        (w("address"), d.address, 10),
        (w("standard"), d.standard, 16),
        (w("scope").rstrip(":"), d.scope, 10),
    ):
        y = s.centred(value, y, size, "serif-bold")
        s.rule(120, y - 4, s.width - 120)
        s.text(label.lower(), s.width / 2, y + 5, 7, "serif-italic", align="centre", colour="#777777")
        y += 40
    if d.soa_version:
        y = s.centred(soa(d, w), y, 9, "serif") + 20
    cells = [(w("number"), d.number), *day_rows(d, w)]
    for at, (label, value) in enumerate(cells):
        x, line = 150 + (at % 2) * 290, y + (at // 2) * 52
        s.text(value, x, line, 11, "serif-bold", align="centre")
        s.rule(x - 100, line + 5, x + 100)
        s.text(label.lower(), x, line + 14, 7, "serif-italic", align="centre", colour="#777777")
    extras(s, d, w, 60, 690)
    s.text(accredited(d, w), s.width / 2, 770, 8, "serif", align="centre")
    s.text(d.body_address, s.width / 2, 785, 7, "serif", align="centre")


def wide(s: Sheet, d: Description, w: Words) -> None:
    """A landscape page with the facts of the certificate in a column on the right, labels set to the right."""
    s.text(d.body, 50, 60, 18, "sans-bold", colour="#1a5632")
    s.text(w("title"), 50, 130, 40, "serif-bold", colour="#1a5632")
    y = s.block(w("certify", body=d.body), 50, 175, 430, 11)
    y = s.block(d.holder, 50, y + 14, 430, 22, "serif-bold")
    y = s.block(d.address, 50, y, 430, 10)
    y = s.block(w("conforms"), 50, y + 12, 430, 11)
    y = s.block(d.standard, 50, y + 14, 430, 20, "serif-bold")
    y = s.block(f"{w('scope').rstrip(':')}: {scope_with_soa(d, w)}", 50, y + 14, 430, 10)
    extras(s, d, w, 50, y + 14)
    y = 200.0
    for label, value in [
        (w("number"), d.number),
        *day_rows(d, w),
        *([(w("revision"), d.revision)] if d.revision else []),
    ]:
        s.text(label, 640, y, 9, align="right", colour="#555555")
        s.text(value, 652, y, 10, "sans-bold")
        y += 22
    s.text(accredited(d, w), 50, 545, 8)
    s.text(d.body_address, 50, 560, 7)


def diploma(s: Sheet, d: Description, w: Words) -> None:
    """The number belongs to the title, and three columns at the foot hold a label over each day."""
    s.text(f"{w('title').upper()} n° {d.number}", s.width / 2, 90, 24, "sans", align="centre")
    y = s.centred(w("certify", body=d.body), 130, 10)
    y = s.centred(d.holder, y + 14, 20)
    y = s.centred(f"{w('address').rstrip(':')}: {d.address}", y + 8, 9)
    y = s.centred(w("conforms"), y + 14, 10)
    y = s.centred(d.standard, y + 14, 20)
    y = s.centred(w("scope"), y + 14, 10)
    y = s.centred(scope_with_soa(d, w), y + 4, 10)
    s.centred(w("small", body=d.body), y + 24, 7, "sans-bold")
    cells = [
        (w(key), written(day, d.dates, d.language))
        for key, day in (("first", d.first), ("issued", d.issued), ("until", d.valid_until))
        if day
    ]
    for at, (label, value) in enumerate(cells):
        x = s.width / 2 if len(cells) == 1 else 120 + at * (s.width - 240) / (len(cells) - 1)
        s.text(label, x, 600, 9, align="centre")
        s.text(value, x, 613, 9, align="centre")
    extras(s, d, w, 60, 640)
    s.text(w("signatory"), 430, 680, 8, align="centre")
    s.text(d.body, 430, 691, 8, align="centre")
    s.text(accredited(d, w), s.width / 2, 750, 8, align="centre")
    s.text(d.body_address, s.width / 2, 790, 7, align="centre")


LAYOUTS |= {
    "row": Layout(row, EVERY - {"revision"}),
    "integrated": Layout(integrated, EVERY - {"revision"}),
    "spaced": Layout(spaced, EVERY - {"revision"}),
    "pictured": Layout(pictured, EVERY - {"revision"}),
    "prose": Layout(prose, EVERY - {"revision"}),
    "above": Layout(above, EVERY - {"revision"}),
    "wide": Layout(wide, wide=True),
    "diploma": Layout(diploma, EVERY - {"revision", "valid_from"}),
    "table-apart": Layout(LAYOUTS["table"].draw, apart=True),
    "classic-apart": Layout(LAYOUTS["classic"].draw, apart=True),
}
__all__ = ["LAYOUTS"]
