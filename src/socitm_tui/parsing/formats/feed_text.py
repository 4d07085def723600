"""A feed as text: what is left open in half of one, and the lines on which its items stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from socitm_tui.model.entities import LineSpan

DEEPEST: Final = 100
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_ITEM = re.compile(r"<(/?)(?:[\w.-]++:)?(?:item|entry)(?=[\s/>])([^>]*+)>?", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z_][\w:.-]*+)([^<>]{0,5000}+)>")


def closed(data: bytes) -> bytes | None:
    """Half a file with everything closed that it left open; None where it left nothing open."""
    if b"\0" in data[:16_384]:
        return None  # UTF-16 and the like
    text = data.decode("latin-1")  # every byte is kept; only ASCII is looked at
    text = text[: text.rindex("<")] if text.rfind("<") > text.rfind(">") else text
    if text.rfind("<![CDATA[") > text.rfind("]]>"):
        text += "]]>"
    open_tags: list[str] = []
    for match in _TAG.finditer(_HIDDEN.sub("", text)):
        if not match[1]:
            if not match[3].endswith("/"):
                open_tags.append(match[2])
        elif match[2] in open_tags[-DEEPEST:]:
            while open_tags.pop() != match[2]:
                pass
    if not 0 < len(open_tags) <= DEEPEST:
        return None
    return (text + "".join(f"</{name}>" for name in reversed(open_tags))).encode("latin-1")


def item_lines(text: str, count: int) -> list[tuple[LineSpan, bool]]:
    """For each item its lines and whether it is closed; all lines where that cannot be told."""
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
