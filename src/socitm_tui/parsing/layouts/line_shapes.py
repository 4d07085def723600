"""How much a line looks like running prose, like a headline, like a drawn rule, like code."""

from __future__ import annotations

import re
from typing import Final

from socitm_tui.model.text import ends_sentence, ends_with_ellipsis, has_inner_stop

SMALL_WORDS: Final = frozenset({
    "the", "a", "an", "is", "are", "was", "were", "has", "have", "had", "that", "this", "it",
    "they", "he", "she", "we", "which", "who", "will", "would", "been", "be", "its", "their",
    "there", "but", "not", "said", "says", "can", "could", "should", "may", "as",
})  # fmt: skip
"""Words that sentences are held together by, and headlines leave out."""


def prose(text: str) -> float:
    """Return how much a text looks like running prose, from 0 to 1."""
    words = text[:1200].split()
    n = len(words)
    if n >= 25:
        return 1.0
    ends, inner = ends_sentence(text), has_inner_stop(text)
    if n >= 8 and (inner or text.rstrip("”’\"') ")[-1:] in (".", "…") or ends_with_ellipsis(text)):
        return 1.0
    small = sum(1 for w in words if w.lower() in SMALL_WORDS)
    lift = 0.25 if n >= 8 and small / n >= 0.2 else 0.0
    if ends:
        stop = text.rstrip("”’\"') ")[-1:] in (".", "…")
        base = (0.75 if n >= 5 else 0.3) if stop else (0.6 if n >= 12 else 0.3)
        return min(1.0, base + lift + (0.2 if inner else 0.0))
    if text.endswith((":", ";", ",")):
        return 0.4
    return min(1.0, (0.85 if n >= 20 else 0.55 if n >= 15 else 0.3 if n >= 10 else 0.1) + lift)


def headline(text: str) -> float:
    """Return how much a text looks like a headline, from 0 to 1."""
    words = text[:1200].split()
    n = len(words)
    if n > 32 or not any(c.isalpha() for c in text):
        return 0.0
    score = 0.7 if n < 2 else 1.0 if n <= 17 else 0.8 if n <= 22 else 0.45
    last = text.rstrip("”’\"') ")[-1:]
    if ends_with_ellipsis(text):
        score -= 0.1 if n <= 8 else 0.45
    elif last == "." and not re.search(r"\b[A-Z]\.$", text):
        score -= 0.25 if n <= 8 else 0.45
    elif last in ":;,":
        score -= 0.35
    if has_inner_stop(text):
        score -= 0.3
    if text[:1].islower():
        score -= 0.4
    return max(0.0, score)


def is_code(text: str) -> bool:
    """Say whether a line has hardly more letters than signs."""
    text = text[:200]
    if sum(1 for c in text if c in "(){}<>=;|\\") >= 4 and "http" not in text:
        return True
    return sum(1 for c in text if c.isalpha()) < 0.6 * len(text.replace(" ", ""))


def is_rule(text: str) -> bool:
    """Say whether a line is drawn rather than written."""
    return len(text) >= 3 and not text.replace(" ", "").strip("-=_*+~#.–—·•")


_DETAIL: Final = re.compile(
    r"(?:when|where|who|what|time|date|venue|location|place|cost|price|duration|speakers?)\s*:\s*\S.*",
    re.I,
)


def is_detail(text: str) -> bool:
    """Say whether a short line gives a particular of what a text announces: "Where: Guildhall"."""
    return len(text) <= 120 and _DETAIL.fullmatch(text) is not None
