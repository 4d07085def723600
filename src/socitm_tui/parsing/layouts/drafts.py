"""A winning reading -> the items as drafts, with where each field of them stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from socitm_tui.model.entities import Draft, Evidence, LineSpan
from socitm_tui.model.text import looks_truncated
from socitm_tui.parsing.layouts.bylines import is_job, is_name, page_author
from socitm_tui.parsing.layouts.grammar import Grammar, Part, Step
from socitm_tui.parsing.layouts.item_dates import Calendar, date_of, why_undated
from socitm_tui.parsing.layouts.page import Page
from socitm_tui.parsing.layouts.roles import TEXT_PARTS, Placed, is_author_line
from socitm_tui.parsing.layouts.units import Unit

_NUMBERING: Final = re.compile(r"^(?:\(?\d{1,2}[.:)]|[#*+=]{1,3})\s+(?=\D)")
_DECORATION: Final = re.compile(r"^[\s•●▪»>*+=#|–—-]+|[\s|»>]+$")


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
    printed, date_unit = date_of(units, calendar)
    author, author_unit = _author(units) or page_author or (None, None)
    evidence = [
        _because("date", date_unit, printed.rule if printed else why_undated(units)),
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
    return looks_truncated(body)
