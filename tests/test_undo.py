"""Undoing and redoing loads, as the command does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.ingest import incremental, items
from socitm_tui.ingest.loader import load_paths
from socitm_tui.storage import load_history
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.load_history import LoadHistory
from tests.homes import NOW, Run

CAPTURES = bundled_data_folder() / "captures"
PAGE = CAPTURES / "publictechnology-tag-socitm.txt"


def flipped(path: Path, at: int, bit: int = 2) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def test_a_load_is_taken_back_and_brought_again(home: Home, run: Run) -> None:
    load_paths(home, [PAGE], NOW)
    first = home.archive.read_bytes()
    load_paths(home, [CAPTURES], NOW)
    second = home.archive.read_bytes()
    status, out, _ = run("load", "--undo")
    assert status == 0
    assert "13 items removed, 0 items restored" in out
    assert "`load --redo` brings the load back.\n" in out  # the first of an archive stays
    assert home.archive.read_bytes() == first
    assert run("load", "--redo")[0] == 0
    assert home.archive.read_bytes() == second
    assert run("load", "--undo", PAGE)[0] == 2
    assert run("load", "--undo", "--redo")[0] == 2


def test_several_loads_are_taken_back_and_brought_again(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incremental, "MIN_ARCHIVE_ITEMS", 1)  # half are added to, half made anew
    monkeypatch.setattr(incremental, "MAX_CHANGED_ITEMS", 5)
    pages = sorted(CAPTURES.glob("*.txt"))
    known = [home_after(home, page) for page in pages]
    for before in reversed(known[:-1]):
        status, out, _ = run("load", "--undo")
        assert (status, "--undo again" in out) == (0, before != known[0])
        assert Archive(home.archive).read() == before
        assert run("check")[0] == 0
    assert run("load", "--undo")[0] == 1
    for after in known[1:]:
        assert run("load", "--redo")[0] == 0
        assert Archive(home.archive).read() == after
    assert "There is no load to redo" in run("load", "--redo")[2]
    assert run("list")[0] == 0


def home_after(home: Home, page: Path) -> ArchiveContents:
    load_paths(home, [page], NOW)
    return Archive(home.archive).read()


def test_a_load_after_one_was_taken_back_is_another_way(home: Home, run: Run) -> None:
    first, second, third, *_ = sorted(CAPTURES.glob("*.txt"))
    load_paths(home, [first], NOW)
    load_paths(home, [second], NOW)
    run("load", "--undo")
    load_paths(home, [third], NOW)
    assert run("load", "--redo")[0] == 1
    run("load", "--undo")
    (capture,) = Archive(home.archive).read().captures
    assert capture.name == first.name


def test_what_is_made_anew_is_the_archive_without_what_was_taken_back(home: Home, run: Run) -> None:
    first, second, third, *_ = sorted(CAPTURES.glob("*.txt"))
    before, after = home_after(home, first), home_after(home, second)
    folder = CaptureFolder(home.captures)

    def anew() -> ArchiveContents:
        home.archive.unlink()
        assert run("list")[0] == 0
        made = Archive(home.archive).read()
        home.archive.write_bytes(home.archive.read_bytes()[:-9])
        run("check", "--repair")
        assert Archive(home.archive).read() == made
        return made

    run("load", "--undo")
    assert anew() == before
    assert len(folder.read_descriptions()) == 2
    flipped(
        folder.catalogue_file, 20
    )  # what is known of the first capture, which the archive tells too
    run("check", "--repair")
    assert [capture.name for capture in folder.read_active_captures()] == [first.name]
    assert len(folder.read_descriptions()) == 2
    load_paths(home, [second], NOW)
    assert anew() == after
    load_paths(home, [third], NOW)
    run("load", "--undo")
    assert anew() == after
    load_paths(home, [third], NOW)
    run("load", "--undo")
    run("load", "--redo")
    assert len(anew().captures) == 3


def test_a_load_stays_taken_back_where_just_that_was_damaged(home: Home, run: Run) -> None:
    first, second, *_ = sorted(CAPTURES.glob("*.txt"))
    before, _ = home_after(home, first), home_after(home, second)
    folder = CaptureFolder(home.captures)
    run("load", "--undo")
    flipped(folder.catalogue_file, folder.catalogue_file.stat().st_size - 20)
    run("check", "--repair")
    assert [capture.name for capture in folder.read_active_captures()] == [first.name]
    home.archive.unlink()
    assert run("list")[0] == 0
    assert Archive(home.archive).read().items == before.items


def test_a_catalogue_that_cannot_be_written_is_said_when_a_load_was_taken_back(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, *_ = sorted(CAPTURES.glob("*.txt"))
    before, _ = home_after(home, first), home_after(home, second)
    describe = CaptureFolder.record_descriptions

    def full_disk(folder: CaptureFolder, captures: object, taken_out: object = ()) -> None:
        if taken_out:
            raise StorageError("The disk is full.")
        describe(folder, captures)  # type: ignore[arg-type]

    monkeypatch.setattr(CaptureFolder, "record_descriptions", full_disk)
    status, out, err = run("load", "--undo")
    assert (status, Archive(home.archive).read()) == (1, before)
    assert "as it was before the last load" in out
    assert "that load comes back" in err


def test_ten_loads_are_kept_and_fewer_where_they_are_large(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.txt"
    for number in range(13):
        page.write_text(
            f"Notice {number}\n1 March 2012\nThe council has opened its library in street {number} "
            "again, and thanks all who helped.\n"
        )
        load_paths(home, [page], NOW)
    steps = LoadHistory(home.archive).list_files()
    assert [path.name for path in steps] == [f"{number:06}" for number in range(4, 14)]
    monkeypatch.setattr(load_history, "MIN_TOTAL_BYTES", 0)
    monkeypatch.setattr(items, "_make_key", lambda identity: f"n{hash(identity) % 10**9:09}")
    load_paths(home, [home.captures], NOW)
    assert len(LoadHistory(home.archive).list_files()) == 1


def test_a_damaged_step_is_found_and_undoes_nothing(home: Home, run: Run) -> None:
    load_paths(home, [PAGE], NOW)
    load_paths(home, [CAPTURES], NOW)
    (step,) = LoadHistory(home.archive).list_files()
    step.write_bytes(step.read_bytes().replace(b'"of":', b'"of":1', 1))
    was = home.archive.read_bytes()
    status, _, err = run("load", "--undo")
    assert status == 1
    assert "is damaged" in err
    assert home.archive.read_bytes() == was
    assert run("check")[0] == 1
    run("check", "--repair")
    assert run("check")[0] == 0


def test_a_first_load_cannot_be_taken_back(home: Home, run: Run) -> None:
    load_paths(home, [PAGE], NOW)
    status, _, err = run("load", "--undo")
    assert status == 1
    assert "There is no load to undo" in err
