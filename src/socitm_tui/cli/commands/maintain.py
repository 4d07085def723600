"""The commands that look after a home: check, backup, restore, and taking a load back."""

from __future__ import annotations

import argparse
from pathlib import Path

from socitm_tui.cli.output import print_error, print_lines
from socitm_tui.cli.progress_bar import progress_bar
from socitm_tui.model.clock import current_timestamp
from socitm_tui.model.labels import count_label
from socitm_tui.model.merge import MergeConflict
from socitm_tui.storage.home import Home

WORDS = {
    "bookmarked": "the bookmark", "read": "the read mark", "note": "the note",
    "highlights": "a highlight",
}  # fmt: skip


def add_arguments(name: str, sub: argparse.ArgumentParser) -> None:
    """The options of one of these commands."""
    if name == "check":
        sub.add_argument(
            "--repair", action="store_true",
            help="make anew what is derived, go back to the last good version of what is not",
        )  # fmt: skip
    elif name == "backup":
        sub.add_argument("file", metavar="FILE", type=Path, help="where to; a .tar.gz")
    elif name == "restore":
        sub.add_argument("file", metavar="FILE", type=Path, help="a backup, or a notebook to merge")
        way = sub.add_mutually_exclusive_group()
        way.add_argument(
            "--replace", action="store_true", help="set aside what is there, and restore"
        )
        way.add_argument(
            "--merge", action="store_true",
            help="take over annotations only, the newest of each part",
        )  # fmt: skip


def check(home: Home, options: argparse.Namespace) -> None:
    """Open every file and name what is wrong; put it right where that is asked."""
    from socitm_tui.maintenance.check import check_home

    if options.repair:
        from socitm_tui.maintenance.repair import repair_home

        done = [finding.sentence for finding in repair_home(home, current_timestamp())]
        print_lines(done or ["Nothing needed repair."])
    for finding in check_home(home):
        if finding.is_problem:
            print_error(finding.sentence)
        else:
            print_lines([finding.sentence])


def backup(home: Home, options: argparse.Namespace) -> None:
    """Write the home into one file."""
    from socitm_tui.maintenance.backup import external_configuration, write_backup

    stock = write_backup(home, options.file)
    print_lines(
        [f"{options.file} holds all of {home.path}: {_stock(stock)}; read back and compared."]
    )
    others = ", ".join(str(path) for _, path in external_configuration(home))
    if others:
        print_lines([f"Of your configuration it holds {others}."])


def _stock(stock: object) -> str:
    files, captures = getattr(stock, "files", 0), getattr(stock, "captures", 0)
    return f"{count_label(files, 'file')} and {count_label(captures, 'capture')}"


def restore(home: Home, options: argparse.Namespace) -> None:
    """Make the home what a backup holds, or merge its annotations into those that are there."""
    from socitm_tui.maintenance.restore import restore_backup

    if options.merge:
        _merge(home, options.file)
        return
    stock, aside, beside = restore_backup(home, options.file, replace=options.replace)
    print_lines([f"{home.path} is as {options.file} holds it: {_stock(stock)}."])
    if aside:
        print_lines([f"What was there before is in {aside}."])
    for path in beside:
        print_lines([f"Your configuration was left as it is; that of the backup is in {path}."])


def _merge(home: Home, file: Path) -> None:
    from socitm_tui.maintenance.restore import merge_backup

    new, changed, conflicts = merge_backup(home, file)
    print_lines(
        [
            f"{file} was merged: {count_label(new, 'annotation')} came new, {changed:,} changed, "
            f"{count_label(len(conflicts), 'conflict')}."
        ]
    )
    print_lines(_conflict(one) for one in conflicts)


def _conflict(one: MergeConflict) -> str:
    part, _, name = one.part.partition("/")
    what = WORDS.get(part) or f"the {'tag' if part == 'tags' else 'correction of'} {name}"
    kept, lost = _shown(part, one.kept), _shown(part, one.lost)
    end = "both are kept" if one.both else f"the newer, {kept}, is kept"
    return f"{one.key} “{one.heading}”: {what} is {kept} and {lost}; {end}."


def _shown(part: str, value: str) -> str:
    quoted = value if part == "highlights" else f"“{value}”"  # a highlight comes in quotes
    return {"yes": "set", "": "not set"}.get(value, quoted)


def undo_load(home: Home, *, forth: bool = False) -> None:
    """Take the last load back, or bring again what was taken back last."""
    from socitm_tui.ingest.undo import undo_last_load

    with progress_bar() as progress:
        done = undo_last_load(home, current_timestamp(), redo=forth, progress=progress)
    gone, back = count_label(len(done.removed), "item"), count_label(len(done.returned), "item")
    which = "after the load that was taken back" if forth else "before the last load"
    print_lines([f"The archive is as it was {which}: {gone} went, {back} came back."])
    if done.captures:
        print_lines([f"Taken out: {', '.join(done.captures)}. The captures themselves are kept."])
    if not forth:
        more = "; --undo once more takes the one before back" if done.can_undo else ""
        print_lines([f"`load --redo` brings the load again{more}."])
    if done.problem:
        print_error(done.problem)
