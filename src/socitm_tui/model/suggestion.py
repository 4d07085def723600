"""The end of a sentence about an unknown word: the known word that is nearest to it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str], otherwise: str = ".") -> str:
    """The end of a sentence: `; did you mean “archive”?`, or `otherwise` if nothing is near.

    Args:
        word: The word that is not known. Its case does not matter.
        known: The words that could have been meant.
        otherwise: How the sentence ends if none of them resembles the word.
    """
    spellings = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), spellings, n=1, cutoff=0.5)
    return f"; did you mean “{spellings[near[0]]}”?" if near else otherwise
