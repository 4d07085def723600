"""Gold -> the labels that each piece of a capture may have."""
from __future__ import annotations
import re
from collections import Counter
from dataclasses import dataclass, field
from socitm_tui.parsing.pages.pieces import Pieces, Piece, split_page
from socitm_tui.parsing.pages.mentions import date_style
from socitm_tui.parsing.pages.labels import LABELS, FIRST, LAST, may_follow

def numeric(m): return m.form in ("numeric", "numeric-day-month")
def numbers(m, order):
    y, mo, d = m.year, m.month, m.day
    if numeric(m):
        a, b = m.day, m.month
        if a > 12: d, mo = a, b
        elif b > 12: d, mo = b, a
        elif order == "month": d, mo = b, a
    return y, mo, d
from tests.train.cases import Case, SCORE
squash = SCORE.squash

@dataclass
class Target:
    allowed: list[frozenset[str]]
    faults: list[str]

def fits(m, gold: str | None) -> bool:
    """Whether a mention may stand for a gold date (missing parts fit)."""
    if gold is None or m.relative: return False
    parts = [int(x) for x in gold.split("-")]
    for order in (("day","month") if numeric(m) else ("day",)):
        y, mo, d = numbers(m, order)
        if y is not None and y != parts[0]: continue
        if y is None and d is None: continue
        if len(parts) > 1:
            if mo is not None and mo != parts[1]: continue
            if mo is None and d is None: continue
        if len(parts) > 2:
            if d != parts[2]: continue
        elif d is not None: continue
        return True
    return False

def _positions(page: str, words: list[str], start: int = 0) -> list[int]:
    out = set()
    for w in words:
        at = page.find(w)
        while at >= 0 and len(out) < 400:
            out.add(at); at = page.find(w, at + 1)
    return sorted(out)

def align(case: Case, pieces: Pieces) -> Target:
    ps = pieces.pieces
    if case.body is not None: return _align_dump(case, pieces)
    sq = [squash(p.text) for p in ps]
    offs, at = [], 0
    for s in sq: offs.append(at); at += len(s)
    page = "".join(sq)
    ends_at = {offs[n] + len(sq[n]): n for n in range(len(ps)) if sq[n]}
    starts_at = {offs[n]: n for n in range(len(ps)) if sq[n]}
    def piece_at(pos: int) -> int:
        lo = 0
        for n in range(len(ps)):
            if offs[n] <= pos < offs[n] + len(sq[n]): return n
        return len(ps) - 1
    gold = case.gold["items"]
    faults: list[str] = []
    # ---- spans
    options = []
    for g in gold:
        ss, es = SCORE.starts(g), SCORE.ends(g)
        opts = []
        S = _positions(page, ss)
        E = sorted({p + len(e) for e in es for p in _positions(page, [e])})
        for s in S:
            later = [e for e in E if e > s][:3]
            for k, e in enumerate(later):
                cost = (e - s) / 1000 + 5 * k
                cost += 0 if s in starts_at else 3
                cost += 0 if e in ends_at else 3
                # first forms are preferred a little
                if not page.startswith(ss[0], s): cost += 0.3
                if not page.endswith(es[0], 0, e): cost += 0.3
                opts.append((s, e, cost))
        options.append(opts)
    spans = _choose(options)
    allowed: list[frozenset[str] | None] = [None] * len(ps)
    rng = []
    for i, sp in enumerate(spans):
        if sp is None:
            faults.append(f"item {i} not located"); rng.append(None); continue
        s, e = sp
        a, b = piece_at(s), piece_at(e - 1)
        if s not in starts_at: faults.append(f"item {i} starts inside a piece: {ps[a].text[:60]!r}")
        if e not in ends_at: faults.append(f"item {i} ends inside a piece: {ps[b].text[-60:]!r}")
        rng.append((a, b))
    order = [i for i, r in enumerate(rng) if r]
    order.sort(key=lambda i: rng[i])
    boiler = {SCORE.bare(l) for l in case.gold.get("boilerplate", [])}
    # ---- dates: page-wide relations
    rel: dict[int, dict[str, list[int]]] = {}
    zones = {}
    for k, i in enumerate(order):
        a, b = rng[i]
        prev_end = rng[order[k-1]][1] if k else -1
        next_start = rng[order[k+1]][0] if k + 1 < len(order) else len(ps)
        zones[i] = (prev_end + 1, a, b, next_start)
        days = [gold[i].get("date"), *gold[i].get("date_alt", [])]
        ok = lambda m: any(fits(m, d) for d in days if d)
        r = {}
        r["above"] = [n for n in range(prev_end + 1, a) if ps[n].date and ok(ps[n].date)]
        r["below"] = [n for n in range(b + 1, next_start) if ps[n].date and ok(ps[n].date)]
        r["in"] = [n for n in range(a, b + 1) if (ps[n].date and ok(ps[n].date)) or any(ok(m) for m in ps[n].inner)]
        r["group"] = [n for n in range(0, a) if (ps[n].date and ok(ps[n].date)) or (len(ps[n].text.split()) < 25 and any(ok(m) for m in ps[n].inner))][-1:]
        rel[i] = r
    counts = Counter()
    for i in order:
        for k in ("above", "below"):
            counts[k] += bool(rel[i][k])
        if not rel[i]["above"] and not rel[i]["below"]:
            counts["in"] += bool(rel[i]["in"]); counts["group"] += bool(rel[i]["group"])
    ranking = sorted(("above", "below"), key=lambda k: -counts[k])
    single = len(order) == 1
    ranking += sorted(("group", "in"), key=lambda k: -counts[k] )
    chosen: dict[int, tuple[str, list[int]]] = {}
    claimed = set()
    for i in order:
        if gold[i].get("date") is None: continue
        for k in ranking:
            got = [n for n in rel[i][k] if n not in claimed or k == "group"]
            if k == "below" and ranking[0] == "above" and len(order) > 1 and counts["below"] and i != order[-1] and got:
                # below may be the head of the next item
                pass
            if got:
                if k == "above": got = got[-1:]
                if k == "below": got = got[:1]
                if k == "in": got = got[:1]
                chosen[i] = (k, got)
                if k != "group": claimed.update(got)
                break
        else:
            faults.append(f"item {i}: date {gold[i].get('date')} not seen")
    group_pieces = {got[0] for k, got in chosen.values() if k == "group" and got}
    forms = {date_style(ps[n].date.printed) for n in group_pieces if ps[n].date}
    for i, (k, got) in list(chosen.items()):
        if k == "above" and group_pieces:
            n = got[0]
            if n in group_pieces or (ps[n].date and date_style(ps[n].date.printed) in forms):
                # a heading for the day: for all below it
                chosen[i] = ("group", got); group_pieces.add(n)
    # ---- labels
    lab: dict[int, set[str]] = {n: {"O"} for n in range(len(ps))}
    for n in group_pieces: lab[n] = {"G"}
    for i in order:
        lo, a, b, hi = zones[i]
        g = gold[i]
        tset = {squash(t) for t in SCORE.titles(g)}
        optional = not g.get("title")
        # headline
        head: dict[int, set[str]] = {}
        foot: dict[int, set[str]] = {}
        tpos = _title_at(sq, tset, range(a - 1, lo - 1, -1))
        hard = None
        inside = False
        if tset and tpos:
            for n in tpos: head[n] = {"T0", "M0"} if optional else {"T0"}
            # a second print of the headline directly above or below
            for n in range(max(lo, min(tpos) - 2), a):
                if n not in head and sq[n] in tset: head[n] = {"T0", "M0"}
        elif tset:
            fpos = _title_at(sq, tset, range(b + 1, min(hi, b + 6)))
            if fpos and not optional:
                for n in fpos: foot[n] = {"T1"}
            else:
                inside = True
        k, got = chosen.get(i, ("", []))
        if k == "above": head[got[0]] = {"D0"}
        if k == "below": foot[got[0]] = {"D1"}
        author = squash(g.get("author"))
        while lo < a and any(lab[n] & {"D1", "T1", "A1", "M1"} for n in range(lo, a)): lo += 1
        if author:
            sides = [("head", range(a - 1, lo - 1, -1)), ("foot", range(b + 1, min(hi, b + 8)))]
            if k == "below": sides.reverse()
            for side, where in sides:
                hit = next((n for n in where if author in sq[n] and len(ps[n].text.split()) <= 14 and n not in head and n not in foot), None)
                if hit is not None:
                    if side == "head": head[hit] = {"A0", "M0"}
                    else: foot[hit] = {"A1", "M1", "O"}
                    break
        firm = [n for n in head if "M0" not in head[n]] or list(head)
        if head:
            top = min(head)
            if top > lo and ps[top - 1].line == ps[top].line and ps[top-1].kind in ("label", "text") and lab[top-1] == {"O"}:
                top -= 1
            for n in range(top, a):
                if lab[n] == {"G"} : 
                    continue
                extra = {"M0"}
                if ps[n].date and n not in head and k == "above" and any(fits(ps[n].date, d) for d in [g.get("date")] if d): extra = {"M0", "D0"}
                lab[n] = head.get(n, extra)
            # a group date inside the head cuts it
            cut = [n for n in range(top, a) if lab[n] == {"G"}]
            if cut:
                for n in range(top, cut[-1]):
                    if lab[n] != {"G"}: lab[n] = {"O"} if not (head.get(n, set()) & {"T0"}) else {"O"}
        if foot:
            last = max(foot)
            for n in range(b + 1, last + 1):
                lab[n] = foot.get(n, {"M1"})
            opt = [n for n in foot if "O" in foot[n]]
        # the text
        for n in range(a, b + 1):
            if n == a:
                if a == b and (inside or (sq[n] in tset)):
                    lab[n] = {"H"} if not optional else {"H", "B"}
                else: lab[n] = {"B"}
                continue
            whole = SCORE.bare(ps[n].whole)
            if whole in boiler or SCORE.bare(ps[n].text) in boiler: lab[n] = {"X"}
            else: lab[n] = {"I"}
            if ps[n].date and ps[n].line != ps[n-1].line: lab[n] |= {"X"}
        if k == "in":
            n = got[0]
            lab[n] = {"BD"} if n == a else {"ID"}
        if inside and a != b and not optional:
            # the headline is the first words of the text
            if sq[a] in tset:
                if tset and a + 1 <= b:
                    lab[a] = {"T0"}
                    for n in range(a + 1, b + 1):
                        if lab[n] == {"X"}: lab[n] = {"M0"}; continue
                        lab[n] = {"B"}; break
            else: faults.append(f"item {i}: headline not seen {g.get('title')!r}")
        elif inside and not optional and sq[a] not in tset:
            faults.append(f"item {i}: headline not seen {g.get('title')!r}")
    allowed = [frozenset(lab[n]) for n in range(len(ps))]
    allowed, bad = _repair(ps, allowed)
    faults += bad
    return Target(allowed, faults)

def _title_at(sq, tset, where) -> list[int]:
    """Pieces that together are a headline, nearest first."""
    where = list(where)
    ok = set(where)
    for n in where:
        if not sq[n]: continue
        if sq[n] in tset: return [n]
    for n in where:
        for k in (2, 3):
            group = list(range(n, n + k))
            if all(g in ok for g in group) and "".join(sq[g] for g in group) in tset: return group
    return []

def _choose(options):
    """Ordered, non-overlapping spans of least cost; items may be left out."""
    # dynamic programme over items with end positions
    best = {0: (0.0, [])}
    for opts in options:
        new = {}
        for end, (cost, path) in best.items():
            c = cost + 50
            if end not in new or new[end][0] > c: new[end] = (c, path + [None])
            for s, e, w in opts:
                if s >= end:
                    c = cost + w
                    if e not in new or new[e][0] > c: new[e] = (c, path + [(s, e)])
        # keep it small
        best = dict(sorted(new.items(), key=lambda kv: kv[1][0])[:60])
    c, path = min(best.values(), key=lambda v: v[0])
    if path.count(None) > 1:
        # perhaps not in the order of the page: each for itself
        return [min(o, key=lambda t: t[2])[:2] if o else None for o in options]
    return path

def _repair(ps, allowed):
    """Relax labels that the transition table forbids."""
    faults = []
    n = len(ps)
    if not n: return allowed, faults
    # viterbi with penalty 0 for allowed labels, 1 for others
    import math
    INF = 10**9
    cost = [[0 if l in allowed[t] else (3 if allowed[t] & {"B","H","BD","D0","D1","T0"} else 1) for l in LABELS] for t in range(n)]
    score = [cost[0][i] if l in FIRST else INF for i, l in enumerate(LABELS)]
    back = []
    for t in range(1, n):
        same = ps[t].line == ps[t-1].line
        ns, bk = [], []
        for j, l in enumerate(LABELS):
            b, bi = INF, 0
            for i, m in enumerate(LABELS):
                if score[i] < b and may_follow(m, l, same): b, bi = score[i], i
            ns.append(b + cost[t][j]); bk.append(bi)
        score = ns; back.append(bk)
    fin = [score[i] if l in LAST else INF for i, l in enumerate(LABELS)]
    total = min(fin)
    if total == 0: return allowed, faults
    j = fin.index(total)
    path = [j]
    for bk in reversed(back): j = bk[j]; path.append(j)
    path.reverse()
    out = []
    for t in range(n):
        l = LABELS[path[t]]
        if l not in allowed[t]:
            faults.append(f"piece {t} {sorted(allowed[t])} -> {l}: {ps[t].text[:40]!r}")
            out.append(frozenset([l]))
        else: out.append(allowed[t])
    return out, faults

def _align_dump(case, pieces):
    ps = pieces.pieces
    words = re.findall(r"\w+", case.body.lower())
    grams = {tuple(words[i:i+4]) for i in range(len(words) - 3)}
    body_sq = squash(case.body)
    inside = []
    for p in ps:
        w = re.findall(r"\w+", p.text.lower())
        if len(w) >= 8:
            g = [tuple(w[i:i+4]) for i in range(len(w) - 3)]
            inside.append(sum(x in grams for x in g) / len(g) >= 0.6)
        else:
            s = squash(p.text)
            inside.append(len(s) >= 12 and s in body_sq)
    # short pieces between body pieces that are in the body
    idx = [n for n, p in enumerate(ps) if inside[n]]
    big = [n for n in idx if len(ps[n].text.split()) >= 8]
    if not big: return Target([], ["no body"])
    # the run from the first to the last long piece; drop far strays
    a, b = big[0], big[-1]
    # headline inside lists: the first long piece that is followed by others soon
    total = sum(len(ps[n].text) for n in big)
    run = _dense(big, [len(ps[n].text) for n in big])
    a, b = run
    for n in range(a, b + 1):
        s = squash(ps[n].text)
        if not inside[n] and s and len(ps[n].text.split()) < 8 and s in body_sq and len(s) > 2: inside[n] = True
    allowed = []
    for n in range(len(ps)):
        if n < a: allowed.append(frozenset({"O","G","D0","T0","A0","M0"}))
        elif n == a: allowed.append(frozenset({"B"}))
        elif n <= b: allowed.append(frozenset({"I"}) if inside[n] else frozenset({"X"}))
        else: allowed.append(frozenset({"O","D1","T1","A1","M1"}))
    return Target(allowed, [])

def _dense(idx, size):
    """First and last of the run with most text, broken at gaps of more than 25 pieces."""
    best, start = (0, idx[0], idx[0]), 0
    for k in range(1, len(idx) + 1):
        if k == len(idx) or idx[k] - idx[k-1] > 25:
            t = sum(size[start:k])
            if t > best[0]: best = (t, idx[start], idx[k-1])
            start = k
    return best[1], best[2]
