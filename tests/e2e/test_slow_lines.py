"""A walk over a line that delays every byte by 150 ms each way, typed without waiting to see."""

from __future__ import annotations

import pytest

from tests.e2e.terminal import NEWEST, Distant, shell

pytestmark = pytest.mark.slow

DOWN = "\x1b[B"


def test_nothing_is_lost_or_misread(loaded: dict[str, str]) -> None:
    with Distant(["--fresh"], loaded, 80, 24) as terminal:
        terminal.wait_for(NEWEST)
        # a query, a search, down by arrows and letters, a bookmark: all before the first answer
        terminal.type(f"Fyear:2012\r2/better connected\r2g{DOWN}jkb")
        terminal.wait_for(r"Bookmarked")
        terminal.type("g")
        terminal.wait_for(r"[1-9]\d* of 226 · “better”, “connected”, year 2012")
        terminal.wait_for("★")
        # through the panes into the line that is typed
        terminal.type("c1]/cloud\r 2", gap=0)
        terminal.wait_for(r"12 of 226 · topic Cloud")
        # escape and what follows it arrive in one packet, and are still two
        terminal.type("c/zzz\x1bd2009\r")
        terminal.wait_for("226 of 226")
        terminal.wait_for(r"▸ 2009")
        terminal.type("/web\x1b\x1b?trend\rcloud\r")
        terminal.wait_for("Trend · cloud")
        terminal.type("qSg")
        terminal.wait_for("oldest first")
        terminal.wait_for(r"▸ 2001")
        terminal.type("SSSahalf of it, done\x1b")
        terminal.wait_for("Noted|Note .*kept|undoes")
        terminal.type("Q")
        assert terminal.wait_for_end() == 0
    bookmarked = shell(loaded, "list", "is:bookmarked").stdout
    assert bookmarked.count("\n") == 1
    assert " 2012" in bookmarked
    noted = shell(loaded, "list", "has:note", "--json").stdout
    assert '"note": "half of it, done"' in noted
