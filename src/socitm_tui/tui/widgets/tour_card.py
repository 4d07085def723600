"""The card of the first run and the steps of the tour, as a widget over the panes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content
from textual.widgets import Static

from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import hint_in
from socitm_tui.tui.widgets.glyphs import GLYPHS
from socitm_tui.tui.widgets.status_line import hint_content

CARD_FRAME: Final = (8, 4)
"""Cells and lines of the edge and the padding of the card, as `app.tcss` has them."""
LINES_BELOW: Final = 3
"""Lines of the screen below a step of the tour."""
MIN_SIZE: Final = (60, 18)
"""Cells and lines from which there is room for a card over the panes."""


@dataclass(frozen=True, slots=True)
class TourStep:
    """A task of the tour. It is done by an action, or once the query has terms of a kind."""

    words: str
    """What to do, with actions in braces for their keys."""
    action: str = ""
    """The id of the key of the action that does it."""
    fields: Collection[str] = ()
    """The fields of which the query must have one; `words` for words."""


STEPS: Final[Sequence[TourStep]] = (
    TourStep(
        "Find what was said about websites:\npress {search}, type websites, and press enter.",
        fields=("words",),
    ),
    TourStep(
        "Keep only what is from 2012: press {filter} for the filter,\n"
        "go down to 2012 with {down}, and tick it with {tick}.",
        fields=("year", "date"),
    ),
    TourStep(
        "Read an item: {back} goes back to the list,\n{down} and {up} move, {open} opens.", "open"
    ),
    TourStep(
        "Keep it in sight: {bookmark} bookmarks it.\n{undo} undoes whatever was done last.",
        "bookmark",
    ),
    TourStep(
        "See where it comes from: {capture} shows its capture,\n"
        "the page as it was saved. {leave} comes back.",
        "capture",
    ),
    TourStep("Cite it: {cite} copies the citation,\nfor a document of your own.", "cite"),
)
WELCOME_KEYS: Final = (
    ("Enter", "start reading"),
    ("l", "load captures of your own: saved pages, feeds, mail"),
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
        about = "A capture is a page or feed as it was saved; items are cut from captures."
        keys = (
            Content.assemble((f"{key:<8}", "bold $accent-ink"), does) for key, does in WELCOME_KEYS
        )
        lines = [Content(GLYPHS.own_text(line)) for line in (clean_line(words), "", "", about)]
        self._show([*lines[:2], *keys, *lines[2:]], is_centred=True)

    def show_step(self, number: int) -> None:
        """Show a step of the tour."""
        count = f"{number + 1} of {len(STEPS)}"
        words = hint_in(self, STEPS[number].words).split("\n")
        hint = hint_content(GLYPHS.own_text(f"Tour, {count} · esc ends it"))
        self._show([*(Content(GLYPHS.own_text(line)) for line in words), hint], is_centred=False)

    def show_end(self) -> None:
        """Show that the tour is over, until a key is pressed."""
        words = hint_in(self, "{clear} shows all items again, {help} lists everything.")
        self._show([Content("That was the tour."), Content(words)], is_centred=False)

    def _show(self, lines: Sequence[Content], *, is_centred: bool) -> None:
        self._is_centred = is_centred
        self.update(Content("\n").join(lines))
        longest = max(line.cell_length for line in lines)
        self._wanted_size = longest + CARD_FRAME[0], len(lines) + CARD_FRAME[1]
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
            max((down - height) // 2 if self._is_centred else down - height - LINES_BELOW, 0),
        )
