"""Following, refreshing and recalling as the shell does them, from a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.cli.archive import ensure_archive
from socitm_tui.cli.main import run_command
from socitm_tui.ingest.documents import read_documents
from socitm_tui.ingest.loader import load_documents, load_paths
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home
from socitm_tui.web import http
from socitm_tui.web.http import FetchLimits
from socitm_tui.web.subscriptions import SubscriptionFile
from tests.homes import items_of
from tests.web.server import FEED, PAGE, Server, running
from tests.webarchives import written

NOW = "2024-05-01T12:00:00Z"
SECOND = FEED.replace(
    b"</channel>", b"<item><title>The bell is up</title><guid>2</guid></item></channel>"
)
CHANGED = SECOND.replace(b"from Monday", b"from Tuesday")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    quick = FetchLimits(connect_s=2, read_s=0.6, total_s=2, max_bytes=1_000_000, pause_s=0)
    monkeypatch.setattr(http, "DEFAULT_LIMITS", quick)
    with running() as one:
        yield one


def run(home: Home, *words: str) -> int:
    return run_command(["--home", str(home.path), *words])


def titles(home: Home) -> list[str]:
    return sorted(str(item.title) for item in items_of(home))


# ------------------------------------------------------------------ follow and refresh
def test_a_feed_is_followed_loaded_and_asked_again(
    home: Home, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.says("/news", FEED, Content_Type="application/rss+xml")
    assert run(home, "follow", server.url("/news")) == 0
    assert "Now followed: “The Gazette”" in capsys.readouterr().out
    (item,) = items_of(home)
    assert (item.title, item.date, item.publisher) == (
        "The ferry is back",
        "2010-05-01",
        "The Gazette",
    )
    assert run(home, "refresh") == 0
    assert capsys.readouterr().out == "Nothing is new.\n"

    server.says("/news", SECOND, Content_Type="application/rss+xml")
    assert run(home, "refresh") == 0
    assert capsys.readouterr().out == f"{server.url('/news')}  1 new item\n"
    assert titles(home) == ["The bell is up", "The ferry is back"]


def test_a_list_that_cannot_be_written_is_said_beside_what_was_loaded(
    home: Home,
    server: Server,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full_disk(path: Path, *_: object) -> None:
        raise StorageError(f"{path.name} could not be written (No space left on device).")

    with monkeypatch.context() as now:
        now.setattr("socitm_tui.storage.json_file.write_atomic", full_disk)
        assert run(home, "follow", server.url("/feed")) == 1
    assert f"1 item added, but {server.url('/feed')} is not followed: following.json could not" in (
        capsys.readouterr().err
    )
    assert titles(home) == ["The ferry is back"]
    run(home, "follow", server.url("/feed"))
    server.says("/feed", SECOND, Content_Type="application/rss+xml")
    with monkeypatch.context() as now:
        now.setattr("socitm_tui.storage.json_file.write_atomic", full_disk)
        assert run(home, "refresh") == 1
    out, err = capsys.readouterr()
    assert out.endswith("1 new item\n")
    assert err.endswith("So all of it is fetched again the next time, and no item is repeated.\n")
    assert titles(home) == ["The bell is up", "The ferry is back"]
    assert run(home, "refresh") == 0


def test_what_a_publisher_changes_stays_beside_what_it_was(home: Home, server: Server) -> None:
    for body in (FEED, SECOND, CHANGED, SECOND, FEED, CHANGED):
        server.says("/news", body, Content_Type="application/rss+xml")
        run(home, "follow", server.url("/news"))
        run(home, "refresh")
    assert titles(home) == ["The bell is up", "The ferry is back", "The ferry is back"]
    told = [item for item in items_of(home) if item.title == "The ferry is back"]
    assert len({item.body for item in told}) == 2
    assert told[0].same_story == (told[1].key,)
    captures = Archive(home.archive).read().captures
    assert len(captures) == 3
    assert all(one.url == server.url("/news") and one.seen for one in captures)
    kept = CaptureFolder(home.captures)
    assert {kept.read(one.sha256) for one in captures} == {FEED, SECOND, CHANGED}


def test_a_page_that_names_a_feed_leads_to_it_and_may_be_followed_itself(
    home: Home, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, "follow", server.url("/page")) == 0
    assert run(home, "follow", "--page", server.url("/page")) == 0
    assert run(home, "follow", server.url("/feed")) == 0
    out = capsys.readouterr().out
    assert "is followed already" in out
    urls = [subscription.url for subscription in SubscriptionFile(home.subscriptions).read()]
    assert urls == [server.url("/feed"), server.url("/page")]
    assert len(items_of(home)) == 2


def test_an_encoding_that_only_the_server_names_is_heeded_for_good(
    home: Home, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "Паром снова ходит с понедельника, четыре раза в час, а в базарные дни вдвое чаще."
    page = f"<!doctype html><h1>Паром снова ходит</h1><p>1 May 2010</p><p>{words}</p>"
    list_ = f"01/05/10\nПаром снова ходит\n{words}\n\n02/05/10\nКолокол\n{words[::-1]}\n"
    feed = (
        "<rss version='2.0'><channel><title>Г</title><item><title>Паром снова ходит</title>"
        f"<pubDate>Sat, 01 May 2010</pubDate><description>{words}</description></item></channel>"
        "</rss>"
    )
    kinds_of = {"/p": (page, "text/html"), "/l": (list_, "text/plain"), "/f": (feed, "text/xml")}
    for path, (text, kind) in kinds_of.items():
        server.says(path, text.encode("koi8-r"), Content_Type=f"{kind}; charset=KOI8-R")
        assert run(home, "follow", server.url(path)) == 0
    found = [item for item in items_of(home) if item.title == "Паром снова ходит"]
    assert [item.body for item in found] == [words] * 3
    capsys.readouterr()
    for item in found:
        run(home, "show", item.key, "--capture")
        assert words in capsys.readouterr().out
    before = items_of(home)
    home.archive.unlink()
    assert run(home, "check", "--repair") == 0
    assert items_of(home) == before


@pytest.mark.parametrize("path", ["/gone", "/none-such", "/silent", "/picture", "/half", "/bomb"])
def test_what_cannot_be_had_is_said_and_not_followed(
    home: Home, server: Server, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    assert run(home, "follow", server.url(path)) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"socitm-tui: {server.url(path)} ")
    assert SubscriptionFile(home.subscriptions).read() == ()


def test_failures_rest_and_what_is_gone_or_has_moved_is_remembered(
    home: Home, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in ("/one", "/two", "/three", "/four"):
        body = FEED.replace(b"g.example", path[1:].encode()).replace(b"ferry", path[1:].encode())
        server.says(path, body, Content_Type="application/rss+xml")
        assert run(home, "follow", server.url(path)) == 0
    before = items_of(home)
    server.says("/one", b"", "500 Trouble")
    server.says("/two", b"", "410 Gone")
    server.says("/three", b"", "301 Moved", Location="/feed")
    capsys.readouterr()
    assert run(home, "refresh") == 1
    said = capsys.readouterr()
    assert f"{server.url('/one')} has an internal error (500)." in said.err
    assert f"{server.url('/two')} is gone for good (410)." in said.err
    assert f"{server.url('/three')} has moved for good to {server.url('/feed')}." in said.out
    assert {item.key for item in before} <= {item.key for item in items_of(home)}
    asked = len(server.requests)
    assert run(home, "refresh") == 0
    said = capsys.readouterr()
    assert "is paused until" in said.out
    assert "is gone for good and is not fetched any more" in said.out
    assert len(server.requests) == asked + 2
    assert run(home, "refresh", "--all", server.url("/one")) == 1
    assert run(home, "follow") == 0
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_lists_of_feeds_go_out_and_come_in_and_nothing_is_fetched_by_it(
    home: Home, server: Server, tmp_path: Path
) -> None:
    assert run(home, "follow", server.url("/feed")) == 0
    assert run(home, "follow", "--export", str(tmp_path / "all.opml")) == 0
    assert run(home, "follow", "--remove", server.url("/feed")) == 0
    assert run(home, "follow", "--remove", server.url("/feed")) == 1
    assert run(home, "follow", "--remove") == 2
    asked = len(server.requests)
    assert run(home, "follow", str(tmp_path / "all.opml")) == 0
    assert len(server.requests) == asked
    assert [one.url for one in SubscriptionFile(home.subscriptions).read()] == [server.url("/feed")]
    assert run(home, "refresh") == 1  # a list may not lead into a private network
    assert run(home, "follow", str(tmp_path / "none.opml")) == 1


def test_refresh_without_anything_followed_says_what_to_do(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, "refresh") == 0
    assert "socitm-tui follow URL" in capsys.readouterr().out
    assert run(home, "refresh", "https://a.example/") == 1


# ------------------------------------------------------------------ recall
def test_old_captures_of_a_page_are_loaded_with_their_times(
    home: Home, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    later = PAGE.replace(b"from Monday", b"from Tuesday")
    again = PAGE.replace(b"</body>", b"<footer>Since 1999</footer></body>")
    rows = [["timestamp", "original", "mimetype", "statuscode", "digest"]]
    for number, body in enumerate((PAGE, again, later)):
        moment = f"201{number}0502101112"
        rows.append([moment, "http://g.example/", "text/html", "200", str(number)])
        server.says(f"/web/{moment}id_/http://g.example/", body)
    server.says("/cdx/search/cdx", json.dumps(rows).encode(), Content_Type="application/json")
    assert run(home, "recall", "http://g.example/", "--archive", server.url()) == 0
    assert "3 of 3 distinct captures fetched." in capsys.readouterr().out
    told = items_of(home)
    assert len(told) == 2  # the second capture says nothing that the first does not
    assert {item.url for item in told} == {"http://g.example/"}
    said = {one.why for item in told for one in item.evidence if one.field == "capture"}
    assert said == {
        "captured 2010-05-02 at 10:11 UTC from http://g.example/",
        "captured 2012-05-02 at 10:11 UTC from http://g.example/",
    }
    server.says("/web/20100502101112id_/http://g.example/", again)
    server.says("/web/20110502101112id_/http://g.example/", PAGE)
    assert run(home, "recall", "http://g.example/", "--archive", server.url()) == 0
    recalled_again = items_of(home)  # the same bytes, seen again, were seen when they first were
    assert [replace(item, evidence=()) for item in recalled_again] == [
        replace(item, evidence=()) for item in told
    ]
    new = {one.why for item in recalled_again for one in item.evidence if one.field == "capture"}
    assert new - said == {"captured again, unchanged, 2011-05-02 at 10:11 UTC"}
    empty = json.dumps(rows[:1]).encode()
    server.says("/cdx/search/cdx", empty, Content_Type="application/json")
    assert run(home, "recall", "http://g.example/", "--archive", server.url()) == 1
    assert "The archive holds no capture of http://g.example/." in capsys.readouterr().err
    assert run(home, "recall", "http://g.example/", "--archive", server.url("/gone")) == 1
    assert run(home, "recall", "http://g.example/", "--from", "soon") == 1
    assert "nothing was loaded" in capsys.readouterr().err


# ------------------------------------------------------------------ archives through the loader
ANSWERS = (
    ("http://g.example/news", "2010-05-02T10:11:12Z", "200 text/html", PAGE),
    ("http://g.example/feed", "2010-05-03T00:00:00Z", "200 application/rss+xml", FEED),
    ("http://g.example/odd", "2010-05-03T00:00:00Z", "200 application/json", b"{}"),
)


def test_each_record_of_a_web_archive_is_a_capture_with_its_address_and_time(
    home: Home, tmp_path: Path
) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(written(ANSWERS))
    (tmp_path / "page.html").write_bytes(PAGE)
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "style.css").write_text("p {}")
    ledger = load_paths(home, [tmp_path], NOW)
    assert [(line.name, line.status) for line in ledger.lines] == [
        ("crawl.warc.gz/g.example/news", "loaded"),
        ("crawl.warc.gz/g.example/feed", "loaded"),
        ("crawl.warc.gz/g.example/odd.json", "skipped"),
        ("page.html", "loaded"),
    ]
    captures = {one.name: one for one in Archive(home.archive).read().captures}
    news = captures["crawl.warc.gz/g.example/news"]
    assert (news.url, news.seen) == ("http://g.example/news", "2010-05-02T10:11:12Z")
    assert CaptureFolder(home.captures).read(news.sha256) == PAGE
    assert load_paths(home, [tmp_path], NOW).added == 0


def test_the_time_of_a_capture_outlives_the_archive(home: Home, tmp_path: Path) -> None:
    (tmp_path / "crawl.warc").write_bytes(written(ANSWERS, packed=False))
    load_paths(home, [tmp_path / "crawl.warc"], NOW)
    before = Archive(home.archive).read()
    home.archive.unlink()
    assert ensure_archive(home)
    assert Archive(home.archive).read() == before


def test_show_marks_the_lines_of_a_saved_page(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    load_documents(home, read_documents([tmp_path / "page.html"]), NOW)
    (item,) = items_of(home)
    assert run(home, "show", item.key, "--capture") == 0
    out = capsys.readouterr().out
    assert "▌    1  The ferry is back" in out
    assert "<p>" not in out
