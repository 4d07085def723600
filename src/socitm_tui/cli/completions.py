"""The completion scripts for bash, zsh and fish, made by shtab from the parser of the commands."""

from __future__ import annotations

import argparse
from typing import Final

SHELLS: Final = ("bash", "zsh", "fish")


def completion_script(shell: str, parser: argparse.ArgumentParser) -> str:
    """The script that completes the arguments of the program in a shell.

    Args:
        shell: One of `SHELLS`.
        parser: The parser of all commands.
    """
    import shtab

    values = {"FILE": shtab.FILE, "PATH": shtab.FILE, "DIR": shtab.DIRECTORY}
    parsers = [parser]
    for action in (action for each in parsers for action in each._actions):
        if isinstance(action, argparse._SubParsersAction):
            parsers += action.choices.values()
        elif isinstance(action.metavar, str) and action.metavar in values:
            action.complete = values[action.metavar]  # type: ignore[attr-defined]
    return shtab.complete(parser, shell)
