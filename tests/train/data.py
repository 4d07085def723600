"""Cases as training data."""
from __future__ import annotations
import hashlib, pickle, re, os
from pathlib import Path
from urllib.parse import urlparse
import numpy as np
from socitm_tui.parsing.pages.pieces import split_page
from socitm_tui.parsing.pages.page_view import PageView
from socitm_tui.parsing.pages.labels import LABELS
from tests.train.cases import load
from tests.train.alignment import align

def site_of(case) -> str:
    s = case.site
    if "://" in s:
        m = re.search(r"web\.archive\.org/web/\w+/(.*)", s)
        if m: s = m.group(1)
        host = urlparse(s if "://" in s else "http://" + s).hostname or s
        parts = host.split(".")
        k = 3 if len(parts) > 2 and parts[-2] in ("co","gov","org","ac","com","net","nhs","police") and len(parts[-1]) == 2 else 2
        return ".".join(parts[-k:])
    return s
def fold_of(case, k=5) -> int:
    return int(hashlib.sha256(site_of(case).encode()).hexdigest(), 16) % k

class Doc:
    __slots__ = ("case","pieces","view","feats","base","more","cls","target","fold")

def docs(sets, features=None, forms=None, synthetic=0, pooled=0):
    out = [d for c in load(sets) if not (forms and c.body is not None and c.name.split("/")[0] not in forms) for d in doc_of(c, features)]
    if synthetic or pooled:
        from tests.train.synthetic import make_pages
        for fold, c in make_pages(out, synthetic, pooled):
            for d in doc_of(c, features):
                d.fold = fold; out.append(d)
    return out

def slice_of(d, margin=40):
    """First and last piece used for training: of a dump, the article and what stands near it."""
    if d.case.body is None: return 0, len(d.feats)
    at = [i for i, a in enumerate(d.target.allowed) if a & {"B","I"} and "O" not in a]
    return max(0, at[0] - margin), min(len(d.feats), at[-1] + margin)

def doc_of(c, features=None):
    out = []
    for c in [c]:
        pg = split_page(c.text)
        if not pg.pieces or len(pg.pieces) > 2500: continue
        t = align(c, pg)
        if not t.allowed: continue
        d = Doc(); d.case, d.pieces, d.target = c, pg, t
        d.view = PageView(pg); d.feats = d.view.features()
        ps = pg.pieces
        d.cls = [0 if i == 0 else 2 if ps[i].line == ps[i-1].line else 1 if ps[i].gap else 0 for i in range(len(ps))]
        d.fold = fold_of(c)
        out.append(d)
    return out

def index_features(train_docs, least=3):
    from collections import Counter
    pages = Counter()
    for d in train_docs:
        for f in {x for fs in d.feats for x in fs}: pages[f] += 1
    return {f: i for i, f in enumerate(sorted(f for f, c in pages.items() if c >= least))}

def allowed_array(target):
    return np.array([[l in a for l in LABELS] for a in target.allowed])
