"""A text -> the words by which it is found, blind to case and accents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from socitm_tui.model.text import SEARCH_WORD, fold_text

ASCII_LOWER = bytes(
    ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else 0x20 for byte in range(256)
)
"""ASCII letters in lower case, digits as they are, everything else a space."""
WORD_GAP = rb"(?:[^a-z0-9]|\\[bfnrt])+"
"""What may part two words in a line of JSON, where the sign for a new line ends in a letter."""
ASCII_BYTES = bytes(range(128))
FOLDS_TO_ASCII = re.compile(
    rb"[\xc3-\xe1\xe3-\xff]|\xe2[^\x80]|\xc2[^\xa0\xa3\xa9\xab\xae\xb7\xbb]"
)
"""What may be the same as an ASCII letter or digit: more than quotation marks, dashes, pounds."""


def tokenize(text: str) -> list[bytes]:
    """The searchable words of a text, in its order, as UTF-8."""
    if text.isascii():
        return text.encode().translate(ASCII_LOWER).split()
    return [word.encode() for word in SEARCH_WORD.findall(fold_text(text))]


class Phrase:
    """Some words, one after the other.

    Args:
        wanted: The words.
        whole: False where the last of them may go on.
    """

    def __init__(self, wanted: Sequence[bytes], *, whole: bool) -> None:
        first, *others = (re.escape(word.decode()) for word in wanted)
        # what must not stand before it is looked for behind it: a plain beginning is found quickly
        pattern = r"[\W_]+".join((rf"{first}(?<![^\W_]{first})", *others))
        self._search = re.compile(pattern + (r"(?![^\W_])" if whole else "")).search
        self._glance = re.compile(WORD_GAP.join(map(re.escape, wanted))).search

    def occurs_in(self, texts: Iterable[str]) -> bool:
        """True where one of the texts holds it."""
        return any(self._search(fold_text(text)) for text in texts)

    def may_occur_in(self, line: bytes) -> bool:
        """False where no text in a line of JSON can hold it, found out without reading it."""
        if self._glance(line.lower()) or b"\\u" in line:
            return True
        return not line.isascii() and bool(FOLDS_TO_ASCII.search(line.translate(None, ASCII_BYTES)))
