"""Draws the pictures of the documents, from the reader itself: `python docs/draw.py`."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path

from socitm_tui.cli.main import run_command
from socitm_tui.storage.home import Home
from socitm_tui.tui.app import ReaderApp

HERE = Path(__file__).resolve().parent
PICTURES = {
    "screen": ((130, 36), "socitm-dark", "F year:2012 enter j j j b j j enter"),
    "screen-light": ((130, 36), "socitm-light", "/ better_connected enter j"),
    "screen-trend": ((100, 34), "socitm-dark", "T cloud,_topic:websites enter"),
    "screen-capture": ((110, 30), "socitm-dark", "F is:repeated enter j O"),
    "screen-mend": ((120, 36), "socitm-dark", "F capture:press-releases enter O K j j n"),
    "screen-narrow": ((60, 24), "socitm-dark", "j j"),
}
NAMES = {"/": "slash", ":": "colon", "_": "space", ",": "comma"}


async def draw(home: Home, name: str) -> None:
    """One picture, as SVG beside this file."""
    size, theme, keys = PICTURES[name]
    app = ReaderApp(home, fresh=True)
    app.theme = theme
    async with app.run_test(size=size) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        for key in keys.split():
            pressed = [key] if key in ("enter", "escape") else [NAMES.get(one, one) for one in key]
            await pilot.press(*pressed)
        await app.workers.wait_for_complete()
        await pilot.pause(0.3)
        app.browse.status.clear()
        await pilot.pause()
        (HERE / f"{name}.svg").write_text(app.export_screenshot(), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.suppress(SystemExit):
            run_command(["--home", folder, "load", "--bundled"])
        for picture in PICTURES:
            asyncio.run(draw(Home.find(folder), picture))
