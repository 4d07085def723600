"""What the commands share: exit statuses, and access to the archive and its index."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from socitm_tui.cli.output import print_error
from socitm_tui.cli.progress_bar import progress_bar
from socitm_tui.model.sanitize import sanitize_line
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home

if TYPE_CHECKING:
    from socitm_tui.model.entities import Capture, Entry
    from socitm_tui.search.index import Index, Order, Selection
    from socitm_tui.search.query import AllOf

EXIT_OK: Final = 0
EXIT_REFUSED: Final = 1
EXIT_USAGE: Final = 2
CommandFunction = Callable[[Home, argparse.Namespace], int | None]
"""Runs a command and returns its exit status, or None if that follows from the printed errors."""
AddCommand = Callable[[str, CommandFunction, str], argparse.ArgumentParser]
"""Adds a command by its name, function and help text, and returns its parser."""


class UsageError(Exception):
    """A command was called with wrong arguments; the message is a sentence."""


def ensure_archive(home: Home) -> str | None:
    """Load the bundled captures if there is no archive, and return a notice that says so.

    If captures are kept, the archive is rebuilt from them instead.
    """
    if Archive(home.archive).exists():
        return None
    from socitm_tui.cli.lines import loaded_years, refusal_sentences
    from socitm_tui.ingest.loader import load_bundled
    from socitm_tui.model.clock import current_timestamp
    from socitm_tui.model.labels import count_label

    if captures := CaptureFolder(home.captures).read_active_captures():
        return _rebuild_archive(home, captures)
    print("No archive yet: loading the bundled one …", file=sys.stderr)
    with progress_bar() as progress:
        report = load_bundled(home, current_timestamp(), progress)
    print_error(*refusal_sentences(report))
    items = count_label(report.added, "item")
    notice = f"Loaded Socitm’s news, {loaded_years(report)}: {items}, bundled, offline."
    print(notice, file=sys.stderr)
    return notice


def _rebuild_archive(home: Home, captures: Sequence[Capture]) -> str:
    from socitm_tui.ingest.loader import rebuild_archive
    from socitm_tui.model.labels import count_label

    with progress_bar() as progress:
        report = rebuild_archive(home, captures, progress=progress)
    items = count_label(report.added, "item")
    notice = f"{home.archive} was missing and was rebuilt from the kept captures: {items}."
    print(sanitize_line(notice), file=sys.stderr)
    return notice


def open_index(home: Home) -> Index:
    """The index of the archive; without an archive the bundled captures are loaded first."""
    ensure_archive(home)
    from socitm_tui.search.index import Index

    index = Index.open(home)
    if index.notebook_problem:
        print_error(index.notebook_problem)
    return index


def select_rows(
    home: Home, index: Index, words: Sequence[str], order: Order = "newest"
) -> Selection:
    """The rows that a query selects; it may come in several arguments."""
    return index.select(parse_words(home, index, words), order)


def parse_words(home: Home, index: Index, words: Sequence[str], view: str | None = None) -> AllOf:
    """The query in some arguments, combined with that of a saved view.

    Raises:
        UsageError: the arguments are not a query, or there is no such view.
        StorageError: the file of the views cannot be read.
    """
    from socitm_tui.search.query import AllOf, QueryError
    from socitm_tui.search.query_parser import parse_query, view_query
    from socitm_tui.search.saved_views import with_saved_views

    known = with_saved_views(index.known_values, home.views)
    try:
        query = parse_query(" ".join(words), known)
        return query if view is None else AllOf((*query.parts, *view_query(view, known).parts))
    except StorageError:
        raise  # also a QueryError, but the fault is in the file, not in the arguments
    except QueryError as error:
        raise UsageError(str(error)) from error


def find_entries(index: Index, prefixes: Sequence[str]) -> list[Entry]:
    """The entries whose keys begin so; an error is printed for a prefix without a single one."""
    entries = []
    for prefix in prefixes:
        keys = index.keys_with_prefix(prefix)
        if len(keys) == 1 and (row := index.row_of(keys[0])) is not None:
            entries.append(index.entry(row))
        elif keys:
            examples = ", ".join(keys[:5])
            print_error(f"“{prefix}” begins {len(keys):,} keys ({examples} …): give more of it.")
        else:
            print_error(f"No entry has a key that begins with “{prefix}”.")
    return entries
