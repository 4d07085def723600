"""Two tellings of one story, word by word. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

WORDS = re.compile(r"\S+")
MOST = 4000
"""Words of a text that are compared; beyond them only so much is read."""
Span = tuple[int, int]


def changed(left: str, right: str) -> tuple[list[Span], list[Span]]:
    """Where the words stand that only one of two texts has, in each of them."""
    a, b = list(WORDS.finditer(left))[:MOST], list(WORDS.finditer(right))[:MOST]
    matcher = SequenceMatcher(None, [_bare(x[0]) for x in a], [_bare(x[0]) for x in b], False)
    ours: list[Span] = []
    theirs: list[Span] = []
    for kind, first, end, other_first, other_end in matcher.get_opcodes():
        if kind != "equal":
            ours += [one.span() for one in a[first:end]]
            theirs += [one.span() for one in b[other_first:other_end]]
    return ours, theirs


def likeness(left: str, right: str) -> int:
    """How many of a hundred words two texts share, in their order."""
    a = [_bare(word) for word in WORDS.findall(left)[:MOST]]
    b = [_bare(word) for word in WORDS.findall(right)[:MOST]]
    return round(100 * SequenceMatcher(None, a, b, False).ratio())


def _bare(word: str) -> str:
    return word.strip(".,;:!?\"'“”‘’()[]").casefold() or word
