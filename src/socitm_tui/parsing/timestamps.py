"""A date that a machine wrote (feed, mail, metadata) -> the day it names where it was written.

The source's local day and clock are kept as they stand; nothing is converted to another zone and
nothing is filled in from today.
"""

from __future__ import annotations

import re
from typing import Final

from socitm_tui.model.entities import PrintedDate
from socitm_tui.model.partial_date import partial_date_from
from socitm_tui.parsing import dates

LONGEST: Final = 120
_ISO = re.compile(
    r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)|)|(\d\d)(\d\d))?"
    r"(?:[Tt\s]+(\d\d):?(\d\d)?(?::?\d\d(?:[.,]\d+)?)?\s*(?:Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?"
)
_CLOCK = re.compile(r"(?<![\d:.+-])([01]?\d|2[0-3]):([0-5]\d)(?!\d)(?!.*[ap]\.?m\b)", re.IGNORECASE)
_DAYS: Final = ("named", "named-us", "numeric", "iso", "month")


def parse_timestamp(printed: str, rule: str) -> PrintedDate | None:
    """The date in the words of a machine, or None where they name none.

    Args:
        printed: ISO 8601, RFC 822, or what people make of them.
        rule: Where the words stand, for the reader of the evidence.
    """
    printed = " ".join(printed.split())[:LONGEST]
    if match := _ISO.fullmatch(printed):
        return _iso(match, printed, rule)
    found = dates.find_dates(printed)
    if len(found) != 1 or found[0].form not in _DAYS or found[0].ranged:
        return None
    read = dates.read_date(found[0])
    if read is None:
        return None
    clock = read.time
    if not clock and read.precision == "day" and (match := _CLOCK.search(printed)):
        clock = f"{int(match[1]):02}:{match[2]}"
    return PrintedDate(read.value, read.precision, printed, rule, _clock(clock))


def _iso(match: re.Match[str], printed: str, rule: str) -> PrintedDate | None:
    date = partial_date_from(match[1], match[2] or match[4], match[3] or match[5])
    if not dates.FIRST_YEAR <= date.year <= dates.LAST_YEAR or not date.is_real:
        return None
    clock = f"{match[6]}:{match[7] or '00'}" if match[6] and date.day else None
    return PrintedDate(str(date), date.precision, printed, rule, _clock(clock))


def _clock(clock: str | None) -> str | None:
    """The time of day; midnight sharp is what machines write who know the day only."""
    return clock if clock and clock != "00:00" and clock < "24" else None
