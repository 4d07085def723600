"""The table of keys as Textual's bindings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

from socitm_tui.tui.keys import KEYS, Key, Pane, keys_of, told

if TYPE_CHECKING:
    from textual.dom import DOMNode

NAMES = {",": "comma"}  # Textual parts the keys of one binding by commas


def bindings(pane: Pane) -> list[BindingType]:
    """The bindings of one pane, each with the id it can be rebound by."""
    return [
        Binding(
            ",".join(NAMES.get(one, one) for one in key.keys),
            bound_action(key),
            key.name,
            show=False,
            tooltip=key.says,
            id=key.id,
        )
        for key in keys_of(pane)
    ]


def bound_action(key: Key) -> str:
    """The action that Textual runs: a method of the widget, or one that the screen looks up."""
    return f"perform('{key.action}')" if "." in key.action else key.action


def table_of(node: DOMNode) -> Sequence[Key]:
    """The keys of the reader that a widget or screen belongs to, as the user wants them."""
    return getattr(node.app, "table", KEYS)


def told_in(node: DOMNode, hint: str) -> str:
    """A hint with the keys of the actions it names in braces, as they are there."""
    return told(hint, table_of(node))
