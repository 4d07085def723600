"""The links in a text: where they are, their numbers, and which may be opened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from socitm_tui.model.entities import Item

MAX_LINK_LENGTH: Final = 2000
"""Characters of a link that are read."""
_LINK: Final = re.compile(
    r"(?:https?://|www\.)(?=[\w\[])[^\s<>\"“”‘’«»|\\^`{}]+"
    r"|(?<![\w.+-])(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,16}",
    re.I,
)
_LINK_SIGNS: Final = ("://", "@", "www.", "WWW.")
_TRAILING_PUNCTUATION: Final = ".,;:!?'*_~…–—"
_MAIL_ADDRESS: Final = re.compile(r"mailto:[\w.+-]+@[\w.-]+", re.ASCII | re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """A link and its place in a text."""

    start: int
    end: int
    address: str


def find_links(text: str) -> Iterator[Link]:
    """The links in a text, without the punctuation after them."""
    if not has_links(text):
        return
    for match in _LINK.finditer(text):
        printed = match[0][:MAX_LINK_LENGTH]
        while printed and (printed[-1] in _TRAILING_PUNCTUATION or _has_unmatched_bracket(printed)):
            printed = printed[:-1]
        if printed:
            start = match.start()
            yield Link(start, start + len(printed), _address_of(printed))


def _address_of(printed: str) -> str:
    """The whole address of a link that is printed without its scheme."""
    lowered = printed.lower()
    if "@" in printed and "/" not in printed and not lowered.startswith("mailto:"):
        return f"mailto:{printed}"
    return f"http://{printed}" if lowered.startswith("www.") else printed


def has_links(text: str) -> bool:
    """False if a text certainly has no link, as most have none."""
    return any(sign in text for sign in _LINK_SIGNS)


def _has_unmatched_bracket(printed: str) -> bool:
    """True if a closing bracket at the end belongs to the sentence, not to the link."""
    return any(
        printed.endswith(closing) and printed.count(closing) > printed.count(opening)
        for opening, closing in ("()", "[]")
    )


def item_addresses(item: Item) -> list[str]:
    """The links of an item in the order of their numbers, each once; its own address is last."""
    addresses = [link.address for link in find_links(item.body)]
    return list(dict.fromkeys([*addresses, *([item.url] if item.url else [])]))


def insert_link_numbers(
    text: str, numbers: Mapping[str, int]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text with the number of each link after it, and place and length of each insertion.

    Args:
        text: Any text.
        numbers: Address -> its number; a link without a number gets an insertion of length 0.
    """
    parts: list[str] = []
    insertions: list[tuple[int, int]] = []
    position = length = 0
    for link in find_links(text):
        number = f"[{numbers[link.address]}]" if link.address in numbers else ""
        parts += (text[position : link.end], number)
        length += link.end - position
        insertions.append((length, len(number)))
        length, position = length + len(number), link.end
    return "".join((*parts, text[position:])), tuple(insertions)


def safe_address(url: str) -> str | None:
    """The address if it is of mail, or of the web with nothing odd in it; None otherwise."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme == "mailto":
        return url if _MAIL_ADDRESS.fullmatch(url) else None
    has_credentials = parts.username or parts.password
    has_odd_character = any(ord(char) <= 32 or char in '"<>\\' for char in url)
    if parts.scheme not in ("http", "https") or not host or has_credentials or has_odd_character:
        return None
    return url


def terminal_address(url: str) -> str | None:
    """The address if a terminal may be given it as a link; None otherwise."""
    is_plain = len(url) <= MAX_LINK_LENGTH and url.isascii() and url.isprintable()
    return safe_address(url) if is_plain else None


def ascii_host(url: str) -> str:
    """The host's name in ASCII if it has other letters, which may look alike; else nothing."""
    try:
        host = urlsplit(url).hostname or ""
        return "" if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return "a host that cannot be read"
