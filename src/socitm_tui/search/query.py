"""A query as a value, and the text that it is written as."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

OPERATORS = ("or", "and")


KnownValues = Mapping[str, Collection[str]]
"""Field -> the values that it may have; for `view`, a mapping of names to queries, for `topic`
perhaps one of slugs to labels."""


class QueryError(ValueError):
    """A query that cannot be parsed; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class TextTerm:
    """Words that title or body must contain."""

    words: str
    is_phrase: bool = False
    """True if the words must follow one another as given."""


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A facet and the values of which an item must have one."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """Words that are a date: an item must contain them or be dated so."""

    words: str
    """The words as typed: `March 2012`."""
    date: str
    """The date or range as the field `date` has it: `2012-03`."""

    @property
    def phrase(self) -> TextTerm:
        """The words as a phrase, to mark them in a text."""
        return TextTerm(self.words, is_phrase=True)

    @property
    def in_text(self) -> AllOf:
        """The words as they are searched in the text."""
        return AllOf(tuple(map(TextTerm, self.words.split())))


@dataclass(frozen=True, slots=True)
class Negation:
    """A part that must not match."""

    part: Query


@dataclass(frozen=True, slots=True)
class AllOf:
    """Parts that must all match; without parts everything matches."""

    parts: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Parts of which one must match."""

    parts: tuple[Query, ...]


Query = TextTerm | FieldTerm | DatePhrase | Negation | AllOf | AnyOf


EMPTY_QUERY: AllOf = AllOf()
"""The query that everything matches."""


def format_query(query: Query) -> str:
    """The text of a query; `parse_query` parses it to the same value."""
    match query:
        case TextTerm(words, is_phrase):
            is_word = not is_phrase and words.casefold() not in OPERATORS and words != "NOT"
            return words if is_word else f'"{words}"'
        case DatePhrase(words, _):
            return words
        case FieldTerm(name, values):
            return f"{name}:{','.join(quote_value(value) for value in values)}"
        case Negation(part):
            is_several = isinstance(part, Negation) or (
                isinstance(part, DatePhrase) and " " in part.words
            )
            return f"-({format_query(part)})" if is_several else "-" + _format_group(part)
        case AllOf(parts):
            return " ".join(
                _format_group(part) if isinstance(part, AnyOf) else format_query(part)
                for part in parts
            )
        case AnyOf(parts):
            return " OR ".join(_format_group(part) for part in parts)


def _format_group(query: Query) -> str:
    """The text of a part, in parentheses if it needs them."""
    return f"({format_query(query)})" if isinstance(query, AllOf | AnyOf) else format_query(query)


def quote_value(value: str) -> str:
    """The value of a field, in quotation marks if it needs them."""
    return f'"{value}"' if re.search(r'[\s,()"“”„‟«»‘]', value) else value


def rename_value(query: Query, field: str, old: str, new: str) -> Query:
    """The query with one value of a field replaced by another."""
    match query:
        case FieldTerm(name, values) if name == field:
            renamed = (new if value.casefold() == old.casefold() else value for value in values)
            return FieldTerm(name, tuple(dict.fromkeys(renamed)))
        case Negation(part):
            return Negation(rename_value(part, field, old, new))
        case AllOf(parts):
            return AllOf(tuple(rename_value(part, field, old, new) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(rename_value(part, field, old, new) for part in parts))
        case _:
            return query


def text_terms(query: Query) -> tuple[TextTerm, ...]:
    """The words and phrases that a matching item contains, to mark them in its text."""
    match query:
        case TextTerm():
            return (query,)
        case DatePhrase():
            return (query.phrase,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(term for part in parts for term in text_terms(part))
        case _:
            return ()
