"""The texts that a query may become while it is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from socitm_tui.search.query import KnownValues, quote_value
from socitm_tui.search.query_parser import (
    MAX_DATE_WORDS,
    TOKEN,
    YEAR_OF_NEWS,
    straighten_quotes,
    words_as_date,
)
from socitm_tui.search.query_values import FLAG_VALUES, QUERY_FIELDS


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
    return [start + quote_value(value) for value in matching]


def date_completion(text: str) -> str | None:
    """The text with a field in place of the words of a date at its end: `cloud year:2012`."""
    words = list(re.finditer(r"\S+", text))
    for match in words[-MAX_DATE_WORDS:]:
        typed = text[match.start() :]
        if date := words_as_date(" ".join(typed.split())):
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
