"""What the user adds in words: notes, tags, corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from socitm_tui.model.corrections import (
    CORRECTABLE_FIELDS,
    CorrectionError,
    add_correction,
    describe_corrections,
    parse_correction,
    printed_value,
)
from socitm_tui.model.entities import Annotation, Entry, Highlight
from socitm_tui.model.highlights import highlight_id, highlight_label
from socitm_tui.model.labels import date_label, heading_label
from socitm_tui.storage.home import Home
from socitm_tui.tui.actions import undo_stack as annotating
from socitm_tui.tui.actions.annotate import counting
from socitm_tui.tui.actions.history import LookingScreen
from socitm_tui.tui.dialogs.list_screen import Row, titled
from socitm_tui.tui.goto_date import read_date
from socitm_tui.tui.widgets.cells import fit_padded, plain
from socitm_tui.tui.widgets.prompt import Question, listed


class NotingScreen(LookingScreen):
    """What is shown, and what the user says of it."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._unkept: dict[tuple[str, str], str] = {}
        """Key and name of a passage -> a note that is not on disk, until one there is."""

    # -------------------------------------------------------------- notes
    def action_note(self) -> None:
        """Write a note on the item."""
        if entry := self.entry:
            self._note_on(entry)

    def _note_on(self, entry: Entry) -> None:
        def edit(annotation: Annotation, text: str) -> Annotation:
            return replace(annotation, note=text)

        self._write_note(entry, None, kept_or_removed, edit)

    def _write_note(
        self,
        entry: Entry,
        passage: Highlight | None,
        word: Callable[[str], str],
        edit: Callable[[Annotation, str], Annotation],
    ) -> None:
        """Write the note on an item, or on a passage of it.

        What could not be kept is there again whenever that note is written, until it can be.
        """
        from socitm_tui.tui.dialogs.note_editor import NoteScreen  # noqa: PLC0415 - not for the first frame

        place = entry.key, highlight_id(passage) if passage else ""
        heading = highlight_label(passage) if passage else heading_label(entry.item)
        note = passage.note if passage else entry.annotation.note

        def written(text: str) -> None:
            words = self.reader.words
            if passage:
                self.reader.pick_nothing()

            def kept() -> None:
                self._unkept.pop(place, None)

            def failed() -> None:
                self._unkept[place] = text
                self.reader.pick_again(words)
                self.say(self.told("The note is not kept; {note} goes on with it."), "wrong")

            self._edit(word(text), [entry], lambda a: edit(a, text), kept, failed)

        text = self._unkept.get(place, note)
        self.app.push_screen(NoteScreen(heading, text, self.outside, written))

    def _edit(
        self,
        word: str,
        entries: Sequence[Entry],
        edit: Callable[[Annotation], Annotation],
        kept: Callable[[], None] | None = None,
        failed: Callable[[], None] | None = None,
    ) -> None:
        """Change annotations, in their turn."""
        keys = [entry.key for entry in entries]

        def change() -> annotating.Change | None:
            made = annotating.change(word, self.entries_of(keys), edit)
            if made is None and kept is not None:
                kept()  # it is what is on disk already
            return made

        self.annotate(change, kept, failed=failed)

    # -------------------------------------------------------------- tags
    def action_tags(self) -> None:
        """Type the tags of the item, or of those selected."""
        found = self.targets
        if not found:
            return
        common = [
            tag for tag in found[0].annotation.tags if all(tag in e.annotation.tags for e in found)
        ]

        def entered(text: str) -> None:
            self.close_bar()
            wanted = tuple(dict.fromkeys(one for tag in text.split(",") if (one := tag.strip())))

            def edit(annotation: Annotation) -> Annotation:
                kept = [tag for tag in annotation.tags if tag not in common]
                return replace(annotation, tags=tuple(dict.fromkeys([*kept, *wanted])))

            self._edit(counting("Tagged" if wanted else "Tags taken away", found), found, edit)

        example = "parted by commas"
        question = Question("tags", "Tags", example, entered, complete=self._tag_ways)
        self.ask(question, "".join(f"{tag}, " for tag in common))
        self.bar.to_end()

    def _tag_ways(self, text: str) -> list[str]:
        """What a list of tags may become by its last one."""
        return listed(text, lambda last: _beginning(last.casefold(), self.archive.tags))

    # -------------------------------------------------------------- corrections
    def action_correct(self) -> None:
        """Choose what of the item to correct."""
        entry = self.entry
        if entry is None:
            return

        def rows(width: int) -> list[Row]:
            value = max((width - 12) // 2, 10)
            head = (" " * 12, "quiet"), (fit_padded("now", value), "quiet"), ("printed", "quiet")
            return [
                Row(),
                Row(head),
                *(_field_row(entry, one, value) for one in CORRECTABLE_FIELDS),
            ]

        title = titled("Correct", plain(heading_label(entry.item)))
        hints = ("what is printed is kept", "{choose} corrects")
        self.offer(title, rows, hints, self._ask_correction)

    def _ask_correction(self, field: str) -> None:
        if (entry := self.entry) is None:
            return
        topics = self.archive.topic_labels
        original = entry.original

        def entered(text: str) -> None:
            value = text.strip()
            if field == "date" and value.casefold() not in ("", "none", "undated"):
                value = read_date(value, original.date) or value
            try:
                value = parse_correction(field, value, topics) if value else ""
            except CorrectionError as error:
                self.say(str(error), "wrong")
                return
            self.close_bar()

            def edit(annotation: Annotation) -> Annotation:
                fixed = add_correction(annotation.corrections, original, field, value)
                return replace(annotation, corrections=fixed)

            fixed = add_correction({}, original, field, value)
            words = describe_corrections(original, fixed)
            word = f"Corrected: {words[0]}" if words else f"The {field} is as printed again"
            self._edit(word, [entry], edit)

        def ways(text: str) -> list[str]:
            return listed(text, lambda last: _beginning(last, topics))

        now = entry.annotation.corrections.get(field) or printed_value(original, field)
        example = "empty takes the correction back"
        complete = ways if field == "topics" else None
        self.ask(Question("correct", field.capitalize(), example, entered, complete=complete), now)


def kept_or_removed(note: str) -> str:
    """What became of a note, in words."""
    return "Note kept" if note else "Note removed"


def _beginning(start: str, names: Iterable[str]) -> list[str]:
    """The names that begin so, whatever their case."""
    return [one for one in names if one.casefold().startswith(start)]


def _field_row(entry: Entry, field: str, width: int) -> Row:
    """A field with its value and what is printed, as a line to choose."""
    item, fixed = entry.original, entry.annotation.corrections
    was = date_label(item) if field == "date" else printed_value(item, field)
    if field == "date" and item.date_printed:
        was += f"  “{item.date_printed}”"
    now = fixed.get(field) or (date_label(item) if field == "date" else was)
    return Row(
        (
            (field.ljust(12), "quiet"),
            (
                fit_padded(plain(now) or "–", width - 2) + "  ",
                "doubt" if field in fixed else "text",
            ),
            (fit_padded(plain(was) or "none", width), "quiet"),
        ),
        field,
    )
