"""Another archive is shown in the place of the one before, whoever has loaded into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from socitm_tui.storage.regular_files import FileIdentity, file_identity
from socitm_tui.tui.actions.saved_queries import KeepingScreen
from socitm_tui.tui.widgets.cells import plain

if TYPE_CHECKING:
    from socitm_tui.search.index import Index

NEIGHBOURS: Final = 500
"""Items that are looked through for one that is still there."""
NAMED: Final = 3
"""So many files that were left out are named, more are counted."""


class Outcome(NamedTuple):
    """What came of a load."""

    words: str
    kind: str = "lit"
    news: bool = False
    """True where the archive is another one now."""
    left_out: Sequence[str] = ()


class RenewingScreen(KeepingScreen):
    """What is shown, and what is shown once more has been loaded."""

    own_loads = 0
    """Those that are under way here: what they change is no other program's doing."""
    archive_seen: FileIdentity | None = None
    """By which the archive that is shown is known."""

    def carry_out(
        self, load: Callable[[], Outcome], then: Callable[[], None] = lambda: None
    ) -> None:
        """In a thread: load, show the archive as it is then, and say what came of it."""
        from socitm_tui.search.index import Index  # noqa: PLC0415 - not before it is needed
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        before = file_identity(self.home.archive)
        try:
            came = load()
        except Exception as error:
            came = Outcome(f"Nothing was loaded: {error}", "wrong")
            if file_identity(self.home.archive) != before:
                words = f"Not all went well: {error} What the archive holds now is shown."
                came = Outcome(words, "wrong", news=True)
        index, stamp = (
            None,
            file_identity(self.home.archive),
        )  # in this order: what comes later is seen
        if came.news:
            try:
                index = Index.open(self.home)
            except StorageError as error:
                words = f"{came.words} It cannot be shown: {error}"
                came = Outcome(words, "wrong", left_out=came.left_out)

        def end() -> None:
            then()
            self.own_loads -= 1
            if index is not None:
                self.show_anew(index, stamp)
            self.say(came.words, came.kind)
            if came.left_out:
                rest = len(came.left_out) - NAMED
                more = f" And {rest:,} more." if rest > 0 else ""
                said = plain(" ".join(came.left_out[:NAMED]) + more)
                self.notify(said, markup=False, timeout=10)

        if self.app.is_running and self.is_attached:
            self.app.call_from_thread(end)

    # -------------------------------------------------------------- on the screen
    def show_anew(self, index: Index, stamp: FileIdentity | None) -> int:
        """Show another index; filter, item and scroll stay. How many items more it has."""
        self.archive_seen = stamp
        key, above = self._key_in(index), self._line - self.timeline.top
        more, self.index = len(index) - len(self.index or ()), index
        self.narrow(self.query_asked, key)
        self.timeline.scroll_up_to(self._line - above)
        self.tell_doubt()
        return more

    def tell_doubt(self) -> None:
        """Say what is not shown, though the items are."""
        if self.index is not None and self.index.notebook_problem:
            self.notify(
                plain(self.index.notebook_problem), severity="warning", markup=False, timeout=15
            )

    @property
    def _line(self) -> int:
        """The line of the timeline on which the cursor stands."""
        rows = self.selection.rows if self.selection else ()
        return self.timeline.lines.line_of(self.timeline.cursor) if rows else 0

    def _key_in(self, index: Index) -> str | None:
        """The key to stand on from now on, where that of now is not there any more."""
        if self.selection is None or self.key is None or index.row_of(self.key) is not None:
            return None
        here, end = self.timeline.cursor, len(self.selection.rows)
        places = chain(range(here, end), reversed(range(here)))
        keys = (self.entry_at(place).key for place in islice(places, NEIGHBOURS))
        return next((key for key in keys if index.row_of(key) is not None), None)
