"""Every date that a line prints is proposed, with what it prints of day, month, year and time."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socitm_tui.parsing.dates.finder import DateMention, find_dates, heading_month
from socitm_tui.parsing.dates.order import decide_order
from socitm_tui.parsing.dates.resolver import (
    DEFAULT_REASON,
    NO_SUCH_DAY,
    NO_YEAR,
    DateContext,
    join_mentions,
    resolve,
)
from socitm_tui.parsing.languages import load_languages
from tests.core import slow

LANGUAGES = sorted(load_languages())


def values(
    line: str, language: str = "en", year: int | None = None, month: int | None = None
) -> list[str]:
    """Return the dates of a line as `value`, `value time` or, without value, as their form."""
    result = []
    for mention in find_dates(line, language):
        resolved = resolve(mention, DateContext(year=year, month=month))
        value = resolved.value or mention.form
        result.append(f"{value} {resolved.time}" if resolved.time else value)
    return result


# ------------------------------------------------------------------------------ English


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("27/03/12", "2012-03-27"),
        ("27/03/95", "1995-03-27"),
        ("27/03/85", "numeric"),
        ("03/04/12", "2012-04-03"),
        ("12.03.2012", "2012-03-12"),
        ("5.01.2026", "2026-01-05"),
        ("27. 3. 2012", "2012-03-27"),
        ("27 03 2012", "2012-03-27"),
        ("27/3-12", "2012-03-27"),
        ("27/3 2012", "2012-03-27"),
        ("10-9-08", "2008-09-10"),
        ("27–03–2012", "2012-03-27"),
        ("3/27/2012", "2012-03-27"),
        ("2012-03-27", "2012-03-27"),
        ("2012/3/7", "2012-03-07"),
        ("2004 - 01 - 22", "2004-01-22"),
        ("2004 01 22", "2004-01-22"),
        ("20120327", "2012-03-27"),
        ("2012-03-27T14:14:00Z", "2012-03-27 14:14"),
        ("2025-09-25T09:08:26-05:00", "2025-09-25 09:08"),
        ("24 April, 2015 - 14:14", "2015-04-24 14:14"),
        ("5 November 2025 - 09:01", "2025-11-05 09:01"),
        ("27 March 2012, 21:05", "2012-03-27 21:05"),
        ("27/03/2012 10.20", "2012-03-27 10:20"),
        ("27/03/2012 at 2pm", "2012-03-27 14:00"),
        ("Friday, 12 February 2010", "2010-02-12"),
        ("Wednesday 2 July 2008", "2008-07-02"),
        ("27 March 2012 (Tuesday)", "2012-03-27"),
        ("27th of March 2012", "2012-03-27"),
        ("27 Mar 12", "2012-03-27"),
        ("27 March '12", "2012-03-27"),
        ("27-Mar-2012", "2012-03-27"),
        ("27Mar2012", "2012-03-27"),
        ("27 III 2012", "2012-03-27"),
        ("27.XI.2012", "2012-11-27"),
        ("27th, March 2012", "2012-03-27"),
        ("27 Mar ‘12", "2012-03-27"),
        ("27 | Mar | 2012", "2012-03-27"),
        ("2012 March 27", "2012-03-27"),
        ("2012-Mar-27", "2012-03-27"),
        ("Mar 27, 2012", "2012-03-27"),
        ("Apr 2015 01", "2015-04-01"),
        ("Sept. 3, 2012", "2012-09-03"),
        ("July 1st, 2002", "2002-07-01"),
        ("May the 4th, 2002", "2002-05-04"),
        ("July 19, 2011  7:26 AM", "2011-07-19 07:26"),
        ("June 1st, 2010 at 11:28 pm", "2010-06-01 23:28"),
        ("May 9th, 2010 at 12:10 am", "2010-05-09 00:10"),
        ("27 March 2012 14:14 pm", "2012-03-27 14:14"),
        ("Wed Oct 29 2008, 12:51", "2008-10-29 12:51"),
        ("Updated 1909 GMT November 12, 2019", "2019-11-12 19:09"),
        ("27 March 2012, 5", "2012-03-27"),
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
        ("Jul '11", "2011-07"),
        ("03/2012", "2012-03"),
        ("2003-08: August", "2003-08"),
        ("AUGUST NEWSLETTER 2007", "2007-08"),
        ("News > 2012 > June", "2012-06"),
        ("Issue 12 March 2012", "2012-03"),
        ("Issue 5/2003", "2003"),
        ("The Gazette 40/2003", "2003"),
        ("Summer 2009", "2009"),
        ("2012", "2012"),
        ("News 2012", "2012"),
        ("27 March 1789", "named"),
        ("27 March 2101", "named"),
        ("2150-03-27", "iso"),
        ("31/02/2012", "numeric"),
        ("13/13/2012", "numeric"),
        ("30 February 2012", "named"),
        ("6 days ago", "relative"),
        ("Yesterday", "relative"),
        ("about two hours ago", "relative"),
        ("Posted 3 weeks, 2 days ago", "relative"),
    ],
)
def test_a_printed_date_is_read(line: str, value: str) -> None:
    assert values(line) == [value]


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("7th May 2014Read More »", ["7th May 2014"]),
        ("4/7/05...Headline", ["4/7/05"]),
        ("01/02/2012Councils merge", ["01/02/2012"]),
        ("NewsMay 7, 2014", ["May 7, 2014"]),
        ("Posted27 March 2012by Sam", ["27 March 2012"]),
        ("Monday, June 4, 2007 admin 0", ["Monday, June 4, 2007"]),
        ("date 2021-04-07 Support local news", ["2021-04-07"]),
        ("Town hall roof mended (27 March 2012, p. 4)", ["27 March 2012"]),
        ("[27.03.12] Roof mended", ["27.03.12"]),
        ("June 6, 2014updated 22 Sep 2016 1:24pm", ["June 6, 2014", "22 Sep 2016 1:24pm"]),
        ("1 May 2012 10:20 2 May 2012", ["1 May 2012 10:20", "2 May 2012"]),
        (
            "2025-09-25T09:08:26-05:00September 25th, 2025|",
            ["2025-09-25T09:08:26-05:00", "September 25th, 2025"],
        ),
        ("Mast goes11 Nov 20213 Nov 2021Boat rally", ["11 Nov 2021", "3 Nov 2021"]),
        ("by Jane Doe • 6 days ago", ["6 days ago"]),
        ("Canals4 days agoLock keeper retires", ["4 days ago"]),
        ("All will be closed on Friday, July 4.", ["Friday, July 4"]),
        ("You are browsing the archive for 2011 May.", ["2011 May"]),
        ("The survey closes on 22 February.", ["22 February"]),
        ("Published 12 Sept. 2012.", ["12 Sept. 2012"]),
        ("On 12 March 10 councils will meet", ["12 March"]),
        ("Filed under: News | 27 Mar 12 by admin", ["27 Mar 12"]),
    ],
)
def test_a_date_is_cut_out_of_its_surroundings(line: str, printed: list[str]) -> None:
    assert [mention.printed for mention in find_dates(line)] == printed


@pytest.mark.parametrize(
    "line",
    [
        "14:14",
        "Friday",
        "24/7",
        "2012/13",
        "2011-12 budget",
        "Councils may march on 1 in 3",
        "version 10.9.8.7",
        "Tel 01632 960410",
        "£27.03.12",
        "9.30 A.M. / 7.00 P.M.",
        "1-15 of 8204",
        "They won (3-1)",
        "October4 things to do",
        "Room 3 / October programme",
        "3. May I use a photograph?",
        "Of 12, May said nothing",
        "It was dry in summer 2009",
        "12 lip '12",
        "lip ’12",
        "mars ’12",
        "45/45/2012",
        "https://example.org/2012/03/27/roof",
        "www.example.org/27-03-2012",
        "sam.27.03.2012@example.org",
        "There were none since 2006 and that was long ago, said the clerk",
        "What was paid for in 1991 is no way to pay for care in a year when all the rest runs out",
        "A report of today says that what was said yesterday was wrong, and so it will stay",
        "",
    ],
)
def test_what_is_no_date_is_left_alone(line: str) -> None:
    assert [m for m in find_dates(line) if m.form != "year" or len(line) < 9] == []


@pytest.mark.parametrize(
    ("line", "year", "month", "value"),
    [
        ("12 March", 2012, None, "2012-03-12"),
        ("March 12", 2012, None, "2012-03-12"),
        ("Friday 18 April", 2012, None, "2012-04-18"),
        ("Mon 12", 2012, 3, "2012-03-12"),
        ("Tuesday 2 Sir John gives up", 1998, 6, "1998-06-02"),
        ("12th", 2012, 3, "2012-03-12"),
        ("12th - Roof mended", 2012, 3, "2012-03-12"),
        ("12", 2012, 3, "2012-03-12"),
        ("31", 2012, 2, "day"),
        ("MARCH", 2012, None, "2012-03"),
        ("4/7 Roof mended", 2012, None, "2012-07-04"),
        ("27-03 Roof mended", 2012, None, "2012-03-27"),
        ("Roof mended (27/03)", 2012, None, "2012-03-27"),
        ("03-27", 2012, None, "2012-03-27"),
        ("Tue 27/3", 2012, None, "2012-03-27"),
        ("Tue 27.3.", 2012, None, "2012-03-27"),
        ("12 March", None, None, "day-month"),
        ("12th", None, None, "day"),
        ("MARCH", None, None, "month-name"),
    ],
)
def test_a_heading_completes_a_date(
    line: str, year: int | None, month: int | None, value: str
) -> None:
    assert values(line, "en", year, month) == [value]


@pytest.mark.parametrize(
    "line",
    [
        "12 - 14 May 2012",
        "Sat 12 May 2012, 10am - 4pm",
        "1 May - 3 June 2012",
        "February 27-28, 1997",
        "Oct. 11–21",
        "26th/27th March 2012",
    ],
)
def test_a_range_of_days_or_hours_is_no_publication(line: str) -> None:
    assert all(mention.is_range for mention in find_dates(line))


def test_a_time_after_a_date_is_no_range() -> None:
    assert not find_dates("24 April, 2015 - 14:14")[0].is_range


@pytest.mark.parametrize(
    ("heading", "month"),
    [
        ("News 2012", (2012, None)),
        ("July, 2011", (2011, 7)),
        ("AUGUST NEWSLETTER 2007", (2007, 8)),
        ("News 2011-12", None),
        ("From 2003 to 2012", None),
        ("12 March 2012", None),
        ("Founded in 1789", None),
        ("Headlines", None),
    ],
)
def test_a_heading_gives_its_year_and_month(
    heading: str, month: tuple[int, int | None] | None
) -> None:
    assert heading_month(heading) == month


# ------------------------------------------------------------------------------ languages


@pytest.mark.parametrize(
    ("language", "line", "value"),
    [
        ("cy", "Dydd Llun 12 o Fawrth 2012", "2012-03-12"),
        ("cy", "dydd Mawrth 12 Ionawr 2012", "2012-01-12"),
        ("cy", "1af Mai 2012", "2012-05-01"),
        ("cy", "2il Fai 2012", "2012-05-02"),
        ("cy", "15 Tach 2011 am 2.30yp", "2011-11-15 14:30"),
        ("cy", "17:48 Amser Safonol Greenwich+1 18 Mehefin 2020", "2020-06-18 17:48"),
        ("cy", "6 diwrnod yn ôl", "relative"),
        ("cy", "ddoe", "relative"),
        ("ga", "Dé Luain 12 Márta 2012", "2012-03-12"),
        ("ga", "12ú Meán Fómhair 2012", "2012-09-12"),
        ("ga", "Deireadh Fómhair 2012", "2012-10"),
        ("ga", "30 Meith. 2012", "2012-06-30"),
        ("ga", "12 Mí na Samhna 2012", "2012-11-12"),
        ("ga", "6 lá ó shin", "relative"),
        ("ga", "inné", "relative"),
        ("fr", "lundi 12 mars 2012 à 14h30", "2012-03-12 14:30"),
        ("fr", "le 1er févr. 2012", "2012-02-01"),
        ("fr", "1er fevrier 2012 - 14 h 30", "2012-02-01 14:30"),
        ("fr", "AOÛT 2012", "2012-08"),
        ("fr", "le 1 er mars 2012", "2012-03-01"),
        ("fr", "12 aout 2012", "2012-08-12"),
        ("fr", "il y a 6 jours", "relative"),
        ("fr", "hier", "relative"),
        ("de", "Montag, den 12. März 2012 um 14:30 Uhr", "2012-03-12 14:30"),
        ("de", "Mo., 12.03.2012", "2012-03-12"),
        ("de", "12. Maerz 2012, 14.30 Uhr", "2012-03-12 14:30"),
        ("de", "12. Jän. 2012", "2012-01-12"),
        ("de", "vor 3 Tagen", "relative"),
        ("de", "gestern", "relative"),
        ("es", "lunes, 12 de marzo de 2012 a las 14:30", "2012-03-12 14:30"),
        ("es", "12 mar 2012", "2012-03-12"),
        ("es", "mar 12 abr 2012", "2012-04-12"),
        ("es", "marzo 12, 2012", "2012-03-12"),
        ("es", "setiembre de 2012", "2012-09"),
        ("es", "hace 6 días", "relative"),
        ("es", "ayer", "relative"),
        ("nl", "maandag 12 maart 2012 om 14.30 uur", "2012-03-12 14:30"),
        ("nl", "ma 12 mrt. 2012", "2012-03-12"),
        ("nl", "12-03-2012", "2012-03-12"),
        ("nl", "6 dagen geleden", "relative"),
        ("nl", "gisteren", "relative"),
        ("it", "lunedì 12 marzo 2012 alle ore 14.30", "2012-03-12 14:30"),
        ("it", "1° sett. 2012", "2012-09-01"),
        ("it", "venerdi 12 ott 2012", "2012-10-12"),
        ("it", "6 giorni fa", "relative"),
        ("it", "ieri", "relative"),
        ("pt", "segunda-feira, 12 de março de 2012 às 14h30", "2012-03-12 14:30"),
        ("pt", "12/03/2012 14h30", "2012-03-12 14:30"),
        ("pt", "12 de fev. de 2012", "2012-02-12"),
        ("pt", "12 marco 2012", "2012-03-12"),
        ("pt", "há 6 dias", "relative"),
        ("pt", "6 dias atrás", "relative"),
        ("da", "mandag den 12. marts 2012 kl. 14.30", "2012-03-12 14:30"),
        ("da", "12/3-2012", "2012-03-12"),
        ("da", "for 6 dage siden", "relative"),
        ("da", "i går", "relative"),
        ("sv", "måndag den 12 mars 2012 klockan 14.30", "2012-03-12 14:30"),
        ("sv", "den 1:a maj 2012", "2012-05-01"),
        ("sv", "för 6 dagar sedan", "relative"),
        ("sv", "igår", "relative"),
        ("no", "mandag 12. mars 2012 kl. 14.30", "2012-03-12 14:30"),
        ("no", "12. des. 2012", "2012-12-12"),
        ("no", "for 6 dager siden", "relative"),
        ("no", "i går", "relative"),
        ("pl", "poniedziałek, 12 marca 2012 r.", "2012-03-12"),
        ("ru", "понедельник, 12 марта 2012 г.", "2012-03-12"),
        ("ru", "Март 2012", "2012-03"),
        ("ru", "6 дней назад", "relative"),
        ("el", "Δευτέρα, 12 Μαρτίου 2012", "2012-03-12"),
        ("el", "12 Μαΐου 2012", "2012-05-12"),
        ("en", "2012年3月12日（月）", "2012-03-12"),
        ("en", "发布时间：2012年03月12日", "2012-03-12"),
        ("en", "2012년 3월 12일", "2012-03-12"),
        ("en", "2012年3月", "2012-03"),
        ("pl", "12 września 2012, godz. 14:30", "2012-09-12 14:30"),
        ("pl", "12 paź 2012", "2012-10-12"),
        ("pl", "12 pazdziernika 2012", "2012-10-12"),
        ("pl", "Marzec 2012", "2012-03"),
        ("pl", "6 dni temu", "relative"),
        ("pl", "wczoraj", "relative"),
    ],
)
def test_each_language_has_its_words(language: str, line: str, value: str) -> None:
    assert values(line, language) == [value]


@pytest.mark.parametrize(
    ("line", "value"),
    [("le 12 février 2012", ["2012-02-12"]), ("12 lipca 2012", ["2012-07-12"]), ("12 lip", [])],
)
def test_a_full_date_of_another_language_is_read_on_any_page(line: str, value: list[str]) -> None:
    assert values(line, "en") == value


@pytest.mark.parametrize("language", LANGUAGES)
def test_english_dates_are_read_on_any_page(language: str) -> None:
    assert values("Monday, June 4, 2007 at 2:30 pm", language) == ["2007-06-04 14:30"]


def test_the_language_of_the_words_is_said() -> None:
    assert [m.language for m in find_dates("12 mars 2012, 12 March 2012, 12/03/12", "fr")] == [
        "fr",
        "en",
        "fr",
    ]


# ------------------------------------------------------------------------------ rules


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("27/03/12", "day first: 27 cannot be a month; the year 12 is taken for 2012"),
        ("3/27/2012", "month first: 27 cannot be a month"),
        ("03/04/2012", DEFAULT_REASON),
        ("2012-03-27", "year first, as in ISO 8601"),
        ("27 March 2012", "the month is written as a word"),
        ("March 2012", "only month and year are printed"),
        ("2012", "only a year is printed"),
        ("27 III 2012", "the month is written as a Roman number"),
        ("Summer 2009", "only a season and its year are printed"),
        ("31/02/2012", NO_SUCH_DAY),
        ("27 March 1789", NO_SUCH_DAY),
        ("12 March", NO_YEAR),
        ("6  days ago", "“6 days ago” counts from a day that the capture does not give"),
    ],
)
def test_the_rule_is_said_in_words(line: str, rule: str) -> None:
    (mention,) = find_dates(line)
    assert resolve(mention).rule == rule


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("12 March", "the year is the one of the heading above it"),
        ("Mon 12", "month and year are those of the heading above it"),
        ("MARCH", "only a month is printed; the year is the one of the heading above it"),
    ],
)
def test_what_a_heading_adds_is_said(line: str, rule: str) -> None:
    (mention,) = find_dates(line)
    assert resolve(mention, DateContext(year=2012, month=3)).rule == rule


@pytest.mark.parametrize(
    ("line", "rule"),
    [("12th", NO_YEAR), ("MARCH 1789", NO_SUCH_DAY), ("Summer 1950", NO_SUCH_DAY)],
)
def test_why_a_part_of_a_date_has_no_value(line: str, rule: str) -> None:
    assert [resolve(mention).rule for mention in find_dates(line)] in ([rule], [])


def test_a_day_under_a_year_alone_has_no_month() -> None:
    (mention,) = find_dates("12th")
    assert resolve(mention, DateContext(year=2012)).rule == "no month is printed"


def test_a_relative_date_is_marked_and_has_no_value() -> None:
    (mention,) = find_dates("6 days ago")
    assert mention.relative
    assert resolve(mention).value is None


def test_an_ambiguous_date_is_read_in_the_order_of_its_page() -> None:
    (mention,) = find_dates("Published: 03/04/12 in News")
    assert mention.ambiguous
    resolved = resolve(mention, DateContext("month", "month first, because line 9 has 3/27/12"))
    assert resolved.value == "2012-03-04"
    assert resolved.rule.startswith("month first, because line 9 has 3/27/12")
    assert resolved.printed == "03/04/12"
    assert resolved.precision == "day"


@pytest.mark.parametrize(
    ("lines", "expected", "reason"),
    [
        (["03/04/12", "27/03/12"], "day", "because line 2 has 27/03/12"),
        (["03/04/12", "3/27/12"], "month", "because line 2 has 3/27/12"),
        (["Tuesday 02/04/2013"], "day", "only so the weekday on line 1 is right"),
        (["Monday 02/04/2013"], "month", "only so the weekday on line 1 is right"),
        (["04/05/12", "12/04/12", "03/02/12"], "day", "only so the page runs newest first"),
        (["05/04/12", "04/12/12", "02/03/12"], "month", "only so"),
        (["01/02/12", "02/03/12"], "day", "nothing on the page says otherwise"),
        (["27/03/12", "3/27/12"], "day", "nothing on the page says otherwise"),
        (["Friday 02/04/2013", "Monday 03/03/2013"], "day", "nothing on the page says otherwise"),
        (["03/04/12", "31/31/12", "02/02/12"], "day", "nothing on the page says otherwise"),
        (["04/05/12", "04/05/12", "04/05/12"], "day", "nothing on the page says otherwise"),
        (["4/7 Roof", "27/7 Wall"], "day", "because line 2 has 27/7"),
        (["March 27, 2012 10:20 AM", "03/04/12"], "month", "as Americans do"),
        ([], "day", "nothing on the page says otherwise"),
    ],
)
def test_a_page_says_which_number_is_the_day(lines: list[str], expected: str, reason: str) -> None:
    placed = [(n, m) for n, line in enumerate(lines, start=1) for m in find_dates(line)]
    decided = decide_order(placed)
    assert decided.order == expected
    assert reason in decided.reason


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (["MARCH", "2012"], "2012-03"),
        (["27", "March 2012"], "2012-03-27"),
        (["27 Mar", "2012"], "2012-03-27"),
        (["2012", "27 Mar"], "2012-03-27"),
        (["27", "MAR", "2012"], "2012-03-27"),
        (["27 March 2012", "2012"], None),
        (["March 2012", "MARCH"], None),
    ],
)
def test_what_the_layout_has_parted_is_joined(lines: list[str], value: str | None) -> None:
    joined: DateMention | None = None
    for number, line in enumerate(lines):
        (mention,) = find_dates(line)
        joined = mention if number == 0 else joined and join_mentions(joined, mention)
    assert (resolve(joined).value if joined else None) == value


def test_no_result_depends_on_today() -> None:
    assert all(values(f"{day} March") == ["day-month"] for day in range(1, 32))


# ------------------------------------------------------------------------------ any text

FRAGMENTS = st.sampled_from(
    [
        *("27/03/12", "2012-03-27", "7th May 2014", "May 7, 2014", "12", "12th", "Mon 12", "2012"),
        *(
            "kl. 14.30",
            "à 14h30",
            "at 2pm",
            "6 days ago",
            "hier",
            "Sept.",
            "ſept ",
            "APRİL",
            "aprıl",
            "März",
            "Ebrill",
            "of",
        ),
        *("T", ":", "-", " – ", "/", ".", ",", " ", "(", ")", "|", "http://", "@", "Dydd ", "de "),
    ]
)


def check_mentions(line: str, language: str) -> None:
    """Assert that offsets lie in the line, in order and apart, and that each mention resolves."""
    position = 0
    for mention in find_dates(line, language):
        assert position <= mention.start < mention.end <= len(line)
        assert mention.printed == line[mention.start : mention.end]
        resolved = resolve(mention, DateContext(year=2012, month=3))
        assert resolved.rule
        assert resolved.printed
        position = mention.end


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_text_is_survived(line: str, language: str) -> None:
    check_mentions(line, language)


@given(st.lists(FRAGMENTS, max_size=12).map("".join), st.sampled_from(LANGUAGES))
def test_parts_of_dates_thrown_together_are_survived(line: str, language: str) -> None:
    check_mentions(line, language)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(LANGUAGES))
def test_a_printed_date_round_trips_in_each_language(day: date, language: str) -> None:
    words = load_languages()[language]
    for month in words.months[day.month - 1]:
        weekday = words.weekdays[day.weekday()][0]
        capitals = month.upper()
        if len(capitals) > len(month):  # "ΐ" has no capital of its own
            capitals = month.title()
        for line in (
            f"{day.day} {month} {day.year}",
            f"{weekday}, {day.day}. {capitals} {day.year}",
            f"{month} {day.day}, {day.year}",
        ):
            assert values(f"[{line}] x", language) == [day.isoformat()], line
    for line in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}"):
        assert values(line, language) == [day.isoformat()]


@pytest.mark.parametrize(
    "part",
    [
        *("1 ", "1/", "1.1.", "10-", "2012-", "12:00 ", "May ", "1 May "),
        *(slow("1 May 2012 "), slow("May 1 "), slow("a@b 1 May 2012 ")),
        *("a@", "http://", "@", "Mon ", "Mon 1 ", "1 day ", "(", "A."),
    ],
)
@pytest.mark.parametrize("language", ["en", slow("ga")])
def test_the_work_is_linear_in_the_length_of_the_line(part: str, language: str) -> None:
    find_dates("1 May 2012", language)  # patterns are compiled once
    started = time.process_time()
    find_dates((part * 100_000)[:100_000], language)
    assert time.process_time() - started < 8


def test_days_run_on_through_a_year() -> None:
    first = date(2011, 1, 1)
    for offset in range(366):
        day = first + timedelta(days=offset)
        assert values(f"{day:%A} {day.day} {day:%B} {day.year}") == [day.isoformat()]
