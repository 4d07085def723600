"""Figures of a whole reading: what speaks for or against it, and how it differs from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from math import exp, log1p
from statistics import fmean
from typing import Final

import numpy as np

from socitm_tui.parsing.pages.chain import Scores, log_probabilities
from socitm_tui.parsing.pages.item_runs import DATES, TEXT, ItemRun, Outline, agreement
from socitm_tui.parsing.pages.mentions import date_style
from socitm_tui.parsing.pages.page_view import PageView
from socitm_tui.parsing.pages.piece_labels import INDEX, LABELS
from socitm_tui.parsing.pages.readings import CONSTRAINTS, NOTHING, Candidate

Figures = dict[str, float]
_STARTS: Final = [INDEX[x] for x in ("B", "BD", "H")]
_TEXTS: Final = [INDEX[x] for x in ("B", "BD", "H", "I", "ID")]
_HEADLINES: Final = frozenset({"T0", "T1", "H"})
_USED: Final = frozenset({"D0", "D1", "G", "BD", "ID"})
_VOTERS: Final = tuple(
    f"{number + 1}{constraint.name}"
    for number, constraints in enumerate(CONSTRAINTS)
    for constraint in constraints
)
_COMPARED: Final = (
    "dated", "share_headline", "prose_inside", "items", "words_inside", "main_dates_used",
    "words_spread", "same_fields", "agreement_3", "agreement_5", "likely", "likely_least",
    "prose_between", "shape_missed", "same_shape_start", "shared_words_within",
    "shared_words_between", "headings_outside", "headings_as_text", "words_mean", "likely_starts",
    "likely_below", "same_order", "same_end", "second_likely", "second_likely_least",
    "second_likely_sum", "second_worst", "starts_missed", "second_likely_starts",
    "second_likely_below", "text_likely", "text_missed", "second_likely_last",
    "second_likely_heads", "headlines_likely",
)  # fmt: skip
MISSING: Final = -2.0  # the value of a figure that a reading does not have


class PageMeasure:
    """Measures the readings of one page."""

    def __init__(
        self, view: PageView, posterior: Scores, second: Scores, news_words: float
    ) -> None:
        self.news_words = news_words
        self.view = view
        self.pieces, self.looks = view.pieces, view.looks
        self.count = len(view.looks)
        self.logs = log_probabilities(posterior).tolist()
        self.second = log_probabilities(second)
        self.starts = second[:, _STARTS].sum(1)
        self.inside = second[:, _TEXTS].sum(1)
        self.words = [look.words for look in view.looks]
        self.all_words = sum(self.words) or 1
        self.prose = sum(w.words for w in view.looks if w.family == "p") or 1
        self.days = [i for i, p in enumerate(self.pieces) if p.date and p.date.precision == "day"]
        self.styles = {i: date_style(d.printed) for i in self.days if (d := self.pieces[i].date)}
        most = Counter(self.styles.values()).most_common(1)
        self.main = [i for i in self.days if most and self.styles[i] == most[0][0]]
        self.heads = [i for i, look in enumerate(view.looks) if look.family == "h"]
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
            "news_words": self.news_words,
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
        rows = [self._measure(c, r) | self.page for c, r in zip(candidates, runs, strict=True)]
        _add_agreement(rows, candidates, outlines)
        for k in (0, 1):
            top = max(c.scores[k] for c in candidates)
            for row, c in zip(rows, candidates, strict=True):
                row[f"behind_{k + 1}"] = max(-60.0, c.scores[k] - top)
        for name in _COMPARED:
            values = [row.get(name, 0.0) for row in rows]
            mean, top = fmean(values), max(values)
            for row, value in zip(rows, values, strict=True):
                row["against_mean_" + name] = value - mean
                row["against_best_" + name] = value - top
        return rows

    def _measure(self, candidate: Candidate, runs: Sequence[ItemRun]) -> Figures:
        """Return the figures of one reading by itself."""
        labels = [LABELS[k] for k in candidate.path]
        row = self._label_figures(candidate, labels)
        row |= self._date_figures(labels, len(runs))
        if runs:
            row |= self._field_figures(runs) | self._length_figures(runs)
            row |= self._edge_figures(runs, candidate) | self._frame_figures(runs, labels)
            row |= self._pattern_figures(runs)
        row |= self._second_figures(candidate, runs)
        row |= {f"found_{name}": float(name in candidate.names) for name in _VOTERS}
        row["words_agree"] = self.news_words if runs else -self.news_words
        row["found_nothing"] = float(NOTHING in candidate.names)
        row["constraints"] = float(len(candidate.names))
        return row

    def _label_figures(self, candidate: Candidate, labels: Sequence[str]) -> Figures:
        """Return how likely the labels are, and what the text takes in."""
        count = self.count
        logs = sorted(self.logs[i][k] for i, k in enumerate(candidate.path))
        text = [i for i, label in enumerate(labels) if label in TEXT]
        families = Counter(self.looks[i].family for i in text)
        prose = sum(self.words[i] for i in text if self.looks[i].family == "p")
        heads = len(self.heads) or 1
        row = {
            "first_score": candidate.scores[0] / count, "second_score": candidate.scores[1] / count,
            "likely": fmean(logs), "likely_least": fmean(logs[: max(1, count // 10)]),
            "likely_least_five": sum(logs[:5]),
            "prose_inside": prose / self.prose,
            "words_inside": sum(self.words[i] for i in text) / self.all_words,
            "headings_outside": sum(1 for i in self.heads if labels[i] == "O") / heads,
            "headings_as_headlines": sum(labels[i] in _HEADLINES for i in self.heads) / heads,
            "headings_as_text": sum(1 for i in self.heads if labels[i] in ("B", "I")) / heads,
            "breaks": labels.count("X") / count, "outside": labels.count("O") / count,
            "boilerplate_inside": (labels.count("M0") + labels.count("M1")) / count,
        }  # fmt: skip
        for family in "fmdbhlw":
            row["text_of_" + family] = families[family] / (len(text) or 1)
        return row

    def _second_figures(self, candidate: Candidate, runs: Sequence[ItemRun]) -> Figures:
        """Return how likely the labels are after the second pass, as a whole and at the edges."""
        at = np.arange(self.count)
        logs = self.second[at, list(candidate.path)]
        low = np.sort(logs)
        starts = [run.with_label(TEXT)[0] for run in runs]
        ends = [run.with_label(TEXT)[-1] for run in runs]
        below = [min(self.count - 1, i + 1) for i in ends]
        heads = [run.parts[0][0] for run in runs]
        titles = [i for run in runs for i, label in run.parts if label in ("T0", "T1", "H")]
        other = np.ones(self.count, bool)
        other[starts] = False
        text = [i for run in runs for i in run.with_label(TEXT)]
        outside = np.ones(self.count, bool)
        outside[text] = False
        row = {
            "second_likely": float(logs.mean()),
            "second_likely_least": float(low[: max(1, self.count // 10)].mean()),
            "second_likely_sum": float(max(-60.0, logs.sum())), "second_worst": float(low[0]),
            "starts_expected": float(len(runs) - self.starts.sum()),
            "starts_missed": float(self.starts[other].sum()),
            "starts_missed_most": float(self.starts[other].max(initial=0.0)),
            "text_missed": float((self.inside * outside).sum() / (self.inside.sum() + 1e-9)),
            "text_missed_most": float((self.inside * outside).max(initial=0.0)),
        }  # fmt: skip
        if runs:
            for name, places in (
                ("starts", starts),
                ("below", below),
                ("ends", ends),
                ("heads", heads),
            ):
                row["second_likely_" + name] = float(logs[places].mean())
                row["second_least_" + name] = float(logs[places].min())
            row["second_likely_last"] = float(logs[below[-1]])
            row["second_likely_first"] = float(logs[heads[0]])
            row["text_likely"] = float(self.inside[text].mean())
            row["text_least_likely"] = float(self.inside[text].min())
            if titles:
                row["headlines_likely"] = float(logs[titles].mean())
                row["headlines_least_likely"] = float(logs[titles].min())
        return row

    def _date_figures(self, labels: Sequence[str], items: int) -> Figures:
        """Return how many items there are and how many of the page's dates are used for them."""
        main = [i for i in self.main if labels[i] in _USED]
        return {
            "items": min(items, 40), "no_item": float(items == 0), "one_item": float(items == 1),
            "items_per_piece": items / self.count,
            "dates_used": sum(1 for i in self.days if labels[i] in _USED) / (len(self.days) or 1),
            "main_dates_used": len(main) / len(self.main) if self.main else -1.0,
            "main_dates_per_item": len(self.main) / items if items else -1.0,
        }  # fmt: skip

    def _field_figures(self, runs: Sequence[ItemRun]) -> Figures:
        """Return which fields the items have, and how alike they are laid out."""
        count = len(runs)
        sets = [{label for _, label in run.parts} for run in runs]
        row = {
            "dated": sum(1 for r in runs if r.with_label(DATES) or r.group is not None) / count,
            "dated_by_group": sum(1 for run in runs if run.group is not None) / count,
        }  # fmt: skip
        for name, wanted in _FIELDS:
            row["share_" + name] = sum(1 for s in sets if s & wanted) / count
        for name in ("share_date_above", "share_date_below", "share_headline"):
            row["mixed_" + name] = row[name] * (1 - row[name])
        skeletons = Counter(
            "".join(dict.fromkeys(x for _, x in run.parts if x not in _FILLERS)) for run in runs
        )
        row["same_fields"] = max(skeletons.values()) / count
        row["field_orders"] = len(skeletons) / count
        titles = [i for run in runs for i, label in run.parts if label in ("T0", "T1", "H")]
        row["headline_words"] = fmean(self.words[i] for i in titles) if titles else -1.0
        row["headline_prose"] = fmean(self.looks[i].prose for i in titles) if titles else -1.0
        row["headline_boilerplate"] = (
            fmean(self.looks[i].family in "fmlbw" for i in titles) if titles else -1.0
        )
        many = sum(1 for run in runs if sum(1 for _, x in run.parts if x == "T0") > 1)
        row["two_headlines"] = many / count
        return row

    def _length_figures(self, runs: Sequence[ItemRun]) -> Figures:
        """Return how long the texts are and how much their lengths differ."""
        texts = [run.with_label(TEXT) for run in runs]
        words = [sum(self.words[i] for i in text) for text in texts]
        sizes = [len(text) for text in texts]
        return {
            "words_mean": log1p(fmean(words)), "words_spread": _spread(words),
            "words_least": log1p(min(words)),
            "words_longest": max(words) / (sum(words) or 1),
            "pieces_mean": log1p(fmean(sizes)), "pieces_spread": _spread(sizes),
            "one_piece": sizes.count(1) / len(sizes),
        }  # fmt: skip

    def _edge_figures(self, runs: Sequence[ItemRun], candidate: Candidate) -> Figures:
        """Return how the texts begin and end, and which gaps stand between them."""
        count, last_piece = len(runs), self.count - 1
        first = [run.with_label(TEXT)[0] for run in runs]
        last = [run.with_label(TEXT)[-1] for run in runs]
        starts = [run.parts[0][0] for run in runs]
        row: Figures = {}
        for name, at, families in (("begins_", first, "pshtdfmw"), ("ends_", last, "psfmhd")):
            counts = Counter(self.looks[i].family for i in at)
            for family in families:
                row[name + family] = counts[family] / count
        row["ends_with_dots"] = sum(1 for i in last if "enddots" in self.looks[i].own) / count
        ends = (self.pieces[i].text.rstrip("\"'”’)")[-1:] for i in last)
        row["ends_with_stop"] = sum(1 for end in ends if end in tuple(".!?")) / count
        outer = [self.pieces[i].gap for i in starts if i]
        inner = [
            self.pieces[i].gap for r in runs for i, _ in r.parts[1:] if not self.pieces[i].place
        ]
        row["gap_above"], row["gap_inside"] = fmean(outer or [0]), fmean(inner or [0])
        row["gap_difference"] = row["gap_above"] - row["gap_inside"]
        row["no_gap_above"] = outer.count(0) / (len(outer) or 1)
        row["likely_starts"] = fmean(self.logs[i][candidate.path[i]] for i in first)
        below = [min(last_piece, i + 1) for i in last]
        row["likely_below"] = fmean(self.logs[i][candidate.path[i]] for i in below)
        bonds = [self.view.overlaps[i][0] for i in first[1:]]
        row["shared_words_between"] = fmean(bonds) if bonds else -1.0
        further = [i for run in runs for i in run.with_label(TEXT)[1:]]
        row["shared_words_within"] = (
            fmean(self.view.overlaps[i][0] for i in further) if further else -1.0
        )
        return (
            row | self._start_figures("first", first[1:]) | self._start_figures("further", further)
        )

    def _start_figures(self, name: str, at: Sequence[int]) -> Figures:
        """Return how texts begin, and how many names they share with what stands above."""
        texts = [i for i in at if self.words[i] >= 8]
        if not texts:
            return {}
        kinds = Counter(self.looks[i].start for i in texts)
        row = {
            f"{name}_{kind}": kinds[kind] / len(texts) for kind in ("def", "indef", "pron", "conj")
        }
        row[name + "_names"] = sum(1 for i in texts if self.view.names[i] > 0) / len(texts)
        return row

    def _pattern_figures(self, runs: Sequence[ItemRun]) -> Figures:
        """Return how regularly the items repeat the classes of their pieces."""
        count, last_piece = len(runs), self.count - 1
        family = self.view.families
        orders = [
            "".join(sign for sign, _ in groupby(family[i] for i, x in r.parts if x not in "X"))
            for r in runs
        ]
        usual, times = _commonest(orders)
        texts = [run.with_label(TEXT) for run in runs]
        ends = [family[text[-1]] + family[min(last_piece, text[-1] + 1)] for text in texts]
        starts = [family[max(0, r.parts[0][0] - 1)] + family[r.parts[0][0]] for r in runs]
        gaps = [self.pieces[run.parts[0][0]].gap for run in runs[1:]]
        widest = [max((self.pieces[i].gap for i, _ in run.parts[1:]), default=0) for run in runs]
        return {
            "same_order": times / count, "orders": len(set(orders)) / count,
            "first_odd": float(orders[0] != usual), "last_odd": float(orders[-1] != usual),
            "same_end": _commonest(ends)[1] / count, "same_start": _commonest(starts)[1] / count,
            "same_gap": _commonest(map(str, gaps))[1] / len(gaps) if gaps else -1.0,
            "wide_inside": sum(1 for w in widest if w > min(gaps)) / count if gaps else -1.0,
        }  # fmt: skip

    def _frame_figures(self, runs: Sequence[ItemRun], labels: Sequence[str]) -> Figures:
        """Return what is left between the items, and whether what begins them begins others."""
        count = len(runs)
        starts = [run.parts[0][0] for run in runs]
        inner = Counter(self.looks[i].family for r in runs for i, x in r.parts if x == "I")
        row = {"goes_on_" + family: inner[family] / count for family in "hdmf"}
        above = sum(1 for i in starts if i and self.looks[i - 1].family == "m")
        row["begins_below_more"] = above / count
        row["same_family_start"] = _commonest(self.looks[i].family for i in starts)[1] / count
        shape, times = _commonest(self.looks[i].shape for i in starts)
        row["same_shape_start"] = times / count
        same = [i for i, look in enumerate(self.looks) if look.shape == shape]
        row["shape_missed"] = len(set(same) - set(starts)) / (len(same) or 1)
        head, foot = starts[0], runs[-1].parts[-1][0]
        between = [i for i in range(head, foot + 1) if labels[i] == "O"]
        row["span"] = (foot - head + 1) / self.count
        row["outside_between"] = len(between) / self.count
        row["prose_between"] = sum(1 for i in between if self.looks[i].family == "p") / count
        return row


_FIELDS: Final = (
    ("date_above", frozenset({"D0"})), ("date_below", frozenset({"D1"})),
    ("date_inside", frozenset({"BD", "ID"})),
    ("headline", frozenset({"T0"})), ("bare_headline", frozenset({"H"})),
    ("author", frozenset({"A0", "A1"})), ("headline_below", frozenset({"T1"})),
)  # fmt: skip
_FILLERS: Final = frozenset({"M0", "M1", "X", "I", "A0", "A1"})


def _commonest(values: object) -> tuple[str, int]:
    """Return the commonest of some texts and how often it occurs."""
    return Counter(values).most_common(1)[0]  # type: ignore[call-overload,no-any-return]


def _spread(values: Sequence[float]) -> float:
    """Return the standard deviation as a share of the mean."""
    if len(values) < 2:
        return 0.0
    mean = fmean(values)
    return float((fmean((v - mean) ** 2 for v in values)) ** 0.5 / (mean + 1e-9))


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
