"""Following, refreshing and recalling: what is asked, and what of the answers is loaded.

Loading is given as a function, so that all of this is decided without a home or a network.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from socitm_tui.model.progress import Progress
from socitm_tui.model.text import clean_line
from socitm_tui.parsing.formats import Cut, Document, RefusedError
from socitm_tui.parsing.formats import subprocess_reader as apart
from socitm_tui.parsing.formats.charset import needed
from socitm_tui.parsing.formats.feed import recognises as is_feed
from socitm_tui.parsing.formats.html_decode import decode_page
from socitm_tui.parsing.formats.html_tokens import attributes, inline, one_line, tokens, unescape
from socitm_tui.parsing.formats.jsonfeed import recognises as is_json_feed
from socitm_tui.web import wayback
from socitm_tui.web.http import fetch_all
from socitm_tui.web.responses import Answer, Asked, Limits
from socitm_tui.web.sources import Source, after
from socitm_tui.web.urls import AddressError, host_of, normal

FEED_TYPES: Final = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
})  # fmt: skip
PATIENCE: Final = 60  # seconds that an archive may ask us to wait before we ask once more

Fetch = Callable[[Sequence[Asked], Limits | None, Progress | None], tuple[Answer, ...]]

STOPPED = "was not waited for"


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of asking one source."""

    before: Source
    source: Source
    """As it is to be remembered."""
    document: Document | None = None
    """What is new there, to be loaded."""
    problem: str | None = None
    """What completes “URL …”."""


# ------------------------------------------------------------------ refresh
def refreshed(
    sources: Sequence[Source],
    moment: str,
    limits: Limits | None = None,
    progress: Progress | None = None,
    fetch: Fetch = fetch_all,
) -> tuple[Visit, ...]:
    """What came of asking each source for what is new since it was asked last.

    Those that were not waited for are left out. Where no machine could be reached at all, that says
    something of this one: nobody is left alone for it.
    """
    answers = fetch([source.asked for source in sources], limits, progress)
    waited = [pair for pair in zip(sources, answers, strict=True) if pair[1].outcome != "stopped"]
    if waited and not any(answer.reached for _, answer in waited):
        return tuple(Visit(source, source, problem=one.problem) for source, one in waited)
    return tuple(_visited(source, answer, moment) for source, answer in waited)


def _visited(source: Source, answer: Answer, moment: str) -> Visit:
    """As `visited`; one strange answer must not cost all the others."""
    try:
        return visited(source, answer, moment)
    except Exception as error:
        problem = f"gave something that cannot be read ({type(error).__name__})"
        failed = replace(answer, outcome="failed", problem=problem, moved=None)
        return Visit(source, after(source, failed, None, moment), problem=problem)


def visited(source: Source, answer: Answer, moment: str) -> Visit:
    """What an answer means: something new to load, nothing new, or a problem."""
    if answer.outcome != "fetched":
        return Visit(source, after(source, answer, None, moment), problem=answer.problem)
    sha256 = hashlib.sha256(answer.data).hexdigest()
    if sha256 == source.sha256:
        return Visit(source, after(source, answer, sha256, moment))
    document = document_of(answer.url, answer.data, moment, answer.kind, answer.charset)
    try:
        cut = apart.read(document)
    except RefusedError as error:
        problem = f"gave something that cannot be loaded: {error}"
        failed = replace(answer, outcome="failed", problem=problem)
        return Visit(source, after(source, failed, None, moment), problem=problem)
    now = after(source, answer, sha256, moment)
    said = _said(cut)
    if said == source.said:  # a clock on the page, or the moment at which the feed was written
        return Visit(source, replace(now, changed=source.changed))
    now = replace(now, said=said)
    title = source.title or cut.publisher or _window_title(document)
    return Visit(source, replace(now, title=title), document)


def _said(cut: Cut) -> str:
    """The checksum of the news in a document."""
    told = [
        (one.identity, one.title, one.body, one.url, one.date and (one.date.value, one.date.time))
        for one in cut.drafts
    ]
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()


def document_of(
    url: str, data: bytes, seen: str, kind: str = "", charset: str | None = None
) -> Document:
    """A fetched document, named after its address, and as JSON where the server says it is."""
    parts = urlsplit(url)
    last = PurePosixPath(clean_line(unquote(parts.path))).name
    name = f"{parts.netloc} {last}".strip()[:120]
    if "json" in kind and not name.lower().endswith(".json"):
        name += ".json"
    return Document(name, data, url=url, seen=seen, charset=needed(data, charset))


def _window_title(document: Document) -> str:
    try:
        page = decode_page(document.data[:200_000], document.charset)
    except RefusedError:
        return ""
    titles = (one.value for one in tokens(page) if one.kind == "raw" and one.rest == "title")
    return inline(unescape(next(titles, "")))[:200]


# ------------------------------------------------------------------ follow
@dataclass(frozen=True, slots=True)
class Discovery:
    """What is worth following at an address."""

    url: str
    answer: Answer
    others: tuple[str, ...] = ()
    """Further feeds that the page names."""
    is_page: bool = False
    """No feed was found: the page itself is followed."""


def discover(
    address: str,
    limits: Limits | None = None,
    fetch: Fetch = fetch_all,
    *,
    page_itself: bool = False,
) -> Discovery:
    """The feed at an address, else the first that the page there names, else the page.

    Raises:
        AddressError: it is no address, or gave no answer that can be followed.
    """
    url = normal(address)
    answer = _answered(Asked(url), limits, fetch)
    document = document_of(answer.final, answer.data, "")
    if is_feed(document) or is_json_feed(document):
        return Discovery(answer.moved or url, answer)
    feeds = () if page_itself else tuple(_feeds(answer))
    for number, feed in enumerate(feeds):
        try:
            found = _answered(Asked(feed, named=host_of(feed) == host_of(url)), limits, fetch)
        except AddressError as error:
            if str(error) == STOPPED:
                raise
            continue
        document = document_of(feed, found.data, "")
        if is_feed(document) or is_json_feed(document):
            others = tuple(one for place, one in enumerate(feeds) if place != number)
            return Discovery(found.moved or feed, found, others)
    return Discovery(answer.moved or url, answer, is_page=True)


def _answered(asked: Asked, limits: Limits | None, fetch: Fetch) -> Answer:
    (answer,) = fetch([asked], limits, None)
    if answer.outcome == "stopped":
        raise AddressError(STOPPED)
    if answer.outcome != "fetched":
        raise AddressError(answer.problem or "gave no answer")
    return answer


def _feeds(answer: Answer) -> Iterator[str]:
    """The feeds that a page names in its head, each once. None leads to another scheme."""
    try:
        page = decode_page(answer.data, answer.charset)
    except RefusedError:
        return
    seen: set[str] = set()
    for token in tokens(page[:1_000_000]):
        if token.kind != "start" or token.value != "link":
            continue
        given = attributes(token.rest)
        kind = given.get("type", "").split(";")[0].strip().lower()
        if "alternate" not in given.get("rel", "").lower().split() or kind not in FEED_TYPES:
            continue
        try:
            url = normal(urljoin(answer.final, one_line(given.get("href", ""))))
        except (AddressError, ValueError):
            continue
        if url not in seen and len(seen) < 20 and "/comments/" not in url:
            seen.add(url)
            yield url


# ------------------------------------------------------------------ recall
@dataclass(frozen=True, slots=True)
class Recalled:
    """Old captures of a page, as far as they could be had."""

    documents: tuple[Document, ...]
    problems: tuple[str, ...]
    """A sentence for each capture that could not be had."""
    listed: int = 0
    """Distinct captures in the archive."""
    repeated: int = 0
    """Captures that hold the very bytes of another."""


def recall(
    address: str,
    since: str = "",
    until: str = "",
    *,
    archive: str = wayback.WAYBACK,
    number: int | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    fetch: Fetch = fetch_all,
    sleep: Callable[[float], None] = time.sleep,
) -> Recalled:
    """The distinct captures of a page, as an archive of the web stored them.

    Raises:
        AddressError: it is no address, or the archive gave no list.
        ValueError: a bound is no date.
    """
    url, archive = normal(address), normal(archive)
    bounds = wayback.bound(since) if since else "", wayback.bound(until) if until else ""
    if all(bounds) and bounds[0] > bounds[1] and not bounds[0].startswith(bounds[1]):
        raise ValueError(f"“{since}” is after “{until}”")
    listed_at = Asked(wayback.listing_of(url, archive, *bounds), may_be_empty=True)
    listing = _answered(listed_at, limits, fetch)
    try:
        found, repeated = wayback.read_listing(listing.data, archive, *bounds)
    except wayback.ListingError as error:
        raise AddressError(str(error)) from error
    wanted = wayback.at_most(found, number)
    answers = fetch([Asked(one.replay) for one in wanted], limits, progress)
    answers = _asked_again(answers, limits, fetch, sleep)
    documents, problems = [], []
    for one, answer in zip(wanted, answers, strict=True):
        if answer.outcome == "fetched":
            document = document_of(one.url, answer.data, one.moment, answer.kind, answer.charset)
            name = f"{document.name} {one.moment[:10]}"
            documents.append(replace(document, name=name))
        else:
            problems.append(f"The capture of {one.moment[:10]} {answer.problem}.")
    return Recalled(tuple(documents), tuple(problems), len(found), repeated)


def _asked_again(
    answers: Sequence[Answer], limits: Limits | None, fetch: Fetch, sleep: Callable[[float], None]
) -> tuple[Answer, ...]:
    """The answers, those that asked for a little patience asked for once more."""
    late = [one for one in answers if one.wait is not None and one.wait <= PATIENCE]
    if not late:
        return tuple(answers)
    sleep(max(one.wait or 0 for one in late))
    again = {one.url: one for one in fetch([Asked(one.url) for one in late], limits, None)}
    return tuple(again.get(one.url, one) for one in answers)
