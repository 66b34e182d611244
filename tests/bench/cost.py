"""What answering costs a vendor: clicks, typed characters and pages, counted in a real browser.

One vendor, Otterline HR, gives the answers of `questionnaires/examples/otterline-hr.json` to the readiness
questionnaire of 60 questions, from the link in its mail to the receipt, three times:

(a) from nothing;
(b) a year later, in another campaign of the same buyer, with last year's answers filled in;
(c) from nothing, with its certificate attached, read and confirmed.

Each is done twice: with the answers alone, and with the notes that a careful vendor writes beside them. What a
certificate answers is confirmed as it is offered, and what it waits for is chosen there; both without a note.

Rules of counting:

- Only what a person can do with a mouse and a keyboard on these pages, in their order; only the link is an address.
- Every choice is a click, also each tick of several; a field is a click to get into it, and its characters; a list that
  drops down is two clicks; a day is a click and eight digits; a file is three clicks (the control, the file in the
  system's dialog, and its button). A note is one more click, to open its field.
- Every page that the browser loads is a page, from the one behind the link to the receipt. What changes in place is
  none.
- (a) and (b) attach no file at all: evidence is welcome and never required. That makes (a) cheaper than a careful
  vendor has it, and the shares of (b) and (c) larger.
- Scrolling, reading and thinking are not counted; nobody makes a mistake.

A certificate speaks to the management system, and the questionnaire asks about the product too. So below each table
stands what the questions that no certificate answers cost in (a): (c) cannot be less.

The last column adds the three up as minutes of hands, by the keystroke-level model (`tests/bench/hand.py`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from app.cli.demonstration_paper import certificate_paper
from app.core.questionnaire.load import load
from app.core.questionnaire.model import Kind, Question, Questionnaire
from app.core.response import Answer, Response
from app.features.campaigns.models import Campaign
from app.features.questionnaires.models import Release
from app.infra import migrate
from app.infra.content import FOLDER
from app.infra.db import Database
from tests.bench.hand import Cost, Hand
from tests.browser.conftest import ARGUMENTS, chromium_program
from tests.browser.site import Site, serving
from tests.browser.visits import Answering, question
from tests.conftest import Cast, make_cast
from tests.web.vendor_story import Invited, campaign, invite, publish

SOURCE = (FOLDER / "iso-42001-readiness.yaml").read_text(encoding="utf-8")
SAID = Response.model_validate_json((FOLDER / "examples/otterline-hr.json").read_text(encoding="utf-8"))
SLOW = 60_000  # milliseconds: a certificate is read by a process of its own


@dataclass(frozen=True)
class Way:
    """What one way cost, in all and for each question answered by hand."""

    cost: Cost
    by_hand: dict[str, Cost]


def measure() -> dict[str, Way]:
    """Each way by its name: "a", "b", "c", and with notes "a+", "b+", "c+"."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="countersign-cost-") as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_program(), args=ARGUMENTS)
        for notes in (False, True):
            place = Path(folder) / str(notes)
            place.mkdir()
            with serving(place, _migrated(place)) as site:
                world = World(site)
                for way, name in ((from_nothing, "a"), (from_last_year, "b"), (from_certificate, "c")):
                    found[name + "+" * notes] = _in_a_window(chromium, site, world.invited(name), way, notes)
        chromium.close()
    return found


def report(found: dict[str, Way]) -> list[str]:
    names = {"a": "(a) from nothing", "b": "(b) with last year's answers", "c": "(c) with a certificate"}
    lines = []
    for notes, title in (("", "answers alone"), ("+", "with the notes of a careful vendor")):
        nothing, certified = found["a" + notes], found["c" + notes]
        lines += [title, f"{'':32}{'clicks':>16}{'characters':>18}{'pages':>14}{'minutes of hands':>22}"]
        lines += [_row(label, found[way + notes].cost, nothing.cost) for way, label in names.items()]
        left = certified.by_hand.keys() & nothing.by_hand.keys()
        least = sum((nothing.by_hand[q] for q in left), Cost())
        lines.append(_row(f"{len(left)} of {len(nothing.by_hand)} not answered by it", least, nothing.cost))
    return lines


def _row(label: str, cost: Cost, whole: Cost) -> str:
    share = cost.share_of(whole)
    return (
        f"  {label:30}{_of(cost.clicks, share['clicks']):>16}{_of(cost.characters, share['characters']):>18}"
        f"{_of(cost.pages, share['pages']):>14}{_of(round(cost.minutes, 1), share['minutes']):>22}"
    )


def _of(figure: float, share: float) -> str:
    return f"{figure:,}  {share:4.0%}"


def _migrated(folder: Path) -> Path:
    file = folder / "template.db"
    database = Database(f"sqlite:///{file}")
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return file


class World:
    """A buyer with three campaigns of one release; Otterline HR is asked in two of them, a namesake in the third."""

    def __init__(self, site: Site) -> None:
        self._site, self._now = site, site.services.clock()
        self._cast: Cast = make_cast(site.services.database, self._now)
        with site.services.database.writing() as session:
            self._release = publish(session, self._cast.ines.actor, SOURCE, self._now).id

    def invited(self, way: str) -> Invited:
        """(c) is another vendor to the buyer, so that no earlier answers are at hand."""
        with self._site.services.database.writing() as session:
            release = session.get_one(Release, self._release)
            row: Campaign = campaign(
                session, self._cast.ines.actor, release, self._now, due_on=self._now.date() + timedelta(days=30)
            )
            row.title, row.system_name, row.system_description = f"Hiring {way}", SAID.subject.name, ""
            name = SAID.vendor.legal_name if way != "c" else CERTIFIED
            return invite(session, row, name, "Otto Rinaldi", self._site.services.settings, self._now)


CERTIFIED = "Otterline HR Vlaanderen B.V."


def _in_a_window(chromium: Browser, site: Site, invited: Invited, way: Callable[[Vendor], None], notes: bool) -> Cost:
    context = chromium.new_context(base_url=site.url, locale="en-GB", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(SLOW)
    vendor = Vendor(Hand(context.new_page()), notes=notes)
    vendor.open(invited)
    way(vendor)
    context.close()
    return Way(vendor.hand.cost, vendor.by_hand)


class Vendor:
    """Somebody at Otterline HR, who knows all answers."""

    def __init__(self, hand: Hand, *, notes: bool) -> None:
        self.hand, self.page, self._notes = hand, hand.page, notes
        self._here = Answering(hand.page)
        model = load(SOURCE).questionnaire
        assert model is not None
        self.model: Questionnaire = model
        self.by_hand: dict[str, Cost] = {}

    def open(self, invited: Invited) -> None:
        self.page.goto(f"/q/{invited.token}")
        self.hand.click("main form button[type=submit]")
        self.page.wait_for_url("**/v/**")

    def answer_page(self) -> None:
        """Everything of this page that is not answered yet, from top to bottom."""
        for asked in self.model.by_id.values():
            box = question(self.page, asked.id)
            if not box.count() or asked.id in self._answered():
                continue
            before = self.hand.cost
            self._answer(asked, SAID.answers[asked.id])
            if self._notes and SAID.answers[asked.id].note:
                self._note(asked, SAID.answers[asked.id].note)
            self.by_hand[asked.id] = self.hand.cost - before

    def _answered(self) -> set[str]:
        """Questions of the page that hold an answer, confirmed or not."""
        found: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll('fieldset.q')].filter(q => [...q.elements].some(e =>
                 e.name.includes(':value') && (e.type === 'radio' || e.type === 'checkbox' ? e.checked : e.value)))
                 .map(q => q.dataset.question)"""
        )
        return set(found)

    def _answer(self, asked: Question, answer: Answer) -> None:
        value: Any = answer.value
        if asked.type is Kind.TABLE:
            self._table(asked, value)
        elif asked.type is Kind.DECLARATION:
            self.hand.type(f'[id="f-{asked.id}.name"]', value["name"])
            self._saved(asked.id, lambda: self.hand.type(f'[id="f-{asked.id}.function"]', value["function"]))
        else:
            for option in value if isinstance(value, list | tuple) else [value]:
                choice = f'label.choice:has([name="{asked.id}:value"][value="{option}"])'
                self._saved(asked.id, lambda choice=choice: self.hand.click(choice))  # type: ignore[misc]

    def _table(self, asked: Question, rows: Any) -> None:
        for number, row in enumerate(rows, 1):
            if number > 1:
                self.hand.click(f'[name="{asked.id}:add-row"]')
            for column in asked.columns:
                said = row.get(column.id)
                field = f'[id="f-{asked.id}.{number}.{column.id}"]'
                if said is None:
                    continue
                if column.type == Kind.SINGLE:
                    self.hand.pick(field, said)
                elif column.type == Kind.DATE:
                    self.hand.day(field, said if isinstance(said, str) else said.isoformat())
                else:
                    self.hand.type(field, said)
        self.page.wait_for_function(
            "id => document.querySelector(`#s-${id}`).textContent.includes('Saved')", arg=asked.id
        )

    def _note(self, asked: Question, note: str) -> None:
        self.hand.click(f'.q[data-question="{asked.id}"] details.aside:has([name="{asked.id}:note"]) > summary')
        self._saved(asked.id, lambda: self.hand.type(f'[id="f-{asked.id}.note"]', note))

    def _saved(self, question_id: str, act: Callable[[], None]) -> None:
        self._here.saved(question_id, act)

    def go_on(self) -> None:
        before = self.page.url
        self.hand.click('.actions button[type="submit"]')
        self.page.wait_for_url(lambda url: url != before)

    def answer_sections(self) -> None:
        """Section after section, from the one that is open, until the answers are to be checked."""
        while "/sections/" in self.page.url:
            self.answer_page()
            self.go_on()

    def answer_rest(self) -> None:
        """What is open on the page of what is left; what was filled in is confirmed with it."""
        self.answer_page()
        self.hand.click('[name="confirm-all"][value="go"]')
        self.page.wait_for_url("**/check?*")

    def sign(self) -> None:
        """On the page that shows everything: who signs, the three statements, and the button."""
        self.hand.type("#function", "Quality Manager")
        for statement in self.page.locator("form[action$='/submit'] input[type=checkbox]").all():
            self.hand.click(f"label:has(#{statement.get_attribute('id')})")
        self.hand.click("form[action$='/submit'] button[type=submit]")
        self.page.wait_for_url("**/receipt")

    @property
    def open_ones(self) -> list[str]:
        return self.page.locator("#open-h + ul > li").all_inner_texts()


def from_nothing(vendor: Vendor) -> None:
    vendor.hand.click("main a.btn.primary")
    vendor.answer_sections()
    assert not vendor.open_ones, vendor.open_ones
    vendor.sign()


def from_last_year(vendor: Vendor) -> None:
    vendor.page.wait_for_url("**/rest")  # where the link's own button led
    vendor.answer_rest()
    assert not vendor.open_ones, vendor.open_ones
    vendor.sign()


def from_certificate(vendor: Vendor) -> None:
    facts = SAID.certificates[0]
    holder = facts.holder.model_copy(update={"value": CERTIFIED}) if facts.holder else None
    paper = certificate_paper(facts.model_copy(update={"holder": holder}))
    vendor.hand.attach("#certificate-file", {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": paper})
    expect(vendor.page.locator("#facts-h")).to_be_visible(timeout=SLOW)
    together, alone = vendor.page.locator("#facts-all button"), vendor.page.locator('[id^="go-"]')
    vendor.hand.click(together)
    expect(together).to_have_count(0)
    while alone.count():
        this = alone.first.get_attribute("id")
        vendor.hand.click(f"#{this}")
        expect(vendor.page.locator(f"#{this}")).to_have_count(0)
    expect(vendor.page.locator("#facts-done")).to_be_visible()
    for asked in ("R01", "R02"):
        vendor.hand.click(f'.effect label.choice:has([name="{asked}:value"][value="{SAID.answers[asked].value}"])')
    vendor.hand.click(".effect form button")
    vendor.page.wait_for_url("**/rest")
    vendor.answer_rest()
    assert not vendor.open_ones, vendor.open_ones
    vendor.sign()


if __name__ == "__main__":
    print("\n".join(report(measure())))
