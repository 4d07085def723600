"""Captured text is shown and never obeyed, wherever on the screen it comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.model.entities import Evidence, Topic
from socitm_tui.model.text import clean_line
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from socitm_tui.tui.widgets.cells import cell_len, fit, fit_padded, wrap
from tests.core import slow
from tests.factories import item
from tests.tui.archives import home_of
from tests.tui.screens import MEDIUM, Reading, reading

HOSTILE = [
    "[/]",
    "[@click=app.quit]Read more[/]",
    "[bold",
    "[link='x",
    "\x1b]52;c;ZXZpbA==\x07 copied",
    "\x1b[2J\x1b[H cleared \x9b31m",
    "\u202egnp.exe\u202c right to left",
    "日本語の見出しはとても長いので切らなければなりません。" * 3,
    "e" + "\u0301" * 50 + " accents",
    "👩‍👩‍👧‍👦 family 🏳️‍🌈",
    "tab\tand\nnewline",
    "lone \ud800 surrogate",
    "x" * 500,
    "",
]
SIZE = (140, 32)
HARMFUL = ("\x1b", "\x07", "\x9b", "\u202e", "\t")


def archive(folder: Path, *texts: str) -> Home:
    """A home whose items are made of hostile texts wherever text can go."""
    items = [
        item(
            text or None,
            body=f"{text}\n\n{text}",
            date=date,
            publisher=text or "Gazette",
            author=text,
            url=f"https://example.org/{text}",
            topics=(text or "plain",),
            printed=text,
            rule=text,
            capture=text or "page.txt",
            truncated=True,
            key=f"key-{number}-{date}",
        )
        for number, text in enumerate(texts)
        for date in ("2012-03-01", "2011", None)
    ]
    return home_of(folder / "home", items, [Topic(one or "plain", one or "Plain") for one in texts])


def harmless(r: Reading, size: tuple[int, int]) -> None:
    assert not [char for char in HARMFUL if char in r.text]
    assert [cell_len(line) for line in r.lines] == [size[0]] * size[1]


@pytest.mark.parametrize("texts", [HOSTILE[:5], slow(HOSTILE[5:10]), slow(HOSTILE[10:])])
async def test_a_hostile_text_does_nothing_anywhere(tmp_path: Path, texts: list[str]) -> None:
    home = archive(tmp_path, *texts)
    async with reading(home, SIZE, notice=texts[0]) as r:
        harmless(r, SIZE)
        for _ in texts:
            for keys in ("2", "i", "q", "b", "enter", "J"):
                await r.press(keys)
                harmless(r, SIZE)
        for keys in ("1", "R", "n"):
            await r.press(keys)
            harmless(r, SIZE)
        for size in (MEDIUM, (40, 12)):
            await r.pilot.resize_terminal(*size)
            await r.rest()
            harmless(r, size)
        assert not r.app._exit
        kept = Notebook(home.notebook).read()
        assert {key.split("-")[1] for key in kept} == {str(n) for n, _ in enumerate(texts)}


async def test_a_click_on_a_captured_action_does_not_act(tmp_path: Path) -> None:
    home = archive(tmp_path, "[@click=app.quit]Read more[/]")
    async with reading(home) as r:
        for y, line in enumerate(r.lines):
            for word in ("Read", "click"):
                if word in line:
                    await r.pilot.click(offset=(line.index(word), y))
        await r.rest()
        assert not r.app._exit


async def test_evidence_names_fields_lines_and_reasons(tmp_path: Path) -> None:
    from dataclasses import replace  # noqa: PLC0415

    one = replace(
        item("A heading", key="one"),
        evidence=(
            Evidence("date", (7, 7), "the only date above this text"),
            Evidence("body", (8, 9), "prose up to [/] the next date"),
            Evidence("layout", None, "it fits best, before article: text (2 times less likely)"),
        ),
    )
    async with reading(home_of(tmp_path / "home", [one])) as r:
        await r.press("i")
        assert "line 7: the only date above this text" in r.text
        assert "lines 8–9: prose up to [/] the next date" in r.text
        assert "it fits best" in r.text
        assert "less likely" not in r.text


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [0, 1, 2, 7, 40])
def test_no_text_is_wider_than_it_may_be(text: str, width: int) -> None:
    shown = clean_line(text)
    assert cell_len(fit(shown, width)) <= width
    assert cell_len(fit_padded(shown, width)) == width
    for start, end in wrap(shown, width):
        assert cell_len(shown[start:end]) <= max(width, 2)


@pytest.mark.parametrize("text", HOSTILE)
def test_wrapping_loses_nothing_but_spaces(text: str) -> None:
    shown = clean_line(text)
    wrapped = "".join(shown[start:end] for start, end in wrap(shown, 9))
    assert wrapped.replace(" ", "") == shown.replace(" ", "")
