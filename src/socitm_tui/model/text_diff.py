"""A comparison of two texts, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final

from socitm_tui.model.highlights import TextSpan

MAX_WORDS: Final = 4000
"""Words of each text that are compared; the time for a comparison grows with their square."""
_WORD: Final = re.compile(r"\S+")


def changed_words(left: str, right: str) -> tuple[list[TextSpan], list[TextSpan]]:
    """The places of the words that only the left text has, and of those only the right one has."""
    left_words = list(_WORD.finditer(left))[:MAX_WORDS]
    right_words = list(_WORD.finditer(right))[:MAX_WORDS]
    matcher = SequenceMatcher(
        None,
        [_fold_word(word[0]) for word in left_words],
        [_fold_word(word[0]) for word in right_words],
        autojunk=False,
    )
    only_left: list[TextSpan] = []
    only_right: list[TextSpan] = []
    for tag, left_start, left_end, right_start, right_end in matcher.get_opcodes():
        if tag != "equal":
            only_left += [word.span() for word in left_words[left_start:left_end]]
            only_right += [word.span() for word in right_words[right_start:right_end]]
    return only_left, only_right


def similarity_percent(left: str, right: str) -> int:
    """How many of a hundred words two texts share, in the same order."""
    left_words = [_fold_word(word) for word in _WORD.findall(left)[:MAX_WORDS]]
    right_words = [_fold_word(word) for word in _WORD.findall(right)[:MAX_WORDS]]
    return round(100 * SequenceMatcher(None, left_words, right_words, autojunk=False).ratio())


def _fold_word(word: str) -> str:
    """The word without case and the punctuation around it; a word of punctuation stays."""
    return word.strip(".,;:!?\"'“”‘’()[]").casefold() or word
