"""What outlasts the reader: where it was left, and the screen that it will begin with."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Final

from textual import work

from socitm_tui.search.query import format_query
from socitm_tui.storage.first_frame_file import encode_first_frame
from socitm_tui.tui.actions.watch import WatchingScreen
from socitm_tui.tui.startup import first_frame as glimpse
from socitm_tui.tui.startup.terminal_app import TerminalApp

if TYPE_CHECKING:
    from socitm_tui.storage.reader_state import ReaderState

PLACES_KEPT, ASKED_KEPT = 500, 50
LULL: Final = 0.15
"""Seconds without a key in which something may be done that would hold up the next."""
CALM: Final = 1.0
"""Seconds after which a reader that is open takes care of what is not urgent."""


class LastingScreen(WatchingScreen):
    """The panes, and how they are left."""

    touched = False
    """True once a key was pressed."""
    pressed = 0.0
    """When that was last, on the clock of `time.monotonic`."""
    _first_screen: str | None = None

    def state(self) -> ReaderState:
        """Where the reader is, to be kept for the next run."""
        from socitm_tui.storage.reader_state import ReaderState  # noqa: PLC0415

        self.note_place()
        places = dict(list(self.places.items())[-PLACES_KEPT:])
        asked = format_query(self.query_asked)
        return ReaderState(
            self.key, asked, self.app.theme, self.reader.measure, places,
            tuple(self.trail), tuple(self.asked_before[-ASKED_KEPT:]), self.order, self.dense,
        )  # fmt: skip

    def on_unmount(self) -> None:
        """Keep the state, if there is any, and the screen it will begin with."""
        if self.index is None:
            return
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415
        from socitm_tui.storage.reader_state import write_reader_state  # noqa: PLC0415

        with contextlib.suppress(StorageError):
            write_reader_state(self.home.state, self.state())
            self._keep_glimpse()

    # -------------------------------------------------------------- the first screen
    @work
    async def glimpse_if_calm(self) -> None:
        """Keep the screen as the next run will begin with, while nothing has happened yet."""
        seen = glimpse.shown is not None and glimpse.shown.whole
        if not seen and not self.touched and await self._catch():
            await asyncio.to_thread(self._keep_glimpse)

    async def _catch(self) -> bool:
        """Catch the screen as it is drawn; False where it cannot be, or is no beginning."""
        app = self.app
        terminal = app.terminal if isinstance(app, TerminalApp) else None
        is_ascii = getattr(app, "ascii_only", False)
        if terminal is None or is_ascii or not self.is_current or not self._is_as_at_first:
            return False
        drawn = asyncio.get_running_loop().create_future()
        before = self.touched

        def take(screen: str) -> bool:
            if drawn.done() or self.touched != before:
                return False  # something is new on it, and has to be seen
            drawn.set_result(screen)
            return True

        terminal.catch = take
        self.refresh()
        with contextlib.suppress(TimeoutError):
            self._first_screen = await asyncio.wait_for(drawn, CALM / 2)
        terminal.catch = None
        return self._first_screen is not None

    @property
    def _is_as_at_first(self) -> bool:
        """True where the panes are set out as they will be when the reader is opened."""
        plain = self.text_on and not self.zen and not self.bar.is_open and not self.picked
        return plain and self.pane == "timeline" and not self.guide.display

    def _keep_glimpse(self) -> None:
        from socitm_tui.storage.atomic import StorageError, write_atomic  # noqa: PLC0415

        if self._first_screen is not None:
            size = (self.app.size.width, self.app.size.height)
            with contextlib.suppress(StorageError):
                screen = encode_first_frame(self.home, size, self._first_screen)
                write_atomic(self.home.first_frame, screen)
        self._first_screen = None

    @work
    async def warm_up(self) -> None:
        """Have at hand what the first tick, letter and mark need, before they come."""
        from socitm_tui.storage.atomic import import_lock_library  # noqa: PLC0415

        await self._lull()
        await asyncio.to_thread(import_lock_library)
        for _ in self.archive.warm_caches():
            await self._lull()

    async def _lull(self) -> None:
        """Wait until no key has been pressed for a moment."""
        await asyncio.sleep(0)
        while (left := self.pressed + LULL - time.monotonic()) > 0:
            await asyncio.sleep(left)

    # -------------------------------------------------------------- leaving
    def action_quit(self) -> None:
        """Quit, once the last change is on disk."""
        self.leave()
        self._quit_when_written()

    @work
    async def _quit_when_written(self) -> None:
        if self.writing.locked():
            self.say("Writing the last change first…")
        async with self.writing:
            self.unsay()
            self.timeline.settle()
            await self._catch()
            self.app.exit()
