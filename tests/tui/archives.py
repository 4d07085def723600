"""Archives for the tests of the screens: homes of made-up items, and the bundled news."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from socitm_tui.model.entities import Capture, Item, Topic
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.home import Home, bundled_data_folder
from tests.factories import item

SHA = "0" * 64
TOPICS = (Topic("websites", "Websites"), Topic("cloud", "Cloud"), Topic("events-awards", "Events"))


def home_of(folder: Path, items: Sequence[Item], topics: Sequence[Topic] = TOPICS) -> Home:
    """A home whose archive holds these items, newest first."""
    home = Home(folder, folder / "config.toml")
    capture = Capture(SHA, "page.txt", 100, "test", "2026-01-01T00:00:00Z")
    newest_first = sorted(items, key=lambda one: one.date or "", reverse=True)
    with Archive(home.archive).lock() as archive:
        archive.write(ArchiveContents((capture,), tuple(newest_first), tuple(topics)))
    return home


def chronology() -> list[Item]:
    """The bundled news as items, without the loader's help."""
    feed = json.loads((bundled_data_folder() / "chronology.json").read_text(encoding="utf-8"))
    return [_from_feed(one) for one in feed["items"]]


def _from_feed(one: dict[str, Any]) -> Item:
    ours = one["_socitm"]
    size = {"day": 10, "month": 7, "year": 4}[ours["date_precision"]]
    return item(
        one["title"] if ours["headline"] == "printed" else None,
        date=one["date_published"][:size],
        body=one["content_text"],
        publisher=ours["publisher"],
        url=one["url"],
        topics=tuple(one.get("tags", ())),
        rule=ours["date_evidence"],
    )


def bundled_topics() -> tuple[Topic, ...]:
    """The taxonomy's topics with their labels."""
    doc = tomllib.loads((bundled_data_folder() / "topics.toml").read_text(encoding="utf-8"))
    return tuple(Topic(one["slug"], one["label"]) for one in doc["topic"])
