"""Annotations whose item has gone -> the item that is certainly the same one, or none. Pure.

A capture that is read better may give an item another key. Then what was printed decides: the same
capture, and in it exactly one item with the same date and the same heading or opening words, or
with both the same under another date. Anything less is left to the user: never a look-alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from socitm_tui.model.entities import Annotation, Item
from socitm_tui.model.highlights import describe_highlight
from socitm_tui.model.merge import record_change

OPENING_WORDS = 12
MIN_OPENING_WORDS = 4
"""Fewer opening words tell no two items apart."""
NOTE_LABEL_LENGTH = 60


def remember_item(annotation: Annotation, item: Item) -> Annotation:
    """The annotation with what it was made on, to find that again by."""
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
    """Key of an orphan -> the item it is certainly about.

    Args:
        orphans: Annotations whose key no item has.
        items: All items.
        taken: Keys that have annotations of their own.
    """
    lost = [one for one in orphans if one.capture and not one.is_empty]
    if not lost:
        return {}
    wanted = {one.capture for one in lost}
    by_capture: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.capture_sha256 in wanted and item.key not in taken:
            by_capture[item.capture_sha256].append(item)
    matches = {one.key: _matching_items(one, by_capture[one.capture]) for one in lost}
    single = {key: items[0] for key, items in matches.items() if len(items) == 1}
    claims: defaultdict[str, int] = defaultdict(int)
    for item in single.values():
        claims[item.key] += 1
    return {key: item for key, item in single.items() if claims[item.key] == 1}


def _matching_items(orphan: Annotation, items: Iterable[Item]) -> list[Item]:
    return [item for item in items if _is_same_item(orphan, item)]


def _is_same_item(orphan: Annotation, item: Item) -> bool:
    heading = bool(orphan.heading) and orphan.heading == item.heading
    opening = len(orphan.opening.split()) >= MIN_OPENING_WORDS and orphan.opening == _opening_words(
        item
    )
    if orphan.date == item.date:
        return heading or opening
    return heading and opening


def reattach_annotations(
    annotations: Mapping[str, Annotation], matches: Mapping[str, Item], moment: str
) -> dict[str, Annotation]:
    """The annotations with those that were matched under the keys of their items."""
    result = dict(annotations)
    for key, item in matches.items():
        before = annotations[key]
        there = annotations.get(item.key) or Annotation(item.key)
        wanted = remember_item(replace(before, key=item.key, times=there.times), item)
        result[item.key] = record_change(there, wanted, moment)
        result[key] = record_change(before, replace(Annotation(key), times=before.times), moment)
    return result


def origin_label(annotation: Annotation) -> str:
    """The words that an annotation was made on."""
    on = f"{annotation.date or 'undated'}, “{annotation.heading}”"
    if annotation.opening and not annotation.heading.startswith(annotation.opening[:20]):
        on += f": {annotation.opening} …"
    return on


def describe_annotation(annotation: Annotation) -> str:
    """What an annotation adds, in words; a long note by its beginning."""
    said = []
    if annotation.bookmarked:
        said.append("a bookmark")
    if annotation.tags:
        said.append(f"tags {', '.join(annotation.tags)}")
    if annotation.corrections:
        values = (f"{name} {value}" for name, value in annotation.corrections.items())
        said.append(f"corrections {', '.join(values)}")
    said += [f"the highlight {describe_highlight(one)}" for one in annotation.highlights]
    if annotation.note:
        note = " ".join(annotation.note.split())
        shown = note if len(note) <= NOTE_LABEL_LENGTH else f"{note[:NOTE_LABEL_LENGTH]}…"
        said.append(f"the note “{shown}”")
    return ", ".join(said)
