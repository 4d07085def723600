"""Splits texts into the words by which they are found, and finds phrases in them.

Case and accents do not matter: `cafe` finds “CAFÉ”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from socitm_tui.model.text import SEARCH_WORD, fold_text

ASCII_LOWER = bytes(
    ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else 0x20 for byte in range(256)
)
"""A table for `bytes.translate`: letters in lower case, digits as they are, the rest a space."""
JSON_WORD_GAP = rb"(?:[^a-z0-9]|\\[bfnrt])+"
"""What may separate two words in a line of JSON, where the escape of a line break has a letter."""
ASCII_BYTES = bytes(range(128))
MAY_FOLD_TO_ASCII = re.compile(
    rb"[\xc3-\xe1\xe3-\xff]|\xe2[^\x80]|\xc2[^\xa0\xa3\xa9\xab\xae\xb7\xbb]"
)
"""UTF-8 that may fold to an ASCII letter or digit: quotation marks, dashes and pounds do not."""


def tokenize(text: str) -> list[bytes]:
    """The searchable words of a text, in its order, as UTF-8."""
    if text.isascii():
        return text.encode().translate(ASCII_LOWER).split()
    return [word.encode() for word in SEARCH_WORD.findall(fold_text(text))]


class Phrase:
    """Words that follow one another in a text."""

    def __init__(self, words: Sequence[bytes], *, is_whole: bool) -> None:
        """Compile a phrase.

        Args:
            words: Its words, as `tokenize` gives them.
            is_whole: False if the last word may be the beginning of a longer one.
        """
        first, *others = (re.escape(word.decode()) for word in words)
        # the look-behind comes after the first word because re finds a literal prefix quickly
        pattern = r"[\W_]+".join((rf"{first}(?<![^\W_]{first})", *others))
        self._search = re.compile(pattern + (r"(?![^\W_])" if is_whole else "")).search
        self._search_json = re.compile(JSON_WORD_GAP.join(map(re.escape, words))).search

    def occurs_in(self, texts: Iterable[str]) -> bool:
        """True if one of the texts contains the phrase."""
        return any(self._search(fold_text(text)) for text in texts)

    def may_occur_in(self, line: bytes) -> bool:
        """False if no text in a line of JSON can contain the phrase; quicker than parsing it."""
        if self._search_json(line.lower()) or b"\\u" in line:
            return True
        return not line.isascii() and bool(
            MAY_FOLD_TO_ASCII.search(line.translate(None, ASCII_BYTES))
        )
