# ruff: noqa: T201 - it prints its table
"""Learns the weights of the reader of pages from all captures with gold.

    python -m tests.train            prints cross-validated scores and writes data/reading.json
    python -m tests.train --table    prints the scores only
    python -m tests.train --folds    writes down the folds of new captures

Whole-page dumps are used if SOCITM_TUI_DUMPS names their folder.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tests.train.calibration import calibrate
from tests.train.cases import load_cases
from tests.train.crossvalidation import (
    choose_readings,
    first_features,
    hold_contest,
    hold_contests,
    make_model,
    name_figures,
    print_scores,
    tabulate,
    to_train_on,
    train_passes,
    train_ranker,
)
from tests.train.documents import read_documents, write_folds
from tests.train.weights_file import write_weights

REFERENCE = frozenset({"seeds", "bundled", "dev"})
"""Captures that the shipped weights must read right, also as the final passes see them."""
WEIGHTS = Path(__file__).resolve().parents[2] / "data" / "reading.json"


def main() -> None:
    """Cross-validate, and write the weights learned from all pages."""
    parser = argparse.ArgumentParser(prog="python -m tests.train")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--folds", action="store_true")
    options = parser.parse_args()
    cases = list(load_cases())
    if options.folds:
        write_folds([case for case in cases if case.article is None])
        return
    began = time.monotonic()

    def log(line: str) -> None:
        print(f"{line} ({time.monotonic() - began:.0f} s)", flush=True)

    documents = read_documents(cases)
    log(f"{len(documents)} pages")
    further = first_features(documents, log)
    contests = hold_contests(documents, further, log)
    figures = name_figures(contests)
    tables = [tabulate(contest, figures) for contest in contests]
    orders = choose_readings(contests, tables)
    print_scores(contests, orders, print)
    soundness = calibrate(contests, orders, print)
    if not options.table:
        passes = train_passes(to_train_on(documents), further)
        model = make_model(*passes)
        own = [hold_contest(d, model) for d in documents if d.case.group in REFERENCE]
        tables += [tabulate(contest, figures) for contest in own]
        trees = train_ranker([*contests, *own], tables)
        write_weights(WEIGHTS, passes, figures, trees, soundness)
        log(f"written to {WEIGHTS.name}")


if __name__ == "__main__":
    main()
