"""The browse screen: the state, the widgets, and the one path by which what is shown changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Offset
from textual.reactive import Reactive
from textual.widget import Widget

from socitm_tui.model.entities import Entry
from socitm_tui.search.query import AllOf, text_terms
from socitm_tui.search.query_ticks import tick_value
from socitm_tui.storage.home import Home
from socitm_tui.tui.actions.registry import Actions
from socitm_tui.tui.actions.session import StartOptions
from socitm_tui.tui.bindings import hint_in, key_table, pane_bindings
from socitm_tui.tui.browse_state import BrowseState
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog
from socitm_tui.tui.pane_layout import PaneName
from socitm_tui.tui.panes import Panes
from socitm_tui.tui.startup.terminal_app import PatientScreen
from socitm_tui.tui.status_display import StatusDisplay
from socitm_tui.tui.widgets.filter_pane import FilterPane
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.line_widget import selectable_text_at
from socitm_tui.tui.widgets.prompt import Question
from socitm_tui.tui.widgets.reader import Reader
from socitm_tui.tui.widgets.text_selection import SelectionChanged, SelectionUsed
from socitm_tui.tui.widgets.timeline import Timeline
from socitm_tui.tui.widgets.year_bars import YearBars


class BrowseScreen(PatientScreen):
    """Filter pane, timeline and text of one archive.

    A change goes one way: query, selection, widgets. What users do is in `tui/actions/`, where
    this screen is known as a `Context`.
    """

    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("everywhere")
    BLANK: ClassVar[bool] = True
    AUTO_FOCUS: ClassVar[str | None] = "#timeline"
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The focused widget; the panes draw themselves again when it changes."""

    def __init__(self, home: Home, options: StartOptions) -> None:
        super().__init__()
        self.home = home
        self.state = BrowseState()
        self.panes = Panes(self, self._pane_changed)
        self.filter_pane, self.year_bars = self.panes.filter_pane, self.panes.year_bars
        self.timeline, self.reader = self.panes.timeline, self.panes.reader
        self.prompt = self.panes.prompt
        self.status = StatusDisplay(self, self.panes, self.state, lambda: self.entry)
        self.actions = Actions(self, options)
        self._position, self._is_text_late = 0, False
        """The position of the current entry, and whether its text is still to be shown."""

    def compose(self) -> ComposeResult:
        """The panes and the lines around them."""
        return self.panes.compose()

    def on_mount(self) -> None:
        """Begin the session."""
        self.actions.session.start()

    def on_unmount(self) -> None:
        """Save the session; who leaves does not wait for the network."""
        self.actions.session.save()
        self.actions.follow.stop()

    def on_resize(self) -> None:
        """Show what fits; headings of months take room."""
        self.panes.resize()
        self.status.update()
        has_months = self.state.has_months(self.app.size.height)
        is_changed = not self.state.rows or self.timeline.has_months != has_months
        if self.state.selection is not None and is_changed:
            self.call_after_refresh(self.apply_query, self.state.query)

    # -------------------------------------------------------------- what is shown
    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self.state.entry_at(self.timeline.cursor) if self.state.rows else None

    @property
    def targets(self) -> list[Entry]:
        """The picked entries; if none is picked, the one under the cursor."""
        return self.state.entries_of(self.state.picked) or ([self.entry] if self.entry else [])

    def apply_query(self, query: AllOf, key: str | None = None) -> None:
        """Show what a query selects, with the cursor on or near an item (default: the current)."""
        if self.state.index is None:
            return
        self.note_cursor()
        self.state.select(query)
        self.show_counts()
        if self.state.rows:
            self._show_rows(key or self.state.key)
            is_chosen = self.state.key is None or key is not None
            self.show_entry(self.timeline.cursor, is_chosen=is_chosen)
        else:
            self.close_entry()
            self.panes.show_no_match(self.state.archive, self.state.query)
            self.reader.show(None)
            self.panes.show_bars()
        self.status.update()

    def show_counts(self) -> None:
        """Show in the filter pane what each choice would give now."""
        self.state.count_facets()
        self.panes.show_choices(self.state.facets)

    def _show_rows(self, key: str | None) -> None:
        """Show the selection, the cursor on an item or the nearest one to it."""
        state, selection = self.state, self.state.shown
        row = state.archive.row_of(key) if key else None
        position = selection.nearest_position(row) if row is not None else 0
        self.timeline.has_months = state.has_months(self.app.size.height)
        self.timeline.show(selection.groups, len(selection.rows), state.entry_at, position)
        self.panes.show_bars(selection.months, oldest_first=selection.order == "oldest")
        self._position = self.timeline.cursor

    def show_rows_again(self, key: str) -> None:
        """Put the rows in order again after their dates have changed, the cursor on an item."""
        self.state.selection = self.state.archive.reselect(self.state.shown)
        self._show_rows(key)
        self._mark_year(self.timeline.cursor)

    def _mark_year(self, position: int) -> None:
        """Mark the year that a position of the timeline is in."""
        selection = self.state.shown
        self.year_bars.mark_position(selection.newest_first.position_of(selection.rows[position]))

    # -------------------------------------------------------------- the entry
    def show_entry(self, position: int, *, is_chosen: bool = True) -> None:
        """Show the text of the entry at a position; without `is_chosen` the key is not noted."""
        self._position, self._is_text_late = position, False
        entry = self.state.entry_at(position)
        self._mark_year(position)
        is_same = self.reader.entry is not None and self.reader.entry.key == entry.key
        if not is_same:
            self.close_entry()
        if is_chosen:
            self.state.key = entry.key
        top = None if is_same else self.state.first_lines.get(entry.key, 0)
        labels = self.state.archive.topic_labels
        self.reader.show(entry, text_terms(self.state.query), labels, top)

    def show_late_text(self) -> None:
        """Show the text of the entry under the cursor, if that is still to be done."""
        if self._is_text_late and self.state.rows:
            self.show_entry(self.timeline.cursor)
            self.status.update()

    def move_to(self, position: int | None) -> None:
        """Put the cursor on another row; in the text, open its entry."""
        if position is not None and 0 <= position < len(self.state.rows):
            self.timeline.move_cursor(position)
            self.show_entry(position)
            if self.panes.current == "text":
                self._note_opened()
            self.status.update()

    def open_entry(self, position: int) -> None:
        """Show an entry in the text pane, to be read."""
        self.show_entry(position)
        self.panes.go_to("text")
        self._note_opened()

    def _note_opened(self) -> None:
        self.state.opened_key = self.state.key
        self.actions.history.note_opened(self.state.key)

    def close_entry(self) -> None:
        """Remember how far the text was read; an opened entry counts as read now."""
        self.state.remember_first_line(self.reader.entry, self.reader.top)
        key, self.state.opened_key = self.state.opened_key, None
        if key is not None:
            self.actions.annotate.mark_read(key)

    def _pane_changed(self, before: PaneName) -> None:
        """Close what was open in a pane that is left."""
        if before == "text" != self.panes.current:
            self.reader.selection.clear()
            self.close_entry()
        self.status.update()

    # -------------------------------------------------------------- asking and listing
    def ask(self, question: Question, text: str = "") -> None:
        """Ask for a line of text in the prompt."""
        self.panes.open_prompt(question, text)
        self.status.update()

    def close_prompt(self) -> None:
        """Close the prompt and go back to the pane in use."""
        self.panes.close_prompt()
        self.status.update()

    def show_list(
        self,
        title: Sequence[Piece],
        rows: Callable[[int], Sequence[DialogRow]],
        hints: Sequence[str],
        chosen: Callable[[str], None] | None = None,
        keys: Mapping[str, Callable[[str | None], object]] | None = None,
    ) -> ListDialog:
        """Show a list over the panes; see `Context`."""

        def closed(value: str | None) -> None:
            if chosen is not None and value is not None:
                chosen(value)

        screen = ListDialog(title, rows, hints, keys)
        self.app.push_screen(screen, closed)
        return screen

    def hint(self, text: str) -> str:
        """A text with the keys of the actions that it names in braces."""
        return hint_in(self, text)

    # -------------------------------------------------------------- keys
    def action_perform(self, name: str) -> None:
        """Carry out an action of the key table, such as `annotate.bookmark`."""
        self.show_late_text()
        self.actions.find(name)()

    async def on_key(self, event: events.Key) -> None:
        """Let keys act that no widget got because the terminal is, or just was, too small."""
        names = {event.key, event.character}
        for key in key_table(self) if not self.prompt.is_open else ():
            if self.panes.current in key.panes and names & {*key.keys}:
                event.stop()
                await self.actions.program.perform_key(key)
                return
        self.actions.program.report_unbound(event)

    # -------------------------------------------------------------- messages of the widgets
    @on(Timeline.CursorMoved)
    def note_cursor(self) -> None:
        """Make the entry under the cursor the current one; its row is drawn before its text."""
        if self.state.rows and self.timeline.cursor != self._position:
            self._position, self._is_text_late = self.timeline.cursor, True
            self.state.key = self.state.entry_at(self._position).key
            self.call_after_refresh(self.show_late_text)

    @on(Timeline.EntryOpened)
    def _entry_opened(self, message: Timeline.EntryOpened) -> None:
        self.open_entry(message.position)

    @on(YearBars.BarClicked)
    def _bar_clicked(self, message: YearBars.BarClicked) -> None:
        selection = self.state.selection
        if selection is not None and message.position < len(selection.newest_first):
            self.move_to(selection.position(selection.newest_first[message.position]))

    @on(FilterPane.ChoiceChanged)
    def _choice_changed(self, message: FilterPane.ChoiceChanged) -> None:
        query = tick_value(self.state.query, message.facet, message.value, message.state)
        self.apply_query(query)
        self.actions.tour.advance()

    @on(Reader.EndReached)
    def _end_reached(self, message: Reader.EndReached) -> None:
        if self.panes.current == "text":
            self.actions.annotate.mark_read(message.key)

    @on(Reader.EndPassed)
    def _end_passed(self) -> None:
        self.actions.movement.next_item()

    @on(SelectionUsed)
    def _selection_used(self, message: SelectionUsed) -> None:
        self.actions.highlight.act_on_selection(message.action)

    @on(SelectionChanged)
    def _selection_changed(self) -> None:
        self.status.update()

    def on_text_selected(self, event: events.TextSelected) -> None:
        """Show what can be done with what the mouse has selected."""
        event.stop()
        self.actions.highlight.show_selection_size()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Use the pane that has the focus, however it got there."""
        if event.widget is self.focused:  # else another has it by now
            for name in self.panes.names_of(event.widget):
                if name != self.panes.current:
                    self.panes.go_to(name)

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """The widget at a cell and the place in its text, for Textual's selection by mouse."""
        return selectable_text_at(self, x, y)
