"""Where the program begins: something to see first, then everything else."""

from __future__ import annotations

import sys
from typing import NoReturn

from socitm_tui import glimpse
from socitm_tui.paths import Home


def main() -> NoReturn:
    """Run the command and leave with its exit status."""
    try:
        glimpse.show(sys.argv[1:], _ahead)
        from socitm_tui.cli import main as run  # noqa: PLC0415 - after there is something to see

        run()
    except KeyboardInterrupt:  # before the command could answer it
        glimpse.withdraw()
        from socitm_tui.printing import STOPPED, complain  # noqa: PLC0415

        complain(STOPPED)
        sys.exit(130)
    finally:
        glimpse.withdraw()


def _ahead(home: Home, size: tuple[int, int]) -> str | None:
    """The rows that the reader will begin with."""
    from socitm_tui.tui import ahead  # noqa: PLC0415 - only where there is nothing better

    return ahead.screen(home, size)
