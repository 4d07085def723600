"""Files that mean harm: bounded time, one sentence each, and the next file is loaded."""

from __future__ import annotations

import gzip
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from socitm_tui.cli.main import run_command
from socitm_tui.ingest.loader import load_paths
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.config import ConfigError, load_config
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.reader_state import read_reader_state
from tests.homes import NOW

pytestmark = pytest.mark.slow

MB = 1 << 20
PROSE = "The council has said that its website is saved. "
GOOD = f"27/03/12\nWebsite saved\n{PROSE * 4}\n\n01/03/12\nCloud cancelled\n{PROSE * 4}\n"
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "ha">{ENTITIES}]>'
    '<rss version="2.0"><channel><title>&e9;</title>'
    "<item><title>&e9;</title></item></channel></rss>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<rss version="2.0"><channel><title>t</title>'
    "<item><title>begins &x; ends</title></item></channel></rss>"
)
RSS = '<rss version="2.0"><channel>'
SHAPES: dict[str, str | bytes] = {
    "line.txt": PROSE * (MB // len(PROSE)),
    "huge.txt": PROSE * (50 * MB // len(PROSE)),
    "spaces.txt": " " * 2 * MB + "x",
    "digits.txt": "1" * 2 * MB,
    "dates.txt": "27/03/12 " * (MB // 18),
    "date-lines.txt": "27/03/12\n" * (MB // 9),
    "brackets.txt": "(" * MB,
    "blank.txt": "\n" * (MB // 2) + "x",
    "marks.txt": "a" + "\u0301" * 200_000,
    "mojibake.txt": "â€™" * 100_000,
    "nested.json": "[" * 500_000,
    "feed.json": '{"version":"https://jsonfeed.org/version/1.1","items":[' + "[" * 200_000,
    "number.json": '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":' + "9" * 99_999,
    "nested.html": "<html><body>" + "<div>" * 50_000 + "x",
    "attributes.html": "<html><body><p " + " ".join(f"a{n}=1" for n in range(99_999)) + ">x",
    "unclosed.html": "<html>" + "<a" * 500_000,
    "comments.html": "<html><body>" + "<!--" * 300_000,
    "bomb.xml": BOMB,
    "nested.xml": RSS + "<a>" * 50_000,
    "cdata.xml": RSS + "<item><title>" + "<![CDATA[" * 100_000,
    "attributes.xml": '<feed xmlns="http://www.w3.org/2005/Atom"><entry '
    + " ".join(f'a{n}="1"' for n in range(20_000)) + "/></feed>",
    "mail.eml": "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    + "--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 5_000,
    "nul.txt": b"a\0b" * 50_000,
    "zeros.txt": bytes(MB),
    "noise.txt": random.Random(1).randbytes(MB),  # noqa: S311
    "bomb.gz": gzip.compress(bytes(50 * MB), 1),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_hostile_file_costs_seconds_and_a_sentence(home: Home, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shape = SHAPES[name]
    (folder / f"a-{name}").write_bytes(shape if isinstance(shape, bytes) else shape.encode())
    (folder / "b-good.txt").write_text(GOOD)
    began = time.monotonic()  # pages and feeds are read in another process
    ledger = load_paths(home, [folder], NOW)
    assert time.monotonic() - began < 45
    good = next(line for line in ledger.lines if line.name == "b-good.txt")
    assert len(good.items) == 2
    for line in ledger.skipped:
        assert line.problem
        assert "\n" not in line.problem
    assert Archive(home.archive).read().items


def test_no_other_file_is_read_for_a_feed(home: Home, tmp_path: Path) -> None:
    page = tmp_path / "feed.xml"
    page.write_text(EXTERNAL)
    ledger = load_paths(home, [page], NOW)
    assert "root:" not in repr(ledger)


def test_what_is_no_file_is_named_and_passed_over(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "tty.txt").symlink_to("/dev/tty")
    (folder / "loop").symlink_to("loop")
    (folder / "here").symlink_to(".")
    (folder / "gone.txt").symlink_to("nowhere")
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(1 << 31)
    deep = folder
    for number in range(60):
        deep = deep / f"d{number}"
    deep.mkdir(parents=True)
    (deep / "good.txt").write_text(GOOD)
    began = time.process_time()
    ledger = load_paths(home, [folder], NOW)
    assert time.process_time() - began < 10
    assert [line.name for line in ledger.lines if line.status != "skipped"] == ["good.txt"]
    said = {line.name: line.problem for line in ledger.skipped}
    assert {"pipe.txt", "device.txt", "tty.txt", "loop", "gone.txt", "sparse.txt"} <= said.keys()
    assert said["pipe.txt"] == said["device.txt"] == "it is not a regular file"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_encoding_gives_the_same_items(home: Home, tmp_path: Path, encoding: str) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(GOOD.replace("said", "said – “yes” –").encode(encoding))
    (line,) = load_paths(home, [page], NOW).lines
    assert ["– “yes” –" in item.body for item in line.items] == [True, True]


def test_sources_that_are_no_file_do_not_stop_a_load(home: Home, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(GOOD)
    os.mkfifo(tmp_path / "sources.toml")
    ledger = load_paths(home, [tmp_path / "page.txt"], NOW)
    assert ledger.added == 2
    assert [line.name for line in ledger.skipped] == ["sources.toml"]


@pytest.mark.parametrize("read", [
    lambda path: Archive(path).read(),
    lambda path: Notebook(path).read(),
    load_config,
])  # fmt: skip
@pytest.mark.parametrize("kind", ["fifo", "device", "folder", "loop", "nested", "bytes"])
def test_a_home_of_things_that_are_no_files_is_a_sentence(
    tmp_path: Path, read: Callable[[Path], object], kind: str
) -> None:
    path = tmp_path / "file"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path)
    else:
        path.write_bytes(b"a = " + b"[" * 100_000 if kind == "nested" else bytes(range(256)))
    with pytest.raises((StorageError, ConfigError)) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_state_that_is_no_file_is_forgotten(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "state.json")
    assert read_reader_state(tmp_path / "state.json").key is None


COMMANDS = (
    ["list", "--limit", "1"],
    ["check"],
    ["load", "{page}"],
    ["note", "{key}", "mine"],
    ["follow"],
    ["check", "--repair"],
    ["load", "--undo"],
    ["backup", "{backup}"],
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [(name, "fifo") for name in (
        "archive.json", "archive.json.bak", "archive.index", "archive.index.added",
        "notebook.json", "notebook.json.bak", "captures.jsonl", "captures/{sha}", "loads/000002",
        "state.json", "views.json", "following.json", "first.screen", "config.toml",
        "mine.toml", "offices.toml",
    )] + [(name, kind) for kind in ("device", "loop") for name in (
        "archive.json", "archive.index", "notebook.json", "captures/{sha}", "config.toml",
    )],
)  # fmt: skip
def test_no_file_of_a_home_holds_a_command_up(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, kind: str
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(GOOD)
    load_paths(home, [page], NOW)
    page.write_text(GOOD.replace("/12", "/13"))
    load_paths(home, [page], NOW)
    capture, item = Archive(home.archive).read().captures[0], Archive(home.archive).read().items[0]
    home.config.write_text('topics = "mine.toml"\nanchors = "offices.toml"\n')
    (home.path / "mine.toml").touch()
    (home.path / "offices.toml").touch()
    path = home.path / name.format(sha=capture.sha256)
    path.unlink(missing_ok=True)
    become(path, kind)
    page.write_text(GOOD.replace("/12", "/14"))
    said = {"page": page, "key": item.key, "backup": tmp_path / "backup.tar.gz"}
    for command in COMMANDS:
        with limited(10):
            status = run_command(
                ["--home", str(home.path), *(part.format(**said) for part in command)]
            )
        printed = capsys.readouterr()
        assert status in (0, 1), command
        assert "Traceback" not in printed.err


def become(path: Path, kind: str) -> None:
    """Put a thing that is no file under a name."""
    match kind:
        case "fifo":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case _:
            path.symlink_to(path)


class TooLateError(BaseException):
    """Nobody takes it for a mistake of a file."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Let something take so long and no longer."""

    def late(*_: object) -> None:
        raise TooLateError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
