"""Passages of a text: selected, highlighted, noted, listed, gone to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from textual import events, on

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
from socitm_tui.search.query import FieldTerm
from socitm_tui.tui.actions.note_prompts import NotingScreen, kept_or_removed
from socitm_tui.tui.dialogs.list_screen import Row, entry_row, titled
from socitm_tui.tui.pane_layout import Name
from socitm_tui.tui.widgets.cells import fit_padded, plain
from socitm_tui.tui.widgets.text_selection import Picking


class HighlightingScreen(NotingScreen):
    """What is shown, and the passages of it that the user marks."""

    def action_highlight(self) -> None:
        """Highlight what is selected; where nothing is, select words by keys."""
        if self.reader.picked:
            self._mark()
        elif self.reader.text_selection:
            self.say("Only words of the text itself can be highlighted.")
        elif self.entry is not None:
            self.go_to("text")
            if not self.reader.begin_picking():
                self.say("There are no words to highlight here.")

    def left(self, name: Name) -> None:
        """What was selected in the text is not, once it is left."""
        if name == "text":
            self.reader.pick_nothing()
        super().left(name)

    @on(Picking.ActionChosen)
    def _act_on_selection(self, message: Picking.ActionChosen) -> None:
        match message.action:
            case "mark":
                self._mark()
            case "note":
                self._mark_and_note()
            case "unmark":
                self._unmark()
            case "copy":
                self.action_copy_selection()

    @on(Picking.SelectionChanged)
    def _selection_changed(self) -> None:
        self.tell()

    def on_text_selected(self, event: events.TextSelected) -> None:
        """Say what can be done with what the mouse has selected."""
        event.stop()
        if selected := self.get_selected_text():
            words = count_label(len(selected.split()), "word")
            more = " · {highlight} highlights" if self.reader.picked else ""
            self.say(f"{words} selected · {self.told('{copy-selection} copies' + more)}")

    # -------------------------------------------------------------- marking
    def _passage(self) -> tuple[Entry, Highlight] | None:
        """The entry that is read, and the passage of it that is selected."""
        entry, span = self.reader.entry, self.reader.picked
        if entry is None or span is None:
            return None
        body = entry.item.body
        new = make_highlight(body, *expand_to_words(body, *span))
        return (entry, new) if new else None

    def _mark(self) -> None:
        if found := self._passage():
            entry, new = found
            self.reader.pick_nothing()
            word = f"Highlighted {highlight_label(new)}"
            self._edit(word, [entry], lambda a: _with(a, entry, new))

    def _mark_and_note(self) -> None:
        if (found := self._passage()) is None:
            return
        entry, new = found
        here = self._within(entry, new)
        if here:
            self._note_passage(entry, here[0])
            return

        def edit(annotation: Annotation, text: str) -> Annotation:
            return _with(annotation, entry, replace(new, note=text))

        self._write_note(entry, new, lambda _: f"Highlighted {highlight_label(new)}", edit)

    def _note_passage(self, entry: Entry, one: Highlight) -> None:
        """Write the note on a passage that is marked."""

        def edit(annotation: Annotation, text: str) -> Annotation:
            return replace(
                annotation, highlights=set_highlight_note(annotation.highlights, one, text)
            )

        def word(text: str) -> str:
            return f"{kept_or_removed(text)} on {highlight_label(one)}"

        self._write_note(entry, one, word, edit)

    def _within(self, entry: Entry, new: Highlight) -> list[Highlight]:
        """The marked passages that meet one."""
        body = entry.item.body
        places = locate_highlights(entry.annotation.highlights, body)[0]
        end = new.start + len(new.quote)
        return [one for (first, last), one in places if first < end and new.start < last]

    def _unmark(self) -> None:
        if (found := self._passage()) is None:
            return
        entry, new = found
        gone = self._within(entry, new)
        if not gone:
            self.say("Nothing is highlighted here.")
            return
        self.reader.pick_nothing()
        self._unhighlight(entry, gone)

    def _unhighlight(self, entry: Entry, gone: Sequence[Highlight]) -> None:
        def edit(annotation: Annotation) -> Annotation:
            left = annotation.highlights
            for one in gone:
                left = remove_highlight(left, one)
            return replace(annotation, highlights=left)

        words = ", ".join(highlight_label(one) for one in gone)
        self._edit(f"No longer highlighted: {words}", [entry], edit)

    # -------------------------------------------------------------- all of them
    def action_notes(self) -> None:
        """Choose among all notes and highlights."""
        entries = self.entries_by(FieldTerm("has", ("note", "highlight"))) if self.index else []
        if not entries:
            hint = self.told("{note} writes a note, {highlight} highlights")
            self.say(f"There are no notes or highlights yet; {hint}.")
            return

        def rows(width: int) -> list[Row]:
            return [Row(), *(row for entry in entries for row in noted_rows(entry, width))]

        def chosen(value: str) -> None:
            key, _, name = value.partition(" ")
            self.go_to_key(key)
            self._show_passage(name)

        def remove(value: str | None) -> None:
            entry, one = self._named(value)
            if entry is not None and one is not None:
                self._unhighlight(entry, [one])
                sheet.dismiss()

        def note(value: str | None) -> None:
            entry, one = self._named(value)
            sheet.dismiss()
            if entry is not None and one is not None:
                self._note_passage(entry, one)
            elif entry is not None:
                self._note_on(entry)

        highlights = [one for entry in entries for one in entry.annotation.highlights]
        notes = [one.note for one in highlights] + [entry.annotation.note for entry in entries]
        numbers = (sum(map(bool, notes)), "note"), (len(highlights), "highlight")
        count = ", ".join(count_label(number, name) for number, name in numbers if number)
        title = titled("Notes and highlights", count)
        hints = ("{choose} opens", "{note} note", "{pick} removes a highlight")
        sheet = self.offer(title, rows, hints, chosen, {"pick": remove, "note": note})

    def _named(self, value: str | None) -> tuple[Entry | None, Highlight | None]:
        """The entry, and the passage, that a line of the sheet is about."""
        key, _, name = (value or "").partition(" ")
        entry = self.entry_of(key)
        found = entry.annotation.highlights if entry else ()
        return entry, next((one for one in found if highlight_id(one) == name), None)

    def _show_passage(self, name: str) -> None:
        """Select a passage of the entry that is read, and bring it into sight."""
        entry = self.reader.entry
        if entry is None:
            return
        for span, one in locate_highlights(entry.annotation.highlights, entry.item.body)[0]:
            if highlight_id(one) == name:
                self.reader.select(*span)


def _with(annotation: Annotation, entry: Entry, new: Highlight) -> Annotation:
    """An annotation with one more passage of the item."""
    marked = add_highlight(annotation.highlights, entry.item.body, new)
    return replace(annotation, highlights=marked)


def noted_rows(entry: Entry, width: int) -> Iterator[Row]:
    """An entry, its note, and each of its highlights with the note on it, as lines of a sheet."""
    yield entry_row(entry, width)
    room = width - 14
    if entry.annotation.note:
        yield _line(f"✎ {_first(entry.annotation.note)}", room)
    lost = locate_highlights(entry.annotation.highlights, entry.item.body)[1]
    for one in entry.annotation.highlights:
        words = "“" + " ".join(one.quote.split()) + "”"
        gone = "  no longer in the text" if one in lost else ""
        shown = fit_padded(plain(words), max(room - len(gone), 8))
        pieces = ((" " * 12, "quiet"), (shown, "text"), (gone, "doubt"))
        yield Row(pieces, f"{entry.key} {highlight_id(one)}")
        if one.note:
            yield _line(f"  ✎ {_first(one.note)}", room)


def _line(words: str, room: int) -> Row:
    return Row(((" " * 12, "quiet"), (fit_padded(plain(words), room), "quiet")))


def _first(note: str) -> str:
    """The first line of a note, and whether there are more."""
    first, *more = note.splitlines()
    return first + (" …" if more else "")
