"""Stories -> which of them tell the same story.

Linked are repeats of one text (under two dates, or cut at different lengths) and reports of one
event in different words. The second is judged by the words the two share, rare ones weighing
more, and asks for more likeness the further the dates lie apart. A link is never a merge: a
wrong one costs a glance and a missing one nothing, but two stories joined as one mislead, so in
doubt there is no link.

Candidates come from an index of rare words by week and of openings and headlines, so that the
cost grows with the number of stories and not with its square.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Links = dict[str, tuple[str, ...]]
"""Key -> the keys of the other tellings of its story."""

SAME_DAY = 0.20
NEAR = 0.25
SAME_HEADLINE = 0.15
SAME_CAPTURE = 0.25
"""How alike two stories must be, from 0 to 1; measured on the bundled archive."""

SHARED_TERMS = 4
NEAR_DAYS = 8
LAST_DAY = date.max.toordinal()
REPEAT_DAYS = 62  # a notice that returns year after year is news each time
REPEAT_WORDS = 12
REPEAT_RATIO = 90
REPEAT_REACH = 600
CROWD = 20  # a headline or opening with more bearers is a standing phrase, not a story
BACKGROUND = 1000  # known stories that tell rare words from common ones when a few are added

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


@dataclass(frozen=True, slots=True)
class _Traits:
    """One story, taken apart once."""

    story: Story
    terms: tuple[str, ...]
    days: tuple[int, int] | None
    """First and last day it may be of."""
    opening: str
    headline: str

    @property
    def is_of_one_day(self) -> bool:
        """True when the date is known to the day."""
        return self.days is not None and self.days[0] == self.days[1]


def link(stories: Sequence[Story]) -> Links:
    """Links among all these stories; a story without any is left out."""
    return _grouped(_pairs([_traits(story) for story in stories]))


def link_new(known: Sequence[Story], new: Sequence[Story]) -> Links:
    """Links that the new stories bring, among themselves and with the known ones.

    Only known stories that could be linked are taken apart, which is what makes adding a few to
    very many quick. `merged` adds the result to links found earlier.
    """
    wanted = [_traits(story) for story in new]
    fresh = {story.key for story in new}
    step = max(1, len(known) // BACKGROUND)
    could = _could_be_linked(wanted)
    pool = [
        _traits(story)
        for place, story in enumerate(known)
        if story.key not in fresh and (place % step == 0 or could(story))
    ]
    found = _pairs([*pool, *wanted])
    return _grouped((a, b) for a, b in found if a in fresh or b in fresh)


def merged(*several: Mapping[str, Iterable[str]]) -> Links:
    """Several sets of links as one, in which whatever hangs together is linked."""
    return _grouped((a, b) for links in several for a, others in links.items() for b in others)


def _traits(story: Story) -> _Traits:
    """Take a story apart into what is compared."""
    words = _words(f"{story.title or ''} {story.body}")
    terms = sorted({*map(_term, {*words})} - {""})
    return _Traits(
        story, tuple(terms), _days(story.date), _opening(story.body), _headline(story.title)
    )


def _words(text: str) -> list[str]:
    """Words of a text in lower case, with the punctuation that clings to them."""
    return DASH.sub(" ", text.lower()).split()


@lru_cache(maxsize=1 << 17)
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


def _opening(body: str) -> str:
    """First eight words of a body, by which repeats of a text are met; "" for a shorter one."""
    words = WORD.findall(body[:200].lower())[:8]
    return " ".join(words) if len(words) == 8 else ""


def _headline(title: str | None) -> str:
    """Telling words of a headline in alphabetical order; "" where there are fewer than three."""
    terms = {*map(_term, _words(title or ""))} - {""}
    return " ".join(sorted(terms)) if len(terms) >= 3 else ""


def _gap(a: _Traits, b: _Traits) -> int | None:
    """Fewest days that can lie between two stories; None where a date is missing."""
    if a.days is None or b.days is None:
        return None
    return max(0, a.days[0] - b.days[1], b.days[0] - a.days[1])


def _pairs(traits: Sequence[_Traits]) -> Iterator[tuple[str, str]]:
    """Pairs of keys that tell the same story."""
    traits = _without_standing_phrases(traits)
    frequency = Counter(term for one in traits for term in one.terms)
    weights = {term: math.log((len(traits) + 1) / times) for term, times in frequency.items()}
    masses = [math.fsum(map(weights.__getitem__, one.terms)) for one in traits]
    reports: list[tuple[float, int, int]] = []
    for i, j in _candidates(traits, frequency):
        a, b = traits[i], traits[j]
        if _is_repeat(a, b):
            yield a.story.key, b.story.key
        elif (bar := _bar(a, b)) is not None:
            shared = {*a.terms}.intersection(b.terms)
            weight = math.fsum(map(weights.__getitem__, shared))
            likeness = weight / math.sqrt(masses[i] * masses[j] or 1)
            if likeness >= bar and len(shared) >= SHARED_TERMS:
                reports.append((likeness, i, j))
    for i, j in _best_of_each_capture(traits, reports):
        yield traits[i].story.key, traits[j].story.key


def _is_repeat(a: _Traits, b: _Traits) -> bool:
    """True when one text is the other, or the beginning of it."""
    if not a.opening or a.opening != b.opening or (_gap(a, b) or 0) > REPEAT_DAYS:
        return False
    short, long = sorted((a.story.body, b.story.body), key=len)
    short = " ".join(short.split())[:REPEAT_REACH]
    long = " ".join(long.split())[: len(short)]
    return len(short.split()) >= REPEAT_WORDS and fuzz.ratio(short, long) >= REPEAT_RATIO


def _bar(a: _Traits, b: _Traits) -> float | None:
    """Likeness that two stories in different words must reach; None where no link is possible."""
    gap = _gap(a, b)
    bar = None
    if a.headline and a.headline == b.headline and (gap or 0) <= REPEAT_DAYS:
        bar = SAME_HEADLINE
    elif a.is_of_one_day and b.is_of_one_day and gap is not None and gap <= NEAR_DAYS:
        bar = NEAR if gap else SAME_DAY
    if bar is not None and a.story.capture == b.story.capture:
        bar = max(bar, SAME_CAPTURE)
    return bar


def _best_of_each_capture(
    traits: Sequence[_Traits], reports: Iterable[tuple[float, int, int]]
) -> Iterator[tuple[int, int]]:
    """Pairs that are each other's best between two captures, and all pairs within one.

    A page tells a story once, so of several likely partners on it at most one is the right one.
    """
    reports = list(reports)
    captures = [one.story.capture for one in traits]
    best: dict[tuple[int, str], float] = {}
    for likeness, i, j in reports:
        for place in ((i, captures[j]), (j, captures[i])):
            best[place] = max(best.get(place, 0), likeness)
    for likeness, i, j in reports:
        alone = likeness == best[i, captures[j]] == best[j, captures[i]]
        if alone or captures[i] == captures[j]:
            yield i, j


def _candidates(
    traits: Sequence[_Traits], frequency: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """Pairs of places worth comparing, each once."""
    seen: set[tuple[int, int]] = set()
    for bearers in _bearers(traits).values():
        seen.update((i, j) for at, i in enumerate(bearers) for j in bearers[at + 1 :])
    yield from seen
    yield from (pair for pair in _near_in_time(traits, frequency) if pair not in seen)


def _near_in_time(
    traits: Sequence[_Traits], frequency: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """Pairs of places of the same or adjoining weeks that share two rare terms or more."""
    dated = sorted(
        (one.days, at) for at, one in enumerate(traits) if one.days and one.is_of_one_day
    )
    weeks: dict[int, dict[str, list[int]]] = {}
    for (day, _), place in dated:
        week = day // NEAR_DAYS
        rare = _rare(traits[place], frequency)
        weeks = {near: weeks.get(near, {}) for near in (week - 1, week)}
        met: Counter[int] = Counter()
        for bearers in weeks.values():
            for term in bearers.keys() & rare:
                met.update(bearers[term][-CROWD:])
        for other, times in met.items():
            if times > 1:
                yield min(other, place), max(other, place)
        for term in rare:
            weeks[week].setdefault(term, []).append(place)


def _without_standing_phrases(traits: Sequence[_Traits]) -> list[_Traits]:
    """Stories without the openings and headlines that a crowd of them bears."""
    openings = Counter(one.opening for one in traits)
    headlines = Counter(one.headline for one in traits)
    return [
        replace(
            one,
            opening=one.opening if openings[one.opening] <= CROWD else "",
            headline=one.headline if headlines[one.headline] <= CROWD else "",
        )
        if openings[one.opening] > CROWD or headlines[one.headline] > CROWD
        else one
        for one in traits
    ]


def _bearers(traits: Sequence[_Traits]) -> dict[tuple[str, str], list[int]]:
    """Opening or headline -> the places of the stories that bear it."""
    bearers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(traits):
        if one.opening:
            bearers["opening", one.opening].append(place)
        if one.headline:
            bearers["headline", one.headline].append(place)
    return bearers


def _rare(one: _Traits, frequency: Mapping[str, int]) -> set[str]:
    """Rarest terms of a story that any other story has too; the longer the text, the more."""
    shared = [term for term in one.terms if frequency[term] > 1]
    shared.sort(key=frequency.__getitem__)
    return set(shared[: 12 + len(one.terms) // 8])


def _could_be_linked(wanted: Sequence[_Traits]) -> Callable[[Story], bool]:
    """Test whether a known story may be linked with one of the wanted."""
    openings = {one.opening for one in wanted} - {""}
    headlines = {one.headline for one in wanted} - {""}
    begins = _any_of(rf"\W*{re.escape(opening.split()[0])}\b" for opening in openings).match
    bears = _any_of(re.escape(max(headline.split(), key=len)[:-1]) for headline in headlines).search
    nearby = {
        date.fromordinal(day).isoformat()
        for one in wanted
        if one.days and one.is_of_one_day
        for day in range(one.days[0] - NEAR_DAYS, one.days[0] + NEAR_DAYS + 1)
        if 0 < day <= LAST_DAY
    }

    def could(story: Story) -> bool:
        return (
            (story.date or "")[:10] in nearby
            or (begins(story.body[:80].lower()) is not None and _opening(story.body) in openings)
            or (
                bears((story.title or "").lower()) is not None
                and _headline(story.title) in headlines
            )
        )

    return could


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Pattern that meets any of these, a quick first sieve; it meets nothing if there are none."""
    return re.compile("|".join(patterns) or r"(?!)")


def _grouped(pairs: Iterable[tuple[str, str]]) -> Links:
    """Pairs of keys -> key and the others of its group, in order of key."""
    group: dict[str, set[str]] = {}
    for a, b in pairs:
        joined = group.get(a, {a}) | group.get(b, {b})
        for key in joined:
            group[key] = joined
    return {key: tuple(sorted(group[key] - {key})) for key in sorted(group) if len(group[key]) > 1}
