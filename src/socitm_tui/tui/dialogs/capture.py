"""The dialog that shows a capture: what each line was taken for, and keys that say otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from socitm_tui.model.entities import Capture, LineMark, LineSpan, MarkRole
from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import hint_in, key_table, pane_bindings
from socitm_tui.tui.dialogs.help import keys_dialog
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog, ListRows, dialog_title
from socitm_tui.tui.dialogs.page_labels import items_label, line_note, marked_title, page_title
from socitm_tui.tui.dialogs.page_marks import PageMarks
from socitm_tui.tui.dialogs.page_rows import item_rows, lines_of_row, page_rows
from socitm_tui.tui.dialogs.page_statements import NothingToStateError, PageStatements
from socitm_tui.tui.keys import PAGE, Key
from socitm_tui.tui.widgets.cells import fit_padded
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from textual import events

    from socitm_tui.ingest.mend import CaptureMend, MendPreview

LINES_ABOVE: Final = 4
"""Lines above the first line of the item when the capture is opened."""
WIDE_CELLS: Final = 100
"""Width from which on the items of the page are shown beside its lines."""
ITEMS_SHARE: Final = 0.36
"""Part of the width that the items have."""
MARK_HINTS: Final = (
    "{keep-marks} keeps", "{mark-date} date", "{mark-headline} headline", "{mark-text} text",
    "{end-item} ends here", "{mark-new} new item", "{mark-out} out", "{mark-join} join",
    "{begin-item} begins here", "{mark-byline} byline",
    "{teach-others} others alike", "{help} all keys",
)  # fmt: skip
READ_HINTS: Final = (
    "{down} {up} move", "{items} items", "{fold} all lines", "{read} looked at and right",
)  # fmt: skip
MarkKeeper = Callable[["CaptureDialog", Sequence[LineMark], int], None]
"""Keeps the marks of a page, given the line under the cursor, then calls `show_kept`."""


@dataclass(frozen=True, slots=True)
class PageUse:
    """What the dialog of a page calls to change the archive."""

    keep: MarkKeeper
    teach: Callable[[CaptureDialog], None]
    leave: Callable[[Sequence[LineMark]], None]
    """Takes the marks that were not kept."""
    review: Callable[[], None]
    """Marks the page as looked at and right, or no longer."""
    stop: Callable[[], bool]
    """Stops reading the others of the source; True if they were being read."""


class CaptureDialog(ListDialog):
    """A capture line by line; the cursor goes through its lines.

    Args:
        preview: The page as it is read now.
        line: The line to begin at.
        mend: The capture with its lines open to be marked; None if they cannot be.
        use: What is called to change the archive.
        marks: Marks that were made before and not kept.
        no_mend: Why its lines cannot be marked.
        doubt: Why its reading is uncertain.
    """

    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("page")

    def __init__(
        self,
        preview: MendPreview,
        line: int = 1,
        mend: CaptureMend | None = None,
        use: PageUse | None = None,
        *,
        marks: Sequence[LineMark] | None = None,
        no_mend: str = "",
        doubt: str = "",
    ) -> None:
        self.doubt = doubt
        """Why the reading is uncertain; empty if it is not, or if the page was reviewed."""
        self._preview, self._mend, self._use, self._no_mend = preview, mend, use, no_mend
        self._marks = PageMarks(preview.marks if marks is None else marks)
        self._line, self._anchor = line, 0
        """The line under the cursor, and the other end of the selected lines, 0 without one."""
        self._is_anchor_brief = False
        """True if the selection ends with the next movement."""
        self._is_folded = bool(preview.after)
        """True if lines outside any item are folded; a page without items stays as it is."""
        self._is_keeping, self._words = False, ""
        self._preview_lock = asyncio.Lock()
        self.items, self.note_line = ListRows(id="items"), StatusLine(id="list-note")
        super().__init__(
            (),
            self._make_page_rows,
            MARK_HINTS if mend else (),
            {
                "undo": lambda _: self._undo(),
                "redo": lambda _: self._redo(),
                "next-item": lambda _: self._move_to_item(1),
                "previous-item": lambda _: self._move_to_item(-1),
                "read": lambda _: use.review() if use else None,
                "help": lambda _: self.app.push_screen(keys_dialog(self._own_keys)),
            },
        )
        self.list.style_row = self._style_row

    def compose(self) -> ComposeResult:
        """The lines, the items beside them, and a line about the line under the cursor."""
        yield self.title_line
        with Horizontal(id="page"):
            yield self.list
            yield self.items
        yield self.note_line
        yield self.hint_line

    def on_mount(self) -> None:
        """Read the page under marks that were not kept."""
        if self._is_changed:
            self._ask_preview()

    # -------------------------------------------------------------- what is shown
    @property
    def _is_changed(self) -> bool:
        """True if marks were made that are not kept."""
        return self._mend is not None and self._marks.differ_from(self._mend.marks)

    @property
    def capture(self) -> Capture:
        """The capture that is shown."""
        return self._preview.capture

    @property
    def summary(self) -> str:
        """What the marks make of its items."""
        return self._preview.summary

    @property
    def selected_lines(self) -> LineSpan:
        """The first and the last line that a mark would be about."""
        first, last = lines_of_row(self.list.value)
        return (
            (min(first, self._anchor), max(last, self._anchor)) if self._anchor else (first, last)
        )

    @property
    def _item(self) -> int | None:
        """The item that the cursor is in."""
        lines = self._preview.lines
        return lines[self._line - 1].item if 0 < self._line <= len(lines) else None

    def _make_page_rows(self, width: int) -> list[DialogRow]:
        is_wide = self.app.size.width >= WIDE_CELLS
        beside = int(self.app.size.width * ITEMS_SHARE) if is_wide else 0
        self.items.display = is_wide
        self.items.styles.width = beside
        if is_wide:
            room = beside - ListRows.INDENT - 2
            heading = (
                (fit_padded(items_label(self._preview), room - 5), "strong"),
                ("lines", "quiet"),
            )
            items = item_rows(self._preview.pairs, room)
            self.items.show([DialogRow(heading), DialogRow(), *items])
        is_folded = self._is_folded and bool(self._preview.after)  # else nothing would be left
        return page_rows(self._preview.lines, width - beside, is_folded=is_folded)

    def update_rows(self, title: Sequence[Piece] | None = None) -> None:
        """Make the rows again, the cursor on the same line."""
        is_first = not self.list.rows
        super().update_rows(title or self._make_title())
        rows = self.list.rows
        row = self._row_of_line(rows, self._line)
        if is_first:
            self.list.show(rows, max(row - LINES_ABOVE, 0))
            self.list.cursor = row
        self.list.move_cursor(row)
        self._show_items()
        self._show_note()

    def _make_title(self) -> Sequence[Piece]:
        name = clean_line(self.capture.name)
        if self._words:
            return [(self._words, "emphasis"), (f" · {name}", "quiet")]
        if self._is_changed:
            return marked_title(self._preview, len(self._marks))
        if self.doubt:
            return [(name, "strong"), (f" · read with doubt: {clean_line(self.doubt)}", "doubt")]
        return page_title(self._preview, self._line)

    def _style_row(self, row: DialogRow) -> tuple[Sequence[Piece], str]:
        """A row as the cursor and the selection have it."""
        if not row.line or len(row.pieces) < 2:
            return row.pieces, ""
        is_own = self._item is not None and self._preview.lines[row.line - 1].item == self._item
        first, last = self.selected_lines
        is_selected = first <= row.line <= last
        if is_own:
            return (("▌ ", "emphasis"), *row.pieces[1:]), "cursor" if is_selected else ""
        pieces = [
            (text, "read" if kind in ("title", "text") else kind) for text, kind in row.pieces
        ]
        return pieces, "cursor" if is_selected else ""

    def _show_note(self) -> None:
        """Show what the line under the cursor is, and why; or what is selected."""
        first, last = self.selected_lines
        if not 0 < first <= last <= len(self._preview.lines):
            self.note_line.show([])
            return
        if self._anchor:
            self.note_line.show([(f"lines {first}–{last} selected", "emphasis")])
            return
        hints = [(hint_in(self, hint), "quiet") for hint in READ_HINTS]
        self.note_line.show(line_note(self._preview, (first, last)), right=hints)

    # -------------------------------------------------------------- movement
    @staticmethod
    def _row_of_line(rows: Sequence[DialogRow], line: int) -> int:
        """The row that a line of the capture begins on, or the nearest one after it."""
        numbers = [number for number, row in enumerate(rows) if row.value is not None]
        return next(
            (number for number in numbers if lines_of_row(rows[number].value)[1] >= line),
            numbers[-1] if numbers else 0,
        )

    def _put_cursor(self) -> None:
        self.list.move_cursor(self._row_of_line(self.list.rows, self._line))
        self._cursor_moved()

    def _cursor_moved(self) -> None:
        before = self._item
        first, last = lines_of_row(self.list.value)
        if not first <= self._line <= last:
            self._line = first
        if self._words or self._item != before:
            self._words = ""
            self.set_title(self._make_title())
            self._show_items()
        self.list.refresh()
        self._show_note()

    def _show_items(self) -> None:
        """Put the cursor of the items on the one that the line is in."""
        item = self._item
        if item is not None and self.items.display and item < len(self._preview.after):
            self.items.select_value(str(self._preview.after[item].lines[0]))

    def move_by(self, lines: int) -> None:
        """Move by some lines; a selection made with shift ends."""
        if self._is_anchor_brief:
            self._anchor, self._is_anchor_brief = 0, False
        self.list.move_by(lines)
        self._cursor_moved()

    def move_to_line(self, line: int) -> None:
        """Put the cursor on a line."""
        self._line = line
        self._put_cursor()

    def _move_to_item(self, step: int) -> None:
        """Put the cursor on the first line of the next item, or of the one before."""
        starts = [draft.lines[0] for draft in self._preview.after]
        others = [at for at in starts if at > self._line] if step > 0 else [
            at for at in reversed(starts) if at < self._line
        ]  # fmt: skip
        if others:
            self.move_to_line(others[0])

    def choose(self, value: str) -> None:
        """Note that a line was clicked; nothing is kept by that."""
        self._line = lines_of_row(value)[0]
        self._cursor_moved()

    def on_click(self, event: events.Click) -> None:
        """Go to the item that was clicked in the list beside the lines."""
        offset = event.get_content_offset(self.items)
        number = offset.y + self.items.top if offset else -1
        if 0 <= number < len(self.items.rows) and self.items.rows[number].line:
            self.move_to_line(self.items.rows[number].line)

    def action_select_down(self) -> None:
        """Select the line below too."""
        self._select(1)

    def action_select_up(self) -> None:
        """Select the line above too."""
        self._select(-1)

    def _select(self, step: int) -> None:
        if not self._anchor:
            self._anchor, self._is_anchor_brief = self._line, True
        self.list.move_by(step)
        self._cursor_moved()

    def action_select_from(self) -> None:
        """Select from this line on, or no longer."""
        self._anchor, self._is_anchor_brief = 0 if self._anchor else self._line, False
        self._cursor_moved()

    def action_leave(self) -> None:
        """End a selection or what is under way; else close the page.

        Marks that are not kept change nothing.
        """
        if self._anchor:
            self.action_select_from()
            return
        if self._use is not None and self._use.stop():
            return
        if self._use is not None:
            self._use.leave(self._marks.marks if self._is_changed else ())
        self.dismiss()

    def action_fold(self) -> None:
        """Show the lines outside any item, or fold them."""
        self._is_folded = not self._is_folded
        self.update_rows()

    def action_items(self) -> None:
        """List the items of the page; choosing one goes to its first line."""

        def chosen(line: str | None) -> None:
            if line is not None:
                self.move_to_line(int(line))

        def rows(width: int) -> list[DialogRow]:
            return [DialogRow(), *item_rows(self._preview.pairs, width)]

        title = dialog_title("Items of the page", subject=items_label(self._preview))
        hints = ("{choose} goes there", "{down} {up} move")
        self.app.push_screen(ListDialog(title, rows, hints), chosen)

    @property
    def _own_keys(self) -> list[Key]:
        """The keys that act here, those of marks first."""
        own = [key for key in key_table(self) if "page" in key.panes or key.id in self._keys]
        return sorted(own, key=lambda key: key.panes != PAGE)

    # -------------------------------------------------------------- marks
    def action_mark(self, name: str) -> None:
        """Say what the selected lines are, as a key says; if that is said already, no longer."""
        role = MarkRole(name.removeprefix("mark_"))
        self._state(lambda page: page.role(role, is_range=bool(self._anchor)))

    def action_begin_item(self) -> None:
        """Say that the item begins with the line under the cursor, not above or below it."""
        self._state(PageStatements.begin)

    def action_end_item(self) -> None:
        """Say that the item ends with the line under the cursor, further up or down than it did."""
        self._state(PageStatements.end)

    def action_no_news(self) -> None:
        """Say that no line of the page is any news."""
        self._state(PageStatements.no_news)

    def action_join_page(self) -> None:
        """Say that all from the first item to the last is one item."""
        self._state(PageStatements.one_item)

    def _state(self, statement: Callable[[PageStatements], Sequence[LineMark]]) -> None:
        """Mark the page as a statement has it, or no longer if it is marked so already."""
        if self._mend is None:
            self.show_words(self._no_mend)
            return
        try:
            marks = statement(PageStatements(self._preview, self._marks, self.selected_lines))
        except NothingToStateError as reason:
            self.show_words(str(reason))
            return
        self._marks.toggle(marks)
        self._anchor = 0
        self._ask_preview()

    def _undo(self) -> None:
        if self._marks.undo():
            self._ask_preview()
        else:
            self.show_words("Nothing to undo.")

    def _redo(self) -> None:
        if self._marks.redo():
            self._ask_preview()
        else:
            self.show_words("Nothing to redo.")

    def _ask_preview(self) -> None:
        self._words = ""
        self.run_worker(self._update_preview(self._marks.marks), group="preview")

    async def _update_preview(self, marks: tuple[LineMark, ...]) -> None:
        """Read the page again in a thread; of several wishes only the last is read."""
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        async with self._preview_lock:
            if marks is not self._marks.marks or self._mend is None:
                return
            try:
                self._preview = await asyncio.to_thread(self._mend.preview, marks)
            except StorageError as error:
                self.show_words(str(error))
                return
        if marks is self._marks.marks and self.is_attached:
            self.update_rows()

    def action_keep_marks(self) -> None:
        """Keep the marks: the archive is changed."""
        if self._mend is None:
            self.show_words(self._no_mend)
        elif not self._is_changed:
            self.show_words("Nothing to keep: say what a line is first.")
        elif self._use is not None and not self._is_keeping:
            self._is_keeping = True
            self.run_worker(self._keep(self._use, self._marks.marks, self._line), group="preview")

    async def _keep(self, use: PageUse, marks: Sequence[LineMark], line: int) -> None:
        async with self._preview_lock:  # what the marks make of the page is known then
            self.show_words("Keeping …")
        use.keep(self, marks, line)

    def show_kept(self, mend: CaptureMend | None, preview: MendPreview | None, words: str) -> None:
        """Show the page as it is read now that its marks are kept, or why they are not."""
        self._is_keeping = False
        if mend is not None and preview is not None:
            self._mend, self.doubt = mend, ""
            if self._is_changed:  # more was said meanwhile
                self._ask_preview()
                return
            self._preview = preview
        self._words = words
        if self.is_attached:
            self.update_rows()

    def action_teach_others(self) -> None:
        """Read the other captures of the source as the marks of this one show."""
        if self._mend is None:
            self.show_words(self._no_mend)
        elif self._is_changed:
            self.show_words(hint_in(self, "Keep this page first: {keep-marks}."))
        elif not self._mend.marks:
            self.show_words("Nothing was said about this page yet.")
        elif self._use is not None:
            self._use.teach(self)

    # -------------------------------------------------------------- reports
    def show_review(self, words: str, *, is_right: bool) -> None:
        """Show that the page was looked at and right, or is so no longer."""
        self.doubt = "" if is_right else self.capture.doubtful or ""
        self.show_words(words)

    def show_words(self, words: str) -> None:
        """Show a sentence in the title, until the cursor moves."""
        self._words = words
        self.set_title(self._make_title())
