"""Saved web pages: `.html`, `.mhtml`, and what a browser saves as “complete”.

A page is parsed once. An extractor (trafilatura) finds its main text, and headline, date and byline
are searched around it: this is the page as one article. If elements repeat that have a date and a
headline each, or if several lines have dates, the page is read as a list too, and `choose_reading`
decides which reading is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from lxml.html import HtmlElement

from socitm_tui.model.entities import Draft, Evidence, LineMark
from socitm_tui.model.marks import fitting_marks
from socitm_tui.parsing.dates.agreement import count_disagreements
from socitm_tui.parsing.dates.finder import find_dates
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    RefusedError,
    join_doubts,
    refuse_larger,
)
from socitm_tui.parsing.formats.html_article import Article, ArticlePage, read_article
from socitm_tui.parsing.formats.html_date_candidates import DIGIT
from socitm_tui.parsing.formats.html_item_boxes import ItemBox, ListPage, find_item_boxes
from socitm_tui.parsing.formats.html_line_builder import page_lines
from socitm_tui.parsing.formats.html_lines import PageLines
from socitm_tui.parsing.formats.html_list import (
    REPEATING,
    boilerplate_regions,
    date_line,
    draft_roles,
    read_list,
)
from socitm_tui.parsing.formats.html_main_text import extract_main_text, home_regions
from socitm_tui.parsing.formats.html_marks import mark_page, read_marked
from socitm_tui.parsing.formats.html_metadata import Metadata, read_metadata, unarchived
from socitm_tui.parsing.formats.html_no_news import reason_for_no_news
from socitm_tui.parsing.formats.html_tree import parse_page
from socitm_tui.parsing.formats.mhtml import is_mhtml, unpack_page
from socitm_tui.parsing.page_language import page_language
from socitm_tui.parsing.pages import Lesson, MarkedPage, Reading

MAX_BYTES: Final = 64 * 1024 * 1024
SUBPROCESS_FROM_BYTES: Final = 0
"""Every page is parsed in a child process: lxml and trafilatura may hang on hostile input."""
MAX_TEXT: Final = 4 * 1024 * 1024
"""Characters of HTML, pictures within it left out."""
LANGUAGE_SAMPLE: Final = 8000
"""Characters of a page by which the language of a list is known."""
MIN_ARTICLE_SHARE: Final = 0.5
"""Part of the text that one item has if the page is one article."""
MIN_HEADED_BOXES: Final = 3
"""Items under headings that make a list of a page whose tags call it an article."""
_OPENING = re.compile(
    rb"(?:\xef\xbb\xbf|\s++|<\?[^>]*+>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_TAGS = re.compile(rb"<(?:html|head|body|div|p|title|meta)[\s>]", re.IGNORECASE)
_PICTURE = re.compile(r"data:[a-z]+/[^\"')\s>]{200,}+")


def recognises(document: Document) -> bool:
    """True for what begins as a page, and for files with the suffix of a page that contain tags."""
    head = document.data[:16_384]
    if _OPENING.match(head) or is_mhtml(head):
        return True
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\0", b"")
        if _OPENING.match(head[2:]):
            return True
    is_named_so = document.name.lower().endswith((".html", ".htm", ".xhtml", ".shtml"))
    return is_named_so and bool(_TAGS.search(head)) and not _FEED.search(head)


def read(document: Document) -> ParseResult:
    """The items of a page, as a list or as one article.

    Raises:
        RefusedError: it has no text or is too large.
    """
    page = _open(document)
    result = _read(page, document)
    return replace(result, doubtful=join_doubts(page.doubt, result.doubtful))


def text(document: Document) -> str:
    """The lines of the page, to which its items refer."""
    return "\n".join(line.text for line in _open(document).page.lines)


def marked_page(document: Document) -> MarkedPage:
    """The lines of the page that are read, with its marks.

    Raises:
        RefusedError: it has no text or is too large.
    """
    page = _open(document)
    return _mark_page(_choose(page, None), _fitting_marks(page, document))


# ------------------------------------------------------------------ opening
@dataclass(frozen=True, slots=True)
class _Page:
    """A page, decoded and parsed."""

    tree: HtmlElement
    page: PageLines
    metadata: Metadata
    url: str | None
    doubt: str | None
    """Why its bytes may be read wrong."""


def _open(document: Document) -> _Page:
    """The page of a document, decoded and parsed.

    Raises:
        RefusedError: it has no text, or too much.
    """
    refuse_larger(document, MAX_BYTES, "page")
    saved = unpack_page(document)
    html = _PICTURE.sub("data:,", saved.html) if len(saved.html) > MAX_TEXT else saved.html
    if len(html) > MAX_TEXT:
        raise RefusedError("it holds more than 4 MB of text, too much for one page")
    tree = parse_page(html)
    if tree is None:
        raise RefusedError("it is a page without any text")
    metadata = read_metadata(html, tree)
    lines = page_lines(tree)
    if metadata.text and not any(line.is_prose for line in lines.lines):
        shown = parse_page(_page_of_metadata(metadata))
        tree = tree if shown is None else shown
        lines = page_lines(tree)
    url = document.url or metadata.url or (unarchived(saved.url) if saved.url else None)
    return _Page(tree, lines, metadata, url, saved.doubt)


def _page_of_metadata(metadata: Metadata) -> str:
    """A page that shows the text that another one gives only to machines."""
    text = metadata.text
    if "</" not in text:
        text = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f"<article><h1>{escape(metadata.title or '')}</h1>{text}</article>"


# ------------------------------------------------------------------ which reading
@dataclass(frozen=True, slots=True)
class _Choice:
    """How a page is read without marks."""

    list_page: ListPage
    boilerplate: frozenset[int]
    boxes: list[ItemBox]
    article: Article | None
    """The page as one article, if it is read so."""
    reading: Reading
    """The page as a list, if it is read so."""
    drafts: tuple[Draft, ...]
    why: str
    no_news: str | None
    """Why it is no news at all, or None."""


def _choose(page: _Page, lesson: Lesson | None) -> _Choice:
    """How a page is read without marks: as one article, as a list, or as a page without news."""
    if not any(line.text for line in page.page.lines):
        raise RefusedError("it is a page without any text")
    sample = "\n".join(line.text for line in page.page.lines)[:LANGUAGE_SAMPLE]
    list_page = ListPage(page.page, page.metadata.base or page.url, page_language(sample))
    boxes = find_item_boxes(list_page)
    is_article = page.metadata.is_article and not page.metadata.is_list
    main_text = extract_main_text(page.tree, page.page, is_article=is_article)
    article = read_article(ArticlePage(page.page, main_text, page.metadata, page.url))
    draft = article.draft if article else None
    reason = reason_for_no_news(page.page, page.tree, draft, page.metadata.window_title)
    home = home_regions(page.page, list(article.body)) if article else frozenset()
    boilerplate = boilerplate_regions(page.page, home)
    reading, is_article, why = _NOT_READ, True, _WHY_ARTICLE
    drafts: tuple[Draft, ...] = ()
    if article is None or _may_be_list(page, article, boxes):
        reading, drafts = read_list(list_page, boilerplate, boxes, lesson)
        is_article, why = choose_reading(drafts, article, page.metadata, boxes)
    kept = article if is_article else None
    no_news = reason if len(boxes) < 2 else None
    return _Choice(list_page, boilerplate, boxes, kept, reading, drafts, why, no_news)


def _read(page: _Page, document: Document) -> ParseResult:
    """The result of reading a page, under its marks if it has any."""
    choice = _choose(page, document.lesson)
    if marks := _fitting_marks(page, document):
        marked = _mark_page(choice, marks)
        reading, drafts = read_marked(choice.list_page, marked, marks, choice.article)
        return _as_list(page, reading, drafts, _WHY_MARKED, reading.doubtful)
    if reason := choice.no_news:
        sentence = f"{reason[0].upper()}{reason[1:]}."
        roles = draft_roles(page.page, ())
        return ParseResult(
            "saved page, no news", (), page.metadata.site, reason, (sentence,), roles
        )
    if choice.article is not None:
        return _as_article(page, choice.article, choice.why)
    doubt = _list_doubt(choice.reading, page, choice.drafts)
    return _as_list(page, choice.reading, choice.drafts, choice.why, doubt)


def _fitting_marks(page: _Page, document: Document) -> tuple[LineMark, ...]:
    return fitting_marks(document.marks, [line.text for line in page.page.lines])


def _mark_page(choice: _Choice, marks: tuple[LineMark, ...]) -> MarkedPage:
    boxes = choice.boxes if choice.reading.layout == REPEATING else []
    return mark_page(choice.list_page, choice.boilerplate, marks, choice.article, boxes)


_NOT_READ: Final = Reading("nothing", (), (), None, (), ())
_WHY_MARKED: Final = "The page is read by its lines, as they are marked."
_WHY_ARTICLE: Final = "The page is read as one article: it shows no two dated items."


def _may_be_list(page: _Page, article: Article, boxes: list[ItemBox]) -> bool:
    """True if the text of the article may be several items.

    One article it is if most of its text is outside of the elements that repeat, or within one.
    """
    lines = page.page.lines
    letters = {n: len(lines[n - 1].text) for n in article.body}
    total = sum(letters.values())
    if len(boxes) >= 2:
        shares = [
            sum(letters.get(n, 0) for n in range(box.lines[0], box.lines[1] + 1)) for box in boxes
        ]
        if total and (sum(shares) < total / 2 or max(shares) > MIN_ARTICLE_SHARE * total):
            return False
        headed = sum(lines[box.title - 1].heading > 0 for box in boxes)
        is_list = not page.metadata.is_article or page.metadata.is_list
        return is_list or (headed == len(boxes) and headed >= MIN_HEADED_BOXES)
    if page.metadata.is_article and not page.metadata.is_list:
        return False
    return _dated_lines(page, article) >= 2


def _dated_lines(page: _Page, article: Article) -> int:
    """How many short lines in and around the text have dates of their own."""
    first, last = article.body[0], article.body[-1]
    count = 0
    for line in page.page.lines[max(0, first - 8) : last]:
        if len(line.text) <= 80 and DIGIT.search(line.text) and not line.is_quoted:
            mentions = find_dates(line.text)
            rest = len(line.text) - sum(m.end - m.start for m in mentions)
            count += any(m.has_day for m in mentions) and rest <= 40
    return count


def choose_reading(
    items: tuple[Draft, ...], article: Article | None, metadata: Metadata, boxes: list[ItemBox]
) -> tuple[bool, str]:
    """Whether a page is one article, and the sentence that states why.

    It is one if fewer than two dated items are found, if one text is more than half of all text, or
    if the page itself states so and fewer than three dated items are found.
    """
    dated = len({date_line(draft) for draft in items if draft.date})
    lengths = sorted((len(draft.body) for draft in items), reverse=True)
    if article is None:
        return False, "No main text was found, so the page was read as a list."
    if dated < 2 and not metadata.is_list:
        return True, _WHY_ARTICLE
    if lengths and lengths[0] > sum(lengths) / 2 and lengths[0] > 200:
        return True, "The page is read as one article: one text is more than half of it."
    if metadata.is_article and dated < 3:
        return True, "The page is read as one article, as its tags state."
    lines = "one date line" if dated == 1 else f"{dated} date lines"
    shown = f"; {len(boxes)} elements repeat" if boxes else ""
    return False, f"The page is read as a list: it shows {len(items)} items under {lines}{shown}."


def _as_article(page: _Page, article: Article, why: str) -> ParseResult:
    evidence = (*article.draft.evidence, *_saved(page.metadata))
    draft = replace(article.draft, evidence=evidence)
    roles = draft_roles(page.page, (draft,), article.body)
    site = page.metadata.site
    return ParseResult("saved page, article", (draft,), site, article.doubt, (why,), roles)


def _as_list(
    page: _Page, reading: Reading, drafts: tuple[Draft, ...], why: str, doubt: str | None
) -> ParseResult:
    saved = _saved(page.metadata)
    drafts = tuple(replace(draft, evidence=(*draft.evidence, *saved)) for draft in drafts)
    reasons = (why, *(f"{sentence[0].upper()}{sentence[1:]}." for sentence in reading.why))
    layout = f"saved page, {reading.layout}"
    return ParseResult(layout, drafts, page.metadata.site, doubt, reasons, reading.roles)


def _list_doubt(reading: Reading, page: _Page, drafts: tuple[Draft, ...]) -> str | None:
    """Why a list may be read wrong; a page of links that has no item is an index, and no doubt."""
    metadata = page.metadata
    if not drafts:
        lines = page.page.lines
        if any(line.is_prose for line in lines):
            return "no article and no dated items were found in it"
        is_index = 2 * sum(line.linked for line in lines) > sum(len(line.text) for line in lines)
        return None if is_index else "it holds only a few words, and no dated items"
    if len(drafts) == 1 and not drafts[0].body:
        return "it holds a headline without a text"
    if metadata.is_article and not metadata.is_list:
        return "it says of itself that it is one article, but it shows several dated items"
    if reading.doubtful:
        return reading.doubtful
    count = count_disagreements(drafts)
    return f"in {count} of its items tags and print disagree about the date" if count else None


def _saved(metadata: Metadata) -> tuple[Evidence, ...]:
    """When the page was saved, if the program that saved it noted that in the page."""
    if not metadata.saved:
        return ()
    return (Evidence("capture", None, f"saved {metadata.saved}, as the page itself notes"),)
