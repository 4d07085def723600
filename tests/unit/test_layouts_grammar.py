"""A layout's sentence is read as a pattern over parts, and the cheapest way to read a page wins."""

from __future__ import annotations

import pytest

from socitm_tui.parsing.layouts.grammar import Grammar, Part, compile_sentence, read_by
from socitm_tui.parsing.layouts.scoring import grammars

FREE = dict.fromkeys(Part, 50.0)


def cost(**low: float) -> dict[Part, float]:
    """Return what a unit costs: dear for all parts but those named."""
    return {**FREE, **{Part(k): v for k, v in low.items()}}


def parts(sentence: str, *units: dict[Part, float]) -> list[tuple[str, int | None]] | None:
    """Return the parts and items of the cheapest reading."""
    read = read_by(Grammar("test", sentence), units)
    return None if read is None else [(s.part.value, s.item) for s in read[1]]


STAMP, BODY, TITLE = cost(stamp=0, head=2), cost(body=0, head=1), cost(title=0, body=1, head=0.5)


def test_items_begin_where_the_sentence_says() -> None:
    assert parts("head* < stamp body+ >+", TITLE, STAMP, BODY, BODY, STAMP, BODY) == [
        ("head", None),
        ("stamp", 0),
        ("body", 0),
        ("body", 0),
        ("stamp", 1),
        ("body", 1),
    ]


def test_a_second_kind_of_item_is_an_item_of_its_own() -> None:
    assert parts("< title body+ stamp >+ < title body+ >?", TITLE, BODY, STAMP, TITLE, BODY) == [
        ("title", 0),
        ("body", 0),
        ("stamp", 0),
        ("title", 1),
        ("body", 1),
    ]


def test_items_in_a_repeated_group_are_items_of_their_own() -> None:
    assert parts("( ( < title body+ >+ head* )+ )+", TITLE, BODY, BODY, TITLE, BODY) == [
        ("title", 0),
        ("body", 0),
        ("body", 0),
        ("title", 1),
        ("body", 1),
    ]


def test_a_page_that_does_not_fit_is_not_read() -> None:
    assert parts("< stamp body+ >+", BODY, cost(stamp=0)) is None
    assert parts("< stamp >+") is None


def test_an_empty_page_fits_where_nothing_is_asked() -> None:
    assert read_by(Grammar("test", "head*"), []) == (0.0, [])


def test_of_two_ways_the_cheaper_is_taken() -> None:
    assert parts("( head | foot )+", cost(head=1, foot=2), cost(head=2, foot=1)) == [
        ("head", None),
        ("foot", None),
    ]


@pytest.mark.parametrize("grammar", grammars(), ids=lambda g: g.name)
def test_every_layout_is_a_sentence_with_a_specimen(grammar: Grammar) -> None:
    automaton = compile_sentence(grammar.sentence)
    assert automaton.parts
    assert grammar.specimen
    assert ("<" in grammar.sentence) == (grammar.name != "nothing")


def test_layouts_are_found_by_walking_the_package() -> None:
    names = [g.name for g in grammars()]
    assert len(names) == len(set(names))
    assert {"stamp-first", "headline-first", "nothing"} <= set(names)
