"""The headline of a short article, and the heading of a list: what the first line of a page is.

On a page of few lines the chain model has little to go by. What follows needs no weighing: a first
line that stands right above the date of the only item is its headline, unless it is boilerplate;
and one word above the first of several items that have no headline is the heading of them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from socitm_tui.parsing.pages.boilerplate import boilerplate_kind
from socitm_tui.parsing.pages.item_runs import TITLES, join_runs
from socitm_tui.parsing.pages.pieces import Piece

_LONGEST: Final = 14  # words of a headline


def settle_first_line(labels: Sequence[str], pieces: Sequence[Piece]) -> list[str]:
    """Return the labels of a page's pieces with those of its first lines put right."""
    out = _without_page_head(labels, pieces)
    if len(out) < 3:
        return out
    if out[:2] == ["T0", "D0"] and _may_be_heading(pieces[0].text):
        runs = join_runs(out, pieces)
        if len(runs) > 1 and not any(run.with_label(TITLES) for run in runs[1:]):
            out[0] = "O"
    elif out[0] == "O" and out[1] in ("D0", "G") and out[2] == "B" and _may_head(pieces):
        runs = join_runs(out, pieces)
        if len(runs) == 1 and not runs[0].with_label(TITLES) and "G" not in out[2:]:
            out[:2] = ["T0", "D0"]
    return out


def _without_page_head(labels: Sequence[str], pieces: Sequence[Piece]) -> list[str]:
    """Return labels where the name of the site or list is no part of the first of its items.

    That is what stands above the date with which the first item begins, if all others begin so.
    """
    out = list(labels)
    dated = next((k for k, label in enumerate(out) if label not in ("T0", "M0")), 0)
    if not 0 < dated < len(out) - 1 or out[dated] != "D0":
        return out
    runs = join_runs(out, pieces)
    if len(runs) < 2 or runs[0].parts[0][0] != 0:
        return out
    if any(run.group is None and run.parts[0][1] != "D0" for run in runs[1:]):
        return out
    if any(k > dated for k in runs[0].with_label(TITLES)) and all(
        run.with_label(TITLES) for run in runs[1:]
    ):
        out[:dated] = ["O"] * dated
    return out


def _may_head(pieces: Sequence[Piece]) -> bool:
    """Say whether the first line of a page can be a headline of the date and text below it."""
    first, below = pieces[0], pieces[1]
    is_alone = first.kind == "text" and first.line != below.line and below.date is not None
    words = len(first.text.split())
    return (
        is_alone
        and 2 <= words <= _LONGEST
        and not first.text.endswith((".", ":", "|"))
        and boilerplate_kind(first.text) is None
    )


def _may_be_heading(text: str) -> bool:
    """Say whether a line is boilerplate, or a single word such as “News”."""
    return len(text.split()) == 1 or boilerplate_kind(text) is not None
