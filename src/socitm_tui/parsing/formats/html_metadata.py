"""Reads the metadata of a saved page: JSON-LD, Open Graph, meta tags, notes of who saved it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from lxml.html import HtmlElement

from socitm_tui.model.entities import PrintedDate
from socitm_tui.parsing.dates.timestamps import parse_timestamp
from socitm_tui.parsing.formats.html_json_ld import ARTICLES, linked_objects, type_names
from socitm_tui.parsing.formats.html_tokens import inline, one_line, web_address

PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "datepublished", "date_published", "rnews:datepublished", "article.published",
    "article_date_original", "article-publication-date", "originalpublicationdate",
    "publication_date", "publicationdate", "publish-date", "publish_date", "publishdate",
    "published_time", "publishtime", "published", "pubdate", "pub_date", "bt:pubdate", "og:pubdate",
    "parsely-pub-date", "sailthru.date", "shareaholic:article_published_time",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "displaydate", "date_posted",
    "dateposted", "dc.date.issued", "dcterms.issued", "dc.date.published", "dcterms.available",
    "dc.issued", "prism.publicationdate", "citation_publication_date", "citation_online_date",
    "bepress_citation_date", "citation_date", "video:release_date", "release_date", "releasedate",
    "article:create_at", "weibo: article:create_at", "article.created", "article:created",
    "datecreated", "dc.date.created", "dcterms.created", "dc.created",
)  # fmt: skip
"""Names of meta tags for the day of publication, the more exact first."""
DATED: Final = ("date", "dc.date", "dc:date", "dcterms.date", "eprints.date", "created", "pdate")
"""Names of meta tags that also hold other days."""
MODIFIED: Final = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified",
    "dc.date.modified", "lastmod", "revised", "article:modified",
)  # fmt: skip
AUTHORS: Final = (
    "author", "article:author", "article:author_name", "dc.creator", "dcterms.creator",
    "parsely-author", "sailthru.author", "byl", "citation_author",
)  # fmt: skip
TITLES: Final = (
    "og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "citation_title",
)  # fmt: skip
SITES: Final = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher")
WORKS: Final = frozenset({
    "WebPage", "ItemPage", "AboutPage", "Recipe", "CreativeWork", "PodcastEpisode", "Episode",
    "HowTo", "QAPage", "Dataset", "VideoObject", "RadioEpisode", "ImageGallery", "MediaObject",
})  # fmt: skip
"""Types of JSON-LD objects, other than articles, whose date may be that of the page."""
LISTS: Final = frozenset({"CollectionPage", "Blog", "ItemList", "SearchResultsPage"})
LONGEST_VALUE: Final = 2000
"""Characters of a value that are read."""

_DAY_IN_PATH = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)\d\d)(?P<sep>[/_.-]?)(?P<month>0?[1-9]|1[0-2])(?P=sep)"
    r"(?P<day>0?[1-9]|[12]\d|3[01])(?![0-9])"
    r"|(?<![0-9])(?P<day2>0?[1-9]|[12]\d|3[01])(?P<sep2>[/_.-])(?P<month2>0?[1-9]|1[0-2])"
    r"(?P=sep2)(?P<year2>20\d\d)(?![0-9])"
)
_MONTH_IN_PATH = re.compile(r"(?<=[/_-])((?:19|20)\d\d)[/_-](0[1-9]|1[0-2])(?=[/_.-]|$)")
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d{14}[a-z_]*/(https?:/.+)", re.IGNORECASE)
_NOTE = re.compile(
    r"<!--(\s*(?:FILE ARCHIVED|saved from|Page saved with SingleFile).{0,2000}?)-->", re.S
)
_FILED = re.compile(r"\s*FILE ARCHIVED ON ([\d:]{8} \w{3} \d\d, \d{4})")
_SAVED_FROM = re.compile(r"\s*saved from url=\(\d+\)(\S+)")
_SINGLE_FILE = re.compile(r"\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]*)")
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class MachineDate:
    """A date of publication in the metadata of a page, in a tag or in its address."""

    date: PrintedDate
    stated_by: str
    """What states it, for the evidence of the date."""
    is_exact: bool
    """The name of the tag leaves no doubt that it is the day of publication."""


@dataclass(slots=True)
class Metadata:
    """The metadata of a page: what it states for programs and not for readers."""

    dates: list[MachineDate] = field(default_factory=list)
    """The more exact first."""
    modified: list[PrintedDate] = field(default_factory=list)
    """When it was changed last."""
    title: str | None = None
    author: str | None = None
    site: str | None = None
    text: str = ""
    """The text of the article, plain or as HTML, as its JSON-LD has it."""
    url: str | None = None
    base: str | None = None
    """The address that relative ones start from, if the page names another than its own."""
    window_title: str | None = None
    saved: str | None = None
    """When the page was saved, if the program that saved it noted that in the page."""
    language: str = ""
    """Two letters, as the attribute `lang` of the page names it."""
    is_article: bool = False
    """The page states that it is one article."""
    is_list: bool = False
    """The page states that it is a list."""


def read_metadata(page: str, tree: HtmlElement) -> Metadata:
    """The metadata of a page.

    Args:
        page: The HTML, for the notes in its comments.
        tree: The same, parsed.
    """
    metadata = Metadata(language=(tree.get("lang") or "")[:2].lower())
    for match in _NOTE.finditer(page):
        _read_note(match[1], metadata)
    names: dict[str, str] = {}
    for element in tree.iter("meta"):
        _read_meta_element(element, names)
    title = next(tree.iter("title"), None)
    if title is not None:
        metadata.window_title = one_line(title.text_content()) or None
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), "")
    metadata.base = _address(base)
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "canonical":
            metadata.url = metadata.url or _address(element.get("href"))
    _read_scripts(tree, metadata, names.get("og:title") or metadata.window_title or "")
    _read_names(names, metadata)
    return metadata


def _read_meta_element(element: HtmlElement, names: dict[str, str]) -> None:
    content = element.get("content")
    if not content:
        return
    for attribute in ("property", "name", "itemprop"):
        if name := element.get(attribute):
            names.setdefault(name.strip().lower(), one_line(content[:LONGEST_VALUE]))


def _read_note(text: str, metadata: Metadata) -> None:
    """Read the address and the time that a browser notes in a page that it saves."""
    if match := _SAVED_FROM.match(text):
        metadata.url = metadata.url or _address(match[1])
    elif match := _SINGLE_FILE.match(text):
        metadata.url = metadata.url or _address(match[1])
        metadata.saved = one_line(match[2]) or None
    elif match := _FILED.match(text):
        metadata.saved = f"{match[1]} by the Wayback Machine"


def _read_names(names: dict[str, str], metadata: Metadata) -> None:
    """Read the meta tags."""

    def first(wanted: tuple[str, ...]) -> str | None:
        return next((names[name] for name in wanted if names.get(name)), None)

    for name in (*PUBLISHED, *DATED):
        if name in names and (date := parse_timestamp(names[name], f"meta {name}")):
            metadata.dates.append(MachineDate(date, f"meta {name}", name in PUBLISHED))
    for name in MODIFIED:
        if name in names and (date := parse_timestamp(names[name], f"meta {name}")):
            metadata.modified.append(date)
    metadata.title = metadata.title or first(TITLES)
    author = first(AUTHORS)
    if author and not author.lower().startswith(("http:", "https:")):
        metadata.author = metadata.author or author
    metadata.site = metadata.site or first(SITES)
    metadata.url = metadata.url or _address(names.get("og:url"))
    metadata.is_article = metadata.is_article or names.get("og:type", "").lower() == "article"


def date_of_address(url: str) -> PrintedDate | None:
    """The date in the path of an address: `/2012/03/27/`, `/20120327/`, `-27-03-2012`, `/2012/03/`.

    Without separators month and day need two digits, and so does a day that comes first.
    """
    path = re.sub(r"^\w+://[^/]*", "", url[:1000]).split("?")[0]
    for match in _DAY_IN_PATH.finditer(path):
        year, month, day = (match[part] or match[f"{part}2"] for part in ("year", "month", "day"))
        if not (match["sep"] or match["sep2"]) and len(match[0]) != 8:
            continue
        if date := parse_timestamp(f"{year}-{month:0>2}-{day:0>2}", "its address"):
            return date
    month_match = _MONTH_IN_PATH.search(path)
    if month_match:
        return parse_timestamp(f"{month_match[1]}-{month_match[2]}", "its address")
    return None


# ------------------------------------------------------------------ JSON-LD
def _read_scripts(tree: HtmlElement, metadata: Metadata, title: str) -> None:
    """Read the JSON-LD of a page: the article that its title names, else the first."""
    articles, works = [], []
    for thing in linked_objects(tree):
        types = type_names(thing)
        metadata.is_list = metadata.is_list or not LISTS.isdisjoint(types)
        if any(ARTICLES.match(name) for name in types):
            articles.append(thing)
        elif not WORKS.isdisjoint(types):
            works.append(thing)
    if articles:
        letters = _letters(title)
        best = next((a for a in articles if letters and _is_titled(a, letters)), articles[0])
        _read_article(best, metadata)
    for work in works:
        _read_dates(work, metadata, is_exact=not articles)


def _is_titled(article: dict[str, Any], letters: str) -> bool:
    own = _letters(_name(article.get("headline")) or _name(article.get("name")) or "")
    return bool(own) and (own in letters or letters in own)


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())


def _read_article(article: dict[str, Any], metadata: Metadata) -> None:
    _read_dates(article, metadata, is_exact=True)
    metadata.is_article = True
    text = article.get("articleBody")
    metadata.text = text if isinstance(text, str) else ""
    metadata.title = metadata.title or _name(article.get("headline")) or _name(article.get("name"))
    metadata.author = metadata.author or _name(article.get("author"))
    metadata.site = metadata.site or _name(article.get("publisher"))
    metadata.url = metadata.url or _address(article.get("url"))


def _read_dates(thing: dict[str, Any], metadata: Metadata, *, is_exact: bool) -> None:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        value = thing.get(key)
        if _is_text(value) and (date := parse_timestamp(str(value), f"JSON-LD {key}")):
            metadata.dates.append(MachineDate(date, f"JSON-LD {key}", is_exact))
            break
    value = thing.get("dateModified")
    if _is_text(value) and (date := parse_timestamp(str(value), "JSON-LD dateModified")):
        metadata.modified.append(date)


def _name(value: object) -> str | None:
    """The name in what may be a text, an object with a name, or several of them."""
    if isinstance(value, list):
        flat = (part for part in value[:20] if not isinstance(part, list))
        names = [name for part in flat if (name := _name(part))]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        value = value.get("name")  # of no further object: that is deep enough
    return inline(str(value)) or None if _is_text(value) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) < LONGEST_VALUE


def unarchived(address: str) -> str:
    """The address of a page itself, if the Wayback Machine has written its own before it."""
    match = _ARCHIVED.fullmatch(address)
    return re.sub(r"^(https?:/)(?!/)", r"\1/", match[1]) if match else address


def _address(value: object) -> str | None:
    return web_address(unarchived(one_line(str(value)))) if _is_text(value) else None
