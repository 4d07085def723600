"""A dossier: entries with highlights, notes and citations in date order, to be handed in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from socitm_tui.export.citation import citation_sentence
from socitm_tui.model.entities import Entry
from socitm_tui.model.highlights import locate_highlights
from socitm_tui.model.labels import count_label, date_in_words, heading_label

STYLE = (
    "body{max-width:42em;margin:3em auto;padding:0 1em;font:1.05em/1.6 serif;color:#222;"
    "background:#fff}h2{margin:2.5em 0 0;line-height:1.3}.date,cite{color:#555}"
    "mark{background:#ffe9a8}blockquote{border-left:3px solid #0b5f7d;margin:1em 0;"
    "padding-left:1em}cite{display:block;font-size:.9em}"
)


def sort_by_date(entries: Iterable[Entry]) -> list[Entry]:
    """The entries oldest first, those without a date last."""
    return sorted(entries, key=lambda entry: (entry.item.date is None, entry.item.date or ""))


def dossier_markdown(entries: Iterable[Entry]) -> Iterator[str]:
    """The dossier in Markdown."""
    found = sort_by_date(entries)
    yield f"# Dossier: {count_label(len(found), 'item')}\n"
    for entry in found:
        item, annotation = entry.item, entry.annotation
        mark = "★ " if annotation.bookmarked else ""
        yield f"\n## {mark}{_md(heading_label(item))}\n\n"
        yield f"*{_md(date_in_words(item))} · {_md(item.publisher)}*\n\n"
        paragraphs = _marked_paragraphs(entry, _md, ("**", "**"))
        yield "\n\n".join(paragraphs) + "\n"
        for one in annotation.highlights:
            yield "\n" + "\n".join(f"> {_md(line)}".rstrip() for line in one.quote.split("\n"))
            yield f"\n\n{one.note}\n" if one.note else "\n"
        if annotation.note:
            yield "\n" + "\n".join(f"> {line}".rstrip() for line in annotation.note.split("\n"))
            yield "\n"
        if annotation.tags:
            yield "\n" + _md(" ".join(f"#{tag}" for tag in annotation.tags)) + "\n"
        yield f"\n{_md(citation_sentence(entry))}\n"


def _marked_paragraphs(
    entry: Entry, plain: Callable[[str], str], signs: tuple[str, str]
) -> Iterator[str]:
    """The paragraphs of the body, the marked passages between two signs."""
    body, at = entry.item.body, 0
    spans = [span for span, _ in locate_highlights(entry.annotation.highlights, body)[0]]
    for paragraph in body.split("\n\n"):
        end, parts, done = at + len(paragraph), [], at
        for span in spans:
            first, last = max(span[0], done), min(span[1], end)
            if first < last:
                words = plain(body[first:last])
                parts += [plain(body[done:first]), signs[0], words, signs[1]]
                done = last
        yield "".join((*parts, plain(body[done:end])))
        at = end + 2


def _html_lines(text: str) -> str:
    """A text in HTML, its lines kept."""
    return escape(text).replace("\n", "<br>")


def _md(text: str) -> str:
    """The text with Markdown's own signs made plain."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)


def dossier_html(entries: Iterable[Entry]) -> Iterator[str]:
    """The dossier as one page that needs nothing else."""
    found = sort_by_date(entries)
    title = f"Dossier: {count_label(len(found), 'item')}"
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
    yield f"<title>{title}</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>\n"
    for entry in found:
        item, annotation = entry.item, entry.annotation
        mark = "★ " if annotation.bookmarked else ""
        yield f'<article id="{escape(item.key)}">\n'
        yield f"<h2>{mark}{escape(heading_label(item))}</h2>\n"
        said = f"{date_in_words(item)} · {item.publisher}"
        yield f'<p class="date">{escape(said)}</p>\n'
        paragraphs = _marked_paragraphs(entry, escape, ("<mark>", "</mark>"))
        yield "".join(f"<p>{one}</p>\n" for one in paragraphs)
        for one in annotation.highlights:
            yield f"<blockquote><q>{_html_lines(one.quote)}</q>"
            yield f"<br>{_html_lines(one.note)}</blockquote>\n" if one.note else "</blockquote>\n"
        if annotation.note:
            yield f"<blockquote>{_html_lines(annotation.note)}</blockquote>\n"
        if annotation.tags:
            yield f"<p>{escape(' '.join(f'#{tag}' for tag in annotation.tags))}</p>\n"
        yield f"<cite>{escape(citation_sentence(entry))}</cite>\n</article>\n"
    yield "</html>\n"
