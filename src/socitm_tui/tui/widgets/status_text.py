"""The words at the top and the bottom of the screen. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from socitm_tui.model.labels import count_label, heading_label, month_label, years_label
from socitm_tui.search.query import AllOf, last_query_word
from socitm_tui.search.query_labels import filter_sentence, no_match_sentence, query_part_name
from socitm_tui.tui.keys import KEYS, Key, fill_hint, hint_key
from socitm_tui.tui.widgets.cells import cell_len, fit_padded, wrap
from socitm_tui.tui.widgets.timeline_rows import Piece

if TYPE_CHECKING:
    from socitm_tui.model.entities import Item
    from socitm_tui.search.index import Index, Order

HINTS: Mapping[str, tuple[str, ...]] = {
    "filter": (
        "{tick} tick", "{exclude} exclude", "{clear} clear", "{query} query", "{back} back",
        "{help} help",
    ),
    "timeline": (
        "{sort} sort", "{go-to-date} date", "{cite} cite", "{filter} filter",
        "{bookmark} bookmark", "{help} help",
    ),
    "text": (
        "{read-on} on", "{next-item} next", "{evidence} evidence", "{bookmark} bookmark",
        "{back} back", "{help} help",
    ),
    "query": ("↑ before", "tab complete", "enter keep", "{close} clear"),
    "find": ("enter keep", "{close} clear"),
    "bar": ("enter done", "{close} back"),
}  # fmt: skip
"""An action in braces stands for its key."""
PROMPT_HINTS: Mapping[str, str] = {
    "search": "query",
    "query": "query",
    "find": "find",
    "name": "find",
}
"""What is asked for in the bar -> its hints, where those are not the usual ones."""
SHOWN_COMPLETIONS = 8
"""Completions that are told at once."""
SELECTION_HINTS = (
    "{start-here} starts", "{sentence} sentence", "{mark-passage} marks", "{note-passage} notes",
    "{leave-passage} back",
)  # fmt: skip
"""What is said while words are chosen for a highlight, after the keys that move."""
DIGIT_KEYS = 9  # the digits there are to press
ORDER_NAMES: Mapping[Order, str] = {
    "newest": "newest first",
    "oldest": "oldest first",
    "best": "best match first",
    "heading": "by heading",
}


def archive_summary(index: Index | None) -> list[Piece]:
    """The program and what it holds: `socitm-tui   226 items · 2001–2025`."""
    name: Piece = ("socitm-tui", "strong")
    if index is None:
        return [name]
    held = (count_label(len(index), "item"), years_label(*index.years))
    return [name, ("   " + " · ".join(one for one in held if one), "quiet")]


def breadcrumb(item: Item | None, pane: str) -> list[Piece]:
    """Where one is when only one pane is shown: `2012 › March › Council websites`."""
    if pane == "filter":
        return [("Filter", "strong")]
    if item is None:
        return [("Nothing to read", "strong")]
    steps = [item.year or "Undated"]
    if item.date and len(item.date) > 4:
        steps.append(month_label(item.date[:7]))
    return [(" › ".join(steps) + " › ", "quiet"), (heading_label(item), "strong")]


def selection_summary(
    shown: int,
    index: Index,
    query: AllOf,
    bookmarked: int,
    *,
    picked: int = 0,
    order: Order = "newest",
) -> list[list[Piece]]:
    """What is shown of how much, by which filter, in which order; shorter forms follow."""
    number: Piece = (f"{shown:,} of {len(index):,}", "strong")
    if picked:
        number = (f"{picked:,} selected, {number[0]}", "strong")
    asked = filter_sentence(query, index.topic_labels) or "no filter"
    marked = f"{bookmarked:,} bookmarked"
    fill_hint = [marked] if bookmarked else []
    forms = (
        [asked, ORDER_NAMES[order], marked],
        [asked, *fill_hint] if order == "newest" else [asked, ORDER_NAMES[order]],
        [asked] if order == "newest" else [ORDER_NAMES[order], asked],
    )
    return [[number, ("".join(f" · {one}" for one in form), "quiet")] for form in forms]


def parse_order(name: str) -> Order:
    """An order by its name; newest first for a name that is none."""
    return next((one for one in ORDER_NAMES if one == name), "newest")


def pane_hints(place: str, table: Sequence[Key] = KEYS) -> list[Piece]:
    """The keys worth naming in a pane, the most important last."""
    named = (fill_hint(hint, table) for hint in HINTS[place])
    return [(hint, "quiet") for hint in named if not hint.startswith("“")]  # no key, only a name


def selection_hints(table: Sequence[Key] = KEYS) -> list[Piece]:
    """What is said while words are chosen: `hjkl move · space starts · s sentence …`."""
    moving = [hint_key(one, table) for one in ("previous-word", "down", "up", "next-word")]
    between = "" if all(len(one) == 1 for one in moving) else " "
    more = "".join(f" · {fill_hint(hint, table)}" for hint in SELECTION_HINTS)
    return [(f"{between.join(moving)} move", "lit"), (more, "quiet")]


def completion_hint(texts: Sequence[str]) -> Piece:
    """What a query may become by Tab: `Tab: websites, cloud, open-data …`."""
    ends = [last_query_word(text).partition(":") for text in texts[:SHOWN_COMPLETIONS]]
    words = ", ".join(value or f"{name}{colon}" for name, colon, value in ends)
    return f"Tab: {words}{' …' if len(texts) > SHOWN_COMPLETIONS else ''}", "quiet"


def no_match_rows(
    index: Index, query: AllOf, table: Sequence[Key] = KEYS
) -> list[tuple[str, str, str]]:
    """Why nothing is shown, as rows of what to drop, what that gives, and the key for it."""
    labels, clear = index.topic_labels, f"press {hint_key('clear', table)}"
    if len(query.parts) < 2:
        return [("Without it", count_label(len(index), "item"), clear)]
    rows = []
    for number, part in enumerate(query.parts[:DIGIT_KEYS]):
        left = without_part(query, number)
        name, gives = query_part_name(part, labels), count_label(index.count(left), "item")
        rows.append((f"Without “{name}”", gives, f"press {number + 1}"))
    both = "either" if len(query.parts) == 2 else "any of them"
    return [*rows, (f"Without {both}", count_label(len(index), "item"), clear)]


def without_part(query: AllOf, number: int) -> AllOf:
    """The query less one of its parts."""
    return AllOf(query.parts[:number] + query.parts[number + 1 :])


def no_match_lines(
    index: Index, query: AllOf, width: int, table: Sequence[Key] = KEYS
) -> Sequence[tuple[str, str]]:
    """The lines to show in place of a timeline when nothing matches, each with its kind."""
    sentence = no_match_sentence(query, index.topic_labels)
    lines = [("", "heading")]
    lines += [(sentence[start:end], "heading") for start, end in wrap(sentence, width)]
    lines.append(("", "heading"))
    rows = no_match_rows(index, query, table)
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
