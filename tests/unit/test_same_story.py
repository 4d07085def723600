"""Items that tell one story are linked; different stories never are."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from socitm_tui.ingest.same_story import StoryLinks, link_new_stories, link_stories, merge_links
from socitm_tui.ingest.story_features import Story

ROOT = Path(__file__).parents[2]

STRIKE = (
    "Hardly any medium is better suited to telling residents what a strike has closed, and still "
    "one council in five said nothing."
)
DUDLEY = "Dudley took the prize for the best ICT service at the conference in Birmingham."
DUDLEY_TOO = "The best ICT service is Dudley's: Birmingham conference hands it the prize."
BRIDGE = "The swing bridge at Fenwick stays shut until the river has been dredged."


def story(
    body: str, date: str | None = "2011-12-06", *, title: str | None = None, capture: str = ""
) -> Story:
    return Story(f"{date} {body[:12]} {capture}", title, body, date, capture or body[:12])


OTHERS = [
    story(f"{word} {word}ed quite another {word}er in the {word} of {word}ston", capture=word)
    for word in ("moss", "kelp", "fern", "reed", "palm", "pine", "rush", "vine", "iris", "hemp")
]


def linked(a: Story, b: Story) -> bool:
    """True when two stories are linked, in an archive that also has quite other ones."""
    return link_stories([*OTHERS, a, b]) == {a.key: (b.key,), b.key: (a.key,)}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        # one text, or the beginning of it
        (story(STRIKE), story(STRIKE, "2011-12-14"), True),
        (story(STRIKE), story(f"{STRIKE}\n\nPractice was all over the place.", "2011-12-14"), True),
        (story(STRIKE), story(f"{STRIKE[:90]}…", "2011-12-14"), True),
        (story(STRIKE), story(STRIKE, None), True),
        (story(STRIKE), story(STRIKE, "2011"), True),
        (story(STRIKE), story(STRIKE, "2011-12"), True),
        (story(STRIKE), story(STRIKE, "2012-12-06"), False),
        (story(STRIKE), story(STRIKE[:45] + "is news to most of us, says a study", None), False),
        (
            story("Nominations are open for the awards.", "2010"),
            story("Nominations are open."),
            False,
        ),
        # one event in other words
        (story(DUDLEY), story(DUDLEY_TOO), True),
        (story(DUDLEY), story(DUDLEY_TOO, "2011-12-09"), True),
        (story(DUDLEY), story(DUDLEY_TOO, "2011-12-19"), False),
        (story(DUDLEY), story(DUDLEY_TOO, "2011-12"), False),
        (story(DUDLEY), story(DUDLEY_TOO, None), False),
        (story(DUDLEY), story(BRIDGE), False),
        (story(DUDLEY, "not a date"), story(DUDLEY_TOO), False),
        # one headline
        (
            story(DUDLEY, None, title="Dudley named best for ICT"),
            story(DUDLEY_TOO, "2011", title="Best for ICT: Dudley named"),
            True,
        ),
        (story(DUDLEY, title="News from Dudley"), story(BRIDGE, title="News from Dudley"), False),
        # nothing to go by
        (story("", None), story("", None, capture="other"), False),
        (story("!!!"), story("???", capture="other"), False),
    ],
)
def test_which_stories_are_linked(a: Story, b: Story, expected: bool) -> None:
    assert linked(a, b) is expected
    assert linked(b, a) is expected


def test_of_several_likely_partners_on_a_page_the_best_is_taken() -> None:
    mine = story("oak elm ash yew lime larch alder beech", capture="mine")
    right = story("oak elm ash yew lime larch rowan", capture="page")
    wrong = story("alder beech oak elm hazel", capture="page")
    assert mine.key in link_stories([*OTHERS, mine, wrong])
    assert link_stories([*OTHERS, mine, right, wrong]) == {
        mine.key: (right.key,),
        right.key: (mine.key,),
    }


def test_a_heading_that_many_stories_bear_links_none() -> None:
    column = [
        Story(f"{n}", "Notes from the old hall garden", f"x{n}a x{n}b x{n}c", date, f"{n}")
        for n, date in enumerate(
            f"{year}-{month:02}" for year in (2010, 2011) for month in range(1, 13)
        )
    ]
    assert len(link_stories([*OTHERS, *column[:2]])) == 2
    many = [*OTHERS, *column, *(story(f"y{n}a y{n}b", capture=f"y{n}") for n in range(3000))]
    assert link_stories(many) == {}


def test_new_stories_are_linked_to_known_ones() -> None:
    known = [story(DUDLEY), story(STRIKE), *OTHERS]
    new = [story(DUDLEY_TOO), story(STRIKE, "2011-12-14"), story(BRIDGE)]
    assert link_new_stories(known, new) == {
        known[0].key: (new[0].key,),
        new[0].key: (known[0].key,),
        known[1].key: (new[1].key,),
        new[1].key: (known[1].key,),
    }
    assert link_new_stories(known, []) == {}
    assert link_new_stories([*known, *new], new) == link_new_stories(known, new)


@pytest.mark.parametrize("when", ["0001-01-01", "9999-12-31", "2012-13-45", "1-2-3-4", "", None])
def test_odd_dates_do_no_harm(when: str | None) -> None:
    known, new = (
        story(STRIKE, when, title="A fifth stayed silent"),
        story(STRIKE, when, capture="x"),
    )
    assert link_new_stories([*OTHERS, known], [new]) == link_stories([*OTHERS, known, new])


def test_a_known_story_is_found_by_its_headline() -> None:
    known = story(DUDLEY, None, title="Councils’ strategies named best")
    new = story(DUDLEY_TOO, None, title="Named best: strategies of councils")
    others = [story(f"z{n}a z{n}b z{n}c", None, capture=f"{n}") for n in range(2500)]
    assert link_new_stories([*others, known], [new]) == {
        known.key: (new.key,),
        new.key: (known.key,),
    }


def test_links_found_at_different_times_hang_together() -> None:
    assert merge_links({"a": ("b",)}, {"c": ("b",)}, {"x": ("y",)}, {"z": ()}) == {
        "a": ("b", "c"),
        "b": ("a", "c"),
        "c": ("a", "b"),
        "x": ("y",),
        "y": ("x",),
    }


# ------------------------------------------------------------------ the bundled archive
Pair = frozenset[str]
TRUTH = json.loads((ROOT / "tests" / "data" / "same_story.json").read_text(encoding="utf-8"))
PRECISIONS = {"day": 10, "month": 7, "year": 4}


def bundled() -> list[Story]:
    """All items of the bundled archive, those of the captures cut out by their lines."""
    feed = json.loads((ROOT / "data" / "chronology.json").read_text(encoding="utf-8"))
    stories = []
    for entry in feed["items"]:
        known = PRECISIONS[entry["_socitm"]["date_precision"]]
        date = entry["date_published"][:known]
        stories.append(
            Story(entry["id"], entry["title"], entry["content_text"], date, "chronology.json")
        )
    for name, rows in TRUTH["captures"].items():
        page = (ROOT / "data" / "captures" / name).read_text(encoding="utf-8").split("\n")
        for row in rows:
            first, last = row["lines"]
            body = "\n".join(page[first - 1 : last])
            stories.append(Story(f"{name}:{first}", row["title"], body, row["date"], name))
    return stories


def twins() -> list[Pair]:
    """Pairs of a chronology item and the item of a capture that tells the same."""
    return [
        frozenset((f"{name}:{row['lines'][0]}", row["also"]))
        for name, rows in TRUTH["captures"].items()
        for row in rows
    ]


def pairs(groups: list[list[str]]) -> set[Pair]:
    """Every pair within a group, a chronology item standing for its twin in a capture too."""
    twin = {also: key for pair in twins() for key in pair for also in pair - {key}}
    linked = set[Pair]()
    for group in groups:
        keys = {*group, *(twin[key] for key in group if key in twin)}
        linked.update(map(frozenset, combinations(keys, 2)))
    return linked


def as_pairs(links: StoryLinks) -> set[Pair]:
    return {frozenset((key, other)) for key, others in links.items() for other in others}


def test_no_link_in_the_bundled_archive_joins_two_stories() -> None:
    linked = as_pairs(link_stories(bundled()))
    right = pairs(TRUTH["same"]) | set(twins())
    assert linked - right - pairs(TRUTH["open"]) == set()


def test_every_item_of_the_captures_is_linked_to_its_chronology_item() -> None:
    linked = as_pairs(link_stories(bundled()))
    assert len(twins()) == 23
    assert [sorted(pair) for pair in twins() if pair not in linked] == []


def test_the_teaser_printed_on_two_days_is_linked() -> None:
    page = "publictechnology-tag-socitm.txt"
    assert f"{page}:43" in link_stories(bundled())[f"{page}:39"]


def test_recall_of_several_publishers_reports_in_quite_other_words() -> None:
    """Few are linked: summaries of one event share hardly more words than those of two."""
    linked = as_pairs(link_stories(bundled()))
    right = {pair for pair in pairs(TRUTH["same"]) if not any(".txt" in key for key in pair)}
    assert len(right) == 28
    assert len(linked & right) >= 3


def test_a_part_of_the_archive_has_no_other_links() -> None:
    stories = sorted(bundled(), key=lambda one: (one.date or "", one.key))
    whole = as_pairs(link_stories(stories))
    for first in range(0, len(stories), 20):
        assert as_pairs(link_stories(stories[first : first + 40])) <= whole


@pytest.mark.parametrize("name", sorted(TRUTH["captures"]))
def test_a_capture_added_later_is_linked_as_well(name: str) -> None:
    stories = bundled()
    new = [story for story in stories if story.capture == name]
    linked = as_pairs(link_new_stories([story for story in stories if story.capture != name], new))
    mine = {pair for pair in twins() if any(story.key in pair for story in new)}
    assert mine <= linked


def test_an_item_in_two_feeds_is_linked_by_its_address_and_title() -> None:
    def in_feed(key: str, capture: str, title: str = "Ferry back", number: int = 1) -> Story:
        url = f"http://quay.example/{number}"
        return Story(key, title, "Short.", "2010-11-10", capture, url=url)

    stories = [
        in_feed("a", "news"), in_feed("b", "boats"), in_feed("c", "boats", number=2),
        in_feed("d", "news", title="Another title"), in_feed("e", "news", number=3),
        in_feed("f", "news", number=3),
    ]  # fmt: skip
    assert link_stories(stories) == {"a": ("b",), "b": ("a",)}
    assert link_new_stories(stories[:1], stories[1:]) == {"a": ("b",), "b": ("a",)}
