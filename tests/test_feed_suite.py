"""The feed parser's own test files, read by our loader as by the parser.

They come with the parser's source distribution, which the test fetches from the package registry
(`pip download --no-deps --no-binary :all: feedparser`); without a registry it is passed over. The
share is printed by `python -m tests.test_feed_suite FOLDER`.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import feedparser
import pytest

from socitm_tui.model.entities import Draft
from socitm_tui.parsing.formats import Document, RefusedError, feed, feed_entries
from socitm_tui.parsing.formats.html_tokens import inline, one_line, prose
from tests.registry import sources_of

pytestmark = pytest.mark.slow

PARTS = ("wellformed", "illformed", "encoding", "entities", "http")
FLOOR, SLOWEST = 0.99, 5.0

Fields = dict[str, Any]
"""What the parser says of a feed or an item."""


@dataclass(frozen=True)
class Compared:
    """What became of one file."""

    path: Path
    difference: str
    """What our loader reads otherwise than the parser, or nothing."""
    seconds: float


def compared(path: Path) -> Compared:
    data = path.read_bytes()
    document = Document(path.name, data)
    started = time.monotonic()
    try:
        drafts = feed.read(document).drafts if feed.recognises(document) else None
    except RefusedError:
        drafts = ()
    seconds = time.monotonic() - started
    parsed = feedparser.parse(io.BytesIO(data))
    entries = [entry for entry in cast("list[Fields]", parsed.entries) if texts(entry)]
    if drafts is None:
        return Compared(path, "not taken for a feed" if entries else "", seconds)
    if len(drafts) != len(entries):
        return Compared(path, f"{len(drafts)} items, the parser has {len(entries)}", seconds)
    pairs = zip(entries, drafts, strict=True)
    found = (difference(entry, draft) for entry, draft in pairs)
    return Compared(path, next((one for one in found if one), ""), seconds)


def field(entry: Fields, name: str) -> Any:  # noqa: ANN401
    """What the parser has under a name itself, without its help from other fields."""
    return dict.get(entry, name)


def texts(entry: Fields) -> list[str]:
    """Every title and text of an entry that holds anything to read."""
    found = [
        prose(one["value"], is_html="html" in str(one.get("type")))
        for one in field(entry, "content") or ()
    ]
    for name in ("summary", "title"):
        detail = field(entry, f"{name}_detail") or {"type": "html"}
        found.append(prose(field(entry, name) or "", is_html="html" in str(detail.get("type"))))
    return [text for text in found if text]


def difference(entry: Fields, draft: Draft) -> str:
    detail = field(entry, "title_detail") or {}
    title = field(entry, "title") or ""
    title = inline(title) if "html" in str(detail.get("type")) else one_line(title)
    if (draft.title or "") != title:
        return f"title {draft.title!r}, the parser has {title!r}"
    if draft.body and draft.body not in texts(entry):
        return f"text {draft.body[:60]!r}"
    link = field(entry, "link") or ""
    if link.startswith("http") and draft.url != link:
        return f"address {draft.url!r}, the parser has {link!r}"
    if (name := one_line(field(entry, "id") or "")) and not (draft.identity or "").endswith(name):
        return f"identity {draft.identity!r}, the parser has {name!r}"
    return wrong_day(entry, draft)


def wrong_day(entry: Fields, draft: Draft) -> str:
    """A date that is more than a zone away from the parser's, which is in UTC."""
    moment = next(
        (when for name, _ in feed_entries.DATES if (when := field(entry, f"{name}_parsed"))), None
    )
    if not moment or moment.tm_year < 1990:
        return ""
    day = date(moment.tm_year, moment.tm_mon, moment.tm_mday)
    if draft.date is None:
        return f"no date, the parser has {day}"
    if draft.date.precision == "day":
        away = abs((date.fromisoformat(draft.date.value) - day).days)
        return f"date {draft.date.value}, the parser has {day}" if away > 1 else ""
    return "" if day.isoformat().startswith(draft.date.value) else f"date {draft.date.value}"


# ------------------------------------------------------------------ what the files expect
EXPECTED = re.compile(
    rb"Expect:\s*(?:not bozo and )?entries\[(\d)\]"
    rb"\['(title|link|id|guid|author|description|summary)'\] == (u?'.*'|u?\".*\")\s*$",
    re.MULTILINE,
)


def expected(path: Path) -> tuple[int, str, str] | None:
    """The item, field and value that a test file itself expects, where it is so simple."""
    match = EXPECTED.search(path.read_bytes())
    if not match:
        return None
    try:
        value = ast.literal_eval(match[3].decode("utf-8").removeprefix("u"))
    except (ValueError, SyntaxError):
        return None
    return int(match[1]), match[2].decode(), str(value)


def meets(path: Path) -> bool | None:
    """Whether our loader gives what a file expects; None where it expects nothing that we keep."""
    wanted = expected(path)
    if not wanted or not prose(wanted[2], is_html=True):
        return None  # a value without any text is no value for a reader
    number, name, value = wanted
    if name == "link" and not value.startswith("http"):
        return None
    try:
        drafts = feed.read(Document(path.name, path.read_bytes())).drafts
    except RefusedError:
        return False
    if number >= len(drafts):
        return name in ("link", "id", "guid", "author")  # an item of nothing else is none
    draft = drafts[number]
    found = {
        "title": draft.title, "link": draft.url, "author": draft.author, "id": draft.identity,
        "guid": draft.identity, "description": draft.body, "summary": draft.body,
    }[name] or ""  # fmt: skip
    if name == "author":
        return one_line(value).startswith(found) or found in value
    if name in ("id", "guid"):
        return found.endswith(one_line(value))
    return found in (
        inline(value),
        one_line(value),
        *(prose(value, is_html=html) for html in (False, True)),
    )


def all_compared(folder: Path) -> list[Compared]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the parser's own, about its own test files
        return [compared(path) for part in PARTS for path in sorted((folder / part).rglob("*.xml"))]


def test_the_parsers_own_feeds_are_read_as_the_parser_reads_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = sources_of("feedparser", tmp_path_factory.mktemp("feedparser")) / "tests"
    results = all_compared(folder)
    well = [one for one in results if "wellformed" in one.path.parts]
    assert len(well) > 1000
    assert sum(not one.difference for one in well) / len(well) >= FLOOR
    assert max(one.seconds for one in results) < SLOWEST
    stated = [one for path in results if (one := meets(path.path)) is not None]
    assert len(stated) > 250
    assert sum(stated) / len(stated) >= FLOOR


def main(folder: Path) -> None:
    results = all_compared(folder)
    for one in results:
        if one.difference:
            sys.stdout.write(f"{one.path.relative_to(folder)}: {one.difference}\n")
    for part in PARTS:
        of_part = [one for one in results if one.path.relative_to(folder).parts[0] == part]
        good = sum(not one.difference for one in of_part)
        sys.stdout.write(f"{part}: {good} of {len(of_part)} as the parser reads them\n")
    simple = [meets(one.path) for one in results]
    stated = [one for one in simple if one is not None]
    sys.stdout.write(f"{sum(stated)} of {len(stated)} files give just what they state\n")
    kinds = Counter(one.difference.split(" ")[0] for one in results if one.difference)
    sys.stdout.write(f"{dict(kinds)}; slowest {max(one.seconds for one in results):.2f} s\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
