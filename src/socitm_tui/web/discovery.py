"""Finds the feed at an address, and decides what the response of a subscription means.

Fetching is a parameter, so that all of this can be tested without a network or a home.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from socitm_tui.model.progress import Progress
from socitm_tui.model.text import clean_line
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    RefusedError,
    decode_markup,
    feed,
    jsonfeed,
)
from socitm_tui.parsing.formats.charset import needed_charset
from socitm_tui.parsing.formats.html_tokens import attributes, inline, one_line, tokens, unescape
from socitm_tui.parsing.formats.subprocess_reader import parse_in_subprocess
from socitm_tui.web.http import (
    ENCRYPTION_PROBLEM,
    FetchLimits,
    FetchRequest,
    FetchResult,
    fetch_all,
)
from socitm_tui.web.subscriptions import Subscription, updated_subscription
from socitm_tui.web.urls import AddressError, UnreachableError, normalize_url, url_host

FEED_TYPES: Final = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
})  # fmt: skip
MAX_FEED_LINKS: Final = 20
MAX_HEAD_CHARACTERS: Final = 1_000_000
"""Feed links are searched in so much of a page."""
STOPPED_PROBLEM: Final = "was not waited for"

Fetcher = Callable[
    [Sequence[FetchRequest], FetchLimits | None, Progress | None], tuple[FetchResult, ...]
]


# ------------------------------------------------------------------ subscriptions
@dataclass(frozen=True, slots=True)
class Visit:
    """The outcome of fetching one subscription."""

    before: Subscription
    subscription: Subscription
    """The subscription to be stored from now on."""
    document: Document | None = None
    """The news to be loaded, if there is any."""
    parsed: ParseResult | None = None
    """The parse result of the document, so that loading need not parse it again."""
    problem: str | None = None
    """Completes the sentence “URL …”."""


def visit_subscriptions(
    subscriptions: Sequence[Subscription],
    now: str,
    limits: FetchLimits | None = None,
    progress: Progress | None = None,
    fetch: Fetcher = fetch_all,
) -> tuple[Visit, ...]:
    """Fetch each subscription and interpret the result; those not waited for are left out.

    If no server at all could be reached, the fault is in this machine's network: no subscription
    is paused for it.
    """
    requests = [
        FetchRequest(
            subscription.url, subscription.etag, subscription.modified, subscription.is_user_given
        )
        for subscription in subscriptions
    ]
    pairs = [
        (subscription, result)
        for subscription, result in zip(
            subscriptions, fetch(requests, limits, progress), strict=True
        )
        if result.outcome != "stopped"
    ]
    if pairs and not any(result.is_reached for _, result in pairs):
        return tuple(
            Visit(subscription, subscription, problem=result.problem)
            for subscription, result in pairs
        )
    return tuple(_interpret_safely(subscription, result, now) for subscription, result in pairs)


def _interpret_safely(subscription: Subscription, result: FetchResult, now: str) -> Visit:
    """As `interpret_result`; an error in one document does not fail the other subscriptions."""
    try:
        return interpret_result(subscription, result, now)
    except Exception as error:
        problem = f"gave something that cannot be read ({type(error).__name__})"
        return _failed_visit(subscription, replace(result, new_url=None), problem, now)


def interpret_result(subscription: Subscription, result: FetchResult, now: str) -> Visit:
    """A visit with news to load, without news, or with a problem."""
    if result.outcome != "fetched":
        return Visit(
            subscription,
            updated_subscription(subscription, result, None, now),
            problem=result.problem,
        )
    sha256 = hashlib.sha256(result.data).hexdigest()
    if sha256 == subscription.sha256:
        return Visit(subscription, updated_subscription(subscription, result, sha256, now))
    document = make_document(result.url, result.data, now, result.content_type, result.charset)
    try:
        parsed = parse_in_subprocess(document)
    except RefusedError as error:
        problem = f"gave something that cannot be loaded: {error}"
        return _failed_visit(subscription, result, problem, now)
    updated = updated_subscription(subscription, result, sha256, now)
    news_sha256 = _hash_news(parsed)
    # only a clock or the date of the feed itself changed
    if news_sha256 == subscription.news_sha256:
        return Visit(subscription, replace(updated, changed=subscription.changed))
    title = subscription.title or parsed.publisher or _page_title(document)
    updated = replace(updated, news_sha256=news_sha256, title=title)
    return Visit(subscription, updated, document, parsed)


def _failed_visit(subscription: Subscription, result: FetchResult, problem: str, now: str) -> Visit:
    failed = replace(result, outcome="failed", problem=problem)
    return Visit(
        subscription, updated_subscription(subscription, failed, None, now), problem=problem
    )


def _hash_news(parsed: ParseResult) -> str:
    """The SHA-256 of the items in a document."""
    news = [
        (
            draft.identity, draft.title, draft.body, draft.url,
            draft.date and (draft.date.value, draft.date.time),
        )
        for draft in parsed.drafts
    ]  # fmt: skip
    return hashlib.sha256(repr(news).encode("utf-8", "backslashreplace")).hexdigest()


def make_document(
    url: str, data: bytes, seen: str, content_type: str = "", charset: str | None = None
) -> Document:
    """A fetched document, named after its address; the name of JSON ends with `.json`.

    Args:
        url: Where it was fetched.
        data: Its bytes.
        seen: When it was captured, ISO 8601 in UTC; "" if that does not matter.
        content_type: As the server named it.
        charset: The encoding that the server named.
    """
    parts = urlsplit(url)
    last = PurePosixPath(clean_line(unquote(parts.path))).name
    name = f"{parts.netloc} {last}".strip()[:120]
    if "json" in content_type and not name.lower().endswith(".json"):
        name += ".json"
    return Document(name, data, url=url, seen=seen, charset=needed_charset(data, charset))


def _page_title(document: Document) -> str:
    try:
        page = decode_markup(document.data[:200_000], document.charset).text
    except RefusedError:
        return ""
    titles = (token.value for token in tokens(page) if (token.kind, token.rest) == ("raw", "title"))
    return inline(unescape(next(titles, "")))[:200]


# ------------------------------------------------------------------ new subscriptions
@dataclass(frozen=True, slots=True)
class Discovery:
    """What can be followed at an address."""

    url: str
    result: FetchResult
    other_feeds: tuple[str, ...] = ()
    """Further feeds that the page links to."""
    is_page: bool = False
    """No feed was found: the page itself is followed."""


def discover_feed(
    address: str,
    limits: FetchLimits | None = None,
    fetch: Fetcher = fetch_all,
    *,
    page_itself: bool = False,
) -> Discovery:
    """The feed at an address, else the first feed that its page links to, else the page.

    Raises:
        AddressError: the address is invalid, or its response cannot be followed.
    """
    url = normalize_url(address)
    result = fetch_document(FetchRequest(url), limits, fetch)
    if _is_feed(result.final_url, result):
        return Discovery(result.new_url or url, result)
    links = () if page_itself else tuple(_find_feed_links(result))
    for link in links:
        try:
            request = FetchRequest(link, allow_private=url_host(link) == url_host(url))
            linked = fetch_document(request, limits, fetch)
        except AddressError as error:
            if str(error) == STOPPED_PROBLEM:
                raise
            continue
        if _is_feed(link, linked):
            others = tuple(other for other in links if other != link)
            return Discovery(linked.new_url or link, linked, others)
    return Discovery(result.new_url or url, result, is_page=True)


def _is_feed(url: str, result: FetchResult) -> bool:
    document = make_document(url, result.data, "")
    return feed.recognises(document) or jsonfeed.recognises(document)


def fetch_document(
    request: FetchRequest, limits: FetchLimits | None, fetch: Fetcher
) -> FetchResult:
    """The result of a request that succeeded.

    Raises:
        AddressError: it failed.
    """
    (result,) = fetch([request], limits, None)
    if result.outcome == "stopped":
        raise AddressError(STOPPED_PROBLEM)
    if not result.is_reached or result.problem == ENCRYPTION_PROBLEM:
        raise UnreachableError(result.problem or "cannot be reached")
    if result.outcome != "fetched":
        raise AddressError(result.problem or "gave no answer")
    return result


def _find_feed_links(result: FetchResult) -> Iterator[str]:
    """The distinct web addresses of the feeds that a page links to in its head."""
    try:
        page = decode_markup(result.data, result.charset).text
    except RefusedError:
        return
    links: set[str] = set()
    for token in tokens(page[:MAX_HEAD_CHARACTERS]):
        if token.kind != "start" or token.value != "link":
            continue
        values = attributes(token.rest)
        media_type = values.get("type", "").split(";")[0].strip().lower()
        is_alternate = "alternate" in values.get("rel", "").lower().split()
        if not is_alternate or media_type not in FEED_TYPES:
            continue
        try:
            url = normalize_url(urljoin(result.final_url, one_line(values.get("href", ""))))
        except (AddressError, ValueError):
            continue
        if url not in links and len(links) < MAX_FEED_LINKS and "/comments/" not in url:
            links.add(url)
            yield url
