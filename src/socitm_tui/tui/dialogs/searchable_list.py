"""A list that typed letters narrow, and such a list with ticks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType

from socitm_tui.model.text import clean_line, fold_text
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog, dialog_title
from socitm_tui.tui.widgets.cells import fit_padded
from socitm_tui.tui.widgets.glyphs import Piece

Ticks = dict[str, bool | None]
"""Value -> whether it is ticked; None if only some of the items have it."""
TICK_SIGNS: Final[Mapping[bool | None, str]] = {True: "✓ ", False: "  ", None: "· "}
NEW: Final = "new "
"""Begins the value of the row that adds what was typed; no other value has a space so early."""


class SearchableList(ListDialog, inherit_bindings=False):
    """A list that is narrowed by typing, so that letters are no keys in it.

    Args:
        title: The line above the rows while nothing is typed.
        make_rows: Makes the rows for so many cells and what was typed.
        hints: Keys worth naming below the rows.
    """

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

    def __init__(
        self,
        title: Sequence[Piece],
        make_rows: Callable[[int, str], Sequence[DialogRow]],
        hints: Sequence[str],
    ) -> None:
        self.typed = ""
        self._first_title = title
        super().__init__(title, lambda width: make_rows(width, self.typed), hints)

    def narrow(self, text: str) -> None:
        """Show only the rows that match a text."""
        self.typed = text
        typed = [self._first_title[0], (f" · {text}", "emphasis"), ("▌", "emphasis")]
        self.set_title(typed if text else self._first_title)
        self.list.show(self._make_rows(self.list.size.width - 2 * self.list.INDENT), 0)

    def on_key(self, event: events.Key) -> None:
        """Narrow the list by a letter."""
        if event.is_printable and event.character:
            event.stop()
            self.narrow((self.typed + event.character).lstrip())

    def on_paste(self, event: events.Paste) -> None:
        """Narrow the list by what is pasted."""
        event.stop()
        self.narrow((self.typed + " ".join(event.text.split())).lstrip())

    def action_delete_letter(self) -> None:
        """Delete the last letter."""
        self.narrow(self.typed[:-1])

    def action_clear(self) -> None:
        """Show all rows again; close if all are shown."""
        if self.typed:
            self.narrow("")
        else:
            self.action_leave()


class TickDialog(SearchableList):
    """Labels to tick: space ticks, letters narrow, enter is done.

    Args:
        title: The line above the labels.
        labels: Value -> label, in the order in which they are listed.
        ticks: Which of them are ticked.
        done: Takes the ticks when the user is done.
        left: Takes the ticks when the dialog is left, to begin with them the next time.
        can_add: True if what is typed may be a label of its own.
    """

    def __init__(
        self,
        title: str,
        labels: Mapping[str, str],
        ticks: Ticks,
        done: Callable[[Ticks], None],
        left: Callable[[Ticks], None],
        *,
        can_add: bool,
    ) -> None:
        self._labels, self.ticks = dict(labels), dict(ticks)
        self._given, self._done, self._left = dict(ticks), done, left
        self._can_add = can_add
        add = "type to find or add" if can_add else "type to find"
        hints = ("enter done", "space ticks", add)
        super().__init__(dialog_title(title, self._summary()), self._tick_rows, hints)

    def _summary(self) -> str:
        return ", ".join(self._labels[value] for value, tick in self.ticks.items() if tick)

    def _tick_rows(self, width: int, typed: str) -> list[DialogRow]:
        folded = fold_text(typed)
        rows = [
            self._row(value, TICK_SIGNS[self.ticks.get(value, False)], label, width)
            for value, label in self._labels.items()
            if any(word.startswith(folded) for word in _word_starts(label))
        ]
        if self._can_add and typed and folded not in map(fold_text, self._labels.values()):
            rows.append(self._row(NEW + typed, "+ ", f"“{typed.strip()}”, a new one", width))
        words = "Nothing is called so; esc shows all." if typed else "Type the first one."
        return [DialogRow(), *(rows or [DialogRow(((words, "quiet"),))])]

    @staticmethod
    def _row(value: str, sign: str, label: str, width: int) -> DialogRow:
        return DialogRow(
            ((sign, "emphasis"), (fit_padded(clean_line(label), width - 2), "text")), value
        )

    def on_key(self, event: events.Key) -> None:
        """Tick by the space bar; other characters narrow the labels."""
        value = self.list.value
        is_new = value is not None and value.startswith(NEW)
        if event.key == "space" and value is not None and not is_new:
            event.stop()
            event.prevent_default()
            self._tick(value)

    def choose(self, value: str) -> None:
        """Tick what was typed; without that, be done."""
        if self.typed:
            self._tick(value)
        else:
            self.action_done()

    def use_clicked(self) -> None:
        """Tick the label that was clicked."""
        if self.list.value is not None:
            self._tick(self.list.value)

    def action_choose(self) -> None:
        """Tick what was typed; without that, be done, also if nothing is listed."""
        if self.list.value is None:
            self.action_done()
        else:
            super().action_choose()

    def action_done(self) -> None:
        """Close the dialog with the ticks as they are."""
        self.dismiss()
        self._done(self.ticks)

    def action_leave(self) -> None:
        """Close the dialog; its ticks are kept for the next time."""
        self.dismiss()
        if self.ticks != self._given:
            self._left(self.ticks)

    def _tick(self, value: str) -> None:
        if value.startswith(NEW):
            value = value.removeprefix(NEW).strip()
            self._labels = {value: value, **self._labels}
        self.ticks[value] = not self.ticks.get(value, False)
        self._first_title = dialog_title(str(self._first_title[0][0]), self._summary())
        self.narrow("")
        self.list.select_value(value)


def _word_starts(label: str) -> list[str]:
    """The label from each of its words on, folded."""
    words = fold_text(label).replace("-", " ").split()
    return [" ".join(words[number:]) for number in range(len(words))]
