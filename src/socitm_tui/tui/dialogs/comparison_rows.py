"""The rows of two lists: versions of a story side by side, and a trend over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from socitm_tui.model.entities import Entry
from socitm_tui.model.highlights import TextSpan
from socitm_tui.model.labels import count_label, date_label, heading_label
from socitm_tui.model.text import clean_line
from socitm_tui.model.text_diff import changed_words
from socitm_tui.search.trend import (
    Trend,
    axis_lines,
    bar_text,
    group_years,
)
from socitm_tui.tui.dialogs.list_dialog import DialogRow
from socitm_tui.tui.widgets.cells import fit, fit_padded, wrap
from socitm_tui.tui.widgets.reader_lines import cut
from socitm_tui.tui.widgets.timeline_rows import Piece, pad_pieces


def variant_rows(left: Entry, right: Entry, width: int) -> list[DialogRow]:
    """Two entries side by side, or one below the other where it is narrow."""
    marks = changed_words(left.item.body, right.item.body)
    if width < 70:
        rows = [*_telling(left, marks[0], width), (), *_telling(right, marks[1], width)]
        return [DialogRow(tuple(line)) for line in rows]
    half = (width - 3) // 2
    columns = [
        list(_telling(one, spans, half)) for one, spans in zip((left, right), marks, strict=True)
    ]
    return [
        DialogRow((*pad_pieces(a, half)[0], (" │ ", "quiet"), *b))
        for a, b in zip_longest(*columns, fillvalue=())
    ]


def _telling(entry: Entry, spans: Sequence[TextSpan], width: int) -> Iterator[Sequence[Piece]]:
    """One telling: heading, date and source, text with the changed words marked."""
    item = entry.item
    heading = clean_line(heading_label(item))
    yield ()
    for start, end in wrap(heading, width):
        yield ((heading[start:end], "strong"),)
    yield ((fit(f"{date_label(item)} · {clean_line(item.publisher)}", width), "quiet"),)
    first, last = item.capture_lines
    where = f"{clean_line(item.capture_name)}, lines {first}–{last}"
    yield ((fit(where, width), "quiet"),)
    yield ()
    at, marks = 0, [(*span, "mark") for span in spans]
    for paragraph in item.body.split("\n"):
        for start, end in wrap(paragraph, width):
            pieces = cut(item.body, at + start, at + end, marks, "text")
            yield tuple((clean_line(text), kind) for text, kind in pieces)
        at += len(paragraph) + 1


def trend_rows(trend: Trend, width: int, height: int) -> list[DialogRow]:
    """Years as bars, one column for each term, with an axis and counts.

    Bars of our own, for beside those of plotting widgets (tried: textual-plotext, textual-plot)
    each year keeps its line, its count and the items it is a count of, and can be chosen.
    """
    if not trend.years:
        return [DialogRow(), DialogRow((("Nothing in the archive is dated.", "quiet"),))]
    stretches = list(group_years(trend, height - 4))
    label = 11 if len(stretches) < len(trend.years) else 6
    count = len(trend.terms)
    column = max((width - label) // count, 14)
    room = column - 12
    line, numbers = axis_lines(trend.most, room)

    def row(name: str, columns: Sequence[str], kind: str) -> DialogRow:
        return DialogRow(((name.ljust(label), "quiet"), *((text, kind) for text in columns)))

    rows = [
        DialogRow(),
        row("", [_total(trend, number, column) for number in range(count)], "strong"),
        row("", [fit_padded(numbers, column)] * count, "quiet"),
        row("", [fit_padded(line, column)] * count, "quiet"),
    ]
    for years in stretches:
        one, last = years[0], years[-1]
        if one is not last:
            items = count_label(sum(year.items for year in years), "item")
            rows.append(row(f"{one.year}–{last.year}", [f"· none of {items}"], "quiet"))
            continue
        pieces: list[Piece] = [(one.year.ljust(label), "quiet")]
        for number in one.counts:
            drawn = bar_text(number, trend.most, room)
            told = f" {number:,} of {one.items:,}" if number else "·" if one.items else "· no items"
            pieces.append((drawn, "bar"))
            pieces.append((fit_padded(told, column - len(drawn)), "quiet"))
        rows.append(DialogRow(tuple(pieces), one.year))
    return rows


def _total(trend: Trend, number: int, width: int) -> str:
    """A term with what it finds in all, above its bars."""
    late = f" + {trend.undated[number]:,} undated" if trend.undated[number] else ""
    total = f" · {count_label(trend.totals[number], 'item')}{late}"
    name = fit(clean_line(trend.terms[number]), max(width - 2 - len(total), 8))
    return fit_padded(name + total, width)
