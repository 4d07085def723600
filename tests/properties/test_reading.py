"""Whatever the text: no exception, every line accounted for, nothing invented."""

from __future__ import annotations

import contextlib
import random
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socitm_tui.model.entities import LineMark, MarkRole, Role
from socitm_tui.model.marks import marked_lines
from socitm_tui.model.text import NotTextError, clean_line, decode_text
from socitm_tui.parsing.dates.finder import find_dates
from socitm_tui.parsing.dates.resolver import DateContext, resolve
from socitm_tui.parsing.pages import Reading, read_page

CASES = Path(__file__).parent.parent / "cases"
ODD_LINES = ("", " ", "\u00a0", "\x1b[2J")
PARTS = range(24)
"""Every page is in one part of a sweep."""


@cache
def pages() -> list[str]:
    """The text of each capture that has a gold file beside it."""
    return [
        decode_text(path.read_bytes()).text
        for path in sorted(CASES.rglob("*.txt"))
        if path.parent.name != "encodings" and path.with_name(f"{path.stem}.gold.json").exists()
    ]


def every(step: int, part: int) -> list[int]:
    """The numbers of the pages of a part, of every third page or so."""
    return [*range(0, len(pages()), step)][part :: len(PARTS)]


LINES = st.deferred(
    lambda: st.sampled_from(
        [*sorted({line for page in pages() for line in page.split("\n")}), *ODD_LINES]
    )
)
CALM = settings(suppress_health_check=[HealthCheck.too_slow])  # two cores, shared


def squash(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s+", "", text)


def check(text: str, reading: Reading) -> None:
    """Assert that a reading accounts for every line and invents nothing."""
    lines = text.split("\n")
    assert len(reading.roles) == len(lines)
    page = squash(clean_line(text.replace("\n", " ")))
    for line, role in zip(lines, reading.roles, strict=True):
        assert (role.role is Role.BLANK) == (not clean_line(line).strip())
        if role.role is Role.BODY:
            assert role.item is not None
    at = 0
    for index, draft in enumerate(reading.drafts):
        assert 1 <= draft.lines[0] <= draft.lines[1] <= len(lines)
        assert reading.roles[draft.lines[0] - 1].item == index
        assert draft.body or draft.title
        for paragraph in draft.body.split("\n\n") if draft.body else ():
            found = page.find(squash(paragraph), at)
            assert found >= 0
            at = found
        if draft.title:
            assert squash(draft.title) in page
        if draft.date:
            assert squash(draft.date.printed) in page
    items = [r.item for r in reading.roles if r.item is not None]
    assert items == sorted(items)


@CALM
@given(st.text(max_size=400))
def test_any_text_is_survived(text: str) -> None:
    text = text.replace("\r", " ")
    check(text, read_page(text))


@CALM
@given(st.lists(LINES, max_size=40))
def test_lines_of_many_pages_thrown_together_are_survived(lines: list[str]) -> None:
    text = "\n".join(lines)
    check(text, read_page(text))


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_a_shuffled_page_is_survived(part: int) -> None:
    for page in every(3, part):
        lines = pages()[page].split("\n")
        random.Random(page).shuffle(lines)  # noqa: S311 - the same order every time
        text = "\n".join(lines)
        check(text, read_page(text))


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_a_page_cut_anywhere_is_survived(part: int) -> None:
    for page in every(3, part):
        text = pages()[page]
        for share in (3, 2):
            cut = text[: len(text) // share]
            check(cut, read_page(cut))
        check(text, read_page(text))


HELD = {
    MarkRole.DATE: {Role.DATE_LINE, Role.BODY},  # a text may bear the date
    MarkRole.HEADLINE: {Role.HEADLINE},
    MarkRole.TEXT: {Role.BODY},
    MarkRole.BYLINE: {Role.BYLINE},
    MarkRole.OUT: {Role.BOILERPLATE},
}


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_marks_anywhere_hold_or_are_said_to_give_nothing(part: int) -> None:
    for page in every(10, part):
        check_marks(pages()[page], random.Random(page))  # noqa: S311 - the same marks every time


def check_marks(text: str, chance: random.Random) -> None:
    """Assert that marks anywhere on a page hold, or that it is said to give nothing."""
    lines = text.split("\n")
    starts = [chance.randrange(1, len(lines) + 1) for _ in range(chance.randrange(1, 7))]
    marks = [
        LineMark(first, min(len(lines), first + chance.choice((0, 0, 0, 1, 3))), role)
        for first in starts
        for role in (chance.choice(list(MarkRole)),)
    ]
    reading = read_page(text, marks)
    check(text, reading)
    begun = {draft.lines[0] for draft in reading.drafts}
    for number, line in marked_lines(marks).items():
        role = reading.roles[number - 1].role
        if role is Role.BLANK or reading.doubtful:
            continue
        assert line.role is None or role in HELD[line.role]
        assert line.start is not MarkRole.NEW or number in begun


@CALM
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(NotTextError):
        decoded = decode_text(data)
        assert "\r" not in decoded.text
        clean_line(decoded.text).encode()


STYLES = (
    "{d}/{m:02}/{y}", "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}", "{d} {month} {y}", "{d} {mon} {y}",
    "{weekday}, {d} {month} {y}", "{weekday} {d}{th} {month}, {y}", "{month} {d}, {y}",
    "{mon} {d}{th}, {y}", "{wd} {mon} {d:02} {y}, 12:51", "{d:02} {month}, {y} - 14:14",
    "Published: {d} {month} {y}", "{month} {d}{th}, {y} at 11:28 pm",
    "{wd}, {d} {mon} {y} 08:17:15 +0000",
)  # fmt: skip


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(STYLES))
def test_a_date_printed_in_any_style_is_read_back(day: date, style: str) -> None:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(
        day.day % 10 if day.day not in (11, 12, 13) else 0, "th"
    )
    printed = style.format(
        d=day.day, m=day.month, y=day.year, th=ending, month=day.strftime("%B"),
        mon=day.strftime("%b"), weekday=day.strftime("%A"), wd=day.strftime("%a"),
    )  # fmt: skip
    (mention,) = find_dates(printed, "en")
    read = resolve(mention, DateContext("day", ""))
    assert read.value == day.isoformat()
    assert read.precision == "day"
    assert read.printed in printed
