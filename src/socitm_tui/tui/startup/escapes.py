"""The escape key, also if another key follows at once.

A terminal sends alt and a key as escape and that key. Textual therefore takes the two for one key,
whatever was meant, and waits for more input after an escape. No key of ours needs alt, but over a
slow line keys arrive together: here an escape and a letter are an escape and a letter.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver

ESCAPE = "\x1b"
SEQUENCE_STARTS = frozenset("[O]P_^X\\")
"""What follows an escape that begins a sequence."""


class EscapeParser(XTermParser):
    """Parses what a terminal sends as keys; alt is never meant."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        first, rest = sequence[:1], sequence[1:]
        is_pair = first == ESCAPE and len(rest) == 1 and rest not in SEQUENCE_STARTS | {ESCAPE}
        if alt or is_pair:
            yield events.Key("escape", ESCAPE)
            yield from super()._sequence_to_key_events(sequence if alt else rest)
        else:
            yield from super()._sequence_to_key_events(sequence)


def install_parser() -> None:
    """Make Textual's driver use this parser."""
    linux_driver.XTermParser = EscapeParser  # type: ignore[attr-defined]
