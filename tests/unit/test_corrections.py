"""Corrections lie over what is printed."""

from __future__ import annotations

import pytest

from socitm_tui.model.corrections import (
    CorrectionError,
    add_correction,
    apply_corrections,
    describe_corrections,
    parse_correction,
)
from socitm_tui.model.entities import Annotation
from socitm_tui.search.index import Index
from socitm_tui.search.query_parser import parse_query
from tests.factories import item


def test_each_field() -> None:
    original = item("T", date="2012-03-27", time="14:14", topics=("a",))
    fixed = {"date": "2011", "title": "U", "topics": "b,c", "author": "Ann"}
    now = apply_corrections(original, fixed)
    assert (now.date, now.precision, now.time, now.heading) == ("2011", "year", None, "U")
    assert (now.topics, now.author) == (("b", "c"), "Ann")
    assert now.date_rule == "corrected by you; was 2012-03-27"
    assert describe_corrections(original, {"date": "none"}) == ["date none, was 2012-03-27"]
    assert apply_corrections(original, {"date": "none"}).precision == "none"


def test_what_is_printed_takes_a_correction_back() -> None:
    original = item("T", date="2012-03-27")
    assert add_correction({"date": "2011"}, original, "date", "2012-03-27") == {}
    assert add_correction({"date": "2011"}, original, "date", "") == {}


def test_an_item_may_have_no_topics() -> None:
    original = item("T", topics=("a",))
    value = parse_correction("topics", "none", ("a", "b"))
    fixed = add_correction({}, original, "topics", value)
    assert apply_corrections(original, fixed).topics == ()
    assert describe_corrections(original, fixed) == ["topics none, was “a”"]
    assert add_correction({}, item("T"), "topics", value) == {}


@pytest.mark.parametrize("value", ["2012-02-30", "20", "March", "2012-3", "٢٠١٢"])
def test_dates_that_are_none(value: str) -> None:
    with pytest.raises(CorrectionError):
        parse_correction("date", value, ())


def test_queries_and_counts_go_by_the_correction() -> None:
    items = [item("A", date="2012-03-27", topics=("a",), key="a"), item("B", date="2011", key="b")]
    index = Index(items, {"a": Annotation("a", corrections={"date": "1999-05", "topics": "z"})})

    def keys(query: str) -> list[str]:
        return [index.item(row).key for row in index.select(parse_query(query)).rows]

    assert keys("year:2012") == []
    assert keys("year:1999") == keys("date:1999-05") == keys("date:1998/2000") == ["a"]
    assert keys("date:1999-05-01") == keys("date:2012/") == keys("date:none") == []
    assert keys("topic:z") == ["a"]
    assert keys("topic:a") == []
    years = {original.value: original.count for original in index.facets(parse_query(""))["year"]}
    assert years == {"2012": 0, "2011": 1, "1999": 1}
    index.update_annotations(Annotation("a"))
    assert keys("year:2012") == ["a"]
