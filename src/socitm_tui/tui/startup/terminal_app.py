"""An app that draws through our own terminal driver and leaves it as it was, whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING, Final

import textual.screen
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

if TYPE_CHECKING:
    from socitm_tui.tui.startup.terminal import Terminal

FRAME_INTERVAL_S: Final = 0.001
"""Least time between two frames; by 1/60, Textual's own, the second frame of a key is late."""
textual.screen.UPDATE_PERIOD = FRAME_INTERVAL_S  # type: ignore[misc]
TERMINAL_CHECK_S: Final = 2.0
"""Seconds between two checks that there still is a terminal."""


class TerminalApp(App[None]):
    """Ends in good order on a signal, on an exception, and when its terminal is gone."""

    terminal: Terminal | None = None
    """The driver, if it is ours."""

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this platform, or ours in place of it."""
        driver_class = super().get_driver_class()
        if driver_class.__name__ != "LinuxDriver":
            return driver_class
        from socitm_tui.tui.startup.terminal import Terminal  # noqa: PLC0415 - not on every platform

        return Terminal

    def on_mount(self) -> None:
        """Watch for signals and for the end of the terminal; redraw all after a suspension."""
        self.app_resume_signal.subscribe(self, lambda _: self._redraw_screens())
        if self.is_headless:
            return
        for name in ("SIGTERM", "SIGHUP"):
            with contextlib.suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                number = getattr(signal, name)
                asyncio.get_running_loop().add_signal_handler(number, self._exit_by, number)
        self.set_interval(TERMINAL_CHECK_S, self._exit_if_alone)

    def _redraw_screens(self) -> None:
        """Draw every screen again, because the terminal has lost what it showed."""
        for screen in self.screen_stack:
            screen.refresh()

    def _exit_if_alone(self) -> None:
        """Exit if the terminal is gone and no signal has come."""
        if self.terminal is not None and self.terminal.is_gone:
            self._exit_by(signal.SIGHUP)

    def _exit_by(self, number: int) -> None:
        self.exit(return_code=128 + number)

    def _fatal_error(self) -> None:
        """Exit without a traceback over the screen; `failure` keeps the exception."""
        self._close_messages_no_wait()

    @property
    def failure(self) -> Exception | None:
        """The exception that ended the app, if one did."""
        return getattr(self._exception, "error", self._exception)


class PatientScreen(Screen[None]):
    """Draws the next frame once the terminal has taken in the last one, with all that is new."""

    def _on_timer_update(self) -> None:
        """Draw what has changed, unless the terminal is behind: then at a later tick."""
        terminal = self.app.terminal if isinstance(self.app, TerminalApp) else None
        if terminal is None or not terminal.is_behind:
            super()._on_timer_update()
        elif self._callbacks:
            self.call_next(self._invoke_and_clear_callbacks)
