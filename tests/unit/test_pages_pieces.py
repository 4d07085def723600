"""A capture is cut where different things are glued together, and nothing of it is lost."""

from __future__ import annotations

import pytest

from socitm_tui.parsing.pages.pieces import split_page


def cut(text: str) -> list[tuple[str, str]]:
    """Return kind and text of the pieces of a capture."""
    return [(piece.kind, piece.text) for piece in split_page(text).pieces]


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("Published: 27 March 2012", [("label", "Published:"), ("date", "27 March 2012")]),
        (
            "by Owen T 27. October 2009 10:05",
            [("text", "by Owen T"), ("date", "27. October 2009 10:05")],
        ),
        ("7th May 2014Read More »", [("date", "7th May 2014"), ("text", "Read More »")]),
        (
            "4/7/05...Used water, used twice: catch up",
            [("date", "4/7/05"), ("text", "...Used water, used twice: catch up")],
        ),
        (
            "August 28, 2000 Account of 1999 Is Off the Press",
            [("date", "August 28, 2000"), ("text", "Account of 1999 Is Off the Press")],
        ),
        (
            "NEW SHED AT LAST Wonders will never cease, and the block behind the hall is up.",
            [
                ("runin", "NEW SHED AT LAST"),
                ("text", "Wonders will never cease, and the block behind the hall is up."),
            ],
        ),
        (
            "He was told so in the morning. Read more",
            [("text", "He was told so in the morning."), ("more", "Read more")],
        ),
        (
            "The mayor says that it is so. (NYT)",
            [("text", "The mayor says that it is so."), ("tail", "(NYT)")],
        ),
        ("Home | News | Contact", [("text", "Home | News | Contact")]),
    ],
)  # fmt: skip
def test_a_line_is_cut_where_things_are_glued(line: str, pieces: list[tuple[str, str]]) -> None:
    assert cut(line) == pieces


def test_a_date_in_a_sentence_stays_in_it() -> None:
    sentence = (
        "The council that was elected in the spring of the year before decided on 3 May 2012 that"
        " all of its minutes would be put on the web as soon as they had been written and agreed."
    )
    (piece,) = split_page(sentence).pieces
    assert piece.kind == "text"
    assert [date.day for date in piece.inner] == [3]


def test_a_hard_wrapped_paragraph_is_one_piece() -> None:
    line = "words that go on and on until the column is full and the next has to begin"
    text = "\n".join([line, line, line, line, line, line, line])
    assert len(split_page(text).pieces) == 1


def test_a_date_on_three_lines_is_one_piece() -> None:
    (date, text) = split_page("12\nMay\n2013\n\nThe bridge is open.").pieces
    assert (date.first, date.last, date.kind) == (1, 3, "date")
    assert text.text == "The bridge is open."


def test_bullets_and_numbers_are_taken_off_and_remembered() -> None:
    bullet, number = split_page("• Bridge opens\n\n3. Market closes").pieces
    assert (bullet.text, bullet.bullet) == ("Bridge opens", True)
    assert (number.text, number.number) == ("Market closes", "3.")
