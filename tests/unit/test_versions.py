"""Versions: what a source rewrites is linked with what it was, and nothing else is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from socitm_tui.ingest.documents import InputDocument
from socitm_tui.ingest.loader import load_documents, load_paths
from socitm_tui.model.entities import Item
from socitm_tui.parsing.formats import Document
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.home import Home

CASES = Path(__file__).parents[1] / "cases"
NOW = "2024-05-01T12:00:00Z"
PAGE = "<!doctype html><title>{0}</title><h1>{0}</h1><p>{2}</p><p>{1}</p>"
FERRY = "The ferry runs again from Monday, and the old bell has been hung beside the new one."
CLOUD = "Whitehall wants every department to buy computing as a service before next summer ends."


def feed(title: str, body: str, name: str = "http://g.example/1") -> bytes:
    return (
        f"<rss version='2.0'><channel><title>G</title><item><guid>{name}</guid><title>{title}"
        f"</title><description>{body}</description></item></channel></rss>"
    ).encode()


def loaded(home: Home, documents: Sequence[Document]) -> dict[str, Item]:
    for document in documents:
        load_documents(home, [InputDocument(document.name, document)], NOW)
    return {item.heading: item for item in Archive(home.archive).read().items}


def seen(name: str, data: str, day: int = 1) -> Document:
    moment = f"2010-05-0{day}T10:00:00Z"
    return Document(name, data.encode(), url="http://g.example/news", seen=moment)


def test_what_a_feed_calls_by_one_name_is_one_story_however_rewritten(home: Home) -> None:
    items = loaded(
        home,
        [
            Document("a.xml", feed("The ferry is back", FERRY)),
            Document("b.xml", feed("Departments to rent", CLOUD)),
            Document("c.xml", feed("Another story", FERRY[::-1], "http://g.example/2")),
            Document("d.xml", feed("Renting, a third telling", "Nothing is as it was told.")),
        ],
    )
    first, second = items["The ferry is back"], items["Departments to rent"]
    third, other = items["Renting, a third telling"], items["Another story"]
    assert {*first.same_story} == {second.key, third.key}
    assert {*third.same_story} == {first.key, second.key}
    assert other.same_story == ()
    assert (first.version_of, second.version_of) == (None, first.key)


@pytest.mark.parametrize(
    ("later", "is_linked"),
    [
        (
            PAGE.format("The ferry is back at last", FERRY.replace("old", "great"), "1 May 2010"),
            True,
        ),
        (PAGE.format("Departments rent", CLOUD, "9 March 2012"), False),
    ],
)
def test_a_page_that_changed_is_a_version_and_one_that_was_replaced_is_not(
    home: Home, later: str, *, is_linked: bool
) -> None:
    first = PAGE.format("The ferry is back", FERRY, "1 May 2010")
    items = loaded(home, [seen("a.html", first), seen("b.html", later, 2)])
    assert len(items) == 2
    assert all(bool(item.same_story) == is_linked for item in items.values())


def test_two_capture_times_of_one_address_are_versions(home: Home) -> None:
    load_paths(home, [CASES / "archives/records-by-hand.warc"], NOW)
    items = Archive(home.archive).read().items
    first, second = (item for item in items if item.url == "http://quayside.example/news/7" and
                     item.layout == "saved page, article")  # fmt: skip
    assert second.key in first.same_story
    assert first.body != second.body


def test_files_that_somebody_saved_are_no_versions_by_their_address(home: Home) -> None:
    first = PAGE.format("The ferry is back", FERRY, "1 May 2010").encode()
    items = loaded(home, [Document("a.html", first, url="http://g.example/news")])
    assert [item.version_of for item in items.values()] == [None]


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.find(tmp_path_factory.mktemp("home"))
