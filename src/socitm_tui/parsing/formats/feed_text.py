"""A feed as text: closing what half a feed leaves open, and the lines of its items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from socitm_tui.model.entities import LineSpan

MAX_DEPTH: Final = 100
"""Open elements; a feed with more of them is not repaired."""
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_ITEM = re.compile(r"<(/?)(?:[\w.-]++:)?(?:item|entry)(?=[\s/>])([^>]*+)>?", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z_][\w:.-]*+)([^<>]{0,5000}+)>")


def close_feed(text: str) -> str | None:
    """Half a feed with its open elements closed; None if none is open."""
    text = text[: text.rindex("<")] if text.rfind("<") > text.rfind(">") else text
    if text.rfind("<![CDATA[") > text.rfind("]]>"):
        text += "]]>"
    open_tags: list[str] = []
    for match in _TAG.finditer(_HIDDEN.sub("", text)):
        if not match[1]:
            if not match[3].endswith("/"):
                open_tags.append(match[2])
        elif match[2] in open_tags[-MAX_DEPTH:]:
            while open_tags.pop() != match[2]:
                pass
    if not 0 < len(open_tags) <= MAX_DEPTH:
        return None
    return text + "".join(f"</{name}>" for name in reversed(open_tags))


def item_lines(text: str, count: int) -> list[tuple[LineSpan, bool]]:
    """For each item its lines and whether it is closed.

    Args:
        text: The feed.
        count: How many items the parser has; if the text has another number, each item gets all
            lines.
    """
    masked = _HIDDEN.sub(lambda hidden: re.sub(r"[^\n]", " ", hidden[0]), text)
    starts: list[int] = []
    ends: dict[int, int] = {}
    for match in _ITEM.finditer(masked):
        if match[1]:
            ends.setdefault(len(starts) - 1, match.end())
        else:
            starts.append(match.start())
            if match[2].endswith("/"):
                ends[len(starts) - 1] = match.end()
    if len(starts) != count:
        return [((1, text.count("\n") + 1), True)] * count
    return list(_lines(text, starts, ends))


def _lines(text: str, starts: list[int], ends: dict[int, int]) -> Iterator[tuple[LineSpan, bool]]:
    line, counted = 1, 0
    for number, start in enumerate(starts):
        following = starts[number + 1] if number + 1 < len(starts) else len(text.rstrip())
        end = ends.get(number, following)
        first = line + text.count("\n", counted, start)
        last = first + text.count("\n", start, end)
        line, counted = first, start
        yield (first, last), number in ends
