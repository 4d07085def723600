"""The links of a text: where they stand, which number each has, and which may be opened. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from socitm_tui.model.entities import Item

LINK = re.compile(
    r"(?:https?://|www\.)(?=[\w\[])[^\s<>\"“”‘’«»|\\^`{}]+"
    r"|(?<![\w.+-])(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,16}",
    re.I,
)
MAX_LINK_LENGTH = 2000
"""Signs of a link that are looked at."""
LINK_SIGNS = ("://", "@", "www.", "WWW.")
TRAILING_PUNCTUATION = ".,;:!?'*_~…–—"
MAIL_ADDRESS = re.compile(r"mailto:[\w.+-]+@[\w.-]+", re.ASCII | re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """A link where it stands in a text."""

    start: int
    end: int
    address: str


def find_links(text: str) -> Iterator[Link]:
    """The links of a text, without the punctuation after them."""
    if not has_links(text):
        return
    for match in LINK.finditer(text):
        shown = match[0][:MAX_LINK_LENGTH]
        while shown and (shown[-1] in TRAILING_PUNCTUATION or _has_unmatched_bracket(shown)):
            shown = shown[:-1]
        if "@" in shown and "/" not in shown and not shown.lower().startswith("mailto:"):
            yield Link(match.start(), match.start() + len(shown), f"mailto:{shown}")
        elif shown.lower().startswith("www."):
            yield Link(match.start(), match.start() + len(shown), f"http://{shown}")
        elif shown:
            yield Link(match.start(), match.start() + len(shown), shown)


def has_links(text: str) -> bool:
    """False where a text has no link for certain, as most have none."""
    return any(sign in text for sign in LINK_SIGNS)


def _has_unmatched_bracket(shown: str) -> bool:
    """True where a closing bracket at the end belongs to the sentence, not to the link."""
    return any(
        shown.endswith(close) and shown.count(close) > shown.count(opening)
        for opening, close in ("()", "[]")
    )


def item_addresses(item: Item) -> list[str]:
    """The links of an item in the order of their numbers, each once; its own address is last."""
    found = [link.address for link in find_links(item.body)]
    return list(dict.fromkeys([*found, *([item.url] if item.url else [])]))


def insert_link_numbers(
    text: str, numbers: Mapping[str, int]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text with the number of each link put in after it, and where, and how long each is."""
    parts: list[str] = []
    gaps: list[tuple[int, int]] = []
    at = length = 0
    for link in find_links(text):
        number = f"[{numbers[link.address]}]" if link.address in numbers else ""
        parts += (text[at : link.end], number)
        length += link.end - at
        gaps.append((length, len(number)))
        length, at = length + len(number), link.end
    return "".join((*parts, text[at:])), tuple(gaps)


def safe_address(url: str) -> str | None:
    """The address, if it is one of the web that names a host and nothing besides, or of mail."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme == "mailto":
        return url if MAIL_ADDRESS.fullmatch(url) else None
    odd = (
        parts.username or parts.password or any(ord(sign) <= 32 or sign in '"<>\\' for sign in url)
    )
    return url if parts.scheme in ("http", "https") and host and not odd else None


def ascii_host(url: str) -> str:
    """The name of the host as machines read it, where it has letters that look like others."""
    try:
        host = urlsplit(url).hostname or ""
        return "" if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return "a host that cannot be read"
