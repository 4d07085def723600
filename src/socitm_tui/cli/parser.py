"""The parser of the command line, made from the arguments that each group of commands adds."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Any, Final

from socitm_tui import __version__
from socitm_tui.cli.archive import CommandFunction
from socitm_tui.cli.commands.reader_commands import open_reader
from socitm_tui.model.sanitize import sanitize_text
from socitm_tui.tui.startup.first_frame import is_reader_command

NO_START: Final = None, None
"""Neither a query nor a key: the reader opens in its saved state."""
OPTIONS_OF_ALL = ("--home", "--fresh", "--ascii")
"""Options that are no command's own."""
EXCLUDED_WORD: Final = re.compile(r"-(?![ho]$|\d)[^-].*", re.DOTALL)
"""A query word that excludes. It begins with one dash; of the options only `-h` and `-o` do."""


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of a command; `-word` after a command that takes a query belongs to the query."""
    if is_reader_command(arguments):
        # The whole parser takes as long to build as the first frame takes to draw.
        home = arguments[1] if arguments else None
        return argparse.Namespace(
            home=home, fresh=False, ascii=False, start=NO_START, run=open_reader
        )
    parser = build_parser()
    marked = [f" {word}" if EXCLUDED_WORD.fullmatch(word) else word for word in arguments]
    options, later = parser.parse_known_args(marked)  # argparse takes “ -word” for no option
    words = getattr(options, "query", None)
    if isinstance(words, list):
        words += [word for word in later if not word.startswith("-")]
        unknown = [word for word in later if word.startswith("-")]
    else:
        unknown = later or [word for word in marked if word not in arguments]
    if unknown:
        is_misplaced = any(word.strip().startswith(OPTIONS_OF_ALL) for word in unknown)
        place = " (it stands before the command)" if is_misplaced else ""
        parser.error(f"unrecognized arguments: {' '.join(map(str.strip, unknown))}{place}")
    return options


class _CleanParser(argparse.ArgumentParser):
    """A parser whose messages repeat no control characters of the arguments."""

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401
        super()._print_message(sanitize_text(message), file)


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands and their options."""
    from socitm_tui.cli.commands import (
        annotation_commands,
        capture_commands,
        entry_commands,
        follow_commands,
        load_commands,
        maintenance_commands,
        mend_command,
        program_commands,
        reader_commands,
    )

    parser = _CleanParser(
        prog="socitm-tui",
        description="A reader for news archives. Without a command it opens the reader.",
    )
    parser.add_argument("--home", metavar="DIR", help="the folder of all files (see: dirs)")
    parser.add_argument("--version", action="version", version=f"socitm-tui {__version__}")
    parser.add_argument(
        "--fresh", action="store_true", help="open the reader without its saved state"
    )
    parser.add_argument(
        "--ascii", action="store_true", help="draw the signs of the reader in ASCII"
    )
    parser.set_defaults(run=open_reader, start=NO_START)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add_command(
        name: str, function: CommandFunction, help_text: str
    ) -> argparse.ArgumentParser:
        description = f"{help_text[0].upper()}{help_text[1:]}."
        command_parser = subparsers.add_parser(name, help=help_text, description=description)
        command_parser.set_defaults(run=function)
        return command_parser

    for group in (
        load_commands, entry_commands, capture_commands, mend_command, reader_commands,
        annotation_commands, maintenance_commands, follow_commands, program_commands,
    ):  # fmt: skip
        group.add_commands(add_command)
    parser.set_defaults(whole_parser=parser)  # completions and the manual page describe it
    return parser
