"""Actions that save a query under a name, as a view, and list, open and remove views."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from socitm_tui.model.labels import count_label
from socitm_tui.model.text import clean_line
from socitm_tui.search.query import AllOf, QueryError, format_query
from socitm_tui.search.query_parser import view_query
from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.dialogs.list_dialog import DialogRow, dialog_title
from socitm_tui.tui.widgets.cells import fit_padded
from socitm_tui.tui.widgets.prompt import Question


class ViewActions:
    """Saves the query as a view, and lists the views."""

    def __init__(self, context: Context) -> None:
        self._context, self._state, self._status = context, context.state, context.status

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
                hint = self._context.hint("{views} lists the views")
                self._change_view(name, query, f"View “{name}” saved · {hint}")

        self._context.ask(Question("view", "Save the view as", f"a name for {query}", entered))

    def _change_view(self, name: str, query: str | None, sentence: str) -> None:
        self._context.run_worker(self._write_view(name, query, sentence), group="views")

    async def _write_view(self, name: str, query: str | None, sentence: str) -> None:
        from socitm_tui.search.saved_views import change_saved_view  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        try:
            await asyncio.to_thread(change_saved_view, self._context.home.views, name, query)
        except StorageError as error:
            self._status.show(str(error), "wrong")
            return
        self._status.show(sentence)

    def views(self) -> None:
        """Choose a saved view, or remove one."""
        from socitm_tui.search.saved_views import read_saved_views  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        try:
            views = read_saved_views(self._context.home.views)
        except StorageError as error:
            self._status.show(str(error), "wrong")
            return
        if not views or self._state.index is None:
            hint = self._context.hint("{save-view} saves the filter as one")
            self._status.show(f"No view is saved yet; {hint}.")
            return

        def rows(width: int) -> list[DialogRow]:
            return [DialogRow(), *(self._view_row(name, views, width) for name in views)]

        def remove(name: str | None) -> None:
            if name is None:
                return
            self._change_view(name, None, f"View “{name}” removed; it was {views.pop(name)}")
            if views:
                screen.update_rows()
            else:
                screen.dismiss()

        def chosen(name: str) -> None:
            try:
                self._context.apply_query(self._query_of(name, views))
            except QueryError as error:
                self._status.show(str(error), "wrong")

        hints = ("{choose} shows it", "{pick} removes it")
        title, keys = dialog_title("Saved views"), {"pick": remove}
        screen = self._context.show_list(title, rows, hints, chosen, keys)

    def _query_of(self, name: str, views: Mapping[str, str]) -> AllOf:
        return view_query(name, {**self._state.archive.known_values, "view": views})

    def _view_row(self, name: str, views: Mapping[str, str], width: int) -> DialogRow:
        """A row with a view, how many items it selects now, and its query."""
        try:
            query = self._query_of(name, views)
            gives = count_label(self._state.archive.count(query), "item")
        except QueryError:
            gives = "cannot be read"
        left = max((width - 16) * 2 // 5, 8)
        return DialogRow(
            (
                (fit_padded(clean_line(name), left - 2) + "  ", "strong"),
                (f"{gives:>14}", "text"),
                ("  " + fit_padded(clean_line(views[name]), width - left - 16), "quiet"),
            ),
            name,
        )
