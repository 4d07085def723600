"""Merges two states of an annotation into one that has what both have.

An annotation consists of parts that change one by one: bookmark, read mark, note, each tag, each
correction, each highlight. Each part has the list of the timestamps at which it was changed, newest
first. If the last change of one state is among the timestamps of the other, it is an earlier state
and yields. If neither is earlier, the states grew apart: the newer one wins, the other is reported
as a conflict, and of two notes the words of both are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from socitm_tui.model.entities import Annotation
from socitm_tui.model.highlights import (
    decode_highlight,
    describe_highlight,
    encode_highlight,
    highlight_id,
    sort_highlights,
)

SINGLE_PARTS: Final = ("bookmarked", "read", "note")
MAX_TIMESTAMPS: Final = 32
"""Changes of a part that are remembered: a state is not known to be earlier after more of them."""
SET: Final = "yes"
"""The value of a part that is either present or not."""

_Timestamps = tuple[str, ...]
"""When a part was changed, ISO 8601 in UTC, newest first."""
_Dispute = tuple[str, str, bool]
"""The value of a part that was kept, the one that was lost, and whether the words of both are."""


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A part that was changed on both sides, in two ways."""

    key: str
    heading: str
    part: str
    """`note`, `bookmarked`, `read`, `tags/NAME`, `corrections/FIELD` or `highlights/ID`."""
    kept: str
    lost: str
    both: bool = False
    """True if the words of both are kept."""


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The annotations of two notebooks as one."""

    annotations: Mapping[str, Annotation]
    conflicts: tuple[MergeConflict, ...]


def record_change(before: Annotation, after: Annotation, timestamp: str) -> Annotation:
    """`after`, with the timestamp added to each part in which it differs from `before`."""
    old, new = _parts_of(before), _parts_of(after)
    times = {part: _timestamps(before, part) for part in {*before.times, *old}}
    for part in {*old, *new}:
        if old.get(part) != new.get(part):
            times[part] = _newest_first((timestamp, *times.get(part, ())), first=timestamp)
    return replace(after, changed=timestamp, times={part: times[part] for part in sorted(times)})


def make_edit(before: Annotation, after: Annotation) -> Callable[[Annotation], Annotation]:
    """The change from one state to another, to be applied to whatever state there is by then."""
    old, new = _parts_of(before), _parts_of(after)

    def edit(now: Annotation) -> Annotation:
        kept = {
            part: value for part, value in _parts_of(now).items() if part in new or part not in old
        }
        changed = {part: value for part, value in new.items() if old.get(part) != value}
        tags = tuple(dict.fromkeys((*now.tags, *after.tags)))
        return _from_parts(replace(now, tags=tags), kept | changed, now.times)

    return edit


def merge_annotations(
    mine: Mapping[str, Annotation], theirs: Mapping[str, Annotation]
) -> MergeResult:
    """All annotations of both sides, each made of the newest parts."""
    merged, conflicts = dict(mine), []
    for key, other in theirs.items():
        if key not in merged:
            merged[key] = other
            continue
        merged[key], disputes = merge_annotation(merged[key], other)
        conflicts += disputes
    return MergeResult(merged, tuple(conflicts))


def merge_annotation(
    mine: Annotation, theirs: Annotation
) -> tuple[Annotation, list[MergeConflict]]:
    """One annotation of the newest parts of two, and the conflicts between them."""
    my_parts, their_parts = _parts_of(mine), _parts_of(theirs)
    newer = max(
        mine, theirs, key=lambda side: (_to_second(side.changed), side.heading, side.opening)
    )
    values: dict[str, str] = {}
    times: dict[str, _Timestamps] = {}
    conflicts = []
    for part in sorted({*my_parts, *their_parts, *mine.times, *theirs.times}):
        my_times, their_times = _timestamps(mine, part), _timestamps(theirs, part)
        value, dispute = _choose_value(
            part, (my_parts.get(part), my_times), (their_parts.get(part), their_times)
        )
        if value is not None:
            values[part] = value
        if dispute:
            conflicts.append(MergeConflict(mine.key, newer.heading, part, *dispute))
        times[part] = _newest_first((*my_times, *their_times))
    return _from_parts(newer, values, times), conflicts


def _choose_value(
    part: str, mine: tuple[str | None, _Timestamps], theirs: tuple[str | None, _Timestamps]
) -> tuple[str | None, _Dispute | None]:
    """The merged value of a part, and the dispute if both sides changed it."""
    (my_value, my_times), (their_value, their_times) = mine, theirs
    if my_value == their_value or not their_times:
        return my_value, None
    if not my_times:
        return their_value, None
    if my_times[0] != their_times[0]:
        if their_times[0] in my_times:
            return my_value, None
        if my_times[0] in their_times:
            return their_value, None
    else:
        # a state with all timestamps of the other and more is the result of merging the two
        if {*my_times} > {*their_times}:
            return my_value, None
        if {*their_times} > {*my_times}:
            return their_value, None
    sides = sorted(
        ((my_times[0], my_value or ""), (their_times[0], their_value or "")), reverse=True
    )
    (_, won), (_, lost) = sides
    if part.startswith("highlights/"):
        return _merge_highlights(won, lost)
    if part != "note" or not lost:
        return won or None, (won, lost, False)
    if (both := _join_notes(won, lost)) == won:
        return won, None
    return both, (won, lost, True)


def _join_notes(won: str, lost: str) -> str:
    """The words of two notes, without repeating those that both have."""
    if f"\n\n{lost}\n\n" in f"\n\n{won}\n\n":
        return won
    return f"{won}\n\n{lost}" if won else lost


def _merge_highlights(won: str, lost: str) -> tuple[str | None, _Dispute | None]:
    """As `_choose_value`, of a highlight, which may have been removed on one side."""
    kept, other = (decode_highlight(value) if value else None for value in (won, lost))
    labels = [describe_highlight(each) if each else "" for each in (kept, other)]
    if kept is None or other is None:
        return won or None, (labels[0], labels[1], False)
    note = _join_notes(kept.note, other.note) if other.note else kept.note
    is_same = note == kept.note and bool(other.note) == bool(kept.note)
    dispute = None if is_same else (labels[0], labels[1], bool(other.note))
    return encode_highlight(replace(kept, note=note)), dispute


def _parts_of(annotation: Annotation) -> dict[str, str]:
    """Part -> its value, of the parts that have one."""
    values = {name: getattr(annotation, name) for name in SINGLE_PARTS}
    parts = {name: SET if value is True else value for name, value in values.items() if value}
    parts |= {f"tags/{tag}": SET for tag in annotation.tags}
    parts |= {f"corrections/{field}": value for field, value in annotation.corrections.items()}
    for highlight in annotation.highlights:
        parts[f"highlights/{highlight_id(highlight)}"] = encode_highlight(highlight)
    return parts


def _from_parts(
    newer: Annotation, values: Mapping[str, str], times: Mapping[str, _Timestamps]
) -> Annotation:
    """The annotation with these parts; its tags are in the order of `newer`."""
    tags = [part.removeprefix("tags/") for part in values if part.startswith("tags/")]
    order = {tag: number for number, tag in enumerate(newer.tags)}
    return replace(
        newer,
        bookmarked="bookmarked" in values,
        read="read" in values,
        note=values.get("note", ""),
        tags=tuple(sorted(tags, key=lambda tag: (order.get(tag, len(order)), tag))),
        corrections={
            part.partition("/")[2]: value
            for part, value in values.items()
            if part.startswith("corrections/")
        },
        highlights=sort_highlights(
            decode_highlight(value)
            for part, value in values.items()
            if part.startswith("highlights/")
        ),
        times=times,
    )


def _timestamps(annotation: Annotation, part: str) -> _Timestamps:
    """When a part was changed; the first notebooks stored only the last change of the whole."""
    if part in annotation.times:
        return tuple(annotation.times[part])
    return (annotation.changed,) if part in _parts_of(annotation) else ()


def _newest_first(timestamps: Iterable[str], first: str | None = None) -> _Timestamps:
    """The timestamps in order; `first` comes first even if the clock was set back meanwhile."""
    order = sorted({*timestamps} - {first}, reverse=True)
    return tuple([*([first] if first is not None else []), *order][:MAX_TIMESTAMPS])


def _to_second(timestamp: str) -> str:
    return timestamp[:19]
