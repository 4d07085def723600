"""Labels -> predictions in the scorer's form (provisional)."""
from __future__ import annotations
from socitm_tui.parsing.pages.assembly import items_of
from socitm_tui.parsing.pages.dating import page_order, value_of, all_mentions, numbers

def predict(pieces, labels, order=None):
    ps = pieces.pieces
    order = order or page_order(pieces)
    # context year/month: last heading mention above
    ctx = []
    y = mo = None
    inside = set()
    items = items_of(labels)
    for it in items:
        for n, l in it.parts:
            if l in ("B","I","X","H"): inside.add(n)
    last_y = last_m = None
    marks = {}
    years = {m.year for n, m in all_mentions(pieces) if m.year and n not in inside and len(ps[n].text.split()) < 25}
    only = years.pop() if len(years) == 1 else None
    for n, p in enumerate(ps):
        if n not in inside or p.date:
            ms = ([p.date] if p.date else []) + list(p.inner if len(p.text.split()) < 25 else ())
            if len({m.year for m in ms}) > 1: ms = []
            for m in ms:
                if n in inside: continue
                yy, mm, dd = numbers(m, order)
                if labels[n] in ("D1",) and yy is None: continue
                if yy: last_y = yy
                if mm: last_m = mm
        marks[n] = (last_y, last_m)
    out = []
    for it in items:
        titles, texts, dates, author = [], [], [], None
        for n, l in it.parts:
            p = ps[n]
            if l in ("T0","T1","H"):
                if p.text not in titles: titles.append(p.text)
            if l in ("B","I","ID","BD"):
                if texts and ps[texts[-1][1]].line == p.line: texts[-1] = (texts[-1][0] + " " + p.text, n)
                else: texts.append((p.text, n))
            if l in ("D0","D1","BD","ID"): dates.append(n)
            if l in ("A0","A1"): author = p.text
        date = None
        if dates:
            ms = [ps[n].date or (ps[n].inner[0] if ps[n].inner else None) for n in dates]
            ms = [(m, n) for m, n in zip(ms, dates) if m]
            ms.sort(key=lambda t: (t[0].relative, t[0].day is None, t[0].year is None))
            for m, n in ms:
                cy, cm = marks[n]
                date = value_of(m, order, cy or only, cm)
                if date: break
        elif it.group is not None:
            p = ps[it.group]
            m = p.date or (p.inner[0] if p.inner else None)
            if m:
                cy, cm = marks[it.group]
                date = value_of(m, order, cy or only, cm)
        out.append({"date": date, "title": " ".join(titles) or None, "author": author, "body": "\n\n".join(t for t, _ in texts), "truncated": False, "topics": []})
    return out
