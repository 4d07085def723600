"""Bookmarks and read marks: set, written in order, undone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from textual import work

from socitm_tui.model.entities import Annotation, Entry
from socitm_tui.model.labels import count_label
from socitm_tui.search.query import AllOf, FieldTerm, text_terms
from socitm_tui.storage.home import Home
from socitm_tui.tui.actions import undo_stack as annotating
from socitm_tui.tui.actions.undo_stack import Change, History, Written
from socitm_tui.tui.dialogs.dialogs import Ask
from socitm_tui.tui.selecting import SelectingScreen

UNREAD = FieldTerm("is", ("unread",))
WORDS = {
    "bookmarked": ("Bookmark taken away", "Bookmarked"),
    "read": ("Marked unread", "Marked read"),
}
"""Mark -> what is said once it is taken away, and once it is set."""
MANY = 50
"""From so many rows on all in sight are drawn instead of each, and more are found out aside."""


class MarkingScreen(SelectingScreen):
    """What is shown, and what the user adds to it."""

    def __init__(self, home: Home) -> None:
        super().__init__()
        self.home = home
        self.history = History()
        self.writing = asyncio.Lock()
        """Held while a change is written, so that changes stay in their order."""

    # -------------------------------------------------------------- selecting several
    def action_pick(self) -> None:
        """Select the item for the next action and go on to the next, or no longer select it."""
        if entry := self.entry:
            if entry.key in self.picked:
                del self.picked[entry.key]
            else:
                self.picked[entry.key] = None
            self._show_picked()
            if self.pane == "timeline":
                self.timeline.action_down()

    def action_pick_all(self) -> None:
        """Select all that is shown, or nothing."""
        keys = [self.archive.item(row).key for row in self.rows]
        self.picked = {} if self.picked else dict.fromkeys(keys)
        self._show_picked()

    def unpick(self) -> None:
        """Select nothing any more."""
        self.picked = {}
        self._show_picked()

    def _show_picked(self) -> None:
        self.timeline.picked = self.picked
        self.timeline.redraw(None)
        self.tell()

    # -------------------------------------------------------------- marks
    def action_bookmark(self) -> None:
        """Bookmark the item, or take its bookmark away."""
        keys = [entry.key for entry in self.targets]
        self.annotate(lambda: self._toggle(keys, "bookmarked"))

    def action_read(self) -> None:
        """Mark the item read, or unread."""
        keys = [entry.key for entry in self.targets]
        if self.opened in keys:
            self.opened = None
        self.annotate(lambda: self._toggle(keys, "read"))

    def _toggle(self, keys: Sequence[str], what: str) -> Change | None:
        """The change that turns a mark of items on, or off where it is on for all by then."""
        entries = self.entries_of(keys)
        now = not all(getattr(entry.annotation, what) for entry in entries)

        def edit(one: Annotation) -> Annotation:
            return replace(one, read=now) if what == "read" else replace(one, bookmarked=now)

        return annotating.change(counting(WORDS[what][now], entries), entries, edit)

    def mark_read(self, key: str) -> None:
        """Mark an item read because it was; this is no action of its own to be undone."""
        entry = self.entry_of(key)
        if entry and not entry.annotation.read:
            self.annotate(
                lambda: annotating.change("", [entry], lambda a: replace(a, read=True)),
                remember=False,
            )

    def action_read_all(self) -> None:
        """Mark all that is shown read, after asking once."""
        if (index := self.index) is None:
            return
        rows = index.select(AllOf((*self.query_asked.parts, UNREAD))).rows
        items = count_label(len(rows), "item")
        if not rows:
            self.say("All that is shown is read already.")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.say(f"Marking {items} read…")
                self.annotate(marked, aside=len(rows) > MANY)

        def marked() -> Change | None:
            unread = [index.entry(row) for row in rows]
            return annotating.change(
                f"Marked {items} read", unread, lambda a: replace(a, read=True)
            )

        self.app.push_screen(Ask(f"Mark {items} read?"), answered)

    def action_undo(self) -> None:
        """Take back the last change of annotations."""
        self.annotate(self._last_done, self.history.undo, "Undone: ", remember=False)

    def action_redo(self) -> None:
        """Make the change again that was taken back last."""
        self.annotate(self._last_undone, self.history.redo, "Done again: ", remember=False)

    def _last_done(self) -> Change | None:
        if not self.history.done:
            self.say("Nothing to undo.")
            return None
        return self.history.done[-1].reverse

    def _last_undone(self) -> Change | None:
        if not self.history.undone:
            self.say("Nothing to redo.")
            return None
        return self.history.undone[-1]

    @work
    async def annotate(
        self,
        make: Callable[[], Change | None],
        after: Callable[[], None] | None = None,
        prefix: str = "",
        *,
        remember: bool = True,
        failed: Callable[[], None] | None = None,
        aside: bool = False,
    ) -> None:
        """Make a change once those before it are on disk; the screen shows it when it is, too.

        Args:
            make: Says what to change by then; None for nothing.
            after: Called once it is written.
            prefix: Of what is said.
            remember: False for what cannot be undone.
            failed: Called if it could not be written.
            aside: True where to find out what to change takes long.
        """
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        async with self.writing:
            change = await asyncio.to_thread(make) if aside else make()
            if change is None:
                return
            try:
                written = await asyncio.to_thread(annotating.write, self.home, change)
            except StorageError as error:
                self.complain(error)
                if failed is not None:
                    failed()
                return
            if remember:
                self.history.add(change)
            if after is not None:
                after()
            self.wrote(written)
            self._take_in(written.annotations)
            if change.word:
                undo = f" · {self.told('{undo} undoes')}" if remember else ""
                self.say(f"{prefix}{change.word}{undo}")

    def wrote(self, written: Written) -> None:
        """Called when the notebook was written here."""

    def _take_in(self, written: Mapping[str, Annotation]) -> None:
        """Show what the notebook now says. The rows shown stay, whatever the filter."""
        here, before = self.entry, {key: self._sorted_by(key) for key in written}
        self.archive.update_annotations(*written.values())
        self.recount()
        if here and any(self._sorted_by(key) != place for key, place in before.items()):
            self.rearrange(here.key)
        else:
            self.timeline.redraw(self._places(written) if len(written) < MANY else None)
        if self.reader.entry is not None and self.reader.entry.key in written:
            entry = self.entry_of(self.reader.entry.key)
            self.reader.show(entry, text_terms(self.query_asked), self.archive.topic_labels)
        self.tell()

    def _sorted_by(self, key: str) -> tuple[str | None, ...]:
        """The corrections of an item by which it is placed, those that there are."""
        annotation = self.index.annotations.get(key) if self.index else None
        fixed = annotation.corrections if annotation else {}
        return fixed.get("date"), fixed.get("title") if self.order == "heading" else None

    def _places(self, keys: Iterable[str]) -> list[int]:
        """Where some items stand in the timeline, those that do."""
        rows = [row for key in keys if (row := self.archive.row_of(key)) is not None]
        return [place for row in rows if (place := self.shown.position(row)) is not None]


def counting(word: str, entries: Sequence[Entry]) -> str:
    """What was done, and to how many where those were several: `Bookmarked 3 items`."""
    return word if len(entries) == 1 else f"{word}: {count_label(len(entries), 'item')}"
