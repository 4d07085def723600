"""Entries in the forms other programs read. Pure.

JSON as the commands print it, CSV and Markdown, and by name also the forms of `citation`,
`dossier` and `syndication`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from socitm_tui.export.citation import bibtex_entry, citation_sentence, csl_item, ris_record
from socitm_tui.export.dossier import dossier_html, dossier_markdown
from socitm_tui.model.entities import Annotation, Entry, Highlight, Item
from socitm_tui.model.highlights import locate_highlight
from socitm_tui.model.labels import date_in_words, date_label, heading_label
from socitm_tui.model.text import fold_text

CSV_COLUMNS = (
    "key", "date", "time", "precision", "date_printed", "heading", "heading_made", "author",
    "publisher", "topics", "url", "truncated", "bookmarked", "read", "note", "tags", "highlights",
    "capture", "lines", "body",
)  # fmt: skip


def entry_json(item: Item, annotation: Annotation) -> dict[str, Any]:
    """An entry as `--json` prints it."""
    estimate = item.date_estimate
    return {
        "key": item.key,
        "title": item.title,
        "heading": item.heading,
        "heading_made": item.heading_made,
        "date": item.date,
        "time": item.time,
        "precision": item.precision,
        "date_printed": item.date_printed,
        "date_rule": item.date_rule,
        "date_estimate": estimate
        and {"from": estimate.earliest, "to": estimate.latest, "why": estimate.reason},
        "author": item.author,
        "publisher": item.publisher,
        "url": item.url,
        "body": item.body,
        "truncated": item.truncated,
        "topics": list(item.topics),
        "same_story": list(item.same_story),
        "layout": item.layout,
        "capture": {
            "name": item.capture_name,
            "sha256": item.capture_sha256,
            "lines": list(item.capture_lines),
        },
        "annotation": {
            "bookmarked": annotation.bookmarked,
            "read": annotation.read,
            "note": annotation.note,
            "tags": list(annotation.tags),
            "corrections": dict(annotation.corrections),
            "highlights": [_highlight_json(one, item.body) for one in annotation.highlights],
        },
    }


def _highlight_json(one: Highlight, body: str) -> dict[str, Any]:
    """A marked passage; `at` is null where it is no longer found in the body for certain."""
    at = locate_highlight(one, body)
    return {
        "quote": one.quote,
        "before": one.before,
        "after": one.after,
        "note": one.note,
        "at": list(at) if at else None,
    }


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of a CSV file, its header first; nothing in it starts a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for entry in entries:
        writer.writerow([_disarm_formula(value) for value in _row(entry)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _row(entry: Entry) -> list[str]:
    item, annotation = entry.item, entry.annotation
    first, last = item.capture_lines
    return [
        item.key, item.date or "", item.time or "", item.precision, item.date_printed or "",
        item.heading, _yes_or_no(item.heading_made), item.author or "", item.publisher,
        " ".join(item.topics), item.url or "", _yes_or_no(item.truncated),
        _yes_or_no(annotation.bookmarked), _yes_or_no(annotation.read), annotation.note,
        " ".join(annotation.tags),
        "\n\n".join(one.quote for one in annotation.highlights), item.capture_name,
        f"{first}-{last}", item.body,
    ]  # fmt: skip


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _disarm_formula(value: str) -> str:
    """The value with an apostrophe before anything that a spreadsheet would calculate."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def markdown_list(entries: Iterable[Entry]) -> Iterator[str]:
    """A Markdown list, one heading for each year."""
    year: str | None = ""
    for number, entry in enumerate(entries):
        item = entry.item
        if item.year != year:
            year = item.year
            yield ("\n" if number else "") + f"## {year or 'Undated'}\n\n"
        mark = " ★" if entry.annotation.bookmarked else ""
        heading = _escaped(heading_label(item))
        link = f"[{heading}](<{item.url}>)" if item.url and _is_web(item.url) else heading
        yield f"- {date_label(item)}{mark} {link} ({_escaped(item.publisher)})\n"


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and not set(url) & set("<> \n")


def _escaped(text: str) -> str:
    """The text with Markdown's own signs made plain."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)


# ------------------------------------------------------------------ one entry
def entry_text(entry: Entry) -> str:
    """An entry as plain text: heading, date and source, body, citation."""
    item = entry.item
    parts = [
        heading_label(item),
        " · ".join(one for one in (date_in_words(item), item.publisher, item.author) if one),
        item.body,
        "⋯ cut off in the capture" if item.truncated else "",
        citation_sentence(entry),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown_document(entry: Entry) -> str:
    """An entry as a Markdown document with front matter that YAML reads."""
    item, annotation = entry.item, entry.annotation
    facts: dict[str, object] = {
        "title": item.heading,
        "title_made": item.heading_made or None,
        "date": item.date,
        "date_printed": item.date_printed,
        "date_rule": item.date_rule,
        "author": item.author,
        "publisher": item.publisher,
        "url": item.url,
        "topics": list(item.topics),
        "tags": list(annotation.tags),
        "key": item.key,
        "capture": f"{item.capture_name} l. {item.capture_lines[0]}–{item.capture_lines[1]}",
        "sha256": item.capture_sha256,
    }
    front = "".join(
        f"{name}: {json.dumps(value, ensure_ascii=False)}\n"
        for name, value in facts.items()
        if value
    )
    body = "\n\n".join(_paragraph(one) for one in item.body.split("\n\n"))
    marked = "\n\n".join(_quoted(one) for one in annotation.highlights)
    note = f"\n## Highlights\n\n{marked}\n" if marked else ""
    note += f"\n## Note\n\n{annotation.note}\n" if annotation.note else ""
    cut = "\n⋯ cut off in the capture\n" if item.truncated else ""
    cited = _escaped(citation_sentence(entry))
    return f"---\n{front}---\n\n# {_escaped(item.heading)}\n\n{body}\n{cut}{note}\n> {cited}\n"


def _quoted(one: Highlight) -> str:
    """A marked passage as a quotation of Markdown, its note below it."""
    lines = "\n".join(f"> {_paragraph(line)}".rstrip() for line in one.quote.split("\n"))
    return f"{lines}\n\n{one.note}" if one.note else lines


def _paragraph(text: str) -> str:
    """A paragraph of a capture, none of its lines a heading, list or rule of Markdown."""
    lines = (_escaped(line) for line in text.split("\n"))
    return "\n".join(f"\\{line}" if line[:1] in set("-+=~") else line for line in lines)


def document_file_name(item: Item) -> str:
    """A name for a file that holds an item: `2012-03-01-council-websites-still.md`."""
    words = re.findall(r"[a-z0-9]+", fold_text(item.heading))
    return "-".join([item.date or "undated", *words[:6]]) + ".md"


# ------------------------------------------------------------------ all forms
def _json_feed(entries: Iterable[Entry]) -> Iterator[str]:
    from socitm_tui.export.feeds import json_feed  # noqa: PLC0415 - no XML for the first frame

    return json_feed(entries)


def _atom(entries: Iterable[Entry]) -> Iterator[str]:
    from socitm_tui.export.feeds import atom_feed  # noqa: PLC0415

    return atom_feed(entries)


def _csl(entries: Iterable[Entry]) -> Iterator[str]:
    documents = [csl_item(entry) for entry in entries]
    yield json.dumps(documents, ensure_ascii=False, indent=1) + "\n"


EXPORT_FORMATS: Mapping[str, Callable[[Iterable[Entry]], Iterator[str]]] = {
    "md": markdown_list,
    "bibtex": lambda entries: map(bibtex_entry, entries),
    "ris": lambda entries: map(ris_record, entries),
    "csl-json": _csl,
    "csv": csv_lines,
    "jsonfeed": _json_feed,
    "atom": _atom,
    "dossier": dossier_markdown,
    "dossier-html": dossier_html,
}
"""Name of a format -> what writes it."""
FORMAT_OF_ENDING: Mapping[str, str] = {
    ".dossier.md": "dossier", ".html": "dossier-html",
    ".md": "md", ".bib": "bibtex", ".ris": "ris", ".csl.json": "csl-json", ".csv": "csv",
    ".feed.json": "jsonfeed", ".atom": "atom", ".xml": "atom", ".json": "csl-json",
}  # fmt: skip
"""How a file name ends -> the format it is written in."""


def format_of_file_name(name: str) -> str | None:
    """The format that a file name asks for, or None where it asks for none."""
    return next(
        (form for end, form in FORMAT_OF_ENDING.items() if name.lower().endswith(end)), None
    )
