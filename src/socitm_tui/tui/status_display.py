"""The top line and the status line: a summary, or a message until the next key press."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.screen import Screen

from socitm_tui.model.entities import Entry
from socitm_tui.model.labels import count_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import hint_in, key_table
from socitm_tui.tui.browse_state import BrowseState
from socitm_tui.tui.pane_layout import TALL_HEIGHT, TWO_PANES_WIDTH
from socitm_tui.tui.panes import Panes
from socitm_tui.tui.widgets.cells import cell_len
from socitm_tui.tui.widgets.glyphs import GLYPHS, Piece
from socitm_tui.tui.widgets.pane_titles import title_pieces
from socitm_tui.tui.widgets.status_text import (
    PROMPT_HINTS,
    archive_summary,
    breadcrumb,
    pane_hints,
    selection_hints,
    selection_summary,
)

MIN_HINT_WIDTH = 30
"""Key hints are hidden if a message leaves fewer cells than this for them."""


class StatusDisplay:
    """Writes the two lines from the state of the screen."""

    def __init__(
        self,
        screen: Screen[None],
        panes: Panes,
        state: BrowseState,
        current_entry: Callable[[], Entry | None],
    ) -> None:
        self._screen, self._panes, self._state = screen, panes, state
        self._current_entry = current_entry
        self.progress = "Reading the archive…"
        """What is shown before there is an index."""
        self.message: Piece | None = None
        """The message that is shown until a key is pressed."""

    # -------------------------------------------------------------- messages
    def show(self, words: str, kind: str = "emphasis") -> None:
        """Show a message until a key is pressed.

        What is wrong with what is typed stands beside it; another error that is too long for the
        line is a notification too.
        """
        if kind == "wrong" and self._panes.prompt.is_open:
            self._panes.prompt.show_problem(clean_line(words))
            self.message = None  # what was under way is over
            self._update_status_line()
            return
        self.message = (clean_line(words), kind)
        self._update_status_line()
        room = self._screen.app.size.width - 2
        if kind == "wrong" and cell_len(self.message[0]) > room:
            self.show_error(words)

    def show_error(self, error: object) -> None:
        """Show an error as a notification for eight seconds."""
        self._screen.notify(
            GLYPHS.own_text(clean_line(str(error))), severity="error", markup=False, timeout=8
        )

    def clear(self) -> None:
        """Show the summary again."""
        self._panes.prompt.show_problem("")
        if self.message:
            self.message = None
            self._update_status_line()

    # -------------------------------------------------------------- the lines
    def update(self) -> None:
        """Write both lines from the state as it is now."""
        panes, (width, height) = self._panes, self._screen.app.size
        if width < TWO_PANES_WIDTH and panes.current != "timeline":
            entry = self._current_entry()
            parts = breadcrumb(entry.item if entry else None, panes.current)
            panes.top_line.show(parts, right=[(hint_in(self._screen, "{close} back"), "quiet")])
        else:
            is_tall = height >= TALL_HEIGHT
            panes.top_line.show(archive_summary(self._state.index) if is_tall else ())
        panes.top_line.show_edge(title_pieces(panes.cells, self._titles(), panes.current))
        self._update_status_line()

    def _titles(self) -> Mapping[str, str]:
        """Name of a pane -> its title, with a count if it has one."""
        panes, rows = self._panes, len(self._state.rows)
        if self._state.index is None:
            return {"filter": "Filter", "year_bars": "Year", "timeline": "Timeline", "text": "Text"}
        ticks, choices = panes.filter_pane.tick_count, panes.filter_pane.choice_count
        place = f"{panes.timeline.cursor + 1:,} of {rows:,}" if rows else "0"
        lines = count_label(panes.reader.line_count, "line") if panes.reader.entry else "0"
        return {
            "filter": f"Filter · {ticks} ticked"
            if ticks
            else f"Filter · {count_label(choices, 'choice')}",
            "year_bars": "Month" if panes.year_bars.is_by_month else "Year",
            "timeline": f"Timeline · {place}",
            "text": f"Text · {lines if panes.cells.get('timeline') else place}",
        }

    def _update_status_line(self) -> None:
        panes, state, line = self._panes, self._state, self._panes.status_line
        prompt, keys = panes.prompt, key_table(self._screen)
        if panes.is_zen and not (prompt.is_open or panes.too_small_line.display):
            # in zen mode the line appears only with a message or while words are selected
            line.display = self.message is not None or panes.reader.selection.cursor is not None
        prompt_hints = PROMPT_HINTS.get(prompt.purpose or "", "bar")
        hints = pane_hints(prompt_hints if prompt.is_open else panes.current, keys)
        if self.message:
            room = self._screen.app.size.width - cell_len(self.message[0])
            line.show([self.message], right=() if room < MIN_HINT_WIDTH else hints)
        elif panes.reader.selection.cursor:
            line.show(selection_hints(keys))
        elif state.index is None or state.selection is None:
            line.show([(self.progress, "quiet")], right=hints)
        else:
            statuses = state.facets["is"]
            bookmarked = next((s.total for s in statuses if s.value == "bookmarked"), 0)
            pieces = selection_summary(
                len(state.rows), state.index, state.query, bookmarked,
                picked=len(state.picked), order=state.selection.order,
            )  # fmt: skip
            line.show(*pieces, right=hints)
