"""The captures with gold from which pages are learned, by sets."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from socitm_tui.model.text import decode_text

CASES: Final = Path(__file__).resolve().parents[1] / "cases"
SETS: Final = ("seeds", "bundled", "dev", "made", "kept", "exam", "field", "fresh")
FORMS: Final = ("html-text", "inscriptis", "lynx", "w3m")
DUMPS_VARIABLE: Final = "SOCITM_TUI_DUMPS"
"""Names the folder with whole-page dumps, whose texts are other people's and are not kept here."""
_WEIGHTS: Final = {
    "made": 0.4, "kept": 0.4, "seeds": 40.0, "bundled": 40.0, "dev": 8.0,
}  # fmt: skip
"""`made` and `kept` resemble each other. `seeds`, `bundled` and `dev` must be read without
mistake by the shipped weights."""


def _load_scorer() -> Any:  # noqa: ANN401 - the scorer has no types
    """Return the scorer, which is kept as it was given."""
    spec = importlib.util.spec_from_file_location("cases_score", CASES / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SCORE: Final = _load_scorer()


@dataclass(frozen=True)
class Case:
    """A capture, and what a careful person finds in it."""

    name: str
    group: str
    """The set that it belongs to."""
    text: str
    gold: dict[str, Any]
    article: str | None = None
    """Of a whole-page dump the text of the article that it holds."""
    weight: float = 1.0
    site: str = ""
    """Its address, or its name if none is known."""


def load_cases() -> Iterator[Case]:
    """Yield all captures with gold; the dumps only if their folder is named."""
    for group in SETS:
        for path in sorted((CASES / group).glob("*.txt")):
            gold_path = path.with_name(f"{path.stem}.gold.json")
            if gold_path.exists():
                gold = json.loads(gold_path.read_text(encoding="utf-8"))
                text = decode_text(path.read_bytes()).text
                site = gold.get("source_url") or path.stem
                weight = _WEIGHTS.get(group, 1.0)
                yield Case(path.stem, group, text, gold, weight=weight, site=site)
    yield from _load_dumps()


def _load_dumps() -> Iterator[Case]:
    """Yield the whole-page dumps of articles."""
    folder = os.environ.get(DUMPS_VARIABLE)
    for form in FORMS if folder else ():
        root = Path(folder or "")
        for path in sorted((root / form).glob("*.txt")):
            article = root / "body" / path.name
            if article.exists() and path.stat().st_size:
                text = decode_text(path.read_bytes()).text
                body = article.read_text(encoding="utf-8")
                name = f"{form}/{path.stem}"
                yield Case(name, "dumps", text, {}, body, weight=0.5, site=path.stem)
