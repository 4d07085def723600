"""The two TinyDB files and the captures: what is kept, and the only place that writes it.

Archive and notebook have two lifetimes and two files. Both are written through `write_safely`: a
temporary file, fsync, an atomic replace, fsync of the folder, the generation before kept as `.bak`,
and a lock held over each read-change-write. Nothing damaged or newer than this program is written
over. The archive has one item a line, which is what lets one be read without the others
(`ArchiveFile`); to TinyDB it is the same. TinyDB itself is imported when a whole file is wanted.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import stat
import tempfile
import time
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from socitm_tui import merging, seals
from socitm_tui.model import (
    Annotation,
    Capture,
    Estimate,
    Evidence,
    Item,
    Topic,
)
from socitm_tui.regular import read_regular

if TYPE_CHECKING:
    from tinydb import TinyDB

FORMAT = 1
LOCK_SECONDS = 10.0
PIECE = 1 << 20
ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
ITEM_FIELDS = tuple(each.name for each in fields(Item))
STALE_SECONDS = 3600.0
"""Nobody is still writing a temporary file that is older."""
CAPTURES = "captures"
ITEMS = b'"items":{\n'
"""What the first line of an archive ends with."""


class StoreError(Exception):
    """Something cannot be read or written; the message is a sentence for the user."""


class DamagedFileError(StoreError):
    """A file of ours that is not what was written."""


# ------------------------------------------------------------------ files
def write_safely(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Replace a file by `data` so that a crash leaves the old or the new one, never half of each.

    Args:
        path: The file.
        data: All of it, or its parts in order.

    Raises:
        StoreError: a sentence naming the file; the old one is untouched.
    """
    with replacing(path) as file:
        file.writelines((data,) if isinstance(data, bytes) else data)


@contextlib.contextmanager
def replacing(path: Path, verify: Callable[[Path], None] | None = None) -> Iterator[BinaryIO]:
    """A file to be written that takes the place of `path` once all of it is on disk.

    Args:
        path: What is replaced; a link stays, and the file behind it is replaced.
        verify: Looks at the new file before it takes the place.

    Raises:
        StoreError: a sentence naming the file; the old one is untouched.
    """
    try:
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        with _temporary(target) as (file, temporary):
            yield file
            file.flush()
            os.fsync(file.fileno())
            if verify:
                verify(temporary)
        _sync_folder(target.parent)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(
            f"{path} could not be written ({reason}); what was there is kept."
        ) from error


@contextlib.contextmanager
def _temporary(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file beside another, which it replaces at the end; after a failure there is no trace."""
    mode = path.stat().st_mode if path.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb", PIECE) as file:
            yield file, temporary
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Make a rename in the folder last through a power cut, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file over a read-change-write. A lock dies with its holder.

    Raises:
        StoreError: another process holds it for longer than `LOCK_SECONDS`, or it cannot be made.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - a reader that only reads needs none

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        raise StoreError(f"{path} is being written by another socitm-tui; try again.") from error
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"{path} cannot be locked for writing ({reason}).") from error
    try:
        _sweep(path)
        yield
    finally:
        lock.release()


def _sweep(path: Path) -> None:
    """Remove temporary files that a crashed writer left; the lock says that none is in use.

    Those of the home's other files are removed once nobody can be writing them any more.
    """
    sweep_old(path.parent)
    for one in {path, Path(os.path.realpath(path))}:
        for left in one.parent.glob(f".{one.name}.*.tmp"):
            with contextlib.suppress(OSError):
                left.unlink()


def sweep_old(folder: Path) -> None:
    """Remove the temporary files of a folder that are too old to be in use."""
    for left in left_behind(folder):
        with contextlib.suppress(OSError):
            left.unlink()


def left_behind(folder: Path) -> Iterator[Path]:
    """The temporary files of a folder that nobody can be writing any more."""
    for left in folder.glob(".*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                yield left


class SafeStorage:
    """A storage for TinyDB: its file, written atomically and read with care."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        """The tables of the file, or None where there is no file yet."""
        try:
            text = read_regular(self.path).decode("utf-8-sig")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise _damaged(self.path) from error
        except OSError as error:
            raise StoreError(f"{self.path} cannot be read ({error.strerror or error}).") from error
        try:
            tables = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _damaged(self.path) from error
        if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
            _refuse_newer(self.path, tables)
            raise _damaged(self.path)
        return tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace the file, keeping the generation before beside it."""
        _keep_generation(self.path)
        write_safely(self.path, _json(data))

    def close(self) -> None:
        """Nothing is held open."""


def _json(value: object) -> bytes:
    return ENCODE(value).encode("utf-8", "backslashreplace")


def _keep_generation(path: Path) -> None:
    """Keep a file as `.bak` before it is replaced."""
    backup = path.with_name(f"{path.name}.bak")
    spare = backup.with_name(f".{backup.name}.{os.getpid()}.tmp")
    with contextlib.suppress(OSError):
        try:
            os.link(path, spare)
        except FileNotFoundError:
            return
        except OSError:  # a file system without links, or a link to another one
            shutil.copyfile(path, spare)
        spare.replace(backup)
    with contextlib.suppress(OSError):
        spare.unlink()  # still there where both were one file already, or something failed


def _refuse_broken(path: Path) -> None:
    """Do not build on a file that was changed since it was written: its damage would be sealed."""
    with contextlib.suppress(OSError):
        if seals.state_of(path) == "broken":
            raise _damaged(path)


def _damaged(path: Path) -> StoreError:
    return DamagedFileError(
        f"{path} is damaged and was left as it is; the version before it is {path.name}.bak, "
        "and `socitm-tui check --repair` puts things right."
    )


def _open(path: Path, kind: str) -> TinyDB:
    """The database in a file, checked to be ours and not newer than this program."""
    from tinydb import TinyDB  # noqa: PLC0415 - the reader needs none before its first frame

    database = TinyDB(path, storage=SafeStorage)
    _check(path, kind, database.table("meta").all())
    return database


def _check(path: Path, kind: str, meta: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a file that is not ours, or newer than this program.

    Raises:
        StoreError: a sentence saying which and why.
    """
    about = next(iter(meta), None)
    if not about:
        if path.exists():
            raise _damaged(path)
        return
    number = about.get("format")
    if about.get("kind") != kind or not isinstance(number, int):
        raise StoreError(f"{path} is not a socitm-tui {kind} and was left as it is.")
    _refuse_newer(path, {"meta": {"1": about}})


def _refuse_newer(path: Path, tables: Any) -> None:  # noqa: ANN401  (JSON of whatever shape)
    with contextlib.suppress(AttributeError, KeyError, TypeError):
        number = tables["meta"]["1"]["format"]
        if number > FORMAT:
            raise StoreError(
                f"{path} was written by a newer socitm-tui (format {number}) and was left as it is."
            )


# ------------------------------------------------------------------ archive
@dataclass(frozen=True, slots=True)
class Contents:
    """Everything an archive holds, items newest first."""

    captures: tuple[Capture, ...] = ()
    items: tuple[Item, ...] = ()
    topics: tuple[Topic, ...] = ()


class Archive:
    """The items and the captures they were cut from: one TinyDB file, written by the loader."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        """True once anything was ever loaded, even if nothing came of it."""
        return self.path.exists()

    def read(self) -> Contents:
        """Everything in the archive; an archive that does not exist is empty.

        Raises:
            StoreError: a sentence saying which file cannot be read and why.
        """
        tables = _open(self.path, "archive")
        try:
            return Contents(
                tuple(Capture(**cast("Any", doc)) for doc in tables.table("captures").all()),
                tuple(item_from(doc) for doc in tables.table("items").all()),
                tuple(Topic(**cast("Any", doc)) for doc in tables.table("topics").all()),
            )
        except (TypeError, ValueError, KeyError) as error:
            raise _damaged(self.path) from error

    @contextlib.contextmanager
    def changing(self) -> Iterator[Archive]:
        """Keep others from writing between a `read` and a `write`."""
        with locked(self.path):
            _refuse_broken(self.path)
            sweep_old(self.path.with_name(CAPTURES))
            yield self

    def write(self, contents: Contents) -> array[int]:
        """Replace the archive whole. To be called inside `changing`.

        Returns:
            Where the line of each item begins, and where the last one ends.
        """
        self._refuse_others()
        head = _head_line(contents)
        lines = array("Q", [len(head)])
        _keep_generation(self.path)
        write_safely(self.path, seals.sealed(_parts(head, contents.items, lines)))
        return lines

    def splice(
        self,
        before: ArchiveFile,
        where: array[int],
        contents: Contents,
        pieces: Iterable[tuple[int, int] | tuple[int, Item]],
    ) -> array[int]:
        """Replace the archive by pieces of what it was and new items. As `write` otherwise.

        Args:
            before: The archive as it was.
            where: Its lines, as `write` returned them.
            contents: Captures and topics; its items are not looked at.
            pieces: In order, either rows from one to before another, or the row that an item
                replaces and the item; -1 for one that is new.
        """
        head = _head_line(contents)
        lines = array("Q", [len(head)])
        _keep_generation(self.path)
        write_safely(self.path, seals.sealed(_spliced(head, before, where, pieces, lines)))
        return lines

    def go_back(self) -> Contents:
        """Exchange the archive with the version before it. To be called inside `changing`.

        Raises:
            StoreError: there is none that can be read; the archive is as it was.
        """
        before = self.path.with_name(f"{self.path.name}.bak")
        if not before.exists():
            raise StoreError(f"There is no load to take back: {self.path} has no version before.")
        contents = Archive(before).read()
        _refuse_broken(before)
        try:
            data = read_regular(before)
        except OSError as error:
            raise StoreError(f"{before} cannot be read ({error.strerror or error}).") from error
        _keep_generation(self.path)
        write_safely(self.path, data)
        return contents

    def _refuse_others(self) -> None:
        """Do not write over what is not ours; only the first line is read of what is."""
        try:
            with ArchiveFile(self.path) as file:
                file.head()
        except FileNotFoundError:
            return
        except ForeignError:
            _open(self.path, "archive")


def _head_line(contents: Contents) -> bytes:
    """The first line of an archive."""
    tables = {
        "meta": {"1": {"kind": "archive", "format": FORMAT}},
        "captures": _numbered(contents.captures),
        "topics": _numbered(contents.topics),
    }
    return _json(tables)[:-1] + b"," + ITEMS


def _spliced(
    head: bytes,
    before: ArchiveFile,
    where: array[int],
    pieces: Iterable[tuple[int, int] | tuple[int, Item]],
    lines: array[int],
) -> Iterator[bytes]:
    """As `_parts`, of pieces; a new item gets a number that no other has."""
    yield head
    last, number, end = len(where) - 1, len(where) - 1, b""
    for first, then in pieces:
        yield end
        at = lines[-1]
        if isinstance(then, int):
            stop = where[then] - (1 if then == last else 2)
            yield from before.pieces(where[first], stop)
            lines.extend(one - where[first] + at for one in where[first + 1 : then])
            lines.append(at + stop - where[first] + 2)
        else:
            number += first < 0
            name = b'"%d"' % number if first < 0 else before.name(where[first])
            line = name + b":" + _json(item_document(then))
            yield line
            lines.append(at + len(line) + 2)
        end = b",\n"
    if end:
        lines[-1] -= 1
        yield b"\n"
    yield b"}"


def _parts(head: bytes, items: Iterable[Item], lines: array[int]) -> Iterator[bytes]:
    """The archive piece by piece; the beginning of each line goes into `lines`."""
    yield head
    end = b""
    for number, item in enumerate(items, 1):
        yield end
        line = b'"%d":%b' % (number, _json(item_document(item)))
        lines.append(lines[-1] + len(line) + 2)
        yield line
        end = b",\n"
    if end:
        lines[-1] -= 1
        yield b"\n"
    yield b"}"


class ForeignError(ValueError):
    """An archive that does not have one item a line: it was not written by us."""


class ArchiveFile:
    """An archive held open and read line by line; whatever replaces the file does not disturb it.

    Raises:
        FileNotFoundError: there is none.
        StoreError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreError(f"{path} cannot be read ({error.strerror or error}).") from error
        about = os.fstat(self._descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise StoreError(f"{path} cannot be read (it is not a regular file).")
        self.stamp = (about.st_size, about.st_mtime_ns, about.st_ino)
        """By which a file derived from this one knows it again."""

    def __enter__(self) -> ArchiveFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        descriptor, self._descriptor = getattr(self, "_descriptor", -1), -1
        if descriptor >= 0:
            os.close(descriptor)

    def document(self, start: int, end: int) -> dict[str, Any]:
        """The fields of the item whose line this is.

        Raises:
            StoreError: the archive was damaged meanwhile.
        """
        try:
            return _document(os.pread(self._descriptor, end - start, start))
        except (OSError, ForeignError) as error:
            raise _damaged(self.path) from error

    def item(self, start: int, end: int) -> Item:
        """The item whose line this is.

        Raises:
            StoreError: the archive was damaged meanwhile.
        """
        try:
            return item_from(self.document(start, end))
        except ForeignError as error:
            raise _damaged(self.path) from error

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from one place to before another."""
        for at in range(start, end, PIECE):
            piece = os.pread(self._descriptor, min(PIECE, end - at), at)
            if len(piece) < min(PIECE, end - at):
                raise _damaged(self.path)
            yield piece

    def name(self, start: int) -> bytes:
        """What TinyDB calls the item whose line begins there: `"17"`."""
        return os.pread(self._descriptor, 32, start).partition(b":")[0]

    def head(self) -> Contents:
        """The archive without its items.

        Raises:
            ForeignError: it is not as we write it.
            StoreError: it is not ours, or newer than this program.
        """
        with self._file() as file:
            return _head(self.path, file.readline())

    def lines(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """For each item where its line begins, and its fields; at last where the lines end.

        Raises:
            ForeignError: it is not as we write it.
        """
        with self._file() as file:
            at = len(file.readline())
            for line in file:
                if line.startswith(b"}"):
                    yield at, {}
                    return
                yield at, _document(line)
                at += len(line)
        raise ForeignError

    def _file(self) -> BinaryIO:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.fdopen(os.dup(self._descriptor), "rb", PIECE)


def _document(line: bytes) -> dict[str, Any]:
    """The fields in one line of an archive: `"17":{...},`."""
    try:
        found = json.loads(line[line.index(b":") + 1 :].rstrip(b",\n"))
    except (ValueError, RecursionError) as error:
        raise ForeignError from error
    if not isinstance(found, dict):
        raise ForeignError
    return found


def _head(path: Path, line: bytes) -> Contents:
    if not line.endswith(ITEMS):
        raise ForeignError
    try:
        tables = json.loads(line[: -len(ITEMS)].rstrip(b",") + b"}")
        _check(path, "archive", tables["meta"].values())
        return Contents(
            tuple(Capture(**doc) for doc in tables["captures"].values()),
            (),
            tuple(Topic(**doc) for doc in tables["topics"].values()),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ForeignError from error


def _numbered(values: Iterable[object]) -> dict[str, Any]:
    """TinyDB's form of a table: document id -> fields."""
    return {str(number): _plain(value) for number, value in enumerate(values, 1)}


def _plain(value: Any) -> Any:  # noqa: ANN401  (JSON leaves here)
    """A dataclass as JSON holds it; fields that say nothing are left out."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return dict(value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    found = {}
    for each in fields(value):
        one = getattr(value, each.name)
        if one is not None and one is not False and one not in ((), ""):
            found[each.name] = _plain(one)
    return found


def item_document(item: Item) -> dict[str, Any]:
    """An item as JSON holds it; fields that say nothing are left out."""
    found = {name: value for name in ITEM_FIELDS if (value := getattr(item, name))}
    if item.date_estimate:
        found["date_estimate"] = _plain(item.date_estimate)
    if item.evidence:
        found["evidence"] = [_plain(one) for one in item.evidence]
    return found


def item_from(doc: Mapping[str, Any]) -> Item:
    """The item that a document of the archive holds.

    Raises:
        ForeignError: it holds none.
    """
    try:
        return _item(doc)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ForeignError from error


def _item(doc: Mapping[str, Any]) -> Item:
    estimate = doc.get("date_estimate")
    first, last = doc["capture_lines"]
    return Item(
        key=doc["key"],
        title=doc.get("title"),
        heading=doc.get("heading", ""),
        heading_made=doc.get("heading_made", False),
        date=doc.get("date"),
        time=doc.get("time"),
        precision=doc["precision"],
        date_printed=doc.get("date_printed"),
        date_rule=doc.get("date_rule"),
        date_estimate=Estimate(**estimate) if estimate else None,
        author=doc.get("author"),
        publisher=doc.get("publisher", ""),
        url=doc.get("url"),
        body=doc.get("body", ""),
        truncated=doc.get("truncated", False),
        topics=tuple(doc.get("topics", ())),
        layout=doc["layout"],
        capture_name=doc["capture_name"],
        capture_sha256=doc["capture_sha256"],
        capture_lines=(first, last),
        same_story=tuple(doc.get("same_story", ())),
        evidence=tuple(_evidence(one) for one in doc.get("evidence", ())),
    )


def _evidence(doc: Mapping[str, Any]) -> Evidence:
    lines = doc.get("lines")
    return Evidence(doc["field"], (lines[0], lines[1]) if lines else None, doc["why"])


# ------------------------------------------------------------------ notebook
class Notebook:
    """What the user added: one small TinyDB file, written at each action."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Annotation]:
        """Key -> annotation, of all that were ever made and not taken back.

        Raises:
            StoreError: a sentence saying which file cannot be read and why.
        """
        return {key: one for key, one in self.read_all().items() if not one.is_empty}

    def read_all(self) -> dict[str, Annotation]:
        """As `read`, with what is left of those that were taken back: when that was."""
        tables = SafeStorage(self.path).read() or {}
        _check(self.path, "notebook", tables.get("meta", {}).values())
        try:
            return {
                doc["key"]: annotation_from(doc) for doc in tables.get("annotations", {}).values()
            }
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise _damaged(self.path) from error

    def change(
        self, key: str, change: Callable[[Annotation], Annotation], moment: str
    ) -> Annotation:
        """The annotation of a key after `change`, once it is safely on disk.

        Args:
            key: The item that is annotated.
            change: From the annotation as it stands on disk now to the one wanted.
            moment: Now, ISO 8601 in UTC.

        Raises:
            StoreError: nothing was changed, and why.
        """
        return self.change_all({key: change}, moment)[key]

    def change_all(
        self, changes: Mapping[str, Callable[[Annotation], Annotation]], moment: str
    ) -> dict[str, Annotation]:
        """As `change`, for several keys in one write."""
        moment = moment.replace("+00:00", "Z")
        with self.changing():
            annotations = self.read_all()
            changed = {}
            for key, change in changes.items():
                before = annotations.get(key) or Annotation(key)
                changed[key] = merging.timed(before, change(before), moment)
            self.write(annotations | changed)
        return changed

    @contextlib.contextmanager
    def changing(self) -> Iterator[Notebook]:
        """Keep others from writing between a `read_all` and a `write`.

        Raises:
            StoreError: another is writing, or the notebook is damaged; nothing is written then.
        """
        with locked(self.path):
            _refuse_broken(self.path)
            yield self

    def write(self, annotations: Mapping[str, Annotation], *, keep_generation: bool = True) -> None:
        """Replace the notebook whole. To be called inside `changing`."""
        if keep_generation:
            _keep_generation(self.path)
        write_safely(self.path, seals.sealed(_notebook(annotations.values())))


def _notebook(annotations: Iterable[Annotation]) -> Iterator[bytes]:
    """The notebook piece by piece, one annotation a line, each with a checksum of its own."""
    meta = {"1": {"kind": "notebook", "format": FORMAT}}
    yield b'{"meta":' + _json(meta) + b',"annotations":{'
    end = b"\n"
    for number, one in enumerate(annotations, 1):
        document = _plain(one)
        yield end + b'"%d":' % number + _json(document | {"crc": _crc(document)})
        end = b",\n"
    yield b"\n}"


def _crc(document: Mapping[str, Any]) -> str:
    return f"{zlib.crc32(_json(document)):08x}"


def annotation_from(doc: Mapping[str, Any]) -> Annotation:
    """The annotation that a document of the notebook holds."""
    known = {each.name for each in fields(Annotation)}
    values = {name: value for name, value in doc.items() if name in known}
    values["tags"] = tuple(values.get("tags", ()))
    values["times"] = {part: tuple(moments) for part, moments in doc.get("times", {}).items()}
    found = Annotation(**values)
    if not all(isinstance(one, str) for one in (found.key, found.note, found.changed, *found.tags)):
        raise TypeError
    return found


def sound_annotations(path: Path) -> dict[str, Annotation]:
    """What can still be read for certain of a notebook that may be damaged.

    Raises:
        StoreError: the file cannot be read at all.
    """
    try:
        data = read_regular(path)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror or error}).") from error
    with contextlib.suppress(DamagedFileError):
        if seals.state_of_bytes(data) != "broken":
            return Notebook(path).read_all()
    documents = _whole_lines(data) if b'"crc":' in data else _legible(data)
    found = {}
    for document in documents:
        with contextlib.suppress(TypeError, ValueError, KeyError, AttributeError):
            annotation = annotation_from(document)
            found[annotation.key] = annotation
    return found


def _whole_lines(data: bytes) -> Iterator[dict[str, Any]]:
    """The annotations whose own checksum is right."""
    for line in data.split(b"\n"):
        with contextlib.suppress(ForeignError):
            document = _document(line)
            if document.pop("crc", None) == _crc(document):
                yield document


def _legible(data: bytes) -> Iterator[dict[str, Any]]:
    """The annotations of a notebook from before they had checksums, as far as they are JSON."""
    text = data.decode("utf-8", "replace")
    at = text.find('{"key":')
    while at >= 0:
        with contextlib.suppress(ValueError, RecursionError):
            yield json.JSONDecoder().raw_decode(text, at)[0]
        at = text.find('{"key":', at + 1)


# ------------------------------------------------------------------ captures
@dataclass(frozen=True, slots=True)
class CaptureFolder:
    """Loaded files, kept byte for byte under their SHA-256."""

    path: Path

    def file(self, sha256: str) -> Path:
        """Where the bytes of a capture are."""
        return self.path / sha256

    def keep(self, sha256: str, data: bytes) -> None:
        """Keep the bytes; a capture that is there already is left alone."""
        if not self.file(sha256).exists():
            write_safely(self.file(sha256), data)

    def read(self, sha256: str) -> bytes:
        """The bytes of a capture.

        Raises:
            StoreError: a sentence, where it is missing or unreadable.
        """
        try:
            return read_regular(self.file(sha256))
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(
                f"The kept capture {sha256[:12]}… cannot be read ({reason})."
            ) from error

    @property
    def catalogue(self) -> Path:
        """What is known of each capture besides its bytes, a line for each time it was loaded."""
        return self.path.with_name("captures.jsonl")

    def described(self) -> dict[str, Capture]:
        """SHA-256 -> what is known of a capture, in the order of loading; damaged lines are none.

        Raises:
            StoreError: the catalogue is there and cannot be read.
        """
        return self._catalogue()[0]

    def catalogue_lines(self) -> tuple[int, int]:
        """How many lines the catalogue has, and how many of them are as they were written."""
        return self._catalogue()[1:]

    def _catalogue(self) -> tuple[dict[str, Capture], int, int]:
        found: dict[str, Capture] = {}
        lines = whole = 0
        try:
            data = read_regular(self.catalogue)
        except FileNotFoundError:
            return found, 0, 0
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(f"{self.catalogue} cannot be read ({reason}).") from error
        for line in data.split(b"\n"):
            lines += bool(line)
            with contextlib.suppress(TypeError, ValueError, KeyError, AttributeError):
                document = json.loads(line)
                if document.pop("crc", None) == _crc(document):
                    capture = capture_from(document)
                    found[capture.sha256] = capture
                    whole += 1
        return found, lines, whole

    def rewrite_catalogue(self, captures: Iterable[Capture]) -> None:
        """Replace the catalogue whole."""
        write_safely(self.catalogue, (_catalogue_line(_plain(one)) for one in captures))

    def describe(self, captures: Iterable[Capture]) -> None:
        """Note down what is known of captures, where it is not noted yet.

        Raises:
            StoreError: it could not be written.
        """
        known = self.described()
        documents = [_plain(one) for one in captures if known.get(one.sha256) != one]
        if not documents:
            return
        lines = b"".join(_catalogue_line(one) for one in documents)
        try:
            with self.catalogue.open("ab+") as file:
                if file.tell():
                    file.seek(-1, os.SEEK_END)
                    lines = lines if file.read(1) == b"\n" else b"\n" + lines  # after a crash
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(self.catalogue.parent)
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(f"{self.catalogue} could not be written ({reason}).") from error


def _catalogue_line(document: dict[str, Any]) -> bytes:
    return _json(document | {"crc": _crc(document)}) + b"\n"


def capture_from(doc: Mapping[str, Any]) -> Capture:
    """The capture that a document of archive or catalogue holds."""
    known = {each.name for each in fields(Capture)}
    return Capture(**{name: value for name, value in doc.items() if name in known})


# ------------------------------------------------------------------ state
@dataclass(frozen=True, slots=True)
class State:
    """Where the reader was left."""

    key: str | None = None
    query: str = ""
    theme: str | None = None
    measure: int | None = None
    places: Mapping[str, int] = field(default_factory=dict)
    """Key -> first line shown of its text, for the texts read last."""
    trail: tuple[str, ...] = ()
    """Keys of the items that were opened, latest last."""
    asked: tuple[str, ...] = ()
    """Queries that were entered, latest last."""


def read_state(path: Path) -> State:
    """The state as it was kept; one that cannot be read is forgotten, for nothing hangs on it."""
    try:
        data = read_regular(path)
        doc = json.loads(data)
        if doc["format"] > FORMAT or seals.state_of_bytes(data) == "broken":
            return State()
        known = {each.name for each in fields(State)}
        state = State(**{name: value for name, value in doc.items() if name in known})
        for value, kinds in (
            (state.key, (str, type(None))),
            (state.query, (str,)),
            (state.theme, (str, type(None))),
            (state.measure, (int, type(None))),
            (state.places, (dict,)),
            (state.trail, (list, tuple)),
            (state.asked, (list, tuple)),
        ):
            if not isinstance(value, kinds):
                return State()
        if not all(isinstance(one, str) for one in (*state.trail, *state.asked)):
            return State()
        state = replace(state, trail=tuple(state.trail), asked=tuple(state.asked))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return State()
    return state


def write_state(path: Path, state: State) -> None:
    """Keep the state.

    Raises:
        StoreError: it could not be written.
    """
    doc = {"format": FORMAT} | {each.name: getattr(state, each.name) for each in fields(State)}
    sweep_old(path.parent)
    write_safely(path, seals.sealed([_json(doc)[:-1]]))
