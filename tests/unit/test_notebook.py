"""A notebook is read back as it was written, whoever wrote it."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.model.entities import Annotation, Highlight
from socitm_tui.search.index.annotations import sketch_annotation
from socitm_tui.storage import notebook
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.checksum import add_checksum
from socitm_tui.storage.lazy_annotations import AnnotationSketch, LazyAnnotations
from socitm_tui.storage.notebook import Notebook, encode_annotation, salvage_annotations
from socitm_tui.storage.tinydb_file import document_checksum

NOW = "2026-01-02T03:04:05Z"
KEYS = ["plain", "pl", 'a "quoted" one', "back\\slash", "café – ö", "2", "\n", "\ud800"]


def edited(annotation: Annotation, dice: random.Random) -> Annotation:
    """Some change to an annotation."""
    passage = Highlight("a passage", note='"k":{"key":"plain",')
    return dice.choice(
        [
            replace(annotation, bookmarked=not annotation.bookmarked),
            replace(annotation, read=True, heading="A heading", date="2012-03", opening="It began"),
            replace(annotation, note='1":{"key":"plain","read":true}', tags=("x", "ü")),
            replace(
                annotation, corrections={"date": "2011", "key": "plain"}, highlights=(passage,)
            ),
            Annotation(annotation.key),
        ]
    )


def test_a_long_life_is_read_back(tmp_path: Path) -> None:
    book, dice = Notebook(tmp_path / "notebook.json"), random.Random(4)  # noqa: S311
    expected: dict[str, Annotation] = {}
    for _ in range(80):
        keys = dice.sample(KEYS, dice.choice((1, 1, 2, 5)))
        expected |= book.change_all({key: lambda a: edited(a, dice) for key in keys}, NOW)
        assert Notebook(book.path).read_all() == expected
    assert len(expected) == len(KEYS)


def test_a_change_decodes_only_what_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Notebook(tmp_path / "notebook.json")
    book.change_all({key: lambda a: replace(a, read=True) for key in KEYS}, NOW)
    monkeypatch.delattr(Notebook, "read_all")
    monkeypatch.setattr(notebook, "_read_documents", None)
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
            assert {
                key: sketch_annotation(annotation) for key, annotation in read.items()
            } == lazy.sketches


def test_a_sketch_reads_no_annotation(tmp_path: Path) -> None:
    book = Notebook(tmp_path / "notebook.json")
    book.change_all({key: lambda a: replace(a, read=True) for key in KEYS}, NOW)
    documents = {key: encode_annotation(annotation) for key, annotation in book.read_all().items()}
    lazy = LazyAnnotations(documents, annotation_that_none_asks_for)
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
def test_what_others_wrote_with_a_checksum_is_not_taken_for_ours(
    tmp_path: Path, lines: Sequence[bytes]
) -> None:
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


def test_what_another_process_wrote_is_changed_further(tmp_path: Path) -> None:
    book, other = Notebook(tmp_path / "notebook.json"), Notebook(tmp_path / "other.json")
    book.change("plain", lambda a: replace(a, note="mine"), NOW)
    other.change("plain", lambda a: replace(a, note="theirs"), NOW)
    other.path.replace(book.path)
    assert book.change("plain", lambda a: replace(a, read=True), NOW).note == "theirs"


def with_own_checksum(document: dict[str, str]) -> bytes:
    """An annotation as earlier versions wrote it."""
    return json.dumps(document | {"crc": document_checksum(document)}).encode()


def test_annotations_with_their_own_checksum_are_opened_and_kept(tmp_path: Path) -> None:
    book = Notebook(tmp_path / "notebook.json")
    sealed(book.path, b'"1":' + with_own_checksum({"key": "plain", "note": "mine"}))
    assert book.read_lazily()["plain"].note == "mine"
    book.change("other", lambda a: replace(a, read=True), NOW)
    assert {key: annotation.note for key, annotation in book.read().items()} == {
        "plain": "mine",
        "other": "",
    }


def test_of_a_damaged_notebook_annotations_with_a_wrong_checksum_are_not_taken(
    tmp_path: Path,
) -> None:
    path = tmp_path / "notebook.json"
    lines = [with_own_checksum({"key": key, "note": "mine"}) for key in ("a", "b")]
    sealed(path, b'"1":' + lines[0], b'"2":' + lines[1], b'"3":{"key":"c","note":"mine"}')
    path.write_bytes(path.read_bytes().replace(b"mine", b"mime", 1))
    assert salvage_annotations(path).keys() == {"b", "c"}
