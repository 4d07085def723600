"""Estimates when an undated text was written: a range of dates with the reason, never a date.

There are two kinds of evidence in the text. The stronger one is a person named with an office: a
file (`data/anchors.toml`) lists who held which office when. The other is the latest year that the
text names, unless it names it as a plan; a text on a year is written in it or in the year after.
Often there is no evidence, and then there is no estimate.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from socitm_tui.model.entities import Estimate
from socitm_tui.parsing.dates.mention import FIRST_YEAR, LAST_YEAR
from socitm_tui.storage.regular_files import read_regular

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
YEAR_OR_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
NOT_IN_OFFICE = re.compile(r"\b(former|past|ex|vice|deputy|incoming|next|outgoing|elect)\b")
PERIOD = re.compile(r"\b(\d{4})\s?[-–/]\s?(\d{2})\b(?![-/–]\d)")
"""A financial or academic year: 2005-06, 2012/13."""
YEAR = re.compile(r"(?<![\d£$€.,])\b(\d{4})\b(?![\d%]|[-–/]\d)")
"""Four digits that are not part of an amount, a percentage or a period."""
BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|during|of|for|from|early|late|mid|year|spring|summer|autumn|winter)"
    r"|\b[A-Z][\w’']*)[\s(]+$"
)
"""What comes before a number that is a year: “in 2012”, “Better Connected 2012”."""
BEFORE_PLANNED_YEAR = re.compile(
    r"\b(?:by|until|till|to|before|target|towards)\s(?:the end of )?(?:\w+ )?$"
)
CONTEXT_CHARACTERS = 24
"""Characters before a number in which the words before a year are searched."""


class OfficesError(ValueError):
    """A file of office holders that cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    """A person who held an office."""

    person: str
    """The name of the person as texts print it."""
    office: str
    """`president`, in lower case."""
    earliest: str
    """The year or month in which the person took office, `2008` or `2008-04`."""
    latest: str
    """The year or month in which the person left it."""
    reason: str
    """The evidence for the dates, as a sentence without a full stop."""


def load_office_holders(path: Path) -> tuple[OfficeHolder, ...]:
    """The office holders in a file.

    Raises:
        OfficesError: The file cannot be used.
    """
    try:
        tables = tomllib.loads(read_regular(path).decode("utf-8")).get("office", [])
        return tuple(_parse_office_holder(table) for table in tables)
    except OSError as error:
        raise OfficesError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise OfficesError(f"{path} cannot be used: {error}.") from error


def _parse_office_holder(table: dict[str, str]) -> OfficeHolder:
    holder = OfficeHolder(
        table["name"], table["office"].lower(), table["from"], table["to"], table["why"]
    )
    for month in (holder.earliest, holder.latest):
        if not YEAR_OR_MONTH.fullmatch(month):
            raise ValueError(f"“{month}” of {holder.person} is not a year or month")
    return holder


def estimate_date(
    title: str | None, body: str, office_holders: tuple[OfficeHolder, ...]
) -> Estimate | None:
    """When an undated text was probably written, or None if there is no evidence.

    If it names several office holders, it was written while all of them were in office.
    """
    text = f"{title or ''}\n\n{body}"
    named = [holder for holder in office_holders if _names_in_office(text, holder)]
    if named:
        earliest = max((holder.earliest for holder in named), key=_first_month)
        latest = min((holder.latest for holder in named), key=_last_month)
        if _first_month(earliest) <= _last_month(latest):
            return Estimate(earliest, latest, "; ".join(holder.reason for holder in named))
    return _estimate_by_years(text)


def _first_month(printed: str) -> str:
    """The first month of a year or month: 2005 is 2005-01."""
    return f"{printed}-01"[:7]


def _last_month(printed: str) -> str:
    """The last month of a year or month: 2005 is 2005-12."""
    return f"{printed}-12"[:7]


def _names_in_office(text: str, holder: OfficeHolder) -> bool:
    """True if the first sentence with person and office means the holder at that time."""
    if holder.person not in text:
        return False
    for paragraph in text.split("\n\n"):
        for sentence in SENTENCE_END.split(paragraph):
            if holder.person in sentence and holder.office in (lower := sentence.lower()):
                return not NOT_IN_OFFICE.search(lower)
    return False


def _estimate_by_years(text: str) -> Estimate | None:
    """The latest period that a text names, or its latest year and the year after that.

    A period counts rather than its first year: 2005-06 is until 2006 as well.
    """
    periods = list(_named_periods(text))
    years = list(_named_years(text))
    if periods and max(periods) >= max(years, default=0):
        first = max(periods)
        name = f"{first}–{(first + 1) % 100:02}"
        return Estimate(str(first), str(first + 1), f"the latest year its text names is {name}")
    if years:
        last = max(years)
        return Estimate(str(last), str(last + 1), f"the latest year its text names is {last}")
    return None


def _named_periods(text: str) -> Iterator[int]:
    """The first year of each financial or academic year that a text names."""
    for match in PERIOD.finditer(text):
        first = int(match[1])
        if FIRST_YEAR <= first <= LAST_YEAR and (first + 1) % 100 == int(match[2]):
            yield first


def _named_years(text: str) -> Iterator[int]:
    """Each year that a text names, without those that it names as a plan."""
    for match in YEAR.finditer(text):
        year = int(match[1])
        before = text[max(0, match.start() - CONTEXT_CHARACTERS) : match.start()]
        is_year = FIRST_YEAR <= year <= LAST_YEAR and BEFORE_YEAR.search(before)
        if is_year and not BEFORE_PLANNED_YEAR.search(before):
            yield year
