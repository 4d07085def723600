"""Figures of a whole reading: what speaks for or against it, and how it differs from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from math import exp, fsum, log1p
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from socitm_tui.parsing.pages.chain import Floats, Path, Scores, log_probabilities
from socitm_tui.parsing.pages.item_runs import DATES, TEXT, TITLES, ItemRun, Outline, agreement
from socitm_tui.parsing.pages.mentions import date_style
from socitm_tui.parsing.pages.page_view import PageView
from socitm_tui.parsing.pages.piece_labels import INDEX, LABELS
from socitm_tui.parsing.pages.readings import CONSTRAINTS, NOTHING, Candidate

Figures = dict[str, float]
_STARTS: Final = [INDEX[x] for x in ("B", "BD", "H")]
_TEXTS: Final = [INDEX[x] for x in ("B", "BD", "H", "I", "ID")]
_USED: Final = frozenset(INDEX[x] for x in ("D0", "D1", "G", "BD", "ID"))
_OUTSIDE: Final = INDEX["O"]


def _flags(*labels: str) -> NDArray[np.bool_]:
    """Return for each label whether it is among some."""
    return np.array([label in labels for label in LABELS])


_IS_TEXT: Final = _flags(*TEXT)
_IS_HEADLINE: Final = _flags("T0", "T1", "H")
_IS_TEXT_OF_ONE: Final = _flags("B", "I")
_IS_BOILERPLATE: Final = _flags("M0", "M1")
_VOTES: Final = {
    name: f"found_{name}"
    for name in (
        *(f"{k + 1}{constraint.name}" for k in (0, 1) for constraint in CONSTRAINTS[k]),
        NOTHING,
    )
}
_NO_VOTES: Final = dict.fromkeys(_VOTES.values(), 0.0)
_COMPARED: Final = tuple((name, "against_mean_" + name, "against_best_" + name) for name in (
    "dated", "share_headline", "prose_inside", "items", "words_inside", "main_dates_used",
    "words_spread", "same_fields", "agreement_3", "agreement_5", "likely", "likely_least",
    "prose_between", "shape_missed", "same_shape_start", "shared_words_within",
    "shared_words_between", "headings_outside", "headings_as_text", "words_mean", "likely_starts",
    "likely_below", "same_order", "same_end", "second_likely", "second_likely_least",
    "second_likely_sum", "second_worst", "starts_missed", "second_likely_starts",
    "second_likely_below", "text_likely", "text_missed", "second_likely_last",
    "second_likely_heads", "headlines_likely",
))  # fmt: skip
MISSING: Final = -2.0  # the value of a figure that a reading does not have


@dataclass(frozen=True, slots=True)
class _Item:
    """What is measured of one item, for all readings that have it."""

    run: ItemRun
    labels: frozenset[str]
    head: int
    foot: int
    """Its first and its last piece."""
    text: Sequence[int]
    titles: Sequence[int]
    words: int
    skeleton: str
    """The order of its fields."""
    order: str
    """The classes of its pieces in order."""
    gaps: Sequence[int]
    """Blank lines before its pieces but the first, of those that begin a line."""
    widest: int
    """The most blank lines within it."""


class PageMeasure:
    """Measures the readings of one page."""

    def __init__(self, view: PageView, posterior: Scores, second: Scores, kinds: Floats) -> None:
        self.kinds = kinds.tolist()
        self.view = view
        self.pieces, self.looks = view.pieces, view.looks
        self.count = len(view.looks)
        self.first_logs = log_probabilities(posterior)
        self.second_logs = log_probabilities(second)
        self.starts = second[:, _STARTS].sum(1)
        self.inside = second[:, _TEXTS].sum(1)
        self.words = [look.words for look in view.looks]
        self.all_words = sum(self.words) or 1
        self.prose = sum(w.words for w in view.looks if w.family == "p") or 1
        self.days = [i for i, p in enumerate(self.pieces) if p.date and p.date.precision == "day"]
        self.styles = {i: date_style(d.printed) for i in self.days if (d := self.pieces[i].date)}
        most = Counter(self.styles.values()).most_common(1)
        self.main = [i for i in self.days if most and self.styles[i] == most[0][0]]
        self.prose_pieces = np.array([family == "p" for family in view.families])
        self.shapes: dict[str, list[int]] = {}
        for i, look in enumerate(view.looks):
            self.shapes.setdefault(look.shape, []).append(i)
        self.page = self._page_figures()

    def _page_figures(self) -> Figures:
        """Return what holds for the page, however it is read."""
        pieces, count = self.pieces, self.count or 1
        questions = sum(1 for look in self.looks if "question" in look.own)
        ranges = sum(1 for p in pieces for d in (p.date, *p.inner) if d and d.is_range)
        links = sum(1 for look in self.looks if "link" in look.own)
        labels = sum(1 for look in self.looks if "label:" in look.own)
        other = [i for i, look in enumerate(self.looks) if "notnews" in look.own]
        words = list(zip(self.words, self.view.families, strict=True))
        return {
            "kind_none": self.kinds[0], "kind_one": self.kinds[1], "kind_several": self.kinds[2],
            "not_news": len(other) / count,
            "not_news_above": float(sum(1 for i in other if i < 12)),
            "pieces": min(count, 300), "dates": min(len(self.days), 30),
            "prose_pieces": min(sum(1 for look in self.looks if look.family == "p"), 40),
            "english": float(self.view.language == "en"), "main_dates": min(len(self.main), 20),
            "questions": questions / count, "ranges": ranges / count, "links": links / count,
            "labels": labels / count,
            "date_styles": len(set(self.styles.values())) / (len(self.days) or 1),
        } | {
            "of_" + family: sum(w for w, f in words if f == family) / self.all_words
            for family in "fmhwpst"
        }  # fmt: skip

    def measure(
        self,
        candidates: Sequence[Candidate],
        runs: Sequence[Sequence[ItemRun]],
        outlines: Sequence[Outline],
    ) -> list[Figures]:
        """Return the figures of all readings of the page, given the items of each."""
        known = {run: self._item(run) for run in {run for own in runs for run in own}}
        items = [[known[run] for run in own] for own in runs]
        paths = np.array([candidate.path for candidate in candidates], int)
        columns = self._label_columns(candidates, paths) | self._second_columns(paths, items)
        table = zip(*(column.tolist() for column in columns.values()), strict=True)
        second = self.second_logs[np.arange(self.count), paths].tolist()
        rows = [
            dict(zip(columns, next(table), strict=True))
            | self._measure(candidate, own, logs)
            | self.page
            for candidate, own, logs in zip(candidates, items, second, strict=True)
        ]
        _add_agreement(rows, candidates, outlines)
        for k in (0, 1):
            top = max(c.scores[k] for c in candidates)
            for row, c in zip(rows, candidates, strict=True):
                row[f"behind_{k + 1}"] = max(-60.0, c.scores[k] - top)
        for name, against_mean, against_best in _COMPARED:
            values = [row.get(name, 0.0) for row in rows]
            mean, top = _mean(values), max(values)
            for row, value in zip(rows, values, strict=True):
                row[against_mean] = value - mean
                row[against_best] = value - top
        return rows

    def _item(self, run: ItemRun) -> _Item:
        """Return what is measured of an item."""
        own = [i for i, _ in run.parts]
        text = run.with_label(TEXT)
        family, pieces = self.view.families, self.pieces
        skeleton = dict.fromkeys(label for _, label in run.parts if label not in _FILLERS)
        classes = groupby(family[i] for i, label in run.parts if label != "X")
        return _Item(
            run=run,
            labels=frozenset(label for _, label in run.parts),
            head=own[0],
            foot=own[-1],
            text=text,
            titles=run.with_label(TITLES),
            words=sum(self.words[i] for i in text),
            skeleton="".join(skeleton),
            order="".join(sign for sign, _ in classes),
            gaps=[pieces[i].gap for i in own[1:] if not pieces[i].place],
            widest=max((pieces[i].gap for i in own[1:]), default=0),
        )

    def _measure(
        self, candidate: Candidate, items: Sequence[_Item], second: Sequence[float]
    ) -> Figures:
        """Return the figures of one reading by itself.

        Args:
            candidate: The reading.
            items: Its items.
            second: How likely the label of each piece is after the second pass.
        """
        row = self._date_figures(candidate.path, len(items))
        if items:
            row |= self._field_figures(items) | self._length_figures(items)
            row |= self._edge_figures(items, candidate.path)
            row |= self._frame_figures(items, candidate.path) | self._pattern_figures(items)
            row |= self._second_figures(items, second)
        row |= _NO_VOTES | {_VOTES[name]: 1.0 for name in candidate.names if name in _VOTES}
        row["kind_likely"] = self.kinds[min(2, len(items))]
        row["kind_behind"] = row["kind_likely"] - max(self.kinds)
        row["constraints"] = float(len(candidate.names))
        return row

    def _label_columns(
        self, candidates: Sequence[Candidate], paths: NDArray[np.int_]
    ) -> dict[str, Floats]:
        """Return for each reading how likely the labels are, and what the text takes in."""
        count = self.count
        logs = np.sort(self.first_logs[np.arange(count), paths], axis=1)
        scores = np.array([candidate.scores for candidate in candidates]) / count
        words = np.array(self.words, float)
        families = np.array([[x == own for own in self.view.families] for x in _TEXT_FAMILIES], int)
        is_text, is_outside = _IS_TEXT[paths], paths == _OUTSIDE
        heads = families[_TEXT_FAMILIES.index("h")]
        headings = heads.sum() or 1
        of_family = (is_text @ families.T) / np.maximum(is_text.sum(1), 1)[:, None]
        return {
            "first_score": scores[:, 0], "second_score": scores[:, 1],
            "likely": logs.mean(1), "likely_least": logs[:, : max(1, count // 10)].mean(1),
            "likely_least_five": logs[:, :5].sum(1),
            "prose_inside": is_text @ (words * self.prose_pieces) / self.prose,
            "words_inside": is_text @ words / self.all_words,
            "headings_outside": is_outside @ heads / headings,
            "headings_as_headlines": _IS_HEADLINE[paths] @ heads / headings,
            "headings_as_text": _IS_TEXT_OF_ONE[paths] @ heads / headings,
            "breaks": (paths == INDEX["X"]).mean(1), "outside": is_outside.mean(1),
            "boilerplate_inside": _IS_BOILERPLATE[paths].mean(1),
        } | {
            "text_of_" + family: of_family[:, k] for k, family in enumerate(_TEXT_FAMILIES)
        }  # fmt: skip

    def _second_columns(
        self, paths: NDArray[np.int_], items: Sequence[Sequence[_Item]]
    ) -> dict[str, Floats]:
        """Return for each reading how likely the labels are after the second pass."""
        logs = self.second_logs[np.arange(self.count), paths]
        low = np.sort(logs, axis=1)
        starts, texts = (np.tile(row, (len(paths), 1)) for row in (self.starts, self.inside))
        for k, own in enumerate(items):
            starts[k, [item.text[0] for item in own]] = 0.0
            texts[k, [i for item in own for i in item.text]] = 0.0
        return {
            "second_likely": logs.mean(1),
            "second_likely_least": low[:, : max(1, self.count // 10)].mean(1),
            "second_likely_sum": np.maximum(-60.0, logs.sum(1)), "second_worst": low[:, 0],
            "starts_expected": np.array([len(own) for own in items]) - self.starts.sum(),
            "starts_missed": starts.sum(1), "starts_missed_most": starts.max(1),
            "text_missed": texts.sum(1) / (self.inside.sum() + 1e-9),
            "text_missed_most": texts.max(1),
        }  # fmt: skip

    def _second_figures(self, items: Sequence[_Item], logs: Sequence[float]) -> Figures:
        """Return how likely the labels at the edges of items are after the second pass."""
        below = [min(self.count - 1, item.text[-1] + 1) for item in items]
        row = {
            "second_likely_last": logs[below[-1]],
            "second_likely_first": logs[items[0].head],
        }
        for likely, least, places in (
            ("second_likely_starts", "second_least_starts", [item.text[0] for item in items]),
            ("second_likely_below", "second_least_below", below),
            ("second_likely_ends", "second_least_ends", [item.text[-1] for item in items]),
            ("second_likely_heads", "second_least_heads", [item.head for item in items]),
            ("headlines_likely", "headlines_least_likely", _joined(i.titles for i in items)),
        ):
            if places:
                values = [logs[i] for i in places]
                row[likely], row[least] = _mean(values), min(values)
        inside = self.inside[_joined(item.text for item in items)]
        row["text_likely"], row["text_least_likely"] = float(inside.mean()), float(inside.min())
        return row

    def _date_figures(self, path: Path, items: int) -> Figures:
        """Return how many items there are and how many of the page's dates are used for them."""
        main = sum(path[i] in _USED for i in self.main)
        return {
            "items": min(items, 40), "no_item": float(items == 0), "one_item": float(items == 1),
            "items_per_piece": items / self.count,
            "dates_used": sum(path[i] in _USED for i in self.days) / (len(self.days) or 1),
            "main_dates_used": main / len(self.main) if self.main else -1.0,
            "main_dates_per_item": len(self.main) / items if items else -1.0,
        }  # fmt: skip

    def _field_figures(self, items: Sequence[_Item]) -> Figures:
        """Return which fields the items have, and how alike they are laid out."""
        count = len(items)
        grouped = sum(item.run.group is not None for item in items)
        own = sum(not (item.run.group is None and item.labels.isdisjoint(DATES)) for item in items)
        row = {"dated": own / count, "dated_by_group": grouped / count}
        for name, wanted in _FIELDS:
            row[name] = sum(not item.labels.isdisjoint(wanted) for item in items) / count
        for name in ("share_date_above", "share_date_below", "share_headline"):
            row["mixed_" + name] = row[name] * (1 - row[name])
        skeletons = [item.skeleton for item in items]
        row["same_fields"] = _commonest(skeletons)[1] / count
        row["field_orders"] = len(set(skeletons)) / count
        titles = _joined(item.titles for item in items)
        if titles:
            families = [self.looks[i].family in "fmlbw" for i in titles]
            row["headline_words"] = _mean([self.words[i] for i in titles])
            row["headline_prose"] = _mean([self.looks[i].prose for i in titles])
            row["headline_boilerplate"] = _mean(families)
        else:
            row |= dict.fromkeys(("headline_words", "headline_prose", "headline_boilerplate"), -1.0)
        many = sum(sum(x == "T0" for _, x in item.run.parts) > 1 for item in items)
        row["two_headlines"] = many / count
        return row

    def _length_figures(self, items: Sequence[_Item]) -> Figures:
        """Return how long the texts are and how much their lengths differ."""
        words = [item.words for item in items]
        sizes = [len(item.text) for item in items]
        return {
            "words_mean": log1p(_mean(words)), "words_spread": _spread(words),
            "words_least": log1p(min(words)),
            "words_longest": max(words) / (sum(words) or 1),
            "pieces_mean": log1p(_mean(sizes)), "pieces_spread": _spread(sizes),
            "one_piece": sizes.count(1) / len(sizes),
        }  # fmt: skip

    def _edge_figures(self, items: Sequence[_Item], path: Path) -> Figures:
        """Return how the texts begin and end, and which gaps stand between them."""
        count, last_piece = len(items), self.count - 1
        first = [item.text[0] for item in items]
        last = [item.text[-1] for item in items]
        row: Figures = {}
        for name, at, families in (("begins_", first, "pshtdfmw"), ("ends_", last, "psfmhd")):
            own = [self.view.families[i] for i in at]
            for family in families:
                row[name + family] = own.count(family) / count
        row["ends_with_dots"] = sum("enddots" in self.looks[i].own for i in last) / count
        ends = [self.pieces[i].text.rstrip("\"'”’)")[-1:] for i in last]
        row["ends_with_stop"] = sum(end in _STOPS for end in ends) / count
        outer = [self.pieces[item.head].gap for item in items if item.head]
        inner = _joined(item.gaps for item in items)
        row["gap_above"], row["gap_inside"] = _mean(outer or [0]), _mean(inner or [0])
        row["gap_difference"] = row["gap_above"] - row["gap_inside"]
        row["no_gap_above"] = outer.count(0) / (len(outer) or 1)
        below = [min(last_piece, i + 1) for i in last]
        row["likely_starts"] = _mean([float(self.first_logs[i, path[i]]) for i in first])
        row["likely_below"] = _mean([float(self.first_logs[i, path[i]]) for i in below])
        further = _joined(item.text[1:] for item in items)
        overlaps = self.view.overlaps
        row["shared_words_between"] = _mean([overlaps[i][0] for i in first[1:]] or [-1.0])
        row["shared_words_within"] = _mean([overlaps[i][0] for i in further] or [-1.0])
        return (
            row | self._start_figures("first", first[1:]) | self._start_figures("further", further)
        )

    def _start_figures(self, name: str, at: Sequence[int]) -> Figures:
        """Return how texts begin, and how many names they share with what stands above."""
        texts = [i for i in at if self.words[i] >= 8]
        if not texts:
            return {}
        kinds = [self.looks[i].start for i in texts]
        row = {
            f"{name}_{kind}": kinds.count(kind) / len(texts)
            for kind in ("def", "indef", "pron", "conj")
        }
        row[name + "_names"] = sum(self.view.names[i] > 0 for i in texts) / len(texts)
        return row

    def _pattern_figures(self, items: Sequence[_Item]) -> Figures:
        """Return how regularly the items repeat the classes of their pieces."""
        count, last_piece = len(items), self.count - 1
        family = self.view.families
        orders = [item.order for item in items]
        usual, times = _commonest(orders)
        ends = [family[i.text[-1]] + family[min(last_piece, i.text[-1] + 1)] for i in items]
        starts = [family[max(0, item.head - 1)] + family[item.head] for item in items]
        gaps = [self.pieces[item.head].gap for item in items[1:]]
        return {
            "same_order": times / count, "orders": len(set(orders)) / count,
            "first_odd": float(orders[0] != usual), "last_odd": float(orders[-1] != usual),
            "same_end": _commonest(ends)[1] / count, "same_start": _commonest(starts)[1] / count,
            "same_gap": _commonest(gaps)[1] / len(gaps) if gaps else -1.0,
            "wide_inside": sum(i.widest > min(gaps) for i in items) / count if gaps else -1.0,
        }  # fmt: skip

    def _frame_figures(self, items: Sequence[_Item], path: Path) -> Figures:
        """Return what is left between the items, and whether what begins them begins others."""
        count, families = len(items), self.view.families
        starts = [item.head for item in items]
        inner = [families[i] for item in items for i, x in item.run.parts if x == "I"]
        row = {"goes_on_" + family: inner.count(family) / count for family in "hdmf"}
        row["begins_below_more"] = sum(families[i - 1] == "m" for i in starts if i) / count
        row["same_family_start"] = _commonest([families[i] for i in starts])[1] / count
        shape, times = _commonest([self.looks[i].shape for i in starts])
        row["same_shape_start"] = times / count
        same = self.shapes[shape]
        row["shape_missed"] = len(set(same) - set(starts)) / len(same)
        head, foot = starts[0], items[-1].foot
        between = [i for i in range(head, foot + 1) if path[i] == _OUTSIDE]
        row["span"] = (foot - head + 1) / self.count
        row["outside_between"] = len(between) / self.count
        row["prose_between"] = sum(families[i] == "p" for i in between) / count
        return row


_FIELDS: Final = (
    ("share_date_above", frozenset({"D0"})), ("share_date_below", frozenset({"D1"})),
    ("share_date_inside", frozenset({"BD", "ID"})),
    ("share_headline", frozenset({"T0"})), ("share_bare_headline", frozenset({"H"})),
    ("share_author", frozenset({"A0", "A1"})), ("share_headline_below", frozenset({"T1"})),
)  # fmt: skip
_TEXT_FAMILIES: Final = "fmdbhlw"
_STOPS: Final = frozenset(".!?")
_FILLERS: Final = frozenset({"M0", "M1", "X", "I", "A0", "A1"})


_Value = TypeVar("_Value", str, int)


def _joined(lists: Iterable[Sequence[int]]) -> list[int]:
    return list(chain.from_iterable(lists))


def _mean(values: Sequence[float]) -> float:
    """Return the mean, exact before it is rounded, so that equal values differ from it by 0."""
    return fsum(values) / len(values)


def _commonest(values: Sequence[_Value]) -> tuple[_Value, int]:
    """Return the commonest of some values, the first of equally common, and how often it occurs."""
    return Counter(values).most_common(1)[0]


def _spread(values: Sequence[float]) -> float:
    """Return the standard deviation as a share of the mean."""
    if len(values) < 2:
        return 0.0
    mean = _mean(values)
    return float(_mean([(v - mean) ** 2 for v in values]) ** 0.5 / (mean + 1e-9))


def _add_agreement(
    rows: Sequence[Figures], candidates: Sequence[Candidate], outlines: Sequence[Outline]
) -> None:
    """Add how far a reading agrees with the others, by six ways of counting their votes."""
    table = [[agreement(a, b) for b in outlines] for a in outlines]
    votes = []
    for k in (0, 1):
        top = max(c.scores[k] for c in candidates)
        votes += [[exp((c.scores[k] - top) / t) for c in candidates] for t in (1.0, 5.0)]
    votes.append([1.0] * len(candidates))
    votes.append([float(len(c.names)) for c in candidates])
    for number, weights in enumerate(votes):
        total = sum(weights)
        for row, agreements in zip(rows, table, strict=True):
            both = zip(agreements, weights, strict=True)
            row[f"agreement_{number}"] = sum(a * w for a, w in both) / total
