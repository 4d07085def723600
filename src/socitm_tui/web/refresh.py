"""What is followed: asked for what is new, and what came of it loaded; for shell and screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event

from socitm_tui.ingest.documents import InputDocument
from socitm_tui.ingest.input_files import UnreadableFileError, read_input_file
from socitm_tui.ingest.load_report import LoadReport, ReportLine
from socitm_tui.ingest.loader import load_documents
from socitm_tui.model.labels import count_label
from socitm_tui.model.progress import Progress
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.web.discovery import Discovery, Visit, discover, refreshed, visited
from socitm_tui.web.http import fetch_all
from socitm_tui.web.opml import OpmlError, read_opml
from socitm_tui.web.sources import Following, Source
from socitm_tui.web.urls import AddressError, host_of

NAMED = 2
"""So many that could not be had are named, more are counted."""


class FollowError(Exception):
    """Something that is not followed, and why, in a sentence."""


# ------------------------------------------------------------------ refresh
@dataclass(frozen=True, slots=True)
class Round:
    """What came of asking what is followed."""

    visits: tuple[Visit, ...] = ()
    """Those that were asked."""
    resting: tuple[Source, ...] = ()
    """Those that are left alone for now."""
    ledger: LoadReport = field(default_factory=LoadReport)
    stopped: int = 0
    """How many were not waited for."""
    unwritten: str | None = None
    """Why it could not be noted how the sources are now."""

    @property
    def problems(self) -> tuple[Visit, ...]:
        """The visits of which nothing came."""
        return tuple(visit for visit in self.visits if visit.problem)

    @property
    def with_news(self) -> tuple[ReportLine, ...]:
        """The captures that gave items the archive did not have."""
        return tuple(line for line in self.ledger.lines if line.status == "loaded" and line.items)


def refresh(
    home: Home,
    sources: Iterable[Source],
    moment: str,
    *,
    insist: bool = False,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Round:
    """Ask sources for what is new, load it, and remember how they are now.

    Args:
        home: Where archive and sources are.
        sources: Those to be asked.
        moment: Now, ISO 8601 in UTC.
        insist: Ask those too that are left alone for now.
        progress: Told of each that has answered, then of the loading.
        stop: Set by another thread that does not want to wait any longer.

    Raises:
        StoreError: the archive cannot be read or written; nothing was loaded.
    """
    sources = tuple(sources)
    resting = tuple(one for one in sources if one.is_resting(moment) and not insist)
    asked = [one for one in sources if one not in resting]
    visits = refreshed(asked, moment, progress=progress, fetch=partial(fetch_all, stop=stop))
    ledger = _loaded(home, visits, moment, progress)
    unwritten = None
    try:
        Following(home.sources).update({visit.before.url: visit.source for visit in visits})
    except StorageError as error:
        unwritten = str(error)
    return Round(visits, resting, ledger, len(asked) - len(visits), unwritten)


def _loaded(
    home: Home, visits: Sequence[Visit], moment: str, progress: Progress | None = None
) -> LoadReport:
    met = [InputDocument(one.source.url, one.document) for one in visits if one.document]
    return load_documents(home, met, moment, progress=progress) if met else LoadReport()


def summary(found: Round) -> str:
    """What came of it, in one sentence."""
    asked, news, added = len(found.visits), len(found.with_news), found.ledger.added
    if asked > NAMED and all(visit.source is visit.before for visit in found.visits):
        return f"None of {asked:,} could be reached; is this machine on line?"
    if added:
        words = f"{news:,} of {asked:,} had news: {count_label(added, 'item')} added"
    else:
        well = asked - len(found.problems)
        words = f"Nothing is new at {count_label(well, 'source')}" if asked else "Nothing was asked"
    parts = [words]
    if len(found.problems) > NAMED:
        parts.append(f"{len(found.problems):,} could not be had")
    else:
        parts += [f"{host_of(one.before.url)} {one.problem}" for one in found.problems]
    if found.ledger.skipped:
        parts.append(f"{len(found.ledger.skipped):,} could not be loaded")
    if found.resting:
        parts.append(f"{len(found.resting):,} left alone for now")
    if found.stopped:
        parts.append(f"stopped before {found.stopped:,} had answered")
    return " ".join([f"{'; '.join(parts)}.", *unnoted(found)])


def unnoted(found: Round) -> Iterator[str]:
    """What could not be written down, where that is so, and what it means."""
    if found.unwritten:
        yield f"{found.unwritten} So all of it is asked again the next time, and nothing repeated."


def state_of(source: Source) -> str:
    """How a source is: when it was asked last, and what came of it."""
    if source.gone:
        return "gone for good; it is asked no more"
    if source.problem:
        return f"{source.problem}; left alone until {shown(source.rest_until)}"
    if not source.checked:
        return "not asked yet"
    new = f", last new {source.changed[:10]}" if source.changed else ""
    return f"asked {shown(source.checked)}{new}"


def shown(moment: str) -> str:
    """A moment as people read it."""
    return f"{moment[:10]} {moment[11:16]} UTC"


# ------------------------------------------------------------------ follow
@dataclass(frozen=True, slots=True)
class Followed:
    """A source that is followed from now on, and what came of it."""

    found: Discovery
    source: Source
    ledger: LoadReport
    unwritten: str | None = None
    """Why it could not be noted; then it is not followed, though what it gives was loaded."""

    @property
    def unfollowed(self) -> str:
        """What is said where it could not be noted."""
        added = count_label(self.ledger.added, "item")
        return f"{added} added, but {self.found.url} is not followed: {self.unwritten}"

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is followed now, and what else could be."""
        name = f"“{self.source.title}”, " if self.source.title else ""
        kind = "the page itself, for it names no feed" if self.found.is_page else "a feed"
        said = [f"Now followed: {name}{self.found.url} ({kind})."]
        if self.found.others:
            others = count_label(len(self.found.others), "other feed")
            said.append(f"The page names {others}: {', '.join(self.found.others)}")
        return tuple(said)


def follow(
    home: Home, address: str, moment: str, *, page: bool = False, stop: Event | None = None
) -> Followed | None:
    """Follow the feed or page at an address, and load what is there now; None where it is already.

    Raises:
        FollowError: it is not followed, and why.
        StoreError: the archive cannot be written, or the list of sources be read; nothing was
            loaded.
    """
    if address.startswith(("/", "./", "../", "~")) or address.lower().endswith(".opml"):
        raise FollowError(f"There is no file {address}, and it is no address of the web.")
    following = Following(home.sources)
    known = {one.url for one in following.read()}
    try:
        found = discover(address, fetch=partial(fetch_all, stop=stop), page_itself=page)
    except AddressError as error:
        raise FollowError(f"{address} {error}.") from error
    visit = visited(Source(found.url, added=moment), replace(found.answer, moved=None), moment)
    if visit.problem:
        raise FollowError(f"{found.url} {visit.problem}; it is not followed.")
    if visit.source.url in known:
        return None
    ledger = _loaded(home, [visit], moment)
    try:
        following.add([visit.source])
    except StorageError as error:
        return Followed(found, visit.source, ledger, str(error))
    return Followed(found, visit.source, ledger)


def follow_list(home: Home, file: Path, moment: str) -> tuple[int, int]:
    """Follow what a list of feeds names: how many are new, how many cannot be. Nothing is asked.

    Raises:
        FollowError: it is no such list, or cannot be read.
        StoreError: the list of sources cannot be read or written.
    """
    try:
        sources, refused = read_opml(read_input_file(file))
    except OpmlError as error:
        raise FollowError(f"{file} {error}.") from error
    except UnreadableFileError as error:
        raise FollowError(f"{file} cannot be followed: {error}.") from error
    added = Following(home.sources).add([replace(one, added=moment) for one in sources])
    return len(added), refused
