"""What is ticked in the filter pane, as terms of a query, and the rest as the search text.

Ticking a value changes only the terms `field:…` and `-field:…` at the top level of the query, so
that what was typed otherwise stays as it was typed.
"""

from __future__ import annotations

from socitm_tui.search.query import AllOf, FieldTerm, Negation, Query, format_query


def ticked_values(query: AllOf, field: str) -> dict[str, bool]:
    """Value -> True if it is ticked in the filter pane, False if it is excluded there."""
    ticked: dict[str, bool] = {}
    for part in query.parts:
        match part:
            case FieldTerm(name, values) if name == field:
                ticked |= dict.fromkeys(values, True)
            case Negation(FieldTerm(name, values)) if name == field:
                ticked |= dict.fromkeys(values, False)
    return ticked


def tick_value(query: AllOf, field: str, value: str, state: bool | None) -> AllOf:
    """The query with one value ticked (True), excluded (False) or neither (None)."""
    ticked = ticked_values(query, field)
    ticked.pop(value, None)
    if state is not None:
        ticked[value] = state
    included = tuple(sorted(value for value, is_on in ticked.items() if is_on))
    excluded = tuple(sorted(value for value, is_on in ticked.items() if not is_on))
    parts = list(without_facet(query, field).parts)
    if included:
        parts.append(FieldTerm(field, included))
    if excluded:
        parts.append(Negation(FieldTerm(field, excluded)))
    return AllOf(tuple(parts))


def without_facet(query: AllOf, field: str) -> AllOf:
    """The query without the values of one facet that are ticked in the pane."""
    return AllOf(tuple(part for part in query.parts if not _is_tick(part, field)))


def _is_tick(part: Query, field: str | None = None) -> bool:
    """True for a part that the filter pane shows, of one facet or of any."""
    match part:
        case FieldTerm(name, _) | Negation(FieldTerm(name, _)):
            return field is None or name == field
        case _:
            return False


def search_text(query: AllOf) -> str:
    """The text of the search prompt: everything that is not ticked in the pane."""
    return format_query(AllOf(tuple(part for part in query.parts if not _is_tick(part))))


def with_search_text(query: AllOf, search: AllOf) -> AllOf:
    """The query with everything that is not ticked in the pane replaced by `search`."""
    return AllOf(search.parts + tuple(part for part in query.parts if _is_tick(part)))
