"""The table of keys as Textual's bindings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

from socitm_tui.tui.keys import KEYS, Key, Pane, fill_hint, pane_keys

if TYPE_CHECKING:
    from textual.dom import DOMNode

TEXTUAL_KEY_NAMES = {",": "comma"}  # a comma separates the keys of one binding


def pane_bindings(pane: Pane) -> list[BindingType]:
    """The bindings of one pane, each with the id by which the user rebinds it."""
    return [
        Binding(
            textual_keys(key),
            bound_action(key),
            key.name,
            show=False,
            tooltip=key.description,
            id=key.id,
        )
        for key in pane_keys(pane)
    ]


def textual_keys(key: Key) -> str:
    """The keys of an action as Textual names them."""
    return ",".join(TEXTUAL_KEY_NAMES.get(name, name) for name in key.keys)


def bound_action(key: Key) -> str:
    """The action that Textual runs: a method of the widget, or one that the screen looks up."""
    return f"perform('{key.action}')" if "." in key.action else key.action


def key_table(node: DOMNode) -> Sequence[Key]:
    """The keys of the reader that a widget or screen belongs to, as the user wants them."""
    return getattr(node.app, "table", KEYS)


def hint_in(node: DOMNode, hint: str) -> str:
    """A hint with the keys that the user has given to the actions it names in braces."""
    return fill_hint(hint, key_table(node))
