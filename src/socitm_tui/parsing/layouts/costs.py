"""What it costs to take a unit for a part of the page.

Nought means "just what one would expect", one "a little odd", three "hardly", `NO` "impossible".
All layouts are judged by this one table, so their totals can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping

from socitm_tui.parsing.layouts import cost_dates as dates
from socitm_tui.parsing.layouts import cost_edges as edges
from socitm_tui.parsing.layouts import cost_items as items
from socitm_tui.parsing.layouts.cost_basics import NO, is_extract
from socitm_tui.parsing.layouts.grammar import Part
from socitm_tui.parsing.layouts.line_shapes import is_rule
from socitm_tui.parsing.layouts.page import Page
from socitm_tui.parsing.layouts.units import Unit


def unit_costs(unit: Unit, page: Page) -> Mapping[Part, float]:
    """Return what the unit costs as each part."""
    edge = edges.edge(unit, page)
    return {
        Part.HEAD: edge,
        Part.FOOT: edge,
        Part.HEADING: edges.heading(unit),
        Part.GROUP: dates.group(unit, page),
        Part.STAMP: dates.stamp(unit, page),
        Part.ECHO: dates.stamp(unit, page) if unit.echo else NO,
        Part.TITLE: items.title(unit),
        Part.TITLED: dates.titled(unit, page),
        Part.OPENING: dates.opening(unit, page),
        Part.CLOSING: dates.closing(unit, page),
        Part.DATELINE: dates.dateline(unit, page),
        Part.NOTE: items.note(unit),
        Part.ROW: dates.row(unit, page),
        Part.SUMMARY: items.summary(unit),
        Part.META: items.meta(unit),
        Part.LABEL: items.label(unit),
        Part.BYLINE: 0.0 if unit.byline else 0.9 if unit.name else NO,
        Part.BODY: items.body(unit),
        Part.EXTRACT: items.body(unit) if unit.prose >= 0.7 and is_extract(unit) else NO,
        Part.RULE: 0.0 if is_rule(unit.text) else NO,
        Part.BULLET: items.body(unit) if unit.bullet and unit.prose >= 0.6 else NO,
        Part.TAIL: items.tail(unit),
        Part.MORE: 0.0 if unit.furniture and unit.furniture.kind == "more" else NO,
        Part.ENDTITLE: 0.0 if unit.more_title else NO,
        Part.CRUMB: items.crumb(unit),
        Part.ASIDE: 0.3 if unit.furniture and unit.furniture.kind == "related" else NO,
        Part.ASIDES: edges.asides(unit),
        Part.TALK: edges.talk(unit),
        Part.TALKS: edges.talks(unit),
    }
