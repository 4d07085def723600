"""Actions that save a query under a name, as a view, and list, open and remove views."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from socitm_tui.model.labels import count_label
from socitm_tui.model.text import clean_line
from socitm_tui.search.query import AllOf, QueryError, format_query
from socitm_tui.search.query_parser import view_query
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.undo_stack import UndoStack
from socitm_tui.tui.dialogs.list_dialog import DialogRow, dialog_title, message_rows
from socitm_tui.tui.widgets.cells import fit_padded
from socitm_tui.tui.widgets.prompt import Question

MIN_VIEW_NAME_CELLS = 8
VIEW_COUNT_CELLS = 14
"""Cells of the number of items of a view."""


class ViewActions:
    """Saves the query as a view, and lists the views."""

    def __init__(self, context: Context, undo_stack: UndoStack) -> None:
        self._context, self._state, self._status = context, context.state, context.status
        self._undo_stack = undo_stack

    def save_view(self) -> None:
        """Save the query under a name."""
        if not self._state.query.parts:
            self._status.show("There is no filter to save; narrow the timeline first.")
            return
        query = format_query(self._state.query)

        def entered(name: str) -> None:
            name = " ".join(name.split())
            if '"' in name:
                words = 'A view is asked for as view:"NAME": its name can have no ".'
                self._status.show(words, "wrong")
            elif name:
                self._context.close_prompt()
                self._change_view(name, query, f"View “{name}” saved")

        self._context.ask(Question("view", "Save the view as", f"a name for {query}", entered))

    def _change_view(
        self,
        name: str,
        query: str | None,
        sentence: str,
        written: Callable[[], None] = lambda: None,
    ) -> None:
        """Save a view, or remove it if no query is given; then report it.

        Args:
            name: The name of the view.
            query: Its query.
            sentence: What was done.
            written: Called once the file is written.
        """

        async def change() -> None:
            from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

            async with self._undo_stack.lock:
                try:
                    before = await self._write_view(name, query)
                except StorageError as error:
                    self._status.show(str(error), "wrong")
                    return
                self._undo_stack.push(
                    sentence,
                    lambda: self._write_view(name, before),
                    lambda: self._write_view(name, query),
                )
            written()
            self._status.show(f"{sentence} · {self._context.hint('{undo} undoes')}")

        self._context.run_worker(change(), group="views")

    async def _write_view(self, name: str, query: str | None) -> str | None:
        """Save a view, or remove it if no query is given; the query that it had before.

        Raises:
            StorageError: Nothing was changed, and why.
        """
        from socitm_tui.search.saved_views import change_saved_view, read_saved_views  # noqa: PLC0415

        path = self._context.home.views

        def write() -> str | None:
            before = read_saved_views(path).get(name)
            change_saved_view(path, name, query)
            return before

        return await asyncio.to_thread(write)

    def views(self) -> None:
        """Choose a saved view, or remove one."""
        if self._state.index is None or (read := self._read_views()) is None:
            return
        views, name_of_list = dict(read), "Saved views"

        def rows(width: int) -> list[DialogRow]:
            if not views:
                words = self._context.hint("No view is saved yet. {save-view} saves the filter.")
                return message_rows(words, width)
            return [DialogRow(), *(self._view_row(name, views, width) for name in views)]

        def show(words: str) -> None:
            views.clear()
            views.update(self._read_views() or {})
            screen.update_rows(dialog_title(name_of_list, subject=words))

        def remove(name: str | None) -> None:
            if name is not None:
                sentence = f"View “{name}” removed"
                self._change_view(name, None, sentence, lambda: show(sentence))

        async def undo() -> None:
            show(await self._undo_stack.undo_last())

        def chosen(name: str) -> None:
            try:
                self._context.apply_query(self._query_of(name, views))
            except QueryError as error:
                self._status.show(str(error), "wrong")

        hints = ("{choose} shows it", "{pick} removes it", "{undo} undoes")
        keys = {"pick": remove, "undo": lambda _: self._context.run_worker(undo())}
        screen = self._context.show_list(dialog_title(name_of_list), rows, hints, chosen, keys)

    def _read_views(self) -> dict[str, str] | None:
        """The saved views; None, after reporting it, if they cannot be read."""
        from socitm_tui.search.saved_views import read_saved_views  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        try:
            return read_saved_views(self._context.home.views)
        except StorageError as error:
            self._status.show(str(error), "wrong")
            return None

    def _query_of(self, name: str, views: Mapping[str, str]) -> AllOf:
        return view_query(name, {**self._state.archive.known_values, "view": views})

    def _view_row(self, name: str, views: Mapping[str, str], width: int) -> DialogRow:
        """A row with a view, how many items it selects now, and its query."""
        try:
            query = self._query_of(name, views)
            gives = count_label(self._state.archive.count(query), "item")
        except QueryError:
            gives = "cannot be read"
        room = width - VIEW_COUNT_CELLS - 2
        left = max(room * 2 // 5, MIN_VIEW_NAME_CELLS)
        return DialogRow(
            (
                (fit_padded(clean_line(name), left - 2) + "  ", "strong"),
                (f"{gives:>{VIEW_COUNT_CELLS}}", "text"),
                ("  " + fit_padded(clean_line(views[name]), room - left), "quiet"),
            ),
            name,
        )
