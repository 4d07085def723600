"""What the commands print: load reports, entries and counts as plain lines or as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

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
    doubt_label,
    heading_label,
    publisher_label,
    years_label,
)
from socitm_tui.model.text import clean_line
from socitm_tui.search.index import FacetCount

WRAP_COLUMNS: Final = 72


# ------------------------------------------------------------------ load reports
def load_report_json(report: LoadReport, annotations: Mapping[str, Annotation]) -> dict[str, Any]:
    """The load report as `load --json` prints it."""
    return {
        "captures": [
            {
                "path": line.path,
                "sha256": line.sha256,
                "status": line.status,
                "layout": line.layout,
                "problem": line.problem,
                "doubtful": line.doubtful,
                "collection": line.capture and line.capture.collection,
                "items": [
                    entry_json(
                        item, annotations.get(item.key) or Annotation(item.key), line.capture
                    )
                    for item in line.items
                ],
            }
            for line in report.lines
        ],
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "skipped": len(report.skipped),
    }


def load_report_lines(report: LoadReport, *, dry_run: bool, explain: bool) -> Iterator[str]:
    """A line for each capture that was read, a line of totals, and the next step."""
    lines = [line for line in report.lines if line.status != "skipped"]
    width = max((len(line.name) for line in lines), default=0)
    for line in lines:
        yield f"{line.name:<{width}}  {_capture_summary(line)}"
        if explain:
            yield from _explanation_lines(line)
    if not lines and report.skipped:
        verb = "was" if len(report.skipped) == 1 else "were"
        yield f"Nothing was loaded: {count_label(len(report.skipped), 'file')} {verb} left out."
        return
    items = [item for line in lines for item in line.items]
    counts = (
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.removed, "removed"),
        (sum(item.date is None for item in items), "undated"),
        (sum(item.truncated for item in items), "cut off"),
    )
    details = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    files, total = count_label(len(lines), "file"), count_label(len(items), "item")
    dates = sorted(item.date for item in items if item.date)
    span = f", dated {dates[0]} to {dates[-1]}" if dates else ""
    yield f"{files} → {total}{f' ({details})' if details else ''}{span}."
    if report.doubtful:
        label = doubt_label(len(report.doubtful), len(lines))
        yield f"{label[0].upper()}{label[1:]}. To look at them: socitm-tui captures --doubtful"
    if dry_run:
        yield "Nothing was written. To load them: the same without --dry-run"
    elif report.added:
        yield "To read them: socitm-tui list loaded:last"
    elif items:
        yield "To read them: socitm-tui"


def _explanation_lines(line: ReportLine) -> Iterator[str]:
    """How a capture was read, then each of its items with the evidence for its fields."""
    yield from (f"    {sentence}" for sentence in line.why)
    for item in line.items:
        yield f"    {date_label(item):<10}  {heading_label(item)}"
        reasons = [
            evidence.why for evidence in item.evidence if evidence.field == "date" and not item.date
        ]
        date_reason = "; ".join([*reasons, date_evidence(item)]).strip("; ")
        yield f"        {_span_label(item.capture_lines)}: {date_reason or 'no date is printed'}"
        for evidence in item.evidence:
            if evidence.field not in ("date", "layout"):  # printed above, for the whole page
                span = f", {_span_label(evidence.lines)}" if evidence.lines else ""
                yield f"        {evidence.field}{span}: {evidence.why}"


def _span_label(span: LineSpan) -> str:
    first, last = span
    return f"line {first}" if first == last else f"lines {first}–{last}"


def _capture_summary(line: ReportLine) -> str:
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


def refusal_sentences(report: LoadReport) -> Iterator[str]:
    """A sentence for each file that was left out, and one for the files that were read."""
    for line in report.skipped:
        yield f"{line.path} was left out: {line.problem}."
    read_count = len(report.lines) - len(report.skipped)
    if report.skipped and read_count == 1:
        yield "The other file was read."
    elif report.skipped and read_count:
        yield f"The other {read_count:,} files were read."


def loaded_years(report: LoadReport) -> str:
    """The years of the loaded items: `2001–2025`."""
    years = sorted(item.year for line in report.lines for item in line.items if item.year)
    return years_label(years[0], years[-1]) if years else "undated"


# ------------------------------------------------------------------ entries
def json_array(documents: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A JSON array in parts, one for each document."""
    separator = "["
    for document in documents:
        yield f"{separator}\n{json.dumps(document, ensure_ascii=False)}"
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def timeline_line(entry: Entry) -> str:
    """An entry in one line: key, bookmark, date, heading, publisher."""
    item = entry.item
    mark = "*" if entry.annotation.bookmarked else " "
    label = date_label(item)
    publisher = f" ({publisher_label(item)})" if publisher_label(item) else ""
    return f"{item.key[:8]} {mark} {label:<10}  {heading_label(item)}{publisher}"


def entry_lines(entry: Entry, topic_labels: Mapping[str, str]) -> Iterator[str]:
    """An entry in full: heading, fields, text."""
    item, annotation = entry.item, entry.annotation
    corrected = describe_corrections(entry.original, annotation.corrections, topic_labels)
    fields = (
        ("Date", date_in_words(item)),
        ("Evidence", date_evidence(item)),
        ("Publisher", publisher_label(item)),
        ("Author", item.author or ""),
        ("Topics", ", ".join(topic_labels.get(topic, topic) for topic in item.topics)),
        ("Address", item.url or ""),
        ("Capture", f"{item.capture_name}, lines {item.capture_lines[0]}–{item.capture_lines[1]}"),
        ("Same story", ", ".join(item.same_story)),
        ("Bookmarked", "yes" if annotation.bookmarked else ""),
        ("Tags", ", ".join(annotation.tags)),
        (
            "Corrected",
            "; ".join(corrected),
        ),
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
    """Each highlight in full with its note, and a remark if the text no longer has it."""
    for highlight in entry.annotation.highlights:
        is_lost = locate_highlight(highlight, entry.item.body) is None
        remark = " (no longer found in the text)" if is_lost else ""
        note = f" — {highlight.note}" if highlight.note else ""
        yield f"“{' '.join(highlight.quote.split())}”{remark}{note}"


def capture_lines(text: str, item: Item) -> Iterator[str]:
    """The text of a capture with line numbers; the lines of the item are marked."""
    first, last = item.capture_lines
    yield f"{item.capture_name} · sha256 {item.capture_sha256} · lines {first}–{last}"
    for number, line in enumerate(text.split("\n"), 1):
        mark = "▌" if first <= number <= last else " "
        yield f"{mark}{number:>5}  {clean_line(line)}".rstrip()


# ------------------------------------------------------------------ facets
def facets_json(facets: Mapping[str, Iterable[FacetCount]]) -> dict[str, Any]:
    """The counts as `facets --json` prints them."""
    return {
        name: [
            {"value": facet.value, "label": facet.label, "count": facet.count} for facet in counts
        ]
        for name, counts in facets.items()
    }


def facet_lines(facets: Mapping[str, Iterable[FacetCount]]) -> Iterator[str]:
    """The counts, one filter after the other; values without items are left out."""
    for name, counts in facets.items():
        yield name.capitalize()
        yield from (f"{facet.count:>7,}  {facet.label}" for facet in counts if facet.count)
