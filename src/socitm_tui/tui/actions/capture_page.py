"""Actions that show the page of a capture, review its reading and mend it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from socitm_tui.model.entities import Capture, Item, LineMark
from socitm_tui.tui.actions.context import Context, open_screen
from socitm_tui.tui.actions.load import LoadActions, LoadOutcome
from socitm_tui.tui.actions.source_lesson import LessonActions
from socitm_tui.tui.actions.undo_stack import UndoStack
from socitm_tui.tui.bindings import hint_in

if TYPE_CHECKING:
    from socitm_tui.ingest.mend import CaptureMend, MendPreview
    from socitm_tui.parsing.formats import Document
    from socitm_tui.parsing.formats.feed_fields import FeedEntry
    from socitm_tui.tui.dialogs.capture import CaptureDialog


class OpenPage(NamedTuple):
    """A page as it is read now, and the capture with its lines open to be marked."""

    preview: MendPreview
    mend: CaptureMend | None = None
    no_mend: str = ""
    """Why its lines cannot be marked."""
    entries: Sequence[FeedEntry] = ()
    """The items of a feed, with the fields that it gives them."""


class PageActions:
    """Shows captures, and changes how they are read."""

    def __init__(
        self, context: Context, load: LoadActions, lesson: LessonActions, undo_stack: UndoStack
    ) -> None:
        self._context, self._load, self._undo_stack = context, load, undo_stack
        self._lesson = lesson
        self._unkept: dict[str, Sequence[LineMark]] = {}
        """SHA-256 -> marks that were made and not kept."""
        self.changed: Callable[[str], None] = lambda _: None
        """Is called with what was done once the archive is shown as it is then."""

    # -------------------------------------------------------------- the page
    def capture(self) -> None:
        """Show the capture at the lines of the item."""
        if entry := self._context.entry:
            self.show_page(self._capture_of(entry.item), entry.item)

    def show_page(self, capture: Capture, item: Item | None) -> None:
        """Show a capture at the lines of one of its items, or from its top if it has none."""
        open_screen(self._context, self._show_page(capture, item))

    def _capture_of(self, item: Item) -> Capture:
        known = self._context.state.archive.captures.get(item.capture_sha256)
        return known or Capture(item.capture_sha256, item.capture_name, 0, item.layout, "")

    async def _show_page(self, capture: Capture, item: Item | None) -> None:
        from socitm_tui.parsing.formats import RefusedError  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415
        from socitm_tui.tui.dialogs.capture import CaptureDialog, PageUse  # noqa: PLC0415 - imported late: rarely needed

        try:
            page = await asyncio.to_thread(self.read_page, capture, item)
        except (StorageError, RefusedError) as error:
            self._context.status.show(f"The capture cannot be shown: {error}", "wrong")
            return
        use = PageUse(
            self._keep,
            partial(self._lesson.ask, capture.sha256),
            partial(self._leave, capture),
            partial(self.review, capture.sha256),
            self._lesson.cancel,
        )
        marks = self._unkept.pop(capture.sha256, None)

        def show_lines(line: int) -> None:
            dialog = CaptureDialog(
                page.preview, line, page.mend, use, marks=marks, no_mend=page.no_mend,
                doubt=self._context.state.archive.capture_notes.present(capture).doubtful or "",
            )  # fmt: skip
            self._context.app.push_screen(dialog)

        line = item.capture_lines[0] if item else 1
        if page.entries:
            from socitm_tui.tui.dialogs.feed_items import FeedDialog  # noqa: PLC0415

            feed = FeedDialog(capture.name, page.entries, line, show_lines)
            await self._context.app.push_screen(feed)
        else:
            show_lines(line)

    def read_page(self, capture: Capture, item: Item | None) -> OpenPage:
        """The page of a capture as it is read now."""
        from socitm_tui.ingest.mend import CaptureMend  # noqa: PLC0415 - imported late: rarely needed
        from socitm_tui.parsing.formats.feed_fields import is_feed, read_feed_entries  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        try:
            mend = CaptureMend.open(self._context.home, capture.sha256)
        except StorageError as error:
            document = self._read_document(capture, item)
            entries = read_feed_entries(document) if is_feed(document) else ()
            return OpenPage(self._read_lines(capture, document), None, str(error), entries)
        return OpenPage(mend.preview(mend.marks), mend)

    def _read_document(self, capture: Capture, item: Item | None) -> Document:
        from socitm_tui.ingest.documents import read_item_document  # noqa: PLC0415
        from socitm_tui.parsing.formats import document_of_capture  # noqa: PLC0415
        from socitm_tui.storage.captures import CaptureFolder  # noqa: PLC0415

        folder = CaptureFolder(self._context.home.captures)
        if item is not None:
            return read_item_document(folder, item)
        return document_of_capture(capture, folder.read(capture.sha256))

    @staticmethod
    def _read_lines(capture: Capture, document: Document) -> MendPreview:
        """The lines of a capture that cannot be mended, and the items that it gives."""
        from socitm_tui.ingest.item_pairs import ItemPair  # noqa: PLC0415
        from socitm_tui.ingest.mend import MendedLine, MendPreview  # noqa: PLC0415
        from socitm_tui.model.entities import Role  # noqa: PLC0415
        from socitm_tui.parsing.formats import RefusedError, document_text, parse_document  # noqa: PLC0415

        text = document_text(document)
        try:
            drafts = parse_document(document).drafts
        except RefusedError:
            drafts = ()
        owners = {
            line: number
            for number, draft in enumerate(drafts)
            for line in range(draft.lines[0], draft.lines[1] + 1)
        }
        lines = tuple(
            MendedLine(
                raw,
                Role.BLANK if not raw.strip() else Role.BODY if at in owners else Role.BOILERPLATE,
                owners.get(at),
            )
            for at, raw in enumerate(text.split("\n"), 1)
        )
        pairs = tuple(ItemPair(draft, draft, "unchanged") for draft in drafts)
        return MendPreview(capture, (), lines, drafts, drafts, pairs, "")

    # -------------------------------------------------------------- marks
    def _leave(self, capture: Capture, marks: Sequence[LineMark]) -> None:
        """Remember marks that were not kept, for the next time the page is opened."""
        if marks:
            self._unkept[capture.sha256] = marks
            words = "is read as before; your marks are there when you open it again"
            self._context.status.show(f"{capture.name} {words}.")

    def _keep(self, dialog: CaptureDialog, marks: Sequence[LineMark], line: int) -> None:
        """Keep the marks of a page, and read it so."""
        context, capture = self._context, dialog.capture
        summary, pages = dialog.summary, list[OpenPage]()
        progress = self._lesson.show_progress(dialog)

        def keep() -> LoadOutcome:
            from socitm_tui.ingest.mend import apply_mend  # noqa: PLC0415
            from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
            from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

            try:
                apply_mend(context.home, capture.sha256, marks, current_timestamp(), progress)
            except StorageError as error:
                return LoadOutcome(str(error), "wrong")
            pages.append(self.read_page(capture, None))
            step = f"{capture.name}: {summary}"
            return LoadOutcome(f"{step}.", is_changed=True, step=step)

        def shown(outcome: LoadOutcome) -> None:
            page = pages[0] if pages else None
            hint = hint_in(dialog, "{teach-others} reads the others of its source so")
            words = f"Kept: {summary} · {hint}" if page and marks else outcome.sentence
            dialog.show_kept(page and page.mend, page and page.preview, words)
            if outcome.is_changed:
                self._show_item(capture.sha256, line)
                self.changed(outcome.sentence)

        self._load.begin()
        run = partial(self._load.run_load, keep, shown=shown)
        context.run_worker(run, group="load", exclusive=True, thread=True)

    def _show_item(self, sha256: str, line: int) -> None:
        """Put the cursor of the timeline on the item that has a line of a capture."""
        from socitm_tui.search.query import AllOf, FieldTerm  # noqa: PLC0415

        state = self._context.state
        entries = state.entries_by(AllOf((FieldTerm("capture", (sha256,)),)))
        near = sorted(entries, key=lambda entry: abs(entry.item.capture_lines[0] - line))
        own = (
            entry
            for entry in near
            if entry.item.capture_sha256 == sha256
            and entry.item.capture_lines[0] <= line <= entry.item.capture_lines[1]
        )
        entry = next(own, near[0] if near else None)
        if entry is not None:
            self._context.apply_query(state.query, entry.key)

    # -------------------------------------------------------------- reviews
    def review(self, sha256: str | None) -> None:
        """Mark a capture as looked at and right, or no longer."""
        if sha256 is not None:
            self._context.run_worker(self._review(sha256), group="review")

    async def _review(self, sha256: str) -> None:
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415
        from socitm_tui.tui.dialogs.capture import CaptureDialog  # noqa: PLC0415

        context, index = self._context, self._context.state.archive
        note = index.capture_notes.captures.get(sha256)
        is_right = not (note and note.reviewed)
        words = "looked at and right" if is_right else "no longer marked as right"
        sentence = f"{index.captures[sha256].name}: {words}"
        write = partial(self._write_review, sha256)
        async with self._undo_stack.lock:
            try:
                await write(is_right=is_right)
            except StorageError as error:
                context.status.show_error(error)
                return
            undo, redo = partial(write, is_right=not is_right), partial(write, is_right=is_right)
            self._undo_stack.push(sentence, undo, redo)
        if isinstance(context.app.screen, CaptureDialog):
            context.app.screen.show_review(f"{words[0].upper()}{words[1:]}", is_right=is_right)
        self.changed(sentence)

    async def _write_review(self, sha256: str, *, is_right: bool) -> None:
        """Write whether a capture was looked at and right, and show what follows from that.

        Raises:
            StorageError: nothing was changed, and why.
        """
        from socitm_tui.ingest.capture_statements import mark_reviewed  # noqa: PLC0415
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415

        context = self._context
        mark = partial(mark_reviewed, context.home, [sha256], current_timestamp())
        notes = await asyncio.to_thread(mark, is_right=is_right)
        context.state.archive.set_capture_notes(notes)
        context.apply_query(context.state.query)
