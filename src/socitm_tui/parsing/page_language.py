"""The language of a page, decided once from its function words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from socitm_tui.parsing.languages import DEFAULT_LANGUAGE, load_languages

SAMPLE_CHARACTERS: Final = 40_000
"""More text does not change the decision."""
MIN_SCORE: Final = 2.0
"""The score of two words that only one language has; a menu scores less."""
MIN_LEAD_OVER_ENGLISH: Final = 1.15
"""A language must score this many times what English does: pages in both are read in English."""

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _word_weights() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Return for each function word its languages, each with one share of the word's weight.

    A word of a single language weighs 1; "de", which seven languages have, weighs 1/7 in each.
    """
    owners: dict[str, list[str]] = {}
    for code, language in load_languages().items():
        for word in dict.fromkeys(language.function):
            owners.setdefault(word, []).append(code)
    return {word: tuple((code, 1 / len(codes)) for code in codes) for word, codes in owners.items()}


def score_languages(text: str) -> dict[str, float]:
    """Return the weighted count of function words for each language that has any in the text."""
    weights = _word_weights()
    counts = Counter(_WORD.findall(text[:SAMPLE_CHARACTERS].lower()))
    scores: dict[str, float] = {}
    for word, count in counts.items():
        for code, weight in weights.get(word, ()):
            scores[code] = scores.get(code, 0.0) + count * weight
    return scores


def page_language(text: str) -> str:
    """Return the language of a text as two letters, `en` if no other one is clear."""
    scores = score_languages(text)
    if not scores:
        return DEFAULT_LANGUAGE
    best = max(scores, key=lambda code: scores[code])
    english = scores.get(DEFAULT_LANGUAGE, 0.0)
    if scores[best] < MIN_SCORE or scores[best] < MIN_LEAD_OVER_ENGLISH * english:
        return DEFAULT_LANGUAGE
    return best
