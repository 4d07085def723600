"""Every file of a home opened and compared with what is known of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from socitm_tui.model import Annotation, Capture
from socitm_tui.paths import Home
from socitm_tui.present import counted
from socitm_tui.store import Archive, CaptureFolder, Contents, Notebook, StoreError


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of the report."""

    sentence: str
    is_problem: bool = False


def examine(home: Home) -> Iterator[Finding]:
    """What is well and what is not, file by file."""
    contents: Contents | None = None
    if not Archive(home.archive).exists():
        yield Finding(f"{home.archive}: no archive yet; the first start loads the bundled one.")
    else:
        try:
            contents = Archive(home.archive).read()
        except StoreError as error:
            yield Finding(str(error), is_problem=True)
        else:
            items = counted(len(contents.items), "item")
            captures = counted(len(contents.captures), "capture")
            yield Finding(f"{home.archive}: {items} from {captures}.")
            yield from _captures(CaptureFolder(home.captures), contents)
    yield from _notebook(home, contents)


def _captures(folder: CaptureFolder, contents: Contents) -> Iterator[Finding]:
    sound = 0
    for capture in contents.captures:
        problem = _capture_problem(folder, capture)
        if problem:
            yield Finding(problem, is_problem=True)
        else:
            sound += 1
        if capture.doubtful:
            yield Finding(f"{capture.name} was read with doubt: {capture.doubtful}.")
    yield Finding(f"{folder.path}: {counted(sound, 'capture')} as they were loaded.")


def _capture_problem(folder: CaptureFolder, capture: Capture) -> str | None:
    try:
        data = folder.read(capture.sha256)
    except StoreError as error:
        return f"{capture.name}: {error} Its items can still be read."
    if hashlib.sha256(data).hexdigest() != capture.sha256:
        return f"{folder.file(capture.sha256)} ({capture.name}) is not what was loaded."
    return None


def _notebook(home: Home, contents: Contents | None) -> Iterator[Finding]:
    if not home.notebook.exists():
        return
    try:
        annotations = Notebook(home.notebook).read()
    except StoreError as error:
        yield Finding(str(error), is_problem=True)
        return
    yield Finding(f"{home.notebook}: {counted(len(annotations), 'annotation')}.")
    if contents is None:
        return
    keys = {item.key for item in contents.items}
    for annotation in annotations.values():
        if annotation.key not in keys:
            yield Finding(_orphan(annotation), is_problem=True)


def _orphan(annotation: Annotation) -> str:
    on = f"{annotation.date or 'undated'}, “{annotation.heading}”"
    return f"The annotation {annotation.key} has lost its item ({on}); it is kept."
