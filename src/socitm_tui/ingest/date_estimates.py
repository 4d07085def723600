"""Estimates when an undated text was written: a range of dates with the reason, never a date.

There are two kinds of evidence in the text itself: who is named with which office
(`data/anchors.toml`), and the latest year that it names as something other than a plan. The first
is stronger. Often there is no evidence, and then there is no estimate.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from socitm_tui.model.entities import Estimate
from socitm_tui.storage.regular_files import read_regular

FIRST_YEAR, LAST_YEAR = 1990, 2100
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
YEAR_OR_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
NOT_IN_OFFICE = re.compile(r"\b(former|past|ex|vice|deputy|incoming|next|outgoing|elect)\b")
PERIOD = re.compile(r"\b(\d{4})\s?[-–/]\s?(\d{2})\b(?![-/–]\d)")
"""A financial or academic year: 2005-06, 2012/13."""
YEAR = re.compile(r"(?<![\d£$€.,])\b(\d{4})\b(?![\d%]|[-–/]\d)")
BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|during|of|for|from|early|late|mid|year|spring|summer|autumn|winter)"
    r"|\b[A-Z][\w’']*)[\s(]+$"
)
"""What comes before a number that is a year: “in 2012”, “Better Connected 2012”."""
BEFORE_PLANNED_YEAR = re.compile(
    r"\b(?:by|until|till|to|before|target|towards)\s(?:the end of )?(?:\w+ )?$"
)
CONTEXT_CHARACTERS = 24
"""Characters before a number that are looked at."""


class AnchorsError(ValueError):
    """A file of offices that cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Office:
    """A person who held an office for some time."""

    name: str
    office: str
    earliest: str
    latest: str
    why: str


def load_offices(path: Path) -> tuple[Office, ...]:
    """The offices in a file.

    Raises:
        AnchorsError: The file cannot be used.
    """
    try:
        tables = tomllib.loads(read_regular(path).decode("utf-8")).get("office", [])
        return tuple(_parse_office(table) for table in tables)
    except OSError as error:
        raise AnchorsError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise AnchorsError(f"{path} cannot be used: {error}.") from error


def _parse_office(table: dict[str, str]) -> Office:
    office = Office(
        table["name"], table["office"].lower(), table["from"], table["to"], table["why"]
    )
    for month in (office.earliest, office.latest):
        if not YEAR_OR_MONTH.fullmatch(month):
            raise ValueError(f"“{month}” of {office.name} is not a year or month")
    return office


def estimate_date(title: str | None, body: str, offices: tuple[Office, ...]) -> Estimate | None:
    """When an undated text was probably written, or None if there is no evidence."""
    text = f"{title or ''}\n\n{body}"
    held = [office for office in offices if office.name in text and _is_held(office, text)]
    if held:
        earliest = max(office.earliest for office in held)
        latest = min(office.latest for office in held)
        if earliest <= latest:
            return Estimate(earliest, latest, "; ".join(office.why for office in held))
    return _estimate_by_years(text)


def _is_held(office: Office, text: str) -> bool:
    """True if the first sentence that names person and office means the current holder."""
    for paragraph in text.split("\n\n"):
        for sentence in SENTENCE_END.split(paragraph):
            if office.name in sentence and office.office in (lower := sentence.lower()):
                return not NOT_IN_OFFICE.search(lower)
    return False


def _estimate_by_years(text: str) -> Estimate | None:
    """The latest period that a text names, or its latest year and the year after that."""
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
    """Each year that a text names, plans excluded."""
    for match in YEAR.finditer(text):
        year = int(match[1])
        before = text[max(0, match.start() - CONTEXT_CHARACTERS) : match.start()]
        is_year = FIRST_YEAR <= year <= LAST_YEAR and BEFORE_YEAR.search(before)
        if is_year and not BEFORE_PLANNED_YEAR.search(before):
            yield year
