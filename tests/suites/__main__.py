"""Prints how well our reader and the libraries do on public suites of saved pages.

    python -m tests.suites FOLDER

FOLDER holds copies of the repositories; `tests/README.md` has their addresses. Nothing is fetched.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.suites import article_benchmark, date_evaluation, text_evaluation
from tests.suites.suite import Suite, read_suite


def suites_in(folder: Path) -> Iterator[tuple[str, Suite]]:
    """The suites of which the folder has a copy, each with a name to select it by."""
    if (copy := folder / article_benchmark.NAME).is_dir():
        yield "articles", article_benchmark.ArticleBenchmark(copy)
    if (copy := folder / text_evaluation.NAME).is_dir():
        yield "texts", text_evaluation.TextEvaluation(copy)
    if (copy := folder / date_evaluation.NAME).is_dir():
        for file in ("eval_default.json", "eval_mediacloud_2020.json"):
            yield f"dates {file}", date_evaluation.DateEvaluation(copy, file)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser("python -m tests.suites", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="suites whose name begins so")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--output", type=Path, help="write each page's reading as JSON lines")
    options = parser.parse_args()
    logging.disable()
    print("| suite | measure | ours | library |\n| --- | --- | --- | --- |")
    for name, suite in suites_in(options.folder):
        if not name.startswith(options.only):
            continue
        readings = read_suite(suite, options.processes)
        for score in suite.scores(readings):
            print(f"| {score.suite} | {score.measure} | {score.ours} | {score.reference} |")
        if options.output:
            with options.output.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(asdict(reading)) + "\n" for reading in readings)


if __name__ == "__main__":
    main()
