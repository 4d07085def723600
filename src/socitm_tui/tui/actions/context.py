"""What actions may use of the browse screen."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeVar

from textual.app import App
from textual.timer import Timer
from textual.worker import Worker, WorkType

from socitm_tui.model.entities import Entry
from socitm_tui.search.query import AllOf
from socitm_tui.storage.home import Home
from socitm_tui.tui.browse_state import BrowseState
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog
from socitm_tui.tui.panes import Panes
from socitm_tui.tui.startup.key_order import OrderedApp
from socitm_tui.tui.status_display import StatusDisplay
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.prompt import Question

Severity = Literal["information", "warning", "error"]
T = TypeVar("T")


class Context(Protocol):
    """The browse screen as actions see it."""

    home: Home
    state: BrowseState
    panes: Panes
    status: StatusDisplay

    @property
    def app(self) -> App[Any]:
        """The running app: other screens, the terminal, the theme."""

    @property
    def is_current(self) -> bool:
        """True while the panes can be seen, also behind a card."""

    @property
    def is_attached(self) -> bool:
        """True until the screen is taken down."""

    # -------------------------------------------------------------- what an action is about
    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""

    @property
    def targets(self) -> list[Entry]:
        """The picked entries; if none is picked, the one under the cursor."""

    # -------------------------------------------------------------- changes of what is shown
    def apply_query(self, query: AllOf, key: str | None = None) -> None:
        """Show what a query selects, the cursor on an item or the nearest one to it."""

    def note_cursor(self) -> None:
        """Make the entry under the cursor the current one, if the cursor has just moved."""

    def show_counts(self) -> None:
        """Show in the filter pane what each choice would give now."""

    def show_rows_again(self, key: str) -> None:
        """Put the rows in order again after their dates have changed, the cursor on an item."""

    def move_to(self, position: int | None) -> None:
        """Put the cursor on another row; in the text, open its entry."""

    def open_entry(self, position: int) -> None:
        """Show an entry in the text pane, to be read."""

    def close_entry(self) -> None:
        """Remember how far the text was read; mark an opened entry read."""

    # -------------------------------------------------------------- asking and listing
    def ask(self, question: Question, text: str = "") -> None:
        """Ask for a line of text in the prompt."""

    def close_prompt(self) -> None:
        """Close the prompt and go back to the pane in use."""

    def show_list(
        self,
        title: Sequence[Piece],
        rows: Callable[[int], Sequence[DialogRow]],
        hints: Sequence[str],
        chosen: Callable[[str], None] | None = None,
        keys: Mapping[str, Callable[[str | None], object]] | None = None,
    ) -> ListDialog:
        """Show a list over the panes; `chosen` gets the value of the row that is chosen.

        Args:
            title: The line above it.
            rows: Makes its rows for so many cells.
            hints: Keys worth naming below it, each action in braces.
            chosen: Not called if the list is left without a choice.
            keys: Key or id of a key -> what it does with the value under the cursor.
        """

    def hint(self, text: str) -> str:
        """A text with the keys of the actions that it names in braces."""

    # -------------------------------------------------------------- Textual's own
    def notify(
        self,
        message: str,
        *,
        severity: Severity = ...,
        timeout: float | None = ...,
        markup: bool = ...,
    ) -> None:
        """Show a notification over the panes."""

    def refresh(self) -> object:
        """Draw the whole screen again."""

    def run_worker(
        self, work: WorkType[T], *, group: str = ..., exclusive: bool = ..., thread: bool = ...
    ) -> Worker[T]:
        """Run a coroutine, or a function in a thread, while the screen goes on."""

    def call_later(self, callback: Callable[..., object], *args: object) -> bool:
        """Call a function on the screen's turn; also from a thread."""

    def call_after_refresh(self, callback: Callable[..., object], *args: object) -> bool:
        """Call a function once the next frame is drawn."""

    def set_interval(self, interval: float, callback: Callable[..., object]) -> Timer:
        """Call a function every so many seconds."""

    def get_selected_text(self) -> str | None:
        """The text that the mouse or the keys have selected."""

    def clear_selection(self) -> None:
        """Select no text any more."""


def open_screen(context: Context, opener: Coroutine[Any, Any, None]) -> None:
    """Run what opens a screen once it is ready; keys typed meanwhile are for that screen."""
    worker = context.run_worker(opener, group="opening", exclusive=True)
    if isinstance(context.app, OrderedApp):
        context.app.await_screen(worker)
