"""The first frame is shown only if it is what would be drawn, and harmless."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.cli import entry
from socitm_tui.storage.first_frame_file import encode_first_frame, read_first_frame
from socitm_tui.storage.home import Home
from socitm_tui.tui.startup.first_frame import is_reader_command

SIZE = (80, 24)
SCREEN = "\x1b[1;1H\x1b[1;38;2;1;2;3mNews ● of 2012\x1b[0m\n\x1b[2;1Hmore"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path, tmp_path / "config.toml")
    for path in (made.archive, made.index, made.notebook, made.state):
        path.write_text("{}")
    made.first_frame.write_bytes(encode_first_frame(made, SIZE, SCREEN))
    return made


def test_it_is_shown_while_nothing_has_changed(home: Home) -> None:
    assert read_first_frame(home, SIZE) == SCREEN


@pytest.mark.parametrize("name", ["archive", "index", "added_index", "notebook", "config"])
def test_not_once_a_file_it_hangs_on_was_written(home: Home, name: str) -> None:
    getattr(home, name).write_text("{} ")
    assert read_first_frame(home, SIZE) is None


def test_the_same_state_written_again_is_the_same(home: Home) -> None:
    home.state.unlink()
    assert read_first_frame(home, SIZE) is None
    home.state.write_text("{}")
    assert read_first_frame(home, SIZE) == SCREEN


def test_not_on_a_terminal_that_is_another(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_first_frame(home, (81, 24)) is None
    monkeypatch.setenv("NO_COLOR", "1")
    assert read_first_frame(home, SIZE) is None


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b]52;c;aGk=\x07",
        "\x1b]8;;http://example.org\x1b\\",
        "\x9b2J",
        "\x1b[2J",
        "\x07",
        "\x1bc",
    ],
)
def test_nothing_but_text_colours_and_places_is_shown(home: Home, hostile: str) -> None:
    home.first_frame.write_bytes(encode_first_frame(home, SIZE, SCREEN + hostile))
    assert read_first_frame(home, SIZE) is None


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"socitm-glimpse 1\n", SCREEN.encode()])
def test_damage_is_as_good_as_no_file(home: Home, damage: bytes) -> None:
    home.first_frame.write_bytes(damage)
    assert read_first_frame(home, SIZE) is None


def test_one_bit_is_enough(home: Home) -> None:
    data = bytearray(home.first_frame.read_bytes())
    data[-1] ^= 1
    home.first_frame.write_bytes(data)
    assert read_first_frame(home, SIZE) is None


@pytest.mark.parametrize(
    ("arguments", "opens"),
    [
        ([], True),
        (["--home", "/news"], True),
        (["--home", "--fresh"], False),
        (["--home"], False),
        (["list"], False),
        (["list", "cloud"], False),
    ],
)
def test_only_where_the_reader_is_asked_for(arguments: list[str], opens: bool) -> None:
    assert is_reader_command(arguments) is opens


def test_who_interrupts_before_anything_is_imported_is_answered_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(entry, "show_first_frame", interrupted)
    with pytest.raises(SystemExit) as left:
        entry.main()
    assert left.value.code == 130
    assert "archive and notebook are whole" in capsys.readouterr().err
