"""Every layout in every language, each wording, several ways of writing days: more than a test run has time for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import cycle

from tests.certificates.cases import BY_LANGUAGE
from tests.certificates.describe import Description, Sample, expected
from tests.certificates.layouts_bodies import LAYOUTS, SPOKEN
from tests.certificates.made import described, draw

WAYS = ("long", "iso", "dots", "slash", "dash", "upper", "year-slash", "spaced")
ENGLISH_WAYS = ("long", "iso", "us-long", "short", "ordinal", "dashes", "upper", "compact")
ONLY = SPOKEN | {"prose": "en", "pictured": "en"}  # layouts that speak one language
BEGINNING = {"dense", "afnor", "spanned", "cycles", "since", "report"}  # that print no end without a beginning


def matrix(wordings: int = 4) -> Iterator[tuple[Sample, Callable[[], bytes]]]:
    for layout in LAYOUTS:
        for language in BY_LANGUAGE:
            if ONLY.get(layout, language) != language:
                continue
            ways = cycle(ENGLISH_WAYS if language == "en" else WAYS)
            for wording in range(wordings):
                yield one(layout, described(language, wording=wording, dates=next(ways)))


def one(layout: str, d: Description) -> tuple[Sample, Callable[[], bytes]]:
    if layout in BEGINNING and d.valid_from is None and d.issued:
        d = described(d.language, wording=d.wording, dates=d.dates, valid_from=d.issued + timedelta(days=1))
    facts = expected(d, LAYOUTS[layout].prints)
    name = f"{layout}/{d.language}/{d.wording}/{d.dates}"
    return Sample(name, layout, d.language, "text", certificates=facts), partial(draw, layout, d)
