"""What is drawn before Textual is there: the same rows, at the same places, in the same colours."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from textual.theme import Theme

from socitm_tui.storage.home import Home
from socitm_tui.storage.reader_state import ReaderState, write_reader_state
from socitm_tui.tui.startup.early_rows import (
    DISABLING_VARIABLES,
    colour_system,
    draw_early_rows,
    take_early_index,
)
from socitm_tui.tui.styles import KNOWN_COLOURS
from socitm_tui.tui.themes import OWN_THEMES, theme_variables
from tests.tui.screens import MEDIUM, NARROW, WIDE, cells, painted, placed, reading

LEFT = {
    "as at first": ReaderState(),
    "at an item": ReaderState(key="talk"),
    "filtered, the item not among them": ReaderState(key="talk", query="topic:cloud"),
    "another order": ReaderState(order="oldest", key="strike-1"),
    "by heading": ReaderState(order="heading"),
    "in another theme, with another measure": ReaderState(theme="socitm-light", text_width=42),
}


@pytest.fixture(autouse=True)
def truecolour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in DISABLING_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW, (140, 45)])
async def test_rows_stand_where_the_reader_puts_them(home: Home, size: tuple[int, int]) -> None:
    await same(home, size)


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT.keys())
async def test_the_reader_is_as_it_was_left(home: Home, left: ReaderState) -> None:
    write_reader_state(home.state, left)
    await same(home, (100, 14))


async def same(home: Home, size: tuple[int, int]) -> None:
    async with reading(home, size):
        pass  # makes the index, for nothing is drawn without
    drawn = draw_early_rows(home, size)
    assert drawn is not None
    async with reading(home, size) as r:
        region = r.browse.timeline.region
        assert cells(drawn, size, region) == cells(placed(painted(r)), size, region)


@pytest.mark.parametrize("theme", OWN_THEMES, ids=lambda theme: theme.name)
def test_colours_known_before_are_those_of_the_theme(theme: Theme) -> None:
    made = theme.to_color_system().generate() | theme_variables(theme)
    assert {name: made[name] for name in KNOWN_COLOURS[theme.name]} == KNOWN_COLOURS[theme.name]


def test_nothing_is_drawn_that_cannot_be_had_at_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert draw_early_rows(home, WIDE) is None  # there is no index yet
    monkeypatch.setenv("NO_COLOR", "1")
    assert draw_early_rows(home, WIDE) is None


@pytest.mark.parametrize(
    ("terminal", "colours", "depth"),
    [
        ("xterm-256color", "truecolor", ColorSystem.TRUECOLOR),
        ("xterm-256color", "", ColorSystem.EIGHT_BIT),
        ("xterm-kitty", "", ColorSystem.EIGHT_BIT),
        ("linux", "", ColorSystem.STANDARD),
    ],
)
def test_colours_are_those_the_terminal_has(
    terminal: str, colours: str, depth: ColorSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setenv("COLORTERM", colours)
    assert colour_system() is depth


async def test_the_index_is_handed_on_unless_something_has_changed(home: Home) -> None:
    async with reading(home):
        pass
    assert draw_early_rows(home, WIDE)
    assert take_early_index(home) is not None
    assert take_early_index(home) is None
    assert draw_early_rows(home, WIDE)
    home.notebook.write_text("{}")
    assert take_early_index(home) is None


async def test_damage_is_left_to_the_reader(home: Home) -> None:
    async with reading(home):
        pass
    data = bytearray(home.index.read_bytes())
    for at in range(0, len(data) // 2, 64):
        data[at] ^= 0xFF
    home.index.write_bytes(data)
    assert draw_early_rows(home, WIDE) is None
    assert home.index.read_bytes() == data
    async with reading(home) as r:
        assert "Cloud first" in r.text
