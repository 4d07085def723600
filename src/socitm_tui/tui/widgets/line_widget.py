"""A widget that draws its lines itself and keeps each of them until it changes.

Textual renders any widget by way of its styles: borders, padding, tint, opacity, filters, for every
line of every frame. Ours have a ground and at most a hairline on the left, so they hand
finished lines to the compositor, and a key press costs only the lines it changes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

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
from socitm_tui.tui.widgets.timeline_rows import Piece, pad_pieces


class RenderedStrip(Strip):
    """A line of pieces, to be written as a whole; parted, it is as any strip of segments.

    Most lines are drawn once and thrown away with the next key, so that whatever Textual keeps
    with a strip is made when it is asked for.
    """

    __slots__ = ("_ground", "_pieces", "_theme_styles")

    def __init__(
        self, pieces: Sequence[Piece], width: int, theme_styles: ThemeStyles, ground: str
    ) -> None:
        self._pieces, self._theme_styles, self._ground = pieces, theme_styles, ground
        self._cell_length: int | None = width
        self._render_cache: str | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it is that is missing
        """Become a strip of segments: it was asked for what only those have."""
        if name not in Strip.__slots__:
            raise AttributeError(name)
        style, written = self._theme_styles.style, self._render_cache
        segments = [Segment(text, style(kind, self._ground)) for text, kind in self._pieces]
        super().__init__(segments, self._cell_length)
        self._render_cache = written
        return getattr(self, name)

    def crop(self, start: int, end: int | None = None) -> Strip:
        """The line from one cell to another, which nearly always is all of it."""
        whole = start == 0 and (end is None or end == self._cell_length)
        return self if whole else super().crop(start, end)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Parts of the line, of which nearly always there is but one."""
        wanted = [*cuts]
        return [self] if wanted == [self._cell_length] else super().divide(wanted)

    def render(self, console: Console) -> str:
        """The line as it is written to a terminal."""
        if self._render_cache is None:
            depth = console._color_system or ColorSystem.TRUECOLOR
            self._render_cache = self._theme_styles.encode_line(self._pieces, self._ground, depth)
        return self._render_cache


def selectable_text_at(screen: Screen[Any], x: int, y: int) -> tuple[Widget | None, Offset | None]:
    """The widget at a cell of the screen and the place in its text; none if it has no text.

    While the mouse selects, that is the widget in which it began.
    """
    state = screen._select_state if screen._selecting else None
    widget = state.start.content_widget if state else None
    if widget is None:
        with contextlib.suppress(NoWidget):
            widget = screen.get_widget_at(x, y)[0]
    offset_at = getattr(widget, "offset_at", None)
    if widget is None or offset_at is None:
        return None, None
    return widget, offset_at(*(Offset(x, y) - widget.content_region.offset))


class LineWidget(Widget):
    """A widget whose `render_line` gives finished lines, made by `strip`."""

    GROUND = "background"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._kept: dict[int, Strip] = {}
        """Line of the widget -> what was drawn there."""
        self._theme_styles = NO_STYLES
        self._outer = Size()
        """Cells of the widget, hairline and scrollbar included."""
        self._edge = 0
        """Cells of the hairline on the left."""
        self._blank = Strip([])
        self._cells: Size | None = None
        self._still = False
        """True while nothing that is asked to be drawn again is another, or all is drawn anyway."""
        self.lit = False
        """True where it is drawn as the pane in use."""

    @property
    def size(self) -> Size:
        """The cells of the content; Textual theme_styles that up anew each time it is asked."""
        return self._cells or super().size

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw lines again; all of them where no region is given."""
        if self._still:
            return self
        if not super().size:
            self._outer = Size()  # what changes while it is hidden must fit when it is shown
        if repaint and regions:
            for region in regions:
                for y in region.line_range:
                    self._kept.pop(y, None)
        elif repaint:
            self._kept.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of the widget, those drawn before as they were."""
        self._measure()
        kept = self._kept
        missing = [y for y in crop.line_range if y not in kept]
        if missing:
            self._draw(missing)
        found = [kept[y] for y in crop.line_range]
        if crop.column_span != (0, self._outer.width):
            return [strip.crop(*crop.column_span) for strip in found]
        return found

    def _measure(self) -> None:
        """Nothing drawn for another size or theme is of use."""
        theme_styles: ThemeStyles = getattr(self.app, "theme_styles", NO_STYLES)
        now = theme_styles, self.region.size, self.styles.gutter.left
        before = self._theme_styles, self._outer, self._edge
        if now != before:
            self._theme_styles, self._outer, self._edge = now
            self._kept.clear()
            self._blank = self.strip((("", "text"),))
        if now[1:] != before[1:]:
            with self._quietly():
                self.fit()

    @contextlib.contextmanager
    def _quietly(self) -> Iterator[None]:
        self._still = True
        try:
            yield
        finally:
            self._still = False

    def light(self, lit: bool) -> None:
        """Draw it as the pane in use, or no longer."""
        if lit != self.lit:
            self.lit = lit
            self.redraw_active_marks()

    def redraw_active_marks(self) -> None:
        """Draw again what tells the pane in use."""
        self.refresh()

    def watch_has_focus(self, focused: bool) -> None:
        """No style of ours depends on the focus, and what is drawn knows already."""

    def _on_focus(self, event: events.Focus) -> None:
        self.light(True)
        event.prevent_default()
        with self._quietly():
            super()._on_focus(event)

    def _on_blur(self, event: events.Blur) -> None:
        self.light(False)
        event.prevent_default()
        with self._quietly():
            super()._on_blur(event)

    def fit(self) -> None:
        """Called when there is another size, before anything is drawn in it."""

    def _draw(self, lines: Sequence[int]) -> None:
        """Draw some lines, through the filters that Textual wants."""
        filters = [
            one
            for one in self.get_line_filters()
            if self._theme_styles.has_terminal_palette or not isinstance(one, ANSIToTruecolor)
        ]
        ground = self.background_colors[1] if filters else None
        self._cells = self.size
        try:
            self.prepare()
            for y in lines:
                strip = self.render_line(y)
                if ground is not None:
                    for one in filters:
                        strip = strip.apply_filter(one, ground)
                self._kept[y] = strip
        finally:
            self._cells = None

    def prepare(self) -> None:
        """Called before some lines are drawn: whatever they share is found out once."""

    def strip(self, pieces: Sequence[Piece], ground: str = "", last: str = "") -> Strip:
        """A whole line of the widget.

        Args:
            pieces: What it says, from the left.
            ground: What it stands on, where that is not the ground of the widget.
            last: A sign for the last cell.
        """
        if not pieces and not last:
            return self._blank
        line, used = pad_pieces(pieces, self._outer.width - self._edge, last)
        if self._edge:
            line.insert(0, ("│", "edge"))
        strip = RenderedStrip(line, used + self._edge, self._theme_styles, ground or self.GROUND)
        width = self._outer.width
        return strip if used + self._edge == width else strip.crop(0, width)
