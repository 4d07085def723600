"""What the alphabet can say: gold labels -> items -> score."""
import sys
from collections import defaultdict, Counter
from socitm_tui.parsing.pages.pieces import split_page
from tests.train.cases import load, SCORE
from tests.train.alignment import align
from tests.train.__main__ import predictions
PREF = ["B","I","ID","BD","H","G","D0","T0","A0","D1","T1","A1","X","M0","M1","O"]
sets = sys.argv[1].split(",") if len(sys.argv) > 1 else ("seeds","dev","made","kept","exam","field")
verbose = "-v" in sys.argv
tot = defaultdict(SCORE.Tally)
for c in load(sets):
    pg = split_page(c.text); t = align(c, pg)
    from tests.train.alignment import _repair
    one = [frozenset([min(a, key=PREF.index)]) for a in t.allowed]
    labels = [min(a, key=PREF.index) for a in _repair(pg.pieces, one)[0]]
    pred = predictions(pg.pieces, labels)
    r, why = SCORE.score_case(c.gold, pred)
    SCORE.add(tot[c.group], r)
    if c.group == "field" and any(k.startswith("lang") for k in c.gold["classes"]): SCORE.add(tot["field-lang"], r)
    if verbose and (why or t.faults): print(c.group, c.name, pg.language, "|", "; ".join(t.faults)[:400], "||", "; ".join(why)[:500])
for g, t in tot.items(): print(g, t["gold"], SCORE.final_line(t))
