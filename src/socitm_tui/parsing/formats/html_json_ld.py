"""The objects that the JSON-LD scripts of a page describe; damaged scripts give a few fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml.html import HtmlElement

ARTICLES: Final = re.compile(r"(?:\w*Article|BlogPosting|\w*NewsRelease|Report|\w*Posting)$")
"""Types of objects that are one article."""
MAX_OBJECTS: Final = 2000
"""Objects of JSON-LD that are read in a script."""
MAX_SCRIPTS: Final = 50
"""Scripts with JSON-LD that are read in a page."""
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_FIELD = re.compile(
    r'"(@type|datePublished|dateModified|headline|url)"\s*:\s*"((?:[^"\\]|\\.){1,500})"'
)


def linked_objects(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of all scripts of a page, in their order."""
    for script in _json_ld_scripts(tree):
        yield from _objects(script)


def type_names(thing: dict[str, Any]) -> set[str]:
    """The types of an object; one may have several."""
    kinds = thing.get("@type")
    return {str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _json_ld_scripts(tree: HtmlElement) -> Iterator[str]:
    scripts = (s for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower())
    for _, script in zip(range(MAX_SCRIPTS), scripts, strict=False):
        yield script.text or ""


def _objects(script: str) -> Iterator[dict[str, Any]]:
    """The objects of a script at its top, in its graph, and what it names as the main entity."""
    queue = [_parse_json(script)]
    for _ in range(MAX_OBJECTS):
        if not queue:
            return
        thing = queue.pop(0)
        if isinstance(thing, list):
            queue += thing[:MAX_OBJECTS]
        elif isinstance(thing, dict):
            yield thing
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                if isinstance(thing.get(key), list | dict):
                    queue.append(thing[key])


def _parse_json(script: str) -> Any:  # noqa: ANN401 - whatever a page holds
    """The value of a script; of a damaged script, only the fields that are needed."""
    script = script.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    for text in (script, _TRAILING_COMMA.sub(r"\1", script)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    fields: dict[str, Any] = {}
    for match in _FIELD.finditer(script):
        if match[1] == "@type" and ARTICLES.match(match[2]):
            fields["@type"] = match[2]
        elif match[1] != "@type":
            fields.setdefault(match[1], match[2])
    return fields
