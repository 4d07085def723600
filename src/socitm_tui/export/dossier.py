"""A dossier: entries with highlights, notes and citations in date order, to be handed in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from socitm_tui.export import citation
from socitm_tui.model import highlights as passages
from socitm_tui.model import labels as present
from socitm_tui.model.entities import Entry

STYLE = (
    "body{max-width:42em;margin:3em auto;padding:0 1em;font:1.05em/1.6 serif;color:#222;"
    "background:#fff}h2{margin:2.5em 0 0;line-height:1.3}.date,cite{color:#555}"
    "mark{background:#ffe9a8}blockquote{border-left:3px solid #0b5f7d;margin:1em 0;"
    "padding-left:1em}cite{display:block;font-size:.9em}"
)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The entries oldest first, those without a date last."""
    return sorted(entries, key=lambda entry: (entry.item.date is None, entry.item.date or ""))


def as_markdown(entries: Iterable[Entry]) -> Iterator[str]:
    """The dossier in Markdown."""
    found = in_order(entries)
    yield f"# Dossier: {present.counted(len(found), 'item')}\n"
    for entry in found:
        item, annotation = entry.item, entry.annotation
        mark = "★ " if annotation.bookmarked else ""
        yield f"\n## {mark}{_md(present.shown_heading(item))}\n\n"
        yield f"*{_md(present.long_date(item))} · {_md(item.publisher)}*\n\n"
        paragraphs = _marked(entry, _md, ("**", "**"))
        yield "\n\n".join(paragraphs) + "\n"
        for one in annotation.highlights:
            yield "\n" + "\n".join(f"> {_md(line)}".rstrip() for line in one.quote.split("\n"))
            yield f"\n\n{one.note}\n" if one.note else "\n"
        if annotation.note:
            yield "\n" + "\n".join(f"> {line}".rstrip() for line in annotation.note.split("\n"))
            yield "\n"
        if annotation.tags:
            yield "\n" + _md(" ".join(f"#{tag}" for tag in annotation.tags)) + "\n"
        yield f"\n{_md(citation.cite(entry))}\n"


def _marked(entry: Entry, plain: Callable[[str], str], signs: tuple[str, str]) -> Iterator[str]:
    """The paragraphs of the body, the marked passages between two signs."""
    body, at = entry.item.body, 0
    spans = [span for span, _ in passages.placed(entry.annotation.highlights, body)[0]]
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


def _lines(text: str) -> str:
    """A text in HTML, its lines kept."""
    return escape(text).replace("\n", "<br>")


def _md(text: str) -> str:
    """The text with Markdown's own signs made plain."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)


def as_html(entries: Iterable[Entry]) -> Iterator[str]:
    """The dossier as one page that needs nothing else."""
    found = in_order(entries)
    title = f"Dossier: {present.counted(len(found), 'item')}"
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
    yield f"<title>{title}</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>\n"
    for entry in found:
        item, annotation = entry.item, entry.annotation
        mark = "★ " if annotation.bookmarked else ""
        yield f'<article id="{escape(item.key)}">\n'
        yield f"<h2>{mark}{escape(present.shown_heading(item))}</h2>\n"
        said = f"{present.long_date(item)} · {item.publisher}"
        yield f'<p class="date">{escape(said)}</p>\n'
        paragraphs = _marked(entry, escape, ("<mark>", "</mark>"))
        yield "".join(f"<p>{one}</p>\n" for one in paragraphs)
        for one in annotation.highlights:
            yield f"<blockquote><q>{_lines(one.quote)}</q>"
            yield f"<br>{_lines(one.note)}</blockquote>\n" if one.note else "</blockquote>\n"
        if annotation.note:
            yield f"<blockquote>{_lines(annotation.note)}</blockquote>\n"
        if annotation.tags:
            yield f"<p>{escape(' '.join(f'#{tag}' for tag in annotation.tags))}</p>\n"
        yield f"<cite>{escape(citation.cite(entry))}</cite>\n</article>\n"
    yield "</html>\n"
