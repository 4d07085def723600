"""How each kind of text looks: its colour, its weight and what it stands on, as Rich styles.

Widgets that draw their own lines name the kind of each piece of text; here alone a kind becomes
colours, by the variables of the theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.color import Color, ColorSystem
from rich.style import Style

PLAIN, BOLD, UNDERLINED = "", "bold", "underline"
KINDS: Mapping[str, tuple[str, str]] = {
    "text": ("ink", PLAIN), "heading": ("ink", PLAIN), "choice": ("ink", PLAIN),
    "strong": ("ink", BOLD), "title": ("ink", BOLD), "made": ("ink", BOLD), "year": ("ink", BOLD),
    "quiet": ("quiet", PLAIN), "count": ("quiet", PLAIN), "date": ("quiet", PLAIN),
    "read": ("quiet", PLAIN), "nothing": ("quiet", PLAIN), "month": ("quiet", BOLD),
    "lit": ("lit", BOLD), "unread": ("lit", BOLD), "ticked": ("lit", BOLD),
    "bookmark": ("lit", PLAIN), "accent": ("lit", PLAIN),
    "doubt": ("doubt", PLAIN), "excluded": ("doubt", PLAIN), "wrong": ("wrong", PLAIN),
    "bar": ("bar", PLAIN), "hairline": ("hairline", PLAIN), "edge": ("hairline", PLAIN),
    "mark": ("mark-text", BOLD), "more": ("mark-text", BOLD), "here": ("background", BOLD),
    "passage": ("ink", UNDERLINED),
}  # fmt: skip
"""Kind -> the variable of its colour, and its weight."""
PLAINLY = "\x1b[0m"
"""Ends all colours."""
FIRST = "socitm-dark"
"""The theme to begin with."""
KNOWN: Mapping[str, Mapping[str, str]] = {
    "socitm-dark": {
        "background": "#15181D", "ink": "#D8DBE0", "quiet": "#9EA0A4", "lit": "#7FB4CA",
        "doubt": "#DFB46C", "hairline": "#3C3F44", "cursor": "#2A373F",
    },
    "socitm-light": {
        "background": "#FAF9F6", "ink": "#23272D", "quiet": "#57585A", "lit": "#0B5F7D",
        "doubt": "#7B5100", "hairline": "#CFCFCD", "cursor": "#CADADD",
    },
    "socitm-high-contrast": {
        "background": "#000000", "ink": "#FFFFFF", "quiet": "#d0d0d0", "lit": "#FED700",
        "doubt": "#FEB347", "hairline": "#9a9a9a", "cursor": "#00356b",
    },
    "socitm-monochrome": {
        "background": "#101010", "ink": "#D0D0D0", "quiet": "#ABABAB", "lit": "#F0F0F0",
        "doubt": "#F0F0F0", "hairline": "#363636", "cursor": "#3C3C3C",
    },
}  # fmt: skip
"""What `themes` makes of our own themes for rows, to be had before Textual is."""
GROUNDS = {
    "mark": "mark", "more": "mark", "here": "lit", "passage": "cursor", "edge": "background",
}  # fmt: skip
"""Kinds that stand on a ground of their own wherever they are."""
FLAT = frozenset(
    kind for kind, (_, weight) in KINDS.items() if kind not in GROUNDS and weight != UNDERLINED
)
"""Kinds of which a space looks like any other."""
WEIGHTS = (("bold", "1", "22"), ("underline", "4", "24"))
"""What a style may be, and the codes that begin and end it."""


class Looks:
    """The styles of one theme, made as they are asked for."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._made: dict[tuple[str, str], Style] = {}
        self._changes: dict[tuple[str, ColorSystem], dict[tuple[str, str], str]] = {}
        """Ground and depth -> two kinds in a row -> the codes between them."""
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

    def written(
        self,
        pieces: Iterable[tuple[str, str]],
        ground: str = "background",
        depth: ColorSystem = ColorSystem.TRUECOLOR,
    ) -> str:
        """Pieces of text as a terminal is told them: what two in a row share is said once.

        Args:
            pieces: Texts, each with its kind.
            ground: What they stand on.
            depth: The colours that the terminal has.
        """
        changes = self._changes.setdefault((ground, depth), {})
        parts, before = [], ""
        for text, kind in pieces:
            if kind != before and not (before in FLAT and kind in FLAT and text.isspace()):
                change = changes.get((before, kind))
                if change is None:
                    change = self._change(before, kind, ground, depth)
                    changes[before, kind] = change
                parts.append(change)
                before = kind
            parts.append(text)
        parts.append(PLAINLY)
        return "".join(parts)

    def _change(self, before: str, kind: str, ground: str, depth: ColorSystem) -> str:
        """The codes that make a kind of what was another, or (before the first) plain."""
        old = self.style(before, ground) if before else Style()
        new = self.style(kind, ground)
        codes = [
            begin if getattr(new, weight) else end
            for weight, begin, end in WEIGHTS
            if bool(getattr(new, weight)) != bool(getattr(old, weight))
        ]
        for now, was, front in ((new.color, old.color, True), (new.bgcolor, old.bgcolor, False)):
            if now is not None and now != was:
                codes += now.downgrade(depth).get_ansi_codes(foreground=front)
        return f"\x1b[{';'.join(codes)}m" if codes else ""

    def _colour(self, variable: str) -> Color:
        return Color.parse(self._variables[variable].removeprefix("ansi_"))


NO_LOOKS = Looks({})
"""Before there is a theme."""
