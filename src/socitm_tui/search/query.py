"""A filter as a value and as text: one language for the pane, the search bar and the shell.

    better "shared services" date:2010/2012-03 topic:websites,cloud -is:read (a OR b)

Words and phrases are full text. `field:value` narrows by a facet, `field:a,b` allows either
value, `-` excludes, `OR` and parentheses combine, and everything else is joined by "and".
Ticking the filter pane is `tick_value`, which only ever touches the plain `field:` conjuncts, so
what was typed by hand stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from socitm_tui.model.suggestion import did_you_mean
from socitm_tui.search.date_ranges import parse_date_range

QUERY_FIELDS = (
    "date", "circa", "year", "topic", "publisher", "author", "title", "tag", "is", "has", "view",
)  # fmt: skip
FLAG_VALUES: Mapping[str, tuple[str, ...]] = {
    "is": ("bookmarked", "read", "unread", "cut", "undated", "corrected", "repeated"),
    "has": ("note", "highlight"),
}
FIELD_SYNONYMS = {"pubdate": "date", "intitle": "title"}
"""Names of fields elsewhere."""
TOKEN = re.compile(r'\s+|(?P<open>\()|(?P<close>\))|(?P<word>(?:"[^"]*"?|[^\s()"])+)')
FIELD = re.compile(r"([A-Za-z]+):(?!//)(.*)", re.DOTALL)
VALUE = re.compile(r'"([^"]*)"?|([^,]+)')


class QueryError(ValueError):
    """A query that cannot be read; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class TextTerm:
    """Words to be found in title or body; a phrase must stand there as it is."""

    words: str
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A facet and the values of which one must apply."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """What must not apply."""

    part: Query


@dataclass(frozen=True, slots=True)
class AllOf:
    """Parts that must all apply; none at all means everything."""

    parts: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Parts of which one must apply."""

    parts: tuple[Query, ...]


Query = TextTerm | FieldTerm | Negation | AllOf | AnyOf
EMPTY_QUERY: AllOf = AllOf()


# ------------------------------------------------------------------ text -> value
def parse_query(text: str, known: Mapping[str, Collection[str]] | None = None) -> AllOf:
    """The query that `text` stands for.

    Args:
        text: What the user typed.
        known: For fields with a fixed set of values (topics, publishers), those values, so that
            a misspelt one is answered with the nearest right one; for `view`, name -> query.

    Raises:
        QueryError: a sentence naming the word that cannot be read.
    """
    tokens = list(_tokens(text))
    parser = _Parser(tokens, known or {})
    query = parser.either()
    if parser.at < len(tokens):
        raise QueryError("There is a “)” without a “(” before it.")
    return query if isinstance(query, AllOf) else AllOf((query,))


def _tokens(text: str) -> Iterator[str]:
    for match in TOKEN.finditer(text):
        if match.lastgroup:
            yield match.group()


class _Parser:
    """Recursive descent over the tokens of one query."""

    def __init__(self, tokens: list[str], known: Mapping[str, Collection[str]]) -> None:
        self.tokens = tokens
        self.known = known
        self.at = 0
        self.depth = 0

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def either(self) -> Query:
        options = [self.all_of()]
        while self.peek() == "OR":
            self.at += 1
            options.append(self.all_of())
        if len(options) == 1:
            return options[0]
        if any(option == EMPTY_QUERY for option in options):
            raise QueryError("“OR” needs something on both sides.")
        return AnyOf(tuple(_unwrap_single(option) for option in options))

    def all_of(self) -> AllOf:
        parts: list[Query] = []
        while (token := self.peek()) is not None and token not in (")", "OR"):
            part = self.one(token)
            parts.extend(part.parts if isinstance(part, AllOf) else (part,))
        return AllOf(tuple(parts))

    def one(self, token: str) -> Query:
        self.at += 1
        if token == "(":
            return self.group()
        if token == "-" and self.peek() == "(":
            self.at += 1
            return Negation(self.group())
        if token.startswith("-") and len(token) > 1:
            part = _parse_term(token[1:], self.known)
            return part if part == EMPTY_QUERY else Negation(part)
        return _parse_term(token, self.known)

    def group(self) -> Query:
        self.depth += 1
        if self.depth > 50:
            raise QueryError("The parentheses are nested too deeply.")
        inner = self.either()
        if self.peek() != ")":
            raise QueryError("There is a “(” without a “)” after it.")
        self.at += 1
        self.depth -= 1
        return _unwrap_single(inner)


def _unwrap_single(query: Query) -> Query:
    """The only part of a conjunction of one, else the query itself."""
    return query.parts[0] if isinstance(query, AllOf) and len(query.parts) == 1 else query


def _parse_term(word: str, known: Mapping[str, Collection[str]]) -> Query:
    if word.startswith('"'):
        return _parse_phrase(word)
    if match := FIELD.fullmatch(word):
        name = FIELD_SYNONYMS.get(match[1].lower(), match[1].lower())
        if name not in QUERY_FIELDS:
            raise QueryError(
                f"There is no filter called “{match[1]}”{_nearest(name, QUERY_FIELDS)}"
            )
        found = VALUE.findall(match[2])
        values = tuple((quoted or plain.replace('"', "")).strip() for quoted, plain in found)
        if not any(values):
            raise QueryError(f"“{name}:” needs a value after the colon.")
        if name == "view":
            return _parse_views([value for value in values if value], known)
        return FieldTerm(name, tuple(_parse_value(name, value, known) for value in values if value))
    return _parse_phrase(word) if '"' in word else TextTerm(word)


def _parse_views(names: Sequence[str], known: Mapping[str, Collection[str]]) -> Query:
    each = [_unwrap_single(view_query(name, known)) for name in names]
    return each[0] if len(each) == 1 else AnyOf(tuple(each))


def view_query(name: str, known: Mapping[str, Collection[str]]) -> AllOf:
    """What a saved view selects: the query stands for itself from here on.

    Raises:
        QueryError: there is no such view, or it asks for nothing that can be read.
    """
    views = known.get("view", {})
    if not isinstance(views, Mapping):
        raise QueryError("A saved view cannot ask for a view.")
    if not views:
        raise QueryError("No view is saved yet.")
    name = _known_value("view", name, views)
    asked = parse_query(views[name], {**known, "view": ()})
    if asked == EMPTY_QUERY:
        raise QueryError(f"The view “{name}” asks for nothing.")
    return asked


def _parse_phrase(quoted: str) -> Query:
    """A phrase; one without a word, as it is begun to be typed, asks for nothing."""
    words = " ".join(quoted.replace('"', " ").split())
    return TextTerm(words, phrase=True) if words else EMPTY_QUERY


def _parse_value(name: str, value: str, known: Mapping[str, Collection[str]]) -> str:
    """The value as the index spells it."""
    if name in FLAG_VALUES:
        return _known_value(name, value, FLAG_VALUES[name])
    if name == "date":
        return _parse_date_value(value)
    if name == "circa" and not re.fullmatch(r"\d{4}", value, re.ASCII):
        raise QueryError(f"“{value}” is not a year.")
    if name == "year" and not re.fullmatch(r"\d{4}|undated|none", value, re.ASCII):
        raise QueryError(f"“{value}” is not a year.")
    if name == "year":
        return "undated" if value == "none" else value
    if name in known and name != "publisher":
        return _known_value(name, value, known[name])
    if name == "publisher" and name in known:
        return _known_publisher(value, known[name])
    return value


def _parse_date_value(value: str) -> str:
    """An interval as the index spells it."""
    found = parse_date_range(value)
    if found is not None:
        return found
    if re.fullmatch(r"P\w+/?", value):
        bare = value.rstrip("/")
        raise QueryError(f"“{value}” would count from today: write 2012/{bare} or {bare}/2012.")
    raise QueryError(
        f"“{value}” is not a date: write 2012, 2012-03, 2010/2012-03, /2014, 2012/P6M or none."
    )


def _known_value(name: str, value: str, right: Collection[str]) -> str:
    for one in (value,) if value in right else right:
        if one.casefold() == value.casefold():
            return one
    raise QueryError(f"“{name}:{value}” is not known{_nearest(value, right)}")


def _known_publisher(value: str, right: Collection[str]) -> str:
    """A publisher by its whole name, or any part of one."""
    folded = value.casefold()
    for one in right:
        if one.casefold() == folded:
            return one
    if any(folded in one.casefold() for one in right):
        return value
    raise QueryError(f"There is no publisher “{value}”{_nearest(value, right)}")


def _nearest(word: str, right: Collection[str]) -> str:
    """How a sentence about an unknown word ends: with the nearest right one, or with all."""
    return did_you_mean(
        word, right, f"; there are {', '.join(right)}." if len(right) <= 10 else "."
    )


# ------------------------------------------------------------------ value -> text
def format_query(query: Query) -> str:
    """The text of a query; `parse_query` reads it back to the same value."""
    match query:
        case TextTerm(text_terms, phrase):
            return f'"{text_terms}"' if phrase else text_terms
        case FieldTerm(name, values):
            return f"{name}:{','.join(_quote_value(value) for value in values)}"
        case Negation(part):
            return "-" + _format_in_parentheses(part)
        case AllOf(parts):
            return " ".join(
                _format_in_parentheses(part) if isinstance(part, AnyOf) else format_query(part)
                for part in parts
            )
        case AnyOf(parts):
            return " OR ".join(_format_in_parentheses(part) for part in parts)


def _format_in_parentheses(query: Query) -> str:
    return f"({format_query(query)})" if isinstance(query, AllOf | AnyOf) else format_query(query)


def _quote_value(value: str) -> str:
    return f'"{value}"' if re.search(r'[\s,()"]', value) else value


# ------------------------------------------------------------------ ticks of the pane
def ticked_values(query: AllOf, field: str) -> dict[str, bool]:
    """Value -> True where the pane shows it ticked, False where it is excluded."""
    found: dict[str, bool] = {}
    for part in query.parts:
        match part:
            case FieldTerm(name, values) if name == field:
                found |= dict.fromkeys(values, True)
            case Negation(FieldTerm(name, values)) if name == field:
                found |= dict.fromkeys(values, False)
    return found


def tick_value(query: AllOf, field: str, value: str, state: bool | None) -> AllOf:
    """The query with one value ticked (True), excluded (False) or left open (None)."""
    states = ticked_values(query, field)
    states.pop(value, None)
    if state is not None:
        states[value] = state
    wanted = tuple(sorted(one for one, on in states.items() if on))
    excluded = tuple(sorted(one for one, on in states.items() if not on))
    parts = list(without_facet(query, field).parts)
    if wanted:
        parts.append(FieldTerm(field, wanted))
    if excluded:
        parts.append(Negation(FieldTerm(field, excluded)))
    return AllOf(tuple(parts))


def without_facet(query: AllOf, field: str) -> AllOf:
    """The query less what the pane says of one facet."""
    return AllOf(tuple(part for part in query.parts if not _is_tick(part, field)))


def _is_tick(part: Query, field: str | None = None) -> bool:
    match part:
        case FieldTerm(name, _) | Negation(FieldTerm(name, _)):
            return field is None or name == field
        case _:
            return False


def search_text(query: AllOf) -> str:
    """What the search bar shows: everything that is not a tick of the pane."""
    return format_query(AllOf(tuple(part for part in query.parts if not _is_tick(part))))


def with_search_text(query: AllOf, search: AllOf) -> AllOf:
    """The query with its searched words replaced by those of `search`."""
    return AllOf(search.parts + tuple(part for part in query.parts if _is_tick(part)))


def text_terms(query: Query) -> tuple[TextTerm, ...]:
    """The words and phrases that an entry must hold, for marking them in a text."""
    match query:
        case TextTerm():
            return (query,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(word for part in parts for word in text_terms(part))
        case _:
            return ()


# ------------------------------------------------------------------ completion
def query_completions(text: str, known: Mapping[str, Collection[str]]) -> list[str]:
    """The texts that a query may become by completing its last word.

    Args:
        text: What was typed so far.
        known: Field -> the values there are.
    """
    head, word = _last_word(text)
    sign = "-" if word.startswith("-") else ""
    name, colon, value = word.removeprefix("-").partition(":")
    if not colon:
        return [f"{head}{sign}{one}:" for one in QUERY_FIELDS if one.startswith(name.lower())]
    before, _, beginning = value.rpartition(",")
    start = f"{head}{sign}{name}:{before}{',' if before else ''}"
    values = FLAG_VALUES.get(name.lower()) or known.get(name.lower()) or ()
    wanted = beginning.strip('"').casefold()
    found = [one for one in values if one.casefold().startswith(wanted)]
    found += [one for one in values if wanted in one.casefold() and one not in found]
    return [start + _quote_value(one) for one in found]


def last_query_word(text: str) -> str:
    """The last word of a query, quotes and all."""
    return _last_word(text)[1]


def _last_word(text: str) -> tuple[str, str]:
    """What stands before the last word, and that word, quotes and all."""
    start = 0
    for match in TOKEN.finditer(text):
        start = match.start() if match.lastgroup == "word" else match.end()
    return text[:start], text[start:]
