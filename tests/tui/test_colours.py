"""Colours: contrast of text everywhere, 16 colours, bars quieter than text."""

from __future__ import annotations

import re

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import Theme

from socitm_tui.tui.styles import ThemeStyles
from socitm_tui.tui.themes import MIN_CONTRAST, OWN_THEMES, contrast_ratio, theme_variables

TEXTS = ("ink", "quiet", "accent-ink", "doubt", "wrong")
GROUNDS = ("background", "cursor", "cursor-away", "surface", "panel")


def _variables(theme: Theme) -> dict[str, str]:
    return theme.to_color_system().generate() | theme_variables(theme)


@pytest.mark.parametrize("theme", OWN_THEMES, ids=lambda theme: theme.name)
def test_all_text_is_readable_in_the_selected_row_too_and_bars_are_quieter(theme: Theme) -> None:
    made = {
        name: Color.parse(value) for name, value in _variables(theme).items() if value[0] == "#"
    }
    for text in TEXTS:
        for ground in GROUNDS:
            assert contrast_ratio(made[text], made[ground]) >= MIN_CONTRAST, (text, ground)
    back = made["background"]
    quietest = min(contrast_ratio(made[text], back) for text in TEXTS)
    assert 3.0 <= contrast_ratio(made["bar"], back) < quietest


@pytest.mark.parametrize("theme", OWN_THEMES, ids=lambda theme: theme.name)
def test_with_16_colours_accent_and_selected_row_are_still_told(theme: Theme) -> None:
    styles = ThemeStyles(_variables(theme))

    def codes(kind: str, ground: str = "background") -> set[str]:
        line = styles.encode_line([("text", kind)], ground, ColorSystem.STANDARD)
        found = re.match(r"\x1b\[([\d;]+)m", line)
        assert found
        return {*found[1].split(";")}

    assert codes("emphasis") - {"1"} != codes("quiet")
    assert codes("text", "cursor") != codes("text")
    for kind in ("date", "read", "heading", "emphasis"):
        numbers = {int(code) for code in codes(kind, "cursor")} - {1}
        (ink,) = (n for n in numbers if 30 <= n <= 37 or 90 <= n <= 97)
        (back,) = (n for n in numbers if 40 <= n <= 47 or 100 <= n <= 107)
        assert contrast_ratio(_palette(ink), _palette(back - 10)) >= MIN_CONTRAST, (kind, numbers)


@pytest.mark.parametrize("theme", OWN_THEMES, ids=lambda theme: theme.name)
def test_with_256_colours_the_selected_row_is_readable(theme: Theme) -> None:
    styles = ThemeStyles(_variables(theme))
    for kind in ("text", "date", "read", "heading", "emphasis"):
        line = styles.encode_line([("text", kind)], "cursor", ColorSystem.EIGHT_BIT)
        ink, back = (
            Color(*RichColor.from_ansi(int(number)).get_truecolor())
            for number in re.findall(r"[34]8;5;(\d+)", line)
        )
        assert contrast_ratio(ink, back) >= MIN_CONTRAST, (kind, ink, back)


def _palette(code: int) -> Color:
    """A colour of the palette that Rich knows, by its code as a text colour."""
    number = code - 30 if code < 90 else code - 82
    return Color(*RichColor.from_ansi(number).get_truecolor())
