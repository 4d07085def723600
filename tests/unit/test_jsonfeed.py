"""JSON Feed: items, dates as far as they are known, and refusals."""

from __future__ import annotations

import json

import pytest

from socitm_tui.parsing.formats import (
    Document,
    RefusedError,
    jsonfeed,
    load_formats,
    parse_document,
)


def feed(*items: object, **fields: object) -> Document:
    text = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "A feed"}
        | fields
        | {"items": list(items)},
        indent=1,
        ensure_ascii=False,
    )
    return Document("feed.json", text.encode())


def test_an_item_keeps_what_the_feed_says_and_where_it_stands() -> None:
    document = feed(
        {"id": 1, "content_text": "One."},
        {
            "id": "b", "url": "https://a.example/b", "title": " Two\u202e ", "tags": ["cloud", 7],
            "content_text": "First\nparagraph.\n\nSecond.", "authors": [{"name": "Ann"}, {}],
            "date_published": "2012-03-27T14:14:05+01:00",
        },
    )  # fmt: skip
    cut = parse_document(document)
    assert (cut.layout, cut.publisher, cut.doubtful) == ("JSON Feed", "A feed", None)
    one, two = cut.drafts
    assert (one.title, one.body, one.date, one.identity) == (None, "One.", None, "A feed\n1")
    assert (two.title, two.body) == ("Two", "First paragraph.\n\nSecond.")
    assert (two.url, two.author, two.topics) == ("https://a.example/b", "Ann", ("cloud", "7"))
    assert two.date is not None
    assert (two.date.value, two.date.time, two.date.precision) == ("2012-03-27", "14:14", "day")
    lines = document.data.decode().split("\n")
    assert '"id": "b"' in lines[two.lines[0]]
    assert lines[two.lines[1] - 1].strip() == "}"


@pytest.mark.parametrize(
    ("published", "precision", "value", "time"),
    [
        ("2012-03-27T00:00:00Z", "day", "2012-03-27", None),
        ("2012-03-27T09:05:00Z", "day", "2012-03-27", "09:05"),
        ("2012-03-01T00:00:00Z", "month", "2012-03", None),
        ("2012-01-01T09:00:00Z", "year", "2012", None),
        ("2012-03-27", None, "2012-03-27", None),
        ("2012-02-30T00:00:00Z", "day", None, None),
        ("1066-02-03T00:00:00Z", "day", None, None),
        ("yesterday", "day", None, None),
        (5, "day", None, None),
    ],
)
def test_a_date_is_as_exact_as_the_feed_vouches_for(
    published: object, precision: object, value: str | None, time: str | None
) -> None:
    item: dict[str, object] = {"content_text": "x", "date_published": published}
    if precision:
        item["_socitm"] = {"date_precision": precision}
    (draft,) = parse_document(feed(item)).drafts
    assert (draft.date and draft.date.value) == value
    assert (draft.date and draft.date.time) == time


def test_html_is_stripped_to_paragraphs() -> None:
    html = "<p>One &amp; <b>two</b></p><script>alert(1)</script><ul><li>a<li>b</ul>"
    (draft,) = parse_document(feed({"content_html": html})).drafts
    assert draft.body == "One & two\n\na\n\nb"


def test_a_headline_that_the_feed_made_is_marked_as_made() -> None:
    extra = {"headline": "ours", "publisher": "The Gazette"}
    (draft,) = parse_document(feed({"title": "Ours", "content_text": "x", "_socitm": extra})).drafts
    assert draft.title_made
    assert draft.publisher == "The Gazette"


def test_items_that_hold_nothing_are_counted_as_doubt() -> None:
    cut = parse_document(feed({}, "text", {"title": "One"}, None))
    assert len(cut.drafts) == 1
    assert cut.doubtful == "3 of its items hold neither a title nor a text"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"{}", "it is JSON but not a JSON Feed"),
        (b"[1, 2]", "it is JSON but not a JSON Feed"),
        (b'"text"', "it is JSON but not a JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "not a JSON Feed"),
        (b'{"version": 1, "items": []}', "not a JSON Feed"),
        (b'{\n\n"items": [}', r"not valid JSON \(line 3\)"),
        (b'{"items": [1 2]}', r"not valid JSON \(line 1\)"),
        (b'{"items" [', r"not valid JSON \(line 1\)"),
        (b'{"items": [' + b"[" * 100_000, "nested too deeply"),
        (b'{"items": ' + b"9" * 5000 + b"}", "cannot be read"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
    ],
)
def test_what_is_no_feed_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        parse_document(Document("feed.json", data))


def test_a_feed_is_known_by_its_opening_whatever_its_name() -> None:
    document = feed({"content_text": "x"})
    assert jsonfeed.recognises(Document("feed.txt", document.data))
    assert not jsonfeed.recognises(Document("page.txt", b"{ a brace opens this page"))


def test_no_two_kinds_claim_one_document() -> None:
    for document in (feed(), Document("page.txt", b"A page."), Document("x", b"{}")):
        assert sum(kind.recognises(document) for kind in load_formats().values()) <= 1
