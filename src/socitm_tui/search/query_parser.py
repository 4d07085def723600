"""A query as text -> its value: one language for filter pane, search prompt and command line.

    better "shared services" date:2010/2012-03 topic:websites,cloud -is:read (a OR b)

Words and phrases are searched in the full text; words that are a date, `March 2012`, find what
contains them and what is dated so. `field:value` filters by a facet, `field:a,b` accepts either
value, `-` or `NOT` excludes, `OR` and parentheses group, and everything else is combined by
“and”, with the word or without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from socitm_tui.model.typed_dates import parse_typed_date
from socitm_tui.search.date_ranges import parse_typed_range
from socitm_tui.search.query import (
    EMPTY_QUERY,
    OPERATORS,
    AllOf,
    AnyOf,
    DatePhrase,
    FieldTerm,
    KnownValues,
    Negation,
    Query,
    QueryError,
    TextTerm,
)
from socitm_tui.search.query_values import (
    FIELD_SYNONYMS,
    QUERY_FIELDS,
    is_year,
    known_value,
    normalize_value,
    read_range,
    suggest_value,
)

MAX_NESTING = 50


TOKEN = re.compile(r'\s+|(?P<open>\()|(?P<close>\))|(?P<word>(?:"[^"]*"?|[^\s()"])+)')


FIELD = re.compile(r"([A-Za-z]+):(?!//)(.*)", re.DOTALL)


VALUE = re.compile(r'"([^"]*)"?|([^,]+)')


CURLY_QUOTES = re.compile(r"""("[^"]*"?)|([“”„‟«»])|(?<![\w’])‘([^‘"]+?)’(?!\w)""")
"""Text in straight quotation marks; a curly or angular one; text in single ones."""


YEAR_OF_NEWS = re.compile(r"(?:19|20)\d\d", re.ASCII)
"""A bare number that may be a year."""


MAX_DATE_WORDS = 4
"""Words of a date: `27th of March 2012`."""


JOINED_FIELDS = ("date", "year", "topic", "publisher", "collection")
"""Fields whose value may consist of several words without quotation marks."""


MAX_NAME_WORDS = 6
"""Words of a value that is not quoted: `topic:customer services`."""


def parse_query(text: str, known: KnownValues | None = None) -> AllOf:
    """The query that a text expresses.

    Args:
        text: What the user typed.
        known: The known values of fields, so that a misspelt value is refused with a suggestion.

    Raises:
        QueryError: A sentence about the word that cannot be parsed.
    """
    tokens = list(_tokenize_query(text))
    parser = _Parser(tokens, known or {})
    query = parser.parse_any_of()
    if parser.position < len(tokens):
        raise QueryError("There is a “)” without a “(” before it.")
    return query if isinstance(query, AllOf) else AllOf((query,))


def straighten_quotes(text: str) -> str:
    """The text with straight quotation marks in place of curly and angular ones."""

    def straighten(match: re.Match[str]) -> str:
        quoted, mark, single = match.groups()
        return quoted or ('"' if mark else f'"{single}"')

    return CURLY_QUOTES.sub(straighten, text)


def _tokenize_query(text: str) -> Iterator[str]:
    for match in TOKEN.finditer(straighten_quotes(text)):
        if match.lastgroup:
            yield match.group()


class _Parser:
    """Recursive descent over the tokens of one query."""

    def __init__(self, tokens: list[str], known: KnownValues) -> None:
        self.tokens = tokens
        self.known = known
        self.position = 0
        self.depth = 0

    def peek(self) -> str | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def parse_any_of(self) -> Query:
        options = [self.parse_all_of()]
        while (token := self.peek()) is not None and token != ")":
            self.position += 1  # it is “or”, at which `parse_all_of` ends
            options.append(self.parse_all_of())
        if len(options) == 1:
            return options[0]
        if any(option == EMPTY_QUERY for option in options):
            raise QueryError("“OR” needs something on both sides.")
        return AnyOf(tuple(unwrap_single(option) for option in options))

    def parse_all_of(self) -> AllOf:
        parts: list[Query] = []
        while (token := self.peek()) is not None and token != ")":
            if token == "OR" or (self.is_operator(parts) and token.casefold() == "or"):
                break
            if self.is_operator(parts):
                self.position += 1
                continue
            part = self.parse_part(token)
            parts.extend(part.parts if isinstance(part, AllOf) else (part,))
        return AllOf(tuple(_join_date_words(parts)))

    def is_operator(self, before: Sequence[Query]) -> bool:
        """True if the next token is “or” or “and” between two parts; else it is a word."""
        after = self.tokens[self.position + 1 : self.position + 2]
        word = self.tokens[self.position].casefold()
        if word not in OPERATORS or not before or not after or after[0] == ")":
            return False
        return word == "or" or after[0].casefold() != "or"

    def parse_part(self, token: str) -> Query:
        self.position += 1
        if token == "(":
            return self.parse_group()
        if token == "-" and self.peek() == "(":
            self.position += 1
            return Negation(self.parse_group())
        if token == "NOT" and (following := self.peek()) not in (None, ")", "OR", "NOT"):
            part = self.parse_part(str(following))
            return part if part == EMPTY_QUERY else Negation(unwrap_single(part))
        if token.startswith("-") and len(token) > 1:
            part = self.parse_term(token[1:])
            return part if part == EMPTY_QUERY else Negation(part)
        return self.parse_term(token)

    def parse_term(self, word: str) -> Query:
        """A word, a phrase or a field with its values, which may go on in the next tokens."""
        if match := FIELD.fullmatch(word):
            word = f"{match[1]}:{self.join_value(match[1].lower(), match[2])}"
        part = _parse_term(word, self.known)
        return _join_date_words([part])[0] if isinstance(part, TextTerm) else part

    def join_value(self, field: str, value: str) -> str:
        """A value and the words after it, quoted, if only together they are a value of a field."""
        field = FIELD_SYNONYMS.get(field, field)
        if not value or any(mark in value for mark in '",') or field not in JOINED_FIELDS:
            return value
        following = list(takewhile(_is_plain_word, self.tokens[self.position :][:MAX_NAME_WORDS]))
        for count in range(len(following), 0, -1):
            joined = " ".join([value, *following[:count]])
            if _is_whole_value(field, joined, self.known):
                self.position += count
                return f'"{joined}"'
        return value

    def parse_group(self) -> Query:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise QueryError("The parentheses are nested too deeply.")
        inner = self.parse_any_of()
        if self.peek() != ")":
            raise QueryError("There is a “(” without a “)” after it.")
        self.position += 1
        self.depth -= 1
        return unwrap_single(inner)


def _is_plain_word(token: str) -> bool:
    """True for a token that is neither an operator, a phrase, nor a field with a value."""
    is_operator = token in ("OR", "AND", "NOT", "(", ")")
    return not is_operator and '"' not in token and ":" not in token


def _is_whole_value(field: str, value: str, known: KnownValues) -> bool:
    """True if some words are together a date, or the whole name of a topic or the like."""
    if field in ("date", "year"):
        return parse_typed_date(value) is not None
    names = known.get(field, ())
    labels = names.values() if isinstance(names, Mapping) else ()
    return value.casefold() in {name.casefold() for name in (*names, *labels)}


def _join_date_words(parts: Sequence[Query]) -> list[Query]:
    """The parts of a conjunction, neighbouring words that are a date joined to one part."""
    if not any(_has_digit(part) for part in parts):
        return [*parts]
    words: list[Query] = []
    for part in parts:
        words.extend(part.in_text.parts if isinstance(part, DatePhrase) else (part,))
    joined: list[Query] = []
    while words:
        part = words[0]
        for count in range(min(MAX_DATE_WORDS, len(words)), 0, -1):
            texts = [_plain_text(word) for word in words[:count]]
            text = " ".join(text or "" for text in texts)
            if all(texts) and (date := words_as_date(text)):
                part = DatePhrase(text, date)
                break
        joined.append(part)
        del words[: count if isinstance(part, DatePhrase) else 1]
    return joined


def _has_digit(part: Query) -> bool:
    return isinstance(part, DatePhrase) or any(map(str.isdigit, _plain_text(part) or ""))


def _plain_text(part: Query) -> str | None:
    """A part that is a bare word; None for any other."""
    return part.words if isinstance(part, TextTerm) and not part.is_phrase else None


def words_as_date(text: str) -> str | None:
    """The date or range that words without a field may mean."""
    if not any(map(str.isdigit, text)):
        return None
    if text.isdecimal() and not YEAR_OF_NEWS.fullmatch(text):
        return None
    return parse_typed_date(text) or parse_typed_range(text)


def unwrap_single(query: Query) -> Query:
    """The only part of a conjunction with one part, else the query itself."""
    return query.parts[0] if isinstance(query, AllOf) and len(query.parts) == 1 else query


def _parse_term(word: str, known: KnownValues) -> Query:
    if word.startswith('"'):
        return _parse_phrase(word)
    if match := FIELD.fullmatch(word):
        name = FIELD_SYNONYMS.get(match[1].lower(), match[1].lower())
        if name not in QUERY_FIELDS:
            raise QueryError(
                f"There is no filter called “{match[1]}”{suggest_value(name, QUERY_FIELDS)}"
            )
        parts = ((quoted or plain.replace('"', "")) for quoted, plain in VALUE.findall(match[2]))
        values = [value for part in parts if (value := part.strip())]
        if not values:
            raise QueryError(f"“{name}:” needs a value after the colon.")
        if name == "view":
            return _parse_views(values, known)
        if name == "year" and any(not is_year(value) and read_range(value) for value in values):
            name, values = "date", ["none" if v == "undated" else v for v in values]
        return FieldTerm(name, tuple(normalize_value(name, value, known) for value in values))
    if '"' in word or word.casefold() in OPERATORS or word == "NOT":
        return _parse_phrase(word)
    return TextTerm(word.replace("‘", "'"))


def _parse_phrase(quoted: str) -> Query:
    """A phrase; while its first word is still to be typed, it excludes nothing."""
    words = " ".join(quoted.replace('"', " ").split())
    return TextTerm(words, is_phrase=True) if words else EMPTY_QUERY


def _parse_views(names: Sequence[str], known: KnownValues) -> Query:
    queries = [unwrap_single(view_query(name, known)) for name in names]
    return queries[0] if len(queries) == 1 else AnyOf(tuple(queries))


def view_query(name: str, known: KnownValues) -> AllOf:
    """The query of a saved view, which is independent of the view from then on.

    Raises:
        QueryError: There is no such view, or its query cannot be parsed or is empty.
    """
    views = known.get("view", {})
    if not isinstance(views, Mapping):
        raise QueryError("A saved view cannot ask for a view.")
    if not views:
        raise QueryError("No view is saved yet.")
    name = known_value("view", name, views)
    query = parse_query(views[name], {**known, "view": ()})
    if query == EMPTY_QUERY:
        raise QueryError(f"The view “{name}” asks for nothing.")
    return query
