"""Where the program begins: something to see first, then everything else."""

from __future__ import annotations

import sys
from typing import NoReturn

from socitm_tui import glimpse


def main() -> NoReturn:
    """Run the command and leave with its exit status."""
    try:
        glimpse.show(sys.argv[1:])
        from socitm_tui.cli import main as run  # noqa: PLC0415 - after there is something to see

        run()
    finally:
        glimpse.withdraw()
