"""What other programs write into the home meanwhile is shown here too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from textual import work

from socitm_tui.model.entities import Annotation
from socitm_tui.model.labels import count_label
from socitm_tui.storage.regular_files import FileIdentity, file_identity
from socitm_tui.tui.actions.search import FindingScreen
from socitm_tui.tui.actions.undo_stack import Written
from socitm_tui.tui.widgets.cells import plain

if TYPE_CHECKING:
    from socitm_tui.search.index import Index

SECONDS: Final = 2.0
PATIENCE: Final = 60
"""Looks until the index is made here, should whoever wrote the archive not have made it."""


class WatchingScreen(FindingScreen):
    """Looks every now and then whether notebook or archive were replaced by another program."""

    _notebook_seen: FileIdentity | None = None
    _looks: int = 0
    """How often an archive without an index of it was met."""

    def begin_reading(self) -> None:
        """What others write into the notebook from now on may not be read with the index."""
        self._notebook_seen = file_identity(self.home.notebook)

    def begin_watching(self) -> None:
        """Look from now on; the archive that is there now has just been read."""
        self.archive_seen = file_identity(self.home.archive)
        self.set_interval(SECONDS, self.look_around)

    def wrote(self, written: Written) -> None:
        """What was written here is known, unless others had written something before."""
        if written.before == self._notebook_seen:
            self._notebook_seen = written.after

    def look_around(self) -> None:
        """Show annotations of others, and the archive where it is another one."""
        if self.index is None or self.writing.locked():
            return
        notebook, archive = file_identity(self.home.notebook), file_identity(self.home.archive)
        if notebook and notebook != self._notebook_seen:
            self._notebook_seen = notebook
            self._read_notebook()
        if archive and archive != self.archive_seen and self.is_current:
            self._read_archive_again(archive)

    @work(thread=True, exclusive=True, group="again")
    def _read_archive_again(self, stamp: FileIdentity) -> None:
        """Open the index of the archive as it is now, once there is one."""
        from socitm_tui.search.index import Index  # noqa: PLC0415 - not before it is needed
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        index = Index.open_if_fresh(self.home)
        self._looks = 0 if index else self._looks + 1
        if index is None and self._looks < PATIENCE:
            return
        try:
            self.app.call_from_thread(self._show_again, index or Index.open(self.home), stamp)
        except StorageError as error:
            self.archive_seen = stamp
            words = f"{error} What was read before is still shown."
            self.app.call_from_thread(self.notify, plain(words), severity="error", markup=False)

    def _show_again(self, index: Index, stamp: FileIdentity) -> None:
        """Show another index in the place of the one before, and say so where others made it."""
        if self.index is None or self.writing.locked() or not self.is_current:
            return  # the next look does it
        if stamp == self.archive_seen:
            return  # a load of our own has shown it meanwhile
        more = self.show_anew(index, stamp)
        if not self.own_loads:
            change = f": {count_label(abs(more), 'item')} {'more' if more > 0 else 'less'}"
            self.say(f"Another program has changed the archive{change if more else ''}.")

    def show_anew(self, index: Index, stamp: FileIdentity | None) -> int:
        """Show another index, and what was annotated since it read the notebook."""
        more = super().show_anew(index, stamp)
        self._read_notebook(ours=True)
        return more

    @work(thread=True, exclusive=True, group="notebook")
    def _read_notebook(self, *, ours: bool = False) -> None:
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415 - not before it is needed
        from socitm_tui.storage.notebook import Notebook  # noqa: PLC0415 - not before it is needed

        stamp = file_identity(self.home.notebook)
        try:
            found = Notebook(self.home.notebook).read_all()
        except StorageError:
            return  # the next annotation says why
        known = self.index.annotations if self.index else {}
        differing = {
            key: one
            for key, one in found.items()
            if (known.get(key) or Annotation(key)) != one
            and not (one.is_empty and key not in known)
        }
        if differing and self.app.is_running and self.is_attached:
            self.app.call_from_thread(self._show_others, differing, stamp, ours=ours)

    def _show_others(
        self, found: Mapping[str, Annotation], stamp: FileIdentity | None, *, ours: bool
    ) -> None:
        """Take in what differs from what is shown, and say so where others made it."""
        if self.index is None:
            return
        if self.writing.locked() or stamp != file_identity(self.home.notebook):
            self._notebook_seen = None  # it is another by now: the next look does it
            return
        known = self.index.annotations
        changed = {
            key: one
            for key, one in found.items()
            if self.index.row_of(key) is not None and (known.get(key) or Annotation(key)) != one
        }
        if changed:
            self._take_in(changed)
            if ours or self.own_loads:
                return  # loads move annotations along with their items
            self.say(f"{count_label(len(changed), 'annotation')} changed by another program.")
