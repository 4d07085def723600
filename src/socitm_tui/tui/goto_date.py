"""The position of a date in a timeline."""

from __future__ import annotations

from collections.abc import Callable


def find_date(date: str, count: int, date_at: Callable[[int], str | None]) -> int | None:
    """The position of a date in a list that runs newest first; None in an empty list.

    That is the position of the newest row within the date; if there is none, of the first row
    that is older; if there is none either, of the oldest dated row.

    Args:
        date: As `parse_typed_date` returns it.
        count: Rows of the list.
        date_at: The date of the row at a position.
    """
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if _is_after(date_at(middle), date):
            low = middle + 1
        else:
            high = middle
    while low and (low == count or date_at(low) is None):
        low -= 1  # undated rows come last and have no date to go to
    return low if count else None


def _is_after(row_date: str | None, date: str) -> bool:
    """True if the date of a row is after the whole of a date, such as a year."""
    return row_date is not None and row_date[: len(date)] > date
