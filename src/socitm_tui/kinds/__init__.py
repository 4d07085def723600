"""Kinds of input: one module for each, found by walking this package.

A kind says whether a document is its own (`recognises`) and cuts it into drafts (`read`). A
document that no other kind claims is read as plain text.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from socitm_tui.model import Draft


class RefusedError(ValueError):
    """A document that cannot be loaded; the message completes “NAME was left out: …”."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was found, with what its folder says of it."""

    name: str
    data: bytes
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """What came of a document."""

    layout: str
    drafts: tuple[Draft, ...]
    publisher: str | None = None
    """The publisher as the document itself names it."""
    doubtful: str | None = None
    """Why the reading is weak, in words, or None."""
    why: tuple[str, ...] = ()
    """How the document was understood, sentence by sentence."""


class Kind(Protocol):
    """What a module of this package offers."""

    def recognises(self, document: Document) -> bool:
        """True when the document is of this kind."""
        ...

    def read(self, document: Document) -> Cut:
        """The document cut into drafts.

        Raises:
            RefusedError: it is of this kind but cannot be read.
        """
        ...


@cache
def kinds() -> dict[str, Kind]:
    """Name -> kind, of all but plain text."""
    return {
        name: cast("Kind", importlib.import_module(f"{__name__}.{name}"))
        for _, name, _ in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name)
        if name != "plain"
    }


def read(document: Document) -> Cut:
    """The document cut into drafts by the kind that claims it.

    Raises:
        RefusedError: a half sentence saying why nothing can be made of it.
    """
    if not document.data:
        raise RefusedError("it is empty")
    for kind in kinds().values():
        if kind.recognises(document):
            return kind.read(document)
    from socitm_tui.kinds import plain  # noqa: PLC0415  (it imports this module)

    return plain.read(document)
