"""The user's corrections, laid over an item: what is printed stays beside them. Pure.

A correction of a date is written as far as it is known, `2012-03`, or `none`; topics are written as
slugs parted by commas. A correction that says what is printed is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date as day
from difflib import get_close_matches

from socitm_tui.model.entities import Item, Precision
from socitm_tui.model.labels import date_label

CORRECTABLE_FIELDS = ("date", "title", "topics", "author")
NO_DATE = "none"
PRECISIONS: Mapping[int, Precision] = {4: "year", 7: "month", 10: "day"}
DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)


class CorrectionError(ValueError):
    """A correction that cannot be made; the message is a sentence for the user."""


def printed_value(item: Item, field: str) -> str:
    """What an item says by itself, in the form of a correction."""
    match field:
        case "date":
            return item.date or NO_DATE
        case "topics":
            return ",".join(item.topics)
        case "title":
            return item.title or ""
        case _:
            return item.author or ""


def parse_correction(field: str, value: str, topics: Collection[str]) -> str:
    """The correction as it is kept.

    Raises:
        CorrectionError: a sentence saying what is wrong with it.
    """
    value = " ".join(value.split())
    if field == "date":
        return _parse_date(value)
    if field == "topics":
        return ",".join(
            dict.fromkeys(_parse_topic(one.strip(), topics) for one in value.split(","))
        )
    return value


def _parse_date(value: str) -> str:
    if value.casefold() in (NO_DATE, "undated"):
        return NO_DATE
    if not DATE.fullmatch(value):
        raise CorrectionError(f"“{value}” is not a date: write 2012, 2012-03, 2012-03-27 or none.")
    try:
        day.fromisoformat(f"{value}-01-01"[:10])
    except ValueError as error:
        raise CorrectionError(f"There is no date {value}.") from error
    return value


def _parse_topic(value: str, topics: Collection[str]) -> str:
    if value in topics or not topics:
        return value
    near = get_close_matches(value, topics, n=1, cutoff=0.5)
    raise CorrectionError(
        f"There is no topic “{value}”" + (f"; did you mean “{near[0]}”?" if near else ".")
    )


def add_correction(
    corrections: Mapping[str, str], item: Item, field: str, value: str
) -> dict[str, str]:
    """The corrections with one more; what is printed, or nothing, takes one back."""
    kept = {name: one for name, one in corrections.items() if name != field}
    return kept if value in ("", printed_value(item, field)) else kept | {field: value}


def apply_corrections(item: Item, corrections: Mapping[str, str]) -> Item:
    """The item as the user says it is."""
    for field, value in corrections.items():
        if field == "date":
            item = _with_date(item, value)
        elif field == "title" and value:
            item = replace(item, title=value, heading=value, heading_made=False)
        elif field == "topics":
            item = replace(item, topics=tuple(one for one in value.split(",") if one))
        elif field == "author" and value:
            item = replace(item, author=value)
    return item


def _with_date(item: Item, value: str) -> Item:
    """The item under another date; one that cannot be read, from another program, is left out."""
    date = None if value == NO_DATE else value
    if date is not None and not DATE.fullmatch(date):
        return item
    return replace(
        item,
        date=date,
        time=item.time if date == item.date else None,
        precision=PRECISIONS[len(date)] if date else "none",
        date_rule=f"corrected by you; was {date_label(item)}",
    )


def describe_corrections(original: Item, corrections: Mapping[str, str]) -> list[str]:
    """What was corrected, and what is printed: `date 2011-12-06, was undated`."""
    found = []
    for field in CORRECTABLE_FIELDS:
        if field in corrections:
            was = printed_value(original, field)
            was = {"none": "undated", "": "not printed"}.get(
                was, was if field == "date" else f"“{was}”"
            )
            found.append(f"{field} {corrections[field]}, was {was}")
    return found
