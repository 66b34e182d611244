"""How certificates of many bodies are laid out. A layout says which facts it prints; the rest is left out of it.

A new layout is a function here or in `layouts_more.py`, and a row in its table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.certificates.describe import Description, Words, written
from tests.certificates.sheet import Sheet

EVERY = frozenset(
    """standard edition number holder scope first_issued issued valid_from valid_until body accreditation_body
    accreditation_number soa_version soa_date revision""".split()
)
Draw = Callable[[Sheet, Description, Words], None]


@dataclass(frozen=True)
class Layout:
    draw: Draw
    prints: frozenset[str] = EVERY
    wide: bool = False
    apart: bool = False


def day_rows(d: Description, w: Words, *, first: bool = True) -> list[tuple[str, str]]:
    """Label and value of every day that the certificate has, in the usual order."""
    days = [
        ("first", d.first if first else None),
        ("issued", d.issued),
        ("from", d.valid_from),
        ("until", d.valid_until),
    ]
    return [(w(key), written(day, d.dates, d.language)) for key, day in days if day]


def soa(d: Description, w: Words) -> str:
    if not d.soa_version:
        return ""
    day = written(d.soa_date, d.dates, d.language)
    return w("soa", version=d.soa_version, day=day)


def scope_with_soa(d: Description, w: Words) -> str:
    return f"{d.scope.rstrip('.')}, {soa(d, w)}" if d.soa_version else d.scope


def extras(s: Sheet, d: Description, w: Words, x: float, y: float, size: float = 7) -> float:
    """Days that are none of the certificate's own, former names and whatever else is on the paper."""
    for key, day in zip(w.all("due"), d.due, strict=False):
        s.text(f"{key}: {written(day, d.dates, d.language)}", x, y, size)
        y += size * 1.4
    if d.audited:
        s.text(f"{w('audit')}: {written(d.audited, d.dates, d.language)}", x, y, size)
        y += size * 1.4
    if d.printed:
        s.text(f"{w('printed')}: {written(d.printed, d.dates, d.language)}", x, y, size)
        y += size * 1.4
    for note in d.notes:
        y = s.block(note, x, y, s.width - x - 60, size)
    for at, words in enumerate(d.hidden):
        s.unseen(words, 60, 60 + 11 * at, d.hidden_way)
    return y


def former(d: Description, w: Words) -> str:
    return f"({w('formerly')} {d.formerly})" if d.formerly else ""


def accredited(d: Description, w: Words) -> str:
    if not d.accreditor:
        return ""
    return w("accredited", accreditor=d.accreditor, number=d.accreditation_number).rstrip(" ,:")


def classic(s: Sheet, d: Description, w: Words) -> None:
    """Centred, with a serif face, and a block of labels with colons at the foot."""
    s.frame(30, 30, s.width - 60, s.height - 60, line="#8a6d1d")
    s.frame(36, 36, s.width - 72, s.height - 72, line="#8a6d1d")
    s.text(w("title"), s.width / 2, 110, 40, "serif-bold", align="centre", colour="#8a6d1d")
    y = s.centred(w("certify", body=d.body), 160, 12, "serif-italic")
    y = s.centred(d.holder, y + 18, 22, "serif-bold")
    if d.formerly:
        y = s.centred(former(d, w), y, 9, "serif-italic")
    y = s.centred(d.address, y + 2, 10, "serif")
    y = s.centred(w("conforms"), y + 18, 12, "serif-italic")
    y = s.centred(d.standard, y + 16, 24, "serif-bold")
    y = s.centred(w.system(d.scheme), y, 12, "serif")
    y = s.centred(w("scope"), y + 18, 11, "serif-italic")
    y = s.centred(scope_with_soa(d, w), y + 4, 11, "serif")
    y = max(y + 24, 520)
    rows = [(w("number"), d.number), *day_rows(d, w)] + ([(w("revision"), d.revision)] if d.revision else [])
    for label, value in rows:
        s.text(label, 150, y, 10, "serif")
        s.text(":", 300, y, 10, "serif")
        s.text(value, 320, y, 10, "serif-bold")
        y += 16
    y = extras(s, d, w, 150, y + 4)
    s.rule(340, 720, 500)
    s.text(w("signatory"), 420, 732, 8, "serif", align="centre")
    s.text(d.body, 420, 744, 9, "serif-bold", align="centre")
    s.text(accredited(d, w), s.width / 2, 772, 8, "serif", align="centre")
    s.text(d.body_address, s.width / 2, 786, 7, "serif", align="centre")


def table(s: Sheet, d: Description, w: Words) -> None:
    """A grid of labels and values under a letterhead."""
    s.text(d.body, 60, 70, 16, "sans-bold", colour="#0b4f6c")
    s.text(d.body_address, 60, 84, 8, colour="#666666")
    s.rule(60, 94, s.width - 60, "#0b4f6c", 2)
    s.text(w("title"), 60, 140, 30, "sans-bold")
    rows = [
        (w("number"), d.number),
        (w("holder"), f"{d.holder}\n{former(d, w)}".strip()),
        (w("address"), d.address),
        (w("standard"), d.standard),
        (w("scope").rstrip(":"), d.scope),
        *([(w("soa_label"), soa(d, w))] if d.soa_version else []),
        *day_rows(d, w),
        *([(w("revision"), d.revision)] if d.revision else []),
        (w("body"), d.body),
        *([(w("accreditor"), f"{d.accreditor}, {d.accreditation_number}".rstrip(", "))] if d.accreditor else []),
    ]
    y = 170.0
    for label, value in rows:
        end = s.block(value, 230, y + 14, s.width - 300, 10)
        s.block(label, 68, y + 14, 150, 9, "sans-bold")
        tall = max(end - y - 6, 22)
        s.frame(60, y, 160, tall)
        s.frame(220, y, s.width - 280, tall)
        y += tall
    extras(s, d, w, 60, y + 20)
    s.text(w("small", body=d.body)[:110], 60, 800, 6, colour="#666666")


def bilingual(s: Sheet, d: Description, w: Words) -> None:
    """Every label in two languages, the scope in two columns; the values stand behind colons."""
    second = Words(d.second, d.wording)
    s.picture([(d.body.split()[0].upper(), 26, "serif-bold")], 60, 40, 200)
    s.text(f"{w('title')}", s.width / 2, 130, 34, "serif-bold", align="centre")
    s.text(second("title").upper(), s.width / 2, 148, 11, "serif", align="centre")
    y = s.centred(d.holder, 185, 18, "serif-bold")
    y = s.centred(d.address, y, 9, "serif")
    y = s.centred(d.standard, y + 16, 24, "serif-bold")
    y = s.centred(f"{w.system(d.scheme)} / {second.system(d.scheme)}", y, 9, "serif")
    y = s.centred(f"{w('scope').rstrip(': ')} / {second('scope').rstrip(': ')}", y + 14, 10, "serif-bold")
    left = s.block(d.scope, 70, y + 4, 215, 9, "serif")
    right = s.block(d.scope_second or d.scope, 310, y + 4, 215, 9, "serif-italic")
    y = max(left, right) + 8
    for words in (soa(d, w), soa(d, second)):
        y = s.centred(words, y, 8, "serif") if words else y
    y = s.centred(w("conforms"), y + 8, 8, "serif-italic")
    y = s.centred(second("conforms"), y, 8, "serif-italic") + 14
    keys = [
        ("number", d.number),
        ("first", d.first),
        ("issued", d.issued),
        ("from", d.valid_from),
        ("until", d.valid_until),
    ]
    for key, value in [*keys, ("revision", d.revision)]:
        if not value:
            continue
        shown = value if isinstance(value, str) else written(value, d.dates, d.language)
        s.text(f"{w(key)} / {second(key)}", 110, y, 9, "serif")
        s.text(f": {shown}", 360, y, 9, "serif-bold")
        y += 14
    y = extras(s, d, w, 110, y + 6)
    s.centred(second("small", body=d.body), 715, 6.5, "serif-italic")
    s.text(f"{d.body}", s.width / 2, 760, 10, "serif-bold", align="centre")
    s.text(d.body_address, s.width / 2, 772, 7, "serif", align="centre")
    s.text(accredited(d, second), s.width / 2, 784, 7, "serif", align="centre")


def letterhead(s: Sheet, d: Description, w: Words) -> None:
    """Days and number in small columns at the head, a large title, small print at the foot."""
    s.picture([(d.body.split()[0], 22, "sans-bold")], 50, 40, 150, "#0a7d5a")
    labels = [*day_rows(d, w, first=False), (w("number"), d.number)]
    y = 50.0
    for label, value in labels:
        s.text(f"{label}:", 250, y, 7)
        s.text(value, 345, y, 7)
        y += 9
    if d.first:
        s.text(f"{w('first')}:", 440, 50, 7)
        s.text(f"{d.standard.partition(':')[0]} - {written(d.first, d.dates, d.language)}", 440, 59, 7)
    s.rule(50, 100, s.width - 50, "#1b1b1b", 1.5)
    s.text(w("title"), 50, 140, 30, "sans-bold")
    s.text(w("certify", body=d.body), 50, 190, 11)
    y = s.block(d.holder, 50, 215, s.width - 100, 22, "sans-bold")
    y = s.block(" ".join((former(d, w), d.address)).strip(), 50, y + 4, s.width - 100, 9)
    y = s.block(w("conforms"), 50, y + 20, s.width - 100, 10)
    y = s.block(d.standard, 50, y + 6, s.width - 100, 16, "sans-bold")
    y = s.block(f"{w('scope').rstrip(':')}:", 50, y + 26, s.width - 100, 9, "sans-bold")
    y = s.block(scope_with_soa(d, w), 50, y + 2, s.width - 100, 9)
    extras(s, d, w, 50, y + 30)
    s.text("M. Aldersey", 50, 640, 16, "serif-italic")
    s.rule(50, 650, 180)
    s.text(w("signatory"), 50, 662, 8)
    s.text(f"{w('body')}: {d.body}", 50, 676, 8)
    if d.accreditor:
        s.text(accredited(d, w), s.width - 50, 676, 8, align="right")
    s.rule(50, 730, s.width - 50)
    small = " ".join(w.all("small", body=d.body))
    s.block(small, 50, 742, s.width - 100, 6.5, colour="#444444")
    s.text(d.body_address, 50, 790, 6.5, colour="#444444")
    s.text(w("page", page="1", pages="1"), s.width - 50, 800, 7, align="right")


def annex(s: Sheet, d: Description, w: Words) -> None:
    """The certificate on the first page, its sites on the second, with the number again."""
    s.text(d.body, s.width - 60, 60, 14, "sans-bold", align="right", colour="#7a1f5c")
    s.text(w("title").upper(), 60, 130, 34, "sans-bold", colour="#7a1f5c")
    s.text(f"{w('number')} {d.number}", 60, 155, 11)
    y = s.block(w("certify", body=d.body), 60, 195, 470, 11)
    y = s.block(d.holder, 60, y + 12, 470, 18, "sans-bold")
    y = s.block(d.address, 60, y, 470, 10)
    y = s.block(w("conforms"), 60, y + 16, 470, 11)
    y = s.block(d.standard, 60, y + 12, 470, 18, "sans-bold")
    y = s.block(w("scope"), 60, y + 16, 470, 11)
    y = s.block(scope_with_soa(d, w), 60, y + 2, 470, 11, "sans-bold")
    y += 26
    for label, value in day_rows(d, w):
        s.text(f"{label}: {value}", 60, y, 10)
        y += 15
    if d.revision:
        s.text(f"{w('revision')}: {d.revision}", 60, y, 10)
    extras(s, d, w, 60, y + 20)
    s.text(accredited(d, w), 60, 770, 8)
    s.text(d.body_address, 60, 784, 7)
    s.text(w("page", page="1", pages="2"), s.width - 60, 800, 8, align="right")
    s.page()
    s.text(d.body, s.width - 60, 60, 14, "sans-bold", align="right", colour="#7a1f5c")
    s.text(w("sites"), 60, 120, 20, "sans-bold", colour="#7a1f5c")
    s.text(f"{w('number')} {d.number}", 60, 142, 11)
    s.text(d.holder, 60, 158, 11)
    y = 190.0
    s.text(w("holder"), 66, y, 9, "sans-bold")
    s.text(w("address"), 226, y, 9, "sans-bold")
    s.text(w("activities"), 396, y, 9, "sans-bold")
    for site in d.sites:
        y += 22
        ends = [
            s.block(site.name, 66, y, 150, 9),
            s.block(site.address, 226, y, 160, 9),
            s.block(site.activities, 396, y, 140, 9),
        ]
        y = max(ends) - 8
        s.rule(60, y, s.width - 60)
    s.text(w("page", page="2", pages="2"), s.width - 60, 800, 8, align="right")


def sidebar(s: Sheet, d: Description, w: Words) -> None:
    """Modern: a coloured column with number and days in white, the rest left-aligned beside it."""
    s.frame(0, 0, 180, s.height, "#14324d")
    s.text(d.body, 24, 60, 10, "sans-bold", colour="#ffffff")
    rows = [
        (w("number"), d.number),
        *day_rows(d, w),
        *([(w("revision"), d.revision)] if d.revision else []),
        *([(w("accreditor"), d.accreditor)] if d.accreditor else []),
    ]
    y = 230.0
    for label, value in rows:
        s.text(label.upper(), 24, y, 7, colour="#9fc3e0")
        y = s.block(value, 24, y + 14, 140, 11, "sans-bold", colour="#ffffff") + 16
    s.block(d.body_address, 24, 760, 140, 7, colour="#9fc3e0")
    s.text(w("title"), 210, 110, 28, "sans-bold", colour="#14324d")
    y = s.block(w("certify", body=d.body), 210, 150, 340, 10)
    y = s.block(d.holder, 210, y + 14, 340, 20, "sans-bold")
    y = s.block(" ".join((d.address, former(d, w))).strip(), 210, y, 340, 9)
    y = s.block(w("conforms"), 210, y + 20, 340, 10)
    y = s.block(d.standard, 210, y + 12, 340, 22, "sans-bold")
    y = s.block(w.system(d.scheme), 210, y - 4, 340, 10)
    y = s.block(w("scope").upper(), 210, y + 24, 340, 8, "sans-bold", colour="#14324d")
    y = s.block(d.scope, 210, y + 2, 340, 10)
    if d.soa_version:
        y = s.block(soa(d, w), 210, y + 6, 340, 9)
    extras(s, d, w, 210, y + 24)
    s.block(w("small", body=d.body), 210, 770, 340, 6.5, colour="#555555")


def dense(s: Sheet, d: Description, w: Words) -> None:
    """Close lines as German bodies set them; the validity is a sentence."""
    s.frame(0, 0, 16, s.height, "#004a99")
    s.text(w("title").upper(), 60, 110, 44, "sans-bold", colour="#004a99", tracking=2)
    y = 150.0
    for label, value in (
        (w("standard"), f"{d.standard}"),
        (w("number"), d.number),
        (w("holder"), f"{d.holder}\n{d.address}"),
        (w("scope").rstrip(":"), scope_with_soa(d, w)),
    ):
        s.block(f"{label}:", 60, y, 140, 10)
        y = s.block(value, 210, y, 330, 11, "sans-bold") + 10
    y = s.block(_proof(d, w), 60, y + 4, 480, 10)
    if d.valid_from and d.valid_until:
        begins, ends = (written(day, d.dates, d.language) for day in (d.valid_from, d.valid_until))
        y = s.block(w("validity", **{"from": begins, "until": ends}), 60, y + 14, 480, 10)
    if d.first:
        y = s.block(f"{w('first')}: {written(d.first, d.dates, d.language)}", 60, y + 2, 480, 10)
    extras(s, d, w, 60, y + 14)
    if d.issued:
        s.text(f"{w('issued')}: {written(d.issued, d.dates, d.language)}", 60, 680, 10)
    s.rule(320, 690, 520)
    s.text(f"{w('body')} {d.body}", 320, 702, 8)
    s.text(d.body_address, 320, 713, 7)
    s.text(accredited(d, w), 60, 780, 8)


def _proof(d: Description, w: Words) -> str:
    name = d.standard.partition(":")[0]
    ways = {
        "de": f"Durch ein Audit wurde der Nachweis erbracht, dass die Anforderungen der {name} erfüllt sind.",
        "fr": f"Un audit a apporté la preuve que les exigences de {name} sont satisfaites.",
        "nl": f"Door middel van een audit is aangetoond dat aan de eisen van {name} wordt voldaan.",
    }
    return ways.get(d.language, f"An audit has furnished proof that the requirements of {name} are met.")


def afnor(s: Sheet, d: Description, w: Words) -> None:
    """French manner: the number on top, every line followed by its English, days as year, month, day."""
    second = Words("en", d.wording)
    s.text(w("title"), s.width - 60, 80, 40, "sans-italic", align="right", colour="#8a817c")
    s.text(second("title"), s.width - 60, 100, 16, "sans-italic", align="right", colour="#8a817c")
    s.text(f"N° {d.number}", 60, 130, 12, "sans-bold")
    y = 170.0
    for words, translated in (
        (w("certify", body=d.body), second("certify", body=d.body)),
        (d.holder, ""),
        (w("scope"), second("scope")),
        (d.scope, d.scope_second),
        (w("conforms"), second("conforms")),
        (d.standard, ""),
        (soa(d, w), soa(d, second)),
        (w.all("address")[-1], "on the following location(s):"),
        (d.address, ""),
    ):
        if not words:
            continue
        fact = words in {d.holder, d.scope, d.standard, d.address}
        y = s.centred(words, y, 14 if words == d.holder else 10, "sans-bold" if fact else "sans")
        y = s.centred(translated, y, 9, "sans-italic") if translated else y
        y += 12
    y = max(y, 560)
    s.text(f"{w('from')} (année/mois/jour)", 60, y, 7)
    s.text(f"{second('from')} (year/month/day)", 60, y + 9, 7, "sans-italic")
    s.text(written(d.valid_from, d.dates, d.language), 230, y + 4, 11, "sans-bold")
    s.text(w("until"), 340, y, 7)
    s.text(second("until"), 340, y + 9, 7, "sans-italic")
    s.text(written(d.valid_until, d.dates, d.language), 440, y + 4, 11, "sans-bold")
    extras(s, d, w, 60, y + 30)
    s.text(w("signatory"), s.width / 2, 680, 9, align="centre")
    s.centred(f"{d.body} · {w('small', body=d.body)}", 720, 6)
    s.text(accredited(d, w), s.width / 2, 770, 7, align="centre")
    s.text(d.body_address, s.width / 2, 790, 7, align="centre")


LAYOUTS: dict[str, Layout] = {
    "classic": Layout(classic),
    "table": Layout(table),
    "bilingual": Layout(bilingual),
    "letterhead": Layout(letterhead, EVERY - {"revision"}),
    "annex": Layout(annex),
    "sidebar": Layout(sidebar, EVERY - {"accreditation_number"}),
    "dense": Layout(dense, EVERY - {"revision"}),
    "afnor": Layout(afnor, EVERY - {"first_issued", "issued", "revision"}),
}
