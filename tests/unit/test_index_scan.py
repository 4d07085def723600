"""The index answers as a scan of every item would, and is rebuilt if it is damaged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socitm_tui.ingest.loader import load_bundled
from socitm_tui.model.corrections import apply_corrections
from socitm_tui.model.entities import Annotation, Item, Topic
from socitm_tui.model.text import fold_text
from socitm_tui.search.index import Index
from socitm_tui.search.index.checked_file import SectionReader
from socitm_tui.search.index.index_files import write_index
from socitm_tui.search.index.tokens import tokenize
from socitm_tui.search.query import (
    EMPTY_QUERY,
    AllOf,
    AnyOf,
    DatePhrase,
    FieldTerm,
    Negation,
    Query,
    TextTerm,
)
from socitm_tui.search.query_parser import parse_query
from socitm_tui.search.query_ticks import without_facet
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from tests.factories import item

TOPICS = (Topic("cloud", "Cloud"), Topic("websites", "Websites"), Topic("unused", "Unused"))
SPELLINGS = "a ab abc council Councils café CAFÉ cafe straße G-Cloud naïve the of 2012 x’s ﬁne"
WORDS = st.sampled_from(SPELLINGS.split())
TEXT = st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=8)
DATES = st.sampled_from(
    [None, "2012", "2012-03", "2012-03-27", "2012-03-28", "2011", "2011-12-31", "2013-01"]
)
KEYS = [f"{number:02x}" for number in range(40)]
NOW = "2020-01-02T03:04:05Z"


@st.composite
def items(draw: st.DrawFn) -> tuple[Item, ...]:
    made = [
        item(
            draw(st.none() | TEXT) or None,
            key=key,
            body=draw(TEXT),
            date=draw(DATES),
            author=draw(st.none() | st.sampled_from(["Ann Lee", "Björn", "Lee"])),
            publisher=draw(st.sampled_from(["The Times", "Gazette", "times"])),
            topics=tuple(draw(st.lists(st.sampled_from(["cloud", "websites", "odd"]), max_size=2))),
            truncated=draw(st.booleans()),
            same_story=("x",) if draw(st.booleans()) else (),
        )
        for key in draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=40))
    ]
    return tuple(sorted(made, key=lambda item: item.date or "", reverse=True))


marks = st.builds(
    Annotation,
    st.sampled_from(KEYS),
    bookmarked=st.booleans(),
    read=st.booleans(),
    note=st.sampled_from(["", "n"]),
    tags=st.lists(st.sampled_from(["later", "LATER", "x"]), unique=True, max_size=2).map(tuple),
    corrections=st.sampled_from([{}, {"date": "2012"}]),
)
NARROWING = (
    "year:2012 year:undated year:2011,2012 topic:cloud topic:unused publisher:times author:lee "
    "author:Lee author:ö tag:later is:bookmarked is:read is:unread is:cut is:undated is:repeated "
    "is:corrected has:note date:none date:2012 date:2012-03 date:/2012-03-27 date:2012-03/2013 "
    "date:2011-06/2012-03-27 date:2013/2012 date:1999 date:2012/ 2012 2011-2012 27/03/2012"
)
fields = st.sampled_from(NARROWING.split()).map(lambda text: parse_query(text).parts[0])
texts = st.builds(TextTerm, TEXT, st.booleans())
parts: st.SearchStrategy[Query] = st.recursive(
    fields | texts,
    lambda inner: (
        st.builds(Negation, inner)
        | st.lists(inner, min_size=1, max_size=3).map(lambda p: AnyOf(tuple(p)))
        | st.lists(inner, max_size=3).map(lambda p: AllOf(tuple(p)))
    ),
    max_leaves=4,
)
queries = st.lists(parts, max_size=3).map(lambda inner: AllOf(tuple(inner)))


Names = dict[str, set[str]]


def holds(query: Query, item: Item, note: Annotation, names: Names) -> bool:
    """Whether an item is selected, said as plainly as can be."""
    match query:
        case AllOf(inner):
            return all(holds(part, item, note, names) for part in inner)
        case AnyOf(inner):
            return any(holds(part, item, note, names) for part in inner)
        case Negation(part):
            return not holds(part, item, note, names)
        case FieldTerm(name, values):
            return any(has(name, value, item, note, names) for value in values)
        case DatePhrase(_, date):
            is_dated = has("date", date, item, note, names)
            return is_dated or holds(query.in_text, item, note, names)
        case TextTerm(text, exact):
            added = " ".join((note.note, *note.tags, *note.corrections.values()))
            texts = (item.title or "", item.body, item.author or "", added)
            return any(says(each, text, exact=exact) for each in texts)


def says(body: str, text: str, *, exact: bool) -> bool:
    def tokens(of: str) -> str:
        return " ".join(re.findall(r"[^\W_]+", fold_text(of)))

    wanted = tokens(text)
    return not wanted or f" {wanted}{' ' if exact else ''}" in f" {tokens(body)} "


def has(name: str, value: str, item: Item, note: Annotation, names: Names) -> bool:
    def is_meant(of: str) -> bool:
        """A whole name if there is such a name, else any part of a name."""
        return of == value if value in names[name] else fold_text(value) in fold_text(of)

    match name:
        case "year":
            return (item.year or "undated") == value
        case "date":
            return within(value, item.date)
        case "topic":
            return value in item.topics
        case "publisher":
            return is_meant(item.publisher)
        case "author":
            return item.author is not None and is_meant(item.author)
        case "tag":
            return any(map(is_meant, note.tags))
        case "has":
            return bool(note.note)
        case _:
            return {
                "bookmarked": note.bookmarked,
                "read": note.read,
                "unread": not note.read,
                "corrected": bool(note.corrections),
                "cut": item.truncated,
                "undated": item.date is None,
                "repeated": bool(item.same_story),
            }[value]


def within(interval: str, date: str | None) -> bool:
    if date is None or interval == "none":
        return date is None and interval == "none"
    first, slash, last = interval.partition("/")
    last = last if slash else first
    earliest, latest = (date + "-01-01")[:10] if len(date) == 4 else (date + "-01")[:10], date
    latest += {4: "-12-31", 7: "-31", 10: ""}[len(date)]
    return (not first or earliest >= first) and (not last or latest[: len(last)] <= last)


def selected(query: Query, held: Sequence[Item], notes: dict[str, Annotation]) -> list[str]:
    names = {
        "publisher": {item.publisher for item in held},
        "author": {item.author for item in held if item.author},
        "tag": {tag for note in notes.values() for tag in note.tags},
    }
    marked = [(item, notes.get(item.key) or Annotation(item.key)) for item in held]
    matching = [
        (now, now.date != item.date)
        for item, note in marked
        if holds(query, now := apply_corrections(item, note.corrections), note, names)
    ]
    matching.sort(key=lambda pair: pair[1])
    matching.sort(key=lambda pair: pair[0].date or "", reverse=True)
    return [now.key for now, _ in matching]


@contextmanager
def kept(held: Sequence[Item], notes: Sequence[Annotation] = ()) -> Iterator[Home]:
    with TemporaryDirectory() as folder:
        home = Home.find(folder)
        contents = ArchiveContents((), tuple(held), TOPICS)
        write_index(home, contents, Archive(home.archive).write(contents))
        if notes:
            Notebook(home.notebook).change_all(
                {note.key: lambda _, note=note: note for note in notes},  # type: ignore[misc]
                NOW,
            )
        yield home


@given(items(), st.lists(marks, max_size=6), st.lists(queries, min_size=1, max_size=6))
def test_a_query_selects_what_a_look_at_every_item_would(
    held: tuple[Item, ...], made: list[Annotation], asked: list[AllOf]
) -> None:
    notes: dict[str, Annotation] = {}
    index = Index(held, notes, TOPICS)
    for annotation in made:
        index.update_annotations(annotation)
        if any(item.key == annotation.key for item in held):
            notes[annotation.key] = annotation
    for query in asked:
        wanted = selected(query, held, notes)
        selection = index.select(query)
        assert [index.item(row).key for row in selection.rows] == wanted
        assert index.count(query) == len(selection.rows) == len(wanted)
        assert sum(group.count for group in selection.groups) == len(wanted)
        for group in selection.groups:
            rows = selection.rows[group.start : group.start + group.count]
            assert {(index.entry(row).item.date or "")[:7] for row in rows} == {
                group.month or group.year or ""
            }
        for place, row in enumerate(selection.rows):
            assert (selection.rows[place], selection.position(row)) == (row, place)


@given(items(), st.lists(marks, max_size=4), queries)
def test_a_count_is_what_ticking_gives(
    held: tuple[Item, ...], made: list[Annotation], query: AllOf
) -> None:
    notes = {note.key: note for note in made if any(item.key == note.key for item in held)}
    index = Index(held, notes, TOPICS)
    for facet, counts in index.facets(query).items():
        others = without_facet(query, facet)
        for count in counts:
            ticked = AllOf((*others.parts, FieldTerm(facet, (count.value,))))
            assert count.count == len(index.select(ticked).rows)
            assert count.total == index.count(AllOf((FieldTerm(facet, (count.value,)),)))


@settings(max_examples=25)
@given(items(), st.lists(marks, max_size=4, unique_by=lambda note: note.key), queries)
def test_the_file_beside_the_archive_answers_the_same(
    held: tuple[Item, ...], made: list[Annotation], query: AllOf
) -> None:
    with kept(held, made) as home:
        index = Index.open(home)
        memory = Index(held, Notebook(home.notebook).read(), TOPICS)
        assert [index.item(row) for row in range(len(index))] == list(held)
        assert index.select(query).rows[:] == memory.select(query).rows[:]
        assert index.select(query).groups == memory.select(query).groups
        assert index.facets(query) == memory.facets(query)
        known, plain = index.known_values, memory.known_values
        assert {field: [*known[field]] for field in known} == {
            field: [*plain[field]] for field in plain
        }
        assert index.years == memory.years
        assert index.keys_with_prefix("0") == memory.keys_with_prefix("0")
        assert [index.row_of(key) for key in KEYS] == [memory.row_of(key) for key in KEYS]


MANY = tuple(
    item(f"Item {number}", key=f"{number:04}", date=f"{2020 - number // 90}", body="word " * 9)
    for number in range(900)
)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def noise(path: Path) -> None:
    path.write_bytes(b"no index at all")


@pytest.mark.parametrize("harm", [Path.unlink, cut, half, noise, Path.touch])
def test_a_missing_or_damaged_index_is_made_anew(harm: Callable[[Path], None]) -> None:
    with kept(MANY) as home:
        whole = home.index.read_bytes()
        harm(home.index)
        assert Index.open(home).count(parse_query("word year:2020")) == 90
        assert len(home.index.read_bytes()) == len(whole)
        assert not list(home.path.glob(".*.tmp"))


@pytest.fixture(scope="module")
def many() -> Iterator[Home]:
    with kept(MANY) as home:
        yield home


@pytest.mark.slow
@settings(max_examples=40)
@given(st.integers(0, 10**9), st.integers(0, 7))
def test_a_flipped_bit_is_noticed_before_it_answers(many: Home, place: int, bit: int) -> None:
    whole = many.index.read_bytes()
    try:
        data = bytearray(whole)
        data[place % len(data)] ^= 1 << bit
        many.index.write_bytes(data)
        index = Index.open(many)
        assert index.count(parse_query("word")) == 900
        assert index.count(parse_query("item-77")) == 11
        assert index.count(parse_query('"word word" year:2019')) == 90
        assert [count.total for count in index.facets(EMPTY_QUERY)["year"]] == [90] * 10
        assert index.keys_with_prefix("089") == [f"089{n}" for n in range(10)]
        assert [index.item(row).key for row in (0, 450, 899)] == ["0000", "0450", "0899"]
    finally:
        many.index.write_bytes(whole)


def test_another_archive_has_another_index() -> None:
    with kept(MANY) as home:
        Archive(home.archive).write(ArchiveContents((), MANY[:5], TOPICS))
        told: list[tuple[int, int]] = []
        index = Index.open(home, lambda done, total: told.append((done, total)))
        assert (len(index), index.count(parse_query("word"))) == (5, 5)
        assert len(Index.open(home)) == 5


def test_making_an_index_is_told() -> None:
    with kept(MANY) as home:
        home.index.unlink()
        told: list[tuple[int, int]] = []
        Index.open(home, lambda done, total: told.append((done, total)))
        assert told
        assert all(0 < done <= total for done, total in told)


def test_what_is_open_goes_on_when_the_archive_is_replaced() -> None:
    with kept(MANY) as home:
        index = Index.open(home)
        contents = ArchiveContents((), MANY[:5], TOPICS)
        write_index(home, contents, Archive(home.archive).write(contents))
        assert index.count(parse_query("word")) == 900
        assert index.item(899).key == "0899"


def test_an_archive_in_another_form_is_read_all_the_same() -> None:
    with kept(MANY) as home:
        home.archive.write_text(json.dumps(json.loads(home.archive.read_text()), indent=1))
        assert Index.open(home).count(parse_query("word")) == 900


def test_a_home_that_cannot_be_written_is_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with kept(MANY) as home:
        home.index.unlink()

        def fail(*args: object, **more: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("tempfile.mkstemp", fail)
        index = Index.open(home)
        assert index.count(parse_query("word")) == 900
        assert replace(index.item(3)) == MANY[3]


def test_beginnings_of_words_are_found(home: Home) -> None:
    load_bundled(home, NOW)
    held = Archive(home.archive).read().items
    index = Index.open(home)
    texts = [tokenize(f"{item.title or ''} {item.body} {item.author or ''}") for item in held]
    beginnings: dict[bytes, set[int]] = {}
    for row, words in enumerate(texts):
        for word in filter(bytes.isascii, {*words}):
            for end in range(1, len(word) + 1):
                beginnings.setdefault(word[:end], set()).add(row)
    for beginning, rows in list(beginnings.items())[::5]:
        query = AllOf((TextTerm(beginning.decode()),))
        assert index.select(query).rows[:] == sorted(rows)


@pytest.mark.parametrize(
    "section",
    [
        "lines",
        "key.",
        "year.",
        "topic.",
        "publisher.",
        "words.",
        "pairs.",
        "titles.",
        "alphabet",
        "date.",
    ],
)
def test_whatever_is_damaged_everything_is_answered(section: str) -> None:
    fixed = Annotation("0050", corrections={"date": "2019-05"})
    lost = Annotation("gone", bookmarked=True)
    with kept(MANY, [fixed, lost]) as home:
        data = bytearray(home.index.read_bytes())
        reader = SectionReader(lambda at, length: bytes(data[at : at + length]), len(data))
        for name in reader.section_names:
            if name.startswith(section):
                start, length = reader._sections[name]
                for at in range(start, start + length, 1024):
                    data[at] ^= 0xFF
        home.index.write_bytes(data)
        index = Index.open(home)
        assert [index.entry(row).key for row in (0, 450, 899)] == ["0000", "0450", "0899"]
        assert index.known_values["publisher"]
        assert len(index.facet_values("year")) == 10
        assert index.count(parse_query('"word word" year:2019 item')) == 91
        assert len(index.select(EMPTY_QUERY, "heading").rows) == 900
        assert [annotation.key for annotation in index.orphans] == ["gone"]
