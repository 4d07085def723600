"""How each kind of text looks: its colour, its weight and what it stands on, as Rich styles.

Widgets that draw their own lines name the kind of each piece of text; here alone a kind becomes
colours, by the variables of the theme.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

PLAIN, BOLD, UNDERLINED = "", "bold", "underline"
KINDS: Mapping[str, tuple[str, str]] = {
    "text": ("ink", PLAIN), "heading": ("ink", PLAIN), "choice": ("ink", PLAIN),
    "strong": ("ink", BOLD), "title": ("ink", BOLD), "made": ("ink", BOLD), "year": ("ink", BOLD),
    "quiet": ("quiet", PLAIN), "count": ("quiet", PLAIN), "date": ("quiet", PLAIN),
    "read": ("quiet", PLAIN), "nothing": ("quiet", PLAIN), "month": ("quiet", BOLD),
    "lit": ("lit", BOLD), "unread": ("lit", BOLD), "ticked": ("lit", BOLD),
    "bookmark": ("lit", PLAIN), "accent": ("lit", PLAIN),
    "doubt": ("doubt", PLAIN), "excluded": ("doubt", PLAIN), "wrong": ("wrong", PLAIN),
    "bar": ("bar", PLAIN), "hairline": ("hairline", PLAIN),
    "mark": ("mark-text", BOLD), "more": ("mark-text", BOLD), "here": ("background", BOLD),
    "passage": ("ink", UNDERLINED),
}  # fmt: skip
"""Kind -> the variable of its colour, and its weight."""
GROUNDS = {"mark": "mark", "more": "mark", "here": "lit", "passage": "cursor"}
"""Kinds that stand on a ground of their own wherever they are."""


class Looks:
    """The styles of one theme, made as they are asked for."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._made: dict[tuple[str, str], Style] = {}
        self.by_terminal = any("ansi" in value for value in variables.values())
        """True where colours are left to the palette of the terminal."""

    def style(self, kind: str, ground: str = "background") -> Style:
        """The style of a kind of text on a ground, such as `cursor` or `surface`."""
        try:
            return self._made[kind, ground]
        except KeyError:
            colour, weight = KINDS[kind]
            ink, back = self._colour(colour), self._colour(GROUNDS.get(kind, ground))
            style = Style.parse(weight) + Style(color=ink, bgcolor=back)
            return self._made.setdefault((kind, ground), style)

    def _colour(self, variable: str) -> RichColor:
        return Color.parse(self._variables[variable]).rich_color


NO_LOOKS = Looks({})
"""Before there is a theme."""
