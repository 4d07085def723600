"""Blocks of a page whose lines are not what they look like each by itself.

Points of a list, the notes below a text, what is told of its author, the masthead, a list of
contents with the headlines it announces, a last line that was cut off.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from socitm_tui.model.text import ends_sentence
from socitm_tui.parsing.layouts.bylines import is_job, is_name
from socitm_tui.parsing.layouts.line_shapes import SMALL_WORDS
from socitm_tui.parsing.layouts.units import Unit


def marked(units: list[Unit], keys: list[str]) -> list[Unit]:
    """Return the units with all such blocks marked; equal lines have equal `keys`."""
    for mark in (_mark_points, _mark_fragment, _mark_masthead, _mark_closing, _mark_cards):
        units = mark(units)
    return _mark_contents(_mark_page_name(units), keys)


def _mark_points(units: list[Unit]) -> list[Unit]:
    """Return the units with the points of lists inside a text marked: those below a ":"."""
    out = list(units)
    inside = False
    for i, unit in enumerate(units):
        is_point = (unit.bullet or unit.number is not None) and unit.stamp is None
        if is_point and inside:
            out[i] = replace(unit, point=True, furniture=None, prose=max(unit.prose, 0.9))
        opens = unit.text.endswith(":") and unit.words >= 2 and not unit.furniture
        inside = (inside and is_point) or opens
    return out


def _mark_fragment(units: list[Unit]) -> list[Unit]:
    """Return the units with a last one that breaks off in mid-sentence taken for prose."""
    if len(units) < 3:
        return units
    last = units[-1]
    words = last.text.split()
    small = sum(1 for w in words if w[:1].islower())
    if last.furniture or last.stamp or last.byline or last.name or ends_sentence(last.text):
        return units
    if any(u.furniture and u.furniture.kind in ("related", "comments") for u in units[-6:-1]):
        return units
    written = any(w.lower() in SMALL_WORDS for w in words) or units[-2].prose >= 0.9
    if len(words) >= 3 and small * 2 >= len(words) and words[-1][:1].islower() and written:
        return [*units[:-1], replace(last, fragment=True, prose=max(last.prose, 0.9))]
    return units


_CLOSES: Final = re.compile(
    r"\W*(?:ends?|notes? (?:to|for) (?:the )?(?:editors?|journalists|press|news ?desks?|media)"
    r"(?: and .{3,20})?)\W*",
    re.I,
)
_PUBLISHER: Final = re.compile(
    r"(?:About (?:us|[A-Z]\S*)\W+)?(?:The )?[A-Z][\w&’'.-]*"
    r"(?:,? (?:[A-Z][\w&’'.-]*|of|for|and|in|the|\([A-Z]\w+\)))*"
    r" (?:is|are) (?:the|a|an|one of|part of|based)\b.{0,240}\b(?:organi[sz]ations?"
    r"|bod(?:y|ies)|charity|association|partnership|programme|company|provider|supplier|membership"
    r"|society|institute|network|publishers?|founded|funded|headquartered|members|non-profit"
    r"|not-for-profit|consultancy|agency|magazine|website|leading|joint venture)\b"
)


def _mark_closing(units: list[Unit]) -> list[Unit]:
    """Return the units of a page's one text with the notes at its end marked as no news."""
    if sum(1 for u in units if u.stamp and u.stamp.dress in ("bare", "dressed")) > 3:
        return units
    out = list(units)
    start = len(units)
    written = 0
    for i, unit in enumerate(units):
        written += unit.prose >= 0.9 and unit.words >= 12
        if written and _CLOSES.fullmatch(unit.text):
            start = i
            break
    if any(u.stamp for u in units[start:] if u.stamp and u.stamp.dress in ("bare", "dressed")):
        start = len(units)
    for i in range(start, len(units)):
        out[i] = replace(out[i], card=True)
    last = next((i for i in range(start - 1, -1, -1) if units[i].prose >= 0.9), 0)
    before = sum(1 for u in units[:last] if u.prose >= 0.9)
    if before >= 2 and units[last].words >= 12 and _PUBLISHER.match(units[last].text):
        out[last] = replace(out[last], card=True)
    return out


def _mark_cards(units: list[Unit]) -> list[Unit]:
    """Return the units with what tells about an author below the text marked."""
    authors: set[str] = set()
    out = list(units)
    written = 0
    inside: str | None = None
    for i, unit in enumerate(units):
        named = unit.byline or (unit.text if unit.name else None)
        if unit.stamp is not None:
            named = unit.stamp.author
        if inside and _is_about(unit, inside, units[i - 1]):
            out[i] = replace(unit, card=True)
            continue
        inside = None
        if written >= 2 and unit.stamp is None:
            known = _opens_with(unit, authors)
            if known is None and not any(u.prose >= 0.9 for u in units[i + 1 : i + 6]):
                known = _written_by(unit)
            if known and (_small(unit.text) == known or _BIO.match(unit.text[len(known) :])):
                out[i] = replace(unit, card=True)
                inside = known
        if named and is_name(_small(named)):
            authors.add(_small(named))
        written += unit.prose >= 0.9
    return out


_BIO: Final = re.compile(
    r",? (?:is|was|has been|works?|worked|writes|covers|leads|joined|runs|heads|reports|edits)\b"
)


def _small(name: str) -> str:
    """Return a name that is printed in capitals as it is otherwise written."""
    return name.title() if name.isupper() else name


def _opens_with(unit: Unit, authors: set[str]) -> str | None:
    """Return the author whose name the line begins with, if it is one that the page names."""
    words = unit.text[:80].replace(",", " ,").split()[:4]
    names = (_small(" ".join(words[:n])) for n in (4, 3, 2))
    return next((name for name in names if name in authors), None)


def _written_by(unit: Unit) -> str | None:
    """Return the name in "Jane Doe is a freelance journalist who ...", at the end of a page."""
    hit = re.match(r"(?P<name>\S+ \S+(?: \S+)?) (?:is|was) (?:an?|the) ", unit.text)
    if hit is None or unit.words > 60 or not is_name(hit["name"]):
        return None
    return hit["name"] if is_job(" ".join(unit.text[hit.end() :].split()[:4])) else None


def _is_about(unit: Unit, author: str, above: Unit) -> bool:
    """Say whether a line below an author's name goes on about the author."""
    if unit.stamp is not None or unit.furniture is not None or unit.words > 60:
        return False
    first = author.split(maxsplit=1)[0]
    return (
        unit.gap == 0
        or unit.text.startswith((first, "He ", "She ", "They ", "@"))
        or (_small(above.text) == author and is_job(unit.text))
    )


def _mark_masthead(units: list[Unit]) -> list[Unit]:
    """Return the units with the block of short lines at the page's top marked."""
    end = next((i for i, u in enumerate(units) if i and u.gap), 0)
    block = units[:end]
    if block and (units[end].stamp or units[end].byline):
        block.pop()  # the last line is a headline, with its date below it
        end -= 1
    if 2 <= end <= 5 and all(u.stamp is None and u.prose < 0.7 for u in block):
        return [replace(u, masthead=True) for u in block] + units[end:]
    return units


def _mark_page_name(units: list[Unit]) -> list[Unit]:
    """Return the units with a name of the page marked that holds a headline from below."""
    out = list(units)
    for i, unit in enumerate(units[:3]):
        if unit.stamp or unit.words > 30:
            continue
        pieces = {p.strip() for p in re.split(r"\s*(?:[|:»]|\s[–—-])\s+", unit.text)[:6]}
        below = (
            n
            for n, u in enumerate(units[i + 1 : i + 40], start=i + 1)
            if u.text in pieces and u.headline > 0.4 and u.words >= 3 and not u.furniture
        )
        if len(pieces) > 1 and (at := next(below, None)):
            out[i] = replace(unit, contents=True)
            out[at] = replace(out[at], listed=True)
    return out


def _mark_contents(units: list[Unit], keys: list[str]) -> list[Unit]:
    """Return the units with lists of contents marked, and the headlines they announce."""
    later = {k: i for i, k in enumerate(keys)}
    heads = [
        i
        for i, u in enumerate(units)
        if u.seen_later
        and not u.seen_before
        and u.headline > 0.4
        and u.words >= 2
        and not u.stamp
        and not u.furniture
        and not u.byline
    ]
    for run in _runs(heads):
        twins = [later[keys[i]] for i in run]
        if len(run) < 2 or twins != sorted(twins) or twins[0] <= run[-1]:
            continue
        if not any(u.prose >= 0.9 for u in units[twins[0] : twins[-1] + 4]):
            continue
        stride = run[1] - run[0]
        for i in range(run[0], min(run[-1] + stride, twins[0])):
            if units[i].prose < 0.9 or units[i].words < 20:
                units[i] = replace(units[i], contents=True)
        for i in twins:
            units[i] = replace(units[i], listed=True)
    return units


def _runs(places: list[int]) -> list[list[int]]:
    """Return places grouped where they follow each other closely."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place - runs[-1][-1] <= 3:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs
