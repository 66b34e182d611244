"""What stories about reading share: a reader that says what the story wants, and a worker that asks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import BinaryIO

from app.core.certificates.facts import Family
from app.core.certificates.read.model import ReadCertificate, ReadFact, Reading
from app.core.problems import Problem
from app.features.certificates.effects import CannotBeRead, Read
from app.features.effects import build_worker
from app.infra.services import Services


def read(value: object, confidence: float = 0.9, *, top: float = 0.1, page: int = 1, words: str = "") -> ReadFact:  # type: ignore[type-arg]
    words = words or str(value)
    return ReadFact(
        value=value, confidence=confidence, page=page, box=(0.2, top, 0.6, round(top + 0.03, 4)), words=words
    )


def asked(*values: date) -> ReadFact[date]:
    """A day that can be read in more than one way."""
    return ReadFact(
        value=None,
        confidence=0.4,
        page=1,
        box=(0.4, 0.7, 0.6, 0.73),
        words="Valid until 03/04/2028",
        alternatives=values,
    )


def certificate(**changed: object) -> ReadCertificate:
    """Brightkeel's certificate of Quillfeather, as a reader would find it."""
    facts: dict[str, object] = {
        "scheme": "iso-42001",
        "standard": read("ISO/IEC 42001:2023", top=0.3, words="to the requirements of ISO/IEC 42001:2023"),
        "number": read("BKA-AIMS-00412", top=0.4, words="Certificate number BKA-AIMS-00412"),
        "holder": read("Quillfeather Talent", top=0.2),
        "scope": read("The design and operation of Quillfeather Hire", 0.6, top=0.5),
        "valid_from": read(date(2026, 1, 12), top=0.6, words="Valid from 12 January 2026"),
        "valid_until": read(date(2029, 1, 11), top=0.65, words="Valid until 11 January 2029"),
        "body": read("Brightkeel Assurance Ltd", 0.4, top=0.8, page=2),
    }
    return ReadCertificate.model_validate(facts | changed)


def reading(*certificates: ReadCertificate, family: Family = Family.MANAGEMENT_SYSTEM, **more: object) -> Reading:
    facts = {"legibility": "text", "pages": ((595, 842), (595, 842)), "page_count": 2, "certificates": certificates}
    return Reading.model_validate({"family": family} | facts | more)


def says(*answers: Reading | Exception) -> Read:
    """A reader that gives these answers one after another, and the last one ever after."""
    left = list(answers)

    def answer(file: BinaryIO, media_type: str) -> Reading:
        assert file.read(4) in (b"%PDF", b"\x89PNG", b"\xff\xd8\xff\xe0")
        said = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(said, Exception):
            raise said
        return said

    return answer


def unreadable() -> CannotBeRead:
    message, remedy = "This file is protected by a password.", "Save it without a password and attach it again."
    return CannotBeRead(Problem(code="READ-ENCRYPTED", where="file", message=message, remedy=remedy))


Work = Callable[..., int]


def work(services: Services, *answers: Reading | Exception) -> int:
    """Perform the jobs that are due; how many there were."""
    worker = build_worker(services, says(*(answers or (reading(certificate()),))))
    done = 0
    while worker.run_once():
        done += 1
    return done
