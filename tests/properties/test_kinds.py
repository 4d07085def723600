"""Any bytes are survived by every kind of input, and what comes out can be shown again."""

from __future__ import annotations

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socitm_tui.model.text import clean_line
from socitm_tui.parsing.dates.timestamps import parse_timestamp
from socitm_tui.parsing.formats import (
    Document,
    RefusedError,
    document_text,
    feed,
    mail,
    parse_document,
)
from socitm_tui.parsing.formats import html as page
from socitm_tui.parsing.formats.archive_members import RefusedMember
from socitm_tui.parsing.formats.containers import open_container
from socitm_tui.parsing.formats.html_line_builder import text_lines
from socitm_tui.parsing.formats.html_tokens import paragraphs, tokens
from socitm_tui.web.urls import AddressError, normalize_url
from socitm_tui.web.wayback import ListingError, parse_listing

TAGS = (
    "<p>",
    "</p>",
    "<div class='nav'>",
    "</div>",
    "<br>",
    "<h1>",
    "</h1>",
    "<time datetime='2012-05-01'>",
    "</time>",
    "<article>",
    "</article>",
    "<li>",
    "<td>",
    "<tr>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<title>",
    "<",
    "&#1;",
    "&amp",
    "2 May 2012",
    "By Ann Lee",
    "<item>",
    "</item>",
    "<entry>",
    "<pubDate>Sat, 01 May 2010</pubDate>",
    "<![CDATA[",
    "]]>",
    "<description>",
    "\x00",
    "\u202e",
    "The ferry runs again from Monday, and the old bell hangs beside the new one.",
)
SOUP = st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=12)), max_size=40).map("".join)
HEADS = (
    b"<!doctype html>",
    b"<html><body>",
    b"<rss><channel>",
    b"<feed>",
    b"PK\x03\x04",
    b"WARC/1.0\r\n",
    b"\x1f\x8b\x08",
    b"From a@b 10:00:00 2010\nFrom: a\nMessage-ID: x\nSubject: ",
    b"{",
    b"",
    b"From: a\nDate: Sat, 1 May 2010\nMIME-Version: 1.0\nContent-Type: text/html\n\n",
)
BYTES = st.tuples(st.sampled_from(HEADS), st.one_of(st.binary(max_size=400), SOUP.map(str.encode)))
CALM = settings(suppress_health_check=[HealthCheck.too_slow])


@CALM
@given(BYTES.map(b"".join), st.sampled_from(["a", "a.html", "a.xml", "a.eml", "a.warc"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    document = Document(name, data)
    with contextlib.suppress(RefusedError):
        cut = parse_document(document)
        shown = document_text(document).split("\n")
        for draft in cut.drafts:
            assert 1 <= draft.lines[0] <= draft.lines[1] <= len(shown)
            for text in (draft.title or "", draft.author or "", *draft.body.split("\n\n")):
                assert clean_line(text) == text


@CALM
@given(BYTES.map(b"".join))
def test_any_bytes_are_opened_or_refused(data: bytes) -> None:
    with contextlib.suppress(RefusedError):
        for one in open_container(Document("a", data)):
            assert isinstance(one, Document | RefusedMember)


@CALM
@given(SOUP)
def test_a_page_loses_no_word_that_is_not_hidden(soup: str) -> None:
    list(tokens(soup))
    paragraphs(soup)
    for line in text_lines(soup).split("\n"):
        assert line == clean_line(" ".join(line.split()))


@CALM
@given(SOUP.map(str.encode))
def test_each_kind_reads_what_it_did_not_recognise_or_refuses_it(data: bytes) -> None:
    for kind in (feed, page, mail):
        with contextlib.suppress(RefusedError):
            kind.read(Document("a", data or b" "))


@CALM
@given(st.text(max_size=60))
def test_any_words_are_a_moment_or_none(words: str) -> None:
    read = parse_timestamp(words, "rule")
    assert read is None or read.value[:4].isdecimal()


@CALM
@given(st.one_of(st.text(max_size=60), st.from_regex(r"https?://[ -~]{1,40}", fullmatch=True)))
def test_an_address_in_its_normal_form_stays_as_it_is(words: str) -> None:
    with contextlib.suppress(AddressError):
        assert normalize_url(normalize_url(words)) == normalize_url(words)


@CALM
@given(st.binary(max_size=300))
def test_any_answer_is_a_list_of_captures_or_none(data: bytes) -> None:
    with contextlib.suppress(ListingError, AddressError):
        parse_listing(data, "https://web.archive.org")
