"""The ranker of whole readings."""
from __future__ import annotations
import pickle, sys, time
from collections import Counter, defaultdict
import numpy as np
from socitm_tui.parsing.pages.labels import LABELS
from socitm_tui.parsing.pages.assembly import items_of
from socitm_tui.parsing.pages.features import look_at, bucket
from socitm_tui.parsing.pages.mentions import date_style
from socitm_tui.parsing.languages import language_of
from tests.train.cases import SCORE
from tests.train.items import predict
from tests.train.cands import candidates, IDX, path_score
from tests.train.exp import dump_score, Table
FIRST = {"B","BD","H"}; TEXT = {"B","BD","I","ID","H"}

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
    return 0.6 * f + 0.12 * ti * min(1, r["aligned"]/r["gold"]) + 0.16 * bo + 0.12 * da - 0.1 * lk

def sd(v): return float(np.std(v) / (np.mean(v) + 1e-9)) if len(v) > 1 else 0.0

class Ctx:
    def __init__(self, pieces, cls, post, S1, T1, S2, T2):
        self.pieces, self.cls = pieces, cls
        ps = pieces.pieces
        w = frozenset(language_of(pieces.language).function)
        self.looks = [look_at(p, w) for p in ps]
        self.n = len(ps)
        self.post1 = post
        self.lp = np.log(np.maximum(post, 1e-6))
        self.S1, self.T1, self.S2, self.T2 = S1, T1, S2, T2
        self.words = [k.words for k in self.looks]
        self.prose = sum(k.words for k in self.looks if k.family == "p") or 1
        self.allwords = sum(self.words) or 1
        self.daypieces = [i for i, p in enumerate(ps) if p.date and p.date.precision == "day"]
        self.styles = Counter(date_style(ps[i].date.printed) for i in self.daypieces)
        self.heads = [i for i, k in enumerate(self.looks) if k.family == "h"]

NAMES = None
def features(ctx, path, kinds, sc1, sc2):
    ps, looks, n = ctx.pieces.pieces, ctx.looks, ctx.n
    lab = [LABELS[j] for j in path]
    items = items_of(lab)
    N = len(items)
    f = {}
    f["ll1"] = sc1 / n; f["ll2"] = sc2 / n; f["ll1a"] = sc1; f["ll2a"] = sc2
    pl = ctx.lp[np.arange(n), path]
    f["post"] = float(pl.mean()); f["postmin"] = float(np.sort(pl)[: max(1, n // 10)].mean()); f["post5"] = float(np.sort(pl)[:5].sum())
    f["N"] = min(N, 40); f["N0"] = float(N == 0); f["N1"] = float(N == 1); f["Nn"] = N / n
    inside = [i for i, l in enumerate(lab) if l in TEXT]
    f["prose_in"] = sum(ctx.words[i] for i in inside if looks[i].family == "p") / ctx.prose
    f["words_in"] = sum(ctx.words[i] for i in inside) / ctx.allwords
    fam_in = Counter(looks[i].family for i in inside)
    k = len(inside) or 1
    for fam in "fmdbhlw": f["in_" + fam] = fam_in[fam] / k
    used = [i for i in ctx.daypieces if lab[i] in ("D0","D1","G","BD","ID")]
    f["dates_used"] = len(used) / (len(ctx.daypieces) or 1)
    top = max(ctx.styles, key=ctx.styles.get) if ctx.styles else None
    main = [i for i in ctx.daypieces if date_style(ps[i].date.printed) == top]
    f["main_used"] = sum(1 for i in main if lab[i] in ("D0","D1","G","BD","ID")) / (len(main) or 1) if main else -1
    f["main_n"] = min(len(main), 20); f["main_per_item"] = len(main) / N if N else -1
    f["heads_out"] = sum(1 for i in ctx.heads if lab[i] == "O") / (len(ctx.heads) or 1)
    f["heads_title"] = sum(1 for i in ctx.heads if lab[i] in ("T0","T1","H")) / (len(ctx.heads) or 1)
    f["heads_text"] = sum(1 for i in ctx.heads if lab[i] in ("B","I")) / (len(ctx.heads) or 1)
    f["n"] = min(n, 300); f["ndates"] = min(len(ctx.daypieces), 30); f["nprose"] = min(sum(1 for q in looks if q.family == "p"), 40)
    f["X"] = lab.count("X") / n; f["M0"] = (lab.count("M0") + lab.count("M1")) / n; f["O"] = lab.count("O") / n
    f["lang_en"] = float(ctx.pieces.language == "en")
    if N:
        sets = [{l for _, l in it.parts} for it in items]
        f["dated"] = sum(1 for it, s in zip(items, sets) if s & {"D0","D1","BD","ID"} or it.group is not None) / N
        for nm, ls in (("ab", {"D0"}), ("be", {"D1"}), ("din", {"BD","ID"}), ("ti", {"T0"}), ("hh", {"H"}), ("au", {"A0","A1"}), ("t1", {"T1"})):
            f["sh_" + nm] = sum(1 for s in sets if s & ls) / N
        for nm in ("sh_ab", "sh_be", "sh_ti"): f["mix_" + nm] = f[nm] * (1 - f[nm])
        f["grp"] = sum(1 for it in items if it.group is not None) / N
        wl = [sum(ctx.words[i] for i, l in it.parts if l in TEXT) for it in items]
        pc = [sum(1 for i, l in it.parts if l in TEXT) for it in items]
        f["wmean"] = float(np.log1p(np.mean(wl))); f["wsd"] = sd(wl); f["wmin"] = float(np.log1p(min(wl))); f["wmaxshare"] = max(wl) / (sum(wl) or 1)
        f["pcmean"] = float(np.log1p(np.mean(pc))); f["pcsd"] = sd(pc); f["pc1"] = sum(1 for c in pc if c == 1) / N
        sk = Counter("".join(dict.fromkeys(l for _, l in it.parts if l not in ("M0","M1","X","I","A0","A1"))) for it in items)
        f["skel"] = sk.most_common(1)[0][1] / N; f["skeln"] = len(sk) / N
        first = [next(i for i, l in it.parts if l in TEXT) for it in items]
        last = [[i for i, l in it.parts if l in TEXT][-1] for it in items]
        start = [it.parts[0][0] for it in items]
        for fam in "pshtdfmw": f["first_" + fam] = sum(1 for i in first if looks[i].family == fam) / N
        for fam in "psfmhd": f["last_" + fam] = sum(1 for i in last if looks[i].family == fam) / N
        f["lastdots"] = sum(1 for i in last if "enddots" in looks[i].own) / N
        f["laststop"] = sum(1 for i in last if ps[i].text.rstrip("\"'”’)")[-1:] in ".!?") / N
        gs = [ps[i].gap for i in start if i]; gi = [ps[i].gap for it in items for i, l in it.parts[1:] if ps[i].place == 0]
        f["gapstart"] = float(np.mean(gs)) if gs else 0; f["gapin"] = float(np.mean(gi)) if gi else 0
        f["gapdiff"] = f["gapstart"] - f["gapin"]
        f["gap0start"] = sum(1 for g in gs if g == 0) / (len(gs) or 1)
        tt = [i for it in items for i, l in it.parts if l in ("T0","T1","H")]
        f["twords"] = float(np.mean([ctx.words[i] for i in tt])) if tt else -1
        f["tprose"] = float(np.mean([looks[i].prose for i in tt])) if tt else -1
        f["tfur"] = float(np.mean([looks[i].family in "fmlbw" for i in tt])) if tt else -1
        tk = [sum(1 for _, l in it.parts if l == "T0") for it in items]
        f["tmulti"] = sum(1 for t in tk if t > 1) / N
        kin = Counter(looks[i].family for it in items for i, l in it.parts if l in ("I",))
        f["I_h"] = kin["h"] / N; f["I_d"] = kin["d"] / N; f["I_m"] = kin["m"] / N; f["I_f"] = kin["f"] / N
        b = [i for i in start]
        f["start_after_m"] = sum(1 for i in start if i and looks[i-1].family == "m") / N
        f["same_family_start"] = Counter(looks[i].family for i in start).most_common(1)[0][1] / N
        shp = Counter(looks[i].shape for i in start)
        f["same_shape_start"] = shp.most_common(1)[0][1] / N
        # starts of that shape that are no starts
        sh = shp.most_common(1)[0][0]
        f["shape_missed"] = sum(1 for i in range(n) if looks[i].shape == sh and i not in set(start)) / (sum(1 for i in range(n) if looks[i].shape == sh) or 1)
        f["span"] = (items[-1].parts[-1][0] - items[0].parts[0][0] + 1) / n
        o = [i for i in range(items[0].parts[0][0], items[-1].parts[-1][0] + 1) if lab[i] == "O"]
        f["o_between"] = len(o) / n; f["op_between"] = sum(1 for i in o if looks[i].family == "p") / N
        f["post_starts"] = float(np.mean([ctx.lp[i, path[i]] for i in first])); f["post_ends"] = float(np.mean([ctx.lp[min(n-1, i+1), path[min(n-1, i+1)]] for i in last]))
    for m in ("free","single","each","framed","nothing","more","fewer","group","undated","above","below"):
        f["k1_" + m] = float("1" + m in kinds); f["k2_" + m] = float("2" + m in kinds)
    f["votes"] = len(kinds)
    return f

def spans(path):
    out = set()
    for it in items_of([LABELS[j] for j in path]):
        t = [i for i, l in it.parts if l in TEXT]
        d = tuple(i for i, l in it.parts if l in ("D0","D1","BD","ID")) or ((it.group,) if it.group is not None else ())
        out.add((t[0], t[-1], d))
    return out

def agree(a, b):
    if not a and not b: return 1.0
    return 2 * len(a & b) / (len(a) + len(b))

def build(row):
    case, pieces, cls, fold, post, S1, T1, S2, T2 = row
    merged = {}
    for S, T, tag in ((S2, T2, "2"), (S1, T1, "1")):
        for kinds, path, sc in candidates(S, cls, T, tag):
            merged.setdefault(tuple(path), set()).update(kinds)
    ctx = Ctx(pieces, cls, post, S1, T1, S2, T2)
    paths = list(merged)
    F, V, P = [], [], []
    sp = [spans(p) for p in paths]
    l1 = np.array([path_score(S1, cls, T1, p) for p in paths]); l2 = np.array([path_score(S2, cls, T2, p) for p in paths])
    w = [np.exp((l - l.max()) / t) for l in (l1, l2) for t in (1.0, 5.0)]
    w = [x / x.sum() for x in w] + [np.ones(len(paths)) / len(paths)]
    votes = np.array([len(merged[p]) for p in paths], float); w.append(votes / votes.sum())
    A = np.array([[agree(a, b) for b in sp] for a in sp])
    for c, p in enumerate(paths):
        f = features(ctx, list(p), merged[p], l1[c], l2[c])
        for q, ww in enumerate(w): f[f"agree{q}"] = float((A[c] * ww).sum())
        F.append(f)
    keys = ("ll1a","ll2a")
    for f in F:
        f["dll1"] = max(-60, f["ll1a"] - l1.max()); f["dll2"] = max(-60, f["ll2a"] - l2.max())
        del f["ll1a"], f["ll2a"]
    for key in ("dated","sh_ti","prose_in","N","words_in","main_used","wsd","skel","agree3","agree5"):
        m = np.mean([f.get(key, 0) for f in F]); mx = max(f.get(key, 0) for f in F)
        for f in F: f["rel_" + key] = f.get(key, 0) - m; f["top_" + key] = f.get(key, 0) - mx
    preds = [predict(pieces, [LABELS[j] for j in p]) for p in paths]
    V = [value(case, pr) for pr in preds]
    return F, V, preds, merged, paths

class D_:
    def __init__(s, case): s.case = case

def matrix(F, names): return np.array([[f.get(k, -2.0) for k in names] for f in F])

def main(src="/tmp/oof.pkl", cache="/tmp/rank.pkl"):
    t0 = time.time()
    rows = pickle.load(open(src, "rb"))
    import hashlib
    data = []
    for row in rows:
        case = row[0]
        F, V, preds, merged, paths = build(row)
        data.append((case, row[3], F, V, preds, paths))
    pickle.dump(data, open(cache, "wb"))
    print("built", len(data), round(time.time() - t0), "s", np.mean([len(x[2]) for x in data]))
    for g in ("seeds","dev","made","kept","exam","field","fresh"):
        print(g, "oracle value", round(np.mean([max(x[3]) for x in data if x[0].group == g]), 3), "free", round(np.mean([x[3][0] for x in data if x[0].group == g]), 3))
    tab = Table()
    for x in data:
        b = int(np.argmax(x[3])); tab.add(D_(x[0]), x[4][b])
    print("oracle"); tab.show()

def cv(cache="/tmp/rank.pkl", model="gbt", show=True, seed=0):
    from sklearn.ensemble import HistGradientBoostingRegressor
    data = pickle.load(open(cache, "rb"))
    names = sorted({k for x in data for f in x[2] for k in f})
    tab = Table(); chosen = {}
    for k in range(5):
        X, y, w = [], [], []
        for case, fold, F, V, preds, paths in data:
            if fold == k: continue
            weight = {"dumps": 0.2, "made": 0.25, "kept": 0.5}.get(case.group, 1.0)
            V = np.array(V); 
            X.append(matrix(F, names)); y.append(V - V.max()); w.append(np.full(len(V), weight * (0.3 + (V.max() - V.min())) / np.sqrt(len(V))))
        X, y, w = np.vstack(X), np.concatenate(y), np.concatenate(w)
        g = HistGradientBoostingRegressor(max_iter=200, learning_rate=0.06, max_leaf_nodes=12, min_samples_leaf=60, l2_regularization=5.0, random_state=seed)
        g.fit(X, y, w)
        for i, (case, fold, F, V, preds, paths) in enumerate(data):
            if fold != k: continue
            s = g.predict(matrix(F, names))
            b = int(np.argmax(s)); chosen[i] = (b, s)
            tab.add(D_(case), preds[b])
    tab.show()
    return tab, chosen, data, names
if __name__ == "__main__":
    if "build" in sys.argv: main()
    cv()
