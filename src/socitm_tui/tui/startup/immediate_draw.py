"""A screen that draws what a key has changed as soon as the key has acted."""

from __future__ import annotations

from collections.abc import Sequence

from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget


class DrawingScreen(Screen[None]):
    """Textual tells a screen by messages what to draw, and draws it when a timer says so.

    Those take as long as the drawing of a line or two; a key need not wait for them.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The widget that has the focus; the widgets themselves are drawn anew with it."""

    @property
    def at_once(self) -> Sequence[Widget]:
        """The widgets that are drawn as soon as a key has acted."""
        return ()

    def draw(self) -> None:
        """Draw now what has changed, if that is all there is to do."""
        waiting = [one for one in self.at_once if one._repaint_required]
        found = (*waiting, *self._dirty_widgets, self)
        if not waiting or any(map(_must_wait, found)):
            return
        for one in waiting:
            one._repaint_required = False
        self._dirty_widgets.update(one for one in waiting if one.display)
        with self._context():
            self._on_timer_update()
        if self._dirty_widgets:  # the terminal has not taken in the last frame
            self._update_timer.resume()

    def _on_timer_update(self) -> None:
        """Draw what has changed, all of it at once where the terminal is too slow for each."""
        if not getattr(self.app._driver, "is_behind", False):
            super()._on_timer_update()
        elif self._callbacks:
            self.call_next(self._invoke_and_clear_callbacks)


def _must_wait(widget: Widget) -> bool:
    """True where Textual has more to do with a widget, which comes first."""
    return widget._layout_required or widget._refresh_styles_required
