"""Entries as JSON, CSV, Markdown and plain text, and the table of all export formats.

The JSON is that of `--json`. The modules `citation`, `feeds` and `dossier` write the other formats.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from socitm_tui.export.citation import bibtex_entry, citation_sentence, csl_item, ris_record
from socitm_tui.export.dossier import dossier_html, dossier_markdown
from socitm_tui.export.markdown import escape_markdown, escape_paragraph, quote_lines
from socitm_tui.model.entities import Annotation, Capture, Entry, Highlight, Item
from socitm_tui.model.highlights import locate_highlight
from socitm_tui.model.labels import date_in_words, date_label, heading_label, publisher_label
from socitm_tui.model.text import fold_text

CSV_COLUMNS = (
    "key", "date", "time", "precision", "date_printed", "heading", "heading_made", "author",
    "publisher", "topics", "url", "truncated", "bookmarked", "read", "note", "tags", "highlights",
    "capture", "lines", "collection", "loaded", "body",
)  # fmt: skip


def entry_json(
    item: Item, annotation: Annotation, capture: Capture | None = None
) -> dict[str, Any]:
    """An entry as `--json` prints it.

    Args:
        item: The item.
        annotation: Its annotation.
        capture: Its capture after `CaptureNotes.present`, or None to leave its details out.
    """
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
            "collection": capture and (capture.collection or None),
            "loaded": capture and capture.loaded,
            "doubtful": capture and capture.doubtful,
        },
        "annotation": {
            "bookmarked": annotation.bookmarked,
            "read": annotation.read,
            "note": annotation.note,
            "tags": list(annotation.tags),
            "corrections": dict(annotation.corrections),
            "highlights": [
                _highlight_json(highlight, item.body) for highlight in annotation.highlights
            ],
        },
    }


def _highlight_json(highlight: Highlight, body: str) -> dict[str, Any]:
    """A highlight as JSON; `at` is null if its place in the body is not certain."""
    span = locate_highlight(highlight, body)
    return {
        "quote": highlight.quote,
        "before": highlight.before,
        "after": highlight.after,
        "note": highlight.note,
        "at": list(span) if span else None,
    }


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """A CSV file in parts, the header with the first; a spreadsheet computes none of its values."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for entry in entries:
        writer.writerow([_disarm_formula(value) for value in _csv_row(entry)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()  # the header, if there are no entries


def _csv_row(entry: Entry) -> list[str]:
    item, annotation, capture = entry.item, entry.annotation, entry.capture
    first, last = item.capture_lines
    return [
        item.key, item.date or "", item.time or "", item.precision, item.date_printed or "",
        item.heading, _yes_or_no(item.heading_made), item.author or "", item.publisher,
        " ".join(item.topics), item.url or "", _yes_or_no(item.truncated),
        _yes_or_no(annotation.bookmarked), _yes_or_no(annotation.read), annotation.note,
        " ".join(annotation.tags),
        "\n\n".join(highlight.quote for highlight in annotation.highlights), item.capture_name,
        f"{first}-{last}", capture.collection if capture else "",
        capture.loaded if capture else "", item.body,
    ]  # fmt: skip


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _disarm_formula(value: str) -> str:
    """The value, after an apostrophe if a spreadsheet would calculate it."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def markdown_list(entries: Iterable[Entry]) -> Iterator[str]:
    """A Markdown list, one heading for each year."""
    year: str | None = ""  # no year of an item; that of undated items is None
    for number, entry in enumerate(entries):
        item = entry.item
        if item.year != year:
            year = item.year
            yield ("\n" if number else "") + f"## {year or 'Undated'}\n\n"
        mark = " ★" if entry.annotation.bookmarked else ""
        heading = escape_markdown(heading_label(item))
        link = f"[{heading}](<{item.url}>)" if item.url and _is_web(item.url) else heading
        publisher = escape_markdown(publisher_label(item))
        yield f"- {date_label(item)}{mark} {link}{f' ({publisher})' if publisher else ''}\n"


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and not set(url) & set("<> \n")


# ------------------------------------------------------------------ one entry
def entry_text(entry: Entry) -> str:
    """An entry as plain text: heading; date, publisher and author; body; citation."""
    item = entry.item
    parts = [
        heading_label(item),
        " · ".join(
            fact for fact in (date_in_words(item), publisher_label(item), item.author) if fact
        ),
        item.body,
        "⋯ cut off in the capture" if item.truncated else "",
        citation_sentence(entry),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown_document(entry: Entry) -> str:
    """An entry as a Markdown document with YAML front matter; JSON values are valid YAML."""
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
        "collection": entry.capture and entry.capture.collection,
    }
    front = "".join(
        f"{name}: {json.dumps(value, ensure_ascii=False)}\n"
        for name, value in facts.items()
        if value
    )
    parts = [f"---\n{front}---", f"# {escape_markdown(item.heading)}"]
    parts += [escape_paragraph(paragraph) for paragraph in item.body.split("\n\n")]
    if item.truncated:
        parts.append("⋯ cut off in the capture")
    if annotation.highlights:
        parts += ["## Highlights", *map(_quote_highlight, annotation.highlights)]
    if annotation.note:
        parts += ["## Note", annotation.note]
    parts.append(f"> {escape_markdown(citation_sentence(entry))}")
    return "\n\n".join(parts) + "\n"


def _quote_highlight(highlight: Highlight) -> str:
    """A highlight as a block quotation of Markdown, its note below it."""
    quote = quote_lines(escape_paragraph(highlight.quote))
    return f"{quote}\n\n{highlight.note}" if highlight.note else quote


def document_file_name(item: Item) -> str:
    """A file name for an item: its date and up to six words of its heading, `2012-03-01-icy.md`."""
    words = re.findall(r"[a-z0-9]+", fold_text(item.heading))
    return "-".join([item.date or "undated", *words[:6]]) + ".md"


# ------------------------------------------------------------------ all formats
def _json_feed(entries: Iterable[Entry]) -> Iterator[str]:
    from socitm_tui.export.feeds import json_feed  # noqa: PLC0415 - XML is slow to import

    return json_feed(entries)


def _atom(entries: Iterable[Entry]) -> Iterator[str]:
    from socitm_tui.export.feeds import atom_feed  # noqa: PLC0415 - as above

    return atom_feed(entries)


def _csl_json(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries as a JSON array in the Citation Style Language, for reference managers."""
    documents = [csl_item(entry) for entry in entries]
    yield json.dumps(documents, ensure_ascii=False, indent=1) + "\n"


EXPORT_FORMATS: Final[Mapping[str, Callable[[Iterable[Entry]], Iterator[str]]]] = {
    "md": markdown_list,
    "bibtex": lambda entries: map(bibtex_entry, entries),
    "ris": lambda entries: map(ris_record, entries),
    "csl-json": _csl_json,
    "csv": csv_lines,
    "jsonfeed": _json_feed,
    "atom": _atom,
    "dossier": dossier_markdown,
    "dossier-html": dossier_html,
}
"""Name of a format -> the function that writes it."""
FORMAT_OF_ENDING: Final[Mapping[str, str]] = {
    ".dossier.md": "dossier", ".html": "dossier-html",
    ".md": "md", ".bib": "bibtex", ".ris": "ris", ".csl.json": "csl-json", ".csv": "csv",
    ".feed.json": "jsonfeed", ".atom": "atom", ".xml": "atom", ".json": "csl-json",
}  # fmt: skip
"""Ending of a file name -> name of its format; the first that fits counts, so longer ones come
before shorter ones. Reference managers name CSL-JSON `.json`."""


def format_of_file_name(name: str) -> str | None:
    """The name of the format that a file name asks for, or None if it asks for none."""
    lowered = name.lower()
    return next(
        (format_ for ending, format_ in FORMAT_OF_ENDING.items() if lowered.endswith(ending)), None
    )
