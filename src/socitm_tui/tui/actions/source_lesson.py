"""Actions that read the other captures of a source as a mended page shows, after a question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from socitm_tui.model.labels import count_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.load import LoadActions, LoadOutcome
from socitm_tui.tui.dialogs.text_dialogs import ConfirmDialog

if TYPE_CHECKING:
    from socitm_tui.ingest.source_mend import SourcePreview
    from socitm_tui.model.progress import Progress
    from socitm_tui.tui.dialogs.capture import CaptureDialog


class LessonActions:
    """Shows what the marks of a page would change in the others of its source, and changes it."""

    def __init__(self, context: Context, load: LoadActions) -> None:
        self._context, self._load = context, load
        self.changed: Callable[[str], None] = lambda _: None
        """Is called with what was done once the archive is shown as it is then."""
        self._is_reading = self._is_stopped = False
        """True while the others of a source are read to see what would change; and if that is to
        stop."""

    def teach(self) -> None:
        """Ask whether the other captures of a source are to be read as the one of the item."""
        if entry := self._context.entry:
            self.ask(entry.item.capture_sha256, None)

    def ask(self, sha256: str, dialog: CaptureDialog | None) -> None:
        """Show what would change in the other captures of a source; a yes changes it.

        Args:
            sha256: The mended capture.
            dialog: The page of it, if it is shown; who closes it asks for nothing any more.
        """
        work = self._preview(sha256, dialog)
        self._context.run_worker(work, group="lesson", exclusive=True)

    async def _preview(self, sha256: str, dialog: CaptureDialog | None) -> None:
        from socitm_tui.ingest.source_mend import preview_source, source_sentence  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        report, home = self._reporter(dialog), self._context.home
        report("Reading the others of this source …")
        progress = self.show_progress(dialog, self._stop_if_asked(dialog))
        self._is_reading, self._is_stopped = True, False
        try:
            preview = await asyncio.to_thread(preview_source, home, sha256, progress=progress)
        except StorageError as error:
            report(str(error))
            return
        finally:
            self._is_reading = False
        if self._is_stopped or (dialog is not None and not dialog.is_attached):
            return
        report("")
        sentence = source_sentence(preview)
        if not preview.changes:
            report(sentence)
            return

        def answered(is_yes: bool | None) -> None:
            if is_yes:
                self._apply(sha256, preview, dialog)

        question = f"{sentence} Read them so?"
        await self._context.app.push_screen(ConfirmDialog(question, preview.examples), answered)

    def _apply(self, sha256: str, preview: SourcePreview, dialog: CaptureDialog | None) -> None:
        progress = self.show_progress(dialog)

        def apply() -> LoadOutcome:
            from socitm_tui.ingest.source_mend import apply_source  # noqa: PLC0415
            from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
            from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

            try:
                apply_source(
                    self._context.home, sha256, current_timestamp(), progress, preview.results
                )
            except StorageError as error:
                return LoadOutcome(str(error), "wrong")
            step = f"{count_label(len(preview.changes), 'capture')} of {preview.source} read again"
            return LoadOutcome(f"{step}.", is_changed=True, step=step)

        def shown(outcome: LoadOutcome) -> None:
            self._reporter(dialog)(outcome.sentence)
            self.changed(outcome.sentence)

        self._reporter(dialog)("Reading the others of this source again …")
        self._load.begin()
        run = partial(self._load.run_load, apply, shown=shown)
        self._context.run_worker(run, group="load", exclusive=True, thread=True)

    def _reporter(self, dialog: CaptureDialog | None) -> Callable[[str], None]:
        """Shows a sentence in the page if that is shown, else in the status line."""
        if dialog is not None and dialog.is_attached:
            return dialog.show_words
        return self._context.status.show

    def cancel(self) -> bool:
        """Stop reading the others of a source; True if they were being read."""
        is_reading, self._is_reading = self._is_reading, False
        self._is_stopped |= is_reading
        return is_reading

    def _stop_if_asked(self, dialog: CaptureDialog | None) -> Callable[[], None]:
        """Stops the reading if that was asked for, or if the page was closed."""
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        def stop() -> None:
            if self._is_stopped or (dialog is not None and not dialog.is_attached):
                raise StorageError("Stopped; nothing was changed.")

        return stop

    def show_progress(
        self, dialog: CaptureDialog | None, check: Callable[[], None] | None = None
    ) -> Progress:
        """Shows from a thread how much was done, in a page or in the status line.

        Args:
            dialog: The page.
            check: Is called each time, and may raise what ends the work.
        """
        from socitm_tui.model.progress import ProgressMeter  # noqa: PLC0415

        app, meter = self._context.app, ProgressMeter()
        hint = f" · {self._context.hint('{leave} stops')}" if check else ""

        def show(done: int, total: int, name: str) -> None:
            if check:
                check()
            line = meter.format_line(done, total, clean_line(name)) + hint
            app.call_from_thread(lambda: self._reporter(dialog)(line))

        return show
