"""The query language: text to value, value to text, ticks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socitm_tui.search.query import (
    EVERYTHING,
    And,
    Field,
    Not,
    Or,
    Query,
    QueryError,
    Text,
    completions,
    parse,
    search_of,
    tick,
    ticks,
    with_search,
    words,
    write,
)

KNOWN = {"topic": ["websites", "cloud", "open-data"], "publisher": ["Socitm", "Socitm blog"]}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("  \t ", ()),
        ("cloud", (Text("cloud"),)),
        ("better connected", (Text("better"), Text("connected"))),
        ('"better connected" x', (Text("better connected", phrase=True), Text("x"))),
        ('"unclosed phrase', (Text("unclosed phrase", phrase=True),)),
        ("year:2012", (Field("year", ("2012",)),)),
        ("YEAR:2012", (Field("year", ("2012",)),)),
        ("year:none", (Field("year", ("undated",)),)),
        ("topic:Websites,cloud", (Field("topic", ("websites", "cloud")),)),
        ('publisher:"Socitm blog"', (Field("publisher", ("Socitm blog",)),)),
        ("publisher:socitm", (Field("publisher", ("Socitm",)),)),
        ("publisher:blog", (Field("publisher", ("blog",)),)),
        ("date:2010/2012-03", (Field("date", ("2010/2012-03",)),)),
        ("date:/2014", (Field("date", ("/2014",)),)),
        ("date:2014/", (Field("date", ("2014/",)),)),
        ("date:none", (Field("date", ("none",)),)),
        ("pubdate:201402/04", (Field("date", ("2014-02/2014-04",)),)),
        ("intitle:cloud", (Field("title", ("cloud",)),)),
        ("-strike", (Not(Text("strike")),)),
        ("-topic:cloud", (Not(Field("topic", ("cloud",))),)),
        ("a OR b", (Or((Text("a"), Text("b"))),)),
        ("a (b OR c)", (Text("a"), Or((Text("b"), Text("c"))))),
        ("-(a b)", (Not(And((Text("a"), Text("b")))),)),
        ("(a b) c", (Text("a"), Text("b"), Text("c"))),
        ("http://x.example/a:b", (Text("http://x.example/a:b"),)),
        ("10:30", (Text("10:30"),)),
        ("-", (Text("-"),)),
        ("or", (Text("or"),)),
    ],
)
def test_a_query_is_read(text: str, parts: tuple[Query, ...]) -> None:
    assert parse(text, KNOWN) == And(parts)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pubisher:socitm", "no filter called “pubisher”; did you mean “publisher”"),
        ("topic:webistes", "“topic:webistes” is not known; did you mean “websites”"),
        ("topic:zzz", "there are websites, cloud, open-data"),
        ("is:bookmark", "did you mean “bookmarked”"),
        ("has:notes", "did you mean “note”"),
        ("publisher:socitim", "did you mean “Socitm”"),
        ("date:2012-13", "“2012-13” is not a date"),
        ("date:yesterday", "“yesterday” is not a date"),
        ("date:/", "is not a date"),
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
        parse(text, KNOWN)
    assert says in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        query = parse(text)
    except QueryError:
        return
    assert parse(write(query)) == query


@pytest.mark.parametrize(
    "text",
    ["a b", '"a b" -c', "year:2011,2012 -topic:cloud", "a (b OR c) -(d e)", 'publisher:"A, B"'],
)
def test_a_query_is_written_as_it_was_read(text: str) -> None:
    assert write(parse(text)) == text


def test_ticking_writes_the_query_and_leaves_the_rest() -> None:
    query = parse('strike "better connected"')
    query = tick(query, "year", "2012", True)
    query = tick(query, "year", "2011", True)
    query = tick(query, "topic", "cloud", False)
    assert write(query) == 'strike "better connected" year:2011,2012 -topic:cloud'
    assert ticks(query, "year") == {"2011": True, "2012": True}
    assert ticks(query, "topic") == {"cloud": False}
    query = tick(query, "year", "2012", None)
    assert write(tick(query, "topic", "cloud", True)) == (
        'strike "better connected" year:2011 topic:cloud'
    )


def test_the_search_bar_sees_and_changes_all_but_the_ticks() -> None:
    query = parse("strike (a OR b) year:2012")
    assert search_of(query) == "strike (a OR b)"
    assert write(with_search(query, parse("cloud"))) == "cloud year:2012"
    assert with_search(parse("cloud"), EVERYTHING) == EVERYTHING


def test_words_to_mark_are_those_that_must_be_there() -> None:
    assert words(parse('a "b c" -d year:2012 (e OR f)')) == (
        Text("a"), Text("b c", phrase=True), Text("e"), Text("f"),
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
    assert write(parse(text, known)) == write(parse(means))
    assert completions("view:on", known) == ['view:"On clouds"']


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
        parse(text, known)


def test_of_two_views_the_one_that_is_named_exactly_is_taken() -> None:
    assert write(parse("view:A", {"view": {"a": "cloud", "A": "sky"}})) == "sky"


@pytest.mark.parametrize("text", ['"', '-""', 'a "', "a"])
def test_a_phrase_without_a_word_asks_for_nothing(text: str) -> None:
    assert parse(text) == And((Text("a"),) if "a" in text else ())
