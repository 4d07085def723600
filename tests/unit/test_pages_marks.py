"""Pages are read so that marks hold, however unlikely the reader finds them."""

from __future__ import annotations

import pytest

from socitm_tui.model.entities import Role
from socitm_tui.model.marks import parse_mark
from socitm_tui.parsing.dates.lenient import read_leniently
from socitm_tui.parsing.pages import (
    MarkedPage,
    PageReader,
    Reading,
    learn_lesson,
    read_page,
    similar_lines,
)

PAGE = """Harbour news

27 March 2012
The bridge opens to traffic
The new bridge over the harbour opened to traffic this morning after two years of work.
The market closes at noon
The fish market closes at noon from now on, as fewer people come, said the harbour master.
It will open again in the autumn, he added, when the boats are back.
23/02-2012
The ferry stops
The ferry will not run in winter. Nobody minds, the owner said yesterday in the chamber.
by Harbour Desk
Contact us
"""


def read(*written: str, page: str = PAGE) -> Reading:
    return read_page(page, tuple(map(parse_mark, written)))


def role_of(reading: Reading, line: int) -> Role:
    return reading.roles[line - 1].role


def item_of(reading: Reading, line: int) -> int | None:
    return reading.roles[line - 1].item


def test_without_marks_nothing_changes() -> None:
    assert read() == read_page(PAGE)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("date", Role.DATE_LINE),
        ("headline", Role.HEADLINE),
        ("text", Role.BODY),
        ("byline", Role.BYLINE),
        ("out", Role.BOILERPLATE),
    ],
)
@pytest.mark.parametrize("line", [1, 3, 4, 5, 8, 9, 12, 13])
def test_a_mark_holds_on_every_line(line: int, role: str, expected: Role) -> None:
    assert role_of(read(f"{line}={role}"), line) is expected


@pytest.mark.parametrize("line", [1, 3, 5, 7, 8, 11, 12, 13])
def test_an_item_begins_where_it_is_said_to_begin(line: int) -> None:
    reading = read(f"{line}=new")
    assert line in {draft.lines[0] for draft in reading.drafts}


@pytest.mark.parametrize("line", [5, 6, 8, 10, 11, 12])
def test_a_line_belongs_to_the_item_above_if_that_is_said(line: int) -> None:
    reading = read(f"{line}=join")
    assert item_of(reading, line) is not None
    assert item_of(reading, line) == item_of(reading, line - 1)


def test_of_two_marks_that_contradict_each_other_the_later_counts() -> None:
    assert role_of(read("8=out", "8=text"), 8) is Role.BODY
    assert role_of(read("8=text", "8=out"), 8) is Role.BOILERPLATE


def test_a_headline_without_a_text_is_an_item() -> None:
    reading = read("12=new", "12=headline", "13=out")
    assert reading.drafts[-1].title == "by Harbour Desk"
    assert reading.drafts[-1].body == ""


def test_lines_of_a_text_that_are_out_do_not_end_it() -> None:
    page = PAGE.replace("It will open", "Buy fresh fish here\nIt will open")
    reading = read("8=out", "9=text", "9=join", page=page)
    assert item_of(reading, 7) == item_of(reading, 8) == item_of(reading, 9)
    assert not any("Buy fresh fish" in draft.body for draft in reading.drafts)


def test_a_byline_that_names_nobody_is_taken_as_it_stands() -> None:
    (*_, ferry) = read("13=byline").drafts
    assert ferry.author in ("Contact us", "Harbour Desk")


def test_wrapped_lines_are_cut_where_marks_differ() -> None:
    page = (
        "The bridge over the harbour opened to traffic this morning, and it\n"
        "was about time, said the mayor.\n"
    )
    reading = read("1=headline", "2=text", page=page)
    (draft,) = reading.drafts
    assert draft.title == "The bridge over the harbour opened to traffic this morning, and it"
    assert draft.body == "was about time, said the mayor."


def test_a_headline_keeps_the_date_on_its_line() -> None:
    page = "27/03/12 Bridge opens\nThe bridge over the harbour opened to traffic this morning.\n"
    (draft,) = read("1=headline", page=page).drafts
    assert (draft.title, draft.date and draft.date.value) == ("Bridge opens", "2012-03-27")


def test_a_date_that_cannot_be_read_is_said_and_the_item_has_none() -> None:
    reading = read("9=out", "10=new", "10=date")
    assert reading.drafts[-1].date is None
    assert reading.doubtful == "line 10 is marked as a date, but none can be read there"


def test_marks_of_blank_lines_are_of_the_next_line() -> None:
    assert read("2=new").drafts[0].lines[0] == 3


def test_marks_of_everything_hold_even_against_the_rules() -> None:
    roles = ("byline", "out", "date", "date", "byline", "headline", "date", "byline", "text")
    marks = [f"{line}={role}" for line, role in enumerate(roles, 3)]
    reading = read(*marks, "12-13=byline", "8=new", "7=join")
    expected = {
        "byline": Role.BYLINE, "out": Role.BOILERPLATE, "date": Role.DATE_LINE,
        "headline": Role.HEADLINE, "text": Role.BODY,
    }  # fmt: skip
    got = {line: role_of(reading, line) for line in range(3, 12)}
    kept = sum(got[line] is expected[role] for line, role in enumerate(roles, 3))
    assert kept == len(roles) or reading.doubtful


def test_a_head_that_loses_its_text_to_new_items_dates_them_all() -> None:
    said = " was discussed at length, and everybody in the town was asked about it beforehand."
    page = f"The week at the town hall\n3 March 2011\n\nThe library{said}\n\nThe bridge{said}\n"
    (item,) = read(page=page).drafts
    assert item.title == "The week at the town hall"
    drafts = read("4=new", "6=new", page=page).drafts
    assert [(draft.title, draft.date and draft.date.value) for draft in drafts] == [
        (None, "2011-03-03"),
        (None, "2011-03-03"),
    ]


def test_a_marked_headline_is_the_only_one_of_its_item() -> None:
    page = "Posts about the harbour\n\n1 March 2012\n\nThe ferry stops\n\n" + PROSE + "\n"
    (item,) = read("5=headline", page=page).drafts
    assert (item.title, item.date and item.date.value) == ("The ferry stops", "2012-03-01")
    (item,) = read("1=headline", page=page).drafts
    assert item.title == "Posts about the harbour"
    assert item.body.startswith("The ferry stops")


def test_a_mark_refutes_that_a_page_has_no_news() -> None:
    hours = "\n".join(f"{day}day 9-17" for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri"))
    page = (
        f"Opening hours\n\n{hours}\n\nTel. 01234 567890\n\n"
        "Reading room\nTake any book you like from the shelves.\n"
    )
    assert not read(page=page).drafts
    (item,) = read("11=new", page=page).drafts
    assert (item.title, item.body) == ("Reading room", "Take any book you like from the shelves.")


PROSE = "The council said that it would go on as before, and that nothing else would change here."


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["The bridge opens", "", PROSE, "", "The market closes", "", PROSE], [0, 4]),
        (["The bridge opens", PROSE, "", "The market closes", PROSE], [0, 3]),
        (["1 March 2012", "The bridge opens", PROSE, "2 March 2012", PROSE], [0, 3]),
        (["", PROSE, "", PROSE, "A headline", "", PROSE], [1, 3, 6]),
        ([""], []),
    ],
)
def test_items_begin_on_lines_that_look_alike(lines: list[str], expected: list[int]) -> None:
    assert similar_lines(lines) == expected


def test_evidence_names_the_mark() -> None:
    (bridge, *_) = read("4=headline", "3=date").drafts
    reasons = {evidence.field: evidence.why for evidence in bridge.evidence}
    assert reasons["title"] == "you marked it as the headline"
    assert reasons["date"].startswith("you marked it as the date; the month is written as a word")


def test_a_page_that_is_read_again_and_again_is_read_the_same() -> None:
    reader = PageReader(PAGE)
    for written in (["8=new"], [], ["5=headline", "8=out"], ["8=new"]):
        marks = tuple(map(parse_mark, written))
        assert reader.read(marks) == read_page(PAGE, marks)


def test_marks_hold_far_down_a_long_page() -> None:
    item = (
        "{:02}/03/2012\nBridge {} opens\nThe bridge number {} opened to traffic this morning.\n\n"
    )
    page = "".join(item.format(1 + n % 28, n, n) for n in range(600))
    reading = read("2003=headline", "2001=out", page=page)
    assert role_of(reading, 2003) is Role.HEADLINE
    assert role_of(reading, 2001) is Role.BOILERPLATE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("27 / 03 / 2012", (2012, 3, 27)),
        ("27_03_2012", (2012, 3, 27)),
        ("27032012", (2012, 3, 27)),
        ("27 O3 2O12", (2012, 3, 27)),
        ("27. März 2012", (2012, 3, 27)),
        ("Saved 27march2012 at noon", (2012, 3, 27)),
    ],
)
def test_a_marked_date_is_read_however_it_is_written(
    text: str, value: tuple[int, int, int]
) -> None:
    mention = read_leniently(text, "en")
    assert mention is not None
    numbers = (mention.year, mention.month, mention.day)
    assert numbers in (value, (value[0], value[2], value[1]))


@pytest.mark.parametrize("text", ["Contact us", "6 days ago", ""])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert read_leniently(text, "en") is None


LIST = """Notices

{first}
Posted: {day} March 2012 | Ref 0{day}
{second} and the council says that it will be finished before the end of the year.
"""


def test_a_marked_page_teaches_how_others_of_its_source_are_read() -> None:
    marked = LIST.format(first="Road works ahead", second="The road is closed", day=11)
    other = LIST.format(first="Tree planting soon", second="The park is planted", day=12)
    marks = tuple(map(parse_mark, ("1=out", "3=headline", "4=out", "5=text")))
    lesson = learn_lesson([MarkedPage(marked, marks)])
    again = learn_lesson([MarkedPage(marked, marks)])
    assert again.skeletons == lesson.skeletons
    assert again.weights.rows.tolist() == lesson.weights.rows.tolist()
    assert read_page(other).drafts[0].date is not None
    assert read_page(other, lesson=lesson).drafts[0].date is None
    assert read_page(other, lesson=learn_lesson([])) == read_page(other)
