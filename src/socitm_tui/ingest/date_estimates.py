"""When an undated text was probably written: a range with its reason, never a date.

Two kinds of evidence are taken from the text itself: who is called by which office
(`data/anchors.toml`), and the latest year that it names as something other than a plan. The first
is the stronger one. Nothing found is a fine answer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from socitm_tui.model.entities import Estimate
from socitm_tui.model.partial_date import parse_partial_date
from socitm_tui.storage.regular_files import read_regular

FIRST_YEAR, LAST_YEAR = 1990, 2100
SENTENCE = re.compile(r"(?<=[.!?])\s+")
NOT_NOW = re.compile(r"\b(former|past|ex|vice|deputy|incoming|next|outgoing|elect)\b")
PERIOD = re.compile(r"\b(\d{4})\s?[-–/]\s?(\d{2})\b(?![-/–]\d)")
"""A financial or academic year: 2005-06, 2012/13."""
YEAR = re.compile(r"(?<![\d£$€.,])\b(\d{4})\b(?![\d%]|[-–/]\d)")
NAMED = re.compile(
    r"(?:\b(?:in|since|during|of|for|from|early|late|mid|year|spring|summer|autumn|winter)"
    r"|\b[A-Z][\w’']*)[\s(]+$"
)
"""What stands before a number that is a year: “in 2012”, “Better Connected 2012”."""
PLANNED = re.compile(r"\b(?:by|until|till|to|before|target|towards)\s(?:the end of )?(?:\w+ )?$")
BEFORE = 24


class AnchorsError(ValueError):
    """A file of anchors that cannot be used; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody who held an office for a time."""

    name: str
    office: str
    earliest: str
    latest: str
    why: str


def load_offices(path: Path) -> tuple[Office, ...]:
    """The offices of an anchors file.

    Raises:
        AnchorsError: a sentence naming the file and what is wrong in it.
    """
    try:
        tables = tomllib.loads(read_regular(path).decode("utf-8")).get("office", [])
        return tuple(_office(table) for table in tables)
    except OSError as error:
        raise AnchorsError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise AnchorsError(f"{path} cannot be used: {error}.") from error


def _office(table: dict[str, str]) -> Office:
    office = Office(
        table["name"], table["office"].lower(), table["from"], table["to"], table["why"]
    )
    for month in (office.earliest, office.latest):
        date = parse_partial_date(month)
        if date is None or not date.is_in_range or date.day:
            raise ValueError(f"“{month}” of {office.name} is not a year or month")
    return office


def estimate_date(title: str | None, body: str, offices: tuple[Office, ...]) -> Estimate | None:
    """When an undated text was probably written, or None where it does not say."""
    text = f"{title or ''}\n\n{body}"
    held = [office for office in offices if office.name in text and _is_held(office, text)]
    if held:
        earliest = max(office.earliest for office in held)
        latest = min(office.latest for office in held)
        if earliest <= latest:
            return Estimate(earliest, latest, "; ".join(office.why for office in held))
    return _by_years(text)


def _is_held(office: Office, text: str) -> bool:
    """True when some sentence calls the person by the office, as held at that time."""
    for paragraph in text.split("\n\n"):
        for sentence in SENTENCE.split(paragraph):
            if office.name in sentence and office.office in (folded := sentence.lower()):
                return not NOT_NOW.search(folded)
    return False


def _by_years(text: str) -> Estimate | None:
    """The latest year or period that the text names, and the year after a lone year."""
    periods = list(_periods(text))
    years = list(_years(text))
    if periods and max(periods) >= max(years, default=0):
        first = max(periods)
        named = f"{first}–{(first + 1) % 100:02}"
        return Estimate(str(first), str(first + 1), f"the latest year its text names is {named}")
    if years:
        last = max(years)
        return Estimate(str(last), str(last + 1), f"the latest year its text names is {last}")
    return None


def _periods(text: str) -> Iterator[int]:
    for match in PERIOD.finditer(text):
        first = int(match[1])
        if FIRST_YEAR <= first <= LAST_YEAR and (first + 1) % 100 == int(match[2]):
            yield first


def _years(text: str) -> Iterator[int]:
    for match in YEAR.finditer(text):
        year = int(match[1])
        before = text[max(0, match.start() - BEFORE) : match.start()]
        if FIRST_YEAR <= year <= LAST_YEAR and NAMED.search(before) and not PLANNED.search(before):
            yield year
