"""Learned weights by which the scores of topics become probabilities.

`data/topic_weights.toml` holds them; `python -m tests.train.topics` learns them and writes the
file. They are those of a logistic regression that all topics share: how strong a topic's score is,
how strong its strongest rival, which rank it has, how long the text is, and whether it has a
headline or names the field. Each topic adds a bias of its own, what it gains in texts that name
the field, what the scores of the other topics tell about it, and factors for its patterns.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FIELD_NAMES = ("socitm", "society of information technology management", "better connected")
"""What a text about the field of the bundled topics names; topics are more frequent in these."""
SHARED_FEATURES = (
    "intercept", "score", "rival", "first", "second", "third", "length", "no_title", "field",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TopicWeights:
    """The weights of all topics."""

    threshold: float
    """A topic with this probability is assigned."""
    fallback: float
    """If no topic reaches the threshold, the most probable one is assigned from this on."""
    shared: Mapping[str, float]
    """Shared feature -> weight."""
    bias: Mapping[str, float]
    """Topic -> what is added to its log-odds; the topics named here are those learned."""
    field_bias: Mapping[str, float]
    """Topic -> what is added if the text names the field."""
    related: Mapping[str, Mapping[str, float]]
    """Topic -> other topic -> weight of the other topic's score."""
    factors: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Topic and text of a pattern -> the factor of the pattern's weight, if it is not 1."""

    def probabilities(
        self, scores: Mapping[str, float], title: str | None, body: str
    ) -> dict[str, float]:
        """Topic -> probability, of the learned topics among the scored ones."""
        levels = {slug: math.log1p(scores[slug]) for slug in scores if slug in self.bias}
        shared = text_features(title, body)
        common = self.shared["intercept"] + sum(
            self.shared[name] * value for name, value in shared.items()
        )
        result: dict[str, float] = {}
        for slug in levels:
            related = self.related.get(slug, {})
            log_odds = common + self.bias[slug] + shared["field"] * self.field_bias.get(slug, 0)
            for name, value in rank_features(slug, levels).items():
                log_odds += self.shared[name] * value
            for other, other_level in levels.items():
                log_odds += related.get(other, 0) * other_level
            result[slug] = 1 / (1 + math.exp(-log_odds))
        return result


def text_features(title: str | None, body: str) -> dict[str, float]:
    """The features that all topics of an item have in common."""
    text = f"{title or ''} {body}".lower()
    return {
        "length": math.log1p(len(body.split())) / 4 - 1,
        "no_title": float(title is None),
        "field": float(any(name in text for name in FIELD_NAMES)),
    }


def rank_features(slug: str, levels: Mapping[str, float]) -> dict[str, float]:
    """The features of a topic among all topics of an item.

    Args:
        slug: The topic.
        levels: Topic -> logarithm of its score plus 1.
    """
    level = levels[slug]
    rank = sum(other > level for other in levels.values())
    return {
        "score": level,
        "rival": max((value for other, value in levels.items() if other != slug), default=0),
        "first": float(rank == 0),
        "second": float(rank == 1),
        "third": float(rank == 2),
    }


def load_topic_weights(path: Path) -> TopicWeights:
    """The weights in a bundled file."""
    return parse_topic_weights(path.read_text(encoding="utf-8"))


def parse_topic_weights(text: str) -> TopicWeights:
    """The weights that a text holds."""
    data: dict[str, Any] = tomllib.loads(text)
    topics: dict[str, dict[str, Any]] = data["topic"]
    return TopicWeights(
        data["threshold"],
        data["fallback"],
        data["shared"],
        {slug: table["bias"] for slug, table in topics.items()},
        {slug: table["field"] for slug, table in topics.items()},
        {slug: table["related"] for slug, table in topics.items()},
        {
            (slug, pattern): factor
            for slug, table in topics.items()
            for pattern, factor in table["patterns"].items()
        },
    )
