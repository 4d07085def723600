"""The parts of a page: which are text, which bear dates, and what their lines are taken for."""

from __future__ import annotations

from typing import Final

from socitm_tui.model.entities import Role
from socitm_tui.parsing.layouts.grammar import Part
from socitm_tui.parsing.layouts.units import Unit

Placed = tuple[Unit, Part]
"""A unit and the part it has in a reading."""
Items = list[list[Placed]]

DATE_PARTS: Final = (Part.STAMP, Part.TITLED, Part.OPENING, Part.CLOSING, Part.ROW)
TEXT_PARTS: Final = (
    Part.SUMMARY, Part.OPENING, Part.CLOSING, Part.DATELINE, Part.NOTE, Part.BODY, Part.BULLET,
    Part.EXTRACT,
)  # fmt: skip
_DATE_LINES: Final = (Part.STAMP, Part.ECHO, Part.GROUP)
_HEADLINES: Final = (Part.TITLE, Part.TITLED, Part.ENDTITLE)
_ROLES: Final = {
    **dict.fromkeys(_DATE_LINES, Role.DATE_LINE),
    **dict.fromkeys(_HEADLINES, Role.HEADLINE),
    **dict.fromkeys(TEXT_PARTS, Role.BODY),
    Part.BYLINE: Role.BYLINE,
}
_NAMES: Final = {
    **dict.fromkeys(_DATE_LINES, "a date line"),
    **dict.fromkeys(_HEADLINES, "a headline"),
    **dict.fromkeys((*TEXT_PARTS, Part.ROW), "text"),
    **dict.fromkeys((Part.META, Part.LABEL, Part.BYLINE), "a byline or a line of labels"),
    **dict.fromkeys((Part.ASIDE, Part.ASIDES), "part of a block about something else"),
    **dict.fromkeys((Part.TALK, Part.TALKS), "a reader's comment"),
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
    return _ROLES.get(part, Role.BOILERPLATE)
