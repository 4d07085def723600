"""A life of a home in steps, and the judge: it opens, and nothing acknowledged is gone.

A step is something a person does: load a page, write a note, leave the reader, undo a load. Each
is small, so that thousands of runs are bearable, and each says what the home must show after it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from socitm_tui.ingest.capture_statements import mark_reviewed, rename_collection, state_source
from socitm_tui.ingest.loader import load_paths
from socitm_tui.ingest.mend import apply_mend
from socitm_tui.ingest.removal import remove_captures, undo_removal
from socitm_tui.ingest.undo import undo_last_load
from socitm_tui.maintenance.backup import write_backup
from socitm_tui.maintenance.repair import repair_home
from socitm_tui.maintenance.restore import merge_backup, remove_cut_off_restores, restore_backup
from socitm_tui.model.marks import mark_label, parse_mark
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.capture_notes import read_capture_notes
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.reader_state import ReaderState, read_reader_state, write_reader_state

NOW = "2026-01-02T03:04:05Z"
PAGE = """Latest news

{day:02}/03/12
Council {number} saves its website
Council {number} has said that its website is saved, and that everybody is glad of it.

{next:02}/03/12
Cloud {number} is cancelled
Nobody at council {number} was ready to say why the cloud was cancelled in the end.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a home shows, as far as anybody was promised it."""

    notes: tuple[tuple[str, str], ...] = ()
    pages: tuple[str, ...] = ()
    """The names of the captures in the archive."""
    query: str = ""
    marks: tuple[str, ...] = ()
    """What is marked in captures: the beginning of the SHA-256, and the mark as it is written."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something a person does, and what the home shows once it is done."""

    word: str
    do: Callable[[Home], object]
    after: Callable[[Shown], Shown]


def note(key: str, text: str) -> Step:
    """Write a note."""

    def do(home: Home) -> None:
        Notebook(home.notebook).change(key, lambda a: replace(a, note=text), NOW)

    return Step(
        f"note {key}",
        do,
        lambda shown: replace(shown, notes=tuple(sorted({**dict(shown.notes), key: text}.items()))),
    )


def load_page(folder: Path, number: int) -> Step:
    """Load a page of two items."""
    page = folder / f"page{number}.txt"
    page.write_text(PAGE.format(number=number, day=1 + number % 20, next=2 + number % 20))
    return Step(
        f"load {page.name}",
        lambda home: load_paths(home, [page], NOW),
        lambda shown: replace(shown, pages=tuple(sorted({*shown.pages, page.name}))),
    )


def load_again(folder: Path, number: int, new: int) -> Step:
    """Load a page that is in the archive into another collection, and a new page with it."""
    before, added = load_page(folder, number), load_page(folder, new)
    pages = [folder / f"page{each}.txt" for each in (number, new)]
    return Step(
        f"load page{number}.txt again with page{new}.txt",
        lambda home: load_paths(home, pages, NOW, collection="Again"),
        lambda shown: added.after(before.after(shown)),
    )


def remove_page(name: str) -> Step:
    """Take a page out of the archive."""

    def do(home: Home) -> None:
        captures = Archive(home.archive).read().captures
        checksums = {capture.sha256 for capture in captures if capture.name == name}
        remove_captures(home, checksums, NOW)

    return Step(f"remove {name}", do, lambda shown: without(shown, name))


def bring_back(name: str) -> Step:
    """Bring back the page that was removed last."""
    return Step(
        f"bring back {name}",
        lambda home: undo_removal(home, NOW),
        lambda shown: replace(shown, pages=tuple(sorted({*shown.pages, name}))),
    )


def review_pages(name: str) -> Step:
    """Mark all pages as looked at and right, and rename their collection."""

    def do(home: Home) -> None:
        captures = Archive(home.archive).read().captures
        mark_reviewed(home, [capture.sha256 for capture in captures], NOW)
        rename_collection(home, captures[0].collection, name, NOW)
        state_source(home, NOW, collection=name, publisher=f"The {name}")

    return Step(f"review as {name}", do, lambda shown: shown)


def mend_page(folder: Path, number: int, mark: str) -> Step:
    """Mark a line of a page that is in the archive."""
    sha256 = hashlib.sha256((folder / f"page{number}.txt").read_bytes()).hexdigest()
    words = f"{sha256[:8]} {mark}"
    return Step(
        f"mend page{number}.txt by {mark}",
        lambda home: apply_mend(home, sha256, [parse_mark(mark)], NOW),
        lambda shown: replace(
            shown,
            marks=tuple(sorted({*(m for m in shown.marks if m[:8] != sha256[:8]), words})),
        ),
    )


def undo_mend(before: Step, mended: Step) -> Step:
    """Take the last mend back."""
    return Step(f"undo {mended.word}", lambda home: undo_last_load(home, NOW), before.after)


def leave(query: str) -> Step:
    """Leave the reader with a filter."""
    return Step(
        f"leave with {query}",
        lambda home: write_reader_state(home.state, ReaderState(query=query)),
        lambda shown: replace(shown, query=query),
    )


def life(folder: Path, length: int, start: int = 0) -> list[Step]:
    """Steps of all kinds, one after the other."""
    steps: list[Step] = []
    for number in range(start, start + length):
        steps += [
            load_page(folder, number),
            note(f"key{number}", f"note {number}"),
            note("key", f"changed {number}"),
            leave(f"year:{2000 + number}"),
        ]
    return [*steps, *removals(folder, start)]


def removals(folder: Path, number: int) -> list[Step]:
    """A page is removed and comes back, is removed for good, and another one is reviewed."""
    removed = f"page{number}.txt"
    first, second = mend_page(folder, number, "4=text"), mend_page(folder, number, "8=out")
    return [
        first,
        second,
        undo_mend(first, second),
        remove_page(removed),
        bring_back(removed),
        review_pages("County"),
        load_page(folder, number + 50),
        load_again(folder, number + 50, number + 70),
        remove_page(removed),
    ]


def upkeep(folder: Path) -> list[Step]:
    """A backup is made, loads are taken back, the backup is restored, the notebook merged."""
    file, merged = folder / "backup.tar.gz", folder / "merged.json"
    first, second = load_page(folder, 0), load_page(folder, 1)
    return [
        first,
        note("one", "before the backup"),
        Step("back up", lambda home: write_backup(home, file), lambda shown: shown),
        second,
        Step(
            "undo",
            lambda home: undo_last_load(home, NOW),
            lambda shown: without(shown, "page1.txt"),
        ),
        note("two", "after the backup"),
        Step("redo", lambda home: undo_last_load(home, NOW, redo=True), second.after),
        Step("keep", lambda home: copy(home.notebook, merged), lambda shown: shown),
        Step(
            "restore",
            lambda home: restore_backup(home, file, replace=True),
            lambda shown: without(without(shown, "page1.txt"), "two"),
        ),
        Step(
            "merge", lambda home: merge_backup(home, merged), note("two", "after the backup").after
        ),
        Step("repair", lambda home: list(repair_home(home, NOW)), lambda shown: shown),
    ]


def without(shown: Shown, name: str) -> Shown:
    """What is shown, but for one page or note."""
    return replace(
        shown,
        pages=tuple(one for one in shown.pages if one != name),
        notes=tuple(one for one in shown.notes if one[0] != name),
    )


def copy(source: Path, target: Path) -> None:
    """Copy a file."""
    try:
        target.write_bytes(source.read_bytes())
    except OSError as error:
        raise StorageError("The notebook cannot be copied.") from error


def shown_by(home: Home) -> Shown:
    """What a home shows now.

    Raises:
        StorageError: something does not open.
    """
    notes = Notebook(home.notebook).read()
    contents = Archive(home.archive).read()
    for capture in contents.captures:
        CaptureFolder(home.captures).read(capture.sha256)
    names = {capture.name for capture in contents.captures}
    if {item.capture_name for item in contents.items} != names:
        raise StorageError("items and captures do not belong together")
    return Shown(
        tuple(sorted((key, one.note) for key, one in notes.items() if one.note)),
        tuple(sorted(names)),
        read_reader_state(home.state).query,
        tuple(
            sorted(
                f"{sha256[:8]} {mark_label(mark)}"
                for sha256, stated in read_capture_notes(home.capture_notes).captures.items()
                for mark in stated.marks
            )
        ),
    )


def after(steps: Iterable[Step], shown: Shown) -> Shown:
    """What a home shows after some steps."""
    for step in steps:
        shown = step.after(shown)
    return shown


def losses(home: Home, before: Shown, steps: Sequence[Step], done: int) -> Iterator[str]:
    """What is wrong with a home in which `done` steps were acknowledged, and then the fault came.

    The step at which it came may have been done or not; anything between the two is a loss.
    """
    least, most = after(steps[:done], before), after(steps[: done + 1], before)
    at = f"at step {done}"
    if done < len(steps):
        at += f" ({steps[done].word})"
    try:
        now = shown_by(home)
    except StorageError as error:
        yield f"{at}: {error}"
        return
    for name in ("notes", "pages", "query", "marks"):
        found = getattr(now, name)
        if found not in (getattr(least, name), getattr(most, name)):
            yield f"{at}: {name} are {found}, were {getattr(least, name)}"
    yield from litter(home, at)


def litter(home: Home, at: str) -> Iterator[str]:
    """Temporary files that are still there after the next load and the next note."""
    try:
        age(home.path)
        remove_cut_off_restores(home)
        note("sweep", "swept").do(home)
        load_page(home.path.parent, 99).do(home)
        leave("swept").do(home)
    except StorageError as error:
        yield f"{at}: nothing can be written afterwards: {error}"
        return
    left = [*home.path.rglob("*.tmp"), *home.path.glob(".restoring-*")]
    yield from (f"{at}: {one.name} is left behind" for one in left)


def age(folder: Path) -> None:
    """Make what was left behind look as old as it will be tomorrow."""
    for one in folder.rglob("*.tmp"):
        os.utime(one, (1, 1))


def fresh(home: Home, model: Path | None) -> None:
    """The home emptied, or made a copy of another."""
    shutil.rmtree(home.path, ignore_errors=True)
    if model is not None:
        shutil.copytree(model, home.path)
