"""A dialog in the middle of the screen, beside which the panes show through."""

from __future__ import annotations

from typing import TypeVar

from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip

from socitm_tui.tui.widgets.line_widget import DividedStrip

Result = TypeVar("Result")


class Overlay(ModalScreen[Result]):
    """A screen over another, of which it covers the middle."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines below the dialog, which it may cut in the middle of a sign."""
        return [DividedStrip([*strip], strip.cell_length) for strip in super().render_lines(crop)]
