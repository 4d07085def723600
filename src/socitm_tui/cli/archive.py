"""What the commands have in common: how they end, and an archive that is ready to be asked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

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

EXIT_OK, EXIT_REFUSED, EXIT_USAGE = 0, 1, 2
CommandFunction = Callable[[Home, argparse.Namespace], int | None]
"""What one does; it has gone well where nothing was complained of."""
AddCommand = Callable[[str, CommandFunction, str], argparse.ArgumentParser]
"""Adds a command by its name, what it does, and that in words."""


class UsageError(Exception):
    """The command was called wrongly; the message is a sentence."""


def ensure_archive(home: Home) -> str | None:
    """Load the bundled archive where there is none yet, and say so."""
    if Archive(home.archive).exists():
        return None
    from socitm_tui.cli.lines import loaded_years, refusal_sentences
    from socitm_tui.ingest.loader import load_bundled
    from socitm_tui.model.clock import current_timestamp
    from socitm_tui.model.labels import count_label

    if kept := CaptureFolder(home.captures).read_active_captures():
        return _rebuilt(home, kept)
    print("No archive yet: loading the bundled one …", file=sys.stderr)
    with progress_bar() as progress:
        ledger = load_bundled(home, current_timestamp(), progress)
    print_error(*refusal_sentences(ledger))
    items = count_label(ledger.added, "item")
    notice = f"Loaded Socitm’s news, {loaded_years(ledger)}: {items}, bundled, offline."
    print(notice, file=sys.stderr)
    return notice


def _rebuilt(home: Home, captures: Sequence[Capture]) -> str:
    """Make an archive that is missing anew from the captures that are kept, and say so."""
    from socitm_tui.ingest.loader import rebuild_archive
    from socitm_tui.model.labels import count_label

    with progress_bar() as progress:
        ledger = rebuild_archive(home, captures, progress=progress)
    items = count_label(ledger.added, "item")
    notice = f"{home.archive} was missing and was rebuilt from the kept captures: {items}."
    print(sanitize_line(notice), file=sys.stderr)
    return notice


def open_index(home: Home) -> Index:
    """The index of the archive, which is made of the bundled one where there is none."""
    ensure_archive(home)
    from socitm_tui.search.index import Index

    index = Index.open(home)
    if index.notebook_problem:
        print_error(index.notebook_problem)
    return index


def select_rows(
    home: Home, index: Index, words: Sequence[str], order: Order = "newest"
) -> Selection:
    """The rows selected by a query, which may come in several arguments."""
    return index.select(parse_words(home, index, words), order)


def parse_words(home: Home, index: Index, words: Sequence[str], view: str | None = None) -> AllOf:
    """The query that several arguments are, and what a view asks for beside it."""
    from socitm_tui.search.query import AllOf, QueryError, parse_query, view_query
    from socitm_tui.search.saved_views import with_saved_views

    known = with_saved_views(index.known_values, home.views)
    try:
        query = parse_query(" ".join(words), known)
        return query if view is None else AllOf((*query.parts, *view_query(view, known).parts))
    except StorageError:
        raise  # the file of views is at fault, not what was asked
    except QueryError as error:
        raise UsageError(str(error)) from error


def find_entries(index: Index, beginnings: Sequence[str]) -> list[Entry]:
    """The entry of each key or beginning of one; those that name none are complained of."""
    found = []
    for beginning in beginnings:
        keys = index.keys_with_prefix(beginning)
        if len(keys) == 1 and (row := index.row_of(keys[0])) is not None:
            found.append(index.entry(row))
        elif keys:
            some = ", ".join(keys[:5])
            print_error(f"“{beginning}” begins {len(keys):,} keys ({some} …): give more of it.")
        else:
            print_error(f"No entry has a key that begins with “{beginning}”.")
    return found
