"""Dates that are known to the day, the month or the year."""

from __future__ import annotations

import pytest

from socitm_tui.model.partial_date import PartialDate, parse_partial_date


@pytest.mark.parametrize(
    ("text", "precision", "first_day", "last_day"),
    [
        ("2012", "year", "2012-01-01", "2012-12-31"),
        ("2012-02", "month", "2012-02-01", "2012-02-29"),
        ("1900-02", "month", "1900-02-01", "1900-02-28"),
        ("2012-03-27", "day", "2012-03-27", "2012-03-27"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known(
    text: str, precision: str, first_day: str, last_day: str
) -> None:
    date = parse_partial_date(text)
    assert date is not None
    assert (str(date), date.precision) == (text, precision)
    assert (date.first_day, date.last_day) == (first_day, last_day)
    assert date.is_real


@pytest.mark.parametrize(
    "text", ["", "20", "2012-3", "2012/03", "201203", "2012-03-27T10:00", "٢٠١٢"]
)
def test_any_other_text_is_no_date(text: str) -> None:
    assert parse_partial_date(text) is None


def test_hyphens_may_be_left_out_if_that_is_allowed() -> None:
    assert parse_partial_date("20120327", is_compact=True) == PartialDate(2012, 3, 27)


@pytest.mark.parametrize(
    ("text", "is_in_range", "is_real"),
    [
        ("2011-02-29", True, False),
        ("2012-02-29", True, True),
        ("2012-04-31", True, False),
        ("2012-13", False, False),
        ("2012-00", False, False),
        ("2012-01-00", False, False),
        ("0000", True, False),
    ],
)
def test_the_calendar_does_not_have_every_date(text: str, is_in_range: bool, is_real: bool) -> None:
    date = parse_partial_date(text)
    assert date is not None
    assert (date.is_in_range, date.is_real) == (is_in_range, is_real)
