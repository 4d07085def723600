"""A text -> the words by which it is found, blind to case and accents."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
HIGH = re.compile("[^\0-\u02ff]")  # no combining mark stands below U+0300
PLAIN = bytes(
    ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else 0x20 for byte in range(256)
)
"""ASCII letters in lower case, digits as they are, everything else a space."""


def fold(text: str) -> str:
    """The text without case and accents, as it is searched."""
    if text.isascii():
        return text.lower()
    return HIGH.sub(_unmarked, unicodedata.normalize("NFKD", text.casefold()))


def _unmarked(match: re.Match[str]) -> str:
    return "" if unicodedata.combining(match[0]) else match[0]


def words(text: str) -> list[bytes]:
    """The searchable words of a text, in its order, as UTF-8."""
    if text.isascii():
        return text.encode().translate(PLAIN).split()
    return [word.encode() for word in WORD.findall(fold(text))]


def phrase(wanted: list[bytes], *, whole: bool) -> re.Pattern[str]:
    """Pattern that meets these words one after the other in a folded text.

    Args:
        wanted: The words.
        whole: False where the last of them may go on.
    """
    between = r"[\W_]+".join(re.escape(word.decode()) for word in wanted)
    return re.compile(rf"(?<![^\W_]){between}" + (r"(?![^\W_])" if whole else ""))
