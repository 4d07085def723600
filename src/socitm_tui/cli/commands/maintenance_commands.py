"""The commands that look after a home: check, backup, restore."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from socitm_tui.cli.archive import AddCommand
from socitm_tui.cli.output import print_error, print_lines
from socitm_tui.model.clock import current_timestamp
from socitm_tui.model.labels import count_label
from socitm_tui.model.merge import MergeConflict
from socitm_tui.storage.home import Home

if TYPE_CHECKING:
    from socitm_tui.maintenance.backup import BackupSummary

PART_LABELS: Final = {
    "bookmarked": "the bookmark", "read": "the read mark", "note": "the note",
    "highlights": "a highlight",
}  # fmt: skip


def add_commands(add_command: AddCommand) -> None:
    """Add these commands and their options."""
    parser = add_command("check", check, "open every file and name what is wrong with it")
    parser.add_argument(
        "--repair", action="store_true",
        help="rebuild derived files, and restore the last intact version of others",
    )  # fmt: skip

    parser = add_command("backup", backup, "write everything into one file")
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup to write, a .tar.gz")

    parser = add_command(
        "restore", restore, "bring back what a backup holds, or merge its annotations"
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="a backup, or a notebook to merge")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--replace", action="store_true", help="set the present files aside, then restore"
    )
    mode.add_argument(
        "--merge", action="store_true",
        help="take over annotations only, the newest of each part",
    )  # fmt: skip


def check(home: Home, options: argparse.Namespace) -> None:
    """Check every file, after repairing what is wrong if that is asked for."""
    from socitm_tui.maintenance.check import check_home

    if options.repair:
        from socitm_tui.maintenance.repair import repair_home

        repairs = [finding.sentence for finding in repair_home(home, current_timestamp())]
        print_lines(repairs or ["Nothing needed repair."])
    for finding in check_home(home):
        if finding.is_problem:
            print_error(finding.sentence)
        else:
            print_lines([finding.sentence])


def backup(home: Home, options: argparse.Namespace) -> None:
    """Write the home into one file."""
    from socitm_tui.maintenance.backup import external_configuration, write_backup

    label = _summary_label(write_backup(home, options.file))
    print_lines([f"{options.file} holds all of {home.path}: {label}; read back and compared."])
    if config := ", ".join(str(path) for _, path in external_configuration(home)):
        print_lines([f"Of your configuration it holds {config}."])


def _summary_label(summary: BackupSummary) -> str:
    captures = count_label(summary.captures, "capture")
    return f"{count_label(summary.files, 'file')} and {captures}"


def restore(home: Home, options: argparse.Namespace) -> None:
    """Make the home what a backup holds, or merge the annotations of the backup into it."""
    from socitm_tui.maintenance.restore import restore_backup

    if options.merge:
        _merge_annotations(home, options.file)
        return
    summary, aside, renamed = restore_backup(home, options.file, replace=options.replace)
    print_lines([f"{home.path} is as {options.file} holds it: {_summary_label(summary)}."])
    if aside:
        print_lines([f"What was there before is in {aside}."])
    for path in renamed:
        print_lines([f"Your configuration was left as it is; that of the backup is in {path}."])


def _merge_annotations(home: Home, file: Path) -> None:
    from socitm_tui.maintenance.restore import merge_backup

    new_count, changed_count, conflicts = merge_backup(home, file)
    new, conflict_label = (
        count_label(new_count, "annotation"),
        count_label(len(conflicts), "conflict"),
    )
    print_lines([f"{file} was merged: {new} added, {changed_count:,} changed, {conflict_label}."])
    print_lines(map(_conflict_sentence, conflicts))


def _conflict_sentence(conflict: MergeConflict) -> str:
    part, _, name = conflict.part.partition("/")
    label = PART_LABELS.get(part) or f"the {'tag' if part == 'tags' else 'correction of'} {name}"
    kept, lost = _value_label(part, conflict.kept), _value_label(part, conflict.lost)
    outcome = "both are kept" if conflict.both else f"the newer, {kept}, is kept"
    return f"{conflict.key} “{conflict.heading}”: {label} is {kept} and {lost}; {outcome}."


def _value_label(part: str, value: str) -> str:
    quoted = value if part == "highlights" else f"“{value}”"  # a highlight has its quotes already
    return {"yes": "set", "": "not set"}.get(value, quoted)
