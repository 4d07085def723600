"""The commands about captures: captures, remove."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from socitm_tui.cli.archive import AddCommand, UsageError, open_index, parse_words
from socitm_tui.cli.output import print_error, print_json, print_lines, write_json
from socitm_tui.cli.progress_bar import progress_bar
from socitm_tui.model.clock import current_timestamp
from socitm_tui.model.labels import count_label
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook

if TYPE_CHECKING:
    from socitm_tui.model.entities import Capture
    from socitm_tui.search.capture_list import CaptureSummary
    from socitm_tui.search.index import Index

COLLECTION_PREFIX = "collection:"


def add_commands(add_command: AddCommand) -> None:
    """Add these commands and their options."""
    name_help = "the name of a capture, a part of it, or the beginning of its SHA-256"
    parser = add_command("captures", captures, "list the captures, doubtful ones first")
    parser.add_argument("query", metavar="QUERY", nargs="*", help="only those of matching entries")
    parser.add_argument("--doubtful", action="store_true", help="only those read with doubt")
    parser.add_argument("--json", action="store_true", help="an array of captures")
    parser.add_argument(
        "--reviewed", metavar="CAPTURE", action="append", default=[],
        help="mark as looked at and right, which ends its doubt; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--not-reviewed", metavar="CAPTURE", action="append", default=[],
        help="take that mark away",
    )  # fmt: skip
    parser.add_argument(
        "--rename", metavar=("OLD", "NEW"), nargs=2,
        help="rename a collection; if NEW is one, both become one",
    )  # fmt: skip
    parser.add_argument(
        "--of", metavar="CAPTURE", action="append", default=[],
        help="what --publisher and --url are stated for: a capture, or collection:NAME",
    )  # fmt: skip
    parser.add_argument("--publisher", metavar="NAME", help="who published it; '' removes that")
    parser.add_argument("--url", metavar="URL", help="the address of it; '' removes that")

    parser = add_command(
        "remove", remove, "take captures out of the archive; bytes and annotations are kept"
    )
    parser.add_argument("captures", metavar="CAPTURE", nargs="*", help=name_help)
    parser.add_argument(
        "--undo", action="store_true", help="bring back what the last removal took out"
    )
    parser.add_argument("--dry-run", action="store_true", help="print what would go")
    parser.add_argument("--json", action="store_true", help="what was removed as JSON")


def captures(home: Home, options: argparse.Namespace) -> None:
    """List the captures that match a query, or change what is stated about some."""
    from socitm_tui.search.capture_list import capture_json, capture_lines, list_captures

    index = open_index(home)
    changes = (options.reviewed, options.not_reviewed, options.rename, options.of)
    if any(changes) or options.publisher is not None or options.url is not None:
        if options.query:
            raise UsageError("captures lists what matches a QUERY, or changes what is named.")
        _change(home, index, options)
        return
    summaries = list_captures(index, parse_words(home, index, options.query))
    listed = [summary for summary in summaries if summary.is_doubtful or not options.doubtful]
    if options.json:
        from socitm_tui.cli.lines import json_array

        write_json(json_array(map(capture_json, listed)))
        return
    print_lines(capture_lines(listed))
    _print_doubt(summaries)


def _print_doubt(summaries: Sequence[CaptureSummary]) -> None:
    from socitm_tui.search.capture_list import doubt_sentence

    sentence = doubt_sentence(summaries)
    print_lines([f"{sentence[0].upper()}{sentence[1:]}."])


def _change(home: Home, index: Index, options: argparse.Namespace) -> None:
    """Mark captures as reviewed, rename a collection, state publishers and addresses."""
    from socitm_tui.ingest.capture_statements import mark_reviewed, rename_collection
    from socitm_tui.search.capture_list import list_captures
    from socitm_tui.search.query import EMPTY_QUERY

    if options.rename:
        old, new = options.rename
        known = index.facet_values("collection")
        if old not in known:
            raise UsageError(f"There is no collection “{old}”; there are {', '.join(known)}.")
        if not new.strip():
            raise UsageError("The new name of the collection is empty.")
        rename_collection(home, old, new, current_timestamp())
        outcome = "merged into" if new in known and new != old else "renamed to"
        print_lines([f"The collection {old} was {outcome} {new}."])
    for names, is_right in ((options.reviewed, True), (options.not_reviewed, False)):
        marked = find_named_captures(index, names)
        if marked:
            checksums = [capture.sha256 for capture in marked]
            index.set_capture_notes(
                mark_reviewed(home, checksums, current_timestamp(), is_right=is_right)
            )
            outcome = "Looked at and right" if is_right else "No longer marked as right"
            print_lines(f"{outcome}: {capture.name}" for capture in marked)
            _print_doubt(list_captures(index, EMPTY_QUERY))
    if options.of or options.publisher is not None or options.url is not None:
        _state_source(home, index, options)


def _state_source(home: Home, index: Index, options: argparse.Namespace) -> None:
    from socitm_tui.ingest.capture_statements import state_source

    if not options.of or (options.publisher is None and options.url is None):
        raise UsageError("captures needs --of with --publisher or --url; nothing was changed.")
    names = [name for name in options.of if not name.startswith(COLLECTION_PREFIX)]
    collections = [
        name.removeprefix(COLLECTION_PREFIX).strip('"')
        for name in options.of
        if name.startswith(COLLECTION_PREFIX)
    ]
    known = index.facet_values("collection")
    if unknown := [name for name in collections if name not in known]:
        raise UsageError(f"There is no collection “{unknown[0]}”; there are {', '.join(known)}.")
    checksums = [capture.sha256 for capture in find_named_captures(index, names)]
    changed = 0
    with progress_bar() as progress:
        for captures_of, collection in ((checksums, None), *(((), name) for name in collections)):
            if captures_of or collection:
                changed += state_source(
                    home, current_timestamp(), captures=captures_of, collection=collection,
                    publisher=options.publisher, url=options.url, progress=progress,
                )  # fmt: skip
    if checksums or collections:
        print_lines([f"Stated: {count_label(changed, 'item')} changed."])


def find_named_captures(index: Index, names: Sequence[str]) -> list[Capture]:
    """The capture that each name means; an error is printed for a name without a single one."""
    from socitm_tui.search.capture_list import find_captures

    named: dict[str, Capture] = {}
    for name in names:
        matching = find_captures(index.captures, name)
        if len(matching) == 1:
            named[matching[0].sha256] = matching[0]
        elif matching:
            examples = ", ".join(f"{each.sha256[:8]} {each.name}" for each in matching[:5])
            print_error(f"“{name}” means {len(matching):,} captures ({examples} …): give more.")
        else:
            print_error(f"There is no capture “{name}”.")
    return list(named.values())


def remove(home: Home, options: argparse.Namespace) -> None:
    """Take captures out of the archive, or bring back what the last removal took out."""
    from socitm_tui.ingest.removal import remove_captures, undo_removal

    if options.undo:
        if options.captures or options.dry_run:
            raise UsageError("remove --undo goes alone; nothing was changed.")
        with progress_bar() as progress:
            undone = undo_removal(home, current_timestamp(), progress)
        if options.json:
            print_json({"returned": list(undone.returned)})
        else:
            print_lines([f"Brought back: {count_label(len(undone.returned), 'item')}."])
        return
    if not options.captures:
        raise UsageError("remove needs a CAPTURE, as `socitm-tui captures` lists them.")
    index = open_index(home)
    checksums = {capture.sha256 for capture in find_named_captures(index, options.captures)}
    with progress_bar() as progress:
        removed = remove_captures(
            home, checksums, current_timestamp(), dry_run=options.dry_run, progress=progress
        )
    counts = dict.fromkeys(checksums, 0)
    for item in removed.items:
        counts[item.capture_sha256] += 1
    annotated = Notebook(home.notebook).read()
    annotation_count = sum(item.key in annotated for item in removed.items)
    if options.json:
        print_json(
            {
                "captures": [
                    {"name": each.name, "sha256": each.sha256, "items": counts[each.sha256]}
                    for each in removed.captures
                ],
                "removed": len(removed.items),
                "annotated": annotation_count,
                "dry_run": options.dry_run,
            }
        )
        return
    verb = "Would be removed" if options.dry_run else "Removed"
    print_lines(
        f"{verb}: {each.name}, {count_label(counts[each.sha256], 'item')}"
        for each in removed.captures
    )
    if removed.captures and not options.dry_run:
        kept = f", and {count_label(annotation_count, 'annotation')}" if annotation_count else ""
        print_lines([f"The captures{kept} are kept; `remove --undo` brings them back."])
