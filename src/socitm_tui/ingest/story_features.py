"""A story -> what it is compared by: its telling words, its days, how it begins.

Words are taken bare, without their endings and without those that every text has.
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
WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
DASH = re.compile(r"[-‐‑–—/]")
COMMON = frozenset(
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


@dataclass(frozen=True, slots=True)
class Story:
    """What is compared of one item."""

    key: str
    title: str | None
    body: str
    date: str | None
    """ISO 8601 cut to what is known, or None."""
    capture: str
    version_of: str | None = None
    """The key of an earlier version, or the address of the page of which this is all."""

    @classmethod
    def of(cls, item: Item) -> Story:
        """What is compared of an item of the archive."""
        return cls(item.key, item.title, item.body, item.date, item.capture_sha256, item.version_of)

    @property
    def source(self) -> str:
        """What all versions of a story have in common."""
        return self.version_of or self.key


@dataclass(frozen=True, slots=True)
class StoryFeatures:
    """One story, taken apart once."""

    story: Story
    terms: array[int]
    """The numbers of its terms."""
    days: tuple[int, int] | None
    """First and last day it may be of."""
    opening: str
    headline: str

    @property
    def is_of_one_day(self) -> bool:
        """True when the date is known to the day."""
        return self.days is not None and self.days[0] == self.days[1]


class TermNumbers(dict[str, int]):
    """Word as it is written -> the number of its term, 0 where it tells no stories apart.

    Words are forgotten where they become too many, terms are not.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names = [""]
        self._numbers = {"": 0}

    def __missing__(self, word: str) -> int:
        if len(self) >= MAX_CACHED_WORDS:
            self.clear()
        term = _term(word)
        number = self[word] = self._numbers.setdefault(term, len(self.names))
        if number == len(self.names):
            self.names.append(term)
        return number


def extract_features(story: Story, terms: TermNumbers) -> StoryFeatures:
    """Take a story apart into what is compared."""
    found = {*map(terms.__getitem__, _words(f"{story.title or ''} {story.body}"))} - {0}
    return StoryFeatures(
        story,
        array("I", found),
        _days(story.date),
        opening_key(story.body),
        headline_key(story.title, terms),
    )


def _words(text: str) -> list[str]:
    """Words of a text in lower case, with the punctuation that clings to them."""
    text = text.lower()
    if text.isascii():
        return text.replace("-", " ").replace("/", " ").split()
    return DASH.sub(" ", text).split()


def _term(word: str) -> str:
    """Bare word without its ending, or "" for one that tells stories apart in no way."""
    found = WORD.search(word)
    word = found[0] if found else ""
    if word in COMMON or len(word) < 2 or (len(word) < 3 and not word.isdigit()):
        return ""
    if word[0].isdigit():
        return word
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)] + instead
    return word


def _days(iso: str | None) -> tuple[int, int] | None:
    """First and last day that a partial ISO date may mean, counted as ordinals."""
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
    """First eight words of a body, by which repeats of a text are met; "" for a shorter one."""
    words = WORD.findall(body[:200].lower())[:8]
    return " ".join(words) if len(words) == 8 else ""


def headline_key(title: str | None, terms: TermNumbers) -> str:
    """Telling words of a headline in alphabetical order; "" where there are fewer than three."""
    found = {*map(terms.__getitem__, _words(title or ""))} - {0}
    return " ".join(sorted(map(terms.names.__getitem__, found))) if len(found) >= 3 else ""


def days_apart(a: StoryFeatures, b: StoryFeatures) -> int | None:
    """Fewest days that can lie between two stories; None where a date is missing."""
    if a.days is None or b.days is None:
        return None
    return max(0, a.days[0] - b.days[1], b.days[0] - a.days[1])
