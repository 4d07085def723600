"""Recalls old captures of a page from a web archive.

The snapshots are listed by the CDX interface and fetched as they were stored (the `id_` form of
their address). The Wayback Machine is the default archive; pywb and other archives that write
standard CDX can be named instead.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from socitm_tui.model.partial_date import parse_partial_date
from socitm_tui.model.progress import Progress
from socitm_tui.parsing.formats import Document
from socitm_tui.web.discovery import Fetcher, fetch_document, make_document
from socitm_tui.web.http import FetchLimits, FetchRequest, FetchResult, fetch_all
from socitm_tui.web.urls import AddressError, normalize_url

WAYBACK_URL: Final = "https://web.archive.org"
MAX_SNAPSHOTS: Final = 50_000
"""Rows of a listing that are requested and read."""
MAX_RETRY_WAIT_S: Final = 60
"""A fetch is tried again if the archive asks to wait no longer than this."""
PAGE_TYPES: Final = ("text/", "application/xhtml", "application/xml", "application/rss",
                     "application/atom", "application/rdf", "application/json", "application/feed",
                     "warc/revisit", "unk")  # fmt: skip
CDX_COLUMNS: Final = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
PYWB_NAMES: Final = {"url": "original", "mime": "mimetype", "status": "statuscode"}
"""Name of a column in pywb -> its standard name."""
_TIMESTAMP_PATTERN = re.compile(r"\d{14}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One capture of a page in a web archive."""

    url: str
    captured_at: str
    """ISO 8601 in UTC."""
    digest: str
    replay_url: str
    """Where the archive returns it as it was stored."""


class ListingError(ValueError):
    """A response that is not a CDX listing; the message completes “URL …”."""


@dataclass(frozen=True, slots=True)
class RecallResult:
    """The snapshots of a page that could be fetched."""

    documents: tuple[Document, ...]
    problems: tuple[str, ...]
    """A sentence for each snapshot that could not be fetched."""
    listed_count: int = 0
    """Distinct snapshots in the listing."""
    repeated_count: int = 0
    """Snapshots with the same bytes as another one."""


def recall_snapshots(
    address: str,
    since: str = "",
    until: str = "",
    *,
    archive_url: str = WAYBACK_URL,
    max_count: int | None = None,
    limits: FetchLimits | None = None,
    progress: Progress | None = None,
    fetch: Fetcher = fetch_all,
    sleep: Callable[[float], None] = time.sleep,
) -> RecallResult:
    """Fetch the distinct snapshots of a page.

    Args:
        address: The page.
        since: The first year, month or day; empty for no bound.
        until: The last one.
        archive_url: The web archive.
        max_count: The most snapshots to fetch, spread evenly over time; None for all.
        limits: What each response may take.
        progress: Called after each response.
        fetch: Sends the requests.
        sleep: Waits before failed fetches are tried again.

    Raises:
        AddressError: the address is invalid, or the archive returned no listing.
        ValueError: a bound is not a date.
    """
    url, archive_url = normalize_url(address), normalize_url(archive_url)
    first, last = (parse_bound(words) if words else "" for words in (since, until))
    if first and last and first > last and not first.startswith(last):
        raise ValueError(f"“{since}” is after “{until}”")
    request = FetchRequest(listing_url(url, archive_url, first, last), allow_empty=True)
    listing = fetch_document(request, limits, fetch)
    try:
        listed, repeated_count = parse_listing(listing.data, archive_url, first, last)
    except ListingError as error:
        raise AddressError(str(error)) from error
    wanted = limit_snapshots(listed, max_count)
    results = fetch([FetchRequest(snapshot.replay_url) for snapshot in wanted], limits, progress)
    results = _retry_delayed(results, limits, fetch, sleep)
    documents, problems = [], []
    for snapshot, result in zip(wanted, results, strict=True):
        day = snapshot.captured_at[:10]
        if result.outcome != "fetched":
            problems.append(f"The capture of {day} {result.problem}.")
            continue
        document = make_document(
            snapshot.url, result.data, snapshot.captured_at, result.content_type, result.charset
        )
        documents.append(replace(document, name=f"{document.name} {day}"))
    return RecallResult(tuple(documents), tuple(problems), len(listed), repeated_count)


def _retry_delayed(
    results: Sequence[FetchResult],
    limits: FetchLimits | None,
    fetch: Fetcher,
    sleep: Callable[[float], None],
) -> tuple[FetchResult, ...]:
    """The results; those for which the archive asked to wait a little are fetched once more."""
    waits = {
        result.url: result.retry_after_s
        for result in results
        if result.retry_after_s is not None and result.retry_after_s <= MAX_RETRY_WAIT_S
    }
    if not waits:
        return tuple(results)
    sleep(max(waits.values()))
    retried = {
        result.url: result for result in fetch([FetchRequest(url) for url in waits], limits, None)
    }
    return tuple(retried.get(result.url, result) for result in results)


def parse_bound(words: str) -> str:
    """A year, month or day in the form of CDX: `2012`, `201203`, `20120327`.

    Raises:
        ValueError: it is none of these.
    """
    date = parse_partial_date(words.strip(), is_compact=True)
    if date is None or not date.is_in_range:
        raise ValueError(f"“{words}” is no year, month or day, as 2012, 2012-03 or 2012-03-27")
    return str(date).replace("-", "")


def limit_snapshots(snapshots: Sequence[Snapshot], max_count: int | None) -> tuple[Snapshot, ...]:
    """At most `max_count` snapshots: the first, the last, and others evenly spaced between them."""
    if max_count is None or len(snapshots) <= max_count:
        return tuple(snapshots)
    if max_count < 2:
        return tuple(snapshots[:max_count])
    step = (len(snapshots) - 1) / (max_count - 1)
    return tuple(snapshots[round(place * step)] for place in range(max_count))


# ------------------------------------------------------------------ CDX
def listing_url(url: str, archive_url: str, since: str = "", until: str = "") -> str:
    """The address of the CDX listing of a page."""
    fields = {"url": url, "output": "json", "limit": str(MAX_SNAPSHOTS)}
    fields |= {name: words for name, words in (("from", since), ("to", until)) if words}
    base = archive_url.rstrip("/")
    path = "cdx" if _is_collection(archive_url) else "cdx/search/cdx"
    return f"{base}/{path}?{urlencode(fields)}"


def _replay_url(archive_url: str, timestamp: str, url: str) -> str:
    base = archive_url.rstrip("/")
    base = base if _is_collection(archive_url) else f"{base}/web"
    return f"{base}/{timestamp}id_/{quote(url, safe=':/?&=%~+,;@!$()*#')}"


def _is_collection(archive_url: str) -> bool:
    """True if the address names a collection, as in pywb; the Wayback Machine has none."""
    return urlsplit(archive_url.rstrip("/")).path not in ("", "/")


def parse_listing(
    data: bytes, archive_url: str, since: str = "", until: str = ""
) -> tuple[tuple[Snapshot, ...], int]:
    """The distinct readable snapshots of a listing, oldest first, and the count of repeated ones.

    Raises:
        ListingError: it is not a CDX listing.
    """
    snapshots: list[Snapshot] = []
    digests: set[str] = set()
    repeated_count = 0
    for row in sorted(_parse_rows(data), key=lambda row: str(row.get("timestamp"))):
        timestamp, url = str(row.get("timestamp", "")), str(row.get("original", ""))
        if not _TIMESTAMP_PATTERN.fullmatch(timestamp) or not _is_readable(row):
            continue
        if not url.lower().startswith(("http://", "https://")):
            continue
        if timestamp[: len(since)] < since or timestamp[: len(until)] > until:
            continue
        digest = str(row.get("digest", "")) or timestamp
        if digest in digests:
            repeated_count += 1
            continue
        digests.add(digest)
        replay_url = _replay_url(archive_url, timestamp, url)
        snapshots.append(Snapshot(normalize_url(url), _iso(timestamp), digest, replay_url))
    return tuple(snapshots), repeated_count


def _is_readable(row: dict[str, Any]) -> bool:
    media_type = str(row.get("mimetype", "")).lower()
    return str(row.get("statuscode", "200")) in ("200", "-", "") and media_type.startswith(
        PAGE_TYPES
    )


def _iso(timestamp: str) -> str:
    day, clock = timestamp[:8], timestamp[8:]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{clock[:2]}:{clock[2:4]}:{clock[4:]}Z"


def _parse_rows(data: bytes) -> Iterator[dict[str, Any]]:
    """The rows of a listing as dictionaries with the standard column names.

    The Wayback Machine writes one JSON array, pywb a JSON object a line, others columns of text.
    """
    text = data.decode("utf-8", "replace").strip()
    if text in ("", "[]"):
        return
    if text.startswith("[["):
        yield from _parse_array(text)
        return
    rows = [_parse_line(line) for line in text.split("\n")[:MAX_SNAPSHOTS]]
    if not any(rows):
        raise ListingError("gave no list of captures")
    yield from filter(None, rows)


def _parse_array(text: str) -> Iterator[dict[str, Any]]:
    """The rows of a JSON array whose first row names the columns."""
    try:
        names, *rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ListingError("gave a list of captures that is damaged") from error
    for row in rows[:MAX_SNAPSHOTS]:
        if isinstance(row, list) and len(row) == len(names):
            yield dict(zip(map(str, names), row, strict=True))


def _parse_line(line: str) -> dict[str, Any] | None:
    """The row in a JSON object or in columns; None if it is neither."""
    if line.startswith("{"):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            return None
        return {PYWB_NAMES.get(name, name): value for name, value in row.items()}
    columns = line.split()
    if len(columns) < len(CDX_COLUMNS) or not _TIMESTAMP_PATTERN.fullmatch(columns[1]):
        return None
    return dict(zip(CDX_COLUMNS, columns, strict=False))
