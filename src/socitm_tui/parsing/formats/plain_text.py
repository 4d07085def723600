"""Plain text: the text of a page, copied or dumped."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import Final

from socitm_tui.model.entities import Draft, Evidence
from socitm_tui.model.marks import fitting_marks
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    RefusedError,
    decode_document,
    join_doubts,
    refuse_larger,
)
from socitm_tui.parsing.pages import MarkedPage, Reading, read_page

MAX_BYTES: Final = 16 * 1024 * 1024
_FURTHEST: Final = 7.0  # log odds; what lies further behind is about a thousand times less likely
_HARDLY: Final = 1.05  # times less likely
SUBPROCESS_FROM_BYTES: Final = 2**20  # a larger text is parsed in a child process


def recognises(document: Document) -> bool:
    """True for anything that can be decoded as text."""
    try:
        decode_document(document)
    except RefusedError:
        return False
    return True


def read(document: Document) -> ParseResult:
    """The items of the page, in the layout that explains its lines best.

    Raises:
        RefusedError: it is not text, or too large to be a page.
    """
    refuse_larger(document, MAX_BYTES, "page")
    decoded = decode_document(document)
    if not decoded.text.strip():
        raise RefusedError("it holds no text")
    page = _fitting_page(decoded.text, document)
    return make_result(read_page(page.text, page.marks, document.lesson), decoded.doubt)


def marked_page(document: Document) -> MarkedPage:
    """The lines of the text with its marks.

    Raises:
        RefusedError: it is not text.
    """
    return _fitting_page(decode_document(document).text, document)


def _fitting_page(text: str, document: Document) -> MarkedPage:
    return MarkedPage(text, fitting_marks(document.marks, text.split("\n")))


def make_result(reading: Reading, doubt: str | None) -> ParseResult:
    """What a reading gives.

    Args:
        reading: The reading of the text.
        doubt: Why the text itself may be wrong, or None.
    """
    drafts = tuple(_with_layout(draft, reading) for draft in reading.drafts)
    doubts = join_doubts(doubt, reading.doubtful)
    return ParseResult(reading.layout, drafts, None, doubts, _explanation(reading), reading.roles)


def _with_layout(draft: Draft, reading: Reading) -> Draft:
    """The draft with the evidence for the layout of its page."""
    why = f"it explains the lines of the page best{_alternatives(reading)}"
    return replace(draft, evidence=(*draft.evidence, Evidence("layout", None, why)))


def _alternatives(reading: Reading) -> str:
    """The layouts that explain the page less well, and how much less likely each is."""
    layouts = "; ".join(
        f"{name} ({_times_less(distance)} less likely)"
        for name, distance, _ in reading.alternatives
    )
    return f", before {layouts}" if layouts else ""


def _times_less(distance: float) -> str:
    """How many times less likely a reading is, by its log odds behind the best."""
    times = exp(min(distance, _FURTHEST))
    if times < _HARDLY:
        return "hardly"
    return f"{times:.1f} times" if times < 10 else f"{times:,.0f} times"


def _explanation(reading: Reading) -> tuple[str, ...]:
    """How the page was understood, in sentences."""
    sentences = [f"{why[0].upper()}{why[1:]}." for why in reading.why]
    sentences += [
        f"{_times_less(distance).capitalize()} less likely is “{name}”: {difference}."
        for name, distance, difference in reading.alternatives
    ]
    return tuple(sentences)
