"""The commands that fetch news: follow, refresh, recall."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from socitm_tui.paths import Home
from socitm_tui.present import counted
from socitm_tui.printing import complain, say
from socitm_tui.upkeep import moment

if TYPE_CHECKING:
    from socitm_tui.loader import Ledger
    from socitm_tui.progress import Progress
    from socitm_tui.web.following import Following, Source
    from socitm_tui.web.visiting import Discovery, Visit

WELL, REFUSED = 0, 1
Bar = Callable[[], "AbstractContextManager[Progress | None]"]
"""Opens a progress bar for as long as something takes."""


def add_arguments(name: str, sub: argparse.ArgumentParser) -> None:
    """The options of one of these commands."""
    if name == "follow":
        sub.add_argument(
            "addresses", metavar="URL", nargs="*", help="a feed, a page, or a list of feeds (OPML)"
        )
        sub.add_argument("--page", action="store_true", help="the page, not the feed it names")
        way = sub.add_mutually_exclusive_group()
        way.add_argument("--remove", action="store_true", help="follow these no more")
        way.add_argument("--export", metavar="FILE", type=Path, help="write all as OPML")
    elif name == "refresh":
        sub.add_argument("addresses", metavar="URL", nargs="*", help="only these; else all")
        sub.add_argument(
            "--all", dest="insist", action="store_true", help="also those that are left alone"
        )
    elif name == "recall":
        sub.add_argument("address", metavar="URL", help="the page whose old captures are wanted")
        sub.add_argument("--from", dest="since", metavar="DATE", default="", help="2010, 2010-03")
        sub.add_argument("--to", dest="until", metavar="DATE", default="", help="the last of them")
        sub.add_argument("--limit", metavar="N", type=int, help="at most N, spread over the years")
        sub.add_argument(
            "--archive", metavar="URL", help="another archive that speaks CDX, such as pywb"
        )


# ------------------------------------------------------------------ follow
def follow(home: Home, options: argparse.Namespace, bar: Bar) -> int:
    """Follow feeds and pages, list what is followed, or follow it no more."""
    from socitm_tui.web.following import Following

    following = Following(home.following)
    if options.export:
        return _export(following, options.export)
    if options.remove:
        return _remove(following, options.addresses)
    if not options.addresses:
        say(_listed(source) for source in following.read())
        return WELL
    return max(_followed(home, following, one, bar, page=options.page) for one in options.addresses)


def _listed(source: Source) -> str:
    """A line on a source: its address, its title, how it is."""
    state = f"checked {source.checked[:10]}" if source.checked else "not asked yet"
    if source.gone:
        state = "gone for good; it is asked no more"
    elif source.problem:
        state = f"it {source.problem}; left alone until {_when(source.rest_until)}"
    return f"{source.url}  {source.title}  ({state})".replace("    ", "  ")


def _when(written: str) -> str:
    return f"{written[:10]} {written[11:16]} UTC"


def _export(following: Following, file: Path) -> int:
    from socitm_tui.store import write_safely
    from socitm_tui.web.opml import write_opml

    sources = following.read()
    write_safely(file, write_opml(sources).encode())
    say([f"{counted(len(sources), 'source')} written to {file}."])
    return WELL


def _remove(following: Following, addresses: Sequence[str]) -> int:
    from socitm_tui.web.addresses import AddressError, normal

    wanted: dict[str, str] = {}
    for one in addresses:
        try:
            wanted[normal(one)] = one
        except AddressError as error:
            complain(f"{one} {error}.")
    removed = {source.url for source in following.remove(list(wanted))}
    say(f"No longer followed: {url}. What it gave stays." for url in removed)
    for url in wanted.keys() - removed:
        complain(f"{url} is not followed.")
    return WELL if len(removed) == len(addresses) > 0 else REFUSED


def _followed(home: Home, following: Following, address: str, bar: Bar, *, page: bool) -> int:
    """Follow one address, or all that a list names; what is there now is loaded."""
    from socitm_tui.web.addresses import AddressError
    from socitm_tui.web.following import Source
    from socitm_tui.web.visiting import discover, visited

    if "://" not in address and Path(address).is_file():
        return _import(following, Path(address))
    try:
        with bar() as progress:
            if progress:
                progress(0, 1, address)
            found = discover(address, page_itself=page)
    except AddressError as error:
        complain(f"{address} {error}.")
        return REFUSED
    now = moment()
    visit = visited(Source(found.url, added=now), replace(found.answer, moved=None), now)
    if visit.problem:
        complain(f"{found.url} {visit.problem}; it is not followed.")
        return REFUSED
    if visit.source.url in {one.url for one in following.read()}:
        say([f"{found.url} is followed already. To look for what is new: socitm-tui refresh"])
        return WELL
    status = _loaded(home, [visit], now)
    following.add([visit.source])
    say(_discovered(found, visit))
    return status


def _discovered(found: Discovery, visit: Visit) -> Iterable[str]:
    name = f"“{visit.source.title}”, " if visit.source.title else ""
    kind = "the page itself, for it names no feed" if found.is_page else "a feed"
    yield f"Now followed: {name}{found.url} ({kind})."
    if found.others:
        others = counted(len(found.others), "other feed")
        yield f"The page names {others}: {', '.join(found.others)}"


def _import(following: Following, file: Path) -> int:
    """Follow what a list of feeds names. Nothing is fetched yet."""
    from socitm_tui import files
    from socitm_tui.web.opml import OpmlError, read_opml

    try:
        sources, refused = read_opml(files.read(file))
    except (OpmlError, files.UnreadableError) as error:
        complain(f"{file}: {error}.")
        return REFUSED
    now = moment()
    added = following.add([replace(source, added=now) for source in sources])
    say([f"{counted(len(added), 'source')} of {file} now followed. To fetch: socitm-tui refresh"])
    if refused:
        complain(f"{counted(refused, 'address', 'addresses')} of {file} cannot be followed.")
    return REFUSED if refused else WELL


# ------------------------------------------------------------------ refresh
def refresh(home: Home, options: argparse.Namespace, bar: Bar) -> int:
    """Ask what is followed for what is new, and load it."""
    from socitm_tui.web.addresses import AddressError, normal
    from socitm_tui.web.following import Following
    from socitm_tui.web.visiting import refreshed

    following, now = Following(home.following), moment()
    sources = following.read()
    status = WELL
    if options.addresses:
        wanted = set()
        for one in options.addresses:
            try:
                wanted.add(normal(one))
            except AddressError as error:
                complain(f"{one} {error}.")
        for url in wanted - {source.url for source in sources}:
            complain(f"{url} is not followed. To follow it: socitm-tui follow {url}")
            status = REFUSED
        sources = tuple(source for source in sources if source.url in wanted)
    resting = [one for one in sources if one.is_resting(now) and not options.insist]
    asked = [one for one in sources if one not in resting]
    if not asked and not resting and status == WELL:
        say(["Nothing is followed yet. To follow a feed or page: socitm-tui follow URL"])
        return WELL
    with bar() as progress:
        visits = refreshed(asked, now, progress=progress)
    for visit in visits:
        if visit.problem:
            complain(f"{visit.before.url} {visit.problem}.")
        elif visit.source.url != visit.before.url:
            say([f"{visit.before.url} has moved for good to {visit.source.url}."])
    say(_left_alone(one) for one in resting)
    loaded = _loaded(home, visits, now)
    following.update({visit.before.url: visit.source for visit in visits})
    return max(status, loaded, *(REFUSED if visit.problem else WELL for visit in visits), WELL)


def _left_alone(source: Source) -> str:
    if source.gone:
        return f"{source.url} is gone for good and is asked no more."
    until = _when(source.rest_until)
    return f"{source.url} is left alone until {until}, for it {source.problem}."


def _loaded(home: Home, visits: Sequence[Visit], now: str) -> int:
    """Load what visits brought, and say what came of it."""
    from socitm_tui import documents, loader, shell

    met = [documents.Met(one.source.url, one.document) for one in visits if one.document]
    if not met:
        if visits and not any(one.problem for one in visits):
            say(["Nothing is new."])
        return WELL
    ledger = loader.load_documents(home, met, now)
    say(_sums(ledger))
    for sentence in shell.refusals(ledger):
        complain(sentence)
    return REFUSED if ledger.skipped else WELL


def _sums(ledger: Ledger) -> Iterable[str]:
    """A line for each capture with what is new in it."""
    for line in ledger.lines:
        if line.status != "skipped":
            new = f"{counted(len(line.items), 'new item')}" if line.items else "nothing new"
            more = f"  doubtful: {line.doubtful}" if line.doubtful else ""
            yield f"{line.path}  {new}{more}"


# ------------------------------------------------------------------ recall
def recall(home: Home, options: argparse.Namespace, bar: Bar) -> int:
    """Load the old captures of a page out of an archive of the web."""
    from socitm_tui import documents, loader, shell
    from socitm_tui.web.addresses import AddressError
    from socitm_tui.web.visiting import recall as recalled
    from socitm_tui.web.wayback import WAYBACK

    try:
        with bar() as progress:
            found = recalled(
                options.address, options.since, options.until,
                archive=options.archive or WAYBACK, number=options.limit, progress=progress,
            )  # fmt: skip
    except AddressError as error:
        complain(f"{options.archive or WAYBACK} {error}; nothing was loaded.")
        return REFUSED
    except ValueError as error:
        complain(f"{error}; nothing was loaded.")
        return REFUSED
    for sentence in found.problems:
        complain(sentence)
    if not found.documents:
        complain(f"No capture of {options.address} could be had from the archive.")
        return REFUSED
    taken = len(found.documents)
    repeated = f", {found.repeated:,} more hold the same bytes" if found.repeated else ""
    say([f"{taken:,} of {counted(found.listed, 'distinct capture')} fetched{repeated}."])
    met = [documents.Met(_where(one.url, one.seen), one) for one in found.documents]
    ledger = loader.load_documents(home, met, moment())
    say(shell.ledger_lines(ledger, dry_run=False, explain=False))
    for sentence in shell.refusals(ledger):
        complain(sentence)
    return REFUSED if found.problems or ledger.skipped else WELL


def _where(url: str | None, seen: str | None) -> str:
    return f"{url} ({(seen or '')[:10]})"
