"""The pure parts of the screen: keys, lines, dates, panes, colours, words."""

from __future__ import annotations

import subprocess
import sys

import pytest
from textual.actions import parse
from textual.binding import Binding
from textual.color import Color
from textual.dom import DOMNode
from textual.theme import BUILTIN_THEMES, Theme

from socitm_tui.model.typed_dates import parse_typed_date
from socitm_tui.search.index import RowGroup
from socitm_tui.storage.home import Home
from socitm_tui.tui.bindings import pane_bindings
from socitm_tui.tui.browse import BrowseScreen
from socitm_tui.tui.dialogs.capture import CaptureDialog
from socitm_tui.tui.dialogs.list_dialog import ListDialog
from socitm_tui.tui.dialogs.note_editor import NoteDialog
from socitm_tui.tui.dialogs.text_dialogs import ConfirmDialog, TextDialog
from socitm_tui.tui.goto_date import find_date
from socitm_tui.tui.keys import KEYS, PANES, SEPARATE_PANES, Pane, keys_by_group, pane_keys
from socitm_tui.tui.pane_layout import panes_shown
from socitm_tui.tui.themes import (
    MIN_BAR_CONTRAST,
    MIN_CONTRAST,
    OWN_THEMES,
    contrast_ratio,
    theme_variables,
)
from socitm_tui.tui.widgets.cells import wrap
from socitm_tui.tui.widgets.filter_pane import FilterPane
from socitm_tui.tui.widgets.reader import Reader
from socitm_tui.tui.widgets.timeline import Timeline
from socitm_tui.tui.widgets.timeline_lines import MonthHeading, TimelineLines, YearHeading
from socitm_tui.tui.widgets.timeline_rows import sticky_heading
from tests.tui.screens import MEDIUM, reading

OWNERS: dict[Pane, type[DOMNode]] = {
    "everywhere": BrowseScreen,
    "filter": FilterPane,
    "timeline": Timeline,
    "text": Reader,
    "selection": Reader,
    "list": ListDialog,
    "page": CaptureDialog,
    "dialog": TextDialog,
    "question": ConfirmDialog,
    "note": NoteDialog,
}


# ------------------------------------------------------------------ keys
def test_no_key_has_two_meanings_in_one_pane() -> None:
    for pane in (*PANES, *SEPARATE_PANES):
        around = () if pane in SEPARATE_PANES else pane_keys("everywhere")
        keys = [key for row in {*pane_keys(pane), *around} for key in row.keys]
        assert len(keys) == len(set(keys)), pane


def test_an_id_names_one_action_and_each_has_words() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)
    assert all(key.name and key.description and key.group and key.panes for key in KEYS)
    assert sum(len(keys) for keys in keys_by_group().values()) == len(KEYS)


@pytest.mark.parametrize("pane", [*PANES, *SEPARATE_PANES])
def test_every_key_of_the_table_is_bound_to_a_method_and_nothing_else_is(pane: Pane) -> None:
    owner = OWNERS[pane]
    for binding in pane_bindings(pane):
        assert isinstance(binding, Binding)
        assert hasattr(owner, f"action_{parse(binding.action)[1]}")
        assert binding.id
        assert binding.tooltip
        assert binding.description
        assert not binding.priority
    assert {one.id for one in owner.BINDINGS if isinstance(one, Binding)} <= {
        key.id for key in KEYS
    }


async def test_every_action_of_the_table_is_found_among_the_subjects(home: Home) -> None:
    async with reading(home) as r:
        for key in KEYS:
            assert ("." in key.action) == ("everywhere" in key.panes), key
            assert "." not in key.action or callable(r.browse.actions.find(key.action)), key


def test_the_table_of_keys_needs_no_textual() -> None:
    code = "import socitm_tui.tui.keys, sys; assert not {'textual', 'rich'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_nothing_heavy_is_imported_before_the_first_frame() -> None:
    code = (
        "import socitm_tui.tui.app, sys; heavy = {'tinydb', 'dateutil', 'filelock', 'ftfy', "
        "'rapidfuzz', 'socitm_tui.search.index', 'socitm_tui.storage.archive_file', "
        "'socitm_tui.ingest.loader', 'textual.widgets._markdown', "
        "'textual.widgets._data_table'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# ------------------------------------------------------------------ lines
GROUPS = (
    RowGroup(0, 2, "2012", "2012-03"),
    RowGroup(2, 1, "2012", "2012-01"),
    RowGroup(3, 2, "2012", None),
    RowGroup(5, 1, "2009", "2009-07"),
    RowGroup(6, 3, None, None),
)


def test_headings_come_in_between() -> None:
    lines = TimelineLines(GROUPS)
    assert [lines.at(number) for number in range(lines.count)] == [
        YearHeading("2012", 5),
        MonthHeading("2012-03", 2),
        0,
        1,
        MonthHeading("2012-01", 1),
        2,
        MonthHeading(None, 2),
        3,
        4,
        YearHeading("2009", 1),
        MonthHeading("2009-07", 1),
        5,
        YearHeading(None, 3),
        6,
        7,
        8,
    ]


def test_each_row_has_its_line() -> None:
    lines = TimelineLines(GROUPS)
    assert [lines.at(lines.line_of(place)) for place in range(9)] == list(range(9))
    assert [lines.first_line_with(place) for place in range(9)] == [0, 3, 4, 6, 8, 9, 12, 14, 15]


@pytest.mark.parametrize(
    ("place", "month", "year"),
    [(0, 2, 5), (1, 2, 5), (2, 3, 5), (4, 5, 5), (5, 6, 6), (7, None, None)],
)
def test_where_the_next_month_and_year_begin(
    place: int, month: int | None, year: int | None
) -> None:
    lines = TimelineLines(GROUPS)
    assert lines.next_group(place, by_year=False) == month
    assert lines.next_group(place, by_year=True) == year


@pytest.mark.parametrize(
    ("place", "month", "year"),
    [(0, None, None), (1, 0, 0), (2, 0, 0), (4, 3, 0), (5, 3, 0), (6, 5, 5), (8, 6, 6)],
)
def test_where_this_month_or_the_one_before_begins(
    place: int, month: int | None, year: int | None
) -> None:
    lines = TimelineLines(GROUPS)
    assert lines.previous_group(place, by_year=False) == month
    assert lines.previous_group(place, by_year=True) == year


@pytest.mark.parametrize(("has_months", "heading"), [(True, "▌2012 · March"), (False, "▌2012")])
def test_the_heading_on_top_names_the_month_only_if_months_have_headings(
    has_months: bool, heading: str
) -> None:
    lines = TimelineLines(GROUPS, has_months=has_months)
    pieces = sticky_heading(lines, 2, 30, is_active=True)
    assert "".join(text for text, _ in pieces).split("  ")[0] == heading


async def test_a_long_question_is_wrapped_to_its_card(home: Home) -> None:
    question = "Would change two of two other captures of the collection of the week. " * 2
    async with reading(home, MEDIUM) as r:
        r.app.push_screen(ConfirmDialog(f"{question}Read them so?"))
        await r.rest()
        assert "Read them so?" in r.text


def test_no_rows_no_lines() -> None:
    assert TimelineLines().count == 0


# ------------------------------------------------------------------ dates
@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2012", "2012"),
        (" Mar 2012 ", "2012-03"),
        ("march 2012", "2012-03"),
        ("sept 2012", "2012-09"),
        ("27 mar. 2012", "2012-03-27"),
        ("1st march, 2012", "2012-03-01"),
        ("2012-3", "2012-03"),
        ("2012-03-07", "2012-03-07"),
        ("7/3/2012", "2012-03-07"),
        ("3/2012", "2012-03"),
        ("-2y", "2010-03"),
        ("+6 months", "2012-09"),
        ("-3m", "2011-12"),
        ("-30d", "2012-01-31"),
        ("2012-13", None),
        ("31/02/2012", None),
        ("ma 2012", None),
        ("m 2012", None),
        ("soon", None),
        ("", None),
        ("-9999999y", None),
        ("-999y", "1013-03"),
    ],
)
def test_dates_that_are_understood(text: str, date: str | None) -> None:
    assert parse_typed_date(text, "2012-03-01") == date


def test_a_step_needs_a_date_and_is_no_more_exact_than_it() -> None:
    assert parse_typed_date("-2y", None) is None
    assert parse_typed_date("-2y", "2012") == "2010"
    assert parse_typed_date("-1m", "2012-03") == "2012-02"


@pytest.mark.parametrize(
    ("date", "place"),
    [
        ("2014", 0),
        ("2013", 0),
        ("2012", 1),
        ("2012-03-10", 2),
        ("2012-03", 1),
        ("2011", 4),
        ("1999", 4),
        ("2010-06", 4),
    ],
)
def test_where_a_date_lands(date: str, place: int) -> None:
    dates = ["2013-05-01", "2012-03-27", "2012-03-01", "2012", "2010-07", None]
    assert find_date(date, len(dates), lambda at: dates[at]) == place


def test_an_empty_timeline_has_no_place() -> None:
    assert find_date("2012", 0, lambda at: None) is None
    assert find_date("2012", 1, lambda at: None) == 0


# ------------------------------------------------------------------ panes
@pytest.mark.parametrize(
    ("width", "pane", "shown"),
    [
        (119, "text", {"timeline", "text"}),
        (120, "text", {"filter", "timeline", "text"}),
        (80, "timeline", {"timeline", "text"}),
        (80, "filter", {"filter", "timeline"}),
        (60, "filter", {"filter"}),
        (60, "text", {"text"}),
    ],
)
def test_the_panes_of_a_width(width: int, pane: str, shown: set[str]) -> None:
    assert panes_shown(width, pane) == shown  # type: ignore[arg-type]


def test_zen_is_the_text_alone_and_a_text_put_away_stays_away() -> None:
    assert panes_shown(200, "timeline", zen=True) == {"text"}
    assert panes_shown(200, "timeline", text_on=False) == {"filter", "timeline"}
    assert panes_shown(80, "timeline", text_on=False) == {"timeline"}
    assert panes_shown(80, "text", text_on=False) == {"text"}


# ------------------------------------------------------------------ colours
THEMES = [*OWN_THEMES, *(theme for theme in BUILTIN_THEMES.values() if not theme.ansi)]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_all_text_can_be_read_on_the_screen_and_on_the_selected_row(theme: Theme) -> None:
    made = theme.to_color_system().generate() | theme_variables(theme)
    back = Color.parse(made["background"])
    raised = (Color.parse(made["surface"]), Color.parse(made["panel"]))
    for ground in (back, Color.parse(made["cursor"]), Color.parse(made["cursor-away"]), *raised):
        for name in ("ink", "quiet", "accent-ink", "doubt", "wrong"):
            assert contrast_ratio(Color.parse(made[name]), ground) >= MIN_CONTRAST, name
    assert contrast_ratio(Color.parse(made["mark-text"]), Color.parse(made["mark"])) >= MIN_CONTRAST
    assert contrast_ratio(Color.parse(made["bar"]), back) >= MIN_BAR_CONTRAST


def test_every_theme_has_every_colour() -> None:
    names = {frozenset(theme_variables(theme)) & frozenset(theme_variables(OWN_THEMES[0]))
             for theme in [*THEMES, *BUILTIN_THEMES.values()]}  # fmt: skip
    assert len(names) == 1


# ------------------------------------------------------------------ words
@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one  two", 20, ["one  two"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("a unbreakable b", 6, ["a", "unbrea", "kable", "b"]),
        ("https://a.example/news/2012/item", 20, ["https://a.example/", "news/2012/item"]),
        ("https://a.example/savings+in+offices", 26, ["https://a.example/savings+", "in+offices"]),
        ("日本語", 4, ["日本", "語"]),
        ("   indented", 20, ["indented"]),
    ],
)
def test_wrapping(text: str, width: int, lines: list[str]) -> None:
    assert [text[start:end] for start, end in wrap(text, width)] == lines
