"""A page as a list of items: read like plain text, with its tags as further evidence.

Elements that repeat, each with a date and a headline of its own, show where items begin and end.
If the reading of the text agrees with them, it is kept; else the elements decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from socitm_tui.model.entities import Draft, Evidence, LineRole, LineSpan, PrintedDate, Role
from socitm_tui.model.text import ends_with_ellipsis
from socitm_tui.parsing.dates.agreement import reconcile_dates
from socitm_tui.parsing.dates.order import decide_order
from socitm_tui.parsing.dates.resolver import NO_SUCH_DAY, DateContext, printed_date
from socitm_tui.parsing.dates.timestamps import parse_timestamp
from socitm_tui.parsing.formats.html_date_candidates import DAY_FORMS
from socitm_tui.parsing.formats.html_item_boxes import (
    ItemBox,
    ListPage,
    date_mentions,
    is_read_more,
)
from socitm_tui.parsing.formats.html_lines import Line, PageLines
from socitm_tui.parsing.formats.html_metadata import unarchived
from socitm_tui.parsing.formats.html_tokens import web_address
from socitm_tui.parsing.pages import Lesson, Reading, read_page

MAX_REGION_SHARE: Final = 0.4
"""A region with a larger share of the words of a page is not a sidebar, whatever its class says."""
REPEATING: Final = "repeating elements"
"""The layout of a page whose elements decide what its items are."""
TIME_TAG: Final = "the page’s own tag <time>"


def boilerplate_regions(page: PageLines, home: frozenset[int]) -> frozenset[int]:
    """The regions that are navigation, comments and the like.

    Class names alone do not make boilerplate: what they name must also look like it, by links
    and by the lack of prose.

    Args:
        page: The lines of the page.
        home: The regions that hold the main text; they are never boilerplate.
    """
    total = sum(region.words for region in page.regions) or 1
    boilerplate = set()
    for number, region in enumerate(page.regions):
        if not number or number in home:
            continue
        share = region.words / total
        is_text = region.has_title or 2 * region.prose_words > max(region.words, 40)
        if region.kind == "structure" or region.parent in boilerplate:
            boilerplate.add(number)
        elif region.kind in ("comments", "related"):
            if share <= MAX_REGION_SHARE:
                boilerplate.add(number)
        elif share <= MAX_REGION_SHARE and not is_text:
            boilerplate.add(number)
    return frozenset(boilerplate)


def read_list(
    list_page: ListPage,
    boilerplate: frozenset[int],
    boxes: list[ItemBox],
    lesson: Lesson | None = None,
) -> tuple[Reading, tuple[Draft, ...]]:
    """The reading of the page as text, and its items.

    Args:
        list_page: The page.
        boilerplate: The regions that are blanked.
        boxes: The repeating elements, or none.
        lesson: What the marks of its source teach.
    """
    text = "\n".join(shown_lines(list_page, boilerplate, boxes))
    reading = read_page(text, lesson=lesson)
    drafts = tuple(with_tags(list_page, draft) for draft in reading.drafts)
    if boxes and _agrees(drafts, boxes):
        if reading.doubtful and NO_SUCH_DAY not in reading.doubtful:
            confirmed = f"each item is one of {len(boxes)} elements that repeat"
            reading = replace(reading, doubtful=None, why=(*reading.why, confirmed))
    elif boxes:
        drafts = tuple(_cut_boxes(list_page, boxes))
        why = (f"each item is one of {len(boxes)} elements that repeat, with date and headline",)
        roles = draft_roles(list_page.page, drafts)
        reading = replace(reading, layout=REPEATING, doubtful=None, why=why, roles=roles)
    return reading, drafts


def shown_lines(
    list_page: ListPage, boilerplate: frozenset[int], boxes: list[ItemBox]
) -> list[str]:
    """The lines of the page, those blank that are read as no part of a list; see `read_list`."""
    lines = list_page.lines
    shown = ["" if line.region in boilerplate else line.text for line in lines]
    if not boxes:
        return shown
    first, last = boxes[0].lines[0], boxes[-1].lines[1]
    return [
        text if first <= number <= last or lines[number - 1].heading else ""
        for number, text in enumerate(shown, 1)
    ]


def _agrees(drafts: tuple[Draft, ...], boxes: list[ItemBox]) -> bool:
    """True if each element has one item, with its headline and a date."""
    titles = {box.title for box in boxes}
    starts = 0
    for draft in drafts:
        span = range(draft.lines[0], draft.lines[1] + 1)
        starts += draft.date is not None and sum(title in span for title in titles) == 1
    return len(drafts) == len(boxes) == starts


def _cut_boxes(list_page: ListPage, boxes: list[ItemBox]) -> Iterator[Draft]:
    """The items that the elements show."""
    mentions = [
        (box.dated, mention)
        for box in boxes
        for mention in date_mentions(list_page, list_page.lines[box.dated - 1])
    ]
    order = decide_order(mentions)
    context = DateContext(order=order.order, order_reason=order.reason)
    for box in boxes:
        yield _cut_box(list_page, box, context)


def _cut_box(list_page: ListPage, box: ItemBox, context: DateContext) -> Draft:
    lines = list_page.lines
    dated = lines[box.dated - 1]
    date = _date_of_line(list_page, dated, context)
    numbers = [n for n in range(box.lines[0], box.lines[1] + 1) if lines[n - 1].text]
    body = [
        n for n in numbers
        if n not in (box.title, box.dated) and not is_read_more(lines[n - 1])
    ]  # fmt: skip
    if box.dated != box.title and lines[box.dated - 1].is_prose:
        body = sorted({*body, box.dated})
    text = "\n\n".join(lines[n - 1].text for n in body)
    evidence = [
        Evidence("title", (box.title, box.title), "the headline of its element"),
        Evidence("date", (box.dated, box.dated), date.rule if date else "none is printed"),
    ]
    draft = Draft(
        lines=box.lines,
        body=text,
        title=_title(lines[box.title - 1].text, date if box.title == box.dated else None),
        date=date,
        url=_address(box.link, list_page.base),
        truncated=ends_with_ellipsis(text),
        evidence=tuple(evidence),
    )
    return with_tags(list_page, draft)


def _title(text: str, date: PrintedDate | None) -> str:
    """The headline without the date on its line."""
    if date is None:
        return text
    return text.replace(date.printed, "", 1).strip(" |·•,:;–—-") or text


def _date_of_line(list_page: ListPage, line: Line, context: DateContext) -> PrintedDate | None:
    """The first day that a line prints."""
    dates = (
        printed_date(mention, context)
        for mention in date_mentions(list_page, line)
        if mention.form in DAY_FORMS and not mention.is_range
    )
    return next(filter(None, dates), None)


def with_tags(list_page: ListPage, draft: Draft) -> Draft:
    """The item with what the tags of its page state: the link of its headline, a second date."""
    first, last = draft.lines
    own = list_page.lines[first - 1 : last]
    evidence = list(draft.evidence)
    values = dict.fromkeys(
        timestamp.value for line in own for timestamp in line.timestamps if not timestamp.is_update
    )
    date = draft.date
    if len(values) == 1 and (tagged := parse_timestamp(next(iter(values)), TIME_TAG)):
        date, sentence, _ = reconcile_dates(draft.date, [(tagged, TIME_TAG)])
        field = "second witness" if draft.date else "date"
        evidence.append(Evidence(field, date_line(draft), sentence))
    url = draft.url or _link(draft, own, list_page.base)
    return replace(draft, date=date, url=url, evidence=tuple(evidence))


def draft_roles(
    page: PageLines, drafts: Sequence[Draft], body: Collection[int] = ()
) -> tuple[LineRole, ...]:
    """What each line was taken for if the drafts come from elements and not from lines.

    Args:
        page: The lines of the page.
        drafts: Its items.
        body: The numbers of the lines of text; all lines of the drafts if there are none.
    """
    roles = [LineRole(Role.BOILERPLATE if line.text else Role.BLANK) for line in page.lines]
    for index, draft in enumerate(drafts):
        first, last = draft.lines
        for number in range(first, last + 1):
            if page.lines[number - 1].text and (not body or number in body):
                roles[number - 1] = LineRole(Role.BODY, index)
        for evidence in draft.evidence:
            if evidence.lines and evidence.field in _FIELD_ROLES:
                for number in range(evidence.lines[0], evidence.lines[1] + 1):
                    roles[number - 1] = LineRole(_FIELD_ROLES[evidence.field], index)
    return tuple(roles)


_FIELD_ROLES: Final = {
    "date": Role.DATE_LINE,
    "title": Role.HEADLINE,
    "author": Role.BYLINE,
}


def date_line(draft: Draft) -> LineSpan:
    """Where the date of an item is printed; if that is not known, where the item is."""
    return next((e.lines for e in draft.evidence if e.field == "date" and e.lines), draft.lines)


def _link(draft: Draft, own: list[Line], base: str | None) -> str | None:
    """Where the headline of an item leads."""
    for line in own:
        if not line.link or not draft.title:
            continue
        if line.text in draft.title or draft.title in line.text:  # a date may share its line
            return _address(line.link, base)
    return None


def _address(link: str | None, base: str | None) -> str | None:
    return web_address(unarchived(link), base) if link else None
