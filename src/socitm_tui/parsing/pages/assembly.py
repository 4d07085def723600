"""Provisional: labels -> items."""
from __future__ import annotations
from dataclasses import dataclass, field
from socitm_tui.parsing.pages.pieces import Piece, Pieces

HEAD = {"D0","T0","A0","M0"}
FIRST = {"B","BD","H"}

@dataclass
class RawItem:
    parts: list[tuple[int, str]] = field(default_factory=list)
    group: int | None = None

def items_of(labels: list[str]) -> list[RawItem]:
    items: list[RawItem] = []
    cur: RawItem | None = None
    anchored = False
    group = None
    for n, label in enumerate(labels):
        if label in ("O", "G"):
            cur, anchored = None, False
            if label == "G": group = n
            continue
        if label in HEAD or label in FIRST:
            if cur is None or anchored:
                cur = RawItem([], group); items.append(cur); anchored = False
        if cur is None:
            cur = RawItem([], group); items.append(cur)
        cur.parts.append((n, label))
        if label in FIRST: anchored = True
    return [i for i in items if any(l in FIRST or l in ("I","ID") for _, l in i.parts)]
