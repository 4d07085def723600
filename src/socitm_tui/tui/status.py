"""The words at the top and the bottom of the screen. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from socitm_tui import query as q
from socitm_tui.present import (
    counted,
    filter_sentence,
    month_label,
    nothing_sentence,
    part_name,
    shown_heading,
    years_covered,
)

if TYPE_CHECKING:
    from socitm_tui.index import Index, Order
    from socitm_tui.model import Item

Part = tuple[str, str]
HINTS: Mapping[str, tuple[str, ...]] = {
    "filter": ("space tick", "- exclude", "c clear", "F query", "q back", "? help"),
    "timeline": ("S sort", "d date", "y cite", "f filter", "b bookmark", "? help"),
    "text": ("space on", "J next", "i evidence", "b bookmark", "q back", "? help"),
    "query": ("↑ before", "tab complete", "enter keep", "esc clear"),
    "bar": ("enter keep", "esc clear"),
}
WAYS = 8
"""Completions that are told at once."""
CHOOSING: tuple[Part, ...] = (
    ("hjkl move", "lit"),
    (" · space starts · s sentence · enter marks · a notes · esc back", "quiet"),
)
"""What is said while words are chosen for a highlight."""
NUMBERED = 9  # the digits there are to press
ORDERS: Mapping[Order, str] = {
    "newest": "newest first",
    "oldest": "oldest first",
    "best": "best match first",
    "heading": "by heading",
}


def top(index: Index | None) -> list[Part]:
    """The program and what it holds: `socitm-tui   226 items · 2001–2025`."""
    name: Part = ("socitm-tui", "strong")
    if index is None:
        return [name]
    held = (counted(len(index), "item"), years_covered(*index.years))
    return [name, ("   " + " · ".join(one for one in held if one), "quiet")]


def crumb(item: Item | None, pane: str) -> list[Part]:
    """Where one is when only one pane is shown: `2012 › March › Council websites`."""
    if pane == "filter":
        return [("Filter", "strong")]
    if item is None:
        return [("Nothing to read", "strong")]
    steps = [item.year or "Undated"]
    if item.date and len(item.date) > 4:
        steps.append(month_label(item.date[:7]))
    return [(" › ".join(steps) + " › ", "quiet"), (shown_heading(item), "strong")]


def counts(
    shown: int,
    index: Index,
    query: q.And,
    bookmarked: int,
    *,
    picked: int = 0,
    order: Order = "newest",
) -> list[list[Part]]:
    """What is shown of how much, by which filter, in which order; shorter forms follow."""
    number: Part = (f"{shown:,} of {len(index):,}", "strong")
    if picked:
        number = (f"{picked:,} selected, {number[0]}", "strong")
    asked = filter_sentence(query, index.topic_labels) or "no filter"
    marked = f"{bookmarked:,} bookmarked"
    told = [marked] if bookmarked else []
    forms = (
        [asked, ORDERS[order], marked],
        [asked, *told] if order == "newest" else [asked, ORDERS[order]],
        [asked] if order == "newest" else [ORDERS[order], asked],
    )
    return [[number, ("".join(f" · {one}" for one in form), "quiet")] for form in forms]


def order_named(name: str) -> Order:
    """An order by its name; newest first for a name that is none."""
    return next((one for one in ORDERS if one == name), "newest")


def hints(place: str) -> list[Part]:
    """The keys worth naming in a pane, the most important last."""
    return [(hint, "quiet") for hint in HINTS[place]]


def ways(texts: Sequence[str]) -> Part:
    """What a query may become by Tab: `Tab: websites, cloud, open-data …`."""
    ends = [q.last_word(text).partition(":") for text in texts[:WAYS]]
    words = ", ".join(value or f"{name}{colon}" for name, colon, value in ends)
    return f"Tab: {words}{' …' if len(texts) > WAYS else ''}", "quiet"


def nothing(index: Index, query: q.And) -> list[tuple[str, str, str]]:
    """Why nothing is shown, as rows of what to drop, what that gives, and the key for it."""
    labels = index.topic_labels
    if len(query.parts) < 2:
        return [("Without it", counted(len(index), "item"), "press c")]
    rows = []
    for number, part in enumerate(query.parts[:NUMBERED]):
        left = dropped(query, number)
        name, gives = part_name(part, labels), counted(index.count(left), "item")
        rows.append((f"Without “{name}”", gives, f"press {number + 1}"))
    both = "either" if len(query.parts) == 2 else "any of them"
    return [*rows, (f"Without {both}", counted(len(index), "item"), "press c")]


def dropped(query: q.And, number: int) -> q.And:
    """The query less one of its parts."""
    return q.And(query.parts[:number] + query.parts[number + 1 :])


def nothing_words(index: Index, query: q.And, width: int) -> Sequence[tuple[str, str]]:
    """The lines to show in place of a timeline when nothing matches, each with its kind."""
    from socitm_tui.tui.cells import cell_len, fit_padded, wrap  # noqa: PLC0415

    sentence = nothing_sentence(query, index.topic_labels)
    lines = [("", "heading")]
    lines += [(sentence[start:end], "heading") for start, end in wrap(sentence, width)]
    lines.append(("", "heading"))
    rows = nothing(index, query)
    number = max(len(row[1]) for row in rows)
    name = max(cell_len(row[0]) for row in rows)
    for what, gives, press in rows:
        if name + number + 13 <= width:
            lines.append((f"{fit_padded(what, name)}   {gives:>{number}}   {press}", "quiet"))
        else:
            room = width - number - 4
            key, less = press.removeprefix("press "), what.replace("Without", "without", 1)
            lines.append((f"{key}  {fit_padded(less, room)}  {gives:>{number}}", "quiet"))
    return lines
