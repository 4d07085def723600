"""Figures of a whole reading: what speaks for or against it, and how it differs from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from math import exp, log1p
from statistics import fmean
from typing import Final

from socitm_tui.parsing.pages.chain import Scores, log_probabilities
from socitm_tui.parsing.pages.item_runs import DATES, TEXT, ItemRun, Outline, agreement
from socitm_tui.parsing.pages.mentions import date_style
from socitm_tui.parsing.pages.page_view import PageView
from socitm_tui.parsing.pages.piece_labels import LABELS
from socitm_tui.parsing.pages.readings import CONSTRAINTS, NOTHING, Candidate

Figures = dict[str, float]
_USED: Final = frozenset({"D0", "D1", "G", "BD", "ID"})
_VOTERS: Final = tuple(
    f"{number + 1}{constraint.name}"
    for number, constraints in enumerate(CONSTRAINTS)
    for constraint in constraints
)
_COMPARED: Final = (
    "dated", "sh_ti", "prose_in", "N", "words_in", "main_used", "wsd", "skel", "agree3", "agree5",
    "post", "postmin", "op_between", "shape_missed", "same_shape_start", "bond_within",
    "bond_between", "heads_out", "heads_text", "wmean", "post_starts", "post_ends", "same_order",
    "same_end",
)  # fmt: skip
MISSING: Final = -2.0  # the value of a figure that a reading does not have


class PageMeasure:
    """Measures the readings of one page."""

    def __init__(self, view: PageView, posterior: Scores) -> None:
        self.view = view
        self.pieces, self.looks = view.pieces, view.looks
        self.count = len(view.looks)
        self.logs = log_probabilities(posterior).tolist()
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
            "not_news": len(other) / count, "not_news_head": float(sum(1 for i in other if i < 12)),
            "n": min(count, 300), "ndates": min(len(self.days), 30),
            "nprose": min(sum(1 for look in self.looks if look.family == "p"), 40),
            "lang_en": float(self.view.language == "en"), "main_n": min(len(self.main), 20),
            "questions": questions / count, "ranges": ranges / count, "links": links / count,
            "labels": labels / count,
            "styles": len(set(self.styles.values())) / (len(self.days) or 1),
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
                row[f"dll{k + 1}"] = max(-60.0, c.scores[k] - top)
        for name in _COMPARED:
            values = [row.get(name, 0.0) for row in rows]
            mean, top = fmean(values), max(values)
            for row, value in zip(rows, values, strict=True):
                row["rel_" + name] = value - mean
                row["top_" + name] = value - top
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
        row |= {f"k{name}": float(name in candidate.names) for name in _VOTERS}
        row["k_nothing"] = float(NOTHING in candidate.names)
        row["votes"] = float(len(candidate.names))
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
            "ll1": candidate.scores[0] / count, "ll2": candidate.scores[1] / count,
            "post": fmean(logs), "postmin": fmean(logs[: max(1, count // 10)]),
            "post5": sum(logs[:5]),
            "prose_in": prose / self.prose,
            "words_in": sum(self.words[i] for i in text) / self.all_words,
            "heads_out": sum(1 for i in self.heads if labels[i] == "O") / heads,
            "heads_title": sum(1 for i in self.heads if labels[i] in ("T0", "T1", "H")) / heads,
            "heads_text": sum(1 for i in self.heads if labels[i] in ("B", "I")) / heads,
            "X": labels.count("X") / count, "O": labels.count("O") / count,
            "M0": (labels.count("M0") + labels.count("M1")) / count,
        }  # fmt: skip
        for family in "fmdbhlw":
            row["in_" + family] = families[family] / (len(text) or 1)
        return row

    def _date_figures(self, labels: Sequence[str], items: int) -> Figures:
        """Return how many items there are and how many of the page's dates are used for them."""
        main = [i for i in self.main if labels[i] in _USED]
        return {
            "N": min(items, 40), "N0": float(items == 0), "N1": float(items == 1),
            "Nn": items / self.count,
            "dates_used": sum(1 for i in self.days if labels[i] in _USED) / (len(self.days) or 1),
            "main_used": len(main) / len(self.main) if self.main else -1.0,
            "main_per_item": len(self.main) / items if items else -1.0,
        }  # fmt: skip

    def _field_figures(self, runs: Sequence[ItemRun]) -> Figures:
        """Return which fields the items have, and how alike they are laid out."""
        count = len(runs)
        sets = [{label for _, label in run.parts} for run in runs]
        row = {
            "dated": sum(1 for r in runs if r.with_label(DATES) or r.group is not None) / count,
            "grp": sum(1 for run in runs if run.group is not None) / count,
        }  # fmt: skip
        for name, wanted in _FIELDS:
            row["sh_" + name] = sum(1 for s in sets if s & wanted) / count
        for name in ("sh_ab", "sh_be", "sh_ti"):
            row["mix_" + name] = row[name] * (1 - row[name])
        skeletons = Counter(
            "".join(dict.fromkeys(x for _, x in run.parts if x not in _FILLERS)) for run in runs
        )
        row["skel"] = max(skeletons.values()) / count
        row["skeln"] = len(skeletons) / count
        titles = [i for run in runs for i, label in run.parts if label in ("T0", "T1", "H")]
        row["twords"] = fmean(self.words[i] for i in titles) if titles else -1.0
        row["tprose"] = fmean(self.looks[i].prose for i in titles) if titles else -1.0
        row["tfur"] = fmean(self.looks[i].family in "fmlbw" for i in titles) if titles else -1.0
        many = sum(1 for run in runs if sum(1 for _, x in run.parts if x == "T0") > 1)
        row["tmulti"] = many / count
        return row

    def _length_figures(self, runs: Sequence[ItemRun]) -> Figures:
        """Return how long the texts are and how much their lengths differ."""
        texts = [run.with_label(TEXT) for run in runs]
        words = [sum(self.words[i] for i in text) for text in texts]
        sizes = [len(text) for text in texts]
        return {
            "wmean": log1p(fmean(words)), "wsd": _spread(words), "wmin": log1p(min(words)),
            "wmaxshare": max(words) / (sum(words) or 1),
            "pcmean": log1p(fmean(sizes)), "pcsd": _spread(sizes),
            "pc1": sizes.count(1) / len(sizes),
        }  # fmt: skip

    def _edge_figures(self, runs: Sequence[ItemRun], candidate: Candidate) -> Figures:
        """Return how the texts begin and end, and which gaps stand between them."""
        count, last_piece = len(runs), self.count - 1
        first = [run.with_label(TEXT)[0] for run in runs]
        last = [run.with_label(TEXT)[-1] for run in runs]
        starts = [run.parts[0][0] for run in runs]
        row: Figures = {}
        for name, at, families in (("first_", first, "pshtdfmw"), ("last_", last, "psfmhd")):
            counts = Counter(self.looks[i].family for i in at)
            for family in families:
                row[name + family] = counts[family] / count
        row["lastdots"] = sum(1 for i in last if "enddots" in self.looks[i].own) / count
        ends = (self.pieces[i].text.rstrip("\"'”’)")[-1:] for i in last)
        row["laststop"] = sum(1 for end in ends if end in tuple(".!?")) / count
        outer = [self.pieces[i].gap for i in starts if i]
        inner = [
            self.pieces[i].gap for r in runs for i, _ in r.parts[1:] if not self.pieces[i].place
        ]
        row["gapstart"], row["gapin"] = fmean(outer or [0]), fmean(inner or [0])
        row["gapdiff"] = row["gapstart"] - row["gapin"]
        row["gap0start"] = outer.count(0) / (len(outer) or 1)
        row["post_starts"] = fmean(self.logs[i][candidate.path[i]] for i in first)
        below = [min(last_piece, i + 1) for i in last]
        row["post_ends"] = fmean(self.logs[i][candidate.path[i]] for i in below)
        bonds = [self.view.overlaps[i][0] for i in first[1:]]
        row["bond_between"] = fmean(bonds) if bonds else -1.0
        further = [i for run in runs for i in run.with_label(TEXT)[1:]]
        row["bond_within"] = fmean(self.view.overlaps[i][0] for i in further) if further else -1.0
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
        row = {"I_" + family: inner[family] / count for family in "hdmf"}
        above = sum(1 for i in starts if i and self.looks[i - 1].family == "m")
        row["start_after_m"] = above / count
        row["same_family_start"] = _commonest(self.looks[i].family for i in starts)[1] / count
        shape, times = _commonest(self.looks[i].shape for i in starts)
        row["same_shape_start"] = times / count
        same = [i for i, look in enumerate(self.looks) if look.shape == shape]
        row["shape_missed"] = len(set(same) - set(starts)) / (len(same) or 1)
        head, foot = starts[0], runs[-1].parts[-1][0]
        between = [i for i in range(head, foot + 1) if labels[i] == "O"]
        row["span"] = (foot - head + 1) / self.count
        row["o_between"] = len(between) / self.count
        row["op_between"] = sum(1 for i in between if self.looks[i].family == "p") / count
        return row


_FIELDS: Final = (
    ("ab", frozenset({"D0"})), ("be", frozenset({"D1"})), ("din", frozenset({"BD", "ID"})),
    ("ti", frozenset({"T0"})), ("hh", frozenset({"H"})), ("au", frozenset({"A0", "A1"})),
    ("t1", frozenset({"T1"})),
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
            row[f"agree{number}"] = sum(a * w for a, w in both) / total
