"""A page as a whole: what is said about it, and readings that single cases do not show."""

from __future__ import annotations

import time

import pytest

from socitm_tui.model.entities import Role
from socitm_tui.parsing.pages import Reading, read_page
from socitm_tui.parsing.pages.contents_list import follow_contents
from socitm_tui.parsing.pages.pieces import split_page

PAGE = """News

27/03/12
Councils are told to publish every contract that they let, from the first of April onwards.

02/04/12
The first contracts went online this morning, and by noon somebody had found a mistake in one.
"""


def roles(reading: Reading) -> list[str]:
    """Return the role of every line."""
    return [r.role.value for r in reading.roles]


def test_every_line_has_a_role() -> None:
    reading = read_page(PAGE)
    assert len(reading.roles) == len(PAGE.split("\n"))
    assert roles(reading) == ["chrome", "blank", "stamp", "body", "blank", "stamp", "body", "blank"]
    assert [r.item for r in reading.roles if r.role is Role.BODY] == [0, 1]


def test_every_field_has_its_evidence() -> None:
    draft = read_page(PAGE).drafts[0]
    assert {e.field for e in draft.evidence} >= {"date", "title", "body"}
    evidence = {e.field: e for e in draft.evidence}
    assert evidence["date"].lines == (3, 3)
    assert "27 cannot be a month" in evidence["date"].why
    assert evidence["body"].lines == (4, 4)


def test_the_order_of_the_page_is_used_and_said() -> None:
    reading = read_page(PAGE)
    assert [d.date.value if d.date else None for d in reading.drafts] == [
        "2012-03-27",
        "2012-04-02",
    ]
    assert any("27 cannot be a month" in why for why in reading.why)


def test_readings_that_lost_are_named_with_their_distance() -> None:
    reading = read_page(PAGE)
    assert reading.alternatives
    assert all(behind >= 0 and sentence for _, behind, sentence in reading.alternatives)


def test_what_was_taken_for_what_is_said_in_lines() -> None:
    reading = read_page(PAGE)
    assert any(why.startswith("it is taken for a list of 2 items, each") for why in reading.why)
    assert "lines that belong to no item: 1 of 5" in reading.why
    differences = [difference for _, _, difference in reading.alternatives]
    assert all("line" in sentence for sentence in differences)


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n", "\u00a0"])
def test_a_blank_page_is_nothing(text: str) -> None:
    reading = read_page(text)
    assert reading.layout == "nothing"
    assert reading.drafts == ()
    assert set(roles(reading)) == {"blank"}


def test_a_title_is_printed_or_none() -> None:
    reading = read_page("Wednesday 2 July 2008\n\n" + "The council met today and agreed. " * 9)
    assert [d.title for d in reading.drafts] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "word and more " * 100_000,
        "27/03/1" * 100_000,
        "x" + " " * 100_000 + "y",
        "\n".join("* " * 100 for _ in range(1000)),
        "(" * 100_000,
    ],
    ids=["long line", "digits", "spaces", "stars", "brackets"],
)
def test_odd_pages_are_read_in_seconds(text: str) -> None:
    began = time.process_time()
    read_page(text)
    assert time.process_time() - began < 5


def test_a_page_of_very_many_lines_is_read_and_every_line_accounted_for() -> None:
    reading = read_page("line\n" * 20_000)
    assert len(reading.roles) == 20_001


def test_a_long_page_is_laid_out_as_it_begins() -> None:
    item = "{:02}/03/12\nCouncil number {} has opened a new thing for its people, who like it.\n"
    reading = read_page("".join(item.format(1 + n % 28, n) for n in range(2000)))
    assert len(reading.drafts) == 2000


CONTENTS = """{head}

1. The ferry is back.
2. The bell is up.

1. THE FERRY IS BACK

The ferry runs again from Monday, four times a day, and the fare has stayed as it was before.

2. THE BELL IS UP

The old bell has been hung beside the new one by four men and a crane, and it rings at noon.
"""


def test_the_headlines_that_an_issue_announces_begin_its_items() -> None:
    page = split_page(CONTENTS.format(head="HARBOUR NEWS\nISSUE 88, 27 MARCH 2012"))
    labels = follow_contents(["O"] * len(page.pieces), page.pieces)
    assert labels == ["O", "O", "G", "O", "O", "T0", "B", "T0", "B"]


def test_the_sections_of_an_article_are_no_items_and_no_text_above_is_given_up() -> None:
    for head, first in (("How a harbour is run", "O"), ("ISSUE 88\n\nDear all, we are back.", "B")):
        page = split_page(CONTENTS.format(head=head))
        labels = [first] * len(page.pieces)
        assert follow_contents(labels, page.pieces) == labels
