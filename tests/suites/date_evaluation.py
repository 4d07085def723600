"""Htmldate's evaluations: the day on which each of 800 and of 200 pages was published."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.suites.libraries import find_date
from tests.suites.suite import Page, PageReading, Score
from tests.suites.text_evaluation import first_existing

NAME = "htmldate"
FOLDERS = ("test_set", "cache", "eval")


class DateEvaluation:
    """One of the evaluations, from a copy of htmldate's repository."""

    def __init__(self, folder: Path, file: str) -> None:
        self.folder = folder / "tests"
        self.file = file
        evaluation = json.loads((self.folder / file).read_text("utf-8"))
        self.truth: dict[str, str] = {
            page["file"]: page["date"]
            for page in evaluation.values()
            if isinstance(page["date"], str)  # else the page has none
        }

    def pages(self) -> Iterator[Page]:
        """The pages that have a date."""
        for name in sorted(self.truth):
            yield Page(name, first_existing(self.folder, FOLDERS, name).read_bytes())

    def reference(self) -> Callable[[bytes], str | None]:
        """The date extractor."""
        return find_date

    def scores(self, readings: list[PageReading]) -> Iterator[Score]:
        """The share of the right dates, of all pages and of those that are given a date."""
        ours = self.shares({r.name: r.date for r in readings})
        reference = self.shares({r.name: r.reference for r in readings})
        measure = f"{self.file}: right of all / of those dated"
        yield Score(NAME, measure, ours, reference)

    def shares(self, days: dict[str, str | None]) -> str:
        """Right of all and right of those dated, and how many are undated or wrong."""
        dated = {name: day for name, day in days.items() if day}
        right = sum(self.truth[name] == day for name, day in dated.items())
        given = right / len(dated) if dated else 0.0
        undated, wrong = len(days) - len(dated), len(dated) - right
        return f"{right / len(days):.3f} / {given:.3f} ({undated} undated, {wrong} wrong)"
