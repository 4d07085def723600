"""The reading view: one entry, wrapped at a measure, with the searched words marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from socitm_tui.tui.bindings import hint_in, pane_bindings
from socitm_tui.tui.pane_layout import DEFAULT_MEASURE, MAX_MEASURE, MIN_MEASURE
from socitm_tui.tui.styles import LINK
from socitm_tui.tui.widgets.reader_lines import EntryText, Line, overlay_span
from socitm_tui.tui.widgets.scrolled_lines import ScrolledLines
from socitm_tui.tui.widgets.text_positions import ShownText
from socitm_tui.tui.widgets.text_selection import EXTENSIONS, TextSelection

if TYPE_CHECKING:
    from socitm_tui.model.entities import Entry
    from socitm_tui.search.query import TextTerm

MEASURE_STEP: Final = 6
"""Cells by which a key makes the lines wider or narrower."""
EMPTY_HINTS: Final = (
    "Nothing to read here.", "", "{clear} clears the filter", "{search} searches",
    "{load} loads files or folders",
)  # fmt: skip
"""What is said if there is no entry."""
HEADING_KINDS: Final = ("title", "made")


class Reader(ScrolledLines, inherit_bindings=False):
    """One entry to read. It scrolls by itself, so that another text needs no layout."""

    can_focus = True
    INDENT = 2
    BINDINGS: ClassVar[list[BindingType]] = [*pane_bindings("selection"), *pane_bindings("text")]

    @dataclass
    class EndReached(Message):
        """The user has scrolled to the end of the text."""

        key: str

    @dataclass
    class LinkClicked(Message):
        """The user wants to open an address."""

        address: str

    class EndPassed(Message):
        """The user wants to read on at the end of the text: the next item."""

    def __init__(self, *, id: str = "text") -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.measure = DEFAULT_MEASURE
        """The cells of a line that the user wants."""
        self.entry: Entry | None = None
        self._is_filled = False
        """True once an entry, or that there is none, was shown."""
        self.lines: list[Line] = []
        self.shown = ShownText()
        """What the lines show, and where it is in the body."""
        self.selection = TextSelection(self)
        self.find_words: Sequence[TextTerm] = ()
        """The words that are searched in this text alone."""
        self._query_words: Sequence[TextTerm] = ()
        self._labels: Mapping[str, str] = {}
        """Topic -> its label."""
        self._hits: list[tuple[int, int]] = []
        """The line of each hit, and the index of its piece in the line."""
        self._current_hit: int | None = None
        """The index of the hit to which the user has gone last."""
        self._wrapped_width = 0
        """The width of the lines; 0 before the first layout."""

    # -------------------------------------------------------------- what is shown
    def show(
        self,
        entry: Entry | None,
        words: Sequence[TextTerm] = (),
        labels: Mapping[str, str] | None = None,
        top: int | None = None,
    ) -> None:
        """Show an entry, or nothing.

        Args:
            entry: None for nothing.
            words: The words of the query, to be marked.
            labels: Topic -> its label.
            top: The first line in sight; if None, the same as before for the same entry, else 0.
        """
        is_same = entry and self.entry and entry.key == self.entry.key
        if not is_same:
            self.find_words = ()
            self.selection.clear()
        if not is_same or words != self._query_words:
            self._current_hit = None
        self._is_filled = True
        self.entry, self._query_words, self._labels = entry, words, labels or {}
        self._wrap_text()
        wanted = self.top if is_same and top is None else top or 0
        self.top = self._limit_top(wanted) if self._wrapped_width else wanted
        self.refresh()

    def set_measure(self, measure: int) -> None:
        """Wrap the text at another width; about the same words stay in sight."""
        share = self.top / max(len(self.lines), 1)
        self.measure = min(max(measure, MIN_MEASURE), MAX_MEASURE)
        self._wrap_text()
        self.top = self._limit_top(round(share * len(self.lines)))
        self.refresh()

    def _wrap_text(self) -> None:
        """Set the entry as lines; before the first layout there are none yet."""
        self._wrapped_width = self._text_width if self.size.width else 0
        self.lines, self.shown = [], ShownText()
        if self.entry and self._wrapped_width:
            words = self.find_words or self._query_words
            has_snippet = not self.find_words
            text = EntryText(self.entry, self._wrapped_width, words, self._labels, has_snippet)
            pairs = [*text.lines()]
            self.lines = [line for line, _ in pairs]
            self.shown = ShownText([part for _, part in pairs])
        self.selection.set_text(self.entry.item.body if self.entry else None, self.shown)
        self._hits = [
            (line, index)
            for line, pieces in enumerate(self.lines)
            for index, (_, kind) in enumerate(pieces)
            if kind == "mark"
        ]
        if self._current_hit is not None and self._current_hit >= len(self._hits):
            self._current_hit = None

    @property
    def widest_measure(self) -> int:
        """The measure for which there is room."""
        return max(self.size.width - self.INDENT - 1, 1)

    @property
    def _text_width(self) -> int:
        return min(self.measure, self.widest_measure)

    # -------------------------------------------------------------- scrolling
    @property
    def line_count(self) -> int:
        """The number of all lines."""
        return len(self.lines)

    @property
    def height(self) -> int:
        """The lines of text in sight; the last line of the pane shows how far the user is."""
        return max(self.size.height - 1, 1)

    @property
    def _last_top(self) -> int:
        return max(len(self.lines) - self.height, 0)

    def _limit_top(self, top: int) -> int:
        return min(max(top, 0), self._last_top)

    @property
    def is_at_end(self) -> bool:
        """True if the last line is in sight."""
        return self.top >= self._last_top

    @property
    def percent(self) -> int:
        """How much of the text the user has had in sight."""
        seen = min(self.top + self.height, len(self.lines))
        return round(100 * seen / max(len(self.lines), 1))

    def scroll_to_line(self, top: int) -> None:
        """Scroll a line to the top; a cursor that is out of sight then comes along."""
        before, self.top = self.top, self._limit_top(top)
        if self.top != before:
            self.refresh()
            self.selection.follow_scrolling()
            if self.is_at_end and self.entry:
                self.post_message(self.EndReached(self.entry.key))

    def update_size(self) -> None:
        """Wrap the text again if the width has changed."""
        if self.entry and not self._wrapped_width:
            self._wrap_text()
        elif self.entry and self._wrapped_width != self._text_width:
            self.set_measure(self.measure)
        self.top = self._limit_top(self.top)

    # -------------------------------------------------------------- drawing
    def render_line(self, y: int) -> Strip:
        """One line of those in sight; the last one shows how far the user is."""
        if y >= self.height:
            progress = "  ".join(self._progress()).rjust(self.size.width)
            return self.make_strip(((progress, "quiet"),))
        number = self.top + y
        if self.entry is None and self._is_filled and y < len(EMPTY_HINTS):
            return self.make_strip(((f"  {hint_in(self, EMPTY_HINTS[y])}", "quiet"),))
        if number >= len(self.lines):
            return self.make_strip(())
        line = self.lines[number]
        if self._current_hit is not None and self._hits[self._current_hit][0] == number:
            index = self._hits[self._current_hit][1]
            line = (*line[:index], (line[index][0], "here"), *line[index + 1 :])
        if part := self.selected_part(number):
            line = overlay_span(line, *part, "here")
        is_heading = any(kind in HEADING_KINDS for _, kind in line)
        if self.is_active and (y == 0 or is_heading):
            accented = (
                (text, "emphasis" if kind in HEADING_KINDS else kind) for text, kind in line
            )
            return self.make_strip((("▌ ", "emphasis"), *accented))
        return self.make_strip((("  ", "text"), *line))

    def _progress(self) -> Iterator[str]:
        """Which hit of how many, as in `3/11`, and how much of the text was in sight."""
        if self._current_hit is not None:
            yield f"{self._current_hit + 1}/{len(self._hits)}"
        elif self._hits:
            yield f"{len(self._hits)} found"
        yield f"{self.percent} %  " if self._last_top else "  "

    # -------------------------------------------------------------- searching in the text
    def find(self, words: Sequence[TextTerm]) -> int:
        """Mark words in this text alone, go to the first hit from here, and count the hits."""
        self.find_words, self._current_hit = words, None
        self._wrap_text()
        if words and self._hits and not self.go_to_hit(1):
            self.go_to_hit(1, wraps=True)
        self.refresh()
        return len(self._hits)

    def go_to_hit(self, step: int, *, wraps: bool = False) -> bool:
        """Go to the next hit or to the one before; False if there is none.

        Args:
            step: 1 or -1.
            wraps: Go on with the first hit after the last one.
        """
        in_sight = range(self.top, self.top + self.height)
        # the words of a query that are in sight have been seen: its next hit is below them
        first, last = in_sight.start, in_sight.stop
        if not self.find_words:
            first, last = last, first
        number = self._current_hit
        numbers = range(len(self._hits))
        if number is not None and self._hits[number][0] in in_sight:
            number += step
        elif step > 0:
            number = next((n for n in numbers if self._hits[n][0] >= first), None)
        else:
            number = next((n for n in reversed(numbers) if self._hits[n][0] < last), None)
        if wraps and self._hits:
            if number is None:
                number = 0 if step > 0 else -1
            number %= len(self._hits)
        if number is None or number not in numbers:
            return False
        self._current_hit = number
        line = self._hits[number][0]
        if line not in in_sight:
            self.scroll_to_line(line - self.height // 3)
        self.refresh()
        return True

    # -------------------------------------------------------------- selection
    def line_text(self, line: int) -> str:
        """The text of a line; empty if there is no such line."""
        return "".join(text for text, _ in self.lines[line]) if line < len(self.lines) else ""

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, as Textual asks for it, and the separator from that of others."""
        return self.shown.text_between(*self.selection_ends(selection)), "\n"

    def on_mouse_down(self) -> None:
        """Select by the mouse from now on."""
        self.selection.drop_cursor()

    def on_click(self, event: events.Click) -> None:
        """Open a link by a click; select a word by two clicks, its sentence by three."""
        event.prevent_default()
        offset = event.get_content_offset(self)
        if offset and event.chain == 1 and not self.text_selection:
            kind = kind_at(self.lines, self.offset_at(*offset))
            if kind.startswith(LINK):
                self.post_message(self.LinkClicked(kind.removeprefix(LINK)))
        if event.chain > 1 and (offset := event.get_content_offset(self)):
            self.selection.select_at(self.offset_at(*offset), sentence=event.chain > 2)

    # -------------------------------------------------------------- actions
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """True unless a key would act on selected words and there is no cursor among them."""
        has_cursor = self.selection.cursor is not None
        return action != "select_text" or has_cursor or parameters[0] in EXTENSIONS

    def action_select_text(self, action: str) -> None:
        """Carry out an action of the group “Selecting words” of the key table."""
        self.selection.perform(action)

    def action_move(self, movement: str) -> None:
        """Move the cursor among the words, if there is one, or the text."""
        if movement == "read_on" and self.is_at_end:
            self.post_message(self.EndPassed())
        elif movement in ("down", "up") and self.selection.move_lines(
            1 if movement == "down" else -1
        ):
            return
        else:
            super().action_move(movement)


def kind_at(lines: Sequence[Line], place: Offset) -> str:
    """The kind of the text at a character of a line; empty if there is none."""
    start = 0
    for text, kind in lines[place.y] if place.y < len(lines) else ():
        if start <= place.x < start + len(text):
            return kind
        start += len(text)
    return ""
