"""Text made safe for a terminal or for another program: control characters removed or escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from socitm_tui.model.text import clean_line, visible_sign

_UNSAFE: Final = (
    "\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff"
)


UNSAFE_CHARACTER: Final = re.compile(f"[{_UNSAFE}]")
"""What may act on a terminal, or hide, and is not among the first 32 characters."""


CONTROL_CHARACTER: Final = re.compile(f"[\x00-\x08\x0b-\x1f{_UNSAFE}]")


NON_ASCII_CHARACTER: Final = re.compile(r"[^\x00-\x7e]")


def sanitize_text(text: str) -> str:
    """A text for people, its lines kept, nothing in it that could act on a terminal."""
    legible = text.encode("utf-8", "backslashreplace").decode()
    return "\n".join(clean_line(line) for line in legible.split("\n"))


def sanitize_line(text: str) -> str:
    """As `plain`, on one line."""
    return clean_line(text.encode("utf-8", "backslashreplace").decode().replace("\n", " "))


def escape_export(pieces: Iterable[str], form: str) -> Iterator[str]:
    """The pieces of an export; JSON and XML keep every character, escaped where it is unsafe.

    Other forms have no escape for it, or are read by people: there such characters are shown.
    """
    if form in ("csl-json", "jsonfeed"):
        return (UNSAFE_CHARACTER.sub(_json_escape, piece) for piece in pieces)
    if form == "atom":
        return (UNSAFE_CHARACTER.sub(_xml_escape, piece) for piece in pieces)
    return (CONTROL_CHARACTER.sub(lambda found: visible_sign(found[0]), piece) for piece in pieces)


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _xml_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\ufffd" if 0xD800 <= code < 0xE000 else f"&#{code};"
