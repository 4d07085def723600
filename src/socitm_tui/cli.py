"""The command `socitm-tui`: everything the shell can ask, and the door to the screen.

Textual is imported only when the screen is about to open.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from socitm_tui import __version__
from socitm_tui.paths import Home, bundled_data
from socitm_tui.store import Archive, Notebook, StoreError

if TYPE_CHECKING:
    from socitm_tui.index import Index
    from socitm_tui.loader import Ledger, Line, Progress
    from socitm_tui.model import Annotation, Entry, Item

WELL, REFUSED, WRONG_USAGE = 0, 1, 2
BAR = 24


class UsageError(Exception):
    """The command was called wrongly; the message is a sentence."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        status = run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader of our output has left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = WELL
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; the exit status."""
    options = parser().parse_args(arguments)
    home = Home.find(options.home)
    try:
        status: int = options.run(home, options)
    except UsageError as error:
        complain(str(error))
        return WRONG_USAGE
    except Exception as error:
        if not _is_expected(error):
            raise
        complain(str(error))
        return REFUSED
    return status


def _is_expected(error: Exception) -> bool:
    """True for failures whose message is a sentence for the user."""
    from socitm_tui.topics import TaxonomyError

    return isinstance(error, StoreError | TaxonomyError)


def complain(sentence: str) -> None:
    """Say on stderr what went wrong."""
    print(f"socitm-tui: {sentence}", file=sys.stderr)


# ------------------------------------------------------------------ arguments
def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="socitm-tui",
        description="A reader for news archives. Without a command it opens the reader.",
    )
    top.add_argument("--home", metavar="DIR", help="where everything is kept (see: dirs)")
    top.add_argument("--version", action="version", version=f"socitm-tui {__version__}")
    top.set_defaults(run=open_reader)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, does: Callable[[Home, argparse.Namespace], int], text: str) -> Adder:
        sub = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        sub.set_defaults(run=does)
        return sub.add_argument

    add = command("load", load, "read captures into the archive: files, and folders recursively")
    add("paths", metavar="PATH", nargs="*", type=Path, help="a file or folder")
    add("--bundled", action="store_true", help="the archive that comes with the program")
    add("--dry-run", action="store_true", help="read everything, write nothing")
    add("--json", action="store_true", help="the ledger as JSON, with every item")
    add("--explain", action="store_true", help="say how each capture was understood")

    add = command("list", list_entries, "print the timeline, newest first")
    add("query", metavar="QUERY", nargs="*", help="as in: better connected year:2012 -topic:cloud")
    add("--json", action="store_true", help="an array of entries")
    add("--csv", action="store_true", help="a table for spreadsheets")
    add("--md", action="store_true", help="a Markdown list")
    add("--limit", metavar="N", type=_count, help="only the first N")

    add = command("show", show, "print one entry")
    add("key", metavar="KEY", help="the beginning of a key, as `list` prints it")
    add("--json", action="store_true", help="the entry as JSON")
    add("--capture", action="store_true", help="the kept page, with the lines of the item marked")

    add = command("facets", facets, "count items by year, topic and publisher")
    add("query", metavar="QUERY", nargs="*", help="count only what it selects")
    add("--json", action="store_true", help="the counts as JSON")

    add = command("bookmark", bookmark, "bookmark entries")
    add("keys", metavar="KEY", nargs="+", help="the beginning of a key")
    add("--remove", action="store_true", help="take the bookmark away")

    add = command("note", note, "print the note on an entry, or write it")
    add("key", metavar="KEY", help="the beginning of a key")
    add("text", metavar="TEXT", nargs="?", help="the note; an empty one removes it")

    command("check", check, "open every file, compare captures with their hashes")
    command("dirs", dirs, "say where the files are")
    command("keys", keys, "list the keys of the reader")
    command("topics", topics, "list the topics")
    return top


Adder = Callable[..., argparse.Action]


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("a count cannot be negative")
    return number


# ------------------------------------------------------------------ the reader
def open_reader(home: Home, options: argparse.Namespace) -> int:
    """Open the screen, or print the timeline where there is no terminal for one."""
    notice = ensure_archive(home)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        for entry in _selected(open_index(home), []):
            print(_listed(entry))
        return WELL
    from socitm_tui.tui.app import run as run_reader

    return run_reader(home, notice=notice)


def ensure_archive(home: Home) -> str | None:
    """Load the bundled archive where there is none yet, and say so."""
    if Archive(home.archive).exists():
        return None
    from socitm_tui import loader

    print("No archive yet: loading the bundled one …", file=sys.stderr)
    with progress_bar() as progress:
        ledger = loader.load_bundled(home, moment(), progress)
    _complain_of(ledger)
    notice = f"Loaded Socitm’s news, {_span(ledger)}: {_items(ledger.added)}, bundled, offline."
    print(notice, file=sys.stderr)
    return notice


def open_index(home: Home) -> Index:
    """The index of the archive, which is made of the bundled one where there is none."""
    ensure_archive(home)
    from socitm_tui.index import Index

    return Index.open(home)


def moment() -> str:
    """Now, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A bar with a count on stderr while a load runs; None where nobody would see it."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return

    def draw(done: int, total: int, name: str) -> None:
        filled = BAR * done // max(total, 1)
        text = f"{'█' * filled}{'░' * (BAR - filled)} {done} of {total} {name}"
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[K{text[:width]}")
        sys.stderr.flush()

    try:
        yield draw
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


# ------------------------------------------------------------------ load
def load(home: Home, options: argparse.Namespace) -> int:
    """Load captures and print the ledger."""
    from socitm_tui import loader

    paths = list(options.paths)
    if options.bundled:
        data = bundled_data()
        paths += [data / "chronology.json", data / "captures"]
    if not paths:
        raise UsageError("load needs a PATH, or --bundled; nothing was loaded.")
    with progress_bar() as progress:
        ledger = loader.load(home, paths, moment(), dry_run=options.dry_run, progress=progress)
    if options.json:
        print(json.dumps(_ledger_json(ledger, _annotations(home)), ensure_ascii=False, indent=1))
    else:
        _print_ledger(ledger, dry_run=options.dry_run, explain=options.explain)
    _complain_of(ledger)
    return REFUSED if ledger.skipped else WELL


def _annotations(home: Home) -> Mapping[str, Annotation]:
    """The notebook, or nothing where it cannot be read: loading does not depend on it."""
    try:
        return Notebook(home.notebook).read()
    except StoreError:
        return {}


def _ledger_json(ledger: Ledger, annotations: Mapping[str, Annotation]) -> dict[str, object]:
    from socitm_tui.export import entry_json
    from socitm_tui.model import Annotation

    return {
        "captures": [
            {
                "path": line.path,
                "sha256": line.sha256,
                "status": line.status,
                "layout": line.layout,
                "problem": line.problem,
                "doubtful": line.doubtful,
                "items": [
                    entry_json(item, annotations.get(item.key) or Annotation(item.key))
                    for item in line.items
                ],
            }
            for line in ledger.lines
        ],
        "added": ledger.added,
        "updated": ledger.updated,
        "unchanged": ledger.unchanged,
        "removed": ledger.removed,
        "skipped": len(ledger.skipped),
    }


def _print_ledger(ledger: Ledger, *, dry_run: bool, explain: bool) -> None:
    read = [line for line in ledger.lines if line.status != "skipped"]
    width = max((len(line.name) for line in read), default=0)
    for line in read:
        print(f"{line.name:<{width}}  {_line_in_words(line)}")
        if explain:
            for sentence in line.why:
                print(f"    {sentence}")
    items = [item for line in read for item in line.items]
    counts = (
        (ledger.added, "added"),
        (ledger.updated, "updated"),
        (ledger.unchanged, "unchanged"),
        (ledger.removed, "removed"),
        (sum(item.date is None for item in items), "undated"),
        (sum(item.truncated for item in items), "cut off"),
    )
    said = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    print(f"{_files(len(read))} → {_items(len(items))}{f' ({said})' if said else ''}.")
    if dry_run:
        print("Nothing was written. To load them: the same without --dry-run")
    elif items:
        print("To read them: socitm-tui")


def _line_in_words(line: Line) -> str:
    dates = sorted(item.date for item in line.items if item.date)
    words = [f"{_items(len(line.items)):>9}"]
    if dates:
        words.append(dates[0] if dates[0] == dates[-1] else f"{dates[0]} … {dates[-1]}")
    words.append(line.layout or "")
    if line.status == "unchanged":
        words.append("unchanged")
    if line.doubtful:
        words.append(f"doubtful: {line.doubtful}")
    return "  ".join(words)


def _complain_of(ledger: Ledger) -> None:
    """One sentence for each file that was left out."""
    rest = len(ledger.lines) - len(ledger.skipped)
    for line in ledger.skipped:
        complain(f"{line.path} was left out: {line.problem}.")
    if ledger.skipped and rest:
        complain(f"The other {_files(rest)} {'was' if rest == 1 else 'were'} read.")


def _span(ledger: Ledger) -> str:
    years = sorted(item.year for line in ledger.lines for item in line.items if item.year)
    return f"{years[0]}–{years[-1]}" if years else "undated"


def _items(number: int) -> str:
    return f"{number:,} item{'' if number == 1 else 's'}"


def _files(number: int) -> str:
    return f"{number:,} file{'' if number == 1 else 's'}"


# ------------------------------------------------------------------ list, show, facets
def list_entries(home: Home, options: argparse.Namespace) -> int:
    """Print the entries that a query selects."""
    if sum((options.json, options.csv, options.md)) > 1:
        raise UsageError("--json, --csv and --md exclude one another.")
    entries = _selected(open_index(home), options.query, options.limit)
    from socitm_tui import export

    if options.json:
        for text in _json_array(export.entry_json(each.item, each.annotation) for each in entries):
            sys.stdout.write(text)
    elif options.csv:
        sys.stdout.writelines(export.as_csv(entries))
    elif options.md:
        sys.stdout.writelines(export.as_markdown(entries))
    else:
        for entry in entries:
            print(_listed(entry))
    return WELL


def _json_array(documents: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """A JSON array written piece by piece."""
    opening = "["
    for document in documents:
        yield f"{opening}\n{json.dumps(document, ensure_ascii=False)}"
        opening = ","
    yield "[]\n" if opening == "[" else "\n]\n"


def _selected(index: Index, words: Sequence[str], limit: int | None = None) -> Iterator[Entry]:
    from socitm_tui import query as q

    try:
        query = q.parse(_query_text(words), index.known)
    except q.QueryError as error:
        raise UsageError(str(error)) from error
    rows = index.select(query).rows
    return (index.entry(row) for row in rows[:limit])


def _query_text(words: Sequence[str]) -> str:
    """The query of several arguments; one with a space was quoted and is a query by itself."""
    return " ".join(words)


def _listed(entry: Entry) -> str:
    from socitm_tui import present

    item = entry.item
    mark = "*" if entry.annotation.bookmarked else " "
    label = present.date_label(item)
    return f"{item.key[:8]} {mark} {label:<10}  {present.shown_heading(item)} ({item.publisher})"


def show(home: Home, options: argparse.Namespace) -> int:
    """Print one entry, or the capture it was cut from."""
    index = open_index(home)
    (entry,) = _entries(index, [options.key])
    if options.json:
        from socitm_tui.export import entry_json

        document = entry_json(entry.item, entry.annotation)
        print(json.dumps(document, ensure_ascii=False, indent=1))
    elif options.capture:
        _print_capture(home, entry.item)
    else:
        _print_entry(entry, index.topic_labels)
    return WELL


def _entries(index: Index, beginnings: Sequence[str]) -> list[Entry]:
    """The entry of each key or beginning of one."""
    found = []
    for beginning in beginnings:
        keys = index.keys_from(beginning)
        if not keys or not beginning:
            raise UsageError(f"No entry has a key that begins with “{beginning}”.")
        if len(keys) > 1:
            some = ", ".join(keys[:5])
            raise UsageError(f"“{beginning}” begins {len(keys)} keys ({some} …): give more of it.")
        row = index.row_of(keys[0])
        if row is not None:
            found.append(index.entry(row))
    return found


def _print_entry(entry: Entry, labels: Mapping[str, str]) -> None:
    import textwrap

    from socitm_tui import present

    item, annotation = entry.item, entry.annotation
    fields = (
        ("Date", present.long_date(item)),
        ("Evidence", present.date_evidence(item)),
        ("Publisher", item.publisher),
        ("Author", item.author or ""),
        ("Topics", ", ".join(labels.get(topic, topic) for topic in item.topics)),
        ("Address", item.url or ""),
        ("Capture", f"{item.capture_name}, lines {item.capture_lines[0]}–{item.capture_lines[1]}"),
        ("Same story", ", ".join(item.same_story)),
        ("Bookmarked", "yes" if annotation.bookmarked else ""),
        ("Note", annotation.note),
        ("Key", item.key),
    )
    print(textwrap.fill(present.shown_heading(item), 72))
    for name, value in fields:
        if value:
            print(f"{name + ':':<12}{value}")
    for paragraph in item.body.split("\n\n"):
        print(f"\n{textwrap.fill(paragraph, 72)}")
    if item.truncated:
        print("\n⋯ cut off in the capture")


def _print_capture(home: Home, item: Item) -> None:
    """Print the kept page with line numbers, those of the item marked."""
    from socitm_tui.store import CaptureFolder
    from socitm_tui.text import clean, decode

    text = decode(CaptureFolder(home.captures).read(item.capture_sha256)).text
    first, last = item.capture_lines
    print(f"{item.capture_name} · sha256 {item.capture_sha256} · lines {first}–{last}")
    for number, line in enumerate(text.split("\n"), 1):
        mark = "▌" if first <= number <= last else " "
        print(f"{mark}{number:>5}  {clean(line)}".rstrip())


def facets(home: Home, options: argparse.Namespace) -> int:
    """Print counts by year, topic and publisher."""
    from socitm_tui import query as q

    index = open_index(home)
    try:
        query = q.parse(_query_text(options.query), index.known)
    except q.QueryError as error:
        raise UsageError(str(error)) from error
    counts = {name: index.facets(query)[name] for name in ("year", "topic", "publisher")}
    if options.json:
        document = {
            name: [{"value": one.value, "label": one.label, "count": one.count} for one in values]
            for name, values in counts.items()
        }
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return WELL
    for name, values in counts.items():
        print(name.capitalize())
        for one in values:
            if one.count:
                print(f"{one.count:>7,}  {one.label}")
    return WELL


# ------------------------------------------------------------------ annotations
def bookmark(home: Home, options: argparse.Namespace) -> int:
    """Bookmark entries, or take their bookmarks away."""
    entries = _entries(open_index(home), options.keys)
    on = not options.remove
    changes = {each.key: _marking(each, bookmarked=on) for each in entries}
    Notebook(home.notebook).change_all(changes, moment())
    for each in entries:
        print(f"{'Bookmarked' if on else 'No longer bookmarked'}: {each.item.heading}")
    return WELL


def note(home: Home, options: argparse.Namespace) -> int:
    """Print or write the note on an entry."""
    (entry,) = _entries(open_index(home), [options.key])
    if options.text is None:
        print(entry.annotation.note)
        return WELL
    Notebook(home.notebook).change(entry.key, _marking(entry, note=options.text), moment())
    print(f"{'Noted on' if options.text else 'Note removed from'}: {entry.item.heading}")
    return WELL


def _marking(entry: Entry, **changed: object) -> Callable[[Annotation], Annotation]:
    """A change of an annotation that also remembers what it was made on."""
    item = entry.item
    return lambda before: replace(before, heading=item.heading, date=item.date, **changed)  # type: ignore[arg-type]


# ------------------------------------------------------------------ check, dirs, keys, topics
def check(home: Home, options: argparse.Namespace) -> int:
    """Open every file and name what is wrong."""
    from socitm_tui.check import examine

    findings = list(examine(home))
    for finding in findings:
        if finding.is_problem:
            complain(finding.sentence)
        else:
            print(finding.sentence)
    return REFUSED if any(finding.is_problem for finding in findings) else WELL


def dirs(home: Home, options: argparse.Namespace) -> int:
    """Say where everything is."""
    places = (
        ("home", home.path), ("archive", home.archive), ("notebook", home.notebook),
        ("captures", home.captures), ("state", home.state), ("config", home.config),
        ("bundled", bundled_data()),
    )  # fmt: skip
    for name, path in places:
        print(f"{name:<10}{path}")
    return WELL


def keys(home: Home, options: argparse.Namespace) -> int:
    """List the keys of the reader."""
    from socitm_tui.tui.keys import KEYS

    for key in KEYS:
        print(f"{key.shown:<24}{key.does}")
    return WELL


def topics(home: Home, options: argparse.Namespace) -> int:
    """List the topics."""
    from socitm_tui.topics import load_taxonomy

    for topic in load_taxonomy(bundled_data() / "topics.toml").topics:
        print(f"{topic.slug:<32}{topic.label}: {topic.description}")
    return WELL
