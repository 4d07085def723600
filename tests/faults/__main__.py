"""`python -m tests.faults [--runs N]`: every fault, so many times, and the table of losses."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import FAULTS, name_of
from tests.faults.kinds import Bench


def main() -> int:
    """Try the faults; 1 where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=500, help="of each fault (500)")
    parser.add_argument("--seconds", type=float, default=600, help="for each fuzzer at most (600)")
    parser.add_argument("--seed", type=int, default=None, help="to repeat what was tried")
    parser.add_argument("--only", default="", help="faults whose name begins so, as places.full")
    options = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    sys.stdout.write(
        f"seed {seed}\n\n| fault | runs | losses | s |\n| --- | ---: | ---: | ---: |\n"
    )
    lost = 0
    for fault in FAULTS:
        if not name_of(fault).startswith(options.only):
            continue
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            chance = random.Random(seed)  # noqa: S311
            tally = fault(Bench(Path(folder), chance, began + options.seconds), options.runs)
        spent = time.monotonic() - began
        sys.stdout.write(f"| {tally.fault} | {tally.runs} | {len(tally.losses)} | {spent:.0f} |\n")
        sys.stdout.flush()
        for loss in list(dict.fromkeys(tally.losses))[:10]:
            sys.stderr.write(f"  {loss}\n")
        lost += len(tally.losses)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
