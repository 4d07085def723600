"""Headlines: how many cells they have, the selected one whole, and the headings between them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from socitm_tui.search.index import RowGroup
from socitm_tui.storage.home import Home
from socitm_tui.tui.pane_layout import DEFAULT_MEASURE, pane_widths, panes_shown
from socitm_tui.tui.widgets.timeline_lines import TimelineLines, has_month_headings
from tests.factories import item
from tests.tui.archives import home_of
from tests.tui.screens import reading

LONG = "Councils are told to share more than their offices " * 6
CELLS = {(80, 24): 27, (100, 30): 40, (120, 36): 40, (140, 45): 50, (160, 50): 60, (200, 60): 80}
"""Size of the screen -> the cells that a headline has at least, the text beside it."""


@pytest.fixture
def long_headlines(tmp_path: Path) -> Home:
    items = [item(LONG, date=f"{year}-03-02", key=str(year)) for year in range(2000, 2012)]
    return home_of(tmp_path / "long", items)


@pytest.mark.parametrize(("size", "cells"), CELLS.items())
async def test_a_headline_has_room(size: tuple[int, int], cells: int, long_headlines: Home) -> None:
    async with reading(long_headlines, size) as r:
        rows = [line for line in r.listed.split("●") if "…" in line]
        assert all(len(row[: row.index("…") + 1].strip()) >= cells - 1 for row in rows)
        assert len(rows) > 5
        assert {"timeline", "text"} <= r.panes


def test_no_headline_gets_shorter_on_a_wider_screen() -> None:
    """The filter pane, when it comes in, takes three cells from it at most."""
    widths = []
    for width in range(70, 250):
        cells = pane_widths(width, panes_shown(width, "timeline"), DEFAULT_MEASURE)
        widths.append(cells["timeline"] - (1 if cells["filter"] or cells["year_bars"] else 0))
    assert all(now >= before - 3 for before, now in pairwise(widths))
    assert sum(now < before for before, now in pairwise(widths)) == 1


def test_the_filter_pane_is_as_narrow_as_its_labels_if_there_is_room() -> None:
    def filter_cells(width: int, needed: int) -> int:
        shown = panes_shown(width, "timeline")
        return pane_widths(width, shown, DEFAULT_MEASURE, filter_cells=needed)["filter"]

    assert [filter_cells(width, 33) for width in (120, 140, 160)] == [26, 33, 33]
    assert [filter_cells(width, 60) for width in (120, 140, 160)] == [26, 33, 36]


async def test_the_selected_row_shows_its_headline_whole(tmp_path: Path) -> None:
    words = "Councils are told to share more than offices and the machines that stand in them"
    items = [item(words, date=f"{year}-03-02", key=str(year)) for year in (2010, 2011, 2012)]
    items.append(item("Short", date="2009-03-02", key="short"))
    async with reading(home_of(tmp_path / "home", items), (100, 30)) as r:
        for keys in ((), ("j",), ("j",), ("k",)):
            await r.press(*keys)
            assert " ".join(words.split()) in " ".join(r.listed.replace("●", "").split())
        assert r.listed.count("…") == 2
        await r.press("G")
        assert "▸ 2009-03-02 ● Short" in r.listed
        assert r.listed.count("…") == 3


async def test_two_clicks_open_the_row_that_the_first_has_selected(long_headlines: Home) -> None:
    async with reading(long_headlines, (100, 30)) as r:
        line = next(y for y, text in enumerate(r.lines) if "2009-03-02" in text)
        await r.pilot.click(offset=(20, line), times=2)
        await r.rest()
        assert r.browse.state.opened_key == "2009"


def test_the_lines_of_a_long_row_are_its_own() -> None:
    lines = TimelineLines([RowGroup(0, 3, "2014", "2014-03"), RowGroup(3, 2, "2012", None)])
    plain = [lines.at(line) for line in range(lines.count)]
    lines.expand(1, 2)
    assert [lines.at(line) for line in range(lines.count)] == [*plain[:4], 1, 1, *plain[4:]]
    assert [lines.part(line) for line in range(3, 7)] == [0, 1, 2, 0]
    assert [lines.line_of(position) for position in range(5)] == [2, 3, 6, 9, 10]
    assert lines.first_line_with(3) == 7


def test_months_have_headings_if_they_have_three_rows_on_the_average() -> None:
    thin = [RowGroup(0, 4, "2014", "2014-03"), RowGroup(4, 1, "2014", "2014-01")]
    thick = [*thin, RowGroup(5, 4, "2013", "2013-12"), RowGroup(9, 1, "2013", None)]
    assert not has_month_headings(thin, 24)
    assert has_month_headings(thick, 24)
    assert not has_month_headings(thick, 14)
    assert not has_month_headings([RowGroup(0, 9, None, None)], 24)


async def test_after_moving_the_screen_is_as_if_drawn_again(tmp_path: Path) -> None:
    items = [
        item(f"{number} " + "Councils share machines " * (number % 4), key=str(number),
             date=f"{2000 + number // 5}-{1 + number % 5:02}-03")
        for number in range(60)
    ]  # fmt: skip
    async with reading(home_of(tmp_path / "home", items), (80, 24)) as r:
        timeline = r.browse.timeline
        for key in (
            *"jjjjjjjjkkjjjj",
            "pagedown",
            *"jjjkkkkjj",
            "G",
            *"kkkkjjk",
            "g",
            *"jkjj",
            "x",
            "b",
        ):
            await r.press(key)
            drawn = {y: strip.text for y, strip in timeline._strips.items()}
            assert drawn == {y: timeline.render_line(y).text for y in drawn}, key
            assert timeline.lines.line_of(timeline.cursor) + timeline.lines.extra < (
                timeline.top + timeline.height
            )
