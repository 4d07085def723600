"""Archives of documents, and lists of feeds, against what a careful person finds in them.

`cases/archives/NAME.*` is an archive; `NAME.gold.json` beside it names each document inside with
its address, its time and its items, and what is refused. `cases/opml` are lists of feeds.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from socitm_tui.ingest.documents import read_documents
from socitm_tui.ingest.loader import load_paths
from socitm_tui.parsing.formats import (
    RefusedError,
    document_of_capture,
    document_text,
    parse_document,
)
from socitm_tui.parsing.formats.containers import container_formats, is_container
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home
from socitm_tui.web.opml import OpmlError, read_opml, write_opml
from socitm_tui.web.subscriptions import Subscription

CASES = Path(__file__).parent / "cases"
ARCHIVES = sorted((CASES / "archives").glob("*.gold.json"))
LISTS = sorted((CASES / "opml").glob("*.gold.json"))


def named(gold: Path) -> str:
    return gold.name.removesuffix(".gold.json")


def beside(gold: Path) -> Path:
    (path,) = (one for one in gold.parent.glob(f"{named(gold)}.*") if one != gold)
    return path


@pytest.mark.parametrize("gold", ARCHIVES, ids=named)
def test_an_archive_gives_what_its_gold_says(gold: Path) -> None:
    wanted = json.loads(gold.read_text("utf-8"))
    documents, refused, again = [], [], []
    for met in read_documents([beside(gold)]):
        if met.recapture:
            again.append(met.recapture.seen)
            continue
        try:
            if met.document is None:
                raise RefusedError(met.problem)
            documents.append((met.document, parse_document(met.document)))
        except RefusedError as error:
            refused.append((met.path, str(error)))
    for (path, problem), said in zip(refused, wanted["refused"], strict=True):
        assert path.endswith(said["name"])
        assert said["problem"] in problem
    assert again == wanted.get("again", again)
    assert len(documents) == len(wanted["documents"])
    for (document, cut), said in zip(documents, wanted["documents"], strict=True):
        assert document.name.endswith(said["name"])
        assert document.url == said.get("url")
        assert "seen" not in said or document.seen == said["seen"]
        assert cut.doubtful == said.get("doubtful")
        assert len(cut.drafts) == len(said["items"])
        for draft, item in zip(cut.drafts, said["items"], strict=True):
            assert agrees(draft, item), (draft, item)


def test_a_page_captured_again_unchanged_is_one_item_with_its_times(home: Home) -> None:
    load_paths(home, [CASES / "archives" / "not-modified.warc.gz"], "2026-01-01T00:00:00Z")
    (item,) = Archive(home.archive).read().items
    times = [one.why for one in item.evidence if one.field == "capture"]
    assert times == [
        "captured 2010-11-11 at 06:00 UTC from http://q.example/fares",
        "captured again, unchanged, 2010-12-11 at 06:00 UTC, 2011-01-11 at 06:00 UTC",
    ]


def agrees(draft: Any, item: dict[str, Any]) -> bool:  # noqa: ANN401 - a draft
    date = draft.date and draft.date.value
    return bool(
        item.get("title", draft.title) == draft.title
        and item.get("date", date) == date
        and item.get("url", draft.url) == draft.url
        and item.get("body", draft.body) == draft.body
        and draft.body.startswith(item.get("body_starts", ""))
        and draft.body.endswith(item.get("body_ends", ""))
    )


@pytest.mark.parametrize("gold", ARCHIVES, ids=named)
def test_every_item_of_an_archive_is_found_again_in_its_kept_capture(
    gold: Path, home: Home
) -> None:
    load_paths(home, [beside(gold)], "2026-01-01T00:00:00Z")
    folder = CaptureFolder(home.captures)
    contents = Archive(home.archive).read()
    captures = {one.sha256: one for one in contents.captures}
    assert contents.items
    for item in contents.items:
        capture = captures[item.capture_sha256]
        lines = document_text(document_of_capture(capture, folder.read(capture.sha256))).split("\n")
        first, last = item.capture_lines
        shown = " ".join(lines[first - 1 : last])
        assert item.body.split()[-1] in shown


def test_every_archive_is_held_by_one_kind_only() -> None:
    for gold in ARCHIVES:
        head = beside(gold).read_bytes()
        assert is_container(head)
        assert sum(one.recognises_head(head) for one in container_formats()) == 1


@pytest.mark.parametrize("gold", LISTS, ids=named)
def test_a_list_of_feeds_gives_what_its_gold_says(gold: Path) -> None:
    wanted, data = json.loads(gold.read_text("utf-8")), beside(gold).read_bytes()
    if "problem" in wanted:
        with pytest.raises(OpmlError, match=wanted["problem"]):
            read_opml(data)
        return
    subscriptions, refused = read_opml(data)
    assert refused == wanted["refused"]
    assert [[one.url, one.title] for one in subscriptions] == wanted["sources"]
    again, none = read_opml(write_opml(subscriptions).encode())
    assert (again, none) == (subscriptions, 0)
    assert all(replace(one, is_user_given=False) == one for one in again)
    assert Subscription(
        subscriptions[0].url
    ).is_user_given  # typed by the user, it may be in their own network


def test_a_list_of_feeds_is_no_news(tmp_path: Path) -> None:
    ledger = load_paths(
        Home.find(tmp_path), [CASES / "opml/exported-by-a-reader.opml"], "2026-01-01"
    )
    (line,) = ledger.skipped
    assert "`socitm-tui follow FILE` follows what it lists" in (line.problem or "")
