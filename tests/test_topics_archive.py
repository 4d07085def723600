"""How well the bundled taxonomy does, as the head of data/topic_weights.toml says it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.ingest.topics import load_bundled_taxonomy
from tests.train.topic_items import CASES, TopicItem, micro_f1, read_items

TAXONOMY = load_bundled_taxonomy(Path(__file__).parent.parent / "data")


def score(items: list[TopicItem]) -> float:
    return micro_f1(
        (frozenset(TAXONOMY.assign(item.title, item.body)), item.topics) for item in items
    )


def test_every_tag_of_the_chronology_is_a_topic() -> None:
    tags = frozenset[str]().union(*(item.topics for item in read_items([])))
    assert tags == {topic.slug for topic in TAXONOMY.topics}


def test_all_items_of_the_chronology() -> None:
    items = read_items([])
    assert len(items) == 203
    assert score(items) >= 0.851


@pytest.mark.parametrize(
    ("folder", "count", "floor"),
    [
        ("seeds", 23, 0.830),
        ("dev", 43, 0.865),
        ("kept", 30, 0.801),
        ("exam", 51, 0.767),
        ("field", 16, 0.900),
        ("fresh", 18, 0.749),
    ],
)
def test_items_cut_out_of_captures(folder: str, count: int, floor: float) -> None:
    """The floors are the cross-validated figures, which the weights in use exceed."""
    items = [item for item in read_items([CASES / folder]) if item.group == folder]
    if not items:
        pytest.skip(f"tests/cases/{folder} is not here")
    assert len(items) == count
    assert score(items) >= floor


def test_learned_weights_name_topics_and_patterns_of_the_taxonomy() -> None:
    weights = TAXONOMY.weights
    assert weights is not None
    slugs = {topic.slug for topic in TAXONOMY.topics}
    assert weights.bias.keys() == weights.field_bias.keys() == weights.related.keys() == slugs
    assert all(related.keys() < slugs for related in weights.related.values())
    assert weights.factors.keys() <= {(pattern.slug, pattern.text) for pattern in TAXONOMY.patterns}
