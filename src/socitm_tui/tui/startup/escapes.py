"""The escape key, also where another key follows at once.

A terminal sends alt and a key as escape and that key, so Textual takes the two for one, however
they were meant, and waits for more. No key of ours needs alt, but over a slow line what was typed
arrives together: then an escape and a letter are an escape and a letter.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver

ESCAPE = "\x1b"
BEGINNINGS = frozenset("[O]P_^X\\")
"""What may follow an escape that begins a sequence."""


class PatientParser(XTermParser):
    """Takes what a terminal sends for keys; alt is never meant."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        first, rest = sequence[:1], sequence[1:]
        if alt or (first == ESCAPE and len(rest) == 1 and rest not in BEGINNINGS | {ESCAPE}):
            yield events.Key("escape", ESCAPE)
            yield from super()._sequence_to_key_events(sequence if alt else rest)
        else:
            yield from super()._sequence_to_key_events(sequence)


def install() -> None:
    """Have the terminal read so."""
    linux_driver.XTermParser = PatientParser  # type: ignore[attr-defined]
