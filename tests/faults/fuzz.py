"""Inputs disturbed at random: whatever comes out, it is an answer, in bounded time."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from socitm_tui.cli.lines import timeline_line
from socitm_tui.maintenance.backup import write_backup
from socitm_tui.maintenance.check import check_home
from socitm_tui.maintenance.repair import repair_home
from socitm_tui.maintenance.restore import merge_backup, restore_backup
from socitm_tui.parsing.formats import Document, MistakeError, RefusedError, parse_document
from socitm_tui.search.index import Index
from socitm_tui.search.query import QueryError
from socitm_tui.search.query_parser import parse_query
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.config import ConfigError, load_config
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.reader_state import read_reader_state
from tests.faults import scenes
from tests.faults.kinds import Bench, Tally

PATIENCE = 20
CHUNK = 25
CASES = Path(__file__).parents[1] / "cases"
DICTIONARY = (
    b"27/03/12\n", b"<", b">", b"<!--", b"]]>", b"<![CDATA[", b"&#99999999999;", b"\x00", b"{",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2J", b"[[", b"\\u0000", b"\\ud800", b"1e999", b"-1",
    "\u202e".encode(), b"\r", b"\n\n\n", b"<item>", b"</rss>", b"Content-Length: -5\r\n", b"--b\n",
    b'"', b"=" * 99, b"() ", b"topic:", b"date:", b"OR ", b"-(", b"[", b"topics = ", b"'''",
    b"null", b"7", b"[]",
)  # fmt: skip
QUERIES = (b'better "shared services" date:2010/2012-03 topic:websites,cloud -is:read (a OR b)',)
CONFIGS = (b'topics = "my-topics.toml"\nanchors = "my-offices.toml"\n',)
Trial = Callable[[bytes, str], object]


def disturbed(data: bytes, chance: random.Random) -> bytes:
    """The data with a few changes of the kinds that find mistakes."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) + 1)
        span = chance.randrange(1, 200)
        change = chance.randrange(7)
        if change == 0 and found:
            found[at - 1] ^= 1 << chance.randrange(8)
        elif change == 1:
            del found[at : at + span]
        elif change == 2:
            found[at:at] = chance.choice(DICTIONARY)
        elif change == 3:
            found[at:at] = found[at : at + span] * chance.randrange(1, 50)
        elif change == 4:
            found[at:at] = chance.randbytes(chance.randrange(20))
        elif change == 5:
            del found[at:]
        else:
            found[at:at] = chance.choice(DICTIONARY) * chance.randrange(1, 2000)
    return bytes(found)


def captures(bench: Bench, runs: int) -> Tally:
    """Captures of every kind, disturbed."""
    tally = Tally("captures of every kind, disturbed: read or refused")
    seeds = [
        (path.name, path.read_bytes())
        for folder in (bundled_data_folder() / "captures", CASES)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.stat().st_size < 200_000 and ".gold." not in path.name
    ]

    def read(data: bytes, name: str) -> None:
        try:
            parse_document(Document(name, data))
        except MistakeError:
            raise
        except RefusedError:
            pass

    return _tried(tally, bench, runs, seeds, read)


def words(bench: Bench, runs: int) -> Tally:
    """Queries and configurations, disturbed."""
    tally = Tally("queries and configurations, disturbed: read or answered")
    seeds = [*(("query", one) for one in QUERIES), *(("config", one) for one in CONFIGS)]
    path = bench.folder / "config.toml"

    def read(data: bytes, name: str) -> None:
        if name == "query":
            with contextlib.suppress(QueryError):
                parse_query(data.decode("utf-8", "replace"), {"topic": ("websites", "cloud")})
        else:
            path.write_bytes(data)
            with contextlib.suppress(ConfigError):
                load_config(path)

    return _tried(tally, bench, runs, seeds, read)


def homes(bench: Bench, runs: int) -> Tally:
    """Archives, notebooks, states, catalogues and backups, disturbed."""
    tally = Tally("files of a home and backups, disturbed: read or a sentence")
    model = Home.find(bench.model())
    write_backup(model, bench.folder / "seed.tar.gz")
    seeds = [
        (path.name, path.read_bytes())
        for path in (*sorted(model.path.iterdir()), bench.folder / "seed.tar.gz")
        if path.is_file() and not path.name.startswith(".")
    ]

    def read(data: bytes, name: str) -> None:
        home = Home.find(bench.folder / "fuzzed")
        scenes.fresh(home, model.path)
        (home.path / name).write_bytes(data)
        asks: tuple[Callable[[], object], ...] = (
            lambda: Archive(home.archive).read(),
            lambda: Notebook(home.notebook).read(),
            lambda: read_reader_state(home.state),
            lambda: restore_backup(home, home.path / name, replace=True),
            lambda: merge_backup(home, home.path / name),
            lambda: scenes.load_page(bench.folder, 7).do(home),
            lambda: entries(home),
            lambda: list(check_home(home)),
            lambda: list(repair_home(home, scenes.NOW)),
        )
        for ask in asks:
            with contextlib.suppress(StorageError):
                ask()

    return _tried(tally, bench, runs, seeds, read)


def entries(home: Home) -> list[str]:
    """The first lines of the timeline."""
    index = Index.open(home)
    return [timeline_line(index.entry(row)) for row in range(min(5, len(index)))]


def _tried(
    tally: Tally, bench: Bench, runs: int, seeds: Sequence[tuple[str, bytes]], trial: Trial
) -> Tally:
    """Trials in child processes, so that one that hangs or dies is told from the others."""
    for start in range(0, runs, CHUNK):
        if time.monotonic() > bench.until:
            break
        count = min(CHUNK, runs - start)
        tally.losses += _chunk(bench.random.randrange(10**9), count, seeds, trial)
        tally.runs += count
    return tally


def _chunk(
    seed: int, count: int, seeds: Sequence[tuple[str, bytes]], trial: Trial
) -> Iterator[str]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        chance = random.Random(seed)  # noqa: S311
        for number in range(count):
            name, data = chance.choice(seeds)
            os.write(writing, f"{name}, seed {seed}, number {number}".encode() + b"\x1d")
            signal.alarm(PATIENCE)
            try:
                trial(disturbed(data, chance), name)
            except BaseException:
                os.write(writing, traceback.format_exc()[-700:].encode("utf-8", "replace"))
            os.write(writing, b"\x1e")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        trials = pipe.read().decode("utf-8", "replace").split("\x1e")
    _, status = os.waitpid(child, 0)
    for one in trials[:-1]:
        where, _, wrong = one.partition("\x1d")
        if wrong:
            yield f"{where}: {wrong}"
    if status:
        yield f"{trials[-1].partition(chr(29))[0]}: ended with {os.waitstatus_to_exitcode(status)}"
