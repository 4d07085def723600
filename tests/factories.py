"""Values for tests, with everything that a test does not care about filled in."""

from __future__ import annotations

import hashlib

from socitm_tui.model.entities import Annotation, Estimate, Item, LineSpan, Precision
from socitm_tui.model.labels import make_heading

PRECISIONS: dict[int, Precision] = {10: "day", 7: "month", 4: "year"}


def item(
    title: str | None = None,
    *,
    body: str = "A body of one sentence.",
    date: str | None = "2012-03-27",
    time: str | None = None,
    topics: tuple[str, ...] = (),
    publisher: str = "The Gazette",
    author: str | None = None,
    url: str | None = None,
    truncated: bool = False,
    same_story: tuple[str, ...] = (),
    key: str | None = None,
    printed: str | None = None,
    rule: str | None = None,
    estimate: Estimate | None = None,
    capture: str = "page.txt",
    sha256: str = "0" * 64,
    lines: LineSpan = (1, 3),
) -> Item:
    heading, made = make_heading(title, body)
    named = f"{title}\n{date}\n{body}\n{capture}\n{lines}"
    return Item(
        key=key or hashlib.sha256(named.encode("utf-8", "backslashreplace")).hexdigest()[:12],
        title=title,
        heading=heading,
        heading_made=made,
        date=date,
        time=time,
        precision=PRECISIONS[len(date)] if date else "none",
        date_printed=printed,
        date_rule=rule,
        date_estimate=estimate,
        author=author,
        publisher=publisher,
        url=url,
        body=body,
        truncated=truncated,
        topics=topics,
        layout="stamp above each item",
        capture_name=capture,
        capture_sha256=sha256,
        capture_lines=lines,
        same_story=same_story,
    )


def annotation(key: str, **fields: object) -> Annotation:
    return Annotation(key, **fields)  # type: ignore[arg-type]
