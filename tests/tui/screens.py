"""The reader on a made-up archive, and what a person would see of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pyte
from pyte.screens import Char
from rich.color import ColorSystem
from rich.segment import Segment
from textual.events import Paste
from textual.geometry import Region
from textual.pilot import Pilot

from socitm_tui.model.entities import Item
from socitm_tui.storage.home import Home
from socitm_tui.tui.app import ReaderApp
from socitm_tui.tui.browse import BrowseScreen
from socitm_tui.tui.key_config import rebind_keys
from socitm_tui.tui.keys import KEYS, Key
from tests.factories import item

WIDE, MEDIUM, NARROW = (140, 32), (80, 24), (60, 20)

EXTRA_KEYS = rebind_keys(
    None,
    {"pipe": ("|",), "copy-link": ("C",), "only-unread": ("f2",), "half-page-down": ("ctrl+d",)},
)
"""The key table with keys for actions that have none."""

PROSE = "\n\n".join(
    f"Paragraph {number} says how the web team of a council tested its pages with library users."
    for number in range(1, 25)
)


def shelf() -> list[Item]:
    """Nine items that between them have every glyph and every kind of date."""
    sites, cloud = ("websites",), ("cloud",)
    return [
        item("Cloud first, says Whitehall", date="2013-02-04", topics=cloud, key="cloud"),
        item(
            None,
            date="2012-03-27",
            body="Warning to Town Hall leaders: make radical change. There is no money left.",
            printed="27/03/12",
            rule="day first: 27 cannot be a month",
            truncated=True,
            topics=sites,
            key="warning",
        ),
        item(
            "Council websites still aren’t giving enough",
            date="2012-03-01",
            body=PROSE,
            publisher="PublicTechnology.net",
            author="Charlotte Jee",
            topics=sites,
            key="websites",
        ),
        item("A pilot questionnaire", date="2012-02", topics=sites, key="pilot"),
        item("IT Trends 2011/12", date="2012", topics=("events-awards",), key="trends"),
        item(
            "Councils and strike disruption",
            date="2011-12-14",
            same_story=("strike-2",),
            topics=sites,
            key="strike-1",
        ),
        item(
            "Strikes: councils are ready",
            date="2011-12-06",
            same_story=("strike-1",),
            body="Café talk about naïve résumés and clouds.",
            key="strike-2",
        ),
        item("Local CIOs urged to share", date="2009-07-09", topics=cloud, key="share"),
        item("A talk nobody dated", date=None, publisher="Computing", topics=sites, key="talk"),
    ]


@dataclass
class Reading:
    """A running reader."""

    app: ReaderApp
    pilot: Pilot[None]

    @property
    def browse(self) -> BrowseScreen:
        return self.app.browse

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before is done, and wait until the screen is at rest."""
        for key in keys:
            await self.pilot.press(key)
            await self.app.workers.wait_for_complete()
            await settle(self.pilot)
        await self.rest()

    async def type(self, text: str) -> None:
        """Type a text; all but its last character at once, which is faster."""
        assert self.app.focused is not None
        self.app.focused.post_message(Paste(text[:-1]))
        await self.pilot.pause()
        names = {" ": "space", ":": "colon", "/": "slash", "-": "minus", '"': "quotation_mark"}
        await self.press(names.get(text[-1], text[-1]))

    async def rest(self) -> None:
        """Wait until nothing is left to happen."""
        await self.pilot.pause()
        await self.app.workers.wait_for_complete()
        await settle(self.pilot)
        await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        """The lines of the screen."""
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return [strip.text for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def top(self) -> str:
        return self.lines[0].strip()

    @property
    def panes(self) -> set[str | None]:
        """The panes that are on the screen."""
        panes = (self.browse.filter_pane, self.browse.timeline, self.browse.reader)
        return {pane.id for pane in panes if pane.display}

    @property
    def status(self) -> str:
        """The last line; while something is typed, what is wrong with it, which stands beside."""
        return self.browse.prompt.problem or self.lines[-1].strip()

    @property
    def here(self) -> str:
        """The row under the cursor of the timeline."""
        timeline = self.browse.timeline
        line = timeline.lines.line_of(timeline.cursor) - timeline.top
        return timeline.render_line(line).text.lstrip("│")

    @property
    def heading(self) -> str:
        """The heading of the text that is shown."""
        entry = self.browse.reader.entry
        return entry.item.heading if entry else ""

    @property
    def listed(self) -> str:
        """All that the timeline shows, in one line."""
        timeline = self.browse.timeline
        lines = (timeline.render_line(y).text.lstrip("│") for y in range(timeline.size.height))
        return " ".join(" ".join(lines).split())

    @property
    def read(self) -> str:
        """The whole text that is shown, in one line."""
        lines = ("".join(text for text, _ in line) for line in self.browse.reader.lines)
        return " ".join(lines)

    def row(self, words: str) -> str:
        """The line of the timeline that holds some words."""
        timeline = self.browse.timeline
        height = timeline.size.height
        rows = (timeline.render_line(y).text.lstrip("│") for y in range(height))
        return next(row for row in rows if words in row)


@asynccontextmanager
async def reading(
    home: Home,
    size: tuple[int, int] = WIDE,
    *,
    fresh: bool = False,
    notice: str | None = None,
    first: bool = False,
    ascii_only: bool = False,
    start: tuple[str | None, str | None] = (None, None),
    table: Sequence[Key] = KEYS,
) -> AsyncIterator[Reading]:
    """The reader, its archive read, until the block ends."""
    app = ReaderApp(
        home, fresh=fresh, notice=notice, first=first, ascii_only=ascii_only, start=start,
        table=table,
    )  # fmt: skip
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        now = Reading(app, pilot)
        await opened(now.pilot)
        yield now


async def opened(pilot: Pilot[None]) -> None:
    """Wait until the archive has been read."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    await pilot.pause()
    await app.workers.wait_for_complete()
    await settle(pilot)
    await pilot.pause()
    await pilot.pause()


async def settle(pilot: Pilot[None], rounds: int = 50) -> None:
    """Wait until no message is left.

    Textual's pauses end when the process gets little time, which it also does on a busy machine.

    Args:
        pilot: Of the reader.
        rounds: So often messages are waited for at most: timers send some for ever.
    """
    app, calm = pilot.app, 0
    for _ in range(rounds):
        screen = app.screen
        await pilot._wait_for_screen()
        await app.workers.wait_for_complete()
        await asyncio.sleep(0)
        pumps = [app, *app.screen.walk_children(with_self=True)]
        is_calm = app.screen is screen and all(pump._message_queue.empty() for pump in pumps)
        calm = calm + 1 if is_calm else 0
        if calm == 3:
            return


# ------------------------------------------------------------------ as a terminal shows it
def painted(r: Reading) -> list[str]:
    """The lines of the reader as Rich tells them to a terminal."""
    return [as_rich(strip) for strip in r.app.screen._compositor.render_strips(r.app.size)]


def as_rich(strip: Iterable[Segment]) -> str:
    """A line as Rich tells it to a terminal, each piece by itself."""
    return "".join(
        one.style.render(one.text, color_system=ColorSystem.TRUECOLOR) if one.style else one.text
        for one in strip
    )


def placed(lines: Iterable[str]) -> str:
    """Lines, each at its place."""
    return "".join(f"\x1b[{y};1H{line}" for y, line in enumerate(lines, 1))


def cells(data: str, size: tuple[int, int], region: Region) -> Sequence[Sequence[Char]]:
    """A part of a screen on which that was written."""
    screen = pyte.Screen(*size)
    pyte.Stream(screen).feed(data)
    return seen(screen, region)


def seen(screen: pyte.Screen, region: Region) -> Sequence[Sequence[Char]]:
    """A part of a screen: signs, colours and weights; of blanks only what they stand on."""
    across = range(region.x, region.right)
    found = [[screen.buffer[y][x] for x in across] for y in region.line_range]
    return [
        [one._replace(fg="default", bold=False) if one.data == " " else one for one in line]
        for line in found
    ]
