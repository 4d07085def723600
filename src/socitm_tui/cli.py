"""The command `socitm-tui`: everything the shell can ask, and the door to the screen.

Textual is imported only when the screen is about to open.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from socitm_tui import __version__, printing
from socitm_tui.clock import now
from socitm_tui.paths import Home, bundled_data
from socitm_tui.printing import (
    abandon,
    complain,
    machine,
    one_line,
    plain,
    prepare,
    say,
    write_json,
)
from socitm_tui.reattach import remembered
from socitm_tui.store import Archive, CaptureFolder, Notebook, StoreError, write_safely

if TYPE_CHECKING:
    from socitm_tui import upkeep
    from socitm_tui.index import Index, Order, Selection
    from socitm_tui.model import Annotation, Capture, Entry
    from socitm_tui.progress import Progress
    from socitm_tui.query import And
    from socitm_tui.tui.keys import Key

WELL, REFUSED, WRONG_USAGE = 0, 1, 2
FRAMES = "120"
"""Frames a second at most: what a key changes in its second frame is to follow at once."""
FORMATS = ("md", "bibtex", "ris", "csl-json", "csv", "jsonfeed", "atom", "dossier", "dossier-html")


Command = Callable[[Home, argparse.Namespace], int]


class UsageError(Exception):
    """The command was called wrongly; the message is a sentence."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit status."""
    prepare()
    try:
        status = run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has left, as `head` does
        abandon()
        status = WELL
    except KeyboardInterrupt:
        status = 130
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None:
            abandon()
            complain(f"The output could not be written ({error.strerror or error}).")
            sys.exit(REFUSED)
        complain(f"This is a mistake of the program: {error!r}. {_reported()}")
        status = REFUSED
    sys.exit(status)


def _reported() -> str:
    """Keep the traceback of the mistake at hand for a report; the sentence that says where."""
    import tempfile
    import traceback

    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="socitm-tui-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(traceback.format_exc())
    except OSError:
        return "Your archive and notebook are as they were."
    return f"Your archive and notebook are as they were; the details are in {file.name}."


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; the exit status."""
    options = _options(arguments)
    home = Home.find(options.home)
    try:
        before = printing.complaints
        status: int = options.run(home, options)
        if status == WELL and printing.complaints > before:
            status = REFUSED
    except UsageError as error:
        complain(str(error))
        return WRONG_USAGE
    except Exception as error:
        if not _is_expected(error):
            raise
        complain(str(error))
        return REFUSED
    return status


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """The parsed arguments; `-word` after a query command excludes, it is no option."""
    if tuple(arguments[:1]) in ((), ("--home",)) and len(arguments) in (0, 2):
        # to make the whole parser would take as long as to paint the first frame's rows
        named = arguments[1] if arguments else None
        return argparse.Namespace(home=named, fresh=False, ascii=False, run=open_reader)
    top = parser()
    options, unknown = top.parse_known_args(arguments)
    excluded = [one for one in unknown if one.startswith("-") and not one.startswith("--")]
    if hasattr(options, "query") and len(excluded) == len(unknown):
        options.query += excluded
    elif unknown:
        top.error(f"unrecognized arguments: {' '.join(unknown)}")
    return options


def _is_expected(error: Exception) -> bool:
    """True for failures whose message is a sentence for the user."""
    from socitm_tui.config import ConfigError
    from socitm_tui.estimates import AnchorsError
    from socitm_tui.topics import TaxonomyError

    return isinstance(error, StoreError | ConfigError | TaxonomyError | AnchorsError)


class Parser(argparse.ArgumentParser):
    """Arguments, with messages that repeat no control character of theirs."""

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401
        super()._print_message(plain(message), file)


# ------------------------------------------------------------------ arguments
def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    from socitm_tui import gathering, upkeep

    top = Parser(
        prog="socitm-tui",
        description="A reader for news archives. Without a command it opens the reader.",
    )
    top.add_argument("--home", metavar="DIR", help="where everything is kept (see: dirs)")
    top.add_argument("--version", action="version", version=f"socitm-tui {__version__}")
    top.add_argument(
        "--fresh", action="store_true", help="open the reader without the place it was left at"
    )
    top.add_argument("--ascii", action="store_true", help="draw the reader with ASCII alone")
    top.set_defaults(run=open_reader)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, does: Command, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        sub.set_defaults(run=does)
        return sub

    sub = command("load", load, "read captures into the archive: files, and folders recursively")
    sub.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="a file or folder")
    sub.add_argument(
        "--bundled", action="store_true", help="the archive that comes with the program"
    )
    sub.add_argument("--dry-run", action="store_true", help="read everything, write nothing")
    sub.add_argument(
        "--undo",
        action="store_true",
        help="take the last load back; again, the one before: up to ten",
    )
    sub.add_argument("--redo", action="store_true", help="bring back what --undo took")
    sub.add_argument("--json", action="store_true", help="the ledger as JSON, with every item")
    sub.add_argument("--explain", action="store_true", help="say how each capture was understood")

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
    sub.add_argument("--sort", choices=orders, default="newest", help="newest first, unless told")

    sub = command("show", show, "print one entry")
    sub.add_argument("key", metavar="KEY", help="the beginning of a key, as `list` prints it")
    sub.add_argument("--json", action="store_true", help="the entry as JSON")
    sub.add_argument(
        "--capture", action="store_true", help="the kept page, with the lines of the item marked"
    )

    _add_asking(command)
    _add_annotating(command)
    for name, does, text in (
        ("check", upkeep.check, "open every file and name what is wrong with it"),
        ("backup", upkeep.backup, "write everything into one file"),
        ("restore", upkeep.restore, "bring back what a backup holds, or merge its annotations"),
    ):
        upkeep.add_arguments(name, command(name, does, text))
    for name, gather, text in (
        ("follow", gathering.follow, "follow feeds and pages; without a URL, list them"),
        ("refresh", gathering.refresh, "ask what is followed for what is new, and load it"),
        ("recall", gathering.recall, "load old captures of a page from the Wayback Machine"),
    ):
        gathering.add_arguments(name, command(name, _with_bar(gather), text))
    command("dirs", dirs, "say where the files are")
    sub = command("keys", keys, "list the keys of the reader")
    sub.add_argument("--ids", action="store_true", help="with the names to rebind them by")
    command("topics", topics, "list the topics")
    sub = command("completions", completions, "print the completion of the command for a shell")
    sub.add_argument("shell", metavar="SHELL", choices=("bash", "zsh", "fish"), help="its name")
    command("manual", manual, "print the manual page, for man")
    return top


Adding = Callable[[str, Command, str], argparse.ArgumentParser]


def _add_asking(command: Adding) -> None:
    """The commands that count, compare and hand on, and the one that leads back to an entry."""
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
    sub.add_argument("--format", choices=FORMATS, required=True, help="the form to write")
    sub.add_argument("-o", "--output", metavar="FILE", type=Path, help="a file instead of stdout")

    sub = command("open", open_at, "open the reader at an entry, with a filter")
    sub.add_argument("key", metavar="KEY", nargs="?", help="the beginning of a key")
    sub.add_argument("--query", metavar="QUERY", dest="only", help="show only what it selects")


def _add_annotating(command: Adding) -> None:
    """The commands that write the notebook."""
    sub = command("bookmark", bookmark, "bookmark entries")
    sub.add_argument("keys", metavar="KEY", nargs="+", help="the beginning of a key")
    sub.add_argument("--remove", action="store_true", help="take the bookmark away")

    sub = command("note", note, "print the note on an entry, or write it")
    sub.add_argument("key", metavar="KEY", help="the beginning of a key")
    sub.add_argument("text", metavar="TEXT", nargs="?", help="the note; an empty one removes it")

    sub = command("tag", tag, "give entries tags, or take them away")
    sub.add_argument("key", metavar="KEY", help="the beginning of a key")
    sub.add_argument("tags", metavar="TAG", nargs="+", help="a tag of your own")
    sub.add_argument("--remove", action="store_true", help="take the tags away")

    sub = command("correct", correct, "correct what an entry says; what is printed is kept")
    sub.add_argument("key", metavar="KEY", help="the beginning of a key")
    sub.add_argument("--date", metavar="D", help="2012, 2012-03, 2012-03-27, or none")
    sub.add_argument("--title", metavar="T", help="the headline")
    sub.add_argument("--topic", metavar="T", action="append", help="a topic; several are allowed")
    sub.add_argument("--author", metavar="A", help="who wrote it")
    sub.add_argument(
        "--remove", metavar="FIELD", action="append", default=[],
        choices=("date", "title", "topics", "author"), help="take a correction back",
    )  # fmt: skip


def _with_bar(gather: Callable[[Home, argparse.Namespace, upkeep.Bar], int]) -> Command:
    """A command that shows a progress bar of its own while it fetches."""
    return lambda home, options: gather(home, options, progress_bar)


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("a count cannot be negative")
    return number


# ------------------------------------------------------------------ the reader
def has_screen() -> bool:
    """True where there is a terminal for the screen."""
    streams = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on the last of them
    return all(one.isatty() for one in streams) and os.environ.get("TERM") != "dumb"


def open_at(home: Home, options: argparse.Namespace) -> int:
    """Open the screen at an entry; where there is no terminal, print it, or what is selected."""
    index = open_index(home)
    selection = _selection(index, [options.only or ""])
    entries = _entries(index, [options.key]) if options.key else []
    if options.key and not entries:
        return REFUSED
    if has_screen():
        options.start = options.only, entries[0].key if entries else None
        return open_reader(home, options)
    from socitm_tui import shell

    if entries:
        _print(shell.entry_lines(entries[0], index.topic_labels))
    else:
        _print(shell.listed(index.entry(row)) for row in selection.rows)
    return WELL


def open_reader(home: Home, options: argparse.Namespace) -> int:
    """Open the screen, or print the timeline where there is no terminal for one."""
    notice = ensure_archive(home)
    if not has_screen():
        from socitm_tui import shell

        index = open_index(home)
        _print(shell.listed(index.entry(row)) for row in _selection(index, ()).rows)
        return WELL
    gc.disable()  # until the first frame: what the imports make is not garbage
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    from socitm_tui.tui.app import run as run_reader

    first = notice is not None and not home.state.exists()
    return run_reader(
        home, fresh=options.fresh, notice=notice, first=first, table=_table(home),
        ascii_only=options.ascii, start=getattr(options, "start", (None, None)),
    )  # fmt: skip


def _table(home: Home) -> Sequence[Key]:
    """The keys of the reader as the configuration wants them."""
    from socitm_tui.tui.keys import KEYS

    if not home.config.exists():
        return KEYS
    from socitm_tui.config import ConfigError, load_config
    from socitm_tui.tui.rebinding import RebindError, rebound

    config = load_config(home.config)
    if not (config.preset or config.keys):
        return KEYS
    try:
        return rebound(config.preset, config.keys)
    except RebindError as error:
        raise ConfigError(f"{home.config}: {error}.") from error


def ensure_archive(home: Home) -> str | None:
    """Load the bundled archive where there is none yet, and say so."""
    if Archive(home.archive).exists():
        return None
    from socitm_tui import loader, present, shell

    if kept := CaptureFolder(home.captures).in_force():
        return _rebuilt(home, kept)
    print("No archive yet: loading the bundled one …", file=sys.stderr)
    with progress_bar() as progress:
        ledger = loader.load_bundled(home, now(), progress)
    for sentence in shell.refusals(ledger):
        complain(sentence)
    items = present.counted(ledger.added, "item")
    notice = f"Loaded Socitm’s news, {shell.years_of(ledger)}: {items}, bundled, offline."
    print(notice, file=sys.stderr)
    return notice


def _rebuilt(home: Home, captures: Sequence[Capture]) -> str:
    """Make an archive that is missing anew from the captures that are kept, and say so."""
    from socitm_tui import loader, present

    with progress_bar() as progress:
        ledger = loader.rebuild(home, captures, progress=progress)
    items = present.counted(ledger.added, "item")
    notice = f"{home.archive} was missing and was made anew from the kept captures: {items}."
    print(one_line(notice), file=sys.stderr)
    return notice


def open_index(home: Home) -> Index:
    """The index of the archive, which is made of the bundled one where there is none."""
    ensure_archive(home)
    from socitm_tui.index import Index

    index = Index.open(home)
    if index.doubt:
        complain(index.doubt)
    return index


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A bar and the time left on stderr while a load runs; None where nobody would see it."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return

    from socitm_tui.progress import bar_on

    with bar_on(sys.stderr) as progress:
        yield progress


# ------------------------------------------------------------------ load
def load(home: Home, options: argparse.Namespace) -> int:
    """Load captures and print the ledger."""
    from socitm_tui import loader, shell, upkeep

    paths = [*options.paths, *(loader.bundled_paths() if options.bundled else ())]
    if options.undo or options.redo:
        if paths or options.dry_run or options.undo == options.redo:
            raise UsageError("load --undo and --redo go alone; nothing was loaded or taken back.")
        return upkeep.undo_load(home, progress_bar, forth=options.redo)
    if not paths:
        raise UsageError("load needs a PATH, or --bundled; nothing was loaded.")
    gc.set_threshold(50_000, 20, 100)  # a load makes millions of values and hardly any garbage
    with progress_bar() as progress:
        ledger = loader.load(home, paths, now(), dry_run=options.dry_run, progress=progress)
    if options.json:
        _print_json(shell.ledger_json(ledger, _annotations(home)))
    else:
        _print(shell.ledger_lines(ledger, dry_run=options.dry_run, explain=options.explain))
    for sentence in shell.refusals(ledger):
        complain(sentence)
    return REFUSED if ledger.skipped else WELL


def _annotations(home: Home) -> Mapping[str, Annotation]:
    """The notebook, or nothing where it cannot be read: loading does not depend on it."""
    try:
        return Notebook(home.notebook).read()
    except StoreError:
        return {}


# ------------------------------------------------------------------ list, show, facets
def list_entries(home: Home, options: argparse.Namespace) -> int:
    """Print the entries that a query selects."""
    from socitm_tui import export, shell

    index = open_index(home)
    words = [*options.query, _of_view(home, options.view)] if options.view else options.query
    selected = _selection(index, words, options.sort)
    if options.on:
        selected = index.select(_around(index, selected.query, options.on), options.sort)
    rows = selected.rows[: options.limit]
    entries = (index.entry(row) for row in rows)
    if options.json:
        documents = (export.entry_json(entry.item, entry.annotation) for entry in entries)
        write_json(shell.json_array(documents))
    elif options.csv:
        sys.stdout.writelines(machine(export.as_csv(entries), "csv"))
    elif options.md:
        sys.stdout.writelines(machine(export.as_markdown(entries), "md"))
    else:
        _print(shell.listed(entry) for entry in entries)
    return WELL


def _of_view(home: Home, name: str) -> str:
    """The query of a saved view."""
    from socitm_tui.views import read_views

    views = read_views(home.views)
    if name not in views:
        known = f"there are {', '.join(views)}" if views else "none is saved yet"
        raise UsageError(f"There is no view “{name}”; {known}.")
    return f"({views[name]})"


def _around(index: Index, query: And, text: str) -> And:
    """What a query selects of a day of the year and those around it."""
    from socitm_tui import query as q
    from socitm_tui.returning import around, day_of

    day = day_of(text)
    if day is None:
        raise UsageError(f"“{text}” is no day of the year: write it as 03-27.")
    return q.And((*query.parts, around(day, index.years)))


def views(home: Home, options: argparse.Namespace) -> int:
    """Print the saved views with what each gives now."""
    from socitm_tui import query as q
    from socitm_tui.views import read_views

    index = open_index(home)
    for name, asked in read_views(home.views).items():
        try:
            count = f"{index.count(q.parse(asked, index.known)):,}"
        except q.QueryError:
            count = "?"
        _print([f"{count:>7}  {name}: {asked}"])
    return WELL


def _selection(index: Index, words: Sequence[str], order: Order = "newest") -> Selection:
    """The rows selected by a query, which may come in several arguments."""
    from socitm_tui import query as q

    try:
        return index.select(q.parse(" ".join(words), index.known), order)
    except q.QueryError as error:
        raise UsageError(str(error)) from error


def export_entries(home: Home, options: argparse.Namespace) -> int:
    """Write the entries that a query selects in a form for other programs."""
    from socitm_tui import export

    index = open_index(home)
    rows = _selection(index, options.query).rows
    written = export.FORMATS[options.format](index.entry(row) for row in rows)
    pieces = machine(written, options.format)
    if options.output is None:
        sys.stdout.writelines(pieces)
        return WELL
    write_safely(options.output, "".join(pieces).encode("utf-8", "backslashreplace"))
    say([f"{len(rows):,} written to {options.output}"])
    return WELL


def show(home: Home, options: argparse.Namespace) -> int:
    """Print one entry, or the capture it was cut from."""
    from socitm_tui import export, shell

    index = open_index(home)
    entries = _entries(index, [options.key])
    for entry in entries:
        if options.json:
            _print_json(export.entry_json(entry.item, entry.annotation))
        elif options.capture:
            from socitm_tui import documents, kinds

            document = documents.cut_from(CaptureFolder(home.captures), entry.item)
            text = kinds.text_of(document)
            _print(shell.capture_lines(text, entry.item))
        else:
            _print(shell.entry_lines(entry, index.topic_labels))
    return WELL if entries else REFUSED


def _entries(index: Index, beginnings: Sequence[str]) -> list[Entry]:
    """The entry of each key or beginning of one; those that name none are complained of."""
    found = []
    for beginning in beginnings:
        keys = index.keys_from(beginning)
        if len(keys) == 1 and (row := index.row_of(keys[0])) is not None:
            found.append(index.entry(row))
        elif keys:
            some = ", ".join(keys[:5])
            complain(f"“{beginning}” begins {len(keys):,} keys ({some} …): give more of it.")
        else:
            complain(f"No entry has a key that begins with “{beginning}”.")
    return found


def facets(home: Home, options: argparse.Namespace) -> int:
    """Print counts by year, topic and publisher."""
    from socitm_tui import shell

    index = open_index(home)
    counts = index.facets(_selection(index, options.query).query)
    shown = {name: counts[name] for name in ("year", "topic", "publisher")}
    if options.json:
        _print_json(shell.facets_json(shown))
    else:
        _print(shell.facet_lines(shown))
    return WELL


def trend(home: Home, options: argparse.Namespace) -> int:
    """Print how many items of each year have words or topics."""
    from socitm_tui import query as q
    from socitm_tui import trend as over_time

    index = open_index(home)
    terms = [term for one in options.terms for term in over_time.terms_of(one)]
    if not terms:
        raise UsageError("trend needs a word or a topic.")
    within = _selection(index, [options.within]).query
    try:
        found = over_time.tally(index, terms, within)
    except q.QueryError as error:
        raise UsageError(str(error)) from error
    if options.json:
        _print_json(over_time.as_json(found))
    else:
        _print(over_time.as_lines(found))
    return WELL


# ------------------------------------------------------------------ annotations
def bookmark(home: Home, options: argparse.Namespace) -> int:
    """Bookmark entries, or take their bookmarks away."""
    entries = _entries(open_index(home), options.keys)
    on = not options.remove
    changes = {each.key: _marking(each, bookmarked=on) for each in entries}
    if changes:
        Notebook(home.notebook).change_all(changes, now())
    said = "Bookmarked" if on else "No longer bookmarked"
    _print(f"{said}: {each.item.heading}" for each in entries)
    return WELL if len(entries) == len(options.keys) else REFUSED


def note(home: Home, options: argparse.Namespace) -> int:
    """Print or write the note on an entry."""
    entries = _entries(open_index(home), [options.key])
    for entry in entries:
        if options.text is None:
            say([entry.annotation.note])
            continue
        Notebook(home.notebook).change(entry.key, _marking(entry, note=options.text), now())
        say([f"{'Noted on' if options.text else 'Note removed from'}: {entry.item.heading}"])
    return WELL if entries else REFUSED


def tag(home: Home, options: argparse.Namespace) -> int:
    """Give an entry tags, or take them away."""
    entries = _entries(open_index(home), [options.key])
    given = dict.fromkeys(" ".join(one.replace(",", " ").split()) for one in options.tags)
    for entry in entries:
        kept = [one for one in entry.annotation.tags if one not in given]
        tags = tuple(kept if options.remove else [*entry.annotation.tags, *given])
        change = _marking(entry, tags=tuple(dict.fromkeys(one for one in tags if one)))
        Notebook(home.notebook).change(entry.key, change, now())
        say([f"Tags of {entry.item.heading}: {', '.join(dict.fromkeys(tags)) or 'none'}"])
    return WELL if entries else REFUSED


def correct(home: Home, options: argparse.Namespace) -> int:
    """Correct what an entry says, or print what is corrected."""
    from socitm_tui import correcting

    index = open_index(home)
    topics = ",".join(options.topic) if options.topic else None
    wanted = {"date": options.date, "title": options.title, "topics": topics,
              "author": options.author}  # fmt: skip
    entries = _entries(index, [options.key])
    for entry in entries:
        fixed = dict(entry.annotation.corrections)
        try:
            for field, value in wanted.items():
                if value is not None:
                    right = correcting.checked(field, value, index.topic_labels) if value else ""
                    fixed = correcting.with_correction(fixed, entry.original, field, right)
        except correcting.CorrectionError as error:
            raise UsageError(str(error)) from error
        fixed = {field: value for field, value in fixed.items() if field not in options.remove}
        if fixed != entry.annotation.corrections:
            change = _marking(entry, corrections=fixed)
            Notebook(home.notebook).change(entry.key, change, now())
        said = correcting.sentences(entry.original, fixed)
        say([f"{entry.original.heading}: {'; '.join(said) or 'nothing is corrected'}"])
    return WELL if entries else REFUSED


def _marking(entry: Entry, **changed: object) -> Callable[[Annotation], Annotation]:
    """A change of an annotation that also remembers what it was made on."""
    wanted = replace(entry.annotation, **changed)  # type: ignore[arg-type]
    from socitm_tui import merging

    edit = merging.edit(entry.annotation, wanted)
    marks = {name: value for name, value in changed.items() if name in merging.MARKS}
    return lambda now: replace(edit(remembered(now, entry.original)), **marks)  # type: ignore[arg-type]


# ------------------------------------------------------------------ dirs, keys, topics
def dirs(home: Home, options: argparse.Namespace) -> int:
    """Say where everything is."""
    places = {
        "home": home.path,
        "archive": home.archive,
        "notebook": home.notebook,
        "captures": home.captures,
        "following": home.following,
        "state": home.state,
        "config": home.config,
        "bundled": bundled_data(),
    }
    _print(f"{name:<10}{one_line(str(path))}" for name, path in places.items())
    return WELL


def keys(home: Home, options: argparse.Namespace) -> int:
    """List the keys of the reader."""
    from socitm_tui.tui.keys import groups, shown

    for group, members in groups(_table(home)).items():
        _print([group])
        for key in members:
            name = f"{key.id:<18}" if options.ids else ""
            _print([f"  {name}{shown(key):<16}{key.says}"])
    return WELL


def topics(home: Home, options: argparse.Namespace) -> int:
    """List the topics."""
    from socitm_tui.lore import load_lore

    taxonomy = load_lore(home).taxonomy
    _print(f"{one.slug:<32}{one.label}: {one.description}" for one in taxonomy.topics)
    return WELL


def completions(home: Home, options: argparse.Namespace) -> int:
    """Print the completion of the command for a shell."""
    from socitm_tui import manual

    say(manual.completions(options.shell, parser()).rstrip("\n").split("\n"))
    return WELL


def manual(home: Home, options: argparse.Namespace) -> int:
    """Print the manual page."""
    from socitm_tui import manual as page
    from socitm_tui.tui.keys import groups, shown

    keys = {name: [(shown(key), key.says) for key in some] for name, some in groups().items()}
    say(page.man_page(parser(), __version__, keys).rstrip("\n").split("\n"))
    return WELL


# ------------------------------------------------------------------ printing
def _print(lines: Iterable[str]) -> None:
    say(lines)


def _print_json(document: Mapping[str, object]) -> None:
    write_json([json.dumps(document, ensure_ascii=False, indent=1), "\n"])
