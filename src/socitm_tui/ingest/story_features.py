"""The features by which stories are compared: their significant words, days and opening.

Words are compared without their endings. Words that every text has are left out.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socitm_tui.model.entities import Item

MAX_CACHED_WORDS = 1 << 17
OPENING_CHARACTERS, OPENING_WORDS = 200, 8
"""The opening of a body is its first words, taken from its first characters."""
MIN_HEADLINE_TERMS = 3
"""A headline with fewer terms, as “News in brief”, does not identify a story."""
WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
DASH = re.compile(r"[-‐‑–—/]")
STOP_WORDS = frozenset(
    WORD.findall(
        """
    a about after again all also an and any are as at be because been before being between both
    but by can could did do does down each first for from had has have he her here his how i if in
    into is it its just last like made make many may me more most much must my new no nor not now
    of off on once one only or other our out over own said same say says see she should so some
    still such take than that the their them then there these they this those three through to too
    two under until up upon us very was way we well were what when where which while who whose why
    will with within without would year years yet you your
    """
    )
)
ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("ly", ""))
"""Ending of a word -> what it is replaced by."""


@dataclass(frozen=True, slots=True)
class Story:
    """What is compared of one item."""

    key: str
    title: str | None
    body: str
    date: str | None
    """ISO 8601 as far as it is known, or None."""
    capture: str
    """The SHA-256 of the capture."""
    version_of: str | None = None
    """The key of an earlier version, or the address of a page that consists of this story."""
    url: str | None = None

    @classmethod
    def from_item(cls, item: Item) -> Story:
        """The story of an item of the archive."""
        return cls(
            item.key, item.title, item.body, item.date, item.capture_sha256, item.version_of,
            item.url,
        )  # fmt: skip

    @property
    def address(self) -> str:
        """Address and title, by which an item is recognised in several feeds; "" without both."""
        return f"{self.url}\n{self.title.casefold()}" if self.url and self.title else ""

    @property
    def origin(self) -> str:
        """What all versions of a story have in common."""
        return self.version_of or self.key


@dataclass(frozen=True, slots=True)
class StoryFeatures:
    """A story and the features that are compared."""

    story: Story
    terms: array[int]
    """The numbers of its terms."""
    days: tuple[int, int] | None
    """First and last day of its date, as ordinals."""
    opening: str
    """See `opening_key`."""
    headline: str
    """See `headline_key`."""

    @property
    def is_dated_to_day(self) -> bool:
        """True if the date is known to the day."""
        return self.days is not None and self.days[0] == self.days[1]


class TermNumbers(dict[str, int]):
    """Word as it is written -> the number of its term, 0 for a word that is not compared.

    A term is a word without punctuation and ending. If there are too many words, they are
    forgotten; terms are not.
    """

    def __init__(self) -> None:
        super().__init__()
        self.terms = [""]
        """Number -> term."""
        self._numbers = {"": 0}

    def __missing__(self, word: str) -> int:
        if len(self) >= MAX_CACHED_WORDS:
            self.clear()
        term = _term_of(word)
        number = self[word] = self._numbers.setdefault(term, len(self.terms))
        if number == len(self.terms):
            self.terms.append(term)
        return number


def extract_features(story: Story, numbers: TermNumbers) -> StoryFeatures:
    """The features of a story."""
    words = _split_words(f"{story.title or ''} {story.body}")
    return StoryFeatures(
        story,
        array("I", {*map(numbers.__getitem__, words)} - {0}),
        _days_of(story.date),
        opening_key(story.body),
        headline_key(story.title, numbers),
    )


def _split_words(text: str) -> list[str]:
    """The words of a text in lower case, with adjacent punctuation."""
    text = text.lower()
    if text.isascii():
        return text.replace("-", " ").replace("/", " ").split()
    return DASH.sub(" ", text).split()


def _term_of(word: str) -> str:
    """The word without punctuation and ending, or "" for a word that is not compared."""
    match = WORD.search(word)
    word = match[0] if match else ""
    if word in STOP_WORDS or len(word) < 2 or (len(word) < 3 and not word.isdigit()):
        return ""
    if word[0].isdigit():
        return word
    for ending, replacement in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)] + replacement
    return word


def _days_of(iso: str | None) -> tuple[int, int] | None:
    """First and last day that a date may mean, as ordinals; None if there is no such date."""
    try:
        match (iso or "")[:10].split("-"):
            case [year, month, day]:
                known = date(int(year), int(month), int(day)).toordinal()
                return known, known
            case [year, month]:
                first = date(int(year), int(month), 1).toordinal()
                return first, first + 30
            case [year]:
                first = date(int(year), 1, 1).toordinal()
                return first, first + 365
    except ValueError:
        pass
    return None


def opening_key(body: str) -> str:
    """The first eight words of a body, which repeats of a text share; "" for a shorter body."""
    words = WORD.findall(body[:OPENING_CHARACTERS].lower())[:OPENING_WORDS]
    return " ".join(words) if len(words) == OPENING_WORDS else ""


def headline_key(title: str | None, numbers: TermNumbers) -> str:
    """The terms of a headline in alphabetical order; "" if there are fewer than three."""
    terms = {*map(numbers.__getitem__, _split_words(title or ""))} - {0}
    if len(terms) < MIN_HEADLINE_TERMS:
        return ""
    return " ".join(sorted(map(numbers.terms.__getitem__, terms)))


def days_apart(a: StoryFeatures, b: StoryFeatures) -> int | None:
    """The fewest days that can lie between two stories; None if a date is missing."""
    if a.days is None or b.days is None:
        return None
    return max(0, a.days[0] - b.days[1], b.days[0] - a.days[1])
