"""Bytes that are no letters: the text around them is read, and that they are there is said."""

from __future__ import annotations

import pytest

from socitm_tui.parsing.formats import Document, parse_document

WORDS = b"The ferry runs again from Monday, \x81 and the old \x9d bell rings beside the new one."


@pytest.mark.parametrize(
    ("name", "data", "doubt"),
    [
        ("a.txt", b"01/05/10\nBell\n" + WORDS, "2 letters cannot be read"),
        ("a.html", b"<!doctype html><h1>Bell</h1><p>1 May 2010</p><p>%b</p>" % WORDS, "2 letters"),
        ("b.txt", b"01/05/10\nBell\n" + WORDS.replace(b"\x9d", b""), "one letter cannot be read"),
        ("c.txt", "01/05/10\nBell\nIt was lost \ufffd before we came to it.".encode(), None),
    ],
)
def test_bytes_that_are_no_letters_are_doubted(name: str, data: bytes, doubt: str | None) -> None:
    cut = parse_document(Document(name, data))
    assert cut.drafts
    assert (cut.doubtful is None) == (doubt is None)
    assert (doubt or "") in (cut.doubtful or "")
