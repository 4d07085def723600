"""The items with topics: the chronology, and the cases whose gold has topics."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.cases.score import perfect, read_capture

CASES: Final = Path(__file__).resolve().parents[1] / "cases"
CASE_SETS: Final = ("seeds", "dev", "kept", "exam", "field", "fresh")
CHRONOLOGY: Final = Path(__file__).resolve().parents[2] / "data" / "chronology.json"
FOLDS: Final = 10
DIVISIONS: Final = 5
"""How often the items are divided into folds, each time differently."""


@dataclass(frozen=True, slots=True)
class TopicItem:
    """An item and the topics that it should have."""

    group: str
    site: str
    """The host of the page, its name if no address is known, the identifier in the chronology."""
    title: str | None
    body: str
    topics: frozenset[str]

    def fold(self, division: int) -> int:
        """The fold in which the item is scored, in one of the divisions into folds."""
        return zlib.crc32(f"{division} {self.site}".encode()) % FOLDS


def read_items(folders: Iterable[Path]) -> list[TopicItem]:
    """The items with topics of the chronology and of folders of cases."""
    feed = json.loads((CHRONOLOGY).read_text(encoding="utf-8"))
    items = [
        TopicItem(
            "chronology",
            entry["id"],
            entry["title"],
            entry["content_text"],
            frozenset(entry["tags"]),
        )
        for entry in feed["items"]
    ]
    for folder in folders:
        for path in sorted(folder.glob("*.gold.json")):
            items += _read_case(folder.name, path)
    return items


def _read_case(group: str, path: Path) -> Iterator[TopicItem]:
    gold = json.loads(path.read_text(encoding="utf-8"))
    if not any(item.get("topics") for item in gold["items"]):
        return
    name = path.name.removesuffix(".gold.json")
    site = urlsplit(gold.get("source_url") or "").hostname or name
    capture = read_capture(path.with_name(f"{name}.txt"))  # type: ignore[no-untyped-call]
    for item in perfect(gold, capture):  # type: ignore[no-untyped-call]
        if item["topics"]:
            yield TopicItem(group, site, item["title"], item["body"], frozenset(item["topics"]))


def micro_f1(pairs: Iterable[tuple[frozenset[str], frozenset[str]]]) -> float:
    """The micro-averaged F1 of pairs of topics given and gold."""
    right = wrong = 0
    for given, gold in pairs:
        right += len(given & gold)
        wrong += len(given ^ gold)
    return 2 * right / (2 * right + wrong)
