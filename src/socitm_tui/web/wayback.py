"""Old captures of an address, listed by the CDX interface and fetched as they were stored.

The Wayback Machine is the archive that is asked unless another is named; any that speaks CDX and
replays raw captures (the `id_` form) will do, such as pywb.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from socitm_tui.model.partial_date import parse_partial_date
from socitm_tui.web.urls import normal

WAYBACK: Final = "https://web.archive.org"
MOST_LISTED: Final = 50_000
READABLE: Final = ("text/", "application/xhtml", "application/xml", "application/rss",
                   "application/atom", "application/rdf", "application/json", "application/feed",
                   "warc/revisit", "unk")  # fmt: skip
_TIME = re.compile(r"\d{14}")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One capture of an address in an archive."""

    url: str
    moment: str
    """When it was captured, ISO 8601 in UTC."""
    digest: str
    replay: str
    """Where it is given as it was stored."""


class ListingError(ValueError):
    """A list of captures that cannot be understood; the message completes “URL …”."""


def bound(words: str) -> str:
    """A year, month or day as the archive is asked for it: `2012`, `201203`, `20120327`.

    Raises:
        ValueError: it is none of these.
    """
    date = parse_partial_date(words.strip(), is_compact=True)
    if date is None or not date.is_in_range:
        raise ValueError(f"“{words}” is no year, month or day, as 2012, 2012-03 or 2012-03-27")
    return str(date).replace("-", "")


def listing_of(url: str, archive: str, since: str = "", until: str = "") -> str:
    """The address of the list of all captures of a page."""
    fields = {"url": url, "output": "json", "limit": str(MOST_LISTED)}
    fields |= {name: words for name, words in (("from", since), ("to", until)) if words}
    return f"{_cdx(archive)}?{urlencode(fields)}"


def _cdx(archive: str) -> str:
    base = archive.rstrip("/")
    return f"{base}/cdx/search/cdx" if urlsplit(base).path in ("", "/") else f"{base}/cdx"


def _replay(archive: str, moment: str, url: str) -> str:
    base = archive.rstrip("/")
    base = f"{base}/web" if urlsplit(base).path in ("", "/") else base
    return f"{base}/{moment}id_/{quote(url, safe=':/?&=%~+,;@!$()*#')}"


def read_listing(
    data: bytes, archive: str, since: str = "", until: str = ""
) -> tuple[tuple[Sighting, ...], int]:
    """The distinct good captures in a list, oldest first, and how many repeat one of them.

    Raises:
        ListingError: it is no list of captures.
    """
    found: list[Sighting] = []
    digests: set[str] = set()
    repeated = 0
    for row in sorted(_rows(data), key=lambda row: str(row.get("timestamp"))):
        moment, url = str(row.get("timestamp", "")), str(row.get("original", ""))
        kind = str(row.get("mimetype", "")).lower()
        if not _TIME.fullmatch(moment) or not url.lower().startswith(("http://", "https://")):
            continue
        if not _is_within(moment, since, until):
            continue
        if str(row.get("statuscode", "200")) not in ("200", "-", "") or not kind.startswith(
            READABLE
        ):
            continue
        digest = str(row.get("digest", "")) or moment
        if digest in digests:
            repeated += 1
            continue
        digests.add(digest)
        found.append(Sighting(normal(url), _iso(moment), digest, _replay(archive, moment, url)))
    return tuple(found), repeated


def _is_within(moment: str, since: str, until: str) -> bool:
    return moment[: len(since)] >= since and moment[: len(until)] <= until


def _iso(moment: str) -> str:
    date, clock = moment[:8], moment[8:]
    return f"{date[:4]}-{date[4:6]}-{date[6:]}T{clock[:2]}:{clock[2:4]}:{clock[4:]}Z"


# ------------------------------------------------------------------ the forms of a list
def _rows(data: bytes) -> Iterator[dict[str, Any]]:
    """The rows of a list, in any form that archives write, under one set of names."""
    text = data.decode("utf-8", "replace").strip()
    if text.startswith("[["):
        yield from _table(text)
        return
    if text in ("", "[]"):
        return
    good = 0
    for line in text.split("\n")[:MOST_LISTED]:
        if row := _line(line.strip()):
            good += 1
            yield row
    if not good:
        raise ListingError("gave no list of captures")


def _table(text: str) -> Iterator[dict[str, Any]]:
    """One array whose first row names the columns, as the Wayback Machine writes it."""
    try:
        names, *rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ListingError("gave a list of captures that is damaged") from error
    for row in rows[:MOST_LISTED]:
        if isinstance(row, list) and len(row) == len(names):
            yield dict(zip(map(str, names), row, strict=True))


def _line(line: str) -> dict[str, Any] | None:
    """One line: an object, a key and time and an object (CDXJ), or columns (CDX)."""
    at = line.find("{")
    if at >= 0:
        try:
            row = json.loads(line[at:])
        except (ValueError, RecursionError):
            return None
        if not isinstance(row, dict):
            return None
        words = line[:at].split()
        return _renamed(row, words[1] if len(words) > 1 else None)
    columns = line.split()
    if len(columns) < 6 or not _TIME.fullmatch(columns[1]):
        return None
    names = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
    return dict(zip(names, columns[:6], strict=True))


def _renamed(row: dict[str, Any], moment: str | None) -> dict[str, Any]:
    """The names that other archives give to the same columns."""
    return {
        "timestamp": row.get("timestamp", moment),
        "original": row.get("original", row.get("url")),
        "mimetype": row.get("mimetype", row.get("mime", "")),
        "statuscode": row.get("statuscode", row.get("status", "200")),
        "digest": row.get("digest", ""),
    }


def at_most(found: Iterable[Sighting], number: int | None) -> tuple[Sighting, ...]:
    """Some of the captures, the first and the last among them and the others evenly between."""
    found = tuple(found)
    if number is None or len(found) <= number:
        return found
    if number < 2:
        return found[:number]
    step = (len(found) - 1) / (number - 1)
    return tuple(found[round(place * step)] for place in range(number))
