"""The selection in the reading view, made with the mouse or with a cursor that keys move."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from textual.geometry import Offset
from textual.message import Message
from textual.selection import Selection

from socitm_tui.model.highlights import TextSpan, expand_to_words
from socitm_tui.tui.widgets.scrolled_lines import ScrolledLines
from socitm_tui.tui.widgets.text_positions import ShownText

SelectionUse = Literal["add_highlight", "add_note", "remove_highlight", "copy_words"]
"""What the user can do with the selected words, by its action in the key table."""
EXTENSIONS: Final[Mapping[str, tuple[int, int]]] = {
    "extend_right": (1, 0), "extend_left": (-1, 0), "extend_down": (0, 1), "extend_up": (0, -1),
}  # fmt: skip
"""Action -> the words, or the lines, by which it extends the selection."""
_WORD: Final = re.compile(r"\S+")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)|\n\s*\n")


def sentence_at(body: str, position: int) -> TextSpan:
    """The sentence around a position of a body."""
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(body)), len(body)]
    number = bisect_right(ends, position)
    start, end = ends[number - 1], ends[min(number, len(ends) - 1)]
    return start + len(body[start:end]) - len(body[start:end].lstrip()), end


@dataclass
class TextCopied(Message):
    """The user wants to copy a text that is selected anywhere."""

    text: str


class SelectionChanged(Message):
    """Other words are selected, or none."""


@dataclass
class SelectionUsed(Message):
    """The user has chosen what to do with the selected words."""

    action: SelectionUse


class WordCursor:
    """A cursor on the words of a body, and the word at which a selection was started, if any."""

    def __init__(self, body: str, position: int) -> None:
        self.body = body
        self._words = [match.span() for match in _WORD.finditer(body)]
        self._starts = [start for start, _ in self._words]
        self._current = self._word_at(position)
        self._anchor: int | None = None

    def _word_at(self, position: int) -> int:
        return max(bisect_right(self._starts, position) - 1, 0)

    @property
    def word(self) -> TextSpan:
        """The word under the cursor."""
        return self._words[self._current] if self._words else (0, 0)

    @property
    def span(self) -> TextSpan:
        """The selected words: from the anchor to the cursor, or the word under the cursor."""
        if not self._words:
            return 0, 0
        anchor = self._current if self._anchor is None else self._anchor
        first, last = sorted((self._current, anchor))
        return self._words[first][0], self._words[last][1]

    def move_by(self, words: int) -> None:
        """Move by some words."""
        self._current = min(max(self._current + words, 0), max(len(self._words) - 1, 0))

    def move_to(self, position: int) -> None:
        """Move to the word at a position of the body, or to the one before."""
        self._current = self._word_at(position)

    def anchor(self) -> None:
        """Start a selection at the cursor, unless there is one."""
        if self._anchor is None:
            self._anchor = self._current

    def toggle_anchor(self) -> None:
        """Start a selection at the cursor; if there is one, start none."""
        self._anchor = self._current if self._anchor is None else None

    def select_sentence(self) -> None:
        """Select the sentence around the cursor."""
        first, last = sentence_at(self.body, self.word[0])
        self._anchor, self._current = self._word_at(first), self._word_at(max(last - 1, first))


class TextSelection:
    """What is selected in a reading view, on its lines and in the body of its item.

    Textual stores the selection, as two offsets on the lines, and draws and copies by it. The mouse
    sets it; if there is a cursor, the words that the cursor selects are set as the selection.
    """

    def __init__(self, view: ScrolledLines) -> None:
        self._view = view
        self._body: str | None = None
        """The body of the item; None if no item is shown."""
        self._shown = ShownText()
        """What the lines show of it."""
        self.cursor: WordCursor | None = None
        """The cursor, while words are selected by keys."""

    @property
    def span(self) -> TextSpan | None:
        """The whole words of the body that are selected, if any are."""
        view, selection = self._view, self._view.text_selection
        if self.cursor is not None:
            return self.cursor.span
        if self._body is None or not selection:
            return None
        first, last = view.selection_ends(selection)
        start, end = self._shown.position_at(first), self._shown.position_at(last, is_end=True)
        if start is None or end is None or start >= end:
            return None
        start, end = expand_to_words(self._body, start, end)
        return (start, end) if start < end else None

    def select(self, start: int, end: int) -> None:
        """Select a part of the body."""
        (line, index), (last, stop) = map(self._shown.offset_of, (start, end))
        selection = Selection(Offset(index, line), Offset(stop, last))
        self._view.screen.selections = {self._view: selection}

    def show(self, start: int, end: int) -> None:
        """Select a part of the body and scroll to where it begins."""
        self._view.reveal_line(self._shown.offset_of(start)[0])
        self.select(start, end)

    def select_at(self, offset: Offset, *, sentence: bool) -> None:
        """Select the word at an offset on the lines, or its sentence."""
        position = self._shown.position_at((offset.y, offset.x))
        if self._body is not None and position is not None:
            word = expand_to_words(self._body, position, position + 1)
            self.select(*(sentence_at(self._body, position) if sentence else word))
            self._view.post_message(SelectionChanged())

    def clear(self) -> None:
        """Select nothing."""
        self.cursor = None
        if self._view.is_attached and self._view.text_selection:
            self._view.screen.clear_selection()

    def set_text(self, body: str | None, shown: ShownText) -> None:
        """Select the same words in changed lines; drop what the mouse selected.

        Args:
            body: The body of the item; None if no item is shown.
            shown: What the lines show of it.
        """
        self._body, self._shown = body, shown
        if self.cursor is not None:
            self.select(*self.cursor.span)
        else:
            self.clear()

    # -------------------------------------------------------------- by keys
    def start_cursor(self) -> bool:
        """Put a cursor on the first word in sight; False if there is no text."""
        position = self._shown.position_at((self._view.top, 0))
        if self._body is None or position is None:
            return False
        self.cursor = WordCursor(self._body, position)
        self._show_cursor()
        return True

    def restore_cursor(self, cursor: WordCursor | None) -> None:
        """Use a cursor again, unless there is another or the text has changed."""
        if cursor and self.cursor is None and self._body == cursor.body:
            self.cursor = cursor
            self._show_cursor()

    def drop_cursor(self) -> None:
        """Select by the mouse only."""
        if self.cursor is not None:
            self.cursor = None
            self._view.post_message(SelectionChanged())

    def move_lines(self, lines: int) -> bool:
        """Move the cursor by some lines; False if there is none."""
        if self.cursor is None:
            return False
        line, index = self._shown.offset_of(self.cursor.word[0])
        position = self._shown.position_at((line + lines, index), is_end=lines < 0)
        if position is not None:
            self.cursor.move_to(position)
        self._show_cursor()
        return True

    def follow_scrolling(self) -> None:
        """Move the cursor to the first word in sight if it is out of sight."""
        view = self._view
        if self.cursor is None or view.is_in_sight(self._shown.offset_of(self.cursor.word[0])[0]):
            return
        position = self._shown.position_at((view.top, 0))
        if position is not None:
            self.cursor.move_to(position)
            self.select(*self.cursor.span)

    def perform(self, action: str) -> None:
        """Carry out an action of the group “Selecting words” of the key table."""
        if action in EXTENSIONS:
            self._extend(*EXTENSIONS[action])
            return
        cursor, view = self.cursor, self._view
        if cursor is None:
            return
        match action:
            case "next_word":
                cursor.move_by(1)
            case "previous_word":
                cursor.move_by(-1)
            case "start_here":
                cursor.toggle_anchor()
            case "sentence":
                cursor.select_sentence()
            case "leave_words":
                self.clear()
                view.post_message(SelectionChanged())
                return
            case _:
                view.post_message(SelectionUsed(cast("SelectionUse", action)))
                return
        self._show_cursor()

    def _extend(self, words: int, lines: int) -> None:
        """Extend the selection by some words or lines; begin with the first word in sight."""
        is_new = self.cursor is None
        if self.cursor is None and not self.start_cursor():
            return
        if self.cursor is not None:
            self.cursor.anchor()
            if not is_new:
                self.cursor.move_by(words)
        if lines:
            self.move_lines(lines)
        self._show_cursor()

    def _show_cursor(self) -> None:
        """Select the words of the cursor and scroll to it."""
        if self.cursor is not None:
            self._view.reveal_line(self._shown.offset_of(self.cursor.word[0])[0])
            self.select(*self.cursor.span)
            self._view.post_message(SelectionChanged())
