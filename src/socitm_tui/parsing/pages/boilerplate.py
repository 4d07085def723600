"""Which kind of boilerplate a line is, by the words that pages everywhere use for it.

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


_PATTERNS: Final = _read("boilerplate.toml")
_WORDS: Final = _read("words.toml")


_BEGINNING: Final = re.compile(r"([a-z])(?![?*+{|])")


_SAME_LETTERS: Final = {"i": "iIİı", "k": "kK\u212a", "s": "sSſ"}  # others have two cases


def _join(patterns: list[str]) -> str:
    """Return a pattern that matches what any of some does, the letter they begin with told once.

    The letter is a set in both cases, which `re` tests before it tries the branch.
    """
    groups: dict[str, list[str]] = {}
    for pattern in patterns:
        letter = _BEGINNING.match(pattern)
        groups.setdefault(letter[1] if letter else "", []).append(pattern[letter is not None :])
    branches = groups.pop("", [])
    for first, rest in groups.items():
        same = _SAME_LETTERS.get(first, first + first.upper())
        branches.append(f"(?-i:[{same}])(?:{'|'.join(rest)})")
    return f"(?:{'|'.join(branches)})"


_NOTICE: Final = re.compile(_join(_PATTERNS["exact"].pop("notice")), re.I)
_KINDS: Final[tuple[str, ...]] = (*_PATTERNS["exact"], *_PATTERNS["whole"], *_WORDS["phrases"])
_WHOLE: Final = re.compile(
    "|".join(
        [
            *(f"({_join(patterns)})" for patterns in _PATTERNS["exact"].values()),
            *(
                rf"(\W*{_join(patterns)}\W*)"
                for table in (_PATTERNS["whole"], _WORDS["phrases"])
                for patterns in table.values()
            ),
        ]
    ),
    re.I,
)
"""What matches a whole line of boilerplate, with one group for each of `_KINDS`."""
_HINTS: Final = tuple(
    (f"({kind})", re.compile(_join(patterns), re.I))
    for kind, patterns in _PATTERNS["loose"].items()
)
NOT_NEWS_WORDS: Final = frozenset(_WORDS["not_news"]["words"].split())
LONGEST_LINE: Final = 260  # characters; a longer line is boilerplate only if it is a notice


@lru_cache(maxsize=8192)
def boilerplate_kind(text: str) -> str | None:
    """Return the kind of boilerplate that a line is as a whole, or None.

    A kind in brackets, "(notice)", says that only a word in the line hints at it.
    """
    if len(text) > 1200:
        return None
    if len(text) <= LONGEST_LINE and (match := _WHOLE.fullmatch(text)):
        return _KINDS[(match.lastindex or 1) - 1]
    if _NOTICE.match(text):
        return "notice"
    if len(text) <= 160:
        return next((kind for kind, pattern in _HINTS if pattern.search(text)), None)
    return None
