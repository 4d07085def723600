"""A page as one article: its main text, and around it the headline, the date and the byline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from socitm_tui.model.entities import Draft, Evidence
from socitm_tui.model.text import ends_with_ellipsis
from socitm_tui.parsing.dates.finder import find_dates
from socitm_tui.parsing.formats.html_date_candidates import CHANGED, DatedPage
from socitm_tui.parsing.formats.html_dates import PageDate, find_page_date
from socitm_tui.parsing.formats.html_lines import Line, PageLines
from socitm_tui.parsing.formats.html_main_text import LONG, home_regions, main_lines, squash
from socitm_tui.parsing.formats.html_metadata import Metadata
from socitm_tui.parsing.languages import DEFAULT_LANGUAGE, load_languages
from socitm_tui.parsing.page_language import page_language

LINES_ABOVE, LINES_BELOW, LINES_AFTER = 5, 6, 4
"""Lines around the headline, and after the text, where a byline may stand."""
LONGEST_BYLINE: Final = 120
"""Characters of a line that may be a byline, a date line or a note of a change."""
HEADINGS_IN_TEXT: Final = 8
"""Lines of the main text, from its start, among which the headline may be."""
MAX_ABOVE: Final = 30
"""Lines above the main text, blank ones included, in which its headline is."""
MAX_OPENING_LINES: Final = 4
"""Short lines at the beginning of a text that are left out, such as a place or a date."""
LEDE_LINES: Final = 10
"""Lines above the main text in which its first paragraph is looked for."""
LANGUAGE_SAMPLE: Final = 4000
"""Characters of the text by which its language is known."""
LINK_SHARE: Final = 0.8
"""A line with this share of links that is not a sentence leads to another page."""
MIN_LINK_LETTERS: Final = 25
"""Characters of a line from which on its share of links is considered."""
MAX_CONTAINER_LINES: Final = 120
"""Lines of a list or table, blank ones included; what holds more lays out the page."""
CONTAINERS: Final = frozenset({"ul", "ol", "dl", "table"})

_BYLINE = re.compile(
    r"(?:(?:written|posted|published)\s+)?by:?\s+(?P<name>[^|,·•\d]{3,60}?)\s*"
    r"(?:[|,·•].*|(?:on|in|at)\s.*|)",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"author:\s*(?P<name>[^|·•\d]{3,60})", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:;\"”»“)\]]\s*$")
_READ_MORE = re.compile(
    r"\W*(?:read (?:more|also|next)|also read|see also|related|more on|lea|lee|le puede|te puede"
    r"|leia|lire aussi|à lire|lesen sie|mehr zum|siehe auch|lees ook|leggi anche|czytaj"
    r"|przeczytaj|læs også|läs (?:också|även)|les også)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What is known of a page before it is read as an article."""

    page: PageLines
    main_text: str
    """The main text, as the extractor returns it."""
    metadata: Metadata
    url: str | None

    @property
    def lines(self) -> list[Line]:
        """The lines of the page."""
        return self.page.lines


@dataclass(frozen=True, slots=True)
class Article:
    """A page read as one article."""

    draft: Draft
    body: tuple[int, ...]
    """The numbers of the lines of its text."""
    doubt: str | None
    """Why the reading may be wrong, or None."""


def read_article(page: ArticlePage) -> Article | None:
    """The page as one item, or None if it has no main text."""
    main = main_lines(page.page, page.main_text)
    if not main:
        return None
    title = _title(page, main)
    body = _body(page, main, title)
    lines = page.lines
    text = "\n\n".join(lines[number - 1].text for number in body)
    if len(squash(text)) < LONG:
        return None
    language = page_language(text[:LANGUAGE_SAMPLE])
    if language == DEFAULT_LANGUAGE and page.metadata.language in load_languages():
        language = page.metadata.language
    dated = DatedPage(page.page, page.metadata, page.url, title, body, language)
    date = find_page_date(dated)
    byline, author = _author(page, title, body)
    body = _without_header(body, lines, date, byline)
    text = "\n\n".join(lines[number - 1].text for number in body)
    header = [number for number in (title, byline, *(date.lines or ())) if number]
    span = [*body, *(n for n in header if body[0] - 40 < n < body[-1] + 40)]
    draft = Draft(
        lines=(min(span), max(span)),
        body=text,
        title=lines[title - 1].text if title else page.metadata.title,
        date=date.date,
        author=author or page.metadata.author,
        url=page.url,
        truncated=ends_with_ellipsis(text),
        evidence=(*_evidence(page, title, byline), *date.evidence),
    )
    return Article(draft, tuple(body), date.doubt)


def _evidence(page: ArticlePage, title: int, byline: int) -> Iterator[Evidence]:
    """Where headline and author are printed, or that only tags give them."""
    named = page.metadata.title
    if title:
        agrees = named and squash(page.lines[title - 1].text) in squash(named)
        more = "; the page’s tags agree" if agrees else f"; the page’s tags say “{named}”"
        sentence = "the heading above the text" + (more if named else "")
        yield Evidence("title", (title, title), sentence)
    elif named:
        yield Evidence("title", None, "not printed above the text; the page’s tags say it")
    if byline:
        yield Evidence("author", (byline, byline), "printed beside the headline")
    elif page.metadata.author:
        yield Evidence("author", None, "not printed; the page’s tags say it")


# ------------------------------------------------------------------ lines, by number from 1
def _body(page: ArticlePage, main: list[int], title: int) -> list[int]:
    """The lines of the text: those of the main text, less links, with what belongs between."""
    numbers = set(main) | set(_lede(page, main)) | set(_container_lines(page, main))
    numbers.discard(title)
    body = [n for n in sorted(numbers) if not _is_link_to_more(page.lines[n - 1])]
    body = [n for n in body if not _repeats_title(page, n, title)]
    if any(page.lines[n - 1].is_prose for n in body):
        home = home_regions(page.page, body)
        body = [n for n in body if not _is_aside(page, n, home)]
    first_prose = next((n for n in body if n > title and page.lines[n - 1].is_prose), 0)
    if title and first_prose:  # what is short and above the headline is the head of the site
        body = [n for n in body if n > title or page.lines[n - 1].is_prose]
    return _without_opening(page, body or sorted(set(main) - {title}))


def _without_opening(page: ArticlePage, body: list[int]) -> list[int]:
    """The text without the few short lines before its first long one, such as a place or a date."""
    lines = page.lines
    long = next((i for i, n in enumerate(body) if len(squash(lines[n - 1].text)) >= LONG), 0)
    if long > MAX_OPENING_LINES:
        return body
    opening = [n for n in body[:long] if _SENTENCE_END.search(lines[n - 1].text)]
    return [*opening, *body[long:]]


def _lede(page: ArticlePage, main: list[int]) -> Iterator[int]:
    """The paragraphs between the heading above the main text and its first line."""
    first = main[0]
    lines = page.lines
    above = range(max(1, first - LEDE_LINES), first)
    heading = next((n for n in above if 0 < lines[n - 1].heading <= 2), first)
    for number in range(heading + 1, first):
        line = lines[number - 1]
        if line.is_prose and not line.is_quoted and line.region == lines[first - 1].region:
            yield number


def _container_lines(page: ArticlePage, main: list[int]) -> Iterator[int]:
    """The other lines of the lists and tables of which the main text has a part."""
    containers = {container for number in main for container in _containers(page, number)}
    if not containers:
        return
    taken = set(main)
    for number in range(main[0], main[-1] + 1):
        line = page.lines[number - 1]
        is_text = line.text and not line.linked and number not in taken
        if is_text and not containers.isdisjoint(_containers(page, number)):
            yield number


def _containers(page: ArticlePage, number: int) -> Iterator[HtmlElement]:
    """The lists and tables around a line, less those that lay out the page."""
    owner = page.page.owners[number - 1]
    for element in (owner, *owner.iterancestors(*CONTAINERS)):
        if element.tag in CONTAINERS:
            first, last = page.page.spans.get(element, (0, MAX_CONTAINER_LINES))
            if last - first >= MAX_CONTAINER_LINES:
                return
            yield element


def _is_link_to_more(line: Line) -> bool:
    """True for a line that leads to another page, as “Read also: The mill reopens”."""
    length = len(line.text)
    if length > MIN_LINK_LETTERS and line.linked >= LINK_SHARE * length:
        return not _SENTENCE_END.search(line.text)
    return 2 * line.linked >= length and bool(_READ_MORE.match(line.text))


def _is_aside(page: ArticlePage, number: int, home: frozenset[int]) -> bool:
    """True for a short line in a sidebar, a menu and the like that does not hold the text."""
    line = page.lines[number - 1]
    return (
        bool(page.page.regions[line.region].kind) and not line.is_prose and line.region not in home
    )


def _repeats_title(page: ArticlePage, number: int, title: int) -> bool:
    """True for a line near the headline that has the same words."""
    if not title or abs(number - title) > LEDE_LINES:
        return False
    return squash(page.lines[number - 1].text) == squash(page.lines[title - 1].text)


def _without_header(body: list[int], lines: list[Line], date: PageDate, byline: int) -> list[int]:
    """The text without the lines that have only its date and its author."""
    header = {byline}
    if date.lines and date.date:
        for number in range(date.lines[0], date.lines[1] + 1):
            text = lines[number - 1].text
            if not lines[number - 1].is_prose and len(text) <= LONGEST_BYLINE:
                header.add(number)
    header |= {number for number in body[-3:] if _is_change_note(lines[number - 1])}
    return [number for number in body if number not in header] or body


def _is_change_note(line: Line) -> bool:
    """True for a line as “Page last reviewed on 9 January 2019”."""
    is_short = len(line.text) <= LONGEST_BYLINE and bool(CHANGED.search(line.text))
    return is_short and any(mention.has_day for mention in find_dates(line.text))


def _title(page: ArticlePage, main: list[int]) -> int:
    """The heading of the article: the one that the tags name, else the nearest above the text."""
    first = next((n for n in main if page.lines[n - 1].is_prose), main[:HEADINGS_IN_TEXT][-1])
    headings = [
        number
        for number, line in enumerate(page.lines[:first], 1)
        if 0 < line.heading <= 4 and not _is_date(line.text) and not _is_foreign(page, number)
    ]
    headings = [n for n in headings if not _leads_home(page.lines[n - 1])] or headings
    named = squash(page.metadata.title or "") or squash(page.metadata.window_title or "")
    site = squash(page.metadata.site or "")
    for number in reversed(headings):
        letters = squash(page.lines[number - 1].text)
        is_named = letters in named or (named and named in letters)
        if len(letters) > 3 and letters != site and is_named:
            return number
    if not headings:
        return 0
    near = [n for n in headings if n >= main[0] - MAX_ABOVE] or headings
    best = min(page.lines[number - 1].heading for number in near)
    return [number for number in near if page.lines[number - 1].heading == best][-1]


def _is_foreign(page: ArticlePage, number: int) -> bool:
    return page.page.regions[page.lines[number - 1].region].kind in ("comments", "related")


def _is_date(text: str) -> bool:
    """True for a heading that is only a date."""
    if len(text) > LONGEST_BYLINE:
        return False
    mentions = find_dates(text)
    return sum(m.end - m.start for m in mentions if m.precision != "none") >= len(text) - 3 > 0


def _leads_home(line: Line) -> bool:
    return bool(line.link and re.fullmatch(r"(?:https?://[^/]+)?/?", line.link))


def _author(page: ArticlePage, title: int, body: list[int]) -> tuple[int, str | None]:
    """The line of the byline and the name in it."""
    for number in _around(page, title, body):
        text = page.lines[number - 1].text
        if len(text) <= LONGEST_BYLINE and (
            match := _BYLINE.fullmatch(text) or _AUTHOR.fullmatch(text)
        ):
            return number, match["name"].strip()
    return 0, None


def _around(page: ArticlePage, title: int, body: list[int]) -> list[int]:
    """The lines where a byline may be: below the headline, above it, below the text."""
    start = title or body[0]
    below = [n for n in range(start + 1, len(page.lines) + 1) if page.lines[n - 1].text]
    above = [n for n in range(start - 1, 0, -1) if page.lines[n - 1].text]
    after = [n for n in range(body[-1] + 1, len(page.lines) + 1) if page.lines[n - 1].text]
    own = [start] if not title else []
    return [*own, *below[:LINES_BELOW], *above[:LINES_ABOVE], *after[:LINES_AFTER]]
