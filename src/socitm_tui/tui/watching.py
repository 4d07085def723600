"""What other programs write into the home meanwhile is shown here too."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from textual import work

from socitm_tui.model import Annotation
from socitm_tui.present import counted
from socitm_tui.tui.finding import FindingScreen

SECONDS: Final = 2.0
Stamp = tuple[int, int, int]


def stamp_of(path: Path) -> Stamp | None:
    """By which a file that was replaced is told from the one before; None where there is none."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_ino, about.st_size, about.st_mtime_ns


class WatchingScreen(FindingScreen):
    """Looks every now and then whether notebook or archive were replaced by another program."""

    _notebook_seen: Stamp | None = None
    _archive_seen: Stamp | None = None

    def begin_watching(self) -> None:
        """Look from now on; what is there now has just been read."""
        self._notebook_seen = stamp_of(self.home.notebook)
        self._archive_seen = stamp_of(self.home.archive)
        self.set_interval(SECONDS, self.look_around)

    def seen_now(self) -> None:
        """What is there now has just been read."""
        self._archive_seen = stamp_of(self.home.archive)

    def look_around(self) -> None:
        """Show annotations of others; say so where the archive is another one."""
        if self.index is None or self.writing.locked():
            return
        notebook, archive = stamp_of(self.home.notebook), stamp_of(self.home.archive)
        if notebook and notebook != self._notebook_seen:
            self._notebook_seen = notebook
            self._read_notebook()
        if archive and archive != self._archive_seen:
            self._archive_seen = archive
            self.notify(
                "Another program has loaded something; leave and open the reader to see it.",
                markup=False,
            )

    @work(thread=True, exclusive=True, group="notebook")
    def _read_notebook(self) -> None:
        from socitm_tui.store import Notebook, StoreError  # noqa: PLC0415 - not before it is needed

        try:
            found = Notebook(self.home.notebook).read_all()
        except StoreError:
            return  # the next annotation says why
        self.app.call_from_thread(self._show_others, found)

    def _show_others(self, found: Mapping[str, Annotation]) -> None:
        """Take in what differs from what is shown."""
        if self.index is None:
            return
        known = self.index.annotations
        changed = {
            key: one
            for key, one in found.items()
            if self.index.row_of(key) is not None and (known.get(key) or Annotation(key)) != one
            if not (one.is_empty and key not in known)
        }
        if changed:
            self._take_in(changed)
            self.say(f"{counted(len(changed), 'annotation')} changed by another program.")
