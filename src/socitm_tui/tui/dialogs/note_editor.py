"""A dialog in which a note is written."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import hint_in, pane_bindings
from socitm_tui.tui.dialogs.overlay import Overlay
from socitm_tui.tui.widgets.glyphs import GLYPHS
from socitm_tui.tui.widgets.status_line import hint_content
from socitm_tui.tui.widgets.text_selection import TextCopied

HINT: Final = "{keep-note} saves · {discard-note} discards the changes · {note-editor} editor"


class NoteArea(TextArea):
    """The note itself; what is copied from it goes where everything else that is copied goes."""

    def action_copy(self) -> None:
        """Copy what is selected."""
        if self.selected_text:
            self.post_message(TextCopied(self.selected_text))

    def action_cut(self) -> None:
        """Copy what is selected, and remove it."""
        self.action_copy()
        if self.selected_text:
            self.delete(*self.selection)


class NoteDialog(Overlay[None]):
    """A note to be written.

    Args:
        heading: Of the item or the highlight.
        text: The note as it is.
        run_on_text: Lets a program edit a text with a suffix for its file; None if it failed.
        written: Takes the note. It is no result of the dialog, because the list that opened it may
            be closed by then.
    """

    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("note")

    def __init__(
        self,
        heading: str,
        text: str,
        run_on_text: Callable[[Sequence[str], str, str], str | None],
        written: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._heading, self._run_on_text, self._written = heading, run_on_text, written
        self._text = NoteArea(text, id="note-text", soft_wrap=True, highlight_cursor_line=False)

    def compose(self) -> ComposeResult:
        """The heading, the note, the keys."""
        with Vertical(id="note"):
            heading = GLYPHS.own_text("✎ ") + clean_line(self._heading)
            yield Static(Content.styled(heading, "bold"), id="note-title")
            yield self._text
            yield Static(hint_content(hint_in(self, HINT)), id="note-foot")

    def on_mount(self) -> None:
        """Begin at the end of the note."""
        self._text.focus()
        self._text.move_cursor(self._text.document.end)

    def action_keep_note(self) -> None:
        """Close the dialog with what was written."""
        self.dismiss()
        self._written(self._text.text.strip())

    def action_discard_note(self) -> None:
        """Close the dialog; the note stays as it was."""
        self.dismiss()

    def action_note_editor(self) -> None:
        """Write the note in the user's editor."""
        command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        text = self._run_on_text(shlex.split(command), self._text.text, ".md")
        if text is not None:
            self._text.text = clean_line(text.rstrip("\n"))
