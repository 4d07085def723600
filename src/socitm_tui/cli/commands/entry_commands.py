"""The commands that print or export entries: list, show, facets, views, trend, export."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from socitm_tui.cli.archive import (
    AddCommand,
    UsageError,
    find_entries,
    open_index,
    parse_words,
    select_rows,
)
from socitm_tui.cli.output import print_json, print_lines, write_json
from socitm_tui.model.sanitize import escape_export, sanitize_line
from socitm_tui.storage.atomic import StorageError, write_atomic
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home

if TYPE_CHECKING:
    from socitm_tui.search.index import Index
    from socitm_tui.search.query import AllOf

FORMATS: Final = (
    "md", "bibtex", "ris", "csl-json", "csv", "jsonfeed", "atom", "dossier", "dossier-html",
)  # fmt: skip
ORDERS: Final = ("newest", "oldest", "best", "heading")
PRINTED_FACETS: Final = ("year", "topic", "publisher", "collection")


def add_commands(add_command: AddCommand) -> None:
    """Add these commands and their options."""
    parser = add_command("list", list_entries, "print the timeline, newest first")
    parser.add_argument(
        "query", metavar="QUERY", nargs="*", help="as in: better connected year:2012 -topic:cloud"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="an array of entries")
    form.add_argument("--csv", action="store_true", help="a table for spreadsheets")
    form.add_argument("--md", action="store_true", help="a Markdown list")
    parser.add_argument("--limit", metavar="N", type=_parse_limit, help="only the first N")
    parser.add_argument("--view", metavar="NAME", help="only entries that match a saved view")
    parser.add_argument(
        "--on", metavar="MM-DD", help="only around this day of the year, in all years"
    )
    parser.add_argument(
        "--sort", choices=ORDERS, default="newest", help="newest, oldest, best or heading"
    )

    parser = add_command("show", show, "print one entry")
    parser.add_argument("key", metavar="KEY", help="the beginning of a key, as `list` prints it")
    parser.add_argument("--json", action="store_true", help="the entry as JSON")
    parser.add_argument(
        "--capture", action="store_true", help="the capture, with the lines of the item marked"
    )

    parser = add_command("facets", facets, "count items by year, topic, publisher and collection")
    parser.add_argument("query", metavar="QUERY", nargs="*", help="count only matching entries")
    parser.add_argument("--json", action="store_true", help="the counts as JSON")

    add_command("views", views, "list the saved views with the number of their entries")

    parser = add_command("trend", trend, "count words and topics over the years")
    parser.add_argument(
        "terms", metavar="TERM", nargs="+", help="as in: cloud '\"shared services\"' topic:websites"
    )
    parser.add_argument("--within", metavar="QUERY", default="", help="count only matching entries")
    parser.add_argument("--json", action="store_true", help="the counts as JSON")

    parser = add_command("export", export_entries, "write entries for other programs")
    parser.add_argument("query", metavar="QUERY", nargs="*", help="write only matching entries")
    parser.add_argument(
        "--format", choices=FORMATS, required=True, help=f"one of {', '.join(FORMATS)}"
    )
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="a file, not stdout")


def _parse_limit(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no number of entries")
    return int(text)


# ------------------------------------------------------------------ entries
def list_entries(home: Home, options: argparse.Namespace) -> None:
    """Print the entries that match a query."""
    from socitm_tui.cli.lines import json_array, timeline_line
    from socitm_tui.export.entry_formats import csv_lines, entry_json, markdown_list

    index = open_index(home)
    query = parse_words(home, index, options.query, options.view)
    if options.on:
        query = _limit_to_day(index, query, options.on)
    rows = index.select(query, options.sort).rows[: options.limit]
    with_capture = options.json or options.csv
    entries = (index.entry_with_capture(row) if with_capture else index.entry(row) for row in rows)
    if options.json:
        write_json(
            json_array(entry_json(entry.item, entry.annotation, entry.capture) for entry in entries)
        )
    elif options.csv:
        sys.stdout.writelines(escape_export(csv_lines(entries), "csv"))
    elif options.md:
        sys.stdout.writelines(escape_export(markdown_list(entries), "md"))
    elif rows or not query.parts:
        print_lines(map(timeline_line, entries))
    else:
        from socitm_tui.search.query_labels import no_match_sentence

        sys.stderr.write(f"{sanitize_line(no_match_sentence(query, index.topic_labels))}\n")


def _limit_to_day(index: Index, query: AllOf, text: str) -> AllOf:
    """The query, limited to the days around a day of the year."""
    from socitm_tui.search.on_this_day import date_term_around, parse_day_of_year
    from socitm_tui.search.query import AllOf

    day = parse_day_of_year(text)
    if day is None:
        raise UsageError(f"“{text}” is no day of the year: write it as 03-27.")
    return AllOf((*query.parts, date_term_around(day, index.years)))


def show(home: Home, options: argparse.Namespace) -> None:
    """Print one entry, or the capture that it comes from."""
    from socitm_tui.cli.lines import capture_lines, entry_lines
    from socitm_tui.export.entry_formats import entry_json

    index = open_index(home)
    for entry in find_entries(index, [options.key]):
        if options.json:
            capture = index.capture_of(entry.item)
            print_json(entry_json(entry.item, entry.annotation, capture))
        elif options.capture:
            from socitm_tui.ingest.documents import read_item_document
            from socitm_tui.parsing.formats import document_text

            document = read_item_document(CaptureFolder(home.captures), entry.item)
            print_lines(capture_lines(document_text(document), entry.item))
        else:
            print_lines(entry_lines(entry, index.topic_labels))


def export_entries(home: Home, options: argparse.Namespace) -> None:
    """Write the entries that match a query in a format for other programs."""
    from socitm_tui.export.entry_formats import EXPORT_FORMATS

    index = open_index(home)
    rows = select_rows(home, index, options.query).rows
    exported = EXPORT_FORMATS[options.format](index.entry_with_capture(row) for row in rows)
    parts = escape_export(exported, options.format)
    if options.output is None:
        sys.stdout.writelines(parts)
        return
    write_atomic(options.output, "".join(parts).encode("utf-8", "backslashreplace"))
    print_lines([f"{len(rows):,} written to {options.output}"])


# ------------------------------------------------------------------ counts
def facets(home: Home, options: argparse.Namespace) -> None:
    """Print counts by year, topic, publisher and, if there are several, collection."""
    from socitm_tui.cli.lines import facet_lines, facets_json

    index = open_index(home)
    counts = index.facets(parse_words(home, index, options.query))
    printed = {name: counts[name] for name in counts if name in PRINTED_FACETS}
    if options.json:
        print_json(facets_json(printed))
    else:
        print_lines(facet_lines(printed))


def views(home: Home, options: argparse.Namespace) -> None:
    """Print the saved views with the number of their entries."""
    from socitm_tui.search.query import QueryError
    from socitm_tui.search.query_parser import view_query
    from socitm_tui.search.saved_views import read_saved_views

    index, saved = open_index(home), read_saved_views(home.views)
    known = {**index.known_values, "view": saved}
    if not saved:
        sys.stderr.write("No view is saved yet; the reader saves its filter as one.\n")
    for name, text in saved.items():
        try:
            count = f"{index.count(view_query(name, known)):,}"
        except QueryError:
            count = "?"
        print_lines([f"{count:>7}  {name}: {text}"])


def trend(home: Home, options: argparse.Namespace) -> None:
    """Print how many items of each year contain words or have topics."""
    from socitm_tui.search.query import QueryError
    from socitm_tui.search.saved_views import with_saved_views
    from socitm_tui.search.trend import count_trend, split_terms, trend_json, trend_lines

    index = open_index(home)
    terms = [term for text in options.terms for term in split_terms(text)]
    if not terms:
        raise UsageError("trend needs a word or a topic.")
    within = parse_words(home, index, [options.within])
    try:
        counts = count_trend(index, terms, within, with_saved_views(index.known_values, home.views))
    except StorageError:
        raise  # also a QueryError, but the fault is in the file, not in the arguments
    except QueryError as error:
        raise UsageError(str(error)) from error
    if options.json:
        print_json(trend_json(counts))
    else:
        print_lines(trend_lines(counts))
