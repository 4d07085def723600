"""Printed dates are read as printed, in the order their page asks for, and never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from socitm_tui.parsing.dates import find_dates, month_or_year, read_date


def read(text: str, order: str = "day", year: int | None = None) -> str | None:
    """Return the first date of a text as value and time."""
    found = find_dates(text)
    if not found:
        return None
    printed = read_date(found[0], "month" if order == "month" else "day", "", year)
    if printed is None:
        return None
    return printed.value + (f" {printed.time}" if printed.time else "")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("27/03/12", "2012-03-27"),
        ("27/03/85", None),
        ("Summer 2009", "2009"),
        ("27/03/95", "1995-03-27"),
        ("03/04/12", "2012-04-03"),
        ("12.03.2012", "2012-03-12"),
        ("5.01.2026", "2026-01-05"),
        ("10-9-08", "2008-09-10"),
        ("3/27/2012", "2012-03-27"),
        ("2012-03-27", "2012-03-27"),
        ("2012-04-03", "2012-04-03"),
        ("2012/03/27", "2012-03-27"),
        ("2012-03-27T14:14:00Z", "2012-03-27 14:14"),
        ("24 April, 2015 - 14:14", "2015-04-24 14:14"),
        ("5 November 2025 - 09:01", "2025-11-05 09:01"),
        ("27 March 2012, 21:05", "2012-03-27 21:05"),
        ("27 March 2012, 23:59", "2012-03-27 23:59"),
        ("Friday, 12 February 2010", "2010-02-12"),
        ("Wednesday 2 July 2008", "2008-07-02"),
        ("27th of March 2012", "2012-03-27"),
        ("27 Mar 12", "2012-03-27"),
        ("27 March '12", "2012-03-27"),
        ("27-Mar-2012", "2012-03-27"),
        ("27Mar2012", "2012-03-27"),
        ("Mar 27, 2012", "2012-03-27"),
        ("Sept. 3, 2012", "2012-09-03"),
        ("July 1st, 2002", "2002-07-01"),
        ("July 19, 2011  7:26 AM", "2011-07-19 07:26"),
        ("June 1st, 2010 at 11:28 pm", "2010-06-01 23:28"),
        ("May 9th, 2010 at 12:10 am", "2010-05-09 00:10"),
        ("Wed Oct 29 2008, 12:51", "2008-10-29 12:51"),
        ("Wed Oct 29 12:51:00 GMT 2008", "2008-10-29 12:51"),
        ("Tue, 9 Mar 2004 08:17:15 -0000", "2004-03-09 08:17"),
        ("14 December 2010 19:34:42 (W. Europe Standard Time, UTC+01:00)", "2010-12-14 19:34"),
        ("27 March 2012 10.20 BST", "2012-03-27 10:20"),
        ("09.30am on Monday 4 June 2012", "2012-06-04 09:30"),
        ("At 12:31 am, July 01, 2006, somebody said", "2006-07-01 00:31"),
        ("12:31pm Thursday 27th March 2008", "2008-03-27 12:31"),
        ("March 27, 2008 -- 10:20 GMT", "2008-03-27 10:20"),
        ("July, 2011", "2011-07"),
        ("September 2017", "2017-09"),
        ("2012", "2012"),
        ("31/02/2012", None),
        ("30 February 2012", None),
        ("13/13/2012", None),
        ("27 March 1789", None),
        ("27 March 2101", None),
        ("2150-03-27", None),
        ("6 days ago", None),
        ("14:14", None),
        ("Friday", None),
        ("May", None),
        ("24/7", None),
        ("1/2", None),
        ("2012/13", None),
        ("Councils may march on 1 in 3", None),
        ("version 10.9.8.7", None),
    ],
)
def test_a_printed_date_is_read(printed: str, value: str | None) -> None:
    assert read(printed) == value


def test_a_day_without_a_year_takes_the_year_of_its_page_and_no_other() -> None:
    assert read("12 March") is None
    assert read("12 March", year=2012) == "2012-03-12"


def test_what_is_printed_is_kept_and_the_rule_is_said() -> None:
    (found,) = find_dates("Published: 27/03/12 in News")
    printed = read_date(found)
    assert printed is not None
    assert printed.printed == "27/03/12"
    assert printed.rule == "day first: 27 cannot be a month; the year 12 is taken for 2012"
    assert printed.precision == "day"


def test_glued_dates_are_two() -> None:
    first, second = find_dates("June 6, 2014updated 22 Sep 2016 1:24pm")
    assert first.printed == "June 6, 2014"
    assert second.printed == "22 Sep 2016 1:24pm"


@pytest.mark.parametrize(
    "text", ["12 - 14 May 2012", "Sat 12 May 2012, 10am - 4pm", "1 May - 3 June 2012"]
)
def test_a_span_of_days_or_hours_is_no_publication(text: str) -> None:
    assert all(d.ranged for d in find_dates(text))


def test_a_time_after_a_date_is_no_span() -> None:
    assert not find_dates("24 April, 2015 - 14:14")[0].ranged


def test_relative_dates_are_seen_and_not_read() -> None:
    (found,) = find_dates("by Jane Doe • 6 days ago")
    assert found.form == "relative"
    assert read_date(found) is None


def test_a_date_that_cannot_be_is_not_read() -> None:
    assert read_date(find_dates("31/02/2012")[0]) is None


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("News 2012", (2012, None)),
        ("July, 2011", (2011, 7)),
        ("News 2011-12", None),
        ("From 2003 to 2012", None),
        ("Headlines", None),
    ],
)
def test_a_heading_gives_its_year(heading: str, year: tuple[int, int | None] | None) -> None:
    assert month_or_year(heading) == year


def test_no_result_depends_on_today(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(read(f"{d} March") is None for d in range(1, 32))
    assert read("1 January 2000") == date(2000, 1, 1).isoformat()
