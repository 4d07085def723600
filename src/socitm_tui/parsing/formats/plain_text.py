"""Plain-text captures: the text of a page, as copied or dumped."""

from __future__ import annotations

from dataclasses import replace

from socitm_tui.model.entities import Draft, Evidence
from socitm_tui.model.text import NotTextError, decode_text
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    RefusedError,
    decode_document,
    refuse_larger,
)
from socitm_tui.parsing.pages import Reading, read_page

MAX_BYTES = 16 * 1024 * 1024
SUBPROCESS_FROM_BYTES = 2**20  # bytes from which on another process reads it


def recognises(document: Document) -> bool:
    """True for anything that decodes as text."""
    try:
        decode_text(document.data)
    except NotTextError:
        return False
    return True


def read(document: Document) -> ParseResult:
    """The page's items, by the layout that explains its lines best.

    Raises:
        RefusedError: it is not text, or too large to be a page.
    """
    refuse_larger(document, MAX_BYTES, "page")
    text = decode_document(document)
    if not text.strip():
        raise RefusedError("it holds no text")
    reading = read_page(text)
    drafts = tuple(_with_layout(draft, reading) for draft in reading.drafts)
    return ParseResult(reading.layout, drafts, None, reading.doubtful, _explained(reading))


def _with_layout(draft: Draft, reading: Reading) -> Draft:
    """The draft with the evidence for the layout of its page: which others lost, by how much."""
    why = f"it explains the lines of the page best{_lost(reading)}"
    return replace(draft, evidence=(*draft.evidence, Evidence("layout", None, why)))


def _lost(reading: Reading) -> str:
    """The layouts that lost, each with its distance behind the best."""
    lost = "; ".join(f"{name} (by {behind:g})" for name, behind, _ in reading.alternatives)
    return f", before {lost}" if lost else ""


def _explained(reading: Reading) -> tuple[str, ...]:
    """How the page was understood, and which readings lost by how much, in sentences."""
    sentences = [f"{why[0].upper()}{why[1:]}." for why in reading.why]
    sentences.append(f"That reading explains its lines best{_lost(reading)}.")
    return tuple(sentences)
