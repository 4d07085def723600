"""The marks of a page while it is being mended, with the steps to go back and forth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from socitm_tui.model.entities import LineMark, LineSpan, MarkRole
from socitm_tui.model.marks import STARTS, MarkedLine, marked_lines, without_lines


class PageMarks:
    """What the user says about the lines of a page, not kept yet."""

    def __init__(self, marks: Iterable[LineMark]) -> None:
        self.marks = tuple(marks)
        self._before: list[tuple[LineMark, ...]] = []
        """The marks before each step."""
        self._after: list[tuple[LineMark, ...]] = []
        """The marks after each step that was undone."""

    def __len__(self) -> int:
        """How many lines are marked."""
        return len(marked_lines(self.marks))

    def differ_from(self, kept: Iterable[LineMark]) -> bool:
        """True if they state something else than marks that are kept."""
        return marked_lines(self.marks) != marked_lines(kept)

    def toggle(self, marks: Sequence[LineMark]) -> None:
        """Say what lines are; if all of that is said already, say it no longer."""
        stated = marked_lines(self.marks)
        self._before.append(self.marks)
        self._after.clear()
        if not all(
            self._holds(mark, stated.get(line))
            for mark in marks
            for line in range(mark.first, mark.last + 1)
        ):
            self.marks += tuple(marks)
            return
        for mark in marks:
            is_start = mark.role in STARTS
            self.marks = without_lines(self.marks, mark.first, mark.last, is_start=is_start)

    @staticmethod
    def _holds(mark: LineMark, line: MarkedLine | None) -> bool:
        """True if a line is marked so already."""
        return line is not None and mark.role in (line.role, line.start)

    def joined_lines(self, line: int) -> LineSpan | None:
        """The lines around a line that were said to join the item above; None if it was not."""
        stated = marked_lines(self.marks)
        joined = {number for number, each in stated.items() if each.start is MarkRole.JOIN}
        if line not in joined:
            return None
        first = last = line
        while first - 1 in joined:
            first -= 1
        while last + 1 in joined:
            last += 1
        return first, last

    def undo(self) -> bool:
        """Go back a step; False if there is none."""
        return self._move(self._before, self._after)

    def redo(self) -> bool:
        """Go forth a step that was undone; False if there is none."""
        return self._move(self._after, self._before)

    def _move(self, origin: list[tuple[LineMark, ...]], target: list[tuple[LineMark, ...]]) -> bool:
        if not origin:
            return False
        target.append(self.marks)
        self.marks = origin.pop()
        return True
