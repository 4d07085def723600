"""Learned weights decide about the topics that they name, and leave others to the scores."""

from __future__ import annotations

import pytest

from socitm_tui.ingest.topic_weights import TopicWeights, parse_topic_weights, text_features
from socitm_tui.ingest.topics import Taxonomy, parse_taxonomy

PETS = """
[[topic]]
slug = "cats"
patterns = [["cat|cats", 3], ["purr", 1]]
[[topic]]
slug = "dogs"
patterns = [["dog|dogs", 3]]
"""
WEIGHTS = """
threshold = 0.5
fallback = 0.2
[shared]
intercept = -1.0
score = 1.0
rival = -0.25
first = 0
second = 0
third = 0
length = 0
no_title = 0
field = 0.5
[topic.cats]
bias = 0.2
field = 0
[topic.cats.related]
dogs = -1.0
[topic.cats.patterns]
"purr" = 2.0
[topic.dogs]
bias = 0
field = 0
[topic.dogs.related]
[topic.dogs.patterns]
"""


def pets(weights: str = WEIGHTS, own: str = "") -> Taxonomy:
    taxonomy = parse_taxonomy(PETS, "pets.toml").with_weights(parse_topic_weights(weights))
    return taxonomy.merged_with(parse_taxonomy(own, "own.toml"))


def learned_weights() -> TopicWeights:
    return parse_topic_weights(WEIGHTS)


def test_a_probability_is_that_of_a_logistic_regression() -> None:
    scores = {"cats": 3.0, "dogs": 3.0}  # ln 4 = 1.386
    probabilities = learned_weights().probabilities(scores, "A headline", "")
    assert probabilities["dogs"] == pytest.approx(0.5099, abs=1e-4)  # -1 + 0.75 ln 4
    assert probabilities["cats"] == pytest.approx(0.2412, abs=1e-4)  # -0.8 - 0.25 ln 4


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Pets", "A cat", ("cats",)),
        ("Pets", "A cat and a dog", ("dogs",)),  # dogs speak against cats
        ("Pets", "It does purr", ("cats",)),  # 1 × 2: under the threshold, over the fallback
        ("Pets", "A fish", ()),
        ("Pets", "", ()),
    ],
)
def test_the_topics_that_are_probable(title: str, body: str, expected: tuple[str, ...]) -> None:
    assert pets().assign(title, body) == expected


def test_equal_probabilities_stay_in_the_order_of_the_file() -> None:
    weights = WEIGHTS.replace("dogs = -1.0", "").replace("bias = 0.2", "bias = 0")
    assert pets(weights).assign("Pets", "A dog and a cat") == ("cats", "dogs")


def test_a_topic_of_the_users_own_needs_its_score_and_changes_no_other() -> None:
    own = """
    [[topic]]
    slug = "birds"
    patterns = [["bird|birds", 3], ["song", 1]]
    """
    taxonomy = pets(own=own)
    assert taxonomy.assign("Pets", "A bird") == ("birds",)
    assert taxonomy.assign("Pets", "A bird and a cat") == ("cats", "birds")
    assert taxonomy.assign("Pets", "A cat and a song") == ("cats",)
    assert taxonomy.assign("Pets", "A song") == ("birds",)  # nothing else is there


def test_a_users_weight_replaces_the_learned_one() -> None:
    own = """
    [[topic]]
    slug = "cats"
    patterns = [["purr", 0], ["kitten", 3]]
    """
    assert pets(own=own).assign("Pets", "It does purr") == ()
    assert pets(own=own).assign("Pets", "A kitten") == ("cats",)


def test_a_users_numbers_for_selection_replace_the_learned_weights() -> None:
    taxonomy = pets(own="[scoring]\nthreshold = 7\nfallback = 7\n")
    assert taxonomy.weights is None
    assert taxonomy.assign("Pets", "A cat") == ()
    assert taxonomy.assign("Cats", "A cat") == ("cats",)
    assert pets(own="[scoring]\nmax_topics = 1\n").weights is not None


def test_the_features_of_a_text() -> None:
    assert text_features(None, "one two three") == {
        "length": pytest.approx(-0.6534, abs=1e-4),
        "no_title": 1,
        "field": 0,
    }
    assert text_features("Socitm", "")["field"] == 1
    assert text_features("", "The report Better Connected")["field"] == 1
