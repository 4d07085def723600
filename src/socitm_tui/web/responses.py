"""What is asked of the network, and what became of it. Nothing here asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Outcome = Literal["fetched", "unchanged", "gone", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may cost."""

    connect: float = 15.0
    read: float = 20.0
    """Seconds without a byte."""
    total: float = 90.0
    size: int = 32 * 2**20
    """Bytes after unpacking."""
    pause: float = 1.0
    """Seconds between two requests to one host."""


USUAL: Final = Limits()


@dataclass(frozen=True, slots=True)
class Asked:
    """An address, and what is known of the answer before."""

    url: str
    etag: str | None = None
    modified: str | None = None
    named: bool = True
    """The user gave this very address, so that it may be inside their own network."""
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request."""

    url: str
    """As it was asked."""
    outcome: Outcome
    final: str = ""
    """Where the answer came from in the end."""
    data: bytes = b""
    kind: str = ""
    charset: str | None = None
    """The encoding, where the server names it beside the type."""
    etag: str | None = None
    modified: str | None = None
    moved: str | None = None
    """The new address, where the server says that the old one is no more."""
    problem: str | None = None
    """What completes “URL …”."""
    reached: bool = True
    """False where no machine answered at all."""
    wait: int | None = None
    """Seconds that the server asks to be left alone."""
