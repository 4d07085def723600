"""The reader as a program: themes, signals, and the one screen."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence

from textual import events, on
from textual.actions import ActionParseResult
from textual.app import SystemCommand
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.screen import Screen

from socitm_tui.storage.home import Home
from socitm_tui.tui.bindings import NAMES
from socitm_tui.tui.browse import BrowseScreen, Start
from socitm_tui.tui.dialogs.dialogs import orphan_card
from socitm_tui.tui.dialogs.list_screen import SheetScreen
from socitm_tui.tui.keys import APART, KEYS, Key, shown
from socitm_tui.tui.pane_layout import ORDER
from socitm_tui.tui.startup.key_order import OrderedApp
from socitm_tui.tui.startup.terminal_app import TerminalApp
from socitm_tui.tui.styles import FIRST, Looks
from socitm_tui.tui.themes import OURS, reader_colours


class ReaderApp(OrderedApp, TerminalApp):
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
        self._ascii: LineFilter | None = None
        if ascii_only:
            from socitm_tui.tui.widgets.ascii import Ascii  # noqa: PLC0415 - few want it

            self._ascii = Ascii()
        self.browse = BrowseScreen(home, fresh=fresh, notice=notice, first=first, start=start)
        for theme in OURS:
            self.register_theme(theme)
        self.theme = self._wanted_theme(home, fresh=fresh)
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"

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

    async def act_on(self, event: events.Event) -> None:
        """What was said at the bottom has been read once something else is done."""
        if isinstance(event, events.Key | events.MouseDown):
            self.browse.touched, self.browse.pressed = True, time.monotonic()
            if self.browse.is_current:
                self.browse.unsay()
        if (
            isinstance(event, events.Key)
            and not event.is_forwarded
            and self.browse.guided(event.key)
        ):
            return
        await super().act_on(event)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Carry out an action, which may be what the tour waits for."""
        if default_namespace is self.browse:
            self.browse.catch_up()
        done = await super().run_action(action, default_namespace, namespaces)
        if done and isinstance(action, str):
            self.browse.acted(frozenset({action.replace("_", "-")}))
        return done

    async def on_browse_screen_first_frame_painted(self) -> None:
        """Act on the keys that were typed while the reader was starting."""
        await self.accept_keys()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and ours for a terminal that has nothing but ASCII."""
        filters = super().get_line_filters()
        return [*filters, self._ascii] if self._ascii else filters

    @on(SheetScreen.Copied)
    def _copied(self, message: SheetScreen.Copied) -> None:
        self.browse.copy("Selection", message.text)

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
