"""How many dates of gold items the finder proposes near the item, and how many it proposes in all.

    python -m tests.train.date_recall FOLDER...  [-v]

For each gold item with a date the neighbourhood reaches from the end of the previous item's body to
the start of the next one's. `near`: a mention there has the gold date as its value, with year and
month taken from the dates above if it prints none. `page`: or a mention above it has (one date for
several items). Prints also the mentions per 1,000 words of running text and the time per line.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from socitm_tui.parsing.dates.finder import DateMention, find_dates
from socitm_tui.parsing.dates.order import decide_order
from socitm_tui.parsing.dates.resolver import DateContext, join_mentions, resolve
from socitm_tui.parsing.page_language import page_language

PROSE: Final = 25  # words; a line of so many is running text

Placed = tuple[int, DateMention]


@dataclass
class Tally:
    """The counts of one folder."""

    items: int = 0
    near: int = 0
    page: int = 0
    lines: int = 0
    seconds: float = 0.0
    prose_words: int = 0
    prose_mentions: int = 0
    misses: list[str] = field(default_factory=list)


def squash(text: str) -> str:
    """Return letters and digits in lower case, to find gold texts in captures."""
    return "".join(c for c in text.lower() if c.isascii() and c.isalnum())


def locate_bodies(lines: list[str], items: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Return first and last line number (from 0) of each item's body; -1 if it is not found."""
    text, line_of = "", []
    for number, line in enumerate(lines):
        squashed = squash(line)
        text += squashed
        line_of += [number] * len(squashed)
    position, spans = 0, []
    for item in items:
        first = squash(item.get("body_starts") or item.get("title") or "")
        last = squash(item.get("body_ends") or item.get("title") or "")
        start = text.find(first, position) if first else -1
        end = text.find(last, start) if last and start >= 0 else -1
        if start < 0 or end < 0:
            spans.append((-1, -1))
            continue
        position = end
        spans.append((line_of[start], line_of[end + len(last) - 1]))
    return spans


def neighbourhoods(lines: list[str], items: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """Yield the lines (first, last, from 1) in which each item's own date may stand."""
    spans = locate_bodies(lines, items)
    for number in range(len(items)):
        before = [end for _, end in spans[:number] if end >= 0]
        after = [start for start, _ in spans[number + 1 :] if start >= 0]
        yield (before[-1] + 1 if before else 1), (after[0] + 1 if after else len(lines))


def values_near(near: list[Placed], above: list[Placed], order: DateContext) -> set[str]:
    """Return the values that the mentions near an item may have, under any heading above."""
    headings = {(m.year, m.month) for _, m in above if m.year}
    headings |= {
        (year, m.month) for year, _ in headings for _, m in above if m.form == "month-name"
    }
    joined = [j for (_, a), (_, b) in pairwise(near) if (j := join_mentions(a, b))]
    values = set()
    for mention in [*(m for _, m in near), *joined]:
        for year, month in [(None, None), *headings] if needs_heading(mention) else [(None, None)]:
            context = DateContext(order.order, order.order_reason, year, month)
            if value := resolve(mention, context).value:
                values.add(value)
    return values


def needs_heading(mention: DateMention) -> bool:
    """Return whether the mention lacks its year."""
    return mention.year is None and not mention.relative


def read_page(path: Path, tally: Tally, others: Tally) -> None:
    """Add the figures of a capture and its gold to the tally, and to `others` if not English."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    text_path = path.with_name(path.name.replace(".gold.json", ".txt"))
    text = text_path.read_text(encoding="utf-8", errors="replace")
    language = page_language(text)
    tallies = [tally] if language == "en" else [tally, others]
    lines = text.splitlines()
    placed = count_mentions(lines, language, tallies)
    order = decide_order(placed)
    context = DateContext(order.order, order.reason)
    spans = neighbourhoods(lines, gold["items"])
    for item, (first, last) in zip(gold["items"], spans, strict=True):
        if not item["date"]:
            continue
        right = {item["date"], *item.get("date_alt", [])}
        near = [(n, m) for n, m in placed if first <= n <= last]
        above = [(n, m) for n, m in placed if n <= last]
        is_near = bool(right & values_near(near, above, context))
        is_on_page = is_near or bool(right & values_near(above, above, context))
        for each in tallies:
            each.items += 1
            each.near += is_near
            each.page += is_on_page
        if not is_on_page:
            tally.misses.append(
                f"{path.name}: {item['date']} {item['title'] or item['body_starts']}"
            )


def count_mentions(lines: list[str], language: str, tallies: list[Tally]) -> list[Placed]:
    """Return the mentions of a page with their line numbers, from 1, and count them."""
    find_dates("1", language)  # the patterns of a language are compiled once
    started = time.perf_counter()
    mentions = [find_dates(line, language) for line in lines]
    seconds = time.perf_counter() - started
    prose = [n for n, line in enumerate(lines) if len(line.split()) >= PROSE]
    for tally in tallies:
        tally.seconds += seconds
        tally.lines += len(lines)
        tally.prose_words += sum(len(lines[n].split()) for n in prose)
        tally.prose_mentions += sum(len(mentions[n]) for n in prose)
    return [(n, m) for n, each in enumerate(mentions, start=1) for m in each]


def main(arguments: list[str]) -> None:
    """Print a row for each folder."""
    verbose = "-v" in arguments
    print("folder                  items   near   page  mentions/1000 words  us/line")  # noqa: T201
    others = Tally()
    for folder in [a for a in arguments if a != "-v"]:
        tally = Tally()
        for path in sorted(Path(folder).glob("*.gold.json")):
            if path.with_name(path.name.replace(".gold.json", ".txt")).exists():
                read_page(path, tally, others)
        print_row(Path(folder).name, tally, verbose)
    print_row("of these, not English", others, False)


def print_row(name: str, tally: Tally, verbose: bool) -> None:
    """Print the figures of a tally, with the missed items if asked for."""
    print(  # noqa: T201
        f"{name:22} {tally.items:6} {tally.near / max(1, tally.items):6.3f}"
        f" {tally.page / max(1, tally.items):6.3f}"
        f" {1000 * tally.prose_mentions / max(1, tally.prose_words):20.1f}"
        f" {1e6 * tally.seconds / max(1, tally.lines):8.1f}"
    )
    if verbose:
        print(*tally.misses, sep="\n")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
