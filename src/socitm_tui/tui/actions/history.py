"""Actions that go back to items opened before, and open the captures that items come from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual.worker import Worker

from socitm_tui.model.entities import Capture, Item, LineSpan
from socitm_tui.search.query import EMPTY_QUERY
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.dialogs.capture import CaptureDialog, classify_lines
from socitm_tui.tui.dialogs.list_dialog import DialogRow, dialog_title, entry_row

HISTORY_LENGTH = 100
"""Opened items that are remembered."""


class HistoryActions:
    """Lists the opened items, goes back to them, and shows an item in its capture."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.opened: Sequence[str] = ()
        """Keys of the items that were opened, latest last."""
        self._capture_worker: Worker[None] | None = None

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
        if not entries:
            context.status.show("No item was opened yet.")
            return

        def rows(width: int) -> list[DialogRow]:
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

    # -------------------------------------------------------------- the capture
    def capture(self) -> None:
        """Show the kept page at the lines of the item."""
        if entry := self._context.entry:
            self._capture_worker = self._context.run_worker(
                self._show_capture(entry.item), group="capture", exclusive=True
            )

    def show_page(self, capture: Capture, item: Item | None) -> None:
        """Show a kept page at the lines of one of its items, or from its top if it has none."""
        show = self._show_capture(item) if item else self._show_page_without_items(capture)
        self._capture_worker = self._context.run_worker(show, group="capture", exclusive=True)

    async def _show_page_without_items(self, capture: Capture) -> None:
        from socitm_tui.parsing.formats import document_of_capture, document_text  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415
        from socitm_tui.storage.captures import CaptureFolder  # noqa: PLC0415

        folder = CaptureFolder(self._context.home.captures)
        try:
            data = await asyncio.to_thread(folder.read, capture.sha256)
        except StorageError as error:
            self._context.status.show(f"The capture cannot be shown: {error}", "wrong")
            return
        lines = classify_lines(document_text(document_of_capture(capture, data)), None, ())
        dialog = CaptureDialog(capture.name, capture.sha256, None, capture.loaded, lines)
        await self._context.app.push_screen(dialog)

    async def _show_capture(self, item: Item) -> None:
        from socitm_tui.parsing.formats import RefusedError  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        try:
            text, spans, loaded = await asyncio.to_thread(self.read_capture, item)
        except (StorageError, RefusedError) as error:
            self._context.status.show(f"The capture cannot be shown: {error}", "wrong")
            return
        lines = classify_lines(text, item, spans)
        await self._context.app.push_screen(
            CaptureDialog(item.capture_name, item.capture_sha256, item.capture_lines, loaded, lines)
        )

    def cancel_capture(self) -> bool:
        """Stop reading a capture that is to be shown; True if one was being read."""
        worker, self._capture_worker = self._capture_worker, None
        if worker is None or worker.is_finished:
            return False
        worker.cancel()
        return True

    def read_capture(self, item: Item) -> tuple[str, list[LineSpan], str]:
        """The text of a capture, the lines of its items, and when it was loaded."""
        from socitm_tui.ingest.documents import read_item_document  # noqa: PLC0415
        from socitm_tui.parsing.formats import RefusedError, document_text, parse_document  # noqa: PLC0415
        from socitm_tui.storage.captures import CaptureFolder  # noqa: PLC0415

        folder = CaptureFolder(self._context.home.captures)
        document = read_item_document(folder, item)
        description = folder.read_descriptions().get(item.capture_sha256)
        text = document_text(document)
        try:
            spans = [draft.lines for draft in parse_document(document).drafts]
        except RefusedError:
            spans = [item.capture_lines]
        return text, spans, description.loaded if description else ""
