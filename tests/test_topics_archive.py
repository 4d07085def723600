"""How well the bundled taxonomy does, as the head of data/topics.toml says it does."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from socitm_tui.ingest.topics import load_taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
TAXONOMY = load_taxonomy(ROOT / "data" / "topics.toml")


@dataclass(frozen=True, slots=True)
class Tagged:
    title: str | None
    body: str
    topics: frozenset[str]


def chronology() -> Iterator[Tagged]:
    feed = json.loads((ROOT / "data" / "chronology.json").read_text(encoding="utf-8"))
    for entry in feed["items"]:
        yield Tagged(entry["title"], entry["content_text"], frozenset(entry["tags"]))


def captures(folder: Path) -> Iterator[Tagged]:
    """Items with gold topics, cut out by the gold's own first and last words."""
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        raw = path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("windows-1252")
        place = 0
        for entry in gold["items"]:
            start = find_words(entry["body_starts"], text, place).start()
            place = find_words(entry["body_ends"], text, start).end()
            if entry["topics"]:
                yield Tagged(entry["title"], text[start:place], frozenset(entry["topics"]))


def find_words(words: str, text: str, place: int) -> re.Match[str]:
    match = re.compile(r"\s+".join(map(re.escape, words.split()))).search(text, place)
    assert match, words
    return match


def micro_f1(items: Iterable[Tagged]) -> float:
    right = wrong = 0
    for item in items:
        given = set(TAXONOMY.assign(item.title, item.body))
        right += len(given & item.topics)
        wrong += len(given ^ item.topics)
    return 2 * right / (2 * right + wrong)


def test_every_tag_of_the_chronology_is_a_topic() -> None:
    tags = frozenset[str]().union(*(item.topics for item in chronology()))
    assert tags == {topic.slug for topic in TAXONOMY.topics}


def test_all_items_of_the_chronology() -> None:
    items = list(chronology())
    assert len(items) == 203
    assert micro_f1(items) >= 0.85


@pytest.mark.parametrize(("folder", "count", "floor"), [("seeds", 23, 0.86), ("dev", 43, 0.80)])
def test_items_cut_out_of_captures(folder: str, count: int, floor: float) -> None:
    items = list(captures(CASES / folder))
    if not items:
        pytest.skip(f"tests/cases/{folder} is not here")
    assert len(items) == count
    assert micro_f1(items) >= floor
