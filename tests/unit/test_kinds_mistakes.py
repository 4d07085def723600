"""A mistake of ours on one capture costs that capture, not the load."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.ingest.loader import load_paths
from socitm_tui.parsing import pages
from socitm_tui.storage.home import Home

PAGE = "27/03/12\nLibrary opens on Sundays\nThe library stays open on Sundays, the council said.\n"


def test_the_others_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pages.read_page

    def fail(text: str, *_: object) -> object:
        if "evil" in text:
            raise KeyError("unforeseen")
        return real(text)

    monkeypatch.setattr("socitm_tui.parsing.formats.plain_text.read_page", fail)
    (tmp_path / "a.txt").write_text("evil")
    (tmp_path / "b.txt").write_text(PAGE)
    ledger = load_paths(
        Home.find(tmp_path / "home"), [tmp_path / "a.txt", tmp_path / "b.txt"], "2026"
    )
    assert ledger.added == 1
    (line,) = ledger.skipped
    assert line.problem == (
        "it cannot be read, by a mistake of the program (KeyError: 'unforeseen')"
    )
