"""The filter pane: names looked for, counts never cut, own tags, nothing that no item has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.model.entities import NO_PUBLISHER
from socitm_tui.search.index import FacetCount
from socitm_tui.storage.home import Home
from socitm_tui.tui.widgets.filter_pane import MIN_NAME_WIDTH
from tests.factories import item
from tests.tui.archives import bundled_topics, home_of
from tests.tui.screens import reading


async def test_slash_in_the_filter_pane_looks_for_a_name(home: Home) -> None:
    async with reading(home) as r:
        await r.press("1", "right_square_bracket", "slash", *"cl")
        assert "Topic · cl" in r.text
        assert "Websites" not in r.text.split("Publisher")[0].split("Topic")[1].split("│")[0]
        await r.press("enter")
        assert r.status.startswith("Names with “cl” · esc shows all again")
        await r.press("space")
        assert "topic Cloud" in r.status
        await r.press("slash", "z", "enter")
        assert r.status.startswith("No name under Topic holds “z”.")
        await r.press("escape")
        assert r.browse.panes.current == "filter"
        assert "Topic · " not in r.text
        await r.press("slash", *"cl", "enter", "c")
        assert "Topic · " not in r.text


async def test_the_cursor_is_seen_without_colours(home: Home) -> None:
    async with reading(home) as r:
        await r.press("1", "j")
        assert [line[:9].strip() for line in r.lines if line.startswith("▸")] == ["▸  2012"]
        await r.press("2")
        assert not [line for line in r.lines if line.startswith("▸")]


@pytest.mark.parametrize("width", [40, 69, 80, 100, 130])
async def test_no_count_of_the_filter_pane_is_ever_cut(home: Home, width: int) -> None:
    async with reading(home, (width, 40)) as r:
        await r.press("1")
        pane = r.browse.filter_pane
        for count, total in ((1, 92), (12, 92), (1234, 5678), (12345, 98765), (0, 123456)):
            for state in (True, None):
                one = FacetCount("2012", "2012", count, total, state)
                most = FacetCount("2011", "2011", max(count, 54321), 54321, None)
                pane.show({"year": [one, most], "topic": [replace(one, label="Websites and more")]})
                shown = [pane.render_line(y).text.rstrip() for y in range(8)]
                rows = [shown[1], shown[5]]
                room = pane.size.width - len(f"{count:,} of {total:,}")
                whole = state and room >= MIN_NAME_WIDTH
                wanted = f" {count:,} of {total:,}" if whole else f" {count:,}"
                assert all(row.endswith(wanted) for row in rows), rows
                assert "2012" in rows[0]
                assert shown[2].endswith(" 54,321")


async def test_own_tags_are_a_facet(home: Home) -> None:
    async with reading(home, (140, 45)) as r:
        assert "Your tags" not in r.text
        await r.press("t", *"budget", "enter", "enter", "j", "t", "space", "enter")
        assert "Your tags" in r.text
        line = next(y for y, text in enumerate(r.lines) if text.startswith("   budget"))
        await r.pilot.click(offset=(6, line))
        await r.rest()
        assert r.status.startswith("2 of 9 · tag budget")


async def test_an_archive_of_ones_own_has_no_topics_or_publishers_that_are_not_its_own(
    tmp_path: Path,
) -> None:
    plain = [
        item(title, publisher=NO_PUBLISHER, topics=("green-it",)) for title in ("Bins", "Roads")
    ]
    async with reading(home_of(tmp_path / "own", plain, bundled_topics()), (140, 45)) as r:
        assert "Green IT" in r.read
        assert "· Green IT" not in r.read
        for words in ("Websites", "Publisher", "not known", "Cut off", "Same story"):
            assert words not in r.text
        assert "Bookmarked" in r.text
        await r.press("F")
        await r.type("topic:cloud")
        assert "✓ Cloud" in r.text
