"""A comparison of two texts, by runs of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from socitm_tui.model.highlights import TextSpan

MAX_WORDS: Final = 4000
"""Words of each text that are compared; the time for a comparison grows with their square."""
MIN_RUN_WORDS: Final = 3
"""Equal words in a row from which on they are shared, and not so by chance."""
MIN_SHARED_PERCENT: Final = 50
"""Share of words from which on what differs is marked, and not what is shared."""
_WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class TextComparison:
    """What two texts share, and the places to mark in them."""

    shared_percent: int
    """How many of a hundred words of the shorter text the other one has in shared runs."""
    left: Sequence[TextSpan]
    right: Sequence[TextSpan]

    @property
    def marks_shared(self) -> bool:
        """True if the marks are on what is shared, because that is less than the rest."""
        return self.shared_percent < MIN_SHARED_PERCENT


def compare_texts(left: str, right: str) -> TextComparison:
    """Compare two texts by runs of words.

    A few equal words between two changes are part of the change: texts about one thing have words
    such as “of the” in common by chance.
    """
    left_words = list(_WORD.finditer(left))[:MAX_WORDS]
    right_words = list(_WORD.finditer(right))[:MAX_WORDS]
    matcher = SequenceMatcher(
        None,
        [_fold_word(word[0]) for word in left_words],
        [_fold_word(word[0]) for word in right_words],
        autojunk=False,
    )
    ends = {(0, 0), (len(left_words), len(right_words))}
    shared = [
        block
        for block in matcher.get_matching_blocks()
        if block.size >= MIN_RUN_WORDS
        or (block.size and {block[:2], (block.a + block.size, block.b + block.size)} & ends)
    ]
    shorter = min(len(left_words), len(right_words))
    count = sum(block.size for block in shared)
    percent = round(100 * count / shorter) if shorter else 0
    left_runs = [(block.a, block.a + block.size) for block in shared]
    right_runs = [(block.b, block.b + block.size) for block in shared]
    if percent >= MIN_SHARED_PERCENT:
        left_runs = _runs_between(left_runs, len(left_words))
        right_runs = _runs_between(right_runs, len(right_words))
    return TextComparison(percent, _places(left_runs, left_words), _places(right_runs, right_words))


def _runs_between(runs: Sequence[TextSpan], count: int) -> list[TextSpan]:
    """The runs of words outside the given runs, in a text of `count` words."""
    edges = [0, *(edge for run in runs for edge in run), count]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _places(runs: Iterable[TextSpan], words: Sequence[re.Match[str]]) -> list[TextSpan]:
    """The places of runs of words in their text, with the white space between the words."""
    return [(words[start].start(), words[end - 1].end()) for start, end in runs]


def _fold_word(word: str) -> str:
    """The word without case and the punctuation around it; a word of punctuation stays."""
    return word.strip(".,;:!?\"'“”‘’()[]").casefold() or word
