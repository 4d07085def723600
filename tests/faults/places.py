"""Faults of what is around: other processes, the disk, files that go or change."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from socitm_tui.maintenance.check import check_home
from socitm_tui.maintenance.repair import repair_home
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from tests.faults import forked, scenes
from tests.faults.kinds import Bench, Tally, judged

MOUNT = shutil.which("mount") or ""
UMOUNT = shutil.which("umount") or ""


def several_at_once(bench: Bench, runs: int) -> Tally:
    """Two that annotate and one that loads, and sometimes one of them is killed."""
    tally = Tally("two readers and a loader at once, one of them killed now and then")
    for _ in range(max(1, runs // 3)):
        scenes.fresh(bench.home, None)
        lives = (
            [scenes.note(f"a{number}", "mine") for number in range(12)],
            [scenes.note(f"b{number}", "mine") for number in range(12)],
            [scenes.load_page(bench.folder, number) for number in range(3)],
        )
        children = [forked.Child(bench.home, steps) for steps in lives]
        if bench.random.random() < 0.5:
            time.sleep(bench.random.uniform(0, 0.3))
            os.kill(bench.random.choice(children).process, signal.SIGKILL)
        ended = [child.wait() for child in children]
        tally.runs += 1
        tally.losses += _missing(bench, lives, ended)
    return tally


def _missing(
    bench: Bench, lives: tuple[list[scenes.Step], ...], ended: list[forked.Ended]
) -> Iterator[str]:
    """What was acknowledged to one of several and is not there."""
    wanted = scenes.Shown()
    for steps, end in zip(lives, ended, strict=True):
        wanted = scenes.after(steps[: end.done], wanted)
        if end.status not in (forked.PASSED, -signal.SIGKILL):
            yield f"one of several ended with {end.status}: {end.said}"
    try:
        now = scenes.shown_by(bench.home)
    except StorageError as error:
        yield str(error)
        return
    for name in ("notes", "pages"):
        lost = {*getattr(wanted, name)} - {*getattr(now, name)}
        if lost:
            yield f"{name} are lost: {sorted(lost)}"
    yield from scenes.litter(bench.home, "with several at once")


@contextlib.contextmanager
def _disk(bench: Bench, size: str) -> Iterator[Path | None]:
    """A small disk of memory, or None where this system does not let us have one."""
    place = bench.folder / "disk"
    place.mkdir(exist_ok=True)
    made = MOUNT and subprocess.run(
        [MOUNT, "-t", "tmpfs", "-o", f"size={size}", "none", place],
        capture_output=True, check=False,
    ).returncode == 0  # fmt: skip
    try:
        yield place if made else None
    finally:
        if made:
            subprocess.run([UMOUNT, "-l", place], check=False)


def full_disk(bench: Bench, runs: int) -> Tally:
    """A disk that becomes full somewhere on the way."""
    tally = Tally("the disk becomes full (ENOSPC on a small tmpfs)")
    steps = scenes.life(bench.folder, 3)
    for _ in range(max(1, runs // 4)):
        with _disk(bench, "1m") as place:
            if place is None:
                tally.fault += ": not possible here"
                break
            home = Home.find(place / "home")
            ballast = place / "ballast"
            room = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
            ballast.write_bytes(bytes(room - 4096 * bench.random.randrange(40)))
            ended = forked.run(home, steps)
            ballast.unlink()
            tally.runs += 1
            tally.losses += judged(home, scenes.Shown(), steps, ended)
    return tally


def read_only(bench: Bench, runs: int) -> Tally:
    """A home on a disk that can only be read: everything is shown, nothing can be changed."""
    tally = Tally("the home is on a read-only file system")
    steps = [*scenes.life(bench.folder, 1), *scenes.upkeep(bench.folder)]
    with _disk(bench, "4m") as place:
        if place is None or not MOUNT:
            tally.fault += ": not possible here"
            return tally
        home = Home.find(place / "home")
        shutil.copytree(bench.model(), home.path)
        before = scenes.shown_by(home)
        remounted = [MOUNT, "-o", "remount,ro", str(place)]
        subprocess.run(remounted, check=True)
        for step in (steps * (runs // len(steps) + 1))[:runs]:
            ended = forked.run(home, [step])
            tally.runs += 1
            if scenes.shown_by(home) != before:
                tally.losses.append(f"{step.word} changed a read-only home")
            if ended.status == forked.CRASHED:
                tally.losses.append(f"{step.word} crashed: {ended.said}")
    return tally


def vanished(bench: Bench, runs: int) -> Tally:
    """The home, or a file of it, is gone all of a sudden: a sentence, never a crash."""
    tally = Tally("the home or a file of it vanishes while loads and notes go on")
    steps = scenes.life(bench.folder, 3)
    names = ("", "archive.json", "notebook.json", "captures", "captures.jsonl", "archive.index")
    for number in range(max(1, runs // 2)):
        scenes.fresh(bench.home, bench.model())
        victim = bench.home.path / names[number % len(names)]
        child = forked.Child(bench.home, steps)
        time.sleep(bench.random.uniform(0, 0.25))
        with contextlib.suppress(OSError):
            shutil.rmtree(victim) if victim.is_dir() else victim.unlink()
        ended = child.wait()
        tally.runs += 1
        if ended.status == forked.CRASHED:
            tally.losses.append(f"without {victim.name} it crashed: {ended.said}")
        try:
            scenes.shown_by(bench.home)
        except StorageError as error:
            if victim.name not in ("captures", "home"):
                tally.losses.append(f"without {victim.name}: {error}")
    return tally


def flipped(bench: Bench, runs: int) -> Tally:
    """One bit of one file changes: `check` says so, `check --repair` loses one note at most."""
    tally = Tally("a bit of a file flips: found by check, put right by check --repair")
    for _ in range(runs):
        scenes.fresh(bench.home, bench.model())
        before = scenes.shown_by(bench.home)
        files = [
            one
            for one in bench.home.path.rglob("*")
            if one.is_file() and not one.name.startswith(".") and one.stat().st_size
        ]
        victim = bench.random.choice(files)
        data = bytearray(victim.read_bytes())
        data[bench.random.randrange(len(data))] ^= 1 << bench.random.randrange(8)
        victim.write_bytes(data)
        tally.runs += 1
        tally.losses += _unmended(bench.home, before, victim)
    return tally


def _unmended(home: Home, before: scenes.Shown, victim: Path) -> Iterator[str]:
    if not any(
        victim.name[:12] in finding.sentence for finding in check_home(home) if finding.is_problem
    ):
        yield f"a changed bit of {victim.name} was not found"
    list(repair_home(home, scenes.NOW))
    capture = victim.parent == home.captures
    try:
        now = scenes.shown_by(home)
    except StorageError as error:
        if not capture:
            yield f"after the repair of {victim.name}: {error}"
        return
    if now.pages != before.pages or len({*before.notes} - {*now.notes}) > 1:
        yield f"after the repair of {victim.name} there is {now}, was {before}"
    problems = [one.sentence for one in check_home(home) if one.is_problem]
    left = [one for one in problems if "has lost its item" not in one]  # made on nothing
    if left and not capture:
        yield f"after the repair of {victim.name} there is still: {left[0]}"
