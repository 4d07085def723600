"""The faults that are tried, each a function: so many runs -> what was lost."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from socitm_tui.storage.home import Home
from tests.faults import forked, scenes
from tests.faults.forked import Faults

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EDQUOT)


@dataclass
class Tally:
    """One line of the table."""

    fault: str
    runs: int = 0
    losses: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the runs take place."""

    folder: Path
    random: random.Random
    until: float = float("inf")
    """When the fuzzers stop, on the monotonic clock."""

    @property
    def home(self) -> Home:
        """The home that everything happens to."""
        return Home.find(self.folder / "home")

    def model(self) -> Path:
        """A home with something in it, from which runs start."""
        path = self.folder / "model"
        if not path.exists():
            home = Home.find(path)
            for step in scenes.life(self.folder, 2, 50):
                step.do(home)
        return path

    def clock(self) -> float:
        """Seconds that a life takes when nothing happens to it."""
        scenes.fresh(self.home, self.model())
        began = time.monotonic()
        forked.run(self.home, scenes.life(self.folder, 3))
        return time.monotonic() - began


def killed_at_random(bench: Bench, runs: int) -> Tally:
    """SIGKILL at any moment of loads, notes and departures."""
    tally = Tally("killed (SIGKILL) at a random moment of loads and notes")
    steps, most = scenes.life(bench.folder, 3), bench.clock() * 1.1
    for _ in range(runs):
        scenes.fresh(bench.home, bench.model())
        before = scenes.shown_by(bench.home)
        wait = bench.random.uniform(0, most)

        def kill(child: int, wait: float = wait) -> None:
            time.sleep(wait)
            os.kill(child, signal.SIGKILL)

        ended = forked.run(bench.home, steps, meanwhile=kill)
        tally.runs += 1
        tally.losses += _wrong(bench, before, steps, ended)
    return tally


def killed_in_upkeep(bench: Bench, runs: int) -> Tally:
    """SIGKILL before each file operation of backup, undo, restore, merge and repair."""
    tally = Tally("killed before file operation 1, 2, … of backup, undo, restore, merge, repair")
    steps = scenes.upkeep(bench.folder)
    for _, wrong in _each(bench, runs, lambda number: (None, False), steps, (None,)):
        tally.runs += 1
        tally.losses += wrong
    return tally


def failing_in_upkeep(bench: Bench, runs: int) -> Tally:
    """Each file operation of backup, undo, restore, merge and repair fails, and all after it."""
    tally = Tally("file operation 1, 2, … of backup, undo, restore, merge, repair fails")
    steps = scenes.upkeep(bench.folder)
    for _, wrong in _each(bench, runs, lambda n: (ERRORS[n % 5], bool(n % 2)), steps, (None,)):
        tally.runs += 1
        tally.losses += wrong
    return tally


def killed_at_each_operation(bench: Bench, runs: int) -> Tally:
    """SIGKILL before the first file operation, then before the second, until none is left."""
    tally = Tally("killed before file operation 1, 2, … of a load, a note, a departure")
    for _, wrong in _each(bench, runs, lambda number: (None, False)):
        tally.runs += 1
        tally.losses += wrong
    return tally


def failing_once(bench: Bench, runs: int) -> Tally:
    """File operation N fails, those after it do not."""
    tally = Tally("file operation 1, 2, … fails (no space, I/O error, read-only, …)")
    for _, wrong in _each(bench, runs, lambda n: (ERRORS[n % len(ERRORS)], False)):
        tally.runs += 1
        tally.losses += wrong
    return tally


def failing_from(bench: Bench, runs: int) -> Tally:
    """File operation N and all after it fail, as on a disk that is full or gone."""
    tally = Tally("file operation 1, 2, … and all after it fail")
    for _, wrong in _each(bench, runs, lambda n: (ERRORS[n % len(ERRORS)], True)):
        tally.runs += 1
        tally.losses += wrong
    return tally


def _each(
    bench: Bench,
    runs: int,
    fault: Callable[[int], tuple[int | None, bool]],
    steps: list[scenes.Step] | None = None,
    models: tuple[Path | None, ...] = (),
) -> Iterator[tuple[int, list[str]]]:
    """A run for operation 1, 2, … until one passes without meeting the fault, in a fresh home and
    in one that holds something; as many of them as are wanted, spread over all."""
    steps = steps or scenes.life(bench.folder, 1)
    models = models or (None, bench.model())
    for model in models:
        total = _operations(bench, model, steps)
        numbers = range(1, total + 1)
        share = runs // len(models)
        if share < total:
            numbers = sorted(bench.random.sample(numbers, max(1, share)))  # type: ignore[assignment]
        for number in numbers:
            scenes.fresh(bench.home, model)
            before = scenes.shown_by(bench.home)
            code, lasting = fault(number)
            faults = Faults(bench.home.path, number, code, lasting=lasting)
            ended = forked.run(bench.home, steps, before=faults.arm)
            yield number, _wrong(bench, before, steps, ended)


def _operations(bench: Bench, model: Path | None, steps: list[scenes.Step]) -> int:
    """How many file operations the steps take when nothing fails."""
    scenes.fresh(bench.home, model)
    faults = Faults(bench.home.path, 0, None, lasting=False)
    tell = bench.folder / "operations"

    def write_down(home: Home) -> None:
        tell.write_text(str(faults.met))

    last = scenes.Step("count", write_down, lambda shown: shown)
    forked.run(bench.home, [*steps, last], before=faults.arm)
    return int(tell.read_text())


def full(bench: Bench, runs: int) -> Tally:
    """No file may grow beyond N bytes."""
    tally = Tally("no file can grow beyond N bytes (RLIMIT_FSIZE)")
    steps = scenes.life(bench.folder, 2)
    for number in range(runs):
        scenes.fresh(bench.home, bench.model() if number % 2 else None)
        before = scenes.shown_by(bench.home)
        limit = bench.random.choice((0, 1, 100, bench.random.randrange(12_000)))

        def arm(limit: int = limit) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        ended = forked.run(bench.home, steps, before=arm)
        tally.runs += 1
        tally.losses += _wrong(bench, before, steps, ended)
    return tally


def _wrong(
    bench: Bench, before: scenes.Shown, steps: list[scenes.Step], ended: forked.Ended
) -> list[str]:
    return judged(bench.home, before, steps, ended)


def judged(
    home: Home, before: scenes.Shown, steps: list[scenes.Step], ended: forked.Ended
) -> list[str]:
    """What a run lost, and what it should have said otherwise."""
    found = list(scenes.losses(home, before, steps, ended.done))
    if ended.status == forked.CRASHED:
        found.append(f"at step {ended.done}: it crashed: {ended.said}")
    if ended.status == forked.REFUSED and (not ended.said or "\n" in ended.said):
        found.append(f"at step {ended.done}: “{ended.said}” is no sentence")
    return found
