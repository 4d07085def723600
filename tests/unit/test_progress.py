"""A progress line shows how far the work is, how fast it is and when it will be done."""

from __future__ import annotations

import io
import time

from socitm_tui.cli.progress_bar import REDRAW_INTERVAL_S, draw_bar
from socitm_tui.model.progress import (
    ProgressMeter,
    duration_label,
    progress_listener,
    report_progress,
    with_progress,
)


def test_a_line_has_a_count_then_rate_and_time_left() -> None:
    now = 0.0
    meter = ProgressMeter(lambda: now)
    assert meter.format_line(0, 4000, "items") == "░" * 24 + " 0 of 4,000 items"
    now = 2.0
    assert meter.format_line(1000, 4000, "items").endswith(
        "1,000 of 4,000 items · 500/s · 6 s left"
    )
    assert meter.format_line(1000, 4000, "index").endswith("1,000 of 4,000 index")
    now = 3.5
    assert meter.format_line(1000, 4000, "index").endswith("1,000 of 4,000 index · 2 s")
    now = 4.0
    assert meter.format_line(2000, 4000, "index").endswith(" · 500/s · 4 s left")
    assert meter.format_line(0, 0, "nothing").endswith("0 of 0 nothing")


def test_minutes_are_said_as_such() -> None:
    assert (duration_label(89), duration_label(150)) == ("89 s", "2 min")


def test_only_many_items_are_told_of() -> None:
    said: list[tuple[int, int, str]] = []

    def tell(*step: object) -> None:
        said.append(step)  # type: ignore[arg-type]

    assert list(with_progress(range(1999), 1999, "few", tell)) == list(range(1999))
    assert not said
    assert len(list(with_progress(range(2000), 2000, "many", tell))) == 2000
    assert said == [
        (0, 2000, "many"),
        (500, 2000, "many"),
        (1000, 2000, "many"),
        (1500, 2000, "many"),
    ]
    assert list(with_progress("ab", 2000, "many", None)) == ["a", "b"]


def test_whoever_listens_is_told_by_what_knows_nothing_of_it() -> None:
    said: list[int] = []
    with progress_listener(lambda done, _total, _name: said.append(done)):
        assert len(list(report_progress(range(2000), 2000, "many"))) == 2000
    assert said == [0, 500, 1000, 1500]
    assert len(list(report_progress(range(2000), 2000, "many"))) == 2000
    assert len(said) == 4


def test_a_bar_is_drawn_while_nothing_is_told_and_goes_at_the_end() -> None:
    class Terminal(io.StringIO):
        def draws(self) -> int:
            return self.getvalue().count("of 2,000 items")

    terminal = Terminal()
    with draw_bar(terminal) as tell:
        for done in range(1000):
            tell(done, 2000, "items\x1b]0;x\x07")
        until = time.monotonic() + 50 * REDRAW_INTERVAL_S
        while terminal.draws() < 2 and time.monotonic() < until:
            time.sleep(REDRAW_INTERVAL_S / 4)
    assert 2 <= terminal.draws() < 1000
    assert "999 of 2,000 items" in terminal.getvalue()
    assert "\x07" not in terminal.getvalue()
    assert "\x1b]" not in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
