"""The table of keys as the user's `config.toml` wants it. No Textual here.

    [keys]
    preset = "newsboat"        # or "vim"
    bookmark = "ctrl+t"
    next-unread = ["n", "."]

What a key did before it was given to another action is not done by it any more only where that
action was given another key too: two actions on one key in one pane are a mistake that is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from socitm_tui.model.suggestion import did_you_mean
from socitm_tui.tui.keys import APART, KEYS, Key

PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "newsboat": {
        "next-unread": ("n", "."),
        "previous-unread": ("p", ","),
        "read": ("N",),
        "read-all": ("A",),
        "next-hit": ("=",),
        "previous-hit": ("+",),
        "notes": ("M",),
        "highlight": ("I",),
        "toggle-text": ("P",),
        "refresh": ("R", "U"),
    },
    "vim": {
        "open": ("enter", "l"),
        "next-pane": ("tab", "ctrl+w"),
        "previous-pane": ("shift+tab",),
        "timeline-pane": ("2", "h"),
        "pick": ("v", "x"),
        "pager": ("P",),
    },
}
NAMED = frozenset(
    (
        "space", "enter", "tab", "shift+tab", "escape", "up", "down", "left", "right", "home",
        "end", "pageup", "pagedown", "insert", "delete", "backspace",
    )
)  # fmt: skip
"""Keys that are given by a name."""
PATTERN = re.compile(r"\S|(?:ctrl\+)?[a-z@\\\]^_]|f(?:[1-9]|1[0-9]|2[0-4])")


class RebindError(ValueError):
    """Keys that cannot be used; the message is a sentence for the user."""


def rebound(preset: str | None, wanted: Mapping[str, Sequence[str]]) -> tuple[Key, ...]:
    """The table with other keys for some actions.

    Raises:
        RebindError: a sentence naming the unknown action or key, or the two that clash.
    """
    if preset is not None and preset not in PRESETS:
        near = " and ".join(f"“{one}”" for one in PRESETS)
        raise RebindError(f"there are no keys called “{preset}”; there are {near}")
    known = {key.id for key in KEYS}
    for name, keys in wanted.items():
        if name not in known:
            raise RebindError(
                f"there is no action “{name}” to give a key{did_you_mean(name, known, '')}"
            )
        for one in keys:
            if one not in NAMED and not PATTERN.fullmatch(one):
                raise RebindError(f"“{one}” is no key that can be given to “{name}”")
    given = {**PRESETS.get(preset or "", {}), **wanted}
    table = tuple(replace(key, keys=tuple(given.get(key.id, key.keys))) for key in KEYS)
    _refuse_clashes(table)
    return table


def _refuse_clashes(table: Sequence[Key]) -> None:
    for number, one in enumerate(table):
        for other in table[number + 1 :]:
            both = set(one.keys) & set(other.keys)
            if both and _meet(one, other):
                raise RebindError(
                    f"“{sorted(both)[0]}” cannot mean both “{one.id}” and “{other.id}”; "
                    f"give one of them another key"
                )


def _meet(one: Key, other: Key) -> bool:
    """True where both act in one pane."""
    if {*one.panes} & {*other.panes}:
        return True
    everywhere = "everywhere" in one.panes or "everywhere" in other.panes
    return everywhere and not any({*each.panes} <= {*APART} for each in (one, other))
