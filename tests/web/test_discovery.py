"""Following: what is remembered of a subscription, what is new, and what is left alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.maintenance.check import check_home
from socitm_tui.maintenance.repair import repair_home
from socitm_tui.storage.atomic import DamagedFileError, StorageError
from socitm_tui.storage.home import Home
from socitm_tui.web import discovery
from socitm_tui.web.discovery import Visit, discover_feed, interpret_result, visit_subscriptions
from socitm_tui.web.http import FetchLimits, FetchResult
from socitm_tui.web.opml import OpmlError, read_opml, write_opml
from socitm_tui.web.refresh import RefreshResult, refresh_summary
from socitm_tui.web.subscriptions import Subscription, SubscriptionFile, updated_subscription
from socitm_tui.web.urls import AddressError
from tests.web.server import FEED, PAGE, Server, running

NOW, LATER = "2024-05-01T12:00:00Z", "2024-05-02T12:00:00Z"
LIMITS = FetchLimits(connect_s=2, read_s=0.6, total_s=1.5, max_bytes=1_000_000, pause_s=0)
URL = "https://g.example/feed"


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as one:
        yield one


@pytest.fixture
def following(tmp_path: Path) -> SubscriptionFile:
    return SubscriptionFile(tmp_path / "following.json")


def visit(subscription: Subscription, moment: str = NOW) -> Visit:
    (one,) = visit_subscriptions([subscription], moment, LIMITS)
    return one


# ------------------------------------------------------------------ refresh
def test_something_new_is_a_document_with_its_address_and_time(server: Server) -> None:
    one = visit(Subscription(server.url("/feed")))
    assert one.document is not None
    assert (one.document.data, one.document.url, one.document.seen) == (
        FEED, server.url("/feed"), NOW,
    )  # fmt: skip
    assert (one.subscription.title, one.subscription.etag, one.subscription.changed) == (
        "The Gazette",
        '"1"',
        NOW,
    )


def test_one_strange_subscription_costs_none_of_the_others(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strange(subscription: Subscription, answer: FetchResult, moment: str) -> Visit:
        if "[" in subscription.url:
            raise LookupError
        return interpret_result(subscription, answer, moment)

    monkeypatch.setattr(discovery, "interpret_result", strange)
    one, other = visit_subscriptions(
        [Subscription("http://[a"), Subscription(server.url("/feed"))], NOW, LIMITS
    )
    assert one.problem == "gave something that cannot be read (LookupError)"
    assert (one.subscription.failures, one.subscription.url) == (1, "http://[a")
    assert other.document is not None
    assert refresh_summary(RefreshResult((one, other))).endswith(
        "; http://[a gave something that cannot be read (LookupError)."
    )


@pytest.mark.parametrize("field", [{"url": 5}, {"failures": "2"}, {"etag": []}, {"named": None}])
def test_a_list_whose_fields_are_of_another_kind_is_damaged(
    following: SubscriptionFile, field: dict[str, object]
) -> None:
    subscription = {"url": URL} | field
    doc = {"kind": "following", "format": 1, "sources": [subscription]}
    following.path.write_text(json.dumps(doc))
    with pytest.raises(DamagedFileError):
        following.read()


def test_nothing_new_is_no_document(server: Server) -> None:
    first = visit(Subscription(server.url("/etag"))).subscription
    again = visit(first, LATER)
    assert (again.document, again.problem) == (None, None)
    assert 'if-none-match: "1"' in server.asked("/etag")[1].lower()
    assert (again.subscription.checked, again.subscription.changed) == (LATER, NOW)


def test_the_same_bytes_are_nothing_new_where_the_server_knows_no_conditions(
    server: Server,
) -> None:
    server.says("/plain", FEED)
    first = visit(Subscription(server.url("/plain"))).subscription
    assert visit(first, LATER).document is None


@pytest.mark.parametrize(
    ("body", "sign"), [(FEED, b"</channel>"), (PAGE, b"</body>")], ids=["feed", "page"]
)
def test_a_clock_in_what_it_gives_is_nothing_new(server: Server, body: bytes, sign: bytes) -> None:
    subscription = Subscription(server.url("/clock"))
    for number, is_new in ((1, True), (2, False), (3, False)):
        server.says("/clock", body.replace(sign, b"<!-- made at %d -->" % number + sign))
        one = visit(subscription, LATER if number > 1 else NOW)
        assert (one.document is not None, one.problem) == (is_new, None)
        subscription = one.subscription
    assert subscription.changed == NOW
    server.says("/clock", body.replace(b"Monday", b"Tuesday"))
    assert visit(subscription).document is not None


def test_where_nobody_can_be_reached_nobody_is_left_alone(server: Server) -> None:
    subscriptions = [Subscription("http://none.invalid/feed"), Subscription("http://127.0.0.1:9/")]
    visits = visit_subscriptions(subscriptions, NOW, LIMITS)
    assert all(one.problem for one in visits)
    assert [one.subscription for one in visits] == subscriptions
    visits = visit_subscriptions([*subscriptions, Subscription(server.url("/feed"))], NOW, LIMITS)
    assert [one.subscription.is_paused(NOW) for one in visits] == [True, True, False]


def test_a_permanent_move_is_followed_and_remembered(server: Server) -> None:
    one = visit(Subscription(server.url("/moved")))
    assert one.subscription.url == server.url("/feed")
    assert visit(Subscription(server.url("/lent"))).subscription.url == server.url("/lent")


@pytest.mark.parametrize(
    "path", ["/broken", "/silent", "/half", "/picture", "/endless", "/nothing"]
)
def test_a_failure_is_said_and_nothing_is_forgotten(server: Server, path: str) -> None:
    before = Subscription(
        server.url(path), "T", etag='"7"', sha256="abc", changed="2020-01-01T00:00:00Z"
    )
    one = visit(before)
    assert one.problem
    assert one.document is None
    assert one.subscription.is_paused(NOW)
    kept = replace(one.subscription, failures=0, problem=None, paused_until="", checked="")
    assert kept == before


def test_what_cannot_be_loaded_is_a_failure_with_its_reason(server: Server) -> None:
    server.says("/json", b"{}", Content_Type="application/json")
    problem = visit(Subscription(server.url("/json"))).problem
    assert problem == "gave something that cannot be loaded: it is JSON but not a JSON Feed"


def test_failures_rest_longer_and_longer_up_to_a_week_and_as_long_as_asked() -> None:
    subscription, rests = Subscription(URL), []
    for _ in range(14):
        subscription = updated_subscription(
            subscription, FetchResult(URL, "failed", problem="x"), None, NOW
        )
        rests.append(subscription.paused_until)
    assert rests[:3] == ["2024-05-01T12:30:00Z", "2024-05-01T13:00:00Z", "2024-05-01T14:00:00Z"]
    assert rests == sorted(rests)
    assert rests[-1] == "2024-05-08T12:00:00Z"
    asked = updated_subscription(
        Subscription(URL), FetchResult(URL, "failed", retry_after_s=7200), None, NOW
    )
    assert asked.paused_until == "2024-05-01T14:00:00Z"
    well = updated_subscription(subscription, FetchResult(URL, "unchanged"), None, LATER)
    assert (well.failures, well.paused_until, well.problem) == (0, "", None)


def test_what_is_gone_for_good_is_not_asked_again() -> None:
    gone = updated_subscription(
        Subscription(URL), FetchResult(URL, "gone", problem="is gone"), None, NOW
    )
    assert gone.is_paused("2999-01-01T00:00:00Z")


def test_a_move_to_another_host_takes_the_right_to_be_inside_away() -> None:
    answer = FetchResult(URL, "unchanged", new_url="http://other.example/feed")
    assert updated_subscription(Subscription(URL), answer, None, NOW).is_user_given is False
    same = replace(answer, new_url="https://g.example/new")
    assert updated_subscription(Subscription(URL), same, None, NOW).is_user_given is True


# ------------------------------------------------------------------ follow
def test_a_page_leads_to_the_feed_it_names(server: Server) -> None:
    found = discover_feed(server.url("/page"), LIMITS)
    assert (found.url, found.is_page) == (server.url("/feed"), False)
    itself = discover_feed(server.url("/page"), LIMITS, page_itself=True)
    assert (itself.url, itself.is_page) == (server.url("/page"), True)


def test_a_page_without_a_feed_is_followed_itself(server: Server) -> None:
    server.says("/bare", b"<!doctype html><p>Nothing but words")
    server.says("/lost", b"<link rel=alternate type=application/rss+xml href=/gone><p>Words")
    for path in ("/bare", "/lost"):
        found = discover_feed(server.url(path), LIMITS)
        assert (found.url, found.is_page) == (server.url(path), True)


def test_a_page_cannot_lead_into_a_network_that_the_user_did_not_name(server: Server) -> None:
    with running() as other:
        link = f"<link rel=alternate type=application/rss+xml href='{other.url('/feed')}'><p>Words"
        server.says("/sly", link.encode())
        assert discover_feed(server.url("/sly"), LIMITS).is_page
        assert other.requests == []


@pytest.mark.parametrize("path", ["/gone", "/none-such", "/silent", "/inside"])
def test_what_cannot_be_had_cannot_be_followed(server: Server, path: str) -> None:
    with pytest.raises(AddressError):
        discover_feed(server.url(path), LIMITS)


# ------------------------------------------------------------------ the file
def test_subscriptions_are_kept_in_order_each_once(following: SubscriptionFile) -> None:
    assert following.read() == ()
    one, two = (
        Subscription(URL, "One", NOW),
        Subscription("https://b.example/", is_user_given=False),
    )
    assert following.add([one, two, one]) == (one, two)
    assert following.add([one]) == ()
    assert following.read() == (one, two)
    following.update({URL: replace(one, url=two.url)})
    assert [subscription.url for subscription in following.read()] == [two.url]
    assert following.remove([two.url])
    assert following.read() == ()
    assert json.loads(following.path.read_text())["format"] == 1


def test_a_changed_bit_is_damage_that_repair_takes_back(tmp_path: Path) -> None:
    home = Home.find(tmp_path)
    following = SubscriptionFile(home.subscriptions)
    following.add([Subscription(URL, "One")])
    following.add([Subscription("https://b.example/", "Two")])
    assert [one.sentence for one in check_home(home) if "following" in one.sentence] == [
        f"{home.subscriptions}: 2 subscriptions."
    ]
    damaged = home.subscriptions.read_bytes().replace(b"Two", b"Tww")
    home.subscriptions.write_bytes(damaged)
    assert [one.is_problem for one in check_home(home) if "following" in one.sentence] == [True]
    with pytest.raises(StorageError, match="check --repair"):
        following.add([Subscription("https://c.example/")])
    (done,) = [one.sentence for one in repair_home(home, NOW)]
    assert "the version before it is back, with 1 subscription." in done
    assert [one.url for one in following.read()] == [URL]
    assert home.subscriptions.with_name("following.json.damaged-1").read_bytes() == damaged
    assert not [one for one in check_home(home) if one.is_problem]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"kind": "following"}', '{"kind": "archive", "format": 1, "sources": []}',
     '{"kind": "following", "format": 2, "sources": []}',
     '{"kind": "following", "format": 1, "sources": [{}]}',
     '{"kind": "following", "format": 1, "sources": 5}', "[" * 100_000],
)  # fmt: skip
def test_a_file_that_is_not_ours_is_left_as_it_is(following: SubscriptionFile, text: str) -> None:
    following.path.write_text(text)
    with pytest.raises(StorageError):
        following.read()
    with pytest.raises(StorageError):
        following.add([Subscription(URL)])
    assert following.path.read_text() == text


# ------------------------------------------------------------------ OPML
def test_a_list_of_feeds_comes_in_and_goes_out() -> None:
    text = (
        '<?xml version="1.0"?><opml version="1.1"><body><outline text="Folder">'
        '<outline text="A &amp; B" xmlUrl="https://a.example/feed"/>'
        '<outline title="Again" xmlUrl="https://A.example/feed"/></outline>'
        '<outline text="Bad" xmlUrl="exec:rm -rf"/><outline text="File" xmlUrl="file:///x"/>'
        "</body></opml>"
    )
    subscriptions, refused = read_opml(text.encode())
    assert subscriptions == (Subscription("https://a.example/feed", "A & B", is_user_given=False),)
    assert refused == 2
    odd = Subscription('https://b.example/?a="1"&b=<2>', "<&\"'>")
    assert read_opml(write_opml([odd]).encode())[0] == (replace(odd, is_user_given=False),)


@pytest.mark.parametrize(
    "data",
    [b"", b"<opml>", b"<rss/>", b"\x00\xff", b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml>&a;</opml>",
     b"<opml>" + b"<outline>" * 50_000],
)  # fmt: skip
def test_what_is_no_list_of_feeds_is_refused(data: bytes) -> None:
    with pytest.raises(OpmlError):
        read_opml(data)
