"""What a reading is worth by the gold of its page, and the table of scores of many pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from socitm_tui.parsing.pages.drafts import cut_drafts
from socitm_tui.parsing.pages.item_runs import join_runs
from socitm_tui.parsing.pages.pieces import Piece
from tests.train.cases import SCORE, Case

Prediction = dict[str, Any]


def predict(pieces: Sequence[Piece], labels: Sequence[str]) -> list[Prediction]:
    """Return the items that labels make, in the form that the scorer wants."""
    drafts = cut_drafts(pieces, labels, join_runs(labels, pieces))
    return [
        {
            "date": d.date and d.date.value + (f"T{d.date.time}:00" if d.date.time else ""),
            "title": d.title,
            "author": d.author,
            "body": d.body,
            "truncated": d.truncated,
            "topics": [],
        }
        for d in drafts
    ]


def score_dump(article: str, prediction: Sequence[Prediction]) -> tuple[float, float, bool]:
    """Return precision and recall of four-word runs, and whether there is just one item."""
    longest = max((str(item["body"]) for item in prediction), key=len, default="")
    got, want = _runs_of_four(longest), _runs_of_four(article)
    both = sum((got & want).values())
    return both / max(1, sum(got.values())), both / max(1, sum(want.values())), len(prediction) == 1


def _runs_of_four(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    runs = Counter(tuple(words[i : i + 4]) for i in range(len(words) - 3))
    return runs or Counter([tuple(words)])


def rate_prediction(case: Case, prediction: Sequence[Prediction]) -> float:
    """Return how good a reading is, 1 at best: what the choice of readings is trained on."""
    if case.article is not None:
        precision, recall, is_one = score_dump(case.article, prediction)
        return 0.75 * 2 * precision * recall / (precision + recall + 1e-9) + 0.25 * is_one
    tally, _ = SCORE.score_case(case.gold, list(prediction))
    if not tally["gold"]:
        return float(not tally["pred"])
    f1 = SCORE.f1(tally)[2]
    titles = tally["title"] / tally["title_n"] if tally["title_n"] else f1
    titles *= min(1.0, tally["aligned"] / tally["gold"])
    both = tally["gold"] + tally["pred"]
    leak = tally["leak"] / tally["leak_n"] if tally["leak_n"] else 0.0
    bounds, dates = 2 * tally["bound"] / both, 2 * tally["date"] / both
    return float(0.6 * f1 + 0.12 * titles + 0.16 * bounds + 0.12 * dates - 0.15 * leak)


class ScoreTable:
    """Scores by set of captures."""

    def __init__(self) -> None:
        self._tallies: dict[str, Any] = defaultdict(SCORE.Tally)
        self._dumps: dict[str, list[tuple[float, float, bool]]] = defaultdict(list)
        self._no_news: dict[str, list[bool]] = defaultdict(list)

    def add(self, case: Case, prediction: Sequence[Prediction]) -> None:
        """Add the score of one page."""
        if case.article is not None:
            form = case.name.split("/")[0]
            self._dumps[form].append(score_dump(case.article, prediction))
            return
        tally, _ = SCORE.score_case(case.gold, list(prediction))
        SCORE.add(self._tallies[case.group], tally)
        if any(name.startswith("lang") for name in case.gold.get("classes", ())):
            SCORE.add(self._tallies[f"{case.group}, other languages"], tally)
        if not case.gold["items"] and not case.gold.get("tolerate_undated"):
            self._no_news[case.group].append(not prediction)

    def print(self, write: Callable[[str], None] = print) -> None:
        """Write a line for each set."""
        for group, tally in self._tallies.items():
            counts = f"{tally['gold']:5} items, {tally['pred']:5} given"
            write(f"{group:24} {counts}  {SCORE.final_line(tally).rsplit(' topics', 1)[0]}")
        values = []
        for form, rows in sorted(self._dumps.items()):
            precision, recall, ones = (
                sum(column) / len(rows) for column in zip(*rows, strict=True)
            )
            values.append((2 * precision * recall / (precision + recall), ones))
            write(f"dumps {form:18} F1 {values[-1][0]:.3f} read as one item {ones:.3f}")
        if values:
            mean, ones = (sum(column) / len(values) for column in zip(*values, strict=True))
            write(f"{'dumps, mean':24} F1 {mean:.3f} read as one item {ones:.3f}")
        for group, clean in self._no_news.items():
            write(f"pages without news, {group}: {sum(clean)} of {len(clean)} give no items")
