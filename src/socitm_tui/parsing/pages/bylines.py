"""Who wrote it, if a line says so."""

from __future__ import annotations

import re
from typing import Final

_NAME_WORD = r"(?:[A-Z][\w’'.\-]*|de|van|von|der|da|la|le|al|O[’']\w+)"
_LONE: Final = re.compile(
    rf"(?:(?:Dr|Mr|Mrs|Ms|Prof|Sir|Cllr)\.? )?[A-Z][\w’'\-]+(?: {_NAME_WORD}){{0,2}} [A-Z][\w’'\-]+"
)
_LEAD: Final = re.compile(
    r"\W{0,3}(?:(?:article |story |post |news )?(?:written|posted|published|submitted|reported"
    r"|added|contributed|words|uploaded) by|by|author|reporter"
    r"|(?:words|text|report|story)(?=:))\b\s*:?\s+(?P<name>.+)",
    re.I,
)
_PROFILE: Final = re.compile(
    r"(?P<name>[\w.\- ]{2,40}?)\s+(?:profile|about the author|view profile)\s*:?.{0,40}", re.I
)
_ARCHIVE: Final = re.compile(
    r"\W*(?:(?:articles?|posts?|stories|news|author(?: archives?)?|all posts|more"
    r"|entries)\s*(?:written |posted )?(?:by|from|:)|author archives?:?"
    r"|author:)\s+(?P<name>[^|]{3,60})",
    re.I,
)
_STOP: Final = re.compile(
    r"\s*(?:[,|•·/–—(]|\s-\s|\bfor\b|\bon\b|\bin\b|\bat\b|\bprofile\b).*$", re.I
)
_NOT_NAMES: Final = frozenset({
    "news", "press", "public", "local", "government", "council", "councils", "city", "county",
    "service", "services", "media", "home", "page", "contact", "about", "events", "event",
    "search", "latest", "information", "technology", "digital", "the", "and", "of", "for",
    "section", "report", "reports", "issue", "week", "month", "business", "education",
    "health", "social", "care", "central", "data", "security", "transport", "housing",
    "release", "releases", "archive", "archives", "case", "studies", "policy", "blog",
    "blogs", "comment", "comments", "features", "feature", "opinion", "analysis", "politics",
    "science", "site", "map", "executive", "summary", "further", "reading", "board",
    "meeting", "committee", "annual", "conference", "associate", "senior", "chief", "deputy",
    "editor", "reporter", "writer", "world", "uk", "europe", "national", "international",
    "network", "group", "association", "society", "open", "source", "cloud", "computing",
    "mobile", "web", "website", "print", "version", "log", "help", "terms", "privacy",
    "great", "good", "new", "top", "all", "more", "our", "your",
})  # fmt: skip


def byline(text: str) -> str | None:
    """Return the author that a byline names, or None where the line is no byline."""
    if len(text) > 120:
        return None
    if hit := _LEAD.fullmatch(text):
        name = clean_name(hit["name"])
        fits = (
            name
            and len(name.split()) <= 6
            and name[0].isalpha()
            and not text.rstrip().endswith(".")
        )
        upper = name is not None and (name[0].isupper() or len(name.split()) == 1)
        return name if fits and upper else None
    if hit := _PROFILE.fullmatch(text):
        return hit["name"].strip()
    return None


def clean_name(text: str) -> str | None:
    """Return the name at the head of what follows "by", without outlet, section or job."""
    name = _STOP.sub("", text.strip()).strip(" .,;:-–—|•·")
    return name or None


def is_name(text: str) -> bool:
    """Say whether a line is nothing but a person's name, as far as capitals can tell."""
    if len(text) > 40 or not _LONE.fullmatch(text) or text.isupper():
        return False
    words = text.split()
    if len(words) > 3 and not any(w[0].islower() for w in words):
        return False  # "Utah Puts Permits Online"
    if any(len(w) > 2 and w.isupper() for w in words):
        return False  # "Texas Names CIO"
    return not _NOT_NAMES.intersection(w.lower().strip(".'’") for w in words)


def page_author(text: str) -> str | None:
    """Return the author that the head of an author's page names."""
    hit = _ARCHIVE.fullmatch(text) if len(text) <= 100 else None
    if not hit:
        return None
    name = clean_name(hit["name"])
    return name if name and is_name(name) else None
