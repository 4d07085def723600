"""Dossiers: what a researcher hands in."""

from __future__ import annotations

from html.parser import HTMLParser

from socitm_tui.export.entry_formats import EXPORT_FORMATS, format_of_file_name
from socitm_tui.model.entities import Entry
from tests.factories import annotation, item

ENTRIES = [
    Entry(item("New <b>", date="2012-03-27", key="n"), annotation("n", note="Why?\n<script>")),
    Entry(item("Old", date="2009", key="o"), annotation("o", bookmarked=True, tags=("a&b",))),
    Entry(item("None", date=None, key="u"), annotation("u")),
]


def test_a_dossier_runs_in_date_order_with_notes_and_citations() -> None:
    text = "".join(EXPORT_FORMATS["dossier"](ENTRIES))
    assert text.index("## ★ Old") < text.index("New \\<b\\>") < text.index("## None")
    assert "> Why?\n> <script>" in text
    assert text.count("Capture page.txt, l. 1–3") == 3


def test_a_dossier_as_a_page_holds_no_markup_of_others() -> None:
    text = "".join(EXPORT_FORMATS["dossier-html"](ENTRIES))
    tags: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.add(tag)  # type: ignore[method-assign]
    parser.feed(text)
    assert not tags & {"script", "b"}
    assert "#a&amp;b" in text


def test_file_names_ask_for_formats() -> None:
    assert format_of_file_name("x.html") == "dossier-html"
    assert format_of_file_name("x.dossier.md") == "dossier"
    assert format_of_file_name("x.md") == "md"
