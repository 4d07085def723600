"""The reading of a capture is mended by marks, which every later reading keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.ingest.loader import load_paths, rebuild_archive
from socitm_tui.ingest.mend import CaptureMend, apply_mend, preview_mend
from socitm_tui.ingest.undo import undo_last_load
from socitm_tui.model.entities import LineMark, MarkRole, Role
from socitm_tui.model.marks import parse_mark
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.capture_notes import read_capture_notes
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from tests.homes import NOW, items_of

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
    preview = preview_mend(home, sha256, SPLIT)
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
    apply_mend(home, sha256, [parse_mark("4=text"), parse_mark("3=out")], LATER)
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
