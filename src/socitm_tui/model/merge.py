"""Two states of one annotation -> the one that holds what both say. Pure.

An annotation is made of parts that are changed one by one: bookmark, read mark, note, each tag,
each correction, each marked passage. With every part goes the list of the moments at which it was
changed, newest first. A state whose last change is among the moments of the other is an earlier
state of it, and yields. Where neither is, the two grew apart: the newer wins, what lost is told,
and of two notes the words of both are kept.
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
SET: Final = "yes"


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A part that was changed on both sides, in two ways."""

    key: str
    heading: str
    part: str
    """`note`, `bookmarked`, `read`, `tags/NAME`, `corrections/FIELD` or `highlights/NAME`."""
    kept: str
    lost: str
    both: bool = False
    """True where the words of both are kept."""


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What came of two notebooks."""

    annotations: Mapping[str, Annotation]
    conflicts: tuple[MergeConflict, ...]


def record_change(before: Annotation, after: Annotation, moment: str) -> Annotation:
    """`after` with the moment noted for each part in which it differs from `before`."""
    old, new = _parts_of(before), _parts_of(after)
    times = {part: _timestamps(before, part) for part in {*before.times, *old}}
    for part in {*old, *new}:
        if old.get(part) != new.get(part):
            times[part] = _newest_first((moment, *times.get(part, ())), first=moment)
    return replace(after, changed=moment, times={part: times[part] for part in sorted(times)})


def make_edit(before: Annotation, after: Annotation) -> Callable[[Annotation], Annotation]:
    """The change from one state to another, to be made to whatever stands there by then."""
    old, new = _parts_of(before), _parts_of(after)

    def made(now: Annotation) -> Annotation:
        kept = {
            part: value for part, value in _parts_of(now).items() if part in new or part not in old
        }
        changed = {part: value for part, value in new.items() if old.get(part) != value}
        order = tuple(dict.fromkeys((*now.tags, *after.tags)))
        return _from_parts(replace(now, tags=order), kept | changed, now.times)

    return made


def merge_annotations(
    mine: Mapping[str, Annotation], theirs: Mapping[str, Annotation]
) -> MergeResult:
    """All annotations of both sides, each made of the newest parts."""
    found, conflicts = dict(mine), []
    for key, other in theirs.items():
        if key not in found:
            found[key] = other
            continue
        found[key], more = merge_annotation(found[key], other)
        conflicts += more
    return MergeResult(found, tuple(conflicts))


def merge_annotation(
    mine: Annotation, theirs: Annotation
) -> tuple[Annotation, list[MergeConflict]]:
    """One annotation of the newest parts of two, and what they disagree about."""
    a, b = _parts_of(mine), _parts_of(theirs)
    newer = max(mine, theirs, key=lambda one: (_to_second(one.changed), one.heading, one.opening))
    values: dict[str, str] = {}
    times: dict[str, tuple[str, ...]] = {}
    conflicts = []
    for part in sorted({*a, *b, *mine.times, *theirs.times}):
        ours, others = _timestamps(mine, part), _timestamps(theirs, part)
        value, conflict = _choose_value(part, (a.get(part), ours), (b.get(part), others))
        if value is not None:
            values[part] = value
        if conflict:
            kept, lost, both = conflict
            conflicts.append(MergeConflict(mine.key, newer.heading, part, kept, lost, both))
        times[part] = _newest_first((*ours, *others))
    return _from_parts(newer, values, times), conflicts


def _choose_value(
    part: str, mine: tuple[str | None, tuple[str, ...]], theirs: tuple[str | None, tuple[str, ...]]
) -> tuple[str | None, tuple[str, str, bool] | None]:
    """The value of a part, and where the sides disagree what was kept, lost, and whether both."""
    (a, ours), (b, others) = mine, theirs
    if a == b or not others:
        return a, None
    if not ours:
        return b, None
    if ours[0] != others[0]:
        if others[0] in ours:
            return a, None
        if ours[0] in others:
            return b, None
    else:
        # one of them was made of the other and of something more: it has seen both
        if {*ours} > {*others}:
            return a, None
        if {*others} > {*ours}:
            return b, None
    (_, won), (_, lost) = sorted(((ours[0], a or ""), (others[0], b or "")), reverse=True)
    if part.startswith("highlights/"):
        return _merge_highlights(won, lost)
    if part != "note" or not lost:
        return won or None, (won, lost, False)
    if (both := _join_notes(won, lost)) == won:
        return won, None
    return both, (won, lost, True)


def _join_notes(won: str, lost: str) -> str:
    """The words of two notes; those of one that the other has already are not said twice."""
    if f"\n\n{lost}\n\n" in f"\n\n{won}\n\n":
        return won
    return f"{won}\n\n{lost}" if won else lost


def _merge_highlights(won: str, lost: str) -> tuple[str | None, tuple[str, str, bool] | None]:
    """As `_chosen`, of a marked passage, which may be gone on one side."""
    ours, others = (decode_highlight(one) if one else None for one in (won, lost))
    kept, gone = (describe_highlight(one) if one else "" for one in (ours, others))
    if ours is None or others is None:
        return won or None, (kept, gone, False)
    both = _join_notes(ours.note, others.note) if others.note else ours.note
    alike = both == ours.note and bool(others.note) == bool(ours.note)
    told = None if alike else (kept, gone, bool(others.note))
    return encode_highlight(replace(ours, note=both)), told


def _parts_of(annotation: Annotation) -> dict[str, str]:
    """Part -> its value, of the parts that say anything."""
    found = {name: value for name in SINGLE_PARTS if (value := getattr(annotation, name))}
    found = {name: SET if value is True else value for name, value in found.items()}
    found |= {f"tags/{tag}": SET for tag in annotation.tags}
    found |= {f"corrections/{name}": value for name, value in annotation.corrections.items()}
    for one in annotation.highlights:
        found[f"highlights/{highlight_id(one)}"] = encode_highlight(one)
    return found


def _from_parts(
    newer: Annotation, values: Mapping[str, str], times: Mapping[str, tuple[str, ...]]
) -> Annotation:
    """The annotation of these parts; tags keep the order of the newer side."""
    tags = [part[5:] for part in values if part.startswith("tags/")]
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


def _timestamps(annotation: Annotation, part: str) -> tuple[str, ...]:
    """When a part was changed, newest first. Notebooks that did not note it yet knew one moment."""
    if part in annotation.times:
        return tuple(annotation.times[part])
    return (annotation.changed,) if part in _parts_of(annotation) else ()


def _newest_first(moments: Iterable[str], first: str | None = None) -> tuple[str, ...]:
    """The moments in order; a clock that was put back does not make a change an older one."""
    order = sorted({*moments} - {first}, reverse=True)
    return tuple([*([first] if first is not None else []), *order][:MAX_TIMESTAMPS])


def _to_second(moment: str) -> str:
    return moment[:19]
