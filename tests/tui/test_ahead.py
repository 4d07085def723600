"""What is drawn before Textual is there: the same rows, at the same places, in the same colours."""

from __future__ import annotations

import pytest

from socitm_tui.paths import Home
from socitm_tui.store import State, write_state
from socitm_tui.tui import ahead
from tests.tui.screens import MEDIUM, NARROW, WIDE, cells, painted, placed, reading

LEFT = {
    "as at first": State(),
    "at an item": State(key="talk"),
    "filtered, the item not among them": State(key="talk", query="topic:cloud"),
    "another order": State(order="oldest", key="strike-1"),
    "by heading, without months": State(order="heading", dense=True),
    "in another theme, with another measure": State(theme="socitm-light", measure=42),
}


@pytest.fixture(autouse=True)
def truecolour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ahead.UNUSUAL:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW, (140, 45)])
async def test_rows_stand_where_the_reader_puts_them(home: Home, size: tuple[int, int]) -> None:
    await same(home, size)


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT.keys())
async def test_the_reader_is_as_it_was_left(home: Home, left: State) -> None:
    write_state(home.state, left)
    await same(home, (100, 14))


async def same(home: Home, size: tuple[int, int]) -> None:
    async with reading(home, size):
        pass  # makes the index, for nothing is drawn without
    drawn = ahead.screen(home, size)
    assert drawn is not None
    async with reading(home, size) as r:
        region = r.browse.timeline.region
        assert cells(drawn, size, region) == cells(placed(painted(r)), size, region)
