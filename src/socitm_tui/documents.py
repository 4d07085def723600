"""Files and folders -> the documents in them, those inside archives included, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from socitm_tui import files, kinds
from socitm_tui.kinds.containers import Refused, is_container, open_container
from socitm_tui.progress import Progress
from socitm_tui.text import clean


@dataclass(frozen=True, slots=True)
class Met:
    """A document that was met, or why there is none."""

    path: str
    """Where it was met, as it can be shown."""
    document: kinds.Document | None = None
    problem: str | None = None

    @property
    def name(self) -> str:
        """The last part of the path, in an archive with the archive's name before it."""
        return self.document.name if self.document else Path(self.path).name


def in_paths(paths: Iterable[Path], progress: Progress | None = None) -> Iterator[Met]:
    """Every document in files and folders, in the order of their names."""
    sources = files.Sources()
    found = list(files.find(paths))
    for done, one in enumerate(found):
        if progress:
            progress(done, len(found), printable(one.path.name))
        path = printable(str(one.path))
        try:
            if one.problem:
                raise files.UnreadableError(one.problem)
            data, source = files.read(one.path), sources.of(one.path)
        except files.UnreadableError as error:
            yield Met(path, problem=str(error))
            continue
        name = printable(one.path.name)
        document = kinds.Document(name, data, source.publisher, source.url)
        yield from inside(document, path)
    if progress:
        progress(len(found), len(found), "")
    for problem in sources.problems:
        yield Met(printable(str(problem.path)), problem=problem.problem)


def inside(document: kinds.Document, path: str) -> Iterator[Met]:
    """The document itself, or where it is an archive, what is in it."""
    if not is_container(document):
        yield Met(path, document)
        return
    try:
        for one in open_container(document):
            name = printable(one.name)
            where = path.removesuffix(document.name) + name
            if isinstance(one, Refused):
                yield Met(where, problem=one.problem)
            else:
                yield Met(where, kinds.Document(name, one.data, one.publisher, one.url, one.seen))
    except kinds.RefusedError as error:
        yield Met(path, problem=str(error))


def printable(name: str) -> str:
    """A file name that can be shown and stored, whatever bytes it is made of."""
    return clean(name.encode("utf-8", "backslashreplace").decode("utf-8").replace("\n", " "))
