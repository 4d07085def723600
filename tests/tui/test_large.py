"""However many items there are, a key reads no more of them than a screen shows."""

from __future__ import annotations

import pytest

from socitm_tui.search.index import Index
from socitm_tui.storage.home import Home
from tests.core import slow
from tests.factories import item
from tests.tui.archives import home_of
from tests.tui.screens import reading

MANY = 2000


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = home_of(tmp_path_factory.mktemp("many"), [
        item(f"Council news {number}", date=f"{2000 + number % 20}-{number % 12 + 1:02}-05")
        for number in range(MANY)
    ])  # fmt: skip
    Index.open(home)
    return home


@pytest.mark.parametrize("keys", [
    "", slow("j j j"), slow("G"), slow("pagedown"), slow("right_curly_bracket"), "S", slow("S S"),
    slow("1 j space"), "slash c o u n c i l",
])  # fmt: skip
async def test_a_key_reads_a_screenful_and_no_more(
    many: Home, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    read = set()
    entry = Index.entry

    def counting(self: Index, row: int) -> object:
        read.add(row)
        return entry(self, row)

    monkeypatch.setattr(Index, "entry", counting)
    async with reading(many, (120, 32), fresh=True) as r:
        await r.press(*keys.split())
        assert r.browse.state.selection is not None
        assert len(r.browse.state.selection.rows) >= MANY // 20
    assert 0 < len(read) <= 4 * 32
