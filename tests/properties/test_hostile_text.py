"""Text that means harm, in any field and argument: it does not act on a terminal, or vanish."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socitm_tui.cli.commands.entry_commands import FORMATS
from socitm_tui.cli.main import run_program
from socitm_tui.model.entities import Capture, Topic
from socitm_tui.model.sanitize import escape_export, sanitize_line, sanitize_text
from socitm_tui.search.query import QueryError, format_query
from socitm_tui.search.query_parser import parse_query
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.config import ConfigError, load_config
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from tests.core import slow
from tests.factories import item
from tests.homes import NOW, Run

HOSTILE = (
    "\x1b]52;c;QUJD\x07", "\x1b[2J\x1b[?1049l", "\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31m", "\x85next", "\x00nul", "\x7fdel", "\u202eright to left", "\u2066isolate",
    "zero\u200bwidth", "a" + "\u0301" * 50, "[/]", "[@click=app.quit]x[/]", "[bold",
    "\U000e0041tag", "\ud800lone", "\r\nover", "🏴‍☠️👩‍👩‍👧‍👦",
    "﷽" * 3, "=1+1", "-cmd", "<script>", "%n%s", "{0.__class__}",
)  # fmt: skip
EVIL = "start " + " ".join(HOSTILE) + " end"
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
COMMANDS = (
    ["list"], ["list", "--md"], ["list", "--csv"], ["list", "--json"], ["facets"],
    ["facets", "--json"], ["show", "abc"], ["show", "abc", "--json"], ["note", "abc"],
    ["bookmark", "abc"], ["check"], ["check", "--repair"], ["dirs"], [],
    *(["export", "--format", form] for form in FORMATS),
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.find(tmp_path / "home\x1b[2J\u202e")


def fill(home: Home) -> None:
    """An archive, and a notebook, of nothing but hostile text: as if cleaning had not been."""
    evil = item(
        EVIL, key="abc", body=f"{EVIL}\n\n{EVIL}", publisher=EVIL, author=EVIL, url=EVIL,
        topics=(EVIL,), capture=EVIL, printed=EVIL, rule=EVIL, same_story=(EVIL,),
    )  # fmt: skip
    capture = Capture("0" * 64, EVIL, 1, EVIL, NOW, EVIL, EVIL, EVIL)
    Archive(home.archive).write(ArchiveContents((capture,), (evil,), (Topic(EVIL, EVIL, EVIL),)))
    for key in ("abc", EVIL):
        Notebook(home.notebook).change(
            key,
            lambda a: replace(a, note=EVIL, tags=(EVIL,), heading=EVIL, corrections={EVIL: EVIL}),
            NOW,
        )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_prints_what_acts_on_a_terminal(
    home: Home, run: Run, command: list[str]
) -> None:
    fill(home)
    _, out, err = run(*command)
    for text in (out, err):
        assert not UNSAFE.search(text), ascii(UNSAFE.search(text))
    assert "Traceback" not in err
    assert "mistake of the program" not in err


def test_machine_formats_keep_every_character(home: Home, run: Run) -> None:
    fill(home)
    (entry,) = json.loads(run("list", "--json")[1])
    kept = EVIL.replace("\ud800", "\\ud800")
    assert entry["title"].replace("\ud800", "\\ud800") == kept
    assert entry["annotation"]["note"].replace("\ud800", "\\ud800") == kept
    feed = ElementTree.fromstring(run("export", "--format", "atom")[1])  # noqa: S314
    assert "\u202eright to left" in "".join(feed.itertext())
    rows = list(csv.reader(io.StringIO(run("list", "--csv")[1])))
    assert len(rows) == 2
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize(
    "command",
    [["list", "--csv"], ["list", "--md"]]
    + [["export", "--format", form] for form in ("bibtex", "ris", "dossier", "dossier-html")],
    ids=" ".join,
)
def test_formats_without_an_escape_show_what_would_act(
    home: Home, run: Run, command: list[str]
) -> None:
    fill(home)
    out = run(*command)[1]
    for sign in ("␛", "␇", "⟨U+009B⟩", "⟨U+202E⟩"):
        assert sign in out


@pytest.mark.parametrize("evil", [
    evil if number % 4 == 0 else slow(evil)
    for number, evil in enumerate(HOSTILE)
    if "\x00" not in evil
], ids=ascii)  # fmt: skip
def test_hostile_arguments_are_answered_in_plain_words(home: Home, run: Run, evil: str) -> None:
    fill(home)
    for command in (
        ["list", evil], ["list", f"topic:{evil}"], ["show", evil], ["note", "abc", evil],
        ["note", "abc"], ["bookmark", evil], ["load", evil], ["export", "--format", evil],
        ["restore", evil], ["restore", "--merge", evil], [evil], ["list", "--limit", evil],
    ):  # fmt: skip
        status, out, err = run(*command)
        assert status in (0, 1, 2)
        assert not UNSAFE.search(out + err), command
        assert "mistake of the program" not in err, command


def test_hostile_file_names_are_loaded_under_names_that_can_be_shown(
    home: Home, run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    names = [
        b"\x1b[2J.txt",
        b"new\nline.txt",
        b"\xff\xfe.txt",
        b"-rf.txt",
        "\u202etxt.exe".encode(),
    ]
    for number, name in enumerate(names):
        path = Path(folder, name.decode("utf-8", "surrogateescape"))
        path.write_text(f"2{number}/03/12\nHeadline {number}\nA body of one sentence, and more.\n")
    status, out, err = run("load", folder)
    assert (status, err) == (0, "")
    assert len(out.splitlines()) == len(names) + 2
    assert not UNSAFE.search(out)
    assert not UNSAFE.search(run("list", "--json")[1])


def test_output_in_ascii_is_still_json(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home)
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="backslashreplace")
    monkeypatch.setattr("sys.stdout", stream)
    with pytest.raises(SystemExit):
        run_program(["--home", str(home.path), "list", "--json"])
    stream.flush()
    (entry,) = json.loads(stream.buffer.getvalue())
    assert "🏴‍☠️" in entry["title"]


TEXT = st.text(st.one_of(st.characters(), st.sampled_from("".join(HOSTILE))), max_size=200)


@given(TEXT)
def test_printed_text_is_harmless_and_keeps_its_lines(text: str) -> None:
    assert not UNSAFE.search(sanitize_text(text))
    assert sanitize_text(text).count("\n") == text.count("\n")
    assert "\n" not in sanitize_line(text)


@given(TEXT)
def test_escaped_json_says_the_same(text: str) -> None:
    document = json.dumps({"a": text}, ensure_ascii=False)
    (escaped,) = escape_export([document], "jsonfeed")
    assert json.loads(escaped) == {"a": text}
    assert not UNSAFE.search(escaped)


@given(TEXT)
def test_any_query_is_read_or_answered(text: str) -> None:
    try:
        found = parse_query(text, {"topic": ("websites",)})
    except QueryError as error:
        assert str(error)  # noqa: PT017
    else:
        assert parse_query(format_query(found)) == found or "topic" in text


@given(st.integers(1, 20_000), st.sampled_from(["(", "-(", "(a OR ", "-", '"', "topic:", "a OR "]))
@settings(max_examples=25)
def test_a_query_of_any_depth_is_read_or_answered(count: int, part: str) -> None:
    try:
        parse_query(part * count)
    except QueryError as error:
        assert str(error)  # noqa: PT017


@given(st.one_of(st.binary(max_size=300), TEXT.map(lambda text: text.encode("utf-8", "replace"))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_configuration_is_read_or_answered(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(data)
    try:
        load_config(path)
    except ConfigError as error:
        assert str(path) in str(error)  # noqa: PT017
