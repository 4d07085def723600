"""Asking: for a line of text, in the bar in place of the top line, or for a choice on a sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from socitm_tui.search.query import (
    EMPTY_QUERY,
    AllOf,
    QueryError,
    last_query_word,
    query_completions,
)
from socitm_tui.storage.home import Home
from socitm_tui.tui.actions.annotate import MarkingScreen
from socitm_tui.tui.dialogs.list_screen import Row, SheetScreen
from socitm_tui.tui.widgets.prompt import Question
from socitm_tui.tui.widgets.timeline_rows import Piece


class AskingScreen(MarkingScreen):
    """What is shown, and a line to be typed into, or others to choose from."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._before_typing: tuple[AllOf, str | None] = (EMPTY_QUERY, None)
        """The query and the item to come back to."""

    def ask(self, question: Question, text: str = "") -> None:
        """Ask for something in the bar."""
        self._before_typing = (self.query_asked, self.key)
        self.bar.display = True
        self.bar.open(question, text)
        self.set_out()
        self.tell()

    def close_bar(self) -> None:
        """Ask no longer, and go back to the pane in use."""
        self.bar.close()
        self.set_out()
        self.set_focus(self.widgets[self.pane], scroll_visible=False)
        self.tell()

    # -------------------------------------------------------------- queries
    @property
    def known(self) -> Mapping[str, Collection[str]]:
        """What a query that is typed may be checked against."""
        from socitm_tui.search.saved_views import with_saved_views  # noqa: PLC0415 - not for the first frame

        return with_saved_views(self.archive.known_values, self.home.views)

    def completions(self, text: str) -> list[str]:
        """What the text of a query may become by its last word."""
        known = {**self.known, "tag": self.archive.tags}
        field = last_query_word(text).lstrip("-").partition(":")[0].casefold()
        if field in ("year", "author"):
            known[field] = self.archive.facet_values(field)
        try:
            return query_completions(text, known)
        except QueryError:  # the views cannot be read, as is said where one is asked for
            return []

    # -------------------------------------------------------------- sheets
    def offer(
        self,
        title: Sequence[Piece],
        lay_out: Callable[[int], Sequence[Row]],
        hints: Sequence[str],
        chosen: Callable[[str], None] | None = None,
        keys: Mapping[str, Callable[[str | None], None]] | None = None,
    ) -> SheetScreen:
        """Show a sheet; `chosen` is told what was chosen on it, unless it was left without."""

        def closed(value: str | None) -> None:
            if chosen is not None and value is not None:
                chosen(value)

        sheet = SheetScreen(title, lay_out, hints, keys)
        self.app.push_screen(sheet, closed)
        return sheet
