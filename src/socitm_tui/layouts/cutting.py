"""A winning reading -> the items as drafts and what every line was taken for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from socitm_tui.dates import DateText, clock_of, read_date
from socitm_tui.layouts.bylines import is_job, is_name, page_author
from socitm_tui.layouts.grammar import Grammar, Part, Step
from socitm_tui.layouts.judge import DATE_PARTS
from socitm_tui.layouts.order import PageOrder
from socitm_tui.layouts.page import Page
from socitm_tui.layouts.units import Unit, heading_year
from socitm_tui.model import Draft, Evidence, LineSpan, PrintedDate, Role
from socitm_tui.text import looks_cut

Placed = tuple[Unit, Part]

ROLES: Final = {
    Part.STAMP: Role.STAMP,
    Part.ECHO: Role.STAMP,
    Part.GROUP: Role.STAMP,
    Part.TITLE: Role.HEADLINE,
    Part.TITLED: Role.HEADLINE,
    Part.ENDTITLE: Role.HEADLINE,
    Part.OPENING: Role.BODY,
    Part.CLOSING: Role.BODY,
    Part.DATELINE: Role.BODY,
    Part.NOTE: Role.BODY,
    Part.BYLINE: Role.BYLINE,
    Part.SUMMARY: Role.BODY,
    Part.BODY: Role.BODY,
    Part.BULLET: Role.BODY,
    Part.EXTRACT: Role.BODY,
}
TEXT_PARTS: Final = (
    Part.SUMMARY,
    Part.OPENING,
    Part.CLOSING,
    Part.DATELINE,
    Part.NOTE,
    Part.BODY,
    Part.BULLET,
    Part.EXTRACT,
)
_NUMBERING: Final = re.compile(r"^(?:\(?\d{1,2}[.:)]|[#*+=]{1,3})\s+(?=\D)")
_DECORATION: Final = re.compile(r"^[\s•●▪»>*+=#|–—-]+|[\s|»>]+$")


_NAMES: Final = {
    **dict.fromkeys((Part.STAMP, Part.ECHO, Part.GROUP), "a date line"),
    **dict.fromkeys((Part.TITLE, Part.TITLED, Part.ENDTITLE), "a headline"),
    **dict.fromkeys(
        (Part.BODY, Part.BULLET, Part.EXTRACT, Part.ROW, Part.OPENING, Part.NOTE), "text"
    ),
    **dict.fromkeys((Part.META, Part.LABEL, Part.BYLINE), "a byline or a line of labels"),
    **dict.fromkeys((Part.ASIDE, Part.ASIDES), "part of a block about something else"),
    **dict.fromkeys((Part.TALK, Part.TALKS), "a reader's comment"),
    **dict.fromkeys((Part.OPENING, Part.CLOSING, Part.DATELINE, Part.NOTE), "text"),
    Part.SUMMARY: "a summary",
}


def called(part: Part) -> str:
    """Return what a person calls a part of a page."""
    return _NAMES.get(part, "page furniture")


def is_author_line(unit: Unit, part: Part) -> bool:
    """Say whether a unit above or below a text names its author."""
    named = unit.byline is not None or unit.name
    return part in (Part.BYLINE, Part.META, Part.TAIL) and named


def role_of(unit: Unit, part: Part, row_has_title: bool) -> Role:
    """Return what the lines of a unit were taken for."""
    if part is Part.ROW:
        return Role.HEADLINE if row_has_title else Role.BODY
    if is_author_line(unit, part):
        return Role.BYLINE
    return ROLES.get(part, Role.CHROME)


# ------------------------------------------------------------------------------ dates of items


class Calendar:
    """The dates of a page's items: their own, or those of the headings above them."""

    def __init__(self, page: Page, steps: Sequence[Step]) -> None:
        self.order: PageOrder = page.order
        self.shared: PrintedDate | None = None
        self.shared_unit: Unit | None = None
        self.year: int | None = _only_year(page, steps)

    def see(self, unit: Unit, part: Part) -> None:
        """Remember the year or the date that a heading gives to what is below it."""
        if part in (Part.HEAD, Part.TAIL, Part.GROUP) and (found := heading_year(unit)):
            self.year = found[0]
        if part is Part.GROUP and unit.stamp is not None:
            self.shared = self.read(unit.stamp.date)
            self.shared_unit = unit

    def read(self, found: DateText) -> PrintedDate | None:
        """Return the date that a stamp prints."""
        return read_date(found, self.order.order, self.order.reason, self.year)


def _only_year(page: Page, steps: Sequence[Step]) -> int | None:
    """Return the year that the head of the page names, if it names just one."""
    years = {
        found[0]
        for unit, step in zip(page.units, steps, strict=False)
        if step.part is Part.HEAD and (found := heading_year(unit))
    }
    return years.pop() if len(years) == 1 else None


# ------------------------------------------------------------------------------ items


def cut(page: Page, grammar: Grammar, steps: Sequence[Step]) -> list[Draft]:
    """Return the items of a reading in the order of the page."""
    calendar = Calendar(page, steps)
    author = _page_author(page, steps)
    drafts: list[Draft] = []
    current: list[Placed] = []
    item: int | None = None
    for unit, step in zip(page.units, steps, strict=True):
        if current and step.item != item:
            drafts.append(_draft(current, grammar, calendar, author))
            current = []
        item = step.item
        calendar.see(unit, step.part)
        if step.item is not None:
            current.append((unit, step.part))
    if current:
        drafts.append(_draft(current, grammar, calendar, author))
    if len(drafts) == 1 and _trails_off(drafts[0].body):
        drafts = [replace(drafts[0], truncated=False)]
    return drafts


def _trails_off(body: str) -> bool:
    """Say whether a full text ends in dots because its writer liked it so."""
    paragraphs = body.split("\n\n")
    return len(paragraphs) >= 4 and paragraphs[-1].endswith(("...", "…"))


def _draft(
    units: list[Placed], grammar: Grammar, calendar: Calendar, page_author: tuple[str, Unit] | None
) -> Draft:
    """Return one item cut out of its units."""
    title, title_unit = _title(units)
    body_units = [u for u, p in units if p in TEXT_PARTS]
    paragraphs = [_words(u, p) for u, p in units if p in TEXT_PARTS]
    row = next((u for u, p in units if p is Part.ROW), None)
    if row is not None and row.stamp is not None and title is None:
        body_units, paragraphs = [row], [row.stamp.rest]
    body = "\n\n".join(paragraphs)
    printed, date_unit = _date(units, calendar)
    author, author_unit = _author(units) or page_author or (None, None)
    evidence = [
        _because("date", date_unit, printed.rule if printed else _no_date(units)),
        _because(
            "title", title_unit, "the headline of the item" if title else "no headline is printed"
        ),
        _because("body", (body_units[0], body_units[-1]) if body_units else None, grammar.specimen),
    ]
    if author:
        evidence.append(_because("author", author_unit, "the line names the author"))
    return Draft(
        lines=_span(units),
        body=body,
        title=title,
        date=printed,
        author=author,
        truncated=_is_cut(body, body_units, row is not None),
        evidence=tuple(evidence),
    )


def _words(unit: Unit, part: Part) -> str:
    """Return the words of a unit that belong to the text, without its date or its headline."""
    if part in (Part.OPENING, Part.CLOSING) and unit.stamp is not None:
        return unit.stamp.rest
    if part is Part.NOTE and unit.runin is not None:
        return unit.runin[1]
    return unit.text


def _because(field: str, where: Unit | tuple[Unit, Unit] | None, why: str) -> Evidence:
    """Return the evidence for a field."""
    if where is None:
        return Evidence(field, None, why)
    first, last = where if isinstance(where, tuple) else (where, where)
    return Evidence(field, (first.first, last.last), why)


def _span(units: list[Placed]) -> LineSpan:
    """Return the lines of an item, furniture at its end left out."""
    kept = [u for u, p in units if p not in (Part.TAIL, Part.MORE)] or [u for u, _ in units]
    return kept[0].first, kept[-1].last


def _title(units: list[Placed]) -> tuple[str | None, Unit | None]:
    """Return the printed headline and its unit."""
    for unit, part in units:
        if part is Part.TITLE:
            return tidy_title(unit.text), unit
        if part is Part.ENDTITLE:
            return tidy_title(unit.more_title or unit.text), unit
        if part is Part.NOTE and unit.runin is not None:
            return tidy_title(unit.runin[0]), unit
        if part is Part.TITLED and unit.stamp is not None:
            return tidy_title(unit.stamp.rest), unit
        if part is Part.ROW and unit.stamp is not None and unit.stamp.dress != "text":
            return tidy_title(unit.stamp.rest), unit
    return None, None


def tidy_title(text: str) -> str:
    """Return a headline without its number, bullet or frame."""
    text = _DECORATION.sub("", text)
    return _NUMBERING.sub("", text).strip() or text


def _date(units: list[Placed], calendar: Calendar) -> tuple[PrintedDate | None, Unit | None]:
    """Return the date of an item and the unit that prints it."""
    own = [u for u, p in units if p in (*DATE_PARTS, Part.ECHO)]
    for unit in own:
        if unit.stamp is None or unit.stamp.dress in ("updated", "event"):
            continue
        printed = calendar.read(unit.stamp.date)
        if printed is None:
            return None, unit
        clock = _clock(units, own)
        if clock and not printed.time:
            printed = PrintedDate(
                printed.value, printed.precision, printed.printed, printed.rule, clock
            )
        return printed, unit
    if own:
        return None, own[0]
    for unit, part in units:
        if part is Part.DATELINE and unit.dateline is not None:
            return calendar.read(unit.dateline), unit
    return calendar.shared, calendar.shared_unit


def _clock(units: list[Placed], own: list[Unit]) -> str | None:
    """Return the clock time that a stamp of the item prints, or a line of its frame."""
    for unit in own:
        if unit.stamp is not None and unit.stamp.date.clock:
            return unit.stamp.date.clock
    frame = (u.text for u, p in units if p in (Part.META, Part.TAIL, Part.BYLINE))
    return next((clock for text in frame if (clock := clock_of(text))), None)


NO_SUCH_DAY: Final = "what is printed is no day of the calendar between 1990 and 2100"


def _no_date(units: list[Placed]) -> str:
    """Return why an item has no date."""
    for unit, part in units:
        if part is Part.STAMP and unit.stamp is not None:
            if unit.stamp.date.form == "relative":
                return (
                    f"“{unit.stamp.date.printed}” counts from a day that the capture does not give"
                )
            if unit.stamp.dress == "updated":
                return "only the day of a change is printed, not that of publication"
            if unit.stamp.date.form == "day-month":
                return "no year is printed"
            return NO_SUCH_DAY
    return "no date is printed for it"


def _author(units: list[Placed]) -> tuple[str, Unit] | None:
    """Return the author that a line of the item names."""
    for unit, part in units:
        if (
            part in (Part.STAMP, Part.ECHO, Part.ROW, Part.TITLED)
            and unit.stamp
            and unit.stamp.author
        ):
            return unit.stamp.author, unit
        if is_author_line(unit, part):
            return unit.byline or unit.text, unit
    return None


def _page_author(page: Page, steps: Sequence[Step]) -> tuple[str, Unit] | None:
    """Return the author to whom the head of the page gives all of its items."""
    head = [u for u, s in zip(page.units, steps, strict=False) if s.part is Part.HEAD][:12]
    for i, unit in enumerate(head):
        if name := page_author(unit.text):
            return name, unit
        following = head[i + 1] if i + 1 < len(head) else None
        if is_name(unit.text) and following is not None and is_job(following.text):
            return unit.text, unit
    return None


def _is_cut(body: str, units: list[Unit], row: bool) -> bool:
    """Say whether the capture holds only the beginning of the text."""
    if not units:
        return False
    if units[-1].more_tail and not body.rstrip().endswith((".", "!", "?", "”", '"')):
        return True
    if row:
        return body.rstrip().endswith(("...", "…", "[...]"))
    return looks_cut(body)
