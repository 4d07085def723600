"""A page -> the dated news items on it, with the reasons.

The page is cut into units (`page`), each layout (one small module) reads all of them by its own
sentence (`grammar`), what each unit costs in each part is one table (`costs`), and the cheapest
reading wins (`judge`) and is cut into drafts (`cutting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from socitm_tui.layouts.cutting import cut, role_of
from socitm_tui.layouts.grammar import Part, Step
from socitm_tui.layouts.judge import Proposal, compete
from socitm_tui.layouts.page import Page, read_units
from socitm_tui.model import Draft, Role

MAX_LINES: Final = 100_000  # a page longer than this is no page
NEAR: Final = 0.6  # readings closer than this are a tie that a person should look at


@dataclass(frozen=True, slots=True)
class LineRole:
    """What one line was taken for, and the index of the item it belongs to."""

    role: Role
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as read: its items, what every line was taken for, and why."""

    layout: str
    drafts: tuple[Draft, ...]
    roles: tuple[LineRole, ...]
    """One for each line of `text.split("\\n")`."""
    doubtful: str | None
    """Why this reading is weak, or None where it is sound."""
    why: tuple[str, ...]
    """The reasons for the reading as a whole, each a sentence."""
    alternatives: tuple[tuple[str, float, str], ...]
    """The readings that lost: layout, distance behind the best, and a sentence."""


def read_page(text: str) -> Reading:
    """Return the reading of a page that explains all its lines best."""
    if text.count("\n") >= MAX_LINES:
        return _refused(text)
    page = read_units(text)
    proposals = compete(page)
    best = proposals[0]
    drafts = cut(page, best.grammar, best.steps)
    return Reading(
        layout=best.grammar.name,
        drafts=tuple(drafts),
        roles=_roles(page, best, drafts),
        doubtful=_doubt(proposals, drafts),
        why=_why(page, best, drafts),
        alternatives=tuple(_alternative(best, p) for p in proposals[1:6]),
    )


def _refused(text: str) -> Reading:
    """Return the reading of something that is too long to be a page."""
    roles = tuple(LineRole(Role.CHROME if t.strip() else Role.BLANK) for t in text.split("\n"))
    reason = f"it has more than {MAX_LINES:,} lines, which no page of news has"
    return Reading("nothing", (), roles, reason, (reason,), ())


def _roles(page: Page, best: Proposal, drafts: list[Draft]) -> tuple[LineRole, ...]:
    """Return what every line was taken for."""
    roles = [LineRole(Role.BLANK)] * len(page.blank)
    for unit, step in zip(page.units, best.steps, strict=True):
        titled = step.item is not None and drafts[step.item].title is not None
        role = LineRole(role_of(unit, step.part, titled), step.item)
        for number in range(unit.first, unit.last + 1):
            if not page.blank[number - 1]:
                roles[number - 1] = role
    return tuple(roles)


def _why(page: Page, best: Proposal, drafts: list[Draft]) -> tuple[str, ...]:
    """Return the reasons for a reading, each a sentence."""
    reasons = [f"the page is laid out as {best.grammar.specimen}"]
    if any(d.date and "/" in d.date.printed for d in drafts):
        reasons.append(f"dates are read {page.order.reason}")
    odd = sorted(
        ((s.cost, u) for u, s in zip(page.units, best.steps, strict=True) if s.cost >= 1.0),
        key=lambda pair: -pair[0],
    )
    for _, unit in odd[:3]:
        step = next(s for u, s in zip(page.units, best.steps, strict=True) if u is unit)
        reasons.append(f"line {unit.first} fits badly: it is taken for {_called(step)}")
    return tuple(reasons)


def _called(step: Step) -> str:
    """Return what a person calls a part of a page."""
    names = {
        Part.BODY: "text",
        Part.TITLE: "a headline",
        Part.STAMP: "a date line",
        Part.HEAD: "page furniture",
        Part.FOOT: "page furniture",
        Part.SUMMARY: "a summary",
    }
    return names.get(step.part, "page furniture")


def _alternative(best: Proposal, other: Proposal) -> tuple[str, float, str]:
    """Return a reading that lost, and by how much."""
    behind = round(other.total - best.total, 2)
    return other.grammar.name, behind, f"{other.grammar.specimen}: explains the page less well"


def _doubt(proposals: list[Proposal], drafts: list[Draft]) -> str | None:
    """Return why the best reading is weak, or None."""
    best = proposals[0]
    units = max(1, len(best.steps))
    if drafts and best.total / units > 0.9 and best.total > 5:
        return "much of the page does not fit the layout it was read by"
    for other in proposals[1:2]:
        if other.total - best.total < NEAR and drafts:
            return f"it could almost as well be read as {other.grammar.specimen}"
    return None
