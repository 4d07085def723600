"""Where the program begins: something to see first, then everything else."""

from __future__ import annotations

import sys
from typing import NoReturn

from socitm_tui.storage.home import Home
from socitm_tui.tui.startup import first_frame as glimpse


def main() -> NoReturn:
    """Run the command and leave with its exit status."""
    try:
        glimpse.show(sys.argv[1:], _ahead)
        from socitm_tui.cli.main import main as run

        run()
    except KeyboardInterrupt:  # before the command could answer it
        glimpse.withdraw()
        from socitm_tui.cli.output import STOPPED_SENTENCE, print_error

        print_error(STOPPED_SENTENCE)
        sys.exit(130)
    finally:
        glimpse.withdraw()


def _ahead(home: Home, size: tuple[int, int]) -> str | None:
    """The rows that the reader will begin with."""
    from socitm_tui.tui.startup import early_rows as ahead

    return ahead.screen(home, size)
