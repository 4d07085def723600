"""A layout as a sentence over parts of a page, and the cheapest way to read a page by it.

    head* < stamp meta* title text tail* >+ end

Words are parts (`Part`); `? * + | ( )` mean what they mean in a pattern; `< >` marks one item. The
sentence becomes a small automaton, and every unit of a page is given the part that makes the whole
page cheapest: what a part costs on a unit is `costs.py`'s business. The work grows with the length
of the page times the length of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Part(StrEnum):
    """What a unit is on its page."""

    HEAD = "head"  # furniture above the first item
    HEADING = "heading"  # the heading of a section between items
    GROUP = "group"  # a date that dates all items below it
    STAMP = "stamp"  # the date of an item
    ECHO = "echo"  # the same date again, below the item
    TITLE = "title"  # a headline
    OPENING = "opening"  # the beginning of a text, with the item's date before it
    CLOSING = "closing"  # the end of a text, with the item's date after it
    DATELINE = "dateline"  # the beginning of a text, with place and date: "OSLO, 4 May 2012 -"
    NOTE = "note"  # a short text with its headline run in: "Kiosks ordered: the first twelve"
    TITLED = "titled"  # a headline and its date on one line
    ROW = "row"  # a whole item and its date on one line
    SUMMARY = "summary"  # a line between headline and date
    META = "meta"  # byline, tags, comment count above the text
    LABEL = "label"  # the same, where the layout needs one
    BYLINE = "byline"  # a byline, where the layout needs one
    BODY = "body"
    BULLET = "bullet"  # a whole item behind a bullet
    EXTRACT = "extract"  # a whole item that breaks off
    RULE = "rule"  # a ruled line between items
    TAIL = "tail"  # furniture below an item
    MORE = "more"  # "read more", where the layout needs it
    ENDTITLE = "endtitle"  # "Read more: the headline"
    CRUMB = "crumb"  # a line of furniture inside a text
    ASIDE = "aside"  # the heading of a block about something else
    ASIDES = "asides"  # what stands in that block
    TALK = "talk"  # the heading of readers' comments
    TALKS = "talks"  # the comments
    FOOT = "foot"  # furniture below the last item


MACROS: Final[Mapping[str, str]] = {
    "headed": "title meta* ( summary meta* )? text",
    "text": "( body+ ( ( aside asides+ | crumb+ ) body+ )* )",
    "end": "( foot | talk talks* | aside asides* )*",
}
"""Runs of parts that most layouts share; one may name those below it."""

_TOKEN: Final = re.compile(r"[a-z]+|[<>()|?*+]")


@dataclass(frozen=True, slots=True)
class Grammar:
    """One way to lay out items, ready to read pages with."""

    name: str
    sentence: str
    specimen: str = ""
    """How a person would say it."""
    prior: float = 0.0
    """What the layout costs before a line is read; unusual ones cost more."""
    dated: bool = True
    """Its items carry dates, their own or a shared one."""
    single: bool = False
    """It reads one item and no more."""
    listing: bool = False
    """Lines anywhere may look like its items: one or two of them prove little."""


@dataclass(frozen=True, slots=True)
class Step:
    """One unit's part, the item it belongs to (or None), and what that cost."""

    part: Part
    item: int | None
    cost: float


@dataclass(frozen=True, slots=True)
class Automaton:
    """Positions of a sentence and the ways between them."""

    parts: tuple[Part, ...]
    inside: tuple[bool, ...]
    """Whether a position stands inside an item."""
    starts: tuple[int, ...]
    accepts: frozenset[int]
    before: tuple[tuple[tuple[int, bool], ...], ...]
    """For each position those it can follow, and whether the step begins a new item."""
    empty: bool
    """Whether a page without any unit fits."""


# ----------------------------------------------------------------------- sentence -> automaton


@dataclass(slots=True)
class _Piece:
    nullable: bool
    first: list[int]
    last: list[int]


class _Compiler:
    """A sentence read by recursive descent into the automaton of its positions."""

    def __init__(self, sentence: str) -> None:
        for word, meaning in MACROS.items():
            sentence = re.sub(rf"\b{word}\b", meaning, sentence)
        self.tokens = _TOKEN.findall(sentence)
        self.at = 0
        self.parts: list[Part] = []
        self.item: list[int] = []  # which `< >` a position stands in, or -1
        self.follow: dict[tuple[int, int], bool] = {}
        self.items = 0
        self.current = -1

    def alternatives(self) -> _Piece:
        piece = self.sequence()
        while self._take("|"):
            other = self.sequence()
            piece = _Piece(
                piece.nullable or other.nullable, piece.first + other.first, piece.last + other.last
            )
        return piece

    def sequence(self) -> _Piece:
        piece = _Piece(True, [], [])
        while self.at < len(self.tokens) and self.tokens[self.at] not in (")", ">", "|"):
            other = self.repeated()
            self._link(piece.last, other.first)
            piece = _Piece(
                piece.nullable and other.nullable,
                piece.first + (other.first if piece.nullable else []),
                other.last + (piece.last if other.nullable else []),
            )
        return piece

    def repeated(self) -> _Piece:
        known = self.items
        piece = self.atom()
        while self.at < len(self.tokens) and self.tokens[self.at] in "?*+":
            mark = self.tokens[self.at]
            self.at += 1
            if mark in "*+":
                self._link(piece.last, piece.first, known)
            if mark in "?*":
                piece = _Piece(True, piece.first, piece.last)
        return piece

    def atom(self) -> _Piece:
        token = self.tokens[self.at]
        self.at += 1
        if token == "(":
            piece = self.alternatives()
            self._take(")")
            return piece
        if token == "<":
            self.current, self.items = self.items, self.items + 1
            piece = self.alternatives()
            self._take(">")
            self.current = -1
            return piece
        position = len(self.parts)
        self.parts.append(Part(token))
        self.item.append(self.current)
        return _Piece(False, [position], [position])

    def _take(self, token: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == token:
            self.at += 1
            return True
        return False

    def _link(self, sources: list[int], targets: list[int], known: int | None = None) -> None:
        """Let targets follow sources; what loops back into an item beyond `known` begins anew."""
        for q in sources:
            for p in targets:
                loops = known is not None and self.item[p] >= known
                self.follow[q, p] = self.follow.get((q, p), False) or loops


@lru_cache(maxsize=256)
def compile_sentence(sentence: str) -> Automaton:
    """Return the automaton of a sentence."""
    compiler = _Compiler(sentence)
    whole = compiler.alternatives()
    before: list[list[tuple[int, bool]]] = [[] for _ in compiler.parts]
    for (q, p), loops in compiler.follow.items():
        item = compiler.item[p]
        before[p].append((q, item >= 0 and (loops or compiler.item[q] != item)))
    return Automaton(
        tuple(compiler.parts), tuple(n >= 0 for n in compiler.item),
        tuple(dict.fromkeys(whole.first)), frozenset(whole.last),
        tuple(tuple(b) for b in before), whole.nullable,
    )  # fmt: skip


# ------------------------------------------------------------------------------ page -> steps

ITEM_COST: Final = 0.3  # of two readings that fit alike the one with fewer items is taken
Costs = Sequence[Mapping[Part, float]]


def read_by(grammar: Grammar, costs: Costs) -> tuple[float, list[Step]] | None:
    """Return the cost of the cheapest reading and its steps, or None where it does not fit."""
    automaton = compile_sentence(grammar.sentence)
    if not costs:
        return (0.0, []) if automaton.empty else None
    totals, backs = _forward(automaton, costs)
    best = min(automaton.accepts, key=lambda p: totals[p])
    if totals[best] == _NEVER:
        return None
    return totals[best], list(_steps(automaton, costs, backs, best))


_NEVER: Final = float("inf")
_Back = list[tuple[int, bool]]


def _forward(automaton: Automaton, costs: Costs) -> tuple[list[float], list[_Back]]:
    """Return the cost of reaching each position at the end, and the way there."""
    parts, before, inside = automaton.parts, automaton.before, automaton.inside
    totals = [_NEVER] * len(parts)
    back: _Back = [(-1, False)] * len(parts)
    for p in automaton.starts:
        totals[p] = costs[0][parts[p]] + (ITEM_COST if inside[p] else 0.0)
        back[p] = (-1, inside[p])
    backs = [back]
    for cost in costs[1:]:
        now, back = [_NEVER] * len(parts), [(-1, False)] * len(parts)
        for p, part in enumerate(parts):
            here = cost[part]
            if here >= 50:
                continue
            low, way = _NEVER, (-1, False)
            for q, begins in before[p]:
                total = totals[q] + ITEM_COST if begins else totals[q]
                if total < low:
                    low, way = total, (q, begins)
            now[p], back[p] = low + here, way
        totals = now
        backs.append(back)
    return totals, backs


def _steps(automaton: Automaton, costs: Costs, backs: list[_Back], end: int) -> Iterator[Step]:
    """Yield the steps of the cheapest reading from the first unit to the last."""
    positions: list[tuple[int, bool]] = []
    p = end
    for back in reversed(backs):
        q, begins = back[p]
        positions.append((p, begins))
        p = q
    item = -1
    for cost, (p, begins) in zip(costs, reversed(positions), strict=True):
        item += begins
        part = automaton.parts[p]
        yield Step(part, item if automaton.inside[p] else None, cost[part])
