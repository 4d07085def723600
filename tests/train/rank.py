"""The worth of a reading."""
from __future__ import annotations
from tests.train.cases import SCORE
from tests.train.exp import dump_score

def value(case, pred):
    if case.body is not None:
        p, r, o = dump_score(case.body, pred)
        return 0.75 * 2*p*r/(p+r+1e-9) + 0.25 * o
    r, _ = SCORE.score_case(case.gold, pred)
    if not r["gold"]: return 1.0 if not r["pred"] else 0.0
    f = SCORE.f1(r)[2]
    ti = r["title"] / r["title_n"] if r["title_n"] else f
    bo = 2 * r["bound"] / (r["gold"] + r["pred"]); da = 2 * r["date"] / (r["gold"] + r["pred"])
    lk = r["leak"] / r["leak_n"] if r["leak_n"] else 0
    return 0.6 * f + 0.12 * ti * min(1, r["aligned"]/r["gold"]) + 0.16 * bo + 0.12 * da - 0.25 * lk

