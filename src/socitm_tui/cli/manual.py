"""Describes the commands by their parser, and makes the manual page from the descriptions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

PROGRAM: Final = "socitm-tui"
PAGE_DATE: Final = "2026-12-01"
"""The day of the last change of the page."""


@dataclass(frozen=True, slots=True)
class OptionHelp:
    """One option or argument of a command."""

    names: tuple[str, ...]
    """`-o`, `--output`; empty for a positional argument."""
    value: str
    """The placeholder of its value, `FILE`, `DIR`; empty for an option without a value."""
    text: str
    """The help text."""


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """One command with its options and arguments."""

    name: str
    """Empty for the program itself."""
    text: str
    options: tuple[OptionHelp, ...]
    """The positional arguments included."""


def describe_commands(parser: argparse.ArgumentParser) -> list[CommandHelp]:
    """The program itself, with an empty name, and its commands."""
    commands = [CommandHelp("", parser.description or "", tuple(_describe_options(parser)))]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            texts = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, subparser in action.choices.items():
                options = tuple(_describe_options(subparser))
                commands.append(CommandHelp(name, texts.get(name, ""), options))
    return commands


def _describe_options(parser: argparse.ArgumentParser) -> Iterator[OptionHelp]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
        value = "" if action.option_strings and action.nargs == 0 else metavar
        yield OptionHelp(tuple(action.option_strings), value, action.help or "")


# ------------------------------------------------------------------ manual page
def manual_page(
    parser: argparse.ArgumentParser, version: str, keys: Mapping[str, Sequence[tuple[str, str]]]
) -> str:
    """The manual page in roff.

    Args:
        parser: The parser of all commands.
        version: The version of the program.
        keys: Heading -> keys of the reader and what they do.
    """
    program, *commands = describe_commands(parser)
    lines = [
        f'.TH "{PROGRAM.upper()}" "1" "{PAGE_DATE}" "{PROGRAM} {version}" "User commands"',
        ".SH NAME", f"{PROGRAM} \\- a reader for news archives, in the terminal",
        ".SH SYNOPSIS", f".B {_escape_roff(PROGRAM)}", "[--home DIR] [COMMAND] ...",
        ".SH DESCRIPTION", _escape_roff(program.text),
        "Everything the reader shows, the commands print.",
        ".SH OPTIONS", *_option_lines(program.options), ".SH COMMANDS",
    ]  # fmt: skip
    for command in commands:
        description = f"{command.text[:1].upper()}{command.text[1:]}."
        lines += [f".SS {_escape_roff(command.name)}", _escape_roff(description)]
        lines += _option_lines(command.options)
    lines.append(".SH KEYS OF THE READER")
    for heading, actions in keys.items():
        lines.append(f".SS {_escape_roff(heading)}")
        for key, description in actions:
            lines += [".TP", f".B {_escape_roff(key)}", _escape_roff(description)]
    lines += [
        ".SH EXIT STATUS",
        "0 if all went well, 1 if something was refused,",
        "2 if the command was called wrongly.",
        ".SH ENVIRONMENT", ".TP", ".B SOCITM_TUI_HOME", "The folder of all files.",
        ".TP", ".B NO_COLOR", "Nothing is coloured.",
        ".TP", ".B PAGER, VISUAL, EDITOR, BROWSER", "The programs the reader starts.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _option_lines(options: Sequence[OptionHelp]) -> Iterator[str]:
    for option in options:
        names = ", ".join(option.names) or option.value
        value = f" {option.value}" if option.names and option.value else ""
        yield from (
            ".TP", f".B {_escape_roff(names + value)}", _escape_roff(option.text or names),
        )  # fmt: skip


def _escape_roff(text: str) -> str:
    """The text as one line that roff prints unchanged."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("%%", "%")
    text = "".join(
        character if character.isascii() else f"\\[u{ord(character):04X}]" for character in text
    )
    return f"\\&{text}" if text.startswith((".", "'")) else text
