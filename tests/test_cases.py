"""Captures below `cases/` are read as their gold says, as often as the floor of their set says."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from socitm_tui.model.text import decode_text
from socitm_tui.parsing.pages import Reading, read_page
from tests.core import slow

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
    "bundled": Floor(1.0, 1.0, 1.0, 1.0, 0.0),
    "dev": Floor(0.93, 0.95, 0.9, 0.93, 0.07),
    "exam": Floor(0.91, 0.95, 0.96, 0.97, 0.02),
    "field": Floor(0.78, 0.92, 0.90, 0.95, 0.04),
    "fresh": Floor(0.72, 0.95, 0.89, 0.86, 0.06),
    "made": Floor(0.88, 0.96, 0.96, 0.94, 0.03),
    "kept": Floor(0.87, 0.99, 0.88, 0.93, 0.03),
    "unseen": Floor(0.62, 0.84, 0.78, 0.86, 0.05),  # never trained on; see tests/README.md
}
"""What the shipped weights must reach on captures that they were learned from. What they reach on
others is printed by `python -m tests.train`; these floors are the scores of cross-validation."""
CORE_FOLDERS = frozenset({"seeds", "bundled", "dev", "kept", "exam"})
"""Small ones: the others take half a minute."""
ANY = Floor(0.55, 0.85, 0.75, 0.75, 0.15)


@cache
def captures() -> list[Path]:
    """Return every capture that has a gold file beside it."""
    texts = (p for p in CASES.rglob("*.txt") if p.parent.name != "encodings")
    return sorted(p for p in texts if gold_of(p).exists())


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


SCORE = module("score")


def scored(some: Iterable[Path], change: Callable[[str], str] = str) -> tuple[Any, str]:
    """Return the scorer's tally of captures read after a change, and what it found wrong."""
    tally, wrong = SCORE.Tally(), []
    for capture in some:
        gold = json.loads(gold_of(capture).read_text(encoding="utf-8"))
        made = predictions(read_page(change(decode_text(capture.read_bytes()).text)))
        found, why = SCORE.score_case(gold, made)
        SCORE.add(tally, found)
        if why:
            wrong.append(f"{capture.stem}: {'; '.join(why)}")
    return tally, "\n".join(wrong)


@pytest.mark.parametrize("folder", [
    folder if folder in CORE_FOLDERS else slow(folder)
    for folder in sorted({capture.parent.name for capture in captures()})
])  # fmt: skip
def test_a_folder_reaches_its_floor(folder: str) -> None:
    """Of `fresh`, which has most of the captures, every fifth is read."""
    of_folder = [capture for capture in captures() if capture.parent.name == folder]
    t, report = scored(of_folder[:: 5 if folder == "fresh" else 1])
    if folder == "unseen":
        report = "its single pages are nobody's business"
    score, floor = SCORE, FLOORS.get(folder, ANY)
    assert score.f1(t)[2] >= floor.f1, report
    assert score.ratio(t["date"], t["aligned"]) >= floor.dates, report
    assert score.ratio(t["title"], t["title_n"]) >= floor.titles, report
    assert score.ratio(t["bound"], t["aligned"]) >= floor.boundaries, report
    assert score.ratio(t["leak"], t["leak_n"], 0.0) <= floor.leak, report


def wrapped(text: str) -> str:
    """Return the text hard-wrapped, as mail and text browsers do."""
    lines = (textwrap.wrap(t, 72, break_on_hyphens=False) or [""] for t in text.split("\n"))
    return "\n".join(line for group in lines for line in group)


DISTURBANCES: dict[str, tuple[Callable[[str], str], float]] = {
    "without blank lines": (lambda t: re.sub(r"\n\s*\n", "\n", t), 0.8),
    "with a blank line after each": (lambda t: re.sub(r"\n+", "\n\n", t), 0.8),
    "with blank lines doubled": (lambda t: t.replace("\n\n", "\n\n\n\n"), 0.9),
    "indented": (lambda t: "   " + t.replace("\n", "\n   "), 0.95),
    "hard-wrapped": (wrapped, 0.8),
    "below a menu": (lambda t: f"Skip to content\nHome\nNews\nContact us\n\n{t}", 0.85),
    "above a footer": (lambda t: f"{t}\n\nPrivacy policy\n© 2015 All rights reserved.\n", 0.85),
    "below the day's date": (lambda t: f"Friday 6 January 2017\nSearch\nLog in\n\n{t}", 0.75),
}
"""What a page may suffer without meaning anything else, and how well it must still be read.

Each is tried on every other page, and so each page by half of them.
"""


@pytest.mark.parametrize("name", [
    name if name in ("hard-wrapped", "indented") else slow(name)
    for name in DISTURBANCES
])  # fmt: skip
def test_a_disturbed_page_means_the_same(name: str) -> None:
    change, floor = DISTURBANCES[name]
    clear = [c for c in captures() if c.parent.name in ("seeds", "dev", "exam")]
    each_other = clear[list(DISTURBANCES).index(name) % 2 :: 2]
    tally, report = scored(each_other, change)
    assert SCORE.f1(tally)[2] >= floor, report


@pytest.mark.slow
def test_a_page_without_news_gives_none() -> None:
    given = []
    for capture in captures()[::2]:
        if capture.parent.name == "unseen":
            continue  # 7 of its 15 such pages give no items; the floor of the folder counts them
        gold = json.loads(gold_of(capture).read_text(encoding="utf-8"))
        if not gold["items"] and not gold.get("tolerate_undated"):
            given.append(len(read_page(decode_text(capture.read_bytes()).text).drafts))
    assert given.count(0) >= 0.85 * len(given)
