"""Four themes of our own, and the variables that are made from any theme.

The style sheet uses only these variables. Text colours are moved away from the background until
they can be read on it and on the selected row, whatever the theme.
"""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

from socitm_tui.tui.styles import DEFAULT_THEME

MIN_CONTRAST = 4.5
"""The least contrast of text."""
MIN_BAR_CONTRAST = 3.0
"""The least contrast of bars."""
OWN_THEMES: tuple[Theme, ...] = (
    Theme(
        DEFAULT_THEME,
        primary="#7fb4ca",
        accent="#7fb4ca",
        warning="#e0b46c",
        error="#e88388",
        success="#8fbc8f",
        foreground="#d8dbe0",
        background="#15181d",
        surface="#1d2127",
        panel="#262b33",
    ),
    Theme(
        "socitm-light",
        primary="#0b5f7d",
        accent="#0b5f7d",
        warning="#8a5a00",
        error="#a3262b",
        success="#2c6b2f",
        foreground="#23272d",
        background="#faf9f6",
        surface="#f1efea",
        panel="#e6e3dc",
        dark=False,
    ),
    Theme(
        "socitm-high-contrast",
        primary="#ffd700",
        accent="#ffd700",
        warning="#ffb347",
        error="#ff8080",
        success="#7cfc7c",
        foreground="#ffffff",
        background="#000000",
        surface="#1a1a1a",
        panel="#262626",
        variables={"quiet": "#d0d0d0", "hairline": "#9a9a9a", "cursor": "#00356b"},
    ),
    Theme(
        "socitm-monochrome",
        primary="#f0f0f0",
        accent="#f0f0f0",
        warning="#f0f0f0",
        error="#f0f0f0",
        success="#f0f0f0",
        foreground="#d0d0d0",
        background="#101010",
        surface="#181818",
        panel="#202020",
    ),
)
TERMINAL_COLOURS = {
    "ink": "ansi_default", "quiet": "ansi_default", "accent-ink": "ansi_blue",
    "doubt": "ansi_yellow",
    "wrong": "ansi_red",
    "hairline": "ansi_bright_black", "cursor": "ansi_bright_black", "cursor-away": "ansi_default",
    "mark": "ansi_yellow", "mark-text": "ansi_black", "bar": "ansi_bright_black",
}  # fmt: skip
"""The variables of themes that leave all colours to the terminal."""


def theme_variables(theme: Theme) -> dict[str, str]:
    """The variables of `app.tcss`, made from a theme so that all text on it can be read."""
    if theme.ansi:
        return dict(TERMINAL_COLOURS) | theme.variables
    scheme = theme.to_color_system().generate()
    back, fore = Color.parse(scheme["background"]), Color.parse(scheme["foreground"])
    accent = Color.parse(scheme["accent" if theme in OWN_THEMES else "primary"])
    cursor = Color.parse(theme.variables.get("cursor") or back.blend(accent, 0.2).hex)
    away = back.blend(fore, 0.08)
    raised = (Color.parse(scheme["surface"]), Color.parse(scheme["panel"]))
    backgrounds = (back, cursor, away, *raised)
    warning, error = Color.parse(scheme["warning"]), Color.parse(scheme["error"])
    mark = back.blend(warning, 0.85 if theme.dark else 0.35)
    made = {
        "ink": readable_colour(fore, *backgrounds).hex,
        "quiet": readable_colour(back.blend(fore, 0.58), *backgrounds).hex,
        "accent-ink": readable_colour(accent, *backgrounds).hex,
        "doubt": readable_colour(warning, *backgrounds).hex,
        "wrong": readable_colour(error, *backgrounds).hex,
        "hairline": back.blend(fore, 0.2).hex,
        "bar": _bar(back, accent.blend(fore, 0.5)).hex,
        "cursor": cursor.hex,
        "cursor-away": away.hex,
        "mark": mark.hex,
        "mark-text": readable_colour(back if theme.dark else fore, mark).hex,
    }
    return made | theme.variables


def _bar(back: Color, accent: Color) -> Color:
    """A colour, as weak as a bar may be."""
    for step in range(10, 21):
        bar = back.blend(accent, step / 20)
        if contrast_ratio(bar, back) >= MIN_BAR_CONTRAST:
            return bar
    return readable_colour(accent, back, least=MIN_BAR_CONTRAST)


def readable_colour(colour: Color, *backgrounds: Color, least: float = MIN_CONTRAST) -> Color:
    """The colour, moved towards black or white until it has enough contrast on all backgrounds."""
    darkest = min(contrast_ratio(Color(255, 255, 255), back) for back in backgrounds)
    towards = Color(255, 255, 255) if darkest >= least else Color(0, 0, 0)
    for step in range(21):
        moved = colour.blend(towards, step / 20)
        if all(contrast_ratio(moved, back) >= least for back in backgrounds):
            return moved
    return towards


def contrast_ratio(first: Color, second: Color) -> float:
    """The contrast ratio of two colours as WCAG defines it, from 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (_linear(value / 255) for value in (colour.r, colour.g, colour.b))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
