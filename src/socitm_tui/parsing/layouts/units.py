"""One logical line of a capture and what can be seen of it, without and with its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from socitm_tui.model.text import collapse_spaces
from socitm_tui.parsing.dates import DateText, month_or_year
from socitm_tui.parsing.layouts.boilerplate import Furniture, furniture, more_title, strip_more
from socitm_tui.parsing.layouts.bylines import byline, is_name, name_with_job, page_author
from socitm_tui.parsing.layouts.date_lines import Stamp, dateline, read_stamp
from socitm_tui.parsing.layouts.joined_lines import BULLET, Line
from socitm_tui.parsing.layouts.line_shapes import headline, prose

_NUMBER: Final = re.compile(r"^\(?(\d{1,2})[.:)]\s+(?=\D)")
_DATED_FURNITURE: Final = frozenset({"counter", "mail", "archive", "file", "copyright", "notice"})
_RUN_IN: Final = re.compile(
    r"(?P<title>[A-Z0-9“‘'\"][^.!?:|]{2,70}?)(?::| [–—-])\s+(?P<text>\S.{30,})"
)
_SUBJECT: Final = re.compile(r"subject:\s+(?:(?:re|fwd?):\s+)?(?P<subject>\S.{3,150})", re.I)


@dataclass(frozen=True, slots=True)
class Unit:
    """One logical line of a capture and what can be seen of it."""

    first: int
    last: int
    """Line numbers, counted from 1, both included."""
    text: str
    """Cleaned, without bullet, white space squeezed, a glued "read more" taken off."""
    words: int
    gap: int
    """Blank lines before it."""
    prose: float = 0.0
    headline: float = 0.0
    stamp: Stamp | None = None
    byline: str | None = None
    name: bool = False
    furniture: Furniture | None = None
    more_title: str | None = None
    subject: bool = False
    """A mail says that it is what it is about."""
    more_tail: bool = False
    bullet: bool = False
    number: int | None = None
    cells: int = 1
    """Columns of a table row."""
    seen_before: bool = False
    again: bool = False
    """The page prints it twice running."""
    masthead: bool = False
    """It stands in a small block at the very top of the page."""
    seen_later: bool = False
    repeats: int = 1
    """How often the page prints this very line."""
    tags: bool = False
    """Short labels between commas, or labels that other such lines of the page use."""
    echo: bool = False
    """A stamp that prints the day of the stamp before it once more."""
    served: bool = False
    """A date the page was made on for the visitor, among counters or a greeting."""
    mail: bool = False
    """The date of a mail that carries the news."""
    last_gap: int = 0
    """Blank lines after it."""
    point: bool = False
    """It is one of a list that belongs to the sentence above it."""
    fragment: bool = False
    """It ends the capture in mid-sentence."""
    runin: tuple[str, str] | None = None
    """The headline and the text of a line that runs them together: "Kiosks ordered: the ..."."""
    dateline: DateText | None = None
    """The date in "OSLO, 4 May 2012 - The city", with which a text begins."""
    card: bool = False
    """It tells about the author or the publisher, not about the news."""
    contents: bool = False
    """It stands in a list of contents whose headlines come again below."""
    listed: bool = False
    """A headline that a list of contents announced."""


def see_unit(raw: Line) -> Unit:
    """Return a unit with all that can be seen of it without looking at its neighbours."""
    whole = raw.text
    text = collapse_spaces(whole)
    bullet = BULLET.match(whole)
    if bullet and len(text) > 2:
        text = collapse_spaces(whole[bullet.end() :]) or text
    title = more_title(text)
    kept, tail = strip_more(text)
    is_more = furniture(text)
    if is_more is not None:
        kept, tail = text, False
    elif tail:
        kept = kept.rstrip(" |•·–—-")
        is_more = furniture(kept)
    if page_author(kept) and not is_more:
        is_more = Furniture("nav")
    subject = _SUBJECT.fullmatch(kept)
    if subject:
        kept, is_more = subject["subject"], None
    number = _NUMBER.match(kept)
    words = kept[number.end() :] if number else kept
    stamp = read_stamp(kept if tail else whole[bullet.end() :].strip() if bullet else whole)
    if stamp is not None and is_more is not None and is_more.kind not in _DATED_FURNITURE:
        is_more = None  # "2012-03-27" is all signs, and "Pages 27 March" no pager
    return Unit(
        raw.first, raw.last, kept, len(kept.split()), raw.gap,
        stamp=stamp, name=is_name(kept),
        byline=None if stamp and stamp.dress != "text" else byline(kept) or name_with_job(kept),
        furniture=None if title else is_more, more_title=title, more_tail=tail,
        bullet=bool(bullet),
        number=int(number.group(1)) if number else None,
        cells=_cells(whole), runin=run_in(words), headline=headline(words),
        subject=subject is not None, prose=prose(kept),
        dateline=None if stamp else dateline(kept),
    )  # fmt: skip


def run_in(text: str) -> tuple[str, str] | None:
    """Return headline and text of a line that runs them together, or None."""
    hit = _RUN_IN.fullmatch(text[:1200])
    if hit is None or len(hit["title"].split()) > 8 or len(hit["text"].split()) < 7:
        return None
    return hit["title"].strip(), text[hit.start("text") :]


def _cells(text: str) -> int:
    """Return how many columns a line sets side by side."""
    if len(text) > 400:
        return 1
    return 1 + text.strip(" |").count("|")


def heading_year(unit: Unit) -> tuple[int, int | None] | None:
    """Return the year, and the month where named, that a short heading gives to what follows."""
    if unit.words > 8 or unit.prose > 0.7:
        return None
    return month_or_year(unit.text)
