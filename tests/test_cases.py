"""Every capture below `cases/` is read as its gold says; the floors only move up."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from socitm_tui.layouts import Reading, read_page
from socitm_tui.model import Role
from socitm_tui.text import decode

CASES = Path(__file__).parent / "cases"


class Floor(NamedTuple):
    """What a folder of cases must reach."""

    f1: float
    dates: float
    titles: float
    boundaries: float
    leak: float


FLOORS = {
    "seeds": Floor(1.0, 1.0, 1.0, 1.0, 0.0),
    "dev": Floor(1.0, 1.0, 1.0, 1.0, 0.0),
    "made": Floor(1.0, 1.0, 1.0, 1.0, 0.0),
}
"""A folder that is not named here must reach what any page is asked for."""
ANY = Floor(0.85, 0.9, 0.85, 0.85, 0.05)


def captures() -> list[Path]:
    """Return every capture that has a gold file beside it."""
    return sorted(p for p in CASES.rglob("*.txt") if gold_of(p).exists())


def gold_of(capture: Path) -> Path:
    """Return where the gold of a capture is."""
    return capture.with_name(f"{capture.stem}.gold.json")


def module(name: str) -> ModuleType:
    """Return a script of the cases' folder as a module."""
    spec = importlib.util.spec_from_file_location(f"cases_{name}", CASES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def predictions(reading: Reading) -> list[dict[str, object]]:
    """Return a reading in the form that the scorer wants."""
    return [
        {
            "date": d.date and d.date.value + (f"T{d.date.time}:00" if d.date.time else ""),
            "title": d.title,
            "author": d.author,
            "body": d.body,
            "truncated": d.truncated,
            "topics": [],
        }
        for d in reading.drafts
    ]


@pytest.mark.parametrize("folder", sorted({c.parent.name for c in captures()}))
def test_a_folder_reaches_its_floor(folder: str) -> None:
    score = module("score")
    with tempfile.TemporaryDirectory() as out:
        for capture in (c for c in captures() if c.parent.name == folder):
            made = predictions(read_page(decode(capture.read_bytes()).text))
            (Path(out) / f"{capture.stem}.json").write_text(json.dumps(made), encoding="utf-8")
        lines: list[str] = []
        _, t = score.run(CASES / folder, out, verbose=True, out=lines.append)
    floor = FLOORS.get(folder, ANY)
    report = "\n".join(lines)
    assert score.f1(t)[2] >= floor.f1, report
    assert score.ratio(t["date"], t["aligned"]) >= floor.dates, report
    assert score.ratio(t["title"], t["title_n"]) >= floor.titles, report
    assert score.ratio(t["bound"], t["aligned"]) >= floor.boundaries, report
    assert score.ratio(t["leak"], t["leak_n"], 0.0) <= floor.leak, report


@pytest.mark.parametrize("capture", captures(), ids=lambda c: c.stem)
def test_nothing_is_lost_and_nothing_is_invented(capture: Path) -> None:
    text = decode(capture.read_bytes()).text
    lines = text.split("\n")
    reading = read_page(text)
    assert len(reading.roles) == len(lines)
    for line, role in zip(lines, reading.roles, strict=True):
        assert (role.role is Role.BLANK) == (not line.strip())
    for index, draft in enumerate(reading.drafts):
        first, last = draft.lines
        assert 1 <= first <= last <= len(lines)
        mine = [n for n, r in enumerate(reading.roles, start=1) if r.item == index]
        assert mine
        assert first in mine
    gold = json.loads(gold_of(capture).read_text(encoding="utf-8"))
    if not gold["items"] and not gold.get("tolerate_undated"):
        assert reading.drafts == ()
