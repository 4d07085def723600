"""Reads the date on a line that the user marked as a date line, even if it has typing errors.

The finder accepts only what cannot be anything else than a date. A marked line is known to have a
date, so a letter for a digit, a missing space or an odd separator is accepted here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from socitm_tui.parsing.dates.finder import find_dates
from socitm_tui.parsing.dates.mention import DateMention
from socitm_tui.parsing.languages import load_languages

MAX_CHARACTERS: Final = 200
"""Only so much of a line is read, from its beginning."""
_DIGIT_SIGNS: Final = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"})
_LIKE_NUMBER: Final = re.compile(r"(?<![^\W\d_])[\dOolISB]*\d[\dOolISB]*(?![^\W\d_])")
_SEPARATORS: Final = re.compile(r"(?<=\d)\s*[/.,_:;|\\–—-]\s*(?=\d)|(?<=\d)\s+(?=\d)")
_RUN: Final = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)")
_GLUE: Final = re.compile(r"(?<=\d)(?=[^\W\d_]{3})|(?<=[^\W\d_]{3})(?=\d)|[_'’]")
_EDGES: Final = ' \t,;:.|()[]<>*"“”-–—'


def read_leniently(text: str, language: str) -> DateMention | None:
    """The date in a text that is known to have one; None if it cannot be read.

    Args:
        text: The line, or a part of it.
        language: The language of the page; the others are tried after it.
    """
    text = text[:MAX_CHARACTERS]
    for written in _spellings(text):
        for code in (language, *load_languages()):
            for mention in find_dates(written, code):
                if mention.form not in ("relative", "day"):
                    return _in_text(mention, text)
    return None


def _spellings(text: str) -> Iterator[str]:
    """The text as it is, then with likely typing errors corrected."""
    yield text
    digits = _LIKE_NUMBER.sub(lambda match: match[0].translate(_DIGIT_SIGNS), text)
    yield digits
    apart = " ".join(_GLUE.sub(" ", digits).split())
    yield apart
    yield _RUN.sub(r"\1/\2/\3", _SEPARATORS.sub("/", apart))


def _in_text(mention: DateMention, text: str) -> DateMention:
    """The mention of a date in a corrected text, with the words of the original text."""
    if text[mention.start : mention.end] == mention.printed:
        return mention
    return replace(mention, start=0, end=len(text), printed=text.strip(_EDGES) or text)
