"""The screen one reads in: it alone holds the index, the query, and what is being read.

Whatever changes goes one way: select, then hand rows, counts and entry to the three panes.
"""

from __future__ import annotations

import asyncio
import contextlib
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message

from socitm_tui import query as q
from socitm_tui.model import Entry
from socitm_tui.paths import Home
from socitm_tui.present import counted, long_date
from socitm_tui.tui import annotating, status
from socitm_tui.tui.annotating import Change, History
from socitm_tui.tui.bindings import bindings
from socitm_tui.tui.cells import plain
from socitm_tui.tui.dialogs import Ask, Bar, Purpose, evidence_card, help_card
from socitm_tui.tui.filters import FilterPane
from socitm_tui.tui.panes import MEDIUM, Name, PanedScreen
from socitm_tui.tui.reader import Reader
from socitm_tui.tui.timeline import Timeline
from socitm_tui.tui.when import nearest, read_date

if TYPE_CHECKING:
    from socitm_tui.index import Count, Index, Selection
    from socitm_tui.store import State

PLACES_KEPT = 500


class BrowseScreen(PanedScreen):
    """Filter, timeline and text of one archive."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("everywhere")

    @dataclass
    class Read(Message):
        """The archive has been read, or cannot be, for the reason given."""

        index: Index | None
        state: State | None
        problem: str = ""

    def __init__(self, home: Home, *, fresh: bool = False, notice: str | None = None) -> None:
        super().__init__()
        self.home = home
        self.fresh = fresh
        self.notice = notice
        self.index: Index | None = None
        self.query_asked: q.And = q.EVERYTHING
        self.selection: Selection | None = None
        self.facets: Mapping[str, Sequence[Count]] = {}
        self.key: str | None = None
        """The item that was last chosen, even while a filter leaves it out."""
        self.opened: str | None = None
        """The item that was opened to be read, until it is left."""
        self.places: dict[str, int] = {}
        self.history = History()
        self._before_typing: tuple[q.And, str | None] = (q.EVERYTHING, None)
        self._writing = asyncio.Lock()

    # -------------------------------------------------------------- reading the archive
    def on_mount(self) -> None:
        """Paint first, read the archive then."""
        self.set_out()
        self.tell()
        self.call_after_refresh(self._read_archive)

    @work(thread=True, exclusive=True, group="archive")
    def _read_archive(self) -> None:
        from socitm_tui.index import Index  # noqa: PLC0415 - nothing heavy before the first frame
        from socitm_tui.store import State, StoreError, read_state  # noqa: PLC0415

        state = State() if self.fresh else read_state(self.home.state)
        try:
            self.post_message(self.Read(Index.open(self.home), state))
        except StoreError as error:
            self.post_message(self.Read(None, None, str(error)))

    @on(Read)
    def _begin(self, message: Read) -> None:
        """Show the archive as it was left."""
        if message.index is None or message.state is None:
            self.timeline.say([(("", "heading"),), *self._wrapped(message.problem, "doubt")])
            return
        self.index, state = message.index, message.state
        self.key, self.places = state.key, dict(state.places)
        if state.measure:
            self.reader.set_measure(state.measure)
            self.set_out()
        query = q.EVERYTHING
        with contextlib.suppress(q.QueryError):
            query = q.parse(state.query, self.index.known)
        self.narrow(query)
        if self.notice:
            self.notify(plain(self.notice), markup=False, timeout=8)

    def state(self) -> State:
        """Where the reader is, to be kept for the next run."""
        from socitm_tui.store import State  # noqa: PLC0415

        self._note_place()
        places = dict(list(self.places.items())[-PLACES_KEPT:])
        asked = q.write(self.query_asked)
        return State(self.key, asked, self.app.theme, self.reader.measure, places)

    def on_unmount(self) -> None:
        """Keep the state, if there is any."""
        if self.index is None:
            return
        from socitm_tui.store import StoreError, write_state  # noqa: PLC0415

        with contextlib.suppress(StoreError):
            write_state(self.home.state, self.state())

    # -------------------------------------------------------------- the one path of a change
    def narrow(self, query: q.And, key: str | None = None) -> None:
        """Show what a query selects; the item chosen stays, or the nearest one to it."""
        if self.index is None:
            return
        self.query_asked, self.selection = query, self.index.select(query)
        self._count()
        if not self.selection.rows:
            self.leave()
            self._say_nothing()
            self.reader.show(None)
        else:
            place = self._place_of(key or self.key)
            self.timeline.show(self.selection.groups, len(self.selection.rows), self._entry, place)
            self._stand(self.timeline.cursor, chosen=self.key is None or key is not None)
        self.tell()

    def _count(self) -> None:
        assert self.index is not None  # noqa: S101 - only called with an archive
        self.facets = self.index.facets(self.query_asked)
        self.filter_pane.show(self.facets, filtered=bool(self.query_asked.parts))

    def _place_of(self, key: str | None) -> int:
        """Where a key stands in the selection, or the nearest place to it."""
        assert self.index is not None  # noqa: S101 - only called with an archive
        assert self.selection is not None  # noqa: S101
        row = self.index.row_of(key) if key else None
        if row is None:
            return 0
        rows = self.selection.rows
        return min(bisect_left(rows, row), len(rows) - 1)

    def _entry(self, place: int) -> Entry:
        assert self.index is not None  # noqa: S101 - only called with an archive
        assert self.selection is not None  # noqa: S101
        return self.index.entry(self.selection.rows[place])

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        if self.selection is None or not self.selection.rows:
            return None
        return self._entry(self.timeline.cursor)

    def _stand(self, place: int, *, chosen: bool = True) -> None:
        """Show the text of the row at a place; if it was `chosen`, remember it."""
        entry = self._entry(place)
        if self.reader.entry is None or self.reader.entry.key != entry.key:
            self.leave()
        if chosen:
            self.key = entry.key
        words = q.words(self.query_asked)
        labels = self.index.topic_labels if self.index else {}
        same = self.reader.entry is not None and self.reader.entry.key == entry.key
        top = None if same else self.places.get(entry.key, 0)
        self.reader.show(entry, words, labels, top)

    def leave(self) -> None:
        """Remember how far the text was read; what was opened counts as read now."""
        self._note_place()
        key, self.opened = self.opened, None
        if key is not None:
            self._mark_read(key)

    def _note_place(self) -> None:
        if self.reader.entry is not None:
            key = self.reader.entry.key
            self.places.pop(key, None)
            if self.reader.top:
                self.places[key] = self.reader.top

    def left(self, name: Name) -> None:
        """Leaving the text leaves the item that was opened in it."""
        if name == "text":
            self.leave()

    # -------------------------------------------------------------- what is said
    def tell(self) -> None:
        """Say at the top and the bottom where we are."""
        alone = self.app.size.width < MEDIUM and self.pane != "timeline"
        if alone:
            entry = self.entry
            parts = status.crumb(entry.item if entry else None, self.pane)
            self.top_line.show(parts, right=[("q back", "quiet")])
        else:
            keys = [("/ search", "quiet"), ("? help", "quiet")]
            self.top_line.show(status.top(self.index), right=keys)
        self._tell_counts()

    def _tell_counts(self) -> None:
        if self.index is None or self.selection is None:
            self.status.show([("Reading the archive…", "quiet")], right=status.hints(self.pane))
            return
        marked = next((one.total for one in self.facets["is"] if one.value == "bookmarked"), 0)
        shown = len(self.selection.rows)
        self.status.show(
            *status.counts(shown, self.index, self.query_asked, marked),
            right=status.hints("bar" if self.bar.is_open else self.pane),
        )

    def say(self, words: str, kind: str = "lit") -> None:
        """Say something at the bottom, until something else happens."""
        self.status.show([(words, kind)], right=status.hints(self.pane))

    def _say_nothing(self) -> None:
        assert self.index is not None  # noqa: S101 - only called with an archive
        if not len(self.index):
            words = "The archive is empty. Leave with q, then: socitm-tui load FILE-OR-FOLDER"
            self.timeline.say([(("", "heading"),), *self._wrapped(words, "heading")])
            return
        width = max(self.timeline.size.width - 6, 20)
        lines = status.nothing_words(self.index, self.query_asked, width)
        self.timeline.say([((f"   {text}", kind),) for text, kind in lines])

    def _wrapped(self, words: str, kind: str) -> list[tuple[tuple[str, str], ...]]:
        from socitm_tui.tui.timeline import paragraph  # noqa: PLC0415

        return paragraph(plain(words), self.timeline.size.width, kind)

    def on_resize(self) -> None:
        """Say anew what does not fit any more."""
        if self.selection is not None and not self.selection.rows:
            self.call_after_refresh(self._say_nothing)

    # -------------------------------------------------------------- messages of the panes
    @on(Timeline.Moved)
    def _moved(self, message: Timeline.Moved) -> None:
        if self.selection is not None and message.place < len(self.selection.rows):
            self._stand(message.place)
            self.tell()

    @on(Timeline.Opened)
    def _open(self, message: Timeline.Opened) -> None:
        self._stand(message.place)
        self.go_to("text")
        self.opened = self.key

    @on(Reader.Finished)
    def _finished(self, message: Reader.Finished) -> None:
        if self.pane == "text":
            self._mark_read(message.key)

    @on(Reader.Passed)
    def _passed(self) -> None:
        self.action_next_item()

    @on(FilterPane.Changed)
    def _ticked(self, message: FilterPane.Changed) -> None:
        self.narrow(q.tick(self.query_asked, message.facet, message.value, message.state))

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
        self.widget_of(self.pane).focus(scroll_visible=False)
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
            self.status.show([(str(error), "wrong")], right=status.hints("bar"))
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
            self.status.show([(words, "wrong")], right=status.hints("bar"))
            return
        self._close_bar()
        if self.selection is None or not self.selection.rows:
            return
        place = nearest(date, len(self.selection.rows), lambda at: self._entry(at).item.date)
        if place is None:
            return
        self.timeline.move(place)
        found = self._entry(place).item
        if not (found.date or "").startswith(date):
            self.call_after_refresh(
                self.say, f"Nothing here is dated {date}; the nearest is {long_date(found)}."
            )

    # -------------------------------------------------------------- actions: finding
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

    # -------------------------------------------------------------- actions: moving
    def _move(self, place: int | None) -> None:
        """Go to another item, which is opened if the last one was being read in the text."""
        if place is None or self.selection is None or not 0 <= place < len(self.selection.rows):
            return
        self.timeline.move(place)
        self._stand(place)
        if self.pane == "text":
            self.opened = self.key
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
        rows = self.selection.rows
        at = self.timeline.cursor + step
        while 0 <= at < len(rows) and self.index.annotation(rows[at]).read:
            at += step
        if 0 <= at < len(rows):
            self._move(at)
        else:
            self.say("Nothing unread further " + ("down." if step > 0 else "up."))

    def action_next_hit(self) -> None:
        """To the next hit in the text, or the next item found."""
        if not (self.pane == "text" and self.reader.to_hit(1)):
            self._move(self.timeline.cursor + 1)

    def action_previous_hit(self) -> None:
        """To the hit before in the text, or the item found before."""
        if not (self.pane == "text" and self.reader.to_hit(-1)):
            self._move(self.timeline.cursor - 1)

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
        elif self.selection is not None and self.selection.rows:
            lines, here = self.timeline.lines, self.timeline.cursor
            find = lines.next_group if step > 0 else lines.previous_group
            self._move(find(here, year=year))

    def action_back(self) -> None:
        """Back to the timeline; from there, quit."""
        if self.pane == "timeline":
            self.action_quit()
        else:
            self.go_to("timeline")

    # -------------------------------------------------------------- actions: annotations
    def action_bookmark(self) -> None:
        """Bookmark the item, or take its bookmark away."""
        if entry := self.entry:
            self._annotate(lambda: self._toggle(entry.key, "bookmarked"))

    def action_read(self) -> None:
        """Mark the item read, or unread."""
        if entry := self.entry:
            if self.opened == entry.key:
                self.opened = None
            self._annotate(lambda: self._toggle(entry.key, "read"))

    def _toggle(self, key: str, what: str) -> Change | None:
        """The change that turns a mark of an item on, or off where it is on by then."""
        entry = self._entry_of(key)
        if entry is None:
            return None
        if what == "bookmarked":
            now = not entry.annotation.bookmarked
            word = "Bookmarked" if now else "Bookmark taken away"
            return annotating.change(word, [entry], lambda a: replace(a, bookmarked=now))
        now = not entry.annotation.read
        word = "Marked read" if now else "Marked unread"
        return annotating.change(word, [entry], lambda a: replace(a, read=now))

    def _entry_of(self, key: str) -> Entry | None:
        row = self.index.row_of(key) if self.index else None
        return self.index.entry(row) if self.index and row is not None else None

    def _mark_read(self, key: str) -> None:
        """Mark an item read because it was; this is no action of its own to be undone."""
        entry = self._entry_of(key)
        if entry and not entry.annotation.read:
            self._annotate(
                lambda: annotating.change("", [entry], lambda a: replace(a, read=True)),
                remember=False,
            )

    @work
    async def action_read_all(self) -> None:
        """Mark all that is shown read, after asking once."""
        if self.selection is None or self.index is None:
            return
        entries = [self.index.entry(row) for row in self.selection.rows]
        unread = [entry for entry in entries if not entry.annotation.read]
        if not unread:
            self.say("All that is shown is read already.")
            return
        if await self.app.push_screen_wait(Ask(f"Mark {counted(len(unread), 'item')} read?")):
            word = f"Marked {counted(len(unread), 'item')} read"
            self._annotate(lambda: annotating.change(word, unread, lambda a: replace(a, read=True)))

    def action_undo(self) -> None:
        """Take back the last change of annotations."""
        self._annotate(self._last_done, self.history.undo, "Undone: ", remember=False)

    def action_redo(self) -> None:
        """Make the change again that was taken back last."""
        self._annotate(self._last_undone, self.history.redo, "Done again: ", remember=False)

    def _last_done(self) -> Change | None:
        if not self.history.done:
            self.say("Nothing to undo.")
            return None
        return self.history.done[-1].reverse

    def _last_undone(self) -> Change | None:
        if not self.history.undone:
            self.say("Nothing to redo.")
            return None
        return self.history.undone[-1]

    @work
    async def _annotate(
        self,
        make: Callable[[], Change | None],
        after: Callable[[], None] | None = None,
        prefix: str = "",
        *,
        remember: bool = True,
    ) -> None:
        """Make a change once those before it are on disk; the screen shows it when it is, too."""
        from socitm_tui.store import StoreError  # noqa: PLC0415

        async with self._writing:
            if (change := make()) is None:
                return
            try:
                written = await asyncio.to_thread(annotating.write, self.home, change)
            except StoreError as error:
                self.notify(plain(str(error)), severity="error", markup=False, timeout=8)
                return
            if remember:
                self.history.add(change)
            elif after is not None:
                after()
            self._take_in(written)
            if change.word:
                undo = " · u undoes" if remember else ""
                self.say(f"{prefix}{change.word}{undo}")

    def _take_in(self, written: Mapping[str, object]) -> None:
        """Show what the notebook now says. The rows shown stay, whatever the filter."""
        assert self.index is not None  # noqa: S101 - only called with an archive
        assert self.selection is not None  # noqa: S101
        for annotation in written.values():
            self.index.annotate(annotation)  # type: ignore[arg-type]
        self._count()
        if len(written) > 20:
            self.timeline.refresh()
        else:
            rows = [self.index.row_of(key) for key in written]
            places = [self.selection.position.get(row) for row in rows if row is not None]
            self.timeline.redraw([place for place in places if place is not None])
        if self.reader.entry is not None and self.reader.entry.key in written:
            entry = self._entry_of(self.reader.entry.key)
            self.reader.show(entry, q.words(self.query_asked), self.index.topic_labels)
        self.tell()

    # -------------------------------------------------------------- actions: the program
    def action_evidence(self) -> None:
        """Show where each field of the item stands and why."""
        if entry := self.entry:
            width = min(92, self.app.size.width * 9 // 10) - 6
            self.app.push_screen(evidence_card(entry, width))

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(help_card())

    def action_palette(self) -> None:
        """Show all actions by name."""
        self.app.action_command_palette()

    @work
    async def action_quit(self) -> None:
        """Quit, once the last change is on disk."""
        self.leave()
        if self._writing.locked():
            self.say("Writing the last change first…")
        async with self._writing:
            self.app.exit()
