"""Which files are found in files and folders, and why a file is skipped."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import ClassVar

import pytest

from socitm_tui.ingest.input_files import (
    MAX_FILE_BYTES,
    CaptureSource,
    CaptureSources,
    InputFile,
    UnreadableFileError,
    find_input_files,
    read_input_file,
    read_rest,
)


def test_folders_are_opened_and_what_is_about_captures_is_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/.hidden", "sources.toml", "README.md", ".git/x", "a/y"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    (tmp_path / "loop").symlink_to(tmp_path)
    paths = [
        str(file.path.relative_to(tmp_path))
        for file in find_input_files([tmp_path, tmp_path / "b.txt"])
    ]
    assert paths == ["b.txt", "a/y", "a/z.txt"]
    assert [file.path.name for file in find_input_files([tmp_path / "README.md"])] == ["README.md"]


def test_no_more_room_is_asked_for_than_a_file_needs(tmp_path: Path) -> None:
    class Asked(io.FileIO):
        sizes: ClassVar[list[int | None]] = []

        def read(self, size: int | None = -1, /) -> bytes:
            self.sizes.append(size)
            return super().read(size)

    (tmp_path / "page.txt").write_bytes(b"News")
    with Asked(tmp_path / "page.txt") as file:
        assert (read_rest(file), file.sizes) == (b"News", [4])


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    missing, empty = tmp_path / "missing.txt", tmp_path / "empty"
    assert list(find_input_files([missing, empty])) == [
        InputFile(missing, "there is no such file or folder", tmp_path.name),
        InputFile(empty, "there are no captures in this folder", "empty"),
    ]
    assert "cannot be opened" in str(next(find_input_files([Path("nul\0byte")])).problem)


def test_only_regular_files_of_bearable_size_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, pipe, large = tmp_path / "good", tmp_path / "pipe", tmp_path / "large"
    good.write_bytes(b"x")
    os.mkfifo(pipe)
    with large.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    assert read_input_file(good) == b"x"
    for path, why in (
        (pipe, "not a regular file"),
        (large, "larger than 512 MB"),
        (tmp_path / "gone", "no longer there"),
        (tmp_path, "not a regular file"),
    ):
        with pytest.raises(UnreadableFileError, match=why):
            read_input_file(path)


def test_sources_say_who_published_a_capture(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        '[[capture]]\nfile = "a.txt"\npublisher = " The Gazette "\nurl = "http://a.example"\n'
    )
    sources = CaptureSources()
    assert sources.source_of(tmp_path / "a.txt") == CaptureSource("The Gazette", "http://a.example")
    assert sources.source_of(tmp_path / "b.txt") == CaptureSource()
    assert sources.problems == []


@pytest.mark.parametrize("text", ["[[capture", "capture = 5", "\xff"])
def test_sources_that_cannot_be_read_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "sources.toml").write_bytes(text.encode("latin-1"))
    sources = CaptureSources()
    assert sources.source_of(tmp_path / "a.txt") == CaptureSource()
    assert [file.path.name for file in sources.problems] == ["sources.toml"]
