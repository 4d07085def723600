"""Small JSON files are read back, and every fault of one is a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.storage.atomic import DamagedFileError, StorageError
from socitm_tui.storage.json_file import read_json_file, write_json_file


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "views.json"
    assert read_json_file(path, 1) is None
    write_json_file(path, {"format": 1, "views": {"a": "é"}})
    write_json_file(path, {"format": 1, "views": {}})
    document = read_json_file(path, 1)
    assert document is not None
    assert document["views"] == {}
    backup = read_json_file(path.with_name("views.json.bak"), 1)
    assert backup is not None
    assert backup["views"] == {"a": "é"}


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"1", b"{}", b'{"format":"x"}', b"\xff", b"[" * 9000]
)
def test_any_other_content_is_damage(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "views.json"
    path.write_bytes(data)
    with pytest.raises(DamagedFileError, match="is damaged and was left as it is"):
        read_json_file(path, 1)


def test_a_changed_file_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "views.json"
    write_json_file(path, {"format": 1, "views": {"a": "b"}})
    path.write_bytes(path.read_bytes().replace(b'"b"', b'"c"'))
    with pytest.raises(DamagedFileError):
        read_json_file(path, 1)


def test_a_newer_or_unreadable_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "views.json"
    write_json_file(path, {"format": 2})
    with pytest.raises(StorageError, match="newer socitm-tui"):
        read_json_file(path, 1)
    with pytest.raises(StorageError, match="cannot be read"):
        read_json_file(tmp_path, 1)
