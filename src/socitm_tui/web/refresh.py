"""Follows and refreshes subscriptions: fetches them, loads their news, and stores their new state.

Commands and screens both call this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Final

from socitm_tui.ingest.documents import InputDocument
from socitm_tui.ingest.input_files import UnreadableFileError, read_input_file
from socitm_tui.ingest.load_report import LoadReport, ReportLine
from socitm_tui.ingest.loader import load_documents
from socitm_tui.model.labels import count_label
from socitm_tui.model.progress import Progress
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.web.discovery import (
    Discovery,
    Visit,
    discover_feed,
    interpret_result,
    visit_subscriptions,
)
from socitm_tui.web.http import fetch_all
from socitm_tui.web.opml import OpmlError, read_opml
from socitm_tui.web.subscriptions import Subscription, SubscriptionFile
from socitm_tui.web.urls import AddressError, UnreachableError, url_host

FOLLOWED_COLLECTION: Final = "Followed"
"""The collection of the captures of subscriptions."""
MAX_NAMED_PROBLEMS: Final = 2
"""Failed subscriptions that the summary names; if there are more, it gives their number."""


class FollowError(Exception):
    """An address that cannot be followed; the message is a sentence."""


# ------------------------------------------------------------------ refresh
@dataclass(frozen=True, slots=True)
class RefreshResult:
    """The outcome of refreshing some subscriptions."""

    visits: tuple[Visit, ...] = ()
    """The subscriptions that were fetched."""
    paused: tuple[Subscription, ...] = ()
    """The subscriptions that were not fetched because they are paused or gone."""
    report: LoadReport = field(default_factory=LoadReport)
    stopped_count: int = 0
    """Subscriptions without a result when the user stopped the refresh."""
    save_problem: str | None = None
    """Why the new state of the subscriptions could not be stored."""

    @property
    def failed(self) -> tuple[Visit, ...]:
        """The visits with a problem."""
        return tuple(visit for visit in self.visits if visit.problem)

    @property
    def news_lines(self) -> tuple[ReportLine, ...]:
        """The lines of the load report that have new items."""
        return tuple(line for line in self.report.lines if line.status == "loaded" and line.items)


def refresh_subscriptions(
    home: Home,
    subscriptions: Iterable[Subscription],
    now: str,
    *,
    insist: bool = False,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> RefreshResult:
    """Fetch subscriptions, load their news, and store their new state.

    Args:
        home: The home with the archive and the subscriptions.
        subscriptions: The subscriptions to refresh.
        now: ISO 8601 in UTC.
        insist: Fetch paused subscriptions as well.
        progress: Called after each response, then during the load.
        stop: Another thread sets it to end the refresh early.

    Raises:
        StorageError: the archive cannot be read or written; nothing was loaded.
    """
    subscriptions = tuple(subscriptions)
    paused = tuple(
        subscription for subscription in subscriptions if subscription.is_paused(now) and not insist
    )
    due = [subscription for subscription in subscriptions if subscription not in paused]
    visits = visit_subscriptions(due, now, progress=progress, fetch=partial(fetch_all, stop=stop))
    report = _load_news(home, visits, now, progress)
    save_problem = None
    try:
        SubscriptionFile(home.subscriptions).update(
            {visit.before.url: visit.subscription for visit in visits}
        )
    except StorageError as error:
        save_problem = str(error)
    return RefreshResult(visits, paused, report, len(due) - len(visits), save_problem)


def _load_news(
    home: Home, visits: Sequence[Visit], now: str, progress: Progress | None = None
) -> LoadReport:
    documents = [
        InputDocument(
            visit.subscription.url,
            visit.document,
            parsed=visit.parsed,
            collection=FOLLOWED_COLLECTION,
        )
        for visit in visits
        if visit.document
    ]
    if not documents:
        return LoadReport()
    return load_documents(home, documents, now, progress=progress)


def refresh_summary(result: RefreshResult) -> str:
    """The outcome of a refresh in one sentence."""
    visit_count, news_count = len(result.visits), len(result.news_lines)
    added, failed = result.report.added, result.failed
    is_offline = all(visit.subscription is visit.before for visit in result.visits)
    if visit_count > MAX_NAMED_PROBLEMS and is_offline:
        return f"None of {visit_count:,} could be reached; is this machine online?"
    if added:
        words = f"{news_count:,} of {visit_count:,} had news: {count_label(added, 'item')} added"
    elif visit_count:
        words = f"Nothing is new at {count_label(visit_count - len(failed), 'subscription')}"
    else:
        words = "Nothing was fetched"
    parts = [words]
    if len(failed) > MAX_NAMED_PROBLEMS:
        parts.append(f"{len(failed):,} could not be fetched")
    else:
        parts += [f"{url_host(visit.before.url)} {visit.problem}" for visit in failed]
    if result.report.skipped:
        parts.append(f"{len(result.report.skipped):,} could not be loaded")
    if result.paused:
        parts.append(f"{len(result.paused):,} paused for now")
    if result.stopped_count:
        parts.append(f"stopped before {result.stopped_count:,} had answered")
    return " ".join([f"{'; '.join(parts)}.", *unsaved_warning(result)])


def unsaved_warning(result: RefreshResult) -> Iterator[str]:
    """A sentence if the new state of the subscriptions could not be stored."""
    if result.save_problem:
        again = "So all of it is fetched again the next time, and no item is repeated."
        yield f"{result.save_problem} {again}"


def subscription_status(subscription: Subscription) -> str:
    """When a subscription was last fetched and with which outcome, in words."""
    if subscription.is_gone:
        return "gone for good; it is not fetched any more"
    if subscription.problem:
        return f"{subscription.problem}; paused until {utc_label(subscription.paused_until)}"
    if not subscription.checked:
        return "not fetched yet"
    news = f", last new {subscription.changed[:10]}" if subscription.changed else ""
    return f"fetched {utc_label(subscription.checked)}{news}"


def utc_label(timestamp: str) -> str:
    """A timestamp for people: `2024-05-01 12:30 UTC`."""
    return f"{timestamp[:10]} {timestamp[11:16]} UTC"


# ------------------------------------------------------------------ follow
@dataclass(frozen=True, slots=True)
class FollowResult:
    """A new subscription, with the report of its first load."""

    discovery: Discovery
    subscription: Subscription
    report: LoadReport
    save_problem: str | None = None
    """Why the subscription could not be stored; its news was loaded all the same."""

    @property
    def unsaved_sentence(self) -> str:
        """The sentence for a subscription that could not be stored."""
        added = count_label(self.report.added, "item")
        return f"{added} added, but {self.discovery.url} is not followed: {self.save_problem}"

    @property
    def sentences(self) -> tuple[str, ...]:
        """The subscription, and the other feeds that its page links to."""
        name = f"“{self.subscription.title}”, " if self.subscription.title else ""
        is_page = self.discovery.is_page
        kind = "the page itself, for it names no feed" if is_page else "a feed"
        sentences = [f"Now followed: {name}{self.discovery.url} ({kind})."]
        if others := self.discovery.other_feeds:
            label = count_label(len(others), "other feed")
            sentences.append(f"The page names {label}: {', '.join(others)}")
        return tuple(sentences)


def follow_address(
    home: Home, address: str, now: str, *, page: bool = False, stop: Event | None = None
) -> FollowResult | None:
    """Follow the feed or page at an address and load its news; None if it is followed already.

    Raises:
        FollowError: it cannot be followed.
        StorageError: the archive cannot be written or the subscriptions cannot be read; nothing was
            loaded.
    """
    if address.startswith(("/", "./", "../", "~")) or address.lower().endswith(".opml"):
        raise FollowError(f"There is no file {address}, and it is no address of the web.")
    subscription_file = SubscriptionFile(home.subscriptions)
    followed = {subscription.url for subscription in subscription_file.read()}
    discovery = _discover(address, stop=stop, page=page)
    subscription = Subscription(discovery.url, added=now)
    visit = interpret_result(subscription, replace(discovery.result, new_url=None), now)
    if visit.problem:
        raise FollowError(f"{discovery.url} {visit.problem}; it is not followed.")
    if visit.subscription.url in followed:
        return None
    report = _load_news(home, [visit], now)
    try:
        subscription_file.add([visit.subscription])
    except StorageError as error:
        return FollowResult(discovery, visit.subscription, report, str(error))
    return FollowResult(discovery, visit.subscription, report)


def _discover(address: str, *, stop: Event | None, page: bool) -> Discovery:
    """What can be followed at an address; one without a scheme is tried with https, then http.

    Raises:
        FollowError: Nothing can be followed there.
    """
    fetch = partial(fetch_all, stop=stop)
    try:
        return discover_feed(address, fetch=fetch, page_itself=page)
    except UnreachableError as error:
        if "://" in address:
            raise FollowError(f"{address} {error}.") from error
        problem = str(error)
    except AddressError as error:
        raise FollowError(f"{address} {error}.") from error
    try:
        return discover_feed(f"http://{address}", fetch=fetch, page_itself=page)
    except AddressError as error:
        tried = f"https://{address} {problem}, and http://{address} {error}."
        raise FollowError(tried) from error


def follow_opml(home: Home, file: Path, now: str) -> tuple[int, int]:
    """Follow the feeds of an OPML file without fetching them; the counts of new and refused ones.

    Raises:
        FollowError: it is not OPML, or cannot be read.
        StorageError: the subscriptions cannot be read or written.
    """
    try:
        subscriptions, refused_count = read_opml(read_input_file(file))
    except OpmlError as error:
        raise FollowError(f"{file} {error}.") from error
    except UnreadableFileError as error:
        raise FollowError(f"{file} cannot be followed: {error}.") from error
    added = SubscriptionFile(home.subscriptions).add(
        [replace(subscription, added=now) for subscription in subscriptions]
    )
    return len(added), refused_count
