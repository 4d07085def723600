from __future__ import annotations

import pytest

from socitm_tui.store.aside import Aside


def test_bytes_come_back_whether_in_memory_or_on_disk() -> None:
    aside = Aside(10)
    held = [aside.put(one) for one in (b"abc", b"", b"d" * 20, b"e")]
    assert [give() for give in reversed(held)] == [b"e", b"d" * 20, b"", b"abc"]


def test_without_room_on_disk_they_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    aside = Aside()

    def full(_: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(aside._file, "write", full)
    assert aside.put(b"abc")() == b"abc"
