"""The filter pane: each facet with its choices and what each of them would give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from socitm_tui.model.labels import FACET_NAMES, choice_label
from socitm_tui.model.text import clean_line, fold_text
from socitm_tui.tui.bindings import hint_in, pane_bindings
from socitm_tui.tui.widgets.cells import cell_len, fit_padded
from socitm_tui.tui.widgets.scrolled_lines import ScrolledLines
from socitm_tui.tui.widgets.timeline_rows import Piece

if TYPE_CHECKING:
    from socitm_tui.search.index import FacetCount

SHOWN_AT_FIRST = 12
"""Publishers beyond these stand behind "more", unless they are ticked."""
LEAST = 11
"""Cells to keep for the tick and the beginning of a name."""
EIGHTHS = " ▏▎▍▌▋▊▉█"


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
    def name(self) -> tuple[str, str]:
        """By which it is known again."""
        return self.facet, self.count.value


@dataclass(frozen=True, slots=True)
class MoreChoices:
    """The choices of a facet that are not shown yet."""

    facet: str
    hidden: int


class FilterPane(ScrolledLines, inherit_bindings=False):
    """Years, topics, publishers and states to narrow the timeline by."""

    can_focus = True
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
        self._lines: list[FacetHeading | FacetChoice | MoreChoices | None] = []
        self._largest_year = 1
        """The largest count of a year."""
        self._number_widths: dict[int, int] = {}
        """Width of the pane -> the cells that the count of a year takes at most."""
        self._expanded_facets: set[str] = set()
        self._names: tuple[str, str] = ("", "")
        """A facet, and what the names of its choices must hold to be shown."""
        self._filtered = False
        self.cursor = 0

    # -------------------------------------------------------------- what is shown
    def show(self, facets: Mapping[str, Sequence[FacetCount]], *, filtered: bool) -> None:
        """Show these choices; the cursor stays on the choice it was on."""
        before = self.choice
        self._facets, self._filtered, self._number_widths = facets, filtered, {}
        self._largest_year = max((one.count for one in facets.get("year", ())), default=0) or 1
        self._lines = list(self._make_lines())
        self.top = max(0, min(self.top, self.line_count - self.height))
        self.cursor = self._line_of(before)
        self.refresh()

    def _make_lines(self) -> Iterator[FacetHeading | FacetChoice | MoreChoices | None]:
        for facet, counts in self._facets.items():
            yield None
            yield FacetHeading(facet)
            hidden, wanted = 0, self._names[1] if self._names[0] == facet else ""
            for number, count in enumerate(counts):
                late = number >= SHOWN_AT_FIRST and facet == "publisher" and not wanted
                if wanted and wanted not in fold_text(choice_label(facet, count.label)):
                    continue
                if late and count.state is None and facet not in self._expanded_facets:
                    hidden += 1
                else:
                    yield FacetChoice(facet, count)
            if hidden:
                yield MoreChoices(facet, hidden)

    @property
    def facet(self) -> str:
        """The facet that the cursor is in."""
        above = self._lines[: self.cursor + 1]
        return next((one.facet for one in reversed(above) if isinstance(one, FacetHeading)), "year")

    @property
    def narrowed(self) -> bool:
        """True while only some names of a facet are shown."""
        return bool(self._names[1])

    def filter_names(self, facet: str, text: str) -> int:
        """Show only the choices of a facet whose names hold a text; how many those are."""
        self._names = (facet, fold_text(text.strip()))
        self.show(self._facets, filtered=self._filtered)
        choices = ((n, line) for n, line in enumerate(self._lines) if isinstance(line, FacetChoice))
        found = [number for number, line in choices if line.facet == facet]
        if found:
            self._go(found[0])
        return len(found)

    @property
    def choice(self) -> FacetChoice | None:
        """The choice under the cursor."""
        line = self._lines[self.cursor] if self.cursor < len(self._lines) else None
        return line if isinstance(line, FacetChoice) else None

    def _line_of(self, choice: FacetChoice | None) -> int:
        """Where a choice stands now, whatever its count; else the nearest to the cursor."""
        choices = ((n, one) for n, one in enumerate(self._lines) if isinstance(one, FacetChoice))
        same = (number for number, one in choices if choice and one.name == choice.name)
        at = next(same, None)
        return self._nearest(self.cursor, 1) if at is None else at

    def _nearest(self, line: int, step: int) -> int:
        """The first line from here, in one direction or else the other, that can be chosen."""
        for way in (step, -step):
            at = max(0, min(line, len(self._lines) - 1))
            while 0 <= at < len(self._lines):
                if isinstance(self._lines[at], FacetChoice | MoreChoices):
                    return at
                at += way
        return 0

    # -------------------------------------------------------------- drawing
    @property
    def line_count(self) -> int:
        """The title and all choices and headings."""
        return len(self._lines) + 1

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight; the topmost is the title."""
        width = self.size.width
        if y == 0:
            return self.strip(self._title(width))
        number = self.top + y - 1
        line = self._lines[number] if number < len(self._lines) else None
        match line:
            case FacetHeading(facet):
                held = f" · {self._names[1]}" if facet == self._names[0] and self.narrowed else ""
                return self.strip(((f"  {FACET_NAMES[facet]}", "strong"), (held, "lit")))
            case FacetChoice():
                pieces = self._choice(line, width)
            case MoreChoices(_, hidden):
                pieces = [(f"     {hidden} more…", "count")]
            case _:
                return self.strip(())
        if number != self.cursor or not self.lit:
            return self.strip(pieces)
        (first, kind), *rest = pieces
        return self.strip([("▸", "lit"), (first[1:], kind), *rest], "cursor")

    def _title(self, width: int) -> tuple[Piece, ...]:
        lit = self.lit
        clear = hint_in(self, "clear {clear} ") if self._filtered else ""
        title = fit_padded("FILTER", width - 2 - len(clear))
        return (
            ("▌ " if lit else "  ", "lit"),
            (title, "lit" if lit else "title"),
            (clear, "count"),
        )

    def _choice(self, line: FacetChoice, width: int) -> list[Piece]:
        one = line.count
        sign, kind = {
            True: ("✓ ", "ticked"),
            False: ("- ", "excluded"),
            None: ("  ", "choice" if one.count else "nothing"),
        }[one.state]
        number = count_text(one, width)
        label = clean_line(choice_label(line.facet, one.label))
        if line.facet == "year":
            bar = self._bar(one, width - 14 - max(self._widest(width), 6))
            shown = fit_padded(label, min(8, width - 6 - len(number)))
            middle = [(shown, kind), (bar, "bar")]
            used = cell_len(shown) + cell_len(bar)
        else:
            middle, used = [], 0
        room = width - 6 - used - len(number)
        name = fit_padded("" if middle else label, room)
        return [
            (" " + sign + " ", kind), *middle, (name, kind), (f" {number} ", "count"),
        ]  # fmt: skip

    def _widest(self, width: int) -> int:
        """The cells that the count of a year takes at most."""
        if width not in self._number_widths:
            years = self._facets.get("year", ())
            self._number_widths[width] = max(
                (len(count_text(one, width)) for one in years), default=0
            )
        return self._number_widths[width]

    def _bar(self, count: FacetCount, width: int) -> str:
        """A bar of up to `width` cells, in eighths, as long as the count is large."""
        width = max(width, 0)
        eighths = -(-count.count * width * 8 // self._largest_year)
        return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()

    # -------------------------------------------------------------- events
    def fit(self) -> None:
        """Keep the cursor in sight, and no room empty that lines could fill."""
        self.scroll_to_line(self.top)
        if self._lines:
            self._go(self.cursor)

    def redraw_active_marks(self) -> None:
        """Draw title and cursor as those of the pane in use, or no longer."""
        self.redraw_line(self.top)
        self.redraw_line(self.cursor + 1)

    def on_click(self, event: events.Click) -> None:
        """Tick what was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y == 0:
            return
        number = self.top + offset.y - 1
        if number < len(self._lines) and isinstance(self._lines[number], FacetChoice | MoreChoices):
            self._go(number)
            self.action_tick()

    def _go(self, line: int) -> None:
        before, self.cursor = self.cursor, line
        height = self.height - 1
        first = line - 2 if line and isinstance(self._lines[line - 1], FacetHeading) else line
        self.redraw_line(before + 1)
        self.redraw_line(line + 1)
        if first < self.top:
            self.scroll_to_line(first)
        elif line >= self.top + height:
            self.scroll_to_line(line - height + 1)

    def move_by(self, lines: int) -> None:
        """Go so many lines on, to one that can be chosen."""
        if self._lines:
            self._go(self._nearest(self.cursor + lines, 1 if lines > 0 else -1))

    # -------------------------------------------------------------- actions
    def action_tick(self) -> None:
        """Tick the choice, or untick it; "more" shows what stands behind it."""
        self._set(True)

    def action_exclude(self) -> None:
        """Exclude the choice, or no longer."""
        self._set(False)

    def _set(self, state: bool) -> None:
        line = self._lines[self.cursor] if self.cursor < len(self._lines) else None
        if isinstance(line, MoreChoices):
            self._expanded_facets.add(line.facet)
            self.show(self._facets, filtered=self._filtered)
        elif isinstance(line, FacetChoice):
            new = None if line.count.state is state else state
            self.post_message(self.ChoiceChanged(line.facet, line.count.value, new))

    def section(self, step: int) -> None:
        """Go to the first choice of the next facet, or of the one before."""
        starts = [at for at, line in enumerate(self._lines) if isinstance(line, FacetHeading)]
        if step > 0:
            found = next((at for at in starts if at > self.cursor), None)
        else:
            found = next((at for at in reversed(starts) if at < self.cursor - 1), None)
        if found is not None:
            self._go(self._nearest(found, 1))


def count_text(one: FacetCount, width: int) -> str:
    """The count of a choice, of how many where it is ticked and there is room to say so."""
    number = f"{one.count:,}"
    whole = f"{number} of {one.total:,}"
    told = one.state and one.count != one.total and width - len(whole) >= LEAST
    return whole if told else number
