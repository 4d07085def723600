"""Marks as they are written, as they are kept, and what they state of each line."""

from __future__ import annotations

import pytest

from socitm_tui.model.entities import LineMark, MarkRole
from socitm_tui.model.marks import (
    MarkedLine,
    fitting_marks,
    hash_lines,
    mark_label,
    marked_lines,
    parse_mark,
    settle_marks,
    without_lines,
)

LINES = ["27 March 2012", "The bridge opens", "It opened today.", ""]


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        ("7=date", LineMark(7, 7, MarkRole.DATE)),
        ("7-9=text", LineMark(7, 9, MarkRole.TEXT)),
        ("7–9=OUT", LineMark(7, 9, MarkRole.OUT)),
    ],
)
def test_a_mark_is_written_as_lines_and_a_role(written: str, mark: LineMark) -> None:
    assert parse_mark(written) == mark
    assert parse_mark(mark_label(mark)) == mark


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("date", "is no mark"),
        ("7=furniture", "say date, headline, text, byline, out, new, join"),
        ("9-7=text", "the lower first"),
        ("0=text", "counted from 1"),
    ],
)
def test_what_is_no_mark_is_answered(written: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_mark(written)


def test_the_later_mark_counts_and_starts_are_stated_apart() -> None:
    marks = map(parse_mark, ("1-3=text", "2=headline", "2=new", "3=join", "3=out"))
    assert marked_lines(marks) == {
        1: MarkedLine(MarkRole.TEXT),
        2: MarkedLine(MarkRole.HEADLINE, MarkRole.NEW),
        3: MarkedLine(MarkRole.OUT),
    }


def test_an_item_begins_on_the_first_of_the_lines_and_on_none_that_is_out() -> None:
    assert marked_lines([parse_mark("1-3=new")]) == {1: MarkedLine(None, MarkRole.NEW)}
    marks = [parse_mark("1=out"), parse_mark("1=new")]
    assert marked_lines(marks) == {1: MarkedLine(None, MarkRole.NEW)}


def test_kept_are_marks_that_still_count_with_the_hash_of_their_lines() -> None:
    marks = [parse_mark(written) for written in ("2=text", "1-2=new", "2-3=headline", "1=join")]
    kept = settle_marks(marks, LINES)
    assert [mark_label(mark) for mark in kept] == ["2-3=headline", "1=join"]
    assert kept[0].text == hash_lines(LINES[1:3])
    assert settle_marks(kept, LINES) == kept
    with pytest.raises(ValueError, match="There is no line 9: the capture has 4 lines"):
        settle_marks([parse_mark("9=out")], LINES)


def test_a_mark_fits_as_long_as_its_lines_are_the_same() -> None:
    kept = settle_marks([parse_mark("1=date"), parse_mark("2=headline")], LINES)
    changed = ["27 March 2012 ", "Another bridge", *LINES[2:]]
    assert fitting_marks(kept, changed) == kept[:1]
    assert fitting_marks(kept, []) == ()


@pytest.mark.parametrize(
    ("marks", "lines", "is_start", "left"),
    [
        ([(3, 5, MarkRole.OUT)], (3, 5), False, []),
        ([(3, 5, MarkRole.OUT)], (4, 4), False, [(3, 3, MarkRole.OUT), (5, 5, MarkRole.OUT)]),
        ([(3, 5, MarkRole.OUT)], (5, 9), False, [(3, 4, MarkRole.OUT)]),
        ([(3, 5, MarkRole.OUT)], (6, 9), False, [(3, 5, MarkRole.OUT)]),
        ([(3, 5, MarkRole.OUT)], (3, 5), True, [(3, 5, MarkRole.OUT)]),
        ([(3, 3, MarkRole.NEW), (3, 3, MarkRole.OUT)], (3, 3), True, [(3, 3, MarkRole.OUT)]),
        ([(3, 5, MarkRole.NEW)], (4, 5), True, [(3, 3, MarkRole.NEW)]),
        ([(3, 5, MarkRole.JOIN)], (4, 5), True, [(3, 3, MarkRole.JOIN)]),
    ],
)
def test_marks_without_lines(
    marks: list[tuple[int, int, MarkRole]],
    lines: tuple[int, int],
    is_start: bool,
    left: list[tuple[int, int, MarkRole]],
) -> None:
    made = [LineMark(*mark) for mark in marks]
    rest = without_lines(made, *lines, is_start=is_start)
    assert [(mark.first, mark.last, mark.role) for mark in rest] == left
