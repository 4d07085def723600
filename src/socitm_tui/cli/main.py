"""The command `socitm-tui`: everything the shell can ask, and the door to the screen.

Textual is imported only when the screen is about to open.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from socitm_tui import __version__
from socitm_tui.cli import output as printing
from socitm_tui.cli.archive import (
    EXIT_OK,
    EXIT_REFUSED,
    EXIT_USAGE,
    CommandFunction,
    UsageError,
    ensure_archive,
    find_entries,
    open_index,
    select_rows,
)
from socitm_tui.cli.output import (
    STOPPED_SENTENCE,
    discard_output,
    prepare_streams,
    print_error,
    print_json,
    print_lines,
)
from socitm_tui.cli.progress_bar import progress_bar
from socitm_tui.model.sanitize import sanitize_line, sanitize_text
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.notebook import Notebook
from socitm_tui.tui.startup import first_frame as glimpse

if TYPE_CHECKING:
    from socitm_tui.model.entities import Annotation
    from socitm_tui.tui.keys import Key

FRAMES = "500"
"""Frames a second at most: what a key changes in its second frame is to follow at once."""
TURN = 0.0005
"""Seconds that a thread beside that of the keys may go on before those have their turn."""
START = None, None
"""No query and no key: the reader opens where it was left."""
EXCLUDED = re.compile(r"-(?![ho]$|\d)[^-].*", re.DOTALL)
"""A word to be excluded: it begins with one dash, as `-h` and `-o` alone do among the options."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit status."""
    prepare_streams()
    try:
        status = run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has left, as `head` does
        discard_output()
        status = EXIT_OK
    except KeyboardInterrupt:
        print_error(STOPPED_SENTENCE)
        status = 130
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None:
            discard_output()
            print_error(f"The output could not be written ({error.strerror or error}).")
            sys.exit(EXIT_REFUSED)
        print_error(f"This is a mistake of the program: {error!r}. {_reported()}")
        status = EXIT_REFUSED
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
        before = printing.error_count
        status: int | None = options.run(home, options)
        return status or (EXIT_REFUSED if printing.error_count > before else EXIT_OK)
    except UsageError as error:
        print_error(str(error))
        return EXIT_USAGE
    except Exception as error:
        if not _is_expected(error):
            raise
        print_error(str(error))
        return EXIT_REFUSED


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """The parsed arguments; `-word` after a query command excludes, it is no option."""
    if glimpse.opens_the_reader(arguments):
        # to make the whole parser would take as long as to paint the first frame's rows
        named = arguments[1] if arguments else None
        return argparse.Namespace(
            home=named, fresh=False, ascii=False, start=START, run=open_reader
        )
    top = parser()
    typed = [f" {one}" if EXCLUDED.fullmatch(one) else one for one in arguments]  # no option
    options, later = top.parse_known_args(typed)
    words = getattr(options, "query", None)
    if isinstance(words, list):
        words += [one for one in later if not one.startswith("-")]
        unknown = [one for one in later if one.startswith("-")]
    else:
        unknown = later or [one for one in typed if one not in arguments]
    if unknown:
        top.error(f"unrecognized arguments: {' '.join(map(str.strip, unknown))}")
    return options


def _is_expected(error: Exception) -> bool:
    """True for failures whose message is a sentence for the user."""
    from socitm_tui.ingest.date_estimates import AnchorsError
    from socitm_tui.ingest.topics import TaxonomyError
    from socitm_tui.storage.config import ConfigError

    return isinstance(error, StorageError | ConfigError | TaxonomyError | AnchorsError)


class Parser(argparse.ArgumentParser):
    """Arguments, with messages that repeat no control character of theirs."""

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401
        super()._print_message(sanitize_text(message), file)


# ------------------------------------------------------------------ arguments
def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    from socitm_tui.cli.commands import annotate as noting
    from socitm_tui.cli.commands import follow as gathering
    from socitm_tui.cli.commands import maintain as upkeep
    from socitm_tui.cli.commands import show as answering
    from socitm_tui.cli.completions import SHELLS

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
    top.set_defaults(run=open_reader, start=START)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, does: CommandFunction, text: str) -> argparse.ArgumentParser:
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

    answering.add_commands(command)
    sub = command("open", open_at, "open the reader at an entry, with a filter")
    sub.add_argument("key", metavar="KEY", nargs="?", help="the beginning of a key")
    sub.add_argument("--query", metavar="QUERY", dest="only", help="show only what it selects")

    noting.add_commands(command)
    for name, does, text in (
        ("check", upkeep.check, "open every file and name what is wrong with it"),
        ("backup", upkeep.backup, "write everything into one file"),
        ("restore", upkeep.restore, "bring back what a backup holds, or merge its annotations"),
    ):
        upkeep.add_arguments(name, command(name, does, text))
    gathering.add_commands(command)
    command("dirs", dirs, "say where the files are")
    sub = command("keys", keys, "list the keys of the reader")
    sub.add_argument("--ids", action="store_true", help="with the names to rebind them by")
    command("topics", topics, "list the topics")
    sub = command("completions", completions, "print the completion of the command for a shell")
    sub.add_argument("shell", metavar="SHELL", choices=tuple(SHELLS), help="bash, zsh or fish")
    command("manual", manual, "print the manual page, for man")
    return top


# ------------------------------------------------------------------ the reader
def open_at(home: Home, options: argparse.Namespace) -> int | None:
    """Open the screen at an entry; where there is no terminal, print it, or what is selected."""
    index = open_index(home)
    selected = select_rows(home, index, [options.only or ""])
    entries = find_entries(index, [options.key]) if options.key else []
    if options.key and not entries:
        return None
    if glimpse.has_screen():
        options.start = options.only, entries[0].key if entries else None
        return open_reader(home, options)
    from socitm_tui.cli.lines import (
        entry_lines,
        timeline_line,
    )

    if entries:
        print_lines(entry_lines(entries[0], index.topic_labels))
    else:
        print_lines(timeline_line(index.entry(row)) for row in selected.rows)
    return None


def open_reader(home: Home, options: argparse.Namespace) -> int | None:
    """Open the screen, or print the timeline where there is no terminal for one."""
    notice = ensure_archive(home)
    if not glimpse.has_screen():
        from socitm_tui.cli.lines import (
            timeline_line,
        )

        index = open_index(home)
        print_lines(timeline_line(index.entry(row)) for row in select_rows(home, index, ()).rows)
        return None
    gc.disable()  # until the first frame: what the imports make is not garbage
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    sys.setswitchinterval(TURN)
    from socitm_tui.tui.app import run as run_reader

    first = notice is not None and not home.state.exists()
    return run_reader(
        home, fresh=options.fresh, notice=notice, first=first, table=_table(home),
        ascii_only=options.ascii, start=options.start,
    )  # fmt: skip


def _table(home: Home) -> Sequence[Key]:
    """The keys of the reader as the configuration wants them."""
    from socitm_tui.tui.keys import KEYS

    if not home.config.exists():
        return KEYS
    from socitm_tui.storage.config import ConfigError, load_config
    from socitm_tui.tui.key_config import RebindError, rebound

    config = load_config(home.config)
    if not (config.preset or config.keys):
        return KEYS
    try:
        return rebound(config.preset, config.keys)
    except RebindError as error:
        raise ConfigError(f"{home.config}: {error}.") from error


# ------------------------------------------------------------------ load
def load(home: Home, options: argparse.Namespace) -> None:
    """Load captures and print the ledger."""
    from socitm_tui.cli.commands import maintain as upkeep
    from socitm_tui.cli.lines import (
        load_report_json,
        load_report_lines,
        refusal_sentences,
    )
    from socitm_tui.ingest.loader import bundled_paths, load_paths
    from socitm_tui.model.clock import current_timestamp

    paths = [*options.paths, *(bundled_paths() if options.bundled else ())]
    if options.undo or options.redo:
        if paths or options.dry_run or options.undo == options.redo:
            raise UsageError("load --undo and --redo go alone; nothing was loaded or taken back.")
        upkeep.undo_load(home, forth=options.redo)
        return
    if not paths:
        raise UsageError("load needs a PATH, or --bundled; nothing was loaded.")
    gc.set_threshold(50_000, 20, 100)  # a load makes millions of values and hardly any garbage
    with progress_bar() as progress:
        ledger = load_paths(
            home, paths, current_timestamp(), dry_run=options.dry_run, progress=progress
        )
    if options.json:
        print_json(load_report_json(ledger, _annotations(home)))
    else:
        print_lines(load_report_lines(ledger, dry_run=options.dry_run, explain=options.explain))
    print_error(*refusal_sentences(ledger))


def _annotations(home: Home) -> Mapping[str, Annotation]:
    """The notebook, or nothing where it cannot be read: loading does not depend on it."""
    try:
        return Notebook(home.notebook).read()
    except StorageError:
        return {}


# ------------------------------------------------------------------ dirs, keys, topics
def dirs(home: Home, options: argparse.Namespace) -> None:
    """Say where everything is."""
    places = {
        "home": home.path,
        "archive": home.archive,
        "notebook": home.notebook,
        "captures": home.captures,
        "following": home.sources,
        "state": home.state,
        "config": home.config,
        "bundled": bundled_data_folder(),
    }
    print_lines(f"{name:<10}{sanitize_line(str(path))}" for name, path in places.items())


def keys(home: Home, options: argparse.Namespace) -> None:
    """List the keys of the reader."""
    from socitm_tui.tui.keys import groups, shown

    for group, members in groups(_table(home)).items():
        print_lines([group])
        for key in members:
            name = f"{key.id:<18}" if options.ids else ""
            print_lines([f"  {name}{shown(key):<16}{key.says}"])


def topics(home: Home, options: argparse.Namespace) -> None:
    """List the topics."""
    from socitm_tui.ingest.reference_data import load_reference_data

    taxonomy = load_reference_data(home).taxonomy
    print_lines(f"{one.slug:<32}{one.label}: {one.description}" for one in taxonomy.topics)


def completions(home: Home, options: argparse.Namespace) -> None:
    """Print the completion of the command for a shell."""
    from socitm_tui.cli import completions as completing

    print_lines(completing.completion_script(options.shell, parser()).rstrip("\n").split("\n"))


def manual(home: Home, options: argparse.Namespace) -> None:
    """Print the manual page."""
    from socitm_tui.cli.manual import manual_page
    from socitm_tui.tui.keys import groups, shown

    keys = {name: [(shown(key), key.says) for key in some] for name, some in groups().items()}
    print_lines(manual_page(parser(), __version__, keys).rstrip("\n").split("\n"))


# ------------------------------------------------------------------ printing
