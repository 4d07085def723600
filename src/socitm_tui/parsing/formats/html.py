"""Saved web pages: `.html`, `.mhtml`, and what a browser saves as “complete”.

A page is read twice. As a list: its lines, furniture blanked, go to the layouts as those of a text
would. As an article: an extractor (trafilatura, in the extra `html`) says which lines are its main
text, and headline, date and byline are looked for around it. `judged` says which reading is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from socitm_tui.model.entities import Draft, Evidence, LineSpan
from socitm_tui.parsing.date_agreement import agreed, disagreeing
from socitm_tui.parsing.formats import (
    ENDS_TOO_SOON,
    Document,
    ParseResult,
    RefusedError,
    join_doubts,
    refuse_larger,
)
from socitm_tui.parsing.formats.html_article import Words, read_article
from socitm_tui.parsing.formats.html_decode import Saved, is_mhtml, unpack
from socitm_tui.parsing.formats.html_lines import Line, page_lines
from socitm_tui.parsing.formats.html_metadata import Metadata, read_metadata, unarchived
from socitm_tui.parsing.formats.html_tokens import tamed, web_address
from socitm_tui.parsing.pages import Reading, read_page
from socitm_tui.parsing.timestamps import parse_timestamp

MAX_BYTES: Final = 64 * 1024 * 1024
SUBPROCESS_FROM_BYTES: Final = (
    0  # bytes from which on another process reads it: others wrote the extractor
)
MOST_TEXT: Final = 4 * 1024 * 1024
MOST_TAGS: Final = 60_000  # the extractor takes seconds for more, and no article has them
_OPENING = re.compile(
    rb"(?:\xef\xbb\xbf|\s++|<\?[^>]*+>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_TAGS = re.compile(rb"<(?:html|head|body|div|p|title|meta)[\s>]", re.IGNORECASE)


def recognises(document: Document) -> bool:
    """True for what opens as a page does, and for files named so that hold its tags."""
    head = document.data[:16_384]
    if _OPENING.match(head) or is_mhtml(head):
        return True
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\0", b"")
        if _OPENING.match(head[2:]):
            return True
    named = document.name.lower().endswith((".html", ".htm", ".xhtml", ".shtml"))
    return named and bool(_TAGS.search(head)) and not _FEED.search(head)


def read(document: Document) -> ParseResult:
    """The items of a page, as a list or as one article.

    Raises:
        RefusedError: it holds no text, is too large, or what reads pages is not installed.
    """
    page = _open(document)
    cut = _read(page)
    return replace(cut, doubtful=join_doubts(ENDS_TOO_SOON, cut.doubtful)) if page.is_half else cut


def _read(page: _Page) -> ParseResult:
    lines = page.lines
    if not any(line.text for line in lines):
        raise RefusedError("it is a page without any text")
    main = _main_text(page.html)
    listing = read_page("\n".join("" if line.furniture else line.text for line in lines))
    words = Words(lines, main, page.meta, page.url)
    article = read_article(words)
    drafts = tuple(_with_page(draft, lines, page.url) for draft in listing.drafts)
    is_article, why = judged(drafts, article, page.meta)
    noted = _saved(page.meta)
    if is_article and article:
        draft = replace(article[0], evidence=(*article[0].evidence, *noted))
        return ParseResult("saved page, article", (draft,), page.meta.site, article[1], (why,))
    drafts = tuple(replace(draft, evidence=(*draft.evidence, *noted)) for draft in drafts)
    doubtful = _doubt(listing, page.meta) or _differing(drafts)
    reasons = (why, *(f"{one[0].upper()}{one[1:]}." for one in listing.why))
    return ParseResult(f"saved page, {listing.layout}", drafts, page.meta.site, doubtful, reasons)


def text(document: Document) -> str:
    """The lines of the page, on which its items stand."""
    return "\n".join(line.text for line in _open(document).lines)


# ------------------------------------------------------------------ opening
@dataclass(frozen=True, slots=True)
class _Page:
    html: str
    lines: tuple[Line, ...]
    meta: Metadata
    url: str | None
    is_half: bool = False


def _open(document: Document) -> _Page:
    refuse_larger(document, MAX_BYTES, "page")
    saved: Saved = unpack(document.data, document.charset)
    html = tamed(saved.html)
    if len(html) > MOST_TEXT:
        raise RefusedError("it holds more than 4 MB of text, too much for one page")
    meta = read_metadata(html)
    url = document.url or meta.url or (unarchived(saved.url) if saved.url else None)
    return _Page(html, page_lines(html), meta, url, saved.is_half)


def _main_text(html: str) -> str:
    """The main text of the page as the extractor finds it, or nothing."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - large, and seldom needed

    if html.count("<") > MOST_TAGS:
        return ""
    try:
        found: Any = bare_extraction(html, with_metadata=False, include_comments=False)
    except Exception:  # whatever it is, the page can still be read as a list
        return ""
    return str(found.text or "") if found else ""


# ------------------------------------------------------------------ which reading
def judged(
    items: tuple[Draft, ...], article: tuple[Draft, str | None] | None, meta: Metadata
) -> tuple[bool, str]:
    """Whether a page is one article, and the sentence that says why.

    It is one where no two dated items are found, where one text is more than half of all text, or
    where the page says so itself and fewer than three dated items speak against it.
    """
    dated = len({_date_line(draft) for draft in items if draft.date})
    lengths = sorted((len(draft.body) for draft in items), reverse=True)
    if article is None:
        return False, "No main text was found, so the page was read as a list."
    if sum(1 for draft in items if draft.date) < 2 and not meta.is_list:
        return True, "The page is read as one article: it shows no two dated items."
    if lengths[0] > sum(lengths) / 2 and lengths[0] > 200:
        return True, "The page is read as one article: one text is more than half of it."
    if meta.is_article and dated < 3:
        return True, "The page is read as one article, as it says of itself."
    lines = "one date line" if dated == 1 else f"{dated} date lines"
    return False, f"The page is read as a list: it shows {len(items)} items under {lines}."


def _date_line(draft: Draft) -> LineSpan | None:
    """Where the date of an item is printed."""
    return next((one.lines for one in draft.evidence if one.field == "date"), draft.lines)


def _doubt(listing: Reading, meta: Metadata) -> str | None:
    if meta.is_article and not meta.is_list:
        return "it says of itself that it is one article, but it shows several dated items"
    return listing.doubtful


# ------------------------------------------------------------------ a list
def _with_page(draft: Draft, lines: tuple[Line, ...], base: str | None) -> Draft:
    """The item with what the page's own tags say of it: where it leads, and a second date."""
    first, last = draft.lines
    own = lines[first - 1 : last]
    evidence = list(draft.evidence)
    moments = list(dict.fromkeys(line.moment for line in own if line.moment))
    date = draft.date
    if len(moments) == 1 and (said := parse_timestamp(moments[0], "the page’s own tag <time>")):
        date, sentence, _ = agreed(draft.date, [(said, "the page’s own tag <time>")])
        field = "second witness" if draft.date else "date"
        evidence.append(Evidence(field, _date_line(draft), sentence))
    url = draft.url or _link(draft, own, base)
    return replace(draft, date=date, url=url, evidence=tuple(evidence))


def _link(draft: Draft, own: tuple[Line, ...], base: str | None) -> str | None:
    """Where the headline of an item leads."""
    for line in own:
        if line.link and draft.title and line.text in draft.title:
            return web_address(unarchived(line.link), base)
    return None


def _saved(meta: Metadata) -> tuple[Evidence, ...]:
    """When the page was saved, where whoever saved it noted that in the page."""
    if not meta.saved:
        return ()
    return (Evidence("capture", None, f"saved {meta.saved}, as the page itself notes"),)


def _differing(drafts: tuple[Draft, ...]) -> str | None:
    count = disagreeing(drafts)
    return f"in {count} of its items tags and print disagree about the date" if count else None
