"""The elements of a saved page that repeat, each with a date and a headline of its own."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import Final

from lxml.html import HtmlElement

from socitm_tui.model.entities import LineSpan
from socitm_tui.parsing.dates.finder import find_dates
from socitm_tui.parsing.dates.mention import DateMention
from socitm_tui.parsing.formats.html_date_candidates import DAY_FORMS, DIGIT, LONGEST_LINE
from socitm_tui.parsing.formats.html_lines import Line, PageLines

MIN_TITLE: Final = 12
"""Characters of a link that may be a headline."""
_READ_MORE = re.compile(
    r"\W*(?:(?:read|continue|find out|learn|see|view)\b.{0,20}\bmore|read on|continue reading|more"
    r"|weiterlesen|mehr(?: lesen)?|lire (?:la suite|plus)|leer más|leggi (?:tutto|di più)"
    r"|lees (?:meer|verder)|læs mere|läs mer|les mer|czytaj (?:więcej|dalej)|ler mais"
    r"|darllen(?:wch)? mwy)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ItemBox:
    """An element that repeats and has a date and a headline of its own."""

    lines: LineSpan
    title: int
    """The line of its headline."""
    dated: int
    """The line of its date."""
    link: str | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """What is known of a page before it is read as a list."""

    page: PageLines
    base: str | None
    """The address that relative ones start from."""
    language: str

    @property
    def lines(self) -> list[Line]:
        """The lines of the page."""
        return self.page.lines


def find_item_boxes(list_page: ListPage) -> list[ItemBox]:
    """The elements that repeat, each with a date and a headline of its own, in page order."""
    page = list_page.page
    dated = [n for n, line in enumerate(page.lines, 1) if _bears_date(list_page, line)]
    counts: Counter[HtmlElement] = Counter()
    chains: dict[int, list[HtmlElement]] = {}
    for number in dated:
        if _continues_head(page, number, dated):
            continue  # a second date of the same item
        owner = page.owners[number - 1]
        chains[number] = [owner, *owner.iterancestors()]
        counts.update(chains[number])
    groups: dict[tuple[int, str, str], list[ItemBox]] = defaultdict(list)
    for number, chain in chains.items():
        single = [element for element in chain if counts[element] == 1 and element in page.spans]
        if single and (box := _item_box(page, single[-1], number)):
            depth = len(chain) - chain.index(single[-1])
            names = (single[-1].get("class") or "").split()[:1]
            groups[depth, single[-1].tag, "".join(names)].append(box)
    boxes = max(groups.values(), key=len, default=[])
    return _extended(page, boxes) if len(boxes) > 1 else []


def _extended(page: PageLines, boxes: list[ItemBox]) -> list[ItemBox]:
    """The boxes with the text up to the next, if they hold only the heads of their items."""
    lines = page.lines
    inner = sum(_letters(page, *box.lines) for box in boxes)
    ends = [following.lines[0] - 1 for following in boxes[1:]]
    between = sum(
        _letters(page, box.lines[1] + 1, end) for box, end in zip(boxes, ends, strict=False)
    )
    if between < inner:
        return boxes
    owner = page.owners[boxes[-1].dated - 1]
    heads = {page.owners[box.dated - 1] for box in boxes}
    outer = next((e for e in owner.iterancestors() if _spans_all(page, e, boxes)), None)
    last = page.spans[outer][1] if outer is not None and len(heads) > 1 else boxes[-1].lines[1]
    ends.append(min(last, len(lines)))
    return [
        replace(box, lines=(box.lines[0], max(end, box.lines[1])))
        for box, end in zip(boxes, ends, strict=True)
    ]


def _spans_all(page: PageLines, element: HtmlElement, boxes: list[ItemBox]) -> bool:
    first, last = page.spans.get(element, (0, 0))
    return first <= boxes[0].lines[0] and boxes[-1].lines[1] <= last and first > 0


def _letters(page: PageLines, first: int, last: int) -> int:
    """The characters outside links on some lines."""
    return sum(len(line.text) - line.linked for line in page.lines[first - 1 : last])


def _continues_head(page: PageLines, number: int, dated: list[int]) -> bool:
    """True for a date right below another, as that of a change below that of publication."""
    if _is_linked_title(page.lines[number - 1]):
        return False
    above = next((n for n in range(number - 1, 0, -1) if page.lines[n - 1].text), 0)
    return above in dated and not _is_linked_title(page.lines[above - 1])


def _bears_date(list_page: ListPage, line: Line) -> bool:
    if not line.text or line.is_quoted:
        return False
    if any(not timestamp.is_update for timestamp in line.timestamps):
        return True
    return any(m.form in DAY_FORMS and not m.is_range for m in date_mentions(list_page, line))


def date_mentions(list_page: ListPage, line: Line) -> list[DateMention]:
    """The dates of a line that may be there for its date."""
    if len(line.text) > LONGEST_LINE or not DIGIT.search(line.text):
        return []
    mentions = find_dates(line.text, list_page.language)
    other = len(line.text) - sum(m.end - m.start for m in mentions)
    return mentions if other <= LONGEST_LINE // 2 or line.linked else []


def _item_box(page: PageLines, element: HtmlElement, dated: int) -> ItemBox | None:
    first, last = page.spans[element]
    last = min(last, len(page.lines))
    while last > first and not page.lines[last - 1].text:
        last -= 1
    numbers = [n for n in range(first, last + 1) if page.lines[n - 1].text]
    title = next((n for n in numbers if page.lines[n - 1].heading and n != dated), 0)
    if not title:
        title = next((n for n in numbers if _is_linked_title(page.lines[n - 1])), 0)
    if not title:
        return None
    link = page.lines[title - 1].link or next(
        (page.lines[n - 1].link for n in numbers if page.lines[n - 1].link), element.get("href")
    )
    return ItemBox((first, last), title, dated, link)


def _is_linked_title(line: Line) -> bool:
    is_link = line.linked >= MIN_TITLE and 2 * line.linked > len(line.text)
    return is_link and not is_read_more(line)


def is_read_more(line: Line) -> bool:
    """True for “Read more” and the like."""
    return _READ_MORE.fullmatch(line.text) is not None
