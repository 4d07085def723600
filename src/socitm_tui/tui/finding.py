"""Asking for something: the bar to type in, the query that comes of it, and taking it back."""

from __future__ import annotations

from textual import on

from socitm_tui import query as q
from socitm_tui.paths import Home
from socitm_tui.present import long_date
from socitm_tui.tui import status
from socitm_tui.tui.dialogs import Bar, Purpose
from socitm_tui.tui.marking import MarkingScreen
from socitm_tui.tui.when import nearest, read_date


class FindingScreen(MarkingScreen):
    """What is shown, and what is asked of it by typing."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._before_typing: tuple[q.And, str | None] = (q.EVERYTHING, None)
        """The query and the item to come back to."""

    # -------------------------------------------------------------- typing
    def _type(self, purpose: Purpose, text: str = "") -> None:
        if self.index is None:
            return
        self._before_typing = (self.query_asked, self.key)
        self.bar.display = True
        self.bar.open(purpose, text)
        self.set_out()
        self.tell()

    def _close_bar(self) -> None:
        self.bar.close()
        self.set_out()
        self.set_focus(self.widget_of(self.pane), scroll_visible=False)
        self.tell()

    @on(Bar.Typed)
    def _typed(self, message: Bar.Typed) -> None:
        """Show what the query gives while it is typed."""
        if message.purpose == "date" or self.index is None:
            return
        before, _ = self._before_typing
        try:
            asked = q.parse(message.text, self.index.known)
        except q.QueryError as error:
            self.say(str(error), "wrong")
            return
        self.narrow(q.with_search(before, asked) if message.purpose == "search" else asked)

    @on(Bar.Entered)
    def _entered(self, message: Bar.Entered) -> None:
        if message.purpose == "date":
            self._go_to_date(message.text)
            return
        try:
            q.parse(message.text, self.index.known if self.index else None)
        except q.QueryError:
            return  # the sentence stands at the bottom already
        self._close_bar()

    def _go_to_date(self, text: str) -> None:
        entry = self.entry
        date = read_date(text, entry.item.date if entry else None)
        if date is None:
            words = f"“{text}” is not a date: write 2012, mar 2012, 2012-03-27 or -2y."
            self.say(words, "wrong")
            return
        self._close_bar()
        if self.selection is None or not self.selection.rows:
            return
        place = nearest(date, len(self.selection.rows), lambda at: self.entry_at(at).item.date)
        if place is None:
            return
        self.timeline.move(place)
        found = self.entry_at(place).item
        if not (found.date or "").startswith(date):
            self.say(f"Nothing here is dated {date}; the nearest is {long_date(found)}.")

    # -------------------------------------------------------------- actions
    def action_search(self) -> None:
        """Type words to search for."""
        self._type("search", q.search_of(self.query_asked))

    def action_query(self) -> None:
        """Type the whole query."""
        self._type("query", q.write(self.query_asked))

    def action_go_to_date(self) -> None:
        """Type a date to go to."""
        self._type("date")

    def action_clear(self) -> None:
        """Show everything."""
        if self.query_asked.parts:
            self.narrow(q.EVERYTHING)
            self.say("Filter cleared.")

    def action_only_bookmarks(self) -> None:
        """Show only bookmarks, or no longer only those."""
        on_now = q.ticks(self.query_asked, "is").get("bookmarked")
        self.narrow(q.tick(self.query_asked, "is", "bookmarked", None if on_now else True))

    def action_close(self) -> None:
        """Close the bar, the text or the search, whichever is on top; never quit."""
        if self.bar.is_open:
            purpose, (before, key) = self.bar.purpose, self._before_typing
            self._close_bar()
            if purpose == "search":
                self.narrow(q.with_search(before, q.EVERYTHING), key)
            elif purpose == "query":
                self.narrow(before, key)
        elif self.pane != "timeline":
            self.go_to("timeline")
        elif q.words(self.query_asked):
            self.narrow(q.with_search(self.query_asked, q.EVERYTHING))

    def action_filter_pane(self) -> None:
        """To the filter pane; where nothing matches, drop the first part of the query."""
        if not self._drop(0):
            super().action_filter_pane()

    def action_timeline_pane(self) -> None:
        """To the timeline; where nothing matches, drop the second part of the query."""
        if not self._drop(1):
            super().action_timeline_pane()

    def action_text_pane(self) -> None:
        """To the text; where nothing matches, drop the third part of the query."""
        if not self._drop(2):
            super().action_text_pane()

    def _drop(self, number: int) -> bool:
        parts = self.query_asked.parts
        if self.selection is None or self.selection.rows or not 1 < len(parts) > number:
            return False
        self.narrow(status.dropped(self.query_asked, number))
        return True
