"""Fetches documents over HTTP within limits, and describes each failure in a sentence.

Requests to one host run one after the other, those to different hosts in parallel. Each target of
a redirect is checked like the first address, and a time limit covers the whole response, however
slowly it arrives. Names are resolved for the check and again for the connection: a host that
changes its address in between is not detected.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from threading import Event
from typing import Final, Literal
from urllib.parse import urljoin

import httpx2

from socitm_tui import __version__
from socitm_tui.model.progress import Progress
from socitm_tui.web.urls import (
    AddressError,
    normalize_url,
    resolves_to_private,
    url_host,
)

MAX_REDIRECTS: Final = 5
MAX_WAIT_S: Final = 24 * 3600
"""A longer wait that a server asks for is taken for a day."""
MAX_PARALLEL_HOSTS: Final = 6
STOP_POLL_S: Final = 0.1
"""How often it is checked whether the user has stopped the requests."""
PERMANENT_REDIRECTS: Final = frozenset({301, 308})
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
REQUEST_HEADERS: Final = {
    "User-Agent": f"socitm-tui/{__version__} (a reader of news archives)",
    "Accept": "application/atom+xml, application/rss+xml, application/feed+json, text/html, "
    "application/xml;q=0.9, text/*;q=0.8, */*;q=0.1",
}
READABLE_TYPES: Final = ("text/", "application/xhtml", "application/octet-stream", "message/rfc822")
STATUS_PROBLEMS: Final = {
    401: "asks for a log-in (401)",
    403: "refuses to answer (403)",
    404: "was not found (404)",
    429: "asks clients to wait for a while (429)",
    451: "may not answer for legal reasons (451)",
    503: "is unavailable just now (503)",
}
PRIVATE_PROBLEM: Final = "points into a private network, which only you may name"

Outcome = Literal["fetched", "unchanged", "gone", "failed", "stopped"]


# ------------------------------------------------------------------ requests and results
@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much time and data a response may take."""

    connect_s: float = 15.0
    read_s: float = 20.0
    """Longest time without a byte."""
    total_s: float = 90.0
    max_bytes: int = 32 * 2**20
    """Largest size after decompression."""
    pause_s: float = 1.0
    """Time between two requests to one host."""


DEFAULT_LIMITS: Final = FetchLimits()


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """An address to fetch, with the validators of the previous response."""

    url: str
    etag: str | None = None
    modified: str | None = None
    allow_private: bool = True
    """The user gave this very address, so it may be in their own network."""
    allow_empty: bool = False


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The outcome of a request."""

    url: str
    """The requested address."""
    outcome: Outcome
    final_url: str = ""
    """The address after all redirects."""
    data: bytes = b""
    content_type: str = ""
    charset: str | None = None
    """The encoding that the server named with the content type."""
    etag: str | None = None
    modified: str | None = None
    new_url: str | None = None
    """The address after permanent redirects."""
    problem: str | None = None
    """Completes the sentence “URL …”."""
    is_reached: bool = True
    """False if no server responded at all."""
    retry_after_s: int | None = None
    """How long the server asks clients to wait."""


class _RefusedResponseError(Exception):
    """A response that is not accepted; the message completes “URL …”."""

    def __init__(
        self, problem: str, outcome: Outcome = "failed", retry_after_s: int | None = None
    ) -> None:
        super().__init__(problem)
        self.outcome, self.retry_after_s = outcome, retry_after_s


@dataclass(frozen=True, slots=True)
class _Redirect:
    """A response that points to another address."""

    target: str
    """As the server writes it, perhaps relative."""
    is_permanent: bool


def fetch_all(
    requests: Sequence[FetchRequest],
    limits: FetchLimits | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> tuple[FetchResult, ...]:
    """The results in the order of the requests. Failures are results, not exceptions.

    Once `stop` is set, requests without a response end with the outcome “stopped”.
    """
    return asyncio.run(_fetch_all(requests, limits or DEFAULT_LIMITS, progress, stop))


async def _fetch_all(
    requests: Sequence[FetchRequest],
    limits: FetchLimits,
    progress: Progress | None,
    stop: Event | None,
) -> tuple[FetchResult, ...]:
    hosts: dict[str, list[int]] = {}
    for number, request in enumerate(requests):
        hosts.setdefault(url_host(request.url), []).append(number)
    results: dict[int, FetchResult] = {}
    slots = asyncio.Semaphore(MAX_PARALLEL_HOSTS)
    timeout = httpx2.Timeout(limits.read_s, connect=limits.connect_s)

    async def fetch_host(client: httpx2.AsyncClient, numbers: list[int]) -> None:
        async with slots:
            for place, number in enumerate(numbers):
                if place:
                    await asyncio.sleep(limits.pause_s)
                results[number] = await _fetch_one(client, requests[number], limits)
                if progress:
                    progress(len(results), len(requests), requests[number].url)

    try:
        opened = httpx2.AsyncClient(headers=REQUEST_HEADERS, timeout=timeout, trust_env=True)
    except Exception as error:  # the environment names an invalid proxy or certificate file
        problem = f"cannot be asked with the settings of this machine ({error})"
        return tuple(
            FetchResult(request.url, "failed", problem=problem, is_reached=False)
            for request in requests
        )
    async with opened as client:
        tasks = asyncio.gather(*(fetch_host(client, numbers) for numbers in hosts.values()))
        while stop is not None and not tasks.done():
            await asyncio.wait([tasks], timeout=STOP_POLL_S)
            if stop.is_set():
                tasks.cancel()
                break
        with contextlib.suppress(asyncio.CancelledError):
            await tasks
    return tuple(
        results.get(number, FetchResult(request.url, "stopped"))
        for number, request in enumerate(requests)
    )


async def _fetch_one(
    client: httpx2.AsyncClient, request: FetchRequest, limits: FetchLimits
) -> FetchResult:
    """The result of one request; every error becomes a sentence."""
    try:
        async with asyncio.timeout(limits.total_s):
            return await _follow_redirects(client, request, limits)
    except TimeoutError:
        problem = f"did not finish within {limits.total_s:g} seconds"
    except _RefusedResponseError as error:
        return FetchResult(
            request.url, error.outcome, problem=str(error), retry_after_s=error.retry_after_s
        )
    except AddressError as error:
        return FetchResult(request.url, "failed", problem=str(error), is_reached=False)
    except httpx2.InvalidURL:
        problem = "is no address of the web"
        return FetchResult(request.url, "failed", problem=problem, is_reached=False)
    except httpx2.HTTPError as error:
        unreached = isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)
        unreached = unreached and not _is_caused_by(error, ssl.SSLError)
        problem = _describe_error(error, limits)
        return FetchResult(request.url, "failed", problem=problem, is_reached=not unreached)
    except Exception as error:  # an unforeseen response must not fail the other requests
        problem = f"gave an answer that cannot be read ({type(error).__name__})"
    return FetchResult(request.url, "failed", problem=problem)


ENCRYPTION_PROBLEM: Final = "cannot be reached safely: its encryption does not work"


def _describe_error(error: httpx2.HTTPError, limits: FetchLimits) -> str:
    """A network error in plain words."""
    if _is_caused_by(error, ssl.SSLCertVerificationError):
        return "shows a certificate that is not valid for it"
    if _is_caused_by(error, ssl.SSLError):
        return ENCRYPTION_PROBLEM
    if isinstance(error, httpx2.ConnectTimeout):
        return f"did not accept a connection within {limits.connect_s:g} seconds"
    if isinstance(error, httpx2.TimeoutException):
        return f"sent nothing for {limits.read_s:g} seconds"
    if isinstance(error, httpx2.ConnectError):
        return "cannot be reached"
    if isinstance(error, httpx2.DecodingError):
        return "sent compressed data that is damaged"
    if isinstance(error, httpx2.RemoteProtocolError):
        message = str(error)
        if "without sending a response" in message:
            return "closed the connection without an answer"
        is_cut = any(word in message for word in ("closed", "disconnected", "incomplete"))
        return "stopped in the middle of its answer" if is_cut else "sends no valid HTTP"
    return f"could not be fetched ({type(error).__name__})"


def _is_caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    return any(isinstance(cause, kind) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


async def _follow_redirects(
    client: httpx2.AsyncClient, request: FetchRequest, limits: FetchLimits
) -> FetchResult:
    """The result at the end of all redirects.

    Only the host that the user named may be in a private network; a redirect to another host in a
    private network is refused.
    """
    url, new_url, is_permanent = request.url, None, True
    if await resolves_to_private(url) and not request.allow_private:
        raise _RefusedResponseError(PRIVATE_PROBLEM)
    for _ in range(MAX_REDIRECTS + 1):
        response = await _send_request(client, replace(request, url=url), limits)
        if isinstance(response, FetchResult):
            return replace(response, url=request.url, new_url=new_url)
        is_permanent = is_permanent and response.is_permanent
        try:
            next_url = normalize_url(urljoin(url, response.target))
        except ValueError as error:
            raise _RefusedResponseError("redirects to what is no address of the web") from error
        is_allowed = request.allow_private and url_host(next_url) == url_host(request.url)
        if await resolves_to_private(next_url) and not is_allowed:
            raise _RefusedResponseError(PRIVATE_PROBLEM)
        if next_url == url:
            raise _RefusedResponseError("redirects to itself")
        url = next_url
        new_url = url if is_permanent else new_url
    raise _RefusedResponseError(f"redirects more than {MAX_REDIRECTS} times")


async def _send_request(
    client: httpx2.AsyncClient, request: FetchRequest, limits: FetchLimits
) -> FetchResult | _Redirect:
    """The result of one request, or the redirect that the server sends instead."""
    conditions = {"If-None-Match": request.etag, "If-Modified-Since": request.modified}
    headers = {name: value for name, value in conditions.items() if value}
    client.cookies.clear()
    async with client.stream("GET", request.url, headers=headers) as response:
        status = response.status_code
        if status in REDIRECTS and (target := response.headers.get("Location")):
            return _Redirect(target, status in PERMANENT_REDIRECTS)
        if status == 304:
            return FetchResult(request.url, "unchanged", request.url)
        if status == 410:
            raise _RefusedResponseError("is gone for good (410)", "gone")
        if status != 200:
            wait_s = parse_retry_after(response.headers.get("Retry-After"))
            raise _RefusedResponseError(_describe_status(status), retry_after_s=wait_s)
        kind, charset = parse_content_type(response.headers.get("Content-Type", ""))
        if kind and not (kind.startswith(READABLE_TYPES) or "xml" in kind or "json" in kind):
            raise _RefusedResponseError(f"answers with {kind[:60]}, which is no page, feed or text")
        data = await _read_body(response, limits)
    if not data and not request.allow_empty:
        raise _RefusedResponseError("answers with nothing at all")
    etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
    return FetchResult(request.url, "fetched", request.url, data, kind, charset, etag, modified)


def parse_content_type(header: str) -> tuple[str, str | None]:
    """The type and charset of a Content-Type header: `text/html; charset=koi8-r`."""
    message = Message()
    message["Content-Type"] = header
    kind = header.split(";", maxsplit=1)[0].strip().lower()
    return kind, message.get_content_charset() or None


def _describe_status(status: int) -> str:
    if status in STATUS_PROBLEMS:
        return STATUS_PROBLEMS[status]
    if status >= 500:
        return f"has an internal error ({status})"
    return f"answers with status {status}, not with a page"


async def _read_body(response: httpx2.Response, limits: FetchLimits) -> bytes:
    """The decompressed body, up to the size limit."""
    parts, size = [], 0
    async for part in response.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > limits.max_bytes:
            raise _RefusedResponseError(f"sends more than {limits.max_bytes / 2**20:g} MB")
    return b"".join(parts)


def parse_retry_after(header: str | None) -> int | None:
    """The seconds that a Retry-After header asks for, at most a day; None if it is invalid."""
    if not header:
        return None
    if header.strip().isdecimal() and len(header) < 12:
        return min(int(header), MAX_WAIT_S)
    try:
        moment = parsedate_to_datetime(header)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - datetime.fromtimestamp(time.time(), UTC)).total_seconds()
    except (ValueError, OverflowError):
        return None
    return max(0, min(int(seconds), MAX_WAIT_S))
