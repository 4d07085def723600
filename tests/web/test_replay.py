"""A real replay server and a real crawler, on loopback.

The server is pywb, which the test installs from the package registry into a folder of its
own; without a registry the replay is passed over, and so is the crawl where there is no wget.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from socitm_tui.parsing.formats import Document, parse_document
from socitm_tui.parsing.formats.archive_members import RefusedMember
from socitm_tui.parsing.formats.containers import open_container
from socitm_tui.web.http import FetchLimits
from socitm_tui.web.wayback import recall_snapshots
from tests.registry import folder_with
from tests.web.server import FEED, PAGE, running
from tests.webarchives import written

pytestmark = pytest.mark.slow

LIMITS = FetchLimits(connect_s=5, read_s=20, total_s=60, pause_s=0)
LATER = PAGE.replace(b"from Monday", b"from Tuesday")
URL = "http://g.example/news"
CAPTURES = (
    (URL, "2010-05-02T10:11:12Z", "200 text/html", PAGE),
    (URL, "2011-01-01T00:00:00Z", "200 text/html", PAGE),
    (URL, "2011-06-01T00:00:00Z", "404 text/html", b"<p>Nothing here"),
    (URL, "2012-01-02T03:04:05Z", "200 text/html; charset=utf-8", LATER),
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def pywb(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables by which pywb's programs run."""
    return folder_with("pywb", tmp_path_factory.mktemp("pywb"))


@pytest.fixture
def replay(pywb: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """The address of a collection that pywb serves."""
    (tmp_path / "a.warc.gz").write_bytes(written(CAPTURES))
    for arguments in (["init", "news"], ["add", "news", str(tmp_path / "a.warc.gz")]):
        subprocess.run(
            ["wb-manager", *arguments],
            env=pywb, cwd=tmp_path, check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    port = free_port()
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(
        ["wayback", "-p", str(port), "-b", "127.0.0.1"],
        env=pywb, cwd=tmp_path, stdout=log, stderr=log,
    ) as server:  # fmt: skip
        address = f"http://127.0.0.1:{port}/news"
        try:
            _await(f"{address}/cdx?url=http://g.example/news")
            yield address
        finally:
            server.terminate()


def _await(address: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the replay server did not begin to serve")


def test_the_distinct_captures_come_out_of_a_replay_server_as_they_were_stored(replay: str) -> None:
    found = recall_snapshots(URL, archive_url=replay, limits=LIMITS)
    assert found.problems == ()
    assert [(one.url, one.seen, one.data) for one in found.documents] == [
        (URL, "2010-05-02T10:11:12Z", PAGE),
        (URL, "2012-01-02T03:04:05Z", LATER),
    ]
    assert found.repeated_count == 1
    within = recall_snapshots(URL, "2011", "2011-12-31", archive_url=replay, limits=LIMITS)
    assert [one.seen for one in within.documents] == ["2011-01-01T00:00:00Z"]
    assert (
        recall_snapshots("http://g.example/other", archive_url=replay, limits=LIMITS).documents
        == ()
    )


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not there to crawl")
def test_what_a_crawler_archived_is_read_back_item_by_item(tmp_path: Path) -> None:
    with running() as server:
        server.says(
            "/",
            b"<!doctype html><a href='/page'>1</a> <a href='/feed'>2</a> <a href='/gone'>3</a>",
        )
        subprocess.run(
            ["wget", "-q", "-r", "-l", "2", "--warc-file=crawl", "--no-proxy", "-e", "robots=off",
             server.url()],
            cwd=tmp_path, check=False, capture_output=True, timeout=60,
        )  # fmt: skip
        crawl = tmp_path / "crawl.warc.gz"
        found = list(open_container(Document(crawl.name, crawl.read_bytes())))
        assert not [one for one in found if isinstance(one, RefusedMember)]
        documents = {one.url: one for one in found if isinstance(one, Document)}
        assert set(documents) == {server.url(), server.url("/page"), server.url("/feed")}
        assert documents[server.url("/page")].data == PAGE
        assert documents[server.url("/feed")].data == FEED
        for path in ("/page", "/feed"):
            cut = parse_document(documents[server.url(path)])
            (draft,) = cut.drafts
            assert (draft.title, draft.date and draft.date.value) == (
                "The ferry is back", "2010-05-01",
            )  # fmt: skip
            assert cut.why[-1].startswith("It was captured 20")
