"""Recalling: lists of captures in every form, and the captures as they were stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from socitm_tui.parsing.formats import parse_document
from socitm_tui.web.http import FetchLimits
from socitm_tui.web.urls import AddressError
from socitm_tui.web.wayback import (
    ListingError,
    limit_snapshots,
    listing_url,
    parse_bound,
    parse_listing,
    recall_snapshots,
)
from tests.web.server import PAGE, Server, running

LIMITS = FetchLimits(connect_s=2, read_s=1, total_s=3, pause_s=0)
ARCHIVE = "https://web.archive.org"
OLD, NEW = "20100502101112", "20120102000000"


def row(moment: str, digest: str, status: str = "200", kind: str = "text/html") -> list[str]:
    return ["example,g)/", moment, "http://g.example/", kind, status, digest, "10"]


NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROWS = [row(NEW, "B"), row(OLD, "A"), row("20110101000000", "A")]
LINES = {
    "table": json.dumps([NAMES, *ROWS]),
    "columns": "\n".join(" ".join(one) for one in ROWS),
    "objects": "\n".join(json.dumps(dict(zip(NAMES, one, strict=True))) for one in ROWS),
    "pywb": "\n".join(
        json.dumps(
            {"timestamp": one[1], "url": one[2], "mime": one[3], "status": one[4], "digest": one[5]}
        )
        for one in ROWS
    ),
}


@pytest.mark.parametrize("text", LINES.values(), ids=LINES.keys())
def test_a_list_is_understood_in_every_form_in_which_archives_write_it(text: str) -> None:
    found, repeated = parse_listing(text.encode(), ARCHIVE)
    assert [(one.captured_at, one.replay_url) for one in found] == [
        ("2010-05-02T10:11:12Z", f"{ARCHIVE}/web/{OLD}id_/http://g.example/"),
        ("2012-01-02T00:00:00Z", f"{ARCHIVE}/web/{NEW}id_/http://g.example/"),
    ]
    assert repeated == 1


def test_only_good_pages_within_the_bounds_are_taken() -> None:
    rows = [
        row("20090101000000", "A"), row("20100101000000", "B", "404"),
        row("20100201000000", "C", kind="image/png"), row("20100301000000", "D"),
        row("20101231235959", "E", "-", "warc/revisit"), row("20110101000000", "F"),
        row("201", "G"), [1, 2], row("20100302000000", "D"),
    ]  # fmt: skip
    found, _ = parse_listing(json.dumps([NAMES, *rows]).encode(), ARCHIVE, "2010", "2010")
    assert [one.digest for one in found] == ["D", "E"]


@pytest.mark.parametrize("text", ["", "[]", "\n"])
def test_an_empty_list_is_a_list(text: str) -> None:
    assert parse_listing(text.encode(), ARCHIVE) == ((), 0)


@pytest.mark.parametrize("text", ["<html>Sorry</html>", "[[", "{}x", "[[" * 10_000])
def test_what_is_no_list_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ListingError):
        parse_listing(text.encode(), ARCHIVE)


@pytest.mark.parametrize(
    ("words", "asked"),
    [("2012", "2012"), ("2012-03", "201203"), ("2012-03-27", "20120327"), ("20120327", "20120327")],
)
def test_a_bound_is_a_year_a_month_or_a_day(words: str, asked: str) -> None:
    assert parse_bound(words) == asked


@pytest.mark.parametrize("words", ["", "12", "2012-13", "March", "2012-03-32", "2012-3"])
def test_what_is_no_bound_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="no year, month or day"):
        parse_bound(words)


def test_the_list_is_asked_where_the_archive_keeps_it() -> None:
    asked = urlsplit(listing_url("http://g.example/a?b=1&c", ARCHIVE, "2010", "2012"))
    assert asked.path == "/cdx/search/cdx"
    given = parse_qs(asked.query)
    assert given["url"] == ["http://g.example/a?b=1&c"]
    assert (given["from"], given["to"]) == (["2010"], ["2012"])
    assert listing_url("http://a/", "http://127.0.0.1:8/coll/").startswith(
        "http://127.0.0.1:8/coll/cdx?"
    )


def test_fewer_captures_are_the_first_the_last_and_some_between() -> None:
    found, _ = parse_listing(
        "\n".join(" ".join(row(f"20{n}0101000000", str(n))) for n in range(10, 20)).encode(),
        ARCHIVE,
    )
    assert [one.digest for one in limit_snapshots(found, 4)] == ["10", "13", "16", "19"]
    assert limit_snapshots(found, None) == found
    assert [one.digest for one in limit_snapshots(found, 1)] == ["10"]


# ------------------------------------------------------------------ a server that speaks CDX
@pytest.fixture
def server() -> Iterator[Server]:
    with running() as one:
        one.says("/cdx/search/cdx", LINES["table"].encode(), Content_Type="application/json")
        one.says(f"/web/{OLD}id_/http://g.example/", PAGE)
        one.says(f"/web/{NEW}id_/http://g.example/", PAGE.replace(b"Monday", b"Tuesday"))
        yield one


def test_the_distinct_captures_come_with_their_address_and_time(server: Server) -> None:
    found = recall_snapshots("http://g.example/", archive_url=server.url(), limits=LIMITS)
    assert [(one.url, one.seen) for one in found.documents] == [
        ("http://g.example/", "2010-05-02T10:11:12Z"),
        ("http://g.example/", "2012-01-02T00:00:00Z"),
    ]
    assert (found.problems, found.listed_count, found.repeated_count) == ((), 2, 1)
    assert found.documents[0].data == PAGE
    assert parse_document(found.documents[1]).why[-1].startswith("It was captured 2012-01-02")


def test_a_capture_that_cannot_be_had_is_named_and_the_others_come(server: Server) -> None:
    server.says(f"/web/{OLD}id_/http://g.example/", b"", "500 Trouble")
    found = recall_snapshots("http://g.example/", archive_url=server.url(), limits=LIMITS)
    assert len(found.documents) == 1
    assert found.problems == ("The capture of 2010-05-02 has an internal error (500).",)


def test_an_archive_that_asks_for_patience_is_asked_once_more(server: Server) -> None:
    path, waited = f"/web/{OLD}id_/http://g.example/", []
    server.says(path, b"", "429 Too Many Requests", Retry_After="7")

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        server.says(path, PAGE)

    found = recall_snapshots(
        "http://g.example/", archive_url=server.url(), limits=LIMITS, sleep=sleep
    )
    assert (waited, len(found.documents), found.problems) == ([7], 2, ())


@pytest.mark.parametrize("path", ["/gone/", "/page/", "/none/"])
def test_an_archive_without_a_list_is_said_to_give_none(server: Server, path: str) -> None:
    server.says("/page/cdx", PAGE)
    with pytest.raises(AddressError):
        recall_snapshots("http://g.example/", archive_url=server.url(path), limits=LIMITS)


def test_bounds_in_the_wrong_order_are_said(server: Server) -> None:
    with pytest.raises(ValueError, match="“2013” is after “2012-05”"):
        recall_snapshots(
            "http://g.example/", "2013", "2012-05", archive_url=server.url(), limits=LIMITS
        )
    assert server.requests == []
