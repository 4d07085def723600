"""Two tellings of one story, word by word. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WORD = re.compile(r"\S+")
MAX_WORDS = 4000
"""Words of a text that are compared; beyond them only so much is read."""
TextSpan = tuple[int, int]


def changed_words(left: str, right: str) -> tuple[list[TextSpan], list[TextSpan]]:
    """Where the words stand that only one of two texts has, in each of them."""
    a, b = list(_WORD.finditer(left))[:MAX_WORDS], list(_WORD.finditer(right))[:MAX_WORDS]
    matcher = SequenceMatcher(
        None, [_fold_word(x[0]) for x in a], [_fold_word(x[0]) for x in b], False
    )
    ours: list[TextSpan] = []
    theirs: list[TextSpan] = []
    for kind, first, end, other_first, other_end in matcher.get_opcodes():
        if kind != "equal":
            ours += [one.span() for one in a[first:end]]
            theirs += [one.span() for one in b[other_first:other_end]]
    return ours, theirs


def similarity_percent(left: str, right: str) -> int:
    """How many of a hundred words two texts share, in their order."""
    a = [_fold_word(word) for word in _WORD.findall(left)[:MAX_WORDS]]
    b = [_fold_word(word) for word in _WORD.findall(right)[:MAX_WORDS]]
    return round(100 * SequenceMatcher(None, a, b, False).ratio())


def _fold_word(word: str) -> str:
    return word.strip(".,;:!?\"'“”‘’()[]").casefold() or word
