"""The help dialog lists every action, those of the first hour first; typing narrows the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from textual import events
from textual.binding import Binding

from socitm_tui.model.text import fold_text
from socitm_tui.tui.bindings import TEXTUAL_KEY_NAMES
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog, dialog_title, message_rows
from socitm_tui.tui.dialogs.searchable_list import SearchableList
from socitm_tui.tui.keys import (
    FIRST_HOUR,
    KEY_LABELS,
    PLACEHOLDER,
    Key,
    key_label,
    keys_by_group,
)
from socitm_tui.tui.pane_layout import PaneName
from socitm_tui.tui.signs import SIGNS
from socitm_tui.tui.widgets.cells import wrap
from socitm_tui.tui.widgets.glyphs import GLYPHS
from socitm_tui.tui.widgets.prompt import PromptInput
from socitm_tui.tui.widgets.status_text import HINTS

KEYS_WIDTH: Final = 15
"""Cells of the keys before what they do."""
PANE_NAMES: Final = {
    "filter": "in the filter pane", "timeline": "in the timeline", "text": "in the text",
}  # fmt: skip
PANE_PURPOSES: Final[Mapping[PaneName, str]] = {
    "filter": "What is ticked here is shown; a number says how many items that is.",
    "timeline": "All items by date. What you choose is read in the text pane.",
    "text": "One item, with how its date is known. It counts as read once you leave it.",
}
"""What each pane is for."""
UNBOUND: Final = "Without a key"
"""The heading of the actions that are only chosen here."""
PROMPT_BINDINGS: Final = (
    *(binding for binding in PromptInput.BINDINGS if isinstance(binding, Binding)),
    Binding("enter", "submit", "Done"),
    Binding("escape", "close", "Close; what was typed is there again when it is reopened"),
)
HelpLine = tuple[str, str, str]
"""The keys or a sign, what they do or mean, and the id by which that is carried out, if any."""


class HelpDialog(SearchableList):
    """The key table as a list; its result is the id of the key that is chosen.

    Args:
        table: The keys as the user wants them.
        pane: The pane in use, whose keys come first.
        is_prompt_open: True to show the keys of the prompt before them.
    """

    def __init__(
        self, table: Sequence[Key], pane: PaneName = "timeline", *, is_prompt_open: bool = False
    ) -> None:
        self._purpose = PANE_PURPOSES[pane]
        self._sections = help_sections(table, pane, is_prompt_open=is_prompt_open)
        title = dialog_title("Help", "what you can do; type to find it")
        super().__init__(title, self._help_rows, ("enter does it", "↑ ↓ move", "type to find"))

    def _help_rows(self, width: int, typed: str) -> list[DialogRow]:
        purpose = () if typed else message_rows(self._purpose, width)
        rows = [*purpose, *help_rows(self._sections, width, typed)]
        nothing = DialogRow((("Nothing here does that; esc shows all again.", "quiet"),))
        return rows or [DialogRow(), nothing]

    def on_key(self, event: events.Key) -> None:
        """Close by “?” or “:”, which opened the help; other letters narrow it."""
        if event.character in ("?", ":") and not self.typed:
            event.stop()
            event.prevent_default()
            self.dismiss()


def help_sections(
    table: Sequence[Key], pane: PaneName = "timeline", *, is_prompt_open: bool = False
) -> list[tuple[str, list[HelpLine]]]:
    """Each heading and its actions: the pane's own, those of the first hour, then all others."""
    by_id = {key.id: key for key in table}
    hinted = PLACEHOLDER.findall(" ".join(HINTS[pane])) if pane != "timeline" else ()
    own = [by_id[name] for name in hinted]
    own += [key for key in table if key.panes == (pane,) and key not in own]
    if pane == "timeline":
        own = []
    first = [by_id[name] for name in FIRST_HOUR if by_id[name] not in own]
    others = keys_by_group(key for key in table if key not in first and key not in own and key.keys)
    unbound = [key for key in table if not key.keys]
    typing = [
        (_binding_label(binding.key), binding.description, f"typing {binding.key}")
        for binding in PROMPT_BINDINGS
    ]
    sections = [
        (
            heading,
            [
                (key_label(key), key.description if keys is own else _with_panes(key), key.id)
                for key in keys
            ],
        )
        for heading, keys in (
            (PANE_NAMES[pane].capitalize(), own),
            ("For the first hour", first),
            *others.items(),
            (UNBOUND, unbound),
        )
        if keys
    ]
    sections.append(("Signs", [(sign, meaning, "") for sign, meaning in SIGNS]))
    prompt = [("While typing", typing)]
    return [*prompt, *sections] if is_prompt_open else [*sections, *prompt]


def keys_dialog(keys: Sequence[Key]) -> ListDialog:
    """A list of the keys of a dialog, under their headings."""
    sections = [
        (heading, [(key_label(key), key.description, key.id) for key in group])
        for heading, group in keys_by_group(keys).items()
    ]

    def rows(width: int) -> list[DialogRow]:
        return [DialogRow(row.pieces) for row in help_rows(sections, width)]

    return ListDialog(dialog_title("Keys", "those that act here"), rows)


def help_rows(
    sections: Sequence[tuple[str, Sequence[HelpLine]]], width: int, typed: str = ""
) -> Iterator[DialogRow]:
    """The rows of the keys that match what was typed, under their headings."""
    for heading, lines in sections:
        matching = [line for line in lines if _matches(typed, heading, line)]
        if matching:
            yield DialogRow()
            yield DialogRow(((heading, "emphasis"),))
            for line in matching:
                yield from _line_rows(line, width)


def _line_rows(line: HelpLine, width: int) -> Iterator[DialogRow]:
    """One key; what it does is wrapped beside it."""
    keys, description, key_id = GLYPHS.own_text(line[0]), GLYPHS.own_text(line[1]), line[2]
    room = max(width - KEYS_WIDTH, 10)
    for number, (start, end) in enumerate(wrap(description, room)):
        left = f"{keys:<{KEYS_WIDTH}}" if not number else " " * KEYS_WIDTH
        pieces = (left, "strong"), (description[start:end], "text")
        yield DialogRow(pieces, (key_id or None) if not number else None)


def _matches(typed: str, heading: str, line: HelpLine) -> bool:
    """True if each word that was typed begins a word of the line, or is one of its keys."""
    keys, description, _ = line
    words = fold_text(f"{heading} {description}").replace("-", " ").split()
    return all(
        any(word.lstrip("“(").startswith(fold_text(start)) for word in words)
        or start in (*keys.split(), *GLYPHS.own_text(keys).split())
        for start in typed.split()
    )


def _with_panes(key: Key) -> str:
    """What an action does, and in which pane if only there."""
    panes = [pane for pane in key.panes if pane in PANE_NAMES]
    return f"{key.description} ({PANE_NAMES[panes[0]]})" if len(panes) == 1 else key.description


def _binding_label(keys: str) -> str:
    """The keys of a binding of Textual as help names them."""
    characters = {name: character for character, name in TEXTUAL_KEY_NAMES.items()}
    return " ".join(KEY_LABELS.get(name, characters.get(name, name)) for name in keys.split(","))
