"""The table of keys as Textual's bindings."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from socitm_tui.tui.keys import Pane, keys_of

NAMES = {",": "comma"}  # Textual parts the keys of one binding by commas


def bindings(pane: Pane) -> list[BindingType]:
    """The bindings of one pane, each with the id it can be rebound by."""
    return [
        Binding(
            ",".join(NAMES.get(one, one) for one in key.keys),
            key.action,
            key.name,
            show=False,
            tooltip=key.says,
            id=key.id,
        )
        for key in keys_of(pane)
    ]
