"""The help dialog lists every key, those of the current pane first; typing narrows the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType

from socitm_tui.model.text import fold_text
from socitm_tui.tui.bindings import TEXTUAL_KEY_NAMES
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog
from socitm_tui.tui.keys import KEY_LABELS, PANES, Key, Pane, key_label, keys_by_group
from socitm_tui.tui.widgets.cells import wrap
from socitm_tui.tui.widgets.glyphs import GLYPHS, Piece
from socitm_tui.tui.widgets.prompt import PromptInput

KEYS_WIDTH: Final = 15
"""Cells of the keys before what they do."""
PANE_NAMES: Final = {
    "filter": "in the filter pane", "timeline": "in the timeline", "text": "in the text",
}  # fmt: skip
PROMPT_BINDINGS: Final = (
    *(binding for binding in PromptInput.BINDINGS if isinstance(binding, Binding)),
    Binding("enter", "submit", "Keep what was typed"),
    Binding("escape", "close", "Take it back"),
)
HelpLine = tuple[str, str, str]
"""The keys, what they do, and the id by which that is carried out."""


class HelpDialog(ListDialog, inherit_bindings=False):
    """The key table as a list; its result is the id of the key that is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear or close", show=False, id="help.close"),
        Binding("f1", "leave", "Close", show=False, id="help.shut"),
        Binding("enter", "choose", "Do it", show=False, id="help.choose"),
        Binding("down", "move('down')", "Down", show=False, id="help.down"),
        Binding("up", "move('up')", "Up", show=False, id="help.up"),
        Binding("pagedown", "move('page_down')", "Page down", show=False, id="help.page-down"),
        Binding("pageup", "move('page_up')", "Page up", show=False, id="help.page-up"),
        Binding("home", "move('top')", "Top", show=False, id="help.top"),
        Binding("end", "move('bottom')", "Bottom", show=False, id="help.bottom"),
        Binding("backspace", "delete_letter", "Delete", show=False, id="help.rub-out"),
    ]
    BACK_HINT: ClassVar[str] = "esc back"

    def __init__(self, table: Sequence[Key], pane: Pane, *, is_prompt_open: bool = False) -> None:
        """Help.

        Args:
            table: The keys as the user wants them.
            pane: The pane in use, whose keys come first.
            is_prompt_open: True to show the keys of the prompt first.
        """
        self._table, self._pane, self._is_prompt_open = table, pane, is_prompt_open
        self._typed = ""
        hints = ("enter does it", "↑ ↓ move", "type to narrow")
        super().__init__(self._title_pieces(), self._help_rows, hints)

    def _title_pieces(self) -> list[Piece]:
        if self._typed:
            return [("Keys", "strong"), (f" · {self._typed}", "lit"), ("▌", "lit")]
        place = "while typing" if self._is_prompt_open else PANE_NAMES[self._pane]
        return [("Keys", "strong"), (f" · {place}, then the others", "quiet")]

    def _help_rows(self, width: int) -> list[DialogRow]:
        sections = help_sections(self._table, self._pane, is_prompt_open=self._is_prompt_open)
        rows = [*help_rows(sections, width, self._typed)]
        nothing = DialogRow((("No key does that; esc shows all again.", "quiet"),))
        return rows or [DialogRow(), nothing]

    def _narrow(self, text: str) -> None:
        """Show only the keys that match a text."""
        self._typed = text
        self.set_title(self._title_pieces())
        self.list.show(self._help_rows(self.list.size.width - 2 * self.list.INDENT), 0)

    def on_key(self, event: events.Key) -> None:
        """Narrow the keys by a letter; “?” closes the help that it opened."""
        if event.character == "?" and not self._typed:
            event.stop()
            self.dismiss()
        elif event.is_printable and event.character:
            event.stop()
            self._narrow((self._typed + event.character).lstrip())

    def action_delete_letter(self) -> None:
        """Delete the last letter."""
        self._narrow(self._typed[:-1])

    def action_clear(self) -> None:
        """Show all keys again; close if all are shown."""
        if self._typed:
            self._narrow("")
        else:
            self.dismiss()


def help_sections(
    table: Sequence[Key], pane: Pane, *, is_prompt_open: bool = False
) -> list[tuple[str, list[HelpLine]]]:
    """Each heading and its keys: those that act in a pane first, then the others."""
    here = [key for key in table if pane in key.panes or "everywhere" in key.panes]
    others = [key for key in table if key not in here]
    in_panes = [key for key in others if {*key.panes} & {*PANES}]
    elsewhere = [key for key in others if key not in in_panes]

    def sections(keys: Sequence[Key]) -> Iterator[tuple[str, list[HelpLine]]]:
        for heading, group in keys_by_group(keys).items():
            yield heading, [(key_label(key), key.description, key.id) for key in group]

    other_panes = [(key_label(key), _with_panes(key), key.id) for key in in_panes]
    prompt = [
        (_binding_label(binding.key), binding.description, f"typing {binding.key}")
        for binding in PROMPT_BINDINGS
    ]
    found_here, typing = [*sections(here)], ("While typing", prompt)
    rest = [("In other panes", other_panes), *sections(elsewhere)]
    return [typing, *found_here, *rest] if is_prompt_open else [*found_here, *rest, typing]


def help_rows(
    sections: Sequence[tuple[str, Sequence[HelpLine]]], width: int, typed: str = ""
) -> Iterator[DialogRow]:
    """The rows of the keys that match what was typed, under their headings."""
    for heading, lines in sections:
        matching = [line for line in lines if _matches(typed, heading, line)]
        if matching:
            yield DialogRow()
            yield DialogRow(((heading, "lit"),))
            for line in matching:
                yield from _line_rows(line, width)


def _line_rows(line: HelpLine, width: int) -> Iterator[DialogRow]:
    """One key; what it does is wrapped beside it."""
    keys, description, key_id = line[0], GLYPHS.own_text(line[1]), line[2]
    room = max(width - KEYS_WIDTH, 10)
    for number, (start, end) in enumerate(wrap(description, room)):
        left = f"{keys:<{KEYS_WIDTH}}" if not number else " " * KEYS_WIDTH
        pieces = (left, "strong"), (description[start:end], "text")
        yield DialogRow(pieces, key_id if not number else None)


def _matches(typed: str, heading: str, line: HelpLine) -> bool:
    """True if each word that was typed begins a word of the line, or is one of its keys."""
    keys, description, _ = line
    words = fold_text(f"{heading} {description}").replace("-", " ").split()
    return all(
        any(word.lstrip("“(").startswith(fold_text(start)) for word in words)
        or start in keys.split()
        for start in typed.split()
    )


def _with_panes(key: Key) -> str:
    """What a key does, and in which panes."""
    panes = ", ".join(PANE_NAMES[pane] for pane in key.panes if pane in PANE_NAMES)
    return f"{key.description} ({panes})"


def _binding_label(keys: str) -> str:
    """The keys of a binding of Textual as help names them."""
    characters = {name: character for character, name in TEXTUAL_KEY_NAMES.items()}
    return " ".join(KEY_LABELS.get(name, characters.get(name, name)) for name in keys.split(","))
