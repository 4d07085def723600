"""An issue that lists its contents: numbered lines that come again below as headlines.

No weighing is needed where a numbered issue announces "1. The bus" and has a line "1. THE BUS"
further down: such lines are the headlines of its items. Articles with sections have
no issue number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from socitm_tui.parsing.pages.item_runs import BODY, TITLES
from socitm_tui.parsing.pages.pieces import Piece

_ISSUE: Final = re.compile(r"\b(?:issue|edition|bulletin|newsletter|number|no|vol(?:ume)?)\b", re.I)
_INSIDE: Final = BODY | {"X"}
_FEWEST: Final = 2  # items announced


def follow_contents(labels: Sequence[str], pieces: Sequence[Piece]) -> list[str]:
    """Return the labels of a page's pieces, with its items as its list of contents has them."""
    announced = _announced(pieces)
    out = list(labels)
    if len(announced) < _FEWEST:
        return out
    starts = [below for _, below in announced]
    ends = [*starts[1:], len(out)]
    head = range(announced[0][0])
    if starts != sorted(starts) or not any(_ISSUE.search(pieces[k].text) for k in head):
        return out
    spans = list(zip(starts, ends, strict=True))
    if any(start + 1 >= end or pieces[start + 1].date for start, end in spans):
        return out  # a headline without a text
    if any(label in BODY for label in out[: starts[0]]):
        return out  # a text that nothing announces is not given up
    dated = [k for k in head if pieces[k].date]
    out[: starts[0]] = ["O"] * starts[0]
    if dated:
        out[dated[-1]] = "G"
    for start, end in spans:
        out[start], out[start + 1] = "T0", "B"
        for k in range(start + 2, end):
            goes_on = out[k - 1] in _INSIDE and labels[k] in BODY | TITLES | _INSIDE
            out[k] = ("X" if labels[k] == "X" else "I") if goes_on else "O"
        for k in range(end - 1, start + 1, -1):
            if out[k] in BODY:
                break
            out[k] = "O"
    return out


def _announced(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Return where numbered lines that are adjacent stand, and where each comes again below."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for k, piece in enumerate(pieces):
        if piece.number:
            places[_key(piece)].append(k)
    entries: list[tuple[int, int]] = []
    for k, piece in enumerate(pieces):
        if entries and k != entries[-1][0] + 1:
            break
        same = places[_key(piece)] if piece.number else []
        if len(same) == bisect_right(same, k) + 1:
            entries.append((k, same[-1]))
        elif entries:
            break
    return entries


def _key(piece: Piece) -> tuple[str, str]:
    """Return the number and the words of a line, without case and punctuation."""
    return piece.number.strip("(.:) ").lstrip("0"), " ".join(re.findall(r"\w+", piece.text.lower()))
