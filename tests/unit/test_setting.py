"""An entry as the lines of the reading view: the words searched are shown where they are far."""

from __future__ import annotations

import pytest

from socitm_tui.model.entities import Annotation, Entry
from socitm_tui.search.query import text_terms
from socitm_tui.search.query_parser import parse_query
from socitm_tui.tui.widgets.reader_lines import EntryText
from tests.factories import item

BODY = "\n\n".join(
    [f"Paragraph {number} says how a council tested its pages." for number in range(20)]
    + [
        "At last, long awaited, comes a sentence in which somebody mentions that the Cafés of the "
        "town are open at noon."
    ]
)
SNIPPET = (
    "… awaited, comes a sentence in which somebody mentions that the Cafés of the town are open"
)


def lines(words: str, *, snippet: bool = True) -> list[list[tuple[str, str]]]:
    entry = Entry(item("Heading", body=BODY), Annotation("k"))
    asked = text_terms(parse_query(words))
    return [[*line] for line, _ in EntryText(entry, 90, asked, {}, snippet).lines()]


def test_words_far_down_are_shown_at_the_top_with_those_around_them() -> None:
    found = next(line for line in lines("cafe") if "".join(text for text, _ in line) == SNIPPET)
    assert ("Cafés", "more") in found  # marked, and yet no hit to go to
    assert sum(kind == "mark" for line in lines("cafe") for _, kind in line) == 1


@pytest.mark.parametrize(
    ("words", "snippet"), [("paragraph", True), ("zebra", True), ("", True), ("cafe", False)]
)
def test_else_there_is_no_snippet(words: str, snippet: bool) -> None:
    shown = lines(words, snippet=snippet)
    assert not any(text.startswith("…") for line in shown for text, _ in line)
