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
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from socitm_tui.ingest.story_features import (
    Story,
    StoryFeatures,
    TermNumbers,
    days_apart,
    extract_features,
    headline_key,
    opening_key,
)
from socitm_tui.model.progress import report_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

StoryLinks = dict[str, tuple[str, ...]]
"""Key -> the keys of the other tellings of its story."""

SAME_DAY_LIKENESS = 0.20
NEAR_LIKENESS = 0.25
SAME_HEADLINE_LIKENESS = 0.15
SAME_CAPTURE_LIKENESS = 0.25
"""How alike two stories must be, from 0 to 1; measured on the bundled archive."""

SHARED_TERMS = 4
NEAR_DAYS = 8
LAST_DAY = date.max.toordinal()
REPEAT_DAYS = 62  # a notice that returns year after year is news each time
REPEAT_WORDS = 12
REPEAT_RATIO = 90
REPEAT_REACH = 600
MAX_BEARERS = 20  # a headline or opening with more bearers is a standing phrase, not a story
BACKGROUND_STORIES = (
    1000  # known stories that tell rare words from common ones when a few are added
)


def link_stories(stories: Sequence[Story]) -> StoryLinks:
    """Links among all these stories; a story without any is left out."""
    terms = TermNumbers()
    looked_at = report_progress(stories, len(stories), "items looked through for the same story")
    return _group_pairs(
        _linked_pairs([extract_features(story, terms) for story in looked_at], terms)
    )


def link_new_stories(known: Sequence[Story], new: Sequence[Story]) -> StoryLinks:
    """Links that the new stories bring, among themselves and with the known ones.

    Only known stories that could be linked are taken apart, which is what makes adding a few to
    very many quick. `merged` adds the result to links found earlier.
    """
    terms = TermNumbers()
    wanted = [extract_features(story, terms) for story in new]
    fresh = {story.key for story in new}
    step = max(1, len(known) // BACKGROUND_STORIES)
    could = _link_filter(wanted, terms)
    sources = {story.source for story in new}
    pool = [
        extract_features(story, terms)
        for place, story in enumerate(known)
        if story.key not in fresh and (place % step == 0 or story.source in sources or could(story))
    ]
    found = _linked_pairs([*pool, *wanted], terms)
    return _group_pairs((a, b) for a, b in found if a in fresh or b in fresh)


def merge_links(*several: Mapping[str, Iterable[str]]) -> StoryLinks:
    """Several sets of links as one, in which whatever hangs together is linked."""
    return _group_pairs((a, b) for links in several for a, others in links.items() for b in others)


def _linked_pairs(traits: Sequence[StoryFeatures], terms: TermNumbers) -> Iterator[tuple[str, str]]:
    """Pairs of keys that tell the same story."""
    traits = _without_standing_phrases(traits)
    frequency = Counter(chain.from_iterable(one.terms for one in traits))
    weights = {term: math.log((len(traits) + 1) / times) for term, times in frequency.items()}

    def mass(found: Iterable[int]) -> float:
        return math.fsum(map(weights.__getitem__, found))

    reports: list[tuple[float, int, int]] = []
    for i, j in _candidates(traits, _TermRarity(terms, frequency)):
        a, b = traits[i], traits[j]
        if _is_repeat(a, b):
            yield a.story.key, b.story.key
        elif (bar := _required_likeness(a, b)) is not None:
            shared = {*a.terms}.intersection(b.terms)
            likeness = mass(shared) / math.sqrt(mass(a.terms) * mass(b.terms) or 1)
            if likeness >= bar and len(shared) >= SHARED_TERMS:
                reports.append((likeness, i, j))
    for i, j in _best_per_capture(traits, reports):
        yield traits[i].story.key, traits[j].story.key
    yield from _versions(traits)


def _versions(traits: Iterable[StoryFeatures]) -> Iterator[tuple[str, str]]:
    """Neighbouring versions of one story, however they were rewritten.

    A page may have become another one under its old address: its versions share some terms.
    """
    before: dict[str, StoryFeatures] = {}
    for one in traits:
        other = before.get(one.story.source)
        before[one.story.source] = one
        if other is None:
            continue
        shared = len({*one.terms}.intersection(other.terms))
        enough = max(SHARED_TERMS, min(len(one.terms), len(other.terms)) // 4)
        if "://" not in one.story.source or shared >= enough:
            yield other.story.key, one.story.key


def _is_repeat(a: StoryFeatures, b: StoryFeatures) -> bool:
    """True when one text is the other, or the beginning of it."""
    if not a.opening or a.opening != b.opening or (days_apart(a, b) or 0) > REPEAT_DAYS:
        return False
    short, long = sorted((a.story.body, b.story.body), key=len)
    short = " ".join(short.split())[:REPEAT_REACH]
    long = " ".join(long.split())[: len(short)]
    return len(short.split()) >= REPEAT_WORDS and fuzz.ratio(short, long) >= REPEAT_RATIO


def _required_likeness(a: StoryFeatures, b: StoryFeatures) -> float | None:
    """Likeness that two stories in different words must reach; None where no link is possible."""
    apart = days_apart(a, b)
    bar = None
    if a.headline and a.headline == b.headline and (apart or 0) <= REPEAT_DAYS:
        bar = SAME_HEADLINE_LIKENESS
    elif a.is_of_one_day and b.is_of_one_day and apart is not None and apart <= NEAR_DAYS:
        bar = NEAR_LIKENESS if apart else SAME_DAY_LIKENESS
    if bar is not None and a.story.capture == b.story.capture:
        bar = max(bar, SAME_CAPTURE_LIKENESS)
    return bar


def _best_per_capture(
    traits: Sequence[StoryFeatures], reports: Iterable[tuple[float, int, int]]
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


class _TermRarity:
    """Terms in the order of how many stories have them, rarest first."""

    def __init__(self, terms: TermNumbers, frequency: Counter[int]) -> None:
        known = [(frequency[number], name) for number, name in enumerate(terms.names)]
        order = sorted(range(len(known)), key=known.__getitem__)
        self._places = order.copy()
        for place, number in enumerate(order):
            self._places[number] = place
        self._shared = bisect_left(order, 2, key=lambda number: known[number][0])
        """The place of the first term that two stories have."""

    def rarest(self, terms: Sequence[int]) -> list[int]:
        """Places of the rarest terms of a story that any other has too; of a long text more."""
        places = sorted(map(self._places.__getitem__, terms))
        first = bisect_left(places, self._shared)
        return places[first : first + 12 + len(places) // 8]


def _candidates(traits: Sequence[StoryFeatures], rarity: _TermRarity) -> Iterator[tuple[int, int]]:
    """Pairs of places worth comparing, each once."""
    seen: set[tuple[int, int]] = set()
    for bearers in _stories_by_phrase(traits).values():
        seen.update((i, j) for at, i in enumerate(bearers) for j in bearers[at + 1 :])
    yield from seen
    yield from (pair for pair in _near_in_time(traits, rarity) if pair not in seen)


def _near_in_time(
    traits: Sequence[StoryFeatures], rarity: _TermRarity
) -> Iterator[tuple[int, int]]:
    """Pairs of places of the same or adjoining weeks that share two rare terms or more."""
    dated = sorted(
        (one.days, at) for at, one in enumerate(traits) if one.days and one.is_of_one_day
    )
    weeks: dict[int, dict[int, list[int]]] = {}
    for (day, _), place in report_progress(dated, len(dated), "items compared for the same story"):
        week = day // NEAR_DAYS
        rarest = rarity.rarest(traits[place].terms)
        weeks = {near: weeks.get(near, {}) for near in (week - 1, week)}
        met: list[int] = []
        for bearers in weeks.values():
            for term in bearers.keys() & rarest:
                met += bearers[term][-MAX_BEARERS:]
        for other, times in Counter(met).items():
            if times > 1:
                yield min(other, place), max(other, place)
        here = weeks[week]
        for term in rarest:
            if term in here:
                here[term].append(place)
            else:
                here[term] = [place]


def _without_standing_phrases(traits: Sequence[StoryFeatures]) -> list[StoryFeatures]:
    """Stories without the openings and headlines that a crowd of them bears."""
    openings = Counter(one.opening for one in traits)
    headlines = Counter(one.headline for one in traits)
    return [
        replace(
            one,
            opening=one.opening if openings[one.opening] <= MAX_BEARERS else "",
            headline=one.headline if headlines[one.headline] <= MAX_BEARERS else "",
        )
        if openings[one.opening] > MAX_BEARERS or headlines[one.headline] > MAX_BEARERS
        else one
        for one in traits
    ]


def _stories_by_phrase(traits: Sequence[StoryFeatures]) -> dict[tuple[str, str], list[int]]:
    """Opening or headline -> the places of the stories that bear it."""
    bearers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(traits):
        if one.opening:
            bearers["opening", one.opening].append(place)
        if one.headline:
            bearers["headline", one.headline].append(place)
    return bearers


def _link_filter(wanted: Sequence[StoryFeatures], terms: TermNumbers) -> Callable[[Story], bool]:
    """Test whether a known story may be linked with one of the wanted."""
    openings = {one.opening for one in wanted} - {""}
    headlines = {one.headline for one in wanted} - {""}
    begins = _alternatives(rf"\W*{re.escape(opening.split()[0])}\b" for opening in openings).match
    bears = _alternatives(
        re.escape(max(headline.split(), key=len)[:-1]) for headline in headlines
    ).search
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
            or (begins(story.body[:80].lower()) is not None and opening_key(story.body) in openings)
            or (
                bears((story.title or "").lower()) is not None
                and headline_key(story.title, terms) in headlines
            )
        )

    return could


def _alternatives(patterns: Iterable[str]) -> re.Pattern[str]:
    """Pattern that meets any of these, a quick first sieve; it meets nothing if there are none."""
    return re.compile("|".join(patterns) or r"(?!)")


def _group_pairs(pairs: Iterable[tuple[str, str]]) -> StoryLinks:
    """Pairs of keys -> key and the others of its group, in order of key."""
    group: dict[str, set[str]] = {}
    for a, b in pairs:
        joined = group.get(a, {a}) | group.get(b, {b})
        for key in joined:
            group[key] = joined
    return {key: tuple(sorted(group[key] - {key})) for key in sorted(group) if len(group[key]) > 1}
