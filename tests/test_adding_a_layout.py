"""What `docs/reading.md` says of adding a layout is done, and a page is read by it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from socitm_tui.parsing.layouts import grammars, read_page, scoring

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "tests" / "cases" / "dev" / "11-itu-newslog-double-stamp.txt"


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The example of the document as a module of the package."""
    section = (ROOT / "docs" / "reading.md").read_text("utf-8").split("## Adding a layout")[1]
    code = section.split("```python\n")[1].split("```")[0]
    (tmp_path / "stamped_twice.py").write_text(code, "utf-8")
    monkeypatch.setattr(grammars, "__path__", [*grammars.__path__, str(tmp_path)])
    scoring.grammars.cache_clear()
    yield
    scoring.grammars.cache_clear()
    sys.modules.pop("socitm_tui.parsing.layouts.grammars.stamped_twice", None)


@pytest.mark.usefixtures("added")
def test_a_module_put_into_the_package_reads_pages() -> None:
    reading = read_page(PAGE.read_text("utf-8"))
    assert reading.layout == "stamped-twice"
    assert [draft.date and draft.date.value for draft in reading.drafts] == [
        "2010-12-14", "2010-11-16", "2010-04-30",
    ]  # fmt: skip


def test_without_it_the_page_is_read_by_another() -> None:
    assert read_page(PAGE.read_text("utf-8")).layout != "stamped-twice"
