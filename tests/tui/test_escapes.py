"""What a terminal sends, read as keys."""

from __future__ import annotations

import pytest
from textual import events

from socitm_tui.tui.startup.escapes import EscapeParser


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1bj", "escape j"),
        ("\x1bJb", "escape J b"),
        ("\x1b/web", "escape slash w e b"),
        ("\x1b\r", "escape enter"),
        ("\x1b\x1bq", "escape escape q"),
        ("\x1b[Bj\x1b[A", "down j up"),
        ("\x1bOA", "up"),
        ("\x1b[1;2A", "shift+up"),
        ("\x1b1é", "escape 1 é"),
        ("\x1b[106;1u", "j"),
    ],
)
def test_an_escape_and_a_key_are_two_keys(sent: str, keys: str) -> None:
    found = [one for one in EscapeParser().feed(sent) if isinstance(one, events.Key)]
    names = [one.character if one.is_printable and one.key != "slash" else one.key for one in found]
    assert " ".join(name or "" for name in names) == keys
