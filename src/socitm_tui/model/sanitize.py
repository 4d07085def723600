"""Text made safe for a terminal or for another program: control characters removed or escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from socitm_tui.model.text import clean, visible

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


def machine(pieces: Iterable[str], form: str) -> Iterator[str]:
    """The pieces of an export; JSON and XML keep every character, escaped where it is unsafe.

    Other forms have no escape for it, or are read by people: there such characters are shown.
    """
    if form in ("csl-json", "jsonfeed"):
        return (UNSAFE.sub(_json_escape, piece) for piece in pieces)
    if form == "atom":
        return (UNSAFE.sub(_xml_escape, piece) for piece in pieces)
    return (CONTROL.sub(lambda found: visible(found[0]), piece) for piece in pieces)


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _xml_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\ufffd" if 0xD800 <= code < 0xE000 else f"&#{code};"
