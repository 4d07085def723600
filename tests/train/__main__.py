"""Learns the weights of the reader of pages; prints what it reaches on pages outside the fold.

    python -m tests.train            cross-validates, then writes data/reading.json
    python -m tests.train --table    only prints the cross-validated table
"""
from __future__ import annotations
import argparse, json, pickle, sys, time
from pathlib import Path
import numpy as np
from scipy.optimize import minimize
from socitm_tui.parsing.pages.analysis import Analysis, analyse, label_first
from socitm_tui.parsing.pages.chain import COUNT, Chain, posteriors, sum_weights, transition_classes
from socitm_tui.parsing.pages.drafts import cut_drafts
from socitm_tui.parsing.pages.item_runs import join_runs
from socitm_tui.parsing.pages.labels import LABELS
from socitm_tui.parsing.pages.page_view import PageView
from socitm_tui.parsing.pages.ranker import Ranker, Logistic
from socitm_tui.parsing.pages.reading_figures import MISSING
from socitm_tui.parsing.pages.reading_model import ReadingModel, parse_model
from socitm_tui.parsing.pages.soundness import soundness_figures
from tests.train.calibration import choose_threshold, fit_logistic, is_clean
from tests.train.boosting import apply_trees, grow_trees
from tests.train.exp import fit, training, Table
from tests.train.data import docs
from tests.train.rank import value
from tests.train.cases import SCORE
FOLDS = 5
SETS = ("seeds","dev","made","kept","exam","field","fresh","dumps")

def predictions(pieces, labels):
    runs = join_runs(labels, pieces)
    return [{"date": d.date and d.date.value + (f"T{d.date.time}:00" if d.date.time else ""), "title": d.title, "author": d.author, "body": d.body, "truncated": d.truncated, "topics": []} for d in cut_drafts(pieces, labels, runs)]

def pass_table(fitted, digits=3, least=0.02):
    index, W, T = fitted
    rows = {}
    for f, i in index.items():
        row = {l: round(float(w), digits) for l, w in zip(LABELS, W[i]) if abs(w) >= least}
        if row: rows[f] = row
    tr = [{a: {b: round(float(T[k, i, j]), digits) for j, b in enumerate(LABELS) if abs(T[k, i, j]) >= least} for i, a in enumerate(LABELS)} for k in range(3)]
    return {"transitions": tr, "features": rows}

EMPTY = {"ranker": {"figures": [], "trees": []}, "soundness": {"weights": {}, "bias": 0.0, "sound from": 0.0}}
def model_of(first, second=None):
    empty = {"transitions": [{}, {}, {}], "features": {}}
    return parse_model({"first pass": first, "second pass": second or empty, **EMPTY})

def first_posteriors(d, model):
    rows = sum_weights(d.feats, model.weights, 2 * COUNT)
    return posteriors([r[:COUNT] for r in rows], d.cls, model.first)

class Reader:
    """Out-of-fold readings of all pages."""
    def __init__(self, D, log=print, l2=1.5):
        self.D, self.log, self.l2 = D, log, l2
    def out_of_fold(self):
        t0 = time.time()
        D = self.D
        real = [d for d in D if d.case.group != "synthetic"]
        firsts = {}
        for k in range(FOLDS):
            firsts[k] = pass_table(fit(training(d for d in real if d.fold != k), l2=self.l2))
            m = model_of(firsts[k])
            for d in D:
                if d.fold == k:
                    view = d.view
                    d.more = label_first(view, first_posteriors(d, m), d.cls)
        self.log("first pass", round(time.time() - t0))
        self.both(real)
        seconds = {}
        for k in range(FOLDS):
            seconds[k] = pass_table(fit(training(d for d in real if d.fold != k), l2=self.l2))
        self.single(real)
        self.log("second pass", round(time.time() - t0))
        out = []
        for k in range(FOLDS):
            m = model_of(firsts[k], seconds[k])
            for d in D:
                if d.fold == k:
                    a = analyse(d.pieces, m)
                    preds = [predictions(d.pieces.pieces, [LABELS[x] for x in c.path]) for c in a.candidates]
                    out.append((d, a, preds, np.array([value(d.case, p) for p in preds])))
        self.log("readings", round(time.time() - t0), np.mean([len(x[3]) for x in out]))
        return out
    def both(self, ds):
        for d in ds: d.base = d.feats; d.feats = [a + b for a, b in zip(d.feats, d.more)]
    def single(self, ds):
        for d in ds: d.feats = d.base
    def final(self):
        real = [d for d in self.D if d.case.group != "synthetic"]
        first = pass_table(fit(training(real), l2=self.l2))
        self.both(real); second = pass_table(fit(training(real), l2=self.l2)); self.single(real)
        return first, second

WEIGHT = {"dumps": 0.3, "made": 0.25, "kept": 0.5, "synthetic": 0.35}
NO_NEWS_WEIGHT = 3.0
def figure_names(out):
    return sorted({k for _, a, _, _ in out for row in a.figures for k in row})
def table_of(a, names): return np.array([[row.get(k, MISSING) for k in names] for row in a.figures])
def fit_ranker(out, names, tables, skip=None, **kw):
    X, y, w = [], [], []
    for (d, a, preds, V), X1 in zip(out, tables):
        if skip is not None and d.fold == skip: continue
        X.append(X1); y.append(V - V.max())
        no_news = d.case.gold is not None and not d.case.gold["items"]
        w.append(np.full(len(V), (NO_NEWS_WEIGHT if no_news else 1.0) * WEIGHT.get(d.case.group, 1.0) * (0.3 + V.max() - V.min()) / np.sqrt(len(V))))
    return grow_trees(np.vstack(X), np.concatenate(y), np.concatenate(w), **kw)

def choose(out, log=print, **kw):
    names = figure_names(out)
    tables = [table_of(a, names) for _, a, _, _ in out]
    picks = [None] * len(out)
    for k in range(FOLDS):
        trees = fit_ranker(out, names, tables, skip=k, **kw)
        for n, (d, a, preds, V) in enumerate(out):
            if d.fold == k:
                s = apply_trees(trees, tables[n])
                order = sorted(((float(v), i) for i, v in enumerate(s)), key=lambda x: -x[0])
                picks[n] = order
    return names, tables, picks

def show(out, picks, log=print):
    tab = Table()
    for (d, a, preds, V), order in zip(out, picks):
        if d.case.group != "synthetic": tab.add(d, preds[order[0][1]])
    tab.show(log)
    log("mean value", {g: round(float(np.mean([V[o[0][1]] for (d, a, p, V), o in zip(out, picks) if d.case.group == g])), 3) for g in ("field", "fresh", "exam", "dev", "dumps")})

def build(synthetic=True, forms=None, log=print):
    t0 = time.time()
    D = docs(SETS, synthetic=1 if synthetic else 0, pooled=150 if synthetic else 0, forms=forms)
    log(len(D), "pages", round(time.time() - t0), "s")
    return D

REAL = ("dev", "exam", "field", "fresh")
def calibrate(out, picks, log=print):
    """Soundness by fold (printed) and for all (returned)."""
    at = [n for n, (d, a, p, V) in enumerate(out) if d.case.group in REAL and p[picks[n][0][1]]]
    rows = [soundness_figures(out[n][1], picks[n]) for n in at]
    names = sorted(rows[0])
    X = np.array([[r[k] for k in names] for r in rows])
    clean = np.array([is_clean(out[n][0].case, out[n][2][picks[n][0][1]]) for n in at], float)
    folds = np.array([out[n][0].fold for n in at])
    scores = np.zeros(len(at)); said = np.zeros(len(at), bool)
    for k in range(FOLDS):
        w = fit_logistic(X[folds != k], clean[folds != k])
        scores[folds == k] = X[folds == k] @ w[:-1] + w[-1]
        inner = X[folds != k] @ w[:-1] + w[-1]
        said[folds == k] = scores[folds == k] >= choose_threshold(inner, clean[folds != k])
    for group in ("field", "fresh", "exam"):
        g = np.array([out[n][0].case.group == group for n in at])
        log(f"soundness {group}: said sound {int((said & g).sum())} of {int(g.sum())}, of these without mistake {clean[said & g].mean():.3f}; of those with a mistake doubtful {1 - said[g & (clean == 0)].mean():.3f}")
    w = fit_logistic(X, clean)
    limit = choose_threshold(scores, clean)
    return {"weights": {k: round(float(v), 4) for k, v in zip(names, w)}, "bias": round(float(w[-1]), 4), "sound from": round(limit, 3)}

def write(path, first, second, names, trees, soundness, note):
    table = {"note": note, "labels": list(LABELS), "first pass": first, "second pass": second,
             "ranker": {"figures": names, "trees": [[[f, round(v, 5), a, b] for f, v, a, b in t] for t in trees]}, "soundness": soundness}
    lines = ["{"]
    keys = list(table)
    for key in keys:
        value = table[key]
        end = "," if key != keys[-1] else ""
        if key.endswith("pass"):
            lines.append(f' "{key}": {{"transitions": {json.dumps(value["transitions"])},')
            lines.append('  "features": {')
            items = sorted(value["features"].items())
            lines += [f"   {json.dumps(k)}: {json.dumps(v)}{',' if n + 1 < len(items) else ''}" for n, (k, v) in enumerate(items)]
            lines.append(f"  }}}}{end}")
        elif key == "ranker":
            lines.append(f' "ranker": {{"figures": {json.dumps(value["figures"])},')
            lines.append('  "trees": [')
            lines += [f"   {json.dumps(t)}{',' if n + 1 < len(value['trees']) else ''}" for n, t in enumerate(value["trees"])]
            lines.append(f"  ]}}{end}")
        else:
            lines.append(f' "{key}": {json.dumps(value)}{end}')
    lines.append("}")
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")

if __name__ == "__main__":
    a = argparse.ArgumentParser(); a.add_argument("--table", action="store_true"); a.add_argument("--forms"); a.add_argument("--plain", action="store_true"); a.add_argument("--save"); o = a.parse_args()
    D = build(not o.plain, o.forms.split(",") if o.forms else None)
    r = Reader(D)
    out = r.out_of_fold()
    names, tables, picks = choose(out)
    show(out, picks)
    soundness = calibrate(out, picks)
    if o.save: pickle.dump((out, names, tables, picks), open(o.save, "wb"))
    if not o.table:
        first, second = r.final()
        trees = fit_ranker(out, names, tables)
        write(Path(__file__).parents[2] / "data" / "reading.json", first, second, names, trees, soundness, "Written by python -m tests.train. Do not edit by hand.")
