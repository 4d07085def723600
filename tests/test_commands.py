"""The commands, called in this process: what they print, where, and their exit status."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui import __version__
from socitm_tui.cli.commands import entry_commands
from socitm_tui.cli.main import run_program
from socitm_tui.ingest import loader
from socitm_tui.ingest.topics import load_taxonomy
from socitm_tui.model.entities import Item
from socitm_tui.search.saved_views import change_saved_view
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.notebook import Notebook
from tests.factories import item
from tests.homes import DOUBTFUL_PAGE, Run

HOSTILE = "\x1b]52;c;AAAA\x07[/][@click=app.quit]x"
ITEMS = (
    item("Better Connected 2012", key="aaa111", topics=("websites",), url="http://a.example/1"),
    item(None, key="aaa222", date="2012-03", body="Words that open. And more.", truncated=True),
    item("=SUM(A1)", key="bbb333", date="2011-05-06", publisher="Times"),
    item("Undated", key="ccc444", date=None),
)


def keep(home: Home, *items: Item) -> None:
    topics = load_taxonomy(bundled_data_folder() / "topics.toml").topics
    Archive(home.archive).write(ArchiveContents((), items, topics))


def test_the_first_command_loads_the_bundled_archive_and_says_so(run: Run, home: Home) -> None:
    ran = run("list", "--json")
    assert ran.status == 0
    assert len(json.loads(ran.out)) == 226
    assert "Loaded Socitm’s news, 2001–2025: 226 items, bundled, offline." in ran.err
    assert run("list", "--limit", "1").err == ""


def test_without_a_terminal_the_reader_prints_the_timeline(run: Run, home: Home) -> None:
    keep(home, *ITEMS)
    ran = run()
    assert ran.out.splitlines() == [
        "aaa111   2012-03-27  Better Connected 2012 (The Gazette)",
        "aaa222   2012-03~    ‹Words that open› (The Gazette)",
        "bbb333   2011-05-06  =SUM(A1) (Times)",
        "ccc444   undated     Undated (The Gazette)",
    ]
    assert ran.status == 0


def test_json_has_the_promised_fields(run: Run, home: Home) -> None:
    keep(home, *ITEMS)
    (entry,) = json.loads(run("list", "better", "--json").out)
    assert entry == {
        "key": "aaa111", "title": "Better Connected 2012", "heading": "Better Connected 2012",
        "heading_made": False, "date": "2012-03-27", "time": None, "precision": "day",
        "date_printed": None, "date_rule": None, "date_estimate": None, "author": None,
        "publisher": "The Gazette", "url": "http://a.example/1", "body": "A body of one sentence.",
        "truncated": False, "topics": ["websites"], "same_story": [],
        "layout": "stamp above each item",
        "capture": {"name": "page.txt", "sha256": "0" * 64, "lines": [1, 3],
                    "collection": None, "loaded": None, "doubtful": None},
        "annotation": {"bookmarked": False, "read": False, "note": "", "tags": [],
                       "corrections": {}, "highlights": []},
    }  # fmt: skip
    assert json.loads(run("list", "nothing-like-it", "--json").out) == []
    assert json.loads(run("show", "aaa1", "--json").out) == entry


def test_csv_defuses_formulas(run: Run, home: Home) -> None:
    keep(home, *ITEMS)
    rows = list(csv.DictReader(io.StringIO(run("list", "--csv").out)))
    assert [row["heading"] for row in rows][2] == "'=SUM(A1)"
    assert len(rows) == 4


def test_markdown_escapes_its_own_signs(run: Run, home: Home) -> None:
    keep(home, item("A [b](c) *d*", date="2012-12-02", url="javascript:alert(1)"), ITEMS[0])
    out = run("list", "--md").out
    assert out.startswith("## 2012\n\n- 2012-12-02 A \\[b\\](c) \\*d\\* (The Gazette)\n")
    assert "[Better Connected 2012](<http://a.example/1>)" in out


@pytest.mark.parametrize(
    ("query", "count"),
    [(["year:2012"], 2), (["-year:2012"], 2), (["is:cut", "OR", "is:undated"], 2), (["zz"], 0)],
)
def test_list_takes_the_query_language(run: Run, home: Home, query: list[str], count: int) -> None:
    keep(home, *ITEMS)
    assert len(run("list", *query).out.splitlines()) == count


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["list", "topic:webistes"], "did you mean “websites”?"),
        (["facets", "yaer:2012"], "did you mean “year”?"),
        (["list", "--json", "--csv"], "not allowed with argument"),
        (["list", "--limit", "-1"], "argument --limit: “-1” is no number of entries"),
        (["load"], "load needs a PATH"),
        (["show", "aaa1", "--nonsense"], "unrecognized arguments"),
        (["list", "cloud", "--home", "x"], "--home (it stands before the command)"),
        (["nonsense"], "invalid choice"),
    ],
)
def test_wrong_usage_ends_with_status_two_and_a_sentence(
    run: Run, home: Home, arguments: list[str], says: str
) -> None:
    keep(home, *ITEMS)
    ran = run(*arguments)
    assert ran.status == 2
    assert says in ran.err


def test_an_entry_is_shown_with_its_evidence(run: Run, home: Home) -> None:
    keep(home, replace(ITEMS[0], date_printed="27/03/12", date_rule="day first", author="Ann"))
    out = run("show", "aaa").out
    for line in ("Date:       27 March 2012", "Evidence:   printed “27/03/12”, day first",
                 "Author:     Ann", "Topics:     Websites", "A body of one sentence."):  # fmt: skip
        assert line in out


@pytest.mark.parametrize(
    ("key", "says"), [("a", "begins 2 keys (aaa111, aaa222 …)"), ("zzz", "No entry has a key")]
)
def test_a_key_that_names_no_single_entry_is_refused(
    run: Run, home: Home, key: str, says: str
) -> None:
    keep(home, *ITEMS)
    ran = run("show", key)
    assert (ran.status, ran.out) == (1, "")
    assert says in ran.err


def test_the_capture_is_shown_with_the_lines_marked(run: Run, home: Home) -> None:
    run("load", str(bundled_data_folder() / "captures" / "publictechnology-tag-socitm.txt"))
    (entry,) = json.loads(run("list", "cloudstore", "--json").out)
    first, last = entry["capture"]["lines"]
    lines = run("show", entry["key"], "--capture").out.splitlines()
    assert lines[0].startswith("publictechnology-tag-socitm.txt · sha256 ")
    assert [n for n, line in enumerate(lines) if line.startswith("▌")] == [*range(first, last + 1)]
    assert "23/02/12" in lines[first]


def test_a_day_of_the_year_and_a_saved_view_select_too(run: Run, home: Home) -> None:
    keep(home, *ITEMS)
    assert run("views") == (0, "", "No view is saved yet; the reader saves its filter as one.\n")
    change_saved_view(home.views, "sites", "topic:websites OR topic:cloud")
    change_saved_view(home.views, "odd", "topic:unknown")
    assert run("views").out.splitlines()[1] == "      ?  odd: topic:unknown"
    both = json.loads(run("list", "topic:websites OR topic:cloud", "--json").out)
    assert json.loads(run("list", "--view", "sites", "--json").out) == both
    one = next(entry for entry in both if entry["precision"] == "day")
    near = json.loads(run("list", "--view", "sites", "--on", one["date"][5:], "--json").out)
    assert one in near
    assert json.loads(run("list", "view:SITES", "--json").out) == both
    assert len(run("list", "-view:sites").out.splitlines()) == len(ITEMS) - len(both)
    assert "did you mean “sites”?" in run("list", "view:site").err
    assert run("list", "--on", "13-40").status == 2
    assert "there are sites, odd" in run("list", "--view", "cloudy").err
    change_saved_view(home.views, "sites", None)
    change_saved_view(home.views, "then", "year:2012 OR year:2011")
    narrowed = run("list", "--view", "then", "topic:websites", "OR", "topic:cloud").out
    assert narrowed == run("list", "(topic:websites OR topic:cloud) view:then").out
    home.views.write_text("{")
    for words in (("view:then",), ("--view", "then")):
        ran = run("list", *words)
        assert (ran.status, ran.out) == (1, "")
        assert "views.json is damaged" in ran.err
    assert run("list", "topic:websites").status == 0


def test_words_that_are_left_out_stand_where_they_were_typed(run: Run, home: Home) -> None:
    keep(home, *ITEMS)
    asked = ("-year:2011", "topic:websites", "OR", "year:2011")
    wanted = run("list", f"({' '.join(asked)})").out
    assert run("list", *asked).out == wanted
    assert run("list", *asked[1:], asked[0]).out != wanted
    assert run("list", "--limit", "9", *asked[:2], "--csv", *asked[2:]).status == 0
    assert run("list", "-year:2011", "--nonsense").status == 2


@pytest.mark.parametrize("word", ["-holiday", "-offline"])
def test_a_word_to_be_left_out_may_begin_as_an_option_does(run: Run, home: Home, word: str) -> None:
    keep(home, *ITEMS, item("A holiday offline", key="ddd555"))
    assert len(json.loads(run("export", word, "--format", "jsonfeed").out)["items"]) == len(ITEMS)


def test_a_backup_that_is_not_there_is_named(run: Run, home: Home) -> None:
    keep(home, *ITEMS)
    for how in ((), ("--replace",), ("--merge",)):
        assert run("restore", "nowhere.tgz", *how).err.startswith("socitm-tui: nowhere.tgz is not ")


def test_facets_are_counted(run: Run, home: Home) -> None:
    keep(home, *ITEMS)
    assert "      2  2012" in run("facets").out
    facets = json.loads(run("facets", "year:2011", "--json").out)
    assert [one for one in facets["publisher"] if one["count"]] == [
        {"value": "Times", "label": "Times", "count": 1}
    ]


def test_bookmarks_and_notes_are_kept(run: Run, home: Home) -> None:
    keep(home, *ITEMS)
    ran = run("bookmark", "aaa1", "zzz", "ccc")
    assert (ran.status, ran.out) == (1, "Bookmarked: Better Connected 2012\nBookmarked: Undated\n")
    assert len(run("list", "is:bookmarked").out.splitlines()) == 2
    assert run("bookmark", "ccc", "--remove").status == 0
    assert run("note", "aaa1", "look again").out == "Noted on: Better Connected 2012\n"
    assert run("note", "aaa1").out == "look again\n"
    kept = Notebook(home.notebook).read()["aaa111"]
    assert (kept.bookmarked, kept.note, kept.heading, kept.date) == (
        True, "look again", "Better Connected 2012", "2012-03-27",
    )  # fmt: skip


def test_a_passage_is_highlighted_by_its_words(run: Run, home: Home) -> None:
    keep(home, item("Sites", key="aaa111", body="The “best” sites.\n\nAnd the worst\nof sites."))
    assert run("highlight", "aaa", "worst of sit", "--note", "Why?").status == 0
    assert run("highlight", "aaa", 'the "best"').out == "Highlighted in: Sites\n"
    assert run("highlight", "aaa").out == "“The “best””\n“worst of sites.” — Why?\n"
    assert run("highlight", "aaa", "worst", "--note", "Who?").status == 0
    assert run("highlight", "aaa").out.endswith("“worst of sites.” — Who?\n")
    ran = run("highlight", "aaa", "the")
    assert (ran.status, ran.out) == (1, "")
    assert "“the” is in the text 2 times: give more of it; nothing was changed." in ran.err
    assert "“no” is not in the text" in run("highlight", "aaa", "no").err
    assert run("highlight", "aaa", "no", "--remove").status == 1
    assert run("highlight", "aaa", "WORST", "--remove").out == "No longer highlighted in: Sites\n"
    assert [one.quote for one in Notebook(home.notebook).read()["aaa111"].highlights] == [
        "The “best”"
    ]
    assert run("highlight", "aaa", "--remove").status == 2


def test_export_writes_what_a_query_selects(run: Run, home: Home, tmp_path: Path) -> None:
    keep(home, *ITEMS)
    assert run("export", "year:2011", "--format", "bibtex").out.startswith(
        "@misc{socitm-tui-bbb333,"
    )
    file = tmp_path / "out" / "all.ris"
    ran = run("export", "--format", "ris", "-o", str(file))
    assert ran.out == f"4 written to {file}\n"
    assert file.read_bytes().count(b"ER  - ") == 4
    assert run("export", "--format", "md").out.startswith("## 2012\n\n- 2012-03-27")
    assert run("export", "--format", "word").status == 2
    assert run("export", "--format", "md", "-o", "/proc/nowhere").status == 1


def test_check_names_what_is_wrong(run: Run, home: Home) -> None:
    run("load", "--bundled")
    assert run("check").status == 0
    kept = sorted(home.captures.iterdir())
    kept[0].write_bytes(b"other")
    kept[1].unlink()
    Notebook(home.notebook).change(
        "gone", lambda a: replace(a, bookmarked=True, heading="Lost"), "2020-01-01T00:00:00Z"
    )
    ran = run("check")
    assert ran.status == 1
    assert "is not what was loaded" in ran.err
    assert "cannot be read" in ran.err
    assert "gone has lost its item (undated, “Lost”); it is kept: a bookmark." in ran.err
    home.archive.write_text("{")
    ran = run("check")
    assert "is damaged and was left as it is" in ran.err
    assert "1 annotation" in ran.out


def test_a_damaged_archive_is_a_sentence_not_a_traceback(run: Run, home: Home) -> None:
    keep(home, *ITEMS)
    home.archive.write_text("{")
    for arguments in (["list"], ["load", "--bundled"], ["bookmark", "aaa"]):
        ran = run(*arguments)
        assert ran.status == 1
        assert ran.err.startswith(f"socitm-tui: {home.archive} is damaged")
    assert home.archive.read_text() == "{"


def test_load_prints_a_ledger_and_a_next_step(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "brief.txt").write_text(DOUBTFUL_PAGE)
    captures = bundled_data_folder() / "captures"
    ran = run("load", str(captures), str(tmp_path / "brief.txt"), str(tmp_path / "empty.txt"))
    assert ran.status == 1
    assert "publictechnology-tag-socitm.txt" in ran.out
    assert "10 items  2011-12-01 … 2012-03-27" in ran.out
    assert "6 files → 25 items (25 added, 2 undated" in ran.out
    assert ", dated 2010-02-12 to 2015-04-24." in ran.out
    assert ran.out.endswith(
        "1 of 6 pages read with doubt. To look at them: socitm-tui captures --doubtful\n"
        "To read them: socitm-tui list loaded:last\n"
    )
    assert ran.err == (
        f"socitm-tui: {tmp_path}/empty.txt was left out: it is empty.\n"
        "socitm-tui: The other 6 files were read.\n"
    )


def test_a_load_whose_every_file_is_refused_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    ran = run("load", str(tmp_path / "empty.txt"), str(tmp_path / "missing"))
    assert (ran.status, ran.out) == (1, "Nothing was loaded: 2 files were left out.\n")
    assert ran.err == (
        f"socitm-tui: {tmp_path}/empty.txt was left out: it is empty.\n"
        f"socitm-tui: {tmp_path}/missing was left out: there is no such file or folder.\n"
    )


def test_load_prints_the_ledger_as_json(run: Run, home: Home) -> None:
    page = bundled_data_folder() / "captures" / "socitm-press-releases-2015.txt"
    document = json.loads(run("load", "--dry-run", "--json", str(page), "/no/such").out)
    assert not home.archive.exists()
    assert {name: document[name] for name in document if name != "captures"} == {
        "added": 10, "updated": 0, "unchanged": 0, "removed": 0, "skipped": 1,
    }  # fmt: skip
    one, two = document["captures"]
    assert (one["status"], one["problem"], len(one["items"])) == ("loaded", None, 10)
    assert (two["status"], two["problem"]) == ("skipped", "there is no such file or folder")
    assert one["items"][0]["time"] == "14:14"


def test_nothing_captured_reaches_the_terminal_as_control(
    run: Run, tmp_path: Path, home: Home
) -> None:
    page = tmp_path / f"page{HOSTILE.replace('/', '')}.txt"
    page.write_text(
        f"27/03/12\n{HOSTILE} stands in the first words of what the council says of its roads.\n\n"
        "01/03/12\nThe council has more to say about its roads, and says it on this page.\n"
    )
    for ran in (run("load", str(page), "/no\x1b[2J"), run("list"), run("list", "--md")):
        assert "\x1b" not in ran.out + ran.err
        assert "\x07" not in ran.out + ran.err
    assert "[/][@click=app.quit]x" in run("list").out


def test_who_interrupts_a_command_is_told_what_that_means(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(loader, "load_paths", interrupted)
    said = "socitm-tui: Stopped before the end; archive and notebook are whole.\n"
    assert run("load", "--bundled") == (130, "", said)


def test_small_commands_answer(run: Run, home: Home) -> None:
    assert run("--version").out == f"socitm-tui {__version__}\n"
    assert str(home.archive) in run("dirs").out
    assert "websites" in run("topics").out
    assert "bookmark" in run("keys").out
    assert "load" in run("--help").out
    assert not home.path.exists()


def test_a_mistake_of_the_program_is_a_sentence_too(
    run: Run, home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*arguments: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(entry_commands, "open_index", fail)
    ran = run("list")
    assert ran.status == 1
    assert "mistake of the program: KeyError('unforeseen')" in ran.err
    assert "Traceback" not in ran.err
    (report,) = tmp_path.glob("socitm-tui-*.txt")
    assert "Traceback" in report.read_text()


def test_a_correction_keeps_what_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path / "h")]
    for arguments in (["list", "--json", "--limit", "1"],):
        with pytest.raises(SystemExit):
            run_program([*home, *arguments])
    (before,) = json.loads(capsys.readouterr().out)
    wanted = ["--date", "1999-05", "--topic", "websites", "--topic", "cloud", "--title", "Mine"]
    with pytest.raises(SystemExit) as ended:
        run_program([*home, "correct", before["key"], *wanted])
    assert ended.value.code == 0
    assert f"date 1999-05, was {before['date']}" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        run_program([*home, "list", "--json", "is:corrected", "year:1999"])
    (after,) = json.loads(capsys.readouterr().out)
    assert after["annotation"]["corrections"] == {
        "date": "1999-05", "title": "Mine", "topics": "websites,cloud",
    }  # fmt: skip
    assert (after["date"], after["precision"], after["heading"]) == ("1999-05", "month", "Mine")
    assert after["date_printed"] == before["date_printed"]
    with pytest.raises(SystemExit) as ended:
        run_program([*home, "correct", before["key"], "--date", "1999-99"])
    assert ended.value.code == 2
    with pytest.raises(SystemExit):
        run_program([*home, "correct", before["key"], "--remove", "date", "--title", ""])
    with pytest.raises(SystemExit):
        run_program([*home, "tag", before["key"], "later", ",", "ch 2"])
    assert capsys.readouterr().out.endswith(": later, ch 2\n")
    with pytest.raises(SystemExit):
        run_program([*home, "show", "--json", before["key"]])
    shown = json.loads(capsys.readouterr().out)
    assert shown["date"] == before["date"]
    assert shown["annotation"]["tags"] == ["later", "ch 2"]


def test_a_list_without_a_match_says_why(run: Run, home: Home) -> None:
    keep(home, *ITEMS)
    ran = run("list", "year:2011", "topic:Websites")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "No item is in 2011 and about Websites.\n"


@pytest.mark.parametrize(("query", "count"), [("May 2011", 1), ("2012", 2), ("sum or better", 2)])
def test_list_reads_queries_as_people_type_them(
    run: Run, home: Home, query: str, count: int
) -> None:
    keep(home, *ITEMS)
    assert len(run("list", query).out.splitlines()) == count
