"""Archives for the tests of the screens: the bundled news without a loader, and made-up items."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from socitm_tui.model import Capture, Evidence, Item, Precision, Topic
from socitm_tui.paths import Home, bundled_data
from socitm_tui.present import heading_of
from socitm_tui.store import Archive, Contents

SHA = "0" * 64
TOPICS = (Topic("websites", "Websites"), Topic("cloud", "Cloud"), Topic("events-awards", "Events"))


def item(title: str | None = "A council website", **fields: Any) -> Item:
    """An item with sensible values for whatever is not said."""
    date: str | None = fields.pop("date", "2012-03-27")
    body: str = fields.pop("body", "Better Connected 2012 looked at 433 sites.")
    precision: dict[int, Precision] = {0: "none", 4: "year", 7: "month", 10: "day"}
    heading, made = heading_of(title, body)
    values: dict[str, Any] = {
        "key": hashlib.sha256(f"{title}{date}{body}".encode()).hexdigest()[:12],
        "title": title,
        "heading": heading,
        "heading_made": made,
        "date": date,
        "time": None,
        "precision": precision[len(date or "")],
        "date_printed": None,
        "date_rule": None,
        "date_estimate": None,
        "author": None,
        "publisher": "Socitm",
        "url": None,
        "body": body,
        "truncated": False,
        "topics": ("websites",),
        "layout": "test",
        "capture_name": "page.txt",
        "capture_sha256": SHA,
        "capture_lines": (1, 3),
    }
    return Item(**values | fields)


def home_of(folder: Path, items: Sequence[Item], topics: Sequence[Topic] = TOPICS) -> Home:
    """A home whose archive holds these items, newest first."""
    home = Home(folder, folder / "config.toml")
    capture = Capture(SHA, "page.txt", 100, "test", "2026-01-01T00:00:00Z")
    newest_first = sorted(items, key=lambda one: one.date or "", reverse=True)
    with Archive(home.archive).changing() as archive:
        archive.write(Contents((capture,), tuple(newest_first), tuple(topics)))
    return home


def chronology() -> list[Item]:
    """The bundled news as items, without the loader's help."""
    feed = json.loads((bundled_data() / "chronology.json").read_text(encoding="utf-8"))
    return [_from_feed(one) for one in feed["items"]]


def _from_feed(one: dict[str, Any]) -> Item:
    ours = one["_socitm"]
    size = {"day": 10, "month": 7, "year": 4}.get(ours["date_precision"], 0)
    return item(
        one["title"] if ours["headline"] == "printed" else None,
        key=hashlib.sha256(one["id"].encode()).hexdigest()[:12],
        date=one["date_published"][:size] or None,
        body=one["content_text"],
        publisher=ours["publisher"],
        url=one["url"],
        topics=tuple(one.get("tags", ())),
        date_rule=ours["date_evidence"],
        evidence=(Evidence("date", None, ours["date_evidence"]),),
    )


def bundled_topics() -> tuple[Topic, ...]:
    """The taxonomy's topics with their labels."""
    import tomllib

    doc = tomllib.loads((bundled_data() / "topics.toml").read_text(encoding="utf-8"))
    return tuple(Topic(one["slug"], one["label"]) for one in doc["topic"])
