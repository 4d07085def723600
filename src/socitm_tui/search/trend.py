"""Words and topics over the years: how many items of each year match each term of a trend.

A term is a query of its own, `cloud`, `"shared services"`, `topic:websites`. Terms are separated
by commas outside quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from socitm_tui.model.labels import count_label
from socitm_tui.search.query import EMPTY_QUERY, AllOf, DatePhrase, FieldTerm
from socitm_tui.search.query_parser import parse_query

if TYPE_CHECKING:
    from socitm_tui.search.index import Index

TERM = re.compile(r'(?:"[^"]*"?|[^,"])+')
EIGHTHS = " ▏▎▍▌▋▊▉█"
"""Block characters that fill 0, 1, … 8 eighths of a cell."""
MAX_AXIS_STEPS = 5


@dataclass(frozen=True, slots=True)
class YearCounts:
    """One year: how many items it has, and how many of them match each term."""

    year: str
    items: int
    counts: tuple[int, ...]

    @property
    def has_match(self) -> bool:
        """True if any item of the year matches any term."""
        return any(self.counts)


@dataclass(frozen=True, slots=True)
class Trend:
    """Terms over the years, oldest year first, years without items included."""

    terms: tuple[str, ...]
    years: tuple[YearCounts, ...]
    undated: tuple[int, ...]
    """How many undated items match each term."""

    @property
    def most(self) -> int:
        """The highest count of any term in any year."""
        return max((count for year in self.years for count in year.counts), default=0)

    @property
    def totals(self) -> tuple[int, ...]:
        """How many dated items match each term."""
        return tuple(map(sum, zip(*(year.counts for year in self.years), strict=True)))


def split_terms(text: str) -> tuple[str, ...]:
    """The terms that a text lists."""
    return tuple(stripped for term in TERM.findall(text) if (stripped := term.strip()))


def parse_term(term: str, known: Mapping[str, Collection[str]]) -> AllOf:
    """The query of a term; a date in words is searched in the text alone, as a phrase.

    Raises:
        QueryError: The term cannot be parsed.
    """
    parts = parse_query(term, known).parts
    return AllOf(tuple(part.phrase if isinstance(part, DatePhrase) else part for part in parts))


def count_trend(
    index: Index,
    terms: Sequence[str],
    within: AllOf = EMPTY_QUERY,
    known: Mapping[str, Collection[str]] | None = None,
) -> Trend:
    """The trend of terms among the items that a query selects.

    Args:
        index: The index of the archive.
        terms: The terms, each a query.
        within: The query that selects the items to count.
        known: The known values to check the terms against; those of the index if None.

    Raises:
        QueryError: A term cannot be parsed.
    """
    queries = [parse_term(term, index.known_values if known is None else known) for term in terms]

    def count_in(year: str) -> YearCounts:
        of_year = AllOf((*within.parts, FieldTerm("year", (year,))))
        counts = (index.count(AllOf((*of_year.parts, *query.parts))) for query in queries)
        return YearCounts(year, index.count(of_year), tuple(counts))

    first, last = index.years
    years = range(int(first), int(last) + 1) if first and last else ()
    return Trend(
        tuple(terms),
        tuple(count_in(f"{year:04}") for year in years),
        count_in("undated").counts,
    )


def group_years(trend: Trend, lines: int) -> Iterator[tuple[YearCounts, ...]]:
    """The years in groups, one for each line: years without a match may share a line.

    There are more groups than `lines` if more years than that have matches.
    """
    for has_match, years in groupby(trend.years, lambda year: year.has_match):
        if has_match or len(trend.years) <= lines:
            yield from ((year,) for year in years)
        else:
            yield tuple(years)


def axis_step(most: int, least: float = 1) -> int:
    """The distance between the ticks of an axis: 1, 2, 5, 10, 20 …, for at most five steps.

    Args:
        most: The largest value.
        least: The least distance for which the numbers have room.
    """
    step = 1
    while most / step > MAX_AXIS_STEPS or step < min(least, most):
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def bar_text(count: int, most: int, width: int) -> str:
    """A bar of up to `width` cells, to an eighth of a cell; any count but 0 is visible."""
    if not count:
        return ""
    eighths = max(round(count * width * 8 / max(most, 1)), 1)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def axis_lines(most: int, width: int) -> tuple[str, str]:
    """The axis above the bars with its ticks, and the numbers above it."""
    step = axis_step(most, (len(str(most)) + 1) * max(most, 1) / max(width, 1))
    line, numbers = ["─"] * (width + 1), [" "] * (width + 6)
    for value in range(0, most + 1, step):
        column = round(value * width / max(most, 1))
        line[column] = "┬" if column else "┌"
        label = str(value)
        numbers[column : column + len(label)] = label
    return "".join(line), "".join(numbers).rstrip()


def trend_lines(trend: Trend, width: int = 40) -> list[str]:
    """The trend as plain text: for each term the years with bars and counts."""
    lines = []
    with_items = [number for number, year in enumerate(trend.years) if year.items]
    years = trend.years[with_items[0] : with_items[-1] + 1] if with_items else ()
    for number, term in enumerate(trend.terms):
        total = trend.totals[number] if trend.years else 0
        undated = trend.undated[number]
        suffix = f", {undated:,} undated" if undated else ""
        lines.append(f"{term}: {count_label(total, 'dated item')}{suffix}")
        for year in years:
            count = year.counts[number]
            stars = "#" * (round(count * width / max(trend.most, 1)) or bool(count))
            lines.append(f"  {year.year}  {count:>5,} of {year.items:>5,}  {stars}".rstrip())
    return lines


def trend_json(trend: Trend) -> dict[str, object]:
    """The trend for other programs."""
    return {
        "terms": list(trend.terms),
        "years": [
            {"year": year.year, "items": year.items, "counts": list(year.counts)}
            for year in trend.years
        ],
        "undated": list(trend.undated),
    }
