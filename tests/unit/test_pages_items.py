"""Items follow from labels: what belongs together, which date is whose, what a draft holds."""

from __future__ import annotations

import pytest

from socitm_tui.parsing.pages.drafts import cut_drafts
from socitm_tui.parsing.pages.item_runs import join_runs
from socitm_tui.parsing.pages.piece_labels import FOLLOWERS, LABELS, LAST
from socitm_tui.parsing.pages.pieces import split_page

ABOVE = "27/03/12\n\nBridge opens\n\nIt was opened at noon.\n\nBy Jane Doe\n\n02/04/12\n\nIt rains."
DAY_HEADINGS = "News 2009\n\n18 December\n\nOne\n\nA text.\n\nTwo\n\nA further text."


def read(text: str, labels: str) -> list[tuple[str | None, str | None, str | None, str]]:
    """Return date, headline, author and body of the items that labels make."""
    pieces = split_page(text).pieces
    names = labels.split()
    drafts = cut_drafts(pieces, names, join_runs(names, pieces))
    return [(d.date.value if d.date else None, d.title, d.author, d.body) for d in drafts]


def test_a_frame_belongs_to_the_text_that_it_points_to() -> None:
    assert read(ABOVE, "D0 T0 B A1 D0 B") == [
        ("2012-03-27", "Bridge opens", "Jane Doe", "It was opened at noon."),
        ("2012-04-02", None, None, "It rains."),
    ]


def test_a_date_below_belongs_to_the_text_above() -> None:
    assert read("One text.\n\n27/03/12\n\nAnother text.\n\n02/04/12", "B D1 B D1") == [
        ("2012-03-27", None, None, "One text."),
        ("2012-04-02", None, None, "Another text."),
    ]


def test_a_group_date_is_completed_by_the_heading_and_dates_all_below() -> None:
    assert read(DAY_HEADINGS, "O G T0 B T0 B") == [
        ("2009-12-18", "One", None, "A text."),
        ("2009-12-18", "Two", None, "A further text."),
    ]


def test_a_headline_may_be_all_of_an_item() -> None:
    assert read("27/03/12 Bridge opens to traffic", "D0 H") == [
        ("2012-03-27", "Bridge opens to traffic", None, "")
    ]


def test_pieces_of_one_line_are_one_paragraph() -> None:
    text = "Next week: a proper address for the data, some time before the Christmas holidays."
    assert read(text, "B I") == [(None, None, None, text)]


def test_a_break_is_left_out_of_the_text() -> None:
    assert read("A text.\n\nAdvertisement\n\nIts end.", "B X I") == [
        (None, None, None, "A text.\n\nIts end.")
    ]


def test_no_item_begins_on_the_line_of_another() -> None:
    pieces = split_page("Read on Monday: 27/03/12 Bridge opens to traffic").pieces
    runs = join_runs(["B", "D0", "H"], pieces)
    assert len(runs) == 1


@pytest.mark.parametrize("label", LABELS)
def test_every_label_can_be_followed_to_the_end_of_a_page(label: str) -> None:
    reached = {label}
    while not reached & LAST:
        reached = {after for before in reached for after in FOLLOWERS[before]}
    assert reached & LAST
