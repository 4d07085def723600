"""Finds the lines of a saved page that are its main text, as an extractor returns it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from lxml.html import HtmlElement

from socitm_tui.parsing.formats.html_lines import PageLines

MAX_ELEMENTS: Final = 60_000
"""The extractor takes seconds for more, and no article has them."""
LONG: Final = 40
"""Letters; a line as long as this is in the main text by no accident."""
MAX_PLACES: Final = 4
"""Places of the main text at which one line is looked for."""
MIN_MAIN_TEXT: Final = 250
"""Characters of a main text that the extractor itself does not call short."""
MIN_PROSE, MAX_PROSE = 0.5, 1.4
"""The part of the prose of a page that its main text may have if only one extractor is asked."""
_NO_LETTERS = re.compile(r"[\W_]+")


def extract_main_text(tree: HtmlElement, page: PageLines, *, is_article: bool) -> str:
    """The main text of a page, or nothing if the extractor returns none.

    The extractor compares its text with those of two others, which takes a third of its time. That
    is not done if its own text is about as long as the prose of a page that is one article.

    Args:
        tree: The page.
        page: Its lines.
        is_article: It states that it is one article, and does not look like a list.
    """
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        return ""
    if is_article:
        text = _extract(tree, fast=True)
        prose = sum(len(line.text) - line.linked for line in page.lines if line.is_prose)
        if len(text) >= MIN_MAIN_TEXT and MIN_PROSE * prose <= len(text) <= MAX_PROSE * prose:
            return text
    return _extract(tree, fast=False)


def _extract(tree: HtmlElement, *, fast: bool) -> str:
    from trafilatura import bare_extraction  # noqa: PLC0415 - large, and seldom needed

    try:
        document: Any = bare_extraction(
            tree, with_metadata=False, include_comments=False, fast=fast
        )
    except Exception:  # whatever it is, the page can still be read as a list
        return ""
    return str(document.text or "") if document else ""


@dataclass(frozen=True, slots=True)
class _Match:
    """A long line of the page and a place of the main text that has the same letters."""

    line: int
    start: int
    end: int


def main_lines(page: PageLines, main_text: str) -> list[int]:
    """The numbers of the lines that the main text is made of, from 1, in order.

    Long lines are matched first, in the order that keeps most letters. A short line counts only
    between the places of its long neighbours, so that a “Share” in a menu is not taken for one in
    the text.
    """
    squashed = [squash(line.text) if len(line.text) >= LONG else "" for line in page.lines]
    paragraphs = [letters for line in main_text.split("\n") if (letters := squash(line))]
    main = "".join(paragraphs)
    if not main:
        return []
    starts = [0, *accumulate(len(letters) for letters in paragraphs)]
    chain = _heaviest_chain(_long_matches(squashed, paragraphs, main, starts))
    numbers: list[int] = []
    position, previous = 0, 0
    for match in [*chain, _Match(len(squashed) + 1, len(main), len(main))]:
        between = range(previous + 1, match.line)
        if position < match.start:
            numbers += _short_lines(between, page, main[position : match.start])
        numbers.append(match.line)
        position, previous = match.end, match.line
    return numbers[:-1]


def squash(text: str) -> str:
    """Letters and digits only, whatever their case."""
    return _NO_LETTERS.sub("", text.casefold())


def _long_matches(
    squashed: list[str], paragraphs: list[str], main: str, starts: list[int]
) -> list[_Match]:
    """Where long lines of the page and long paragraphs of the main text contain each other."""
    matches = set()
    for number, letters in enumerate(squashed, 1):
        if len(letters) >= LONG:
            start = main.find(letters)
            for _ in range(MAX_PLACES):
                if start < 0:
                    break
                matches.add(_Match(number, start, start + len(letters)))
                start = main.find(letters, start + 1)
    whole = "\n".join(squashed)
    ends = list(accumulate(len(letters) + 1 for letters in squashed))
    for letters, start in zip(paragraphs, starts, strict=False):
        if len(letters) >= LONG and (offset := whole.find(letters)) >= 0:
            matches.add(_Match(bisect_right(ends, offset) + 1, start, start + len(letters)))
    return sorted(matches, key=lambda match: (match.line, -match.start))


def _heaviest_chain(matches: list[_Match]) -> list[_Match]:
    """The matches that follow each other in page and main text and keep most letters."""
    ends, weights, best = [0], [0], [-1]
    before = [-1] * len(matches)
    for index, match in enumerate(matches):
        slot = bisect_right(ends, match.start) - 1
        weight = weights[slot] + match.end - match.start
        before[index] = best[slot]
        at = bisect_right(ends, match.end)
        if weights[at - 1] >= weight:
            continue
        last = at
        while last < len(ends) and weights[last] <= weight:
            last += 1
        ends[at:last], weights[at:last], best[at:last] = [match.end], [weight], [index]
    chain, index = [], best[-1]
    while index >= 0:
        chain.append(matches[index])
        index = before[index]
    return chain[::-1]


def _short_lines(numbers: range, page: PageLines, gap: str) -> list[int]:
    """The short lines between two long ones that are the main text between them."""
    taken, position = [], 0
    for number in numbers:
        letters = squash(page.lines[number - 1].text)
        if not letters or len(letters) >= LONG:
            continue
        start = gap.find(letters, position)
        if start >= 0:
            taken.append(number)
            position = start + len(letters)
    return taken


def home_regions(page: PageLines, body: list[int]) -> frozenset[int]:
    """The regions that hold the text, with those around them, whatever they are called."""
    numbers = [n for n in body if page.lines[n - 1].is_prose] or body
    counts = Counter(page.lines[number - 1].region for number in numbers)
    regions = {region for region, count in counts.items() if 4 * count >= len(numbers)}
    for region in list(regions):
        outer = region
        while outer:
            outer = page.regions[outer].parent
            regions.add(outer)
    return frozenset(regions)
