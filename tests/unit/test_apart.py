"""Reading in another process: the same, but never for ever."""

from __future__ import annotations

import os
import pickle
import signal
from pathlib import Path

import pytest

from socitm_tui.parsing.formats import (
    Document,
    MistakeError,
    RefusedError,
    parse_document,
    subprocess_reader,
)
from socitm_tui.parsing.formats.subprocess_reader import (
    _IDLE,
    ChildProcess,
    _end_all,
    _read_answer,
    parse_ahead,
    parse_in_subprocess,
)

CASES = Path(__file__).parents[1] / "cases"
PAGES = [CASES / "pages/article-json-ld.html", CASES / "feeds/rss2-wordpress.xml"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_document_is_read_as_here(path: Path) -> None:
    document = Document(path.name, path.read_bytes(), seen="2010-05-02T10:11:12Z")
    assert parse_in_subprocess(document) == parse_document(document)


def test_a_refusal_comes_back_in_its_words() -> None:
    with pytest.raises(RefusedError, match="without any text"):
        parse_in_subprocess(Document("x.html", b"<!doctype html><p></p>"))
    with pytest.raises(RefusedError, match="it is empty"):
        parse_in_subprocess(Document("x.html", b""))
    with pytest.raises(MistakeError, match="a mistake"):
        _read_answer(pickle.dumps((True, "a mistake")))


def test_what_takes_too_long_is_given_up_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = Document("a.html", b"<!doctype html>" + b"<p>Words and more words.</p>" * 30_000)
    monkeypatch.setattr(subprocess_reader, "TIME_LIMIT_S", 0.0)
    monkeypatch.setattr(subprocess_reader, "TIME_LIMIT_PER_MB_S", 0.01)
    with pytest.raises(RefusedError, match="given up after 0 seconds"):
        parse_in_subprocess(slow)
    monkeypatch.undo()
    (path, _) = PAGES
    assert parse_in_subprocess(Document(path.name, path.read_bytes())).drafts


def _next_child() -> ChildProcess:
    """The process that parses the next document: that which worked last."""
    return _IDLE.queue[-1]


def test_a_process_that_has_ended_is_begun_anew() -> None:
    (path, _) = PAGES
    document = Document(path.name, path.read_bytes())
    found = parse_in_subprocess(document)
    process = _next_child()._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    assert parse_in_subprocess(document) == found
    assert process.stdin is not None
    assert process.stdin.closed


def test_a_process_that_was_forked_begins_one_of_its_own() -> None:
    (path, _) = PAGES
    document = Document(path.name, path.read_bytes())
    found = parse_in_subprocess(document)
    process = _next_child()._process
    assert process is not None
    _next_child()._owner = -1  # as it is in a process that was forked from us
    assert parse_in_subprocess(document) == found
    assert _next_child()._process is not process
    os.kill(process.pid, signal.SIGKILL)  # it was left alone
    os.waitpid(process.pid, 0)


def test_without_another_process_it_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    _end_all()
    (path, _) = PAGES
    assert parse_in_subprocess(Document(path.name, path.read_bytes())).drafts


def test_documents_are_parsed_ahead_in_their_order() -> None:
    pages = [
        Document(
            f"{n}.html",
            f"<!doctype html><p>Page {n} of the paper: the mill will grind again in June.".encode(),
        )
        for n in range(12)
    ]
    inputs = [*pages[:6], Document("empty.html", b""), Document("plain.txt", b"Words"), *pages[6:]]
    names, bodies = [], []
    for document, parsed in parse_ahead(inputs, lambda document: document):
        names.append(document.name)
        if parsed:
            bodies += [draft.body for draft in parsed().drafts]
    assert names == [document.name for document in inputs]
    assert [body.split()[1] for body in bodies] == [str(n) for n in range(12)]


def test_what_is_parsed_ahead_is_refused_at_its_turn() -> None:
    pages = [
        Document("a.html", b"<!doctype html><p></p>"),
        Document("b.html", b"<!doctype html><p>"),
    ]
    for _, parsed in parse_ahead(pages, lambda document: document):
        assert parsed is not None
        with pytest.raises(RefusedError, match="without any text"):
            parsed()


def test_parsing_ahead_can_be_left() -> None:
    (path, _) = PAGES
    pages = [Document(path.name, path.read_bytes())] * 9
    ahead = parse_ahead(pages, lambda document: document)
    next(ahead)
    del ahead
    assert parse_in_subprocess(pages[0]).drafts
