"""Pages made of the items of real ones: other orders of fields, frames, gaps and cuts.

Deterministic: each page has a seed of its own. A made page stays in the fold of the pages that it is made of.
"""
from __future__ import annotations
import random
from dataclasses import dataclass, field
from datetime import date as Date
from socitm_tui.parsing.pages.item_runs import join_runs
from socitm_tui.parsing.languages import language_of
from tests.train.cases import Case

PREF = ["B","I","ID","BD","H","G","D0","T0","A0","D1","T1","A1","X","M0","M1","O"]

@dataclass
class Story:
    title: str | None
    date: str | None      # ISO day, month or None
    printed: str | None
    author: str | None
    text: list[str]
    language: str

def stories(doc) -> list[Story]:
    """The items of a page with faultless labels."""
    if doc.target.faults or doc.case.gold is None: return []
    ps = doc.pieces.pieces
    lab = [min(a, key=PREF.index) for a in doc.target.allowed]
    items = join_runs(lab, ps)
    gold = doc.case.gold["items"]
    if len(items) != len(gold): return []
    out = []
    for it, g in zip(items, gold):
        text = []
        line = None
        for n, l in it.parts:
            if l in ("B","I","BD","ID"):
                if ps[n].line == line and text: text[-1] += " " + ps[n].text
                else: text.append(ps[n].text)
                line = ps[n].line
        dates = [n for n, l in it.parts if l in ("D0","D1") and ps[n].date]
        day = g.get("date")
        printed = ps[dates[0]].text.strip(" ()[]|,-–—") if dates and day and len(day) == 10 and ps[dates[0]].date.year else None
        out.append(Story(g.get("title"), day if day and len(day) == 10 else None, printed, g.get("author"), text, doc.pieces.language))
    return out

def furniture(doc) -> tuple[list[str], list[str]]:
    """Lines above the first and below the last item."""
    ps = doc.pieces.pieces
    lab = [min(a, key=PREF.index) for a in doc.target.allowed]
    inside = [n for n, l in enumerate(lab) if l not in ("O", "G")]
    if not inside: return [], []
    head = list(dict.fromkeys(p.whole for p in ps[:inside[0]]))
    foot = list(dict.fromkeys(p.whole for p in ps[inside[-1] + 1:]))
    return head[-25:], foot[:25]

def print_date(day: str, language: str, style: int) -> str:
    d = Date.fromisoformat(day)
    lang = language_of(language)
    month, short = lang.months[d.month - 1][0], lang.months[d.month - 1][min(1, len(lang.months[d.month - 1]) - 1)]
    week = lang.weekdays[d.weekday()][0]
    of = f" {lang.of[0]} " if lang.of and language not in ("en",) else " "
    return (
        f"{d.day}{of}{month}{of}{d.year}", f"{d.day:02}/{d.month:02}/{d.year}", f"{week}, {d.day} {month} {d.year}", f"{d.day} {short} {d.year}",
        f"{d.day:02}.{d.month:02}.{d.year}", day, f"{month} {d.day}, {d.year}" if language == "en" else f"{d.day}. {month} {d.year}", f"{week} {d.day} {month} {d.year}", f"{d.day:02}/{d.month:02}/{d.year % 100:02}" if d.year >= 2013 or d.day > 12 else day, f"{d.day}/{d.month}/{d.year}, {10 + d.day % 9}:{d.month + 20}",
    )[style % 10]

ORDERS = ("DTB","TDB","TBD","DB","TB","B","BD","TB","T(D)B","TB","GTB","GB","B","TMDB","LDTB","TBLD","H","DH","TABD","TDAB")
def make_page(name: str, pool: list[Story], head: list[str], foot: list[str], weight: float) -> Case | None:
    r = random.Random(name)
    pool = [s for s in pool if s.text]
    if not pool: return None
    lang = pool[0].language
    words = language_of(lang)
    order = r.choice(ORDERS)
    if not all(s.date for s in pool): order = order.replace("(D)", "").replace("LD", "").replace("D", "").replace("G", "") or "TB"
    if not all(s.title for s in pool): order = order.replace("T", "").replace("H", "B") 
    if "B" not in order and "H" not in order: order += "B"
    style, own = r.randrange(10), r.random() < 0.4 and all(s.printed for s in pool)
    inner, outer = r.choice(((0, 1), (0, 0), (1, 1), (1, 2), (1, 1), (0, 1), (1, 3)))
    cut = r.random() < 0.45
    paras = 1 if cut or r.random() < 0.3 else 99
    bullet = r.choice(("", "", "", "", "• ", "- ", "* "))
    number = r.random() < 0.06
    more = r.choice(words.read_more or ("more",)) if r.random() < 0.35 else None
    more_glued = r.random() < 0.5
    label = r.choice([*words.posted, *words.published]) if (words.posted or words.published) else "date"
    label = label[:1].upper() + label[1:] + r.choice((":", "", " on", ":"))
    by = r.choice(words.by or ("by",))
    extra = r.choice((None, None, None, (words.comments[0] if words.comments else None), (words.share[0] if words.share else None)))
    glue = r.random() < 0.25
    lose = r.random() < 0.15   # some items lose their headline
    lines = list(head[-r.randrange(0, 26):]) if head else []
    if lines: lines += [""] * outer
    gold = []; group = None
    boiler = [l for l in {*lines, *foot} if len(l.split()) > 1]
    pool = pool[: r.randrange(2, 10)] if len(pool) > 2 else pool
    if "G" in order: pool = sorted(pool, key=lambda s: s.date or "", reverse=True)
    for k, s in enumerate(pool):
        day = (s.printed if own else print_date(s.date, lang, style)) if s.date else None
        text = s.text[:paras]
        truncated = False
        if cut and len(text[0].split()) > 25:
            w = text[0].split(); at = min(len(w) - 1, r.randrange(20, 45))
            text = [" ".join(w[:at]) + r.choice(("…", "...", " [...]", " …", ""))]; truncated = True
        title = s.title
        if lose and r.random() < 0.3: title = None
        body = list(text)
        block = []
        for f in order.replace("(D)", "P"):
            if f == "D" and day: block.append(day)
            elif f == "P" and day: (block.append(block.pop() + f" ({day})") if block else block.append(day))
            elif f == "L" and day: block.append(label)
            elif f == "T" and title: block.append(title)
            elif f == "H": block.append(title or body[0])
            elif f == "A" and s.author: block.append(f"{by.capitalize()} {s.author}")
            elif f == "M": block.append(extra or "")
            elif f == "B":
                first = (f"{k + 1}. " if number else bullet)
                t = list(body)
                if more and more_glued: t[-1] = f"{t[-1]} {more.capitalize()}"
                t[0] = first + t[0] if order[0] == "B" else t[0]
                block += t
                if more and not more_glued: block.append(more.capitalize())
        block = [b for b in block if b]
        out = []
        for b in block:
            if out and out[-1] == label: out[-1] += " " + b
            elif glue and out and (b == day or out[-1] == day) and len(out[-1].split()) < 30 and len(b.split()) < 30: out[-1] += r.choice((" ", " | ", " - ", ", ")) + b
            else: out.append(b)
        if "G" in order and s.date and s.date != group:
            lines += [print_date(s.date, lang, style)] + [""] * inner
            group = s.date
        for b in out: lines += [b] + [""] * inner
        lines += [""] * max(0, outer - inner)
        if extra and "M" not in order and r.random() < 0.9: lines += [extra] + [""] * outer
        dated = s.date if s.date and ("D" in order or "G" in order) else None
        whole = title or body[0] if "H" in order else None
        start = " ".join((whole or body[0]).split()[:7]); end = " ".join((whole or body[-1]).split()[-7:])
        item = {"date": dated, "title": (title if ("T" in order or "H" in order) else None), "author": None, "body_starts": start, "body_ends": end, "truncated": truncated, "truncated_any": True, "topics": []}
        gold.append(item)
    if foot: lines += [""] * outer + foot[: r.randrange(0, 26)]
    return Case(name, "synthetic", "\n".join(lines), {"kind": "listing", "items": gold, "boilerplate": boiler}, None, weight, name)

def make_pages(docs, per_page=1, pooled=150, weight=0.3):
    """Variants of pages, each with the fold that it belongs to."""
    out = []
    pools, frames = {}, {}
    for d in docs:
        if d.case.group in ("made", "kept", "dumps", "synthetic"): continue
        st = stories(d)
        h, f = furniture(d) if not d.target.faults else ([], [])
        if st:
            pools.setdefault((d.fold, d.pieces.language), []).extend(st)
            frames.setdefault((d.fold, d.pieces.language), []).append((h, f))
        if len(st) >= 1:
            for k in range(per_page):
                c = make_page(f"{d.case.name}~{k}", st, h, f, weight)
                if c: out.append((d.fold, c))
    keys = sorted(pools)
    r = random.Random(1)
    weights = [len(pools[k]) ** 0.5 for k in keys]
    for n in range(pooled):
        key = r.choices(keys, weights)[0]
        st = r.sample(pools[key], min(len(pools[key]), r.randrange(2, 9)))
        h, f = r.choice(frames[key])
        c = make_page(f"pool~{n}", st, h, f, weight)
        if c: out.append((key[0], c))
    return out
