"""Everything the commands print: words for people cleaned, words for machines escaped.

Items are cleaned when they are loaded; notes, file names, old archives and the user's own arguments
are not. Nothing of them reaches a terminal as control, whether the output is piped or not, for a
pipe may end in a terminal.
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
from socitm_tui.tui.startup import first_frame as glimpse

STOPPED_SENTENCE: Final = "Stopped before the end; archive and notebook are whole."
"""What is said to who has interrupted a command."""


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people."""
    for line in lines:
        sys.stdout.write(f"{sanitize_text(line)}\n")


error_count = 0
"""How often something was complained of: a command that did is not all well."""


def print_error(*sentences: str) -> None:
    """Say on stderr what went wrong."""
    global error_count  # noqa: PLW0603 - one count for the one stderr there is
    for sentence in sentences:
        error_count += 1
        glimpse.withdraw()
        sys.stderr.write(f"socitm-tui: {sanitize_line(sentence)}\n")


# ------------------------------------------------------------------ where it goes
def prepare_streams() -> None:
    """Make the streams such that no character and no closed stream is an error."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def discard_output() -> None:
    """Send what is still to be printed nowhere, for nobody can take it."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# ------------------------------------------------------------------ for machines
def write_json(pieces: Iterable[str], to: TextIO | None = None) -> None:
    """Print JSON: every character is kept, those that could act on a terminal as escapes."""
    stream = to or sys.stdout
    unsafe = UNSAFE_CHARACTER if _is_unicode(stream) else NON_ASCII_CHARACTER
    stream.writelines(unsafe.sub(_json_escape, piece) for piece in pieces)


def print_json(document: Mapping[str, object]) -> None:
    """Print one JSON document, as `write_json`, laid out for people."""
    write_json([json.dumps(document, ensure_ascii=False, indent=1), "\n"])


def _is_unicode(stream: TextIO) -> bool:
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
