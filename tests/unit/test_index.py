"""Selecting, counting and grouping."""

from __future__ import annotations

import pytest

from socitm_tui.model.entities import Annotation, Topic
from socitm_tui.search.index import FacetCount, Index, Order
from socitm_tui.search.query import FieldTerm
from socitm_tui.search.query_parser import parse_query
from tests.factories import item

ITEMS = (
    item("Better Connected 2012", key="aaa1", date="2012-03-27", topics=("websites", "research"),
         body="Councils’ sites get better. A café opens."),
    item("Strike news", key="aaa2", date="2012-03", topics=("websites",), publisher="Times"),
    item("A year book", key="bbb1", date="2012", body="Better and connected, but not together."),
    item(None, key="ccc1", date="2011-12-06", body="Despite G-Cloud, cloudy skies.",
         truncated=True, author="Ann Lee"),
    item("No date", key="ddd1", date=None, topics=("cloud",), same_story=("ccc1",)),
)  # fmt: skip
TOPICS = (Topic("websites", "Websites"), Topic("cloud", "Cloud"), Topic("green-it", "Green IT"))


@pytest.fixture
def index() -> Index:
    notebook = {
        "aaa2": Annotation("aaa2", bookmarked=True, read=True, tags=("later",), note="look again"),
        "gone": Annotation("gone", bookmarked=True),
    }
    return Index(ITEMS, notebook, TOPICS)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", "aaa1 aaa2 bbb1 ccc1 ddd1"),
        ("better", "aaa1 bbb1"),
        ("bett conn", "aaa1 bbb1"),
        ('"better connected"', "aaa1"),
        ("CAFE", "aaa1"),
        ("councils'", "aaa1"),
        ("clou", "ccc1"),
        ("g-cloud", "ccc1"),
        ("cloud-g", ""),
        ('"cloud"', "ccc1"),
        ('"clou"', ""),
        ("ann", "ccc1"),
        ("year:2012", "aaa1 aaa2 bbb1"),
        ("year:2011,2012 -topic:websites", "bbb1 ccc1"),
        ("year:undated", "ddd1"),
        ("date:none", "ddd1"),
        ("date:2012", "aaa1 aaa2 bbb1"),
        ("date:2012-03", "aaa1 aaa2"),
        ("date:2012-03/2013", "aaa1 aaa2"),
        ("date:/2012-06", "aaa1 aaa2 ccc1"),
        ("date:2011-12-06/2012-03-26", "ccc1"),
        ("date:/2011", "ccc1"),
        ("publisher:times", "aaa2"),
        ("publisher:e", "aaa1 aaa2 bbb1 ccc1 ddd1"),
        ("author:lee", "ccc1"),
        ("title:better", "aaa1"),
        ('title:"conn 2012",boo', "bbb1"),
        ('title:"2012 conn"', "aaa1"),
        ("tag:later", "aaa2"),
        ("has:note", "aaa2"),
        ("is:bookmarked", "aaa2"),
        ("is:unread", "aaa1 bbb1 ccc1 ddd1"),
        ("is:cut", "ccc1"),
        ("is:repeated", "ddd1"),
        ("is:undated", "ddd1"),
        ("is:cut OR is:bookmarked", "aaa2 ccc1"),
        ("-(is:cut OR is:bookmarked)", "aaa1 bbb1 ddd1"),
        ("topic:green-it", ""),
        ("...", "aaa1 aaa2 bbb1 ccc1 ddd1"),
    ],
)
def test_a_query_selects(index: Index, query: str, keys: str) -> None:
    rows = index.select(parse_query(query, index.known_values)).rows
    assert " ".join(index.item(row).key for row in rows) == keys
    assert index.count(parse_query(query, index.known_values)) == len(rows)


def counts(index: Index, query: str, facet: str) -> dict[str, int]:
    return {count.value: count.count for count in index.facets(parse_query(query))[facet]}


def test_a_count_says_what_ticking_would_give_under_the_other_choices(index: Index) -> None:
    assert counts(index, "", "year") == {"2012": 3, "2011": 1, "undated": 1}
    assert counts(index, "year:2012", "year") == {"2012": 3, "2011": 1, "undated": 1}
    assert counts(index, "topic:websites", "year") == {"2012": 2, "2011": 0, "undated": 0}
    assert counts(index, "year:2012", "topic") == {
        "websites": 2, "research": 1, "cloud": 0, "green-it": 0,
    }  # fmt: skip
    assert counts(index, "better", "is")["unread"] == 2


def test_a_choice_carries_its_label_total_and_tick(index: Index) -> None:
    choices = index.facets(parse_query("topic:websites -topic:cloud year:2011"))["topic"]
    assert choices[0] == FacetCount("websites", "Websites", 0, 2, True)
    assert {count.value: count.state for count in choices} == {
        "websites": True, "cloud": False, "research": None, "green-it": None,
    }  # fmt: skip


def test_rows_fall_into_months(index: Index) -> None:
    groups = index.select(parse_query("")).groups
    assert [(g.start, g.count, g.year, g.month) for g in groups] == [
        (0, 2, "2012", "2012-03"),
        (2, 1, "2012", None),
        (3, 1, "2011", "2011-12"),
        (4, 1, None, None),
    ]


@pytest.mark.parametrize("many", [1, 1000])
def test_an_annotation_changes_what_is_selected(
    index: Index, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("socitm_tui.search.index.index.MANY_ANNOTATIONS", many)
    index.update_annotations(Annotation("aaa2"))
    made = Annotation("ccc1", bookmarked=True, tags=("new",), note="n")
    index.update_annotations(made, Annotation("nowhere", bookmarked=True))
    assert [index.item(r).key for r in index.select(parse_query("is:bookmarked")).rows] == ["ccc1"]
    assert [index.item(r).key for r in index.select(parse_query("tag:new has:note")).rows] == [
        "ccc1"
    ]
    assert index.select(parse_query("tag:later")).rows[:] == []
    assert index.entry(3).annotation.bookmarked


def test_keys_may_be_shortened(index: Index) -> None:
    assert index.keys_with_prefix("b") == ["bbb1"]
    assert index.keys_with_prefix("aaa") == ["aaa1", "aaa2"]
    assert index.keys_with_prefix("x") == []


def test_an_empty_archive_answers_too() -> None:
    index = Index((), {}, TOPICS)
    assert len(index) == 0
    assert index.select(parse_query("a")).rows[:] == []
    assert index.years == (None, None)
    assert counts(index, "", "topic") == {"websites": 0, "cloud": 0, "green-it": 0}


# ------------------------------------------------------------------ orders
@pytest.mark.parametrize(
    ("order", "query", "keys", "groups"),
    [
        ("newest", "", "aaa1 aaa2 bbb1 ccc1 ddd1", "2012-03 2012 2011-12 none"),
        ("oldest", "", "ccc1 bbb1 aaa2 aaa1 ddd1", "2011-12 2012 2012-03 none"),
        ("oldest", "is:undated", "ddd1", "none"),
        ("heading", "", "bbb1 aaa1 ccc1 ddd1 aaa2", "A B D N S"),
        ("heading", "-year:2012", "ccc1 ddd1", "D N"),
        ("best", "better", "aaa1 bbb1", "In the headline; In the text"),
        ("best", 'bet "2012"', "aaa1", "In the headline"),
        ("best", "bet 2012", "aaa1 bbb1", "In the headline; In the text"),
        ("best", "book conn", "bbb1", "In the headline, in part"),
        ("best", "a ope", "aaa1", "In the text"),
        ("best", "better connected", "aaa1 bbb1", "In the headline; In the text"),
        ("best", "", "aaa1 aaa2 bbb1 ccc1 ddd1", "2012-03 2012 2011-12 none"),
    ],
)
def test_an_order(index: Index, order: Order, query: str, keys: str, groups: str) -> None:
    selection = index.select(parse_query(query, index.known_values), order)
    assert " ".join(index.item(row).key for row in selection.rows) == keys
    names = [group.name or group.month or group.year or "none" for group in selection.groups]
    assert names in (groups.split(), [group for group in groups.split("; ") if group])
    assert [selection.position(row) for row in selection.rows] == list(range(len(selection.rows)))
    assert [group.start for group in selection.groups] == [
        sum(group.count for group in selection.groups[:number])
        for number in range(len(selection.groups))
    ]
    assert selection.rows[:2] == [*selection.rows][:2]


def test_by_heading_a_corrected_title_counts(index: Index) -> None:
    def shown() -> tuple[str, str]:
        selection = index.select(parse_query(""), "heading")
        keys = " ".join(index.item(row).key for row in selection.rows)
        return keys, " ".join(group.name or "" for group in selection.groups)

    assert shown()[0] == "bbb1 aaa1 ccc1 ddd1 aaa2"
    index.update_annotations(Annotation("aaa1", corrections={"title": "Zebras"}))
    index.update_annotations(Annotation("ddd1", corrections={"title": "7 days"}))
    assert shown() == ("ddd1 bbb1 ccc1 aaa2 aaa1", "0–9 A D S Z")
    index.update_annotations(Annotation("aaa1"))
    assert shown()[0] == "ddd1 bbb1 aaa1 ccc1 aaa2"


def test_a_row_that_is_left_out_has_a_place_it_would_stand_at(index: Index) -> None:
    selection = index.select(parse_query("-year:2012"), "oldest")
    assert [selection.rows.position_of(row) for row in range(5)] == [1, 1, 1, 0, 1]
    assert selection.position(0) is None


@pytest.mark.parametrize("order", ["newest", "oldest", "heading"])
@pytest.mark.parametrize("step", [1, -1])
def test_the_next_row_that_a_further_part_selects(index: Index, order: Order, step: int) -> None:
    unread = FieldTerm("is", ("unread",))
    shown = index.select(parse_query("", index.known_values), order)
    for place in range(len(ITEMS)):
        position = index.next_matching(unread, shown, place, step)
        there = range(place + step, len(ITEMS) if step > 0 else -1, step)
        wanted = (at for at in there if not index.entry(shown.rows[at]).annotation.read)
        assert position == next(wanted, None)
