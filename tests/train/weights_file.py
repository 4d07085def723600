"""Writes the learned weights: one feature or tree a line, so that a change can be read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from socitm_tui.parsing.pages.piece_labels import LABELS
from socitm_tui.parsing.pages.ranker import Tree

NOTE = (
    "Written by python -m tests.train from all captures with gold. Not to be edited by hand."
    " Each feature has numbers of labels, the first of them 0, each followed by its weight in"
    " thousandths."
)


def write_weights(
    path: Path,
    *,
    passes: tuple[dict[str, Any], dict[str, Any]],
    kinds: dict[str, Any],
    figures: Sequence[str],
    trees: Sequence[Tree],
    soundness: dict[str, Any],
) -> None:
    """Write the weights of the reader of pages to a file."""
    lines = ["{", f' "note": {json.dumps(NOTE)},', f' "labels": {json.dumps(LABELS)},']
    for name, weights in zip(("first pass", "second pass"), passes, strict=True):
        lines += [f' "{name}": {{', '  "transitions": [']
        lines += _listed([json.dumps(table) for table in weights["transitions"]])
        lines += ["  ],", '  "features": {']
        rows = sorted(weights["features"].items())
        lines += _listed([f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in rows])
        lines += ["  }", " },"]
    lines += [' "page kinds": {', f'  "bias": {kinds["bias"]},', '  "features": {']
    rows = sorted(kinds["features"].items())
    lines += _listed([f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in rows])
    lines += ["  }", " },"]
    lines += [' "ranker": {', f'  "figures": {json.dumps(list(figures))},', '  "trees": [']
    lines += _listed(
        [json.dumps([[f, round(v, 5), low, high] for f, v, low, high in tree]) for tree in trees]
    )
    lines += ["  ]", " },", f' "soundness": {json.dumps(soundness)}', "}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _listed(rows: Sequence[str]) -> list[str]:
    """Return rows with a comma behind all but the last."""
    return [f"   {row}{',' if n + 1 < len(rows) else ''}" for n, row in enumerate(rows)]
