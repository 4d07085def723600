"""Queries in words, the reason why nothing matches, and the matches of search terms in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from socitm_tui.model.labels import STATUS_LABELS, TopicLabels, range_in_words
from socitm_tui.model.text import SEARCH_WORD, fold_text, fold_text_with_positions
from socitm_tui.search.query import AllOf, AnyOf, DatePhrase, FieldTerm, Negation, Query, TextTerm

PREPOSITIONS: Mapping[str, str] = {
    "year": "in ",
    "date": "dated ",
    "topic": "about ",
    "publisher": "from ",
    "author": "by ",
    "tag": "tagged ",
    "has": "with a ",
    "title": "with a headline on ",
    "collection": "in the collection ",
    "capture": "from the capture ",
}
"""What comes before a value in a sentence that begins with “No item is”."""

QueryTerm = TextTerm | DatePhrase | FieldTerm
"""A part of a query that has no parts."""


def filter_sentence(query: AllOf, topic_labels: TopicLabels) -> str:
    """What a query selects, in words: `year 2012, topic Websites, not read`."""
    return ", ".join(_describe(part, topic_labels, _term_phrase) for part in query.parts)


def no_match_sentence(query: AllOf, topic_labels: TopicLabels) -> str:
    """The reason why nothing is shown: `No item is in 2013 and about Cloud`."""
    texts = [f"“{part.words}”" for part in query.parts if isinstance(part, TextTerm)]
    others = [part for part in query.parts if not isinstance(part, TextTerm)]
    qualities = [_describe(part, topic_labels, _item_quality) for part in others]
    clauses = [f"is {_join_with_and(qualities)}"] if qualities else []
    clauses += [f"has {_join_with_and(texts)}"] if texts else []
    return f"No item {' and '.join(clauses)}."


def query_part_name(part: Query, topic_labels: TopicLabels) -> str:
    """The name of one part of a query: `2013`, `Cloud`, `not read`."""
    return _describe(part, topic_labels, _term_name)


def _describe(
    part: Query,
    labels: TopicLabels,
    describe_term: Callable[[QueryTerm, TopicLabels], str],
) -> str:
    """A part of a query in words, given a function that describes a single term."""
    match part:
        case Negation(inner):
            return f"not {_describe(inner, labels, describe_term)}"
        case AnyOf(parts):
            return " or ".join(_describe(inner, labels, describe_term) for inner in parts)
        case AllOf(parts):
            return " and ".join(_describe(inner, labels, describe_term) for inner in parts)
        case _:
            return describe_term(part, labels)


def _term_phrase(part: QueryTerm, labels: TopicLabels) -> str:
    """A term with the name of its field: `topic Websites`, `“cloud”`."""
    match part:
        case TextTerm(words, _):
            return f"“{words}”"
        case DatePhrase(words, date):
            return f"“{words}” or dated {range_in_words(date)}"
        case FieldTerm("is", values):
            return " or ".join(values)
        case FieldTerm("has", values):
            return "with " + " or ".join(values)
        case FieldTerm("topic", values):
            return "topic " + " or ".join(labels.get(value, value) for value in values)
        case FieldTerm("year", ("undated",)):
            return "undated"
        case FieldTerm("loaded", values):
            return " or ".join(map(_load_label, values))
        case FieldTerm(name, values):
            return f"{name} " + " or ".join(values)


def _term_name(part: QueryTerm, labels: TopicLabels) -> str:
    """A term without the name of its field: `Websites`, `cloud`."""
    match part:
        case FieldTerm("topic", values):
            return " or ".join(labels.get(value, value) for value in values)
        case FieldTerm("is", values):
            return " or ".join(STATUS_LABELS.get(value, value) for value in values)
        case FieldTerm("loaded", values):
            return " or ".join(map(_load_label, values))
        case FieldTerm(_, values):
            return " or ".join(values)
        case TextTerm(words, _) | DatePhrase(words, _):
            return words


def _load_label(value: str) -> str:
    return "of the last load" if value == "last" else f"loaded in {value}"


def _item_quality(part: QueryTerm, labels: TopicLabels) -> str:
    """What a term requires of an item, as it follows “No item is”."""
    match part:
        case FieldTerm("year", ("undated",)) | FieldTerm("date", ("none",)):
            return "undated"
        case FieldTerm(name, _):
            return PREPOSITIONS.get(name, "") + _term_name(part, labels)
        case TextTerm(words, _):
            return f"with “{words}”"
        case DatePhrase():
            return f"with {_term_phrase(part, labels)}"


def _join_with_and(words: Sequence[str]) -> str:
    """`a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def find_matches(text: str, terms: Sequence[TextTerm]) -> list[tuple[int, int]]:
    """The start and end of each match of search terms in a text, in order, without overlap."""
    patterns = [pattern for term in terms if (pattern := _term_pattern(term))]
    if not patterns or not text:
        return []
    folded, positions = fold_text_with_positions(text)
    spans = [match.span() for match in re.finditer("|".join(patterns), folded)]
    if not positions:
        return spans
    return [(positions[start], positions[end - 1] + 1) for start, end in spans]


def _term_pattern(term: TextTerm) -> str:
    """The regular expression for a word by its beginning, or for a phrase as a whole."""
    words = SEARCH_WORD.findall(fold_text(term.words))
    if not words:
        return ""
    end = r"(?![^\W_])" if term.is_phrase else r"[^\W_]*"
    return r"(?<![^\W_])" + r"[\W_]+".join(re.escape(word) for word in words) + end
