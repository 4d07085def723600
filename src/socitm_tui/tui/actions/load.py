"""Loading captures from the reader, and showing the archive afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from socitm_tui.model.labels import count_label, doubt_label
from socitm_tui.model.text import clean_line
from socitm_tui.storage.regular_files import file_identity
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.share import ShareActions, complete_path
from socitm_tui.tui.actions.undo_stack import UndoError, UndoStack, UndoStep
from socitm_tui.tui.actions.watch import HomeWatch
from socitm_tui.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from socitm_tui.ingest.load_report import LoadReport

NAMED_FILES: Final = 3
"""So many files that were left out are named, more are counted."""


class LoadOutcome(NamedTuple):
    """The result of a load."""

    sentence: str
    kind: str = "emphasis"
    is_changed: bool = False
    """True if the archive is another one now."""
    left_out: Sequence[str] = ()
    step: str = ""
    """What was done, as the undo stack names it; empty for what cannot be undone."""
    besides: UndoStep | None = None
    """What else was done, which is undone and redone together with the load."""


def load_summary(report: LoadReport, hint: str, review: str) -> str:
    """What a load brought and left out, what to press, and what was read with doubt.

    What a narrow line cuts off at the end is the least important.

    Args:
        report: The report of the load.
        hint: How the new items are shown.
        review: How the pages are listed that were read with doubt or gave nothing.
    """
    updated = f", {report.updated:,} updated" if report.updated or not report.added else ""
    left_out = f"; {count_label(len(report.skipped), 'file')} left out" if report.skipped else ""
    parts = [f"{count_label(report.added, 'item')} added{updated}{left_out}"]
    if report.added:
        parts[0] += f" · {hint}"
    remarks = []
    if report.doubtful:
        read_count = len(report.lines) - len(report.skipped)
        remarks.append(doubt_label(len(report.doubtful), read_count))
    empty = [line for line in report.lines if line.status == "loaded" and not line.items]
    if empty:
        of = clean_line(empty[0].name) if len(empty) == 1 else f"{len(empty):,} files"
        remarks.append(f"no item in {of}")
    if remarks:
        parts += [f"{remarks[0]}, {review}", *remarks[1:]]
    if report.added:
        items = [item for line in report.lines for item in line.items]
        dates = sorted(item.date for item in items if item.date)
        facts = [" to ".join(dict.fromkeys((dates[0], dates[-1])))] if dates else []
        facts += [f"{len(items) - len(dates):,} undated"] if len(dates) < len(items) else []
        parts.append(", ".join(facts))
    return " · ".join(parts)


class LoadActions:
    """Asks for captures and loads them."""

    def __init__(
        self, context: Context, watch: HomeWatch, share: ShareActions, undo_stack: UndoStack
    ) -> None:
        self._context, self._watch, self._share = context, watch, share
        self._undo_stack = undo_stack

    # -------------------------------------------------------------- files and folders
    def load(self) -> None:
        """Ask for a file or folder, and load it."""
        example = "a file or folder of captures; Tab completes"
        self._context.ask(Question("load", "Load", example, self.load_path, complete=complete_path))

    def load_path(self, text: str) -> None:
        """Load the file or folder that was typed."""
        context = self._context
        if not text.strip():
            context.close_prompt()
            return
        path = self._share.parse_path(text)
        if path is None:
            return
        if not path.exists():
            context.status.show(f"There is no file or folder {path}.", "wrong")
            return
        context.close_prompt()
        context.status.show(f"Loading {path} …")
        self.begin()
        context.run_worker(partial(self._load, path), group="load", exclusive=True, thread=True)

    def _load(self, path: Path) -> None:
        from socitm_tui.ingest.loader import load_paths  # noqa: PLC0415 - nothing heavy before it is needed
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
        from socitm_tui.model.progress import ProgressMeter  # noqa: PLC0415

        context, meter = self._context, ProgressMeter()

        def show_progress(done: int, total: int, name: str) -> None:
            line = meter.format_line(done, total, clean_line(name))
            context.app.call_from_thread(context.status.show, line)

        def load() -> LoadOutcome:
            report = load_paths(context.home, [path], current_timestamp(), progress=show_progress)
            left_out = [f"{file.name} was left out: {file.problem}." for file in report.skipped]
            hints = (
                context.hint("{last-load} shows them"),
                context.hint("{captures} lists them"),
            )
            words = load_summary(report, *hints)
            step = f"{count_label(report.added, 'item')} added from {clean_line(path.name)}"
            return LoadOutcome(words, is_changed=True, left_out=left_out, step=step)

        self.run_load(load)

    # -------------------------------------------------------------- any load
    def begin(self) -> None:
        """Note that a load of this program begins; `run_load` notes its end."""
        self._watch.own_loads += 1

    def run_load(
        self,
        load: Callable[[], LoadOutcome],
        ended: Callable[[], None] = lambda: None,
        shown: Callable[[LoadOutcome], None] = lambda _: None,
    ) -> None:
        """In a thread: load, show the archive as it is then, and report the outcome.

        What changed the archive, and has a name as a step, can be undone.

        Args:
            load: Does it; what it raises is reported.
            ended: Is called on the screen's turn before the archive is shown.
            shown: Is called with the outcome once the archive is shown.
        """
        archive = self._context.home.archive
        before, load_before = file_identity(archive), _load_number(archive)
        try:
            outcome = load()
        except Exception as error:
            outcome = LoadOutcome(f"Nothing was loaded: {error}", "wrong")
            if file_identity(archive) != before:
                words = f"Not all went well: {error} What the archive holds now is shown."
                outcome = LoadOutcome(words, "wrong", is_changed=True)
        number = _load_number(archive)

        def ended_load() -> None:
            ended()
            if outcome.step:
                self._push(outcome, number if number != load_before else None)

        self._show_outcome(outcome, ended_load, shown)

    def _show_outcome(
        self,
        outcome: LoadOutcome,
        ended: Callable[[], None],
        shown: Callable[[LoadOutcome], None],
    ) -> None:
        """In a thread: show the archive after a load, and report its outcome; see `run_load`."""
        from socitm_tui.search.index import Index  # noqa: PLC0415 - not before it is needed
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        context, archive = self._context, self._context.home.archive
        identity = file_identity(archive)  # before the index is opened: a later write is seen
        index = None
        if outcome.is_changed:
            try:
                index = Index.open(context.home)
            except StorageError as error:
                words = f"{outcome.sentence} It cannot be shown: {error}"
                outcome = LoadOutcome(words, "wrong", left_out=outcome.left_out, step=outcome.step)

        def show() -> None:
            ended()
            self._watch.own_loads -= 1
            if index is not None:
                self._watch.show_index(index, identity)
            if outcome.sentence:
                undo = f" · {context.hint('{undo} undoes')}" if outcome.step else ""
                context.status.show(f"{outcome.sentence}{undo}", outcome.kind)
            self._name_files(outcome.left_out)
            shown(outcome)

        if context.app.is_running and context.is_attached:
            context.app.call_from_thread(show)

    # -------------------------------------------------------------- undo
    def _push(self, outcome: LoadOutcome, load: int | None) -> None:
        """Put a load on the undo stack, with what else was done.

        Args:
            outcome: Of the load.
            load: Its number in the archive; None if the archive was not changed.
        """

        async def undo() -> None:
            if load is not None:
                await self._move_archive(load, redo=False)
            if outcome.besides:
                await outcome.besides.undo()

        async def redo() -> None:
            if load is not None:
                await self._move_archive(load, redo=True)
            if outcome.besides:
                await outcome.besides.redo()

        if load is not None or outcome.besides:
            self._undo_stack.push(outcome.step, undo, redo)

    async def _move_archive(self, load: int, *, redo: bool) -> None:
        """Undo a load, or redo it, and show the archive as it is then.

        Raises:
            UndoError: It is no longer the last load of the archive.
            StorageError: The archive was not changed, and why.
        """
        from socitm_tui.ingest.undo import undo_last_load  # noqa: PLC0415
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
        from socitm_tui.storage.load_history import NoLoadError  # noqa: PLC0415

        self._context.status.show("Bringing the load again …" if redo else "Undoing the load …")
        home = self._context.home
        try:
            await self.change_archive(
                lambda: undo_last_load(home, current_timestamp(), redo=redo, load=load)
            )
        except NoLoadError as error:
            raise UndoError(str(error)) from error

    async def change_archive(self, change: Callable[[], object]) -> None:
        """Change the archive in a thread, and show it as it is then; nothing is reported."""

        def run() -> None:
            change()
            self.begin()
            self._show_outcome(LoadOutcome("", is_changed=True), lambda: None, lambda _: None)

        await asyncio.to_thread(run)

    def _name_files(self, left_out: Sequence[str]) -> None:
        """Name the files that were left out, each with its reason."""
        if left_out:
            rest = len(left_out) - NAMED_FILES
            more = f" And {rest:,} more." if rest > 0 else ""
            words = clean_line(" ".join(left_out[:NAMED_FILES]) + more)
            self._context.notify(words, markup=False, timeout=10)


def _load_number(archive: Path) -> int | None:
    """The number of the last load of an archive; None if it cannot be read."""
    from socitm_tui.storage.archive_file import ArchiveFile, ForeignArchiveError  # noqa: PLC0415
    from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

    try:
        with ArchiveFile(archive) as file:
            return file.read_head().load
    except (OSError, StorageError, ForeignArchiveError):
        return None
