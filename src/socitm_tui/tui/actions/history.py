"""Actions that go back to items opened before."""

from __future__ import annotations

from collections.abc import Sequence

from socitm_tui.search.query import EMPTY_QUERY
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.dialogs.list_dialog import DialogRow, dialog_title, entry_row, message_rows

HISTORY_LENGTH = 100
"""Opened items that are remembered."""


class HistoryActions:
    """Lists the opened items, and goes back to them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.opened: Sequence[str] = ()
        """Keys of the items that were opened, latest last."""

    # -------------------------------------------------------------- opened items
    def note_opened(self, key: str | None) -> None:
        """Remember that an item was opened."""
        if key is not None:
            others = (opened for opened in self.opened if opened != key)
            self.opened = [*others, key][-HISTORY_LENGTH:]

    def last_place(self) -> None:
        """Go to the item that was opened before this one."""
        others = [key for key in self.opened if key != self._context.state.key]
        if others:
            self.open_key(others[-1])
        else:
            self._context.status.show("No other item was opened yet.")

    def history(self) -> None:
        """Choose among the items that were opened."""
        context = self._context
        entries = context.state.entries_of(reversed(self.opened))

        def rows(width: int) -> list[DialogRow]:
            if not entries:
                words = "No item was opened yet. {open} in the timeline opens one."
                return message_rows(context.hint(words), width)
            return [DialogRow(), *(entry_row(entry, width) for entry in entries)]

        title = dialog_title("History", "what you opened, latest first")
        context.show_list(title, rows, ("{choose} opens", "{down} {up} move"), self.open_key)

    def open_key(self, key: str) -> None:
        """Open an item, clearing a filter that hides it."""
        context, state = self._context, self._context.state
        if state.index is None or state.selection is None:
            return
        if state.index.row_of(key) is None:
            context.status.show("That item is no longer in the archive.")
            return
        if state.position_of(key) is None:
            context.apply_query(EMPTY_QUERY, key)
            context.status.show("Filter cleared to show the item.")
        if (position := state.position_of(key)) is not None:
            context.panes.timeline.move_cursor(position)
            context.open_entry(position)
