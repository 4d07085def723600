"""The reading view: one entry, wrapped at a measure, with the searched words marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from socitm_tui.tui.bindings import pane_bindings
from socitm_tui.tui.pane_layout import LEAST_MEASURE, MEASURE, MOST_MEASURE
from socitm_tui.tui.widgets.reader_lines import EntryText, Line, overlay_span
from socitm_tui.tui.widgets.text_positions import ShownText
from socitm_tui.tui.widgets.text_selection import Picking

if TYPE_CHECKING:
    from socitm_tui.model.entities import Entry
    from socitm_tui.search.query import TextTerm

STEP = 6


class Reader(Picking, inherit_bindings=False):
    """One entry to read. It scrolls by itself, so that another text costs no layout."""

    can_focus = True
    BINDINGS: ClassVar[list[BindingType]] = [*pane_bindings("passage"), *pane_bindings("text")]

    @dataclass
    class EndReached(Message):
        """The reader has moved to the end of the text."""

        key: str

    class EndPassed(Message):
        """Space was pressed at the end of the text: on to the next item."""

    def __init__(self, *, id: str = "text") -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.measure = MEASURE
        self.entry: Entry | None = None
        self._words: Sequence[TextTerm] = ()
        self._labels: Mapping[str, str] = {}
        self.lines: list[Line] = []
        self.texts = ShownText()
        """What of which text the lines show."""
        self._hits: list[tuple[int, int]] = []
        """Line of each hit, and its place among the pieces of the line."""
        self._hit: int | None = None
        """The hit that was gone to last."""
        self.found: Sequence[TextTerm] = ()
        """What is looked for in this text alone."""
        self._wrapped_at = 0

    # -------------------------------------------------------------- what is shown
    def show(
        self,
        entry: Entry | None,
        words: Sequence[TextTerm] = (),
        labels: Mapping[str, str] | None = None,
        top: int | None = None,
    ) -> None:
        """Show an entry (None: nothing), from its beginning or another line.

        Without `top` the same entry stays where it is.
        """
        same = entry and self.entry and entry.key == self.entry.key
        if not same:
            self.found = ()
            self.pick_nothing()
        if not same or words != self._words:
            self._hit = None
        self.entry, self._words, self._labels = entry, words, labels or {}
        self._lay_out()
        wanted = self.top if same and top is None else top or 0
        self.top = self._within(wanted) if self._wrapped_at else wanted
        self.refresh()

    def set_measure(self, measure: int) -> None:
        """Wrap the text at another width, the same words staying in sight."""
        share = self.top / max(len(self.lines), 1)
        self.measure = min(max(measure, LEAST_MEASURE), MOST_MEASURE)
        self._lay_out()
        self.top = self._within(round(share * len(self.lines)))
        self.refresh()

    def _lay_out(self) -> None:
        # before the first layout there is no width to wrap at; `fit` makes up for it
        self._wrapped_at = self._text_width if self.size.width else 0
        self.lines, self.texts = [], ShownText()
        if self.entry and self._wrapped_at:
            words = self.found or self._words
            asked = (words, self._labels, not self.found)
            pairs = [*EntryText(self.entry, self._wrapped_at, *asked).lines()]
            self.lines, self.texts = [line for line, _ in pairs], ShownText([of for _, of in pairs])
        self.laid_out_anew()
        self._hits = [
            (number, place)
            for number, line in enumerate(self.lines)
            for place, (_, kind) in enumerate(line)
            if kind == "mark"
        ]
        if self._hit is not None and self._hit >= len(self._hits):
            self._hit = None

    @property
    def shown_measure(self) -> int:
        """The width that there is room for."""
        return max(self.size.width - 4, 1)

    @property
    def _text_width(self) -> int:
        return min(self.measure, self.shown_measure)

    # -------------------------------------------------------------- where we are
    @property
    def height(self) -> int:
        """The lines of text in sight; the last line of the pane tells the place."""
        return max(self.size.height - 1, 1)

    @property
    def _last_top(self) -> int:
        return max(len(self.lines) - self.height, 0)

    def _within(self, top: int) -> int:
        return min(max(top, 0), self._last_top)

    @property
    def at_end(self) -> bool:
        """True when the last line is in sight."""
        return self.top >= self._last_top

    @property
    def percent(self) -> int:
        """How much of the text has been in sight."""
        seen = min(self.top + self.height, len(self.lines))
        return round(100 * seen / max(len(self.lines), 1))

    # -------------------------------------------------------------- drawing
    def render_line(self, y: int) -> Strip:
        """One line of what is in sight; the lowest tells how far we are."""
        width = self.size.width
        if y >= self.height:
            return self.strip((("  ".join(self._told()).rjust(width), "quiet"),))
        number = self.top + y
        if number >= len(self.lines):
            return self.strip(())
        line = self.lines[number]
        if self._hit is not None and self._hits[self._hit][0] == number:
            at = self._hits[self._hit][1]
            line = (*line[:at], (line[at][0], "here"), *line[at + 1 :])
        if self._selected and (picked := self.picked_on(number)):
            line = overlay_span(line, *picked, "here")
        if self.lit and (y == 0 or _is_title(line)):
            return self.strip((("▌ ", "lit"), *_lit(line)))
        return self.strip((("  ", "text"), *line))

    # -------------------------------------------------------------- events
    def fit(self) -> None:
        """Wrap anew where the width has changed."""
        if self.entry and not self._wrapped_at:
            self._lay_out()
        elif self.entry and self._wrapped_at != self._text_width:
            self.set_measure(self.measure)
        self.top = self._within(self.top)

    def scroll_to_line(self, top: int) -> None:
        """Bring a line to the top."""
        before, self.top = self.top, self._within(top)
        if self.top != before:
            self.refresh()
            self.scrolled()
            if self.at_end and self.entry:
                self.post_message(self.EndReached(self.entry.key))

    def find(self, words: Sequence[TextTerm]) -> int:
        """Look for words in this text alone, and go to the first from here; how many there are."""
        self.found, self._hit = words, None
        self._lay_out()
        if words and self._hits and not self.to_hit(1):
            self.to_hit(1, around=True)
        self.refresh()
        return len(self._hits)

    def to_hit(self, step: int, *, around: bool = False) -> bool:
        """Go to the next hit (or the one before); False where there is none.

        Args:
            step: 1 or -1.
            around: Past the last, go on with the first.
        """
        shown = range(self.top, self.top + self.height)
        at = self._hit
        first, last = (shown.start, shown.stop) if self.found else (shown.stop, shown.start)
        if at is not None and self._hits[at][0] in shown:
            at += step
        elif step > 0:  # of the words of a search, those in sight have been seen
            at = next((n for n, (line, _) in enumerate(self._hits) if line >= first), None)
        else:
            at = next((n for n in range(len(self._hits))[::-1] if self._hits[n][0] < last), None)
        if around and self._hits:
            at = (at if at is not None else (0 if step > 0 else -1)) % len(self._hits)
        if at is None or not 0 <= at < len(self._hits):
            return False
        self._hit = at
        line = self._hits[at][0]
        if line not in shown:
            self.scroll_to_line(line - self.height // 3)
        self.refresh()
        return True

    def _told(self) -> Iterator[str]:
        """Which hit of how many, `3/11`, and how far we are."""
        if self._hit is not None:
            yield f"{self._hit + 1}/{len(self._hits)}"
        elif self._hits:
            yield f"{len(self._hits)} found"
        yield f"{self.percent} %  " if self._last_top else "  "

    # -------------------------------------------------------------- actions
    def action_down(self) -> None:
        """One line down."""
        if not self.by_lines(1):
            super().action_down()

    def action_up(self) -> None:
        """One line up."""
        if not self.by_lines(-1):
            super().action_up()

    def action_read_on(self) -> None:
        """A page down; at the end, the next item."""
        if self.at_end:
            self.post_message(self.EndPassed())
        else:
            self.action_page_down()


def _is_title(line: Line) -> bool:
    return any(kind in ("title", "made") for _, kind in line)


def _lit(line: Line) -> Line:
    """A line of the heading in the accent colour; any other as it is."""
    return tuple((text, "lit" if kind in ("title", "made") else kind) for text, kind in line)
