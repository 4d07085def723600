"""How things are put into words: headings, date labels, filter sentences, counts. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from socitm_tui.model.entities import Item

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
FACET_NAMES: Mapping[str, str] = {
    "year": "Year",
    "topic": "Topic",
    "publisher": "Publisher",
    "is": "Status",
}
STATE_NAMES: Mapping[str, str] = {
    "cut": "cut off",
    "repeated": "same story",
}
"""States whose name in a query is not the word a reader would use."""
Labels = Mapping[str, str]
"""Topic -> what it is called."""
WORD = re.compile(r"[^\W_]+")
ISO_TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?")
"""A moment as feeds write it: the day is what a person reads of it."""
MAX_HEADING_LENGTH = 100
MIN_HEADING_LENGTH = 12
"""Of so many characters a made heading has at least, where the text has them."""
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s")


def make_heading(title: str | None, body: str) -> tuple[str, bool]:
    """The heading of an item, and whether it was made from the opening words."""
    if title:
        return title, False
    opening = " ".join(body.split("\n\n", 1)[0].split())
    if not opening:
        return "(no text)", True
    end = SENTENCE_END.search(
        opening, MIN_HEADING_LENGTH
    )  # “1. There is” and “Mr. Lee” end no sentence
    sentence = opening[: end.end()].rstrip() if end else opening
    if len(sentence) <= MAX_HEADING_LENGTH:
        return sentence.rstrip("."), True
    cut = sentence[: MAX_HEADING_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{cut}…", True


def heading_label(item: Item) -> str:
    """The heading as the timeline prints it: ‹in angle quotes› where it was made."""
    return f"‹{item.heading}›" if item.heading_made else item.heading


def date_label(item: Item) -> str:
    """The date in at most ten characters, always with its year: `2011-12-06`, `2009-07~`."""
    if item.date is None:
        return "undated"
    return item.date if item.precision == "day" else f"{item.date}~"


def date_in_words(item: Item) -> str:
    """The date in words: `1 March 2012, 14:14`, `July 2009`, `some time in 2008`, `undated`."""
    if item.date is None:
        if estimate := item.date_estimate:
            return f"undated, c. {range_label(estimate.earliest[:4], estimate.latest[:4])}"
        return "undated"
    year, *rest = item.date.split("-")
    if not rest:
        return f"some time in {year}"
    month = MONTHS[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    day = f"{int(rest[1])} {month} {year}"
    return f"{day}, {item.time}" if item.time else day


def range_label(earliest: str, latest: str) -> str:
    """A range of dates: `2008–2009`, or one of them where both are the same."""
    return earliest if earliest == latest else f"{earliest}–{latest}"


def date_evidence(item: Item) -> str:
    """What is printed and how it was read: `printed “01/03/12”, day first`."""
    parts = []
    if item.date_printed:
        stamp = ISO_TIMESTAMP.fullmatch(item.date_printed)
        if stamp is None:
            parts.append(f"printed “{item.date_printed}”")
        elif item.precision == "day":
            parts.append(f"stamped {stamp[1]}")
    if item.date_rule:
        parts.append(item.date_rule)
    if item.date is None and item.date_estimate:
        parts.append(item.date_estimate.reason)
    return ", ".join(parts)


def month_label(month: str | None) -> str:
    """The name of a month given as `2012-03`; None is a month nobody printed."""
    return MONTHS[int(month[5:7]) - 1] if month else "Month not known"


def count_label(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: `1 item`, `2,345 items`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def years_label(first: str | None, last: str | None) -> str:
    """The years an archive spans: `2001–2025`."""
    if not first or not last:
        return ""
    return range_label(first, last)


def choice_label(facet: str, label: str) -> str:
    """A choice of the filter pane as it is shown: `2012`, `Websites`, `Cut off`."""
    if facet != "is" and label != "undated":
        return label
    return STATE_NAMES.get(label, label).capitalize()


# ------------------------------------------------------------------ nothing matches


# ------------------------------------------------------------------ searched words


def fold_text(text: str) -> str:
    """The text without case and accents."""
    return fold_text_with_positions(text)[0]


def fold_text_with_positions(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each character the place it comes from.

    For plain ASCII no places are given: they are the same.
    """
    if text.isascii():
        return text.lower(), []
    pairs = [
        (one, place)
        for place, char in enumerate(text)
        for one in unicodedata.normalize("NFKD", char.casefold())
        if not unicodedata.combining(one)
    ]
    return "".join(char for char, _ in pairs), [place for _, place in pairs]


def capture_label(seen: str, url: str | None) -> str:
    """When something was captured, and from where, in words."""
    moment = f"{seen[:10]} at {seen[11:16]} UTC" if len(seen) >= 16 else seen
    return f"captured {moment}" + (f" from {url}" if url else "")
