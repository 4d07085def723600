"""Annotations follow their items where that is certain, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from socitm_tui.model.entities import Annotation, Item
from socitm_tui.model.reattach import match_orphans, reattach_annotations, remember_item
from tests.factories import item

BODY = "The council has said that its website is saved."
OLD = item("Website saved", body=BODY, key="old", sha256="a" * 64)
NOTE = remember_item(Annotation("old", note="mine"), OLD)


def key_of(*items: Item, taken: tuple[str, ...] = ()) -> str | None:
    match = match_orphans([NOTE], items, taken).get("old")
    return match.key if match else None


def test_the_same_heading_and_date_in_the_same_capture_is_the_same_item() -> None:
    assert key_of(replace(OLD, key="new", body="News: " + BODY)) == "new"


def test_the_same_opening_and_date_is_the_same_item_under_a_better_heading() -> None:
    assert key_of(replace(OLD, key="new", heading="Website saved at last")) == "new"


def test_another_date_takes_both() -> None:
    assert key_of(replace(OLD, key="new", date="2012-03-28")) == "new"
    assert key_of(replace(OLD, key="new", date="2012-03-28", heading="Another")) is None


def test_a_look_alike_in_another_capture_is_not_the_item() -> None:
    assert key_of(replace(OLD, key="new", capture_sha256="b" * 64)) is None


def test_two_that_could_be_it_are_none() -> None:
    assert key_of(replace(OLD, key="n1"), replace(OLD, key="n2")) is None


def test_an_item_with_an_annotation_of_its_own_is_left_alone() -> None:
    assert key_of(replace(OLD, key="new"), taken=("new",)) is None


def test_two_annotations_do_not_end_on_one_item() -> None:
    other = replace(NOTE, key="old2")
    assert match_orphans([NOTE, other], [replace(OLD, key="new")], ()) == {}


def test_what_moves_takes_everything_along() -> None:
    target = replace(OLD, key="new", heading="Better heading")
    now = reattach_annotations({"old": NOTE}, {"old": target}, "2026-01-01T00:00:00Z")
    assert now["new"].note == "mine"
    assert (now["new"].key, now["new"].heading) == ("new", "Better heading")
    assert now["old"].is_empty
