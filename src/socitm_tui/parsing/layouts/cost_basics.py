"""What the tables of costs have in common."""

from __future__ import annotations

from typing import Final

from socitm_tui.model.text import ends_with_ellipsis
from socitm_tui.parsing.layouts.units import Unit

NO: Final = 60.0  # a part that a unit cannot have


def is_kind(unit: Unit, *kinds: str) -> bool:
    """Say whether a unit is surely furniture of one of the kinds."""
    return unit.furniture is not None and unit.furniture.firm and unit.furniture.kind in kinds


def is_firm(unit: Unit) -> bool:
    """Say whether a unit is surely furniture."""
    return unit.furniture is not None and unit.furniture.firm


def is_loose(unit: Unit) -> bool:
    """Say whether some words of a unit are those of furniture."""
    return unit.furniture is not None and not unit.furniture.firm


def is_extract(unit: Unit) -> bool:
    """Say whether a text says of itself that there is more of it."""
    return unit.more_tail or ends_with_ellipsis(unit.text)
