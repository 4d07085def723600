"""The card of the first run and the steps of the tour, as a widget over the panes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.widgets import Static

from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import hint_in
from socitm_tui.tui.widgets.cells import cell_len
from socitm_tui.tui.widgets.glyphs import GLYPHS

MIN_SIZE: Final = (60, 18)
"""Cells and lines from which there is room for a card over the panes."""


STEPS: Final[Sequence[tuple[str, str]]] = (
    ("The newest item is on top. Press {down} to go down.", "down"),
    (
        "{next-year} goes to the next year down the list. The bars beside it move along.",
        "next-year",
    ),
    ("{open} opens the item in the text.", "open"),
    ("{evidence} shows where its date stands in the capture, and why it was read so.", "evidence"),
    ("{leave} closes that again; press {bookmark} to bookmark the item.", "bookmark"),
    ("{undo} undoes whatever you did last.", "undo"),
    (
        "{timeline-pane} goes back to the timeline, then {search} searches: "
        "type a word, enter keeps it.",
        "search",
    ),
    (
        "{clear} clears the filter. {filter-pane} goes to the filter pane, "
        "{tick} ticks a year or a topic.",
        "tick",
    ),
    ("{help} lists every key, {palette} every action by name. Press {help} now.", "help"),
)
"""What to press, actions in braces for their keys, and the action that counts as having done it."""
WELCOME_KEYS: Final = (
    ("Enter", "start reading"),
    ("l", "load your own captures"),
    ("t", "a minute’s tour"),
)


class TourCard(Static):
    """A few lines over the panes, in the middle or near the bottom."""

    def __init__(self) -> None:
        super().__init__(id="tour-card")
        self.display = False
        self._wanted_size = (0, 0)
        self._is_centred = True

    def show_welcome(self, words: str) -> None:
        """Show the card of the first run."""
        lines = [clean_line(words), "", *(f"{key:<8}{does}" for key, does in WELCOME_KEYS)]
        self._show(lines, is_centred=True)

    def show_step(self, number: int) -> None:
        """Show a step of the tour."""
        count = f"{number + 1} of {len(STEPS)}"
        words = hint_in(self, STEPS[number][0])
        self._show([words, f"Tour, {count} · esc ends it"], is_centred=False)

    def _show(self, lines: Sequence[str], *, is_centred: bool) -> None:
        self._is_centred = is_centred
        self.update(Content(GLYPHS.own_text("\n".join(lines))))
        self._wanted_size = (max(cell_len(line) for line in lines) + 8, len(lines) + 4)
        self.display = True
        self.place()

    def place(self) -> None:
        """Show the card where the terminal has room for it; hide it if there is none."""
        width, height = self._wanted_size
        across, down = self.app.size
        if not width:
            return
        self.visible = across >= MIN_SIZE[0] and down >= MIN_SIZE[1]
        self.styles.width = min(width, across)
        self.styles.offset = (
            max((across - width) // 2, 0),
            max((down - height) // 2 if self._is_centred else down - height - 3, 0),
        )
