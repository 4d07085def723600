"""Looking closer at an item: where it stands in its capture, how else its story is told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual import work

from socitm_tui.model.entities import Item, LineSpan
from socitm_tui.search.query import EMPTY_QUERY
from socitm_tui.tui.actions.links import LinkingScreen
from socitm_tui.tui.dialogs.capture import PageLine, page_lines, rows_of
from socitm_tui.tui.dialogs.list_screen import Row, SheetScreen, entry_row, titled
from socitm_tui.tui.widgets.timeline_rows import Piece

TRAIL = 100
"""Opened items that are remembered."""


class CaptureScreen(SheetScreen):
    """The kept page of an item, at the item's own lines."""

    def __init__(self, item: Item, loaded: str, lines: list[PageLine]) -> None:
        self.lines, self.item = lines, item
        self.opened: set[str] = set()
        first, last = item.capture_lines
        title: list[Piece] = [
            (item.capture_name, "strong"),
            (f" · sha256 {item.capture_sha256[:8]}…", "quiet"),
            (f" · loaded {loaded[:10]}" if loaded else "", "quiet"),
            (f" · lines {first}–{last} of {len(lines)}", "quiet"),
        ]
        super().__init__(title, self._rows, ("{choose} folds", "{down} {up} move"), start=self._own)

    def _rows(self, width: int) -> list[Row]:
        return rows_of(self.lines, width, self.opened)

    def _own(self, rows: Sequence[Row]) -> int:
        at = next((n for n, row in enumerate(rows) if row.pieces[0][0].startswith("▌")), 0)
        return max(at - 4, 0)

    def go_on(self, lines: int) -> None:
        """Some lines on; the cursor comes along where it passes what can be opened."""
        sheet = self.sheet
        sheet.scroll_up_to(sheet.top + lines)
        shown = range(sheet.top, sheet.top + self.height)
        at = [n for n in shown if n < len(sheet.rows) and sheet.rows[n].value is not None]
        if at:
            sheet.cursor = at[0]
            sheet.refresh()

    def chosen(self, value: str) -> None:
        """Fold furniture, or open it."""
        self.opened ^= {value}
        self.renew()


class LookingScreen(LinkingScreen):
    """What is shown, and what stands behind it."""

    trail: Sequence[str] = ()
    """Keys of the items that were opened, latest last."""

    def action_capture(self) -> None:
        """Show the kept page at the lines of the item."""
        if entry := self.entry:
            self._show_capture(entry.item)

    @work(exclusive=True, group="capture")
    async def _show_capture(self, item: Item) -> None:
        from socitm_tui.parsing.formats import RefusedError  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        try:
            text, spans, loaded = await asyncio.to_thread(self._kept, item)
        except (StorageError, RefusedError) as error:
            self.say(f"The capture cannot be shown: {error}", "wrong")
            return
        lines = page_lines(text, item, spans)
        await self.app.push_screen(CaptureScreen(item, loaded, lines))

    def look_no_longer(self) -> bool:
        """Do without a capture that is still being read; True where one was."""
        return bool(self.workers.cancel_group(self, "capture"))

    def _kept(self, item: Item) -> tuple[str, list[LineSpan], str]:
        """The text of a capture, the lines of its items, and when it was loaded."""
        from socitm_tui.ingest.documents import read_item_document  # noqa: PLC0415
        from socitm_tui.parsing.formats import RefusedError, document_text, parse_document  # noqa: PLC0415
        from socitm_tui.storage.captures import CaptureFolder  # noqa: PLC0415

        folder = CaptureFolder(self.home.captures)
        document = read_item_document(folder, item)
        described = folder.read_descriptions().get(item.capture_sha256)
        text = document_text(document)
        try:
            spans = [draft.lines for draft in parse_document(document).drafts]
        except RefusedError:
            spans = [item.capture_lines]
        return text, spans, described.loaded if described else ""

    # -------------------------------------------------------------- where one was
    def trailed(self) -> None:
        """Note that the item was opened."""
        if self.key is not None:
            self.trail = [*(key for key in self.trail if key != self.key), self.key][-TRAIL:]

    def action_last_place(self) -> None:
        """To the item that was opened before this one."""
        before = [key for key in self.trail if key != self.key]
        if before:
            self.go_to_key(before[-1])
        else:
            self.say("No other item was opened yet.")

    def action_history(self) -> None:
        """Choose among the items that were opened."""
        entries = self.entries_of(reversed(self.trail))
        if not entries:
            self.say("No item was opened yet.")
            return

        def rows(width: int) -> list[Row]:
            return [Row(), *(entry_row(entry, width) for entry in entries)]

        title = titled("History", "what you opened, latest first")
        self.offer(title, rows, ("{choose} opens", "{down} {up} move"), self.go_to_key)

    def go_to_key(self, key: str) -> None:
        """Open an item wherever it is; a filter that leaves it out is cleared, and that is said."""
        if self.index is None or self.selection is None:
            return
        row = self.index.row_of(key)
        if row is None:
            self.say("That item is no longer in the archive.")
            return
        if self.selection.position(row) is None:
            self.narrow(EMPTY_QUERY, key)
            self.say("Filter cleared to show the item.")
        if (place := self.shown.position(row)) is not None:
            self.timeline.move(place)
            self.stand(place)
            self.go_to("text")
            self.opened = key
            self.trailed()
