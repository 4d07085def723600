"""What the class names, ids and item properties of an element say about the text in it.

The words differ from site to site and are only hints. What a name says is cached.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MAX_NAMES: Final = 20
"""Names of an element that are read."""
MAX_NAME_LENGTH: Final = 100
"""Characters of a name that are read."""
MAX_NAMES_LENGTH: Final = 2000
"""Characters of an attribute in which names are read."""

_NAV_NAMES: Final = frozenset({
    "addthis", "ads", "advert", "advertisement", "banner", "branding", "breadcrumb", "breadcrumbs",
    "cookie", "cookies", "footer", "header", "masthead", "menu", "nav", "navbar", "navigation",
    "newsletter", "pager", "pagination", "share", "sharedaddy", "sharethis", "sharing", "sidebar",
    "skip", "skiplinks", "social", "submenu", "subscribe", "toolbar", "widget",
})  # fmt: skip
_COMMENT_NAMES: Final = frozenset({
    "comentarios", "comment", "commentaires", "commenti", "commentlist", "comments", "disqus",
    "kommentar", "kommentare", "reacties", "replies", "reply", "respond", "responses",
})  # fmt: skip
_RELATED_NAMES: Final = frozenset({
    "also", "latest", "more", "popular", "promo", "readmore", "recent", "recommended",
    "recommendations", "related", "similar", "teaser", "teasers", "trending",
})  # fmt: skip
_WHOLE_NAMES: Final = frozenset({
    "article", "body", "container", "content", "entry", "has", "layout", "main", "no", "page",
    "post", "posts", "single", "story", "with", "without", "wrap", "wrapper",
})  # fmt: skip
_EMBED_NAMES: Final = frozenset({
    "twitter-tweet", "twitter-video", "instagram-media", "fb-post", "fb-video", "tiktok-embed",
    "bluesky-embed", "mastodon-embed", "reddit-embed-bq", "telegram-post",
})  # fmt: skip
_WORD = re.compile(r"[a-z]+")
_DATE_NAME = re.compile(
    r"(?<!up)(?<!vali)(?<!candi)(?<!man)(?<!dedi)(?<!accommo)(?:date|datum|fecha)(?!picker)"
    r"|timestamp|publish|published|posted|(?<![a-z])time(?![a-z])|dtstamp|zeit(?![a-z])"
)
_UPDATE_NAME = re.compile(r"updat|modif|changed|revis|aktualis|edited")


@dataclass(frozen=True, slots=True)
class ClassNames:
    """What the names of one element say together."""

    is_date: bool = False
    """It contains a date."""
    is_update: bool = False
    """It contains the date of a change."""
    is_embed: bool = False
    """It is a post of another site."""
    region: str = ""
    """`comments`, `related`, `named` (navigation, a sidebar and the like), or empty."""


NO_NAMES: Final = ClassNames()


@lru_cache(maxsize=8192)
def read_class_names(names: str) -> ClassNames:
    """What the names in an attribute say, which are separated by white space.

    The microformat hAtom calls the date of publication `updated`. So next to the name of a date,
    this name alone does not mean a change.
    """
    words = names[:MAX_NAMES_LENGTH].lower().split()[:MAX_NAMES]
    is_date = is_update = is_embed = False
    region = ""
    for word in words:
        name = _read_name(word[:MAX_NAME_LENGTH])
        if name is not NO_NAMES:
            is_date = is_date or name.is_date
            is_update = is_update or name.is_update
            is_embed = is_embed or name.is_embed
            region = region or name.region
    is_update = is_update or (not is_date and "updated" in words)
    if is_update and any("publish" in word for word in words):
        is_update = False
    if not (is_date or is_update or is_embed or region):
        return NO_NAMES
    return ClassNames(is_date, is_update, is_embed, region)


@lru_cache(maxsize=16384)
def _read_name(name: str) -> ClassNames:
    """What one name says."""
    is_date = _DATE_NAME.search(name) is not None
    is_update = name != "updated" and _UPDATE_NAME.search(name) is not None
    is_embed, region = name in _EMBED_NAMES, _region_of(name)
    if not (is_date or is_update or is_embed or region):
        return NO_NAMES
    return ClassNames(is_date, is_update, is_embed, region)


def _region_of(name: str) -> str:
    """The kind of region that a name means; empty for a name of the whole page, or any other."""
    words = set(_WORD.findall(name))
    if words & _WHOLE_NAMES:
        return ""
    if words & _COMMENT_NAMES:
        return "comments"
    if words & _NAV_NAMES:
        return "named"
    return "related" if words & _RELATED_NAMES else ""
