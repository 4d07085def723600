"""A query as a value and as text: one language for filter pane, search prompt and command line.

    better "shared services" date:2010/2012-03 topic:websites,cloud -is:read (a OR b)

Words and phrases are searched in the full text; words that are a date, `March 2012`, find what
contains them and what is dated so. `field:value` filters by a facet, `field:a,b` accepts either
value, `-` or `NOT` excludes, `OR` and parentheses group, and everything else is combined by
“and”, with the word or without. Ticking a value in the filter pane is `tick_value`, which changes
only the terms `field:…` and `-field:…` at the top level, so that what was typed otherwise stays as
it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from socitm_tui.model.suggestion import did_you_mean
from socitm_tui.model.typed_dates import is_counted_from_today, parse_typed_date
from socitm_tui.search.date_ranges import parse_date_range, parse_typed_range

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
        return AnyOf(tuple(_unwrap_single(option) for option in options))

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
            return part if part == EMPTY_QUERY else Negation(_unwrap_single(part))
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
        return _unwrap_single(inner)


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
            if all(texts) and (date := _words_as_date(text)):
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


def _words_as_date(text: str) -> str | None:
    """The date or range that words without a field may mean."""
    if not any(map(str.isdigit, text)):
        return None
    if text.isdecimal() and not YEAR_OF_NEWS.fullmatch(text):
        return None
    return parse_typed_date(text) or parse_typed_range(text)


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
        if name == "year" and any(not _is_year(value) and _read_range(value) for value in values):
            name, values = "date", ["none" if v == "undated" else v for v in values]
        return FieldTerm(name, tuple(_normalize_value(name, value, known) for value in values))
    if '"' in word or word.casefold() in OPERATORS or word == "NOT":
        return _parse_phrase(word)
    return TextTerm(word.replace("‘", "'"))


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
    if name == "year" and not _is_year(value):
        raise QueryError(
            f"“{value}” is not a year: write year:2012, or date:2010/2012 for several."
        )
    if name == "year":
        return "undated" if value == "none" else value
    if name == "loaded":
        return _normalize_load(value, known.get(name, ()))
    if name in ("publisher", "capture") and name in known:
        return _known_name(name, value, known[name])
    if name in known:
        return _known_value(name, value, known[name])
    return value


def _is_year(value: str) -> bool:
    return bool(re.fullmatch(r"\d{4}|undated|none", value, re.ASCII))


def _read_range(value: str) -> str | None:
    """The date or range in a value, in any notation."""
    return parse_date_range(value) or parse_typed_date(value) or parse_typed_range(value)


def _normalize_date_range(value: str) -> str:
    date_range = _read_range(value)
    if date_range is not None:
        return date_range
    if re.fullmatch(r"P\w+/?", value):
        duration = value.rstrip("/")
        raise QueryError(
            f"“{value}” would count from today: write 2012/{duration} or {duration}/2012."
        )
    if is_counted_from_today(value):
        raise QueryError(
            f"“{value}” is not a date here, for it would count from today: write date:2012-03-27."
        )
    raise QueryError(
        f"“{value}” is not a date: write 2012, 2012-03, 2010/2012-03, /2014, 2012/P6M or none."
    )


def _known_value(name: str, value: str, known: Collection[str]) -> str:
    """The known value that equals a value except in case, or that has it as its label."""
    for candidate in (value,) if value in known else known:
        if candidate.casefold() == value.casefold():
            return candidate
    labels: Mapping[str, str] = known if isinstance(known, Mapping) and name == "topic" else {}
    for candidate, label in labels.items():
        if label.casefold() == value.casefold():
            return candidate
    shown = {candidate: labels.get(candidate, candidate) for candidate in known}
    names = [slug if slug == label.casefold() else label for slug, label in shown.items()]
    raise QueryError(f"“{name}:{_quote_value(value)}” is not known{_suggest(value, names)}")


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
            is_word = not is_phrase and words.casefold() not in OPERATORS and words != "NOT"
            return words if is_word else f'"{words}"'
        case DatePhrase(words, _):
            return words
        case FieldTerm(name, values):
            return f"{name}:{','.join(_quote_value(value) for value in values)}"
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


def _quote_value(value: str) -> str:
    return f'"{value}"' if re.search(r'[\s,()"“”„‟«»‘]', value) else value


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


# ------------------------------------------------------------------ completion
def query_completions(text: str, known: KnownValues) -> list[str]:
    """The texts that a query may become if its last word is completed.

    Args:
        text: What was typed so far.
        known: The known values of fields.
    """
    text = straighten_quotes(text)
    head, word = _split_last_word(text)
    sign = "-" if word.startswith("-") else ""
    name, colon, value = word.removeprefix("-").partition(":")
    if not colon:
        return [f"{head}{sign}{field}:" for field in QUERY_FIELDS if field.startswith(name.lower())]
    earlier, _, typed = value.rpartition(",")
    start = f"{head}{sign}{name}:{earlier}{',' if earlier else ''}"
    values = FLAG_VALUES.get(name.lower()) or known.get(name.lower()) or ()
    folded = typed.strip('"').casefold()
    labels = values if isinstance(values, Mapping) and name.lower() == "topic" else {}
    names = {value: (value.casefold(), labels.get(value, value).casefold()) for value in values}
    matching = [
        value for value in names if any(spelling.startswith(folded) for spelling in names[value])
    ]
    matching += [
        value
        for value in names
        if any(folded in spelling for spelling in names[value]) and value not in matching
    ]
    return [start + _quote_value(value) for value in matching]


def date_completion(text: str) -> str | None:
    """The text with a field in place of the words of a date at its end: `cloud year:2012`."""
    words = list(re.finditer(r"\S+", text))
    for match in words[-MAX_DATE_WORDS:]:
        typed = text[match.start() :]
        if date := _words_as_date(" ".join(typed.split())):
            field = "year" if YEAR_OF_NEWS.fullmatch(date) else "date"
            return f"{text[: match.start()]}{field}:{date}"
    return None


def last_query_word(text: str) -> str:
    """The last word of a query, with its quotation marks."""
    return _split_last_word(text)[1]


def _split_last_word(text: str) -> tuple[str, str]:
    """What comes before the last word, and that word with its quotation marks."""
    start = 0
    for match in TOKEN.finditer(text):
        start = match.start() if match.lastgroup == "word" else match.end()
    return text[:start], text[start:]
