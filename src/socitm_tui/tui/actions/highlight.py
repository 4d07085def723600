"""Actions that add, annotate, remove and list highlights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from socitm_tui.model.entities import Annotation, Entry, Highlight
from socitm_tui.model.highlights import (
    add_highlight,
    expand_to_words,
    highlight_id,
    highlight_label,
    locate_highlights,
    make_highlight,
    remove_highlight,
    set_highlight_note,
)
from socitm_tui.model.labels import count_label
from socitm_tui.model.text import clean_line
from socitm_tui.search.query import FieldTerm
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.history import HistoryActions
from socitm_tui.tui.actions.notes import NoteActions, note_message
from socitm_tui.tui.actions.share import ShareActions
from socitm_tui.tui.actions.undo_stack import UndoStack
from socitm_tui.tui.dialogs.list_dialog import DialogRow, dialog_title, entry_row, message_rows
from socitm_tui.tui.widgets.cells import fit_padded
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.text_selection import SelectionUse

INDENT = 12
"""Cells before the notes and highlights of an entry in the list."""


class HighlightActions:
    """Adds highlights, writes notes on them, lists them."""

    def __init__(
        self,
        context: Context,
        notes: NoteActions,
        share: ShareActions,
        history: HistoryActions,
        undo_stack: UndoStack,
    ) -> None:
        self._context, self._notes, self._share, self._history = context, notes, share, history
        self._undo_stack = undo_stack
        self._state, self._panes, self._status = context.state, context.panes, context.status

    def highlight(self) -> None:
        """Highlight what is selected; if nothing is, start a selection by keys."""
        if self._panes.reader.selection.span:
            self._highlight_selection()
        elif self._panes.reader.text_selection:
            self._status.show("Only words of the text itself can be highlighted.")
        elif self._context.entry is not None:
            self._panes.go_to("text")
            if not self._panes.reader.selection.start_cursor():
                self._status.show("There are no words to highlight here.")

    def act_on_selection(self, action: SelectionUse) -> None:
        """Run an action on the selected words."""
        match action:
            case "add_highlight":
                self._highlight_selection()
            case "add_note":
                self._highlight_with_note()
            case "remove_highlight":
                self._remove_overlapping()
            case "copy_words":
                self._share.copy_selection()

    def show_selection_size(self) -> None:
        """Show how many words are selected, and what can be done with them."""
        if selected := self._context.get_selected_text():
            words = count_label(len(selected.split()), "word")
            more = " · {highlight} highlights" if self._panes.reader.selection.span else ""
            hint = self._context.hint("{copy-selection} copies" + more)
            self._status.show(f"{words} selected · {hint}")

    # -------------------------------------------------------------- adding and removing
    def _selection_as_highlight(self) -> tuple[Entry, Highlight] | None:
        """The entry in the text pane, and a new highlight of the words that are selected in it."""
        entry, span = self._panes.reader.entry, self._panes.reader.selection.span
        if entry is None or span is None:
            return None
        body = entry.item.body
        highlight = make_highlight(body, *expand_to_words(body, *span))
        return (entry, highlight) if highlight else None

    def _highlight_selection(self) -> None:
        """Highlight the selected words."""
        if selected := self._selection_as_highlight():
            entry, highlight = selected
            self._panes.reader.selection.clear()
            sentence = f"Highlighted {highlight_label(highlight)}"
            self._notes.edit(sentence, [entry], lambda a: _with_highlight(a, entry, highlight))

    def _highlight_with_note(self) -> None:
        """Highlight the selected words and edit a note on them.

        If they overlap highlights, edit the note on the first of those instead.
        """
        if (selected := self._selection_as_highlight()) is None:
            return
        entry, highlight = selected
        if overlapping := self._overlapping(entry, highlight):
            self._edit_highlight_note(entry, overlapping[0])
            return

        def edit(annotation: Annotation, text: str) -> Annotation:
            return _with_highlight(annotation, entry, replace(highlight, note=text))

        sentence = f"Highlighted {highlight_label(highlight)}"
        self._notes.open_note_editor(entry, highlight, lambda _: sentence, edit)

    def _edit_highlight_note(self, entry: Entry, highlight: Highlight) -> None:
        """Edit the note on a highlight."""

        def edit(annotation: Annotation, text: str) -> Annotation:
            highlights = set_highlight_note(annotation.highlights, highlight, text)
            return replace(annotation, highlights=highlights)

        def sentence(text: str) -> str:
            return f"{note_message(text)} on {highlight_label(highlight)}"

        self._notes.open_note_editor(entry, highlight, sentence, edit)

    def _overlapping(self, entry: Entry, highlight: Highlight) -> list[Highlight]:
        """The highlights of an entry that overlap the given one."""
        located, _ = locate_highlights(entry.annotation.highlights, entry.item.body)
        start, stop = highlight.start, highlight.start + len(highlight.quote)
        return [other for (first, end), other in located if first < stop and start < end]

    def _remove_overlapping(self) -> None:
        """Remove the highlights that the selected words overlap."""
        if (selected := self._selection_as_highlight()) is None:
            return
        entry, highlight = selected
        overlapping = self._overlapping(entry, highlight)
        if not overlapping:
            self._status.show("Nothing is highlighted here.")
            return
        self._panes.reader.selection.clear()
        self._remove(entry, overlapping)

    def _remove(
        self,
        entry: Entry,
        highlights: Sequence[Highlight],
        written: Callable[[], object] = lambda: None,
    ) -> None:
        """Remove highlights of an entry, and report it."""

        def edit(annotation: Annotation) -> Annotation:
            left = annotation.highlights
            for highlight in highlights:
                left = remove_highlight(left, highlight)
            return replace(annotation, highlights=left)

        words = ", ".join(map(highlight_label, highlights))
        self._notes.edit(f"No longer highlighted: {words}", [entry], edit, written)

    # -------------------------------------------------------------- the list
    def notes(self) -> None:
        """List all notes and highlights, to open, annotate or remove one."""
        if self._state.index is None:
            return
        entries: list[Entry] = []

        def rows(width: int) -> list[DialogRow]:
            if not entries:
                words = "There is no note or highlight yet; {note} writes one, {highlight} marks."
                return message_rows(self._context.hint(words), width)
            return [
                DialogRow(),
                *(row for entry in entries for row in annotation_rows(entry, width)),
            ]

        def chosen(value: str) -> None:
            key, _, highlight = value.partition(" ")
            self._history.open_key(key)
            self._show_highlight(highlight)

        def read(words: str = "") -> list[Piece]:
            entries[:] = self._state.entries_by(FieldTerm("has", ("note", "highlight")))
            return dialog_title("Notes and highlights", _counts_label(entries), words)

        def show(words: str) -> None:
            screen.update_rows(read(words))

        def remove(value: str | None) -> None:
            entry, highlight = self._parse_row(value)
            if entry is not None and highlight is not None:
                words = "no longer highlighted"
                self._remove(entry, [highlight], lambda: self._context.call_later(show, words))

        async def undo() -> None:
            show(await self._undo_stack.undo_last())

        def note(value: str | None) -> None:
            entry, highlight = self._parse_row(value)
            screen.dismiss()
            if entry is not None and highlight is not None:
                self._edit_highlight_note(entry, highlight)
            elif entry is not None:
                self._notes.edit_note(entry)

        hints = ("{choose} opens", "{note} note", "{pick} removes a highlight", "{undo} undoes")
        keys = {
            "pick": remove, "note": note,
            "undo": lambda _: self._context.run_worker(undo()),
        }  # fmt: skip
        screen = self._context.show_list(read(), rows, hints, chosen, keys)

    def _parse_row(self, value: str | None) -> tuple[Entry | None, Highlight | None]:
        """The entry and the highlight that a row of the list stands for.

        Args:
            value: Key of the entry, and the id of a highlight after a space, if it is one's row.
        """
        key, _, highlight_name = (value or "").partition(" ")
        entry = self._state.entry_of(key)
        highlights = entry.annotation.highlights if entry else ()
        return entry, next((h for h in highlights if highlight_id(h) == highlight_name), None)

    def _show_highlight(self, name: str) -> None:
        """Select a highlight of the entry in the text pane, and scroll to it."""
        entry = self._panes.reader.entry
        if entry is None:
            return
        located, _ = locate_highlights(entry.annotation.highlights, entry.item.body)
        for span, highlight in located:
            if highlight_id(highlight) == name:
                self._panes.reader.selection.show(*span)


def _with_highlight(annotation: Annotation, entry: Entry, highlight: Highlight) -> Annotation:
    """An annotation with one more highlight."""
    highlights = add_highlight(annotation.highlights, entry.item.body, highlight)
    return replace(annotation, highlights=highlights)


def _counts_label(entries: Sequence[Entry]) -> str:
    """How many notes and highlights entries have: `2 notes, 1 highlight`."""
    highlights = [highlight for entry in entries for highlight in entry.annotation.highlights]
    notes = [entry.annotation.note for entry in entries]
    notes += [highlight.note for highlight in highlights]
    counts = (sum(map(bool, notes)), "note"), (len(highlights), "highlight")
    return ", ".join(count_label(count, name) for count, name in counts if count)


def annotation_rows(entry: Entry, width: int) -> Iterator[DialogRow]:
    """An entry, its note, and its highlights with their notes, as rows of a list."""
    yield entry_row(entry, width)
    room = width - INDENT - 2
    if entry.annotation.note:
        yield _note_row(f"✎ {_first_line(entry.annotation.note)}", room)
    _, lost = locate_highlights(entry.annotation.highlights, entry.item.body)
    for highlight in entry.annotation.highlights:
        words = "“" + " ".join(highlight.quote.split()) + "”"
        suffix = "  no longer in the text" if highlight in lost else ""
        quote = fit_padded(clean_line(words), max(room - len(suffix), 8))
        pieces = ((" " * INDENT, "quiet"), (quote, "text"), (suffix, "doubt"))
        yield DialogRow(pieces, f"{entry.key} {highlight_id(highlight)}")
        if highlight.note:
            yield _note_row(f"  ✎ {_first_line(highlight.note)}", room)


def _note_row(words: str, room: int) -> DialogRow:
    return DialogRow(((" " * INDENT, "quiet"), (fit_padded(clean_line(words), room), "quiet")))


def _first_line(note: str) -> str:
    """The first line of a note, followed by ` …` if there are more."""
    first, *more = note.splitlines()
    return first + (" …" if more else "")
