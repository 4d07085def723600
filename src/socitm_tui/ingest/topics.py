"""A taxonomy file -> the topics of a text.

The file says how to score and what it has been measured to do: see the head of
`data/topics.toml`. A user may add a file of the same shape (`Taxonomy.merged_with`).

All patterns are looked up in one pass over the words of a text: a table leads from the first
word of a pattern to the rest of it, so the cost is that of the text and hardly that of the
number of patterns.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from socitm_tui.model.entities import Topic
from socitm_tui.storage.regular_files import read_regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Words = tuple[str, ...]
Hits = dict[int, list[int]]
"""Number of a pattern -> the words at which it begins, counted from 0."""

WORD = re.compile(r"[^\W_]+|[^\w\s\-‐‑‒–—−/]")
"""A word, or one mark of punctuation: `cloud. Store` is not the pattern `cloud store`."""
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class TaxonomyError(ValueError):
    """A taxonomy file that cannot be used; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """The numbers of the `[scoring]` table; the head of `topics.toml` says what they do."""

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
    """Spellings that count as one sign of a topic, and how much it counts."""

    slug: str
    text: str
    weight: float


@dataclass(frozen=True)
class Taxonomy:
    """Topics and their patterns, ready to be looked for."""

    topics: tuple[Topic, ...]
    patterns: tuple[TopicPattern, ...]
    scoring_given: Mapping[str, float] = field(default_factory=dict)
    """What the file says under `[scoring]`; the rest keeps its default."""

    @cached_property
    def scoring(self) -> Scoring:
        """All the numbers."""
        return Scoring(**self.scoring_given)

    @cached_property
    def _starts(self) -> Mapping[str, tuple[tuple[Words, int], ...]]:
        return _table_of_starts(self.patterns)

    def assign(self, title: str | None, body: str) -> tuple[str, ...]:
        """Topics of an item, best first."""
        return self._chosen(self.scores(title, body))

    def scores(self, title: str | None, body: str) -> dict[str, float]:
        """Topic -> score, of those that occur in an item."""
        in_title, in_body = self._hits(title or ""), self._hits(body)
        scores: dict[str, float] = {}
        for number in in_title.keys() | in_body.keys():
            slug = self.patterns[number].slug
            points = self._points(number, in_title.get(number, ()), in_body.get(number, ()))
            scores[slug] = scores.get(slug, 0) + points
        return scores

    def merged_with(self, other: Taxonomy) -> Taxonomy:
        """Our taxonomy with the other's additions.

        New topics come last. For a topic of ours the other may give a new label or
        description, add patterns, weigh a pattern of ours anew, or drop it with weight 0.
        """
        named = {topic.slug: topic for topic in self.topics}
        for topic in other.topics:
            ours = named.get(topic.slug, topic)
            named[topic.slug] = replace(topic, description=topic.description or ours.description)
        patterns = {(p.slug, p.text): p for p in (*self.patterns, *other.patterns)}
        return Taxonomy(
            tuple(named.values()),
            tuple(patterns.values()),
            {**self.scoring_given, **other.scoring_given},
        )

    def _hits(self, text: str) -> Hits:
        """Where each pattern occurs in a text."""
        words = _words(text)
        starts = self._starts
        hits: Hits = {}
        ends: dict[int, int] = {}
        for at, possible in [(at, starts[word]) for at, word in enumerate(words) if word in starts]:
            for rest, number in possible:
                end = at + 1 + len(rest)
                if ends.get(number, 0) > at or (rest and tuple(words[at + 1 : end]) != rest):
                    continue
                hits.setdefault(number, []).append(at)
                ends[number] = end
        return hits

    def _points(self, number: int, in_title: Sequence[int], in_body: Sequence[int]) -> float:
        """Points that one pattern adds to the score of its topic."""
        scoring = self.scoring
        times = sum(1 if at < scoring.opening_words else scoring.later_factor for at in in_body)
        factor = scoring.title_factor if in_title else 0
        return self.patterns[number].weight * (factor + min(times, scoring.body_cap))

    def _chosen(self, scores: Mapping[str, float]) -> tuple[str, ...]:
        """Topics whose score suffices, best first; equal ones as the file has them."""
        if not scores:
            return ()
        scoring = self.scoring
        order = {topic.slug: place for place, topic in enumerate(self.topics)}
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], order[pair[0]]))
        best = ranked[0][1]
        bar = max(scoring.threshold, min(scoring.share_of_best * best, scoring.enough))
        kept = [slug for slug, score in ranked if score >= bar]
        if not kept and best >= scoring.fallback:
            kept = [ranked[0][0]]
        return tuple(kept[: int(scoring.max_topics)])


def load_taxonomy(path: Path) -> Taxonomy:
    """Taxonomy read from a file; raises TaxonomyError."""
    try:
        text = read_regular(path).decode("utf-8-sig")
    except OSError as error:
        raise TaxonomyError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise TaxonomyError(f"{path} is not UTF-8 text.") from error
    return parse_taxonomy(text, str(path))


def parse_taxonomy(text: str, name: str) -> Taxonomy:
    """Taxonomy that a text describes; `name` is what error messages call it."""
    try:
        data: Mapping[str, object] = tomllib.loads(text)
        topics: dict[str, Topic] = {}
        patterns: dict[tuple[str, str], TopicPattern] = {}
        for place, table in enumerate(_tables(data.get("topic", [])), 1):
            topic = _topic(table, place)
            if topic.slug in topics:
                raise TaxonomyError(f'topic "{topic.slug}" stands there twice')
            topics[topic.slug] = topic
            for pattern in _patterns(table, topic.slug):
                patterns[topic.slug, pattern.text] = pattern
        return Taxonomy(tuple(topics.values()), tuple(patterns.values()), _scoring(data))
    except tomllib.TOMLDecodeError as error:
        raise TaxonomyError(f"{name}: is not TOML: {error}.") from error
    except TaxonomyError as error:
        raise TaxonomyError(f"{name}: {error}.") from error


def _tables(value: object) -> list[Mapping[str, object]]:
    """Tables headed `[[topic]]`."""
    tables: list[object] = value if isinstance(value, list) else [value]
    found: list[Mapping[str, object]] = [table for table in tables if isinstance(table, dict)]
    if len(found) < len(tables):
        raise TaxonomyError('"topic" must be a list of tables, each headed [[topic]]')
    return found


def _topic(table: Mapping[str, object], place: int) -> Topic:
    """Slug, label and description of one table."""
    slug = table.get("slug")
    if not isinstance(slug, str):
        raise TaxonomyError(f"topic number {place} has no slug")
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


def _patterns(table: Mapping[str, object], slug: str) -> Iterator[TopicPattern]:
    """Weighted patterns of one table."""
    rows = table.get("patterns", [])
    if not isinstance(rows, list):
        raise TaxonomyError(f'topic "{slug}": patterns must be a list')
    for row in rows:
        match row:
            case [str(text), int() | float() as weight] if not isinstance(weight, bool):
                if not all(_words(form) for form in text.split("|")):
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


def _scoring(data: Mapping[str, object]) -> dict[str, float]:
    """Numbers that stand under `[scoring]`."""
    table = data.get("scoring", {})
    if not isinstance(table, dict):
        raise TaxonomyError('"scoring" must be a table')
    for name, value in table.items():
        if name not in Scoring.__dataclass_fields__:
            raise TaxonomyError(f'"{name}" under [scoring] is not known')
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise TaxonomyError(f'"{name}" under [scoring] must be a number, 0 or more')
    return dict(table)


def _words(text: str) -> list[str]:
    """Words and marks of a text, as patterns are compared with them."""
    text = text.lower()
    if not text.isascii():
        text = text.replace("’", "'").replace("‘", "'").replace("£", " pounds ")
        text = text.replace("“", '"').replace("”", '"')
    if "%" in text:
        text = text.replace("%", " percent ")
    return WORD.findall(text)


def _table_of_starts(
    patterns: tuple[TopicPattern, ...],
) -> dict[str, tuple[tuple[Words, int], ...]]:
    """First word -> what must follow and the number of the pattern, longest first."""
    table: dict[str, list[tuple[Words, int]]] = {}
    for number, pattern in enumerate(patterns):
        if pattern.weight:
            for form in pattern.text.split("|"):
                first, *rest = _words(form)
                table.setdefault(first, []).append((tuple(rest), number))
    return {
        first: tuple(sorted(found, key=lambda entry: -len(entry[0])))
        for first, found in table.items()
    }
