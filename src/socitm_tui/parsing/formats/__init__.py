"""Kinds of input: one module for each, found by walking this package.

A kind says whether a document is its own (`recognises`) and cuts it into drafts (`read`). A
document that no other kind claims is read as plain text. Modules here that offer no `recognises`
are what several kinds share.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol, cast

from socitm_tui.model.entities import Capture, Draft
from socitm_tui.model.labels import capture_label
from socitm_tui.model.text import NotTextError
from socitm_tui.parsing.formats.charset import decoded

HALF = "it ends before all of it is there"
HOLE = "\ufffd"
"""What stands for bytes that are no letter."""


class RefusedError(ValueError):
    """A document that cannot be loaded; the message completes “NAME was left out: …”."""


class MistakeError(RefusedError):
    """A document that we fail to read by a mistake of our own: the others are read all the same."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was found, with what its folder says of it."""

    name: str
    data: bytes
    publisher: str | None = None
    url: str | None = None
    seen: str | None = None
    """When it was captured, ISO 8601 in UTC, where its archive or the fetch says so."""
    charset: str | None = None
    """The encoding that its server named, where it is not read right without."""
    doubted: str | None = None
    """Why its bytes are doubted, where its archive says what they should be."""


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


class _Lined(Protocol):
    """What a kind offers besides where its lines are not those of the document's own bytes."""

    def text(self, document: Document) -> str:
        """The text whose lines the drafts stand on."""
        ...


@cache
def kinds() -> dict[str, Kind]:
    """Name -> kind, of all but plain text."""
    modules = {
        name: importlib.import_module(f"{__name__}.{name}")
        for _, name, _ in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name)
        if name != "plain_text"
    }
    return {
        name: cast("Kind", module)
        for name, module in modules.items()
        if hasattr(module, "recognises")
    }


def kind_of(document: Document) -> Kind:
    """The kind that claims a document; plain text where none does."""
    for kind in kinds().values():
        if kind.recognises(document):
            return kind
    return cast("Kind", importlib.import_module(f"{__name__}.plain_text"))


def read(document: Document) -> Cut:
    """The document cut into drafts by the kind that claims it.

    Raises:
        RefusedError: a half sentence saying why nothing can be made of it.
    """
    if not document.data:
        raise RefusedError("it is empty")
    try:
        cut = kind_of(document).read(document)
    except RefusedError:
        raise
    except Exception as error:
        raise MistakeError(
            f"it cannot be read, by a mistake of the program ({type(error).__name__}: {error})"
        ) from error
    cut = replace(cut, doubtful=doubts(document.doubted, _unread(document, cut), cut.doubtful))
    if not document.seen:
        return cut
    return replace(cut, why=(*cut.why, f"It was {capture_label(document.seen, document.url)}."))


def refuse_larger(document: Document, most: int, what: str) -> None:
    """Refuse a document of more than so many bytes.

    Raises:
        RefusedError: it has more.
    """
    if len(document.data) > most:
        raise RefusedError(f"it is larger than {most // 2**20} MB, too large for one {what}")


def doubts(*several: str | None) -> str | None:
    """Several doubts as one, or None where there are none."""
    return "; ".join(filter(None, several)) or None


def _unread(document: Document, cut: Cut) -> str | None:
    """That some bytes are no letters in any encoding that fits, or None."""
    holes = sum((draft.title or "").count(HOLE) + draft.body.count(HOLE) for draft in cut.drafts)
    holes -= document.data.count(HOLE.encode())
    if holes <= 0:
        return None
    letters = "one letter" if holes == 1 else f"{holes:,} letters"
    return f"{letters} cannot be read, for the bytes are none of its encoding"


def text_of(document: Document) -> str:
    """The text whose lines the drafts of a document stand on.

    Raises:
        RefusedError: there is no text in it.
    """
    kind = kind_of(document)
    if hasattr(kind, "text"):
        return cast("_Lined", kind).text(document)
    return words_of(document)


def words_of(document: Document) -> str:
    """The bytes of a document as text.

    Raises:
        RefusedError: they are none.
    """
    try:
        return decoded(document.data, document.charset)
    except NotTextError as error:
        raise RefusedError(str(error)) from error


def kept(capture: Capture, data: bytes) -> Document:
    """The document that a capture was made of, from the bytes that are kept of it."""
    return Document(
        capture.name, data, capture.publisher, capture.url, capture.seen, capture.charset,
        capture.doubted,
    )  # fmt: skip
