"""Asking for a line of text, in the bar in place of the top line."""

from __future__ import annotations

from socitm_tui import query as q
from socitm_tui.paths import Home
from socitm_tui.tui.bar import Question
from socitm_tui.tui.marking import MarkingScreen


class AskingScreen(MarkingScreen):
    """What is shown, and a line to be typed into."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._before_typing: tuple[q.And, str | None] = (q.EVERYTHING, None)
        """The query and the item to come back to."""
        self.asked_before: list[str] = []
        """Queries that were entered, oldest first."""

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
        self.set_focus(self.widget_of(self.pane), scroll_visible=False)
        self.tell()
