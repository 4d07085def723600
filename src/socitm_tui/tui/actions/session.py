"""Opens the archive, restores the state of the last session, and saves that of this one."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from socitm_tui.model.labels import count_label
from socitm_tui.model.text import clean_line
from socitm_tui.search.query import EMPTY_QUERY, QueryError, format_query
from socitm_tui.search.query_parser import parse_query
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.frame_capture import FrameCapture
from socitm_tui.tui.actions.history import HistoryActions
from socitm_tui.tui.actions.search import SearchActions
from socitm_tui.tui.actions.tour import TourActions
from socitm_tui.tui.actions.undo_stack import UndoStack
from socitm_tui.tui.actions.watch import HomeWatch
from socitm_tui.tui.startup.key_order import OrderedApp
from socitm_tui.tui.widgets.status_text import parse_order
from socitm_tui.tui.widgets.timeline import paragraph_lines

if TYPE_CHECKING:
    from socitm_tui.search.index import Index
    from socitm_tui.storage.reader_state import ReaderState

KEPT_POSITIONS, KEPT_QUERIES = 500, 50
PAUSE_S: Final = 0.15
"""Seconds without a key after which work may be done that would delay the next key."""
CALM_S: Final = 1.0
"""Seconds after the start until work that is not urgent is done."""
GC_THRESHOLD: Final = 10_000
"""Objects made and kept until garbage is collected: more than a key makes, and few to look at."""


@dataclass(frozen=True, slots=True)
class StartOptions:
    """What the reader begins with."""

    is_fresh: bool = False
    """True to restore nothing of the session before."""
    is_first: bool = False
    """True on the first run."""
    notice: str | None = None
    """A sentence to show once."""
    query: str | None = None
    """The query; None, if `key` is None too, for that of the session before."""
    key: str | None = None
    """The item to open."""


class Session:
    """Opens the archive, restores the state of the session before, and saves this one."""

    def __init__(  # noqa: PLR0917 - the other subjects, once each
        self,
        context: Context,
        options: StartOptions,
        undo_stack: UndoStack,
        history: HistoryActions,
        search: SearchActions,
        tour: TourActions,
        watch: HomeWatch,
    ) -> None:
        self._context, self._options = context, options
        self._undo_stack, self._history, self._search = undo_stack, history, search
        self._tour, self._watch = tour, watch
        self.frame_capture = FrameCapture(context)
        self._is_first_session = not context.home.state.exists()
        self._last_key = 0.0
        """When a key was pressed last, on the clock of `time.monotonic`."""

    def note_key(self) -> None:
        """Note that a key was pressed now."""
        self.frame_capture.has_key_arrived, self._last_key = True, time.monotonic()

    # -------------------------------------------------------------- opening
    def start(self) -> None:
        """Show the archive if its index can be had at once; else read it after the first frame."""
        from socitm_tui.search.index import Index  # noqa: PLC0415 - imported late: the first frame does without
        from socitm_tui.tui.startup.early_rows import take_early_index  # noqa: PLC0415

        context, home = self._context, self._context.home
        context.status.update()
        self._watch.remember_notebook()
        if index := take_early_index(home) or Index.open_if_fresh(home):
            self._show_archive(index, self._read_state())
        else:
            context.call_after_refresh(self._start_reading)
        context.call_after_refresh(self._finish_first_frame)

    def _start_reading(self) -> None:
        self._context.run_worker(self._read_archive, group="archive", exclusive=True, thread=True)

    async def _finish_first_frame(self) -> None:
        """Mount what the first frame does not need; keys act from now on."""
        context, panes = self._context, self._context.panes
        await panes.mount_prompt()
        if isinstance(context.app, OrderedApp):
            context.app.call_later(context.app.accept_keys)
        if not gc.isenabled():
            gc.freeze()  # objects that exist now are never garbage-collected
            gc.set_threshold(GC_THRESHOLD)
            gc.enable()

    def _read_state(self) -> ReaderState:
        from socitm_tui.storage.reader_state import ReaderState, read_reader_state  # noqa: PLC0415

        return (
            ReaderState() if self._options.is_fresh else read_reader_state(self._context.home.state)
        )

    def _read_archive(self) -> None:
        """In a thread: open the index, which may have to be built."""
        from socitm_tui.search.index import Index  # noqa: PLC0415 - imported late: the first frame does without
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        context = self._context

        def report(done: int, total: int) -> None:
            context.call_later(self._show_progress, done, total)

        state = self._read_state()
        try:
            index = Index.open(context.home, report)
        except StorageError as error:
            context.call_later(self._show_problem, str(error))
        else:
            context.call_later(self._show_archive, index, state)

    def _show_progress(self, done: int, total: int) -> None:
        self._context.status.progress = f"Reading the archive… {done:,} of {total:,}"
        self._context.status.update()

    def _show_problem(self, problem: str) -> None:
        """Show in place of the timeline why the archive cannot be read."""
        status, timeline = self._context.status, self._context.panes.timeline
        status.progress = "Nothing can be shown."
        words = paragraph_lines(clean_line(problem), timeline.size.width, "doubt")
        timeline.show_message([(("", "heading"),), *words])
        status.update()

    def _show_archive(self, index: Index, saved: ReaderState) -> None:
        """Show the archive as the session before has left it."""
        context, state, options = self._context, self._context.state, self._options
        state.index = index
        state.key, state.first_lines = saved.key, dict(saved.line_positions)
        self._history.opened, self._search.entered = saved.opened_keys, saved.entered_queries
        if saved.text_width:
            context.panes.reader.set_measure(saved.text_width)
            context.panes.arrange()
        state.order = parse_order(saved.order)
        is_restored = options.query is None and options.key is None
        query = EMPTY_QUERY
        with contextlib.suppress(QueryError):
            text = saved.query if is_restored else options.query or ""
            query = parse_query(text, self._search.known_values)
        context.apply_query(query)
        if options.key is not None:
            context.call_after_refresh(self._history.open_key, options.key)
        has_news = self._show_news(index)
        self._watch.start()
        self._watch.show_notebook_problem()
        context.app.set_timer(CALM_S, self._start_warming)
        if not has_news and is_restored and not options.is_fresh:
            context.app.set_timer(CALM_S, self.frame_capture.write_if_unused)

    def _show_news(self, index: Index) -> bool:
        """Show what a user must know at the start; False if there is nothing."""
        options, context = self._options, self._context
        is_welcomed = options.is_first and self._tour.show_card()
        if options.notice and not is_welcomed:
            context.notify(clean_line(options.notice), markup=False, timeout=8)
        if index.orphans:
            lost = count_label(len(index.orphans), "annotation")
            words = context.hint("see “Annotations without an item” under {help}")
            context.notify(f"{lost} without an item: {words}", markup=False, timeout=10)
        return bool(is_welcomed or options.notice or index.notebook_problem or index.orphans)

    # -------------------------------------------------------------- pauses between keys
    def _start_warming(self) -> None:
        self._context.run_worker(self._warm_caches())

    async def _warm_caches(self) -> None:
        """Read what the first tick, letter and mark need, in pauses between keys."""
        from socitm_tui.storage.atomic import import_lock_library  # noqa: PLC0415

        await self._wait_for_pause()
        await asyncio.to_thread(import_lock_library)
        for _ in self._context.state.archive.warm_caches():
            await self._wait_for_pause()

    async def _wait_for_pause(self) -> None:
        await asyncio.sleep(0)
        while (left := self._last_key + PAUSE_S - time.monotonic()) > 0:
            await asyncio.sleep(left)

    # -------------------------------------------------------------- leaving
    def reader_state(self) -> ReaderState:
        """What is saved of this session for the next one."""
        from socitm_tui.storage.reader_state import ReaderState  # noqa: PLC0415

        context, state = self._context, self._context.state
        reader = context.panes.reader
        state.remember_first_line(reader.entry, reader.top)
        return ReaderState(
            state.key, format_query(state.query), context.app.theme, reader.measure,
            dict([*state.first_lines.items()][-KEPT_POSITIONS:]), tuple(self._history.opened),
            tuple(self._search.entered[-KEPT_QUERIES:]), state.order,
        )  # fmt: skip

    def save(self) -> None:
        """Save the state of the session, and the first frame of the next one."""
        if self._context.state.index is None:
            return
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415
        from socitm_tui.storage.reader_state import write_reader_state  # noqa: PLC0415

        with contextlib.suppress(StorageError):
            write_reader_state(self._context.home.state, self.reader_state())
            self.frame_capture.write()

    def leave(self) -> None:
        """Quit by the key that goes back; at the end of the first session, say how to return."""
        words = (
            "socitm-tui opens again where you left it; inside, {close} goes back and never quits."
        )
        self.quit(self._context.hint(words) if self._is_first_session else None)

    def quit(self, words: str | None = None) -> None:
        """Quit, once the last change is on disk.

        Args:
            words: What is printed when the terminal is as it was before.
        """
        self._context.close_entry()
        self._context.run_worker(self._quit_when_written(words))

    async def _quit_when_written(self, words: str | None) -> None:
        context = self._context
        if self._undo_stack.lock.locked():
            context.status.show("Writing the last change first…")
        async with self._undo_stack.lock:
            context.status.clear()
            context.panes.timeline.reset_scrolling()
            await self.frame_capture.capture()
            context.app.exit(message=words)
