"""Copying to the clipboard: by a local program, by the terminal, and to a file.

A terminal is asked by OSC 52 and never answers, so the report says no more than “asked”. tmux does
not pass OSC 52 on unless it is configured to, but takes a text itself and passes it on; before its
version 3.2 it only keeps it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

CLIPBOARD_PROGRAMS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("wl-copy", (), "WAYLAND_DISPLAY"),
    ("xclip", ("-selection", "clipboard", "-in"), "DISPLAY"),
    ("xsel", ("--clipboard", "--input"), "DISPLAY"),
    ("pbcopy", (), ""),
    ("tmux", ("load-buffer", "-w", "-"), "TMUX"),
    ("tmux", ("load-buffer", "-"), "TMUX"),
)
"""Program, its arguments, and the environment variable without which it reaches no clipboard."""
COPY_TIMEOUT_S = 2.0


def clipboard_commands(env: Mapping[str, str]) -> Iterator[list[str]]:
    """The commands that reach a clipboard in an environment."""
    for name, arguments, variable in CLIPBOARD_PROGRAMS:
        if (not variable or env.get(variable)) and (
            path := shutil.which(name, path=env.get("PATH"))
        ):
            yield [path, *arguments]


def copy_with_program(text: str, env: Mapping[str, str] | None = None) -> str | None:
    """Copy a text with a local program; the name of the first that succeeds."""
    for command in clipboard_commands(os.environ if env is None else env):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(  # noqa: S603 - one of the programs above, the text on its stdin
                command, input=text.encode("utf-8", "replace"), timeout=COPY_TIMEOUT_S, check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            return Path(command[0]).name
    return None


def write_copy(text: str, path: Path) -> bool:
    """Write a copied text to a file, for those without a clipboard; False if that fails."""
    from socitm_tui.storage.atomic import StorageError, write_atomic  # noqa: PLC0415 - imported late: the first frame does without

    try:
        write_atomic(path, text.encode("utf-8", "backslashreplace") + b"\n")
    except StorageError:
        return False
    return True


def copy_sentence(what: str, program: str | None, kept: Path | None) -> str:
    """The report of a copy, which claims only what is known."""
    if program == "tmux":
        return f"{what} copied (to tmux; your terminal may not get it)."
    if program:
        return f"{what} copied with {program}."
    also = f"; a copy is in {kept.name} of the home" if kept else ""
    return f"{what} copied (if your terminal allows it{also})."
