"""Which panes stand on the screen, and how one goes from one to another."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.errors import NoWidget
from textual.geometry import Offset
from textual.reactive import Reactive
from textual.widget import Widget

from socitm_tui.tui.actions.tour_steps import Guide
from socitm_tui.tui.bindings import table_of, told_in
from socitm_tui.tui.keys import Key
from socitm_tui.tui.pane_layout import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    ORDER,
    TALL,
    Name,
    columns,
    is_too_small,
    panes_shown,
)
from socitm_tui.tui.startup.terminal_app import PatientScreen
from socitm_tui.tui.widgets.filter_pane import FilterPane
from socitm_tui.tui.widgets.line_widget import Drawn, selection_start
from socitm_tui.tui.widgets.prompt import Bar
from socitm_tui.tui.widgets.reader import STEP, Reader
from socitm_tui.tui.widgets.spine import Spine
from socitm_tui.tui.widgets.status_line import EdgeLine
from socitm_tui.tui.widgets.timeline import Timeline


class Panes(Horizontal):
    """Holds the panes, which hide it wholly."""

    BLANK = True


class PanedScreen(PatientScreen):
    """Filter, timeline and text side by side, as many as there is room for."""

    BLANK: ClassVar[bool] = True
    AUTO_FOCUS: ClassVar[str | None] = "#timeline"
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The focused widget; the panes draw themselves again when it changes."""

    def __init__(self) -> None:
        super().__init__()
        self.top_line = EdgeLine(id="top")
        self.bar = Bar(id="bar")
        self.filter_pane = FilterPane()
        self.spine = Spine()
        self.timeline = Timeline()
        self.reader = Reader()
        self.status = EdgeLine(id="status", bottom=True)
        self.too_small = EdgeLine(id="too-small")
        self.guide = Guide()
        self.panes = Panes(self.filter_pane, self.spine, self.timeline, self.reader, id="panes")
        self.widgets: Mapping[Name, Drawn] = {
            "filter": self.filter_pane, "timeline": self.timeline, "text": self.reader,
        }  # fmt: skip
        self.pane: Name = "timeline"
        """The pane in use."""
        self.text_on = True
        self.zen = False

    def compose(self) -> ComposeResult:
        """The panes between a line at the top and one at the bottom; the bar comes later."""
        self.set_out(update=False)
        yield self.top_line
        yield self.panes
        yield self.status
        yield self.too_small
        yield self.guide

    # -------------------------------------------------------------- layout
    def set_out(self, *, update: bool = True) -> None:
        """Show the panes that the size, the choices made and the pane in use call for.

        Args:
            update: Style what changes anew; nothing has a style yet before it is mounted.
        """
        width, height = self.app.size
        small = is_too_small((width, height))
        shown = panes_shown(width, self.pane, text_on=self.text_on, zen=self.zen)
        cells, first = columns(width, shown, self.reader.measure), min(shown, key=ORDER.index)
        for name, widget in self.widgets.items():
            widget.display = name in shown
            widget.set_class(name == first, "-first", update=update)
            widget.styles.width = cells[name]
        self.panes.display = not small
        self.top_line.display = not (small or self.zen or self.bar.is_open)
        self.bar.display = self.bar.is_open and not small
        self.status.display = not (small or (self.zen and not self.bar.is_open))
        self.too_small.display = small
        self.set_class(height >= TALL, "-tall", update=update)
        self.spine.display, self.spine.styles.width = cells["spine"] > 0, cells["spine"]
        if small:
            need = f"{LEAST_WIDTH}×{LEAST_HEIGHT}"
            self.too_small.show([(f"Needs {need}, has {width}×{height}.", "text")])

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """The widget at a cell and the place in its text; a selection stays where it began.

        Only timeline and text have text to select, and they reckon where a cell of theirs is.
        """
        widget = selection_start(self)
        if widget is None:
            with contextlib.suppress(NoWidget):
                widget = self.get_widget_at(x, y)[0]
        if not isinstance(widget, Timeline | Reader):
            return None, None
        return widget, widget.offset_at(*(Offset(x, y) - widget.content_region.offset))

    def on_resize(self) -> None:
        """As many panes as there is room for now."""
        self.set_out()
        self.guide.place()
        if self.focused is None and self.is_current:
            self.set_focus(self.widgets[self.pane], scroll_visible=False)
        self.tell()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane that has the focus is the one in use, however it got there."""
        late = event.widget is not self.focused  # another has it by now
        for name, widget in self.widgets.items():
            if event.widget is widget and name != self.pane and not late:
                self.go_to(name)

    def go_to(self, name: Name) -> None:
        """Use another pane."""
        before, self.pane = self.pane, name
        if self.zen and name != "text":
            self.zen = False
        self.set_out()
        if self.focused is not self.widgets[name]:
            self.set_focus(self.widgets[name], scroll_visible=False)
        for other, widget in self.widgets.items():
            widget.light(other == name)
        if before != name:
            self.left(before)
        self.tell()

    def left(self, name: Name) -> None:
        """Called when another pane than this is in use now."""

    def tell(self) -> None:
        """Say at the top and the bottom where we are."""

    def say(self, words: str, kind: str = "lit") -> None:
        """Say something at the bottom, until a key is pressed."""

    @property
    def table(self) -> Sequence[Key]:
        """The keys as the user wants them."""
        return table_of(self)

    def told(self, hint: str) -> str:
        """A hint with the keys of the actions it names in braces."""
        return told_in(self, hint)

    # -------------------------------------------------------------- actions
    def action_next_pane(self) -> None:
        """To the next pane."""
        self.go_to(ORDER[(ORDER.index(self.pane) + 1) % len(ORDER)])

    def action_previous_pane(self) -> None:
        """To the previous pane."""
        self.go_to(ORDER[ORDER.index(self.pane) - 1])

    def action_filter_pane(self) -> None:
        """To the filter pane."""
        self.go_to("filter")

    def action_timeline_pane(self) -> None:
        """To the timeline."""
        self.go_to("timeline")

    def action_text_pane(self) -> None:
        """To the text."""
        self.go_to("text")

    def action_filter(self) -> None:
        """Open the filter pane, or go back from it."""
        self.go_to("timeline" if self.pane == "filter" else "filter")

    def action_toggle_text(self) -> None:
        """Show the text beside the timeline, or no longer."""
        self.text_on = not self.text_on
        if not self.text_on and self.pane == "text":
            self.go_to("timeline")
        self.set_out()

    def action_zen(self) -> None:
        """Show only the text, or everything again."""
        self.zen = not self.zen
        if self.zen:
            self.go_to("text")
        self.set_out()
        self.tell()

    def action_narrower(self) -> None:
        """Wrap the text in narrower lines than there are."""
        self._set_measure(min(self.reader.measure, self.reader.shown_measure) - STEP)

    def action_wider(self) -> None:
        """Wrap the text in wider lines."""
        self._set_measure(self.reader.measure + STEP)

    def _set_measure(self, measure: int) -> None:
        self.reader.set_measure(measure)
        self.set_out()
        self.call_after_refresh(self._say_measure)

    def _say_measure(self) -> None:
        """Say how wide the lines may be, and whether the pane has room for it."""
        room = " as far as there is room" if self.reader.measure > self.reader.shown_measure else ""
        self.say(f"Lines of up to {self.reader.measure} characters{room}")
