"""The commands that fetch news: follow, refresh, recall."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from socitm_tui.cli.archive import AddCommand, UsageError
from socitm_tui.cli.output import print_error, print_lines
from socitm_tui.cli.progress_bar import progress_bar
from socitm_tui.model.clock import current_timestamp
from socitm_tui.model.labels import count_label
from socitm_tui.storage.home import Home

if TYPE_CHECKING:
    from socitm_tui.ingest.load_report import LoadReport
    from socitm_tui.web.subscriptions import Subscription, SubscriptionFile

RECALLED_COLLECTION: Final = "Recalled"
"""The collection of captures from a web archive."""
NOTHING_FOLLOWED: Final = "Nothing is followed yet. To follow a feed or page: socitm-tui follow URL"


def add_commands(add_command: AddCommand) -> None:
    """Add these commands and their options."""
    parser = add_command("follow", follow, "follow feeds and pages; without a URL, list them")
    parser.add_argument(
        "addresses", metavar="URL", nargs="*", help="a feed, a page, or a list of feeds (OPML)"
    )
    parser.add_argument("--page", action="store_true", help="the page, not the feed it names")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--remove", action="store_true", help="stop following these")
    mode.add_argument("--export", metavar="FILE", type=Path, help="write all subscriptions as OPML")

    parser = add_command("refresh", refresh, "fetch what is new at the subscriptions, and load it")
    parser.add_argument("addresses", metavar="URL", nargs="*", help="only these; else all")
    parser.add_argument(
        "--all", dest="insist", action="store_true", help="also subscriptions that are paused"
    )

    parser = add_command("recall", recall, "load old captures of a page from the Wayback Machine")
    parser.add_argument("address", metavar="URL", help="the page whose old captures are wanted")
    parser.add_argument("--from", dest="since", metavar="DATE", default="", help="2010, 2010-03")
    parser.add_argument("--to", dest="until", metavar="DATE", default="", help="the last of them")
    parser.add_argument("--limit", metavar="N", type=int, help="at most N, spread over the years")
    parser.add_argument("--archive", metavar="URL", help="another archive with CDX, such as pywb")


# ------------------------------------------------------------------ follow
def follow(home: Home, options: argparse.Namespace) -> None:
    """Follow feeds and pages, list the subscriptions, export them, or remove some."""
    from socitm_tui.web.subscriptions import SubscriptionFile

    subscription_file = SubscriptionFile(home.subscriptions)
    if options.export:
        _export_subscriptions(subscription_file, options.export)
    elif options.remove:
        _remove_subscriptions(subscription_file, options.addresses)
    elif options.addresses:
        for address in options.addresses:
            _follow_address(home, address, page=options.page)
    else:
        print_lines(
            [_subscription_line(subscription) for subscription in subscription_file.read()]
            or [NOTHING_FOLLOWED]
        )


def _subscription_line(subscription: Subscription) -> str:
    """A subscription in one line: address, title, status."""
    from socitm_tui.web.refresh import subscription_status

    title = f"{subscription.title}  " if subscription.title else ""
    return f"{subscription.url}  {title}({subscription_status(subscription)})"


def _export_subscriptions(subscription_file: SubscriptionFile, file: Path) -> None:
    from socitm_tui.storage.atomic import write_atomic
    from socitm_tui.web.opml import write_opml

    subscriptions = subscription_file.read()
    write_atomic(file, write_opml(subscriptions).encode())
    print_lines([f"{count_label(len(subscriptions), 'subscription')} written to {file}."])


def _remove_subscriptions(subscription_file: SubscriptionFile, addresses: Sequence[str]) -> None:
    if not addresses:
        raise UsageError("follow --remove needs a URL.")
    urls = list(_normalize_addresses(addresses))
    removed = {subscription.url for subscription in subscription_file.remove(urls)}
    print_lines(f"No longer followed: {url}. Its news stays in the archive." for url in removed)
    for url in {*urls} - removed:
        print_error(f"{url} is not followed.")


def _normalize_addresses(addresses: Sequence[str]) -> Iterator[str]:
    """The addresses in normal form; an error is printed for each that is invalid."""
    from socitm_tui.web.urls import AddressError, normalize_url

    for address in addresses:
        try:
            yield normalize_url(address)
        except AddressError as error:
            print_error(f"{address} {error}.")


def _follow_address(home: Home, address: str, *, page: bool) -> None:
    """Follow an address and load its news, or follow all feeds of an OPML file."""
    from socitm_tui.web.refresh import FollowError, follow_address

    try:
        if "://" not in address and Path(address).is_file():
            _follow_opml(home, Path(address))
            return
        with progress_bar() as progress:
            if progress:
                progress(0, 1, address)
            result = follow_address(home, address, current_timestamp(), page=page)
    except FollowError as error:
        print_error(str(error))
        return
    if result is None:
        print_lines([f"{address} is followed already. To fetch what is new: socitm-tui refresh"])
        return
    _print_report(result.report)
    if result.save_problem:
        print_error(result.unsaved_sentence)
    else:
        print_lines(result.sentences)
        if result.discovery.url.startswith("http:") and "://" not in address:
            print_lines(["It was asked without encryption (http), as https did not work."])


def _follow_opml(home: Home, file: Path) -> None:
    """Follow the feeds of an OPML file. Nothing is fetched yet."""
    from socitm_tui.web.refresh import follow_opml

    added_count, refused_count = follow_opml(home, file, current_timestamp())
    added = count_label(added_count, "subscription")
    print_lines([f"{added} of {file} now followed. To fetch: socitm-tui refresh"])
    if refused_count:
        refused = count_label(refused_count, "address", "addresses")
        print_error(f"{refused} of {file} cannot be followed.")


# ------------------------------------------------------------------ refresh
def refresh(home: Home, options: argparse.Namespace) -> None:
    """Fetch what is new at the subscriptions, and load it."""
    from socitm_tui.web.refresh import refresh_subscriptions, unsaved_warning
    from socitm_tui.web.subscriptions import SubscriptionFile

    subscriptions = SubscriptionFile(home.subscriptions).read()
    if options.addresses:
        subscriptions = _select_subscriptions(subscriptions, options.addresses)
    elif not subscriptions:
        print_lines([NOTHING_FOLLOWED])
        return
    with progress_bar() as progress:
        result = refresh_subscriptions(
            home, subscriptions, current_timestamp(), insist=options.insist, progress=progress
        )
    for visit in result.visits:
        if visit.problem:
            print_error(f"{visit.before.url} {visit.problem}.")
        elif visit.subscription.url != visit.before.url:
            print_lines([f"{visit.before.url} has moved for good to {visit.subscription.url}."])
    print_lines(map(_paused_line, result.paused))
    if result.visits and not result.report.lines and not result.failed:
        print_lines(["Nothing is new."])
    _print_report(result.report)
    print_error(*unsaved_warning(result))


def _select_subscriptions(
    subscriptions: Sequence[Subscription], addresses: Sequence[str]
) -> tuple[Subscription, ...]:
    """The subscriptions with these addresses; an error is printed for each that is not followed."""
    followed = {subscription.url for subscription in subscriptions}
    urls = set(_normalize_addresses(addresses))
    for url in sorted(urls - followed):
        print_error(f"{url} is not followed. To follow it: socitm-tui follow {url}")
    return tuple(subscription for subscription in subscriptions if subscription.url in urls)


def _paused_line(subscription: Subscription) -> str:
    from socitm_tui.web.refresh import utc_label

    if subscription.is_gone:
        return f"{subscription.url} is gone for good and is not fetched any more."
    until = utc_label(subscription.paused_until)
    return f"{subscription.url} is paused until {until}, as it {subscription.problem}."


def _print_report(report: LoadReport) -> None:
    """Print a line for each capture with news, and an error for each refused one."""
    from socitm_tui.cli.lines import refusal_sentences

    for line in report.lines:
        if line.status != "skipped":
            news = count_label(len(line.items), "new item") if line.items else "nothing new"
            doubt = f"  doubtful: {line.doubtful}" if line.doubtful else ""
            print_lines([f"{line.path}  {news}{doubt}"])
    print_error(*refusal_sentences(report))


# ------------------------------------------------------------------ recall
def recall(home: Home, options: argparse.Namespace) -> None:
    """Load old captures of a page from a web archive."""
    from socitm_tui.cli.lines import load_report_lines, refusal_sentences
    from socitm_tui.ingest.documents import InputDocument
    from socitm_tui.ingest.loader import load_documents
    from socitm_tui.web.urls import AddressError
    from socitm_tui.web.wayback import WAYBACK_URL, recall_snapshots

    archive_url = options.archive or WAYBACK_URL
    try:
        with progress_bar() as progress:
            result = recall_snapshots(
                options.address, options.since, options.until, archive_url=archive_url,
                max_count=options.limit, progress=progress,
            )  # fmt: skip
    except AddressError as error:
        print_error(f"{archive_url} {error}; nothing was loaded.")
        return
    except ValueError as error:
        print_error(f"{error}; nothing was loaded.")
        return
    print_error(*result.problems)
    if not result.documents:
        period = " in that time" if options.since or options.until else ""
        none = f"The archive holds no capture of {options.address}{period}."
        print_error("None of its captures could be fetched." if result.listed_count else none)
        return
    listed = count_label(result.listed_count, "distinct capture")
    verb = "holds" if result.repeated_count == 1 else "hold"
    repeated = f", {result.repeated_count:,} more {verb} the same bytes"
    more = repeated if result.repeated_count else ""
    print_lines([f"{len(result.documents):,} of {listed} fetched{more}."])
    documents = [
        InputDocument(
            f"{document.url} ({(document.seen or '')[:10]})",
            document,
            collection=RECALLED_COLLECTION,
        )
        for document in result.documents
    ]
    report = load_documents(home, documents, current_timestamp())
    print_lines(load_report_lines(report, dry_run=False, explain=False))
    print_error(*refusal_sentences(report))
