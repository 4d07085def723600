"""A few annotations are put into the bytes of a notebook as if all of it was written anew."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.model.entities import Annotation, Highlight
from socitm_tui.search.index.annotations import sketch_of
from socitm_tui.storage import notebook
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.checksum import add_checksum
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.notebook_entries import AnnotationSketch, LazyAnnotations
from socitm_tui.storage.notebook_lines import FEW, NoteLines

NOW = "2026-01-02T03:04:05Z"
KEYS = ["plain", "pl", 'a "quoted" one', "back\\slash", "café – ö", "2", "\n", "\ud800"]


def edited(one: Annotation, dice: random.Random) -> Annotation:
    """Some change to an annotation."""
    passage = Highlight("a passage", note='"k":{"key":"plain",')
    return dice.choice(
        [
            replace(one, bookmarked=not one.bookmarked),
            replace(one, read=True, heading="A heading", date="2012-03", opening="It began"),
            replace(one, note='1":{"key":"plain","read":true}', tags=("x", "ü")),
            replace(one, corrections={"date": "2011", "key": "plain"}, highlights=(passage,)),
            Annotation(one.key),
        ]
    )


def test_the_file_is_the_same_to_the_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = Notebook(tmp_path / "by line.json"), Notebook(tmp_path / "whole.json")
    dice = random.Random(4)  # noqa: S311
    for _ in range(80):
        keys, seed = dice.sample(KEYS, dice.choice((1, 1, 2, 5))), dice.random()
        found = []
        for one, few in zip(files, (FEW, -1), strict=True):
            monkeypatch.setattr(notebook, "FEW", few)
            same = random.Random(seed)  # noqa: S311
            changes = {key: lambda a, same=same: edited(a, same) for key in keys}
            found.append(one.change_all(changes, NOW))
        assert found[0] == found[1]
        assert files[0].path.read_bytes() == files[1].path.read_bytes()
    assert len(files[0].read_all()) == len(KEYS)


def test_only_the_lines_of_the_keys_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Notebook(tmp_path / "notebook.json")
    book.change_all({key: lambda a: replace(a, read=True) for key in KEYS}, NOW)
    monkeypatch.delattr(Notebook, "read_all")
    made = book.change("plain", lambda a: replace(a, bookmarked=True), NOW)
    assert (made.read, made.bookmarked) == (True, True)


def test_what_is_read_when_it_is_asked_for_is_the_same(tmp_path: Path) -> None:
    book, dice = Notebook(tmp_path / "notebook.json"), random.Random(5)  # noqa: S311
    for number in range(200):
        book.change(f"{dice.choice(KEYS)}{number % 40}", lambda a: edited(a, dice), NOW)
        if number % 20 == 19:
            lazy, read = book.read_lazily(), book.read()
            assert isinstance(lazy, LazyAnnotations)
            assert dict(lazy) == read
            assert {key: sketch_of(one) for key, one in read.items()} == lazy.sketches


def test_a_sketch_reads_no_annotation(tmp_path: Path) -> None:
    book = Notebook(tmp_path / "notebook.json")
    book.change_all({key: lambda a: replace(a, read=True) for key in KEYS}, NOW)
    lazy = LazyAnnotations(
        NoteLines(book.path, book.path.read_bytes()), annotation_that_none_asks_for
    )
    assert set(lazy) == set(KEYS)
    assert set(lazy.sketches.values()) == {
        AnnotationSketch(bookmarked=False, read=True, more=False)
    }


def annotation_that_none_asks_for(document: object) -> Annotation:
    raise AssertionError(document)


@pytest.mark.parametrize("indent", [None, 1])
def test_what_others_wrote_is_read_as_json(tmp_path: Path, indent: int | None) -> None:
    book = Notebook(tmp_path / "notebook.json")
    book.change("plain", lambda a: replace(a, note="mine"), NOW)
    tables = json.loads(book.path.read_bytes())
    del tables["seal"]
    book.path.write_text(json.dumps(tables, indent=indent))
    assert book.read_lazily() == book.read()
    made = book.change("plain", lambda a: replace(a, read=True), NOW)
    assert (made.note, made.read) == ("mine", True)
    assert Notebook(book.path).read() == {"plain": made}


def sealed(path: Path, *lines: bytes) -> None:
    head = b'{"meta":{"1":{"kind":"notebook","format":1}},"annotations":{\n'
    path.write_bytes(b"".join(add_checksum((head, b",\n".join(lines), b"\n}"))))


@pytest.mark.parametrize(
    "lines",
    [
        (b'"1": {"key": "plain", "note": "mine"}',),
        (b'"1":{"note":"mine","key":"plain"}',),
        (b'"1":{"key":"plain","note":"old"}', b'"2":{"key":"plain","note":"mine"}'),
    ],
    ids=["blanks", "another order", "twice"],
)
def test_what_others_sealed_is_not_taken_for_ours(tmp_path: Path, lines: Sequence[bytes]) -> None:
    book = Notebook(tmp_path / "notebook.json")
    sealed(book.path, *lines)
    assert book.read_lazily()["plain"].note == "mine"
    book.change("plain", lambda a: replace(a, read=True), NOW)
    assert (book.read()["plain"].note, book.read()["plain"].read) == ("mine", True)


def test_a_damaged_notebook_is_not_built_on(tmp_path: Path) -> None:
    book = Notebook(tmp_path / "notebook.json")
    book.change("plain", lambda a: replace(a, note="mine"), NOW)
    data = book.path.read_bytes().replace(b"mine", b"mime")
    book.path.write_bytes(data)
    with pytest.raises(StorageError, match="is damaged"):
        book.change("other", lambda a: replace(a, read=True), NOW)
    assert book.path.read_bytes() == data
    assert book.read_lazily()["plain"].note == "mime"  # but what can be read is shown
