"""All actions by name: Textual's palette, as wide as a card and in the colours of the reader."""

from __future__ import annotations

from typing import ClassVar

from textual.command import CommandPalette


class Palette(CommandPalette):
    """The palette; imported when it is asked for."""

    DEFAULT_CSS: ClassVar[str] = """
    Palette > Vertical { max-width: 92; margin-top: 2; background: $surface; }
    Palette #--input { border: none; padding: 1 3; background: $surface; }
    Palette SearchIcon { display: none; }
    Palette CommandInput, Palette CommandInput:focus { border: none; padding: 0; height: 1; }
    Palette CommandList {
        border: none; padding: 0 2 1 2; background: $surface; color: $ink;
        scrollbar-size: 1 1; scrollbar-color: $hairline; scrollbar-background: $surface;
    }
    Palette CommandList > .option-list--option-highlighted { background: $cursor; color: $ink; }
    Palette > .command-palette--help-text { color: $quiet; text-style: not bold; }
    Palette > .command-palette--highlight { color: $lit; text-style: bold; }
    """
