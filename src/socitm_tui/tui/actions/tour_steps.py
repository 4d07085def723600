"""The card of the first run and the steps of the tour, as a widget over the panes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.widgets import Static

from socitm_tui.tui.bindings import told_in
from socitm_tui.tui.widgets.cells import cell_len, plain

LEAST: Final = (60, 18)
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
FIRST: Final = (
    ("Enter", "start reading"),
    ("l", "load your own captures"),
    ("t", "a minute’s tour"),
)


class Guide(Static):
    """A few lines over the panes, in the middle or near the bottom."""

    def __init__(self) -> None:
        super().__init__(id="guide")
        self.display = False
        self._wanted = (0, 0)
        self.middle = True

    def card(self, words: str) -> None:
        """Greet a newcomer."""
        lines = [plain(words), "", *(f"{key:<8}{does}" for key, does in FIRST)]
        self._tell(lines, middle=True)

    def step(self, number: int) -> None:
        """Show a step of the tour."""
        count = f"{number + 1} of {len(STEPS)}"
        words = told_in(self, STEPS[number][0])
        self._tell([words, f"Tour, {count} · esc ends it"], middle=False)

    def _tell(self, lines: Sequence[str], *, middle: bool) -> None:
        self.middle = middle
        self.update(Content("\n".join(lines)))
        self._wanted = (max(cell_len(line) for line in lines) + 6, len(lines) + 2)
        self.display = True
        self.place()

    def place(self) -> None:
        """Put it where there is room for it."""
        width, height = self._wanted
        across, down = self.app.size
        if not width:
            return
        self.visible = across >= LEAST[0] and down >= LEAST[1]
        self.styles.width = min(width, across)
        self.styles.offset = (
            max((across - width) // 2, 0),
            max((down - height) // 2 if self.middle else down - height - 3, 0),
        )
