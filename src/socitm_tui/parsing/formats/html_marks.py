"""A saved page with marks: read by its lines, with what its tags show as marks before the user's.

So a page that was read by its elements stays as it was, apart from what the user states.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from socitm_tui.model.entities import Draft, LineMark, MarkRole, Role
from socitm_tui.model.marks import STARTS
from socitm_tui.parsing.formats.html_article import Article
from socitm_tui.parsing.formats.html_item_boxes import ItemBox, ListPage, is_read_more
from socitm_tui.parsing.formats.html_list import draft_roles, shown_lines, with_tags
from socitm_tui.parsing.pages import MarkedPage, Reading, read_page

_MARK_ROLES: Final = {
    Role.DATE_LINE: MarkRole.DATE,
    Role.HEADLINE: MarkRole.HEADLINE,
    Role.BYLINE: MarkRole.BYLINE,
    Role.BODY: MarkRole.TEXT,
    Role.BOILERPLATE: MarkRole.OUT,
}


def mark_page(
    list_page: ListPage,
    boilerplate: frozenset[int],
    marks: Sequence[LineMark],
    article: Article | None,
    boxes: list[ItemBox],
) -> MarkedPage:
    """The lines of a page that are read, with all that is known of them.

    Args:
        list_page: The page.
        boilerplate: The regions that are no part of the news, unless a line of them is marked.
        marks: What the user states.
        article: The page as one article, if it would be read so without marks.
        boxes: The elements that repeat, if they would decide without marks.
    """
    known: list[LineMark] = []
    if article is None:
        known = [mark for box in boxes for mark in _box_marks(list_page, box)]
    else:
        known = list(_article_marks(list_page, article))
    shown = shown_lines(list_page, boilerplate, boxes)
    for mark in (*known, *marks):
        if mark.role is not MarkRole.OUT:
            for number in range(mark.first, mark.last + 1):
                shown[number - 1] = list_page.lines[number - 1].text
    return MarkedPage("\n".join(shown), (*known, *marks))


def read_marked(
    list_page: ListPage, page: MarkedPage, marks: Sequence[LineMark], article: Article | None
) -> tuple[Reading, tuple[Draft, ...]]:
    """The reading of a page under marks, and its items.

    Args:
        list_page: The page.
        page: Its lines and marks, by `mark_page`.
        marks: Those of them that the user states.
        article: The page as one article, if it would be read so without marks.
    """
    reading = read_page(page.text, page.marks)
    drafts = tuple(with_tags(list_page, draft) for draft in reading.drafts)
    if article is not None and len(drafts) == 1:
        drafts = (_complete_draft(drafts[0], article.draft, marks),)
    return reading, drafts


def _article_marks(list_page: ListPage, article: Article) -> Iterator[LineMark]:
    """What the lines of an article were taken for; no item begins in it unless the user says so."""
    roles = draft_roles(list_page.page, (article.draft,), article.body)
    for number, line_role in enumerate(roles, 1):
        if line_role.role in _MARK_ROLES:
            yield LineMark(number, number, _MARK_ROLES[line_role.role])
        if line_role.item is not None and number > article.draft.lines[0]:
            yield LineMark(number, number, MarkRole.JOIN)


def _box_marks(list_page: ListPage, box: ItemBox) -> Iterator[LineMark]:
    """What an element that repeats shows of its lines."""
    for number in range(box.lines[0], box.lines[1] + 1):
        line = list_page.lines[number - 1]
        role = MarkRole.OUT if is_read_more(line) else MarkRole.TEXT
        if number == box.title:
            role = MarkRole.HEADLINE
        elif number == box.dated and not line.is_prose:
            role = MarkRole.DATE
        if line.text:
            yield LineMark(number, number, role)
    yield LineMark(box.lines[0], box.lines[0], MarkRole.NEW)


def _complete_draft(draft: Draft, article: Draft, marks: Sequence[LineMark]) -> Draft:
    """The only item of a page, with what tags and other lines show where no line is marked."""
    date, evidence = draft.date, draft.evidence
    if not _is_date_marked(article, marks):
        date = article.date
        evidence = (
            *(each for each in evidence if each.field != "date"),
            *(each for each in article.evidence if each.field == "date"),
        )
    return replace(
        draft,
        title=draft.title or article.title,
        title_made=article.title_made and not draft.title,
        date=date,
        author=draft.author or article.author,
        url=draft.url or article.url,
        evidence=evidence,
    )


def _is_date_marked(article: Draft, marks: Sequence[LineMark]) -> bool:
    """True if the user marked a date, or the line from which the date of an article is."""
    lines = {
        number
        for evidence in article.evidence
        if evidence.field == "date" and evidence.lines
        for number in range(evidence.lines[0], evidence.lines[1] + 1)
    }
    return any(
        mark.role is MarkRole.DATE
        or (mark.role not in STARTS and not lines.isdisjoint(range(mark.first, mark.last + 1)))
        for mark in marks
    )
