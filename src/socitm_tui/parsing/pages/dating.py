"""Provisional: the dates of items from labelled mentions."""
from __future__ import annotations
from datetime import date
from socitm_tui.parsing.pages.mentions import DateMention as Mention
from socitm_tui.parsing.pages.pieces import Pieces

def numbers(m: Mention, order: str) -> tuple[int | None, int | None, int | None]:
    y, mo, d = m.year, m.month, m.day
    if numeric(m):
        a, b = m.day, m.month
        if a > 12: d, mo = a, b
        elif b > 12: d, mo = b, a
        elif order == "month": d, mo = b, a
    return y, mo, d

def numeric(m: Mention) -> bool:
    return m.form in ("numeric", "numeric-day-month")

def value_of(m: Mention, order: str, year: int | None = None, month: int | None = None) -> str | None:
    if m.relative: return None
    y, mo, d = numbers(m, order)
    y = y or year
    if mo is None and d is not None: mo = month
    if y is None or not 1990 <= y <= 2100: return None
    if mo is None: return None if d else f"{y}"
    if d is None: return f"{y}-{mo:02}"
    try: return date(y, mo, d).isoformat()
    except ValueError: return None

def all_mentions(pieces: Pieces):
    for n, p in enumerate(pieces.pieces):
        if p.date: yield n, p.date
        for m in p.inner: yield n, m

def page_order(pieces: Pieces) -> str:
    """Day or month first."""
    num = [m for n, m in all_mentions(pieces) if numeric(m)]
    day = any(m.day > 12 for m in num)
    month = any(m.month > 12 for m in num)
    if day != month: return "day" if day else "month"
    runs = []
    if len(num) >= 3:
        for order in ("day", "month"):
            v = [value_of(m, order) for m in num]
            if None not in v and len(set(v)) > 1 and (v == sorted(v) or v == sorted(v, reverse=True)): runs.append(order)
        if len(runs) == 1: return runs[0]
    return "day"
