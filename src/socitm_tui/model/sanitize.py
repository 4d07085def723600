"""Text made safe for a terminal or for another program: unsafe characters removed or escaped."""

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
"""A character above the first 32 that may act on a terminal, or is invisible."""
CONTROL_CHARACTER: Final = re.compile(f"[\x00-\x08\x0b-\x1f{_UNSAFE}]")
"""The same and control characters, without tab and new line."""
NON_ASCII_CHARACTER: Final = re.compile(r"[^\x00-\x7e]")


def sanitize_text(text: str) -> str:
    """A text for people to read: its lines are kept, nothing in it can act on a terminal."""
    return "\n".join(clean_line(line) for line in _replace_surrogates(text).split("\n"))


def sanitize_line(text: str) -> str:
    """As `sanitize_text`, on one line."""
    return clean_line(_replace_surrogates(text).replace("\n", " "))


def _replace_surrogates(text: str) -> str:
    """The text with the surrogates that UTF-8 cannot encode written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def escape_export(pieces: Iterable[str], format_name: str) -> Iterator[str]:
    """The pieces of an export without unsafe characters.

    JSON and XML keep every character as an escape. Other formats have no escape for it, or are read
    by people: there a visible sign takes its place.
    """
    if format_name in ("csl-json", "jsonfeed"):
        return (UNSAFE_CHARACTER.sub(_json_escape, piece) for piece in pieces)
    if format_name == "atom":
        return (UNSAFE_CHARACTER.sub(_xml_escape, piece) for piece in pieces)
    return (CONTROL_CHARACTER.sub(lambda match: visible_sign(match[0]), piece) for piece in pieces)


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _xml_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\ufffd" if 0xD800 <= code < 0xE000 else f"&#{code};"
