"""Which kind of page furniture a line is, by the words that pages everywhere use for it.

`boilerplate.toml` has the patterns for English, `words.toml` phrases of other languages. No name of
a site is among them.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final


def _read(name: str) -> dict[str, Any]:
    """Return a table of words that is shipped beside this module."""
    source = files("socitm_tui.parsing.pages").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(source)


_FRAMES: Final = {"whole": r"\W*(?:{})\W*", "exact": "{}", "loose": "{}"}
_PATTERNS: Final[tuple[tuple[str, str, re.Pattern[str]], ...]] = tuple(
    (table, kind, re.compile(_FRAMES[table].format("|".join(patterns)), re.I))
    for table, kinds in _read("boilerplate.toml").items()
    for kind, patterns in kinds.items()
)
_WORDS: Final = _read("words.toml")
_PHRASES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(rf"\W*(?:{'|'.join(phrases)})\W*", re.I))
    for kind, phrases in _WORDS["phrases"].items()
)
NOT_NEWS_WORDS: Final = frozenset(_WORDS["not_news"]["words"].split())
LONGEST_LINE: Final = 260  # characters; a longer line is furniture only if it is a notice


@lru_cache(maxsize=8192)
def boilerplate_kind(text: str) -> str | None:
    """Return the kind of furniture that a line is as a whole, or None.

    A kind in brackets, "(notice)", says that only a word in the line hints at it.
    """
    if len(text) > 1200:
        return None
    if len(text) <= LONGEST_LINE:
        for table, kind, pattern in _PATTERNS:
            if table != "loose" and kind != "notice" and pattern.fullmatch(text):
                return kind
        for kind, pattern in _PHRASES:
            if pattern.fullmatch(text):
                return kind
    for table, kind, pattern in _PATTERNS:
        if table == "exact" and kind == "notice" and pattern.match(text):
            return kind
    if len(text) <= 160:
        for table, kind, pattern in _PATTERNS:
            if table == "loose" and pattern.search(text):
                return f"({kind})"
    return None
