"""Trafilatura's evaluation: passages that the text of 990 pages must and must not contain."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.suites.libraries import extract_text
from tests.suites.suite import Page, PageReading, Score

NAME = "trafilatura"


class TextEvaluation:
    """The evaluation, from a copy of trafilatura's repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tests"
        evaluation = json.loads((self.folder / "evaldata.json").read_text("utf-8"))
        self.truth: dict[str, dict[str, Any]] = {page["file"]: page for page in evaluation.values()}

    def pages(self) -> Iterator[Page]:
        """The pages, each from the first folder that has it."""
        for name in sorted(self.truth):
            yield Page(name, first_existing(self.folder, ("cache", "eval"), name).read_bytes())

    def reference(self) -> Callable[[bytes], str | None]:
        """The article extractor."""
        return extract_text

    def scores(self, readings: list[PageReading]) -> Iterator[Score]:
        """F1 and accuracy, the pages that are not read as one item, and the time."""
        ours = self.confusion({r.name: r.text for r in readings})
        longest = self.confusion({r.name: r.longest_text for r in readings})
        reference = self.confusion({r.name: r.reference or "" for r in readings})
        yield Score(NAME, "F1, all items joined", f"{f1(*ours):.3f}", f"{f1(*reference):.3f}")
        yield Score(NAME, "F1, longest item", f"{f1(*longest):.3f}", f"{f1(*reference):.3f}")
        accuracies = f"{accuracy(*ours):.3f}", f"{accuracy(*reference):.3f}"
        yield Score(NAME, "accuracy, all items joined", *accuracies)
        several = sum(len(r.bodies) > 1 for r in readings)
        none = sum(not r.bodies for r in readings)
        yield Score(NAME, f"of {len(readings)}: several items / none", f"{several} / {none}", "")
        seconds = sum(r.seconds for r in readings)
        reference_seconds = sum(r.reference_seconds for r in readings)
        yield Score(NAME, "CPU seconds", f"{seconds:.1f}", f"{reference_seconds:.1f}")

    def confusion(self, texts: dict[str, str]) -> tuple[int, int, int, int]:
        """True and false positives, false and true negatives, over all passages."""
        counts = [0, 0, 0, 0]
        for name, text in texts.items():
            page, plain = self.truth[name], spaces_joined(text)
            found = sum(spaces_joined(passage) in plain for passage in page["with"])
            wrong = sum(spaces_joined(passage) in plain for passage in page["without"])
            row = (found, wrong, len(page["with"]) - found, len(page["without"]) - wrong)
            counts = [count + more for count, more in zip(counts, row, strict=True)]
        return counts[0], counts[1], counts[2], counts[3]


def f1(tp: int, fp: int, fn: int, _tn: int) -> float:
    """The F1 of a table of confusion."""
    return 2 * tp / (2 * tp + fp + fn) if tp else 0.0


def accuracy(tp: int, fp: int, fn: int, tn: int) -> float:
    """The accuracy of a table of confusion."""
    return (tp + tn) / (tp + fp + fn + tn)


def spaces_joined(text: str) -> str:
    """The text with each run of white space as one space."""
    return re.sub(r"\s+", " ", text).strip()


def first_existing(folder: Path, names: tuple[str, ...], file: str) -> Path:
    """The file in the first of several folders that has it."""
    return next(path for name in names if (path := folder / name / file).exists())
