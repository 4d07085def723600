"""The fields of the items of a feed, by the names that the feed has for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.parsing.formats import Document, RefusedError
from socitm_tui.parsing.formats.feed_fields import is_feed, read_feed_entries

CASES = sorted((Path(__file__).parents[1] / "cases" / "feeds").glob("*.*"))
RSS = """<rss><channel><title>News</title>
<item><title><![CDATA[Cats & dogs]]></title><link>https://a.example/1</link>
<dc:creator>Ann</dc:creator><enclosure url="https://a.example/1.mp3"/>
<description>&lt;p&gt;First.&lt;/p&gt;&lt;p&gt;Second.&lt;/p&gt;</description></item>
<item><title>Next</title><guid/></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title>One</title><link href="https://a.example/1"/><author><name>Ann</name></author>
<content type="xhtml"><div><p>First.</p></div></content></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [
{"id": 7, "title": "One", "authors": [{"name": "Ann"}, {"name": "Bob"}], "tags": ["a", "b"],
"content_html": "<p>First.</p><p>Second.</p>"}]}"""


@pytest.mark.parametrize(
    ("name", "text", "lines", "fields"),
    [
        ("a.xml", RSS, (2, 4), {
            "title": "Cats & dogs", "link": "https://a.example/1", "dc:creator": "Ann",
            "enclosure": "https://a.example/1.mp3", "description": "First.\n\nSecond.",
        }),
        ("a.atom", ATOM, (2, 3), {
            "title": "One", "link": "https://a.example/1", "author": "Ann", "content": "First.",
        }),
        ("a.json", JSON, (2, 3), {
            "id": "7", "title": "One", "authors name": "Bob", "tags": "a, b",
            "content_html": "First.\n\nSecond.",
        }),
    ],
)  # fmt: skip
def test_fields_are_named_as_in_the_feed(
    name: str, text: str, lines: tuple[int, int], fields: dict[str, str]
) -> None:
    document = Document(name, text.encode())
    entry = read_feed_entries(document)[0]
    assert is_feed(document)
    assert entry.lines == lines
    assert dict(entry.fields) == fields


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_every_feed_is_survived(path: Path) -> None:
    document = Document(path.name, path.read_bytes())
    if not path.name.endswith(".gold.json") and is_feed(document):
        try:
            entries = read_feed_entries(document)
        except RefusedError:
            return
        assert all(name and text for entry in entries for name, text in entry.fields)
