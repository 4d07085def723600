"""The reader as a program: its screen, its themes, and `run`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.actions import ActionParseResult, parse
from textual.dom import DOMNode
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender

from socitm_tui.storage.home import Home
from socitm_tui.tui.actions.session import StartOptions
from socitm_tui.tui.bindings import action_name, textual_keys
from socitm_tui.tui.browse import BrowseScreen
from socitm_tui.tui.keys import KEYS, Key
from socitm_tui.tui.pane_layout import is_too_small
from socitm_tui.tui.startup.key_order import OrderedApp
from socitm_tui.tui.startup.terminal_app import TerminalApp
from socitm_tui.tui.styles import DEFAULT_THEME, ThemeStyles
from socitm_tui.tui.themes import OWN_THEMES, theme_variables
from socitm_tui.tui.widgets.glyphs import GLYPHS
from socitm_tui.tui.widgets.reader import Reader
from socitm_tui.tui.widgets.text_selection import TextCopied


class WholeCellScrollBar(ScrollBarRender):
    """A scroll bar without block characters, for `--ascii`."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


class ReaderApp(OrderedApp, TerminalApp):
    """Reads one archive. People and tests make it by this one class."""

    TITLE = "socitm-tui"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False  # help lists all actions

    def __init__(
        self,
        home: Home,
        *,
        fresh: bool = False,
        notice: str | None = None,
        first: bool = False,
        table: Sequence[Key] = KEYS,
        ascii_only: bool = False,
        start: tuple[str | None, str | None] = (None, None),
    ) -> None:
        super().__init__()
        self.table = table
        """The keys as the user wants them."""
        if table is not KEYS:
            self.set_keymap({key.id: textual_keys(key) for key in table})
        GLYPHS.choose(is_ascii=ascii_only)
        ScrollBar.renderer = WholeCellScrollBar if ascii_only else ScrollBarRender
        self.browse = BrowseScreen(home, StartOptions(fresh, first, notice, *start))
        self.browse.set_class(ascii_only, "-ascii", update=False)
        self.set_class(ascii_only, "-ascii", update=False)
        for theme in OWN_THEMES:
            self.register_theme(theme)
        self.theme = self._saved_theme(home, is_fresh=fresh)
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"

    def get_default_screen(self) -> Screen[None]:
        """The browse screen."""
        return self.browse

    # -------------------------------------------------------------- colours
    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours and those that we make from them."""
        variables = super().get_css_variables()
        variables |= theme_variables(self.current_theme)
        self.theme_styles = ThemeStyles(variables)
        return variables

    def _saved_theme(self, home: Home, *, is_fresh: bool) -> str:
        """The theme of the session before; read here, because the first frame needs it."""
        from socitm_tui.storage.reader_state import read_reader_state  # noqa: PLC0415

        name = None if is_fresh else read_reader_state(home.state).theme
        return name if name and name in self.available_themes else DEFAULT_THEME

    def on_resize(self, event: events.Resize) -> None:
        """Let dialogs be unseen while the terminal is too small, as the panes are."""
        for screen in self.screen_stack[1:]:
            screen.set_class(is_too_small(event.size), "-too-small")

    # -------------------------------------------------------------- keys and actions
    async def act_on(self, event: events.Event) -> None:
        """Clear the sentence in the status line, which has been read; then let the event act."""
        actions = self.browse.actions
        if isinstance(event, events.Key | events.MouseDown):
            actions.session.note_key()
            if self.browse.is_current:
                self.browse.status.clear()
        key = event.key if isinstance(event, events.Key) and not event.is_forwarded else ""
        if not (key and (actions.tour.take_key(key) or actions.search.drop_part(key))):
            await super().act_on(event)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Carry out an action, which may be what the tour waits for."""
        tour = self.browse.actions.tour
        if tour.step is None:
            return await super().run_action(action, default_namespace, namespaces)
        _, name, parameters = parse(action) if isinstance(action, str) else action
        key_id = action_name(name, parameters).replace("_", "-")
        tour.prepare(key_id)
        is_done = await super().run_action(action, default_namespace, namespaces)
        if is_done:
            tour.advance(key_id)
        return is_done

    @on(Reader.LinkClicked)
    def _link_clicked(self, message: Reader.LinkClicked) -> None:
        self.browse.actions.links.open_address(message.address)

    @on(TextCopied)
    def _text_copied(self, message: TextCopied) -> None:
        self.browse.actions.share.copy("Selection", message.text)


def run(
    home: Home,
    *,
    fresh: bool = False,
    notice: str | None = None,
    first: bool = False,
    table: Sequence[Key] = KEYS,
    ascii_only: bool = False,
    start: tuple[str | None, str | None] = (None, None),
) -> int:
    """Open the reader until it is left; the exit status.

    Args:
        home: The folder of archive, notebook and state.
        fresh: Restore nothing of the session before: no position, filter or theme.
        notice: A sentence to show once, such as what was just loaded.
        first: True on the first run.
        table: The keys as the user wants them.
        ascii_only: Draw the signs of the reader in ASCII.
        start: The query and the key of the item to begin with, in place of the saved ones.

    Raises:
        Exception: what went wrong in the reader; the terminal is as it was before.
    """
    app = ReaderApp(
        home, fresh=fresh, notice=notice, first=first, table=table, ascii_only=ascii_only,
        start=start,
    )  # fmt: skip
    with contextlib.suppress(ImportError):  # elsewhere than on Unix keys are read otherwise
        from socitm_tui.tui.startup.escapes import install_parser  # noqa: PLC0415 - also when Textual has changed inside

        install_parser()
    app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0
