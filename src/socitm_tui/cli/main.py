"""Runs one command, and turns whatever goes wrong into a sentence and an exit status.

Textual is imported only when the reader is about to open.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from socitm_tui.cli import output
from socitm_tui.cli.archive import EXIT_OK, EXIT_REFUSED, EXIT_USAGE, UsageError
from socitm_tui.cli.output import (
    INTERRUPTED_SENTENCE,
    discard_output,
    prepare_streams,
    print_error,
)
from socitm_tui.cli.parser import parse_arguments
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home


def run_program(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit with its status."""
    prepare_streams()
    try:
        status = run_command(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe has ended, as `head` does
        discard_output()
        status = EXIT_OK
    except KeyboardInterrupt:
        print_error(INTERRUPTED_SENTENCE)
        status = 130
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None:
            discard_output()
            print_error(f"The output could not be written ({error.strerror or error}).")
            sys.exit(EXIT_REFUSED)
        print_error(f"This is a mistake of the program: {error!r}. {_save_traceback()}")
        status = EXIT_REFUSED
    sys.exit(status)


def run_command(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    options = parse_arguments(arguments)
    home = Home.find(options.home)
    errors_before = output.error_count
    try:
        status: int | None = options.run(home, options)
    except UsageError as error:
        print_error(str(error))
        return EXIT_USAGE
    except Exception as error:
        if not _is_expected(error):
            raise
        print_error(str(error))
        return EXIT_REFUSED
    return status or (EXIT_REFUSED if output.error_count > errors_before else EXIT_OK)


def _is_expected(error: Exception) -> bool:
    """True for an error whose message is a sentence for the user."""
    from socitm_tui.ingest.date_estimates import OfficesError
    from socitm_tui.ingest.topics import TaxonomyError
    from socitm_tui.storage.config import ConfigError

    return isinstance(error, StorageError | ConfigError | TaxonomyError | OfficesError)


def _save_traceback() -> str:
    """Write the traceback of the current exception to a file, and return a sentence naming it."""
    import tempfile
    import traceback

    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="socitm-tui-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(traceback.format_exc())
    except OSError:
        return "Your archive and notebook are as they were."
    return f"Your archive and notebook are as they were; the details are in {file.name}."
