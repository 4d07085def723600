"""Captures the first frame of the next start from the terminal and writes it to its file."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Final

from socitm_tui.storage.first_frame_file import encode_first_frame
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.startup.first_frame import is_saved_frame_shown
from socitm_tui.tui.startup.terminal_app import TerminalApp

CAPTURE_TIMEOUT_S: Final = 0.5
LINK_CODES: Final = re.compile(r"\x1b\]8;[^\x07\x1b]*\x1b\\")
"""The beginning and the end of a link of the terminal, which no saved frame may have."""


class FrameCapture:
    """Keeps the frame that the next start will show before Textual is imported."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.has_key_arrived = False
        """True once a key was pressed."""
        self._frame: str | None = None

    def write_if_unused(self) -> None:
        """Write the frame while nothing has happened yet, unless the file has it already."""
        if not is_saved_frame_shown() and not self.has_key_arrived:
            self._context.run_worker(self._capture_and_write())

    async def _capture_and_write(self) -> None:
        if await self.capture():
            await asyncio.to_thread(self.write)

    async def capture(self) -> bool:
        """Take the next frame of the whole screen; False if it is not what a start shows."""
        context = self._context
        terminal = context.app.terminal if isinstance(context.app, TerminalApp) else None
        if terminal is None or not context.is_current or not self._is_as_at_start:
            return False
        captured = asyncio.get_running_loop().create_future()
        before = self.has_key_arrived

        def take(frame: str) -> bool:
            if captured.done() or self.has_key_arrived != before:
                return False  # something is new on it and has to be seen
            captured.set_result(frame)
            return True

        terminal.catch = take
        context.refresh()
        with contextlib.suppress(TimeoutError):
            self._frame = await asyncio.wait_for(captured, CAPTURE_TIMEOUT_S)
        terminal.catch = None
        return self._frame is not None

    @property
    def _is_as_at_start(self) -> bool:
        """True if the panes are arranged as they are when the reader is opened."""
        panes = self._context.panes
        is_changed = not panes.is_text_shown or panes.is_zen or panes.prompt.is_open
        is_changed = is_changed or bool(self._context.state.picked) or panes.tour_card.display
        return panes.current == "timeline" and not is_changed

    def write(self) -> None:
        """Write the frame that was captured, if there is one."""
        from socitm_tui.storage.atomic import StorageError, write_atomic  # noqa: PLC0415

        home, size = self._context.home, self._context.app.size
        if self._frame is not None:
            with contextlib.suppress(StorageError):
                plain = LINK_CODES.sub("", self._frame)
                data = encode_first_frame(home, (size.width, size.height), plain)
                write_atomic(home.first_frame, data)
        self._frame = None
