"""A load added to a large archive is taken back, or brought again, without reading the rest.

The version before an archive is still there, and so is its index: where it is just what a step
leads to, the two change places. Whenever something is not as it should be, the loader makes the
archive anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from socitm_tui.model.entities import Item
from socitm_tui.search.index.checked_file import DamagedIndexError
from socitm_tui.search.index.index_files import IndexFiles, open_index_files
from socitm_tui.storage.archive_file import ArchiveContents, ArchiveFile, ForeignArchiveError
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.storage.load_history import LoadHistory
from socitm_tui.storage.tinydb_file import restore_backup_generation


@dataclass(frozen=True)
class Swap:
    """An archive whose version before is just what taking a load back makes of it, or a redo."""

    home: Home
    now: ArchiveContents
    before: ArchiveContents
    """Without their items."""
    gone: tuple[Item, ...]
    back: tuple[Item, ...]
    is_index_kept: bool
    """True where the index of what was added is a version before, too."""

    def do(self) -> None:
        """Put the version before into the place of the archive.

        Raises:
            OSError: that cannot be done; the archive is as it was.
        """
        restore_backup_generation(self.home.archive)
        if self.is_index_kept:
            with contextlib.suppress(OSError):  # it is derived
                restore_backup_generation(self.home.added_index)


def swap(home: Home, *, forth: bool = False) -> Swap | None:
    """The version before an archive that nobody else may be writing; None where it is another.

    Only what the load changed is read. The way forth is noted, as by `Loads.back`.
    """
    loads = LoadHistory(home.archive)
    with (
        contextlib.suppress(OSError, DamagedIndexError, ForeignArchiveError, StorageError),
        ArchiveFile(home.archive) as archive,
        ArchiveFile(home.archive.with_name(f"{home.archive.name}.bak")) as other,
    ):
        now, before = archive.read_head(), other.read_head()
        step = loads.read_delta(now, forth=forth)
        if step is None or step.load != before.load or step.apply_to_head(now) != before:
            return None
        here, (there, is_kept) = open_index_files(archive, home), _index_of(other, home)
        gone = [one for one in step.reversed_items(here.total, here.item) if isinstance(one, Item)]
        back = {at: one for at, one in _placed(step.items) if isinstance(one, Item)}
        if (
            home.archive.is_symlink()
            or here.total - len(gone) != there.total - len(back)
            or any(there.item(at) != one for at, one in back.items())
            or {archive.verify(), other.verify()} != {"whole"}
        ):
            return None
        if not forth:
            loads.record_undo(now, before, step.reversed_items(here.total, here.item))
        return Swap(home, now, before, tuple(gone), tuple(back.values()), is_kept)
    return None


def _index_of(archive: ArchiveFile, home: Home) -> tuple[IndexFiles, bool]:
    """The index of the version before, and whether part of it is one of before, too."""
    with contextlib.suppress(OSError, DamagedIndexError):
        return open_index_files(archive, home), False
    return open_index_files(archive, home, home.added_index_backup), True


def _placed(parts: Iterable[tuple[int, int] | Item]) -> Iterator[tuple[int, Item | None]]:
    """Each part with the row at which it begins; the items among them as they are."""
    at = 0
    for one in parts:
        yield at, one if isinstance(one, Item) else None
        at += 1 if isinstance(one, Item) else one[1] - one[0]
