"""`python -m tests.bench.pages`: how long pages take to read, in seconds of the processor."""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from socitm_tui.model.entities import LineMark, MarkRole
from socitm_tui.parsing.pages import PageReader, read_page

CAPTURES = Path(__file__).parents[1] / "cases" / "fresh"
LINES = range(80, 131)
PAGES = 60
MARKED_LINES = 300


def main() -> None:
    """Print the figures of pages of a hundred lines, of pages under marks, and of a long page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=1, help="from the second on, the dates of lines are cached"
    )
    parser.add_argument("--megabytes", type=float, default=1.0, help="size of the long page")
    options = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(CAPTURES.glob("*.txt"))]
    pages = [text for text in texts if text.count("\n") + 1 in LINES][:PAGES]
    read_page(pages[0])
    took = [
        _best(partial(read_page, text), options.rounds) / (text.count("\n") + 1) * 1e5
        for text in pages
    ]
    print(f"100 lines of a page: {statistics.median(took):.1f} ms (median of {len(pages)} pages)")
    print(f"{MARKED_LINES} lines under a new mark: {_mark(pages):.1f} ms (median)")
    long = "\n".join(pages) + "\n"
    long *= int(options.megabytes * 1e6 / len(long.encode())) + 1
    seconds = _best(partial(read_page, long), 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = len(long.encode()) / 1e6
    print(f"a page of {size:.1f} MB, {long.count(chr(10)):,} lines: {seconds:.1f} s, {peak:.0f} MB")


def _best(read: Callable[[], object], rounds: int) -> float:
    """The fewest seconds of the processor in some rounds; other programs make them more."""
    took = []
    for _ in range(rounds):
        start = time.process_time()
        read()
        took.append(time.process_time() - start)
    return min(took)


def _mark(pages: Sequence[str]) -> float:
    """The median milliseconds until a page of many lines is read again under a mark."""
    lines = "\n".join(pages).split("\n")[:MARKED_LINES]
    reader = PageReader("\n".join(lines))
    reader.read()
    took = []
    for number in [n for n, line in enumerate(lines, start=1) if line.strip()][::15]:
        mark = LineMark(number, number, MarkRole.HEADLINE)
        took.append(_best(partial(reader.read, [mark]), 1) * 1e3)
    return statistics.median(took)


if __name__ == "__main__":
    main()
