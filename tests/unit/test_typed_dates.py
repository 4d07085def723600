"""Dates as people type them, and what is answered to those that are none."""

from __future__ import annotations

import pytest

from socitm_tui.model.labels import range_in_words
from socitm_tui.model.typed_dates import parse_typed_date, step_label, typed_date_problem


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("March 27, 2012", "2012-03-27"),
        ("27th of March 2012", "2012-03-27"),
        ("christmas 2012", "2012-12-25"),
        ("yesterday", "2020-02-29"),
        ("today", "2020-03-01"),
        ("last month", "2020-02"),
        ("last year", "2019"),
        ("13/2012", None),
        ("christmas", None),
    ],
)
def test_a_typed_date(text: str, date: str | None) -> None:
    assert parse_typed_date(text, None, "2020-03-01") == date


def test_a_day_counted_from_today_is_no_date_without_today() -> None:
    assert parse_typed_date("yesterday") is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("13/2012", "There is no month 13: write 2012-03, or 2012 for the whole year."),
        ("2012-13", "There is no month 13: write 2012-03, or 2012 for the whole year."),
        ("31/02/2012", "February 2012 has 29 days, not 31."),
        ("christmas", "“christmas” comes every year: write 25 December 2009."),
        ("March", "“March” comes every year: write March 2009."),
        ("27 mar", "“27 mar” comes every year: write 27 March 2009."),
        ("soon", "“soon” is not a date: write 2012, mar 2012, 2012-03-27 or -2y."),
        ("-999y", "“-999y”, counted from the selected item (2009-07), leaves the calendar."),
        ("", "“” is not a date: write 2012, mar 2012, 2012-03-27 or -2y."),
    ],
)
def test_each_mistake_has_an_answer_of_its_own(text: str, answer: str) -> None:
    assert typed_date_problem(text, "2009-07") == answer


def test_a_step_needs_a_date_to_count_from() -> None:
    assert "no date that “-2y” could count from" in typed_date_problem("-2y", None)
    assert step_label("-2y") == "2 years before"
    assert step_label("+1 month") == "1 month after"
    assert step_label("2012") is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2012", "2012"),
        ("2012-03-27", "27 March 2012"),
        ("2010/2012-03", "2010 to March 2012"),
        ("2010/", "since 2010"),
        ("/2010", "until 2010"),
    ],
)
def test_a_range_in_words(value: str, words: str) -> None:
    assert range_in_words(value) == words
