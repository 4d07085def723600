from __future__ import annotations

from types import SimpleNamespace

import pytest

from socitm_tui.storage.spill import SpillBuffer


def test_bytes_come_back_whether_in_memory_or_on_disk() -> None:
    buffer = SpillBuffer(10)
    held = [buffer.store(data) for data in (b"abc", b"", b"d" * 20, b"e")]
    assert [give() for give in reversed(held)] == [b"e", b"d" * 20, b"", b"abc"]


@pytest.mark.parametrize("taken", [0, 2, None])
def test_without_room_on_disk_they_stay_in_memory(
    monkeypatch: pytest.MonkeyPatch, taken: int | None
) -> None:
    buffer = SpillBuffer(3)
    held = [buffer.store(one) for one in (b"abc", b"d" * 20)]
    file = buffer._file
    assert file is not None

    def write(data: bytes) -> int:
        if taken is None:
            raise OSError(28, "No space left on device")
        return file.write(data[:taken])

    full = SimpleNamespace(seek=file.seek, write=write)
    monkeypatch.setattr(buffer, "_file", full)
    held.append(buffer.store(b"efgh"))
    monkeypatch.setattr(buffer, "_file", file)
    held.append(buffer.store(b"ijkl"))
    assert [give() for give in held] == [b"abc", b"d" * 20, b"efgh", b"ijkl"]
