"""When an article was published: what its page prints, its tags and its address, compared.

What is printed at the headline comes first, then the tags that name the day of publication, then
the address, then what is printed further off. Dates of comments, of related stories, of quoted
posts and of changes are never those of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from socitm_tui.model.entities import Evidence, LineSpan, PrintedDate
from socitm_tui.parsing.dates.agreement import is_same_day
from socitm_tui.parsing.dates.timestamps import parse_timestamp
from socitm_tui.parsing.formats.html_date_candidates import (
    DateCandidate,
    DatedPage,
    below_text,
    dateline,
    headline_month,
    headline_zone,
    labelled_boxes,
    near_headline,
    sole_date,
)
from socitm_tui.parsing.formats.html_metadata import MachineDate, date_of_address

DISAGREEMENT: Final = "its printed date is not the one it gives to machines"
_UTC = re.compile(r"\d(?:Z|[+-]00:?00| ?UTC| ?GMT)$")


@dataclass(frozen=True, slots=True)
class PageDate:
    """The date of an article, its evidence, and a doubt if printed and tagged dates differ."""

    date: PrintedDate | None = None
    lines: LineSpan | None = None
    """Where it is printed."""
    evidence: tuple[Evidence, ...] = ()
    doubt: str | None = None


def find_page_date(dated: DatedPage) -> PageDate:
    """The date of an article."""
    printed = _best(near_headline(dated), dated)
    machine = _machine_dates(dated)
    days = [tagged for tagged in machine if tagged.date.precision == "day"]
    if printed and days:
        return _compare(printed, days)
    weak = [date for date in dated.metadata.dates if date.date.precision == "day"]
    if printed and weak and not is_same_day(printed.date, weak[0].date):
        sentence = f"{weak[0].stated_by} says {weak[0].date.value}, which may be another day of it"
        return replace(_as_printed(printed, sentence), doubt=DISAGREEMENT)
    if printed:
        return _as_printed(printed, "the page prints it; no tag says more")
    if days:
        return _from_machine(_local_day(days))
    if weak:
        return _from_machine(weak[0])
    for find_printed in (below_text, labelled_boxes, dateline, sole_date):
        if (candidate := _best(find_printed(dated), dated)) is not None:
            if machine and not is_same_day(candidate.date, machine[0].date):
                continue
            sentence = "it is printed away from the headline; no tag says more"
            return _as_printed(candidate, sentence)
    if machine:
        return _from_machine(machine[0])
    if month := next(headline_month(dated), None):
        return _as_printed(month, "the page prints it; no tag says more")
    return PageDate()


def _local_day(days: list[MachineDate]) -> MachineDate:
    """The first date; if it is in UTC, the day before or after it that a local timestamp has."""
    first = days[0]
    if not _UTC.search(first.date.printed):
        return first
    for tagged in days[1:]:
        differs = tagged.date.value != first.date.value
        if (
            differs
            and is_same_day(first.date, tagged.date)
            and not _UTC.search(tagged.date.printed)
        ):
            return tagged
    return first


# ------------------------------------------------------------------ decisions
def _compare(printed: DateCandidate, machine: list[MachineDate]) -> PageDate:
    """The printed date, compared with those of tags and address."""
    first = machine[0]
    for tagged in machine:
        if not is_same_day(printed.date, tagged.date):
            continue
        sentence = f"{tagged.stated_by} agrees ({tagged.date.value})"
        if len(tagged.date.value) > len(printed.date.value):
            rule = f"printed “{printed.date.printed}”; {tagged.stated_by} gives the day"
            date = replace(tagged.date, rule=rule)
            return _as_printed(replace(printed, date=date), sentence)
        return _as_printed(printed, sentence)
    if not (printed.is_labelled or printed.is_alone):
        rule = f"{first.stated_by} says it"
        sentence = f"line {printed.lines[0]} prints another date: {printed.date.value}"
        return replace(
            _from_machine(replace(first, date=replace(first.date, rule=rule))),
            evidence=(
                Evidence("date", None, rule),
                Evidence("second witness", printed.lines, sentence),
            ),
            doubt=DISAGREEMENT,
        )
    sentence = f"{first.stated_by} disagrees: it says {first.date.value}; the printed date is kept"
    return replace(_as_printed(printed, sentence), doubt=DISAGREEMENT)


def _as_printed(candidate: DateCandidate, sentence: str) -> PageDate:
    evidence = (
        Evidence("date", candidate.lines, candidate.date.rule),
        Evidence("second witness", candidate.lines, sentence),
    )
    return PageDate(candidate.date, candidate.lines, evidence)


def _from_machine(tagged: MachineDate) -> PageDate:
    rule = f"not printed as a date: {tagged.stated_by} says it"
    date = replace(tagged.date, rule=rule)
    return PageDate(date, None, (Evidence("date", None, rule),))


def _machine_dates(dated: DatedPage) -> list[MachineDate]:
    """The dates that tags and the address give, the most exact first."""
    dates = list(dated.exact)
    dates += _tagged_dates(dated)
    if dated.url and (date := date_of_address(dated.url)):
        dates.append(MachineDate(date, "its address", is_exact=False))
    return dates


def _tagged_dates(dated: DatedPage) -> Iterator[MachineDate]:
    """The dates of `<time>` and the like in the article and around its headline."""
    near = set(headline_zone(dated))
    plain: list[MachineDate] = []
    for number, line in enumerate(dated.lines, 1):
        if not line.timestamps or dated.is_foreign(number):
            continue
        for timestamp in line.timestamps:
            if timestamp.is_update:
                continue
            stated_by = "the page’s own tag <time>"
            date = parse_timestamp(timestamp.value, stated_by)
            if date is None:
                continue
            if timestamp.is_published:
                yield MachineDate(date, stated_by, is_exact=True)
            elif number in near:
                plain.append(MachineDate(date, stated_by, is_exact=True))
    yield from plain[:1]


def _best(candidates: Iterable[DateCandidate], dated: DatedPage) -> DateCandidate | None:
    """The candidate that a tag agrees with, else a labelled one, else the first."""
    candidates = list(candidates)
    if not candidates:
        return None
    exact = [machine.date for machine in dated.exact]

    def rank(candidate: DateCandidate) -> tuple[bool, bool, bool]:
        agrees = any(is_same_day(candidate.date, date) for date in exact)
        return agrees, candidate.is_labelled, candidate.date.precision == "day"

    return max(candidates, key=rank)
