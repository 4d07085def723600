"""The alphabet of labels that pieces of a page get, and which label may follow which.

Labels have a direction: `T0` is the headline of the text that follows, `T1` of the text before. So
the items follow from the labels without any guess.
"""

from __future__ import annotations

from typing import Final

LABELS: Final = (
    "O",  # other: boilerplate, not part of any item
    "G",  # a date for all items below
    "D0", "T0", "A0", "M0",  # date, headline, author, boilerplate of the text that follows
    "B",  # first piece of a text
    "I",  # further piece of a text
    "X",  # a break inside a text
    "BD", "ID",  # a piece of text that bears the date of the item
    "H",  # a headline that is the whole item
    "D1", "T1", "A1", "M1",  # date, headline, author, boilerplate of the text before
)  # fmt: skip
INDEX: Final = {label: number for number, label in enumerate(LABELS)}

HEAD: Final = "D0 T0 A0 M0"
_FIRST: Final = "B BD H"
_FOOT: Final = "D1 T1 A1"
_OPEN: Final = f"O G {HEAD} {_FIRST}"  # what may stand outside an item, or begin one
_FOLLOWERS: Final = {
    "": _OPEN,  # the beginning of the page
    "O G": _OPEN,
    HEAD: f"{HEAD} {_FIRST}",
    "B BD I ID": f"I ID X {_FOOT} M1 {_OPEN}",
    "H": f"{_FOOT} M1 {_OPEN}",
    "X": "X I ID",
    _FOOT: f"{_FOOT} M1 {_OPEN}",
    "M1": f"{_FOOT} M1",
}
FIRST: Final = frozenset(_OPEN.split())
LAST: Final = frozenset(f"O G {_FIRST} I ID {_FOOT}".split())
FOLLOWERS: Final = {
    label: frozenset(after.split())
    for before, after in _FOLLOWERS.items()
    for label in before.split()
}
_INSIDE: Final = frozenset(f"{_FIRST} I ID X {_FOOT} M1".split())
BEGINS: Final = f"{HEAD} {_FIRST}"
"""The labels with which an item may begin, in one text."""
_BEGINS: Final = frozenset(BEGINS.split())


def may_follow(before: str, after: str, same_line: bool) -> bool:
    """Say whether a label may follow another; no two items stand on the same line."""
    if same_line and before in _INSIDE and after in _BEGINS:
        return False
    return after in FOLLOWERS[before]
