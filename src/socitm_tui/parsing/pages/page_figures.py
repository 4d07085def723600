"""Figures of a page as a whole: how much prose, how many dates, how alike its texts are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from socitm_tui.parsing.pages.look import Look, bucket

NEARBY: Final = 12  # pieces; words shared with a text further off say nothing
_QUARTERS: Final = (0, 0.3, 0.6, 0.9)


def shared_words(looks: Sequence[Look]) -> list[tuple[float, float]]:
    """Return how many words each piece shares with the text above and with the one below.

    A word counts the less the more pieces have it; words of a third of the page do not count.
    -1 means that there is no text nearby.
    """
    seen = Counter(word for look in looks for word in look.content)
    often = max(3, len(looks) * 0.3)
    weights = {word: float(times**-0.5) for word, times in seen.items() if times <= often}
    is_text = [look.family in "pst" and look.words >= 8 for look in looks]
    count = len(looks)
    above = _nearest(is_text, range(count))
    below = _nearest(is_text, range(count - 1, -1, -1))

    def overlap(i: int, j: int) -> float:
        if j < 0 or abs(i - j) > NEARBY:
            return -1.0
        common = looks[i].content & looks[j].content
        return sum(sorted(weights[word] for word in common if word in weights))

    return [(overlap(i, above[i]), overlap(i, below[i])) for i in range(count)]


def shared_names(looks: Sequence[Look]) -> list[int]:
    """Return how many names each piece shares with the last two texts above; -1 if none is near."""
    out = []
    recent: list[tuple[int, frozenset[str]]] = []
    for i, look in enumerate(looks):
        near = [names for at, names in recent if i - at <= NEARBY]
        out.append(len(look.names & frozenset().union(*near)) if near else -1)
        if look.family in "pst" and look.words >= 8:
            recent = [*recent[-1:], (i, look.names)]
    return out


def _nearest(flags: Sequence[bool], order: range) -> list[int]:
    """Return for each index the last flagged one that was passed in an order, or -1."""
    out = [-1] * len(flags)
    at = -1
    for i in order:
        out[i] = at
        if flags[i]:
            at = i
    return out


def page_features(
    looks: Sequence[Look],
    families: Sequence[str],
    overlaps: Sequence[tuple[float, float]],
    styles: Counter[str],
) -> list[str]:
    """Return what holds for the page as a whole, as features."""
    words = sum(look.words for look in looks) or 1
    prose = sum(look.words for look in looks if look.family == "p")
    most = max(styles.values(), default=0)
    return [
        f"P:prose{bucket(families.count('p'), (0, 1, 3, 6, 12, 25))}",
        f"P:dates{bucket(sum(styles.values()), (0, 1, 2, 4, 8, 16))}",
        f"P:share{int(4 * prose / words)}",
        f"P:form{bucket(most, (0, 1, 2, 4, 8))}",
        f"P:n{bucket(len(looks), (6, 15, 40, 100, 250))}",
        f"P:nn{bucket(sum(1 for look in looks if 'notnews' in look.own), (0, 1, 2, 4))}",
        f"P:run{int(4 * _longest_run(looks) / words)}",
        *_text_features(looks, families, overlaps),
    ]


def _longest_run(looks: Sequence[Look]) -> int:
    """Return the words of the longest stretch of text without a headline or a date in it."""
    run = best = 0
    for look in looks:
        if look.family in "ps":
            run += look.words
        elif look.family in "hd":
            run = 0
        best = max(best, run)
    return best


def _text_features(
    looks: Sequence[Look], families: Sequence[str], overlaps: Sequence[tuple[float, float]]
) -> list[str]:
    """Return what the texts of the page have in common."""
    last = len(looks) - 1
    at = [i for i, family in enumerate(families) if family == "p"]
    count = len(at)
    if count < 2:
        return []
    lengths = [looks[i].words for i in at]
    mean = sum(lengths) / count
    spread = (sum((x - mean) ** 2 for x in lengths) / count) ** 0.5 / mean
    dots = sum(1 for i in at if "enddots" in looks[i].own) / count
    above = Counter(families[i - 1] if i else "^" for i in at)
    below = Counter(families[i + 1] if i < last else "$" for i in at)
    bonds = [overlaps[i][0] for i in at[1:]]
    return [
        f"P:spread{bucket(spread, (0.2, 0.4, 0.6, 0.9))}",
        f"P:dots{bucket(dots, (0, 0.2, 0.5, 0.8))}",
        f"P:mean{bucket(mean, (20, 30, 45, 70, 110))}",
        f"P:h{bucket(above['h'] / count, _QUARTERS)}",
        f"P:d{bucket((above['d'] + above['l']) / count, _QUARTERS)}",
        f"P:dd{bucket(below['d'] / count, _QUARTERS)}",
        f"P:pp{bucket(above['p'] / count, _QUARTERS)}",
        f"P:m{bucket(below['m'] / count, _QUARTERS)}",
        f"P:coh{bucket(sum(bonds) / len(bonds), (0, 0.15, 0.3, 0.6, 1.0))}",
    ]
