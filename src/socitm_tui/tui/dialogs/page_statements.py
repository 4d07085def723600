"""What keys state about the lines of a page: the marks that they make, or why they make none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from socitm_tui.model.entities import LineMark, LineSpan, MarkRole
from socitm_tui.tui.dialogs.page_marks import PageMarks

if TYPE_CHECKING:
    from socitm_tui.ingest.mend import MendPreview


class NothingToStateError(Exception):
    """A key states nothing here; the message is a sentence for the user."""


class PageStatements:
    """The marks that keys make of a page as it is read now.

    Args:
        preview: The page.
        marks: What was marked before.
        selected: The first and the last line under the cursor or of the selection.
    """

    def __init__(self, preview: MendPreview, marks: PageMarks, selected: LineSpan) -> None:
        self._preview, self._marks = preview, marks
        self._first, self._last = selected
        self._items = [draft.lines for draft in preview.after]

    def role(self, role: MarkRole, *, is_range: bool) -> Sequence[LineMark]:
        """The selected lines are of a role.

        Raises:
            NothingToStateError: They are blank, or there is nothing to join.
        """
        first, last = self._first, self._last
        if role is MarkRole.JOIN and not is_range:
            first, last = self._lines_to_join
            if self._items and first == self._items[0][0]:
                raise NothingToStateError("There is no item above.")
        if not any(line.text.strip() for line in self._preview.lines[first - 1 : last]):
            raise NothingToStateError("There is nothing to say about a blank line.")
        return self._begins if role is MarkRole.NEW else self._lines(first, last, role)

    @property
    def _begins(self) -> Sequence[LineMark]:
        """An item begins on the first selected line, and on each that looks like it."""
        from socitm_tui.parsing.pages import similar_lines  # noqa: PLC0415 - imported late: rarely needed

        texts = [line.text for line in self._preview.lines[self._first - 1 : self._last]]
        places = [self._first + place for place in similar_lines(texts)]
        return [LineMark(line, line, MarkRole.NEW) for line in places]

    @property
    def _lines_to_join(self) -> LineSpan:
        """Those that were joined, or those of the item, or the line."""
        if joined := self._marks.joined_lines(self._first):
            return joined
        lines = self._preview.lines
        item = lines[self._first - 1].item if 0 < self._first <= len(lines) else None
        return (self._first, self._first) if item is None else self._items[item]

    def begin(self) -> Sequence[LineMark]:
        """The item that the line is in, or the next one, begins with the line.

        Raises:
            NothingToStateError: It does already, or there is no such item.
        """
        line = self._first
        start = next((first for first, last in self._items if last >= line), None)
        if start is None:
            raise NothingToStateError("There is no item below.")
        if line == start:
            raise NothingToStateError("The item begins here already.")
        if line > start:
            return self._lines(start, line - 1, MarkRole.OUT)
        return (
            LineMark(line, line, MarkRole.NEW),
            *self._lines(line + 1, start - 1, MarkRole.TEXT),
            LineMark(start, start, MarkRole.JOIN),
        )

    def end(self) -> Sequence[LineMark]:
        """The item that the line is in, or the one above, ends with the line.

        Raises:
            NothingToStateError: It does already, or there is no such item.
        """
        line = self._last
        above = [last for first, last in self._items if first <= line]
        if not above:
            raise NothingToStateError("There is no item above.")
        if line == above[-1]:
            raise NothingToStateError("The item ends here already.")
        if line < above[-1]:
            return self._lines(line + 1, above[-1], MarkRole.OUT)
        return self._lines(above[-1] + 1, line, MarkRole.TEXT)

    def no_news(self) -> Sequence[LineMark]:
        """No line of the page is any news."""
        return self._lines(1, len(self._preview.lines), MarkRole.OUT)

    def one_item(self) -> Sequence[LineMark]:
        """All from the first item to the last is one.

        Raises:
            NothingToStateError: There are no two items.
        """
        if len(self._items) > 1:
            return self._lines(self._items[1][0], self._items[-1][1], MarkRole.JOIN)
        if self._items and (joined := self._marks.joined_lines(self._items[0][1])):
            return self._lines(*joined, MarkRole.JOIN)
        raise NothingToStateError("There are no two items on this page.")

    def _lines(self, first: int, last: int, role: MarkRole) -> Sequence[LineMark]:
        """A mark of lines without blank ones before them; none if there are no lines."""
        while first < last and not self._preview.lines[first - 1].text.strip():
            first += 1
        return (LineMark(first, last, role),) if first <= last else ()
