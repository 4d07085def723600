"""Queries in words, why nothing matches, and where searched words stand in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from socitm_tui.model.labels import STATE_NAMES, TopicLabels
from socitm_tui.model.text import SEARCH_WORD, fold_text, fold_text_with_positions
from socitm_tui.search.query import AllOf, AnyOf, FieldTerm, Negation, Query, TextTerm


def filter_sentence(query: AllOf, topic_labels: TopicLabels) -> str:
    """What a query asks for, in words: `year 2012, topic Websites, not read`."""
    return ", ".join(_describe(part, topic_labels, _condition_phrase) for part in query.parts)


def _describe(
    part: Query, labels: TopicLabels, say: Callable[[TextTerm | FieldTerm, TopicLabels], str]
) -> str:
    """A part of a query in words, given how to say a single condition."""
    match part:
        case Negation(inner):
            return f"not {_describe(inner, labels, say)}"
        case AnyOf(parts):
            return " or ".join(_describe(one, labels, say) for one in parts)
        case AllOf(parts):
            return " and ".join(_describe(one, labels, say) for one in parts)
        case _:
            return say(part, labels)


def _condition_phrase(part: TextTerm | FieldTerm, labels: TopicLabels) -> str:
    match part:
        case TextTerm(words, _):
            return f"“{words}”"
        case FieldTerm("is", values):
            return " or ".join(values)
        case FieldTerm("has", values):
            return "with " + " or ".join(values)
        case FieldTerm("topic", values):
            return "topic " + " or ".join(labels.get(value, value) for value in values)
        case FieldTerm("year", ("undated",)):
            return "undated"
        case FieldTerm(name, values):
            return f"{name} " + " or ".join(values)


def no_match_sentence(query: AllOf, topic_labels: TopicLabels) -> str:
    """The reason why nothing is shown: `No item is in 2013 and about Cloud`."""
    held = [f"“{part.words}”" for part in query.parts if isinstance(part, TextTerm)]
    rest = [part for part in query.parts if not isinstance(part, TextTerm)]
    phrases = [_describe(part, topic_labels, _item_quality) for part in rest]
    said = [
        f"{verb} {_join_with_and(some)}" for verb, some in (("is", phrases), ("has", held)) if some
    ]
    return f"No item {' and '.join(said)}."


def _join_with_and(words: Sequence[str]) -> str:
    """`a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def query_part_name(part: Query, topic_labels: TopicLabels) -> str:
    """One part of a query as a person would name it: `2013`, `Cloud`, `not read`."""
    return _describe(part, topic_labels, _condition_name)


def _condition_name(part: TextTerm | FieldTerm, labels: TopicLabels) -> str:
    match part:
        case FieldTerm("topic", values):
            return " or ".join(labels.get(value, value) for value in values)
        case FieldTerm("is", values):
            return " or ".join(STATE_NAMES.get(value, value) for value in values)
        case FieldTerm(_, values):
            return " or ".join(values)
        case TextTerm(words, _):
            return words


PREPOSITIONS: Mapping[str, str] = {
    "year": "in ",
    "date": "dated ",
    "topic": "about ",
    "publisher": "from ",
    "author": "by ",
    "tag": "tagged ",
    "has": "with a ",
    "title": "with a headline on ",
}


def _item_quality(part: TextTerm | FieldTerm, labels: TopicLabels) -> str:
    """What a part asks of an item, to stand after "No item is"."""
    match part:
        case FieldTerm("year", ("undated",)) | FieldTerm("date", ("none",)):
            return "undated"
        case FieldTerm(name, _):
            return PREPOSITIONS.get(name, "") + _condition_name(part, labels)
        case TextTerm(words, _):
            return f"with “{words}”"


def find_matches(text: str, words: Sequence[TextTerm]) -> list[tuple[int, int]]:
    """Where the searched words stand in a text: start and end, in order, none overlapping."""
    patterns = [pattern for word in words if (pattern := _term_pattern(word))]
    if not patterns or not text:
        return []
    folded, origin = fold_text_with_positions(text)
    spans = [match.span() for match in re.finditer("|".join(patterns), folded)]
    return [(origin[start], origin[end - 1] + 1) for start, end in spans] if origin else spans


def _term_pattern(word: TextTerm) -> str:
    """The expression for a word by its beginning, or for a phrase as a whole."""
    tokens = SEARCH_WORD.findall(fold_text(word.words))
    if not tokens:
        return ""
    end = r"(?![^\W_])" if word.phrase else r"[^\W_]*"
    return r"(?<![^\W_])" + r"[\W_]+".join(re.escape(token) for token in tokens) + end
