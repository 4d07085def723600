"""Figures -> the table of the bars, each with what was measured and whether it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

CLOCK = 6.0
"""Milliseconds that the fixed loop took where the bars in milliseconds were set."""
AGAIN = " again"
"""Follows the name of a case that was opened where it was left."""
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One bar."""

    what: str
    measured: float | None
    bar: float
    unit: str = ""

    def verdict(self, loop: float) -> str:
        """Whether it holds here, and if not, what it would be on the clock that the bars are for.

        Args:
            loop: Milliseconds that the fixed loop took here.
        """
        if self.measured is None:
            return "not measured"
        if self.measured <= self.bar:
            return "holds"
        if self.unit != " ms":
            return "MISSED"
        return f"MISSED here; {self.measured * CLOCK / loop:.3g} ms where the loop takes {CLOCK:g}"

    def line(self, loop: float) -> str:
        """The row of the table."""
        shown = "–" if self.measured is None else f"{self.measured:.3g}{self.unit}"
        return f"| {self.what} | {shown} | ≤ {self.bar:g}{self.unit} | {self.verdict(loop)} |"


def text(figures: Figures) -> str:
    """The table in Markdown."""
    head = ["| what | measured | bar | |", "| --- | --- | --- | --- |"]
    noise = figures["reference_loop_ms"]
    tail = f"A fixed loop took {noise['min']:.1f} ms at best, {noise['max']:.1f} ms at worst."
    lines = (row.line(noise["min"]) for row in rows(figures))
    return "\n".join([*head, *lines, "", tail])


def large(sizes: Collection[int]) -> int:
    """The size that the bars are for, or the largest there is."""
    return 100_000 if 100_000 in sizes else max(sizes)


def rows(figures: Figures) -> Iterator[Row]:
    """All bars that the figures tell of."""
    sizes = sorted(figures["sizes"])
    most = str(large(sizes))
    yield from _starts(figures, sizes, most)
    yield from _keys(figures, sizes, most)
    yield from _memory(figures, most)
    yield from _loads(figures)
    yield from _against_newsboat(figures, most)
    if 1_000_000 in sizes:
        yield from _million(figures, most)


def ms(figures: Figures, case: str, metric: str, which: str) -> float | None:
    """One figure of one program, in milliseconds."""
    try:
        return float(figures["cases"][case]["ms"][metric][which])
    except KeyError:
        return None


def _over(a: float | None, b: float | None) -> float | None:
    return a / b if a is not None and b else None


def _starts(figures: Figures, sizes: list[int], large: str) -> Iterator[Row]:
    bare = ms(figures, "bare", "start", "min")
    for how, told in ((AGAIN, ""), ("", ", first after a load")):
        for case in ("bundled", *map(str, sizes)):
            own = _over(ms(figures, case + how, "start", "min"), bare)
            yield Row(f"start, {case}{told}: best / best of the one-line app", own, 1.10, " ×")
        least = ms(figures, str(sizes[0]) + how, "start", "min")
        most = ms(figures, large + how, "start", "min")
        yield Row(f"start, {large} / {sizes[0]}{told}", _over(most, least), 1.05, " ×")


def _keys(figures: Figures, sizes: list[int], large: str) -> Iterator[Row]:
    for case in ("bundled", *map(str, sizes)):
        yield Row(f"cursor key, {case}: p50", ms(figures, case, "down", "p50"), 4, " ms")
        yield Row(f"cursor key, {case}: p95", ms(figures, case, "down", "p95"), 16, " ms")
    few = ms(figures, str(sizes[0]), "down", "p50")
    yield Row(
        f"cursor key, {large} / {sizes[0]}",
        _over(ms(figures, large, "down", "p50"), few),
        1.1,
        " ×",
    )
    for metric in ("page", "home", "end", "open", "bookmark"):
        yield Row(f"{metric}: p95", ms(figures, large, metric, "p95"), 16, " ms")
    marks = figures["marks"]
    told = f"a mark among {marks['count']:,} annotations, on disk: p95"
    yield Row(told, marks["change"]["p95"], 16, " ms")
    for metric, bar in (("tick", 20), ("letter", 20), ("phrase", 50)):
        yield Row(f"{metric}: p95", ms(figures, large, metric, "p95"), bar, " ms")
    for metric in ("tick", "letter"):
        settled = ms(figures, large, f"{metric}.settled", "p95")
        yield Row(f"{metric}, settled: p95", settled, 33, " ms")


def _peak(figures: Figures, case: str, mark: str) -> float | None:
    try:
        return float(figures["cases"][case]["marks"][mark]["hwm_mb"])
    except KeyError:
        return None


def _memory(figures: Figures, large: str) -> Iterator[Row]:
    shown, end = _peak(figures, large, "list"), _peak(figures, large, "end")
    yield Row(
        "peak memory, list shown / one-line app",
        _over(shown, _peak(figures, "bare", "list")),
        1.3,
        " ×",
    )
    yield Row("peak memory, end of session", end, 80, " MB")


def _loads(figures: Figures) -> Iterator[Row]:
    load = figures.get("load", {})
    theirs = load.get("feedparser", {}).get("seconds")
    ours = load.get("ours", {}).get("seconds")
    yield Row(
        f"load {load.get('size', 0):,} items, with index / feedparser",
        _over(ours, theirs),
        1.0,
        " ×",
    )
    added = figures["add"]
    yield Row("add one capture: the loader", added["alone"], 1.0, " s")
    yield Row("add one capture: the whole command", added["command"], 1.0, " s")


def _against_newsboat(figures: Figures, large: str) -> Iterator[Row]:
    def theirs(metric: str, which: str = "p50") -> float | None:
        return ms(figures, "newsboat", metric, which)

    def ours(metric: str, which: str = "p50") -> float | None:
        return ms(figures, large, metric, which)

    opened = [theirs("start"), theirs("list")]
    listed = sum(one for one in opened if one) if all(opened) else None
    again = ms(figures, large + AGAIN, "start", "p50")
    yield Row("start / newsboat’s list of all", _over(again, listed), 0.08, " ×")
    first = _over(ours("start"), listed)
    yield Row("start, first after a load / newsboat’s list of all", first, 0.08, " ×")
    yield Row("cursor key / newsboat’s", _over(ours("down"), theirs("down")), 0.06, " ×")
    yield Row("a letter / newsboat’s filter", _over(ours("letter"), theirs("filter")), 0.01, " ×")
    yield Row("a letter / newsboat’s search", _over(ours("letter"), theirs("search")), 0.05, " ×")
    memory = _over(_peak(figures, large, "end"), _peak(figures, "newsboat", "end"))
    yield Row("memory / newsboat’s", memory, 0.17, " ×")
    yield Row(
        "cursor key / less", _over(ours("down"), ms(figures, "less", "down", "p50")), 14, " ×"
    )


def _million(figures: Figures, large: str) -> Iterator[Row]:
    many = "1000000"
    for how, told in ((AGAIN, ""), ("", ", first after a load")):
        best = _over(
            ms(figures, many + how, "start", "min"), ms(figures, large + how, "start", "min")
        )
        yield Row(f"start, 1,000,000 / 100,000{told}", best, 1.5, " ×")
    for metric in ("down", "page", "home", "end", "open", "tick", "letter", "phrase", "bookmark"):
        ratio = _over(ms(figures, many, metric, "p50"), ms(figures, large, metric, "p50"))
        yield Row(f"{metric}, 1,000,000 / 100,000", ratio, 4, " ×")
