"""Marked passages: what is kept of one, and where it stands in a text. Pure.

A passage is kept by its words, the words around it, and the hash of the body it was marked in. In
that body it stands where it stood. In any other it stands where its words and those around them
are found, if that is one place alone; a passage that is found nowhere, or twice, is lost until
the user says otherwise: it is shown and listed, and never put on a look-alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from socitm_tui.model.entities import Highlight, LineSpan

CONTEXT_WORDS = 6
"""Words that are kept from before and after a passage."""
_WORD = re.compile(r"\S+")
_TYPOGRAPHIC_VARIANTS = {"'": "['‘’]", '"': '["“”]', "-": "[-‐‑–—]"}
"""Signs that are easily typed, and what may be printed for them."""
LABEL_LENGTH = 40
"""Characters of a passage that a sentence about it shows."""


class HighlightError(ValueError):
    """Words that name no passage; the message is the beginning of a sentence for the user."""


def hash_body(body: str) -> str:
    """By which a body is known again."""
    return sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def make_highlight(body: str, start: int, end: int) -> Highlight | None:
    """The passage between two places of a body, less the space at its ends; None of nothing."""
    start, end = max(start, 0), min(end, len(body))
    quote = body[start:end].strip()
    if not quote:
        return None
    start = body.index(quote, start)
    end = start + len(quote)
    before = [one.start() for one in _WORD.finditer(body, 0, start)][-CONTEXT_WORDS:]
    after = [one.end() for one in _WORD.finditer(body, end)][:CONTEXT_WORDS]
    return Highlight(
        quote,
        body[before[0] : start] if before else "",
        body[end : after[-1]] if after else "",
        start,
        hash_body(body),
    )


def expand_to_words(body: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of a body with the words it cuts through made whole."""
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


def find_words(body: str, words: str) -> list[LineSpan]:
    """Where some words stand in a body, whatever space parts them and however they are quoted."""
    each = (
        "".join(_TYPOGRAPHIC_VARIANTS.get(sign) or re.escape(sign) for sign in one)
        for one in words.split()
    )
    found = re.finditer(r"\s+".join(each), body, re.IGNORECASE)
    return [match.span() for match in found if match.group()]


def highlight_words(body: str, words: str) -> Highlight:
    """The passage that some words name, made whole words of.

    Raises:
        PassageError: they stand nowhere in the body, or in several places.
    """
    spans = find_words(body, words)
    found = make_highlight(body, *expand_to_words(body, *spans[0])) if len(spans) == 1 else None
    if found is None:
        if spans:
            raise HighlightError(
                f"“{words}” stands {len(spans)} times in the text: give more of it"
            )
        raise HighlightError(f"“{words}” does not stand in the text")
    return found


def locate_highlight(one: Highlight, body: str) -> LineSpan | None:
    """Where a passage begins and ends in a body, or None where that is not certain."""
    end = one.start + len(one.quote)
    if one.body == hash_body(body) and body[one.start : end] == one.quote:
        return one.start, end
    before, quote, after = (
        _space_tolerant_pattern(words) for words in (one.before, one.quote, one.after)
    )
    found = list(re.finditer(f"(?=({before})({quote}){after})", body)) if quote else []
    return found[0].span(2) if len(found) == 1 else None


def _space_tolerant_pattern(words: str) -> str:
    """The expression for some words, whatever space parts them."""
    return r"\s+".join(re.escape(one) for one in re.split(r"\s+", words))


def locate_highlights(
    highlights: Sequence[Highlight], body: str
) -> tuple[list[tuple[LineSpan, Highlight]], list[Highlight]]:
    """The passages that stand in a body, in their order there, and those that are lost."""
    places = [(locate_highlight(one, body), one) for one in highlights]
    found = [(at, one) for at, one in places if at]
    return sorted(found, key=lambda one: one[0]), [one for at, one in places if not at]


def sort_highlights(highlights: Iterable[Highlight]) -> tuple[Highlight, ...]:
    """Passages by where they stood when they were marked."""
    return tuple(sorted(highlights, key=lambda one: (one.start, one.quote, one.before)))


def add_highlight(
    highlights: Sequence[Highlight], body: str, new: Highlight
) -> tuple[Highlight, ...]:
    """The passages with one more; it takes in those it overlaps, and their notes."""
    span = locate_highlight(new, body)
    if span is None:
        return sort_highlights((*highlights, new))
    notes, kept = [], []
    for one in highlights:
        at = locate_highlight(one, body)
        if at and at[0] < span[1] and span[0] < at[1]:
            span = min(at[0], span[0]), max(at[1], span[1])
            notes.append(one.note)
        else:
            kept.append(one)
    whole = make_highlight(body, *span)
    assert whole is not None  # noqa: S101 - it holds the new one
    note = "\n\n".join(one for one in (*notes, new.note) if one)
    return sort_highlights((*kept, replace(whole, note=note)))


def add_highlight_with_note(
    highlights: Sequence[Highlight], body: str, new: Highlight, note: str
) -> tuple[Highlight, ...]:
    """As `with_passage`, and that passage has no other note than this one."""
    span = locate_highlight(new, body) or (0, 0)
    return tuple(
        replace(one, note=note)
        if (at := locate_highlight(one, body)) and at[0] <= span[0] < span[1] <= at[1]
        else one
        for one in add_highlight(highlights, body, new)
    )


def remove_highlight(highlights: Iterable[Highlight], gone: Highlight) -> tuple[Highlight, ...]:
    """The passages less one."""
    return tuple(one for one in highlights if highlight_id(one) != highlight_id(gone))


def set_highlight_note(
    highlights: Iterable[Highlight], which: Highlight, note: str
) -> tuple[Highlight, ...]:
    """The passages, one of them with another note."""
    same = highlight_id(which)
    return tuple(
        replace(one, note=note) if highlight_id(one) == same else one for one in highlights
    )


def highlight_label(one: Highlight) -> str:
    """The words of a passage in a line, by their beginning where they are many."""
    words = " ".join(one.quote.split())
    return f"“{words if len(words) <= LABEL_LENGTH else f'{words[:LABEL_LENGTH].rstrip()}…'}”"


def describe_highlight(one: Highlight) -> str:
    """A passage in a sentence: its words, and its note."""
    return highlight_label(one) + (f", noted “{' '.join(one.note.split())}”" if one.note else "")


# ------------------------------------------------------------------ as parts of a notebook
def highlight_id(one: Highlight) -> str:
    """By which a passage is known, whatever its note: the same on every computer."""
    words = f"{one.quote}\0{one.before}\0{one.after}\0{one.start}"
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def encode_highlight(one: Highlight) -> str:
    """A passage as one value; `from_text` reads it back."""
    return json.dumps([one.quote, one.before, one.after, one.start, one.body, one.note])


def decode_highlight(text: str) -> Highlight:
    """The passage that a value holds."""
    return Highlight(*json.loads(text))
