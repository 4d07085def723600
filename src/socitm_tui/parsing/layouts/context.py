"""What only its neighbours and the whole page can say of a unit."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from socitm_tui.parsing.layouts.blocks import marked
from socitm_tui.parsing.layouts.date_lines import Stamp, same_day
from socitm_tui.parsing.layouts.units import Unit


def _key(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text.lower()) if len(text) <= 300 else text


def in_context(units: list[Unit]) -> list[Unit]:
    """Return the units with what only their neighbours and the whole page can say."""
    keys = [_key(u.text) for u in units]
    total = Counter(keys)
    labels = _labels(units)
    seen: Counter[str] = Counter()
    out: list[Unit] = []
    last_stamp: Stamp | None = None
    mail = sum(1 for u in units[:80] if u.furniture and u.furniture.kind == "mail") >= 3
    for i, (unit, key) in enumerate(zip(units, keys, strict=True)):
        stamp, is_long = unit.stamp, len(key) >= 6
        out.append(
            replace(
                unit,
                seen_before=is_long and seen[key] > 0,
                again=is_long and key in keys[max(0, i - 2) : i],
                seen_later=is_long and total[key] - seen[key] > 1,
                repeats=total[key] if key else 1,
                last_gap=units[i + 1].gap if i + 1 < len(units) else 0,
                tags=_is_tags(unit, labels),
                echo=bool(stamp and last_stamp and _is_echo(last_stamp, stamp)),
                served=stamp is not None and i < 60 and _is_served(units, i),
                mail=stamp is not None and mail and _after_label(units, i),
            )
        )
        seen[key] += 1
        if stamp and stamp.dress in ("bare", "dressed"):
            last_stamp = stamp
    return marked(out, keys)


def _tag_pieces(unit: Unit) -> list[str]:
    """Return the labels of a line of labels, or nothing where it is no such line."""
    if unit.words > 60 or (unit.prose > 0.9 and unit.text.endswith(".")) or unit.stamp:
        return []
    pieces = [p.strip() for p in unit.text.split(",")]
    return pieces if all(0 < len(p.split()) <= 5 for p in pieces) else []


def _labels(units: list[Unit]) -> frozenset[str]:
    """Return the labels that lines of three and more of them use on the page."""
    lists = [p for u in units if u.prose < 0.95 and len(p := _tag_pieces(u)) >= 3]
    return (
        frozenset(label for pieces in lists for label in pieces) if len(lists) >= 2 else frozenset()
    )


def _is_tags(unit: Unit, labels: frozenset[str]) -> bool:
    """Say whether a line is a list of labels."""
    pieces = _tag_pieces(unit)
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
    if any(u.furniture and u.furniture.kind == "counter" for u in near):
        return True
    below = units[i + 1].furniture if i + 1 < len(units) else None
    above = units[:i]
    at_top = all(u.furniture or u.words <= 4 for u in above) and not any(
        u.prose > 0.7 for u in above
    )
    stamp = units[i].stamp
    bare = stamp is not None and stamp.dress == "bare" and units[i].text == stamp.date.printed
    return at_top and i < 30 and bare and below is not None and below.kind in ("nav", "subscribe")


def _after_label(units: list[Unit], i: int) -> bool:
    """Say whether the line before is the label of a mail's date."""
    here = units[i].furniture
    if here and here.kind == "mail":
        return True
    before = units[i - 1].furniture if i else None
    return before is not None and before.kind == "mail"
