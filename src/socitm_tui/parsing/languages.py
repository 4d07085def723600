"""The words of dates and of news pages in fifteen languages, from `data/languages.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from socitm_tui.parsing.data_files import data_file

DEFAULT_LANGUAGE: Final = "en"

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language.

    The data file is written by `python -m tests.train.date_words`: month and weekday names come
    from the Unicode CLDR, the other lists are written by hand.
    """

    code: str
    """Two letters, ISO 639-1."""
    name: str
    """In English, for the reader of an explanation."""
    months: tuple[Words, ...]
    """Twelve lists of spellings, January first, the full name first in each."""
    weekdays: tuple[Words, ...]
    """Seven lists of spellings, Monday first."""
    ordinals: Words
    """What follows the number of a day: `st`, `er`, `º`."""
    of: Words
    """What joins a day to its month or a month to its year: `of`, `de`."""
    articles: Words
    """What comes between a weekday and a day: `the`, `den`."""
    at: Words
    """What comes before a clock time: `at`, `um`, `kl.`."""
    clock: Words
    """What follows a clock time: `hrs`, `Uhr`."""
    until: Words
    """What joins the first day of a range to its last: `to`, `bis`."""
    seasons: Words
    ago: Words
    """What follows a time span that counts back from now: `ago`, `geleden`."""
    since: Words
    """What comes before such a time span: `il y a`, `vor`."""
    units: Words
    """The units of time spans, singular and plural."""
    numbers: Words
    """The numbers of time spans that are written as words."""
    relative: Words
    """Names of days that depend on today: `yesterday`, `gestern`."""
    by: Words
    posted: Words
    published: Words
    updated: Words
    read_more: Words
    comments: Words
    share: Words
    tags: Words
    previous: Words
    next: Words
    function: Words
    """Frequent words by which the language of a text is recognised."""


@lru_cache(maxsize=1)
def load_languages() -> Mapping[str, Language]:
    """Return the languages by their codes, read once from the bundled data file."""
    text = data_file("languages.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return MappingProxyType({code: _language(code, table) for code, table in tables.items()})


def language_of(code: str) -> Language:
    """Return the language of a two-letter code, English for one that is not known."""
    languages = load_languages()
    return languages.get(code, languages[DEFAULT_LANGUAGE])


def _language(code: str, table: dict[str, Any]) -> Language:
    """Return one table of the data file as a language."""
    nested = ("months", "weekdays")
    months, weekdays = (tuple(tuple(row) for row in table[key]) for key in nested)
    lists = {key: tuple(value) for key, value in table.items() if key not in ("name", *nested)}
    return Language(code, table["name"], months, weekdays, **lists)
