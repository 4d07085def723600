"""A change of an annotation changes its own parts alone, whatever was written meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socitm_tui.model.entities import Annotation, Entry, Highlight
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from socitm_tui.tui.actions.annotation_change import make_change, write_change
from tests.factories import item

ONE = item("One", key="k", body="The council said.")
A, B, C = Highlight("The"), Highlight("council", start=4), Highlight("said", start=12)
BEFORE = Annotation("k", tags=("a", "b"), corrections={"date": "2012"}, highlights=(A, B))
MEANWHILE = Annotation(
    "k", note="n", read=True, tags=("a", "b", "c"), highlights=(A, B, C),
    corrections={"date": "2011", "title": "T"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        ({"bookmarked": True}, {"bookmarked": True}),
        ({"tags": ("b", "d")}, {"tags": ("b", "c", "d")}),
        ({"corrections": {}}, {"corrections": {"title": "T"}}),
        ({"corrections": {"date": "2012", "author": "X"}},
         {"corrections": {"date": "2011", "title": "T", "author": "X"}}),
        ({"highlights": (A,)}, {"highlights": (A, C)}),
        ({"highlights": (A, replace(B, note="why"))},
         {"highlights": (A, replace(B, note="why"), C)}),
    ],
)  # fmt: skip
def test_only_what_was_changed_is_changed_and_undone(
    mine: dict[str, object], expected: dict[str, object]
) -> None:
    made = make_change("", [Entry(ONE, BEFORE)], lambda one: replace(one, **mine))  # type: ignore[arg-type]
    assert made
    now = made.edits()["k"](MEANWHILE)
    for name in ("bookmarked", "read", "note", "tags", "corrections", "highlights"):
        assert getattr(now, name) == expected.get(name, getattr(MEANWHILE, name)), name
    back = made.reverse.edits()["k"](now)
    assert {*back.tags} == {*MEANWHILE.tags}
    assert (back.bookmarked, {*back.highlights}) == (False, {*MEANWHILE.highlights})


def test_a_change_is_dated_as_all_that_is_kept(home: Home) -> None:
    made = make_change("", [Entry(ONE, Annotation("k"))], lambda one: replace(one, note="n"))
    assert made
    write_change(home, made)
    assert Notebook(home.notebook).read()["k"].changed.endswith("Z")
