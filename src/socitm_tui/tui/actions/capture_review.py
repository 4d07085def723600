"""Actions that list captures, mark them as looked at and right, remove and restore them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from socitm_tui.model.labels import count_label
from socitm_tui.search.query import EMPTY_QUERY
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.history import HistoryActions
from socitm_tui.tui.actions.load import LoadActions, LoadOutcome
from socitm_tui.tui.dialogs.text_dialogs import ConfirmDialog

if TYPE_CHECKING:
    from socitm_tui.search.capture_list import CaptureSummary
    from socitm_tui.tui.dialogs.captures_dialog import CaptureListDialog


class CaptureActions:
    """Lists the captures, and changes what the user states about them."""

    def __init__(self, context: Context, history: HistoryActions, load: LoadActions) -> None:
        self._context, self._history, self._load = context, history, load
        self._dialog: CaptureListDialog | None = None
        self._summaries: dict[str, CaptureSummary] = {}

    def captures(self) -> None:
        """List all captures, doubtful ones first."""
        if self._context.state.index is not None:
            self._context.run_worker(self._show_list(), group="captures", exclusive=True)

    async def _show_list(self) -> None:
        from socitm_tui.tui.dialogs.captures_dialog import CaptureListDialog  # noqa: PLC0415 - imported late: rarely needed

        summaries = await self._read_summaries()
        keys: dict[str, Callable[[str | None], None]] = {
            "read": self._review,
            "pick": self._ask_to_remove,
            "undo": lambda _: self._bring_back(),
        }
        self._dialog = CaptureListDialog(summaries, self._open_page, keys)
        await self._context.app.push_screen(self._dialog)

    async def _read_summaries(self) -> Sequence[CaptureSummary]:
        """The captures as they are now; in a thread, as it takes longer in a larger archive."""
        from socitm_tui.search.capture_list import list_captures  # noqa: PLC0415

        index = self._context.state.archive
        summaries = await asyncio.to_thread(list_captures, index, EMPTY_QUERY)
        self._summaries = {summary.capture.sha256: summary for summary in summaries}
        return summaries

    async def _update_list(self, words: str) -> None:
        summaries = await self._read_summaries()
        if self._dialog is not None and self._dialog.is_attached:
            self._dialog.show_captures(summaries, words)

    def _open_page(self, sha256: str) -> None:
        summary, index = self._summaries[sha256], self._context.state.archive
        item = None if summary.newest_row is None else index.item(summary.newest_row)
        self._history.show_page(summary.capture, item)

    # -------------------------------------------------------------- reviews
    def _review(self, sha256: str | None) -> None:
        """Mark a capture as looked at and right, or no longer."""
        if sha256 is not None:
            self._context.run_worker(self._mark_reviewed(sha256), group="review")

    async def _mark_reviewed(self, sha256: str) -> None:
        from socitm_tui.ingest.capture_sources import mark_reviewed  # noqa: PLC0415
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        context, summary = self._context, self._summaries[sha256]
        is_right = not summary.reviewed
        mark = partial(mark_reviewed, context.home, [sha256], current_timestamp())
        try:
            notes = await asyncio.to_thread(mark, is_right=is_right)
        except StorageError as error:
            context.status.show_error(error)
            return
        context.state.archive.set_capture_notes(notes)
        context.apply_query(context.state.query)
        words = "looked at and right" if is_right else "no longer marked as right"
        await self._update_list(f"{summary.capture.name}: {words}")

    # -------------------------------------------------------------- removal
    def _ask_to_remove(self, sha256: str | None) -> None:
        if sha256 is None:
            return
        summary = self._summaries[sha256]
        items = count_label(summary.item_count, "item")
        question = f"Remove {summary.capture.name} with {items}? Your annotations are kept."

        def answered(is_yes: bool | None) -> None:
            if is_yes:
                self._run(lambda: self._remove(summary))

        self._context.app.push_screen(ConfirmDialog(question), answered)

    def _remove(self, summary: CaptureSummary) -> LoadOutcome:
        from socitm_tui.ingest.removal import remove_captures  # noqa: PLC0415
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415

        checksums = {summary.capture.sha256}
        removed = remove_captures(self._context.home, checksums, current_timestamp())
        items = count_label(len(removed.items), "item")
        return LoadOutcome(f"{summary.capture.name} removed, {items}.", is_changed=True)

    def _bring_back(self) -> None:
        self._run(self._undo_removal)

    def _undo_removal(self) -> LoadOutcome:
        from socitm_tui.ingest.removal import undo_removal  # noqa: PLC0415
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        try:
            undone = undo_removal(self._context.home, current_timestamp())
        except StorageError as error:
            return LoadOutcome(str(error), "wrong")
        items = count_label(len(undone.returned), "item")
        return LoadOutcome(f"Brought back: {items}.", is_changed=True)

    def _run(self, change: Callable[[], LoadOutcome]) -> None:
        """In a thread: change the archive, then show it and the list as they are."""
        self._load.begin()
        run = partial(self._load.run_load, change, shown=self._show_outcome)
        self._context.run_worker(run, group="load", exclusive=True, thread=True)

    def _show_outcome(self, outcome: LoadOutcome) -> None:
        self._context.run_worker(self._update_list(outcome.sentence), group="captures")
