"""The query language: text to value, value to text, ticks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socitm_tui.search.query import (
    EMPTY_QUERY,
    AllOf,
    AnyOf,
    DatePhrase,
    FieldTerm,
    Negation,
    Query,
    QueryError,
    TextTerm,
    format_query,
    text_terms,
)
from socitm_tui.search.query_completion import date_completion, query_completions
from socitm_tui.search.query_parser import parse_query
from socitm_tui.search.query_ticks import search_text, tick_value, ticked_values, with_search_text

KNOWN = {
    "topic": {"websites": "Websites", "cloud": "Cloud", "open-data": "Open data"},
    "publisher": ["Socitm", "Socitm blog"],
}
AND, YEAR_2012 = TextTerm("and", is_phrase=True), DatePhrase("2012", "2012")
QUOTED = ("shared services", "a b", "c d")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("  \t ", ()),
        ("cloud", (TextTerm("cloud"),)),
        ("better connected", (TextTerm("better"), TextTerm("connected"))),
        ('"better connected" x', (TextTerm("better connected", is_phrase=True), TextTerm("x"))),
        ('"unclosed phrase', (TextTerm("unclosed phrase", is_phrase=True),)),
        ("year:2012", (FieldTerm("year", ("2012",)),)),
        ("YEAR:2012", (FieldTerm("year", ("2012",)),)),
        ("year:none", (FieldTerm("year", ("undated",)),)),
        ("topic:Websites,cloud", (FieldTerm("topic", ("websites", "cloud")),)),
        ('publisher:"Socitm blog"', (FieldTerm("publisher", ("Socitm blog",)),)),
        ("publisher:socitm", (FieldTerm("publisher", ("Socitm",)),)),
        ("publisher:blog", (FieldTerm("publisher", ("blog",)),)),
        ("date:2010/2012-03", (FieldTerm("date", ("2010/2012-03",)),)),
        ("date:/2014", (FieldTerm("date", ("/2014",)),)),
        ("date:2014/", (FieldTerm("date", ("2014/",)),)),
        ("date:none", (FieldTerm("date", ("none",)),)),
        ("pubdate:201402/04", (FieldTerm("date", ("2014-02/2014-04",)),)),
        ("intitle:cloud", (FieldTerm("title", ("cloud",)),)),
        ("-strike", (Negation(TextTerm("strike")),)),
        ("-topic:cloud", (Negation(FieldTerm("topic", ("cloud",))),)),
        ("a OR b", (AnyOf((TextTerm("a"), TextTerm("b"))),)),
        ("a (b OR c)", (TextTerm("a"), AnyOf((TextTerm("b"), TextTerm("c"))))),
        ("-(a b)", (Negation(AllOf((TextTerm("a"), TextTerm("b")))),)),
        ("(a b) c", (TextTerm("a"), TextTerm("b"), TextTerm("c"))),
        ("http://x.example/a:b", (TextTerm("http://x.example/a:b"),)),
        ("10:30", (TextTerm("10:30"),)),
        ("-", (TextTerm("-"),)),
        ("or", (TextTerm("or", is_phrase=True),)),
        ("strike or cloud", (AnyOf((TextTerm("strike"), TextTerm("cloud"))),)),
        ("strike or", (TextTerm("strike"), TextTerm("or", is_phrase=True))),
        ("strike AND cloud and", (TextTerm("strike"), TextTerm("cloud"), AND)),
        ("a and b or c", (AnyOf((AllOf((TextTerm("a"), TextTerm("b"))), TextTerm("c"))),)),
        ("cloud NOT strike", (TextTerm("cloud"), Negation(TextTerm("strike")))),
        ("NOT (a b)", (Negation(AllOf((TextTerm("a"), TextTerm("b")))),)),
        ("“shared services” ‘a b’ «c d»", tuple(TextTerm(w, is_phrase=True) for w in QUOTED)),
        ("council’s ‘unclosed", (TextTerm("council’s"), TextTerm("'unclosed"))),
        ("2012", (DatePhrase("2012", "2012"),)),
        ("1234 12 2012x", (TextTerm("1234"), TextTerm("12"), TextTerm("2012x"))),
        ('"2012"', (TextTerm("2012", is_phrase=True),)),
        ("strike March 2012", (TextTerm("strike"), DatePhrase("March 2012", "2012-03"))),
        ("27th of March 2012 x", (DatePhrase("27th of March 2012", "2012-03-27"), TextTerm("x"))),
        ("march 27, 2012", (DatePhrase("march 27, 2012", "2012-03-27"),)),
        ("27/03/2012", (DatePhrase("27/03/2012", "2012-03-27"),)),
        ("2010-2012", (DatePhrase("2010-2012", "2010/2012"),)),
        ("-2012 -(May 2012)", (Negation(YEAR_2012), Negation(DatePhrase("May 2012", "2012-05")))),
        ("May (2012)", (DatePhrase("May 2012", "2012-05"),)),
        ("2011 or 2012", (AnyOf((DatePhrase("2011", "2011"), YEAR_2012)),)),
        ("year:2018..2020", (FieldTerm("date", ("2018/2020",)),)),
        ("year:2018-2020", (FieldTerm("date", ("2018/2020",)),)),
        ("year:2012-03", (FieldTerm("date", ("2012-03",)),)),
        ("date:2018..2020", (FieldTerm("date", ("2018/2020",)),)),
        ("date:27/03/2012", (FieldTerm("date", ("2012-03-27",)),)),
        ('date:"March 2012"', (FieldTerm("date", ("2012-03",)),)),
        ("date:27 March 2012 x", (FieldTerm("date", ("2012-03-27",)), TextTerm("x"))),
        ('topic:"Open Data"', (FieldTerm("topic", ("open-data",)),)),
        ("topic:“open data”", (FieldTerm("topic", ("open-data",)),)),
        ("topic:open data x", (FieldTerm("topic", ("open-data",)), TextTerm("x"))),
        ("-topic:open data", (Negation(FieldTerm("topic", ("open-data",))),)),
        ("publisher:socitm blog", (FieldTerm("publisher", ("Socitm blog",)),)),
        ("publisher:socitm news", (FieldTerm("publisher", ("Socitm",)), TextTerm("news"))),
    ],
)
def test_a_query_is_read(text: str, parts: tuple[Query, ...]) -> None:
    assert parse_query(text, KNOWN) == AllOf(parts)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pubisher:socitm", "no filter called “pubisher”; did you mean “publisher”"),
        ("topic:webistes", "“topic:webistes” is not known; did you mean “websites”"),
        ("topic:zzz", "there are websites, cloud, Open data"),
        ("is:bookmark", "did you mean “bookmarked”"),
        ("has:notes", "did you mean “note”"),
        ("publisher:socitim", "did you mean “Socitm”"),
        ("date:2012-13", "“2012-13” is not a date"),
        ("date:yesterday", "“yesterday” is not a date"),
        ("date:yesterday", "it would count from today"),
        ("date:/", "is not a date"),
        ("topic:open", "did you mean “Open data”"),
        ("year:twelve", "write year:2012, or date:2010/2012"),
        ("year:12", "“12” is not a year"),
        ("year:", "“year:” needs a value"),
        ("(a", "“(” without a “)”"),
        ("a)", "“)” without a “(”"),
        ("a OR", "“OR” needs something on both sides"),
        ("(" * 200 + "a", "nested too deeply"),
    ],
)
def test_a_mistake_names_the_word_and_the_nearest_right_one(text: str, says: str) -> None:
    with pytest.raises(QueryError, match=r".") as caught:
        parse_query(text, KNOWN)
    assert says in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryError:
        return
    assert parse_query(format_query(query)) == query


@pytest.mark.parametrize(
    "text",
    [
        "2012 cloud May 2012",
        "-(May 2012) -2012",
        '"and" "or" "NOT"',
        "a b",
        '"a b" -c',
        "year:2011,2012 -topic:cloud",
        "a (b OR c) -(d e)",
        'publisher:"A, B"',
    ],
)
def test_a_query_is_written_as_it_was_read(text: str) -> None:
    assert format_query(parse_query(text)) == text


def test_ticking_writes_the_query_and_leaves_the_rest() -> None:
    query = parse_query('strike "better connected"')
    query = tick_value(query, "year", "2012", True)
    query = tick_value(query, "year", "2011", True)
    query = tick_value(query, "topic", "cloud", False)
    assert format_query(query) == 'strike "better connected" year:2011,2012 -topic:cloud'
    assert ticked_values(query, "year") == {"2011": True, "2012": True}
    assert ticked_values(query, "topic") == {"cloud": False}
    query = tick_value(query, "year", "2012", None)
    assert format_query(tick_value(query, "topic", "cloud", True)) == (
        'strike "better connected" year:2011 topic:cloud'
    )


def test_the_search_bar_sees_and_changes_all_but_the_ticks() -> None:
    query = parse_query("strike (a OR b) year:2012")
    assert search_text(query) == "strike (a OR b)"
    assert format_query(with_search_text(query, parse_query("cloud"))) == "cloud year:2012"
    assert with_search_text(parse_query("cloud"), EMPTY_QUERY) == EMPTY_QUERY


def test_words_to_mark_are_those_that_must_be_there() -> None:
    assert text_terms(parse_query('a "b c" -d year:2012 (e OR f)')) == (
        TextTerm("a"), TextTerm("b c", is_phrase=True), TextTerm("e"), TextTerm("f"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("view:bc is:read", '"better connected" year:2012 is:read'),
        ('-view:"On clouds"', "-(cloud OR sky)"),
        ("view:bc OR strike", '("better connected" year:2012) OR strike'),
        ('view:bc,"on clouds"', '("better connected" year:2012) OR (cloud OR sky)'),
    ],
)
def test_a_view_stands_for_its_query(text: str, means: str) -> None:
    known = {"view": {"bc": '"better connected" year:2012', "On clouds": "cloud OR sky"}}
    assert format_query(parse_query(text, known)) == format_query(parse_query(means))
    assert query_completions("view:on", known) == ['view:"On clouds"']


@pytest.mark.parametrize("text", ["view:me", "-view:me", "view:me,x"])
@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({}, "No view is saved yet"),
        ({"view": {}}, "No view is saved yet"),
        ({"view": {"me": "view:x", "x": "cloud"}}, "A saved view cannot ask for a view"),
        ({"view": {"me": " ", "x": "cloud"}}, "The view “me” asks for nothing"),
    ],
)
def test_a_view_that_gives_no_query_is_a_sentence(
    text: str, known: dict[str, dict[str, str]], says: str
) -> None:
    with pytest.raises(QueryError, match=says):
        parse_query(text, known)


def test_of_two_views_the_one_that_is_named_exactly_is_taken() -> None:
    assert format_query(parse_query("view:A", {"view": {"a": "cloud", "A": "sky"}})) == "sky"


@pytest.mark.parametrize("text", ['"', '-""', 'a "', "a"])
def test_a_phrase_without_a_word_asks_for_nothing(text: str) -> None:
    assert parse_query(text) == AllOf((TextTerm("a"),) if "a" in text else ())


def test_what_a_date_may_become_is_offered() -> None:
    assert date_completion("cloud 2012") == "cloud year:2012"
    assert date_completion("cloud 27 March 2012") == "cloud date:2012-03-27"
    assert date_completion("cloud 2010-2012") == "cloud date:2010/2012"
    assert date_completion("cloud") is None
    assert query_completions("topic:data", KNOWN) == ["topic:open-data"]
    assert query_completions("topic:“Open d", KNOWN) == ["topic:open-data"]


def test_a_date_in_words_is_marked_as_a_phrase() -> None:
    assert text_terms(parse_query("a 27 March 2012")) == (
        TextTerm("a"), TextTerm("27 March 2012", is_phrase=True),
    )  # fmt: skip
