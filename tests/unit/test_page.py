"""Saved pages: lines, witnesses, encodings, and which of two readings is kept."""

from __future__ import annotations

import contextlib
import time

import pytest

from socitm_tui.parsing.formats import (
    Document,
    RefusedError,
    decode_markup,
    document_text,
    parse_document,
)
from socitm_tui.parsing.formats import html as page
from socitm_tui.parsing.formats.html_line_builder import page_lines, text_lines
from socitm_tui.parsing.formats.html_lines import PageLines
from socitm_tui.parsing.formats.html_list import boilerplate_regions
from socitm_tui.parsing.formats.html_metadata import Metadata, read_metadata
from socitm_tui.parsing.formats.html_tokens import paragraphs
from socitm_tui.parsing.formats.html_tree import parse_page
from tests.core import slow

STORY = (
    "<p>The library has put its catalogue on a telephone, and readers ask for books by voice.</p>"
    "<p>It understands most of them, though poets are still looked up by hand at the desk.</p>"
)


def html(body: str, head: str = "") -> Document:
    return Document("page.html", f"<!doctype html><html><head>{head}</head><body>{body}".encode())


def lines(markup: str) -> list[str]:
    return text_lines(markup).split("\n")


def lines_of(markup: str) -> PageLines:
    tree = parse_page(markup)
    assert tree is not None
    return page_lines(tree)


def boilerplate_of(markup: str) -> dict[str, bool]:
    page = lines_of(markup)
    regions = boilerplate_regions(page, frozenset())
    return {line.text: line.region in regions for line in page.lines if line.text}


def metadata_of(markup: str) -> Metadata:
    tree = parse_page(markup)
    assert tree is not None
    return read_metadata(markup, tree)


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("<p>One<p>two <b>three</b>", ["One", "", "two three"]),
        ("a<br>b<br/>c", ["a", "b", "c"]),
        ("<ul><li>a<li>b</ul>c", ["a", "b", "", "c"]),
        ("<table><tr><td>1 May<td>Ann</tr><tr><th>2<td> </table>", ["1 May | Ann", "2"]),
        ("<pre>a\n  b</pre>", ["a", "b"]),
        ("x<script>1<p>2</script>y<style>p{}</style>z", ["xyz"]),
        ("a<!-- <p>no --> b<!--[if IE]>no<![endif]-->", ["a b"]),
        ("<p hidden>no</p><div style='DISPLAY: none'>no<p>no</div>yes", ["yes"]),
        ("&lt;b&gt; &amp; &#8217;&nbsp;&#99999999999;", ["<b> & ’ \ufffd"]),
        ("<p title='a > b'>c", ["c"]),
        ("<p title=\"open>c", [""]),
        ("<textarea><p>no</textarea>yes", ["yes"]),
        ("</b></p>a</div>", ["a"]),
        ("<title>no</title><svg><text>no</text></svg>a<svg/>b", ["ab"]),
        ("", [""]),
    ],
)  # fmt: skip
def test_the_lines_of_a_page_are_what_a_person_would_copy(markup: str, wanted: list[str]) -> None:
    assert lines(markup) == wanted


def test_navigation_gives_lines_that_are_boilerplate() -> None:
    assert boilerplate_of(
        "<nav>Home</nav><div class='left sidebar'>Links</div><p>Prose of some length here</p>"
        "<article><footer>2 May 2012</footer></article><footer>Imprint</footer>"
    ) == {
        "Home": True, "Links": True, "Prose of some length here": False,
        "2 May 2012": False, "Imprint": True,
    }  # fmt: skip


def test_what_holds_most_of_the_page_is_no_sidebar_whatever_it_is_called() -> None:
    assert not any(boilerplate_of(f"<div id='sidebar'>{STORY}</div><p>Short</p>").values())


@pytest.mark.parametrize("name", ["widget", "banner", "newsletter", "social"])
def test_no_box_is_boilerplate_for_its_name_alone(name: str) -> None:
    box = STORY.replace("library", "mill")
    assert not any(boilerplate_of(f"{STORY * 3}<div class='{name}'>{box}</div>").values())


def test_links_and_times_stand_with_their_lines() -> None:
    one, two = lines_of(
        "<div><a href='/a'><h2>One</h2></a><time datetime='2012-05-02'>2 May</time></div>"
    ).lines[::2]
    assert (one.text, one.link, one.heading) == ("One", "/a", 2)
    assert (two.text, two.timestamps[0].value, two.link) == ("2 May", "2012-05-02", None)


def test_metadata_comes_from_json_ld_meta_tags_and_the_saving_program() -> None:
    found = metadata_of(
        "<!-- Page saved with SingleFile \n url: https://a.example/x \n saved date: Tue Mar 27 2012"
        "\n--><title>A &amp; B</title><meta property=og:site_name content='The Gazette'>"
        '<script type="application/ld+json">{"@type": ["Thing", "BlogPosting"], "headline": "A",'
        '"author": [{"name": "Ann"}, "Bo", 5], "datePublished": "2012-03-27T23:30:00+01:00"}'
        "</script>"
    )
    assert (found.url, found.saved) == ("https://a.example/x", "Tue Mar 27 2012")
    assert (found.window_title, found.site, found.author) == ("A & B", "The Gazette", "Ann, Bo")
    assert [(given.date.value, given.date.time, given.stated_by) for given in found.dates] == [
        ("2012-03-27", "23:30", "JSON-LD datePublished")
    ]
    assert found.is_article


@pytest.mark.parametrize("script", ["", "{", "[" * 10_000, '{"@type": 5}', '"x"', '{"@graph": 1}'])
def test_broken_json_ld_says_nothing(script: str) -> None:
    assert not metadata_of(f'<p>a<script type="application/ld+json">{script}</script>').is_article


@pytest.mark.parametrize(
    ("printed", "tag", "date", "evidence", "doubtful"),
    [
        ("2 May 2012", "2012-05-02T10:00:00Z", "2012-05-02", "agrees", False),
        ("2 May 2012", "2012-05-01T23:30:00Z", "2012-05-02", "agrees", False),
        ("2 May 2012", "2013-05-02", "2012-05-02", "disagrees: it says 2013-05-02", True),
        ("02/05/2012", "2012-05-02", "2012-05-02", "agrees", False),
        ("05/02/2012", "2012-05-02", "2012-05-02", "agrees", False),
        ("6 days ago", "2012-05-02", "2012-05-02", "not printed as a date", False),
        ("", "2012-05-02", "2012-05-02", "not printed as a date", False),
        ("2 May 2012", "", "2012-05-02", "no tag says more", False),
        ("2 May 2012", "yesterday", "2012-05-02", "no tag says more", False),
        ("", "", None, "", False),
    ],
)
def test_the_printed_date_stands_and_the_tags_are_a_second_witness(
    printed: str, tag: str, date: str | None, evidence: str, *, doubtful: bool
) -> None:
    head = f'<meta property="article:published_time" content="{tag}">'
    cut = parse_document(html(f"<h1>Books by telephone</h1><p>{printed}</p>{STORY}", head))
    (draft,) = cut.drafts
    assert (draft.date and draft.date.value) == date
    assert evidence in " ".join(one.why for one in draft.evidence)
    assert bool(cut.doubtful) is doubtful
    assert draft.body.startswith("The library has put")


def test_an_article_without_a_printed_headline_has_that_of_its_tags_and_says_so() -> None:
    (draft,) = parse_document(html(STORY, '<meta property="og:title" content="Books">')).drafts
    assert draft.title == "Books"
    assert "not printed" in next(one.why for one in draft.evidence if one.field == "title")


def test_a_line_of_an_item_has_the_same_number_in_the_text_that_is_shown() -> None:
    document = html(f"<nav>Home</nav><h1>Books</h1><p>2 May 2012</p>{STORY}")
    (draft,) = parse_document(document).drafts
    shown = document_text(document).split("\n")
    assert shown[draft.lines[0] - 1] == "Books"
    assert shown[draft.lines[1] - 1].endswith("at the desk.")


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("<meta charset=koi8-r>Москва".encode("koi8-r"), "Москва"),
        ("<meta charset=utf-8>caf\xe9".encode("latin-1"), "café"),
        ("<meta charset=windows-1252>caf\xe9".encode(), "café"),
        (b"<meta charset=rot13>plain", "plain"),
        (b"<meta charset=zlib>plain", "plain"),
        ("<html>wide \u20ac".encode("utf-16"), "wide €"),
        (b"<html>a\0b", "ab"),
    ],
)
def test_bytes_are_read_as_they_are_else_as_declared(data: bytes, wanted: str) -> None:
    assert wanted in decode_markup(data).text


@pytest.mark.parametrize(
    ("name", "data", "claimed"),
    [
        ("a.html", b"<p>x", True),
        ("a.html", b"<rss><title>x", False),
        ("a.html", b"Just words", False),
        ("a", b"\xef\xbb\xbf\n<!-- x -->\n<!DOCTYPE html>", True),
        ("a.txt", b"We wrote <html> in a text.", False),
        ("a.txt", "<html>".encode("utf-16"), True),
    ],
)
def test_a_page_is_known_by_its_opening_or_by_name_and_tags(
    name: str, data: bytes, *, claimed: bool
) -> None:
    assert page.recognises(Document(name, data)) is claimed


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (
            "<p>The lamp of the pier is lit again, after eleven nights without it.</p>",
            1,
        ),
        ("<p>You need to enable JavaScript to run this app.</p>", 0),
        ("<p>Loading …</p>", 0),
    ],
)
def test_a_short_text_beside_scripts_is_news_unless_it_asks_for_them(text: str, count: int) -> None:
    result = parse_document(html(f"{text}<script>track()</script>"))
    assert len(result.drafts) == count
    assert bool(result.doubtful) is (count == 0)


@pytest.mark.parametrize("text", ["The pier is shut.", "Ok", "短い知らせ"])
def test_a_page_of_a_few_words_is_doubted(text: str) -> None:
    assert parse_document(html(f"<h1>Notice</h1><p>{text}</p>")).doubtful


HOSTILE = {
    "nesting": "<div>" * 50_000 + "hello " * 50,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">hello",
    "open tags": "<a " * 100_000,
    "titles": "<title>" * 20_000,
    "comments": "<!--" * 100_000,
    "quotes": "<a b='" * 100_000,
    "end tags": "<b>" * 20_000 + "</i>" * 20_000,
    "tables": "<table><tr><td>x" * 5_000,
    "pictures": f"<img src='data:image/png;base64,{'A' * 1_000_000}'>hello",
    "numbers": "&#" + "9" * 100_000,
    "blanks": " " * 200_000 + "<p>hello",
}


@pytest.mark.parametrize("name", [name if name != "tables" else slow(name) for name in HOSTILE])
def test_hostile_pages_are_over_soon(name: str) -> None:
    body = HOSTILE[name]
    started = time.process_time()
    with contextlib.suppress(RefusedError):
        parse_document(html(body))
    assert time.process_time() - started < 25
    paragraphs(body)
