"""Text of the top line and the status line, and what is shown if nothing matches."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from socitm_tui.model.labels import count_label, month_label, years_label
from socitm_tui.search.query import AllOf
from socitm_tui.search.query_completion import last_query_word
from socitm_tui.search.query_labels import filter_sentence, no_match_sentence, query_part_name
from socitm_tui.tui.keys import KEYS, Key, fill_hint, hint_key
from socitm_tui.tui.widgets.cells import cell_len, fit_padded, wrap
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.timeline_rows import row_heading

if TYPE_CHECKING:
    from socitm_tui.model.entities import Item
    from socitm_tui.search.index import Index, Order

HINTS: Mapping[str, tuple[str, ...]] = {
    "filter": (
        "{tick} tick", "{close} back", "{help} help", "{exclude} exclude", "{clear} clear",
        "{query} query",
    ),
    "timeline": (
        "{open} open", "{help} help", "{search} search", "{filter} filter", "{back} quit",
        "{bookmark} bookmark", "{cite} cite", "{go-to-date} date", "{sort} sort",
    ),
    "text": (
        "{read-on} on", "{close} back", "{help} help", "{next-item} next", "{bookmark} bookmark",
        "{evidence} evidence",
    ),
    "query": ("enter done", "{close} back", "tab complete", "↑ earlier searches"),
    "find": ("enter done", "{close} back"),
    "bar": ("enter done", "{close} back"),
}  # fmt: skip
"""Pane, or what is asked for in the prompt -> its hints; an action in braces is its key."""
PROMPT_HINTS: Mapping[str, str] = {
    "search": "query", "query": "query", "find": "find", "name": "find",
}  # fmt: skip
"""Purpose of a question -> its hints, if they are not those of `bar`."""
SHOWN_COMPLETIONS = 8
SELECTION_HINTS = (
    "{start-here} starts", "{sentence} sentence", "{add-highlight} highlights", "{add-note} notes",
    "{leave-words} back",
)  # fmt: skip
"""What is said while words are chosen for a highlight, after the keys that move."""
DIGIT_KEYS = 9  # the digits there are to press
MAX_PARTS_TRIED = 12
"""Parts of a query up to which dropping each, or each pair, is tried."""
ORDER_NAMES: Mapping[Order, str] = {
    "newest": "newest first",
    "oldest": "oldest first",
    "best": "best match first",
    "heading": "by heading",
}


def archive_summary(index: Index | None) -> list[Piece]:
    """The program and what the archive contains: `socitm-tui   226 items · 2001–2025`."""
    name: Piece = ("socitm-tui", "strong")
    if index is None:
        return [name]
    facts = filter(None, (count_label(len(index), "item"), years_label(*index.years)))
    return [name, ("   " + " · ".join(facts), "quiet")]


def breadcrumb(item: Item | None, pane: str) -> list[Piece]:
    """Where the user is if only one pane is shown: `2012 › March › Council websites`."""
    if pane == "filter":
        return [("Filter", "strong")]
    if item is None:
        return [("Nothing to read", "strong")]
    steps = [item.year or "Undated"]
    if item.date and len(item.date) > len("2012"):
        steps.append(month_label(item.date[:7]))
    return [(" › ".join(steps) + " › ", "quiet"), (row_heading(item), "title")]


def selection_summary(
    shown: int,
    index: Index,
    query: AllOf,
    bookmarked: int,
    *,
    picked: int = 0,
    order: Order = "newest",
) -> list[list[Piece]]:
    """How much is shown, by which filter and in which order, in forms that get shorter."""
    count: Piece = (f"{shown:,} of {len(index):,}", "strong")
    if picked:
        count = (f"{picked:,} selected, {count[0]}", "strong")
    sentence = filter_sentence(query, index.topic_labels) or "no filter"
    bookmarks, is_newest_first = f"{bookmarked:,} bookmarked", order == "newest"
    middle = [bookmarks] if bookmarked else []
    forms = (
        [sentence, ORDER_NAMES[order], bookmarks],
        [sentence, *middle] if is_newest_first else [sentence, ORDER_NAMES[order]],
        [sentence] if is_newest_first else [ORDER_NAMES[order], sentence],
    )
    return [[count, ("".join(f" · {fact}" for fact in form), "quiet")] for form in forms]


def parse_order(name: str) -> Order:
    """The order with a name; newest first if there is none."""
    return next((order for order in ORDER_NAMES if order == name), "newest")


def pane_hints(place: str, table: Sequence[Key] = KEYS) -> list[Piece]:
    """The keys worth naming in a pane or in the prompt, the most important first."""
    hints = (fill_hint(hint, table) for hint in HINTS[place])
    return [
        (hint, "quiet") for hint in hints if not hint.startswith("“")
    ]  # an action without a key


def selection_hints(table: Sequence[Key] = KEYS) -> list[Piece]:
    """The keys that select words: `hjkl move · space starts · s sentence …`."""
    keys = [hint_key(name, table) for name in ("previous-word", "down", "up", "next-word")]
    between = "" if all(len(key) == 1 for key in keys) else " "
    others = "".join(f" · {fill_hint(hint, table)}" for hint in SELECTION_HINTS)
    return [(f"{between.join(keys)} move", "emphasis"), (others, "quiet")]


def completion_hint(texts: Sequence[str]) -> Piece:
    """The completions that Tab shows next: `Tab: websites, cloud, open-data …`."""
    ends = [last_query_word(text).partition(":") for text in texts[:SHOWN_COMPLETIONS]]
    words = ", ".join(value or f"{name}{colon}" for name, colon, value in ends)
    return f"Tab: {words}{' …' if len(texts) > SHOWN_COMPLETIONS else ''}", "quiet"


# ------------------------------------------------------------------ if nothing matches
NoMatchRow = tuple[str, str, str]
"""Parts of the query to drop, the number of items without them, and the key that drops them."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """Parts of a query that matches nothing, without which it matches something."""

    parts: tuple[int, ...]
    """The numbers of the parts."""
    count: int
    """How many items the rest of the query selects."""


def ways_out(index: Index, query: AllOf) -> list[WayOut]:
    """The single parts to drop so that anything is found; if there are none, the pairs."""
    numbers = range(min(len(query.parts), MAX_PARTS_TRIED))
    for size in (1, 2):
        if size >= len(query.parts):
            break
        tried = (
            WayOut(parts, index.count(without_parts(query, parts)))
            for parts in combinations(numbers, size)
        )
        if helpful := [way for way in tried if way.count]:
            return helpful[:DIGIT_KEYS]
    return []


def no_match_rows(index: Index, query: AllOf, table: Sequence[Key] = KEYS) -> list[NoMatchRow]:
    """What the user can drop from a query that no item matches."""
    labels, clear = index.topic_labels, f"press {hint_key('clear', table)}"
    everything = count_label(len(index), "item")
    if len(query.parts) < 2:
        return [("Without it", everything, clear)]
    rows = []
    for number, way in enumerate(ways_out(index, query), 1):
        names = [f"“{query_part_name(query.parts[part], labels)}”" for part in way.parts]
        rows.append((f"Without {' and '.join(names)}", count_label(way.count, "item"), number))
    both = "either" if len(query.parts) == 2 else "any of them"
    numbered = [(what, gives, f"press {number}") for what, gives, number in rows]
    return [*numbered, (f"Without {both}", everything, clear)]


def without_parts(query: AllOf, numbers: Collection[int]) -> AllOf:
    """The query without some of its parts."""
    return AllOf(tuple(part for at, part in enumerate(query.parts) if at not in numbers))


def no_match_lines(
    index: Index, query: AllOf, width: int, table: Sequence[Key] = KEYS
) -> Sequence[Piece]:
    """The lines to show in place of the timeline if no item matches."""
    sentence = no_match_sentence(query, index.topic_labels)
    lines = [("", "heading")]
    lines += [(sentence[start:end], "heading") for start, end in wrap(sentence, width)]
    lines.append(("", "heading"))
    rows = no_match_rows(index, query, table)
    count_width = max(len(count) for _, count, _ in rows)
    name_width = max(cell_len(name) for name, _, _ in rows)
    for name, count, press in rows:
        if name_width + count_width + 13 <= width:
            columns = f"{fit_padded(name, name_width)}   {count:>{count_width}}   {press}"
        else:
            key, shown = press.removeprefix("press "), name.replace("Without", "without", 1)
            columns = f"{key}  {fit_padded(shown, width - count_width - 4)}  {count:>{count_width}}"
        lines.append((columns, "quiet"))
    return lines
