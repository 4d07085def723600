"""A page -> the dated news items on it, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass

from socitm_tui.model import Draft, Role


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
    roles = tuple(
        LineRole(Role.CHROME if line.strip() else Role.BLANK) for line in text.split("\n")
    )
    return Reading("nothing", (), roles, None, ("the page holds no news item",), ())
