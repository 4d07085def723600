"""Lines as they are written to a terminal, and the frames that a key takes."""

from __future__ import annotations

import asyncio
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pyte
import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.events import Key
from textual.geometry import Region
from textual.strip import Strip

from socitm_tui.storage.home import Home
from socitm_tui.tui.styles import TEXT_KINDS, ThemeStyles
from socitm_tui.tui.themes import OWN_THEMES, theme_variables
from socitm_tui.tui.widgets.line_widget import LineWidget, RenderedStrip
from tests.core import slow
from tests.tui.screens import NARROW, WIDE, as_rich, cells, painted, placed, reading, seen

STYLES = ThemeStyles(OWN_THEMES[0].to_color_system().generate() | theme_variables(OWN_THEMES[0]))
BACK = Style.parse("on #123456")


# ------------------------------------------------------------------ lines
@pytest.mark.parametrize("ground", ["background", "cursor"])
def test_a_line_looks_as_if_each_piece_was_told_by_itself(ground: str) -> None:
    lines = [
        RenderedStrip([("ab", one), ("  ", other), ("é·", one), (" c", other)], 8, STYLES, ground)
        for one, other in permutations(TEXT_KINDS, 2)
    ]
    size, written = (8, len(lines)), [STYLES.encode_line(line._pieces, ground) for line in lines]
    region = Region(0, 0, *size)
    assert cells(placed(written), size, region) == cells(placed(map(as_rich, lines)), size, region)


def test_what_two_pieces_share_is_said_once() -> None:
    row = [(" ", "emphasis"), ("2012-03-27", "date"), ("  ", "bookmark"), ("Heading", "heading")]
    written = STYLES.encode_line(row)
    assert written.count("48;2;") == 1
    assert written.count("\x1b[") == 4  # ground and blank, date, heading, end
    assert "38;2;" not in STYLES.encode_line(row, depth=ColorSystem.EIGHT_BIT)


def test_a_line_is_a_strip_for_whoever_takes_it_for_one() -> None:
    line = RenderedStrip([("now ", "emphasis"), ("and then", "text")], 12, STYLES, "background")
    assert line.text == "now and then"
    assert [part.text for part in line.divide([4, 12])] == ["now ", "and then"]
    assert line.crop(2, 6).text == "w an"
    joined = Strip.join([line, Strip([Segment("!", BACK)])])
    assert (joined.text, joined.cell_length) == ("now and then!", 13)
    assert not hasattr(line, "whatever")


# ------------------------------------------------------------------ frames
async def test_what_waits_for_a_slow_terminal_is_drawn_when_it_has_caught_up(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[object] = []
    async with reading(home, WIDE) as r:
        await r.press("1")
        terminal: Any = SimpleNamespace(is_behind=True, is_gone=False)
        r.app.terminal = terminal
        monkeypatch.setattr(App, "_display", lambda _, __, frame: frames.append(frame))
        r.app.post_message(Key("j", "j"))  # a key alone: to press one here wakes the screen
        await asyncio.sleep(0.05)
        assert not any(frames)
        terminal.is_behind = False
        while not any(frames):
            await asyncio.sleep(0.005)


async def test_back_in_the_foreground_the_whole_screen_is_drawn(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[object] = []
    async with reading(home, WIDE) as r:
        monkeypatch.setattr(App, "_display", lambda _, __, frame: frames.append(frame))
        r.app.post_message(Driver.SignalResume())
        await r.pilot.pause()
        await r.rest()
    assert any(isinstance(frame, LayoutUpdate) for frame in frames)


@pytest.mark.parametrize(
    ("before", "key", "frames"),
    [
        ("", "enter", 1),
        ("enter", "q", 3),  # focus, panes, and that it was read when that is on disk
        ("slash", "c", 2),
        ("slash c", "backspace", 2),
        ("1", "space", 1),
        ("", "b", 1),
        ("", "j", 2),  # the row at once, its text in its turn
    ],
)
async def test_a_key_takes_few_frames(
    home: Home, monkeypatch: pytest.MonkeyPatch, before: str, key: str, frames: int
) -> None:
    seen = []
    show = App._display

    def display(self: App[None], screen: object, frame: object) -> None:
        seen.append(frame)
        show(self, screen, frame)  # type: ignore[arg-type]

    async with reading(home, WIDE) as r:
        await r.press(*before.split())
        monkeypatch.setattr(App, "_display", display)
        await r.press(key)
        assert len([frame for frame in seen if frame is not None]) <= frames


KEYS = """
    j j tab space j enter q G k b r 2 slash c l enter n N escape 1 ] space [ minus escape c 3 j j z
    z v x x u p t escape f5 s s f9 f9 f9 f9 d escape question_mark escape e escape shift+tab l
    pagedown pageup home end
"""


@pytest.mark.parametrize("size", [WIDE, slow(NARROW)])
async def test_what_is_on_the_screen_is_what_drawing_all_of_it_shows(
    home: Home, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    screen = pyte.Screen(*size)
    stream = pyte.Stream(screen)
    console = Console(force_terminal=True, color_system="truecolor")

    def display(self: App[None], shown: object, frame: CompositorUpdate | None) -> None:
        if frame is not None and shown is self.screen:
            stream.feed(frame.render_segments(console))

    monkeypatch.setattr(App, "_display", display)
    below = Region(0, 1, size[0], size[1] - 1)  # the cursor blinks in the bar
    async with reading(home, size) as r:
        for number, key in enumerate(KEYS.split()):
            await r.press(key)
            if r.app.screen is r.browse and number % 4 == 0:
                for one in r.browse.query(LineWidget):
                    one._strips.clear()
                whole = cells(placed(painted(r)), size, below)
                assert seen(screen, below) == whole, KEYS.split()[: number + 1]
