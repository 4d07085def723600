"""A dossier: entries in date order with highlights, notes and citations, in two markups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from socitm_tui.export.citation import citation_sentence
from socitm_tui.export.markdown import escape_markdown, quote_lines
from socitm_tui.model.entities import Entry
from socitm_tui.model.highlights import locate_highlights
from socitm_tui.model.labels import count_label, date_in_words, heading_label, publisher_label

STYLE: Final = (
    "body{max-width:42em;margin:3em auto;padding:0 1em;font:1.05em/1.6 serif;color:#222;"
    "background:#fff}h2{margin:2.5em 0 0;line-height:1.3}.date,cite{color:#555}"
    "mark{background:#ffe9a8}blockquote{border-left:3px solid #0b5f7d;margin:1em 0;"
    "padding-left:1em}cite{display:block;font-size:.9em}"
)


@dataclass(frozen=True, slots=True)
class _Markup:
    """How one markup language writes each part of a dossier; texts are passed escaped."""

    escape: Callable[[str], str]
    mark: str
    """A template for highlighted words, as the other templates are for what they are named."""
    title: str
    heading: str
    date: str
    paragraph: str
    tags: str
    citation: str
    end: str
    quote: Callable[[str, str], str]
    """Makes a block of the words of a highlight and its note, which are passed as they are."""
    note: Callable[[str], str]
    """Makes a block of a note, which is passed as it is."""


def dossier_markdown(entries: Iterable[Entry]) -> Iterator[str]:
    """The dossier in Markdown."""
    return _write_dossier(entries, _MARKDOWN)


def dossier_html(entries: Iterable[Entry]) -> Iterator[str]:
    """The dossier as one HTML page that needs no other file."""
    return _write_dossier(entries, _HTML)


def sort_by_date(entries: Iterable[Entry]) -> list[Entry]:
    """The entries oldest first, those without a date last."""
    return sorted(entries, key=lambda entry: (entry.item.date is None, entry.item.date or ""))


def _write_dossier(entries: Iterable[Entry], markup: _Markup) -> Iterator[str]:
    in_order = sort_by_date(entries)
    yield markup.title.format(f"Dossier: {count_label(len(in_order), 'item')}")
    for entry in in_order:
        yield from _write_entry(entry, markup)
    yield markup.end


def _write_entry(entry: Entry, markup: _Markup) -> Iterator[str]:
    item, annotation = entry.item, entry.annotation
    star = "★ " if annotation.bookmarked else ""
    heading = markup.escape(star + heading_label(item))
    yield markup.heading.format(heading, key=markup.escape(item.key))
    facts = (date_in_words(item), publisher_label(item))
    yield markup.date.format(markup.escape(" · ".join(fact for fact in facts if fact)))
    for paragraph in _marked_paragraphs(entry, markup):
        yield markup.paragraph.format(paragraph)
    for highlight in annotation.highlights:
        yield markup.quote(highlight.quote, highlight.note)
    if annotation.note:
        yield markup.note(annotation.note)
    if annotation.tags:
        yield markup.tags.format(markup.escape(" ".join(f"#{tag}" for tag in annotation.tags)))
    yield markup.citation.format(markup.escape(citation_sentence(entry)))


def _marked_paragraphs(entry: Entry, markup: _Markup) -> Iterator[str]:
    """The paragraphs of the body, escaped, with its highlights marked."""
    body, start = entry.item.body, 0
    spans = [span for span, _ in locate_highlights(entry.annotation.highlights, body)[0]]
    for paragraph in body.split("\n\n"):
        end, parts, done = start + len(paragraph), [], start
        for span_start, span_end in spans:
            first, last = max(span_start, done), min(span_end, end)
            if first < last:
                words = markup.escape(body[first:last])
                parts += [markup.escape(body[done:first]), markup.mark.format(words)]
                done = last
        yield "".join((*parts, markup.escape(body[done:end])))
        start = end + 2


# ------------------------------------------------------------------ Markdown
def _markdown_quote(quote: str, note: str) -> str:
    block = f"\n{quote_lines(escape_markdown(quote))}\n"
    return f"{block}\n{note}\n" if note else block


_MARKDOWN: Final = _Markup(
    escape=escape_markdown,
    mark="**{}**",
    title="# {}\n",
    heading="\n## {}\n",
    date="\n*{}*\n",
    paragraph="\n{}\n",
    tags="\n{}\n",
    citation="\n{}\n",
    end="",
    quote=_markdown_quote,
    note=lambda note: f"\n{quote_lines(note)}\n",
)


# ------------------------------------------------------------------ HTML
def _html_lines(text: str) -> str:
    """A text in HTML, its lines kept."""
    return escape(text).replace("\n", "<br>")


def _html_quote(quote: str, note: str) -> str:
    end = f"<br>{_html_lines(note)}" if note else ""
    return f"<blockquote><q>{_html_lines(quote)}</q>{end}</blockquote>\n"


_HTML: Final = _Markup(
    escape=escape,
    mark="<mark>{}</mark>",
    title='<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{0}</title>\n<style>'
    + STYLE.replace("{", "{{").replace("}", "}}")
    + "</style>\n<h1>{0}</h1>\n",
    heading='<article id="{key}">\n<h2>{}</h2>\n',
    date='<p class="date">{}</p>\n',
    paragraph="<p>{}</p>\n",
    tags="<p>{}</p>\n",
    citation="<cite>{}</cite>\n</article>\n",
    end="</html>\n",
    quote=_html_quote,
    note=lambda note: f"<blockquote>{_html_lines(note)}</blockquote>\n",
)
