"""What of the archive is shown, and which item of it: the state, and the one path of a change.

Whatever changes goes one way: select, then hand rows, counts and entry to the three panes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from socitm_tui.model.entities import Entry
from socitm_tui.search.query import EMPTY_QUERY, AllOf, Query, text_terms
from socitm_tui.tui.pane_layout import MEDIUM, Name, dense
from socitm_tui.tui.panes import PanedScreen
from socitm_tui.tui.widgets import status_text as status
from socitm_tui.tui.widgets.cells import cell_len, plain
from socitm_tui.tui.widgets.timeline import paragraph
from socitm_tui.tui.widgets.timeline_rows import Piece

if TYPE_CHECKING:
    from socitm_tui.search.index import FacetCount, Index, Order, Selection


class SelectingScreen(PanedScreen):
    """The panes, showing what a query selects from an index."""

    def __init__(self) -> None:
        super().__init__()
        self.index: Index | None = None
        self.query_asked: AllOf = EMPTY_QUERY
        self.selection: Selection | None = None
        self.order: Order = "newest"
        """The order asked for; the best match needs words to be one."""
        self.dense = False
        """True where the headings of months were put away, or called back on a low screen."""
        self.facets: Mapping[str, Sequence[FacetCount]] = {}
        self.key: str | None = None
        """The item that was last chosen, even while a filter leaves it out."""
        self.opened: str | None = None
        """The item that was opened to be read, until it is left."""
        self.picked: dict[str, None] = {}
        """Keys of the items selected for the next action, in the order they were."""
        self.places: dict[str, int] = {}
        """Key -> the first line in sight when its text was left."""
        self.progress = "Reading the archive…"
        self._said: Piece | None = None

    def narrow(self, query: AllOf, key: str | None = None) -> None:
        """Show what a query selects; the item chosen stays, or the nearest one to it."""
        if self.index is None:
            return
        self.query_asked, self.selection = query, self.index.select(query, self.order)
        self.recount()
        if not self.selection.rows:
            self.leave()
            self._say_nothing()
            self.reader.show(None)
            self.spine.show(())
        else:
            self._show_rows(key or self.key)
            self.stand(self.timeline.cursor, chosen=self.key is None or key is not None)
        self.tell()

    def _show_rows(self, key: str | None) -> None:
        """Show the rows of the selection, the cursor on an item or the nearest one to it."""
        shown, row = self.shown, self.archive.row_of(key) if key else None
        place = shown.nearest_position(row) if row is not None else 0
        self.timeline.dense = self._wanted_dense
        self.timeline.show(shown.groups, len(shown.rows), self.entry_at, place)
        self.spine.show(shown.months, rising=shown.order == "oldest")

    def rearrange(self, key: str) -> None:
        """Show the same rows where they stand now, the cursor on an item of them."""
        self.selection = self.archive.reselect(self.shown)
        self._show_rows(key)
        self._mark_place(self.timeline.cursor)

    def _mark_place(self, place: int) -> None:
        """Mark on the spine where a place of the timeline is."""
        self.spine.stand(self.shown.newest_first.position_of(self.shown.rows[place]))

    def recount(self) -> None:
        """Count what each choice of the filter pane would give now."""
        self.facets = self.archive.facets(self.query_asked)
        self.filter_pane.show(self.facets, filtered=bool(self.query_asked.parts))

    # -------------------------------------------------------------- entries
    @property
    def archive(self) -> Index:
        """The index, for those who are only called once there is one."""
        assert self.index is not None  # noqa: S101
        return self.index

    @property
    def shown(self) -> Selection:
        """The selection, for the same."""
        assert self.selection is not None  # noqa: S101
        return self.selection

    @property
    def rows(self) -> Sequence[int]:
        """The rows in the timeline."""
        return self.selection.rows if self.selection else ()

    def entry_at(self, place: int) -> Entry:
        """The entry at a place of the timeline."""
        return self.archive.entry(self.shown.rows[place])

    def entries_of(self, keys: Iterable[str]) -> list[Entry]:
        """The entries with these keys, those that are in the archive."""
        index = self.index
        rows = [row for key in keys if (row := index.row_of(key)) is not None] if index else []
        return [self.archive.entry(row) for row in rows]

    def entry_of(self, key: str) -> Entry | None:
        """The entry with a key, if it is in the archive."""
        return next(iter(self.entries_of((key,))), None)

    def entries_by(self, *parts: Query) -> list[Entry]:
        """The entries that a query of these parts selects, newest first."""
        return [self.archive.entry(row) for row in self.archive.select(AllOf(parts)).rows]

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self.entry_at(self.timeline.cursor) if self.rows else None

    @property
    def targets(self) -> list[Entry]:
        """What an action is about: the items selected, else the one under the cursor."""
        return self.entries_of(self.picked) or ([self.entry] if self.entry else [])

    def stand(self, place: int, *, chosen: bool = True) -> None:
        """Show the text of the row at a place; if it was `chosen`, remember it."""
        entry = self.entry_at(place)
        self._mark_place(place)
        same = self.reader.entry is not None and self.reader.entry.key == entry.key
        if not same:
            self.leave()
        if chosen:
            self.key = entry.key
        top = None if same else self.places.get(entry.key, 0)
        self.reader.show(entry, text_terms(self.query_asked), self.archive.topic_labels, top)

    def leave(self) -> None:
        """Remember how far the text was read; what was opened counts as read now."""
        self.note_place()
        key, self.opened = self.opened, None
        if key is not None:
            self.mark_read(key)

    def note_place(self) -> None:
        """Remember how far the text was read."""
        if self.reader.entry is not None:
            key = self.reader.entry.key
            self.places.pop(key, None)
            if self.reader.top:
                self.places[key] = self.reader.top

    def left(self, name: Name) -> None:
        """Leaving the text leaves the item that was opened in it."""
        if name == "text":
            self.leave()

    def mark_read(self, key: str) -> None:
        """Called when an item that was opened is left."""

    # -------------------------------------------------------------- what is said
    def tell(self) -> None:
        """Say at the top and the bottom where we are."""
        alone = self.app.size.width < MEDIUM and self.pane != "timeline"
        if alone:
            entry = self.entry
            parts = status.crumb(entry.item if entry else None, self.pane)
            self.top_line.show(parts, right=[(self.told("{back} back"), "quiet")])
        else:
            keys = [(self.told(one), "quiet") for one in ("{search} search", "{help} help")]
            self.top_line.show(status.top(self.index), right=keys)
        self._tell_counts()

    def _tell_counts(self) -> None:
        if self.zen and not (self.bar.is_open or self.too_small.display):
            # where nothing but the text is shown, there is a line only for what is new
            self.status.display = self._said is not None or self.reader.words is not None
        asked = status.ASKED.get(self.bar.purpose or "", "bar")
        hints = status.hints(asked if self.bar.is_open else self.pane, self.table)
        if self._said:
            crowded = cell_len(self._said[0]) + 30 > self.app.size.width
            self.status.show([self._said], right=() if crowded else hints)
        elif self.reader.words:
            self.status.show(status.choosing(self.table))
        elif self.index is None or self.selection is None:
            self.status.show([(self.progress, "quiet")], right=hints)
        else:
            states = self.facets["is"]
            marked = next((one.total for one in states if one.value == "bookmarked"), 0)
            shown = len(self.selection.rows)
            words = status.counts(
                shown, self.index, self.query_asked, marked,
                picked=len(self.picked), order=self.selection.order,
            )  # fmt: skip
            self.status.show(*words, right=hints)

    def say(self, words: str, kind: str = "lit") -> None:
        """Say something at the bottom, until a key is pressed; what went wrong is said in full."""
        self._said = (plain(words), kind)
        self._tell_counts()
        room = self.app.size.width - 2
        if kind == "wrong" and not self.bar.is_open and cell_len(self._said[0]) > room:
            self.complain(words)

    def complain(self, words: object) -> None:
        """Say what went wrong on top of everything, until it has been read."""
        self.notify(plain(str(words)), severity="error", markup=False, timeout=8)

    def unsay(self) -> None:
        """Say again what is always said there."""
        if self._said:
            self._said = None
            self._tell_counts()

    def _say_nothing(self) -> None:
        if not len(self.archive):
            words = self.told("The archive is empty. {load} loads a file or folder of captures.")
            self.timeline.say([(("", "heading"),), *self.wrapped(words, "heading")])
            return
        width = max(self.timeline.size.width - 6, 20)
        lines = status.nothing_words(self.archive, self.query_asked, width, self.table)
        self.timeline.say([((f"   {text}", kind),) for text, kind in lines])

    def wrapped(self, words: str, kind: str) -> list[tuple[tuple[str, str], ...]]:
        """Words as lines to show in place of a timeline."""
        return paragraph(plain(words), self.timeline.size.width, kind)

    def on_resize(self) -> None:
        """Say anew what does not fit any more; headings of months take room."""
        if self.selection is None:
            return
        if not self.selection.rows:
            self.call_after_refresh(self._say_nothing)
        elif self.timeline.dense != self._wanted_dense:
            self.narrow(self.query_asked)

    @property
    def _wanted_dense(self) -> bool:
        return dense(self.app.size.height, asked=self.dense)
