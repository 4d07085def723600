"""The reader as a program: themes, signals, and the one screen."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterable, Sequence

from textual import events, on
from textual.app import SystemCommand
from textual.driver import Driver
from textual.screen import Screen
from textual.widgets import Input

from socitm_tui.storage.home import Home
from socitm_tui.tui.bindings import NAMES
from socitm_tui.tui.browse import BrowseScreen, Start
from socitm_tui.tui.dialogs.dialogs import orphan_card
from socitm_tui.tui.dialogs.list_screen import SheetScreen
from socitm_tui.tui.keys import APART, KEYS, Key, shown
from socitm_tui.tui.pane_layout import ORDER
from socitm_tui.tui.startup.key_order import OrderedApp
from socitm_tui.tui.styles import FIRST, Looks
from socitm_tui.tui.themes import OURS, reader_colours

ALONE = 2.0
"""Seconds between two looks at whether there still is a terminal."""


class ReaderApp(OrderedApp):
    """Reads one archive. Made by this one class for people and for tests."""

    TITLE = "socitm-tui"
    CSS_PATH = "app.tcss"

    def __init__(
        self,
        home: Home,
        *,
        fresh: bool = False,
        notice: str | None = None,
        first: bool = False,
        table: Sequence[Key] = KEYS,
        ascii_only: bool = False,
        start: Start = (None, None),
    ) -> None:
        super().__init__()
        self.table = table
        """The keys as the user wants them."""
        if table is not KEYS:
            named = ((one.id, [NAMES.get(key, key) for key in one.keys]) for one in table)
            self.set_keymap({name: ",".join(keys) for name, keys in named})
        self.ascii_only = ascii_only
        if ascii_only:
            from socitm_tui.tui.widgets.ascii import Ascii  # noqa: PLC0415 - few want it

            self._filters.append(Ascii())
        self.browse = BrowseScreen(home, fresh=fresh, notice=notice, first=first, start=start)
        for theme in OURS:
            self.register_theme(theme)
        self.theme = self._wanted_theme(home, fresh=fresh)
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this platform, or ours in place of it."""
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found
        from socitm_tui.tui.startup.terminal import Terminal  # noqa: PLC0415 - not on every platform

        return Terminal

    def get_default_screen(self) -> Screen[None]:
        """The one screen there is."""
        return self.browse

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours and those we make from them."""
        variables = super().get_css_variables()
        variables |= reader_colours(self.current_theme)
        self.looks = Looks(variables)
        return variables

    def _wanted_theme(self, home: Home, *, fresh: bool) -> str:
        """The theme kept from the last run; read here, for the first frame wears it."""
        from socitm_tui.storage.reader_state import read_reader_state  # noqa: PLC0415

        name = None if fresh else read_reader_state(home.state).theme
        return name if name and name in self.available_themes else FIRST

    def on_mount(self) -> None:
        """A polite end, terminal and state kept, when someone asks for one from outside.

        And the whole screen when the reader is called back into the foreground.
        """
        self.app_resume_signal.subscribe(self, lambda _: self._draw_all())
        if self.is_headless:
            return
        for name in ("SIGTERM", "SIGHUP"):
            with contextlib.suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                number = getattr(signal, name)
                asyncio.get_running_loop().add_signal_handler(number, self._end, number)
        self.set_interval(ALONE, self._leave_if_alone)

    def _draw_all(self) -> None:
        """Draw every screen anew, for the terminal has nothing of them any more."""
        for screen in self.screen_stack:
            screen.refresh()

    def _leave_if_alone(self) -> None:
        """Leave when the terminal is gone and nobody has said so."""
        if getattr(self._driver, "is_gone", False):
            self._end(signal.SIGHUP)

    async def act_on(self, event: events.Event) -> None:
        """What was said at the bottom has been read once something else is done."""
        if isinstance(event, events.Key | events.MouseDown):
            self.browse.touched, self.browse.pressed = True, time.monotonic()
            if self.browse.is_current:
                self.browse.unsay()
        if isinstance(event, events.Key) and not event.is_forwarded and await self._at_once(event):
            if self.browse.is_current and not self.message_queue_size:
                self.browse.draw()
            return
        await super().act_on(event)

    async def on_browse_screen_ready(self) -> None:
        """Act on the keys that were typed while the reader was starting."""
        await self.begin()

    async def _at_once(self, event: events.Key) -> bool:
        """Let the key act now; True where it did.

        Typed faster than messages travel from pane to app, the letters after a “/” would
        otherwise reach the pane, and those after an enter still the line that was left.
        """
        if self.browse.guided(event.key):
            return True
        focused = self.focused
        if isinstance(focused, Input) or getattr(focused, "takes_text", False):
            assert focused is not None  # noqa: S101 - it takes text
            await focused._on_key(event)
            if event._stop_propagation:
                self._answer()
                return True
        if focused is None and self.screen is self.browse:
            return await self._unfocused(event)
        typing = self.browse.bar.is_open
        if not typing and not actions_of(event, self.table) & STEPS:
            self.browse.catch_up()
        done = await self._check_bindings(event.key)
        if done and typing:
            self._answer()
        elif done:
            self.browse.acted(actions_of(event, self.table))
        return done

    def _answer(self) -> None:
        """Act on what was typed; only the last of many letters is worth that."""
        if not self.message_queue_size:
            self.browse.bar.answer()

    async def _unfocused(self, event: events.Key) -> bool:
        """As `_at_once` while the terminal is, or just was, too small for any pane."""
        names = {event.key, event.character}
        for key in self.table:
            if self.browse.pane in key.panes and names & set(key.keys):
                await self.perform(key)
                return True
        return await self._check_bindings(event.key)

    @on(SheetScreen.Copied)
    def _copied(self, message: SheetScreen.Copied) -> None:
        self.browse.copy("Selection", message.text)

    def _end(self, number: int) -> None:
        self.exit(return_code=128 + number)

    def _fatal_error(self) -> None:
        """Leave without a traceback over the screen: `run` raises what has happened."""
        self._close_messages_no_wait()

    @property
    def failure(self) -> Exception | None:
        """What made the reader stop, where it did not end by itself."""
        return getattr(self._exception, "error", self._exception)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002 - Textual's signature
        """Every action of the table of keys, under its name."""
        for key in self.table:
            if key.id != "palette" and not {*key.panes} <= {*APART}:
                yield SystemCommand(
                    f"{key.name}  ({shown(key)})", key.more, lambda key=key: self.perform(key)
                )
        yield SystemCommand("Choose a theme", "from all there are", self.search_themes)
        if self.browse.index and self.browse.index.orphans:
            words = "that lost it: with the words they were made on"
            yield SystemCommand("Annotations without an item", words, self._show_orphans)

    def _show_orphans(self) -> None:
        if self.browse.index:
            self.push_screen(orphan_card(self.browse.index.orphans))

    async def perform(self, key: Key) -> None:
        """Do what a key does, in the pane in use or else in the one where it does it."""
        browse = self.browse
        if not {"everywhere", browse.pane} & {*key.panes}:
            elsewhere = [pane for pane in ORDER if pane in key.panes]
            if not elsewhere:
                return
            browse.go_to(elsewhere[0])
        pane = browse.widgets[browse.pane]
        for owner in (browse,) if "everywhere" in key.panes else (pane, browse.timeline):
            if hasattr(owner, f"action_{key.action}"):
                await self.run_action(key.action, owner)
                return


STEPS = frozenset(
    {"down", "up", "page-down", "page-up", "half-page-down", "half-page-up", "top", "bottom"}
)
"""Of many of these in a row only the last has a text to show; other keys may need it."""


def actions_of(event: events.Key, table: Sequence[Key] = KEYS) -> frozenset[str]:
    """The actions that a key may have been pressed for."""
    names = {event.key, event.character}
    return frozenset(key.id for key in table if names & set(key.keys))


def run(
    home: Home,
    *,
    fresh: bool = False,
    notice: str | None = None,
    first: bool = False,
    table: Sequence[Key] = KEYS,
    ascii_only: bool = False,
    start: Start = (None, None),
) -> int:
    """Open the reader until it is left; the exit status.

    Args:
        home: Where archive, notebook and state are.
        fresh: Start as if for the first time: no kept place, filter or theme.
        notice: A sentence to show once, such as what was just loaded.
        first: True for somebody who has never been here.
        table: The keys as the user wants them.
        ascii_only: Draw nothing but ASCII.
        start: The query and the key of the item to begin with, in place of those it was left at.

    Raises:
        Exception: whatever went wrong in the reader, the terminal being as it was before.
    """
    app = ReaderApp(
        home, fresh=fresh, notice=notice, first=first, table=table, ascii_only=ascii_only,
        start=start,
    )  # fmt: skip
    with contextlib.suppress(ImportError):  # elsewhere than on Unix keys are read otherwise
        from socitm_tui.tui.startup import escapes  # noqa: PLC0415 - also when Textual has changed inside

        escapes.install()
    app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0
