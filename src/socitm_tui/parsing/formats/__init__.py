"""The document formats: HTML, feed, JSON Feed, mail and plain text, one module for each.

A format module says whether a document is in its format (`recognises`) and parses it into drafts
(`read`). `load_formats` finds the modules by walking this package; a document that none of them
recognises is parsed as plain text. The modules without `recognises` are shared by the formats.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol, cast

from socitm_tui.model.entities import Capture, Draft, LineMark, LineRole
from socitm_tui.model.labels import capture_label
from socitm_tui.model.text import NotTextError
from socitm_tui.parsing.formats.charset import DecodedBytes, declared_charset, decode_bytes, is_wide
from socitm_tui.parsing.pages import Lesson, MarkedPage

ENDS_TOO_SOON = "it ends before all of it is there"
"""The doubt about a document that is cut off."""
REPLACEMENT_MARK = "\ufffd"
"""The character that replaces bytes that are invalid in the encoding of the text."""


class RefusedError(ValueError):
    """A document that cannot be loaded; the message completes “NAME was left out: …”."""


class MistakeError(RefusedError):
    """A document that cannot be parsed because of an error in this program."""


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a file, and what its folder, its server or its web archive states about it."""

    name: str
    data: bytes
    publisher: str | None = None
    url: str | None = None
    seen: str | None = None
    """When it was captured, ISO 8601 in UTC, if its archive or the fetch records that."""
    charset: str | None = None
    """The encoding that its server named, if the bytes cannot be decoded right without it."""
    doubted: str | None = None
    """Why its bytes may be damaged, if its archive has a checksum or a note that says so."""
    marks: tuple[LineMark, ...] = ()
    """What the user states about its lines."""
    lesson: Lesson | None = None
    """What the marks of its source teach, if it has no marks itself."""


@dataclass(frozen=True, slots=True)
class Recapture:
    """The note of a web archive that a document was captured again, unchanged."""

    name: str
    sha256: str
    """That of the bytes of the document."""
    seen: str | None
    """When, ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class ParseResult:
    """The drafts of a document, with what was learned about the document as a whole."""

    layout: str
    drafts: tuple[Draft, ...]
    publisher: str | None = None
    """The publisher as the document itself names it."""
    doubtful: str | None = None
    """Why the result may be wrong, in words, or None."""
    why: tuple[str, ...] = ()
    """How the document was understood, one sentence each."""
    roles: tuple[LineRole, ...] = ()
    """What each line of its text was taken for; none if the drafts come from fields."""


class DocumentFormat(Protocol):
    """The functions of a format module. `text(document)` is optional; see `document_text`."""

    def recognises(self, document: Document) -> bool:
        """True if the document is in this format."""
        ...

    def read(self, document: Document) -> ParseResult:
        """The drafts of the document.

        Raises:
            RefusedError: it is in this format but cannot be parsed.
        """
        ...


class _FormatWithText(Protocol):
    """The optional function of a format whose drafts do not refer to lines of the bytes."""

    def text(self, document: Document) -> str:
        """The text to whose lines the drafts refer."""
        ...


class _FormatOfLines(Protocol):
    """The optional function of a format whose items come from the lines of a page."""

    def marked_page(self, document: Document) -> MarkedPage:
        """The lines that are read, and all that is known of them."""
        ...


@cache
def load_formats() -> dict[str, DocumentFormat]:
    """Module name -> format, of all formats but plain text."""
    modules = {
        name: importlib.import_module(f"{__name__}.{name}")
        for name in sorted(module.name for module in pkgutil.iter_modules(__path__))
        if name != "plain_text"
    }
    return {
        name: cast("DocumentFormat", module)
        for name, module in modules.items()
        if hasattr(module, "recognises")
    }


def format_of(document: Document) -> DocumentFormat:
    """The format that recognises a document; plain text if none does."""
    for document_format in load_formats().values():
        if document_format.recognises(document):
            return document_format
    plain_text = importlib.import_module(f"{__name__}.plain_text")
    return cast("DocumentFormat", plain_text)


def parse_document(document: Document) -> ParseResult:
    """The drafts of a document, parsed by the format that recognises it.

    Raises:
        RefusedError: the document cannot be loaded.
    """
    if not document.data:
        raise RefusedError("it is empty")
    try:
        result = format_of(document).read(document)
    except RefusedError:
        raise
    except Exception as error:
        raise MistakeError(
            f"it cannot be read, by a mistake of the program ({type(error).__name__}: {error})"
        ) from error
    doubts = join_doubts(document.doubted, _unreadable_letters(document, result), result.doubtful)
    result = replace(result, doubtful=doubts)
    if not document.seen:
        return result
    label = capture_label(document.seen, document.url)
    return replace(result, why=(*result.why, f"It was {label}."))


def refuse_larger(document: Document, max_bytes: int, name: str) -> None:
    """Refuse a document that is larger than a limit.

    Raises:
        RefusedError: it is.
    """
    if len(document.data) > max_bytes:
        raise RefusedError(f"it is larger than {max_bytes // 2**20} MB, too large for one {name}")


def join_doubts(*doubts: str | None) -> str | None:
    """The doubts as one text, or None if there are none."""
    return "; ".join(filter(None, doubts)) or None


def _unreadable_letters(document: Document, result: ParseResult) -> str | None:
    """The doubt that some bytes are invalid in the encoding of the text, or None."""
    count = sum(
        (draft.title or "").count(REPLACEMENT_MARK) + draft.body.count(REPLACEMENT_MARK)
        for draft in result.drafts
    )
    count -= document.data.count(REPLACEMENT_MARK.encode())
    if count <= 0:
        return None
    letters = "one letter" if count == 1 else f"{count:,} letters"
    return f"{letters} cannot be read, for the bytes are none of its encoding"


def is_read_by_lines(document: Document) -> bool:
    """True if the items of a document come from its lines, which can be marked then."""
    return hasattr(format_of(document), "marked_page")


def marked_page(document: Document) -> MarkedPage:
    """The lines of a document that are read, with its marks, to learn from.

    Raises:
        RefusedError: it cannot be parsed.
    """
    return cast("_FormatOfLines", format_of(document)).marked_page(document)


def document_text(document: Document) -> str:
    """The text to whose lines the drafts of a document refer.

    Raises:
        RefusedError: the document has no text.
    """
    document_format = format_of(document)
    if hasattr(document_format, "text"):
        return cast("_FormatWithText", document_format).text(document)
    return decode_document(document).text


def decode_document(document: Document) -> DecodedBytes:
    """The bytes of a plain document as text.

    Raises:
        RefusedError: they are not text.
    """
    return _decode(document.data, document.charset)


def decode_markup(data: bytes, charset: str | None = None) -> DecodedBytes:
    """The text of a page or feed, in the encoding that its bytes show or that is named.

    Args:
        data: The page or feed.
        charset: The encoding that its server or mail part named; it counts more than its own.

    Raises:
        RefusedError: the bytes are not text.
    """
    if not is_wide(data):
        data = data.replace(b"\0", b"")
    return _decode(data, charset, declared_charset(data))


def _decode(data: bytes, *labels: str | None) -> DecodedBytes:
    try:
        return decode_bytes(data, *labels)
    except NotTextError as error:
        raise RefusedError(str(error)) from error


def document_of_capture(
    capture: Capture, data: bytes, marks: tuple[LineMark, ...] = ()
) -> Document:
    """The document that a capture was made from.

    Args:
        capture: The description of the capture.
        data: Its stored bytes.
        marks: What the user states about its lines.
    """
    return Document(
        capture.name, data, capture.publisher, capture.url, capture.seen, capture.charset,
        capture.doubted, marks,
    )  # fmt: skip
