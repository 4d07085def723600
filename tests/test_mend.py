"""The reading of a capture is mended by marks, which every later reading keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.ingest.capture_statements import mark_reviewed
from socitm_tui.ingest.loader import load_paths, rebuild_archive
from socitm_tui.ingest.mend import CaptureMend, apply_mend
from socitm_tui.ingest.source_mend import apply_source, preview_source
from socitm_tui.ingest.undo import undo_last_load
from socitm_tui.maintenance.backup import write_backup
from socitm_tui.maintenance.restore import merge_backup, restore_backup
from socitm_tui.model.entities import CaptureNote, LineMark, MarkRole, Role
from socitm_tui.model.marks import parse_mark
from socitm_tui.parsing.formats import Document, marked_page
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.capture_notes import change_capture_notes, read_capture_notes
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from tests.homes import NOW, Run, items_of

LATER = "2026-02-03T04:05:06Z"
PAGE = """Harbour news

27 March 2012
The bridge opens to traffic
The new bridge over the harbour opened to traffic this morning after two years of work.
The fish market closes at noon from now on, as fewer people come, said the harbour master.
It will open again in the autumn, he added, when the boats are back.
Contact us
"""
SPLIT = (LineMark(6, 6, MarkRole.NEW),)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.txt"
    path.write_text(PAGE)
    return path


@pytest.fixture
def sha256(home: Home, page: Path) -> str:
    load_paths(home, [page], NOW)
    (capture,) = Archive(home.archive).read().captures
    return capture.sha256


def test_a_preview_shows_lines_and_items_and_writes_nothing(home: Home, sha256: str) -> None:
    archive = home.archive.read_bytes()
    preview = CaptureMend.open(home, sha256).preview(SPLIT)
    assert preview.summary == "1 item → 2 items"
    assert [pair.change for pair in preview.pairs] == [
        "1 paragraph of text, not 3 paragraphs",
        "new",
    ]
    line = preview.lines[5]
    assert (line.role, line.item, line.mark, line.start) == (Role.BODY, 1, None, MarkRole.NEW)
    assert preview.lines[3].role is Role.HEADLINE
    assert preview.lines[7].item is None
    assert not preview.problems
    assert home.archive.read_bytes() == archive
    assert not home.capture_notes.exists()


def test_marks_are_kept_and_the_archive_follows(home: Home, sha256: str) -> None:
    result = apply_mend(home, sha256, SPLIT, LATER)
    assert (result.added, result.updated, result.removed) == (1, 1, 0)
    assert len(items_of(home)) == 2
    (mark,) = read_capture_notes(home.capture_notes).marks_of(sha256)
    assert (mark.first, mark.last, mark.role, len(mark.text)) == (6, 6, MarkRole.NEW, 8)
    assert CaptureMend.open(home, sha256).marks == (mark,)


def test_every_later_reading_keeps_the_marks(home: Home, sha256: str, page: Path) -> None:
    apply_mend(home, sha256, SPLIT, LATER)
    mended = items_of(home)
    load_paths(home, [page], LATER)
    assert items_of(home) == mended
    captures = Archive(home.archive).read().captures
    home.archive.unlink()
    rebuild_archive(home, captures)
    assert items_of(home) == mended


def test_marks_wait_for_a_capture_that_was_removed(home: Home, sha256: str, page: Path) -> None:
    apply_mend(home, sha256, SPLIT, LATER)
    mended = items_of(home)
    home.archive.unlink()
    home.captures.joinpath("catalogue.jsonl").unlink(missing_ok=True)
    load_paths(home, [page], LATER)
    assert items_of(home) == mended


def test_a_mend_is_undone_and_redone_with_its_marks(home: Home, sha256: str) -> None:
    before = items_of(home)
    apply_mend(home, sha256, SPLIT, LATER)
    mended = items_of(home)
    undo_last_load(home, LATER)
    assert items_of(home) == before
    assert not read_capture_notes(home.capture_notes).marks_of(sha256)
    undo_last_load(home, LATER, redo=True)
    assert items_of(home) == mended
    assert read_capture_notes(home.capture_notes).marks_of(sha256)


def test_a_second_mend_replaces_the_first_and_is_undone_alone(home: Home, sha256: str) -> None:
    apply_mend(home, sha256, SPLIT, LATER)
    mended = items_of(home)
    apply_mend(home, sha256, (*SPLIT, parse_mark("7=out")), LATER)
    assert "autumn" not in items_of(home)[-1].body
    undo_last_load(home, LATER)
    assert items_of(home) == mended
    apply_mend(home, sha256, (), LATER)
    assert len(items_of(home)) == 1


def test_bookmarks_stay_where_it_is_certain(home: Home, sha256: str) -> None:
    (item,) = items_of(home)
    Notebook(home.notebook).change(item.key, lambda a: replace(a, bookmarked=True), NOW)
    marks = [parse_mark("4-5=text"), parse_mark("5=join"), parse_mark("3=out")]
    apply_mend(home, sha256, marks, LATER)
    (mended,) = items_of(home)
    assert (mended.date, mended.title == item.title, mended.key == item.key) == (None, False, False)
    annotations = Notebook(home.notebook).read()
    assert annotations[mended.key].bookmarked
    undo_last_load(home, LATER)
    assert Notebook(home.notebook).read()[item.key].bookmarked


def test_a_feed_cannot_be_mended_by_its_lines(home: Home, tmp_path: Path) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "News",'
        ' "items": [{"id": "1", "title": "Bridge", "content_text": "The bridge is open."}]}'
    )
    load_paths(home, [feed], NOW)
    (capture,) = Archive(home.archive).read().captures
    with pytest.raises(StorageError, match="the fields of its items come from its format"):
        CaptureMend.open(home, capture.sha256)


def test_a_mark_of_no_line_is_refused(home: Home, sha256: str) -> None:
    with pytest.raises(StorageError, match="There is no line 90: the capture has 9 lines"):
        apply_mend(home, sha256, [parse_mark("90=out")], LATER)


ARTICLE = """<html><head><title>Bridge opens</title>
<meta property="article:published_time" content="2012-03-27"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Bridge opens to traffic</h1><p>By Ann Smith</p>
{paragraphs}
<p>Sign up for our newsletter to read more of the harbour and its boats every week.</p></article>
<footer>Contact us</footer></body></html>"""


def test_a_saved_article_keeps_what_its_tags_tell(home: Home, tmp_path: Path) -> None:
    page = tmp_path / "bridge.html"
    texts = (
        f"The new bridge over the harbour opened to traffic this morning, part {n}, after two "
        "years of work, and the mayor said that everybody in the town was glad of it."
        for n in range(1, 7)
    )
    page.write_text(ARTICLE.format(paragraphs="\n".join(f"<p>{text}</p>" for text in texts)))
    load_paths(home, [page], NOW)
    (before,) = items_of(home)
    mend = CaptureMend.open(home, before.capture_sha256)
    number = next(n for n, line in enumerate(mend.lines, 1) if "part 6" in line)
    preview = mend.preview([LineMark(number, number, MarkRole.OUT)])
    assert preview.lines[number - 1].role is Role.BOILERPLATE
    (draft,) = preview.after
    assert "part 5" in draft.body
    assert "part 6" not in draft.body
    assert (draft.title, draft.date and draft.date.value) == (before.title, before.date)
    preview = mend.preview([LineMark(number, number, MarkRole.NEW)])
    assert len(preview.after) == 2


DATED_ARTICLE = ARTICLE.replace("<p>By Ann Smith</p>", "<p>04/03/2012</p>").replace(
    "03-27", "04-03"
)


def test_the_date_of_a_saved_article_stays_unless_its_line_is_marked(
    home: Home, tmp_path: Path
) -> None:
    page = tmp_path / "bridge.html"
    text = "<p>The new bridge over the harbour opened to traffic this morning, said the mayor.</p>"
    page.write_text(DATED_ARTICLE.format(paragraphs=text * 6))
    load_paths(home, [page], NOW)
    (before,) = items_of(home)
    assert before.date == "2012-04-03"  # month first, as the tags say
    mend = CaptureMend.open(home, before.capture_sha256)
    dated = mend.lines.index("04/03/2012") + 1

    def date_under(number: int, role: MarkRole) -> str | None:
        (draft,) = mend.preview([LineMark(number, number, role)]).after
        return draft.date.value if draft.date else None

    assert date_under(dated + 2, MarkRole.OUT) == before.date
    assert date_under(dated, MarkRole.DATE) == "2012-03-04"
    assert date_under(dated, MarkRole.OUT) is None


def test_a_saved_page_is_learned_from_as_it_is_read(tmp_path: Path) -> None:
    text = "<p>The new bridge over the harbour opened to traffic this morning, said the mayor.</p>"
    data = DATED_ARTICLE.format(paragraphs=text * 6).encode()
    page = marked_page(Document("bridge.html", data, marks=(parse_mark("1=out"),)))
    assert page.text.split("\n").count("04/03/2012") == 1
    roles = {mark.role for mark in page.marks}
    assert {MarkRole.TEXT, MarkRole.DATE, MarkRole.HEADLINE, MarkRole.JOIN} <= roles
    assert page.marks[-1] == parse_mark("1=out")


# ------------------------------------------------------------------ files, homes, the shell
def test_check_counts_marks_and_lists_those_that_do_not_fit(
    home: Home, sha256: str, run: Run
) -> None:
    apply_mend(home, sha256, SPLIT, LATER)
    assert "1 mark of lines in 1 capture." in run("check").out
    stale = (LineMark(3, 3, MarkRole.OUT, "00000000"),)
    note = {sha256: CaptureNote(marks=(*read_marks(home, sha256), *stale))}
    change_capture_notes(home.capture_notes, lambda notes: notes.with_marks_of(note), LATER)
    checked = run("check")
    assert checked.status == 1
    assert "The mark 3=out of harbour.txt does not fit its lines any more; it is" in checked.err
    load_paths(home, [home.path.parent / "harbour.txt"], LATER)
    assert items_of(home)[0].date == "2012-03-27"
    assert read_marks(home, sha256)[-1] == stale[0]


def read_marks(home: Home, sha256: str) -> tuple[LineMark, ...]:
    return read_capture_notes(home.capture_notes).marks_of(sha256)


def test_newer_marks_of_another_home_are_merged_and_followed(
    home: Home, sha256: str, page: Path, tmp_path: Path
) -> None:
    other, file = Home.find(tmp_path / "other"), tmp_path / "backup.tar.gz"
    load_paths(other, [page], NOW)
    apply_mend(other, sha256, SPLIT, LATER)
    write_backup(other, file)
    mark_reviewed(home, [sha256], "2026-09-09T00:00:00Z")  # newer than the marks, and kept
    merge_backup(home, file)
    assert items_of(home) == items_of(other)
    assert read_capture_notes(home.capture_notes).captures[sha256].reviewed
    undo_last_load(home, LATER)
    assert not read_marks(home, sha256)
    merge_backup(home, file)
    assert not read_marks(home, sha256)  # that they were taken back is newer


def test_a_backup_has_the_marks(home: Home, sha256: str, tmp_path: Path) -> None:
    apply_mend(home, sha256, SPLIT, LATER)
    file, other = tmp_path / "backup.tar.gz", Home.find(tmp_path / "other")
    write_backup(home, file)
    restore_backup(other, file)
    assert read_marks(other, sha256) == read_marks(home, sha256)


def test_the_shell_prints_the_lines_of_a_capture(sha256: str, run: Run) -> None:
    lines = run("mend", "harbour").out.splitlines()
    assert lines[0] == "1   out       Harbour news"
    assert lines[2:4] == ["   ── item 1", "3   date      27 March 2012"]


def test_the_shell_mends_and_prints_items_before_and_after(
    home: Home, sha256: str, run: Run
) -> None:
    tried = run("mend", sha256[:8], "--mark", "6=new", "--dry-run")
    assert "harbour.txt: 1 item → 2 items\n" in tried.out
    assert "Nothing was written." in tried.out
    assert len(items_of(home)) == 1
    mended = run("mend", "harbour", "--mark", "6=new", "--mark", "7=out")
    assert "2 marks kept; `load --undo` undoes this." in mended.out
    assert len(items_of(home)) == 2
    assert "6 ✓ text" in run("mend", "harbour").out
    assert " · 2 marks\n" in run("captures").out
    assert json.loads(run("captures", "--json").out)[0]["marks"] == ["6=new", "7=out"]
    document = json.loads(run("mend", "harbour", "--mark", "7=text", "--json").out)
    assert document["marks"] == ["6=new", "7=text"]
    assert document["summary"] == "2 items as before, 1 changed"
    assert document["lines"][6]["role"] == "text"
    assert document["items"][0]["change"] == "unchanged"
    assert run("mend", "harbour", "--clear").status == 0
    assert len(items_of(home)) == 1


def test_the_shell_answers_what_it_cannot_mend(sha256: str, run: Run) -> None:
    assert run("mend", "harbour", "--mark", "7=furniture").status == 2
    assert run("mend", "harbour", "--mark", "70=out").status == 1
    assert run("mend", "nowhere", "--mark", "7=out").status == 1
    refused = run("mend", "harbour", "--source")
    assert refused.status == 1
    assert "Nothing is marked in this capture" in refused.err


# ------------------------------------------------------------------ the other captures of a source
NOTICE = """Notices

{first}
Posted: {day} March 2012 | Ref 0{day}
{second} and the council says that it will be finished before the end of the year.
"""
MARKS = tuple(map(parse_mark, ("1=out", "3=headline", "4=out", "5=text")))


@pytest.fixture
def notices(home: Home, tmp_path: Path) -> Path:
    folder = tmp_path / "notices"
    folder.mkdir()
    for day, first, second in (
        (11, "Road works ahead", "The road is closed"),
        (12, "Tree planting soon", "The park is planted"),
    ):
        (folder / f"notice-{day}.txt").write_text(
            NOTICE.format(first=first, second=second, day=day)
        )
    load_paths(home, [folder], NOW)
    return folder


def sha256_of(home: Home, name: str) -> str:
    return next(c.sha256 for c in Archive(home.archive).read().captures if c.name == name)


def undated(home: Home) -> list[str]:
    return sorted(item.capture_name for item in items_of(home) if not item.date)


def test_a_marked_capture_shows_how_the_others_of_its_source_are_read(
    home: Home, notices: Path
) -> None:
    sha256 = sha256_of(home, "notice-11.txt")
    before = items_of(home)
    apply_mend(home, sha256, MARKS, LATER)
    assert undated(home) == ["notice-11.txt"]
    preview = preview_source(home, sha256)
    assert (preview.source, preview.marked, preview.others) == ("the collection notices", 1, 1)
    assert (preview.gained, preview.lost, preview.redated) == (0, 0, 1)
    assert preview.examples[0].startswith(
        "notice-12.txt: undated  Tree planting soon: undated, not 2012"
    )
    assert undated(home) == ["notice-11.txt"]
    result = apply_source(home, sha256, LATER)
    assert [capture.name for capture in result.captures] == ["notice-11.txt", "notice-12.txt"]
    assert undated(home) == ["notice-11.txt", "notice-12.txt"]
    taught = items_of(home)
    load_paths(home, [notices], LATER)
    assert items_of(home) == taught
    (notices / "notice-13.txt").write_text(
        NOTICE.format(first="Bins are late", second="The bins are emptied", day=13)
    )
    load_paths(home, [notices], LATER)
    assert "notice-13.txt" in undated(home)
    undo_last_load(home, LATER)
    undo_last_load(home, LATER)
    assert undated(home) == ["notice-11.txt"]
    undo_last_load(home, LATER)
    assert items_of(home) == before
    undo_last_load(home, LATER, redo=True)
    undo_last_load(home, LATER, redo=True)
    assert items_of(home) == taught


def test_the_shell_shows_first_what_would_change_in_the_source(
    home: Home, notices: Path, run: Run
) -> None:
    marks = ("--mark", "4=out", "--mark", "3=headline", "--mark", "5=text", "--mark", "1=out")
    tried = run("mend", "notice-11", *marks, "--source", "--dry-run")
    sentence = "in 1 of 1 other capture of the collection notices: 1 item dated differently."
    assert f"Would change {sentence}" in tried.out
    assert not undated(home)
    assert f"Changed {sentence}" in run("mend", "notice-11", *marks, "--source").out
    assert undated(home) == ["notice-11.txt", "notice-12.txt"]
    document = json.loads(run("mend", "notice-11", "--source", "--json", "--dry-run").out)
    assert document["source"]["captures"] == []
