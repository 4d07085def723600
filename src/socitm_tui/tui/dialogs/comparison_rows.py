"""The rows of two lists: versions of a story side by side, and a trend over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from socitm_tui.model.entities import Entry
from socitm_tui.model.highlights import TextSpan
from socitm_tui.model.labels import count_label, date_label, publisher_label
from socitm_tui.model.text import clean_line
from socitm_tui.model.text_diff import TextComparison
from socitm_tui.search.trend import Trend, YearCounts, axis_lines, bar_text, group_years
from socitm_tui.tui.dialogs.list_dialog import DialogRow
from socitm_tui.tui.widgets.cells import fit, fit_padded, wrap
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.reader_lines import split_pieces
from socitm_tui.tui.widgets.timeline_rows import pad_pieces, row_heading

MIN_TWO_COLUMNS_WIDTH = 70
"""Cells from which on two versions are side by side."""
HEADING_ROWS = 4
"""Rows of a trend above its years."""
YEAR_WIDTH, YEARS_WIDTH = 6, 11
"""Cells of a label such as `2012`, and of one such as `2016–2017`, with the gap after it."""
SEPARATOR = " │ "
"""Between two versions."""
COUNT_WIDTH = 12
"""Cells of a column beside its bar."""
MIN_TERM_CELLS = 12
"""Cells of a term below which its total is a bare number."""


def variant_rows(
    left: Entry, right: Entry, comparison: TextComparison, width: int
) -> list[DialogRow]:
    """Two entries side by side; one below the other if there are few cells."""
    left_spans, right_spans = comparison.left, comparison.right
    if width < MIN_TWO_COLUMNS_WIDTH:
        above = _version_lines(left, left_spans, width)
        below = _version_lines(right, right_spans, width)
        return [DialogRow(tuple(line)) for line in (*above, (), *below)]
    half = (width - len(SEPARATOR)) // 2
    columns = _version_lines(left, left_spans, half), _version_lines(right, right_spans, half)
    return [
        DialogRow((*pad_pieces(left_line, half)[0], (SEPARATOR, "quiet"), *right_line))
        for left_line, right_line in zip_longest(*columns, fillvalue=())
    ]


def _version_lines(
    entry: Entry, marked: Sequence[TextSpan], width: int
) -> Iterator[Sequence[Piece]]:
    """One version: heading, date, publisher and capture, and the text with its marks."""
    item = entry.item
    heading = row_heading(item)
    yield ()
    for start, end in wrap(heading, width):
        yield ((heading[start:end], "title"),)
    facts = (date_label(item), clean_line(publisher_label(item)))
    yield ((fit(" · ".join(filter(None, facts)), width), "quiet"),)
    first, last = item.capture_lines
    place = f"{clean_line(item.capture_name)}, lines {first}–{last}"
    yield ((fit(place, width), "quiet"),)
    yield ()
    position, marks = 0, [(*span, "mark") for span in marked]
    for paragraph in item.body.split("\n"):
        for start, end in wrap(paragraph, width):
            pieces = split_pieces(item.body, position + start, position + end, marks, "text")
            yield tuple((clean_line(text), kind) for text, kind in pieces)
        position += len(paragraph) + 1


def trend_rows(trend: Trend, width: int, height: int) -> list[DialogRow]:
    """Years as bars, one column for each term, with an axis and counts.

    The bars are our own: with those of plotting widgets (tried: textual-plotext, textual-plot) a
    year has no line of its own with its count, and cannot be chosen.
    """
    if not trend.years:
        return [DialogRow(), DialogRow((("Nothing in the archive is dated.", "quiet"),))]
    groups = list(group_years(trend, height - HEADING_ROWS))
    label_width = YEARS_WIDTH if len(groups) < len(trend.years) else YEAR_WIDTH
    column = max((width - label_width) // len(trend.terms), COUNT_WIDTH + 2)
    line, numbers = axis_lines(trend.most, column - COUNT_WIDTH)

    def heading(texts: Sequence[str], kind: str) -> DialogRow:
        columns = ((fit_padded(text, column), kind) for text in texts)
        return DialogRow(((" " * label_width, "quiet"), *columns))

    totals = [_total(trend, number, column) for number in range(len(trend.terms))]
    axes = [numbers] * len(totals), [line] * len(totals)
    rows = [DialogRow(), heading(totals, "strong"), *(heading(axis, "quiet") for axis in axes)]
    for years in groups:
        first, last = years[0], years[-1]
        if first is last:
            pieces = _year_pieces(first, trend.most, column)
            rows.append(
                DialogRow(
                    ((first.year.ljust(label_width), "quiet"), *pieces),
                    first.year if first.has_match else None,
                )
            )
        else:
            label = f"{first.year}–{last.year}".ljust(label_width)
            items = count_label(sum(year.items for year in years), "item")
            rows.append(DialogRow(((label, "quiet"), (f"· none of {items}", "quiet"))))
    return rows


def _year_pieces(year: YearCounts, most: int, column: int) -> Iterator[Piece]:
    """The bar and the count of each term in a year."""
    for count in year.counts:
        bar = bar_text(count, most, column - COUNT_WIDTH)
        nothing = "·" if year.items else "· no items"
        words = f" {count:,} of {year.items:,}" if count else nothing
        yield bar, "bar"
        yield fit_padded(words, column - len(bar)), "quiet"


def _total(trend: Trend, number: int, width: int) -> str:
    """A term, and how many items match it in all."""
    undated = f" + {trend.undated[number]:,} undated" if trend.undated[number] else ""
    total = f" · {count_label(trend.totals[number], 'item')}{undated}"
    if width - 2 - len(total) < MIN_TERM_CELLS:  # the number is never cut
        total = f" · {trend.totals[number]:,}"
    name = fit(clean_line(trend.terms[number]), max(width - 2 - len(total), 1))
    return fit_padded(fit(name + total, width - 2), width)
