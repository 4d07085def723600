"""Second pass: features from the first pass's labels over the whole page."""
from __future__ import annotations
import numpy as np
from collections import Counter, defaultdict
from socitm_tui.parsing.pages.labels import LABELS
from socitm_tui.parsing.pages.features import bucket
from tests.train.crf import *
from tests.train.exp import fit, scores, training, Table
from tests.train.data import *
from tests.train.items import predict
IDX = {l: i for i, l in enumerate(LABELS)}

def posteriors(model, ds):
    index, W, T = model
    feats = [[[index[x] for x in set(fs) if x in index] for fs in d.feats] for d in ds]
    b = Batch(feats, [d.cls for d in ds], None, [1.0] * len(ds), len(index))
    S = np.asarray(b.X @ W); m = S.max(1, keepdims=True)
    ll, g, te = forward_backward(b, np.exp(S - m), np.exp(T) * MASKS, np.ones((b.N, K), bool))
    out = [None] * len(ds)
    for r, i in enumerate(b.order):
        out[i] = g[b.rows(r)]
    return out

LV = (0.05, 0.2, 0.5, 0.8, 0.95)
GROUPS = {"D0":"D0","D1":"D1","T0":"T0","T1":"T1","G":"G","H":"H","B":"B","I":"I","BD":"BD","ID":"ID","O":"O","A0":"M0","M0":"M0","A1":"M1","M1":"M1","X":"X"}
def stack_features(d, post, shapes, fams):
    n = len(post)
    path, _ = viterbi(np.log(post + 1e-9), d.cls, np.zeros((3, K, K)))
    lab = [LABELS[j] for j in path]
    # sums by shape
    by = defaultdict(lambda: np.zeros(K)); cnt = Counter()
    for i in range(n): by[shapes[i]] += post[i]; cnt[shapes[i]] += 1
    # page: how many items start with what
    from socitm_tui.parsing.pages.assembly import items_of
    items = items_of(lab)
    N = len(items)
    def share(f): return sum(1 for it in items if f({l for _, l in it.parts})) / N if N else -1
    sh = {"ab": share(lambda s: "D0" in s), "be": share(lambda s: "D1" in s), "in": share(lambda s: s & {"BD","ID"}), "ti": share(lambda s: "T0" in s), "h": share(lambda s: "H" in s), "au": share(lambda s: s & {"A0","A1"})}
    grp = share(lambda s: not s & {"D0","D1","BD","ID"}) if any(l == "G" for l in lab) else 0
    page = [f"S:{k}{bucket(v, (-0.5, 0, 0.34, 0.67, 0.99))}" for k, v in sh.items()] + [f"S:g{bucket(grp, (0, 0.34, 0.67, 0.99))}", f"S:n{bucket(N, (0, 1, 2, 4, 8, 16))}"]
    # usual order within items: label bigrams
    ups = Counter()
    for it in items:
        seq = "".join(k[0] if k in ("M0","M1","X","I") else k for k in _dedupe([l for _, l in it.parts]))
        ups[seq] += 1
    out = []
    for i in range(n):
        f = []
        p = post[i]
        o = np.argsort(-p)[:2]
        f.append(f"q:{LABELS[o[0]]}{bucket(p[o[0]], (0.4, 0.6, 0.8, 0.95))}")
        if p[o[1]] > 0.05: f.append(f"q2:{LABELS[o[1]]}{bucket(p[o[1]], (0.15, 0.3))}")
        c = cnt[shapes[i]]
        if c > 1:
            mean = (by[shapes[i]] - p) / (c - 1)
            for j in np.argsort(-mean)[:2]:
                if mean[j] > 0.1: f.append(f"s:{LABELS[j]}{bucket(mean[j], (0.25, 0.5, 0.75))}{min(c, 4)}")
            m0 = int(mean.argmax())
            f.append(f"sq:{LABELS[m0]}{LABELS[o[0]]}")
        for k in (-2, -1, 1, 2):
            f.append(f"v{k}:{lab[i+k] if 0 <= i + k < n else '^'}")
        f.append(f"vv:{lab[i-1] if i else '^'},{lab[i+1] if i + 1 < n else '$'}")
        fam = fams[i]
        f += [f"{x}:{fam}" for x in page]
        f += [f"{x}:{lab[i]}" for x in page]
        out.append(f)
    return out

def _dedupe(ls):
    out = []
    for l in ls:
        if not out or out[-1] != l: out.append(l)
    return out

def shapes_of(d):
    from socitm_tui.parsing.pages.features import look_at
    from socitm_tui.parsing.languages import language_of
    w = frozenset(language_of(d.pieces.language).function)
    looks = [look_at(p, w) for p in d.pieces.pieces]
    return [k.shape for k in looks], [k.family for k in looks]

if __name__ == "__main__":
    import time, sys, pickle
    t0 = time.time()
    D = docs(("seeds","dev","made","kept","exam","field","fresh","dumps"))
    print(len(D), round(time.time() - t0))
    l2 = 1.5
    tab1, tab2 = Table(), Table()
    post = {}
    m1 = {}
    for k in range(5):
        m = fit(training(d for d in D if d.fold != k), l2=l2); m1[k] = m
        te = [d for d in D if d.fold == k]
        for d, p in zip(te, posteriors(m, te)): post[id(d)] = p
        for d in te:
            path, s = viterbi(scores(m, d), d.cls, m[2]); tab1.add(d, predict(d.pieces, [LABELS[j] for j in path]))
    print("pass 1", round(time.time() - t0)); tab1.show()
    base = {}
    for d in D:
        base[id(d)] = d.feats
        sh, fa = shapes_of(d)
        extra = stack_features(d, post[id(d)], sh, fa)
        d.feats = [a + b for a, b in zip(d.feats, extra)]
    for k in range(5):
        m = fit(training(d for d in D if d.fold != k), l2=l2)
        te = [d for d in D if d.fold == k]
        for d in te:
            path, s = viterbi(scores(m, d), d.cls, m[2]); tab2.add(d, predict(d.pieces, [LABELS[j] for j in path]))
    print("pass 2", round(time.time() - t0)); tab2.show()
