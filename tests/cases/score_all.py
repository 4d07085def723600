# ruff: noqa: T201 - it is a report
"""Scores the reading of every case below this folder, or below the folders named.

python tests/cases/score_all.py [-v] [--case NAME] [--show NAME] [FOLDER ...]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import score  # type: ignore[import-not-found]

from socitm_tui.model.text import decode_text
from socitm_tui.parsing.pages import Reading, read_page

HERE = Path(__file__).parent


def read_case(path: Path) -> Reading:
    """Return the reading of one capture."""
    return read_page(decode_text(path.read_bytes()).text)


def predictions(reading: Reading) -> list[dict[str, object]]:
    """Return a reading in the form that the scorer wants."""
    return [
        {
            "date": d.date and d.date.value + (f"T{d.date.time}:00" if d.date.time else ""),
            "title": d.title,
            "author": d.author,
            "body": d.body,
            "truncated": d.truncated,
            "topics": [],
        }
        for d in reading.drafts
    ]


def write(folder: Path, out: Path) -> None:
    """Write a prediction for every capture of a folder."""
    for capture in sorted(folder.glob("*.txt")):
        gold = capture.with_name(capture.stem + ".gold.json")
        if gold.exists():
            made = predictions(read_case(capture))
            (out / f"{capture.stem}.json").write_text(json.dumps(made), encoding="utf-8")


def show(capture: Path) -> None:
    """Print a capture with what each line was taken for."""
    text = decode_text(capture.read_bytes()).text
    reading = read_page(text)
    for n, (line, role) in enumerate(zip(text.split("\n"), reading.roles, strict=True), start=1):
        if line.strip():
            item = "" if role.item is None else role.item
            print(f"{n:4} {role.role:9} {item:>2} {line[:110]}")
    print(reading.layout, "| doubtful:", reading.doubtful)
    print(*reading.why, *reading.alternatives, sep="\n")
    for draft in reading.drafts:
        print(draft.lines, draft.date, repr(draft.title), draft.author, draft.truncated)


def main() -> None:
    """Score, or show one capture."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--case")
    parser.add_argument("--show")
    options = parser.parse_args()
    folders = options.folders or sorted(
        p for p in HERE.iterdir() if p.is_dir() and p.name[0] != "_"
    )
    for folder in folders:
        if options.show:
            for capture in folder.glob(f"*{options.show}*.txt"):
                show(capture)
            continue
        with tempfile.TemporaryDirectory() as out:
            write(folder, Path(out))
            print(f"== {folder.name}")
            score.run(folder, out, verbose=options.v, only=options.case)


if __name__ == "__main__":
    main()
