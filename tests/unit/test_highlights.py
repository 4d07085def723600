"""Highlights: found again if that is certain, else lost and listed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socitm_tui.cli.lines import entry_lines
from socitm_tui.export.entry_formats import EXPORT_FORMATS, entry_json, markdown_document
from socitm_tui.maintenance.check import check_home
from socitm_tui.model.entities import Annotation, Entry, Highlight
from socitm_tui.model.highlights import (
    add_highlight,
    decode_highlight,
    encode_highlight,
    locate_highlight,
    make_highlight,
    remove_highlight,
)
from socitm_tui.model.merge import merge_annotation, record_change
from socitm_tui.search.index import Index
from socitm_tui.search.query_parser import parse_query
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from tests.factories import item

BODY = (
    "The council said on Monday that its website is saved. The mayor agreed.\n\n"
    "Others were less sure: its website is slow, and the council said nothing of that."
)


def marked(quote: str, body: str = BODY, at: int = 0) -> Highlight:
    start = body.index(quote, at)
    highlight = make_highlight(body, start, start + len(quote))
    assert highlight
    return highlight


def where(highlight: Highlight, body: str) -> str | None:
    at = locate_highlight(highlight, body)
    return body[slice(*at)] if at else None


def test_a_passage_keeps_its_words_and_those_around_it_without_the_space_at_its_ends() -> None:
    highlight = make_highlight(BODY, BODY.index(" its"), BODY.index(" The mayor") + 1)
    assert highlight
    assert (highlight.quote, highlight.before) == (
        "its website is saved.",
        "The council said on Monday that ",
    )
    assert highlight.after == " The mayor agreed.\n\nOthers were less"
    assert make_highlight(BODY, 3, 4) is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda body: body, "its website is"),
        (lambda body: f"By our own reporter. {body}", "its website is"),
        (lambda body: body.replace(" that its", "\nthat  its"), "its website is"),
        (lambda body: body.replace("Monday", "Tuesday"), None),
        (lambda body: body.replace("its website is saved", "the website is saved"), None),
        (lambda body: f"{body}\n\n{body}", None),
        (lambda body: "", None),
    ],
    ids=["same", "more before", "other space", "context", "quote", "twice", "gone"],
)
def test_in_another_text_it_stands_only_where_words_and_context_are_found_once(
    change: object, found: str | None
) -> None:
    assert where(marked("its website is"), change(BODY)) == found  # type: ignore[operator]


def test_of_two_alike_passages_of_one_text_each_keeps_its_own_place() -> None:
    body = "So it is. So it is. So it is. " * 5
    for at in (0, 10, 50, 100):
        highlight = make_highlight(body, at, at + 9)
        assert highlight
        assert locate_highlight(highlight, body) == (
            highlight.start,
            highlight.start + len(highlight.quote),
        )
        assert locate_highlight(highlight, body + "More.") is None or body.count("So it is") == 1


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_passage_is_found_where_it_was_marked_and_read_back(
    body: str, start: int, end: int
) -> None:
    highlight = make_highlight(body, start, end)
    if highlight is not None:
        assert where(highlight, body) == highlight.quote
        assert decode_highlight(encode_highlight(highlight)) == highlight


def test_a_passage_takes_in_those_it_overlaps_and_their_notes() -> None:
    first = replace(marked("council said on Monday"), note="one")
    other = marked("The mayor agreed")
    new = marked("Monday that its website")
    highlights = add_highlight((other, first), BODY, replace(new, note="two"))
    assert [highlight.quote for highlight in highlights] == [
        "council said on Monday that its website", "The mayor agreed",
    ]  # fmt: skip
    assert highlights[0].note == "one\n\ntwo"
    assert remove_highlight(highlights, other) == (highlights[0],)


# ------------------------------------------------------------------ two notebooks
def edit(annotation: Annotation, minute: int, *highlights: Highlight) -> Annotation:
    moment = f"2026-01-01T00:{minute:02}:00Z"
    return record_change(annotation, replace(annotation, highlights=highlights), moment)


A, B = marked("saved"), marked("slow")


def test_two_notebooks_keep_each_others_passages() -> None:
    base = Annotation("k")
    merged, conflicts = merge_annotation(edit(base, 2, A), edit(base, 3, B))
    assert (merged.highlights, conflicts) == ((A, B), [])
    gone, _ = merge_annotation(edit(merged, 4, B), merged)
    assert gone.highlights == (B,)


def test_of_two_notes_on_a_passage_both_are_kept_and_told() -> None:
    base = edit(Annotation("k"), 1, A)
    mine, theirs = edit(base, 2, replace(A, note="mine")), edit(base, 3, replace(A, note="theirs"))
    merged, (conflict,) = merge_annotation(mine, theirs)
    assert [passage.note for passage in merged.highlights] == ["theirs\n\nmine"]
    assert conflict.both
    assert conflict.kept == "“saved”, noted “theirs”"
    assert merge_annotation(merged, theirs)[1] == []


def test_a_passage_taken_back_on_one_side_and_noted_later_on_the_other_is_kept_and_told() -> None:
    base = edit(Annotation("k"), 1, A)
    merged, (conflict,) = merge_annotation(edit(base, 2), edit(base, 3, replace(A, note="no")))
    assert len(merged.highlights) == 1
    assert (conflict.lost, conflict.both) == ("", False)


# ------------------------------------------------------------------ taken along
ENTRY = Entry(
    item("Website", body=BODY, key="k"),
    Annotation("k", highlights=(replace(A, note="really?"), replace(B, body="", before="x "))),
)


def test_json_says_where_a_passage_stands_and_null_of_a_lost_one() -> None:
    placed, lost = entry_json(ENTRY.item, ENTRY.annotation)["annotation"]["highlights"]
    assert (placed["quote"], placed["note"], lost["at"]) == ("saved", "really?", None)
    assert BODY[slice(*placed["at"])] == "saved"
    assert json.loads(json.dumps(placed)) == placed


def test_show_documents_and_dossiers_have_them() -> None:
    shown = "\n".join(entry_lines(ENTRY, {}))
    assert "“saved” — really?" in shown
    assert "“slow” (no longer found in the text)" in shown
    assert "## Highlights\n\n> saved\n\nreally?\n\n> slow\n" in markdown_document(ENTRY)
    assert "website is **saved**. The" in "".join(EXPORT_FORMATS["dossier"]([ENTRY]))
    page = "".join(EXPORT_FORMATS["dossier-html"]([ENTRY]))
    assert "website is <mark>saved</mark>. The" in page
    assert "<blockquote><q>saved</q><br>really?</blockquote>" in page


def test_a_passage_over_two_paragraphs_is_marked_in_both() -> None:
    highlight = marked("agreed.\n\nOthers")
    entry = replace(ENTRY, annotation=Annotation("k", highlights=(highlight,)))
    text = "".join(EXPORT_FORMATS["dossier"]([entry]))
    assert "mayor **agreed.**\n\n**Others** were" in text


def test_check_lists_a_lost_one_and_the_notebook_gives_each_back_as_it_was(home: Home) -> None:
    Archive(home.archive).write(ArchiveContents((), (ENTRY.item,), ()))
    notebook = Notebook(home.notebook)
    notebook.change("k", lambda _: ENTRY.annotation, "2026-01-01T00:00:00Z")
    assert notebook.read()["k"].highlights == ENTRY.annotation.highlights
    problems = [finding.sentence for finding in check_home(home) if finding.is_problem]
    assert problems == [
        "The highlight “slow” of k (undated, “”) is not found for certain in the text any more; "
        "it is kept."
    ]


def test_queries_find_them_and_the_words_noted_on_them() -> None:
    index = Index([ENTRY.item, item("Other", key="o")], {"k": ENTRY.annotation})
    for asked in ("has:highlight", "has:note", "really"):
        assert list(index.select(parse_query(asked)).rows) == [0], asked
