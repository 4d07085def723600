"""The user's corrections of an item's fields. The printed value always stays in the item.

A corrected date is written as far as it is known, `2012-03`, or `none`. Corrected topics are
written as slugs separated by commas, or `none`. A correction to the printed value is removed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from socitm_tui.model.entities import Annotation, Item
from socitm_tui.model.labels import TopicLabels, date_label, day_in_words, topics_label
from socitm_tui.model.partial_date import parse_partial_date
from socitm_tui.model.suggestion import did_you_mean

CORRECTABLE_FIELDS = ("date", "title", "topics", "author")
NO_VALUE = "none"
"""The correction that an item has no date, or no topics."""


class CorrectionError(ValueError):
    """A correction that cannot be made; the message is a sentence for the user."""


def printed_value(item: Item, field: str) -> str:
    """The value that the item has from its capture, written as a correction is."""
    match field:
        case "date":
            return item.date or NO_VALUE
        case "topics":
            return ",".join(item.topics) or NO_VALUE
        case "title":
            return item.title or ""
        case _:
            return item.author or ""


def parse_correction(field: str, value: str, topics: Collection[str]) -> str:
    """The correction in the form in which it is stored.

    Args:
        field: One of `CORRECTABLE_FIELDS`.
        value: What the user typed.
        topics: The slugs of all topics; any topic is accepted if there are none.

    Raises:
        CorrectionError: the value is not a date, or names an unknown topic.
    """
    value = " ".join(value.split())
    if field == "date":
        return _parse_date(value)
    if field == "topics":
        if value.casefold() == NO_VALUE:
            return NO_VALUE
        slugs = (_parse_topic(part.strip(), topics) for part in value.split(","))
        return ",".join(dict.fromkeys(slugs))
    return value


def _parse_date(value: str) -> str:
    """The date that the user typed, as it is stored: `2012-03-27`, `2012-03`, `2012` or `none`."""
    if value.casefold() in (NO_VALUE, "undated"):
        return NO_VALUE
    date = parse_partial_date(value)
    if date is None:
        raise CorrectionError(f"“{value}” is not a date: write 2012, 2012-03, 2012-03-27 or none.")
    if not date.is_real:
        raise CorrectionError(f"There is no date {value}.")
    return value


def _parse_topic(value: str, topics: Collection[str]) -> str:
    if value in topics or not topics:
        return value
    labels = topics if isinstance(topics, Mapping) else {topic: topic for topic in topics}
    for slug, label in labels.items():
        if value.casefold() in (slug.casefold(), label.casefold()):
            return slug
    raise CorrectionError(f"There is no topic “{value}”{did_you_mean(value, labels.values())}")


def add_correction(
    corrections: Mapping[str, str], item: Item, field: str, value: str
) -> dict[str, str]:
    """The corrections with another one; the printed value or no value removes the correction."""
    others = {name: known for name, known in corrections.items() if name != field}
    return others if value in ("", printed_value(item, field)) else others | {field: value}


def apply_corrections(item: Item, corrections: Mapping[str, str]) -> Item:
    """The item with the corrected values in place of the printed ones."""
    for field, value in corrections.items():
        if field == "date":
            item = _with_date(item, value)
        elif field == "title" and value:
            item = replace(item, title=value, heading=value, heading_made=False)
        elif field == "topics":
            slugs = value.split(",") if value != NO_VALUE else ()
            item = replace(item, topics=tuple(filter(None, slugs)))
        elif field == "author" and value:
            item = replace(item, author=value)
    return item


def _with_date(item: Item, value: str) -> Item:
    """The item with another date; a value that is not a date, of another program, is ignored."""
    date = None if value == NO_VALUE else parse_partial_date(value)
    if value != NO_VALUE and (date is None or not date.is_in_range):
        return item
    return replace(
        item,
        date=str(date) if date else None,
        time=item.time if value == (item.date or NO_VALUE) else None,
        precision=date.precision if date else "none",
        date_rule=f"corrected by you; was {date_label(item)}",
    )


def correction_label(annotation: Annotation, field: str) -> str:
    """Who corrected a field, and when: `corrected by you on 3 May 2026`."""
    times = annotation.times.get(f"corrections/{field}", ())
    return f"corrected by you on {day_in_words(times[0])}" if times else "corrected by you"


def describe_corrections(
    original: Item, corrections: Mapping[str, str], labels: TopicLabels | None = None
) -> list[str]:
    """What was corrected, and what is printed: `date 2011-12-06, was undated`.

    Args:
        original: The item as its capture has it.
        corrections: Field -> value.
        labels: Slug of a topic -> its label.
    """
    corrected = corrected_values(original, corrections, labels)
    return [f"{field} {value}, was {was}" for field, value, was in corrected]


def corrected_values(
    original: Item, corrections: Mapping[str, str], labels: TopicLabels | None = None
) -> Iterator[tuple[str, str, str]]:
    """Each field that was corrected, its value, and what is printed; see `describe_corrections`."""
    for field in CORRECTABLE_FIELDS:
        if field in corrections:
            printed, value = printed_value(original, field), corrections[field]
            if field == "topics":
                printed = topics_label(original.topics, labels or {})
                value = topics_label(value.split(","), labels or {})
            quoted = printed if field == "date" else f"“{printed}”"
            was = {"none": "undated", "": "not printed"}.get(printed, quoted)
            yield field, value, was
