"""Actions that pick, bookmark and mark items read; writes every change of an annotation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from socitm_tui.model.entities import Annotation, Entry
from socitm_tui.model.labels import count_label
from socitm_tui.search.query import AllOf, FieldTerm, text_terms
from socitm_tui.storage.regular_files import FileIdentity
from socitm_tui.tui.actions.annotation_change import (
    Change,
    WrittenChange,
    make_change,
    write_change,
)
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.undo_stack import UndoStack
from socitm_tui.tui.dialogs.text_dialogs import ConfirmDialog

UNREAD_TERM = FieldTerm("is", ("unread",))
SENTENCES = {
    "bookmarked": ("Bookmark removed", "Bookmarked"),
    "read": ("Marked unread", "Marked read"),
}
"""Mark -> what is reported once it is removed, and once it is set."""
MANY = 50
"""From so many rows on the whole timeline is drawn, and the change is made in a thread."""


class AnnotateActions:
    """Writes changes to the notebook one after the other, and shows each once it is on disk."""

    def __init__(self, context: Context, undo_stack: UndoStack) -> None:
        self._context, self._undo_stack = context, undo_stack
        self.known_notebook: FileIdentity | None = None
        """The notebook file whose annotations are shown."""

    # -------------------------------------------------------------- picking
    def pick(self) -> None:
        """Pick the item for the next action and go to the next one, or pick it no longer."""
        context = self._context
        if entry := context.entry:
            picked = context.state.picked
            if entry.key in picked:
                del picked[entry.key]
            else:
                picked[entry.key] = None
            self._show_picked()
            if context.panes.current == "timeline":
                context.panes.timeline.move_by(1)

    def pick_all(self) -> None:
        """Pick everything that is shown, or nothing."""
        state = self._context.state
        keys = [state.archive.item(row).key for row in state.rows]
        state.picked = {} if len(state.picked) == len(keys) else dict.fromkeys(keys)
        self._show_picked()

    def unpick(self) -> None:
        """Pick nothing any more."""
        self._context.state.picked = {}
        self._show_picked()

    def _show_picked(self) -> None:
        timeline = self._context.panes.timeline
        timeline.picked = self._context.state.picked
        timeline.redraw_rows(None)
        self._context.status.update()

    # -------------------------------------------------------------- marks
    def bookmark(self) -> None:
        """Bookmark the item, or remove its bookmark."""
        keys = [entry.key for entry in self._context.targets]
        self.annotate(lambda: self._toggle(keys, "bookmarked"))

    def read(self) -> None:
        """Mark the item read, or unread."""
        state, keys = self._context.state, [entry.key for entry in self._context.targets]
        if state.opened_key in keys:
            state.opened_key = None
        self.annotate(lambda: self._toggle(keys, "read"))

    def _toggle(self, keys: Sequence[str], mark: str) -> Change | None:
        """The change that sets a mark of items, or removes it if all of them have it."""
        entries = self._context.state.entries_of(keys)
        is_set = not all(getattr(entry.annotation, mark) for entry in entries)

        def edit(annotation: Annotation) -> Annotation:
            if mark == "read":
                return replace(annotation, read=is_set)
            return replace(annotation, bookmarked=is_set)

        return make_change(with_count(SENTENCES[mark][is_set], entries), entries, edit)

    def mark_read(self, key: str) -> None:
        """Mark an item read because it was read; that alone cannot be undone."""
        entry = self._context.state.entry_of(key)
        if entry and not entry.annotation.read:
            self.annotate(
                lambda: make_change("", [entry], lambda a: replace(a, read=True)),
                can_undo=False,
            )

    def read_all(self) -> None:
        """Mark everything that is shown read, after asking once."""
        context = self._context
        if (index := context.state.index) is None:
            return
        rows = index.select(AllOf((*context.state.query.parts, UNREAD_TERM))).rows
        items = count_label(len(rows), "item")
        if not rows:
            context.status.show("All that is shown is read already.")
            return

        def answered(is_yes: bool | None) -> None:
            if is_yes:
                context.status.show(f"Marking {items} read…")
                self.annotate(mark_all, in_thread=len(rows) > MANY)

        def mark_all() -> Change | None:
            unread = [index.entry(row) for row in rows]
            return make_change(f"Marked {items} read", unread, lambda a: replace(a, read=True))

        context.app.push_screen(ConfirmDialog(f"Mark {items} read?"), answered)

    # -------------------------------------------------------------- writing
    def annotate(
        self,
        make: Callable[[], Change | None],
        written: Callable[[], object] | None = None,
        *,
        can_undo: bool = True,
        failed: Callable[[], None] | None = None,
        in_thread: bool = False,
    ) -> None:
        """Write a change once those before it are on disk, then show it.

        Args:
            make: Makes the change when its turn has come; None changes nothing.
            written: Called once it is written.
            can_undo: False for a change that does not go on the undo stack.
            failed: Called if it could not be written.
            in_thread: True if making the change takes long.
        """

        async def write() -> None:
            from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

            async with self._undo_stack.lock:
                change = await asyncio.to_thread(make) if in_thread else make()
                if change is None:
                    return
                try:
                    await self._write(change, written)
                except StorageError as error:
                    self._context.status.show_error(error)
                    if failed is not None:
                        failed()
                    return
                if can_undo:
                    self._push(change)
                if change.sentence:
                    undo = f" · {self._context.hint('{undo} undoes')}" if can_undo else ""
                    self._context.status.show(f"{change.sentence}{undo}")

        self._context.run_worker(write())

    def _push(self, change: Change) -> None:
        """Put a change that was written on the undo stack."""
        self._undo_stack.push(
            change.sentence, lambda: self._write(change.reverse), lambda: self._write(change)
        )

    async def _write(self, change: Change, written: Callable[[], object] | None = None) -> None:
        """Write a change and show it.

        Raises:
            StorageError: nothing was changed, and why.
        """
        result = await asyncio.to_thread(write_change, self._context.home, change)
        if written is not None:
            written()
        self._note_written(result)
        self.show_annotations(result.annotations)

    def _note_written(self, result: WrittenChange) -> None:
        """Know the file that was written, unless another program wrote one before it."""
        if result.before == self.known_notebook:
            self.known_notebook = result.after

    def show_annotations(self, annotations: Mapping[str, Annotation]) -> None:
        """Show annotations as the notebook has them now; the same rows stay, whatever the query."""
        context = self._context
        state, panes = context.state, context.panes
        entry, before = context.entry, {key: self._sort_values(key) for key in annotations}
        state.archive.update_annotations(*annotations.values())
        context.show_counts()
        if entry and any(self._sort_values(key) != values for key, values in before.items()):
            context.show_rows_again(entry.key)
        else:
            is_few = len(annotations) < MANY
            panes.timeline.redraw_rows(self._positions(annotations) if is_few else None)
        if panes.reader.entry is not None and panes.reader.entry.key in annotations:
            shown = state.entry_of(panes.reader.entry.key)
            panes.reader.show(shown, text_terms(state.query), state.archive.topic_labels)
        context.status.update()

    def _sort_values(self, key: str) -> tuple[str | None, ...]:
        """The corrections of an item that decide its position, if there are any."""
        state = self._context.state
        annotation = state.index.annotations.get(key) if state.index else None
        fixed = annotation.corrections if annotation else {}
        return fixed.get("date"), fixed.get("title") if state.order == "heading" else None

    def _positions(self, keys: Iterable[str]) -> list[int]:
        """The positions of items in the timeline, of those that are there."""
        positions = map(self._context.state.position_of, keys)
        return [position for position in positions if position is not None]


def with_count(sentence: str, entries: Sequence[Entry]) -> str:
    """What was done, and to how many if to several: `Bookmarked: 3 items`."""
    return sentence if len(entries) == 1 else f"{sentence}: {count_label(len(entries), 'item')}"
