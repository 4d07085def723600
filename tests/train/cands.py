"""Constrained decodings."""
from __future__ import annotations
import numpy as np
from socitm_tui.parsing.pages.labels import LABELS
from tests.train.crf import *
IDX = {l: i for i, l in enumerate(LABELS)}
def idx(s): return [IDX[l] for l in s.split()]
DATE = {  # labels forbidden
    "any": "", "above": "D1 G BD ID", "below": "D0 G BD ID", "group": "D0 D1 BD ID", "in": "D0 D1 G", "undated": "D0 D1 G BD ID", "above+group": "D1 BD ID",
}
TITLE = {"any": "", "none": "T0 T1 H", "above": "T1 H", "only": "B BD I ID X"}
HEADL = idx("D0 T0 A0 M0"); FIRSTL = idx("B BD H"); INSIDE = idx("B BD I ID H D1 T1 A1")
def constrained(S, cls, T, date="any", title="any", framed=False, single=False, text=False):
    S = S.copy()
    for l in (DATE[date] + " " + TITLE[title]).split(): S[:, IDX[l]] = NEG
    LT = T + log_masks()
    LT = LT.copy()
    start = np.where(START, 0, NEG); end = np.where(END, 0, NEG)
    if framed:  # a text begins only below its frame
        for a in range(K):
            if a not in HEADL:
                for b in FIRSTL: LT[:, a, b] += NEG
        start = start.copy(); start[FIRSTL] = NEG
    if title == "above" and framed == "T":
        pass
    if single:
        return _single(S, cls, LT, start, end)
    return _decode(S, cls, LT, start, end)

def _decode(S, cls, LT, start, end):
    n = len(S)
    v = S[0] + start
    bp = np.zeros((n, len(start)), int)
    for t in range(1, n):
        m = v[:, None] + LT[cls[t]]
        bp[t] = m.argmax(0); v = m.max(0) + S[t]
    v = v + end
    j = int(v.argmax()); best = float(v[j])
    if best < -1e8: return None
    path = [j]
    for t in range(n - 1, 0, -1): j = bp[t, j]; path.append(int(j))
    return path[::-1], best

def _single(S, cls, LT, start, end):
    """Exactly one item: a second O after it."""
    n = len(S)
    S2 = np.hstack([S, S[:, [IDX["O"]]]])
    L2 = np.full((3, K + 1, K + 1), NEG)
    L2[:, :K, :K] = LT
    outs = idx("O G"); O = IDX["O"]
    for a in INSIDE:
        L2[:, a, K] = LT[:, a, O]
        for b in outs + HEADL + FIRSTL: L2[:, a, b] = NEG
    for a in idx("B BD I ID"): pass
    L2[:, K, K] = LT[:, O, O]
    s2 = np.append(start, NEG); e2 = np.append(end, 0.0)
    for l in "O G".split(): e2[IDX[l]] = NEG
    r = _decode(S2, cls, L2, s2, e2)
    if r is None: return None
    path, best = r
    return [O if j == K else j for j in path], best

MODES = {  # labels forbidden, framed, single, extra scores
    "free": ("", False, False, {}),
    "single": ("", False, True, {}),
    "single-untitled": ("T0 T1 H", False, True, {}),
    "each": ("I ID X H", False, False, {}),
    "each-titled": ("I ID X H T1", True, False, {}),
    "each-undated": ("I ID X H D0 D1 G BD", False, False, {}),
    "framed": ("T1 H", True, False, {}),
    "framed-undated": ("T1 H D0 D1 G BD ID", True, False, {}),
    "framed-below": ("T1 H D0 G BD ID", True, False, {}),
    "framed-group": ("T1 H D0 D1 BD ID", True, False, {}),
    "headlines": ("B BD I ID X", False, False, {}),
    "more": ("", False, False, {"B": 2.0, "T0": 1.0, "D0": 1.0, "H": 1.0}),
    "many": ("", False, False, {"B": 4.0, "T0": 2.0, "D0": 2.0, "H": 2.0}),
    "fewer": ("", False, False, {"B": -2.0, "H": -2.0}),
    "titled": ("", False, False, {"T0": 2.0, "H": 1.0}),
    "untitled": ("T0 T1 H", False, False, {}),
    "above": ("D1 G BD ID", False, False, {}),
    "above-untitled": ("D1 G BD ID T0 T1 H", False, False, {}),
    "above-required": ("D1 G BD ID", "D", False, {"D0": 3.0}),
    "below": ("D0 G BD ID", False, False, {}),
    "below-untitled": ("D0 G BD ID T0 T1 H", False, False, {}),
    "below-required": ("D0 G BD ID", False, False, {"D1": 3.0}),
    "group": ("D0 D1 BD ID", False, False, {"G": 1.0}),
    "group-untitled": ("D0 D1 BD ID T0 T1 H", False, False, {"G": 1.0}),
    "group-more": ("D0 D1 BD ID", False, False, {"G": 3.0, "B": 2.0, "T0": 1.0}),
    "in": ("D0 D1 G", False, False, {"ID": 1.0, "BD": 1.0}),
    "undated": ("D0 D1 G BD ID", False, False, {}),
    "undated-untitled": ("D0 D1 G BD ID T0 T1 H", False, False, {}),
    "undated-more": ("D0 D1 G BD ID", False, False, {"B": 3.0, "T0": 2.0}),
    "inclusive": ("", False, False, {"O": -1.5, "X": -1.0}),
    "exclusive": ("", False, False, {"O": 1.5}),
}
def decode_mode(S, cls, T, mode):
    forbidden, framed, single, bias = MODES[mode]
    S = S.copy()
    for l in forbidden.split(): S[:, IDX[l]] = NEG
    for l, v in bias.items(): S[:, IDX[l]] += v
    LT = (T + log_masks()).copy()
    start = np.where(START, 0, NEG); end = np.where(END, 0, NEG)
    if framed:
        for a in range(K):
            if a not in HEADL: LT[:, a, FIRSTL] += NEG
        start = start.copy(); start[FIRSTL] = NEG
    return _single(S, cls, LT, start, end) if single else _decode(S, cls, LT, start, end)

def path_score(S, cls, T, path):
    s = float(S[np.arange(len(path)), path].sum())
    for t in range(1, len(path)): s += T[cls[t], path[t-1], path[t]]
    return s

def candidates(S, cls, T, tag=""):
    seen = {}
    for mode in MODES:
        r = decode_mode(S, cls, T, mode)
        if r is None: continue
        key = tuple(r[0])
        if key not in seen: seen[key] = [[], r[0], path_score(S, cls, T, r[0])]
        seen[key][0].append(tag + mode)
    o = [IDX["O"]] * len(S)
    k = tuple(o)
    if k not in seen: seen[k] = [[], o, path_score(S, cls, T, o)]
    seen[k][0].append(tag + "nothing")
    return list(seen.values())

def kinds():
    out = [("any","any",False,False), ("any","any",False,True), ("any","none",False,True)]
    for d in ("above","below","group","in","undated","above+group"):
        for t in ("any","none","above"):
            out.append((d, t, False, False))
    for d in ("above","group","undated"): out.append((d, "above", True, False))
    for d in ("above","below","group","undated"): out.append((d, "only", False, False))
    for d in ("above","below","undated"): out.append((d, "any", False, True))
    return out

def candidates_old(S, cls, T):
    """-> list of (kinds, path, score), distinct paths."""
    seen = {}
    for d, t, f, s in kinds():
        r = constrained(S, cls, T, d, t, f, s)
        if r is None: continue
        key = tuple(r[0])
        if key not in seen: seen[key] = [[], r[0], r[1]]
        seen[key][0].append(f"{d}/{t}{'/framed' if f else ''}{'/single' if s else ''}")
    o = [IDX["O"]] * len(S)
    if tuple(o) not in seen:
        sc = float(S[:, IDX["O"]].sum() + sum(T[c, IDX["O"], IDX["O"]] for c in cls[1:]))
        seen[tuple(o)] = [["nothing"], o, sc]
    return list(seen.values())
