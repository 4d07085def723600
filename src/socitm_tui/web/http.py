"""Fetching documents: politely, within limits, with a sentence for whatever goes wrong.

Requests go to each host one after the other, to several hosts at once. Every target of a redirect
is checked as the first address was, and a time limit holds for the whole answer, however slowly
it drips.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from threading import Event
from typing import Final
from urllib.parse import urljoin

import httpx2

from socitm_tui import __version__
from socitm_tui.model.progress import Progress
from socitm_tui.web.responses import USUAL, Answer, Asked, Limits, Outcome
from socitm_tui.web.urls import AddressError, host_of, is_private, leads_inside, normal

MOST_REDIRECTS: Final = 5
LONGEST_WAIT: Final = 24 * 3600
HOSTS_AT_ONCE: Final = 6
IMPATIENCE: Final = 0.1  # seconds until a wish to stop is noticed
PERMANENT: Final = frozenset({301, 308})
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
HEADERS: Final = {
    "User-Agent": f"socitm-tui/{__version__} (a reader of news archives)",
    "Accept": "application/atom+xml, application/rss+xml, application/feed+json, text/html, "
    "application/xml;q=0.9, text/*;q=0.8, */*;q=0.1",
}
READABLE: Final = ("text/", "application/xhtml", "application/octet-stream", "message/rfc822")
SAID: Final = {
    401: "asks for a log-in (401)",
    403: "refuses to answer (403)",
    404: "was not found (404)",
    429: "asks to be left alone for a while (429)",
    451: "may not answer for legal reasons (451)",
    503: "is not at work just now (503)",
}


class _RefusalError(Exception):
    """An answer that is not taken, with what completes “URL …”."""

    def __init__(self, problem: str, outcome: Outcome = "failed", wait: int | None = None) -> None:
        super().__init__(problem)
        self.outcome, self.wait = outcome, wait


def fetch_all(
    asked: Sequence[Asked],
    limits: Limits | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> tuple[Answer, ...]:
    """The answers, in the order of what was asked; none of them raises.

    Once `stop` is set, what has not answered yet is left: its outcome is “stopped”.
    """
    return asyncio.run(_fetch_all(asked, limits or USUAL, progress, stop))


async def _fetch_all(
    asked: Sequence[Asked], limits: Limits, progress: Progress | None, stop: Event | None
) -> tuple[Answer, ...]:
    hosts: dict[str, list[int]] = {}
    for number, one in enumerate(asked):
        hosts.setdefault(host_of(one.url), []).append(number)
    answers: dict[int, Answer] = {}
    at_once = asyncio.Semaphore(HOSTS_AT_ONCE)
    timeout = httpx2.Timeout(limits.read, connect=limits.connect)

    async def ask_host(client: httpx2.AsyncClient, numbers: list[int]) -> None:
        async with at_once:
            for place, number in enumerate(numbers):
                if place:
                    await asyncio.sleep(limits.pause)
                answers[number] = await _fetch(client, asked[number], limits)
                if progress:
                    progress(len(answers), len(asked), asked[number].url)

    try:
        opened = httpx2.AsyncClient(headers=HEADERS, timeout=timeout, trust_env=True)
    except Exception as error:  # a proxy or certificates in the settings that are none
        problem = f"cannot be asked with the settings of this machine ({error})"
        return tuple(Answer(one.url, "failed", problem=problem, reached=False) for one in asked)
    async with opened as client:
        asking = asyncio.gather(*(ask_host(client, numbers) for numbers in hosts.values()))
        while stop is not None and not asking.done():
            await asyncio.wait([asking], timeout=IMPATIENCE)
            if stop.is_set():
                asking.cancel()
                break
        with contextlib.suppress(asyncio.CancelledError):
            await asking
    return tuple(
        answers.get(number, Answer(one.url, "stopped")) for number, one in enumerate(asked)
    )


async def _fetch(client: httpx2.AsyncClient, asked: Asked, limits: Limits) -> Answer:
    """One answer; whatever goes wrong becomes a sentence."""
    try:
        async with asyncio.timeout(limits.total):
            return await _follow(client, asked, limits)
    except TimeoutError:
        problem = f"did not finish within {limits.total:g} seconds"
    except _RefusalError as error:
        return Answer(asked.url, error.outcome, problem=str(error), wait=error.wait)
    except AddressError as error:
        return Answer(asked.url, "failed", problem=str(error), reached=False)
    except httpx2.InvalidURL:
        return Answer(asked.url, "failed", problem="is no address of the web", reached=False)
    except httpx2.HTTPError as error:
        away = isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)
        away = away and not any(isinstance(one, ssl.SSLError) for one in _causes(error))
        return Answer(asked.url, "failed", problem=_said(error, limits), reached=not away)
    except Exception as error:  # one strange answer must not cost all the others
        problem = f"gave an answer that cannot be read ({type(error).__name__})"
    return Answer(asked.url, "failed", problem=problem)


def _said(error: httpx2.HTTPError, limits: Limits) -> str:
    """What went wrong on the way, as a person would say it."""
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in _causes(error)):
        return "shows a certificate that is not valid for it"
    if any(isinstance(one, ssl.SSLError) for one in _causes(error)):
        return "cannot be reached safely: its encryption does not work"
    if isinstance(error, httpx2.ConnectTimeout):
        return f"did not take the call within {limits.connect:g} seconds"
    if isinstance(error, httpx2.TimeoutException):
        return f"fell silent for {limits.read:g} seconds"
    if isinstance(error, httpx2.ConnectError):
        return "cannot be reached"
    if isinstance(error, httpx2.DecodingError):
        return "sent packed bytes that are damaged"
    if isinstance(error, httpx2.RemoteProtocolError):
        said = str(error)
        if "without sending a response" in said:
            return "hung up without an answer"
        is_cut = any(word in said for word in ("closed", "disconnected", "incomplete"))
        return "stopped in the middle of its answer" if is_cut else "does not speak as the web does"
    return f"could not be fetched ({type(error).__name__})"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


async def _follow(client: httpx2.AsyncClient, asked: Asked, limits: Limits) -> Answer:
    """The answer at the end of all redirects."""
    url, moved, permanent = asked.url, None, True
    named_inside = await leads_inside(url)
    if named_inside and not asked.named:
        raise _RefusalError("points into a private network, which only you may name")
    for _ in range(MOST_REDIRECTS + 1):
        answer, target = await _ask(client, replace(asked, url=url), limits, inside=named_inside)
        if target is None:
            return replace(answer, url=asked.url, moved=moved)
        permanent = permanent and answer.kind == "permanent"
        try:
            following = normal(urljoin(url, target))
        except ValueError as error:
            raise _RefusalError("points to what is no address of the web") from error
        if host_of(following) != host_of(asked.url):
            if await leads_inside(following):
                raise _RefusalError("points into a private network, which only you may name")
            named_inside = False
        else:
            named_inside = await leads_inside(following)
        if following == url:
            raise _RefusalError("points to itself")
        url = following
        moved = url if permanent else moved
    raise _RefusalError(f"points elsewhere more than {MOST_REDIRECTS} times")


async def _ask(
    client: httpx2.AsyncClient, asked: Asked, limits: Limits, *, inside: bool
) -> tuple[Answer, str | None]:
    """One request: its answer, or where the server points instead."""
    conditions = {"If-None-Match": asked.etag, "If-Modified-Since": asked.modified}
    headers = {name: value for name, value in conditions.items() if value}
    client.cookies.clear()
    async with client.stream("GET", asked.url, headers=headers) as response:
        if not inside:
            _check_peer(response)
        status = response.status_code
        if status in REDIRECTS and (target := response.headers.get("Location")):
            kind = "permanent" if status in PERMANENT else ""
            return Answer(asked.url, "failed", kind=kind), target
        if status == 304:
            return Answer(asked.url, "unchanged", asked.url), None
        if status == 410:
            raise _RefusalError("is gone for good (410)", "gone")
        if status != 200:
            said = SAID.get(status) or _by_hundreds(status)
            raise _RefusalError(said, wait=_wait(response.headers.get("Retry-After")))
        kind, charset = type_of(response.headers.get("Content-Type", ""))
        if kind and not (kind.startswith(READABLE) or "xml" in kind or "json" in kind):
            raise _RefusalError(f"answers with {kind[:60]}, which is no page, feed or text")
        data = await _body(response, limits)
    if not data and not asked.may_be_empty:
        raise _RefusalError("answers with nothing at all")
    etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
    return Answer(asked.url, "fetched", asked.url, data, kind, charset, etag, modified), None


def type_of(header: str) -> tuple[str, str | None]:
    """The type and the encoding that a header names: `text/html; charset=koi8-r`."""
    message = Message()
    message["Content-Type"] = header
    kind = header.split(";", maxsplit=1)[0].strip().lower()
    return kind, message.get_content_charset() or None


def _by_hundreds(status: int) -> str:
    if status >= 500:
        return f"has trouble of its own ({status})"
    return f"answers in a way that is no page ({status})"


async def _body(response: httpx2.Response, limits: Limits) -> bytes:
    """The bytes of an answer, unpacked, up to the limit."""
    parts, size = [], 0
    async for part in response.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > limits.size:
            raise _RefusalError(f"sends more than {limits.size / 2**20:g} MB")
    return b"".join(parts)


def _check_peer(response: httpx2.Response) -> None:
    """Refuse what came from inside after all: the name may have changed its meaning meanwhile."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    if peer and not _through_proxy() and is_private(str(peer[0])):
        raise _RefusalError("leads into a private network, which only you may name")


def _through_proxy() -> bool:
    """True where a proxy asks for us: then the machine we speak to is the proxy."""
    return bool({"http", "https", "all"} & urllib.request.getproxies().keys())


def _wait(header: str | None) -> int | None:
    """The seconds that a server asks to be left alone, up to a day."""
    if not header:
        return None
    if header.strip().isdecimal() and len(header) < 12:
        return min(int(header), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(header)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - datetime.fromtimestamp(time.time(), UTC)).total_seconds()
    except (ValueError, OverflowError):
        return None
    return max(0, min(int(seconds), LONGEST_WAIT))
