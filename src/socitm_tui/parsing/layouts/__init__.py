"""A page -> the dated news items on it, with the reasons.

The page is cut into units (`page`), each layout (one small module) reads all of them by its own
sentence (`grammar`), what each unit costs in each part is one table (`costs`), and the cheapest
reading wins (`judge`) and is cut into drafts (`cutting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from socitm_tui.model.entities import Draft, Role
from socitm_tui.parsing.layouts.drafts import cut
from socitm_tui.parsing.layouts.item_dates import NO_SUCH_DAY
from socitm_tui.parsing.layouts.page import Page, read_units
from socitm_tui.parsing.layouts.roles import called, role_of
from socitm_tui.parsing.layouts.scoring import Proposal, compete

MAX_LINES: Final = 60_000  # a page longer than this is no page
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
        doubtful=_doubt(page, proposals, drafts),
        why=_why(page, best, drafts),
        alternatives=tuple(_alternative(page, best, p) for p in proposals[1:6]),
    )


def _refused(text: str) -> Reading:
    """Return the reading of something that is too long to be a page."""
    roles = tuple(LineRole(Role.BOILERPLATE if t.strip() else Role.BLANK) for t in text.split("\n"))
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
    placed = zip(best.steps, page.units, strict=True)
    odd = sorted((p for p in placed if p[0].cost >= 1.0), key=lambda p: -p[0].cost)
    reasons += [
        f"line {unit.first} fits badly: it is taken for {called(step.part)}"
        for step, unit in odd[:3]
    ]
    return tuple(reasons)


def _alternative(page: Page, best: Proposal, other: Proposal) -> tuple[str, float, str]:
    """Return a reading that lost, by how much, and where it fits worse."""
    behind = round(other.total - best.total, 2)
    worst, unit = max(
        (
            (theirs.cost - ours.cost, n)
            for n, (ours, theirs) in enumerate(zip(best.steps, other.steps, strict=False))
        ),
        default=(0.0, 0),
    )
    reason = "its items agree less with each other"
    if worst >= 0.5:
        part = called(other.steps[unit].part)
        reason = f"line {page.units[unit].first} would have to be {part}"
    return other.grammar.name, behind, f"{other.grammar.specimen}: {reason}"


def _doubt(page: Page, proposals: list[Proposal], drafts: list[Draft]) -> str | None:
    """Return why the best reading is weak, or None."""
    best = proposals[0]
    if not drafts:
        return None
    if best.total > 5 and best.total / len(best.steps) > 0.9:
        return "much of the page does not fit the layout it was read by"
    if any(one.why == NO_SUCH_DAY for draft in drafts for one in draft.evidence):
        return f"of a date line, {NO_SUCH_DAY}"
    for other in proposals[1:]:
        if other.total - best.total >= NEAR or len(other.steps) < len(page.units):
            break
        if _outline(cut(page, other.grammar, other.steps)) != _outline(drafts):
            return f"it could almost as well be read as {other.grammar.specimen}"
    return None


def _outline(drafts: list[Draft]) -> list[tuple[str | None, str, str]]:
    """Return what makes two readings of a page the same for a reader: dates and ends of texts."""
    return [(d.date.value if d.date else None, d.body[:40], d.body[-40:]) for d in drafts]
