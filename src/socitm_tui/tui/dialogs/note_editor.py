"""A note, written on a card of its own."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import hint_in, pane_bindings

HINT = "{keep-note} keeps it · {discard-note} leaves it as it was · {note-editor} your editor"


class NoteDialog(ModalScreen[None]):
    """A note, to be written."""

    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("note")

    def __init__(
        self,
        heading: str,
        text: str,
        outside: Callable[[Sequence[str], str, str], str | None],
        written: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._heading, self._outside = heading, outside
        self._written = written  # no result of the screen: the sheet that opened it may be gone
        self._text = TextArea(text, id="note-text", soft_wrap=True, highlight_cursor_line=False)

    def compose(self) -> ComposeResult:
        """The heading, the note, the keys."""
        with Vertical(id="note"):
            yield Static(Content.styled(clean_line(f"✎ {self._heading}"), "bold"), id="note-title")
            yield self._text
            yield Static(Content.styled(hint_in(self, HINT), "$quiet"), id="note-foot")

    def on_mount(self) -> None:
        """Go on where it ends."""
        self._text.focus()
        self._text.move_cursor(self._text.document.end)

    def action_keep_note(self) -> None:
        """Close with what was written."""
        self.dismiss()
        self._written(self._text.text.strip())

    def action_discard_note(self) -> None:
        """Close without."""
        self.dismiss()

    def action_note_editor(self) -> None:
        """Write it in the editor of the environment."""
        named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        text = self._outside(shlex.split(named), self._text.text, ".md")
        if text is not None:
            self._text.text = clean_line(text.rstrip("\n"))
