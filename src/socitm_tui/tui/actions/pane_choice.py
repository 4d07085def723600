"""Actions that choose which panes are shown, which one has the focus, and the text width."""

from __future__ import annotations

from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.pane_layout import PANE_ORDER, TWO_PANES_WIDTH
from socitm_tui.tui.widgets.reader import MEASURE_STEP


class PaneActions:
    """Goes from pane to pane; shows and hides the text."""

    def __init__(self, context: Context) -> None:
        self._context, self._panes = context, context.panes

    def next_pane(self) -> None:
        """To the next pane."""
        self._panes.go_to(PANE_ORDER[(PANE_ORDER.index(self._panes.current) + 1) % len(PANE_ORDER)])

    def previous_pane(self) -> None:
        """To the previous pane."""
        self._panes.go_to(PANE_ORDER[PANE_ORDER.index(self._panes.current) - 1])

    def filter_pane(self) -> None:
        """To the filter pane."""
        self._panes.go_to("filter")

    def timeline_pane(self) -> None:
        """To the timeline."""
        self._panes.go_to("timeline")

    def text_pane(self) -> None:
        """To the text."""
        self._panes.go_to("text")

    def filter(self) -> None:
        """To the filter pane, or back from it."""
        self._panes.go_to("timeline" if self._panes.current == "filter" else "filter")

    def toggle_text(self) -> None:
        """Show the text beside the timeline, or hide it."""
        panes = self._panes
        panes.is_text_shown = not panes.is_text_shown
        if not panes.is_text_shown and panes.current == "text":
            panes.go_to("timeline")
        panes.arrange()
        self._context.status.update()
        if self._context.app.size.width < TWO_PANES_WIDTH:
            state = "shown" if panes.is_text_shown else "hidden"
            words = f"Beside the timeline, from {TWO_PANES_WIDTH} columns on, the text is {state}"
            self._context.status.show(words)

    def zen(self) -> None:
        """Show only the text, or everything again."""
        self._panes.is_zen = not self._panes.is_zen
        if self._panes.is_zen:
            self._panes.go_to("text")
        self._panes.arrange()
        self._context.status.update()
        if self._panes.is_zen:
            self._context.status.show(self._context.hint("Only the text · {zen} shows the rest"))

    # -------------------------------------------------------------- width of the text
    def narrower(self) -> None:
        """Wrap the text in narrower lines than it has now."""
        reader = self._panes.reader
        self._set_measure(min(reader.measure, reader.widest_measure) - MEASURE_STEP)

    def wider(self) -> None:
        """Wrap the text in wider lines."""
        self._set_measure(self._panes.reader.measure + MEASURE_STEP)

    def _set_measure(self, measure: int) -> None:
        self._panes.reader.set_measure(measure)
        self._panes.arrange()
        self._context.call_after_refresh(self._show_measure)

    def _show_measure(self) -> None:
        """Report how wide the lines may be, and whether the pane has room for it."""
        reader = self._panes.reader
        room = ", as wide as there is room now" if reader.measure > reader.widest_measure else ""
        self._context.status.show(f"Lines of up to {reader.measure} characters{room}")
