"""The nearest known word is named, whatever its case."""

from __future__ import annotations

import pytest

from socitm_tui.model.suggestion import did_you_mean


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("websties", "; did you mean “websites”?"),
        ("WEBSITES", "; did you mean “websites”?"),
        ("cloud", "; did you mean “Cloud”?"),
        ("zebra", "."),
    ],
)
def test_the_end_of_the_sentence(word: str, end: str) -> None:
    assert did_you_mean(word, ["websites", "Cloud"]) == end


def test_another_end_if_nothing_is_near() -> None:
    assert did_you_mean("zebra", [], "; there is nothing.") == "; there is nothing."
