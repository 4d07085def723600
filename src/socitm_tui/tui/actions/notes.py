"""Actions that ask for notes, tags and corrections of fields, and save them as annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from socitm_tui.model.corrections import (
    CORRECTABLE_FIELDS,
    NO_VALUE,
    CorrectionError,
    add_correction,
    describe_corrections,
    parse_correction,
    printed_value,
)
from socitm_tui.model.entities import Annotation, Entry, Highlight, Item
from socitm_tui.model.highlights import highlight_id, highlight_label
from socitm_tui.model.labels import (
    TopicLabels,
    count_label,
    date_label,
    heading_label,
    printed_date_label,
    topics_label,
)
from socitm_tui.model.text import clean_line
from socitm_tui.model.typed_dates import parse_typed_date
from socitm_tui.tui.actions.annotate import AnnotateActions, with_count
from socitm_tui.tui.actions.annotation_change import Change, make_change
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.share import ShareActions
from socitm_tui.tui.dialogs.list_dialog import DialogRow, dialog_title
from socitm_tui.tui.widgets.cells import wrap
from socitm_tui.tui.widgets.glyphs import GLYPHS
from socitm_tui.tui.widgets.prompt import Question
from socitm_tui.tui.widgets.timeline_rows import row_heading

if TYPE_CHECKING:
    from socitm_tui.tui.dialogs.searchable_list import Ticks

FIELD_CELLS = 12
"""Cells of the name of a field before its value."""


class NoteActions:
    """Asks for notes, tags and corrections, and saves them."""

    def __init__(self, context: Context, annotate: AnnotateActions, share: ShareActions) -> None:
        self._context, self._annotate, self._share = context, annotate, share
        self._state, self._panes, self._status = context.state, context.panes, context.status
        self._unsaved: dict[tuple[str, str], str] = {}
        """Key of an item and id of a highlight -> a note that could not be saved."""
        self._left_ticks: dict[tuple[str, str], Ticks] = {}
        """Title and subject of a dialog -> the ticks that it had when it was left."""

    # -------------------------------------------------------------- notes
    def note(self) -> None:
        """Edit the note on the current item."""
        if self._is_single("A note is written on one item") and (entry := self._context.entry):
            self.edit_note(entry)

    def _is_single(self, sentence: str) -> bool:
        """False, after reporting it, if several items are picked for what is done to one."""
        if (count := len(self._state.picked)) > 1:
            hint = self._context.hint("{close} selects none")
            self._status.show(f"{sentence}, and {count:,} are selected · {hint}", "wrong")
        return count <= 1

    def edit_note(self, entry: Entry) -> None:
        """Edit the note on an entry."""

        def edit(annotation: Annotation, text: str) -> Annotation:
            return replace(annotation, note=text)

        self.open_note_editor(entry, None, note_message, edit)

    def open_note_editor(
        self,
        entry: Entry,
        highlight: Highlight | None,
        message: Callable[[str], str],
        edit: Callable[[Annotation, str], Annotation],
    ) -> None:
        """Open the note on an item, or on a highlight of it, in the editor and save the result.

        A text that could not be saved is kept, and opened again the next time.

        Args:
            entry: The item.
            highlight: The highlight to annotate; None for the item itself.
            message: Makes the status message for the text that is saved.
            edit: Puts a note into an annotation.
        """
        from socitm_tui.tui.dialogs.note_editor import NoteDialog  # noqa: PLC0415 - imported late: the first frame does without

        note_id = entry.key, highlight_id(highlight) if highlight else ""
        heading = highlight_label(highlight) if highlight else row_heading(entry.item)
        note = highlight.note if highlight else entry.annotation.note

        def entered(text: str) -> None:
            cursor = self._panes.reader.selection.cursor
            if highlight:
                self._panes.reader.selection.clear()

            def written() -> None:
                self._unsaved.pop(note_id, None)

            def failed() -> None:
                self._unsaved[note_id] = text
                self._panes.reader.selection.restore_cursor(cursor)
                hint = self._context.hint("The note could not be saved; {note} opens it again.")
                self._status.show(hint, "wrong")

            self.edit(message(text), [entry], lambda a: edit(a, text), written, failed)

        text = self._unsaved.get(note_id, note)
        self._context.app.push_screen(NoteDialog(heading, text, self._share.run_on_text, entered))

    def edit(
        self,
        sentence: str,
        entries: Sequence[Entry],
        edit: Callable[[Annotation], Annotation],
        written: Callable[[], object] | None = None,
        failed: Callable[[], None] | None = None,
    ) -> None:
        """Queue an edit; it applies to the annotations as they are when its turn comes."""
        keys = [entry.key for entry in entries]

        def make() -> Change | None:
            change = make_change(sentence, self._state.entries_of(keys), edit)
            if change is None and written is not None:
                written()  # nothing to write: the text on disk is the same
            return change

        self._annotate.annotate(make, written, failed=failed)

    # -------------------------------------------------------------- tags
    def tags(self) -> None:
        """Tick the tags of the item, or of the picked items; of several, those that some have stay.

        What was ticked when the dialog was left is there again when it is reopened.
        """
        entries = self._context.targets
        if not entries:
            return
        subject = " ".join(entry.key for entry in entries)
        used = dict.fromkeys(tag for entry in entries for tag in entry.annotation.tags)
        ticks = {tag: self._is_tag_of_all(tag, entries) for tag in used}

        def done(wanted: Ticks) -> None:
            changed = {tag: tick for tag, tick in wanted.items() if tick is not None}

            def edit(annotation: Annotation) -> Annotation:
                kept = [tag for tag in annotation.tags if changed.get(tag, True)]
                added = [tag for tag, tick in changed.items() if tick]
                return replace(annotation, tags=tuple(dict.fromkeys([*kept, *added])))

            is_removal = not any(tick and not ticks.get(tag) for tag, tick in changed.items())
            sentence = "Tags removed" if is_removal else "Tagged"
            self.edit(with_count(sentence, entries), entries, edit)

        title = "Tags" if len(entries) == 1 else f"Tags of {count_label(len(entries), 'item')}"
        names = dict.fromkeys([*used, *self._state.archive.tags])
        self._ask_ticks(title, subject, {tag: tag for tag in names}, ticks, done, can_add=True)

    @staticmethod
    def _is_tag_of_all(tag: str, entries: Sequence[Entry]) -> bool | None:
        """True if all entries have a tag, None if only some of them have it."""
        return all(tag in entry.annotation.tags for entry in entries) or None

    def _ask_ticks(
        self,
        title: str,
        subject: str,
        labels: Mapping[str, str],
        ticks: Ticks,
        done: Callable[[Ticks], None],
        *,
        can_add: bool,
    ) -> None:
        """Let labels be ticked; ticks that were left are there again for the same subject."""
        from socitm_tui.tui.dialogs.searchable_list import TickDialog  # noqa: PLC0415 - imported late: rarely needed

        name = title, subject

        def leave(ticks: Ticks) -> None:
            self._left_ticks[name] = ticks

        begin = self._left_ticks.pop(name, ticks)
        every = {value: value for value in begin if value not in labels}
        dialog = TickDialog(title, {**labels, **every}, begin, done, leave, can_add=can_add)
        self._context.app.push_screen(dialog)

    # -------------------------------------------------------------- corrections
    def correct(self) -> None:
        """Choose which field of the item to correct."""
        entry = self._context.entry
        if entry is None or not self._is_single("One item is corrected at a time"):
            return

        labels = self._state.archive.topic_labels

        def rows(width: int) -> list[DialogRow]:
            fields = (_field_rows(entry, field, width, labels) for field in CORRECTABLE_FIELDS)
            return [DialogRow(), *chain.from_iterable(fields)]

        title = dialog_title("Correct", clean_line(heading_label(entry.item)))
        hints = ("the original value is kept", "{choose} corrects")
        self._context.show_list(title, rows, hints, self._ask_correction)

    def _ask_correction(self, field: str) -> None:
        if (entry := self._context.entry) is None:
            return
        if field == "topics":
            self._ask_topics(entry)
            return
        original = entry.original

        def entered(text: str) -> None:
            value = text.strip()
            if field == "date" and value.casefold() not in ("", "none", "undated"):
                value = parse_typed_date(value, original.date) or value
            try:
                value = parse_correction(field, value, ()) if value else ""
            except CorrectionError as error:
                self._status.show(str(error), "wrong")
                return
            self._context.close_prompt()
            self._correct_field(entry, field, value)

        now = entry.annotation.corrections.get(field) or printed_value(original, field)
        example, subject = "empty removes the correction", f"{entry.key} {field}"
        question = Question("correct", field.capitalize(), example, entered, subject=subject)
        self._context.ask(question, now)

    def _ask_topics(self, entry: Entry) -> None:
        """Tick the topics of an item."""
        topics = self._state.archive.topic_labels

        def done(ticks: Ticks) -> None:
            printed = [slug for slug in entry.original.topics if ticks.get(slug)]
            added = [slug for slug in topics if ticks.get(slug) and slug not in printed]
            slugs = [*printed, *added]
            self._correct_field(entry, "topics", ",".join(slugs) or NO_VALUE)

        ticks: Ticks = dict.fromkeys(entry.item.topics, True)
        self._ask_ticks("Topics", entry.key, topics, ticks, done, can_add=False)

    def _correct_field(self, entry: Entry, field: str, value: str) -> None:
        """Save the correction of a field; the printed value, or none, removes it."""
        original, topics = entry.original, self._state.archive.topic_labels

        def edit(annotation: Annotation) -> Annotation:
            fixed = add_correction(annotation.corrections, original, field, value)
            return replace(annotation, corrections=fixed)

        this_one = add_correction({}, original, field, value)
        words = describe_corrections(original, this_one, topics)
        sentence = f"Corrected: {words[0]}" if words else f"Correction of the {field} removed"
        self.edit(sentence, [entry], edit)


def note_message(note: str) -> str:
    """The status message for a note that was saved; without text it was removed."""
    return "Note saved" if note else "Note removed"


def _field_rows(entry: Entry, field: str, width: int, labels: TopicLabels) -> Iterator[DialogRow]:
    """A field with its value, and below it what the capture has if that was corrected."""
    is_corrected = field in entry.annotation.corrections
    values = [(_field_value(entry.item, field, labels), "doubt" if is_corrected else "text")]
    if is_corrected:
        values.append((f"was {_field_value(entry.original, field, labels)}", "quiet"))
    for value, kind in values:
        for start, end in wrap(value, width - FIELD_CELLS):
            name = field if (start, kind) == (0, values[0][1]) else ""
            pieces = (name.ljust(FIELD_CELLS), "quiet"), (value[start:end], kind)
            yield DialogRow(pieces, field if name else None)


def _field_value(item: Item, field: str, labels: TopicLabels) -> str:
    """A field of an item as a person reads it."""
    match field:
        case "date":
            printed = printed_date_label(item) or ""
            quotes = GLYPHS.own_text(printed[:1]), GLYPHS.own_text(printed[-1:])
            value = f"{date_label(item)}  {quotes[0]}{printed[1:-1]}{quotes[1]}"
        case "topics":
            value = topics_label(item.topics, labels)
        case _:
            value = printed_value(item, field)
    return clean_line(value).strip() or "none"
