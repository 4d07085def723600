"""Keys of the user's own, and a screen in ASCII."""

from __future__ import annotations

import pytest

from socitm_tui.cli.main import run_command
from socitm_tui.storage.home import Home
from socitm_tui.tui.dialogs.help import help_rows, help_sections
from socitm_tui.tui.key_config import PRESETS, RebindError, rebind_keys
from socitm_tui.tui.keys import KEYS, fill_hint
from socitm_tui.tui.widgets.cells import cell_len
from socitm_tui.tui.widgets.glyphs import ASCII_SIGNS, GLYPHS
from socitm_tui.tui.widgets.status_line import StatusLine, split_hint
from socitm_tui.tui.widgets.status_text import pane_hints
from tests.core import slow
from tests.tui.screens import reading


@pytest.mark.parametrize("preset", PRESETS)
def test_the_sets_of_keys_clash_with_nothing(preset: str) -> None:
    assert {key.id for key in rebind_keys(preset, {})}


@pytest.mark.parametrize(
    ("preset", "wanted", "said"),
    [
        ("emacs", {}, "there are no keys called “emacs”; there are “newsboat” and “vim”"),
        (None, {"bokmark": ("b",)}, "no action “bokmark” to give a key; did you mean “bookmark”?"),
        (None, {"palette": (":",)}, "no action “palette” any more: “help” lists all actions"),
        (None, {"bookmark": ("hyper+b",)}, "“hyper+b” is no key that can be given to “bookmark”"),
        (None, {"bookmark": ("ctrl+i",)}, "“ctrl+i” is “tab” to a terminal, so not “bookmark”"),
        (None, {"bookmark": ("r",)}, "“r” cannot mean both “bookmark” and “read”"),
    ],
)
def test_mistakes_are_named(preset: str | None, wanted: dict[str, tuple[str]], said: str) -> None:
    with pytest.raises(RebindError) as error:
        rebind_keys(preset, wanted)
    assert said in str(error.value)


def test_actions_go_by_their_older_names_as_well() -> None:
    wanted = {"mark-passage": ("z",), "copy-passage": ("c",), "copy-words": ("Z",)}
    keys = {key.id: key.keys for key in rebind_keys(None, wanted)}
    assert (keys["add-highlight"], keys["copy-words"]) == (("z",), ("Z",))


async def test_a_rebound_key_acts_and_help_knows_it(home: Home) -> None:
    wanted = {"bookmark": ("ctrl+t", "~"), "down": ("+",), "previous-hit": ("#",)}
    async with reading(home, table=rebind_keys("newsboat", wanted)) as r:
        await r.press("b")
        assert "★" not in r.here
        await r.press("tilde")
        assert "★" in r.here
        await r.press("plus")
        assert "2012-03-27" in r.here
        await r.press("question_mark", *"bookmark")
        assert "ctrl+t ~" in r.text


async def test_keys_of_lists_dialogs_questions_and_notes_are_rebound_too(home: Home) -> None:
    wanted = {"down": ("ctrl+n",), "leave": ("f4",), "choose": ("ctrl+y",), "no": ("f5",),
              "keep-note": ("f4",), "pick": ("z",), "zen": ("Z",), "theme": ("f6",)}  # fmt: skip
    async with reading(home, table=rebind_keys(None, wanted)) as r:
        await r.press("a", *"hm", "escape", "f4")
        assert "Note saved" in r.status
        await r.press("E")
        assert "ctrl+y corrects" in r.lines[-1]
        assert "F4 back" in r.top
        await r.press("ctrl+n", "ctrl+y")
        assert "Title" in r.top
        await r.press("escape", "3", "M", "enter", "A")
        assert "z removes a highlight" in r.lines[-1]
        await r.press("ctrl+n", "z")
        assert "no longer highlighted" in r.top
        await r.press("f4")
        await r.press("R")
        assert "y yes · F5 no" in r.text
        await r.press("escape", "f5", "i")
        assert "F4 back" in r.text
        await r.press("f4")
        assert r.app.screen is r.browse


async def test_every_hint_names_the_key_that_acts(home: Home) -> None:
    wanted = {"bookmark": ("ctrl+t",), "undo": ("f7",), "clear": ("f8",), "search": ("_",),
              "help": ("f10",), "sort": (), "save-view": ("f6",), "down": ("ctrl+n",),
              "next-word": ("right",), "leave-words": ("ctrl+g",)}  # fmt: skip
    async with reading(home, table=rebind_keys(None, wanted), first=True) as r:
        await r.press("t")
        assert "press _, type websites" in r.text
        await r.press("escape")
        assert "enter open   F10 help   _ search" in r.status
        assert " sort" not in r.status
        await r.press("ctrl+t")
        assert "F7 undoes" in r.status
        await r.press("V")
        assert "F6 saves the filter" in r.text
        await r.press("escape")
        await r.press("underscore", *"zzz", "enter")
        assert "press F8" in r.text
        assert "press F8" in r.text
        await r.press("f8", "3", "M")
        assert r.status.startswith("h ctrl+n k right move · space starts")
        assert "ctrl+g back" in r.status


def test_an_action_without_a_key_is_called_by_its_name() -> None:
    table = rebind_keys(None, {"save-view": (), "sort": (), "help": ("f10",)})
    assert fill_hint("{save-view} saves it", table) == "“Save the view” saves it"
    assert pane_hints("timeline", table)[1] == ("F10 help", "quiet")
    assert pane_hints("timeline", table)[-1] == ("d date", "quiet")
    assert split_hint("ctrl+t bookmark") == ("ctrl+t", " bookmark")
    assert split_hint("F10 help") == ("F10", " help")
    assert split_hint("j k move") == ("j k", " move")
    assert split_hint("type to narrow") == ("", "type to narrow")
    bar = StatusLine(id="bar")
    bar.show([("9 of 9", "strong"), (" · newest first", "quiet")], [("9 of 9", "strong")],
             right=[(f"{letter} {letter * 5}", "quiet") for letter in "abcdef"])  # fmt: skip
    assert "".join(text for text, _ in bar._pieces(70)).endswith("f fffff")
    foot = StatusLine(id="foot")
    foot.show([], right=[("enter shows the items", "quiet"), ("j k move", "quiet")])
    assert "".join(text for text, _ in foot._pieces(40)).endswith(
        "enter shows the items   j k move"
    )


@pytest.mark.parametrize("size", [(120, 32), slow((60, 20))])
async def test_signs_are_ascii_and_texts_as_printed(home: Home, size: tuple[int, int]) -> None:
    async with reading(home, size, ascii_only=True, first=True) as r:
        for keys in (
            "", "enter j b", "1 space", "c 2 question_mark", "escape colon", "escape i",
            "escape T c l o u d enter", "escape D", "escape a", "escape R", "escape E",
            "escape F y e a r colon 2 0 1 2 space x enter", "c L", "escape f3",
        ):  # fmt: skip
            await r.press(*keys.split())
            assert set(filter(lambda sign: not sign.isascii(), r.text)) <= set("’éï"), r.text
        line = [("£5 – aren’t", "heading"), (" – £5", "quiet")]
        assert GLYPHS.own_pieces(line) == [("£5 – aren’t", "heading"), (" - £5", "quiet")]
    assert all(sign.isascii() and len(sign) == 1 for sign in ASCII_SIGNS.values())


def test_the_command_names_a_mistake(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.config.write_text('[keys]\nbookmark = "r"\n')
    assert run_command(["--home", str(home.path), "keys"]) == 1
    assert "config.toml: “r” cannot mean both “bookmark” and “read”" in capsys.readouterr().err
    home.config.write_text('[keys]\nbookmark = "ctrl+t"\n')
    assert run_command(["--home", str(home.path), "keys", "--ids"]) == 0
    assert "bookmark          ctrl+t" in capsys.readouterr().out
    home.config.write_text("keys = 3\n")
    assert run_command(["--home", str(home.path), "keys"]) == 1


async def test_nothing_changes_without_a_configuration(home: Home) -> None:
    async with reading(home) as r:
        await r.press("b")
        assert "★" in r.here


@pytest.mark.parametrize("width", [34, 54, 74])
def test_nothing_of_help_is_cut(width: int) -> None:
    rows = [
        "".join(text for text, _ in row.pieces) for row in help_rows(help_sections(KEYS), width)
    ]
    assert all(cell_len(row) <= width for row in rows)
    assert all(row.startswith(" " * 15) or row[:1] != " " for row in rows if row)
    fill_hint = " ".join(" ".join(row[15:] for row in rows).split())
    assert all(key.description in fill_hint for key in KEYS)
