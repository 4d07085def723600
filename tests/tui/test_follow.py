"""Following, and looking for what is new, without leaving the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.web import http
from socitm_tui.web.discovery import Discovery, Fetcher, discover_feed
from socitm_tui.web.http import DEFAULT_LIMITS, FetchLimits
from socitm_tui.web.opml import write_opml
from socitm_tui.web.subscriptions import Subscription, SubscriptionFile
from socitm_tui.web.urls import UnreachableError
from tests.tui.screens import Reading, reading
from tests.web.server import FEED, Server, running

NEWER = FEED.replace(
    b"</channel>",
    b"<item><title>The bell is up</title><guid>2</guid><pubDate>Sun, 02 May 2010</pubDate></item>"
    b"</channel>",
)
RSS = {"Content_Type": "application/rss+xml"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    quick = FetchLimits(connect_s=2, read_s=0.6, total_s=1.5, max_bytes=1_000_000, pause_s=0)
    monkeypatch.setattr(http, "DEFAULT_LIMITS", quick)
    with running() as one:
        yield one


def follow(home: Home, *urls: str) -> SubscriptionFile:
    following = SubscriptionFile(home.subscriptions)
    following.add([Subscription(url, title) for title, url in zip("ABCDE", urls, strict=False)])
    return following


async def asked(r: Reading) -> None:
    """Wait until nothing is asked any more."""
    await r.rest()
    assert r.browse.actions.follow._stop_event is None


async def test_u_brings_what_is_new_into_the_open_timeline(home: Home, server: Server) -> None:
    server.says("/one", FEED, **RSS)
    follow(home, server.url("/one"), server.url("/none-such"))
    async with reading(home) as r:
        before = r.browse.state.key
        await r.press("U")
        await asked(r)
        assert r.status.startswith(
            f"1 of 2 had news: 1 item added; 127.0.0.1:{server.port} was not found (404)."
        )
        assert r.top.startswith("socitm-tui   10 items")
        assert "The ferry is back" in r.listed
        assert r.browse.state.key == before
        server.says("/one", NEWER, **RSS)
        await r.press("U")
        await asked(r)
        assert "1 of 1 had news: 1 item added; 1 paused for now." in r.status
        assert "The bell is up" in r.listed


async def test_a_list_that_cannot_be_written_is_said_beside_what_was_loaded(
    home: Home, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(path: Path, *_: object) -> None:
        raise StorageError(f"{path.name} could not be written (No space left on device).")

    follow(home, server.url("/feed"))
    async with reading(home) as r:
        monkeypatch.setattr("socitm_tui.storage.json_file.write_atomic", full_disk)
        await r.press("U")
        await asked(r)
        assert "1 of 1 had news: 1 item added. following.json could not be written" in r.status
        assert r.top.startswith("socitm-tui   10 items")


async def test_the_screen_answers_meanwhile_and_u_stops_it(
    home: Home, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "DEFAULT_LIMITS", replace(DEFAULT_LIMITS, read_s=30, total_s=30))
    following = follow(home, server.url("/feed"), server.url("/silent"))
    async with reading(home) as r:
        await r.pilot.press("U")
        await _until(lambda: "1 of 2 · " in r.status, r)
        assert "U stops" in r.status
        before = r.here
        await r.pilot.press("j")
        await r.pilot.pause()
        assert r.here != before
        began = time.monotonic()
        await r.pilot.press("U")
        await asked(r)
        assert time.monotonic() - began < 5
        assert "1 of 1 had news: 1 item added; stopped before 1 had answered." in r.status
    assert [bool(one.checked) for one in following.read()] == [True, False]


async def test_who_leaves_does_not_wait_for_the_network(
    home: Home, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "DEFAULT_LIMITS", replace(DEFAULT_LIMITS, read_s=30, total_s=30))
    follow(home, server.url("/silent"))
    began = time.monotonic()
    async with reading(home) as r:
        await r.pilot.press("U")
        await _until(lambda: bool(server.requests), r)
        await r.pilot.press("Q")
    assert time.monotonic() - began < 10


async def test_an_address_that_is_added_is_not_waited_for_either(
    home: Home, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "DEFAULT_LIMITS", replace(DEFAULT_LIMITS, read_s=30, total_s=30))
    async with reading(home) as r:
        await r.press("W", "a")
        await r.type(server.url("/silent"))
        await r.pilot.press("enter")
        await _until(lambda: bool(server.requests), r)
        assert "esc reads on meanwhile" in r.status
        await r.pilot.press("escape", "U")
        await asked(r)
        assert "was not waited for" in r.status


async def test_nothing_is_asked_unless_the_user_asks(home: Home, server: Server) -> None:
    follow(home, server.url("/feed"))
    async with reading(home) as r:
        await r.press("W", "j", "k", "escape", "j")
        assert server.requests == []


async def test_w_lists_what_is_followed_with_how_it_is(home: Home, server: Server) -> None:
    following = follow(home, server.url("/feed"), server.url("/gone"), server.url("/broken"))
    async with reading(home) as r:
        await r.press("U")
        await asked(r)
        assert "; 2 could not be fetched." not in r.status  # two are named
        await r.press("W")
        assert "What is followed" in r.text
        assert "last new 20" in r.text
        assert "gone for good; it is not fetched any more" in r.text
        assert "has an internal error (500); paused until 20" in r.text
        await r.press("j", "x")
        assert "gone for good" not in r.text
        assert "B is no longer followed; its items stay" in r.text
        await r.press("escape", "W", "j", "enter")  # the one that is left alone, asked all the same
        await asked(r)
        assert "has an internal error (500)" in r.status
    assert [one.failures for one in following.read()] == [0, 2]


async def test_a_in_the_list_follows_what_is_typed(home: Home, server: Server) -> None:
    async with reading(home) as r:
        await r.press("U")
        assert "Nothing is followed yet; W lists what is, and a there adds to it." in r.status
        await r.press("W")
        assert "Nothing is followed yet. Press a to follow a feed or a page." in r.text
        await r.press("a")
        assert r.browse.prompt.purpose == "follow"
        await r.type(server.url("/page"))
        await r.press("enter")
        await _until(lambda: "Now followed: “The Gazette”, a feed; 1 item added." in r.text, r)
        await asked(r)
        assert r.lines[0].strip().startswith("What is followed · Now followed")
        await r.press("escape")
        assert "The ferry is back" in r.listed
        assert not r.browse.prompt.is_open
        await r.press("W", "a")
        await r.type(server.url("/none-such"))
        await r.press("enter")
        await _until(lambda: f"{server.url('/none-such')} was not found (404)." in r.status, r)
        await asked(r)
        assert server.url("/none-such") in r.lines[0]  # to be changed; no key lands elsewhere
        await r.press("backspace", "escape")
        assert not r.browse.prompt.is_open
    assert [one.url for one in SubscriptionFile(home.subscriptions).read()] == [server.url("/feed")]


async def test_an_address_without_a_scheme_is_tried_with_https_then_http(
    home: Home, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def discover(address: str, *, fetch: Fetcher, page_itself: bool) -> Discovery:
        if "://" not in address:
            raise UnreachableError(http.ENCRYPTION_PROBLEM)
        return discover_feed(address, fetch=fetch, page_itself=page_itself)

    monkeypatch.setattr("socitm_tui.web.refresh.discover_feed", discover)
    async with reading(home) as r:
        await r.press("W", "a")
        await r.type(server.url("/feed").removeprefix("http://"))
        await r.press("enter")
        await _until(lambda: "(by http, as https did not work); 1 item" in r.text, r)
        await asked(r)
        await r.press("a")
        await r.type(server.url("/none").removeprefix("http://"))
        await r.press("enter")
        await _until(
            lambda: r.status.startswith(
                f"https://127.0.0.1:{server.port}/none cannot be reached safely"
            ),
            r,
        )
        await asked(r)
        assert r.browse.prompt.is_open
        assert "Fetching" not in r.text
    assert [one.url for one in SubscriptionFile(home.subscriptions).read()] == [server.url("/feed")]


async def test_a_list_of_feeds_is_followed_and_nothing_fetched(home: Home, tmp_path: Path) -> None:
    subscriptions = [
        Subscription("https://a.example/feed", "A"),
        Subscription("https://b.example/feed", "B"),
    ]
    (tmp_path / "all.opml").write_text(write_opml(subscriptions))
    async with reading(home) as r:
        await r.press("W", "a")
        await r.type(str(tmp_path / "all.opml"))
        await r.press("enter")
        await _until(lambda: "2 subscriptions added · U fetches them" in r.text, r)
        await asked(r)
        await r.press("a")
        await r.type(str(tmp_path / "none.opml"))
        await r.press("enter")
        await _until(lambda: "There is no file" in r.status, r)


async def test_a_damaged_list_is_said_and_left(home: Home) -> None:
    home.subscriptions.write_text("{")
    async with reading(home) as r:
        await r.press("U")
        assert "is damaged" in r.status
        await r.press("W")
        assert "is damaged" in r.status
    assert home.subscriptions.read_text() == "{"


async def _until(met: object, r: Reading) -> None:
    assert callable(met)
    for _ in range(100):
        if met():
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"never came: {r.status}")
