"""What of the archive is shown: the query, the items that it selects, the current item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from socitm_tui.model.entities import Entry
from socitm_tui.search.query import EMPTY_QUERY, AllOf, Query
from socitm_tui.tui.widgets.timeline_lines import has_month_headings

if TYPE_CHECKING:
    from socitm_tui.search.index import FacetCount, Index, Order, Selection


class BrowseState:
    """The state of the browse screen, without any widget."""

    def __init__(self) -> None:
        self.index: Index | None = None
        self.query: AllOf = EMPTY_QUERY
        self.selection: Selection | None = None
        self.order: Order = "newest"
        """The order asked for; that by match needs words in the query."""
        self.facets: Mapping[str, Sequence[FacetCount]] = {}
        self.key: str | None = None
        """The item that was chosen last, even while a filter leaves it out."""
        self.opened_key: str | None = None
        """The item that was opened to be read, until it is closed."""
        self.picked: dict[str, None] = {}
        """Keys of the items picked for the next action, in the order they were picked."""
        self.first_lines: dict[str, int] = {}
        """Key -> the first line in sight when its text was closed."""

    def select(self, query: AllOf) -> None:
        """Make a query the current one."""
        self.query, self.selection = query, self.archive.select(query, self.order)
        self.count_facets()

    def count_facets(self) -> None:
        """Count what each choice of the filter pane would give now."""
        self.facets = self.archive.facets(self.query)

    def remember_first_line(self, entry: Entry | None, line: int) -> None:
        """Remember the first line in sight of the text of an entry."""
        if entry is not None:
            self.first_lines.pop(entry.key, None)
            if line:
                self.first_lines[entry.key] = line

    def has_months(self, height: int) -> bool:
        """True if months have headings on a screen of so many lines."""
        return self.selection is not None and has_month_headings(self.selection.groups, height)

    # -------------------------------------------------------------- lookups
    @property
    def archive(self) -> Index:
        """The index, for code that runs only once there is one."""
        assert self.index is not None  # noqa: S101
        return self.index

    @property
    def shown(self) -> Selection:
        """The selection, for code that runs only once there is one."""
        assert self.selection is not None  # noqa: S101
        return self.selection

    @property
    def rows(self) -> Sequence[int]:
        """The rows of the index that the timeline shows."""
        return self.selection.rows if self.selection else ()

    def entry_at(self, position: int) -> Entry:
        """The entry at a position of the timeline."""
        return self.archive.entry(self.shown.rows[position])

    def position_of(self, key: str) -> int | None:
        """The position of an item in the timeline; None if it is not there."""
        row = self.archive.row_of(key)
        return None if row is None else self.shown.position(row)

    def entries_of(self, keys: Iterable[str]) -> list[Entry]:
        """The entries with these keys, without those that are not in the archive."""
        index = self.index
        rows = [row for key in keys if (row := index.row_of(key)) is not None] if index else []
        return [self.archive.entry(row) for row in rows]

    def entry_of(self, key: str) -> Entry | None:
        """The entry with a key, if it is in the archive."""
        return next(iter(self.entries_of((key,))), None)

    def entries_by(self, *parts: Query) -> list[Entry]:
        """The entries that a query of these parts selects, newest first."""
        return [self.archive.entry(row) for row in self.archive.select(AllOf(parts)).rows]
