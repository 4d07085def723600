"""Counts the first fault of each page that is not read without mistake, and the best readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tests.train.cases import SCORE
from tests.train.crossvalidation import Contest, Log
from tests.train.evaluation import Prediction, ScoreTable

SETS: Final = ("field", "exam", "fresh")
Order = Sequence[tuple[float, int]]
"""The ratings and numbers of a page's readings, the best first."""


def print_faults(contests: Sequence[Contest], orders: Sequence[Order], log: Log) -> None:
    """Write the scores of the best readings there are, and a line for each kind of fault."""
    best = ScoreTable()
    pages: Counter[str] = Counter()
    items: Counter[str] = Counter()
    better: Counter[str] = Counter()
    perfect = 0
    for contest, order in zip(contests, orders, strict=True):
        case = contest.document.case
        if case.group not in SETS:
            continue
        chosen, top = order[0][1], int(contest.worth.argmax())
        best.add(case, contest.predictions[top])
        fault = next(_faults(case.gold["items"], contest.predictions[chosen]), "")
        if not fault:
            perfect += 1
            continue
        tally, _ = SCORE.score_case(case.gold, list(contest.predictions[chosen]))
        pages[fault] += 1
        items[fault] += tally["gold"] - tally["found"]
        better[fault] += bool(contest.worth[top] > contest.worth[chosen] + 0.05)
    log("the best reading that competes")
    best.print(log)
    log(f"{perfect} pages without mistake; the first fault of the others:")
    for fault, count in pages.most_common():
        log(f"{fault:36} {count:4} pages {items[fault]:4} items, a better one for {better[fault]}")


def _faults(gold: Sequence[dict[str, Any]], read: Sequence[Prediction]) -> Iterator[str]:
    """Yield the faults of a reading, the gravest first."""
    if not gold and read:
        yield "a page without news gives items"
    elif gold and not read:
        yield "news taken for a page without news"
    elif len(gold) > 1 and len(read) == 1:
        yield "several items read as one"
    elif len(gold) == 1 and len(read) > 1:
        yield "one article read as several items"
    pairs = SCORE.align(gold, read)
    for i, j in pairs:
        if not SCORE.date_ok(gold[i], read[j]):
            given, wanted = read[j]["date"], gold[i].get("date")
            yield (
                "a date where there is none"
                if given and not wanted
                else ("another date of the page" if given else "the date is not found")
            )
        if not SCORE.start_ok(gold[i], read[j]):
            yield "the text begins elsewhere"
        if not SCORE.end_ok(gold[i], read[j]):
            yield "the text ends elsewhere"
    if len(pairs) < len(gold):
        yield "a missing item"
    if len(pairs) < len(read):
        yield "an extra item"
