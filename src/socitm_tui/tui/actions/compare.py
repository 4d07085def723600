"""Actions that show versions of a story side by side, trends, and this day in other years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from operator import itemgetter

from socitm_tui.model.entities import Entry
from socitm_tui.model.labels import MONTHS
from socitm_tui.model.text_diff import compare_texts
from socitm_tui.search.on_this_day import DAYS_AROUND, date_term_around, days_between
from socitm_tui.search.query import (
    AllOf,
    AnyOf,
    FieldTerm,
    Query,
    QueryError,
    format_query,
    text_terms,
)
from socitm_tui.search.query_labels import query_part_name
from socitm_tui.search.query_ticks import ticked_values
from socitm_tui.search.trend import (
    count_trend,
    parse_term,
    split_terms,
)
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.history import HistoryActions
from socitm_tui.tui.actions.search import SearchActions
from socitm_tui.tui.dialogs.comparison_rows import trend_rows, variant_rows
from socitm_tui.tui.dialogs.list_dialog import DialogRow, dialog_title, entry_row, message_rows
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.prompt import Question, complete_last_part

HALF_A_YEAR_DAYS = 183


class CompareActions:
    """Shows versions of a story, the same day of other years, and trends."""

    def __init__(self, context: Context, search: SearchActions, history: HistoryActions) -> None:
        self._context, self._search, self._history = context, search, history
        self._state, self._status = context.state, context.status
        self._last_terms: Sequence[str] = ()
        """The terms of the trend from which a year was opened last."""
        self._last_query: AllOf | None = None
        """The query of that year, by which the terms are known again."""

    # -------------------------------------------------------------- variants
    def variants(self) -> None:
        """Show the versions of the story side by side, what differs or what both have marked."""
        entry = self._context.entry
        if entry is None:
            return
        versions = self._state.entries_of(entry.item.same_story)
        if not versions:
            words = "The archive has only one version of this story."
            self._context.show_list(
                dialog_title("Same story"), lambda width: message_rows(words, width), ()
            )
            return
        number = 0
        comparison = compare_texts(entry.item.body, versions[0].item.body)

        def show_next(step: int) -> None:
            nonlocal number, comparison
            number = (number + step) % len(versions)
            comparison = compare_texts(entry.item.body, versions[number].item.body)
            screen.update_rows(title())

        def title() -> list[Piece]:
            which = f" {number + 1} of {len(versions)}" if len(versions) > 1 else ""
            share = f"{comparison.shared_percent} % of the shorter text shared"
            marks = "shared words marked" if comparison.marks_shared else "changes marked"
            return [("Same story", "strong"), (f"{which} · {share} · {marks}", "quiet")]

        hints = ("{next-hit} {previous-hit} next version",) if len(versions) > 1 else ()
        screen = self._context.show_list(
            title(),
            lambda width: variant_rows(entry, versions[number], comparison, width),
            (*hints, "{down} {up} move"),
            keys={"next-hit": lambda _: show_next(1), "previous-hit": lambda _: show_next(-1)},
        )

    # -------------------------------------------------------------- on this day
    def today(self) -> date:
        """The current day."""
        return date.today()  # noqa: DTZ011 - the day on the reader's own calendar

    def on_this_day(self) -> None:
        """List the items dated to this day of any year, and to the days around it."""
        if self._state.index is None:
            return
        day = self.today()

        def title() -> list[Piece]:
            aside = f"{DAYS_AROUND} days before and after, in all years"
            return dialog_title("On this day", aside, f"{day.day} {MONTHS[day.month - 1]}")

        def move_by(days: int) -> None:
            nonlocal day
            day += timedelta(days=days)
            screen.update_rows(title())

        def rows(width: int) -> list[DialogRow]:
            if entries := self._entries_around(day):
                return [DialogRow(), *(entry_row(entry, width) for entry in entries)]
            nearest = [entry_row(entry, width) for entry in self._nearest_to(day)]
            words = "Nothing is dated to these days."
            words += " The nearest is:" if nearest else ""
            return [DialogRow(), DialogRow(((words, "quiet"),)), DialogRow(), *nearest]

        keys = {
            "previous-word": lambda _: move_by(-1),
            "next-word": lambda _: move_by(1),
            "previous-month": lambda _: move_by(-7),
            "next-month": lambda _: move_by(7),
        }
        by_day, by_week = (
            "{previous-word} {next-word} one day",
            "{previous-month} {next-month} one week",
        )
        hints = ("{choose} opens", by_day, by_week)
        screen = self._context.show_list(title(), rows, hints, self._history.open_key, keys)

    def _nearest_to(self, day: date) -> list[Entry]:
        """The entry, if there is one, whose date is nearest to a day of the year."""
        for days in (15, 60, HALF_A_YEAR_DAYS):
            exact = [
                (days_between(day, date.fromisoformat(entry.item.date)), entry)
                for entry in self._entries_around(day, days)
                if entry.item.date and entry.item.precision == "day"
            ]
            if exact:
                return [min(exact, key=itemgetter(0))[1]]
        return []

    def _entries_around(self, day: date, days: int = DAYS_AROUND) -> list[Entry]:
        """The entries dated to a day of the year or those around it, newest first."""
        return self._state.entries_by(date_term_around(day, self._state.archive.years, days))

    # -------------------------------------------------------------- trends
    def trend(self) -> None:
        """Ask for words or topics, and show them over the years."""
        if self._state.index is None:
            return
        asked_again = self._last_terms if self._state.query == self._last_query else ()
        words = [format_query(word) for word in text_terms(self._state.query)]
        ticked = ticked_values(self._state.query, "topic")
        topics = [f"topic:{topic}" for topic, is_on in ticked.items() if is_on]
        example = 'words or topics, as in cloud, "shared services", topic:websites'
        question = Question(
            "trend", "Trend of", example, self._show_trend, complete=self._completions
        )
        self._context.ask(question, ", ".join(asked_again or (*words, *topics)))

    def _completions(self, text: str) -> list[str]:
        return complete_last_part(text, self._search.completions)

    def _show_trend(self, text: str) -> None:
        terms = split_terms(text)
        if not terms:
            self._context.close_prompt()
            self._status.show("A trend is of words or topics, such as cloud or topic:websites.")
            return
        try:
            trend = count_trend(self._state.archive, terms, known=self._search.known_values)
        except QueryError as error:
            self._status.show(str(error), "wrong")
            return
        self._context.close_prompt()
        asked = [_single(parse_term(term, self._search.known_values)) for term in terms]
        labels = self._state.archive.topic_labels
        named = replace(trend, terms=tuple(query_part_name(part, labels) for part in asked))

        def chosen(year: str) -> None:
            any_term = _single(AnyOf(tuple(asked)))
            query = AllOf((any_term, FieldTerm("year", (year,))))
            self._last_terms, self._last_query = terms, query
            self._context.apply_query(query)
            self._context.panes.go_to("timeline")

        screen = self._context.show_list(
            dialog_title("Trend", "items a year", ", ".join(named.terms)),
            lambda width: trend_rows(named, width, screen.list.height),
            ("{choose} shows the items", "{down} {up} move"),
            chosen,
        )


def _single(query: AllOf | AnyOf) -> Query:
    return query.parts[0] if len(query.parts) == 1 else query
