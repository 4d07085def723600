"""The key table as the user's `config.toml` changes it. No Textual here.

    [keys]
    preset = "newsboat"        # or "vim"
    bookmark = "ctrl+t"
    next-unread = ["n", "."]

Two actions on one key in one pane are an error: who gives a key to an action must give another key
to the action that had it before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from socitm_tui.model.suggestion import did_you_mean
from socitm_tui.tui.keys import KEYS, SEPARATE_PANES, Key

PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "newsboat": {
        "pipe": ("|",),
        "next-unread": ("n", "."),
        "previous-unread": ("p", ","),
        "read": ("N",),
        "read-all": ("A",),
        "next-hit": ("=",),
        "previous-hit": ("+",),
        "notes": ("M",),
        "highlight": ("I",),
        "captures": ("Z",),
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
        "half-page-down": ("ctrl+d",),
        "half-page-up": ("ctrl+u",),
        "page-down": ("ctrl+f", "pagedown"),
        "page-up": ("ctrl+b", "pageup"),
        "bookmark": ("b", "m"),
    },
}
RENAMED: Mapping[str, str] = {
    "mark-passage": "add-highlight",
    "note-passage": "add-note",
    "unmark-passage": "remove-highlight",
    "copy-passage": "copy-words",
    "leave-passage": "leave-words",
}
"""Name of an action in older configurations -> its name now."""
WITHDRAWN: Mapping[str, str] = {
    "palette": "“help” lists all actions",
    "density": "months have headings if they have three items or more on the average",
}
"""Name of an action that is no more -> what stands in its place."""
NAMED_KEYS = frozenset(
    (
        "space", "enter", "tab", "shift+tab", "escape", "up", "down", "left", "right", "home",
        "end", "pageup", "pagedown", "insert", "delete", "backspace",
    )
)  # fmt: skip
"""Keys that are written as a name."""
SAME_KEYS: Mapping[str, str] = {"ctrl+i": "tab", "ctrl+m": "enter"}
"""Keys that a terminal sends as other keys."""
KEY_PATTERN = re.compile(r"\S|(?:ctrl\+)?[a-z@\\\]^_]|f(?:[1-9]|1[0-9]|2[0-4])")


class RebindError(ValueError):
    """A configuration of keys that cannot be used; the message is a sentence for the user."""


def rebind_keys(preset: str | None, wanted: Mapping[str, Sequence[str]]) -> tuple[Key, ...]:
    """The key table with the keys of a preset, and those that the user wants.

    Raises:
        RebindError: a sentence naming the unknown action or key, or the two that clash.
    """
    if preset is not None and preset not in PRESETS:
        near = " and ".join(f"“{name}”" for name in PRESETS)
        raise RebindError(f"there are no keys called “{preset}”; there are {near}")
    known = {key.id for key in KEYS}
    renamed = {RENAMED.get(name, name): keys for name, keys in wanted.items()}
    wanted = renamed | {name: keys for name, keys in wanted.items() if name not in RENAMED}
    for name, keys in wanted.items():
        if name in WITHDRAWN:
            raise RebindError(f"there is no action “{name}” any more: {WITHDRAWN[name]}")
        if name not in known:
            raise RebindError(
                f"there is no action “{name}” to give a key{did_you_mean(name, known, '')}"
            )
        for key in keys:
            if key not in NAMED_KEYS and not KEY_PATTERN.fullmatch(key):
                raise RebindError(f"“{key}” is no key that can be given to “{name}”")
            if key in SAME_KEYS:
                raise RebindError(f"“{key}” is “{SAME_KEYS[key]}” to a terminal, so not “{name}”")
    given = {**PRESETS.get(preset or "", {}), **wanted}
    table = tuple(replace(key, keys=tuple(given.get(key.id, key.keys))) for key in KEYS)
    _check_clashes(table)
    return table


def _check_clashes(table: Sequence[Key]) -> None:
    """Raise an error if two actions have one key in one pane."""
    for number, first in enumerate(table):
        for second in table[number + 1 :]:
            shared = {*first.keys} & {*second.keys}
            if shared and _act_together(first, second):
                raise RebindError(
                    f"“{sorted(shared)[0]}” cannot mean both “{first.id}” and “{second.id}”; "
                    f"give one of them another key"
                )


def _act_together(first: Key, second: Key) -> bool:
    """True if both act in one pane."""
    if {*first.panes} & {*second.panes}:
        return True
    is_anywhere = "everywhere" in first.panes or "everywhere" in second.panes
    is_separate = any({*key.panes} <= {*SEPARATE_PANES} for key in (first, second))
    return is_anywhere and not is_separate
