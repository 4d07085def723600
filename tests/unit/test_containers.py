"""Archives of documents: every member told apart, nothing unpacked without limit or to disk."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import io
import lzma
import random
import re
import tarfile
import time
import zipfile
import zlib
from pathlib import Path

import brotli
import pytest

from socitm_tui.parsing.formats import (
    Document,
    RefusedError,
    archive_members,
    containers,
    parse_document,
)
from socitm_tui.parsing.formats.archive_members import HEAD_BYTES, RefusedMember
from socitm_tui.parsing.formats.containers import is_container, open_container
from socitm_tui.parsing.formats.warc_records import is_digest_of
from tests.webarchives import Captured, written

PAGE = (
    b"<!doctype html><h1>The ferry is back</h1><p>1 May 2010</p><p>The ferry runs again from "
    b"Monday, and the old bell has been hung beside the new one.</p>"
)
MEMBER = rb"\x1f\x8b\x08\0"
SHA1 = hashlib.sha1(PAGE, usedforsecurity=False).digest()
TEXT = b"The ferry is back\n1 May 2010\n\nThe ferry runs again.\n"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def warc(*answers: Captured, gzip: bool = True) -> bytes:
    return written(answers, packed=gzip)


def opened(data: bytes, name: str = "x") -> tuple[dict[str, bytes], dict[str, str]]:
    members = list(open_container(Document(name, data)))
    return (
        {one.name: one.data for one in members if isinstance(one, Document)},
        {one.name: one.problem for one in members if isinstance(one, RefusedMember)},
    )


NESTED = {"a.txt": TEXT, "news/b.html": PAGE, "news/c.zip": zipped(**{"d.txt": TEXT})}
FLAT = {"x/a.txt": TEXT, "x/news/b.html": PAGE, "x/news/c.zip/d.txt": TEXT}


@pytest.mark.parametrize(
    "data",
    [
        zipped(**NESTED), tarred(NESTED), tarred(NESTED, "w:gz"), tarred(NESTED, "w:bz2"),
        tarred(NESTED, "w:xz"),
    ],
    ids=["zip", "tar", "gz", "bz2", "xz"],  # the data hold the time at which they are made
)  # fmt: skip
def test_every_document_of_an_archive_is_found_also_in_archives_inside(data: bytes) -> None:
    assert opened(data) == (FLAT, {})


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_the_file(pack: object) -> None:
    assert callable(pack)
    assert opened(pack(PAGE), "page.html.gz") == ({"page.html": PAGE}, {})


def test_notes_pictures_and_hidden_files_are_passed_over() -> None:
    data = zipped(**{
        "README.md": b"x", "a.png": b"x", "__MACOSX/a.txt": b"x", ".git/a.txt": b"x",
        "sources.toml": b"x", "a.txt": TEXT,
    })  # fmt: skip
    assert opened(data) == ({"x/a.txt": TEXT}, {})


def test_a_name_that_climbs_out_of_the_archive_is_only_a_name(tmp_path: Path) -> None:
    data = zipped(**{"../../etc/cron.d/a": TEXT, "/b.txt": TEXT, "c\x1b[2J.txt": TEXT})
    assert set(opened(data)[0]) == {"x/etc/cron.d/a", "x/b.txt", "x/c\x1b[2J.txt"}
    assert not list(tmp_path.iterdir())


def test_links_and_devices_in_a_tar_are_no_documents() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo("passwd")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert opened(out.getvalue()) == (
        {}, {"x": "nothing in it is a text, a page, a feed or a mail"}
    )  # fmt: skip


def test_a_damaged_member_is_named_and_the_next_is_read() -> None:
    data = bytearray(zipped(**{"a.txt": TEXT * 50, "b.txt": TEXT}))
    data[50:60] = bytes(10)
    documents, refused = opened(bytes(data))
    assert documents == {"x/b.txt": TEXT}
    assert list(refused) == ["x/a.txt"]


def test_half_a_tar_gives_what_came_before() -> None:
    data = tarred({"a.txt": TEXT, "b.txt": TEXT * 100})
    documents, refused = opened(data[: 512 * 4 + 100])
    assert documents == {"x/a.txt": TEXT}
    assert len(refused) == 1


def test_bombs_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_members, "MAX_MEMBER_BYTES", 100_000)
    big = bytes(1_000_000)
    assert opened(zipped(a=big, b=TEXT))[0] == {"x/b": TEXT}
    assert "more than" in opened(gzip.compress(big), "a.gz")[1]["a"]
    monkeypatch.setattr(containers, "MAX_UNPACKED_BYTES", 150_000)
    documents, refused = opened(zipped(**{str(n): b"a" * 90_000 for n in range(5)}))
    assert len(documents) == 1
    assert refused == {"x": "it unpacks to more than can be read; the rest was left out"}


def test_what_a_tar_passes_over_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_UNPACKED_BYTES", 4_000_000)
    spent = {"x": "it unpacks to more than can be read; the rest was left out"}
    before = {"a.txt": TEXT}
    for rest in ({"b.png": bytes(9_000_000)}, {str(n): b"a" * 1_800_000 for n in range(5)}):
        documents, refused = opened(tarred(before | rest, "w:bz2"))
        assert documents["x/a.txt"] == TEXT
        assert refused == spent
    padded = gzip.compress(tarred(before) + bytes(9_000_000))
    assert opened(padded) == ({"x/a.txt": TEXT}, spent)
    fit = {"a.txt": b"a" * 1_900_000, "b.txt": b"b" * 1_900_000}
    assert len(opened(tarred(fit, "w:gz"))[0]) == 2


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_a_header_of_a_tar_is_no_gigabyte(kind: bytes) -> None:
    info = tarfile.TarInfo("long")
    info.type, info.size = kind, HEAD_BYTES + 1
    head, after = info.tobuf(tarfile.GNU_FORMAT), tarred({"b.txt": TEXT})
    documents, refused = opened(head + b"a" * (HEAD_BYTES + 512) + after)
    assert documents == {}
    assert refused == {"x": "it is damaged from here on; what came before it was read"}


@pytest.mark.parametrize("inner", [TEXT, tarred({"a.txt": TEXT})], ids=["a file", "a tar"])
def test_an_xz_that_wants_gigabytes_to_work_in_is_refused(inner: bytes) -> None:
    packed = bytearray(lzma.compress(inner, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0}]))
    end = 12 + (packed[12] + 1) * 4 - 4
    packed[16] = 40  # a dictionary of 4 GB
    packed[end : end + 4] = zlib.crc32(packed[12:end]).to_bytes(4, "little")
    documents, refused = opened(bytes(packed), "a.xz")
    assert documents == {}
    assert list(refused.values()) == ["it is packed, and damaged from its beginning on"]


def test_archives_within_archives_end_at_a_depth() -> None:
    data = TEXT
    for _ in range(6):
        data = zipped(a=data)
    documents, refused = opened(data)
    assert documents == {}
    assert "inside more archives" in next(iter(refused.values()))


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_that_unpack_all_at_once_are_not_opened(way: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.txt", TEXT, zipfile.ZIP_STORED)
    documents, refused = opened(out.getvalue())
    assert documents == {"x/b.txt": TEXT}
    assert "pack it by deflate" in refused["x/a.txt"]


def test_locked_members_and_office_documents_are_refused_with_the_reason() -> None:
    data = bytearray(zipped(**{"a.txt": TEXT}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + at] |= 1
    assert opened(bytes(data))[1] == {"x/a.txt": "it is locked with a password"}
    with pytest.raises(RefusedError, match="office document"):
        opened(zipped(**{"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))


# ------------------------------------------------------------------ web archives
ANSWERS = (
    ("http://a.example/news", "2010-05-02T10:11:12Z", "200 text/html", PAGE),
    ("http://a.example/a.png", "2010-05-02T10:11:13Z", "200 image/png", b"\x89PNG"),
    ("http://a.example/gone", "2010-05-02T10:11:14Z", "404 text/html", b"<p>Not found"),
    ("http://a.example/feed", "2010-05-03T00:00:00Z", "200 application/rss+xml",
     b"<rss><channel><item><title>One</title></item></channel></rss>"),
)  # fmt: skip


@pytest.mark.parametrize("packed", [True, False])
def test_a_web_archive_gives_a_document_for_each_page_with_address_and_time(
    *, packed: bool
) -> None:
    found = list(open_container(Document("x.warc", warc(*ANSWERS, gzip=packed))))
    assert [(one.name, getattr(one, "url", ""), getattr(one, "seen", "")) for one in found] == [
        ("x.warc/a.example/news", "http://a.example/news", "2010-05-02T10:11:12Z"),
        ("x.warc/a.example/feed", "http://a.example/feed", "2010-05-03T00:00:00Z"),
    ]
    first = found[0]
    assert isinstance(first, Document)
    assert first.data == PAGE
    cut = parse_document(first)
    assert [draft.title for draft in cut.drafts] == ["The ferry is back"]
    assert "It was captured 2010-05-02 at 10:11 UTC from http://a.example/news." in cut.why


def test_a_wacz_is_a_zip_with_web_archives_in_it() -> None:
    data = zipped(**{
        "datapackage.json": b"{}", "archive/data.warc.gz": warc(*ANSWERS),
        "indexes/index.cdx.gz": gzip.compress(b"x"), "pages/pages.jsonl": b"{}",
    })  # fmt: skip
    documents, refused = opened(data, "a.wacz")
    assert set(documents) == {
        "a.wacz/archive/data.warc.gz/a.example/news", "a.wacz/archive/data.warc.gz/a.example/feed"
    }  # fmt: skip
    assert refused == {}


@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_record_is_named_and_the_next_is_read(*, packed: bool) -> None:
    data = bytearray(warc(*ANSWERS, gzip=packed))
    records = warc(ANSWERS[0], gzip=packed)
    start = len(warc(gzip=packed)) + 40
    data[start : start + 60] = bytes(60)
    assert len(records) > start + 60
    documents, refused = opened(bytes(data), "x.warc")
    assert set(documents) == {"x.warc/a.example/feed"}
    assert len(refused) >= 1


@pytest.mark.parametrize("packed", [True, False])
def test_half_a_record_is_refused_and_what_came_before_is_read(*, packed: bool) -> None:
    chance = random.Random(1)  # noqa: S311 - the same page at each run
    long = b"<!doctype html><p>" + bytes(chance.choices(b"abcdef ghij", k=20_000))
    second = ("http://a.example/long", "2010-05-03T00:00:00Z", "200 text/html", long)
    whole = warc(ANSWERS[0], second, gzip=packed)
    documents, refused = opened(whole[:-5000], "x.warc")
    assert set(documents) == {"x.warc/a.example/news"}
    assert len(refused) == 1


def test_a_record_whose_checksum_differs_is_read_and_doubted() -> None:
    whole = warc(ANSWERS[0], gzip=False)
    other = whole.replace(b"The ferry runs again", b"The ferry rests again")
    (document,) = open_container(Document("x.warc", other))
    assert isinstance(document, Document)
    assert b"rests" in document.data
    doubt = "its bytes are not those that the archive has the checksum of"
    assert (document.doubted, parse_document(document).doubtful) == (doubt, doubt)
    (sound,) = open_container(Document("x.warc", whole))
    assert isinstance(sound, Document)
    assert sound.doubted is None


def test_a_record_that_the_crawler_cut_off_is_doubted() -> None:
    whole = warc(ANSWERS[0], gzip=False)
    cut = whole.replace(
        b"WARC-Type: response\r\n", b"WARC-Type: response\r\nWARC-Truncated: length\r\n"
    )
    (document,) = open_container(Document("x.warc", cut))
    assert isinstance(document, Document)
    assert document.doubted == "the crawler cut it off, as the archive says"


def encoded(body: bytes, encoding: str) -> bytes:
    """A web archive with one answer whose body is said to be packed so."""
    data = warc(("http://a.example/", "2010-05-02T10:11:12Z", "200 text/html", body), gzip=False)
    header = f"Content-Encoding: {encoding}\r\n".encode()
    data = data.replace(b"text/html\r\n", b"text/html\r\n" + header)
    size = re.search(rb"msgtype=response\r\nContent-Length: (\d+)", data)
    assert size
    grown = b"%d" % (int(size[1]) + len(header))
    return data[: size.start(1)] + grown + data[size.end(1) :]


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(brotli.compress(PAGE), "br"), (gzip.compress(PAGE), "gzip"), (PAGE, "identity")],
    ids=["br", "gzip", "identity"],
)
def test_answers_are_unpacked_as_their_server_packed_them(body: bytes, encoding: str) -> None:
    assert opened(encoded(body, encoding))[0] == {"x/a.example/": PAGE}


def test_a_record_packed_in_an_unknown_way_is_refused_with_the_reason() -> None:
    problem = "it is packed in a way that cannot be undone here (zstd)"
    assert opened(encoded(PAGE, "zstd"))[1] == {"x/http://a.example/": problem}


@pytest.mark.parametrize(
    ("digest", "is_of"),
    [
        ("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", False),
        ("sha1:" + SHA1.hex().upper(), True),
        ("sha1:" + base64.b32encode(SHA1).decode(), True),
        ("sha256:" + hashlib.sha256(PAGE).hexdigest(), True),
        ("", False), ("sha1:!", False), ("nonsense", False),
    ],
)  # fmt: skip
def test_a_checksum_may_be_written_in_several_ways(digest: str, *, is_of: bool) -> None:
    assert is_digest_of(PAGE, digest) is is_of


def test_the_folder_that_a_browser_saves_beside_a_page_is_passed_over() -> None:
    data = zipped(**{
        "news/A page.html": PAGE, "news/A page_files/frame.html": PAGE, "press_files/b.html": PAGE,
    })  # fmt: skip
    assert set(opened(data)[0]) == {"x/news/A page.html", "x/press_files/b.html"}


def test_no_record_is_lost_silently_wherever_the_one_before_it_is_damaged() -> None:
    for packed in (True, False):
        whole = warc(*ANSWERS, gzip=packed)
        marks = [one.start() for one in re.finditer(MEMBER if packed else rb"WARC/1.0\r\n", whole)]
        for at in range(marks[1] - 8, marks[2] - 8, 9):  # from the checksum before it
            data = bytearray(whole)
            data[at : at + 5] = b"\0\xffA \n"
            found = list(open_container(Document("x.warc", bytes(data))))
            last = found[-1]
            assert isinstance(last, Document)
            assert last.url == "http://a.example/feed"
            (first, *_) = found
            sound = isinstance(first, Document) and first.data == PAGE and not first.doubted
            assert len(found) >= 2 or sound, at


@pytest.mark.parametrize("size", [0, 20, 5000])
def test_a_packed_page_of_which_only_the_checksum_is_damaged_is_read_and_doubted(
    size: int,
) -> None:
    text = PAGE + b" " + random.Random(2).randbytes(size).hex().encode()  # noqa: S311 - as above
    data = gzip.compress(text)
    (document,) = open_container(Document("page.html.gz", data[:-8] + b"\0\xffA \n" + data[-3:]))
    assert isinstance(document, Document)
    assert (document.name, document.data) == ("page.html", text)
    assert document.doubted == "its end is missing, or cannot be unpacked"


def test_a_crawl_packed_as_a_whole_is_read_record_by_record() -> None:
    data = gzip.compress(warc(*ANSWERS, gzip=False))
    documents, refused = opened(data, "x.warc.gz")
    assert set(documents) == {"x.warc.gz/a.example/news", "x.warc.gz/a.example/feed"}
    assert refused == {}


def test_what_a_web_archive_says_never_reaches_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    data = warc(*ANSWERS, gzip=False).replace(b"http://a.example/news", b"h\x1b[2J a.example/news")
    data = data.replace(b"Content-Length: ", b"Content-Length: 0", 1)
    opened(data)
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")


# ------------------------------------------------------------------ mail folders
def test_a_mail_folder_gives_its_mails_one_by_one() -> None:
    mails = b"".join(
        b"From ann@a.example Sat May  1 18:20:00 2010\nFrom: Ann\nMessage-ID: <%d>\nSubject: %d\n"
        b"Date: Sat, 1 May 2010 18:20:00 +0100\n\n>From Monday the ferry runs again.\n\n" % (n, n)
        for n in range(3)
    )
    documents, refused = opened(mails, "news.mbox")
    assert (list(documents), refused) == (["news.mbox#1", "news.mbox#2", "news.mbox#3"], {})
    cut = parse_document(Document("news.mbox#1", documents["news.mbox#1"]))
    assert cut.drafts[0].body == "From Monday the ferry runs again."


def test_a_large_archive_is_never_in_memory_as_a_whole() -> None:
    noise = random.Random(3)  # noqa: S311 - the same bytes at each run
    pages = [noise.randbytes(40_000).hex().encode() for _ in range(60)]
    answers = [(f"http://a.example/{n}", "2010-05-02T10:11:12Z", "200 text/plain", page)
               for n, page in enumerate(pages)]  # fmt: skip
    mails = b"".join(
        b"From ann@a.example Sat May  1 18:20:00 2010\nSubject: %d\nDate: Sat, 1 May 2010\n\n%b\n\n"
        % (number, page) for number, page in enumerate(pages)
    )  # fmt: skip
    members = {str(number): page for number, page in enumerate(pages)}
    for whole in (warc(*answers), warc(*answers, gzip=False), tarred(members, "w:gz"),
                  tarred(members), zipped(**members), mails):  # fmt: skip
        assert len(whole) > 2 * 2**20
        file = Sipped(whole)
        found = list(open_container(Document("x", b""), file))
        assert len(found) == len(pages)
        assert all(isinstance(one, Document) for one in found)
        assert file.largest <= 2**20


class Sipped(io.BytesIO):
    """A file that remembers how much was read of it at once."""

    largest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.largest = max(self.largest, len(found))
        return found


# ------------------------------------------------------------------ anything
@pytest.mark.parametrize("data", [b"", b"words", PAGE, TEXT, b"PK", b"\x1f\x8b", b"From me to you"])
def test_what_holds_no_documents_is_no_container(data: bytes) -> None:
    assert not is_container(data)


@pytest.mark.parametrize(
    "whole",
    [zipped(**NESTED), tarred(NESTED, "w:gz"), tarred(NESTED), warc(*ANSWERS),
     warc(*ANSWERS, gzip=False), gzip.compress(PAGE)],
    ids=["zip", "tgz", "tar", "warc.gz", "warc", "gz"],
)  # fmt: skip
def test_any_damage_to_an_archive_is_survived(whole: bytes) -> None:
    chance = random.Random(7)  # noqa: S311 - the same damage at each run
    started = time.monotonic()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        half = bytes(data[: chance.randint(1, len(data))])
        for one in (bytes(data), half):
            try:
                members = list(open_container(Document("x", one)))
            except RefusedError:
                continue
            assert all(isinstance(member, Document | RefusedMember) for member in members)
    assert time.monotonic() - started < 60
