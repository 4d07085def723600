from __future__ import annotations

from typing import Any

import pytest

from socitm_tui.model.entities import Estimate
from socitm_tui.model.labels import (
    MAX_HEADING_LENGTH,
    choice_label,
    count_label,
    date_basis,
    date_evidence,
    date_in_words,
    date_label,
    heading_label,
    make_heading,
    month_label,
    printed_date_label,
    years_label,
)
from socitm_tui.search.query import text_terms
from socitm_tui.search.query_labels import (
    filter_sentence,
    find_matches,
    no_match_sentence,
    query_part_name,
)
from socitm_tui.search.query_parser import parse_query
from tests.factories import item

LABELS = {"cloud": "Cloud", "websites": "Websites"}
KNOWN = {"topic": list(LABELS), "publisher": ["The Gazette", "CIO UK"]}


@pytest.mark.parametrize(
    ("title", "body", "heading"),
    [
        ("Printed", "Whatever.", ("Printed", False)),
        (None, "One sentence. And another.", ("One sentence", True)),
        (None, "Did it work? Nobody knows.", ("Did it work?", True)),
        (None, "1. There is no budget. Yet.", ("1. There is no budget", True)),
        (None, "", ("(no text)", True)),
        (None, "He said “stop.” Then he left.", ("He said “stop.”", True)),
    ],
)
def test_headings(title: str | None, body: str, heading: tuple[str, bool]) -> None:
    assert make_heading(title, body) == heading


def test_a_long_opening_is_cut_between_words() -> None:
    heading, made = make_heading(None, "Councils, " * 60)
    assert made
    assert heading.endswith("Councils…")
    assert len(heading) <= MAX_HEADING_LENGTH


def test_a_made_heading_is_marked() -> None:
    assert heading_label(item("Printed")) == "Printed"
    assert heading_label(item(None, body="Made.")) == "‹Made›"


@pytest.mark.parametrize(
    ("date", "time", "label", "words"),
    [
        ("2012-03-01", None, "2012-03-01", "1 March 2012"),
        ("2015-04-24", "14:14", "2015-04-24", "24 April 2015, 14:14"),
        ("2009-07", None, "2009-07~", "July 2009"),
        ("2008", None, "2008~", "2008"),
        (None, None, "undated", "undated"),
    ],
)
def test_dates(date: str | None, time: str | None, label: str, words: str) -> None:
    dated = item("A", date=date, time=time)
    assert date_label(dated) == label
    assert date_in_words(dated) == words


def test_an_estimate_is_shown_as_one() -> None:
    dated = item("A", date=None, estimate=Estimate("2008", "2009", "between its neighbours"))
    assert date_in_words(dated) == "undated, c. 2008–2009"
    assert date_evidence(dated) == "between its neighbours"


def test_evidence_of_a_date() -> None:
    dated = item("A", printed="01/03/12", rule="day first")
    assert date_evidence(dated) == "printed “01/03/12”, day first"
    assert date_evidence(item("A")) == ""


def test_numbers_and_spans() -> None:
    assert count_label(1, "item") == "1 item"
    assert count_label(2345, "item") == "2,345 items"
    assert count_label(2, "story", "stories") == "2 stories"
    assert years_label("2001", "2025") == "2001–2025"
    assert years_label("2001", "2001") == "2001"
    assert years_label(None, None) == ""
    assert month_label("2012-03") == "March"
    assert month_label(None) == "Month not known"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("year:2012 topic:websites -is:read", "year 2012, topic Websites, not read"),
        ("year:undated", "undated"),
        ("has:note tag:x,y", "with note, tag x or y"),
        ('"better connected" cloud', "“better connected”, “cloud”"),
        ("(year:2011 OR is:cut)", "year 2011 or cut"),
        ("-(year:2011 is:read)", "not year 2011 and read"),
    ],
)
def test_what_a_query_asks_for(query: str, sentence: str) -> None:
    assert filter_sentence(parse_query(query, KNOWN), LABELS) == sentence


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("year:2013 topic:cloud", "No item is in 2013 and about Cloud."),
        ("zebra", "No item has “zebra”."),
        ("topic:cloud zebra", "No item is about Cloud and has “zebra”."),
        ("year:undated is:read", "No item is undated and read."),
        (
            "date:2010/2012 author:jee -topic:cloud",
            "No item is dated 2010/2012, by jee and not about Cloud.",
        ),
        (
            'publisher:"CIO UK" has:note tag:x',
            "No item is from CIO UK, with a note and tagged x.",
        ),
        ("(year:2011 OR is:cut)", "No item is in 2011 or cut off."),
        ("-(year:2011 is:read)", "No item is not in 2011 and read."),
    ],
)
def test_why_nothing_is_shown(query: str, sentence: str) -> None:
    assert no_match_sentence(parse_query(query, KNOWN), LABELS) == sentence


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("topic:cloud,websites", "Cloud or Websites"),
        ("is:cut", "cut off"),
        ("year:2012", "2012"),
        ('"a phrase"', "a phrase"),
        ("-is:read", "not read"),
        ("(year:2011 OR is:repeated)", "2011 or same story"),
        ("-(year:2011 is:read)", "not 2011 and read"),
    ],
)
def test_one_part_of_a_query_by_name(query: str, name: str) -> None:
    assert query_part_name(parse_query(query, KNOWN).parts[0], LABELS) == name


def test_choices_by_name() -> None:
    assert choice_label("year", "2012") == "2012"
    assert choice_label("year", "undated") == "Undated"
    assert choice_label("topic", "Websites") == "Websites"
    assert choice_label("is", "cut") == "Cut off"
    assert choice_label("is", "bookmarked") == "Bookmarked"


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Cloud and clouds, not McCloud", "cloud", ["Cloud", "clouds"]),
        ("Café society", "cafe", ["Café"]),
        ("Straße und STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("better connected, Better Connected", '"better connected"',
         ["better connected", "Better Connected"]),
        ("clouds", '"cloud"', []),
        ("(a+b) a.b", "a+b", ["a+b", "a.b"]),
        ("one two three", "two three", ["two", "three"]),
        ("not this", "-this", []),
        ("any or other", "(any OR other)", ["any", "other"]),
        ("", "cloud", []),
        ("cloud", '""', []),
        ("ﬁnance", "finance", ["ﬁnance"]),
    ],
)  # fmt: skip
def test_searched_words_are_found_where_they_stand(text: str, query: str, found: list[str]) -> None:
    words = text_terms(parse_query(query))
    assert [text[start:end] for start, end in find_matches(text, words)] == found


def test_a_machine_stamp_is_said_in_short() -> None:
    stamped = item("T", date="2012-05-29", printed="2012-05-29T00:00:00Z", rule="as the feed says")
    assert date_evidence(stamped) == "given as 2012-05-29, as the feed says"
    assert printed_date_label(stamped) == ""
    assert printed_date_label(item("T", printed="27/03/12")) == "“27/03/12”"
    vague = item("T", date="2012", printed="2012-01-01T00:00:00Z", rule="known to the year")
    assert date_evidence(vague) == "known to the year"


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({"printed": "27/03/12", "rule": "day first: 27 cannot be a month"}, "printed"),
        ({"rule": "known to the day: date in the page’s address (2012/03/27)"}, "from the address"),
        ({"rule": "known to the day: the issue covers the conference"}, "worked out"),
        ({"rule": "as the feed gives it", "printed": "2012-03-27T00:00:00Z"}, "from the feed"),
        ({"rule": "not printed as a date: a tag says it"}, "from the page’s data"),
        ({"date": "2012-03", "printed": "March 2012"}, "month only"),
        ({"date": "2012"}, "year only"),
        ({"date": None, "estimate": Estimate("2008", "2009", "its neighbours")}, "estimate"),
        ({"date": None}, ""),
        ({}, ""),
    ],
)
def test_how_a_date_is_known_takes_a_few_words(fields: dict[str, Any], source: str) -> None:
    assert date_basis(item("A", **fields)) == source
