"""Days in the forms that certificates print."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.certificates.read.dates import days

NOVEMBER_25 = date(2026, 11, 25)


@pytest.mark.parametrize(
    "printed",
    """
    2026-11-25 | 2026/11/25 | 2026.11.25 | 25.11.2026 | 25. 11. 2026 | 25/11/2026 | 11/25/2026 | 25-11-2026 | 25.11.26 |
    25 November 2026 | November 25, 2026 | 25th - November -2026 | 25th November 2026 | 25thNovember2026 | 25-Nov-26 |
    25. November 2026 | 25 novembre 2026 | 25 de noviembre de 2026 | 25 Kasım 2026 | 25 noiembrie 2026 | 25 Nov 2026 |
    25 listopada 2026 | Nov 25 2026 | 2026 November 25 | 2026年11月25日 | 25 DE NOVIEMBRE DEL 2026 | 25 NOVEMBRE 2026 |
    25 de novembro de 2026 | 25. nov. 2026 | the 25th of November, 2026
    """.split("|"),
)
def test_a_day_is_read_in_every_usual_form(printed: str) -> None:
    (day,) = days(printed)
    assert day.value == NOVEMBER_25


@pytest.mark.parametrize(
    "printed",
    """
    1 of 2 | ISO 9001:2015 | 10654579 | 31.02.2026 | 03/2026 | 12.345.678 | 99/99/2026 | 1.2.3 | 2026 | 01 100 1234567 |
    +49 30 123 45
    """.split("|"),
)
def test_what_is_no_day_gives_none(printed: str) -> None:
    assert days(printed) == []


def test_an_order_that_is_open_stays_open() -> None:
    (day,) = days("03/04/2026")
    assert day.open
    assert day.value is None
    assert {day.dmy, day.mdy} == {date(2026, 4, 3), date(2026, 3, 4)}
    assert day.ordered("dmy").value == date(2026, 4, 3)


def test_dots_put_the_day_first() -> None:
    assert days("03.04.2026")[0].value == date(2026, 4, 3)


def test_letters_are_digits_only_where_a_picture_was_read() -> None:
    assert days("O1.l2.2026") == []
    (day,) = days("O1.l2.2026", pictured=True)
    assert day.value == date(2026, 12, 1)
    assert day.sure < 1


def test_two_ends_of_a_range() -> None:
    assert [d.value for d in days("from 1 March 2026 to 28 February 2029")] == [date(2026, 3, 1), date(2029, 2, 28)]
