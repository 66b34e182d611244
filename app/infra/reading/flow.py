"""From bytes to a reading: words of the text layer, the rules, and where they want more, words out of pictures."""

from __future__ import annotations

import base64
import importlib
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.catalog.model import ReferenceData
from app.core.certificates.facts import Seal
from app.core.certificates.read import reader as rules
from app.core.certificates.read.model import Document, Page, Reading, Word
from app.core.problems import Problem
from app.infra.reading.job import Job
from app.infra.reading.limits import Limits
from app.infra.reading.pdf import Pdf, PdfPage
from app.infra.reading.pictures import PICTURES, Sheet, open_picture, render
from app.infra.reading.problems import remark, unreadable

if TYPE_CHECKING:
    from app.infra.reading.ocr import Recogniser

PDF = "application/pdf"
_SEALS = "app.infra.seals"  # takes as long to load as most files take to read: of a signed file it is loaded meanwhile
_TIME_FOR_OCR = 0.75  # of what is allowed; the rest is for reading once more and for slow machines


def read(job: Job, data: bytes) -> Reading:
    """Everything a file says. Raises Unreadable."""
    if _may_be_signed(data):
        threading.Thread(target=importlib.import_module, args=(_SEALS,), daemon=True).start()
    reference = ReferenceData.model_validate_json(job.reference)
    source = open_source(job.media_type, data, job.limits)
    reading = rules.read(source.document, reference)
    asked: set[int] = set()
    while wanted := sorted({*source.only_pictures, *rules.wants_ocr(source.document, reading)} - asked):
        asked |= source.recognise(wanted)
        reading = rules.read(source.document, reference)
    remarks = list(source.remarks)
    seal = _seal(source, data, job.roots, remarks)
    return reading.model_copy(
        update={
            "remarks": (*reading.remarks, *remarks),
            "pages": tuple((page.width, page.height) for page in source.document.pages),
            "page_count": source.document.page_count,
            "turned": {page.number: page.turned for page in source.document.pages if page.turned},
            "seal": seal,
        }
    )


@dataclass
class Source:
    """A file that was opened, what it is known to say so far, and what is to be said about it."""

    document: Document
    limits: Limits
    pdf: Pdf | None = None
    sheet: Sheet | None = None  # of a file that is one picture
    unseen: dict[int, tuple[Word, ...]] = field(default_factory=dict)
    only_pictures: frozenset[int] = frozenset()  # pages whose text layer says nothing that can be trusted
    remarks: list[Problem] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    recognised: int = 0  # pages that were read as pictures

    def recognise(self, wanted: list[int]) -> set[int]:
        """Read as pictures those of these pages that are nothing else, or the first one: it may say what was missing,
        and most time goes into this. The pages that need not be asked for again; all, where no more can be read."""
        pages = {page.number: page for page in self.document.pages}
        recogniser = self._recogniser(wanted)
        step = [number for number in wanted if number in self.only_pictures] or wanted[:1]
        done = set(wanted if recogniser is None else step)
        if recogniser is None:
            self._fall_back(pages, wanted)
            step = []
        for count, number in enumerate(step):
            late = time.monotonic() - self.began > _TIME_FOR_OCR * self.limits.seconds
            if self.recognised >= self.limits.ocr_pages or late:
                left = [number for number in wanted if number not in step[:count]]
                self.remarks.append(remark("READ-OCR-LEFT", left))
                self._fall_back(pages, left)
                done = set(wanted)
                break
            self.recognised += 1
            try:
                assert recogniser is not None
                sheet = self.sheet or self._render(number)
                pages[number] = recogniser.read_page(pages[number], sheet, self.limits.words)
            except Exception as error:  # one page that cannot be recognised does not cost the others
                self.remarks.append(remark("READ-OCR-FAILED", [number], how=type(error).__name__))
                self._fall_back(pages, [number])
        self.document = Document(pages=tuple(pages.values()), page_count=self.document.page_count)
        return done

    def _recogniser(self, wanted: list[int]) -> Recogniser | None:
        from app.infra.reading import ocr

        if not self.limits.ocr:
            self.remarks.append(remark("READ-OCR-OFF", wanted))
            return None
        if not ocr.is_installed():
            self.remarks.append(remark("READ-OCR-MISSING", wanted))
            return None
        return ocr.recogniser(self.limits.threads)

    def _render(self, number: int) -> Sheet:
        assert self.pdf is not None
        sheet = render(self.pdf, number)
        if sheet is None:
            raise ValueError(number)
        return sheet

    def _fall_back(self, pages: dict[int, Page], numbers: list[int]) -> None:
        """Words that are there and not seen are better than none, and marked as what they are."""
        for number in numbers:
            words = self.unseen.get(number)
            if words and not pages[number].ocr:
                pages[number] = pages[number].model_copy(update={"words": (*pages[number].words, *words)})
                self.remarks.append(remark("READ-UNSEEN", [number]))


def open_source(media_type: str, data: bytes, limits: Limits) -> Source:
    """A file's pages with the words of its text layer. Raises Unreadable."""
    if media_type == PDF:
        return _of_pdf(Pdf(data), limits)
    if media_type in PICTURES:
        sheet = open_picture(data)
        page = Page(number=1, width=sheet.points[0], height=sheet.points[1], pictures=1.0)
        return Source(Document(pages=(page,), page_count=1), limits, sheet=sheet, only_pictures=frozenset({1}))
    raise unreadable("READ-TYPE", "Only PDF, PNG and JPEG files are read.", "Save it as a PDF and attach that.")


def _of_pdf(pdf: Pdf, limits: Limits) -> Source:
    numbers = limits.page_numbers(pdf.page_count)
    pages: list[PdfPage] = []
    remarks: list[Problem] = []
    for number in numbers:
        page = pdf.page(number, limits)
        if page is None:
            remarks.append(remark("READ-PAGE-BROKEN", [number]))
            continue
        pages.append(page)
        if page.words_left:
            remarks.append(remark("READ-WORDS-LEFT", [number], most=f"{limits.words:,}"))
        if page.garbled:
            remarks.append(remark("READ-GLYPHS", [number]))
        if page.unseen and not page.is_only_picture:
            remarks.append(remark("READ-HIDDEN", [number], count=len(page.unseen)))
    if not pages:
        raise unreadable(
            "READ-BROKEN", "No page of this PDF could be opened.", "Print it as a PDF again and attach that."
        )
    if len(numbers) < pdf.page_count:
        remarks.append(remark("READ-PAGES-LEFT", count=f"{pdf.page_count:,}", read=len(numbers)))
    return Source(
        Document(pages=tuple(page.page for page in pages), page_count=pdf.page_count),
        limits,
        pdf=pdf,
        unseen={page.page.number: page.unseen for page in pages if page.unseen},
        only_pictures=frozenset(page.page.number for page in pages if page.is_only_picture),
        remarks=remarks,
    )


def _may_be_signed(data: bytes) -> bool:
    return b"/ByteRange" in data


def _seal(source: Source, data: bytes, roots: tuple[str, ...], remarks: list[Problem]) -> Seal | None:
    """Whether it is signed, and by whom. Most files are not."""
    if source.pdf is None:
        return None
    try:
        if _may_be_signed(data) or source.pdf.is_signed():
            from app.infra.seals import examine

            return examine(data, [base64.b64decode(root) for root in roots])
        says = source.pdf.says
        return Seal(
            state="unsigned",
            producer=says("Producer")[:300],
            created=says("CreationDate")[:300],
            modified=says("ModDate")[:300],
        )
    except Exception as error:  # facts that were read are worth more than this
        remarks.append(remark("READ-SEAL", how=type(error).__name__))
        return None
