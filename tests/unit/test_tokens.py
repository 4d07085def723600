"""Phrases in a text, and in a line of the archive that was not parsed yet."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socitm_tui.search.index.tokens import Phrase, tokenize
from socitm_tui.storage.archive_file import item_to_document
from tests.factories import item

SIGNS = 'aA b1_-“”’…\n\\"é\u0301ﬁ²Kſ字\u200c\u00a0n'


@pytest.mark.parametrize(
    ("phrase", "text", "whole", "stands"),
    [
        ("two words", "Here are “two” — words.", True, True),
        ("two words", "Here are two\n\nwords.", True, True),
        ("two words", "Here are words, two.", True, False),
        ("two words", "Here are two wordsmiths.", True, False),
        ("two words", "Here are two wordsmiths.", False, True),
        ("two words", "Here are lone-two words.", True, True),
        ("two words", "Here are lonetwo words.", True, False),
        ("cafe des amis", "Le CAFÉ des Amis", True, True),
    ],
)
def test_words_one_after_the_other(phrase: str, text: str, whole: bool, stands: bool) -> None:
    assert Phrase(tokenize(phrase), is_whole=whole).occurs_in([text]) is stands


def test_a_phrase_does_not_run_on_from_one_text_into_the_next() -> None:
    assert not Phrase(tokenize("two words"), is_whole=True).occurs_in(
        ["There were two", "words in it"]
    )


@given(st.text(SIGNS, min_size=1), st.data(), st.booleans())
def test_nothing_is_passed_over_that_stands_there(
    body: str, data: st.DataObject, whole: bool
) -> None:
    words = tokenize(body)
    start = data.draw(st.integers(0, len(words)))
    wanted = words[start : start + 2]
    if wanted:
        line = json.dumps(item_to_document(item(body=body)), ensure_ascii=False)
        phrase = Phrase(wanted, is_whole=whole)
        assert phrase.occurs_in([body])
        assert phrase.may_occur_in(line.encode("utf-8", "surrogatepass"))


def test_most_lines_without_it_are_passed_over() -> None:
    line = json.dumps({"body": "Words are two: a “few” of £5."}, ensure_ascii=False).encode()
    assert not Phrase(tokenize("two words"), is_whole=True).may_occur_in(line)
