"""The screen one reads in: the archive is opened, keys and messages of the panes are answered."""

from __future__ import annotations

import contextlib
import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.message import Message

from socitm_tui.model.labels import count_label
from socitm_tui.search.query import EMPTY_QUERY, QueryError, parse_query, tick_value
from socitm_tui.storage.home import Home
from socitm_tui.tui.actions.annotate import UNREAD
from socitm_tui.tui.actions.session import CALM, LastingScreen
from socitm_tui.tui.bindings import bindings
from socitm_tui.tui.dialogs.dialogs import evidence_card
from socitm_tui.tui.themes import OURS
from socitm_tui.tui.widgets import status_text as status
from socitm_tui.tui.widgets.cells import plain
from socitm_tui.tui.widgets.filter_pane import FilterPane
from socitm_tui.tui.widgets.reader import Reader
from socitm_tui.tui.widgets.spine import Spine
from socitm_tui.tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from socitm_tui.search.index import Index
    from socitm_tui.storage.reader_state import ReaderState

Start = tuple[str | None, str | None]
"""The query and the key of the item to begin with; None is what it was left at."""
SELDOM = 10_000
"""Things made and kept until garbage is looked for: more than a key makes, and few to look at."""


def _keep_all() -> None:
    """Collect garbage from now on, but seldom, and never look through what is there already."""
    gc.freeze()
    gc.set_threshold(SELDOM)
    gc.enable()


class BrowseScreen(LastingScreen):
    """Filter, timeline and text of one archive."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("everywhere")

    @dataclass
    class ArchiveRead(Message):
        """The archive has been read, or cannot be, for the reason given."""

        index: Index | None
        state: ReaderState | None
        problem: str = ""

    class FirstFramePainted(Message):
        """The first frame is painted."""

    @dataclass
    class ItemsIndexed(Message):
        """So many items of the archive have been indexed anew."""

        done: int
        total: int

        def can_replace(self, message: Message) -> bool:
            """True for an older one: only the last number matters."""
            return isinstance(message, BrowseScreen.ItemsIndexed)

    def __init__(
        self,
        home: Home,
        *,
        fresh: bool = False,
        notice: str | None = None,
        first: bool = False,
        start: Start = (None, None),
    ) -> None:
        super().__init__(home)
        self.first = first
        self._late = False
        """True while the text of the item gone to last is not shown yet."""
        self.start = start
        self.fresh = fresh
        self.notice = notice

    # -------------------------------------------------------------- reading the archive
    def on_mount(self) -> None:
        """Begin with what can be had at once; else paint first, read the archive then."""
        from socitm_tui.search.index import Index  # noqa: PLC0415 - nothing is imported for its own sake
        from socitm_tui.storage.reader_state import ReaderState, read_reader_state  # noqa: PLC0415
        from socitm_tui.tui.startup.early_rows import opened  # noqa: PLC0415

        self.tell()
        self.begin_reading()
        if index := opened(self.home) or Index.open_if_fresh(self.home):
            self._begin(
                self.ArchiveRead(
                    index, ReaderState() if self.fresh else read_reader_state(self.home.state)
                )
            )
        else:
            self.call_after_refresh(self._read_archive)
        self.call_after_refresh(self._ready)

    async def _ready(self) -> None:
        """The first frame is painted: keys may act, also those that were typed before."""
        await self.mount(self.bar, after=self.top_line)
        self.app.post_message(self.FirstFramePainted())
        if not gc.isenabled():
            _keep_all()

    @work(thread=True, exclusive=True, group="archive")
    def _read_archive(self) -> None:
        from socitm_tui.search.index import Index  # noqa: PLC0415 - nothing heavy before the first frame
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415
        from socitm_tui.storage.reader_state import ReaderState, read_reader_state  # noqa: PLC0415

        def tell(done: int, total: int) -> None:
            self.post_message(self.ItemsIndexed(done, total))

        state = ReaderState() if self.fresh else read_reader_state(self.home.state)
        try:
            index = Index.open(self.home, tell)
            self.post_message(self.ArchiveRead(index, state))
        except StorageError as error:
            self.post_message(self.ArchiveRead(None, None, str(error)))

    @on(ItemsIndexed)
    def _indexed(self, message: ItemsIndexed) -> None:
        self.progress = f"Reading the archive… {message.done:,} of {message.total:,}"
        self.tell()

    @on(ArchiveRead)
    def _begin(self, message: ArchiveRead) -> None:
        """Show the archive as it was left."""
        if message.index is None or message.state is None:
            self.progress = "Nothing can be shown."
            self.timeline.say([(("", "heading"),), *self.wrapped(message.problem, "doubt")])
            self.tell()
            return
        self.index, state = message.index, message.state
        self.key, self.places = state.key, dict(state.line_positions)
        self.trail, self.asked_before = state.opened_keys, state.entered_queries
        if state.text_width:
            self.reader.set_measure(state.text_width)
            self.set_out()
        self.order, self.dense = status.order_named(state.order), state.is_dense
        query = EMPTY_QUERY
        asked, key = self.start
        with contextlib.suppress(QueryError):
            query = parse_query(
                state.query if self.start == (None, None) else asked or "", self.known
            )
        self.narrow(query)
        if key is not None:
            self.call_after_refresh(self.go_to_key, key)
        greeted = self.first and self.greet()
        if self.notice and not greeted:
            self.notify(plain(self.notice), markup=False, timeout=8)
        self.begin_watching()
        self.tell_doubt()
        if self.index.orphans:
            lost = count_label(len(self.index.orphans), "annotation")
            sentence = f"{lost} without an item: see “Annotations without an item” under :"
            self.notify(sentence, markup=False, timeout=10)
        self.set_timer(CALM, self.warm_up)
        said = greeted or self.notice or self.index.notebook_problem or self.index.orphans
        if not said and self.start == (None, None) and not self.fresh:
            self.set_timer(CALM, self.glimpse_if_calm)

    # -------------------------------------------------------------- messages of the panes
    @on(Timeline.CursorMoved)
    def _cursor_moved(self, message: Timeline.CursorMoved) -> None:
        """Draw the row first; of many moves in a row only the last has a text to show."""
        if message.place == self.timeline.cursor and self.rows:
            self.key, self._late = self.entry_at(message.place).key, True
            self.call_after_refresh(self.catch_up)

    def catch_up(self) -> None:
        """Show the text of the item gone to last, if it waits for that."""
        if self._late and self.rows:
            self._late = False
            self.stand(self.timeline.cursor)
            self.tell()

    @on(Timeline.EntryOpened)
    def _entry_opened(self, message: Timeline.EntryOpened) -> None:
        self.stand(message.place)
        self.go_to("text")
        self.opened = self.key
        self.trailed()

    @on(Spine.BarClicked)
    def _bar_clicked(self, message: Spine.BarClicked) -> None:
        if self.selection is not None and message.place < len(self.selection.newest_first):
            self._move(self.selection.position(self.selection.newest_first[message.place]))

    @on(FilterPane.ChoiceChanged)
    def _choice_changed(self, message: FilterPane.ChoiceChanged) -> None:
        self.narrow(tick_value(self.query_asked, message.facet, message.value, message.state))

    @on(Reader.EndReached)
    def _end_reached(self, message: Reader.EndReached) -> None:
        if self.pane == "text":
            self.mark_read(message.key)

    @on(Reader.EndPassed)
    def _end_passed(self) -> None:
        self.action_next_item()

    async def on_key(self, event: events.Key) -> None:
        """While the terminal is, or just was, too small for any pane, keys act all the same."""
        names = {event.key, event.character}
        for key in self.table:
            if self.focused is None and self.pane in key.panes and names & set(key.keys):
                event.stop()
                await self.app.perform(key)  # type: ignore[attr-defined]

    # -------------------------------------------------------------- actions: moving
    def _move(self, place: int | None) -> None:
        """Go to another item, which is opened if the last one was being read in the text."""
        if place is None or not 0 <= place < len(self.rows):
            return
        self.timeline.move(place)
        self.stand(place)
        if self.pane == "text":
            self.opened = self.key
            self.trailed()
        self.tell()

    def action_next_item(self) -> None:
        """To the next item of the timeline, from any pane."""
        self._move(self.timeline.cursor + 1)

    def action_previous_item(self) -> None:
        """To the previous item of the timeline."""
        self._move(self.timeline.cursor - 1)

    def action_next_unread(self) -> None:
        """To the next item not read yet."""
        self._unread(1)

    def action_previous_unread(self) -> None:
        """To the previous item not read yet."""
        self._unread(-1)

    def _unread(self, step: int) -> None:
        if self.selection is None or self.index is None:
            return
        place = self.index.next_matching(UNREAD, self.selection, self.timeline.cursor, step)
        if place is not None:
            self._move(place)
        else:
            self.say("Nothing unread further " + ("down." if step > 0 else "up."))

    def action_next_hit(self) -> None:
        """To the next hit in the text, or the next item found."""
        self._hit(1)

    def action_previous_hit(self) -> None:
        """To the hit before in the text, or the item found before."""
        self._hit(-1)

    def _hit(self, step: int) -> None:
        around = bool(self.reader.found)  # what is looked for in one text stays in it
        if not (self.pane == "text" and self.reader.to_hit(step, around=around)):
            self._move(self.timeline.cursor + step)

    def action_next_month(self) -> None:
        """To the next month of the timeline, or section of the filter."""
        self._group(1, year=False)

    def action_previous_month(self) -> None:
        """To the previous month of the timeline, or section of the filter."""
        self._group(-1, year=False)

    def action_next_year(self) -> None:
        """To the next year of the timeline."""
        self._group(1, year=True)

    def action_previous_year(self) -> None:
        """To the previous year of the timeline."""
        self._group(-1, year=True)

    def _group(self, step: int, *, year: bool) -> None:
        if self.pane == "filter" and not year:
            self.filter_pane.section(step)
        elif self.rows:
            lines, here = self.timeline.lines, self.timeline.cursor
            find = lines.next_group if step > 0 else lines.previous_group
            self._move(find(here, year=year))

    def action_back(self) -> None:
        """Back to the timeline; from there, quit. A capture that is on its way is left first."""
        if self.look_no_longer():
            return
        if self.pane == "timeline":
            self.action_quit()
        else:
            self.go_to("timeline")

    # -------------------------------------------------------------- actions: the program
    def action_evidence(self) -> None:
        """Show where each field of the item stands and why."""
        if entry := self.entry:
            width = min(92, self.app.size.width * 9 // 10) - 6
            self.app.push_screen(evidence_card(entry, width))

    def action_help(self) -> None:
        """Show all keys, those of the pane in use first; do the one that is chosen."""
        from socitm_tui.tui.dialogs.help import HelpScreen  # noqa: PLC0415 - not before it is needed

        table = self.table

        async def chosen(name: str | None) -> None:
            for key in table:
                if key.id == name:
                    await self.app.perform(key)  # type: ignore[attr-defined]

        self.app.push_screen(HelpScreen(table, self.pane, typing=self.bar.is_open), chosen)

    def action_palette(self) -> None:
        """Show all actions by name."""
        from socitm_tui.tui.dialogs.palette import Palette  # noqa: PLC0415 - not before it is needed

        self.app.push_screen(Palette(id="--command-palette"))

    def action_theme(self) -> None:
        """The next of our own themes."""
        names = [theme.name for theme in OURS]
        at = names.index(self.app.theme) if self.app.theme in names else -1
        self.app.theme = names[(at + 1) % len(names)]
        self.say(f"Theme: {self.app.theme.removeprefix('socitm-').replace('-', ' ')}")

    def action_suspend(self) -> None:
        """Back to the shell, until `fg`."""
        self.app.action_suspend_process()
