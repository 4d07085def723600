"""Actions that move the cursor of the timeline: by item, hit, month, year and date."""

from __future__ import annotations

from socitm_tui.model.clock import current_timestamp
from socitm_tui.model.labels import date_in_words, date_label, range_in_words
from socitm_tui.model.typed_dates import parse_typed_date, step_label, typed_date_problem
from socitm_tui.tui.actions.annotate import UNREAD_TERM
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.goto_date import find_date
from socitm_tui.tui.widgets.prompt import Question


class MovementActions:
    """Moves the cursor of the timeline, whichever pane has the focus."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @property
    def _cursor(self) -> int:
        return self._context.panes.timeline.cursor

    # -------------------------------------------------------------- items
    def next_item(self) -> None:
        """Move to the next item of the timeline."""
        self._context.move_to(self._cursor + 1)

    def previous_item(self) -> None:
        """Move to the previous item of the timeline."""
        self._context.move_to(self._cursor - 1)

    def next_unread(self) -> None:
        """Move to the next item not read yet."""
        self._move_to_unread(1)

    def previous_unread(self) -> None:
        """Move to the previous item not read yet."""
        self._move_to_unread(-1)

    def _move_to_unread(self, step: int) -> None:
        state = self._context.state
        if state.selection is None or state.index is None:
            return
        position = state.index.next_matching(UNREAD_TERM, state.selection, self._cursor, step)
        if position is not None:
            self._context.move_to(position)
        else:
            direction = "down." if step > 0 else "up."
            self._context.status.show(f"Nothing unread further {direction}")

    # -------------------------------------------------------------- hits
    def next_hit(self) -> None:
        """Move to the next hit in the text, or else to the next item of the result."""
        self._move_to_hit(1)

    def previous_hit(self) -> None:
        """Move to the previous hit in the text, or else to the previous item of the result."""
        self._move_to_hit(-1)

    def _move_to_hit(self, step: int) -> None:
        panes, is_in_text = self._context.panes, self._context.panes.current == "text"
        is_find = is_in_text and bool(panes.reader.find_words)  # it does not leave the text
        if is_in_text and panes.reader.go_to_hit(step, wraps=is_find):
            return
        if is_find:
            self._context.status.show("The words are not in this text.")
        else:
            self._context.move_to(self._cursor + step)

    # -------------------------------------------------------------- months and years
    def next_month(self) -> None:
        """Move to the next month; in the filter pane, to the next facet."""
        self._move_to_group(1, by_year=False)

    def previous_month(self) -> None:
        """Move to the previous month; in the filter pane, to the previous facet."""
        self._move_to_group(-1, by_year=False)

    def next_year(self) -> None:
        """Move to the next year of the timeline."""
        self._move_to_group(1, by_year=True)

    def previous_year(self) -> None:
        """Move to the previous year of the timeline."""
        self._move_to_group(-1, by_year=True)

    def _move_to_group(self, step: int, *, by_year: bool) -> None:
        panes = self._context.panes
        if panes.current == "filter" and not by_year:
            panes.filter_pane.move_to_facet(step)
        elif self._context.state.rows:
            lines = panes.timeline.lines
            find = lines.next_group if step > 0 else lines.previous_group
            self._context.move_to(find(self._cursor, by_year=by_year))

    # -------------------------------------------------------------- dates
    def go_to_date(self) -> None:
        """Ask for a date to go to."""
        if self._context.state.index is not None:
            entry = self._context.entry
            here = f" (from {date_label(entry.item)})" if entry and entry.item.date else ""
            example = f"2012, mar 2012, 2012-03-27, yesterday, -2y{here}"
            self._context.ask(Question("date", "Go to", example, self._move_to_date))

    def _move_to_date(self, text: str) -> None:
        context = self._context
        if not text.strip():
            context.close_prompt()
            return
        entry, state = context.entry, context.state
        here = entry.item.date if entry else None
        date = parse_typed_date(text, here, current_timestamp()[:10])
        if date is None:
            context.status.show(typed_date_problem(text, here), "wrong")
            return
        context.close_prompt()
        if not state.rows:
            return
        rows, entry_of = state.shown.newest_first, state.archive.entry
        # the date is searched newest first, the cursor needs the position in the order shown
        number = find_date(date, len(rows), lambda index: entry_of(rows[index]).item.date)
        if number is None or (position := state.shown.position(rows[number])) is None:
            return
        context.panes.timeline.move_cursor(position, is_jump=True)
        step = step_label(text)
        counted = f" ({step} {range_in_words(here)})" if step and here else ""
        item = state.entry_at(position).item
        if not (item.date or "").startswith(date):
            words = f"Nothing here is dated {date}{counted}; the nearest is {date_in_words(item)}."
            context.status.show(words)
        elif counted:
            context.status.show(f"{range_in_words(date)}{counted}")
