"""What a saved page tells machines of itself: JSON-LD, Open Graph, meta tags, who saved it.

It is a second witness: what is printed stands, and this agrees with it or does not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from socitm_tui.model.entities import PrintedDate
from socitm_tui.parsing.formats.html_tokens import (
    attributes,
    inline,
    one_line,
    tokens,
    unescape,
    web_address,
)
from socitm_tui.parsing.timestamps import parse_timestamp

PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "parsely-pub-date", "sailthru.date", "publishdate", "pubdate", "date",
    "originalpublicationdate", "dc:date", "citation_date", "citation_publication_date",
    "bepress_citation_date",
)  # fmt: skip
AUTHORS: Final = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author")
TITLES: Final = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title")
SITES: Final = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher")
ARTICLES: Final = re.compile(r"(?:\w*Article|BlogPosting|\w*NewsRelease|Report)$")
LISTS: Final = frozenset({"CollectionPage", "Blog", "ItemList", "SearchResultsPage"})
MOST_OBJECTS: Final = 2000
_DATED = re.compile(r"(?<=[/_-])((?:19|20)\d\d)[/_-](\d\d)(?:[/_-](\d\d))?(?=[/_.-])")
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d{14}[a-z_]*/(https?:/.+)", re.IGNORECASE)
_FILED = re.compile(r"\s*FILE ARCHIVED ON ([\d:]{8} \w{3} \d\d, \d{4})")
_SAVED_FROM = re.compile(r"\s*saved from url=\(\d+\)(\S+)")
_SINGLE_FILE = re.compile(r"\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]*)")


@dataclass(slots=True)
class Metadata:
    """What machines are told of a page."""

    dates: list[tuple[PrintedDate, str]] = field(default_factory=list)
    """Dates of publication, each with where it stands."""
    title: str | None = None
    author: str | None = None
    site: str | None = None
    url: str | None = None
    window_title: str | None = None
    saved: str | None = None
    """When the page was saved, as whoever saved it noted in the page."""
    is_article: bool = False
    """The page says that it is one article."""
    is_list: bool = False
    """The page says that it is a list."""


def read_metadata(page: str) -> Metadata:
    """What a page tells machines, the more exact sources first."""
    meta: dict[str, str] = {}
    found = Metadata()
    scripts: list[str] = []
    is_json = False
    for token in tokens(page):
        if token.kind == "comment":
            _read_comment(token.value, found)
        elif token.kind == "raw":
            if token.rest == "script" and is_json:
                scripts.append(token.value)
            elif token.rest == "title" and not found.window_title:
                found.window_title = inline(unescape(token.value)) or None
        elif token.kind == "start" and token.value in ("meta", "link", "script"):
            given = attributes(token.rest)
            is_json = given.get("type", "").strip().lower() == "application/ld+json"
            if token.value == "link" and given.get("rel", "").lower() == "canonical":
                found.url = found.url or _address(given.get("href"))
            name = given.get("property") or given.get("name") or given.get("itemprop")
            if token.value == "meta" and name and given.get("content"):
                meta.setdefault(name.lower(), one_line(given["content"]))
    for script in scripts[:50]:
        for thing in _things(script):
            _read_thing(thing, found)
    _read_meta(meta, found)
    return found


def _read_comment(text: str, found: Metadata) -> None:
    """The address that a browser notes in the pages it saves."""
    if match := _SAVED_FROM.match(text):
        found.url = found.url or _address(match[1])
    elif match := _SINGLE_FILE.match(text):
        found.url = found.url or _address(match[1])
        found.saved = one_line(match[2]) or None
    elif match := _FILED.match(text):
        found.saved = f"{match[1]} by the Wayback Machine"


def _read_meta(meta: dict[str, str], found: Metadata) -> None:
    def first(names: tuple[str, ...]) -> str | None:
        return next((meta[name] for name in names if meta.get(name)), None)

    for name in PUBLISHED:
        if name in meta and (read := parse_timestamp(meta[name], f"meta {name}")):
            found.dates.append((read, f"meta {name}"))
    found.title = found.title or first(TITLES)
    author = first(AUTHORS)
    if author and not author.lower().startswith(("http:", "https:")):
        found.author = found.author or author
    found.site = found.site or first(SITES)
    found.url = found.url or _address(meta.get("og:url"))
    found.is_article = found.is_article or meta.get("og:type", "").lower() == "article"


def date_of_address(url: str) -> PrintedDate | None:
    """The date in the path of an address, as `/2012/03/27/` or `/2012/03/`."""
    match = _DATED.search(url[:1000])
    if not match:
        return None
    year, month, day = match[1], match[2], match[3]
    return parse_timestamp(f"{year}-{month}-{day}" if day else f"{year}-{month}", "its address")


# ------------------------------------------------------------------ JSON-LD
def _things(script: str) -> Iterator[dict[str, Any]]:
    """The objects of a script at its top and in its graph."""
    try:
        doc = json.loads(script.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return
    queue = [doc]
    for _ in range(MOST_OBJECTS):
        if not queue:
            return
        one = queue.pop(0)
        if isinstance(one, list):
            queue += one[:MOST_OBJECTS]
        elif isinstance(one, dict):
            yield one
            if isinstance(one.get("@graph"), list):
                queue += one["@graph"][:MOST_OBJECTS]


def _read_thing(thing: dict[str, Any], found: Metadata) -> None:
    kinds = thing.get("@type")
    names = [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]
    if any(name in LISTS for name in names):
        found.is_list = True
    printed = thing.get("datePublished") or thing.get("dateCreated")
    is_article = any(ARTICLES.match(name) for name in names)
    if is_article or "WebPage" in names:
        read = parse_timestamp(str(printed), "JSON-LD datePublished") if _is_text(printed) else None
        if read:
            found.dates.insert(0 if is_article else len(found.dates), (read, read.rule))
    if not is_article:
        return
    found.is_article = True
    found.title = found.title or _name(thing.get("headline")) or _name(thing.get("name"))
    found.author = found.author or _name(thing.get("author"))
    found.site = found.site or _name(thing.get("publisher"))
    found.url = found.url or _address(thing.get("url"))


def _name(value: object) -> str | None:
    """The name in what may be a text, an object with a name, or several of them."""
    if isinstance(value, list):
        flat = (one for one in value[:20] if not isinstance(one, list))
        names = [name for one in flat if (name := _name(one))]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        value = value.get("name")  # of no further object: that is deep enough
    return inline(str(value)) or None if _is_text(value) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) < 2000


def unarchived(address: str) -> str:
    """The address of a page itself, where the Wayback Machine has written its own before it."""
    match = _ARCHIVED.fullmatch(address)
    return re.sub(r"^(https?:/)(?!/)", r"\1/", match[1]) if match else address


def _address(value: object) -> str | None:
    return web_address(unarchived(one_line(str(value)))) if _is_text(value) else None
