"""Over time and side by side: variants of a story, trends, this day in other years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from operator import itemgetter

from socitm_tui.model.entities import Entry
from socitm_tui.model.highlights import TextSpan
from socitm_tui.model.labels import MONTHS, count_label, date_label, heading_label
from socitm_tui.model.text_diff import changed_words, similarity_percent
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
    Trend,
    axis_lines,
    bar_text,
    count_trend,
    group_years,
    split_terms,
)
from socitm_tui.tui.actions.highlight import HighlightingScreen
from socitm_tui.tui.dialogs.list_screen import Row, entry_row, titled
from socitm_tui.tui.widgets.cells import fit, fit_padded, plain, wrap
from socitm_tui.tui.widgets.prompt import Question, listed
from socitm_tui.tui.widgets.reader_lines import cut
from socitm_tui.tui.widgets.timeline_rows import Piece, filled

HALF_A_YEAR = 183


class ComparingScreen(HighlightingScreen):
    """What is shown, and what it can be compared with."""

    # -------------------------------------------------------------- variants
    def action_variants(self) -> None:
        """Show the same story side by side, changed words marked."""
        entry = self.entry
        if entry is None:
            return
        found = self.entries_of(entry.item.same_story)
        if not found:
            self.say("This story is told once in the archive.")
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
        sheet = self.offer(
            title(),
            lambda width: variant_rows(entry, found[shown], width),
            (*several, "{down} {up} move"),
            keys={"next-hit": lambda _: turn(1), "previous-hit": lambda _: turn(-1)},
        )

    # -------------------------------------------------------------- on this day
    def today(self) -> date:
        """The day that “on this day” is about."""
        return date.today()  # noqa: DTZ011 - the day on the reader's own calendar

    def action_on_this_day(self) -> None:
        """Show what this day, and the days around it, brought in other years."""
        if self.index is None:
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
        sheet = self.offer(title(), rows, hints, self.go_to_key, keys)

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
        return self.entries_by(date_term_around(day, self.archive.years, days))

    # -------------------------------------------------------------- trends
    def action_trend(self) -> None:
        """Ask for words or topics, and show them over the years."""
        if self.index is None:
            return
        words = [format_query(word) for word in text_terms(self.query_asked)]
        topics = [
            f"topic:{one}" for one, on in ticked_values(self.query_asked, "topic").items() if on
        ]
        example = 'cloud, "shared services", topic:websites'
        question = Question("trend", "Trend of", example, self._trend, complete=self._trend_ways)
        self.ask(question, ", ".join((*words, *topics)))

    def _trend_ways(self, text: str) -> list[str]:
        return listed(text, self.completions)

    def _trend(self, text: str) -> None:
        terms = split_terms(text)
        if not terms:
            self.close_bar()
            return
        try:
            found = count_trend(self.archive, terms, known=self.known)
        except QueryError as error:
            self.say(str(error), "wrong")
            return
        self.close_bar()

        def chosen(year: str) -> None:
            asked = [_single(parse_query(term, self.known)) for term in terms]
            self.narrow(AllOf((_single(AnyOf(tuple(asked))), FieldTerm("year", (year,)))))
            self.go_to("timeline")

        sheet = self.offer(
            titled("Trend", "items a year", ", ".join(terms)),
            lambda width: trend_rows(found, width, sheet.height),
            ("{choose} shows the items", "{down} {up} move"),
            chosen,
        )


def _single(query: AllOf | AnyOf) -> Query:
    return query.parts[0] if len(query.parts) == 1 else query


# ------------------------------------------------------------------ lines of the sheets
def variant_rows(left: Entry, right: Entry, width: int) -> list[Row]:
    """Two entries side by side, or one below the other where it is narrow."""
    marks = changed_words(left.item.body, right.item.body)
    if width < 70:
        rows = [*_telling(left, marks[0], width), (), *_telling(right, marks[1], width)]
        return [Row(tuple(line)) for line in rows]
    half = (width - 3) // 2
    columns = [
        list(_telling(one, spans, half)) for one, spans in zip((left, right), marks, strict=True)
    ]
    return [
        Row((*filled(a, half)[0], (" │ ", "quiet"), *b))
        for a, b in zip_longest(*columns, fillvalue=())
    ]


def _telling(entry: Entry, spans: Sequence[TextSpan], width: int) -> Iterator[Sequence[Piece]]:
    """One telling: heading, date and source, text with the changed words marked."""
    item = entry.item
    heading = plain(heading_label(item))
    yield ()
    for start, end in wrap(heading, width):
        yield ((heading[start:end], "strong"),)
    yield ((fit(f"{date_label(item)} · {plain(item.publisher)}", width), "quiet"),)
    first, last = item.capture_lines
    where = f"{plain(item.capture_name)}, lines {first}–{last}"
    yield ((fit(where, width), "quiet"),)
    yield ()
    at, marks = 0, [(*span, "mark") for span in spans]
    for paragraph in item.body.split("\n"):
        for start, end in wrap(paragraph, width):
            pieces = cut(item.body, at + start, at + end, marks, "text")
            yield tuple((plain(text), kind) for text, kind in pieces)
        at += len(paragraph) + 1


def trend_rows(trend: Trend, width: int, height: int) -> list[Row]:
    """Years as bars, one column for each term, with an axis and counts.

    Bars of our own, for beside those of plotting widgets (tried: textual-plotext, textual-plot)
    each year keeps its line, its count and the items it is a count of, and can be chosen.
    """
    if not trend.years:
        return [Row(), Row((("Nothing in the archive is dated.", "quiet"),))]
    stretches = list(group_years(trend, height - 4))
    label = 11 if len(stretches) < len(trend.years) else 6
    count = len(trend.terms)
    column = max((width - label) // count, 14)
    room = column - 12
    line, numbers = axis_lines(trend.most, room)

    def row(name: str, columns: Sequence[str], kind: str) -> Row:
        return Row(((name.ljust(label), "quiet"), *((text, kind) for text in columns)))

    rows = [
        Row(),
        row("", [_total(trend, number, column) for number in range(count)], "strong"),
        row("", [fit_padded(numbers, column)] * count, "quiet"),
        row("", [fit_padded(line, column)] * count, "quiet"),
    ]
    for years in stretches:
        one, last = years[0], years[-1]
        if one is not last:
            items = count_label(sum(year.items for year in years), "item")
            rows.append(row(f"{one.year}–{last.year}", [f"· none of {items}"], "quiet"))
            continue
        pieces: list[Piece] = [(one.year.ljust(label), "quiet")]
        for number in one.counts:
            drawn = bar_text(number, trend.most, room)
            told = f" {number:,} of {one.items:,}" if number else "·" if one.items else "· no items"
            pieces.append((drawn, "bar"))
            pieces.append((fit_padded(told, column - len(drawn)), "quiet"))
        rows.append(Row(tuple(pieces), one.year))
    return rows


def _total(trend: Trend, number: int, width: int) -> str:
    """A term with what it finds in all, above its bars."""
    late = f" + {trend.undated[number]:,} undated" if trend.undated[number] else ""
    total = f" · {count_label(trend.totals[number], 'item')}{late}"
    name = fit(plain(trend.terms[number]), max(width - 2 - len(total), 8))
    return fit_padded(name + total, width)
