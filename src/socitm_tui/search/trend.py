"""Words and topics over the years: how many items of each year have them. Pure, but for the index.

A term is a query of its own, `cloud`, `"shared services"`, `topic:websites`; several are parted by
commas outside quotes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from socitm_tui.model.labels import count_label
from socitm_tui.search.query import EMPTY_QUERY, AllOf, FieldTerm, parse_query

if TYPE_CHECKING:
    from socitm_tui.search.index import Index

TERM = re.compile(r'(?:"[^"]*"?|[^,"])+')
EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class YearCounts:
    """One year: its items, and those of them that each term finds."""

    year: str
    items: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Terms over the years, oldest year first, silent years included."""

    terms: tuple[str, ...]
    years: tuple[YearCounts, ...]
    undated: tuple[int, ...]
    """What each term finds among the undated."""

    @property
    def most(self) -> int:
        """The highest count of any term in any year."""
        return max((count for year in self.years for count in year.counts), default=0)

    @property
    def totals(self) -> tuple[int, ...]:
        """What each term finds in all dated years."""
        return tuple(
            sum(counts) for counts in zip(*(one.counts for one in self.years), strict=True)
        )


def split_terms(text: str) -> tuple[str, ...]:
    """The terms that a text names."""
    return tuple(one.strip() for one in TERM.findall(text) if one.strip())


def count_trend(
    index: Index,
    terms: Sequence[str],
    within: AllOf = EMPTY_QUERY,
    known: Mapping[str, Collection[str]] | None = None,
) -> Trend:
    """The trend of some terms among what a query selects.

    Args:
        index: What is counted.
        terms: Words and topics, each a query.
        within: What alone is counted.
        known: What the terms are checked against; the values of the index.

    Raises:
        QueryError: a term cannot be read.
    """
    asked = [parse_query(term, index.known_values if known is None else known) for term in terms]
    first, last = index.years
    years = []
    if first and last:
        for number in range(int(first), int(last) + 1):
            name = f"{number:04}"
            of_year = AllOf((*within.parts, FieldTerm("year", (name,))))
            counts = tuple(index.count(AllOf((*of_year.parts, *one.parts))) for one in asked)
            years.append(YearCounts(name, index.count(of_year), counts))
    undated = AllOf((*within.parts, FieldTerm("year", ("undated",))))
    rest = tuple(index.count(AllOf((*undated.parts, *one.parts))) for one in asked)
    return Trend(tuple(terms), tuple(years), rest)


def group_years(trend: Trend, lines: int) -> Iterator[tuple[YearCounts, ...]]:
    """The years in so many lines, as far as it goes by putting those without a hit together."""
    runs = (
        (any_hit, tuple(years))
        for any_hit, years in groupby(trend.years, lambda one: any(one.counts))
    )
    for any_hit, years in runs:
        if any_hit or len(years) == 1 or len(trend.years) <= lines:
            yield from ((one,) for one in years)
        else:
            yield years


def axis_step(most: int) -> int:
    """The distance between the ticks of an axis: 1, 2, 5, 10, 20 …, at most five of them."""
    step = 1
    while most / step > 5:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def bar_text(count: int, most: int, width: int) -> str:
    """A bar of up to `width` cells in eighths; what is there is seen."""
    if not count:
        return ""
    eighths = max(round(count * width * 8 / max(most, 1)), 1)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def axis_lines(most: int, width: int) -> tuple[str, str]:
    """The line above the bars with its ticks, and the numbers above those."""
    step = axis_step(most)
    line, numbers = ["─"] * (width + 1), [" "] * (width + 6)
    for value in range(0, most + 1, step):
        at = round(value * width / max(most, 1))
        line[at] = "┬" if at else "┌"
        label = str(value)
        numbers[at : at + len(label)] = label
    return "".join(line), "".join(numbers).rstrip()


def trend_lines(trend: Trend, width: int = 40) -> list[str]:
    """The trend as plain text: for each term the years of all items, with bars and counts."""
    lines = []
    there = [at for at, one in enumerate(trend.years) if one.items]
    years = trend.years[there[0] : there[-1] + 1] if there else ()
    for number, term in enumerate(trend.terms):
        total = trend.totals[number] if trend.years else 0
        dated = count_label(total, "dated item")
        lines += [f"{term}: {dated}{_undated_suffix(trend.undated[number])}"]
        for one in years:
            count = one.counts[number]
            stars = "#" * (round(count * width / max(trend.most, 1)) or bool(count))
            lines.append(f"  {one.year}  {count:>5,} of {one.items:>5,}  {stars}".rstrip())
    return lines


def _undated_suffix(count: int) -> str:
    return f", {count:,} undated" if count else ""


def trend_json(trend: Trend) -> dict[str, object]:
    """The trend for other programs."""
    return {
        "terms": list(trend.terms),
        "years": [
            {"year": one.year, "items": one.items, "counts": list(one.counts)}
            for one in trend.years
        ],
        "undated": list(trend.undated),
    }
