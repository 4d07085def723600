"""Saved views: kept under a name, chosen with what each gives now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from textual import work

from socitm_tui.model.labels import count_label
from socitm_tui.search.query import QueryError, format_query, view_query
from socitm_tui.tui.dialogs.compare import ComparingScreen
from socitm_tui.tui.dialogs.list_screen import Row, titled
from socitm_tui.tui.widgets.cells import fit_padded, plain
from socitm_tui.tui.widgets.prompt import Question


class KeepingScreen(ComparingScreen):
    """What is shown, and the views that were saved of it."""

    def action_save_view(self) -> None:
        """Keep the filter under a name."""
        if not self.query_asked.parts:
            self.say("There is no filter to save; narrow the timeline first.")
            return
        asked = format_query(self.query_asked)

        def entered(name: str) -> None:
            name = " ".join(name.split())
            if '"' in name:
                self.say('A view is asked for as view:"NAME": its name can have no ".', "wrong")
            elif name:
                self.close_bar()
                hint = self.told("{views} lists the views")
                self._change_view(name, asked, f"View “{name}” saved · {hint}")

        self.ask(Question("view", "Save the view as", f"a name for {asked}", entered))

    @work(group="views")
    async def _change_view(self, name: str, query: str | None, word: str) -> None:
        from socitm_tui.search.saved_views import change_saved_view  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        try:
            await asyncio.to_thread(change_saved_view, self.home.views, name, query)
        except StorageError as error:
            self.say(str(error), "wrong")
            return
        self.say(word)

    def action_views(self) -> None:
        """Choose a saved view."""
        from socitm_tui.search.saved_views import read_saved_views  # noqa: PLC0415
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415

        try:
            views = read_saved_views(self.home.views)
        except StorageError as error:
            self.say(str(error), "wrong")
            return
        if not views or self.index is None:
            self.say(f"No view is saved yet; {self.told('{save-view} saves the filter as one')}.")
            return

        def rows(width: int) -> list[Row]:
            return [Row(), *(self._view_row(name, views, width) for name in views)]

        def remove(name: str | None) -> None:
            if name is None:
                return
            self._change_view(name, None, f"View “{name}” removed; it was {views.pop(name)}")
            if views:
                sheet.renew()
            else:
                sheet.dismiss()

        def chosen(name: str) -> None:
            try:
                self.narrow(view_query(name, {**self.archive.known_values, "view": views}))
            except QueryError as error:
                self.say(str(error), "wrong")

        hints = ("{choose} shows it", "{pick} removes it")
        sheet = self.offer(titled("Saved views"), rows, hints, chosen, {"pick": remove})

    def _view_row(self, name: str, views: Mapping[str, str], width: int) -> Row:
        """A view with what it gives now."""
        try:
            query = view_query(name, {**self.archive.known_values, "view": views})
            gives = count_label(self.archive.count(query), "item")
        except QueryError:
            gives = "cannot be read"
        left = max((width - 16) * 2 // 5, 8)
        return Row(
            (
                (fit_padded(plain(name), left - 2) + "  ", "strong"),
                (f"{gives:>14}", "text"),
                ("  " + fit_padded(plain(views[name]), width - left - 16), "quiet"),
            ),
            name,
        )
