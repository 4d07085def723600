"""Variants, trends, this day in other years."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from socitm_tui.model.text_diff import compare_texts
from socitm_tui.search.index import Index
from socitm_tui.search.query_parser import parse_query
from socitm_tui.search.trend import (
    axis_lines,
    axis_step,
    count_trend,
    split_terms,
    trend_json,
    trend_lines,
)
from socitm_tui.storage.home import Home
from socitm_tui.tui.dialogs.comparison_rows import trend_rows
from tests.factories import item
from tests.tui.archives import home_of
from tests.tui.screens import NARROW, reading

SAME = [
    item("One", date="2011-12-14", body="Councils were ready for the strike, a survey says.",
         same_story=("b",), key="a"),
    item("Two", date="2011-12-06", body="Councils are ready for the strike, the survey says.",
         same_story=("a",), key="b"),
]  # fmt: skip


async def test_w_marks_the_words_that_differ(tmp_path: Path) -> None:
    async with reading(home_of(tmp_path / "h", SAME)) as r:
        await r.press("w")
        assert r.top.startswith("Same story · 78 % of the shorter text shared · changes")
        line = next(line for line in r.lines if "Councils were" in line)
        assert "│ Councils are" in line
        rows = r.app.screen.query_one("#list").rows  # type: ignore[attr-defined]
        marked = [text for row in rows for text, kind in row.pieces if kind == "mark"]
        assert set(marked) == {"were", "are", "a", "the"}
        await r.press("escape", "w")
    async with reading(home_of(tmp_path / "h2", SAME), NARROW) as r:
        await r.press("w")
        assert "Councils were" in r.text
        assert "Councils are" in r.text


async def test_w_says_so_where_there_is_one_telling(home: Home) -> None:
    async with reading(home) as r:
        await r.press("w")
        assert "The archive has only one version of this story." in r.text


@pytest.mark.parametrize(
    ("left", "right", "percent", "marked"),
    [
        ("a b c d e f", "a b c x e f", 83, (["d"], ["x"])),
        ("a b c d e f g h i", "a b c x e y g h i", 67, (["d e f"], ["x e y"])),
        ("of the cat we see much more", "dogs of the sea we see much too", 43,
         (["we see much"], ["we see much"])),
        ("", "a b", 0, ([], [])),
        ("same words here", "Same words, here!", 100, ([], [])),
    ],
)  # fmt: skip
def test_runs_are_marked_and_below_half_what_both_have(
    left: str, right: str, percent: int, marked: tuple[list[str], list[str]]
) -> None:
    comparison = compare_texts(left, right)
    assert comparison.shared_percent == percent
    assert [left[start:end] for start, end in comparison.left] == marked[0]
    assert [right[start:end] for start, end in comparison.right] == marked[1]


async def test_on_this_day(home: Home) -> None:
    async with reading(home) as r:
        r.browse.actions.compare.today = lambda: date(2024, 2, 29)  # type: ignore[method-assign]
        await r.press("D")
        assert r.top.startswith("On this day · 29 February")
        assert "2012-03-01" in r.text
        assert "2013-02-04" not in r.text
        await r.press("left_square_bracket", *"hhhhhhhhhhhhhhh")
        assert "2013-02-04" in r.text
        await r.press("enter")
        assert r.heading == "Cloud first, says Whitehall"


async def test_days_without_items_point_to_the_nearest(home: Home) -> None:
    async with reading(home) as r:
        r.browse.actions.compare.today = lambda: date(2024, 7, 20)  # type: ignore[method-assign]
        await r.press("D")
        assert "Nothing is dated to these days. The nearest is:" in r.text
        assert "▸ 2009-07-09" in r.text
        await r.press("enter")
        assert r.heading == "Local CIOs urged to share"
    async with reading(home) as r:
        r.browse.actions.compare.today = lambda: date(2024, 12, 31)  # type: ignore[method-assign]
        await r.press("D")
        assert "▸ 2011-12-14" in r.text


async def test_a_trend_is_drawn_and_enter_filters(home: Home) -> None:
    async with reading(home) as r:
        await r.press("T", *"cloud", "comma", *"topic", "colon", *"web", "tab", "enter")
        assert r.top.startswith("Trend · cloud, Websites · items a year")
        assert "Websites · 4 items + 1 undated" in r.text
        assert "2010  · no items" in r.text
        assert "3 of 4" in r.text
        await r.press("G", "enter")
        assert r.status.startswith("1 of 9 · “cloud” or topic Websites, year 2013")


def test_a_low_trend_puts_years_without_a_hit_together() -> None:
    items = [item("Cloud", date="2012"), item("Sun", date="2010"), item("Moon", date="2009")]
    found = count_trend(Index(items, {}), ("cloud",))
    rows = ["".join(text for text, _ in row.pieces) for row in trend_rows(found, 40, 6)]
    assert rows[-2:] == ["2009–2011  · none of 2 items", "2012       █████████████████ 1 of 1     "]
    whole = trend_rows(found, 40, 8)
    assert [row.pieces[0][0].strip() for row in whole[-4:]] == ["2009", "2010", "2011", "2012"]
    assert [row.value for row in whole[-4:]] == [None, None, None, "2012"]


def test_a_narrow_trend_never_cuts_its_totals() -> None:
    items = [item(f"Shared services in the cloud {n}", date="2012", key=str(n)) for n in range(22)]
    terms = ("cloud", "shared services", "in the")
    heading = trend_rows(count_trend(Index(items, {}), terms), 58, 9)[1]
    texts = [text.strip() for text, _ in heading.pieces[1:]]
    assert texts == ["cloud · 22", "shared se… · 22", "in the · 22"]


async def test_a_trend_of_what_cannot_be_read(home: Home) -> None:
    async with reading(home) as r:
        await r.press("T", *"topc", "colon", "x", "enter")
        assert "There is no filter called “topc”; did you mean “topic”?" in r.status


def test_terms_counts_and_axis() -> None:
    index = Index([item("Cloud", date="2012"), item("Sun", date="2010"), item("C", date=None)], {})
    found = count_trend(index, split_terms('cloud, "a, b"'))
    assert found.terms == ("cloud", '"a, b"')
    assert [(one.year, one.items, one.counts) for one in found.years] == [
        ("2010", 1, (0, 0)), ("2011", 0, (0, 0)), ("2012", 1, (1, 0)),
    ]  # fmt: skip
    assert trend_lines(found)[3] == "  2012      1 of     1  " + "#" * 40
    within = count_trend(index, ["cloud"], parse_query("date:/2011"))
    assert [line.split()[0] for line in trend_lines(within)] == ["cloud:", "2010"]
    assert trend_json(found)["undated"] == [0, 0]
    assert [axis_step(n) for n in (0, 5, 6, 11, 26, 51, 101)] == [1, 1, 2, 5, 10, 20, 50]
    assert axis_lines(10, 20)[1].split() == ["0", "2", "4", "6", "8", "10"]
    for width in range(3, 20):
        assert all(int(number) % 5 == 0 for number in axis_lines(25, width)[1].split())


async def test_a_trend_keeps_its_terms_when_a_year_was_opened(home: Home) -> None:
    async with reading(home) as r:
        await r.press("T")
        await r.type("cloud, council websites")
        await r.press("enter", "enter")
        assert not r.status.startswith("0 of 9")
        await r.press("T")
        assert r.browse.prompt.text == "cloud, council websites"
