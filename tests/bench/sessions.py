"""The sessions that are timed: which program is started on what, and which keys are pressed."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.table import AGAIN

Case = dict[str, Any]
Step = dict[str, Any]

NEWEST = r"20\d\d[-~][^\n]*●"
"""A row of the timeline, unread."""


def bare(here: Path) -> Case:
    """The one-line Textual app."""
    return _case("bare", [sys.executable, str(here / "bare.py")], "hello", [{"mark": "list"}])


def again(name: str, home: Path) -> Case:
    """Our reader opened where it was left; the warm-up run has left it."""
    made = _case(name + AGAIN, _command(home), NEWEST, [{"send": "q", "until": "none"}])
    made["prepare"] = "sleep 1.5"  # what the run before keeps while nothing happens, it has kept
    return made


def _command(home: Path) -> list[str]:
    return [str(Path(sys.executable).parent / "socitm-tui"), "--home", str(home)]


def reader(name: str, home: Path, words: Sequence[str], pages: int = 20) -> Case:
    """Our reader through a whole session, opened as for the first time after a load.

    Args:
        name: Of the case.
        home: What is opened.
        words: Typed into the search, letter by letter.
        pages: How often a page down changes something.
    """
    command = _command(home)
    made = _case(
        name, command, NEWEST, [{"mark": "list"}, *_moving(pages), *_ticking(), *_typing(words)]
    )
    made["steps"] += [
        {"name": "bookmark", "send": "b", "reps": 10, "then": "j"},
        {"mark": "end"},
    ]
    kept = (shlex.quote(str(home / name)) for name in ("state.json", "first.screen"))
    made["prepare"] = f"rm -f {' '.join(kept)}"
    made["quit"] = "Q"
    return made


def _moving(pages: int) -> list[Step]:
    return [
        {"name": "down", "send": "j", "reps": 60},
        {"name": "page", "send": "<pgdn>", "reps": pages},
        {"name": "end", "send": "<end>", "reps": 5, "then": "<home>"},
        {"send": "<end>", "until": "settle"},
        {"name": "home", "send": "<home>", "reps": 5, "then": "<end>"},
        {"send": "<home>", "until": "settle"},
        {"name": "open", "send": "<enter>", "reps": 8, "then": "q<sleep:0.05>jj"},
    ]


def _ticking() -> list[Step]:
    steps: list[Step] = [{"send": "1", "until": "settle"}]
    for _ in range(8):
        steps += [
            {"name": "tick", "send": "<space>", "reps": 2},
            {"send": "j", "until": "settle"},
        ]
    # on to the topics
    steps.append({"send": "]", "until": "settle"})
    for _ in range(8):
        steps += [
            {"name": "tick", "send": "<space>", "reps": 2},
            {"send": "j", "until": "settle"},
        ]
    return [*steps, {"send": "2", "until": "settle"}]


def _typing(words: Sequence[str]) -> list[Step]:
    steps: list[Step] = []
    for word in words:
        name = "phrase" if word.startswith('"') else "letter"
        steps.append({"send": "/", "until": "settle"})
        steps += [{"name": name, "send": letter} for letter in word]
        steps.append({"send": "<esc><sleep:0.2>", "until": "settle"})
    return steps


def newsboat(folder: Path, words: Sequence[str]) -> Case:
    """The most used reader of feeds, through the same session."""
    at = shlex.quote(str(folder))
    command = f"newsboat -q -C {at}/config -u {at}/urls -c {at}/cache.db"
    steps: list[Step] = [
        {"name": "list", "send": "<enter>", "until": "re:Articles in feed"},
        {"mark": "list"},
        {"name": "down", "send": "<down>", "reps": 40},
        {"name": "page", "send": "<pgdn>", "reps": 10},
        {"name": "end", "send": "<end>", "reps": 3, "then": "<home>"},
        {"name": "open", "send": "<enter>", "reps": 3, "then": "q"},
    ]
    for word in words[:2]:
        steps += [
            {"send": "F", "until": "settle"},
            {"send": f'title =~ "{word}"', "until": "settle"},
            {"name": "filter", "send": "<enter>", "until": "re:matching filter", "quiet_ms": 400},
            {"send": "<c-f>", "until": "settle", "quiet_ms": 2000},
        ]
    for word in words[:2]:
        steps += [
            {"send": "/", "until": "settle"},
            {"send": word, "until": "settle"},
            {"name": "search", "send": "<enter>", "until": "re:Search res", "quiet_ms": 400},
            {"send": "q", "until": "settle", "quiet_ms": 400},
        ]
    steps.append({"mark": "end"})
    made = _case("newsboat", command, "All articles", steps)
    made["quit"] = "qqq"
    return made


def less(text: Path) -> Case:
    """A pager: the least that a key can cost."""
    steps: list[Step] = [{"name": "down", "send": "<down>", "reps": 60}]
    return _case("less", ["less", str(text)], r"20\d\d-", steps)


def _case(name: str, command: list[str] | str, expect: str, steps: list[Step]) -> Case:
    return {"name": name, "cmd": command, "expect": expect, "steps": steps}
