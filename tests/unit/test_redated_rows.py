"""Items with a corrected date are where that date puts them, in every order and count."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socitm_tui.model.entities import Annotation, Item
from socitm_tui.search.index import Index, Order
from socitm_tui.search.query_parser import parse_query
from socitm_tui.search.trend import count_trend
from tests.factories import item

DATES = st.sampled_from(
    ["2013", "2012-12-31", "2012-03-27", "2012-03", "2012", "2011-07", "2001-01-01", None]
)
ARCHIVES = st.lists(st.tuples(DATES, st.one_of(st.just("as printed"), DATES)), max_size=9)
QUERIES = ("", "-year:2012", "-year:undated", "date:2012-03/2013", "nothing")


def archive(dates: list[tuple[str | None, str | None]]) -> tuple[list[Item], dict[str, Annotation]]:
    dates = sorted(dates, key=lambda pair: pair[0] or "", reverse=True)
    items = [item("One", key=f"k{at}", date=printed) for at, (printed, _) in enumerate(dates)]
    fixed = {
        f"k{at}": Annotation(f"k{at}", corrections={"date": now or "none"})
        for at, (printed, now) in enumerate(dates)
        if now not in ("as printed", printed)
    }
    return items, fixed


def corrected_order(items: list[Item], fixed: dict[str, Annotation]) -> list[tuple[str, str]]:
    """Key and date of each item, newest first; among equals those that are moved come last."""
    now = []
    for row, printed in enumerate(items):
        date = printed.date or ""
        if printed.key in fixed:
            date = fixed[printed.key].corrections["date"].replace("none", "")
        now.append((date, printed.key not in fixed, -row, printed.key))
    return [(key, date) for date, _, _, key in sorted(now, reverse=True)]


@given(ARCHIVES, st.sampled_from(QUERIES))
def test_any_archive_with_any_corrections(
    dates: list[tuple[str | None, str | None]], asked: str
) -> None:
    items, fixed = archive(dates)
    index = Index(items, fixed)
    selection = index.select(parse_query(asked))
    wanted = corrected_order(items, fixed)
    dated = dict(wanted)
    keys = [index.item(row).key for row in selection.rows]
    assert keys == [key for key, _ in wanted if key in keys]
    assert keys == [index.item(row).key for row in selection.rows[:]]
    if not asked:
        assert keys == [key for key, _ in wanted]
    assert [selection.position(row) for row in selection.rows] == list(range(len(keys)))
    months = [(month, len([*rows])) for month, rows in groupby(dated[key][:7] for key in keys)]
    assert [(group.month or group.year or "", group.count) for group in selection.groups] == months
    for number, (key, _) in enumerate(wanted):  # also those that the query leaves out
        row = index.row_of(key)
        assert row is not None
        assert selection.rows.position_of(row) == sum(other in keys for other, _ in wanted[:number])
    counted = {one.value: one.count for one in index.facets(parse_query(""))["year"] if one.count}
    years = [date[:4] or "undated" for _, date in wanted]
    assert counted == {year: years.count(year) for year in years}
    dates_now = [date for _, date in wanted if date]
    first_last = (dates_now[-1][:4], dates_now[0][:4]) if dates_now else (None, None)
    assert index.years == first_last


@pytest.mark.parametrize(
    ("order", "keys"), [("newest", "b a c"), ("oldest", "c a b"), ("best", "b a c")]
)
def test_a_correction_moves_the_row_at_once_and_back(order: Order, keys: str) -> None:
    items = [item("One", key=key, date=date) for key, date in
             (("a", "2012-05-01"), ("b", "2011-05-01"), ("c", "2010-05-01"))]  # fmt: skip
    index = Index(items, {})
    before = index.select(parse_query("one"), order)
    index.update_annotations(Annotation("b", corrections={"date": "2013-01"}))
    moved = index.reselect(before)
    assert " ".join(index.item(row).key for row in moved.rows) == keys
    assert index.years == ("2010", "2013")
    assert [one.counts for one in count_trend(index, ["one"]).years] == [(1,), (0,), (1,), (1,)]
    index.update_annotations(Annotation("b"))
    assert [*index.reselect(moved).rows] == [*before.rows]
    assert index.reselect(moved).groups == before.groups


def test_what_was_dated_is_no_longer_probably_of_a_year() -> None:
    index = Index([item("One", key="a", date=None)], {"a": Annotation("a")})
    index.update_annotations(Annotation("a", corrections={"date": "2009"}))
    assert index.count(parse_query("circa:2008")) == 0
    assert index.count(parse_query("is:undated")) == 0
    assert index.count(parse_query("date:2009")) == 1
