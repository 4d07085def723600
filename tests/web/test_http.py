"""Fetching from a server on loopback that answers in every way a server can."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from socitm_tui.web.http import (
    MAX_WAIT_S,
    FetchLimits,
    FetchRequest,
    fetch_all,
    parse_content_type,
    parse_retry_after,
)
from socitm_tui.web.urls import AddressError, is_private_address, normalize_url
from tests.web.server import FEED, PAGE, Server, answer, running

LIMITS = FetchLimits(connect_s=2, read_s=0.6, total_s=1.5, max_bytes=1_000_000, pause_s=0)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as one:
        yield one


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("path", "outcome", "problem"),
    [
        ("/feed", "fetched", None),
        ("/page", "fetched", None),
        ("/lent", "fetched", None),
        ("/none-such", "failed", "was not found (404)"),
        ("/gone", "gone", "is gone for good (410)"),
        ("/login", "failed", "asks for a log-in (401)"),
        ("/closed", "failed", "refuses to answer (403)"),
        ("/busy", "failed", "asks clients to wait for a while (429)"),
        ("/broken", "failed", "has an internal error (500)"),
        ("/resting", "failed", "is unavailable just now (503)"),
        ("/teapot", "failed", "answers with status 418, not with a page"),
        ("/picture", "failed", "answers with image/png, which is no page, feed or text"),
        ("/nothing", "failed", "answers with nothing at all"),
        ("/round", "failed", "redirects more than 5 times"),
        ("/itself", "failed", "redirects to itself"),
        ("/inside", "failed", "points into a private network, which only you may name"),
        ("/metadata", "failed", "points into a private network, which only you may name"),
        ("/file", "failed", "redirects to what is no address of the web"),
        ("/half", "failed", "stopped in the middle of its answer"),
        ("/hung-up", "failed", "closed the connection without an answer"),
        ("/noise", "failed", "sends no valid HTTP"),
        ("/bomb", "failed", "sends more than 0.953674 MB"),
        ("/endless", "failed", "sends more than 0.953674 MB"),
        ("/badly-packed", "failed", "sent compressed data that is damaged"),
        ("/silent", "failed", "sent nothing for 0.6 seconds"),
        ("/silent-body", "failed", "sent nothing for 0.6 seconds"),
        ("/drip", "failed", "did not finish within 1.5 seconds"),
        ("/drip-head", "failed", "did not finish within 1.5 seconds"),
    ],
)
def test_every_answer_has_an_outcome_and_a_sentence(
    server: Server, path: str, outcome: str, problem: str | None
) -> None:
    started = time.monotonic()
    (got,) = fetch_all([FetchRequest(server.url(path))], LIMITS)
    assert (got.outcome, got.problem) == (outcome, problem)
    assert time.monotonic() - started < 4
    assert not (got.data and got.problem)


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://127.0.0.1:x/", "http://127.0.0.1:99999/", "http://127.0.0.1/\0"]
)
def test_an_address_that_is_none_stops_no_other(server: Server, url: str) -> None:
    strange, one = fetch_all([FetchRequest(url), FetchRequest(server.url("/feed"))], LIMITS)
    assert (strange.outcome, strange.problem) == ("failed", "is no address of the web")
    assert (one.outcome, one.data) == ("fetched", FEED)


def test_settings_that_nothing_can_be_asked_with_are_said_of_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://here")
    (one,) = fetch_all([FetchRequest("http://a.example/")], LIMITS)
    assert one.problem
    assert one.problem.startswith("cannot be asked with the settings of this machine")
    assert not one.is_reached


def test_what_was_fetched_has_its_bytes_its_kind_and_its_marks(server: Server) -> None:
    (got,) = fetch_all([FetchRequest(server.url("/feed"))], LIMITS)
    assert (got.data, got.content_type, got.etag) == (FEED, "application/rss+xml", '"1"')
    assert (got.url, got.final_url, got.new_url) == (server.url("/feed"), server.url("/feed"), None)


def test_what_is_known_is_not_sent_again(server: Server) -> None:
    (got,) = fetch_all([FetchRequest(server.url("/etag"), etag='"1"')], LIMITS)
    assert (got.outcome, got.data) == ("unchanged", b"")
    (got,) = fetch_all([FetchRequest(server.url("/etag"), etag='"0"')], LIMITS)
    assert got.outcome == "fetched"


@pytest.mark.parametrize(
    ("path", "moved"), [("/moved", "/feed"), ("/lent", ""), ("/moved-then-lent", "/lent")]
)
def test_only_a_permanent_move_is_remembered(server: Server, path: str, moved: str) -> None:
    (got,) = fetch_all([FetchRequest(server.url(path))], LIMITS)
    assert got.final_url == server.url("/feed")
    assert got.new_url == (server.url(moved) if moved else None)


def test_no_cookie_is_sent_back(server: Server) -> None:
    server.says("/cookie", PAGE, Set_Cookie="a=b")
    fetch_all([FetchRequest(server.url("/cookie")), FetchRequest(server.url("/cookie"))], LIMITS)
    assert "ookie: a=b" not in "".join(server.asked("/cookie"))


def test_a_private_address_that_the_user_did_not_name_is_not_asked(server: Server) -> None:
    before = len(server.requests)
    (got,) = fetch_all([FetchRequest(server.url("/feed"), allow_private=False)], LIMITS)
    assert got.problem == "points into a private network, which only you may name"
    assert len(server.requests) == before


def test_one_host_is_asked_one_by_one_and_the_order_is_kept(server: Server) -> None:
    running_now, most = 0, 0
    lock = threading.Lock()

    def slowly(peer: object, _: str) -> None:
        nonlocal running_now, most
        with lock:
            running_now += 1
            most = max(most, running_now)
        time.sleep(0.05)
        with lock:
            running_now -= 1
        peer.sendall(answer(PAGE))  # type: ignore[attr-defined]

    server.answers["/slowly"] = slowly
    told: list[int] = []
    asked = [FetchRequest(server.url(f"/slowly?{n}")) for n in range(6)]
    answers = fetch_all(asked, LIMITS, lambda done, *_: told.append(done))
    assert [one.url for one in answers] == [one.url for one in asked]
    assert (most, told) == (1, [1, 2, 3, 4, 5, 6])


def test_nobody_at_home() -> None:
    with running() as gone:
        url = gone.url()
    (refused, unknown) = fetch_all(
        [FetchRequest(url), FetchRequest("http://no-such-host.invalid/")], LIMITS
    )
    assert refused.problem == "cannot be reached"
    assert unknown.problem == "could not be found: no machine has that name"


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not there")
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
         "-days", "2", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    import socket  # noqa: PLC0415

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        peer, _ = listener.accept()
        with peer:
            try:
                context.wrap_socket(peer, server_side=True).close()
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    (got,) = fetch_all([FetchRequest(f"https://127.0.0.1:{listener.getsockname()[1]}/")], LIMITS)
    thread.join(5)
    listener.close()
    assert got.problem == "shows a certificate that is not valid for it"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, None), ("", None), ("120", 120), ("9" * 11, MAX_WAIT_S), ("9" * 5000, None),
     ("-1", None), ("soon", None), ("Sat, 01 Jan 2000 00:00:00 GMT", 0),
     ("Sat, 01 Jan 2980 00:00:00 GMT", MAX_WAIT_S),
     ("Sat, 01 Jan 2000 00:00:00 +99999999999999", None)],
)  # fmt: skip
def test_the_wait_that_a_server_asks_for_has_a_ceiling(
    header: str | None, seconds: int | None
) -> None:
    assert parse_retry_after(header) == seconds


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("example.org/News?a=1#top", "https://example.org/News?a=1"),
        ("HTTP://EXAMPLE.org", "http://example.org/"),
        (" http://[::1]:8000/x ", "http://[::1]:8000/x"),
    ],
)
def test_an_address_has_one_form(words: str, address: str) -> None:
    assert normalize_url(words) == address


@pytest.mark.parametrize(
    "words",
    ["", "file:///etc/passwd", "javascript:alert(1)", "ftp://a.example/", "http://", "http://a b/",
     "http://ann:secret@a.example/", "http://[::1", "http://a:99999/", "exec:rm"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(words: str) -> None:
    with pytest.raises(AddressError):
        normalize_url(words)


@pytest.mark.parametrize(
    ("number", "private"),
    [("8.8.8.8", False), ("127.0.0.1", True), ("10.1.2.3", True), ("169.254.169.254", True),
     ("::1", True), ("::ffff:10.0.0.1", True), ("fe80::1%eth0", True), ("0.0.0.0", True),  # noqa: S104
     ("2001:4860:4860::8888", False), ("what", True)],
)  # fmt: skip
def test_what_is_inside_somebodys_network_is_known(number: str, *, private: bool) -> None:
    assert is_private_address(number) is private


def test_a_wish_to_stop_leaves_what_has_not_answered(server: Server) -> None:
    stop = threading.Event()
    asked = [FetchRequest(server.url("/feed")), FetchRequest(server.url("/silent"))]

    def progress(done: int, total: int, name: str) -> None:
        stop.set()

    began = time.monotonic()
    patient = FetchLimits(connect_s=20, read_s=20, total_s=60, pause_s=0)
    first, second = fetch_all(asked, patient, progress, stop)
    assert (first.outcome, second.outcome) == ("fetched", "stopped")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("text/html; charset=KOI8-R", ("text/html", "koi8-r")),
        ('Text/HTML;charset="utf-8"', ("text/html", "utf-8")),
        ("text/html", ("text/html", None)),
        ("", ("", None)),
        ("text/html; charset=", ("text/html", None)),
    ],
)
def test_an_encoding_named_beside_the_type_is_heard(
    header: str, found: tuple[str, str | None]
) -> None:
    assert parse_content_type(header) == found
