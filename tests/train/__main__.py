# ruff: noqa: T201 - it prints its table
"""Learns the weights of the reader of pages from all captures with gold.

    python -m tests.train            prints cross-validated scores and writes data/reading.json
    python -m tests.train --table    prints the scores only
    python -m tests.train --curve    prints the scores if 25 and 50 % of the pages are learned from
    python -m tests.train --folds    writes down the folds of new captures

Whole-page dumps are used if SOCITM_TUI_DUMPS names their folder.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from socitm_tui.parsing.pages.ranker import tabulate
from tests.train.calibration import calibrate
from tests.train.cases import load_cases
from tests.train.crossvalidation import (
    Contest,
    FirstPasses,
    Floats,
    Log,
    choose_readings,
    hold_contest,
    hold_contests,
    make_model,
    name_figures,
    print_scores,
    to_train_on,
    train_first_passes,
    train_passes,
    train_ranker,
)
from tests.train.documents import Document, read_documents, thin_out, write_folds
from tests.train.faults_table import print_faults
from tests.train.kind_training import train_kinds
from tests.train.weights_file import write_weights

REFERENCE = frozenset({"seeds", "bundled", "dev"})
"""Captures that the shipped weights must read right, also as the final passes see them."""
SHARES = (0.25, 0.5)
WEIGHTS = Path(__file__).resolve().parents[2] / "data" / "reading.json"


def main() -> None:
    """Cross-validate, and write the weights learned from all pages."""
    parser = argparse.ArgumentParser(prog="python -m tests.train")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--curve", action="store_true")
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
    if options.curve:
        for share in SHARES:
            log(f"learned from {share:.0%} of the sites")
            cross_validate(thin_out(documents, share), log)
        return
    firsts, contests, tables, orders = cross_validate(documents, log)
    figures = name_figures(contests)
    soundness = calibrate(contests, orders, print)
    print_faults(contests, orders, print)
    if not options.table:
        passes = train_passes(to_train_on(documents), firsts)
        kinds = train_kinds(to_train_on(documents), firsts.posteriors)
        model = make_model(*passes, kinds)
        own = [hold_contest(d, model) for d in documents if d.case.group in REFERENCE]
        tables += [tabulate(contest.analysis.figures, figures) for contest in own]
        trees = train_ranker([*contests, *own], tables)
        write_weights(
            WEIGHTS,
            passes=passes,
            kinds=kinds,
            figures=figures,
            trees=trees,
            soundness=soundness,
        )
        log(f"written to {WEIGHTS.name}")


def cross_validate(
    documents: list[Document], log: Log
) -> tuple[FirstPasses, list[Contest], list[Floats], list[list[tuple[float, int]]]]:
    """Return the first passes, the readings, their figures and their orders."""
    firsts = train_first_passes(documents, log)
    _, contests = hold_contests(documents, firsts, log)
    figures = name_figures(contests)
    tables = [tabulate(contest.analysis.figures, figures) for contest in contests]
    orders = choose_readings(contests, tables)
    print_scores(contests, orders, print)
    return firsts, contests, tables, orders


if __name__ == "__main__":
    main()
