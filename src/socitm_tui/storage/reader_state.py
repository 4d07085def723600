"""Where the reader was left. Nothing hangs on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from socitm_tui.storage import checksum as seals
from socitm_tui.storage.atomic import sweep_old, write_safely
from socitm_tui.storage.regular_files import read_regular
from socitm_tui.storage.tinydb_file import FORMAT, as_json


@dataclass(frozen=True, slots=True)
class State:
    """Where the reader was left."""

    key: str | None = None
    query: str = ""
    theme: str | None = None
    measure: int | None = None
    places: Mapping[str, int] = field(default_factory=dict)
    """Key -> first line shown of its text, for the texts read last."""
    trail: tuple[str, ...] = ()
    """Keys of the items that were opened, latest last."""
    asked: tuple[str, ...] = ()
    """Queries that were entered, latest last."""
    order: str = "newest"
    dense: bool = False
    """True where the headings of months were put away."""


def read_state(path: Path) -> State:
    """The state as it was kept; one that cannot be read is forgotten, for nothing hangs on it."""
    try:
        data = read_regular(path)
        doc = json.loads(data)
        if doc["format"] > FORMAT or seals.state_of_bytes(data) == "broken":
            return State()
        known = {each.name for each in fields(State)}
        state = State(**{name: value for name, value in doc.items() if name in known})
        for value, kinds in (
            (state.key, (str, type(None))),
            (state.query, (str,)),
            (state.theme, (str, type(None))),
            (state.measure, (int, type(None))),
            (state.places, (dict,)),
            (state.trail, (list, tuple)),
            (state.asked, (list, tuple)),
            (state.order, (str,)),
            (state.dense, (bool,)),
        ):
            if not isinstance(value, kinds):
                return State()
        if not all(isinstance(one, str) for one in (*state.trail, *state.asked)):
            return State()
        state = replace(state, trail=tuple(state.trail), asked=tuple(state.asked))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return State()
    return state


def write_state(path: Path, state: State) -> None:
    """Keep the state.

    Raises:
        StoreError: it could not be written.
    """
    doc = {"format": FORMAT} | {each.name: getattr(state, each.name) for each in fields(State)}
    sweep_old(path.parent)
    write_safely(path, seals.sealed([as_json(doc)[:-1]]))
