"""What the commands print, as lines of plain text or as JSON. Pure."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from socitm_tui.export.entry_formats import entry_json
from socitm_tui.ingest.load_report import LoadReport, ReportLine
from socitm_tui.model.corrections import describe_corrections
from socitm_tui.model.entities import Annotation, Entry, Item, LineSpan
from socitm_tui.model.highlights import locate_highlight
from socitm_tui.model.labels import (
    count_label,
    date_evidence,
    date_in_words,
    date_label,
    heading_label,
    years_label,
)
from socitm_tui.model.text import clean_line
from socitm_tui.search.index import FacetCount

WRAP_COLUMNS = 72


# ------------------------------------------------------------------ load
def load_report_json(ledger: LoadReport, annotations: Mapping[str, Annotation]) -> dict[str, Any]:
    """The ledger as `load --json` prints it."""
    return {
        "captures": [
            {
                "path": line.path,
                "sha256": line.sha256,
                "status": line.status,
                "layout": line.layout,
                "problem": line.problem,
                "doubtful": line.doubtful,
                "items": [
                    entry_json(item, annotations.get(item.key) or Annotation(item.key))
                    for item in line.items
                ],
            }
            for line in ledger.lines
        ],
        "added": ledger.added,
        "updated": ledger.updated,
        "unchanged": ledger.unchanged,
        "removed": ledger.removed,
        "skipped": len(ledger.skipped),
    }


def load_report_lines(ledger: LoadReport, *, dry_run: bool, explain: bool) -> Iterator[str]:
    """A line for each capture that was read, a sum, and one next step."""
    read = [line for line in ledger.lines if line.status != "skipped"]
    width = max((len(line.name) for line in read), default=0)
    for line in read:
        yield f"{line.name:<{width}}  {_capture_line(line)}"
        if explain:
            yield from _explanation(line)
    if not read and ledger.skipped:
        number = len(ledger.skipped)
        were = "was" if number == 1 else "were"
        yield f"Nothing was loaded: {count_label(number, 'file')} {were} left out."
        return
    items = [item for line in read for item in line.items]
    counts = (
        (ledger.added, "added"),
        (ledger.updated, "updated"),
        (ledger.unchanged, "unchanged"),
        (ledger.removed, "removed"),
        (sum(item.date is None for item in items), "undated"),
        (sum(item.truncated for item in items), "cut off"),
    )
    said = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    files, found = count_label(len(read), "file"), count_label(len(items), "item")
    yield f"{files} → {found}{f' ({said})' if said else ''}."
    if dry_run:
        yield "Nothing was written. To load them: the same without --dry-run"
    elif items:
        yield "To read them: socitm-tui"


def _explanation(line: ReportLine) -> Iterator[str]:
    """How a capture was understood, then each of its items with the evidence for it."""
    yield from (f"    {sentence}" for sentence in line.why)
    for item in line.items:
        yield f"    {date_label(item):<10}  {heading_label(item)}"
        undated = [one.why for one in item.evidence if one.field == "date" and not item.date]
        evidence = "; ".join([*undated, date_evidence(item)]).strip("; ")
        yield f"        {_lines(item.capture_lines)}: {evidence or 'no date is printed'}"
        for one in item.evidence:
            if one.field not in ("date", "layout"):  # said above, for the page as a whole
                where = f", {_lines(one.lines)}" if one.lines else ""
                yield f"        {one.field}{where}: {one.why}"


def _lines(span: LineSpan) -> str:
    first, last = span
    return f"line {first}" if first == last else f"lines {first}–{last}"


def _capture_line(line: ReportLine) -> str:
    dates = sorted(item.date for item in line.items if item.date)
    words = [f"{count_label(len(line.items), 'item'):>11}"]
    if dates:
        words.append(dates[0] if dates[0] == dates[-1] else f"{dates[0]} … {dates[-1]}")
    words.append(line.layout or "")
    if line.status == "unchanged":
        words.append("unchanged")
    if line.doubtful:
        words.append(f"doubtful: {line.doubtful}")
    return "  ".join(words)


def refusal_sentences(ledger: LoadReport) -> Iterator[str]:
    """A sentence for each file that was left out, and one for the rest."""
    for line in ledger.skipped:
        yield f"{line.path} was left out: {line.problem}."
    rest = len(ledger.lines) - len(ledger.skipped)
    if ledger.skipped and rest == 1:
        yield "The other file was read."
    elif ledger.skipped and rest:
        yield f"The other {rest:,} files were read."


def loaded_years(ledger: LoadReport) -> str:
    """The years that the items of a load span: `2001–2025`."""
    years = sorted(item.year for line in ledger.lines for item in line.items if item.year)
    return years_label(years[0], years[-1]) if years else "undated"


# ------------------------------------------------------------------ entries
def json_array(documents: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A JSON array, written piece by piece."""
    opening = "["
    for document in documents:
        yield f"{opening}\n{json.dumps(document, ensure_ascii=False)}"
        opening = ","
    yield "[]\n" if opening == "[" else "\n]\n"


def timeline_line(entry: Entry) -> str:
    """One line of the timeline."""
    item = entry.item
    mark = "*" if entry.annotation.bookmarked else " "
    label = date_label(item)
    return f"{item.key[:8]} {mark} {label:<10}  {heading_label(item)} ({item.publisher})"


def entry_lines(entry: Entry, labels: Mapping[str, str]) -> Iterator[str]:
    """An entry to be read: heading, what is known of it, text."""
    item, annotation = entry.item, entry.annotation
    fields = (
        ("Date", date_in_words(item)),
        ("Evidence", date_evidence(item)),
        ("Publisher", item.publisher),
        ("Author", item.author or ""),
        ("Topics", ", ".join(labels.get(topic, topic) for topic in item.topics)),
        ("Address", item.url or ""),
        ("Capture", f"{item.capture_name}, lines {item.capture_lines[0]}–{item.capture_lines[1]}"),
        ("Same story", ", ".join(item.same_story)),
        ("Bookmarked", "yes" if annotation.bookmarked else ""),
        ("Tags", ", ".join(annotation.tags)),
        ("Corrected", "; ".join(describe_corrections(entry.original, annotation.corrections))),
        ("Note", annotation.note),
        *(("Highlight", words) for words in highlight_lines(entry)),
        ("Key", item.key),
    )
    yield textwrap.fill(heading_label(item), WRAP_COLUMNS)
    for name, value in fields:
        if value:
            yield f"{name + ':':<12}{clean_line(value)}"
    for paragraph in item.body.split("\n\n"):
        yield f"\n{textwrap.fill(paragraph, WRAP_COLUMNS)}"
    if item.truncated:
        yield "\n⋯ cut off in the capture"


def highlight_lines(entry: Entry) -> Iterator[str]:
    """The marked passages in full, with their notes; of those that are lost that is said."""
    for one in entry.annotation.highlights:
        lost = "" if locate_highlight(one, entry.item.body) else " (no longer found in the text)"
        note = f" — {one.note}" if one.note else ""
        yield f"“{' '.join(one.quote.split())}”{lost}{note}"


def capture_lines(text: str, item: Item) -> Iterator[str]:
    """The kept page with line numbers, those of the item marked."""
    first, last = item.capture_lines
    yield f"{item.capture_name} · sha256 {item.capture_sha256} · lines {first}–{last}"
    for number, line in enumerate(text.split("\n"), 1):
        mark = "▌" if first <= number <= last else " "
        yield f"{mark}{number:>5}  {clean_line(line)}".rstrip()


# ------------------------------------------------------------------ facets
def facets_json(facets: Mapping[str, Iterable[FacetCount]]) -> dict[str, Any]:
    """The counts as `facets --json` prints them."""
    return {
        name: [{"value": one.value, "label": one.label, "count": one.count} for one in counts]
        for name, counts in facets.items()
    }


def facet_lines(facets: Mapping[str, Iterable[FacetCount]]) -> Iterator[str]:
    """The counts, facet by facet, without what is not there."""
    for name, counts in facets.items():
        yield name.capitalize()
        yield from (f"{one.count:>7,}  {one.label}" for one in counts if one.count)
