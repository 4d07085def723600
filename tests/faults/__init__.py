"""Faults, on purpose: what they are tried on, and the table of what was lost."""

from collections.abc import Callable

from tests.faults import fuzz, kinds, places

FAULTS = (
    kinds.killed_at_random,
    kinds.killed_at_each_operation,
    kinds.failing_once,
    kinds.failing_from,
    kinds.full,
    kinds.killed_in_upkeep,
    kinds.failing_in_upkeep,
    places.several_at_once,
    places.full_disk,
    places.read_only,
    places.vanished,
    places.flipped,
    fuzz.captures,
    fuzz.words,
    fuzz.homes,
)


def name_of(fault: Callable[..., object]) -> str:
    """As `places.full_disk`."""
    return f"{fault.__module__.rpartition('.')[2]}.{fault.__name__}"
