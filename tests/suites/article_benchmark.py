"""The article extraction benchmark: the text of 181 articles, compared by runs of four words."""

from __future__ import annotations

import gzip
import json
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.suites.libraries import extract_text
from tests.suites.suite import Page, PageReading, Score

NAME = "article-extraction-benchmark"
RUN = 4
"""Words of a run."""
_WORD = re.compile(r"\w+")


class ArticleBenchmark:
    """The benchmark, from a copy of its repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.truth: dict[str, dict[str, str]] = json.loads(
            (folder / "ground-truth.json").read_text("utf-8")
        )

    def pages(self) -> Iterator[Page]:
        """The pages, unpacked."""
        for name in sorted(self.truth):
            packed = (self.folder / "html" / f"{name}.html.gz").read_bytes()
            yield Page(f"{name}.html", gzip.decompress(packed))

    def reference(self) -> Callable[[bytes], str | None]:
        """The article extractor."""
        return extract_text

    def scores(self, readings: list[PageReading]) -> Iterator[Score]:
        """F1 of all items joined, and of the longest item."""
        reference = self.f1({r.name: r.reference or "" for r in readings})
        joined = self.f1({r.name: r.text for r in readings})
        longest = self.f1({r.name: r.longest_text for r in readings})
        yield Score(NAME, "F1, all items joined", f"{joined:.3f}", f"{reference:.3f}")
        yield Score(NAME, "F1, longest item", f"{longest:.3f}", f"{reference:.3f}")

    def f1(self, texts: dict[str, str]) -> float:
        """The harmonic mean of the mean precision and the mean recall, as the benchmark has it."""
        precisions, recalls = [], []
        for name, text in texts.items():
            expected = word_runs(self.truth[name.removesuffix(".html")].get("articleBody", ""))
            actual = word_runs(text)
            shared = (expected & actual).total()
            if actual:
                precisions.append(shared / actual.total())
            if expected:
                recalls.append(shared / expected.total())
        if not precisions or not recalls:
            return 0.0
        precision, recall = statistics.mean(precisions), statistics.mean(recalls)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def word_runs(text: str) -> Counter[tuple[str, ...]]:
    """How often each run of four words is in a text; a shorter text is one run."""
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1)))
