"""A widget that draws its own lines, and draws a line again only if it has changed.

Textual renders every line of every frame through the styles of its widget: borders, padding, tint,
opacity, filters. Widgets of this class have one background and at most a hairline on the left. They
hand finished lines to the compositor, so that a key press costs only the lines that it changes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

from rich.cells import cell_len, split_text
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from textual import events
from textual.errors import NoWidget
from textual.filter import ANSIToTruecolor
from textual.geometry import Offset, Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from socitm_tui.tui.styles import NO_STYLES, ThemeStyles
from socitm_tui.tui.widgets.glyphs import GLYPHS, Piece
from socitm_tui.tui.widgets.timeline_rows import pad_pieces


class DividedStrip(Strip):
    """A line that is cut between whole signs: Rich's own segments lose a cell of a joined emoji."""

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The line divided at some cells; half a sign becomes a space."""
        parts, start, rest = [], 0, [*self]
        for end in cuts:
            part: list[Segment] = []
            while rest and start < end:
                text, style, control = rest.pop(0)
                room = end - start
                left, right = split_text(text, room) if cell_len(text) > room else (text, "")
                part.append(Segment(left, style, control))
                start += cell_len(left)
                if right:
                    rest.insert(0, Segment(right, style, control))
            parts.append(Strip(part))
        return parts

    def crop(self, start: int, end: int | None = None) -> Strip:
        """The line from one cell to another."""
        return self.divide((start, self.cell_length if end is None else end))[1]


class RenderedStrip(DividedStrip):
    """A line of pieces that is written to the terminal as a whole, with few escape codes.

    Most lines are drawn once and dropped at the next key. So the segments of an ordinary strip are
    made only if somebody asks for them.
    """

    __slots__ = ("_background", "_pieces", "_theme_styles")

    def __init__(
        self, pieces: Sequence[Piece], width: int, theme_styles: ThemeStyles, background: str
    ) -> None:
        self._pieces, self._theme_styles, self._background = pieces, theme_styles, background
        self._cell_length: int | None = width
        self._render_cache: str | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any attribute of a strip
        """Make the segments of an ordinary strip, because one of its attributes was missing."""
        if name not in Strip.__slots__:
            raise AttributeError(name)
        style, written = self._theme_styles.style, self._render_cache
        segments = [Segment(text, style(kind, self._background)) for text, kind in self._pieces]
        super().__init__(segments, self._cell_length)
        self._render_cache = written
        return getattr(self, name)

    def crop(self, start: int, end: int | None = None) -> Strip:
        """The line from one cell to another; usually that is the whole line."""
        is_whole = start == 0 and (end is None or end == self._cell_length)
        return self if is_whole else super().crop(start, end)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The line divided at some cells; usually there is one part."""
        ends = [*cuts]
        return [self] if ends == [self._cell_length] else super().divide(ends)

    def render(self, console: Console) -> str:
        """The line with its escape codes."""
        if self._render_cache is None:
            depth = console._color_system or ColorSystem.TRUECOLOR
            line = self._theme_styles.encode_line(self._pieces, self._background, depth)
            self._render_cache = line
        return self._render_cache


def selectable_text_at(screen: Screen[Any], x: int, y: int) -> tuple[Widget | None, Offset | None]:
    """The widget at a cell of the screen and the offset in its text; None if it has no text.

    While a selection is being dragged, that is the widget in which it was begun.
    """
    state = screen._select_state if screen._selecting else None
    widget = state.start.content_widget if state else None
    if widget is None:
        with contextlib.suppress(NoWidget):
            widget = screen.get_widget_at(x, y)[0]
    offset_at = getattr(widget, "offset_at", None)
    if widget is None or offset_at is None or not widget.allow_select:
        return None, None
    return widget, offset_at(*(Offset(x, y) - widget.content_region.offset))


class LineWidget(Widget):
    """A widget whose `render_line` returns finished lines, made by `make_strip`."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._strips: dict[int, Strip] = {}
        """Height in the widget -> the line drawn there."""
        self._theme_styles = NO_STYLES
        self._outer = Size()
        """The size of the widget with its hairline."""
        self._hairline_width = 0
        """Cells of the hairline on the left."""
        self._blank_strip = Strip([])
        self._content_size: Size | None = None
        self._ignores_refresh = False
        """True while everything is drawn again anyway, or nothing that is refreshed has changed."""
        self.is_active = False
        """True if it is drawn as the pane in use."""

    @property
    def size(self) -> Size:
        """The size of the content; Textual computes it each time it is asked."""
        return self._content_size or super().size

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw the lines of some regions again; all lines if no region is given."""
        if self._ignores_refresh:
            return self
        if not super().size:
            self._outer = Size()  # while hidden: `update_size` is called when it is shown again
        if repaint and regions:
            for region in regions:
                for y in region.line_range:
                    self._strips.pop(y, None)
        elif repaint:
            self._strips.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region; those that have not changed are not drawn again."""
        self._update_measures()
        missing = [y for y in crop.line_range if y not in self._strips]
        if missing:
            self._draw(missing)
        strips = [self._strips[y] for y in crop.line_range]
        if crop.column_span != (0, self._outer.width):
            return [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _update_measures(self) -> None:
        """Drop all drawn lines if the size or the theme has changed."""
        styles: ThemeStyles = getattr(self.app, "theme_styles", NO_STYLES)
        now = styles, self.region.size, self.styles.gutter.left
        before = self._theme_styles, self._outer, self._hairline_width
        if now != before:
            self._theme_styles, self._outer, self._hairline_width = now
            self._strips.clear()
            self._blank_strip = self.make_strip((("", "text"),))
        if now[1:] != before[1:]:
            with self._refresh_ignored():
                self.update_size()

    @contextlib.contextmanager
    def _refresh_ignored(self) -> Iterator[None]:
        self._ignores_refresh = True
        try:
            yield
        finally:
            self._ignores_refresh = False

    def set_active(self, is_active: bool) -> None:
        """Draw the widget as the pane in use, or as another pane."""
        if is_active != self.is_active:
            self.is_active = is_active
            self.redraw_active_marks()

    def redraw_active_marks(self) -> None:
        """Draw again what looks different in the pane in use."""
        self.refresh()

    def watch_has_focus(self, focused: bool) -> None:
        """Not apply the style sheet again, as Textual does: no style depends on the focus."""

    def _on_focus(self, event: events.Focus) -> None:
        self.set_active(True)
        event.prevent_default()
        with self._refresh_ignored():
            super()._on_focus(event)

    def _on_blur(self, event: events.Blur) -> None:
        self.set_active(False)
        event.prevent_default()
        with self._refresh_ignored():
            super()._on_blur(event)

    def update_size(self) -> None:
        """Called after the size has changed, before anything is drawn."""

    def _draw(self, heights: Sequence[int]) -> None:
        """Draw some lines, and apply the filters of Textual to them."""
        filters = [
            line_filter
            for line_filter in self.get_line_filters()
            if self._theme_styles.has_terminal_palette
            or not isinstance(line_filter, ANSIToTruecolor)
        ]
        background = self.background_colors[1] if filters else None
        self._content_size = self.size
        try:
            self.prepare_drawing()
            for y in heights:
                strip = self.render_line(y)
                if background is not None:
                    for line_filter in filters:
                        strip = strip.apply_filter(line_filter, background)
                    strip = DividedStrip([*strip], strip.cell_length)
                self._strips[y] = strip
        finally:
            self._content_size = None

    def prepare_drawing(self) -> None:
        """Called before some lines are drawn, to compute once what they have in common."""

    def make_strip(self, pieces: Sequence[Piece], background: str = "", last: str = "") -> Strip:
        """A whole line of the widget.

        Args:
            pieces: Its texts from the left.
            background: The theme variable of its background, if that is not `background`.
            last: A character for the last cell.
        """
        if not pieces and not last:
            return self._blank_strip
        line, used = pad_pieces(pieces, self._outer.width - self._hairline_width, last)
        if self._hairline_width:
            line.insert(0, ("│", "edge"))
        if GLYPHS.is_ascii:
            line = GLYPHS.own_pieces(line)
        width = used + self._hairline_width
        strip = RenderedStrip(line, width, self._theme_styles, background or "background")
        return strip if width == self._outer.width else strip.crop(0, self._outer.width)
