"""Writes `data/languages.toml`: month and weekday names from CLDR, other words from `words.toml`.

    python -m tests.train.date_words

Needs Babel (a dependency of trafilatura), which carries the tables of the Unicode CLDR.
"""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from babel import Locale

WORDS: Final = Path(__file__).with_name("words.toml")
TARGET: Final = Path(__file__).resolve().parents[2] / "data" / "languages.toml"
HEADER: Final = """\
# The words of dates and of news pages in fifteen languages. Written by
# `python -m tests.train.date_words`, which takes months and weekdays from CLDR (through Babel) and
# all else from tests/train/words.toml. Do not edit by hand. January and Monday come first; the
# first spelling is the full name; spellings without accents are added.
"""


def strip_accents(word: str) -> str:
    """Return the word without accents: `févr` -> `fevr`, `źdź` -> `zdz`, `lørdag` -> `lordag`."""
    plain = unicodedata.normalize("NFD", word.translate(str.maketrans("łŁøØ", "lLoO")))
    return "".join(c for c in plain if not unicodedata.combining(c))


def spellings(words: Iterable[str]) -> list[str]:
    """Return the words without their full stops, then their accent-less forms, each once."""
    bare = [word.rstrip(".") for word in words]
    return list(dict.fromkeys([*bare, *(strip_accents(word) for word in bare)]))


def month_words(locale: Locale, extra: list[list[str]]) -> list[list[str]]:
    """Return the spellings of the twelve months, the full names first."""
    tables = [
        locale.months[context][width]
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
    ]
    return [
        spellings([*(table[month] for table in tables), *extra[month - 1]])
        for month in range(1, 13)
    ]


def weekday_words(locale: Locale, extra: list[list[str]]) -> list[list[str]]:
    """Return the spellings of the seven weekdays: "Dydd Llun" also as "Llun"."""
    tables = [
        locale.days[context][width]
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
    ]
    result = []
    for weekday in range(7):
        words = [*(table[weekday] for table in tables), *extra[weekday]]
        words += [word.split("-")[0].split()[-1] for word in words if "-" in word or " " in word]
        result.append(spellings(words))
    return result


def language_table(code: str, words: dict[str, Any]) -> str:
    """Return the table of one language as TOML."""
    locale = Locale.parse(words.pop("locale"))
    table = {
        **words,
        "months": month_words(locale, words["months"]),
        "weekdays": weekday_words(locale, words["weekdays"]),
    }
    lines = [f"\n[{code}]"]
    for key, value in table.items():
        if key in ("months", "weekdays"):
            rows = "".join(f"    {json.dumps(row, ensure_ascii=False)},\n" for row in value)
            lines.append(f"{key} = [\n{rows}]")
        else:
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def build_languages() -> str:
    """Return the text of `data/languages.toml`."""
    source = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return HEADER + "".join(language_table(code, words) for code, words in source.items())


def main() -> None:
    """Write the data file."""
    TARGET.write_text(build_languages(), encoding="utf-8")


if __name__ == "__main__":
    main()
