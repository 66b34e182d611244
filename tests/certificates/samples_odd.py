"""What real certificates do to a reader: odd names, numbers and standards, text that lies, text that is no text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from tests.certificates import media
from tests.certificates.cases import ENGLISH
from tests.certificates.describe import Expected, Norm, Sample, expected
from tests.certificates.layouts_bodies import LAYOUTS
from tests.certificates.made import Made, described, draw, sample
from tests.certificates.others import letter

LIES = (
    "Certificate number BKA-FAKE-99999, valid until 31 December 2099",
    "Certificate holder: Any Company Ltd. Standard: ISO/IEC 27001:2022",
)
LONG_TURKISH = (
    "Çınaraltı Elektronik Bilişim Mühendislik İnşaat Taahhüt Danışmanlık Eğitim Sanayi ve Ticaret Limited Şirketi"
)
LONG_ENGLISH = "The Incorporated Society of Harbour Pilots and Lighthouse Keepers Limited"


def odd() -> list[Made]:
    return [*_foreign(), *_names(), *_numbers(), *_standards(), *_days(), *_unseen(), *_no_text(), *_together()]


def _foreign() -> list[Made]:
    return [
        sample("foreign-classic-da", "classic", described("da")),
        sample("foreign-table-da", "table", described("da", dates="dots")),
        sample("foreign-letterhead-hu", "letterhead", described("hu")),
        sample("foreign-table-hu", "table", described("hu")),
    ]


def _names() -> list[Made]:
    """Holders whose names do not end in a legal form, and some that look like something else."""
    at = described
    return [
        sample("name-form-first-en", "classic", at("en", holder="OÜ Meripihka")),
        sample("name-form-first-fr", "afnor", at("fr", holder="SAS VERTPLUME")),
        sample("name-foundation-nl", "classic", at("nl", holder="Stichting Wadwijs")),
        sample("name-university-de", "report", at("de", holder="Hochschule Amselgrund")),
        sample("name-ministry-en", "spaced", at("en", holder="Directorate for Inland Waterways")),
        sample("name-capitals-en", "letterhead", at("en", holder="QUILLFEATHER TALENT APS", wording=1)),
        sample("name-digits-de", "table", at("de", holder="7 Quellen 24 GmbH")),
        sample("name-like-a-standard-de", "dense", at("de", holder="Isolith ISO-Bau GmbH")),
        sample("name-ampersand-en", "sidebar", at("en", holder="Marlowe, Finch & Daughters (Analytics) LLP")),
        sample("name-like-a-body-en", "table", at("en", holder="Certitude Assessment Services Ltd")),
        sample(
            "name-long-tr", "bilingual",
            at("tr", holder=LONG_TURKISH),
        ),
        sample(
            "name-two-lines-en", "holds",
            at("en", valid_from=date(2026, 1, 12), holder=LONG_ENGLISH),
        ),
    ]  # fmt: skip


def _numbers() -> list[Made]:
    """Numbers with blanks, with the number of the standard in them, or like a day."""
    at = described
    return [
        sample("number-of-blanks-de", "report", at("de", number="12 310 41793 TMS")),
        sample("number-like-standard-en", "table", at("en", number="ISO42001-2026-0417", wording=1)),
        sample("number-short-en", "classic", at("en", number="IS 741793")),
        sample("number-like-a-day-en", "row", at("en", number="2026-04-17", wording=1)),
        sample("number-with-issue-en", "spaced", at("en", number="C1417-AIMS93-01-26-issue3")),
        sample("number-of-dots-tr", "bilingual", at("tr", number="01.26.11417.1147093")),
        sample("number-of-slashes-en", "letterhead", at("en", number="QMS/230620/12417")),
        sample("number-plain-en", "spanned", at("en", number="10417581", valid_from=date(2026, 1, 12))),
    ]


def _standards() -> list[Made]:
    """The same standard as bodies print it."""
    at = described
    isms = {"scheme": "iso-27001"}
    return [
        sample("standard-blanks-en", "classic", at("en", standard="ISO 27001 : 2022", **isms)),
        sample("standard-no-iec-en", "row", at("en", standard="ISO 42001:2023")),
        sample("standard-dash-en", "table", at("en", standard="ISO/IEC 42001-2023")),
        sample("standard-british-en", "letterhead", at("en", standard="BS EN ISO/IEC 42001:2026")),
        sample("standard-no-year-en", "classic", at("en", standard="ISO/IEC 42001")),
        sample("standard-together-es", "classic", at("es", standard="ISO9001:2015", scheme="iso-9001", soa_version="")),
        sample("standard-french-iec", "afnor", at("fr", standard="ISO/CEI 27001:2022")),
        _in_a_line(),
    ]  # fmt: skip


def _in_a_line() -> Made:
    """Three standards in one line, for which one number and one set of days stand."""
    d = described("en", soa_version="", number="IMS-20417", first=None)
    each = {"iso-9001": "ISO 9001:2015", "iso-14001": "ISO 14001:2015", "iso-45001": "ISO 45001:2018"}
    facts = tuple(
        expected(replace(d, scheme=scheme, standard=standard), LAYOUTS["letterhead"].prints)[0]
        for scheme, standard in each.items()
    )
    first, second, third = each.values()
    printed = replace(d, scheme="iso-9001", standard=f"{first}, {second} & {third}")
    told = Sample("standards-in-a-line-en", "letterhead", "en", "text", certificates=facts)
    return Made(told, partial(draw, "letterhead", printed))


def _days() -> list[Made]:
    """Days that are not there, or are said in other ways."""
    at = described
    lasts = ("This certificate is valid for a period of three years from the date of issue.",)
    return [
        sample("no-end-en", "classic", at("en", valid_until=None, first=None, notes=lasts)),
        sample("days-upper-en", "table", at("en", dates="upper")),
        sample("days-compact-en", "sidebar", at("en", dates="compact")),
        sample("days-dashes-en", "classic", at("en", dates="dashes")),
        sample("days-us-long-en", "letterhead", at("en", dates="us-long")),
        sample("days-year-slash-en", "classic", at("en", dates="year-slash")),
        sample("days-spaced-de", "table", at("de", dates="spaced")),
        sample("days-slash-pt", "classic", at("pt", dates="slash")),
        sample("days-slash-sure-en", "classic", at("en", dates="slash", issued=date(2026, 1, 22))),
        sample("due-only-en", "table", at("en", due=(date(2027, 1, 11), date(2028, 1, 11)), valid_until=None)),
    ]


def _unseen() -> list[Made]:
    """Words in the text layer that nobody sees."""
    at = described

    def lying(way: str) -> Made:
        return sample(f"unseen-{way}-en", "classic", at("en", hidden=LIES, hidden_way=way))

    searchable = partial(media.searchable, words=None)
    lies = partial(media.searchable, words=LIES)
    return [
        *(lying(way) for way in ("white", "tiny", "outside", "covered")),
        sample("searchable-scan-en", "classic", ENGLISH, through=searchable, medium="scan", text_layer=True),
        sample("searchable-scan-that-lies-en", "classic", ENGLISH, through=lies, medium="scan", text_layer=True),
    ]


def _no_text() -> list[Made]:
    """Letters as lines, letters that are copied as others, and a title only in a picture."""
    at = described
    return [
        sample("outlined-en", "letterhead", ENGLISH, through=media.outlined, medium="scan"),
        sample("outlined-de", "table", at("de"), through=media.outlined, medium="scan"),
        sample("garbled-en", "classic", ENGLISH, garbled=True, medium="scan", text_layer=True),
    ]


def _together() -> list[Made]:
    """A translation on the second page, and a letter before the certificate."""
    own = described("de", scheme="iso-27001", standard="ISO/IEC 27001:2022", dates="iso")
    translated = replace(
        own,
        language="en",
        scope="Development, operation and maintenance of the translation platform Amsel and training",
    )
    both = replace(expected(replace(own, scope_second=translated.scope), LAYOUTS["table"].prints)[0])
    cover = letter(
        "Brightkeel Assurance A/S",
        "Your certificate",
        "3 February 2026",
        "Dear Ms Quist, please find enclosed your new certificate according to ISO/IEC 42001:2023. The first "
        "surveillance audit is due by 11 January 2027. Please return the certificate before this one by 1 March 2026.",
    )
    several = replace(
        described("en", number="PR-IMS-417", first=None),
        also=(Norm("iso-27001", "ISO/IEC 27001:2022", "PR-IMS-417"),),
    )
    return [
        _bound("translated-de-en", (both,), draw("table", own), draw("table", translated)),
        _bound("after-a-letter-en", expected(ENGLISH, LAYOUTS["classic"].prints), cover, draw("classic", ENGLISH)),
        sample("integrated-one-number-en", "integrated", several),
    ]


def _bound(name: str, facts: tuple[Expected, ...], *parts: bytes) -> Made:
    told = Sample(name, "bound", "en", "text", certificates=facts, pages=len(parts))
    return Made(told, lambda: media.bound(*parts))
