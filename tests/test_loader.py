"""Loading: captures in, items out, nothing lost, nothing done twice."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.ingest.load_report import LoadReport
from socitm_tui.ingest.loader import load_bundled, load_paths
from socitm_tui.ingest.topics import TaxonomyError
from socitm_tui.model.entities import Estimate
from socitm_tui.model.labels import date_in_words
from socitm_tui.search.index import Index
from socitm_tui.search.query_parser import parse_query
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.config import ConfigError
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.notebook import Notebook
from tests.homes import items_of

NOW, LATER = "2020-01-02T03:04:05Z", "2021-01-02T03:04:05Z"
CAPTURES = bundled_data_folder() / "captures"
PAGE = CAPTURES / "publictechnology-tag-socitm.txt"
LENGTHS = {"day": 10, "month": 7, "year": 4}


def counts(ledger: LoadReport) -> tuple[int, int, int, int]:
    return ledger.added, ledger.updated, ledger.unchanged, ledger.removed


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.find(tmp_path_factory.mktemp("bundled"))
    load_bundled(home, NOW)
    return home


def test_every_item_of_the_chronology_has_the_date_of_the_feed(bundled: Home) -> None:
    feed = json.loads((bundled_data_folder() / "chronology.json").read_text("utf-8"))["items"]
    items = [item for item in items_of(bundled) if item.layout == "JSON Feed"]
    assert len(items) == len(feed) == 203
    wanted = {
        (
            doc["url"],
            doc["title"],
            doc["date_published"][: LENGTHS[doc["_socitm"]["date_precision"]]],
            doc["_socitm"]["date_precision"],
            doc["_socitm"]["publisher"],
            tuple(doc["tags"]),
        )
        for doc in feed
    }
    loaded = {(i.url, i.title, i.date, i.precision, i.publisher, i.topics) for i in items}
    assert loaded == wanted


def test_the_bundled_archive_is_whole_and_newest_first(bundled: Home) -> None:
    items = items_of(bundled)
    assert len(items) == 226
    assert len({item.key for item in items}) == 226
    order = [(item.date or "", item.time or "") for item in items]
    assert order == sorted(order, reverse=True)
    publishers = {item.capture_name: item.publisher for item in items if item.layout != "JSON Feed"}
    assert publishers["publictechnology-tag-socitm.txt"] == "PublicTechnology.net"
    assert len(publishers) == 5


def test_a_date_known_to_the_year_sorts_behind_the_days_of_that_year(bundled: Home) -> None:
    of_2012 = [item.precision for item in items_of(bundled) if item.year == "2012"]
    assert of_2012.index("year") == len(of_2012) - of_2012.count("year")


def test_the_captures_are_kept_byte_for_byte(bundled: Home) -> None:
    for file in CAPTURES.glob("*.txt"):
        kept = [
            path for path in bundled.captures.iterdir() if path.read_bytes() == file.read_bytes()
        ]
        assert len(kept) == 1


def test_loading_twice_changes_nothing(home: Home) -> None:
    first = load_paths(home, [CAPTURES], NOW)
    before = home.archive.read_bytes()
    second = load_paths(home, [CAPTURES, PAGE], LATER)
    assert counts(first) == (23, 0, 0, 0)
    assert counts(second) == (0, 0, 23, 0)
    assert {line.status for line in second.lines} == {"unchanged"}
    assert home.archive.read_bytes() == before


def test_a_dry_run_writes_nothing(home: Home) -> None:
    ledger = load_paths(home, [CAPTURES], NOW, dry_run=True)
    assert ledger.added == 23
    assert not home.path.exists()


def test_loading_never_touches_the_notebook(home: Home) -> None:
    Notebook(home.notebook).change("k", lambda a: replace(a, note="mine"), NOW)
    before = home.notebook.read_bytes()
    load_paths(home, [CAPTURES], NOW)
    assert home.notebook.read_bytes() == before


def test_two_captures_of_one_page_keep_their_items_apart_and_linked(
    home: Home, tmp_path: Path
) -> None:
    again = tmp_path / "again.txt"
    again.write_bytes(PAGE.read_bytes() + b"\n")
    load_paths(home, [PAGE], NOW)
    keys = {item.key for item in items_of(home)}
    ledger = load_paths(home, [again], NOW)
    items = {item.key: item for item in items_of(home)}
    assert ledger.added == 10
    assert len(items) == 20
    assert keys <= items.keys()
    for item in items.values():
        twins = [key for key in item.same_story if items[key].body == item.body]
        assert twins


def test_keys_do_not_depend_on_what_was_loaded_before(home: Home, tmp_path: Path) -> None:
    other = Home.find(tmp_path / "other")
    load_paths(home, [CAPTURES], NOW)
    load_paths(other, [bundled_data_folder() / "chronology.json"], NOW)
    load_paths(other, [CAPTURES], NOW)
    assert {item.key for item in items_of(home)} <= {item.key for item in items_of(other)}


def test_better_reading_of_a_capture_updates_its_items(home: Home, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    shutil.copy(PAGE, page)
    load_paths(home, [page], NOW)
    (tmp_path / "sources.toml").write_text('[[capture]]\nfile = "page.txt"\npublisher = "P"\n')
    ledger = load_paths(home, [page], NOW)
    assert counts(ledger) == (0, 10, 0, 0)
    assert {item.publisher for item in items_of(home)} == {"P"}


def test_bad_files_are_named_and_the_rest_is_loaded(home: Home, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "blank.txt").write_text(" \n\t\n")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "x.json").write_text("{}")
    (tmp_path / "folder").mkdir()
    (tmp_path / "nul\x1b[2J.txt").write_bytes(b"\0" * 40)
    shutil.copy(PAGE, tmp_path / "good.txt")
    bad = [tmp_path / "missing.txt", tmp_path / "folder"]
    ledger = load_paths(home, [tmp_path, *bad], NOW)
    assert ledger.added == 10
    problems = {line.name: line.problem for line in ledger.skipped}
    assert problems == {
        "empty.txt": "it is empty",
        "blank.txt": "it holds no text",
        "picture.txt": "it is a picture, not text",
        "x.json": "it is JSON but not a JSON Feed",
        "nul[2J.txt": "it is not text",
        "missing.txt": "there is no such file or folder",
        "folder": "there are no captures in this folder",
    }


def test_an_archive_is_made_even_if_every_input_is_refused(home: Home, tmp_path: Path) -> None:
    load_paths(home, [tmp_path / "missing.txt"], NOW)
    assert Archive(home.archive).exists()
    assert items_of(home) == ()


def test_progress_tells_of_every_file(home: Home) -> None:
    told: list[tuple[int, int, str]] = []
    load_paths(home, [CAPTURES], NOW, progress=lambda *step: told.append(step))
    assert [done for done, _, _ in told[:6]] == [0, 1, 2, 3, 4, 5]
    assert told[0] == (0, 5, "article-council-cios.txt")
    assert told[5] == (5, 5, "")


def test_progress_tells_of_every_part_of_a_large_feed(home: Home, tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": f"{n}", "title": f"News {n}"} for n in range(2000)],
    }
    (tmp_path / "large.json").write_text(json.dumps(feed))
    told: list[tuple[int, int, str]] = []
    load_paths(home, [tmp_path / "large.json"], NOW, progress=lambda *step: told.append(step))
    assert list(dict.fromkeys(name for _, _, name in told))[:8] == [
        "large.json",
        "items read of large.json",
        "",
        "items of large.json",
        "items looked through for the same story",
        "items written",
        "items into the index",
        "entries of the index of key",
    ]


def test_an_undated_item_is_found_by_the_years_it_was_probably_written_in(bundled: Home) -> None:
    index = Index.open(bundled)
    (row,) = index.select(parse_query("circa:2008 is:undated")).rows
    item = index.item(row)
    assert item.title == "Council CIOs to work together"
    assert (item.date, item.precision) == (None, "none")
    assert date_in_words(item) == "undated, c. 2008–2009"
    assert item.date_estimate is not None
    assert "Richard Steel was president" in item.date_estimate.reason
    assert index.count(parse_query("circa:2011")) == 0


def test_topics_and_offices_of_the_users_own_are_added(home: Home, tmp_path: Path) -> None:
    home.path.mkdir()
    home.config.write_text('topics = "mine.toml"\nanchors = "offices.toml"\n')
    (home.path / "mine.toml").write_text(
        '[[topic]]\nslug = "bins"\nlabel = "Bins"\npatterns = [["wheelie bins", 5]]\n'
    )
    (home.path / "offices.toml").write_text(
        '[[office]]\nname = "Ann Lee"\noffice = "mayor"\nfrom = "1999"\nto = "2001"\nwhy = "w"\n'
    )
    page = tmp_path / "page.txt"
    page.write_text(
        "Wheelie bins for all\n\nThe mayor, Ann Lee, promises wheelie bins to every street of the"
        " town, and nobody at the meeting had a word to say against it.\n"
    )
    load_paths(home, [page], NOW)
    (item,) = items_of(home)
    assert item.topics[0] == "bins"
    assert item.date_estimate == Estimate("1999", "2001", "w")


@pytest.mark.parametrize(
    ("config", "says"),
    [("topcis = 'x'", "did you mean “topics”"), ('topics = "gone.toml"', "gone.toml")],
)
def test_a_mistaken_configuration_is_a_sentence_and_nothing_is_lost(
    home: Home, config: str, says: str
) -> None:
    home.path.mkdir()
    home.config.write_text(config)
    with pytest.raises((ConfigError, TaxonomyError), match=says):
        load_paths(home, [PAGE], NOW)
    assert not home.archive.exists()


def test_an_item_says_which_layouts_lost_and_by_how_much(bundled: Home) -> None:
    item = next(item for item in items_of(bundled) if item.capture_name == PAGE.name)
    (why,) = (evidence.why for evidence in item.evidence if evidence.field == "layout")
    assert re.match(
        r"it explains the lines of the page best, before .+ \((hardly|[\d.,]+ times) less likely\)",
        why,
    )


@pytest.mark.parametrize("year", [1890, 1985, 2101, 2150])
def test_a_stamp_that_names_no_day_between_1990_and_2100_is_doubted(
    home: Home, tmp_path: Path, year: int
) -> None:
    page = tmp_path / "page.txt"
    text = "A sentence that is the body of the item, and that goes on to its end."
    page.write_text(f"27 March {year}\n\nA headline\n\n{text}\n\n26/03/{year}\n\nTwo\n\n{text}\n")
    (line,) = load_paths(home, [page], NOW).lines
    assert {item.date for item in line.items} == {None}
    assert "no day of the calendar between 1990 and 2100" in (line.doubtful or "")
