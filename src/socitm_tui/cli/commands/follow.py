"""The commands that fetch news: follow, refresh, recall."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from socitm_tui.cli.archive import AddCommand, UsageError
from socitm_tui.cli.output import print_error, print_lines
from socitm_tui.cli.progress_bar import progress_bar
from socitm_tui.model.clock import current_timestamp
from socitm_tui.model.labels import count_label
from socitm_tui.storage.home import Home

if TYPE_CHECKING:
    from socitm_tui.ingest.load_report import LoadReport
    from socitm_tui.web.sources import Source, SourceFile
NOTHING_FOLLOWED = "Nothing is followed yet. To follow a feed or page: socitm-tui follow URL"


def add_commands(command: AddCommand) -> None:
    """These commands and their options."""
    sub = command("follow", follow, "follow feeds and pages; without a URL, list them")
    sub.add_argument(
        "addresses", metavar="URL", nargs="*", help="a feed, a page, or a list of feeds (OPML)"
    )
    sub.add_argument("--page", action="store_true", help="the page, not the feed it names")
    way = sub.add_mutually_exclusive_group()
    way.add_argument("--remove", action="store_true", help="follow these no more")
    way.add_argument("--export", metavar="FILE", type=Path, help="write all as OPML")

    sub = command("refresh", refresh, "ask what is followed for what is new, and load it")
    sub.add_argument("addresses", metavar="URL", nargs="*", help="only these; else all")
    sub.add_argument(
        "--all", dest="insist", action="store_true", help="also those that are left alone"
    )

    sub = command("recall", recall, "load old captures of a page from the Wayback Machine")
    sub.add_argument("address", metavar="URL", help="the page whose old captures are wanted")
    sub.add_argument("--from", dest="since", metavar="DATE", default="", help="2010, 2010-03")
    sub.add_argument("--to", dest="until", metavar="DATE", default="", help="the last of them")
    sub.add_argument("--limit", metavar="N", type=int, help="at most N, spread over the years")
    sub.add_argument(
        "--archive", metavar="URL", help="another archive that speaks CDX, such as pywb"
    )


# ------------------------------------------------------------------ follow
def follow(home: Home, options: argparse.Namespace) -> None:
    """Follow feeds and pages, list what is followed, or follow it no more."""
    from socitm_tui.web.sources import SourceFile

    following = SourceFile(home.sources)
    if options.export:
        _export(following, options.export)
    elif options.remove:
        _remove(following, options.addresses)
    elif options.addresses:
        for one in options.addresses:
            _follow(home, one, page=options.page)
    else:
        print_lines([_listed(source) for source in following.read()] or [NOTHING_FOLLOWED])


def _listed(source: Source) -> str:
    """A line on a source: its address, its title, how it is."""
    from socitm_tui.web.refresh import source_status

    title = f"{source.title}  " if source.title else ""
    return f"{source.url}  {title}({source_status(source)})"


def _export(following: SourceFile, file: Path) -> None:
    from socitm_tui.storage.atomic import write_atomic
    from socitm_tui.web.opml import write_opml

    sources = following.read()
    write_atomic(file, write_opml(sources).encode())
    print_lines([f"{count_label(len(sources), 'source')} written to {file}."])


def _remove(following: SourceFile, addresses: Sequence[str]) -> None:
    if not addresses:
        raise UsageError("follow --remove needs a URL.")
    urls = list(_normal(addresses))
    removed = {source.url for source in following.remove(urls)}
    print_lines(f"No longer followed: {url}. What it gave stays." for url in removed)
    for url in {*urls} - removed:
        print_error(f"{url} is not followed.")


def _normal(addresses: Sequence[str]) -> Iterator[str]:
    """Addresses as they are kept; those that are none are complained of."""
    from socitm_tui.web.urls import AddressError, normalize_url

    for one in addresses:
        try:
            yield normalize_url(one)
        except AddressError as error:
            print_error(f"{one} {error}.")


def _follow(home: Home, address: str, *, page: bool) -> None:
    """Follow one address, or all that a list names; what is there now is loaded."""
    from socitm_tui.web.refresh import (
        FollowError,
        follow_address,
    )

    try:
        if "://" not in address and Path(address).is_file():
            _import(home, Path(address))
            return
        with progress_bar() as progress:
            if progress:
                progress(0, 1, address)
            followed = follow_address(home, address, current_timestamp(), page=page)
    except FollowError as error:
        print_error(str(error))
        return
    if followed is None:
        print_lines([f"{address} is followed already. To look for what is new: socitm-tui refresh"])
        return
    _tell(followed.report)
    if followed.save_problem:
        print_error(followed.unsaved_sentence)
    else:
        print_lines(followed.sentences)


def _import(home: Home, file: Path) -> None:
    """Follow what a list of feeds names. Nothing is fetched yet."""
    from socitm_tui.web.refresh import (
        follow_opml,
    )

    added, refused = follow_opml(home, file, current_timestamp())
    print_lines(
        [f"{count_label(added, 'source')} of {file} now followed. To fetch: socitm-tui refresh"]
    )
    if refused:
        print_error(f"{count_label(refused, 'address', 'addresses')} of {file} cannot be followed.")


# ------------------------------------------------------------------ refresh
def refresh(home: Home, options: argparse.Namespace) -> None:
    """Ask what is followed for what is new, and load it."""
    from socitm_tui.web.refresh import (
        refresh_sources,
        unsaved_warning,
    )
    from socitm_tui.web.sources import SourceFile

    sources = SourceFile(home.sources).read()
    if options.addresses:
        sources = _named(sources, options.addresses)
    elif not sources:
        print_lines([NOTHING_FOLLOWED])
        return
    with progress_bar() as progress:
        found = refresh_sources(
            home, sources, current_timestamp(), insist=options.insist, progress=progress
        )
    for visit in found.visits:
        if visit.problem:
            print_error(f"{visit.before.url} {visit.problem}.")
        elif visit.source.url != visit.before.url:
            print_lines([f"{visit.before.url} has moved for good to {visit.source.url}."])
    print_lines(_left_alone(one) for one in found.paused)
    if found.visits and not found.report.lines and not found.failed:
        print_lines(["Nothing is new."])
    _tell(found.report)
    print_error(*unsaved_warning(found))


def _named(sources: Sequence[Source], addresses: Sequence[str]) -> tuple[Source, ...]:
    """The sources of some addresses; those that are not followed are complained of."""
    followed = {source.url for source in sources}
    wanted = set()
    for url in _normal(addresses):
        wanted.add(url)
        if url not in followed:
            print_error(f"{url} is not followed. To follow it: socitm-tui follow {url}")
    return tuple(source for source in sources if source.url in wanted)


def _left_alone(source: Source) -> str:
    from socitm_tui.web.refresh import utc_label

    if source.is_gone:
        return f"{source.url} is gone for good and is asked no more."
    until = utc_label(source.paused_until)
    return f"{source.url} is left alone until {until}, for it {source.problem}."


def _tell(ledger: LoadReport) -> None:
    """Say what came of loading."""
    from socitm_tui.cli.lines import refusal_sentences

    print_lines(_sums(ledger))
    print_error(*refusal_sentences(ledger))


def _sums(ledger: LoadReport) -> Iterable[str]:
    """A line for each capture with what is new in it."""
    for line in ledger.lines:
        if line.status != "skipped":
            new = f"{count_label(len(line.items), 'new item')}" if line.items else "nothing new"
            more = f"  doubtful: {line.doubtful}" if line.doubtful else ""
            yield f"{line.path}  {new}{more}"


# ------------------------------------------------------------------ recall
def recall(home: Home, options: argparse.Namespace) -> None:
    """Load the old captures of a page out of an archive of the web."""
    from socitm_tui.cli.lines import load_report_lines, refusal_sentences
    from socitm_tui.ingest.documents import InputDocument
    from socitm_tui.ingest.loader import load_documents
    from socitm_tui.web.urls import AddressError
    from socitm_tui.web.wayback import WAYBACK_URL
    from socitm_tui.web.wayback import recall_snapshots as recalled

    try:
        with progress_bar() as progress:
            found = recalled(
                options.address, options.since, options.until,
                archive_url=options.archive or WAYBACK_URL, max_count=options.limit,
                progress=progress,
            )  # fmt: skip
    except AddressError as error:
        print_error(f"{options.archive or WAYBACK_URL} {error}; nothing was loaded.")
        return
    except ValueError as error:
        print_error(f"{error}; nothing was loaded.")
        return
    print_error(*found.problems)
    if not found.documents:
        within = " in that time" if options.since or options.until else ""
        none = f"The archive holds no capture of {options.address}{within}."
        print_error(none if not found.listed_count else "None of its captures could be had.")
        return
    taken = len(found.documents)
    holds = "holds" if found.repeated_count == 1 else "hold"
    repeated = (
        f", {found.repeated_count:,} more {holds} the same bytes" if found.repeated_count else ""
    )
    print_lines(
        [f"{taken:,} of {count_label(found.listed_count, 'distinct capture')} fetched{repeated}."]
    )
    met = [InputDocument(_where(one.url, one.seen), one) for one in found.documents]
    ledger = load_documents(home, met, current_timestamp())
    print_lines(load_report_lines(ledger, dry_run=False, explain=False))
    print_error(*refusal_sentences(ledger))


def _where(url: str | None, seen: str | None) -> str:
    return f"{url} ({(seen or '')[:10]})"
