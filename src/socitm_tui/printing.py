"""Everything the commands print: words for people cleaned, words for machines escaped.

Items are cleaned when they are loaded; notes, file names, old archives and the user's own arguments
are not. Nothing of them reaches a terminal as control, whether the output is piped or not, for a
pipe may end in a terminal.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TextIO

from socitm_tui import glimpse
from socitm_tui.text import clean, visible

STOPPED: Final = "Stopped before the end; archive and notebook are whole."
"""What is said to who has interrupted a command."""
_UNSAFE: Final = (
    "\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff"
)
UNSAFE: Final = re.compile(f"[{_UNSAFE}]")
"""What may act on a terminal, or hide, and is not among the first 32 characters."""
CONTROL: Final = re.compile(f"[\x00-\x08\x0b-\x1f{_UNSAFE}]")
NOT_ASCII: Final = re.compile(r"[^\x00-\x7e]")


def plain(text: str) -> str:
    """A text for people, its lines kept, nothing in it that could act on a terminal."""
    legible = text.encode("utf-8", "backslashreplace").decode()
    return "\n".join(clean(line) for line in legible.split("\n"))


def one_line(text: str) -> str:
    """As `plain`, on one line."""
    return clean(text.encode("utf-8", "backslashreplace").decode().replace("\n", " "))


def say(lines: Iterable[str]) -> None:
    """Print lines for people."""
    for line in lines:
        sys.stdout.write(f"{plain(line)}\n")


complaints = 0
"""How often something was complained of: a command that did is not all well."""


def complain(*sentences: str) -> None:
    """Say on stderr what went wrong."""
    global complaints  # noqa: PLW0603 - one count for the one stderr there is
    for sentence in sentences:
        complaints += 1
        glimpse.withdraw()
        sys.stderr.write(f"socitm-tui: {one_line(sentence)}\n")


# ------------------------------------------------------------------ where it goes
def prepare() -> None:
    """Make the streams such that no character and no closed stream is an error."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def abandon() -> None:
    """Send what is still to be printed nowhere, for nobody can take it."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# ------------------------------------------------------------------ for machines
def write_json(pieces: Iterable[str], to: TextIO | None = None) -> None:
    """Print JSON: every character is kept, those that could act on a terminal as escapes."""
    stream = to or sys.stdout
    unsafe = UNSAFE if _is_unicode(stream) else NOT_ASCII
    stream.writelines(unsafe.sub(_json_escape, piece) for piece in pieces)


def say_json(document: Mapping[str, object]) -> None:
    """Print one JSON document, as `write_json`, laid out for people."""
    write_json([json.dumps(document, ensure_ascii=False, indent=1), "\n"])


def machine(pieces: Iterable[str], form: str) -> Iterator[str]:
    """The pieces of an export; JSON and XML keep every character, escaped where it is unsafe.

    Other forms have no escape for it, or are read by people: there such characters are shown.
    """
    if form in ("csl-json", "jsonfeed"):
        return (UNSAFE.sub(_json_escape, piece) for piece in pieces)
    if form == "atom":
        return (UNSAFE.sub(_xml_escape, piece) for piece in pieces)
    return (CONTROL.sub(lambda found: visible(found[0]), piece) for piece in pieces)


def _is_unicode(stream: TextIO) -> bool:
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _xml_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\ufffd" if 0xD800 <= code < 0xE000 else f"&#{code};"
