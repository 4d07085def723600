"""The filter pane: each facet with its choices, and the number of items that each would give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from socitm_tui.model.entities import NO_PUBLISHER
from socitm_tui.model.labels import FACET_NAMES, choice_label
from socitm_tui.model.text import clean_line, fold_text
from socitm_tui.tui.bindings import pane_bindings
from socitm_tui.tui.widgets.cells import cell_len, fit_padded
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.scrolled_lines import ScrolledLines

if TYPE_CHECKING:
    from socitm_tui.search.index import FacetCount

LONG_FACETS: Final = ("tag", "publisher", "collection")
"""Facets of which not all choices are shown at first."""
MARK_STATES: Final = ("bookmarked", "unread", "read")
"""States that the user gives to items; they are shown even if no item has them yet."""
PUBLISHERS_AT_FIRST: Final = 12
"""Publishers after these are hidden behind “more”, unless they are ticked."""
MIN_NAME_WIDTH: Final = 11
"""Cells that are kept for the tick and the beginning of a name."""
CELLS_AROUND_NAME: Final = 5
"""Cells before a name, between it and its count, and after that."""
YEAR_NAME_WIDTH, MIN_COUNT_WIDTH = 8, 6
"""Cells of the name of a year, `Undated` being the longest, and of its count and the gap before."""
MAX_BAR_WIDTH: Final = 10
"""Cells of the bar of the largest year."""
EIGHTHS: Final = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class FacetHeading:
    """The heading of a facet."""

    facet: str


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One value of a facet."""

    facet: str
    count: FacetCount

    @property
    def id(self) -> tuple[str, str]:
        """The same for the same choice, whatever its count."""
        return self.facet, self.count.value


@dataclass(frozen=True, slots=True)
class MoreChoices:
    """The choices of a facet that are not shown yet."""

    facet: str
    hidden: int


PaneLine = FacetHeading | FacetChoice | MoreChoices | None


class FilterPane(ScrolledLines, inherit_bindings=False):
    """Years, topics, publishers, tags and states by which the timeline is filtered."""

    can_focus = True
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("filter")

    @dataclass
    class ChoiceChanged(Message):
        """The user has ticked (True), excluded (False) or cleared (None) a choice."""

        facet: str
        value: str
        state: bool | None

    def __init__(self, *, id: str = "filter") -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._facets: Mapping[str, Sequence[FacetCount]] = {}
        self._lines: list[PaneLine] = []
        self._largest_year = 1
        """The largest count of a year."""
        self._number_widths: dict[int, int] = {}
        """Width of the pane -> cells of the widest count of a year."""
        self._expanded_facets: set[str] = set()
        """Facets of which all choices are shown."""
        self._name_filter: tuple[str, str] = ("", "")
        """A facet, and the text that the names of its choices must contain to be shown."""
        self.cursor = 0
        """The index of the line under the cursor."""
        self.tick_count = self.choice_count = 0
        """The number of choices that are ticked or excluded, and of all that are shown."""
        self.needed_width = 0
        """The cells that the longest name and its count need."""

    # -------------------------------------------------------------- what is shown
    def show(self, facets: Mapping[str, Sequence[FacetCount]]) -> None:
        """Show the choices of facets; the cursor stays on the choice it was on."""
        choice = self.choice
        self._facets, self._number_widths = facets, {}
        self._largest_year = max((count.count for count in facets.get("year", ())), default=0) or 1
        counts = (count for values in facets.values() for count in values)
        self.tick_count = sum(count.state is not None for count in counts)
        self._lines = list(self._make_lines())
        choices = [choice for _, choice in self._choices()]
        self.choice_count = len(choices)
        self.needed_width = max(map(_needed_cells, choices), default=0)
        self.top = max(0, min(self.top, self.line_count - self.height))
        self.cursor = self._line_of(choice)
        self.refresh()

    def _make_lines(self) -> Iterator[PaneLine]:
        facets = {facet: worth_showing(facet, counts) for facet, counts in self._facets.items()}
        for number, (facet, counts) in enumerate((f, c) for f, c in facets.items() if c):
            if number:
                yield None
            yield FacetHeading(facet)
            hidden, text = 0, self._name_filter[1] if self._name_filter[0] == facet else ""
            for index, count in enumerate(counts):
                if text and text not in fold_text(choice_label(facet, count.label)):
                    continue
                is_late = index >= PUBLISHERS_AT_FIRST and facet in LONG_FACETS and not text
                if is_late and count.state is None and facet not in self._expanded_facets:
                    hidden += 1
                else:
                    yield FacetChoice(facet, count)
            if hidden:
                yield MoreChoices(facet, hidden)

    def filter_names(self, facet: str, text: str) -> int:
        """Show only the choices of a facet whose names contain a text, and count them.

        Without a text all are shown.
        """
        if not (text or self.is_name_filtered):
            return self.choice_count
        self._name_filter = (facet, fold_text(text.strip()))
        self.show(self._facets)
        numbers = [number for number, choice in self._choices() if choice.facet == facet]
        if numbers:
            self._move_cursor(numbers[0])
        return len(numbers)

    @property
    def is_name_filtered(self) -> bool:
        """True while only some names of a facet are shown."""
        return bool(self._name_filter[1])

    # -------------------------------------------------------------- the cursor
    @property
    def _current(self) -> PaneLine:
        return self._lines[self.cursor] if self.cursor < len(self._lines) else None

    @property
    def choice(self) -> FacetChoice | None:
        """The choice under the cursor."""
        return self._current if isinstance(self._current, FacetChoice) else None

    @property
    def facet(self) -> str:
        """The facet that the cursor is in."""
        above = reversed(self._lines[: self.cursor + 1])
        return next((line.facet for line in above if isinstance(line, FacetHeading)), "year")

    def _choices(self) -> Iterator[tuple[int, FacetChoice]]:
        """The index of each choice, and the choice."""
        for number, line in enumerate(self._lines):
            if isinstance(line, FacetChoice):
                yield number, line

    def _line_of(self, choice: FacetChoice | None) -> int:
        """The line of a choice, whatever its count; else the line nearest to the cursor."""
        for number, other in self._choices():
            if choice and other.id == choice.id:
                return number
        return self._nearest(self.cursor, 1)

    def _nearest(self, line: int, step: int) -> int:
        """The first line with a choice from here, in one direction or else in the other."""
        for direction in (step, -step):
            number = max(0, min(line, len(self._lines) - 1))
            while 0 <= number < len(self._lines):
                if isinstance(self._lines[number], FacetChoice | MoreChoices):
                    return number
                number += direction
        return 0

    def _move_cursor(self, line: int) -> None:
        before, self.cursor = self.cursor, line
        height = self.height
        is_first = line and isinstance(self._lines[line - 1], FacetHeading)
        first = line - 2 if is_first else line
        self.redraw_line(before)
        self.redraw_line(line)
        if first < self.top:
            self.scroll_to_line(first)
        elif line >= self.top + height:
            self.scroll_to_line(line - height + 1)

    def move_by(self, lines: int) -> None:
        """Move the cursor by some lines, to one with a choice."""
        if self._lines:
            self._move_cursor(self._nearest(self.cursor + lines, 1 if lines > 0 else -1))

    def move_to_facet(self, step: int) -> None:
        """Move to the first choice of the next facet, or of the one before."""
        starts = [n for n, line in enumerate(self._lines) if isinstance(line, FacetHeading)]
        if step > 0:
            start = next((n for n in starts if n > self.cursor), None)
        else:
            start = next((n for n in reversed(starts) if n < self.cursor - 1), None)
        if start is not None:
            self.scroll_to_line(start)
            self._move_cursor(self._nearest(start, 1))

    # -------------------------------------------------------------- drawing
    @property
    def line_count(self) -> int:
        """The number of all lines."""
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """One line of those in sight."""
        width, number = self.size.width, self.top + y
        line = self._lines[number] if number < len(self._lines) else None
        match line:
            case FacetHeading(facet):
                is_limited = facet == self._name_filter[0] and self.is_name_filtered
                text = f" · {self._name_filter[1]}" if is_limited else ""
                return self.make_strip(((f" {FACET_NAMES[facet]}", "strong"), (text, "emphasis")))
            case FacetChoice():
                pieces = self._choice_pieces(line, width)
            case MoreChoices(_, hidden):
                pieces = [(f"   {hidden} more…", "count")]
            case _:
                return self.make_strip(())
        if number != self.cursor or not self.is_active:
            return self.make_strip(pieces)
        (first, kind), *rest = pieces
        return self.make_strip([("▸", "emphasis"), (first[1:], kind), *rest], "cursor")

    def _choice_pieces(self, line: FacetChoice, width: int) -> list[Piece]:
        count = line.count
        sign, kind = {
            True: ("✓", "ticked"),
            False: ("-", "excluded"),
            None: (" ", "choice" if count.count else "nothing"),
        }[count.state]
        number = count_text(count, width)
        label = clean_line(choice_label(line.facet, count.label))
        pieces: list[Piece] = [(" " + sign + " ", kind)]
        room = width - CELLS_AROUND_NAME - len(number)
        if line.facet == "year":
            shown = fit_padded(label, min(YEAR_NAME_WIDTH, room))
            number_width = max(self._number_width(width), MIN_COUNT_WIDTH)
            room_for_bar = width - YEAR_NAME_WIDTH - CELLS_AROUND_NAME - number_width
            bar = self._bar(count, min(room_for_bar, MAX_BAR_WIDTH))
            pieces += [(shown, kind), (bar, "bar")]
            room, label = room - cell_len(shown) - cell_len(bar), ""
        return [*pieces, (fit_padded(label, room), kind), (f" {number} ", "count")]

    def _number_width(self, width: int) -> int:
        """The cells of the widest count of a year."""
        if width not in self._number_widths:
            texts = (count_text(count, width) for count in self._facets.get("year", ()))
            self._number_widths[width] = max(map(len, texts), default=0)
        return self._number_widths[width]

    def _bar(self, count: FacetCount, width: int) -> str:
        """A bar of up to `width` cells, in eighths, as long as the count is large."""
        width = max(width, 0)
        eighths = -(-count.count * width * 8 // self._largest_year)
        return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()

    # -------------------------------------------------------------- events
    def update_size(self) -> None:
        """Keep the cursor in sight, and leave no room empty that lines could fill."""
        self.scroll_to_line(self.top)
        if self._lines:
            self._move_cursor(self.cursor)

    def redraw_active_marks(self) -> None:
        """Draw the cursor again."""
        self.redraw_line(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Tick what was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        number = self.top + offset.y
        if number < len(self._lines) and isinstance(self._lines[number], FacetChoice | MoreChoices):
            self._move_cursor(number)
            self.action_tick()

    # -------------------------------------------------------------- actions
    def action_tick(self) -> None:
        """Tick the choice, or clear it; show what is behind “more”."""
        self._set_state(is_ticked=True)

    def action_exclude(self) -> None:
        """Exclude the choice, or clear it."""
        self._set_state(is_ticked=False)

    def _set_state(self, *, is_ticked: bool) -> None:
        line = self._current
        if isinstance(line, MoreChoices):
            self._expanded_facets.add(line.facet)
            self.show(self._facets)
        elif isinstance(line, FacetChoice):
            state = None if line.count.state is is_ticked else is_ticked
            self.post_message(self.ChoiceChanged(line.facet, line.count.value, state))


def worth_showing(facet: str, counts: Sequence[FacetCount]) -> Sequence[FacetCount]:
    """The choices of a facet that an archive has any use for, and those that are ticked.

    Topics and states that no item has are left out, and publishers if none is known.
    """
    if facet == "publisher" and {count.value for count in counts} <= {NO_PUBLISHER}:
        counts = [count for count in counts if count.state is not None]
    return [
        count
        for count in counts
        if count.total or count.state is not None or count.value in MARK_STATES
    ]


def _needed_cells(choice: FacetChoice) -> int:
    """The cells that a choice needs if it is not ticked, whatever the other choices are."""
    label = clean_line(choice_label(choice.facet, choice.count.label))
    return cell_len(label) + CELLS_AROUND_NAME + len(f"{choice.count.total:,}")


def count_text(count: FacetCount, width: int) -> str:
    """The count of a choice; of how many, if it is ticked and there is room: `3 of 40`."""
    number = f"{count.count:,}"
    whole = f"{number} of {count.total:,}"
    has_room = width - len(whole) >= MIN_NAME_WIDTH
    return whole if count.state and count.count != count.total and has_room else number
