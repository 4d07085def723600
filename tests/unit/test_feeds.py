"""Feeds: what is recognised, what is kept of an item, what becomes of damage."""

from __future__ import annotations

import itertools
import time

import pytest

from socitm_tui.parsing.dates.timestamps import parse_timestamp
from socitm_tui.parsing.formats import Document, RefusedError, feed, parse_document
from tests.core import slow


def rss(items: str, head: str = "") -> Document:
    text = f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'
    return Document("a-feed", text.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"<rss/>",
        b"\xef\xbb\xbf \n<?xml version='1.0'?><!-- x --><!DOCTYPE rss [<!ENTITY a 'b'>]><rss>",
        b'<feed xmlns="http://www.w3.org/2005/Atom"/>',
        b"<rdf:RDF/>",
        b"<atom:feed/>",
        '<?xml version="1.0" encoding="utf-16"?><rss/>'.encode("utf-16"),
        b"<opml/>",
    ],
)
def test_a_feed_is_known_by_its_first_element(data: bytes) -> None:
    assert feed.recognises(Document("download", data))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"Text that mentions <rss> feeds.", b"<html><body><rss/></body></html>",
        b"<rsscloud/>", b"<svg/>", b"\x89PNG\r\n\x1a\n\0\0", b"<!-- rss", b"\xff\xfe\0",
    ],
)  # fmt: skip
def test_what_only_mentions_feeds_is_left_to_others(data: bytes) -> None:
    assert not feed.recognises(Document("feed.xml", data))


@pytest.mark.parametrize(
    ("printed", "value", "clock"),
    [
        ("Tue, 27 Mar 2012 23:30:05 +0100", "2012-03-27", "23:30"),
        ("Tue, 27 Mar 2012 00:00:00 GMT", "2012-03-27", None),
        ("27 Mar 12 9:05 GMT", "2012-03-27", "09:05"),
        ("1 January 2012", "2012-01-01", None),
        ("2012-03-27T23:30:05+01:00", "2012-03-27", "23:30"),
        ("2012-03-27 09:05:00", "2012-03-27", "09:05"),
        ("20120327T090500Z", "2012-03-27", "09:05"),
        ("2012-03", "2012-03", None),
        ("2012", "2012", None),
        ("Mon Mar 26 14:14:05 GMT 2012", "2012-03-26", "14:14"),
        ("Вт, 27 мар 2012 09:05:00 +0300", "2012-03-27", "09:05"),
        ("Τρί, 27 Μαρ 2012", "2012-03-27", None),
        ("27. března 2012", "2012-03-27", None),
        ("mar., 27 mars 2012 09:05", "2012-03-27", "09:05"),
        ("2012年3月27日 9:05", "2012-03-27", "09:05"),
        ("2012/3/7", "2012-03-07", None),
        ("1332839100", "2012-03-27", "09:05"),
        ("27 Foober 2012", None, None),
        ("2012-02-31", None, None),
        ("0000-00-00", None, None),
        ("2012-13-01T00:00:00Z", None, None),
        ("Tuesday", None, None),
        ("14:14", None, None),
        ("tomorrow", None, None),
        ("27 March", None, None),
        ("1 Jan 2012 or 2 Jan 2013", None, None),
        ("9" * 5000, None, None),
    ],
)
def test_a_machines_date_is_kept_in_its_own_day(
    printed: str, value: str | None, clock: str | None
) -> None:
    read_date = parse_timestamp(printed, "rule")
    assert (read_date and read_date.value, read_date and read_date.time) == (value, clock)


def test_html_and_plain_titles_and_texts() -> None:
    cut = parse_document(
        rss(
            "<item><title>Tom &amp;amp; &lt;b>Ann&lt;/b></title>"
            "<description>&lt;p>One&lt;/p>&lt;p>Two &amp;amp; three&lt;/p></description></item>"
            "<item><title>Less &lt; more</title><description>Plain\n\nwords</description></item>"
        )
    )
    assert [draft.title for draft in cut.drafts] == ["Tom & Ann", "Less < more"]
    assert [draft.body for draft in cut.drafts] == ["One\n\nTwo & three", "Plain\n\nwords"]


def test_an_aggregators_item_names_its_own_source() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Planet</title>'
        "<entry><title>One</title><source><title>The Gazette</title></source></entry></feed>"
    )
    (draft,) = parse_document(Document("planet", text.encode())).drafts
    assert draft.publisher == "The Gazette"


def test_an_address_that_is_no_web_address_is_not_kept() -> None:
    (draft,) = parse_document(
        rss("<item><title>x</title><link>javascript:alert(1)</link></item>")
    ).drafts
    assert draft.url is None


def test_items_that_hold_nothing_are_counted_as_doubt() -> None:
    cut = parse_document(
        rss("<item><link>http://a.example/</link></item><item><title>One</title></item>")
    )
    assert [draft.title for draft in cut.drafts] == ["One"]
    assert cut.doubtful == "1 of its items hold neither a title nor a text"


def test_whole_items_of_a_damaged_feed_are_kept_and_the_last_is_marked_cut() -> None:
    whole = rss(
        "".join(f"<item><title>{n}</title><description>d{n}</description></item>" for n in "abc")
    )
    half = Document("half.xml", whole.data[: whole.data.index(b"dc") + 1])
    cut = parse_document(half)
    assert [(draft.title, draft.body) for draft in cut.drafts] == [
        ("a", "da"), ("b", "db"), ("c", "d"),
    ]  # fmt: skip
    assert [draft.truncated for draft in cut.drafts] == [False, False, True]
    assert "ends before all of it is closed" in (cut.doubtful or "")


def test_a_feed_without_items_is_a_feed_without_items() -> None:
    assert parse_document(rss("", "<title>Quiet</title>")).drafts == ()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<opml version='1.0'><body/></opml>", "list of feeds"),
        (b"<rss><channel><title>&bad;</title>", "damaged"),
        (b"<rss" + b" a='b'" * 1000, "damaged"),
    ],
)
def test_what_holds_no_item_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        parse_document(Document("x.xml", data))


LAUGHS = (
    "<!DOCTYPE rss [<!ENTITY a '" + "ha" * 1000 + "'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in itertools.pairwise("abcdefghi"))
    + "]><rss><channel><item><title>&i;</title></item></channel></rss>"
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        slow("<rss><channel><item><title>x" + '<a "' * 40_000),
        slow("<rss><channel>" + "<item>" * 20_000),
        "<rss><channel><item><description>" + "<div>" * 20_000,
        slow("<rss><channel><item><title>x</title><description><![CDATA[" + "<" * 200_000),
        "<rss><channel><item><title>" + "&amp;" * 100_000 + "</title></item></channel></rss>",
        "<rss><item><title>x</title>" + "<!-- " * 50_000,
        '<rss><!DOCTYPE x SYSTEM "file:///etc/passwd"><item><title>x',
    ],
    ids=["laughs", "quotes", "items", "nesting", "cdata", "entities", "comments", "outside"],
)
def test_hostile_feeds_are_over_soon(text: str) -> None:
    started = time.process_time()
    try:
        cut = parse_document(Document("hostile.xml", text.encode()))
    except RefusedError:
        cut = None
    assert time.process_time() - started < 5
    assert not cut or sum(len(draft.title or "") for draft in cut.drafts) < 10_000_000
