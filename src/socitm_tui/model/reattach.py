"""Moves orphans (annotations whose key no item has any more) to the items they were made on.

If a capture is read differently, an item may get another key. An annotation is moved to an item of
the same capture if that item alone has the same date and the same heading or opening words, or
another date and the same heading and opening words. All other orphans are left to the user.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from socitm_tui.model.entities import Annotation, Item
from socitm_tui.model.highlights import describe_highlight
from socitm_tui.model.merge import record_change

OPENING_WORDS: Final = 12
MIN_OPENING_WORDS: Final = 4
"""Fewer opening words do not distinguish two items."""
NOTE_LABEL_LENGTH: Final = 60
"""Characters of a note that are shown in a sentence about it."""
COMPARED_LENGTH: Final = 20
"""Opening words that begin as the heading does are not shown next to it."""


def remember_item(annotation: Annotation, item: Item) -> Annotation:
    """The annotation with the heading, date, opening words and capture of its item.

    `match_orphans` finds the item by them after it got another key.
    """
    return replace(
        annotation,
        heading=item.heading,
        date=item.date,
        opening=_opening_words(item),
        capture=item.capture_sha256,
    )


def _opening_words(item: Item) -> str:
    return " ".join(item.body.split(maxsplit=OPENING_WORDS)[:OPENING_WORDS])


def match_orphans(
    orphans: Iterable[Annotation], items: Iterable[Item], taken: Collection[str]
) -> dict[str, Item]:
    """Key of an orphan -> the only item that it can have been made on.

    Args:
        orphans: Annotations whose key no item has.
        items: All items.
        taken: Keys that have annotations of their own.
    """
    candidates = [orphan for orphan in orphans if orphan.capture and not orphan.is_empty]
    if not candidates:
        return {}
    captures = {orphan.capture for orphan in candidates}
    items_of: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.capture_sha256 in captures and item.key not in taken:
            items_of[item.capture_sha256].append(item)
    matches = {}
    for orphan in candidates:
        same = [item for item in items_of[orphan.capture] if _is_same_item(orphan, item)]
        if len(same) == 1:
            matches[orphan.key] = same[0]
    claims = Counter(item.key for item in matches.values())
    return {key: item for key, item in matches.items() if claims[item.key] == 1}


def match_by_lines(
    orphans: Collection[str],
    old_items: Iterable[Item],
    new_items: Iterable[Item],
    taken: Collection[str],
) -> dict[str, Item]:
    """Key of an orphan -> the item that has replaced its item in the capture.

    A new item replaces an old one if the two share lines of the capture with each other and with
    no other item, and if the old item contains the words with which the new one begins.

    Args:
        orphans: Keys that no item has any more.
        old_items: The items before the capture was read differently.
        new_items: The items after that.
        taken: Keys that have annotations of their own.
    """
    old_items = tuple(old_items)
    captures = {item.capture_sha256 for item in old_items if item.key in orphans}
    old = [item for item in old_items if item.capture_sha256 in captures]
    new = [item for item in new_items if item.capture_sha256 in captures]
    matches = {}
    for item in old:
        if item.key not in orphans:
            continue
        inside = [other for other in new if _share_lines(item, other)]
        if len(inside) == 1 and inside[0].key not in taken:
            rivals = [other for other in old if _share_lines(inside[0], other)]
            if len(rivals) == 1 and _has_opening(item, inside[0]):
                matches[item.key] = inside[0]
    return matches


def _share_lines(item: Item, other: Item) -> bool:
    """True if a line of a capture belongs to both items."""
    (first, last), (start, end) = item.capture_lines, other.capture_lines
    return item.capture_sha256 == other.capture_sha256 and first <= end and start <= last


def _has_opening(item: Item, other: Item) -> bool:
    """True if the text of an item has the words with which another begins."""
    words = " ".join(f"{item.title or ''} {item.body}".split())
    openings = (_opening_words(other), other.title or "")
    return any(len(o.split()) >= MIN_OPENING_WORDS and o in words for o in openings)


def _is_same_item(orphan: Annotation, item: Item) -> bool:
    """True if an item has what an orphan remembers of its item, as the module describes."""
    has_heading = bool(orphan.heading) and orphan.heading == item.heading
    is_long = len(orphan.opening.split()) >= MIN_OPENING_WORDS
    has_opening = is_long and orphan.opening == _opening_words(item)
    if orphan.date == item.date:
        return has_heading or has_opening
    return has_heading and has_opening


def reattach_annotations(
    annotations: Mapping[str, Annotation], matches: Mapping[str, Item], timestamp: str
) -> dict[str, Annotation]:
    """The annotations after the matched orphans were moved to the keys of their items.

    Under the old key an empty annotation remains: it records when its parts were removed, so that a
    merge with another notebook does not bring them back.

    Args:
        annotations: Key -> annotation, empty ones included.
        matches: Key of an orphan -> its item.
        timestamp: Now, ISO 8601 in UTC.
    """
    result = dict(annotations)
    for key, item in matches.items():
        orphan = annotations[key]
        known = annotations.get(item.key) or Annotation(item.key)
        moved = remember_item(replace(orphan, key=item.key, times=known.times), item)
        removed = replace(Annotation(key), times=orphan.times)
        result[item.key] = record_change(known, moved, timestamp)
        result[key] = record_change(orphan, removed, timestamp)
    return result


def origin_label(annotation: Annotation) -> str:
    """The date, the heading and perhaps the opening words of the item that was annotated."""
    label = f"{annotation.date or 'undated'}, “{annotation.heading}”"
    if annotation.opening and not annotation.heading.startswith(
        annotation.opening[:COMPARED_LENGTH]
    ):
        label += f": {annotation.opening} …"
    return label


def describe_annotation(annotation: Annotation) -> str:
    """The parts of an annotation in words, without the read mark; a long note is shortened."""
    parts = []
    if annotation.bookmarked:
        parts.append("a bookmark")
    if annotation.tags:
        parts.append(f"tags {', '.join(annotation.tags)}")
    if annotation.corrections:
        values = (f"{field} {value}" for field, value in annotation.corrections.items())
        parts.append(f"corrections {', '.join(values)}")
    parts += [
        f"the highlight {describe_highlight(highlight)}" for highlight in annotation.highlights
    ]
    if annotation.note:
        note = " ".join(annotation.note.split())
        shown = note if len(note) <= NOTE_LABEL_LENGTH else f"{note[:NOTE_LABEL_LENGTH]}…"
        parts.append(f"the note “{shown}”")
    return ", ".join(parts)
