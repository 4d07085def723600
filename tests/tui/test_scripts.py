"""Headlines in other scripts: the columns beside them stay where they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.geometry import Region

from tests.factories import item
from tests.tui.archives import home_of
from tests.tui.screens import cells, painted, placed, reading

SIZE = (100, 30)
HEADLINES = {
    "Arabic": "المجالس المحلية تتشارك أكثر من المكاتب في عام 2012 وما بعده من الأعوام",
    "Hebrew": "המועצות חולקות יותר ממשרדים בשנת 2012 ומעבר לה",
    "Chinese": "地方议会被要求共享的不仅仅是办公室还有站在里面的机器和人员以及预算",
    "Korean": "지방의회는 사무실 그 이상을 공유하도록 요청받았습니다",
    "combining": "Cafe\u0301 cre\u0300me au conseil ge\u0301ne\u0301ral de l\u2019Ise\u0300re",
    "Devanagari": "परिषदों को कार्यालयों से अधिक साझा करने के लिए कहा गया",
    "emoji": "Councils 👩\u200d💻 share 🇬🇧 more than ❤\ufe0f offices",
}


@pytest.mark.parametrize("script", HEADLINES)
async def test_columns_stay_where_they_are(script: str, tmp_path: Path) -> None:
    words = HEADLINES[script]
    items = [
        item(words, date=f"{year}-03-02", key=str(year), body=words, same_story=("x",))
        for year in range(2008, 2012)
    ]
    async with reading(home_of(tmp_path / "home", items), SIZE) as r:
        await r.press("j")
        width = r.browse.timeline.region.width
        assert all(strip.cell_length == SIZE[0] for strip in r.app.screen._compositor.render_strips(
            r.app.size
        ))  # fmt: skip
        if script in ("Arabic", "Hebrew", "Chinese", "Korean", "combining"):
            column = cells(placed(painted(r)), SIZE, Region(width, 2, 1, 26))
            assert {row[0].data[0] for row in column} == {"│"}


@pytest.mark.parametrize("script", ["Arabic", "Hebrew"])
async def test_text_from_right_to_left_ends_before_the_next_column(
    script: str, tmp_path: Path
) -> None:
    items = [item(HEADLINES[script], date=f"{year}-03-02", key=str(year)) for year in (2008, 2009)]
    async with reading(home_of(tmp_path / "home", items), SIZE) as r:
        rows = [line for line in r.lines if HEADLINES[script][:4] in line]
        assert len(rows) > 2
        for row in rows:
            hairline = row.index("│")
            last = max(
                (n for n, c in enumerate(row[:hairline]) if "\u0590" <= c <= "\u08ff"), default=0
            )
            assert not last or "\N{LEFT-TO-RIGHT MARK}" in row[last:hairline]
