"""Words of a text selected, by keys and by mouse, to be copied or highlighted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.selection import Selection

from socitm_tui.model.highlights import expand_to_words
from socitm_tui.tui.keys import pane_keys
from socitm_tui.tui.widgets.cells import char_at_cell
from socitm_tui.tui.widgets.scrolled_lines import ScrolledLines
from socitm_tui.tui.widgets.text_positions import LineOffset, ShownText, WordCursor, sentence_at

if TYPE_CHECKING:
    from socitm_tui.model.entities import Entry
    from socitm_tui.tui.widgets.reader_lines import Line

GUTTER = 2
"""Cells before the text of a line."""
ACTIONS = frozenset(key.action for key in pane_keys("passage"))
"""Actions that there are only while words are selected by keys."""
SelectionAction = Literal["mark", "note", "unmark", "copy"]


class Picking(ScrolledLines):
    """Shows lines of text, and what of it is selected."""

    @dataclass
    class ActionChosen(Message):
        """The user has chosen what to do with the selected words."""

        action: SelectionAction

    class SelectionChanged(Message):
        """Other words are selected now, or none."""

    entry: Entry | None
    texts: ShownText
    lines: list[Line]
    words: WordCursor | None = None
    """The cursor among the words, while they are selected by keys."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """What acts on selected words acts only while there is a cursor among them."""
        return self.words is not None if action in ACTIONS else True

    # -------------------------------------------------------------- what is selected
    def begin_picking(self) -> bool:
        """Put a cursor on the first word in sight; False where there is none."""
        place = self.texts.place((self.top, 0))
        if self.entry is None or place is None:
            return False
        self.words = WordCursor(self.entry.item.body, place)
        self._show_words()
        return True

    def pick_again(self, words: WordCursor | None) -> None:
        """Put back the cursor there was, where the text is the same and has no other by now."""
        if words and self.words is None and self.entry and self.entry.item.body == words.body:
            self.words = words
            self._show_words()

    def pick_nothing(self) -> None:
        """Select nothing any more."""
        self.words = None
        if self.is_attached and self.text_selection:
            self.screen.clear_selection()

    def laid_out_anew(self) -> None:
        """What is selected by keys stays so; what the mouse selected is elsewhere now."""
        if self.words is not None:
            self._select(*self.words.span)
        else:
            self.pick_nothing()

    def select(self, start: int, end: int) -> None:
        """Select a stretch of the body and bring its beginning into sight."""
        self._reveal(self.texts.spot(start)[0])
        self._select(start, end)

    def _select(self, start: int, end: int) -> None:
        (line, into), (last, until) = self.texts.spot(start), self.texts.spot(end)
        self.screen.selections = {self: Selection(Offset(into, line), Offset(until, last))}

    def _show_words(self) -> None:
        assert self.words is not None  # noqa: S101 - only called with a cursor
        self._reveal(self.texts.spot(self.words.cursor[0])[0])
        self._select(*self.words.span)
        self.post_message(self.SelectionChanged())

    def _reveal(self, line: int) -> None:
        if line < self.top:
            self.scroll_to_line(line)
        elif line >= self.top + self.height:
            self.scroll_to_line(line - self.height + 1)

    @property
    def picked(self) -> tuple[int, int] | None:
        """Where in the body the selection begins and ends; None where it has no words of it."""
        if self.words is not None:
            return self.words.span
        if self.entry is None or not (selection := self.text_selection):
            return None
        first, last = self._spots(selection)
        start, end = self.texts.place(first), self.texts.place(last, end=True)
        if start is None or end is None or start >= end:
            return None
        start, end = expand_to_words(self.entry.item.body, start, end)
        return (start, end) if start < end else None

    def picked_on(self, line: int) -> LineOffset | None:
        """From which sign of a line to before which it is selected."""
        if not (selection := self.text_selection):
            return None
        first, last = self._spots(selection)
        if not first[0] <= line <= last[0]:
            return None
        start = first[1] if line == first[0] else 0
        return start, last[1] if line == last[0] else 1 << 30

    def _spots(self, selection: Selection) -> tuple[LineOffset, LineOffset]:
        """The ends of a selection."""
        start, end = selection
        count = len(self.lines)
        first = (start.y, start.x) if start else (0, 0)
        return first, (end.y, end.x) if end else (count, 0)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that is selected, as Textual asks for it."""
        return self.texts.copied(*self._spots(selection)), "\n"

    # -------------------------------------------------------------- mouse
    def offset_at(self, x: int, y: int) -> Offset:
        """The line, and the sign of it, that stands at a cell of the widget."""
        line = min(max(self.top + y, 0), max(len(self.lines) - 1, 0))
        text = "".join(words for words, _ in self.lines[line]) if self.lines else ""
        if y >= self.height or self.top + y != line:
            return Offset(len(text) if y >= 0 else 0, line)
        return Offset(char_at_cell(text, x - GUTTER), line)

    def on_mouse_down(self) -> None:
        """The mouse selects on its own."""
        if self.words is not None:
            self.words = None
            self.post_message(self.SelectionChanged())

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A selection that is dragged to the edge goes on behind it."""
        if event.button and self.text_selection:
            if event.y >= self.height:
                self.scroll_to_line(self.top + 1)
            elif event.y <= 0:
                self.scroll_to_line(self.top - 1)

    def on_click(self, event: events.Click) -> None:
        """Two clicks select the word, three the sentence."""
        event.prevent_default()
        if event.chain < 2 or self.entry is None:
            return
        offset = event.get_content_offset(self)
        place = self.texts.place(_spot(self.offset_at(*offset))) if offset else None
        if place is not None:
            body = self.entry.item.body
            word = expand_to_words(body, place, place + 1)
            self._select(*(sentence_at(body, place) if event.chain > 2 else word))
            self.post_message(self.SelectionChanged())

    # -------------------------------------------------------------- keys
    def by_lines(self, step: int) -> bool:
        """Move the cursor some lines on; False where there is none."""
        if self.words is None:
            return False
        line, into = self.texts.spot(self.words.cursor[0])
        place = self.texts.place((line + step, into), end=step < 0)
        if place is not None:
            self.words.go_to(place)
        self._show_words()
        return True

    def scrolled(self) -> None:
        """A cursor that is no longer in sight comes along."""
        if self.words is None:
            return
        line = self.texts.spot(self.words.cursor[0])[0]
        if not self.top <= line < self.top + self.height:
            place = self.texts.place((self.top, 0))
            if place is not None:
                self.words.go_to(place)
                self._select(*self.words.span)

    def action_next_word(self) -> None:
        """To the next word."""
        self._choose(lambda words: words.go(1))

    def action_previous_word(self) -> None:
        """To the word before."""
        self._choose(lambda words: words.go(-1))

    def action_start_here(self) -> None:
        """Start the passage at the cursor, or no longer have a start."""
        self._choose(WordCursor.toggle_start)

    def action_sentence(self) -> None:
        """Select the sentence around the cursor."""
        self._choose(lambda words: words.take(sentence_at))

    def _choose(self, change: Callable[[WordCursor], None]) -> None:
        if self.words is not None:
            change(self.words)
            self._show_words()

    def action_mark_passage(self) -> None:
        """Highlight what is selected."""
        self.post_message(self.ActionChosen("mark"))

    def action_note_passage(self) -> None:
        """Highlight it and write a note on it."""
        self.post_message(self.ActionChosen("note"))

    def action_unmark_passage(self) -> None:
        """Take the highlights within it away."""
        self.post_message(self.ActionChosen("unmark"))

    def action_copy_passage(self) -> None:
        """Copy it."""
        self.post_message(self.ActionChosen("copy"))

    def action_leave_passage(self) -> None:
        """Back to reading."""
        self.pick_nothing()
        self.post_message(self.SelectionChanged())


def _spot(offset: Offset) -> LineOffset:
    return offset.y, offset.x
