"""A query as a value and as text: one language for filter pane, search prompt and command line.

    better "shared services" date:2010/2012-03 topic:websites,cloud -is:read (a OR b)

Words and phrases are searched in the full text. `field:value` filters by a facet, `field:a,b`
accepts either value, `-` excludes, `OR` and parentheses group, and everything else is combined by
“and”. Ticking a value in the filter pane is `tick_value`, which changes only the terms `field:…`
and `-field:…` at the top level, so that what was typed otherwise stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from socitm_tui.model.suggestion import did_you_mean
from socitm_tui.search.date_ranges import parse_date_range

QUERY_FIELDS = (
    "date", "circa", "year", "topic", "publisher", "author", "title", "tag", "is", "has", "view",
    "collection", "capture", "loaded",
)  # fmt: skip
FLAG_VALUES: Mapping[str, tuple[str, ...]] = {
    "is": (
        "bookmarked",
        "read",
        "unread",
        "cut",
        "undated",
        "corrected",
        "repeated",
        "doubtful",
    ),
    "has": ("note", "highlight"),
}
"""Field -> its values, of fields whose values are fixed."""
FIELD_SYNONYMS = {"pubdate": "date", "intitle": "title"}
"""Names of fields in other programs."""
MAX_NESTING = 50
MAX_LISTED_VALUES = 10
"""Values up to which an error message lists all."""
TOKEN = re.compile(r'\s+|(?P<open>\()|(?P<close>\))|(?P<word>(?:"[^"]*"?|[^\s()"])+)')
FIELD = re.compile(r"([A-Za-z]+):(?!//)(.*)", re.DOTALL)
VALUE = re.compile(r'"([^"]*)"?|([^,]+)')

KnownValues = Mapping[str, Collection[str]]
"""Field -> the values that it may have; for `view`, a mapping of names to queries."""


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


Query = TextTerm | FieldTerm | Negation | AllOf | AnyOf
EMPTY_QUERY: AllOf = AllOf()
"""The query that everything matches."""


# ------------------------------------------------------------------ text -> query
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


def _tokenize_query(text: str) -> Iterator[str]:
    for match in TOKEN.finditer(text):
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
        while self.peek() == "OR":
            self.position += 1
            options.append(self.parse_all_of())
        if len(options) == 1:
            return options[0]
        if any(option == EMPTY_QUERY for option in options):
            raise QueryError("“OR” needs something on both sides.")
        return AnyOf(tuple(_unwrap_single(option) for option in options))

    def parse_all_of(self) -> AllOf:
        parts: list[Query] = []
        while (token := self.peek()) is not None and token not in (")", "OR"):
            part = self.parse_part(token)
            parts.extend(part.parts if isinstance(part, AllOf) else (part,))
        return AllOf(tuple(parts))

    def parse_part(self, token: str) -> Query:
        self.position += 1
        if token == "(":
            return self.parse_group()
        if token == "-" and self.peek() == "(":
            self.position += 1
            return Negation(self.parse_group())
        if token.startswith("-") and len(token) > 1:
            part = _parse_term(token[1:], self.known)
            return part if part == EMPTY_QUERY else Negation(part)
        return _parse_term(token, self.known)

    def parse_group(self) -> Query:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise QueryError("The parentheses are nested too deeply.")
        inner = self.parse_any_of()
        if self.peek() != ")":
            raise QueryError("There is a “(” without a “)” after it.")
        self.position += 1
        self.depth -= 1
        return _unwrap_single(inner)


def _unwrap_single(query: Query) -> Query:
    """The only part of a conjunction with one part, else the query itself."""
    return query.parts[0] if isinstance(query, AllOf) and len(query.parts) == 1 else query


def _parse_term(word: str, known: KnownValues) -> Query:
    if word.startswith('"'):
        return _parse_phrase(word)
    if match := FIELD.fullmatch(word):
        name = FIELD_SYNONYMS.get(match[1].lower(), match[1].lower())
        if name not in QUERY_FIELDS:
            raise QueryError(
                f"There is no filter called “{match[1]}”{_suggest(name, QUERY_FIELDS)}"
            )
        parts = ((quoted or plain.replace('"', "")) for quoted, plain in VALUE.findall(match[2]))
        values = [value for part in parts if (value := part.strip())]
        if not values:
            raise QueryError(f"“{name}:” needs a value after the colon.")
        if name == "view":
            return _parse_views(values, known)
        return FieldTerm(name, tuple(_normalize_value(name, value, known) for value in values))
    return _parse_phrase(word) if '"' in word else TextTerm(word)


def _parse_phrase(quoted: str) -> Query:
    """A phrase; while its first word is still to be typed, it excludes nothing."""
    words = " ".join(quoted.replace('"', " ").split())
    return TextTerm(words, is_phrase=True) if words else EMPTY_QUERY


def _parse_views(names: Sequence[str], known: KnownValues) -> Query:
    queries = [_unwrap_single(view_query(name, known)) for name in names]
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
    name = _known_value("view", name, views)
    query = parse_query(views[name], {**known, "view": ()})
    if query == EMPTY_QUERY:
        raise QueryError(f"The view “{name}” asks for nothing.")
    return query


def _normalize_value(name: str, value: str, known: KnownValues) -> str:
    """The value as the index spells it.

    Raises:
        QueryError: The field cannot have this value.
    """
    if name in FLAG_VALUES:
        return _known_value(name, value, FLAG_VALUES[name])
    if name == "date":
        return _normalize_date_range(value)
    if name == "circa" and not re.fullmatch(r"\d{4}", value, re.ASCII):
        raise QueryError(f"“{value}” is not a year.")
    if name == "year" and not re.fullmatch(r"\d{4}|undated|none", value, re.ASCII):
        raise QueryError(f"“{value}” is not a year.")
    if name == "year":
        return "undated" if value == "none" else value
    if name == "loaded":
        return _normalize_load(value, known.get(name, ()))
    if name in ("publisher", "capture") and name in known:
        return _known_name(name, value, known[name])
    if name in known:
        return _known_value(name, value, known[name])
    return value


def _normalize_date_range(value: str) -> str:
    date_range = parse_date_range(value)
    if date_range is not None:
        return date_range
    if re.fullmatch(r"P\w+/?", value):
        duration = value.rstrip("/")
        raise QueryError(
            f"“{value}” would count from today: write 2012/{duration} or {duration}/2012."
        )
    raise QueryError(
        f"“{value}” is not a date: write 2012, 2012-03, 2010/2012-03, /2014, 2012/P6M or none."
    )


def _known_value(name: str, value: str, known: Collection[str]) -> str:
    """The known value that equals a value except in case."""
    for candidate in (value,) if value in known else known:
        if candidate.casefold() == value.casefold():
            return candidate
    raise QueryError(f"“{name}:{value}” is not known{_suggest(value, known)}")


def _known_name(name: str, value: str, known: Collection[str]) -> str:
    """A publisher or capture by its whole name, or any part of the name of one."""
    folded = value.casefold()
    for candidate in known:
        if candidate.casefold() == folded:
            return candidate
    is_checksum = name == "capture" and re.fullmatch(r"[0-9a-f]{8,64}", folded)
    if is_checksum or any(folded in candidate.casefold() for candidate in known):
        return value
    raise QueryError(f"There is no {name} “{value}”{_suggest(value, known)}")


def _normalize_load(value: str, known: Collection[str]) -> str:
    """The time of loads: `last`, a year, a month or a day."""
    if value.casefold() == "last":
        return "last"
    if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value, re.ASCII):
        return value
    raise QueryError(f"“{value}” is no time of a load{_suggest(value, known or ('last',))}")


def _suggest(word: str, known: Collection[str]) -> str:
    """The end of a sentence about an unknown word: the most similar value, or all of a few."""
    is_few = len(known) <= MAX_LISTED_VALUES
    return did_you_mean(word, known, f"; there are {', '.join(known)}." if is_few else ".")


# ------------------------------------------------------------------ query -> text
def format_query(query: Query) -> str:
    """The text of a query; `parse_query` parses it to the same value."""
    match query:
        case TextTerm(words, is_phrase):
            return f'"{words}"' if is_phrase else words
        case FieldTerm(name, values):
            return f"{name}:{','.join(_quote_value(value) for value in values)}"
        case Negation(part):
            return "-" + _format_group(part)
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


def _quote_value(value: str) -> str:
    return f'"{value}"' if re.search(r'[\s,()"]', value) else value


# ------------------------------------------------------------------ values ticked in the pane
def ticked_values(query: AllOf, field: str) -> dict[str, bool]:
    """Value -> True if it is ticked in the filter pane, False if it is excluded there."""
    ticked: dict[str, bool] = {}
    for part in query.parts:
        match part:
            case FieldTerm(name, values) if name == field:
                ticked |= dict.fromkeys(values, True)
            case Negation(FieldTerm(name, values)) if name == field:
                ticked |= dict.fromkeys(values, False)
    return ticked


def tick_value(query: AllOf, field: str, value: str, state: bool | None) -> AllOf:
    """The query with one value ticked (True), excluded (False) or neither (None)."""
    ticked = ticked_values(query, field)
    ticked.pop(value, None)
    if state is not None:
        ticked[value] = state
    included = tuple(sorted(value for value, is_on in ticked.items() if is_on))
    excluded = tuple(sorted(value for value, is_on in ticked.items() if not is_on))
    parts = list(without_facet(query, field).parts)
    if included:
        parts.append(FieldTerm(field, included))
    if excluded:
        parts.append(Negation(FieldTerm(field, excluded)))
    return AllOf(tuple(parts))


def without_facet(query: AllOf, field: str) -> AllOf:
    """The query without the values of one facet that are ticked in the pane."""
    return AllOf(tuple(part for part in query.parts if not _is_tick(part, field)))


def _is_tick(part: Query, field: str | None = None) -> bool:
    """True for a part that the filter pane shows, of one facet or of any."""
    match part:
        case FieldTerm(name, _) | Negation(FieldTerm(name, _)):
            return field is None or name == field
        case _:
            return False


def search_text(query: AllOf) -> str:
    """The text of the search prompt: everything that is not ticked in the pane."""
    return format_query(AllOf(tuple(part for part in query.parts if not _is_tick(part))))


def with_search_text(query: AllOf, search: AllOf) -> AllOf:
    """The query with everything that is not ticked in the pane replaced by `search`."""
    return AllOf(search.parts + tuple(part for part in query.parts if _is_tick(part)))


def text_terms(query: Query) -> tuple[TextTerm, ...]:
    """The words and phrases that a matching item contains, to mark them in its text."""
    match query:
        case TextTerm():
            return (query,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(term for part in parts for term in text_terms(part))
        case _:
            return ()


# ------------------------------------------------------------------ completion
def query_completions(text: str, known: KnownValues) -> list[str]:
    """The texts that a query may become if its last word is completed.

    Args:
        text: What was typed so far.
        known: The known values of fields.
    """
    head, word = _split_last_word(text)
    sign = "-" if word.startswith("-") else ""
    name, colon, value = word.removeprefix("-").partition(":")
    if not colon:
        return [f"{head}{sign}{field}:" for field in QUERY_FIELDS if field.startswith(name.lower())]
    earlier, _, typed = value.rpartition(",")
    start = f"{head}{sign}{name}:{earlier}{',' if earlier else ''}"
    values = FLAG_VALUES.get(name.lower()) or known.get(name.lower()) or ()
    folded = typed.strip('"').casefold()
    matching = [value for value in values if value.casefold().startswith(folded)]
    matching += [value for value in values if folded in value.casefold() and value not in matching]
    return [start + _quote_value(value) for value in matching]


def last_query_word(text: str) -> str:
    """The last word of a query, with its quotation marks."""
    return _split_last_word(text)[1]


def _split_last_word(text: str) -> tuple[str, str]:
    """What comes before the last word, and that word with its quotation marks."""
    start = 0
    for match in TOKEN.finditer(text):
        start = match.start() if match.lastgroup == "word" else match.end()
    return text[:start], text[start:]
