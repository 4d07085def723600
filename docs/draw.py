"""Draws the pictures of the documents, from the reader itself: `python docs/draw.py`.

Each is an SVG without fonts or scripts from elsewhere. `first-minute.svg` is a recording: a line is
shown as long as it stood on the screen.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.pilot import Pilot
from textual.strip import Strip

from socitm_tui.cli.main import run_command
from socitm_tui.storage.home import Home
from socitm_tui.tui.app import ReaderApp

HERE = Path(__file__).resolve().parent
SMALL, LARGE = (100, 30), (140, 45)
PICTURES = {
    "screen": (LARGE, "socitm-dark", "F year:2012 enter j j j b j j"),
    "screen-small": (SMALL, "socitm-light", "/ better_connected enter j"),
    "screen-trend": (SMALL, "socitm-dark", "T cloud,_topic:websites enter"),
    "screen-capture": (SMALL, "socitm-dark", "F is:repeated enter j O"),
    "screen-mend": (LARGE, "socitm-dark", "F capture:press-releases enter O K j j n"),
}
"""Name -> the size, the theme, and the keys that lead there."""
FIRST_MINUTE = (
    ("", 4), ("enter", 2), ("j", 1), ("j", 2), ("enter", 3), ("q", 1), ("/", 1), ("c", 0.3),
    ("l", 0.3), ("o", 0.3), ("u", 0.3), ("d", 2), ("enter", 2), ("j", 2), ("b", 2), ("y", 3),
    ("i", 4), ("q", 1), ("O", 4), ("q", 1), ("c", 2), ("f", 2), ("j", 0.5), ("j", 0.5),
    ("space", 3), ("?", 4),
)  # fmt: skip
"""The keys of the recording, and the seconds for which each result is shown."""
NAMES = {"/": "slash", ":": "colon", "_": "space", ",": "comma", "?": "question_mark"}
CELL, LINE, BASE, FONT = 9, 19, 14, 15
"""Pixels of a cell, of a line, down to the feet of its letters, and of the font."""
FONTS = "DejaVu Sans Mono, Menlo, Consolas, monospace"
RUN = re.compile(r"\S+(?: \S+)*")
"""Words with single spaces between them; wider gaps are not left to the font."""


@dataclass(frozen=True)
class Span:
    """The time in which a line stood on the screen, in seconds."""

    y: int
    line: str
    begin: float
    end: float


def _colour(style: Style | None) -> str:
    """The colour of a text."""
    return style.color.get_truecolor().hex if style and style.color else "none"


def line_svg(strip: Strip, y: int) -> str:
    """A line of the screen: backgrounds, then texts, each as wide as its cells."""
    grounds, texts, x = [], [], 0
    for text, style, _ in Segment.simplify(strip):
        cells = cell_len(text)
        if style and style.bgcolor:
            colour = style.bgcolor.get_truecolor().hex
            grounds.append(
                f'<rect x="{x * CELL}" y="{y * LINE}" width="{cells * CELL}" height="{LINE}" '
                f'fill="{colour}"/>'
            )
        for run in RUN.finditer(text) if style and style.color else ():
            start = x + cell_len(text[: run.start()])
            weight = ' font-weight="bold"' if style and style.bold else ""
            texts.append(
                f'<text x="{start * CELL}" y="{y * LINE + BASE}" '
                f'textLength="{cell_len(run[0]) * CELL}" lengthAdjust="spacingAndGlyphs" '
                f'fill="{_colour(style)}"{weight}>{escape(run[0])}</text>'
            )
        x += cells
    return "".join((*grounds, *texts))


def document(size: tuple[int, int], parts: Sequence[str], style: str = "") -> str:
    """The parts of a picture as an SVG document."""
    width, height = size[0] * CELL, size[1] * LINE
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{FONTS}" font-size="{FONT}">'
    )
    rules = f"<style>{style}</style>" if style else ""
    return "\n".join((head + rules, *parts, "</svg>\n"))


@contextlib.asynccontextmanager
async def opened(
    home: Home, size: tuple[int, int], theme: str, *, first: bool = False
) -> AsyncIterator[tuple[ReaderApp, Pilot[None]]]:
    """The reader on the bundled archive."""
    app = ReaderApp(home, fresh=True, first=first)
    app.theme = theme
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot)
        yield app, pilot


async def settled(app: ReaderApp, pilot: Pilot[None]) -> None:
    """Wait until nothing is left to happen."""
    await app.workers.wait_for_complete()
    await pilot.pause(0.3)


def lines_of(app: ReaderApp) -> list[str]:
    """The lines of the screen as SVG."""
    strips = app.screen._compositor.render_strips(app.size)
    return [line_svg(strip, y) for y, strip in enumerate(strips)]


async def draw(home: Home, name: str) -> None:
    """One picture, beside this file."""
    size, theme, keys = PICTURES[name]
    async with opened(home, size, theme) as (app, pilot):
        for key in keys.split():
            is_named = key in ("enter", "escape")
            await pilot.press(*([key] if is_named else [NAMES.get(char, char) for char in key]))
        await settled(app, pilot)
        app.browse.status.clear()
        await pilot.pause()
        (HERE / f"{name}.svg").write_text(document(size, lines_of(app)), encoding="utf-8")


async def record(home: Home) -> None:
    """The recording of the first minute, beside this file."""
    frames: list[tuple[float, list[str]]] = []
    async with opened(home, SMALL, "socitm-dark", first=True) as (app, pilot):
        for key, seconds in FIRST_MINUTE:
            if key:
                await pilot.press(NAMES.get(key, key))
                await settled(app, pilot)
            frames.append((seconds, lines_of(app)))
    (HERE / "first-minute.svg").write_text(animation(SMALL, frames), encoding="utf-8")


def animation(size: tuple[int, int], frames: Sequence[tuple[float, Sequence[str]]]) -> str:
    """Frames with their seconds as one picture that moves."""
    length = sum(seconds for seconds, _ in frames)
    spans = [span for y in range(size[1]) for span in line_spans(frames, y)]
    times = sorted({(span.begin, span.end) for span in spans})
    rules = [f".f{{visibility:hidden;animation:{length}s steps(1) infinite}}"]
    for number, (begin, end) in enumerate(times):
        first, last = 100 * begin / length, 100 * end / length
        before = "" if begin == 0 else "0%{visibility:hidden}"
        after = "" if end == length else f"{last:.3f}%{{visibility:hidden}}"
        rules.append(
            f"@keyframes t{number}{{{before}{first:.3f}%{{visibility:visible}}{after}}}"
            f".t{number}{{animation-name:t{number}}}"
        )
    lines = list(dict.fromkeys(span.line for span in spans))
    number_of = {line: number for number, line in enumerate(lines)}
    defined = (f'<g id="l{number}">{line}</g>' for line, number in number_of.items())
    uses = (
        f'<use class="f t{times.index((span.begin, span.end))}" href="#l{number_of[span.line]}"/>'
        for span in spans
    )
    return document(size, ("<defs>", *defined, "</defs>", *uses), "".join(rules))


def line_spans(frames: Sequence[tuple[float, Sequence[str]]], y: int) -> Iterator[Span]:
    """The times in which a line of the screen is the same."""
    begin = now = 0.0
    before = frames[0][1][y]
    for seconds, lines in frames:
        if lines[y] != before:
            yield Span(y, before, begin, now)
            begin, before = now, lines[y]
        now += seconds
    yield Span(y, before, begin, now)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.suppress(SystemExit):
            run_command(["--home", folder, "load", "--bundled"])
        asyncio.run(record(Home.find(folder)))
        for picture in PICTURES:
            asyncio.run(draw(Home.find(folder), picture))
