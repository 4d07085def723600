"""Actions that list captures, mark them as looked at and right, remove and restore them.

Their publisher and address, and those of their collection, are stated here too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from socitm_tui.model.entities import NO_PUBLISHER, Capture
from socitm_tui.model.labels import count_label
from socitm_tui.search.query import EMPTY_QUERY
from socitm_tui.tui.actions.capture_page import PageActions
from socitm_tui.tui.actions.context import Context, open_screen
from socitm_tui.tui.actions.load import LoadActions, LoadOutcome
from socitm_tui.tui.actions.undo_stack import UndoStack, UndoStep
from socitm_tui.tui.dialogs.text_dialogs import ConfirmDialog

if TYPE_CHECKING:
    from socitm_tui.search.capture_list import CaptureSummary
    from socitm_tui.tui.dialogs.captures_dialog import CaptureListDialog
    from socitm_tui.tui.dialogs.source_form import StatedSource


class CaptureActions:
    """Lists the captures, and changes what the user states about them."""

    def __init__(
        self, context: Context, pages: PageActions, load: LoadActions, undo_stack: UndoStack
    ) -> None:
        self._context, self._pages, self._load = context, pages, load
        self._undo_stack = undo_stack
        pages.changed = self._show_changes
        self._dialog: CaptureListDialog | None = None
        self._summaries: dict[str, CaptureSummary] = {}
        self._unsaved_sources: dict[str, Sequence[StatedSource]] = {}
        """SHA-256 of a capture -> what was typed into its form before that was left."""

    def captures(self) -> None:
        """List all captures, doubtful ones first."""
        if self._context.state.index is not None:
            open_screen(self._context, self._show_list())

    async def _show_list(self) -> None:
        from socitm_tui.tui.dialogs.captures_dialog import CaptureListDialog  # noqa: PLC0415 - imported late: rarely needed

        summaries = await self._read_summaries()
        keys: dict[str, Callable[[str | None], object]] = {
            "read": self._pages.review,
            "pick": self._ask_to_remove,
            "correct": self._ask_source,
            "undo": lambda _: self._undo(),
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
        self._pages.show_page(summary.capture, item)

    # -------------------------------------------------------------- publisher and address
    def _ask_source(self, sha256: str | None) -> None:
        """Ask for the publisher and the address of a capture and of its collection."""
        if sha256 is None:
            return
        from socitm_tui.tui.dialogs.source_form import SourceForm, SourceGroup, StatedSource  # noqa: PLC0415

        index, summary = self._context.state.archive, self._summaries[sha256]
        loaded = index.captures[sha256]
        notes = index.capture_notes
        shared = [
            other
            for other in index.captures.values()
            if notes.collection_name(other.collection) == summary.capture.collection
        ]
        before = [
            StatedSource(note.publisher, note.url) if note else StatedSource()
            for note in (notes.captures.get(sha256), notes.collections.get(loaded.collection))
        ]
        known = StatedSource(
            "" if summary.publisher == NO_PUBLISHER else summary.publisher, summary.url or ""
        )
        count = count_label(len(shared), "capture")
        headings = (summary.capture.name, f"Collection “{summary.capture.collection}”, {count}")
        typed = self._unsaved_sources.pop(sha256, before)
        groups = [
            SourceGroup(heading, stated, facts)
            for heading, stated, facts in zip(headings, typed, (known, StatedSource()), strict=True)
        ]

        def entered(after: Sequence[StatedSource]) -> None:
            if [*after] != before:
                self._run(lambda: self._state_sources(summary.capture, before, after))

        def left(values: Sequence[StatedSource]) -> None:
            if [*values] != before:
                self._unsaved_sources[sha256] = values

        self._context.app.push_screen(SourceForm("Publisher and address", groups, entered, left))

    def _state_sources(
        self, capture: Capture, before: Sequence[StatedSource], after: Sequence[StatedSource]
    ) -> LoadOutcome:
        """State the publisher and the address of a capture and of its collection."""
        changed = self._write_sources(capture, before, after)
        step = f"{capture.name}: source stated, {count_label(changed, 'item')} changed"
        change = self._load.change_archive
        besides = UndoStep(
            step,
            lambda: change(lambda: self._write_sources(capture, after, before)),
            lambda: change(lambda: self._write_sources(capture, before, after)),
        )
        return LoadOutcome(f"{step}.", is_changed=True, step=step, besides=besides)

    def _write_sources(
        self, capture: Capture, before: Sequence[StatedSource], after: Sequence[StatedSource]
    ) -> int:
        """Write what is stated now where it differs from before; how many items were changed."""
        from socitm_tui.ingest.capture_statements import state_source  # noqa: PLC0415
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415

        state = partial(state_source, self._context.home, current_timestamp())
        own, shared = after
        changed = 0
        if own != before[0]:
            changed += state(captures=[capture.sha256], publisher=own.publisher, url=own.url)
        if shared != before[1]:
            changed += state(
                collection=capture.collection, publisher=shared.publisher, url=shared.url
            )
        return changed

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
        step = f"{summary.capture.name} removed, {items}"
        return LoadOutcome(f"{step}.", is_changed=True, step=step)

    def _undo(self) -> None:
        self._context.run_worker(self._undo_and_update(), group="captures")

    async def _undo_and_update(self) -> None:
        """Undo what was done last, here or before, and show the list as it is then."""
        await self._update_list(await self._undo_stack.undo_last())

    def _run(self, change: Callable[[], LoadOutcome]) -> None:
        """In a thread: change the archive, then show it and the list as they are."""
        self._load.begin()
        run = partial(self._load.run_load, change, shown=self._show_outcome)
        self._context.run_worker(run, group="load", exclusive=True, thread=True)

    def _show_outcome(self, outcome: LoadOutcome) -> None:
        self._show_changes(outcome.sentence)

    def _show_changes(self, words: str) -> None:
        """Show the list as it is now, if it is open, and what was done."""
        if self._dialog is not None and self._dialog.is_attached:
            self._context.run_worker(self._update_list(words), group="captures")
