"""Help: the keys of the pane in use and of the rest, narrowed by typing, done by enter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from socitm_tui.model.text import fold_text
from socitm_tui.tui.bindings import TEXTUAL_KEY_NAMES
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog
from socitm_tui.tui.keys import KEY_LABELS, PANES, Key, Pane, key_label, keys_by_group
from socitm_tui.tui.widgets.cells import wrap
from socitm_tui.tui.widgets.prompt import PromptInput
from socitm_tui.tui.widgets.timeline_rows import Piece

COLUMN = 15
"""Cells for the keys before what they do."""
WHERE = {"filter": "in the filter pane", "timeline": "in the timeline", "text": "in the text"}
TYPING = (
    *(one for one in PromptInput.BINDINGS if isinstance(one, Binding)),
    Binding("enter", "submit", "Keep what was typed"),
    Binding("escape", "close", "Take it back"),
)


class HelpDialog(ListDialog, inherit_bindings=False):
    """Every key there is; whatever is typed narrows them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear or close", show=False, id="help.close"),
        Binding("f1", "close", "Close", show=False, id="help.shut"),
        Binding("enter", "choose", "Do it", show=False, id="help.choose"),
        Binding("down", "down", "Down", show=False, id="help.down"),
        Binding("up", "up", "Up", show=False, id="help.up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="help.page-down"),
        Binding("pageup", "page_up", "Page up", show=False, id="help.page-up"),
        Binding("home", "top", "Top", show=False, id="help.top"),
        Binding("end", "bottom", "Bottom", show=False, id="help.bottom"),
        Binding("backspace", "rub_out", "Rub out", show=False, id="help.rub-out"),
    ]

    BACK: ClassVar[str] = "esc back"

    def __init__(self, table: Sequence[Key], pane: Pane, *, typing: bool = False) -> None:
        """Help.

        Args:
            table: The keys as the user wants them.
            pane: The one in use, whose keys come first.
            typing: True where a line was being typed.
        """
        self._table, self._pane, self._typing, self._typed = table, pane, typing, ""
        hints = ("enter does it", "↑ ↓ move", "type to narrow")
        super().__init__(self._heading(), self._rows, hints)

    def _heading(self) -> list[Piece]:
        where = "while typing" if self._typing else WHERE[self._pane]
        if self._typed:
            return [("Keys", "strong"), (f" · {self._typed}", "lit"), ("▌", "lit")]
        return [("Keys", "strong"), (f" · {where}, then the others", "quiet")]

    def _rows(self, width: int) -> list[DialogRow]:
        rows = [*key_rows(self._table, self._pane, width, self._typed, typing=self._typing)]
        return rows or [
            DialogRow(),
            DialogRow((("No key does that; esc shows all again.", "quiet"),)),
        ]

    def _type(self, text: str) -> None:
        self._typed = text
        self.set_title(self._heading())
        self.sheet.show(self._rows(self.sheet.size.width - 6), 0)

    def on_key(self, event: events.Key) -> None:
        """Narrow by what is typed; a question mark asks no further question."""
        if event.character == "?" and not self._typed:
            event.stop()
            self.dismiss()
        elif event.is_printable and event.character:
            event.stop()
            self._type((self._typed + event.character).lstrip())

    def action_rub_out(self) -> None:
        """Less by one letter."""
        self._type(self._typed[:-1])

    def action_clear(self) -> None:
        """Show all again, or close."""
        if self._typed:
            self._type("")
        else:
            self.dismiss()


def key_rows(
    table: Sequence[Key], pane: Pane, width: int, typed: str = "", *, typing: bool = False
) -> Iterator[DialogRow]:
    """The keys under their headings, those that act in a pane first, as wide as there is room."""
    here = [key for key in table if pane in key.panes or "everywhere" in key.panes]
    sections = [
        (heading, [(key_label(key), key.description, key.id) for key in keys])
        for heading, keys in keys_by_group(here).items()
    ]
    others = [key for key in table if key not in here]
    panes = [key for key in others if {*key.panes} & {*PANES}]
    sections.append(
        ("In other panes", [(key_label(key), _elsewhere(key), key.id) for key in panes])
    )
    for heading, those in keys_by_group([key for key in others if key not in panes]).items():
        sections.append((heading, [(key_label(key), key.description, key.id) for key in those]))
    written = [(_written(one.key), one.description, f"typing {one.key}") for one in TYPING]
    sections.insert(0 if typing else len(sections), ("While typing", written))
    for heading, keys in sections:
        found = [one for one in keys if _meets(typed, heading, *one[:2])]
        if found:
            yield DialogRow()
            yield DialogRow(((heading, "lit"),))
            yield from (row for key in found for row in _key_rows(*key, width))


def _key_rows(keys: str, does: str, name: str, width: int) -> Iterator[DialogRow]:
    """One key, what it does wrapped beside it."""
    room = max(width - COLUMN, 10)
    for number, (start, end) in enumerate(wrap(does, room)):
        left = f"{keys:<{COLUMN}}" if not number else " " * COLUMN
        yield DialogRow(((left, "strong"), (does[start:end], "text")), name if not number else None)


def _meets(typed: str, heading: str, keys: str, does: str) -> bool:
    """True where every word that was typed begins a word here, or is the key itself."""
    said = fold_text(f"{heading} {does}").replace("-", " ").split()
    return all(
        any(one.lstrip("“(").startswith(fold_text(word)) for one in said) or word in keys.split()
        for word in typed.split()
    )


def _elsewhere(key: Key) -> str:
    return f"{key.description} ({', '.join(WHERE[pane] for pane in key.panes if pane in WHERE)})"


def _written(keys: str) -> str:
    back = {name: key for key, name in TEXTUAL_KEY_NAMES.items()}
    return " ".join(KEY_LABELS.get(one, back.get(one, one)) for one in keys.split(","))
