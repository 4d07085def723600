"""What is followed, in the reader: asked for what is new, listed, added to and taken from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from textual import work

from socitm_tui.model.labels import count_label
from socitm_tui.tui.actions.load import Outcome
from socitm_tui.tui.actions.share import paths_from
from socitm_tui.tui.actions.tour import GuidingScreen
from socitm_tui.tui.dialogs.list_screen import Row, titled
from socitm_tui.tui.widgets.cells import cell_len, fit_padded, plain
from socitm_tui.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from socitm_tui.web.sources import Source

SECONDS = 0.5
"""From one telling of how far it is to the next."""
HINTS = ("{choose} asks it", "{refresh} asks all", "{pick} removes", "a adds")


class RefreshingScreen(GuidingScreen):
    """What is shown, and where more of it comes from."""

    _stop: Event | None = None
    """Set to wait no longer; there while something is asked."""
    _far = ""
    """How far the asking is, and what was said of it last."""
    _told = ""

    @property
    def _stops(self) -> str:
        return self.told("{refresh} stops")

    # -------------------------------------------------------------- asking
    def action_refresh(self) -> None:
        """Ask all that is followed for what is new; while that goes on, stop it."""
        if self._stop is not None:
            self.stop_asking()
        else:
            self._ask_sources()

    def stop_asking(self) -> bool:
        """Wait no longer for what has not answered yet; False where nothing is asked."""
        if self._stop is None:
            return False
        self._stop.set()
        self._far = "Stopping; what has come is kept …"
        self.say(self._far)
        self._told = self._far
        return True

    def _ask_sources(self, only: str | None = None) -> None:
        if self._stop is not None:
            self.say(self.told("Something is asked already; {refresh} stops it."), "wrong")
            return
        sources = self._sources()
        if only is not None:
            sources = [one for one in sources or () if one.url == only]
        if not sources:
            if sources is not None:
                words = (
                    "Nothing is followed yet; {following} lists what is, and a there adds to it."
                )
                self.say(self.told(words))
            return
        self._began(f"Asking {count_label(len(sources), 'source')} … · {self._stops}")
        self._ask(sources, insist=only is not None)

    def _sources(self) -> list[Source] | None:
        """What is followed; None where that cannot be read, which is said."""
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415
        from socitm_tui.web.sources import SourceFile  # noqa: PLC0415

        try:
            return list(SourceFile(self.home.sources).read())
        except StorageError as error:
            self.say(str(error), "wrong")
            return None

    def _began(self, words: str) -> None:
        self._stop, self._far, self._told = Event(), words, ""
        self.own_loads += 1
        self._ticking = self.set_interval(SECONDS, self._tell_far)
        self._tell_far()

    def _tell_far(self) -> None:
        """Say how far the asking is, unless something else has been said that is not read yet."""
        if self._stop is not None and (self._said is None or self._said[0] == self._told):
            self._told = plain(self._far)
            self.say(self._told)

    @work(thread=True, group="news")
    def _ask(self, sources: Sequence[Source], *, insist: bool) -> None:
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
        from socitm_tui.web.refresh import (  # noqa: PLC0415 - nothing of the network before it is due
            refresh_sources,
            refresh_summary,
        )

        def tell(done: int, total: int, name: str) -> None:
            self._far = f"{done:,} of {total:,} · {plain(name)} · {self._stops}"

        def refresh() -> Outcome:
            found = refresh_sources(
                self.home,
                sources,
                current_timestamp(),
                insist=insist,
                progress=tell,
                stop=self._stop,
            )
            kind = "wrong" if found.save_problem is not None else "lit"
            return Outcome(refresh_summary(found), kind, news=bool(found.report.lines))

        self.carry_out(refresh, self._over)

    def _over(self) -> None:
        """Nothing is asked any more."""
        self._ticking.stop()
        self._stop = None

    def on_unmount(self) -> None:
        """Who leaves does not wait for the network."""
        if self._stop is not None:
            self._stop.set()

    # -------------------------------------------------------------- what is followed
    def action_following(self) -> None:
        """List what is followed, to ask, add to and remove from."""
        from socitm_tui.web.refresh import source_status  # noqa: PLC0415

        followed = self._sources()
        if followed is None:
            return
        sources, name = {one.url: one for one in followed}, "What is followed"

        def rows(width: int) -> list[Row]:
            if not sources:
                words = "Nothing is followed yet. Press a to follow a feed or a page."
                return [Row(), Row(((fit_padded(words, width), "text"),))]
            found = (_rows(one, source_status(one), width) for one in sources.values())
            return [Row(), *chain.from_iterable(found)]

        def remove(url: str | None) -> None:
            if url is not None and (gone := sources.pop(url, None)):
                self._remove(url)
                words = f"no longer {gone.title or url}; what it gave stays"
                sheet.renew(titled(name, lit=words))

        def add(_: str | None) -> None:
            sheet.dismiss()
            self._ask_address()

        def refresh(_: str | None) -> None:
            sheet.dismiss()
            self.action_refresh()

        keys = {"a": add, "pick": remove, "refresh": refresh}
        title = titled(name, "nothing is asked unless you ask for it")
        sheet = self.offer(title, rows, HINTS, self._ask_sources, keys)

    @work(group="following")
    async def _remove(self, url: str) -> None:
        from socitm_tui.storage.atomic import StorageError  # noqa: PLC0415
        from socitm_tui.web.sources import SourceFile  # noqa: PLC0415

        try:
            await asyncio.to_thread(SourceFile(self.home.sources).remove, [url])
        except StorageError as error:
            self.complain(error)

    def _ask_address(self) -> None:
        example = "the address of a feed or page, or a list of feeds (an OPML file)"
        self.ask(Question("follow", "Follow", example, self._follow, complete=paths_from))

    def _follow(self, text: str) -> None:
        if not (address := text.strip()):
            return
        if self._stop is not None:
            self.say("Something is asked already; wait until it has ended.", "wrong")
            return
        self.close_bar()
        self._began(f"Asking {address} …")
        self._follow_now(address)

    @work(thread=True, group="news")
    def _follow_now(self, address: str) -> None:
        from socitm_tui.model.clock import current_timestamp  # noqa: PLC0415
        from socitm_tui.web.refresh import (  # noqa: PLC0415
            FollowError,
            follow_address,
            follow_opml,
        )

        def follow() -> Outcome:
            try:
                if (file := _file_at(address)) is not None:
                    added, refused = follow_opml(self.home, file, current_timestamp())
                    more = f"; {refused:,} could not be" if refused else ""
                    hint = self.told("{refresh} asks them")
                    return Outcome(f"{count_label(added, 'source')} more followed{more} · {hint}")
                followed = follow_address(self.home, address, current_timestamp(), stop=self._stop)
            except FollowError as error:
                return Outcome(str(error), "wrong")
            if followed is None:
                hint = self.told("{refresh} asks it")
                return Outcome(f"{address} is followed already · {hint}")
            if followed.save_problem:
                return Outcome(followed.unsaved_sentence, "wrong", news=True)
            items = count_label(followed.report.added, "item")
            what = "this page itself" if followed.discovery.is_page else "a feed"
            name = followed.source.title or followed.discovery.url
            return Outcome(f"Now followed: “{name}”, {what}; {items} added.", news=True)

        self.carry_out(follow, self._over)


def _rows(one: Source, state: str, width: int) -> list[Row]:
    """A source by its title, its address and how it is; on two lines where they fit."""
    kind = "doubt" if one.problem or one.is_gone else "quiet"
    title, address, state = plain(one.title or one.url), plain(one.url), plain(state)
    first = Row(((fit_padded(title, width), "strong"),), one.url)
    address = f"  {address}  " if one.title else "  "
    room = width - cell_len(state)
    if cell_len(address) <= room:
        return [first, Row(((fit_padded(address, room), "quiet"), (state, kind)))]
    rows = [first, Row(((fit_padded(address, width), "quiet"),))] if one.title else [first]
    return [*rows, Row(((fit_padded(f"  {state}", width), kind),))]


def _file_at(address: str) -> Path | None:
    """The file that an address names; None where it names none that can be seen."""
    try:
        file = Path(address).expanduser()
        return file if "://" not in address and file.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None
