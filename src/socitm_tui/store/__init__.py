"""The two TinyDB files and the captures: what is kept, and the only place that writes it.

Archive and notebook have two lifetimes and two files. Both are written through `write_safely`: a
temporary file, fsync, an atomic replace, fsync of the folder, the generation before kept as `.bak`,
and a lock held over each read-change-write. Nothing damaged or newer than this program is written
over. The archive has one item a line, which is what lets one be read without the others
(`ArchiveFile`); to TinyDB it is the same. TinyDB itself is imported when a whole file is wanted.
"""

from __future__ import annotations

from socitm_tui.store.archive import (
    CAPTURES,
    ITEM_FIELDS,
    ITEMS,
    Archive,
    ArchiveFile,
    Contents,
    ForeignError,
    item_document,
    item_from,
)
from socitm_tui.store.captures import CaptureFolder, Catalogue, capture_from
from socitm_tui.store.database import ENCODE, FORMAT, SafeStorage, go_back, keep_generation
from socitm_tui.store.loads import Loads, Step
from socitm_tui.store.notebook import Notebook, annotation_from, sound_annotations
from socitm_tui.store.safely import (
    LOCK_SECONDS,
    PIECE,
    STALE_SECONDS,
    DamagedFileError,
    StoreError,
    left_behind,
    locked,
    prepare_to_write,
    replacing,
    sweep_old,
    write_safely,
)
from socitm_tui.store.state import State, read_state, write_state

__all__ = [
    "CAPTURES",
    "ENCODE",
    "FORMAT",
    "ITEMS",
    "ITEM_FIELDS",
    "LOCK_SECONDS",
    "PIECE",
    "STALE_SECONDS",
    "Archive",
    "ArchiveFile",
    "CaptureFolder",
    "Catalogue",
    "Contents",
    "DamagedFileError",
    "ForeignError",
    "Loads",
    "Notebook",
    "SafeStorage",
    "State",
    "Step",
    "StoreError",
    "annotation_from",
    "capture_from",
    "go_back",
    "item_document",
    "item_from",
    "keep_generation",
    "left_behind",
    "locked",
    "prepare_to_write",
    "read_state",
    "replacing",
    "sound_annotations",
    "sweep_old",
    "write_safely",
    "write_state",
]
