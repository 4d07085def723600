"""The panes of the browse screen: which of them are shown, and which one is in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget

from socitm_tui.model.text import clean_line
from socitm_tui.search.query import AllOf
from socitm_tui.tui.bindings import hint_in, key_table
from socitm_tui.tui.pane_layout import (
    MIN_HEIGHT,
    MIN_WIDTH,
    PANE_ORDER,
    TALL_HEIGHT,
    PaneName,
    is_too_small,
    pane_widths,
    panes_shown,
)
from socitm_tui.tui.widgets.filter_pane import FilterPane
from socitm_tui.tui.widgets.line_widget import LineWidget
from socitm_tui.tui.widgets.prompt import Prompt, Question
from socitm_tui.tui.widgets.reader import Reader
from socitm_tui.tui.widgets.status_line import StatusLine
from socitm_tui.tui.widgets.status_text import no_match_lines
from socitm_tui.tui.widgets.timeline import Timeline, paragraph_lines
from socitm_tui.tui.widgets.tour_card import TourCard
from socitm_tui.tui.widgets.year_bars import YearBars

if TYPE_CHECKING:
    from socitm_tui.search.index import FacetCount, Index, RowGroup


class PaneRow(Horizontal):
    """Holds the panes, which cover it wholly."""

    BLANK = True


class Panes:
    """The widgets of the browse screen, and how they share its cells.

    Args:
        screen: The screen that they are on.
        pane_changed: Is called with the pane that was in use before.
    """

    def __init__(self, screen: Screen[None], pane_changed: Callable[[PaneName], None]) -> None:
        self._screen, self._pane_changed = screen, pane_changed
        self.top_line = StatusLine(id="top")
        self.prompt = Prompt(id="prompt")
        self.filter_pane, self.year_bars = FilterPane(), YearBars()
        self.timeline, self.reader = Timeline(), Reader()
        self.status_line = StatusLine(id="status", is_bottom=True)
        self.too_small_line = StatusLine(id="too-small")
        self.tour_card = TourCard()
        self.row = PaneRow(self.filter_pane, self.year_bars, self.timeline, self.reader, id="panes")
        self.by_name: Mapping[PaneName, LineWidget] = {
            "filter": self.filter_pane, "timeline": self.timeline, "text": self.reader,
        }  # fmt: skip
        self.current: PaneName = "timeline"
        """The pane in use."""
        self.cells: Mapping[str, int] = {}
        """Name of a pane -> its cells; 0 if it is not shown."""
        self.is_text_shown = True
        """False if the text was put away."""
        self.is_zen = False
        """True while only the text is shown."""

    def compose(self) -> ComposeResult:
        """The panes between the top line and the status line; the prompt is mounted later."""
        self.arrange(update=False)
        yield self.top_line
        yield self.row
        yield self.status_line
        yield self.too_small_line
        yield self.tour_card

    @property
    def is_on_top(self) -> bool:
        """True while no list, card or other screen lies over the panes."""
        return self._screen.app.screen is self._screen

    # -------------------------------------------------------------- layout
    def arrange(self, *, update: bool = True) -> None:
        """Show the panes that the size, the user's choices and the pane in use call for.

        Args:
            update: Apply the style sheet again; nothing has a style before it is mounted.
        """
        width, height = self._screen.app.size
        is_small, is_open = is_too_small((width, height)), self.prompt.is_open
        shown = panes_shown(width, self.current, text_on=self.is_text_shown, zen=self.is_zen)
        first = min(shown, key=PANE_ORDER.index)
        cells = pane_widths(
            width, shown, self.reader.measure,
            filter_cells=self.filter_pane.needed_width,
            has_month_bars=self.year_bars.is_by_month,
        )  # fmt: skip
        has_bars = cells["year_bars"] > 0
        self.cells = dict.fromkeys(cells, 0) | {first: width} if len(shown) == 1 else cells
        if has_bars:
            self.cells = cells
        self.year_bars.set_class(first != "filter", "-first", update=update)
        for name, widget in self.by_name.items():
            widget.display = name in shown
            widget.set_class(name == first and not has_bars, "-first", update=update)
            widget.styles.width = cells[name]
        self.row.display = not is_small
        self.top_line.display = not (is_small or self.is_zen or is_open)
        self.prompt.display = is_open and not is_small
        self.status_line.display = not (is_small or (self.is_zen and not is_open))
        self.too_small_line.display = is_small
        self._screen.set_class(height >= TALL_HEIGHT, "-tall", update=update)
        self.year_bars.display = has_bars
        self.year_bars.styles.width = cells["year_bars"]
        if is_small:
            need = f"{MIN_WIDTH}×{MIN_HEIGHT}"
            self.too_small_line.show([(f"Needs {need}, has {width}×{height}.", "text")])

    def resize(self) -> None:
        """Show as many panes as there is room for now."""
        self.arrange()
        self.tour_card.place()
        if self._screen.focused is None and self._screen.is_current:
            self._focus(self.by_name[self.current])

    def show_choices(self, facets: Mapping[str, Sequence[FacetCount]]) -> None:
        """Show the choices of the filter pane, which is as wide as their names need."""
        before = self.filter_pane.needed_width
        self.filter_pane.show(facets)
        if self.filter_pane.needed_width != before and self.cells.get("filter"):
            self.arrange()

    def show_bars(self, groups: Sequence[RowGroup] = (), *, oldest_first: bool = False) -> None:
        """Show the bars of a selection; those of months also stand beside the filter pane."""
        was_by_month = self.year_bars.is_by_month
        self.year_bars.show(groups, oldest_first=oldest_first)
        if self.year_bars.is_by_month != was_by_month and not self.prompt.is_open:
            self.arrange()

    def show_no_match(self, index: Index, query: AllOf) -> None:
        """Show in place of the timeline why nothing is selected, and what to do."""
        width, table = self.timeline.size.width, key_table(self._screen)
        if len(index):
            lines = no_match_lines(index, query, max(width - 6, 20), table)
            self.timeline.show_message([((f"   {text}", kind),) for text, kind in lines])
        else:
            words = "The archive is empty. {load} loads a file or folder of captures."
            words = clean_line(hint_in(self._screen, words))
            self.timeline.show_message(
                [(("", "heading"),), *paragraph_lines(words, width, "heading")]
            )

    # -------------------------------------------------------------- the pane in use
    def names_of(self, widget: Widget) -> Iterator[PaneName]:
        """The name of the pane that a widget is, if it is one."""
        return (name for name, pane in self.by_name.items() if pane is widget)

    def go_to(self, name: PaneName) -> None:
        """Use another pane."""
        before, self.current = self.current, name
        if self.is_zen and name != "text":
            self.is_zen = False
        self.arrange()
        if self._screen.focused is not self.by_name[name]:
            self._focus(self.by_name[name])
        for other, widget in self.by_name.items():
            widget.set_active(other == name)
        self._pane_changed(before)

    def _focus(self, widget: Widget) -> None:
        self._screen.set_focus(widget, scroll_visible=False)

    # -------------------------------------------------------------- the prompt
    async def mount_prompt(self) -> None:
        """Put the prompt on the screen, which the first frame does without."""
        await self._screen.mount(self.prompt, after=self.top_line)

    def open_prompt(self, question: Question, text: str) -> None:
        """Show the prompt in place of the top line, with a text to begin with."""
        self.prompt.display = True
        self.prompt.open(question, text)
        self.arrange()

    def close_prompt(self) -> None:
        """Show the top line again and go back to the pane in use."""
        self.prompt.close()
        self.arrange()
        self._focus(self.by_name[self.current])
