"""What a line of page furniture is called, by the words that pages everywhere use for it.

The words stand in `furniture.toml`; no name of a site is among them. A kind says what the line
does (`more`, `comments`, `pager`...), and `firm` whether the whole line says so or only a word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

Kind = Literal[
    "more", "pager", "comments", "share", "nav", "breadcrumb", "notice", "subscribe", "copyright",
    "tags", "related", "feedback", "reading-time", "counter", "mail", "section", "caption",
    "symbols", "link", "label", "archive", "file", "contact", "intro",
    "running",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Furniture:
    """A kind of page furniture, and whether nothing else can be meant."""

    kind: Kind
    firm: bool = True


def _read_words() -> Iterator[tuple[str, Kind, re.Pattern[str]]]:
    """Yield the patterns of `furniture.toml` with their table and kind."""
    source = (
        files("socitm_tui.parsing.layouts").joinpath("furniture.toml").read_text(encoding="utf-8")
    )
    frames = {"whole": r"\W*(?:{})\W*", "exact": "{}", "loose": "{}"}
    for table, kinds in tomllib.loads(source).items():
        for kind, patterns in kinds.items():
            yield table, kind, re.compile(frames[table].format("|".join(patterns)), re.I)


_Words = tuple[tuple[Kind, re.Pattern[str]], ...]
_PATTERNS: Final = tuple(_read_words())
_LOOSE: Final[_Words] = tuple((kind, p) for table, kind, p in _PATTERNS if table == "loose")
_FIRM: Final[_Words] = tuple(
    (k, p) for table, k, p in _PATTERNS if table != "loose" and k != "notice"
)
_NOTICE: Final = next(p for table, kind, p in _PATTERNS if table == "exact" and kind == "notice")
_MORE_TAIL: Final = re.compile(
    r"[\s.…>»\[(]*\s[\[(]?(?:read (?:more|on|the full (?:story|article|post))|continue reading"
    r"|full story|more|\(more\))[\])]?(?:\s*(?:\.{2,3}|…|»|>+|→|›))*\s*$",
    re.I,
)
_MORE_TITLE: Final = re.compile(
    r"\W*(?:read more|continue reading|full story|more)\s*[:–-]\s*(?P<title>\S.{5,160})", re.I
)
_SAFE_TAIL: Final = re.compile(r"(?:\.{2,}|…|\]|[.!?][\"”’)]?)\s*$")


@lru_cache(maxsize=4096)
def furniture(text: str) -> Furniture | None:
    """Return what kind of page furniture a line is, or None where it may be news."""
    if len(text) > 1200:
        return None
    if len(text) <= 260:
        for kind, pattern in _FIRM:
            if pattern.fullmatch(text):
                return Furniture(kind, firm=kind != "more" or not text.endswith(":"))
    if _NOTICE.match(text):
        return Furniture("notice")
    if len(text) <= 160:
        for kind, pattern in _LOOSE:
            if pattern.search(text):
                return Furniture(kind, firm=False)
    return None


def strip_more(text: str) -> tuple[str, bool]:
    """Return the text without a "read more" glued to its end, and whether there was one."""
    tail = text[-60:]
    hit = _MORE_TAIL.search(tail)
    if not hit or hit.start() == 0:
        return text, False
    kept = text[: len(text) - len(tail) + hit.start()]
    gap = tail[hit.start() :]
    dots = re.match(r"\s*(?:\[?(?:\.{2,}|…)\]?|[.])", gap)
    kept += dots.group() if dots else ""
    word = gap.strip(" .…>»[]()→›").lower()
    if (
        word == "more"
        and not _SAFE_TAIL.search(kept)
        and not re.search(r"[>»→›.…\[(]\s*more|more\s*[\])>»→›.…]", gap, re.I)
    ):
        return text, False  # "councils that want more" is how a sentence may end
    return kept.rstrip(), True


def more_title(text: str) -> str | None:
    """Return the headline that a "Read more: ..." line carries, if it does."""
    hit = _MORE_TITLE.fullmatch(text) if len(text) <= 200 else None
    return hit["title"].strip() if hit else None
