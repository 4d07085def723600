"""Assigns topics to texts by the patterns of a taxonomy file.

The head of `data/topics.toml` describes how texts are scored, and how well that was measured to
work. Learned weights (`topic_weights`) decide which of the bundled topics a text has, given the
scores. A user may add a file of the format of `topics.toml` (`Taxonomy.merged_with`): the numbers
of its `[scoring]` table decide which of its topics a text has.

All patterns are searched in one pass over the words of a text: a table gives for the first word of
a pattern what must follow. So the cost depends on the length of the text, and hardly on the number
of patterns.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from socitm_tui.ingest.topic_weights import TopicWeights, load_topic_weights
from socitm_tui.model.entities import Topic
from socitm_tui.storage.regular_files import read_regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Words = tuple[str, ...]
Matches = dict[int, list[int]]
"""Number of a pattern -> the numbers of the words at which it begins."""

WORD = re.compile(r"[^\W_]+|[^\w\s\-‐‑‒–—−/]")
"""A word, or a punctuation mark: `cloud. Store` does not match the pattern `cloud store`."""
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

SELECTION_NUMBERS = {"threshold", "share_of_best", "enough", "fallback"}
"""The numbers under `[scoring]` by which topics are selected; they replace the learned weights."""


class TaxonomyError(ValueError):
    """A taxonomy file that cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """The numbers of the `[scoring]` table, which the head of `topics.toml` describes."""

    title_factor: float = 3
    opening_words: float = 60
    later_factor: float = 0.2
    body_cap: float = 2
    threshold: float = 3
    share_of_best: float = 0.25
    enough: float = 5
    fallback: float = 1
    max_topics: float = 3


@dataclass(frozen=True, slots=True)
class TopicPattern:
    """Spellings of one sign of a topic, separated by `|`, and how much it counts."""

    slug: str
    text: str
    weight: float


@dataclass(frozen=True)
class Taxonomy:
    """Topics and their patterns."""

    topics: tuple[Topic, ...]
    patterns: tuple[TopicPattern, ...]
    scoring_given: Mapping[str, float] = field(default_factory=dict)
    """The numbers given under `[scoring]`; the others have their defaults."""
    weights: TopicWeights | None = None
    """The learned weights, which decide about the topics that they name."""

    @cached_property
    def scoring(self) -> Scoring:
        """The numbers to score with."""
        return Scoring(**self.scoring_given)

    @cached_property
    def _starts(self) -> Mapping[str, tuple[tuple[Words, int], ...]]:
        return _index_by_first_word(self.patterns)

    def assign(self, title: str | None, body: str) -> tuple[str, ...]:
        """The topics of an item, best first."""
        scores = self.scores(title, body)
        if self.weights is None:
            return self._select(scores)
        probabilities = self.weights.probabilities(scores, title, body)
        return self._select_probable(scores, probabilities, self.weights)

    def scores(self, title: str | None, body: str) -> dict[str, float]:
        """Topic -> score, of the topics with a pattern that matches an item."""
        scores: dict[str, float] = {}
        for number, points in self.pattern_points(title, body).items():
            pattern = self.patterns[number]
            scores[pattern.slug] = scores.get(pattern.slug, 0) + pattern.weight * points
        return scores

    def pattern_points(self, title: str | None, body: str) -> dict[int, float]:
        """Number of a pattern -> the points for where it matches an item, before its weight."""
        in_title, in_body = self._match(title or ""), self._match(body)
        return {
            number: self._points(number in in_title, in_body.get(number, ()))
            for number in in_title.keys() | in_body.keys()
        }

    def with_weights(self, weights: TopicWeights) -> Taxonomy:
        """This taxonomy with learned weights: the factors are applied to the patterns."""
        patterns = (
            replace(
                pattern,
                weight=pattern.weight * weights.factors.get((pattern.slug, pattern.text), 1),
            )
            for pattern in self.patterns
        )
        return replace(self, patterns=tuple(patterns), weights=weights)

    def merged_with(self, other: Taxonomy) -> Taxonomy:
        """This taxonomy with the additions of another one.

        New topics come last. For a topic of this taxonomy the other one may give a new label or
        description, add patterns, and change the weight of a pattern; weight 0 removes it.
        If the other one gives numbers by which topics are selected, these replace the learned
        weights.
        """
        topics = {topic.slug: topic for topic in self.topics}
        for topic in other.topics:
            before = topics.get(topic.slug, topic)
            topics[topic.slug] = replace(topic, description=topic.description or before.description)
        patterns = {(p.slug, p.text): p for p in (*self.patterns, *other.patterns)}
        return Taxonomy(
            tuple(topics.values()),
            tuple(patterns.values()),
            {**self.scoring_given, **other.scoring_given},
            None if SELECTION_NUMBERS & other.scoring_given.keys() else self.weights,
        )

    def _match(self, text: str) -> Matches:
        """Where each pattern matches a text; matches of one pattern do not overlap."""
        words = tuple(_split_words(text))
        starts = self._starts
        matches: Matches = {}
        ends: dict[int, int] = {}
        candidates = [(at, starts[word]) for at, word in enumerate(words) if word in starts]
        for at, patterns in candidates:
            for rest, number in patterns:
                end = at + 1 + len(rest)
                if ends.get(number, 0) > at or (rest and words[at + 1 : end] != rest):
                    continue
                matches.setdefault(number, []).append(at)
                ends[number] = end
        return matches

    def _points(self, is_in_title: bool, in_body: Sequence[int]) -> float:
        """The points of a pattern, given where it matches."""
        scoring = self.scoring
        body_points = sum(
            1 if at < scoring.opening_words else scoring.later_factor for at in in_body
        )
        return (scoring.title_factor if is_in_title else 0) + min(body_points, scoring.body_cap)

    def _select_probable(
        self,
        scores: Mapping[str, float],
        probabilities: Mapping[str, float],
        weights: TopicWeights,
    ) -> tuple[str, ...]:
        """The topics that are probable enough, most probable first.

        A topic without learned weights needs a sufficient score; it counts as probable as its score
        is high beside the score required.
        """
        scoring = self.scoring
        required = self._required_score(max(scores.values(), default=0))
        ranked: dict[str, float] = dict(probabilities)
        selected = {slug for slug, value in ranked.items() if value >= weights.threshold}
        for slug, score in scores.items():
            if slug not in probabilities:
                ranked[slug] = score / (score + required)
                if score >= required:
                    selected.add(slug)
        order = {topic.slug: number for number, topic in enumerate(self.topics)}
        best_first = sorted(ranked, key=lambda slug: (-ranked[slug], order[slug]))
        if not selected and best_first and ranked[best_first[0]] >= weights.fallback:
            selected = {best_first[0]}
        return tuple([slug for slug in best_first if slug in selected][: int(scoring.max_topics)])

    def _required_score(self, best: float) -> float:
        """The score that a topic needs, given the best score of an item."""
        scoring = self.scoring
        return max(scoring.threshold, min(scoring.share_of_best * best, scoring.enough))

    def _select(self, scores: Mapping[str, float]) -> tuple[str, ...]:
        """The topics with a sufficient score, best first; equal ones in the order of the file."""
        if not scores:
            return ()
        scoring = self.scoring
        order = {topic.slug: number for number, topic in enumerate(self.topics)}
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], order[pair[0]]))
        best_slug, best = ranked[0]
        required = self._required_score(best)
        selected = [slug for slug, score in ranked if score >= required]
        if not selected and best >= scoring.fallback:
            selected = [best_slug]
        return tuple(selected[: int(scoring.max_topics)])


def load_bundled_taxonomy(data: Path) -> Taxonomy:
    """The taxonomy in the folder of the bundled data, with its learned weights."""
    return load_taxonomy(data / "topics.toml").with_weights(
        load_topic_weights(data / "topic_weights.toml")
    )


def load_taxonomy(path: Path) -> Taxonomy:
    """The taxonomy in a file.

    Raises:
        TaxonomyError: The file cannot be used.
    """
    try:
        text = read_regular(path).decode("utf-8-sig")
    except OSError as error:
        raise TaxonomyError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise TaxonomyError(f"{path} is not UTF-8 text.") from error
    return parse_taxonomy(text, str(path))


def parse_taxonomy(text: str, name: str) -> Taxonomy:
    """The taxonomy that a text describes.

    Args:
        text: The content of a taxonomy file.
        name: The name of the file for error messages.

    Raises:
        TaxonomyError: The text cannot be used.
    """
    try:
        data: Mapping[str, object] = tomllib.loads(text)
        topics: dict[str, Topic] = {}
        patterns: dict[tuple[str, str], TopicPattern] = {}
        for number, table in enumerate(_topic_tables(data.get("topic", [])), 1):
            topic = _parse_topic(table, number)
            if topic.slug in topics:
                raise TaxonomyError(f'topic "{topic.slug}" stands there twice')
            topics[topic.slug] = topic
            for pattern in _parse_patterns(table, topic.slug):
                patterns[topic.slug, pattern.text] = pattern
        return Taxonomy(tuple(topics.values()), tuple(patterns.values()), _parse_scoring(data))
    except tomllib.TOMLDecodeError as error:
        raise TaxonomyError(f"{name}: is not TOML: {error}.") from error
    except TaxonomyError as error:
        raise TaxonomyError(f"{name}: {error}.") from error


def _topic_tables(value: object) -> list[Mapping[str, object]]:
    """The tables with the heading `[[topic]]`."""
    values: list[object] = value if isinstance(value, list) else [value]
    tables: list[Mapping[str, object]] = [table for table in values if isinstance(table, dict)]
    if len(tables) < len(values):
        raise TaxonomyError('"topic" must be a list of tables, each headed [[topic]]')
    return tables


def _parse_topic(table: Mapping[str, object], number: int) -> Topic:
    slug = table.get("slug")
    if not isinstance(slug, str):
        raise TaxonomyError(f"topic number {number} has no slug")
    if not SLUG.fullmatch(slug):
        raise TaxonomyError(
            f'topic "{slug}": a slug is made of lower-case letters, digits and single hyphens'
        )
    unknown = sorted(table.keys() - {"slug", "label", "description", "patterns"})
    if unknown:
        raise TaxonomyError(f'topic "{slug}": "{unknown[0]}" is not known here')
    label = table.get("label", slug.replace("-", " ").capitalize())
    description = table.get("description", "")
    if not isinstance(label, str) or not isinstance(description, str):
        raise TaxonomyError(f'topic "{slug}": label and description must be text')
    return Topic(slug, label, description)


def _parse_patterns(table: Mapping[str, object], slug: str) -> Iterator[TopicPattern]:
    rows = table.get("patterns", [])
    if not isinstance(rows, list):
        raise TaxonomyError(f'topic "{slug}": patterns must be a list')
    for row in rows:
        match row:
            case [str(text), int() | float() as weight] if not isinstance(weight, bool):
                if not all(_split_words(form) for form in text.split("|")):
                    raise TaxonomyError(f'topic "{slug}": pattern "{text}" has no words')
                if not 0 <= weight <= 100:
                    raise TaxonomyError(
                        f'topic "{slug}": the weight of "{text}" must be from 0 to 100'
                    )
                yield TopicPattern(slug, text, weight)
            case _:
                raise TaxonomyError(
                    f'topic "{slug}": {row!r} is not a pattern; write ["word|other word", 3]'
                )


def _parse_scoring(data: Mapping[str, object]) -> dict[str, float]:
    """The numbers given under `[scoring]`."""
    table = data.get("scoring", {})
    if not isinstance(table, dict):
        raise TaxonomyError('"scoring" must be a table')
    for name, value in table.items():
        if name not in Scoring.__dataclass_fields__:
            raise TaxonomyError(f'"{name}" under [scoring] is not known')
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise TaxonomyError(f'"{name}" under [scoring] must be a number, 0 or more')
    return dict(table)


def _split_words(text: str) -> list[str]:
    """The words and punctuation marks of a text, as they are compared with patterns."""
    text = text.lower()
    if not text.isascii():
        text = text.replace("’", "'").replace("‘", "'").replace("£", " pounds ")
        text = text.replace("“", '"').replace("”", '"')
    if "%" in text:
        text = text.replace("%", " percent ")
    if not text.isascii():
        return WORD.findall(text)
    for mark in _ASCII_MARKS:  # to search each of them is quicker than the pattern
        if mark in text:
            text = text.replace(mark, f" {mark} ")
    for gap in "_-/":
        text = text.replace(gap, " ")
    return text.split()


_ASCII_MARKS = [
    mark for mark in map(chr, range(128)) if WORD.fullmatch(mark) and not mark.isalnum()
]


def _index_by_first_word(
    patterns: tuple[TopicPattern, ...],
) -> dict[str, tuple[tuple[Words, int], ...]]:
    """First word -> the words that must follow and the number of the pattern, longest first."""
    index: dict[str, list[tuple[Words, int]]] = {}
    for number, pattern in enumerate(patterns):
        if pattern.weight:
            for spelling in pattern.text.split("|"):
                first, *rest = _split_words(spelling)
                index.setdefault(first, []).append((tuple(rest), number))
    return {
        first: tuple(sorted(entries, key=lambda entry: -len(entry[0])))
        for first, entries in index.items()
    }
