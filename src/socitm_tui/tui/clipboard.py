"""Copying: by the terminal, a local program, and a file. Nothing is claimed that is not known.

A terminal is asked by OSC 52 and never answers, so that “asked” is all that can be said of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

TOOLS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("wl-copy", (), "WAYLAND_DISPLAY"),
    ("xclip", ("-selection", "clipboard", "-in"), "DISPLAY"),
    ("xsel", ("--clipboard", "--input"), "DISPLAY"),
    ("pbcopy", (), ""),
)
"""Program, its arguments, and what must be set for it to reach a clipboard."""
SECONDS = 2.0


def tool(env: Mapping[str, str]) -> list[str] | None:
    """The command that reaches the clipboard of this computer, where there is one."""
    for name, arguments, needed in TOOLS:
        if (not needed or env.get(needed)) and (path := shutil.which(name, path=env.get("PATH"))):
            return [path, *arguments]
    return None


def by_tool(text: str, env: Mapping[str, str] | None = None) -> str | None:
    """Hand a text to the local program; its name where that went well."""
    command = tool(os.environ if env is None else env)
    if command is None:
        return None
    try:
        subprocess.run(  # noqa: S603 - one of the programs above, the text on its stdin
            command, input=text.encode("utf-8", "replace"), timeout=SECONDS, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return Path(command[0]).name


def into_file(text: str, path: Path) -> bool:
    """Keep the text in a file, for whoever has no clipboard; False where that failed."""
    from socitm_tui.store import StoreError, write_safely  # noqa: PLC0415 - not for the first frame

    try:
        write_safely(path, text.encode("utf-8", "backslashreplace") + b"\n")
    except StoreError:
        return False
    return True


def told(what: str, program: str | None, kept: Path | None) -> str:
    """What is known of a copy."""
    if program:
        return f"{what} copied with {program}."
    asked = f"{what}: the terminal was asked to copy it"
    return f"{asked}; also in {kept.name} of the home" if kept else f"{asked}."
