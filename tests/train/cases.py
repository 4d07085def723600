"""The captures with gold, in sets."""
from __future__ import annotations
import importlib.util, json, sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from socitm_tui.model.text import decode_text as decode

HERE = Path(__file__).resolve().parent.parent / "cases"
SHARED = Path("/work/shared/cases")
FRESH = HERE / "fresh"

def _score():
    spec = importlib.util.spec_from_file_location("cases_score", HERE / "score.py")
    m = importlib.util.module_from_spec(spec); sys.modules[spec.name] = m
    spec.loader.exec_module(m); return m
SCORE = _score()

@dataclass
class Case:
    name: str
    group: str          # set
    text: str
    gold: dict[str, Any] | None
    body: str | None = None   # dumps
    weight: float = 1.0
    site: str = ""

def load(sets=("seeds","dev","made","kept","exam","field","fresh","dumps")) -> list[Case]:
    out = []
    for s in sets:
        if s == "dumps":
            root = SHARED / "dumps"
            for form in ("html-text","inscriptis","lynx","w3m"):
                for f in sorted((root/form).glob("*.txt")):
                    b = root/"body"/f.name
                    if b.exists():
                        out.append(Case(f"{form}/{f.stem}", s, decode(f.read_bytes()).text if f.stat().st_size else "", None, b.read_text(), 0.25, f.stem))
            continue
        folder = {"field": SHARED/"field", "fresh": FRESH}.get(s, HERE/s)
        for f in sorted(folder.glob("*.txt")):
            g = f.with_name(f.stem + ".gold.json")
            if g.exists():
                gold = json.loads(g.read_text())
                out.append(Case(f.stem, s, decode(f.read_bytes()).text, gold, None, 0.4 if s in ("made","kept") else 1.0, gold.get("source_url") or f.stem))
    return out
