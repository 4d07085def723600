"""Writes to stdout and stderr: text for people is cleaned, JSON is escaped.

Items are cleaned when they are loaded; notes, file names, old archives and the arguments of a
command are not. None of their control characters reach a terminal, even if the output is piped,
as a pipe may end in a terminal.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, TextIO

from socitm_tui.model.sanitize import (
    NON_ASCII_CHARACTER,
    UNSAFE_CHARACTER,
    _json_escape,
    sanitize_line,
    sanitize_text,
)
from socitm_tui.tui.startup.first_frame import restore_terminal

INTERRUPTED_SENTENCE: Final = "Stopped before the end; archive and notebook are whole."
"""Printed if the user interrupts a command."""

error_count = 0
"""The number of printed errors; a command that printed any ends with another status."""


# ------------------------------------------------------------------ for people
def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people on stdout."""
    for line in lines:
        sys.stdout.write(f"{sanitize_text(line)}\n")


def print_error(*sentences: str) -> None:
    """Print sentences on stderr, and count them as errors."""
    global error_count  # noqa: PLW0603 - there is one stderr, and one count for it
    for sentence in sentences:
        error_count += 1
        restore_terminal()
        sys.stderr.write(f"socitm-tui: {sanitize_line(sentence)}\n")


# ------------------------------------------------------------------ for programs
def write_json(parts: Iterable[str], stream: TextIO | None = None) -> None:
    """Write JSON; characters that a terminal could act on become escapes."""
    stream = stream or sys.stdout
    is_unicode = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
    unsafe = UNSAFE_CHARACTER if is_unicode else NON_ASCII_CHARACTER
    stream.writelines(unsafe.sub(_json_escape, part) for part in parts)


def print_json(document: Mapping[str, object]) -> None:
    """Print one JSON document, indented."""
    write_json([json.dumps(document, ensure_ascii=False, indent=1), "\n"])


# ------------------------------------------------------------------ the streams
def prepare_streams() -> None:
    """Make sure that no character and no closed stream causes an error."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def discard_output() -> None:
    """Send the rest of stdout to the null device, as its reader has gone."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
