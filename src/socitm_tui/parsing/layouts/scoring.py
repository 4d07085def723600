"""Which of the competing readings explains the page best, and by how much.

The costs of the lines come from `costs.py`; added here is what only the items together can show:
dates that jump about, stamps in several styles, items of which some have a date and some do not.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import mean
from types import ModuleType
from typing import Final

from socitm_tui.model.text import looks_truncated
from socitm_tui.parsing.dates import read_date
from socitm_tui.parsing.layouts.cost_basics import is_extract
from socitm_tui.parsing.layouts.costs import unit_costs
from socitm_tui.parsing.layouts.grammar import Costs, Grammar, Part, Step, read_by
from socitm_tui.parsing.layouts.page import Page
from socitm_tui.parsing.layouts.roles import DATE_PARTS, TEXT_PARTS, Items, Placed
from socitm_tui.parsing.layouts.units import Unit

SAMPLE: Final = 700  # units; a longer page is laid out all the way as it begins
_TEXT: Final = {*TEXT_PARTS, Part.ROW} - {Part.SUMMARY}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A page read by one layout, and what that reading costs in all."""

    grammar: Grammar
    total: float
    steps: tuple[Step, ...]


@cache
def grammars() -> tuple[Grammar, ...]:
    """Return the layouts of all modules of the package; a new module needs no entry anywhere."""
    package = importlib.import_module("socitm_tui.parsing.layouts.grammars")
    found: list[Grammar] = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda i: i.name):
        module: ModuleType = importlib.import_module(f"{package.__name__}.{info.name}")
        found.extend(getattr(module, "GRAMMARS", ()))
    return tuple(found)


def compete(page: Page) -> list[Proposal]:
    """Return the readings of a page, the best one first and complete."""
    costs = [unit_costs(u, page) for u in page.units]
    sample = costs[:SAMPLE]
    proposals = [p for g in grammars() if (p := propose(g, page, sample))]
    proposals.sort(key=lambda p: p.total)
    if len(costs) > SAMPLE:
        best = propose(proposals[0].grammar, page, costs)
        if best:
            proposals[0] = Proposal(best.grammar, proposals[0].total, best.steps)
    return proposals


def propose(grammar: Grammar, page: Page, costs: Costs) -> Proposal | None:
    """Return the page, or its beginning, as one layout reads it."""
    read = read_by(grammar, costs)
    if read is None:
        return None
    total, steps = read
    return Proposal(
        grammar, total + grammar.prior + consistency(grammar, page, steps), tuple(steps)
    )


def consistency(grammar: Grammar, page: Page, steps: Sequence[Step]) -> float:
    """Return what speaks against the items of a reading taken together."""
    items = items_of(page, steps)
    if not items:
        return 0.0
    cost = sum(
        rule(items) for rule in (_torn, _bullets, _uneven, _forms, _subheads, _heading, _past_aside)
    )
    cost += _edges(page, steps)
    if grammar.dated:
        cost += _styles(items) + _sequence(items, page) + _gaps(items) + _spare(page, steps)
    else:
        cost += _thin(grammar, items, page)
    if grammar.listing:
        cost += max(0, 3 - len(items)) * 1.2
    if not grammar.dated or "group" in grammar.sentence:
        cost += _chapters(items)
    if page.diary:
        cost += 1.0 if grammar.single else 1.5 + 0.3 * len(items)
    return cost


def items_of(page: Page, steps: Sequence[Step]) -> Items:
    """Return the units of each item with their parts."""
    items: dict[int, list[Placed]] = {}
    for unit, step in zip(page.units, steps, strict=False):
        if step.item is not None:
            items.setdefault(step.item, []).append((unit, step.part))
    return list(items.values())


def _stamps(items: Items) -> list[Unit]:
    return [u for item in items for u, p in item if p in DATE_PARTS]


def _styles(items: Items) -> float:
    """Return the cost of stamps that are not printed in the page's own style."""
    styles = Counter(
        (u.stamp.date.form, u.stamp.date.clock is not None) for u in _stamps(items) if u.stamp
    )
    if len(styles) < 2:
        return 0.0
    odd = sum(styles.values()) - max(styles.values())
    return 0.8 * odd


_CLOSING: Final = (Part.STAMP, Part.ROW, Part.TITLED, Part.MORE, Part.ENDTITLE, Part.ECHO)


def _torn(items: Items) -> float:
    """Return the cost of a last item that lacks its frame though it does not look cut off."""
    if len(items) < 2:
        return 0.0
    usual = {p for _, p in items[0] if p in _CLOSING}
    last = items[-1]
    if usual <= {p for _, p in last}:
        return 0.0
    if looks_truncated(last[-1][0].text) or last[-1][0].fragment:
        return 0.0
    return 1.5 if any(p in _TEXT and u.prose >= 0.5 for u, p in last) else 3.0


def _bullets(items: Items) -> float:
    """Return the cost of texts that are nothing but bullets or extracts: items, most likely."""
    cost = 0.0
    for item in items:
        body = [u for u, p in item if p is Part.BODY]
        if len(body) >= 2 and all(u.bullet and u.prose >= 0.6 for u in body):
            cost += 1.0 * len(body)
        if len(body) >= 2 and all(is_extract(u) or u.fragment for u in body):
            cost += 1.0 * len(body)
    return cost


def _uneven(items: Items) -> float:
    """Return the cost of items without any prose beside others that have it."""
    bare = sum(1 for item in items if not any(p in _TEXT and u.prose >= 0.5 for u, p in item))
    return 1.2 * bare if 0 < bare * 2 <= len(items) else 0.0


def _spare(page: Page, steps: Sequence[Step]) -> float:
    """Return the cost of stamps left over that look just like those of the items."""
    own = {_look(u) for u, s in zip(page.units, steps, strict=False) if s.part in DATE_PARTS}
    spare = sum(
        1
        for u, s in zip(page.units, steps, strict=False)
        if s.item is None and s.part is not Part.GROUP and u.stamp is not None and _look(u) in own
    )
    return 0.8 * spare


def _look(unit: Unit) -> tuple[object, ...]:
    stamp = unit.stamp
    if stamp is None:
        return ()
    return stamp.date.form, stamp.dress, stamp.date.clock is None, stamp.author is None


def _edges(page: Page, steps: Sequence[Step]) -> float:
    """Return the cost of a first item that hangs on to the block of lines above it."""
    for i, (unit, step) in enumerate(zip(page.units, steps, strict=False)):
        if step.item is None:
            continue
        if i == 0 or unit.gap or step.part is not Part.TITLE or not any(u.gap for u in page.units):
            return 0.0
        above = page.units[i - 1]
        return 0.0 if above.furniture or above.stamp or above.words <= 2 else 0.5
    return 0.0


def _subheads(items: Items) -> float:
    """Return the cost of lines inside short texts that look as if new items began there."""
    if len(items) < 2:
        return 0.0
    cost = 0.0
    for item in items:
        body = [u for u, p in item if p is Part.BODY]
        for unit, below in pairwise(body[1:]):
            if unit.headline >= 0.8 and unit.prose <= 0.5 and below.prose >= 0.7:
                cost += 0.5
    return cost


_ABOVE: Final = (Part.STAMP, Part.TITLE, Part.SUMMARY, Part.META, Part.LABEL, Part.BYLINE)


def _forms(items: Items) -> float:
    """Return the cost of items whose heads are not built as those of the others are."""
    if len(items) < 2:
        return 0.0
    forms = Counter(tuple(dict.fromkeys(p for _, p in item if p in _ABOVE)) for item in items)
    odd = len(items) - max(forms.values())
    return 0.35 * min(odd, len(items) // 2)


def _chapters(items: Items) -> float:
    """Return the cost of one real headline and then only short ones: chapters of one text."""
    titles = [u.words for item in items for u, p in item if p is Part.TITLE]
    if len(titles) < 3 or titles[0] < 5 or max(titles[1:]) > 4 or mean(titles[1:]) > 3.4:
        return 0.0
    return 0.6 * (len(titles) - 1)


def _past_aside(items: Items) -> float:
    """Return the cost of dates below a block about something else: most likely its own."""
    cost = 0.0
    for item in items:
        parts = [p for _, p in item]
        if Part.ASIDE in parts and Part.STAMP in parts[parts.index(Part.ASIDE) :]:
            cost += 1.5
    return cost


def _heading(items: Items) -> float:
    """Return the cost of a first item that alone has a line between headline and date."""
    if len(items) < 3:
        return 0.0
    first, *others = ([p for _, p in item] for item in items)
    odd = Part.SUMMARY in first and not any(Part.SUMMARY in parts for parts in others)
    return 1.1 if odd else 0.0


def _gaps(items: Items) -> float:
    """Return the cost of stamps that stand nearer to a neighbouring item than to their own."""
    cost = 0.0
    for item in items:
        for i, (unit, part) in enumerate(item):
            if part is not Part.STAMP:
                continue
            if i == 0 and unit.last_gap > unit.gap and unit.first > 1:
                cost += 0.4
            if i > 0 and unit.gap > unit.last_gap and i == len(item) - 1:
                cost += 0.4
    return min(cost, 2.5)


def _sequence(items: Items, page: Page) -> float:
    """Return the cost of dates that run now up, now down the page."""
    values = [
        d.value
        for u in _stamps(items)
        if u.stamp and u.stamp.date.has_day and (d := read_date(u.stamp.date, page.order.order))
    ]
    ups = sum(1 for a, b in pairwise(values) if b > a)
    downs = sum(1 for a, b in pairwise(values) if b < a)
    return 0.4 * min(ups, downs)


def _thin(grammar: Grammar, items: Items, page: Page) -> float:
    """Return the cost of undated items that have hardly any text to show for themselves."""
    words = sum(u.words for item in items for u, p in item if p in _TEXT and u.prose >= 0.7)
    each = words / len(items)
    enough = 60 if grammar.single else 12
    cost = max(0.0, (enough - each) / enough) * 4.0
    if not grammar.single and len(items) < 2:
        cost += 2.0
    if (
        grammar.name == "undated-headline"
        and len(items) >= 3
        and all(_is_extract(item) for item in items)
    ):
        cost -= 2.0
    if page.diary:
        cost += 2.0
    return cost


def _is_extract(item: list[Placed]) -> bool:
    """Say whether an item is a headline of some length and one paragraph."""
    titles = [u for u, p in item if p is Part.TITLE]
    bodies = [u for u, p in item if p is Part.BODY]
    return len(bodies) == 1 and bool(titles) and titles[0].words >= 3 and bodies[0].prose >= 0.7
