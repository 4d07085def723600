"""A taxonomy says which topics a text has, why, and what is wrong with its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.ingest.topics import Taxonomy, TaxonomyError, load_taxonomy, parse_taxonomy
from socitm_tui.model.entities import Topic

PETS = """
[[topic]]
slug = "cats"
label = "Cats"
patterns = [["cat|cats|tom cat", 3], ["purr", 1], ["cat's cradle", 4]]

[[topic]]
slug = "dogs"
label = "Dogs"
description = "Of all sizes."
patterns = [["dog|dogs", 3], ["bark", 1.5], ["£500 dog|50% dog", 5], ["sheep dog", 2]]

[[topic]]
slug = "fish"
patterns = [["fish", 3]]
"""


def pets(scoring: str = "") -> Taxonomy:
    return parse_taxonomy(f"[scoring]\n{scoring}\n{PETS}", "pets.toml")


def score(title: str | None, body: str, slug: str, scoring: str = "") -> float:
    return pets(scoring).scores(title, body).get(slug, 0)


def test_topics_keep_the_order_of_the_file_and_a_missing_label_is_made() -> None:
    assert pets().topics == (
        Topic("cats", "Cats"),
        Topic("dogs", "Dogs", "Of all sizes."),
        Topic("fish", "Fish"),
    )


@pytest.mark.parametrize(
    ("title", "body", "slug", "expected"),
    [
        (None, "A cat.", "cats", 3),
        (None, "concatenate", "cats", 0),
        (None, "CATS and Cats", "cats", 6),
        (None, "cat cat cat cat", "cats", 6),  # body_cap
        (None, "a tom cat", "cats", 3),  # one pattern, the longer spelling, once
        (None, "a tom-cat", "cats", 3),
        (None, "tom—cat", "cats", 3),
        (None, "tom. Cat", "cats", 3),  # only "cat": a full stop stands between
        (None, "a sheep. Dog", "dogs", 3),
        (None, "a sheep/dog", "dogs", 5),
        (None, "Cat’s cradle", "cats", 7),  # and "cat" itself
        (None, "a £500 dog", "dogs", 8),
        (None, "a 50% dog", "dogs", 8),
        (None, "a 50 per dog", "dogs", 3),
        ("The cat", "", "cats", 9),
        ("Cat, cat", "cat", "cats", 12),  # the title counts once
        (None, "word " * 59 + "cat", "cats", 3),
        (None, "word " * 60 + "cat", "cats", 0.6),
        (None, "word " * 60 + "cat " * 20, "cats", 6),
        ("Cats", f"A cat purrs; the dog did bark. {'word ' * 60}cat", "cats", 12.6),
        ("Cats", f"A cat purrs; the dog did bark. {'word ' * 60}cat", "dogs", 4.5),
        (None, "", "cats", 0),
    ],
)
def test_the_score_of_a_topic(title: str | None, body: str, slug: str, expected: float) -> None:
    assert score(title, body, slug) == pytest.approx(expected)


def test_words_are_told_apart_alike_in_ascii_and_beyond() -> None:
    taxonomy = pets()
    for sign in map(chr, range(128)):
        text = f"A sheep{sign}dog, a tom{sign}cat{sign} and a fish."
        assert taxonomy.scores(None, text) == taxonomy.scores(None, f"{text} é"), repr(sign)


@pytest.mark.parametrize(
    ("scoring", "title", "body", "expected"),
    [
        ("", None, "A dog and two cats, two cats", ("cats", "dogs")),
        ("", None, "A dog and a cat", ("cats", "dogs")),  # ties as in the file
        ("", None, "purr", ("cats",)),  # fallback
        ("fallback = 2", None, "purr", ()),
        ("", "The cat", "cat, cat; a bark", ("cats",)),
        ("", "The cat", "cat, cat and a dog", ("cats",)),  # 3 of 15 is less than a quarter
        ("share_of_best = 0", "The cat", "cat, cat and a dog", ("cats", "dogs")),
        ("enough = 3", "The cat", "cat, cat and a dog", ("cats", "dogs")),
        ("", None, "dog cat fish", ("cats", "dogs", "fish")),
        ("max_topics = 2", None, "dog cat fish", ("cats", "dogs")),
        ("", None, "nothing of the kind", ()),
        ("", None, "", ()),
    ],
)
def test_the_topics_kept(
    scoring: str, title: str | None, body: str, expected: tuple[str, ...]
) -> None:
    assert pets(scoring).assign(title, body) == expected


def test_a_users_file_adds_topics_patterns_and_numbers() -> None:
    own = parse_taxonomy(
        """
        [scoring]
        fallback = 9
        [[topic]]
        slug = "birds"
        patterns = [["bird", 3]]
        [[topic]]
        slug = "dogs"
        label = "Hounds"
        patterns = [["bark", 0], ["hound", 3], ["dog|dogs", 4]]
        """,
        "own.toml",
    )
    both = pets("max_topics = 4").merged_with(own)
    assert [topic.slug for topic in both.topics] == ["cats", "dogs", "fish", "birds"]
    assert both.topics[1] == Topic("dogs", "Hounds", "Of all sizes.")
    assert both.assign(None, "bird, hound, cat") == ("cats", "dogs", "birds")
    assert both.assign(None, "bark") == ()
    assert both.scores(None, "dog")["dogs"] == 4
    assert both.scoring.max_topics == 4


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[topic]", "is not TOML"),
        ("topic = 3", '"topic" must be a list of tables, each headed [[topic]]'),
        ("[[topic]]\nlabel = 'x'", "topic number 1 has no slug"),
        ("[[topic]]\nslug = 'Big Dogs'", 'topic "Big Dogs": a slug is made of'),
        ("[[topic]]\nslug = 'a'\n[[topic]]\nslug = 'a'", 'topic "a" stands there twice'),
        ("[[topic]]\nslug = 'a'\nlabel = 3", 'topic "a": label and description must be text'),
        ("[[topic]]\nslug = 'a'\nwords = []", 'topic "a": "words" is not known here'),
        ("[[topic]]\nslug = 'a'\npatterns = 3", 'topic "a": patterns must be a list'),
        ("[[topic]]\nslug = 'a'\npatterns = ['x']", "topic \"a\": 'x' is not a pattern"),
        ("[[topic]]\nslug = 'a'\npatterns = [['x', true]]", 'topic "a": '),
        ("[[topic]]\nslug = 'a'\npatterns = [['x|', 1]]", 'pattern "x|" has no words'),
        (
            "[[topic]]\nslug = 'a'\npatterns = [['x', -1]]",
            'the weight of "x" must be from 0 to 100',
        ),
        ("scoring = 3", '"scoring" must be a table'),
        ("[scoring]\ntreshold = 3", '"treshold" under [scoring] is not known'),
        ("[scoring]\nthreshold = '3'", '"threshold" under [scoring] must be a number'),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_one_sentence(text: str, complaint: str) -> None:
    with pytest.raises(TaxonomyError) as caught:
        parse_taxonomy(text, "own.toml")
    message = str(caught.value)
    assert message.startswith("own.toml: ")
    assert complaint in message
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(None, "cannot be read"), (b"\xff\xfe\xfa", "is not UTF-8 text")],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    path = tmp_path / "own.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TaxonomyError, match=complaint):
        load_taxonomy(path)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(PETS, encoding="utf-8-sig")
    assert load_taxonomy(path).assign(None, "fish") == ("fish",)


def test_an_empty_file_has_no_topics() -> None:
    assert parse_taxonomy("", "own.toml").assign("Cats", "cats") == ()
