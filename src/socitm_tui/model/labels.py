"""Display text for values: headings, dates, counts, facets and their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from socitm_tui.model.entities import NO_PUBLISHER, Item
from socitm_tui.model.partial_date import parse_partial_date

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
FACET_NAMES: Final[Mapping[str, str]] = {
    "year": "Year",
    "topic": "Topic",
    "tag": "Your tags",
    "publisher": "Publisher",
    "collection": "Collection",
    "is": "Status",  # named after the query term `is:read`
}
STATUS_LABELS: Final[Mapping[str, str]] = {
    "cut": "cut off",
    "repeated": "same story",
}
"""Name of a status in a query -> its label on the screen, if that is another word."""
DATE_BASES: Final = (
    ("date printed", "printed"), ("date heading", "printed"),
    ("not printed as a date", "from the page’s data"), ("filing date", "from the page’s data"),
    ("address", "from the address"), ("headline", "from the headline"),
    ("feed gives", "from the feed"), ("mail’s own date", "from the mail"),
    ("says it", "from the page’s data"),
)  # fmt: skip
"""Words of the rule by which a date was read, and how it is known; the first that fits counts."""
TopicLabels = Mapping[str, str]
"""Slug of a topic -> its label."""
MAX_HEADING_LENGTH: Final = 100
"""Characters of a heading that is derived from a body."""
MIN_HEADING_LENGTH: Final = 12
"""A full stop before this character does not end a sentence: “1. There is”, “Mr. Lee”."""
_ISO_TIMESTAMP: Final = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?")
"""A timestamp as feeds write it; only its day is displayed."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s")


def make_heading(title: str | None, body: str) -> tuple[str, bool]:
    """The heading of an item, and whether it was derived from the opening words of its body."""
    if title:
        return title, False
    opening = " ".join(body.split("\n\n", 1)[0].split())
    if not opening:
        return "(no text)", True
    end = _SENTENCE_END.search(opening, MIN_HEADING_LENGTH)
    sentence = opening[: end.end()].rstrip() if end else opening
    if len(sentence) <= MAX_HEADING_LENGTH:
        return sentence.rstrip("."), True
    cut = sentence[: MAX_HEADING_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{cut}…", True


def heading_label(item: Item) -> str:
    """The heading as it is shown, in ‹angle quotes› if it was derived from the body."""
    return f"‹{item.heading}›" if item.heading_made else item.heading


def date_label(item: Item) -> str:
    """The date in at most ten characters: `2011-12-06`, `2009-07~`, `2008~`, `undated`.

    `~` marks a date of which only the month or the year is known.
    """
    if item.date is None:
        return "undated"
    return item.date if item.precision == "day" else f"{item.date}~"


def date_in_words(item: Item) -> str:
    """The date in words: `1 March 2012, 14:14`, `July 2009`, `2008`, `undated`.

    With an estimate: `undated, c. 2008–2009`.
    """
    if item.date is None:
        if estimate := item.date_estimate:
            return f"undated, c. {range_label(estimate.earliest[:4], estimate.latest[:4])}"
        return "undated"
    date = parse_partial_date(item.date)
    if date is None or date.month is None:
        return item.date
    month = f"{MONTHS[date.month - 1]} {date.year:04}"
    if date.day is None:
        return month
    return f"{date.day} {month}, {item.time}" if item.time else f"{date.day} {month}"


def range_in_words(date_range: str) -> str:
    """A date or range of a query in words: `March 2012`, `2010 to March 2012`, `since 2010`."""
    start, slash, end = date_range.partition("/")
    first, last = _partial_date_in_words(start), _partial_date_in_words(end)
    if not slash:
        return first
    if not first or not last:
        return f"until {last}" if last else f"since {first}"
    return f"{first} to {last}"


def day_in_words(timestamp: str) -> str:
    """The day of a timestamp in ISO 8601 in words: `3 May 2026`."""
    return _partial_date_in_words(timestamp[:10])


def _partial_date_in_words(text: str) -> str:
    date = parse_partial_date(text)
    if date is None or date.month is None:
        return text
    month = f"{MONTHS[date.month - 1]} {date.year:04}"
    return f"{date.day} {month}" if date.day else month


def range_label(earliest: str, latest: str) -> str:
    """A range of dates, `2008–2009`, or the date if both are the same."""
    return earliest if earliest == latest else f"{earliest}–{latest}"


def printed_date_label(item: Item) -> str:
    """The date in quotation marks as a page prints it; of a timestamp, which no page prints, none.

    `“27/03/12”`
    """
    printed = item.date_printed
    return f"“{printed}”" if printed and not _ISO_TIMESTAMP.fullmatch(printed) else ""


def date_evidence(item: Item) -> str:
    """The date as it was given and the rule it was read by: `printed “01/03/12”, day first`.

    A timestamp is shown as `given as 2012-03-01`, and only if its day is the date of the item.
    """
    parts = []
    if item.date_printed:
        timestamp = _ISO_TIMESTAMP.fullmatch(item.date_printed)
        if timestamp is None:
            parts.append(f"printed “{item.date_printed}”")
        elif item.precision == "day":
            parts.append(f"given as {timestamp[1]}")
    if item.date_rule:
        parts.append(item.date_rule)
    if item.date is None and item.date_estimate:
        parts.append(item.date_estimate.reason)
    return ", ".join(parts)


def date_basis(item: Item) -> str:
    """How the date of an item is known, in a few words: `printed`, `from the address`."""
    if item.date is None:
        return "estimate" if item.date_estimate else ""
    if item.precision != "day":
        return f"{item.precision} only"
    rule, printed = item.date_rule or "", item.date_printed
    if printed and not _ISO_TIMESTAMP.fullmatch(printed) and "not printed" not in rule:
        return "printed"
    return next((basis for words, basis in DATE_BASES if words in rule), rule and "worked out")


def month_label(month: str | None) -> str:
    """The name of a month given as `2012-03`, or words for a month that is not known."""
    return MONTHS[int(month[5:7]) - 1] if month else "Month not known"


def count_label(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: `1 item`, `2,345 items`; `plural` if it is not noun + s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def doubt_label(doubtful: int, total: int) -> str:
    """`3 of 40 pages read with doubt`, `none of 40 pages read with doubt`."""
    pages = "page" if total == 1 else "pages"
    return f"{doubtful or 'none'} of {total:,} {pages} read with doubt"


def years_label(first: str | None, last: str | None) -> str:
    """The first and last year of an archive, `2001–2025`; empty if it has no dates."""
    if not first or not last:
        return ""
    return range_label(first, last)


def choice_label(facet: str, label: str) -> str:
    """A value of a facet as the filter pane shows it: `2012`, `Websites`, `Cut off`.

    `undated` is a value of the facet `year`.
    """
    if facet == "publisher" and label == NO_PUBLISHER:
        return "Publisher not known"
    if facet != "is" and label != "undated":
        return label
    return STATUS_LABELS.get(label, label).capitalize()


def publisher_label(item: Item) -> str:
    """The publisher as it is displayed; empty if it is not known."""
    return "" if item.publisher == NO_PUBLISHER else item.publisher


def topics_label(slugs: Iterable[str], labels: TopicLabels) -> str:
    """Topics by their labels, separated by commas."""
    return ", ".join(labels.get(slug, slug) for slug in slugs if slug)


def capture_label(seen: str, url: str | None) -> str:
    """When a document was captured, and from where: `captured 2012-03-01 at 10:00 UTC from …`.

    Args:
        seen: When it was captured, in ISO 8601 and UTC.
        url: The address of the document.
    """
    return f"captured {time_label(seen)}" + (f" from {url}" if url else "")


def time_label(seen: str) -> str:
    """A timestamp in ISO 8601 and UTC as it is displayed: `2012-03-01 at 10:00 UTC`."""
    return f"{seen[:10]} at {seen[11:16]} UTC" if len(seen) >= 16 else seen
