"""The commands that print what there is: list, show, facets, views, trend, export."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from socitm_tui.cli.archive import (
    AddCommand,
    UsageError,
    find_entries,
    open_index,
    parse_words,
    select_rows,
)
from socitm_tui.cli.output import print_json, print_lines, write_json
from socitm_tui.model.sanitize import escape_export
from socitm_tui.storage.atomic import StorageError, write_atomic
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home

if TYPE_CHECKING:
    from socitm_tui.search.index import Index
    from socitm_tui.search.query import AllOf

FORMATS = ("md", "bibtex", "ris", "csl-json", "csv", "jsonfeed", "atom", "dossier", "dossier-html")


def add_commands(command: AddCommand) -> None:
    """These commands and their options."""
    sub = command("list", list_entries, "print the timeline, newest first")
    sub.add_argument(
        "query", metavar="QUERY", nargs="*", help="as in: better connected year:2012 -topic:cloud"
    )
    form = sub.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="an array of entries")
    form.add_argument("--csv", action="store_true", help="a table for spreadsheets")
    form.add_argument("--md", action="store_true", help="a Markdown list")
    sub.add_argument("--limit", metavar="N", type=_count, help="only the first N")
    orders = ("newest", "oldest", "best", "heading")
    sub.add_argument("--view", metavar="NAME", help="only what a saved view selects")
    sub.add_argument("--on", metavar="MM-DD", help="only around this day of the year, in all years")
    sub.add_argument(
        "--sort", choices=orders, default="newest", help="newest, oldest, best or heading"
    )

    sub = command("show", show, "print one entry")
    sub.add_argument("key", metavar="KEY", help="the beginning of a key, as `list` prints it")
    sub.add_argument("--json", action="store_true", help="the entry as JSON")
    sub.add_argument(
        "--capture", action="store_true", help="the kept page, with the lines of the item marked"
    )

    sub = command("facets", facets, "count items by year, topic and publisher")
    sub.add_argument("query", metavar="QUERY", nargs="*", help="count only what it selects")
    sub.add_argument("--json", action="store_true", help="the counts as JSON")

    command("views", views, "list the saved views with what each gives now")

    sub = command("trend", trend, "count words and topics over the years")
    sub.add_argument(
        "terms", metavar="TERM", nargs="+", help="as in: cloud '\"shared services\"' topic:websites"
    )
    sub.add_argument("--within", metavar="QUERY", default="", help="count only what it selects")
    sub.add_argument("--json", action="store_true", help="the counts as JSON")

    sub = command("export", export_entries, "write entries for other programs")
    sub.add_argument("query", metavar="QUERY", nargs="*", help="write only what it selects")
    sub.add_argument(
        "--format", choices=FORMATS, required=True, help=f"one of {', '.join(FORMATS)}"
    )
    sub.add_argument("-o", "--output", metavar="FILE", type=Path, help="a file instead of stdout")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no number of entries")
    return int(text)


def list_entries(home: Home, options: argparse.Namespace) -> None:
    """Print the entries that a query selects."""
    from socitm_tui.cli.lines import (
        json_array,
        timeline_line,
    )
    from socitm_tui.export.entry_formats import csv_lines, entry_json, markdown_list

    index = open_index(home)
    query = parse_words(home, index, options.query, options.view)
    if options.on:
        query = _around(index, query, options.on)
    rows = index.select(query, options.sort).rows[: options.limit]
    entries = (index.entry(row) for row in rows)
    if options.json:
        documents = (entry_json(entry.item, entry.annotation) for entry in entries)
        write_json(json_array(documents))
    elif options.csv:
        sys.stdout.writelines(escape_export(csv_lines(entries), "csv"))
    elif options.md:
        sys.stdout.writelines(escape_export(markdown_list(entries), "md"))
    else:
        print_lines(timeline_line(entry) for entry in entries)


def _around(index: Index, query: AllOf, text: str) -> AllOf:
    """What a query selects of a day of the year and those around it."""
    from socitm_tui.search.on_this_day import date_term_around, parse_day_of_year
    from socitm_tui.search.query import AllOf

    day = parse_day_of_year(text)
    if day is None:
        raise UsageError(f"“{text}” is no day of the year: write it as 03-27.")
    return AllOf((*query.parts, date_term_around(day, index.years)))


def views(home: Home, options: argparse.Namespace) -> None:
    """Print the saved views with what each gives now."""
    from socitm_tui.search.query import QueryError, view_query
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


def export_entries(home: Home, options: argparse.Namespace) -> None:
    """Write the entries that a query selects in a form for other programs."""
    from socitm_tui.export.entry_formats import EXPORT_FORMATS

    index = open_index(home)
    rows = select_rows(home, index, options.query).rows
    written = EXPORT_FORMATS[options.format](index.entry(row) for row in rows)
    pieces = escape_export(written, options.format)
    if options.output is None:
        sys.stdout.writelines(pieces)
        return
    write_atomic(options.output, "".join(pieces).encode("utf-8", "backslashreplace"))
    print_lines([f"{len(rows):,} written to {options.output}"])


def show(home: Home, options: argparse.Namespace) -> None:
    """Print one entry, or the capture it was cut from."""
    from socitm_tui.cli.lines import (
        capture_lines,
        entry_lines,
    )
    from socitm_tui.export.entry_formats import entry_json

    index = open_index(home)
    entries = find_entries(index, [options.key])
    for entry in entries:
        if options.json:
            print_json(entry_json(entry.item, entry.annotation))
        elif options.capture:
            from socitm_tui.ingest.documents import read_item_document
            from socitm_tui.parsing.formats import document_text

            document = read_item_document(CaptureFolder(home.captures), entry.item)
            text = document_text(document)
            print_lines(capture_lines(text, entry.item))
        else:
            print_lines(entry_lines(entry, index.topic_labels))


def facets(home: Home, options: argparse.Namespace) -> None:
    """Print counts by year, topic and publisher."""
    from socitm_tui.cli.lines import (
        facet_lines,
        facets_json,
    )

    index = open_index(home)
    counts = index.facets(parse_words(home, index, options.query))
    shown = {name: counts[name] for name in ("year", "topic", "publisher")}
    if options.json:
        print_json(facets_json(shown))
    else:
        print_lines(facet_lines(shown))


def trend(home: Home, options: argparse.Namespace) -> None:
    """Print how many items of each year have words or topics."""
    from socitm_tui.search.query import QueryError
    from socitm_tui.search.saved_views import with_saved_views
    from socitm_tui.search.trend import count_trend, split_terms, trend_json, trend_lines

    index = open_index(home)
    terms = [term for one in options.terms for term in split_terms(one)]
    if not terms:
        raise UsageError("trend needs a word or a topic.")
    within = parse_words(home, index, [options.within])
    try:
        found = count_trend(index, terms, within, with_saved_views(index.known_values, home.views))
    except StorageError:
        raise
    except QueryError as error:
        raise UsageError(str(error)) from error
    if options.json:
        print_json(trend_json(found))
    else:
        print_lines(trend_lines(found))
