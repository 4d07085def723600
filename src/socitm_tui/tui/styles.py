"""The style of each kind of text: its colour, its weight and its background, as Rich styles.

Widgets that draw their own lines name the kind of each piece of text; only this module knows the
colours of a kind, by the variables of the theme.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from rich.color import Color, ColorSystem
from rich.style import Style

PLAIN, BOLD, UNDERLINED = "", "bold", "underline"
TEXT_KINDS: Mapping[str, tuple[str, str]] = {
    "text": ("ink", PLAIN), "heading": ("ink", PLAIN), "choice": ("ink", PLAIN),
    "strong": ("ink", BOLD), "title": ("ink", BOLD), "made": ("ink", BOLD), "year": ("ink", BOLD),
    "quiet": ("quiet", PLAIN), "count": ("quiet", PLAIN), "date": ("quiet", PLAIN),
    "read": ("quiet", PLAIN), "nothing": ("quiet", PLAIN), "month": ("quiet", BOLD),
    "emphasis": ("accent-ink", BOLD), "unread": ("accent-ink", BOLD),
    "ticked": ("accent-ink", BOLD),
    "bookmark": ("accent-ink", PLAIN), "accent": ("accent-ink", PLAIN),
    "excluded": ("accent-ink", PLAIN), "doubt": ("doubt", PLAIN), "wrong": ("wrong", PLAIN),
    "bar": ("bar", PLAIN), "hairline": ("hairline", PLAIN), "edge": ("hairline", PLAIN),
    "mark": ("mark-text", BOLD), "more": ("mark-text", BOLD), "here": ("background", BOLD),
    "pane": ("background", BOLD),
    "highlight": ("ink", UNDERLINED), "link": ("quiet", PLAIN),
}  # fmt: skip
"""Kind -> the variable of its colour, and its weight."""
BASIC_GREYS = (0, 7, 8, 15)
"""Those of the 16 colours that are no hues."""
DARK_BASICS = {"accent-ink": 14, "doubt": 11, "cursor": 4, "cursor-away": 0, "mark": 3}
LIGHT_BASICS = {"accent-ink": 4, "doubt": 5, "bar": 8, "cursor": 7, "cursor-away": 15, "mark": 3}
"""Variable -> its number among 16 colours, if the nearest is a grey."""
LINK = "link "
"""Before the address in the kind of a text that the terminal makes a link."""
WHITE = (255, 255, 255)
RESET = "\x1b[0m"
"""The code that ends all styles."""
DEFAULT_THEME = "socitm-dark"
"""The theme of the first start."""
KNOWN_COLOURS: Mapping[str, Mapping[str, str]] = {
    "socitm-dark": {
        "background": "#15181D", "ink": "#D8DBE0", "quiet": "#9EA0A4", "accent-ink": "#7FB4CA",
        "doubt": "#DFB46C", "hairline": "#3C3F44", "cursor": "#2A373F",
    },
    "socitm-light": {
        "background": "#FAF9F6", "ink": "#23272D", "quiet": "#57585A", "accent-ink": "#0B5F7D",
        "doubt": "#7B5100", "hairline": "#CFCFCD", "cursor": "#CADADD",
    },
    "socitm-high-contrast": {
        "background": "#000000", "ink": "#FFFFFF", "quiet": "#d0d0d0", "accent-ink": "#FED700",
        "doubt": "#FEB347", "hairline": "#9a9a9a", "cursor": "#00356b",
    },
    "socitm-monochrome": {
        "background": "#101010", "ink": "#D0D0D0", "quiet": "#ABABAB", "accent-ink": "#F0F0F0",
        "doubt": "#F0F0F0", "hairline": "#363636", "cursor": "#3C3C3C",
    },
}  # fmt: skip
"""The colours of rows in our own themes, as `themes` makes them; needed before Textual is there."""
KIND_BACKGROUNDS = {
    "mark": "mark", "more": "mark", "here": "accent-ink", "pane": "accent-ink",
    "highlight": "cursor", "edge": "background",
}  # fmt: skip
"""Kind -> the variable of its background, for kinds that have one of their own."""
FLAT_KINDS = frozenset(
    kind
    for kind, (_, weight) in TEXT_KINDS.items()
    if kind not in KIND_BACKGROUNDS and weight != UNDERLINED
)
"""Kinds in which a space looks the same."""
WEIGHTS = (("bold", "1", "22"), ("underline", "4", "24"))
"""Attribute of a style, and the codes that begin and end it."""


class ThemeStyles:
    """The styles of one theme, each made when it is first needed."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._made: dict[tuple[str, str], Style] = {}
        self._changes: dict[tuple[str, ColorSystem], dict[tuple[str, str], str]] = {}
        """Background and colour system -> two kinds in a row -> the codes between them."""
        self.has_terminal_palette = any("ansi" in value for value in variables.values())
        """True if colours are left to the palette of the terminal."""

    def style(self, kind: str, background: str = "background") -> Style:
        """The style of a kind of text on a background, such as `cursor` or `surface`."""
        try:
            return self._made[kind, background]
        except KeyError:
            if kind.startswith(LINK):
                return self.style(LINK.strip(), background)
            colour, weight = TEXT_KINDS[kind]
            ink, back = self._colour(colour), self._colour(KIND_BACKGROUNDS.get(kind, background))
            style = Style.parse(weight) + Style(color=ink, bgcolor=back)
            return self._made.setdefault((kind, background), style)

    def encode_line(
        self,
        pieces: Iterable[tuple[str, str]],
        background: str = "background",
        depth: ColorSystem = ColorSystem.TRUECOLOR,
    ) -> str:
        """Pieces of text as a terminal takes them, with codes only where the style changes.

        Args:
            pieces: Texts, each with its kind.
            background: The variable of their background.
            depth: The colours that the terminal has.
        """
        changes = self._changes.setdefault((background, depth), {})
        parts, before = [], ""
        for text, whole_kind in pieces:
            kind, address = whole_kind, ""
            if whole_kind.startswith(LINK):
                kind, address = LINK.strip(), whole_kind.removeprefix(LINK)
            if kind != before and not (
                before in FLAT_KINDS and kind in FLAT_KINDS and text.isspace()
            ):
                change = changes.get((before, kind))
                if change is None:
                    change = self._change(before, kind, background, depth)
                    changes[before, kind] = change
                parts.append(change)
                before = kind
            if address and depth is not ColorSystem.STANDARD:  # the console knows no links
                text = f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"  # noqa: PLW2901
            parts.append(text)
        parts.append(RESET)
        return "".join(parts)

    def _change(self, before: str, kind: str, background: str, depth: ColorSystem) -> str:
        """The codes between a piece of one kind and the next; before the first piece, all codes."""
        by_depth = {
            ColorSystem.STANDARD: self._basic_style,
            ColorSystem.EIGHT_BIT: self._eight_bit_style,
        }
        style = by_depth.get(depth, self.style)
        old, new = style(before, background) if before else Style(), style(kind, background)
        codes = [
            begin if getattr(new, weight) else end
            for weight, begin, end in WEIGHTS
            if bool(getattr(new, weight)) != bool(getattr(old, weight))
        ]
        for now, was, front in ((new.color, old.color, True), (new.bgcolor, old.bgcolor, False)):
            if now is not None and now != was:
                codes += now.downgrade(depth).get_ansi_codes(foreground=front)
        return f"\x1b[{';'.join(codes)}m" if codes else ""

    def _basic_style(self, kind: str, background: str) -> Style:
        """The style of a kind of text on a terminal of 16 colours.

        The nearest of them would lose the accent and the selected row.
        """
        colour, weight = TEXT_KINDS[kind]
        back = KIND_BACKGROUNDS.get(kind, background)
        if back == "cursor" and not self._has_hue:
            ink, paper = Color.from_ansi(0), Color.from_ansi(7)
        else:
            is_selected = (colour, back) == ("quiet", "cursor")
            ink, paper = self._basic("ink" if is_selected else colour), self._basic(back)
        return Style.parse(weight) + Style(color=ink, bgcolor=paper)

    def _eight_bit_style(self, kind: str, background: str) -> Style:
        """The style of a kind of text on a terminal of 256 colours.

        Rich takes the dark grey of the selected row for a bright teal, on which grey is illegible.
        """
        style, back = self.style(kind, background), KIND_BACKGROUNDS.get(kind, background)
        if back not in ("cursor", "cursor-away") or style.bgcolor is None:
            return style
        ink = self._colour("ink") if TEXT_KINDS[kind][0] == "quiet" else style.color
        return style + Style(color=ink, bgcolor=_nearest_eight_bit(style.bgcolor))

    @property
    def _has_hue(self) -> bool:
        """True if the accent is no grey."""
        accent = self._colour("accent-ink").triplet
        return accent is not None and len({*accent}) > 1

    def _basic(self, variable: str) -> Color:
        """The nearest of 16 colours, or another if that is a grey and the accent is none."""
        nearest = self._colour(variable).downgrade(ColorSystem.STANDARD)
        if not self._has_hue or nearest.number not in BASIC_GREYS:
            return nearest
        is_dark = self._colour("background").downgrade(ColorSystem.STANDARD).number == 0
        number = (DARK_BASICS if is_dark else LIGHT_BASICS).get(variable)
        return nearest if number is None else Color.from_ansi(number)

    def _colour(self, variable: str) -> Color:
        return Color.parse(self._variables[variable].removeprefix("ansi_"))


def _nearest_eight_bit(colour: Color) -> Color:
    """The nearest of the 256 colours that is no nearer to the middle between black and white."""
    wanted = colour.triplet
    if wanted is None:
        return colour
    is_dark = sum(wanted) < sum(WHITE) / 2
    fixed = {number: Color.from_ansi(number).get_truecolor() for number in range(16, 256)}
    fits = [n for n, other in fixed.items() if (sum(other) <= sum(wanted)) == is_dark]
    return Color.from_ansi(min(fits, key=lambda number: math.dist(fixed[number], wanted)))


NO_STYLES = ThemeStyles({})
"""The styles before there is a theme."""
