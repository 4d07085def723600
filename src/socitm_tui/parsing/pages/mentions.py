"""Provisional: dates in a line."""
from __future__ import annotations
import re
from dataclasses import dataclass
from functools import lru_cache
from socitm_tui import dates as old

@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    time: str | None
    form: str
    relative: bool = False
    ambiguous: bool = False
    ranged: bool = False

@lru_cache(maxsize=8192)
def find_mentions(text: str, language: str) -> tuple[Mention, ...]:
    out = []
    for start in range(0, max(1, len(text)), 300):
        for d in old.find_dates(text[start:start+320]):
            if out and d.start + start < out[-1].end: continue
            form = re.sub(r"[A-Za-z]+", "w", re.sub(r"\d+", "9", d.printed))
            out.append(Mention(d.start+start, d.end+start, d.year, d.month, d.day, d.clock, form, d.form=="relative", d.is_ambiguous, d.ranged))
    return tuple(out)

_FRAG = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?|(?:19|20)\d\d|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})[.,]?", re.I)

def date_fragment(line: str, language: str) -> bool:
    bits = line[:40].split()
    return 0 < len(bits) <= 3 and len(line) <= 40 and all(_FRAG.fullmatch(b) for b in bits)
