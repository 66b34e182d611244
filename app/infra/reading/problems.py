"""What a person is told when a file could not be read, or not all of it."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.problems import Problem, Severity
from app.core.wording import say, template

CODES = {
    "READ-TYPE": "Only PDF, PNG and JPEG files are read.",
    "READ-ENCRYPTED": "The file is protected by a password.",
    "READ-BROKEN": "The file could not be opened as what it says it is.",
    "READ-TOO-LARGE": "The file, or what it unpacks into, is larger than is read.",
    "READ-TOO-LONG": "Reading took longer than is allowed, and was stopped.",
    "READ-CRASHED": "The file made the reader fail.",
    "READ-PAGE": "The page that was asked for is not there, or cannot be shown.",
    "READ-PAGES-LEFT": "Only the first and last pages were read.",
    "READ-PAGE-BROKEN": "A page could not be opened and was left out.",
    "READ-WORDS-LEFT": "A page holds more words than are read.",
    "READ-GLYPHS": "The letters of a page cannot be told from the file: its fonts do not say what they mean.",
    "READ-UNSEEN": "A page carries words that are not seen on it, as scanners write them under the picture.",
    "READ-HIDDEN": "A page holds words that cannot be seen on it, besides those that can.",
    "READ-OCR-OFF": "A page is a picture, and reading pictures is switched off.",
    "READ-OCR-MISSING": "A page is a picture, and the packages that read pictures are not installed.",
    "READ-OCR-LEFT": "Pages that are pictures were left unread, to keep within the limits of pages and time.",
    "READ-OCR-FAILED": "A page is a picture, and could not be read.",
    "READ-SEAL": "Signatures in the file could not be looked at.",
}


class Unreadable(Exception):
    """The file could not be read; `problem` says why, with one of CODES."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.message}")
        self.problem = problem


def unreadable(code: str, message: str, remedy: str, where: str = "file") -> Unreadable:
    assert code in CODES, code
    return Unreadable(Problem(code=code, where=where, message=message, remedy=remedy))


# What is told beside a reading, and what to do about it. The values are put in by `remark`.
_REMARKS = {
    "READ-OCR-OFF": (
        template("Words on %(pages)s are a picture, and reading pictures is switched off here."),
        template("Type what the certificate says. Operators: COUNTERSIGN_OCR switches it on."),
    ),
    "READ-OCR-MISSING": (
        template("Words on %(pages)s are a picture, and what reads pictures is not installed here."),
        template("Type what the certificate says. Operators: tools/install.sh app installs it."),
    ),
    "READ-OCR-LEFT": (
        template("Words on %(pages)s are a picture and were not read, to keep within the limits."),
        template("Attach the certificate alone, or type what those pages say."),
    ),
    "READ-OCR-FAILED": (
        template("There is a picture on %(pages)s that could not be read (%(how)s)."),
        template("Type what it says."),
    ),
    "READ-UNSEEN": (
        template("Words of %(pages)s come from a layer that is not seen, as scanners write it."),
        template("Compare what was read with the page."),
    ),
    "READ-HIDDEN": (
        template("There are %(count)s words on %(pages)s that nobody can see there. They were left out."),
        template("Ask where the file comes from, if they matter."),
    ),
    "READ-PAGE-BROKEN": (
        template("It was not possible to open %(pages)s, which was left out."),
        template("Print the document as a PDF again, if that page matters."),
    ),
    "READ-WORDS-LEFT": (
        template("There are more than %(most)s words on %(pages)s; the others were left out."),
        template("Attach the certificate alone."),
    ),
    "READ-GLYPHS": (
        template("The fonts of %(pages)s do not say what their letters mean, so it is read as a picture."),
        template("Compare what was read with the page."),
    ),
    "READ-PAGES-LEFT": (
        template("Of %(count)s pages %(read)s were read: the first and the last."),
        template("If the certificate stands elsewhere, attach its pages alone."),
    ),
    "READ-SEAL": (
        template("Signatures in this file could not be looked at (%(how)s)."),
        template("Open it in a program that checks signatures, if they matter."),
    ),
}


def remark(code: str, pages: Sequence[int] = (), **what: object) -> Problem:
    """What to tell of some pages, or of the whole file."""
    numbers = ", ".join(map(str, pages))
    named = say("pages %(numbers)s", numbers=numbers) if len(pages) > 1 else say("page %(numbers)s", numbers=numbers)
    message, remedy = _REMARKS[code]
    return Problem(
        code=code,
        where=str(named) if pages else "file",
        message=say(message, pages=named, **what),
        remedy=say(remedy),
        severity=Severity.WARNING,
    )


def encrypted() -> Unreadable:
    return unreadable(
        "READ-ENCRYPTED",
        say("This file is protected by a password."),
        say("Save it without a password and attach it again."),
    )


def broken(what: str) -> Unreadable:
    return unreadable(
        "READ-BROKEN",
        say("This file could not be opened as a %(type)s.", type=what),
        say("Look whether it opens on your computer. If it does, save or print it as a PDF and attach that."),
    )


def too_large(message: str) -> Unreadable:
    return unreadable(
        "READ-TOO-LARGE", message, say("Attach the certificate alone, as a PDF, and type what it says meanwhile.")
    )


def too_long(seconds: float) -> Unreadable:
    return unreadable(
        "READ-TOO-LONG",
        say("Reading this file took longer than %(seconds)s seconds and was stopped.", seconds=f"{seconds:g}"),
        say("Type what the certificate says. Saving it as a smaller PDF may help too."),
    )


def crashed(how: str) -> Unreadable:
    return unreadable(
        "READ-CRASHED",
        say("This file made the reader fail (%(how)s). Nothing else was affected.", how=how),
        say("Type what the certificate says, or print it as a PDF and attach that."),
    )


def no_page(number: int) -> Unreadable:
    return unreadable(
        "READ-PAGE",
        say("There is no page %(number)s that could be shown.", number=number),
        say("Open the file itself."),
        f"page {number}",
    )
