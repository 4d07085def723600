"""The program itself: help, theme, evidence of the item, suspend, back."""

from __future__ import annotations

from textual import events

from socitm_tui.tui.actions.context import Context
from socitm_tui.tui.actions.session import Session
from socitm_tui.tui.actions.source_lesson import LessonActions
from socitm_tui.tui.bindings import bound_action, key_table
from socitm_tui.tui.dialogs.list_dialog import DialogRow, dialog_title
from socitm_tui.tui.dialogs.text_dialogs import evidence_dialog, orphans_dialog, signs_dialog
from socitm_tui.tui.keys import Key
from socitm_tui.tui.pane_layout import PANE_ORDER
from socitm_tui.tui.themes import OWN_THEMES
from socitm_tui.tui.widgets.cells import fit_padded


class ProgramActions:
    """What concerns the whole program."""

    def __init__(self, context: Context, session: Session, lesson: LessonActions) -> None:
        self._context, self._session, self._lesson = context, session, lesson

    def evidence(self) -> None:
        """Show which lines of the capture each field of the item comes from, and why."""
        if entry := self._context.entry:
            labels = self._context.state.archive.topic_labels
            self._context.app.push_screen(evidence_dialog(entry, labels))

    def signs(self) -> None:
        """Show what the signs on the screen mean."""
        self._context.app.push_screen(signs_dialog())

    def redraw(self) -> None:
        """Draw the whole screen again, whatever another program has written on it."""
        self._context.refresh()

    def help(self) -> None:
        """List all actions and their keys; carry out the one that is chosen."""
        from socitm_tui.tui.dialogs.help import HelpDialog  # noqa: PLC0415 - imported late: rarely needed

        context = self._context
        table = key_table(context.app)

        async def chosen(name: str | None) -> None:
            for key in table:
                if key.id == name:
                    await self.perform_key(key)

        is_typing = context.panes.prompt.is_open
        context.app.push_screen(
            HelpDialog(table, context.panes.current, is_prompt_open=is_typing), chosen
        )

    def orphans(self) -> None:
        """Show the annotations that have lost their items."""
        if index := self._context.state.index:
            self._context.app.push_screen(orphans_dialog(index.orphans))

    async def perform_key(self, key: Key) -> None:
        """Do what a key does, in the pane in use or else in the one where it does it."""
        context, panes = self._context, self._context.panes
        if not {"everywhere", panes.current} & {*key.panes}:
            elsewhere = [name for name in PANE_ORDER if name in key.panes]
            if not elsewhere:
                return
            panes.go_to(elsewhere[0])
        pane = panes.by_name[panes.current]
        await context.app.run_action(bound_action(key), pane.screen if "." in key.action else pane)

    def report_unbound(self, event: events.Key) -> None:
        """Say that a character is no key here, as those of another keyboard layout are not."""
        if event.is_printable and not self._context.panes.prompt.is_open:
            event.stop()
            words = f"“{event.character}” does nothing here · {{help}} lists the keys"
            self._context.status.show(self._context.hint(words))

    def theme(self) -> None:
        """Choose one of our own themes, or of Textual's."""
        app = self._context.app
        own = [theme.name for theme in OWN_THEMES]
        names = [*own, *sorted(name for name in app.available_themes if name not in own)]

        def rows(width: int) -> list[DialogRow]:
            return [DialogRow(), *(self._theme_row(name, width) for name in names)]

        def chosen(name: str) -> None:
            app.theme = name
            self._context.status.show(f"Theme: {_theme_label(name)}")

        dialog = self._context.show_list(
            dialog_title("Themes"), rows, ("{choose} uses it",), chosen
        )
        dialog.call_after_refresh(dialog.list.select_value, app.theme)

    def _theme_row(self, name: str, width: int) -> DialogRow:
        now = "  in use" if name == self._context.app.theme else ""
        pieces = ((_theme_label(name), "text"), (fit_padded(now, width // 2), "quiet"))
        return DialogRow(pieces, name)

    def suspend(self) -> None:
        """Go back to the shell, until `fg`."""
        self._context.app.action_suspend_process()

    def back(self) -> None:
        """Go back to the timeline; from there, quit. Captures that are being read come first."""
        if self._lesson.cancel():
            return
        if self._context.panes.current == "timeline":
            self._session.leave()
        else:
            self._context.panes.go_to("timeline")


def _theme_label(name: str) -> str:
    """A theme as it is listed: `high contrast`."""
    return name.removeprefix("socitm-").replace("-", " ")
