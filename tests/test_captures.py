"""Captures: the collections they are in, the list of them, reviews, sources, and removal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from socitm_tui.ingest.documents import InputDocument
from socitm_tui.ingest.loader import load_documents, load_paths
from socitm_tui.ingest.removal import remove_captures, undo_removal
from socitm_tui.ingest.undo import undo_last_load
from socitm_tui.maintenance.restore import merge_backup
from socitm_tui.parsing.formats import Document
from socitm_tui.search.saved_views import change_saved_view, read_saved_views
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.capture_notes import read_capture_notes
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from tests.homes import DOUBTFUL_PAGE, Run, items_of

FIRST, SECOND = "2026-01-02T03:04:05Z", "2026-02-03T04:05:06Z"
PAGE = """Latest news

{day}/03/12
Council {day} saves its website
Council {day} has said that its website is saved, and that everybody is glad of it.

{day}/04/12
Cloud {day} is cancelled
Nobody at council {day} was ready to say why the cloud was cancelled in the end.
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "council"
    folder.mkdir()
    for day in (11, 12, 13):
        (folder / f"page-{day}.txt").write_text(PAGE.format(day=day))
    return folder


@pytest.fixture
def two_loads(home: Home, pages: Path) -> Home:
    load_paths(home, [pages / "page-11.txt", pages / "page-12.txt"], FIRST)
    load_paths(home, [pages / "page-13.txt"], SECOND, collection="Other news")
    return home


def listed(run: Run, *words: str) -> list[dict[str, Any]]:
    ran = run("captures", *words, "--json")
    assert ran.status == 0, ran.err
    captures: list[dict[str, Any]] = json.loads(ran.out)
    return captures


def found(run: Run, query: str) -> int:
    ran = run("list", query)
    assert ran.status == 0, ran.err
    return len(ran.out.splitlines())


def collections(run: Run) -> dict[str, int]:
    counts = json.loads(run("facets", "--json").out).get("collection", [])
    return {count["value"]: count["count"] for count in counts}


# ------------------------------------------------------------------ collections
def test_a_load_is_a_collection_by_its_folder_or_by_name(run: Run, two_loads: Home) -> None:
    assert collections(run) == {"council": 4, "Other news": 2}
    assert found(run, 'collection:"other news"') == 2
    (entry, _) = json.loads(run("list", "loaded:last", "--json").out)
    assert entry["capture"]["collection"] == "Other news"
    assert entry["capture"]["loaded"] == SECOND
    assert entry["capture"]["doubtful"] is None
    assert "Other news" in run("export", "loaded:last", "--format", "csv").out


def test_a_single_collection_is_no_facet(run: Run, home: Home, pages: Path) -> None:
    load_paths(home, [pages], FIRST)
    assert collections(run) == {}
    assert found(run, "collection:council") == 6


def test_a_capture_that_is_loaded_again_stays_unless_a_collection_is_named(
    run: Run, two_loads: Home, pages: Path
) -> None:
    load_paths(two_loads, [pages], "2026-03-01T00:00:00Z")
    assert collections(run) == {"council": 4, "Other news": 2}
    assert found(run, "loaded:last") == 2  # nothing new came
    load_paths(two_loads, [pages / "page-11.txt"], SECOND, collection="Other news")
    assert collections(run) == {"council": 2, "Other news": 4}


def test_a_collection_is_renamed_and_merged(run: Run, two_loads: Home, pages: Path) -> None:
    change_saved_view(two_loads.views, "ours", '-collection:"Other news",COUNCIL cloud')
    run("captures", "--rename", "council", "County")
    assert collections(run) == {"County": 4, "Other news": 2}
    assert read_saved_views(two_loads.views) == {
        "ours": '-collection:"Other news",County cloud',
    }
    assert found(run, "collection:county") == 4
    run("captures", "--rename", "Other news", "County")
    assert collections(run) == {}
    assert found(run, "collection:county") == 6
    assert {capture["collection"] for capture in listed(run)} == {"County"}
    run("captures", "--rename", "County", "council")
    assert found(run, "collection:council") == 6
    refused = run("captures", "--rename", "Nowhere", "There")
    assert refused.status == 2
    assert "There is no collection “Nowhere”" in refused.err


def test_names_of_collections_can_be_asked_for(run: Run, home: Home, pages: Path) -> None:
    load_paths(home, [pages], FIRST, collection='The "best"\nnews, of all')
    (name,) = {capture["collection"] for capture in listed(run)}
    assert name == "The 'best' news, of all"
    assert found(run, f'collection:"{name}"') == 6


# ------------------------------------------------------------------ queries
def test_captures_and_loads_are_asked_for(run: Run, two_loads: Home) -> None:
    assert found(run, "capture:page-11") == 2
    assert found(run, "-capture:page-11.txt") == 4
    checksum = listed(run, "capture:page-12")[0]["sha256"]
    assert found(run, f"capture:{checksum[:8]}") == 2
    assert found(run, "loaded:2026-01") == found(run, "loaded:2026-01-02") == 4
    assert found(run, "loaded:2026") == 6
    assert "There is no capture “nowhere”" in run("list", "capture:nowhere").err
    assert "“lats” is no time of a load; did you mean “last”?" in run("list", "loaded:lats").err


# ------------------------------------------------------------------ the list, reviews
def test_doubtful_captures_come_first_until_they_are_reviewed(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "quay" / "brief.txt"
    page.parent.mkdir()
    page.write_text(DOUBTFUL_PAGE)
    assert run("list").status == 0  # loads the bundled captures
    assert listed(run, "--doubtful") == []
    assert run("load", str(page)).status == 0
    captures = listed(run)
    assert len(captures) == 7
    (doubtful,) = listed(run, "--doubtful")
    assert captures[0] == doubtful
    assert doubtful["doubtful"]
    assert doubtful["name"] == "brief.txt"
    assert found(run, "is:doubtful") == doubtful["items"] == 2
    assert "1 of 7 pages read with doubt." in run("captures").out
    assert "none of 7 pages" in run("captures", "--reviewed", doubtful["name"]).out.casefold()
    assert listed(run, "--doubtful") == []
    assert found(run, "is:doubtful") == 0
    assert "was read with doubt" not in run("check").out
    assert run("load", str(page)).status == 0
    assert listed(run, "--doubtful") == []
    run("captures", "--not-reviewed", doubtful["sha256"][:6])
    assert listed(run, "--doubtful") == [doubtful]


def test_the_list_has_what_a_capture_gave(run: Run, two_loads: Home) -> None:
    capture = listed(run, "capture:page-11")[0]
    assert (capture["items"], capture["undated"]) == (2, 0)
    assert (capture["first"], capture["last"]) == ("2012-03-11", "2012-04-11")
    assert capture["loaded"] == FIRST
    assert capture["publisher"] is None
    assert [each["name"] for each in listed(run, "cloud 13")] == ["page-13.txt"]
    ran = run("captures", "--reviewed", "page")
    assert ran.status == 1
    assert "“page” means 3 captures" in ran.err


# ------------------------------------------------------------------ publisher and address
def test_a_stated_publisher_outlasts_loads_and_can_be_removed(
    run: Run, two_loads: Home, pages: Path
) -> None:
    run("captures", "--of", "collection:council", "--publisher", "The Council")
    run("captures", "--of", "page-12", "--publisher", "The Clerk", "--url", "https://c.example/12")
    assert found(run, 'publisher:"the council"') == 2
    assert found(run, 'publisher:"the clerk"') == 2
    load_paths(two_loads, [pages], SECOND)
    assert found(run, 'publisher:"the clerk"') == 2
    (clerk,) = listed(run, "capture:page-12")
    assert (clerk["publisher"], clerk["url"]) == ("The Clerk", "https://c.example/12")
    assert Archive(two_loads.archive).read().captures[1].publisher is None  # as the page says
    run("captures", "--of", "page-12", "--publisher", "", "--url", "")
    assert found(run, 'publisher:"the council"') == 4
    run("captures", "--of", "collection:council", "--publisher", "")
    assert found(run, 'publisher:"not known"') == 6


def test_a_page_that_is_one_item_gets_the_stated_address(
    run: Run, home: Home, tmp_path: Path
) -> None:
    page = tmp_path / "one.txt"
    page.write_text("\n".join(PAGE.format(day=11).split("\n")[:5]))
    load_paths(home, [page], FIRST)
    run("captures", "--of", "one.txt", "--url", "https://www.council.example/one")
    (item,) = items_of(home)
    assert (item.url, item.publisher) == ("https://www.council.example/one", "council.example")


def test_what_is_to_be_changed_has_to_be_named(run: Run, two_loads: Home) -> None:
    assert run("captures", "--publisher", "Nobody").status == 2
    assert run("captures", "cloud", "--reviewed", "page-11").status == 2
    assert run("captures", "--of", "collection:Nowhere", "--publisher", "X").status == 2


# ------------------------------------------------------------------ removal
def test_a_removed_capture_comes_back_as_it_was(run: Run, two_loads: Home) -> None:
    before = Archive(two_loads.archive).read()
    key = items_of(two_loads)[-1].key
    assert run("note", key, "kept").status == 0
    annotated = next(item for item in before.items if item.key == key).capture_name
    tried = json.loads(run("remove", annotated, "--dry-run", "--json").out)
    assert (tried["removed"], tried["annotated"], tried["dry_run"]) == (2, 1, True)
    assert Archive(two_loads.archive).read() == before
    assert run("remove", annotated).out.startswith(f"Removed: {annotated}, 2 items\n")
    assert len(items_of(two_loads)) == 4
    assert annotated not in {capture["name"] for capture in listed(run)}
    assert key in Notebook(two_loads.notebook).read()
    assert CaptureFolder(two_loads.captures).read(tried["captures"][0]["sha256"])
    assert "Brought back: 2 items." in run("remove", "--undo").out
    assert Archive(two_loads.archive).read() == before
    assert "kept" in run("show", key).out


def test_loads_before_a_removal_are_taken_back_after_it(two_loads: Home) -> None:
    archive = Archive(two_loads.archive)
    before = archive.read()
    remove_captures(two_loads, {before.captures[0].sha256}, SECOND)
    undo_removal(two_loads, SECOND)
    assert archive.read() == before
    undo_last_load(two_loads, SECOND)  # the second load
    assert archive.read().captures == before.captures[:2]
    with pytest.raises(StorageError, match=r"was a load|no load to undo"):
        undo_removal(two_loads, SECOND)


def test_a_removal_is_redone_and_a_removed_capture_loaded_again(
    run: Run, two_loads: Home, pages: Path
) -> None:
    removed = Archive(two_loads.archive).read().captures[0]
    remove_captures(two_loads, {removed.sha256}, SECOND)
    without = Archive(two_loads.archive).read()
    assert removed not in without.captures
    undo_removal(two_loads, SECOND)
    undo_last_load(two_loads, SECOND, redo=True)
    assert Archive(two_loads.archive).read() == without
    assert removed.sha256 in CaptureFolder(two_loads.captures).read_catalogue().taken_out
    two_loads.archive.unlink()
    assert run("list").status == 0  # rebuilt from the captures
    assert len(items_of(two_loads)) == 4
    load_paths(two_loads, [pages], SECOND)
    assert len(items_of(two_loads)) == 6


def test_what_was_left_out_as_repeated_is_there_without_the_other(home: Home) -> None:
    """Two records of one address gave the same item; without the first the second gives it."""
    url = "https://council.example/news"
    text = PAGE.format(day=11)
    for seen, data in (("2012-05-01T00:00:00Z", text), ("2012-06-01T00:00:00Z", text + "\nEnd\n")):
        document = Document("news", data.encode(), url=url, seen=seen)
        load_documents(home, [InputDocument(url, document)], FIRST)
    first, second = Archive(home.archive).read().captures
    assert {item.capture_sha256 for item in items_of(home)} == {first.sha256}
    before = Archive(home.archive).read()
    remove_captures(home, {first.sha256}, SECOND)
    assert {item.capture_sha256 for item in items_of(home)} == {second.sha256}
    assert len(items_of(home)) == len(before.items)
    undo_removal(home, SECOND)
    assert Archive(home.archive).read() == before


# ------------------------------------------------------------------ the file of the notes
def test_notes_are_backed_up_merged_and_repaired(run: Run, two_loads: Home, tmp_path: Path) -> None:
    backup, other = tmp_path / "backup.tar.gz", Home.find(tmp_path / "other")
    run("captures", "--rename", "council", "County")
    assert run("backup", str(backup)).status == 0
    assert merge_backup(other, backup) == (0, 0, ())
    assert read_capture_notes(other.capture_notes) == read_capture_notes(two_loads.capture_notes)
    run("captures", "--rename", "County", "Shire")
    assert merge_backup(two_loads, backup) == (0, 0, ())  # ours is newer
    assert found(run, "collection:shire") == 4
    data = two_loads.capture_notes.read_bytes()
    two_loads.capture_notes.write_bytes(data.replace(b"Shire", b"Shore"))
    assert "capture_notes.json is damaged" in run("check").err
    assert "is damaged" in run("list").err
    assert "the version before it is back" in run("check", "--repair").out
    assert found(run, "collection:county") == 4


def test_a_removed_capture_that_decays_is_found_and_set_aside(run: Run, two_loads: Home) -> None:
    removed = json.loads(run("remove", "page-11", "--json").out)["captures"][0]["sha256"]
    file = CaptureFolder(two_loads.captures).file_of(removed)
    file.write_bytes(file.read_bytes().replace(b"saves", b"shaves"))
    assert "It is not part of the archive." in run("check").err
    assert "page-11.txt is lost as a capture. Load the file again" in run("check", "--repair").out
    assert run("check").status == 0
