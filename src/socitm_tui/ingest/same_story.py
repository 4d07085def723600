"""Finds the items that tell the same story, and links them.

Two kinds of items are linked: repeats of one text (with two dates, or cut at different lengths) and
reports of one event in different words. Reports are compared by the terms that they share, of which
rare ones count more; the further apart their dates are, the more alike they must be. In doubt there
is no link: a missing link costs nothing, a wrong one misleads.

Only likely pairs are compared: stories of adjacent weeks that share rare terms, and stories with
the same opening or headline. So the cost grows with the number of stories, not with its square.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from itertools import chain, combinations
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
"""Key -> the keys of the other items with the same story."""

SAME_DAY_LIKENESS = 0.20
NEAR_LIKENESS = 0.25
SAME_HEADLINE_LIKENESS = 0.15
SAME_CAPTURE_LIKENESS = 0.25
"""How alike two stories must be, from 0 to 1; measured on the bundled archive."""

MIN_SHARED_TERMS = 4
NEAR_DAYS = 8
"""Days between two reports up to which they may be about one event."""
LAST_DAY = date.max.toordinal()
REPEAT_DAYS = 62  # a notice that returns every year is news each time
REPEAT_WORDS = 12
"""Words that a repeated text has at least."""
REPEAT_RATIO = 90
"""How alike the beginnings of two texts must be, as `rapidfuzz.fuzz.ratio`: 0 to 100."""
REPEAT_CHARACTERS = 600
"""Characters of the beginnings that are compared."""
MAX_BEARERS = 20  # a headline or opening that more stories have is a standing phrase
MIN_RARE_TERMS = 12
"""The rarest terms of a story by which likely pairs are found."""
LONG_TEXT_TERMS = 8  # one more rare term is used for every eight terms of a text
BACKGROUND_STORIES = 1000  # known stories that show which words are rare when a few are added


def link_stories(stories: Sequence[Story]) -> StoryLinks:
    """The links among all these stories; a story without links is left out."""
    numbers = TermNumbers()
    reported = report_progress(stories, len(stories), "items looked through for the same story")
    return _group_pairs(_linked_pairs([extract_features(s, numbers) for s in reported], numbers))


def link_new_stories(known: Sequence[Story], new: Sequence[Story]) -> StoryLinks:
    """The links of new stories among themselves and with known ones.

    Features are extracted only of known stories that may be linked, so adding a few stories to
    very many is quick. `merge_links` adds the result to earlier links.
    """
    numbers = TermNumbers()
    new_features = [extract_features(story, numbers) for story in new]
    new_keys = {story.key for story in new}
    origins = {story.origin for story in new}
    addresses = {story.address for story in new} - {""}
    step = max(1, len(known) // BACKGROUND_STORIES)
    may_be_linked = _link_filter(new_features, numbers)
    known_features = [
        extract_features(story, numbers)
        for place, story in enumerate(known)
        if story.key not in new_keys
        and (
            place % step == 0
            or story.origin in origins
            or story.address in addresses
            or may_be_linked(story)
        )
    ]
    pairs = _linked_pairs([*known_features, *new_features], numbers)
    return _group_pairs((a, b) for a, b in pairs if a in new_keys or b in new_keys)


def merge_links(*all_links: Mapping[str, Iterable[str]]) -> StoryLinks:
    """Several sets of links as one, in which everything that is connected is linked."""
    return _group_pairs(
        (key, other) for links in all_links for key, others in links.items() for other in others
    )


def _group_pairs(pairs: Iterable[tuple[str, str]]) -> StoryLinks:
    """Key -> the other keys that pairs connect it with, in order of key."""
    group_of: dict[str, set[str]] = {}
    for a, b in pairs:
        joined = group_of.get(a, {a}) | group_of.get(b, {b})
        for key in joined:
            group_of[key] = joined
    return {
        key: tuple(sorted(group_of[key] - {key}))
        for key in sorted(group_of)
        if len(group_of[key]) > 1
    }


# ------------------------------------------------------------------ comparison
def _linked_pairs(
    features: Sequence[StoryFeatures], numbers: TermNumbers
) -> Iterator[tuple[str, str]]:
    """Pairs of keys whose stories are the same."""
    features = _without_standing_phrases(features)
    frequency = Counter(chain.from_iterable(one_story.terms for one_story in features))
    weights = {term: math.log((len(features) + 1) / count) for term, count in frequency.items()}

    def weigh(terms: Iterable[int]) -> float:
        return math.fsum(map(weights.__getitem__, terms))

    reports: list[tuple[float, int, int]] = []
    for i, j in _likely_pairs(features, _TermRarity(numbers, frequency)):
        a, b = features[i], features[j]
        if _is_repeat(a, b):
            yield a.story.key, b.story.key
        elif (required := _required_likeness(a, b)) is not None:
            shared = {*a.terms}.intersection(b.terms)
            likeness = weigh(shared) / math.sqrt(weigh(a.terms) * weigh(b.terms) or 1)
            if likeness >= required and len(shared) >= MIN_SHARED_TERMS:
                reports.append((likeness, i, j))
    for i, j in _best_per_capture(features, reports):
        yield features[i].story.key, features[j].story.key
    yield from _version_pairs(features)
    yield from _address_pairs(features)


def _address_pairs(features: Iterable[StoryFeatures]) -> Iterator[tuple[str, str]]:
    """Pairs of items with one address and title in several captures: one item in two feeds."""
    first: dict[str, Story] = {}
    for story in (each.story for each in features):
        if address := story.address:
            other = first.setdefault(address, story)
            if other.capture != story.capture:
                yield other.key, story.key


def _version_pairs(features: Iterable[StoryFeatures]) -> Iterator[tuple[str, str]]:
    """Pairs of consecutive versions of one story, however it was rewritten.

    A page may have been replaced by another one at its address, so its versions must share terms.
    """
    last_version: dict[str, StoryFeatures] = {}
    for story in features:
        origin = story.story.origin
        other = last_version.get(origin)
        last_version[origin] = story
        if other is None:
            continue
        shared = len({*story.terms}.intersection(other.terms))
        required = max(MIN_SHARED_TERMS, min(len(story.terms), len(other.terms)) // 4)
        if "://" not in origin or shared >= required:
            yield other.story.key, story.story.key


def _is_repeat(a: StoryFeatures, b: StoryFeatures) -> bool:
    """True if one text is nearly the same as the other, or as the beginning of the other."""
    if not a.opening or a.opening != b.opening or (days_apart(a, b) or 0) > REPEAT_DAYS:
        return False
    short, long = sorted((a.story.body, b.story.body), key=len)
    short = " ".join(short.split())[:REPEAT_CHARACTERS]
    long = " ".join(long.split())[: len(short)]
    return len(short.split()) >= REPEAT_WORDS and fuzz.ratio(short, long) >= REPEAT_RATIO


def _required_likeness(a: StoryFeatures, b: StoryFeatures) -> float | None:
    """How alike two reports must be; None if they cannot be linked."""
    days = days_apart(a, b)
    required = None
    if a.headline and a.headline == b.headline and (days or 0) <= REPEAT_DAYS:
        required = SAME_HEADLINE_LIKENESS
    elif a.is_dated_to_day and b.is_dated_to_day and days is not None and days <= NEAR_DAYS:
        required = NEAR_LIKENESS if days else SAME_DAY_LIKENESS
    if required is not None and a.story.capture == b.story.capture:
        required = max(required, SAME_CAPTURE_LIKENESS)
    return required


def _best_per_capture(
    features: Sequence[StoryFeatures], reports: Sequence[tuple[float, int, int]]
) -> Iterator[tuple[int, int]]:
    """Pairs that are each other's best match between two captures, and all pairs within one.

    A page tells a story once, so of several likely matches on it at most one is right.
    """
    captures = [story.story.capture for story in features]
    best: dict[tuple[int, str], float] = {}
    for likeness, i, j in reports:
        for place in ((i, captures[j]), (j, captures[i])):
            best[place] = max(best.get(place, 0), likeness)
    for likeness, i, j in reports:
        is_best = likeness == best[i, captures[j]] == best[j, captures[i]]
        if is_best or captures[i] == captures[j]:
            yield i, j


# ------------------------------------------------------------------ likely pairs
class _TermRarity:
    """Terms in the order of how many stories have them, the rarest first."""

    def __init__(self, numbers: TermNumbers, frequency: Counter[int]) -> None:
        counts = [(frequency[number], term) for number, term in enumerate(numbers.terms)]
        order = sorted(range(len(counts)), key=counts.__getitem__)
        self._ranks = order.copy()
        for rank, number in enumerate(order):
            self._ranks[number] = rank
        self._first_shared = bisect_left(order, 2, key=lambda number: counts[number][0])
        """The rank of the first term that two stories have."""

    def rarest(self, terms: Sequence[int]) -> list[int]:
        """Ranks of the rarest terms of a story that any other story has; more of a long text."""
        ranks = sorted(map(self._ranks.__getitem__, terms))
        first = bisect_left(ranks, self._first_shared)
        return ranks[first : first + MIN_RARE_TERMS + len(ranks) // LONG_TEXT_TERMS]


def _likely_pairs(
    features: Sequence[StoryFeatures], rarity: _TermRarity
) -> Iterator[tuple[int, int]]:
    """Pairs of places of stories to compare, each once."""
    pairs = {
        pair for places in _stories_by_phrase(features).values() for pair in combinations(places, 2)
    }
    yield from pairs
    yield from (pair for pair in _pairs_near_in_time(features, rarity) if pair not in pairs)


def _stories_by_phrase(features: Sequence[StoryFeatures]) -> dict[tuple[str, str], list[int]]:
    """Opening or headline -> the places of the stories that have it."""
    places_of: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, story in enumerate(features):
        if story.opening:
            places_of["opening", story.opening].append(place)
        if story.headline:
            places_of["headline", story.headline].append(place)
    return places_of


def _pairs_near_in_time(
    features: Sequence[StoryFeatures], rarity: _TermRarity
) -> Iterator[tuple[int, int]]:
    """Pairs of places of stories of the same or adjacent weeks that share two rare terms."""
    dated = sorted(
        (story.days, place)
        for place, story in enumerate(features)
        if story.days and story.is_dated_to_day
    )
    places_by_week: dict[int, dict[int, list[int]]] = {}
    """Week -> rank of a term -> places of the stories that have it."""
    reported = report_progress(dated, len(dated), "items compared for the same story")
    for (day, _), place in reported:
        week = day // NEAR_DAYS
        rarest = rarity.rarest(features[place].terms)
        places_by_week = {near: places_by_week.get(near, {}) for near in (week - 1, week)}
        sharing: list[int] = []
        for places_of in places_by_week.values():
            for rank in places_of.keys() & rarest:
                sharing += places_of[rank][-MAX_BEARERS:]
        for other, count in Counter(sharing).items():
            if count > 1:
                yield min(other, place), max(other, place)
        places_of_week = places_by_week[week]
        for rank in rarest:
            if rank in places_of_week:
                places_of_week[rank].append(place)
            else:
                places_of_week[rank] = [place]


def _without_standing_phrases(features: Sequence[StoryFeatures]) -> list[StoryFeatures]:
    """The stories without openings and headlines that very many of them have."""
    openings = Counter(story.opening for story in features)
    headlines = Counter(story.headline for story in features)

    def clear(story: StoryFeatures) -> StoryFeatures:
        is_opening_standing = openings[story.opening] > MAX_BEARERS
        is_headline_standing = headlines[story.headline] > MAX_BEARERS
        if not is_opening_standing and not is_headline_standing:
            return story
        return replace(
            story,
            opening="" if is_opening_standing else story.opening,
            headline="" if is_headline_standing else story.headline,
        )

    return list(map(clear, features))


def _link_filter(new: Sequence[StoryFeatures], numbers: TermNumbers) -> Callable[[Story], bool]:
    """A test of whether a known story may be linked with a new one."""
    openings = {story.opening for story in new} - {""}
    headlines = {story.headline for story in new} - {""}
    # each regular expression is a quick test that lets too many stories pass
    has_first_word = _alternatives(
        rf"\W*{re.escape(opening.split()[0])}\b" for opening in openings
    ).match
    has_longest_word = _alternatives(
        re.escape(max(headline.split(), key=len)[:-1]) for headline in headlines
    ).search
    near_dates = {
        date.fromordinal(day).isoformat()
        for story in new
        if story.days and story.is_dated_to_day
        for day in range(story.days[0] - NEAR_DAYS, story.days[0] + NEAR_DAYS + 1)
        if 0 < day <= LAST_DAY
    }

    def may_be_linked(story: Story) -> bool:
        if (story.date or "")[:10] in near_dates:
            return True
        if has_first_word(story.body[:80].lower()) and opening_key(story.body) in openings:
            return True
        is_similar = has_longest_word((story.title or "").lower())
        return bool(is_similar) and headline_key(story.title, numbers) in headlines

    return may_be_linked


def _alternatives(patterns: Iterable[str]) -> re.Pattern[str]:
    """A pattern that matches what any of these matches, and nothing if there are none."""
    return re.compile("|".join(patterns) or r"(?!)")
