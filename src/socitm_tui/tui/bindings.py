"""The table of keys as Textual's bindings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual.binding import Binding, BindingType

from socitm_tui.tui.keys import KEYS, Key, Pane, fill_hint, pane_keys
from socitm_tui.tui.widgets.glyphs import GLYPHS

if TYPE_CHECKING:
    from textual.dom import DOMNode

FAR_LINES: Final = 1_000_000
"""More lines than any list or text has."""
MOVEMENTS: Final[Mapping[str, Callable[[int], int]]] = {
    "down": lambda _: 1,
    "up": lambda _: -1,
    "half_page_down": lambda height: max(height // 2, 1),
    "half_page_up": lambda height: -max(height // 2, 1),
    "page_down": lambda height: max(height - 2, 1),
    "page_up": lambda height: -max(height - 2, 1),
    "read_on": lambda height: max(height - 2, 1),
    "top": lambda _: -FAR_LINES,
    "bottom": lambda _: FAR_LINES,
}
"""Movement of the key table -> the lines that it moves by, if so many are in sight."""
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
    """The keys of an action as Textual names them.

    An action without a key is bound to one that does not exist: Textual gives other keys only to
    what is bound.
    """
    return ",".join(TEXTUAL_KEY_NAMES.get(name, name) for name in key.keys) or f"none-{key.id}"


def bound_action(key: Key) -> str:
    """The action that Textual runs: a method of the widget, or one that the screen looks up."""
    if "." in key.action:
        return f"perform('{key.action}')"
    if key.action in MOVEMENTS:
        return f"move('{key.action}')"
    if "page" in key.panes and key.action.startswith("mark_"):
        return f"mark('{key.action}')"
    return f"select_text('{key.action}')" if "selection" in key.panes else key.action


def action_name(action: str, parameters: Sequence[object]) -> str:
    """The name in the key table of an action that Textual runs; the opposite of `bound_action`."""
    is_wrapped = action in ("perform", "move", "mark", "select_text") and parameters
    return str(parameters[0]).rpartition(".")[2] if is_wrapped else action


def move_distance(movement: str, height: int) -> int:
    """The lines by which a movement moves, down if positive, where `height` lines are in sight."""
    return MOVEMENTS[movement](height)


def key_table(node: DOMNode) -> Sequence[Key]:
    """The keys of the reader that a widget or screen belongs to, as the user wants them."""
    return getattr(node.app, "table", KEYS)


def hint_in(node: DOMNode, hint: str) -> str:
    """A hint with the keys that the user has given to the actions it names in braces."""
    return GLYPHS.own_text(fill_hint(hint, key_table(node)))
