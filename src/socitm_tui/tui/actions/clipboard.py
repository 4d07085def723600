"""Copying: by the terminal, a local program, and a file. Nothing is claimed that is not known.

A terminal is asked by OSC 52 and never answers, so that “asked” is all that can be said of it.
tmux keeps that question from the terminal unless it was told otherwise, but takes a text itself and
hands it on; before its version 3.2 it only keeps it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

TOOLS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("wl-copy", (), "WAYLAND_DISPLAY"),
    ("xclip", ("-selection", "clipboard", "-in"), "DISPLAY"),
    ("xsel", ("--clipboard", "--input"), "DISPLAY"),
    ("pbcopy", (), ""),
    ("tmux", ("load-buffer", "-w", "-"), "TMUX"),
    ("tmux", ("load-buffer", "-"), "TMUX"),
)
"""Program, its arguments, and what must be set for it to reach a clipboard."""
SECONDS = 2.0


def tools(env: Mapping[str, str]) -> Iterator[list[str]]:
    """The commands that reach a clipboard from here."""
    for name, arguments, needed in TOOLS:
        if (not needed or env.get(needed)) and (path := shutil.which(name, path=env.get("PATH"))):
            yield [path, *arguments]


def by_tool(text: str, env: Mapping[str, str] | None = None) -> str | None:
    """Hand a text to a local program; the name of the first with which that went well."""
    for command in tools(os.environ if env is None else env):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(  # noqa: S603 - one of the programs above, the text on its stdin
                command, input=text.encode("utf-8", "replace"), timeout=SECONDS, check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            return Path(command[0]).name
    return None


def into_file(text: str, path: Path) -> bool:
    """Keep the text in a file, for whoever has no clipboard; False where that failed."""
    from socitm_tui.storage.atomic import StorageError, write_atomic  # noqa: PLC0415 - not for the first frame

    try:
        write_atomic(path, text.encode("utf-8", "backslashreplace") + b"\n")
    except StorageError:
        return False
    return True


def told(what: str, program: str | None, kept: Path | None) -> str:
    """What is known of a copy."""
    if program == "tmux":
        return f"{what} copied by tmux, which pastes it and was asked to pass it on."
    if program:
        return f"{what} copied with {program}."
    asked = f"{what}: the terminal was asked to copy it"
    return f"{asked}; also in {kept.name} of the home" if kept else f"{asked}."
