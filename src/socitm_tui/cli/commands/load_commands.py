"""The command `load`: loads captures, and undoes or redoes loads."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from socitm_tui.cli.archive import AddCommand, UsageError
from socitm_tui.cli.output import print_error, print_json, print_lines
from socitm_tui.cli.progress_bar import progress_bar
from socitm_tui.model.clock import current_timestamp
from socitm_tui.model.labels import count_label
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook

if TYPE_CHECKING:
    from socitm_tui.model.entities import Annotation


def add_commands(add_command: AddCommand) -> None:
    """Add the command `load`."""
    parser = add_command(
        "load", load, "read captures into the archive: files, and folders recursively"
    )
    parser.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="a file or folder")
    parser.add_argument(
        "--bundled", action="store_true", help="the captures that come with the program"
    )
    parser.add_argument(
        "--collection", metavar="NAME", help="the collection to load into; else the folder’s name"
    )
    parser.add_argument("--dry-run", action="store_true", help="read everything, write nothing")
    parser.add_argument(
        "--undo", action="store_true", help="undo the last load; repeated, up to ten loads"
    )
    parser.add_argument("--redo", action="store_true", help="redo a load that was undone")
    parser.add_argument(
        "--json", action="store_true", help="print the load report as JSON, with every item"
    )
    parser.add_argument("--explain", action="store_true", help="print how each capture was read")


def load(home: Home, options: argparse.Namespace) -> None:
    """Load captures and print the load report."""
    from socitm_tui.cli.lines import load_report_json, load_report_lines, refusal_sentences
    from socitm_tui.ingest.loader import bundled_paths, load_paths

    paths = [*options.paths, *(bundled_paths() if options.bundled else ())]
    if options.undo or options.redo:
        if paths or options.dry_run or options.undo == options.redo:
            raise UsageError("load --undo and --redo go alone; nothing was loaded or undone.")
        _undo_load(home, redo=options.redo)
        return
    if not paths:
        raise UsageError("load needs a PATH, or --bundled; nothing was loaded.")
    gc.set_threshold(50_000, 20, 100)  # a load makes millions of objects and hardly any garbage
    with progress_bar() as progress:
        report = load_paths(
            home,
            paths,
            current_timestamp(),
            collection=options.collection,
            dry_run=options.dry_run,
            progress=progress,
        )
    if options.json:
        print_json(load_report_json(report, _read_annotations(home)))
    else:
        print_lines(load_report_lines(report, dry_run=options.dry_run, explain=options.explain))
    print_error(*refusal_sentences(report))


def _read_annotations(home: Home) -> Mapping[str, Annotation]:
    """The annotations; none if the notebook cannot be read, as loading does not depend on it."""
    try:
        return Notebook(home.notebook).read()
    except StorageError:
        return {}


def _undo_load(home: Home, *, redo: bool) -> None:
    """Undo the last load, or redo the load that was undone last, and print the difference."""
    from socitm_tui.ingest.undo import undo_last_load

    with progress_bar() as progress:
        undone = undo_last_load(home, current_timestamp(), redo=redo, progress=progress)
    gone, back = count_label(len(undone.removed), "item"), count_label(len(undone.returned), "item")
    state = "after the load that was undone" if redo else "before the last load"
    print_lines([f"The archive is as it was {state}: {gone} removed, {back} restored."])
    if undone.captures:
        names = ", ".join(undone.captures)
        print_lines([f"Taken out: {names}. The captures themselves are kept."])
    if not redo:
        more = "; --undo again undoes the one before" if undone.can_undo else ""
        print_lines([f"`load --redo` brings the load back{more}."])
    if undone.problem:
        print_error(undone.problem)
