"""Two notebooks that were changed separately: the newest of each part, and every conflict."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from socitm_tui.model.entities import Annotation
from socitm_tui.model.merge import merge_annotation, merge_annotations, record_change

BASE = Annotation("k", heading="One")


def at(minute: int) -> str:
    return f"2026-01-01T00:{minute:02}:00Z"


def edit(annotation: Annotation, minute: int, **fields: object) -> Annotation:
    return record_change(annotation, replace(annotation, **fields), at(minute))  # type: ignore[arg-type]


def test_each_part_comes_from_the_side_that_changed_it() -> None:
    base = edit(BASE, 1, note="n", tags=("a", "b"), corrections={"date": "2012"})
    mine = edit(base, 2, bookmarked=True, tags=("a", "b", "c"))
    theirs = edit(base, 3, read=True, tags=("b",), corrections={"date": "2012", "title": "T"})
    merged, conflicts = merge_annotation(mine, theirs)
    assert merged == replace(
        base, bookmarked=True, read=True, tags=("b", "c"),
        corrections={"date": "2012", "title": "T"}, changed=at(3),
    )  # fmt: skip
    assert not conflicts


def test_what_was_taken_back_does_not_come_again() -> None:
    base = edit(BASE, 1, bookmarked=True, note="n")
    mine = edit(edit(base, 2, bookmarked=False), 3, note="")
    for merged, conflicts in (merge_annotation(mine, base), merge_annotation(base, mine)):
        assert (merged.bookmarked, merged.note, conflicts) == (False, "", [])


def test_an_older_state_yields_even_where_the_clock_was_put_back() -> None:
    base = edit(BASE, 30, note="old")
    later = edit(base, 10, note="new")
    assert merge_annotation(base, later)[0].note == merge_annotation(later, base)[0].note == "new"


def test_of_two_notes_both_are_kept_and_told() -> None:
    base = edit(BASE, 1, note="n")
    mine, theirs = edit(base, 2, note="mine"), edit(base, 3, note="theirs")
    merged, (conflict,) = merge_annotation(mine, theirs)
    assert merged.note == "theirs\n\nmine"
    assert (conflict.part, conflict.kept, conflict.lost, conflict.both) == (
        "note", "theirs", "mine", True,
    )  # fmt: skip
    again, conflicts = merge_annotation(merged, theirs)
    assert (again.note, conflicts) == (merged.note, [])


def test_a_note_that_was_removed_on_one_side_and_written_on_the_other_is_kept() -> None:
    base = edit(BASE, 1, note="n")
    mine, theirs = edit(base, 5, note=""), edit(base, 3, note="n and more")
    assert merge_annotation(mine, theirs)[0].note == "n and more"


def test_of_two_corrections_the_newer_counts_and_the_other_is_told() -> None:
    mine = edit(BASE, 2, corrections={"date": "2011"})
    theirs = edit(BASE, 3, corrections={"date": "2012"})
    merged, (conflict,) = merge_annotation(mine, theirs)
    assert merged.corrections == {"date": "2012"}
    assert (conflict.part, conflict.lost) == ("corrections/date", "2011")


def test_notebooks_from_before_parts_had_moments_are_merged_by_the_whole() -> None:
    old = Annotation("k", note="old", bookmarked=True, changed=at(1))
    new = Annotation("k", note="new", changed=at(2))
    merged, conflicts = merge_annotation(old, new)
    assert (merged.bookmarked, merged.note) == (True, "new\n\nold")
    assert len(conflicts) == 1


EDITS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(("bookmarked", "read", "note", "tags", "corrections")),
        st.integers(0, 3),
    ),
    max_size=12,
)


def lives(edits: list[tuple[int, str, int]]) -> tuple[Annotation, Annotation]:
    """Two copies that were edited in turn: 0 here, 1 there, 2 the one here copied there."""
    here = there = BASE
    for minute, (side, part, number) in enumerate(edits, 1):
        if side == 2:
            there = here
            continue
        value: object = {
            "bookmarked": bool(number % 2),
            "read": bool(number % 2),
            "note": f"note {number}" if number else "",
            "tags": tuple("abc"[:number]),
            "corrections": {"date": f"201{number}"} if number else {},
        }[part]
        if side:
            there = edit(there, minute, **{part: value})
        else:
            here = edit(here, minute, **{part: value})
    return here, there


@example([(0, "note", 1), (1, "note", 1), (0, "note", 0)])
@given(EDITS)
def test_merging_has_no_direction_and_nothing_is_done_twice(
    edits: list[tuple[int, str, int]],
) -> None:
    here, there = lives(edits)
    merged, other = merge_annotation(here, there)[0], merge_annotation(there, here)[0]
    parts = (merged.bookmarked, merged.read, merged.note, set(merged.tags), merged.corrections)
    assert (*parts, merged.times) == (
        other.bookmarked, other.read, other.note, set(other.tags), other.corrections, other.times,
    )  # fmt: skip
    for again in (
        merge_annotation(merged, here),
        merge_annotation(merged, there),
        merge_annotation(merged, other),
    ):
        assert again[0] == merged
        assert not again[1]


@given(EDITS)
def test_no_word_of_a_note_is_dropped_unless_its_writer_changed_it(
    edits: list[tuple[int, str, int]],
) -> None:
    here, there = lives(edits)
    note = merge_annotation(here, there)[0].note
    for mine, theirs in ((here, there), (there, here)):
        changed_there = set(theirs.times.get("note", ())) >= set(mine.times.get("note", ()))
        assert mine.note in note or changed_there


@pytest.mark.parametrize("swap", [False, True])
def test_what_only_one_notebook_has_is_taken(swap: bool) -> None:
    a, b = {"a": edit(Annotation("a"), 1, note="x")}, {"b": edit(Annotation("b"), 1, note="y")}
    result = merge_annotations(b, a) if swap else merge_annotations(a, b)
    assert dict(result.annotations) == a | b
