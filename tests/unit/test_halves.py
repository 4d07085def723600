"""Half a file: what is there is read, and that it is half is said."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from socitm_tui.ingest.documents import InputDocument, read_documents
from socitm_tui.parsing.formats import Document, ParseResult, RefusedError, parse_document

CASES = Path(__file__).parents[1] / "cases"


def half_of(name: str, share: float) -> Document:
    data = (CASES / name).read_bytes()
    return Document(Path(name).name, data[: int(len(data) * share)])


def met(path: Path, data: bytes) -> list[InputDocument]:
    path.write_bytes(data)
    return list(read_documents([path]))


@pytest.mark.parametrize(
    ("name", "share", "items", "doubt"),
    [
        ("pages/list-saved-by-blink.mhtml", 0.9, 1, "it ends before all of it is there"),
        ("mail/release-html-part.eml", 0.9, 1, "it ends before all of it is there"),
        ("jsonfeed/microblog.json", 0.6, 1, "it ends, or is damaged, at line"),
        ("feeds/rdf-half.rdf", 1.0, 1, "it ends before all of it is closed"),
        ("feeds/rss2-wordpress.xml", 0.9, 1, "it ends before all of it is closed"),
    ],
)
def test_half_a_document_gives_what_is_there(
    name: str, share: float, items: int, doubt: str
) -> None:
    cut: ParseResult = parse_document(half_of(name, share))
    assert len(cut.drafts) >= items
    assert doubt in (cut.doubtful or "")


def test_half_a_feed_without_any_item_is_refused() -> None:
    with pytest.raises(RefusedError, match="not valid JSON"):
        parse_document(half_of("jsonfeed/microblog.json", 0.1))
    with pytest.raises(RefusedError, match="damaged and holds no item"):
        parse_document(half_of("feeds/rss2-wordpress.xml", 0.1))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, partial(lzma.compress, preset=0)])
def test_half_a_packed_page_gives_its_beginning_with_doubt(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    lines = "".join(f"<p>Line {number}, {number**7} of them.</p>" for number in range(40_000))
    data = pack(f"<!doctype html><h1>A page</h1>{lines}".encode())
    (one,) = met(tmp_path / "page.html.gz", data[: len(data) * 9 // 10])
    assert one.document is not None
    assert one.document.data.startswith(b"<!doctype html><h1>A page</h1><p>Line 0")
    assert one.document.doubted == "its end is missing, or cannot be unpacked"
    (whole,) = met(tmp_path / "page.html.gz", data + data + b"\0" * 100)
    assert whole.document is not None
    assert (whole.document.doubted, whole.document.data.count(b"<h1>")) == (None, 2)


def test_half_a_tar_is_said_wherever_it_is_cut(tmp_path: Path) -> None:
    packed = (CASES / "archives/home-of-a-clerk.tar.gz").read_bytes()
    bare = gzip.decompress(packed)
    name = tmp_path / "x.tar"
    for data in (packed[:500], packed[:-9], bare[:1024], bare[:2000], bare[: 512 * 9]):
        *before, last = met(name, data)
        assert last.problem, len(data)
        assert all(one.document for one in before), len(data)
    for data in (packed, bare):
        assert all(one.document for one in met(name, data))


def test_a_zip_that_was_not_fetched_whole_is_refused(tmp_path: Path) -> None:
    (one,) = met(tmp_path / "x.zip", (CASES / "archives/downloads.zip").read_bytes()[:900])
    assert one.problem == "it is a zip archive that is damaged, or was not fetched whole"
