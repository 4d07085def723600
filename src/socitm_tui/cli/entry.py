"""The entry point of the program: it shows the first frame, then imports and runs the command."""

from __future__ import annotations

import sys
from typing import NoReturn

from socitm_tui.storage.home import Home
from socitm_tui.tui.startup import first_frame


def main() -> NoReturn:
    """Run the command and exit with its status."""
    try:
        first_frame.show(sys.argv[1:], _draw_early_rows)
        from socitm_tui.cli.main import run_program

        run_program()
    except KeyboardInterrupt:  # before the command itself could handle it
        first_frame.withdraw()
        from socitm_tui.cli.output import INTERRUPTED_SENTENCE, print_error

        print_error(INTERRUPTED_SENTENCE)
        sys.exit(130)
    finally:
        first_frame.withdraw()


def _draw_early_rows(home: Home, size: tuple[int, int]) -> str | None:
    """A first frame from the index, for a start without a saved one."""
    from socitm_tui.tui.startup import early_rows

    return early_rows.screen(home, size)
