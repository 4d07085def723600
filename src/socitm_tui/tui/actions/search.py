"""Actions that ask for a query, apply it while it is typed, clear it, and sort its result."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from socitm_tui.model.labels import FACET_NAMES, count_label
from socitm_tui.search.query import (
    EMPTY_QUERY,
    AllOf,
    FieldTerm,
    QueryError,
    TextTerm,
    format_query,
    text_terms,
)
from socitm_tui.search.query_completion import date_completion, last_query_word, query_completions
from socitm_tui.search.query_parser import parse_query, straighten_quotes
from socitm_tui.search.query_ticks import search_text, tick_value, ticked_values, with_search_text
from socitm_tui.tui.actions.annotate import AnnotateActions
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.source_lesson import LessonActions
from socitm_tui.tui.actions.undo_stack import UndoStack
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.prompt import Question
from socitm_tui.tui.widgets.status_text import ORDER_NAMES, completion_hint, ways_out, without_parts

if TYPE_CHECKING:
    from socitm_tui.search.index import Order

DIGITS = tuple("123456789")
LAST_LOAD = AllOf((FieldTerm("loaded", ("last",)),))


class SearchActions:
    """Asks for queries and applies them."""

    def __init__(
        self,
        context: Context,
        annotate: AnnotateActions,
        lesson: LessonActions,
        undo_stack: UndoStack,
    ) -> None:
        self._context, self._annotate, self._lesson = context, annotate, lesson
        self._undo_stack = undo_stack
        self.entered: Sequence[str] = ()
        """Queries that were entered, oldest first."""
        self.before_typing: tuple[AllOf, str | None] = (EMPTY_QUERY, None)
        """The query and the item to come back to when the prompt is left by escape."""
        self._base = self._searched = EMPTY_QUERY
        """The query that the words of a search are added to, and the query that they made of it."""
        self._search_words = ""
        """What was typed in that search; a topic among it is a tick in the filter pane."""
        self._before_last_load: tuple[AllOf, str | None, Order] | None = None
        """The query, the item and the order to come back to from the last load."""

    # -------------------------------------------------------------- the prompt
    def search(self) -> None:
        """Ask for words to search for; in the text to find in it, in the filter pane a name."""
        context = self._context
        if context.state.index is None:
            return
        if context.panes.current == "filter":
            self._ask_name()
        elif context.panes.current == "text" and context.entry:
            self._ask_words_in_text()
        else:
            example = 'words, "a phrase", topic:cloud, date:2010/2012-03, March 2012, -not'
            words = self._search_words
            if context.state.query != self._searched or not words:
                self._base, words = context.state.query, search_text(context.state.query)
            self._ask_query("search", "/", example, words)

    def query(self) -> None:
        """Ask for the whole query."""
        if self._context.state.index is not None:
            example = "the whole filter: topic:cloud year:2012 is:unread"
            self._ask_query("query", "Query", example, format_query(self._context.state.query))

    def _ask_query(self, purpose: str, prompt: str, example: str, text: str) -> None:
        context = self._context
        self.before_typing = (context.state.query, context.state.key)

        def entered(text: str) -> None:
            if self._apply_text(purpose, text):
                if purpose == "search":
                    self._search_words, self._searched = text.strip(), context.state.query
                if text.strip():
                    self.entered = [*(query for query in self.entered if query != text), text]
                context.close_prompt()

        def typed(text: str) -> None:
            self._apply_text(purpose, text, is_typing=True)

        earlier = [query for query in self.entered if query != text]
        question = Question(purpose, prompt, example, entered, typed, self.completions, earlier)
        context.ask(question, text)

    def _apply_text(self, purpose: str, text: str, *, is_typing: bool = False) -> bool:
        """Show what a query selects; False if it cannot be parsed, and why in the status line.

        While it is typed, the beginning of a term is no mistake: what may follow is shown.
        """
        status, prompt = self._context.status, self._context.panes.prompt
        try:
            typed = parse_query(text, self.known_values)
        except QueryError as error:
            ways = self.completions(text) if is_typing else []
            status.show(*(completion_hint(ways) if ways else (str(error), "wrong")))
            return False
        wanted = with_search_text(self._base, typed) if purpose == "search" else typed
        if wanted != self._context.state.query:
            self._context.apply_query(wanted)
        status.clear()
        if is_typing and prompt.next_completions:
            status.show(*completion_hint(prompt.next_completions))
        elif is_typing and (narrowed := date_completion(text)):
            status.show(*self._date_hint(purpose, narrowed))
        return True

    def _date_hint(self, purpose: str, text: str) -> Piece:
        """What a date at the end of a query finds, and what it would find as a date alone."""
        query = parse_query(text, self.known_values)
        if purpose == "search":
            query = with_search_text(self._base, query)
        field = last_query_word(text)
        items = count_label(self._context.state.archive.count(query), "item")
        return f"Found in the words or as the date · Tab: {field} ({items})", "quiet"

    @property
    def known_values(self) -> Mapping[str, Collection[str]]:
        """Field -> the values that a query may name, the saved views among them."""
        from socitm_tui.search.saved_views import with_saved_views  # noqa: PLC0415 - imported late: the first frame does without

        context = self._context
        return with_saved_views(context.state.archive.known_values, context.home.views)

    def completions(self, text: str) -> list[str]:
        """The queries that a text may become by completing its last word."""
        state = self._context.state
        if (narrowed := date_completion(text)) is not None:
            return [narrowed]
        known = {**self.known_values, "tag": state.archive.tags}
        field = last_query_word(text).lstrip("-").partition(":")[0].casefold()
        if field in ("year", "author"):
            known[field] = state.archive.facet_values(field)
        try:
            return query_completions(text, known)
        except QueryError:  # the views cannot be read; opening one reports that
            return []

    def _ask_words_in_text(self) -> None:
        """Ask for words to find in the text that is shown."""
        context, reader = self._context, self._context.panes.reader

        def typed(text: str) -> None:
            text = straighten_quotes(text)
            words = AllOf(tuple(TextTerm(word) for word in text.split()))
            if text.startswith('"'):
                words = AllOf((TextTerm(text.strip('"'), is_phrase=True),))
            number = reader.find(text_terms(words)) if text.strip() else 0
            sentence = f"{number} found" if text.strip() else ""
            context.status.show(sentence, "emphasis" if number else "wrong")

        def entered(text: str) -> None:
            typed(text)
            context.close_prompt()
            context.status.clear()

        before = format_query(AllOf(tuple(reader.find_words)))
        example = 'words, or "a phrase"'
        context.ask(Question("find", "Find in text", example, entered, typed), before)

    def _ask_name(self) -> None:
        """Ask for a part of a name among the choices of a facet."""
        context, filter_pane = self._context, self._context.panes.filter_pane
        facet = filter_pane.facet
        name = FACET_NAMES[facet]

        def typed(text: str) -> None:
            if not filter_pane.filter_names(facet, text):
                context.status.show(f"No name under {name} holds “{text}”.", "wrong")

        def entered(text: str) -> None:
            context.close_prompt()
            typed(text)
            if filter_pane.is_name_filtered and not context.status.message:
                words = f"Names with “{text.strip()}” · {{close}} shows all again"
                context.status.show(context.hint(words))

        example = f"part of a name; {context.hint('{close} shows all again')}"
        context.ask(Question("name", name, example, entered, typed))

    # -------------------------------------------------------------- the query
    def clear(self) -> None:
        """Show everything."""
        context, before = self._context, self._context.state.query
        context.panes.filter_pane.filter_names("", "")
        if not before.parts:
            return

        async def undo() -> None:
            context.apply_query(before)

        async def redo() -> None:
            context.apply_query(EMPTY_QUERY)

        context.apply_query(EMPTY_QUERY)
        self._undo_stack.push("Filter cleared", undo, redo, lambda: not context.state.query.parts)
        context.status.show(f"Filter cleared · {context.hint('{undo} undoes')}")

    def only_bookmarks(self) -> None:
        """Show only bookmarks, or no longer only those."""
        self._toggle_only("bookmarked")

    def only_unread(self) -> None:
        """Show only what is unread, or no longer only that."""
        self._toggle_only("unread")

    def _toggle_only(self, mark: str) -> None:
        query = self._context.state.query
        is_ticked = ticked_values(query, "is").get(mark)
        self._context.apply_query(tick_value(query, "is", mark, None if is_ticked else True))

    def last_load(self) -> None:
        """Show only what the last load brought, newest first; or go back to where one was."""
        context, state = self._context, self._context.state
        if state.selection is None or self._leave_last_load():
            return
        self._before_last_load = state.query, state.key, state.order
        state.order = "newest"
        context.apply_query(LAST_LOAD)
        context.panes.go_to("timeline")
        context.move_to(0)
        context.status.show(f"What the last load brought · {context.hint('{close} goes back')}")

    def _leave_last_load(self) -> bool:
        """Go back to what was shown before the last load was; False if it is not shown."""
        before, self._before_last_load = self._before_last_load, None
        if before is None or self._context.state.query != LAST_LOAD:
            return False
        query, key, self._context.state.order = before
        self._context.apply_query(query, key)
        self._context.status.clear()
        return True

    def sort(self) -> None:
        """Use the next order: newest or oldest first, best match if words are searched, heading."""
        context, state = self._context, self._context.state
        if state.selection is None:
            return
        orders: list[Order] = ["newest", "oldest", "heading"]
        if text_terms(state.query):
            orders.insert(2, "best")
        state.order = orders[(orders.index(state.selection.order) + 1) % len(orders)]
        context.apply_query(state.query)
        name = ORDER_NAMES[state.order].capitalize()
        context.status.show(f"{name} · {context.hint('{sort} changes the order')}")

    def drop_part(self, key: str) -> bool:
        """Drop the part of a query that a digit names; False unless nothing matches the query."""
        context, state = self._context, self._context.state
        is_on_top = context.panes.is_on_top and not context.panes.prompt.is_open
        if key not in DIGITS or not is_on_top or state.selection is None or state.rows:
            return False
        ways = ways_out(state.archive, state.query)
        number = DIGITS.index(key)
        if number >= len(ways):
            return False
        context.apply_query(without_parts(state.query, ways[number].parts))
        return True

    # -------------------------------------------------------------- escape
    def close(self) -> None:
        """Close the prompt, the text or the search, whichever is on top; never quit."""
        context, panes, state = self._context, self._context.panes, self._context.state
        if panes.prompt.is_open:
            self._leave_prompt()
        elif self._lesson.cancel():
            return
        elif panes.current == "filter" and panes.filter_pane.is_name_filtered:
            panes.filter_pane.filter_names("", "")
        elif panes.current != "timeline":
            panes.go_to("timeline")
        elif state.picked:
            self._annotate.unpick()
        elif self._leave_last_load():
            return
        elif self._search_words and state.query == self._searched:
            self._search_words = ""
            context.apply_query(with_search_text(self._base, EMPTY_QUERY))
        elif text_terms(state.query):
            context.apply_query(with_search_text(state.query, EMPTY_QUERY))

    def _leave_prompt(self) -> None:
        """Close the prompt; what was typed is there again when the same is asked."""
        context, panes = self._context, self._context.panes
        purpose, (query, key) = panes.prompt.purpose, self.before_typing
        panes.prompt.keep_draft()
        context.close_prompt()
        if purpose in ("search", "query"):
            context.apply_query(query, key)
        elif purpose == "find":
            panes.reader.find(())
        elif purpose == "name":
            panes.filter_pane.filter_names("", "")
