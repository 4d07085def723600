"""Archive, notebook, captures and state: what is written is read back, and nothing is lost."""

from __future__ import annotations

import json
import multiprocessing
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from socitm_tui.model.entities import Annotation, Capture, Estimate, Evidence, Topic
from socitm_tui.storage import atomic
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.atomic import StorageError, lock_file, write_atomic
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.reader_state import ReaderState, read_reader_state, write_reader_state
from socitm_tui.storage.tinydb_file import FORMAT_NUMBER
from tests.factories import item

NOW = "2020-01-02T03:04:05Z"
CONTENTS = ArchiveContents(
    (Capture("a" * 64, "page.txt", 12, "article", NOW, "The Gazette", collection="Pages"),),
    (
        replace(
            item("One", topics=("cloud",), author="Ann", time="14:14", printed="27/03/12"),
            evidence=(Evidence("date", (1, 1), "alone on its line"), Evidence("title", None, "x")),
        ),
        item(None, date=None, truncated=True, estimate=Estimate("2008", "2009", "in office")),
        item("‹[/] \x7f﷽ 🏳️‍🌈›", date="2012"),
    ),
    (Topic("cloud", "Cloud", "Clouds."),),
)


def bookmark(annotation: Annotation) -> Annotation:
    return replace(annotation, bookmarked=True, heading="One")


def test_an_archive_is_read_as_it_was_written(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "new" / "archive.json")
    assert not archive.exists()
    assert archive.read() == ArchiveContents()
    with archive.lock():
        archive.write(CONTENTS)
    assert archive.exists()
    assert archive.read() == CONTENTS


def test_the_archive_is_a_tinydb_file_with_a_format_number(tmp_path: Path) -> None:
    Archive(tmp_path / "archive.json").write(CONTENTS)
    tables = json.loads((tmp_path / "archive.json").read_text("utf-8"))
    assert tables["meta"] == {"1": {"kind": "archive", "format": FORMAT_NUMBER}}
    assert [doc["heading"] for doc in tables["items"].values()] == [
        each.heading for each in CONTENTS.items
    ]


def test_a_notebook_keeps_what_was_added_and_forgets_what_was_taken_back(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path / "notebook.json")
    made = notebook.change("k1", bookmark, NOW)
    assert made == Annotation("k1", bookmarked=True, heading="One", changed=NOW)
    notebook.change(
        "k2", lambda a: replace(a, note="n", tags=("t",), corrections={"date": "2012"}), NOW
    )
    assert Notebook(notebook.path).read() == {
        "k1": made,
        "k2": Annotation("k2", note="n", tags=("t",), corrections={"date": "2012"}, changed=NOW),
    }
    notebook.change("k1", lambda a: replace(a, bookmarked=False), NOW)
    assert list(notebook.read()) == ["k2"]


def _bookmark_many(path: Path, start: int) -> None:
    for number in range(start, start + 20):
        Notebook(path).change(f"k{number}", bookmark, NOW)


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "notebook.json"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_bookmark_many, args=(path, n)) for n in (0, 100)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(Notebook(path).read()) == 40


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is damaged"),
        ("{", "is damaged"),
        ("[]", "is damaged"),
        ("null", "is damaged"),
        ('{"items": 5}', "is damaged"),
        ('{"items": {}}', "is damaged"),
        ("[" * 100_000, "is damaged"),
        ('{"meta": {"1": {"kind": "other", "format": 1}}}', "is not a socitm-tui archive"),
        ('{"meta": {"1": {"kind": "archive", "format": 999}}}', "newer socitm-tui (format 999)"),
        ('{"meta": {"1": {"kind": "archive", "format": 1}}, "items": {"1": {}}}', "is damaged"),
    ],
)
def test_what_is_damaged_or_newer_is_named_and_never_written_over(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "archive.json"
    path.write_text(text, "utf-8")
    with pytest.raises(StorageError, match=r"left as it") as caught:
        Archive(path).read()
    assert says in str(caught.value)
    assert str(path) in str(caught.value)
    if '"items": {"1"' not in text:
        with pytest.raises(StorageError):
            Archive(path).write(CONTENTS)
    assert path.read_text("utf-8") == text


def test_the_generation_before_is_kept(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive.json")
    archive.write(CONTENTS)
    archive.write(ArchiveContents())
    assert Archive(tmp_path / "archive.json.bak").read() == CONTENTS


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old")

    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(StorageError, match=r"could not be written \(No space left on device\)"):
        write_atomic(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_what_a_crashed_writer_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".notebook.json.abc.tmp").write_text("half")
    Notebook(tmp_path / "notebook.json").change("k", bookmark, NOW)
    assert not list(tmp_path.glob("*.tmp"))


def test_a_lock_that_is_held_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "LOCK_TIMEOUT_S", 0.05)
    path = tmp_path / "notebook.json"
    with lock_file(path), pytest.raises(StorageError, match="being written by another"):
        Notebook(path).change("k", bookmark, NOW)


def test_captures_are_kept_byte_for_byte(tmp_path: Path) -> None:
    folder = CaptureFolder(tmp_path / "captures")
    name = sha256(b"\x00\xff bytes").hexdigest()
    folder.store(name, b"\x00\xff bytes")
    folder.store(name, b"others are not written over it")
    assert folder.read(name) == b"\x00\xff bytes"
    with pytest.raises(StorageError, match="cannot be read"):
        folder.read("cd" * 32)
    with pytest.raises(StorageError, match="damaged, and was not kept"):
        folder.store("cd" * 32, b"half of wha")
    assert not folder.file_of("cd" * 32).exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', '{"format": 1, "query": 5}'])
def test_an_unreadable_state_is_forgotten(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    assert read_reader_state(path) == ReaderState()
    path.write_text(text)
    assert read_reader_state(path) == ReaderState()


def test_the_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    state = ReaderState("k", "year:2012", "light", 72, {"k": 4})
    write_reader_state(tmp_path / "state.json", state)
    assert read_reader_state(tmp_path / "state.json") == state
