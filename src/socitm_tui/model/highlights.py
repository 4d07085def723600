"""Highlights: what is stored of one, and where it is in the body of an item.

A highlight is stored as its words, the words around it, and the hash of the body in which it was
made (`Highlight.body`). In that body it is at its stored position. In any other body it is where
its words and the words around them occur, if they occur exactly once. A highlight that occurs
nowhere or twice is lost: it is still shown and listed, but never placed on other words. Positions
are counted in characters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Final

from socitm_tui.model.entities import Highlight

CONTEXT_WORDS: Final = 6
"""Words that are stored from before and from after a highlight."""
LABEL_LENGTH: Final = 40
"""Characters of a highlight that are shown in a sentence about it."""
_WORD: Final = re.compile(r"\S+")
_TYPOGRAPHIC_VARIANTS: Final = {"'": "['‘’]", '"': '["“”]', "-": "[-‐‑–—]"}
"""Characters on a keyboard, and a pattern for what may be printed in their place."""

TextSpan = tuple[int, int]
"""First character of a part of a text, and the character after its last one."""


class HighlightError(ValueError):
    """Words that occur nowhere or several times; the message is the first clause of a sentence."""


def hash_body(body: str) -> str:
    """The hash by which a body is recognised: 16 hexadecimal digits of its SHA-256."""
    return sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def make_highlight(body: str, start: int, end: int) -> Highlight | None:
    """The highlight of a part of a body, without white space at its ends; None if it is empty."""
    start, end = max(start, 0), min(end, len(body))
    quote = body[start:end].strip()
    if not quote:
        return None
    start = body.index(quote, start)
    end = start + len(quote)
    word_starts = [word.start() for word in _WORD.finditer(body, 0, start)][-CONTEXT_WORDS:]
    word_ends = [word.end() for word in _WORD.finditer(body, end)][:CONTEXT_WORDS]
    return Highlight(
        quote,
        body[word_starts[0] : start] if word_starts else "",
        body[end : word_ends[-1]] if word_ends else "",
        start,
        hash_body(body),
    )


def expand_to_words(body: str, start: int, end: int) -> TextSpan:
    """A part of a body, extended so that it cuts no word and does not begin or end with space."""
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    if start == end:
        return start, end
    while start > 0 and not body[start - 1].isspace():
        start -= 1
    while end < len(body) and not body[end].isspace():
        end += 1
    return start, end


def find_words(body: str, words: str) -> list[TextSpan]:
    """Every place of words in a body; case, white space and the form of quotes do not matter."""
    patterns = (
        "".join(_TYPOGRAPHIC_VARIANTS.get(char) or re.escape(char) for char in word)
        for word in words.split()
    )
    matches = re.finditer(r"\s+".join(patterns), body, re.IGNORECASE)
    return [match.span() for match in matches if match.group()]


def highlight_words(body: str, words: str) -> Highlight:
    """The highlight of the only place where the given words occur, extended to whole words.

    Raises:
        HighlightError: they occur nowhere in the body, or several times.
    """
    spans = find_words(body, words)
    if len(spans) > 1:
        raise HighlightError(f"“{words}” is in the text {len(spans)} times: give more of it")
    highlight = make_highlight(body, *expand_to_words(body, *spans[0])) if spans else None
    if highlight is None:
        raise HighlightError(f"“{words}” is not in the text")
    return highlight


def locate_highlight(highlight: Highlight, body: str) -> TextSpan | None:
    """Where a highlight is in a body, or None if that is not certain."""
    start, end = highlight.start, highlight.start + len(highlight.quote)
    if highlight.body == hash_body(body) and body[start:end] == highlight.quote:
        return start, end
    if not highlight.quote:
        return None
    before, quote, after = (
        _space_tolerant_pattern(words)
        for words in (highlight.before, highlight.quote, highlight.after)
    )
    # a lookahead, because two occurrences may share the words between them
    matches = list(re.finditer(f"(?=({before})({quote}){after})", body))
    return matches[0].span(2) if len(matches) == 1 else None


def _space_tolerant_pattern(words: str) -> str:
    """A regular expression for words with any white space between them."""
    return r"\s+".join(re.escape(word) for word in re.split(r"\s+", words))


def locate_highlights(
    highlights: Sequence[Highlight], body: str
) -> tuple[list[tuple[TextSpan, Highlight]], list[Highlight]]:
    """The highlights that are in a body, in their order there, and those that are lost."""
    spans = [(locate_highlight(highlight, body), highlight) for highlight in highlights]
    located = [(span, highlight) for span, highlight in spans if span]
    lost = [highlight for span, highlight in spans if not span]
    return sorted(located, key=lambda pair: pair[0]), lost


def sort_highlights(highlights: Iterable[Highlight]) -> tuple[Highlight, ...]:
    """Highlights in the order of the positions at which they were made."""

    def position(highlight: Highlight) -> tuple[int, str, str]:
        return highlight.start, highlight.quote, highlight.before

    return tuple(sorted(highlights, key=position))


def add_highlight(
    highlights: Sequence[Highlight], body: str, new: Highlight
) -> tuple[Highlight, ...]:
    """The highlights with a new one, which absorbs those that it overlaps, and their notes.

    If the new one is not in the body, it is added as it is.
    """
    span = locate_highlight(new, body)
    if span is None:
        return sort_highlights((*highlights, new))
    notes, others = [], []
    for highlight in highlights:
        known = locate_highlight(highlight, body)
        if known and known[0] < span[1] and span[0] < known[1]:
            span = min(known[0], span[0]), max(known[1], span[1])
            notes.append(highlight.note)
        else:
            others.append(highlight)
    whole = make_highlight(body, *span)
    assert whole is not None  # noqa: S101 - it contains the new one
    note = "\n\n".join(note for note in (*notes, new.note) if note)
    return sort_highlights((*others, replace(whole, note=note)))


def add_highlight_with_note(
    highlights: Sequence[Highlight], body: str, new: Highlight, note: str
) -> tuple[Highlight, ...]:
    """As `add_highlight`; the note replaces the notes that the new highlight would have.

    If the new one is not in the body, the note is not stored.
    """
    span = locate_highlight(new, body) or (0, 0)
    return tuple(
        replace(highlight, note=note)
        if (known := locate_highlight(highlight, body))
        and known[0] <= span[0] < span[1] <= known[1]
        else highlight
        for highlight in add_highlight(highlights, body, new)
    )


def remove_highlight(highlights: Iterable[Highlight], removed: Highlight) -> tuple[Highlight, ...]:
    """The highlights without one of them."""
    removed_id = highlight_id(removed)
    return tuple(each for each in highlights if highlight_id(each) != removed_id)


def set_highlight_note(
    highlights: Iterable[Highlight], noted: Highlight, note: str
) -> tuple[Highlight, ...]:
    """The highlights, one of them with another note."""
    noted_id = highlight_id(noted)
    return tuple(
        replace(each, note=note) if highlight_id(each) == noted_id else each for each in highlights
    )


def highlight_label(highlight: Highlight) -> str:
    """The words of a highlight on one line, in quotation marks, shortened if they are many."""
    words = " ".join(highlight.quote.split())
    shown = words if len(words) <= LABEL_LENGTH else f"{words[:LABEL_LENGTH].rstrip()}…"
    return f"“{shown}”"


def describe_highlight(highlight: Highlight) -> str:
    """A highlight as a part of a sentence: its words, and its note if it has one."""
    note = " ".join(highlight.note.split())
    return highlight_label(highlight) + (f", noted “{note}”" if highlight.note else "")


# ------------------------------------------------------------------ for `model.merge`
def highlight_id(highlight: Highlight) -> str:
    """The identity of a highlight: two notebooks have the same for it, even if its notes differ."""
    words = f"{highlight.quote}\0{highlight.before}\0{highlight.after}\0{highlight.start}"
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def encode_highlight(highlight: Highlight) -> str:
    """A highlight as a string, as a merge needs the value of each part of an annotation."""
    return json.dumps(
        [
            highlight.quote,
            highlight.before,
            highlight.after,
            highlight.start,
            highlight.body,
            highlight.note,
        ]
    )


def decode_highlight(text: str) -> Highlight:
    """The highlight in a string of `encode_highlight`."""
    return Highlight(*json.loads(text))
