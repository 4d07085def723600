"""The competing readings of a page: label sequences under different orders of fields.

Each constraint is an order that whole pages keep to: dates above, below, in the text or for all;
headlines always, never or at times; one article or many. Readings that come out alike are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from socitm_tui.parsing.pages.chain import Chain, Constraint, Decoder, Path, Scores, decode_all
from socitm_tui.parsing.pages.piece_labels import INDEX
from socitm_tui.parsing.pages.piece_limits import Limits, keeps_limits, lost_heads


def _constraint(
    name: str, without: str = "", *, framed: bool = False, single: bool = False, **preferred: float
) -> Constraint:
    return Constraint(name, frozenset(without.split()), framed, single, tuple(preferred.items()))


_NO_TITLE: Final = "T0 T1 H"
_NO_DATE: Final = "D0 D1 G BD ID"
_ONE_PIECE: Final = "I ID X H"
_BOTH: Final = (
    _constraint("free"),
    _constraint("each", _ONE_PIECE),
    _constraint("framed-group", "T1 H D0 D1 BD ID", framed=True),
    _constraint("many", B=4.0, T0=2.0, D0=2.0, H=2.0),
    _constraint("titled", T0=2.0, H=1.0),
    _constraint("above-required", "D1 G BD ID", D0=3.0),
    _constraint("below-required", "D0 G BD ID", D1=3.0),
    _constraint("group-more", "D0 D1 BD ID", G=3.0, B=2.0, T0=1.0),
    _constraint("inclusive", O=-1.5, X=-1.0),
    _constraint("exclusive", O=1.5),
)
_FIRST_ONLY: Final = (
    _constraint("single", single=True),
    _constraint("each-titled", f"{_ONE_PIECE} T1", framed=True),
    _constraint("framed", "T1 H", framed=True),
    _constraint("group", "D0 D1 BD ID", G=1.0),
    _constraint("undated-more", _NO_DATE, B=3.0, T0=2.0),
    _constraint("untitled", _NO_TITLE),
)
_SECOND_ONLY: Final = (
    _constraint("fewer", B=-2.0, H=-2.0),
    _constraint("single-inclusive", single=True, O=-1.5, X=-1.0),
    _constraint("single-exclusive", single=True, O=1.5),
    _constraint("single-untitled", _NO_TITLE, single=True),
    _constraint("many-inclusive", B=4.0, T0=2.0, D0=2.0, H=2.0, O=-1.0),
    _constraint("many-titled", B=2.0, T0=4.0, H=3.0),
)
_FORCED: Final = Constraint("forced", is_forced=True)
_FORMER: Final = Constraint("former")
STEADY: Final = 8.0
"""What is added to the scores of the labels that a page has without marks, for one reading."""
CONSTRAINTS: Final = ((*_BOTH, *_FIRST_ONLY), (*_BOTH, *_SECOND_ONLY))
"""The orders of fields that are tried on each page, in the first and in the second pass. How many
of them come out alike is one of the best signs of a good reading."""
NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading that competes: its labels, and the constraints under which they came out."""

    path: Path
    names: tuple[str, ...]
    """Constraint names; `1` or `2` before each says which pass."""
    scores: tuple[float, float]
    """The score of the labels in the first and the second pass."""


def constraint_named(name: str) -> tuple[int, Constraint]:
    """Return the pass (0 or 1) and the constraint of a name such as `2above`."""
    if name[1:] == _FORCED.name:
        return 1, _FORCED
    return int(name[0]) - 1, next(c for c in CONSTRAINTS[int(name[0]) - 1] if c.name == name[1:])


def compete(
    first: Scores,
    second: Scores,
    kinds: Sequence[int],
    chains: tuple[Chain, Chain],
    *,
    limits: Limits = (),
    former: Path = (),
) -> list[Candidate]:
    """Return the different readings of a page; the freest of the second pass comes first.

    All of them keep to what is marked. If none can, the rules of labels are broken instead.

    Args:
        first: The scores of the labels in the first pass.
        second: Those in the second.
        kinds: The classes of the transitions.
        chains: The weights of the transitions in the two passes.
        limits: What the marks of the page permit.
        former: The labels without marks: one reading changes as few of them as it can.
    """
    decoders = (Decoder(first, kinds, chains[0], limits), Decoder(second, kinds, chains[1], limits))
    names: dict[Path, list[str]] = {}
    jobs = [(number, constraint) for number in (1, 0) for constraint in CONSTRAINTS[number]]
    paths = decode_all([(decoders[number], constraint) for number, constraint in jobs])
    for (number, constraint), path in zip(jobs, paths, strict=True):
        if path is not None:
            names.setdefault(path, []).append(f"{number + 1}{constraint.name}")
    if len(former) == len(kinds):
        steady = second.copy()
        lost = lost_heads(former, limits)
        kept = [i for i in range(len(former)) if i not in lost]
        steady[kept, [former[i] for i in kept]] += STEADY
        if path := Decoder(steady, kinds, chains[1], limits).decode(_FORMER):
            names.setdefault(path, []).append(f"2{_FORMER.name}")
    outside = (INDEX["O"],) * len(kinds)
    if keeps_limits(outside, limits):
        names.setdefault(outside, []).append(NOTHING)
    if not names:
        names = {decoders[1].decode(_FORCED) or outside: [f"2{_FORCED.name}"]}
    scores = zip(*(decoder.rate(list(names)) for decoder in decoders), strict=True)
    return [
        Candidate(path, tuple(ways), pair)
        for (path, ways), pair in zip(names.items(), scores, strict=True)
    ]
