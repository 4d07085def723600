"""Over time and side by side: variants of a story, trends, this day in other years."""

from __future__ import annotations

from datetime import date, timedelta
from operator import itemgetter

from socitm_tui.model.entities import Entry
from socitm_tui.model.labels import MONTHS
from socitm_tui.model.text_diff import similarity_percent
from socitm_tui.search.on_this_day import DAYS_AROUND, date_term_around, days_between
from socitm_tui.search.query import (
    AllOf,
    AnyOf,
    FieldTerm,
    Query,
    QueryError,
    format_query,
    parse_query,
    text_terms,
    ticked_values,
)
from socitm_tui.search.trend import (
    count_trend,
    split_terms,
)
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.history import HistoryActions
from socitm_tui.tui.actions.search import SearchActions
from socitm_tui.tui.dialogs.compare import trend_rows, variant_rows
from socitm_tui.tui.dialogs.list_screen import Row, entry_row, titled
from socitm_tui.tui.widgets.prompt import Question, listed
from socitm_tui.tui.widgets.timeline_rows import Piece

HALF_A_YEAR = 183


class CompareActions:
    """Shows versions of a story, the same day of other years, and trends."""

    def __init__(self, context: Context, search: SearchActions, history: HistoryActions) -> None:
        self._context, self._search, self._history = context, search, history
        self._state, self._status = context.state, context.status

    # -------------------------------------------------------------- variants
    def variants(self) -> None:
        """Show the same story side by side, changed words marked."""
        entry = self._context.entry
        if entry is None:
            return
        found = self._state.entries_of(entry.item.same_story)
        if not found:
            self._status.show("This story is told once in the archive.")
            return
        shown = 0

        def turn(step: int) -> None:
            nonlocal shown
            shown = (shown + step) % len(found)
            sheet.renew(title())

        def title() -> list[Piece]:
            other = found[shown]
            alike = similarity_percent(entry.item.body, other.item.body)
            which = f" {shown + 1} of {len(found)}" if len(found) > 1 else ""
            return [("Same story", "strong"), (f"{which} · {alike} % of the words alike", "quiet")]

        several = ("{next-hit} {previous-hit} next telling",) if len(found) > 1 else ()
        sheet = self._context.show_list(
            title(),
            lambda width: variant_rows(entry, found[shown], width),
            (*several, "{down} {up} move"),
            keys={"next-hit": lambda _: turn(1), "previous-hit": lambda _: turn(-1)},
        )

    # -------------------------------------------------------------- on this day
    def today(self) -> date:
        """The day that “on this day” is about."""
        return date.today()  # noqa: DTZ011 - the day on the reader's own calendar

    def on_this_day(self) -> None:
        """Show what this day, and the days around it, brought in other years."""
        if self._state.index is None:
            return
        day = self.today()

        def title() -> list[Piece]:
            aside = f"{DAYS_AROUND} days before and after, in all years"
            return titled("On this day", aside, f"{day.day} {MONTHS[day.month - 1]}")

        def turn(step: int) -> None:
            nonlocal day
            day += timedelta(days=step)
            sheet.renew(title())

        def rows(width: int) -> list[Row]:
            found = self._around(day)
            if not found:
                words = "Nothing is dated to these days. The nearest is:"
                near = [entry_row(one, width) for one in self._nearest_to(day)]
                return [Row(), Row(((words if near else words[:32], "quiet"),)), Row(), *near]
            return [Row(), *(entry_row(entry, width) for entry in found)]

        keys = {
            "previous-word": lambda _: turn(-1),
            "next-word": lambda _: turn(1),
            "previous-month": lambda _: turn(-7),
            "next-month": lambda _: turn(7),
        }
        one = "{previous-word} {next-word} one day"
        hints = ("{choose} opens", one, "{previous-month} {next-month} one week")
        sheet = self._context.show_list(title(), rows, hints, self._history.open_key, keys)

    def _nearest_to(self, day: date) -> list[Entry]:
        """The entry, if any, that is dated to the nearest day of the year to one."""
        for days in (15, 60, HALF_A_YEAR):
            exact = [
                (days_between(day, date.fromisoformat(one.item.date)), one)
                for one in self._around(day, days)
                if one.item.date and one.item.precision == "day"
            ]
            if exact:
                return [min(exact, key=itemgetter(0))[1]]
        return []

    def _around(self, day: date, days: int = DAYS_AROUND) -> list[Entry]:
        """The entries dated to a day of the year or those around it, newest first."""
        return self._state.entries_by(date_term_around(day, self._state.archive.years, days))

    # -------------------------------------------------------------- trends
    def trend(self) -> None:
        """Ask for words or topics, and show them over the years."""
        if self._state.index is None:
            return
        words = [format_query(word) for word in text_terms(self._state.query)]
        ticked = ticked_values(self._state.query, "topic")
        topics = [f"topic:{topic}" for topic, is_on in ticked.items() if is_on]
        example = 'cloud, "shared services", topic:websites'
        question = Question("trend", "Trend of", example, self._trend, complete=self._trend_ways)
        self._context.ask(question, ", ".join((*words, *topics)))

    def _trend_ways(self, text: str) -> list[str]:
        return listed(text, self._search.completions)

    def _trend(self, text: str) -> None:
        terms = split_terms(text)
        if not terms:
            self._context.close_prompt()
            return
        try:
            found = count_trend(self._state.archive, terms, known=self._search.known_values)
        except QueryError as error:
            self._status.show(str(error), "wrong")
            return
        self._context.close_prompt()

        def chosen(year: str) -> None:
            asked = [_single(parse_query(term, self._search.known_values)) for term in terms]
            any_term = _single(AnyOf(tuple(asked)))
            self._context.apply_query(AllOf((any_term, FieldTerm("year", (year,)))))
            self._context.panes.go_to("timeline")

        sheet = self._context.show_list(
            titled("Trend", "items a year", ", ".join(terms)),
            lambda width: trend_rows(found, width, sheet.height),
            ("{choose} shows the items", "{down} {up} move"),
            chosen,
        )


def _single(query: AllOf | AnyOf) -> Query:
    return query.parts[0] if len(query.parts) == 1 else query
