"""A widget that draws its lines itself and keeps each of them until it changes.

Textual renders any widget by way of its styles: borders, padding, tint, opacity, filters, for every
line of every frame. Ours have a ground and at most a hairline on the left, so they hand
finished lines to the compositor, and a key press costs only the lines it changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from rich.segment import Segment
from textual.filter import ANSIToTruecolor
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from socitm_tui.tui.looks import NO_LOOKS, Looks
from socitm_tui.tui.rows import Piece, filled


class Drawn(Widget):
    """A widget whose `render_line` gives finished lines, made by `strip`."""

    GROUND = "background"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._kept: dict[int, Strip] = {}
        """Line of the widget -> what was drawn there."""
        self._looks = NO_LOOKS
        self._outer = Size()
        """Cells of the widget, hairline and scrollbar included."""
        self._edge = 0
        """Cells of the hairline on the left."""
        self._blank = Strip([])
        self._cells: Size | None = None
        self._fitting = False
        """True while everything is about to be drawn anyway."""

    @property
    def size(self) -> Size:
        """The cells of the content; Textual looks that up anew each time it is asked."""
        return self._cells or super().size

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw lines again; all of them where no region is given."""
        if self._fitting:
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

    def tell_up(self, message: Message) -> None:
        """Tell the screen something that it acts on before the next key is looked at.

        A message on its way up may be overtaken by keys that were typed after it.
        """
        hear = getattr(self.screen, "hear", None)
        if hear is None or not hear(message):
            self.post_message(message)

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
        looks: Looks = getattr(self.app, "looks", NO_LOOKS)
        now = looks, self.region.size, self.styles.gutter.left
        before = self._looks, self._outer, self._edge
        if now != before:
            self._looks, self._outer, self._edge = now
            self._kept.clear()
            self._blank = self.strip((("", "text"),))
        if now[1:] != before[1:]:
            self._fitting = True
            try:
                self.fit()
            finally:
                self._fitting = False

    def fit(self) -> None:
        """Called when there is another size, before anything is drawn in it."""

    def _draw(self, lines: Sequence[int]) -> None:
        """Draw some lines, through the filters that Textual wants."""
        filters = [
            one
            for one in self.get_line_filters()
            if self._looks.by_terminal or not isinstance(one, ANSIToTruecolor)
        ]
        ground = self.background_colors[1] if filters else None
        self._cells = self.size
        try:
            for y in lines:
                strip = self.render_line(y)
                if ground is not None:
                    for one in filters:
                        strip = strip.apply_filter(one, ground)
                self._kept[y] = strip
        finally:
            self._cells = None

    def strip(self, pieces: Sequence[Piece], ground: str = "", last: str = "") -> Strip:
        """A whole line of the widget.

        Args:
            pieces: What it says, from the left.
            ground: What it stands on, where that is not the ground of the widget.
            last: A sign for the last cell.
        """
        if not pieces and not last:
            return self._blank
        style, ground = self._looks.style, ground or self.GROUND
        line, used = filled(pieces, self._outer.width - self._edge, last)
        segments = [Segment(text, style(kind, ground)) for text, kind in line]
        if self._edge:
            segments.insert(0, Segment("│", style("hairline", self.GROUND)))
        strip = Strip(segments, used + self._edge)
        width = self._outer.width
        return strip if used + self._edge == width else strip.crop(0, width)
