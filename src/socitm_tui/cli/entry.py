"""The entry point of the program: it shows the first frame, then imports and runs the command."""

from __future__ import annotations

import sys
from typing import NoReturn

from socitm_tui.storage.home import Home
from socitm_tui.tui.startup.first_frame import restore_terminal, show_first_frame


def main() -> NoReturn:
    """Run the command and exit with its status."""
    try:
        show_first_frame(sys.argv[1:], _make_frame)
        from socitm_tui.cli.main import run_program

        run_program()
    except KeyboardInterrupt:  # before the command itself could handle it
        restore_terminal()
        from socitm_tui.cli.output import INTERRUPTED_SENTENCE, print_error

        print_error(INTERRUPTED_SENTENCE)
        sys.exit(130)
    finally:
        restore_terminal()


def _make_frame(home: Home, size: tuple[int, int]) -> str | None:
    """A first frame from the index, for a start without a saved one."""
    from socitm_tui.tui.startup.early_rows import draw_early_rows

    return draw_early_rows(home, size)
