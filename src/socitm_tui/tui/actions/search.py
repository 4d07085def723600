"""Asking for something: the bar to type in, the query that comes of it, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from socitm_tui.model.labels import FACET_NAMES, date_in_words
from socitm_tui.search.query import (
    EMPTY_QUERY,
    AllOf,
    QueryError,
    TextTerm,
    format_query,
    parse_query,
    search_text,
    text_terms,
    tick_value,
    ticked_values,
    with_search_text,
)
from socitm_tui.tui.actions.follow import RefreshingScreen
from socitm_tui.tui.goto_date import nearest, read_date
from socitm_tui.tui.widgets import status_text as status
from socitm_tui.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from socitm_tui.search.index import Order

DIGITS = tuple("123456789")


class FindingScreen(RefreshingScreen):
    """What is shown, and what is asked of it by typing."""

    asked_before: Sequence[str] = ()
    """Queries that were entered, oldest first."""

    def _narrow_to(self, purpose: str, text: str, *, typing: bool = False) -> bool:
        """Show what a query gives; False where it cannot be read, and why at the bottom.

        While it is typed, a beginning of something is no mistake: then it is said what may follow.
        """
        if self.index is None:
            return False
        before, _ = self._before_typing
        try:
            asked = parse_query(text, self.known)
        except QueryError as error:
            ways = self.completions(text) if typing else []
            self.say(*(status.ways(ways) if ways else (str(error), "wrong")))
            return False
        wanted = with_search_text(before, asked) if purpose == "search" else asked
        if wanted != self.query_asked:
            self.narrow(wanted)
        self.unsay()
        if typing and self.bar.ways:
            self.say(*status.ways(self.bar.ways))
        return True

    def _ask_query(self, purpose: str, prompt: str, example: str, text: str) -> None:
        if self.index is None:
            return

        def entered(text: str) -> None:
            if self._narrow_to(purpose, text):
                self.note_asked(text)
                self.close_bar()

        def typed(text: str) -> None:
            self._narrow_to(purpose, text, typing=True)

        before = [one for one in self.asked_before if one != text]
        complete = self.completions
        self.ask(Question(purpose, prompt, example, entered, typed, complete, before), text)

    def note_asked(self, text: str) -> None:
        """Keep what was asked, to be called back with the arrows."""
        if text.strip():
            self.asked_before = [*(one for one in self.asked_before if one != text), text]

    # -------------------------------------------------------------- in the text
    def _find(self) -> None:
        """Look for words in the text that is shown."""
        was = format_query(AllOf(tuple(self.reader.found)))

        def typed(text: str) -> None:
            words = AllOf(tuple(TextTerm(word) for word in text.split()))
            if text.startswith('"'):
                words = AllOf((TextTerm(text.strip('"'), phrase=True),))
            number = self.reader.find(text_terms(words)) if text.strip() else 0
            self.say(f"{number} found" if text.strip() else "", "lit" if number else "wrong")

        def entered(text: str) -> None:
            typed(text)
            self.close_bar()
            self.unsay()

        self.ask(Question("find", "Find in text", "words, or “a phrase”", entered, typed), was)

    def _look_for_name(self) -> None:
        """Look for a name among the choices of a facet."""
        facet = self.filter_pane.facet
        name = FACET_NAMES[facet]

        def typed(text: str) -> None:
            if not self.filter_pane.narrow_names(facet, text):
                self.say(f"No name under {name} holds “{text}”.", "wrong")

        def entered(text: str) -> None:
            self.close_bar()
            typed(text)

        example = f"part of a name; {self.told('{close} shows all again')}"
        self.ask(Question("name", name, example, entered, typed))

    def _go_to_date(self, text: str) -> None:
        if not text.strip():
            self.close_bar()
            return
        entry = self.entry
        date = read_date(text, entry.item.date if entry else None)
        if date is None:
            words = f"“{text}” is not a date: write 2012, mar 2012, 2012-03-27 or -2y."
            self.say(words, "wrong")
            return
        self.close_bar()
        if not self.rows:
            return
        rows, entry_of = self.shown.newest_first, self.archive.entry
        at = nearest(date, len(rows), lambda at: entry_of(rows[at]).item.date)
        if at is None or (place := self.shown.position(rows[at])) is None:
            return
        self.timeline.move(place)
        found = self.entry_at(place).item
        if not (found.date or "").startswith(date):
            self.say(f"Nothing here is dated {date}; the nearest is {date_in_words(found)}.")

    # -------------------------------------------------------------- actions
    def action_search(self) -> None:
        """Type words to search for; in the text to find in it, in the filter pane a name."""
        if self.pane == "filter" and self.index is not None:
            self._look_for_name()
            return
        if self.pane == "text" and self.entry and self.index is not None:
            self._find()
            return
        example = "words, “a phrase”, topic:cloud, date:2010/2012-03, -not"
        self._ask_query("search", "/", example, search_text(self.query_asked))

    def action_query(self) -> None:
        """Type the whole query."""
        example = "the whole filter: topic:cloud year:2012 is:unread"
        self._ask_query("query", "Query", example, format_query(self.query_asked))

    def action_go_to_date(self) -> None:
        """Type a date to go to."""
        if self.index is not None:
            example = "2012, mar 2012, 2012-03-27, -2y"
            self.ask(Question("date", "Go to", example, self._go_to_date))

    def action_clear(self) -> None:
        """Show everything."""
        if self.query_asked.parts:
            self.narrow(EMPTY_QUERY)
            self.say("Filter cleared.")

    def action_only_bookmarks(self) -> None:
        """Show only bookmarks, or no longer only those."""
        self._only("bookmarked")

    def action_only_unread(self) -> None:
        """Show only what is unread, or no longer only that."""
        self._only("unread")

    def _only(self, state: str) -> None:
        on_now = ticked_values(self.query_asked, "is").get(state)
        self.narrow(tick_value(self.query_asked, "is", state, None if on_now else True))

    def action_sort(self) -> None:
        """The next order: newest or oldest first, best match under a search, by heading."""
        if self.selection is None:
            return
        orders: list[Order] = ["newest", "oldest", "heading"]
        if text_terms(self.query_asked):
            orders.insert(2, "best")
        now = orders.index(self.selection.order) + 1
        self.order = orders[now % len(orders)]
        self.narrow(self.query_asked)
        named = status.ORDERS[self.order].capitalize()
        self.say(f"{named} · {self.told('{sort} changes the order')}")

    def action_density(self) -> None:
        """Put the headings of months away, or show them again."""
        self.dense = not self.dense
        self.narrow(self.query_asked)
        self.say(f"Months {'without' if self.timeline.dense else 'with'} headings of their own")

    def action_close(self) -> None:
        """Close the bar, the text or the search, whichever is on top; never quit."""
        if self.bar.is_open:
            purpose, (before, key) = self.bar.purpose, self._before_typing
            self.close_bar()
            if purpose == "search":
                self.narrow(with_search_text(before, EMPTY_QUERY), key)
            elif purpose == "query":
                self.narrow(before, key)
            elif purpose == "find":
                self.reader.find(())
            elif purpose == "name":
                self.filter_pane.narrow_names("", "")
        elif self.look_no_longer():
            return
        elif self.pane == "filter" and self.filter_pane.narrowed:
            self.filter_pane.narrow_names("", "")
        elif self.pane != "timeline":
            self.go_to("timeline")
        elif self.picked:
            self.unpick()
        elif text_terms(self.query_asked):
            self.narrow(with_search_text(self.query_asked, EMPTY_QUERY))

    def guided(self, key: str) -> bool:
        """Where nothing matches, a digit drops a part of the query, whatever else it does."""
        if super().guided(key):
            return True
        on_top = key in DIGITS and self.app.screen is self and not self.bar.is_open
        return on_top and self._drop(DIGITS.index(key))

    def _drop(self, number: int) -> bool:
        parts = self.query_asked.parts
        if self.selection is None or self.selection.rows or not 1 < len(parts) > number:
            return False
        self.narrow(status.dropped(self.query_asked, number))
        return True
