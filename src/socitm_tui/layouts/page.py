"""A capture as numbered units with everything later steps ask of them.

A unit is a line, or several where the capture broke a sentence (hard-wrapped mail, a stray newline).
Blank lines make no unit; they are remembered as gaps.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from socitm_tui.dates import PageOrder, decide_order, month_or_year
from socitm_tui.layouts.bylines import byline, is_job, is_name, name_with_job, page_author
from socitm_tui.layouts.furniture import Furniture, furniture, more_title, strip_more
from socitm_tui.layouts.lines import BULLET, Line, logical_lines
from socitm_tui.layouts.stamps import Stamp, read_stamp, same_day
from socitm_tui.text import clean, ends_sentence, ends_with_ellipsis, has_inner_stop, squeeze

COLUMN: Final = "   "  # a tab parts columns, and so does a run of spaces
_NUMBER: Final = re.compile(r"^\(?(\d{1,2})[.:)]\s+(?=\D)")
_DATED_FURNITURE: Final = frozenset({"counter", "mail", "archive", "file", "copyright", "notice"})
_SUBJECT: Final = re.compile(r"subject:\s+(?:(?:re|fwd?):\s+)?(?P<subject>\S.{3,150})", re.I)
_SMALL_WORDS: Final = frozenset(
    "the a an is are was were has have had that this it they he she we which who will would been be its their there "
    "but not said says can could should may as".split()
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One logical line of a capture and what can be seen of it."""

    first: int
    last: int
    """Line numbers, counted from 1, both included."""
    text: str
    """Cleaned, without bullet, white space squeezed, a glued "read more" taken off."""
    words: int
    gap: int
    """Blank lines before it."""
    prose: float = 0.0
    headline: float = 0.0
    stamp: Stamp | None = None
    byline: str | None = None
    name: bool = False
    furniture: Furniture | None = None
    more_title: str | None = None
    more_tail: bool = False
    bullet: bool = False
    number: int | None = None
    cells: int = 1
    """Columns of a table row."""
    seen_before: bool = False
    again: bool = False
    """The page prints it twice running."""
    masthead: bool = False
    """It stands in a small block at the very top of the page."""
    seen_later: bool = False
    repeats: int = 1
    """How often the page prints this very line."""
    tags: bool = False
    """Short labels between commas, or labels that other such lines of the page use."""
    echo: bool = False
    """A stamp that prints the day of the stamp before it once more."""
    served: bool = False
    """A date the page was made on for the visitor, among counters or a greeting."""
    mail: bool = False
    """The date of a mail that carries the news."""
    last_gap: int = 0
    """Blank lines after it."""
    fragment: bool = False
    """It ends the capture in mid-sentence."""
    contents: bool = False
    """It stands in a list of contents whose headlines come again below."""
    listed: bool = False
    """A headline that a list of contents announced."""


@dataclass(frozen=True, slots=True)
class Page:
    """All units of a capture and what holds for the page as a whole."""

    units: tuple[Unit, ...]
    order: PageOrder
    diary: bool
    """The page lists events, meetings or documents."""
    blank: tuple[bool, ...]
    """For each line of the capture whether anything stands on it."""


def read_units(text: str) -> Page:
    """Return the page that a capture's text makes."""
    lines = [clean(line.replace("\t", COLUMN)) for line in text.split("\n")]
    blank = tuple(not line.strip() for line in lines)
    units = _context([_features(u) for u in logical_lines(lines)])
    stamps = [(u.first, u.stamp.date) for u in units if u.stamp]
    return Page(tuple(units), decide_order(stamps), _is_diary(units), blank)


# ------------------------------------------------------------------------------ what one unit shows


def _features(raw: Line) -> Unit:
    """Return a unit with all that can be seen of it without looking at its neighbours."""
    whole = raw.text
    text = squeeze(whole)
    bullet = BULLET.match(whole)
    if bullet and len(text) > 2:
        text = squeeze(whole[bullet.end() :]) or text
    title = more_title(text)
    kept, tail = strip_more(text)
    is_more = furniture(text)
    if is_more is not None:
        kept, tail = text, False
    elif tail:
        kept = kept.rstrip(" |•·–—-")
        is_more = furniture(kept)
    if page_author(kept) and not is_more:
        is_more = Furniture("nav")
    if subject := _SUBJECT.fullmatch(kept):
        kept, is_more = subject["subject"], None
    number = _NUMBER.match(kept)
    stamp = read_stamp(kept if tail else whole[bullet.end() :].strip() if bullet else whole)
    if stamp is not None and is_more is not None and is_more.kind not in _DATED_FURNITURE:
        is_more = None  # "2012-03-27" is all signs, and "Pages 27 March" no pager
    unit = Unit(
        raw.first, raw.last, kept, len(kept.split()), raw.gap,
        stamp=stamp, name=is_name(kept),
        byline=None if stamp and stamp.dress != "text" else byline(kept) or name_with_job(kept),
        furniture=None if title else is_more, more_title=title, more_tail=tail,
        bullet=bool(bullet), number=int(number.group(1)) if number else None, cells=_cells(whole),
    )  # fmt: skip
    return replace(unit, prose=prose(kept), headline=headline(kept))


def _cells(text: str) -> int:
    """Return how many columns a line sets side by side."""
    if len(text) > 400:
        return 1
    return 1 + text.strip(" |").count("|")


def prose(text: str) -> float:
    """Return how much a text looks like running prose, from 0 to 1."""
    words = text[:1200].split()
    n = len(words)
    if n >= 25:
        return 1.0
    ends, inner = ends_sentence(text), has_inner_stop(text)
    if n >= 8 and (inner or text.rstrip("”’\"') ")[-1:] in (".", "…") or ends_with_ellipsis(text)):
        return 1.0
    small = sum(1 for w in words if w.lower() in _SMALL_WORDS)
    lift = 0.25 if n >= 8 and small / n >= 0.2 else 0.0
    if ends:
        stop = text.rstrip("”’\"') ")[-1:] in (".", "…")
        base = (0.75 if n >= 5 else 0.3) if stop else (0.6 if n >= 12 else 0.3)
        return min(1.0, base + lift + (0.2 if inner else 0.0))
    if text.endswith((":", ";", ",")):
        return 0.4
    return min(1.0, (0.85 if n >= 20 else 0.55 if n >= 15 else 0.3 if n >= 10 else 0.1) + lift)


def headline(text: str) -> float:
    """Return how much a text looks like a headline, from 0 to 1."""
    words = text[:1200].split()
    n = len(words)
    if n > 32 or not any(c.isalpha() for c in text):
        return 0.0
    score = 0.5 if n < 2 else 1.0 if n <= 17 else 0.8 if n <= 22 else 0.45
    last = text.rstrip("”’\"') ")[-1:]
    if ends_with_ellipsis(text):
        score -= 0.1 if n <= 8 else 0.45
    elif last == "." and not re.search(r"\b[A-Z]\.$", text):
        score -= 0.25 if n <= 8 else 0.45
    elif last in ":;,":
        score -= 0.35
    if has_inner_stop(text):
        score -= 0.3
    if text[:1].islower():
        score -= 0.4
    return max(0.0, score)


# ------------------------------------------------------------------------------ what neighbours show


def _key(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text.lower()) if len(text) <= 300 else text


def _context(units: list[Unit]) -> list[Unit]:
    """Return the units with what only their neighbours and the whole page can say."""
    keys = [_key(u.text) for u in units]
    total = Counter(keys)
    labels = _labels(units)
    seen: Counter[str] = Counter()
    out: list[Unit] = []
    last_stamp: Stamp | None = None
    mail = sum(1 for u in units[:80] if u.furniture and u.furniture.kind == "mail") >= 3
    for i, unit in enumerate(units):
        key = keys[i]
        long_key = len(key) >= 6
        unit = replace(  # noqa: PLW2901 - the same unit, better known
            unit,
            seen_before=long_key and seen[key] > 0,
            again=long_key and key in keys[max(0, i - 2) : i],
            seen_later=long_key and total[key] - seen[key] > 1,
            repeats=total[key] if key else 1,
            last_gap=units[i + 1].gap if i + 1 < len(units) else 0,
            tags=_is_tags(unit, labels),
        )
        seen[key] += 1
        if unit.stamp is not None:
            unit = replace(  # noqa: PLW2901
                unit,
                echo=last_stamp is not None and _is_echo(last_stamp, unit.stamp),
                served=i < 12 and _is_served(units, i),
                mail=mail and _after_label(units, i),
            )
            if unit.stamp and unit.stamp.dress in ("bare", "dressed"):
                last_stamp = unit.stamp
        out.append(unit)
    return _mark_contents(_mark_masthead(_mark_fragment(out)), keys)


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
    written = any(w.lower() in _SMALL_WORDS for w in words) or units[-2].prose >= 0.9
    if len(words) >= 3 and small * 2 >= len(words) and words[-1][:1].islower() and written:
        return [*units[:-1], replace(last, fragment=True, prose=max(last.prose, 0.9))]
    return units


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


def tag_pieces(unit: Unit) -> list[str]:
    """Return the labels of a line of labels, or nothing where it is no such line."""
    if unit.words > 60 or (unit.prose > 0.9 and unit.text.endswith(".")) or unit.stamp:
        return []
    pieces = [p.strip() for p in unit.text.split(",")]
    return pieces if all(0 < len(p.split()) <= 5 for p in pieces) else []


def _labels(units: list[Unit]) -> frozenset[str]:
    """Return the labels that lines of three and more of them use on the page."""
    lists = [p for u in units if u.prose < 0.95 and len(p := tag_pieces(u)) >= 3]
    return (
        frozenset(label for pieces in lists for label in pieces) if len(lists) >= 2 else frozenset()
    )


def _is_tags(unit: Unit, labels: frozenset[str]) -> bool:
    """Say whether a line is a list of labels."""
    pieces = tag_pieces(unit)
    if len(pieces) >= 3:
        return unit.prose < 0.95
    return bool(pieces) and labels.issuperset(pieces)


def _is_echo(before: Stamp, now: Stamp) -> bool:
    """Say whether a stamp prints the day of the last one in another form."""
    return (
        now.dress in ("bare", "dressed")
        and before.date.day is not None
        and same_day(before.date, now.date)
        and bool(now.date.clock) != bool(before.date.clock)
    )


def _is_served(units: list[Unit], i: int) -> bool:
    """Say whether counters, a greeting or a search box stand beside a date at the page's head."""
    near = [u for u in units[max(0, i - 3) : i + 3] if u is not units[i]]
    counters = sum(1 for u in near if u.furniture and u.furniture.kind == "counter")
    return counters >= 1


def _after_label(units: list[Unit], i: int) -> bool:
    """Say whether the line before is the label of a mail's date."""
    here = units[i].furniture
    if here and here.kind == "mail":
        return True
    before = units[i - 1].furniture if i else None
    return before is not None and before.kind == "mail"


_DIARY_HEAD: Final = re.compile(
    r"\b(?:events?|diary|calendar|what['’]?s on|meetings?|agendas?|minutes|timetable|schedule|dates|programme|fixtures|documents?|publications?|library|downloads?|committee|papers|archives?|index)\b",
    re.I,
)
_PLACE: Final = re.compile(
    r"\b(?:venue|location|book (?:now|your place|online|a place)|register (?:now|here|online)|tickets?|free (?:event|entry)|add to calendar|\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)? ?(?:-|–|to|until) ?\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)?|town hall,|conference centre|room \d|agenda|minutes|hotel,)\b",
    re.I,
)


def _is_diary(units: list[Unit]) -> bool:
    """Say whether the page lists what takes place, or documents, rather than news."""
    if not units:
        return False
    head = any(_DIARY_HEAD.search(u.text) and u.words <= 8 and u.cells == 1 for u in units[:6])
    if sum(1 for u in units if u.prose >= 0.9 and u.words >= 12) >= len(units) / 4:
        return False
    places = sum(1 for u in units if u.prose < 0.7 and not u.furniture and _names_place(u))
    events = sum(1 for u in units if u.stamp and u.stamp.dress == "event")
    files = sum(1 for u in units if u.furniture and u.furniture.kind in ("file", "archive"))
    yearless = sum(1 for u in units if u.stamp and u.stamp.date.form == "day-month")
    rows = sum(
        1 for u in units if u.cells >= 3 and not u.stamp and any(c.isdigit() for c in u.text)
    )
    signals = places + events + files + rows + (yearless if head else yearless / 2)
    share = signals / len(units)
    return share >= (0.12 if head else 0.3) and signals >= 2


def _names_place(unit: Unit) -> bool:
    """Say whether a line tells where or from when to when something takes place."""
    stamp = unit.stamp
    return _PLACE.search(stamp.rest if stamp and stamp.dress != "text" else unit.text) is not None


def heading_year(unit: Unit) -> tuple[int, int | None] | None:
    """Return the year, and the month where named, that a short heading gives to what is below it."""
    if unit.words > 8 or unit.prose > 0.7:
        return None
    return month_or_year(unit.text)


def is_job_line(unit: Unit) -> bool:
    """Say whether a unit names a writer's post."""
    return is_job(unit.text)
