# ruff: noqa: T201 - it prints its table
"""Learns the weights of the topics from the chronology and from cases whose gold has topics.

    python -m tests.train.topics [FOLDER...]            prints cross-validated scores and writes
                                                        data/topic_weights.toml
    python -m tests.train.topics --table [FOLDER...]    prints the scores only

The sets are the chronology and those folders of `tests/cases` that are there; further folders with
captures and gold may be named, and are sets of their own. An item of a case is cut out by the
gold's first and last words. The items are divided into ten folds by the CRC of their site (of their
identifier in the chronology), so that items of a site are never in different folds; and that five
times, as the figures differ by a hundredth between divisions. The scores are those of all five.

A fold is scored by the program itself, with weights learned from the other nine and rounded as in
the file. The patterns, their weights by hand and the constants below are the same in all folds.
They were chosen by the cross-validated scores of all sets together, and the words of the patterns
were found after reading the errors on all sets but `exam` and `field`.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.optimize import minimize

from socitm_tui.ingest.topic_weights import (
    SHARED_FEATURES,
    TopicWeights,
    parse_topic_weights,
    text_features,
)
from socitm_tui.ingest.topics import Taxonomy, load_taxonomy
from tests.train.topic_items import (
    CASE_SETS,
    CASES,
    DIVISIONS,
    FOLDS,
    TopicItem,
    micro_f1,
    read_items,
)

ROOT: Final = Path(__file__).resolve().parents[2]
WEIGHTS_FILE: Final = ROOT / "data" / "topic_weights.toml"
ROUNDS: Final = 2
"""The ranks of the scores are those of the round before; at first those of the hand weights."""
THRESHOLD: Final = 0.35
FALLBACK: Final = 0.1
PATTERN_PENALTY: Final = 5.0
"""Of the squared logarithm of a pattern's factor."""
BIAS_PENALTY: Final = 3.0
RELATED_PENALTY: Final = 1.0
RANK_PENALTY: Final = 0.3
TEXT_PENALTY: Final = 0.1

RANKS: Final = ("first", "second", "third")
TEXTS: Final = ("length", "no_title", "field")

Array = Any
"""An array of numbers; numpy's own types say no more here."""


@dataclass(frozen=True, slots=True)
class Matrices:
    """What is computed once for all items and the hand-weighted taxonomy."""

    points: Array
    """Items x patterns: the points of a pattern before its weight."""
    texts: Array
    """Items x features of the text."""
    gold: Array
    """Items x topics."""
    own: Array
    """Patterns x topics: 1 for the topic of the pattern."""
    hand: Array
    """The weights of the patterns that were set by hand."""

    def rows(self, chosen: Array) -> Matrices:
        """The same for some of the items."""
        return replace(
            self, points=self.points[chosen], texts=self.texts[chosen], gold=self.gold[chosen]
        )


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parts of a vector of parameters."""

    factors: Array
    """Logarithms of the patterns' factors."""
    bias: Array
    field_bias: Array
    related: Array
    """Other topic x topic."""
    intercept: float
    score: float
    rival: float
    ranks: Array
    texts: Array


def make_matrices(taxonomy: Taxonomy, items: Sequence[TopicItem]) -> Matrices:
    """The points, features and gold of items."""
    slugs = [topic.slug for topic in taxonomy.topics]
    points = np.zeros((len(items), len(taxonomy.patterns)))
    texts = np.zeros((len(items), len(TEXTS)))
    for row, item in enumerate(items):
        for number, value in taxonomy.pattern_points(item.title, item.body).items():
            points[row, number] = value
        features = text_features(item.title, item.body)
        texts[row] = [features[name] for name in TEXTS]
    gold = np.array([[slug in item.topics for slug in slugs] for item in items], dtype=float)
    own = np.array([[pattern.slug == slug for slug in slugs] for pattern in taxonomy.patterns])
    hand = np.array([pattern.weight for pattern in taxonomy.patterns], dtype=float)
    return Matrices(points, texts, gold, own.astype(float), hand)


def split_parameters(vector: Array, topics: int, patterns: int) -> Parameters:
    """The parts of a vector of parameters."""
    sizes = [patterns, topics, topics, topics * topics, 3, len(RANKS), len(TEXTS)]
    factors, bias, field_bias, related, numbers, ranks, texts = np.split(
        vector, np.cumsum(sizes)[:-1]
    )
    matrix = related.reshape(topics, topics) * (1 - np.eye(topics))
    intercept, score, rival = numbers
    return Parameters(factors, bias, field_bias, matrix, intercept, score, rival, ranks, texts)


def rank_levels(levels: Array) -> Array:
    """Items x topics x ranks: whether the score of a topic is the first, second, third."""
    ranks = (levels[:, None, :] > levels[:, :, None]).sum(axis=2)
    return np.stack([(ranks == number) for number in range(len(RANKS))], axis=2).astype(float)


def rival_numbers(levels: Array) -> Array:
    """Items x topics: the number of the strongest other topic."""
    order = np.argsort(-levels, axis=1, kind="stable")
    rivals = np.repeat(order[:, :1], levels.shape[1], axis=1)
    rivals[np.arange(len(levels)), order[:, 0]] = order[:, 1]
    return rivals


def fit_parameters(data: Matrices) -> Parameters:
    """The parameters with the least penalized logistic loss.

    A topic without a matching pattern is never assigned, so it adds nothing to the loss.
    """
    patterns, topics = data.own.shape
    rows = np.arange(len(data.points))[:, None]
    off_diagonal = 1 - np.eye(topics)
    numbers_at = patterns + 2 * topics + topics * topics
    vector = np.zeros(numbers_at + 3 + len(RANKS) + len(TEXTS))
    vector[numbers_at : numbers_at + 3] = -2, 2, -1
    ranks = rank_levels(np.log1p((data.points * data.hand) @ data.own))
    field_column = data.texts[:, [TEXTS.index("field")]]

    def loss_and_gradient(vector: Array) -> tuple[float, Array]:
        parts = split_parameters(vector, topics, patterns)
        weighted = data.points * (data.hand * np.exp(parts.factors))
        scores = weighted @ data.own
        levels = np.log1p(scores)
        rivals = rival_numbers(levels)
        rival_levels = levels[rows, rivals]
        log_odds = (
            parts.intercept + parts.bias + parts.score * levels + parts.rival * rival_levels
            + (data.texts @ parts.texts)[:, None] + field_column * parts.field_bias
            + levels @ parts.related + ranks @ parts.ranks
        )  # fmt: skip
        is_scored = scores > 0
        signs = 2 * data.gold - 1
        loss = (is_scored * np.logaddexp(0, -signs * log_odds)).sum()
        errors = is_scored * (1 / (1 + np.exp(-log_odds)) - data.gold)
        to_levels = parts.score * errors + errors @ parts.related.T
        np.add.at(to_levels, (rows, rivals), parts.rival * errors)
        gradient = np.concatenate(
            [
                (((to_levels / (1 + scores)) @ data.own.T) * weighted).sum(axis=0),
                errors.sum(axis=0),
                (errors * field_column).sum(axis=0),
                ((levels.T @ errors) * off_diagonal).ravel(),
                [errors.sum(), (errors * levels).sum(), (errors * rival_levels).sum()],
                np.einsum("it,itr->r", errors, ranks),
                data.texts.T @ errors.sum(axis=1),
            ]
        )
        loss += (penalties * vector**2).sum()
        return float(loss), gradient + 2 * penalties * vector

    penalties = np.repeat(
        [PATTERN_PENALTY, BIAS_PENALTY, RELATED_PENALTY, 0, RANK_PENALTY, TEXT_PENALTY],
        [patterns, 2 * topics, topics * topics, 3, len(RANKS), len(TEXTS)],
    )
    parts = split_parameters(vector, topics, patterns)
    for _ in range(ROUNDS):
        vector = minimize(
            loss_and_gradient, vector, jac=True, method="L-BFGS-B", options={"maxiter": 150}
        ).x
        parts = split_parameters(vector, topics, patterns)
        ranks = rank_levels(
            np.log1p((data.points * (data.hand * np.exp(parts.factors))) @ data.own)
        )
    return parts


def format_weights(parts: Parameters, taxonomy: Taxonomy) -> str:
    """The weights as they stand in the file, rounded."""
    slugs = [topic.slug for topic in taxonomy.topics]
    values = [
        parts.intercept, parts.score, parts.rival, *parts.ranks, *parts.texts,
    ]  # fmt: skip
    lines = [
        f"threshold = {THRESHOLD}",
        f"fallback = {FALLBACK}",
        "",
        "[shared]",
        *(f"{name} = {value:.2f}" for name, value in zip(SHARED_FEATURES, values, strict=True)),
    ]
    for number, slug in enumerate(slugs):
        related = {
            other: value
            for other, value in zip(slugs, parts.related[:, number], strict=True)
            if abs(value) >= 0.03
        }
        factors = {
            pattern.text: math.exp(factor)
            for pattern, factor in zip(taxonomy.patterns, parts.factors, strict=True)
            if pattern.slug == slug and abs(factor) >= 0.03
        }
        lines += [
            "",
            f"[topic.{slug}]",
            f"bias = {parts.bias[number]:.2f}",
            f"field = {parts.field_bias[number]:.2f}",
            f"[topic.{slug}.related]",
            *(f"{other} = {value:.2f}" for other, value in related.items()),
            f"[topic.{slug}.patterns]",
            *(f"{json.dumps(text)} = {value:.2f}" for text, value in factors.items()),
        ]
    return "\n".join(lines) + "\n"


def learn_weights(data: Matrices, taxonomy: Taxonomy) -> TopicWeights:
    """The weights learned from items, rounded as in the file."""
    return parse_topic_weights(format_weights(fit_parameters(data), taxonomy))


def tabulate(
    items: Sequence[TopicItem], columns: Mapping[str, Sequence[Sequence[frozenset[str]]]]
) -> list[str]:
    """The lines of a table: F1 by set, of the topics given by several methods, each some times."""
    groups = list(dict.fromkeys(item.group for item in items))
    lines = [f"{'set':<12}{'items':>6}" + "".join(f"{name:>18}" for name in columns)]
    for group in (*groups, "all cases"):
        chosen = [
            number
            for number, item in enumerate(items)
            if item.group == group or (group == "all cases" and item.group != "chronology")
        ]
        figures = (
            micro_f1(
                (topics[number], items[number].topics) for topics in rounds for number in chosen
            )
            for rounds in columns.values()
        )
        lines.append(f"{group:<12}{len(chosen):>6}" + "".join(f"{f1:>18.3f}" for f1 in figures))
    return lines


def assign_topics(taxonomy: Taxonomy, items: Iterable[TopicItem]) -> list[frozenset[str]]:
    """The topics that a taxonomy gives to items."""
    return [frozenset(taxonomy.assign(item.title, item.body)) for item in items]


def cross_validate(
    taxonomy: Taxonomy, items: Sequence[TopicItem], data: Matrices, division: int
) -> list[frozenset[str]]:
    """The topics of all items, each given by weights learned from the other folds."""
    given: list[frozenset[str]] = [frozenset()] * len(items)
    for fold in range(FOLDS):
        learned = taxonomy.with_weights(
            learn_weights(
                data.rows(np.array([item.fold(division) != fold for item in items])), taxonomy
            )
        )
        for number, item in enumerate(items):
            if item.fold(division) == fold:
                given[number] = frozenset(learned.assign(item.title, item.body))
    return given


def main() -> None:
    """Print the scores, and write the weights learned from all items."""
    parser = argparse.ArgumentParser(prog="python -m tests.train.topics")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("folders", nargs="*", type=Path)
    options = parser.parse_args()
    folders = [CASES / name for name in CASE_SETS if (CASES / name).is_dir()]
    taxonomy = load_taxonomy(ROOT / "data" / "topics.toml")
    items = read_items([*folders, *options.folders])
    data = make_matrices(taxonomy, items)
    weights = format_weights(fit_parameters(data), taxonomy)
    table = tabulate(
        items,
        {
            "weights by hand": [assign_topics(taxonomy, items)],
            "cross-validated": [
                cross_validate(taxonomy, items, data, division) for division in range(DIVISIONS)
            ],
            "trained on all": [
                assign_topics(taxonomy.with_weights(parse_topic_weights(weights)), items)
            ],
        },
    )
    print("\n".join(table))
    if not options.table:
        head = "\n".join(
            [
                "Learned weights of the topics, written by `python -m tests.train.topics`.",
                "`socitm_tui.ingest.topic_weights` says what they mean. Micro-averaged F1:",
                *table,
            ]
        )
        comment = "\n".join(f"# {line}".rstrip() for line in head.split("\n"))
        WEIGHTS_FILE.write_text(f"{comment}\n\n{weights}", encoding="utf-8")


if __name__ == "__main__":
    main()
