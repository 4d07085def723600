"""The commands as they describe themselves, and the manual page made of that. Pure."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

PROGRAM = "socitm-tui"
PAGE_DATE = "2026-11-22"
"""The day of the page: that on which its words were last gone through."""


@dataclass(frozen=True, slots=True)
class OptionHelp:
    """One option or argument of a command."""

    names: tuple[str, ...]
    """Empty for an argument that is told by its place."""
    value: str
    """What stands for its value; empty where it takes none."""
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """One command with what it takes."""

    name: str
    text: str
    options: tuple[OptionHelp, ...]

    @property
    def places(self) -> list[OptionHelp]:
        """What it takes by place."""
        return [option for option in self.options if not option.names]

    @property
    def flags(self) -> list[str]:
        """All its options by name."""
        return [name for option in self.options for name in option.names]


def describe_commands(parser: argparse.ArgumentParser) -> list[CommandHelp]:
    """The program itself, under an empty name, and its commands."""
    found = [CommandHelp("", parser.description or "", tuple(_options(parser)))]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            texts = {one.dest: one.help or "" for one in action._choices_actions}
            for name, sub in action.choices.items():
                found.append(CommandHelp(name, texts.get(name, ""), tuple(_options(sub))))
    return found


def _options(parser: argparse.ArgumentParser) -> Iterator[OptionHelp]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
        value = "" if action.option_strings and action.nargs == 0 else metavar
        choices = tuple(str(one) for one in action.choices or ())
        yield OptionHelp(tuple(action.option_strings), value, action.help or "", choices)


# ------------------------------------------------------------------ manual page
def manual_page(
    parser: argparse.ArgumentParser, version: str, keys: Mapping[str, Sequence[tuple[str, str]]]
) -> str:
    """The page in roff.

    Args:
        parser: The commands.
        version: The program's.
        keys: Heading -> keys of the reader and what they do.
    """
    program, *commands = describe_commands(parser)
    lines = [
        f'.TH "{PROGRAM.upper()}" "1" "{PAGE_DATE}" "{PROGRAM} {version}" "User commands"',
        ".SH NAME", f"{PROGRAM} \\- a reader for news archives, in the terminal",
        ".SH SYNOPSIS", f".B {_roff(PROGRAM)}", "[--home DIR] [COMMAND] ...",
        ".SH DESCRIPTION", _roff(program.text),
        "Everything the reader shows, the commands print.",
        ".SH OPTIONS", *_roff_options(program.options), ".SH COMMANDS",
    ]  # fmt: skip
    for one in commands:
        lines += [f".SS {_roff(one.name)}", _roff(f"{one.text[:1].upper()}{one.text[1:]}.")]
        lines += _roff_options(one.options)
    lines.append(".SH KEYS OF THE READER")
    for heading, several in keys.items():
        lines.append(f".SS {_roff(heading)}")
        for key, does in several:
            lines += [".TP", f".B {_roff(key)}", _roff(does)]
    lines += [
        ".SH EXIT STATUS",
        "0 when all went well, 1 when something was refused,",
        "2 when it was called wrongly.",
        ".SH ENVIRONMENT", ".TP", ".B SOCITM_TUI_HOME", "Where everything is kept.",
        ".TP", ".B NO_COLOR", "Nothing is coloured.",
        ".TP", ".B PAGER, VISUAL, EDITOR, BROWSER", "The programs the reader starts.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _roff_options(options: Sequence[OptionHelp]) -> Iterator[str]:
    for one in options:
        names = ", ".join(one.names) or one.value
        value = f" {one.value}" if one.names and one.value else ""
        yield from (".TP", f".B {_roff(names + value)}", _roff(one.text or names))


def _roff(text: str) -> str:
    """A line of text that roff takes for nothing else."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("%%", "%")
    text = "".join(one if one.isascii() else f"\\[u{ord(one):04X}]" for one in text)
    return f"\\&{text}" if text.startswith((".", "'")) else text
