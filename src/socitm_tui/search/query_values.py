"""The fields of a query, and the values that each of them can have."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from socitm_tui.model.suggestion import did_you_mean
from socitm_tui.model.typed_dates import is_counted_from_today, parse_typed_date
from socitm_tui.search.date_ranges import parse_date_range, parse_typed_range
from socitm_tui.search.query import KnownValues, QueryError, quote_value

QUERY_FIELDS = (
    "date", "circa", "year", "topic", "publisher", "author", "title", "tag", "is", "has", "view",
    "collection", "capture", "loaded",
)  # fmt: skip


FLAG_VALUES: Mapping[str, tuple[str, ...]] = {
    "is": (
        "bookmarked",
        "read",
        "unread",
        "cut",
        "undated",
        "corrected",
        "repeated",
        "doubtful",
    ),
    "has": ("note", "highlight"),
}
"""Field -> its values, of fields whose values are fixed."""


FIELD_SYNONYMS = {"pubdate": "date", "intitle": "title"}
"""Names of fields in other programs."""


MAX_LISTED_VALUES = 10
"""Values up to which an error message lists all."""


def normalize_value(name: str, value: str, known: KnownValues) -> str:
    """The value as the index spells it.

    Raises:
        QueryError: The field cannot have this value.
    """
    if name in FLAG_VALUES:
        return known_value(name, value, FLAG_VALUES[name])
    if name == "date":
        return _normalize_date_range(value)
    if name == "circa" and not re.fullmatch(r"\d{4}", value, re.ASCII):
        raise QueryError(f"“{value}” is not a year.")
    if name == "year" and not is_year(value):
        raise QueryError(
            f"“{value}” is not a year: write year:2012, or date:2010/2012 for several."
        )
    if name == "year":
        return "undated" if value == "none" else value
    if name == "loaded":
        return _normalize_load(value, known.get(name, ()))
    if name in ("publisher", "capture") and name in known:
        return _known_name(name, value, known[name])
    if name in known:
        return known_value(name, value, known[name])
    return value


def is_year(value: str) -> bool:
    """True for a value of the field `year`: four digits, or what stands for no year."""
    return bool(re.fullmatch(r"\d{4}|undated|none", value, re.ASCII))


def read_range(value: str) -> str | None:
    """The date or range in a value, in any notation."""
    return parse_date_range(value) or parse_typed_date(value) or parse_typed_range(value)


def _normalize_date_range(value: str) -> str:
    date_range = read_range(value)
    if date_range is not None:
        return date_range
    if re.fullmatch(r"P\w+/?", value):
        duration = value.rstrip("/")
        raise QueryError(
            f"“{value}” would count from today: write 2012/{duration} or {duration}/2012."
        )
    if is_counted_from_today(value):
        raise QueryError(
            f"“{value}” is not a date here, for it would count from today: write date:2012-03-27."
        )
    raise QueryError(
        f"“{value}” is not a date: write 2012, 2012-03, 2010/2012-03, /2014, 2012/P6M or none."
    )


def known_value(name: str, value: str, known: Collection[str]) -> str:
    """The known value that equals a value except in case, or that has it as its label."""
    for candidate in (value,) if value in known else known:
        if candidate.casefold() == value.casefold():
            return candidate
    labels: Mapping[str, str] = known if isinstance(known, Mapping) and name == "topic" else {}
    for candidate, label in labels.items():
        if label.casefold() == value.casefold():
            return candidate
    shown = {candidate: labels.get(candidate, candidate) for candidate in known}
    names = [slug if slug == label.casefold() else label for slug, label in shown.items()]
    raise QueryError(f"“{name}:{quote_value(value)}” is not known{suggest_value(value, names)}")


def _known_name(name: str, value: str, known: Collection[str]) -> str:
    """A publisher or capture by its whole name, or any part of the name of one."""
    folded = value.casefold()
    for candidate in known:
        if candidate.casefold() == folded:
            return candidate
    is_checksum = name == "capture" and re.fullmatch(r"[0-9a-f]{8,64}", folded)
    if is_checksum or any(folded in candidate.casefold() for candidate in known):
        return value
    raise QueryError(f"There is no {name} “{value}”{suggest_value(value, known)}")


def _normalize_load(value: str, known: Collection[str]) -> str:
    """The time of loads: `last`, a year, a month or a day."""
    if value.casefold() == "last":
        return "last"
    if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value, re.ASCII):
        return value
    raise QueryError(f"“{value}” is no time of a load{suggest_value(value, known or ('last',))}")


def suggest_value(word: str, known: Collection[str]) -> str:
    """The end of a sentence about an unknown word: the most similar value, or all of a few."""
    is_few = len(known) <= MAX_LISTED_VALUES
    return did_you_mean(word, known, f"; there are {', '.join(known)}." if is_few else ".")
