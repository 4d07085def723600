"""Opens the reader: `open`, and the program without a command."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from socitm_tui.cli.archive import (
    AddCommand,
    ensure_archive,
    find_entries,
    open_index,
    select_rows,
)
from socitm_tui.cli.output import print_lines
from socitm_tui.storage.home import Home
from socitm_tui.tui.startup.first_frame import has_terminal

if TYPE_CHECKING:
    from socitm_tui.tui.keys import Key

MAX_FRAMES_PER_S: Final = "500"
"""High enough for the second frame of a key press to follow the first one at once."""
THREAD_SWITCH_INTERVAL_S: Final = 0.0005
"""After this time a background thread lets the thread that handles keys run."""


def add_commands(add_command: AddCommand) -> None:
    """Add the command `open`."""
    parser = add_command("open", open_entry, "open the reader at an entry, with a filter")
    parser.add_argument("key", metavar="KEY", nargs="?", help="the beginning of a key")
    parser.add_argument(
        "--query", metavar="QUERY", dest="only", help="show only entries that match it"
    )


def open_entry(home: Home, options: argparse.Namespace) -> int | None:
    """Open the reader at an entry; without a terminal, print the entry or the matching ones."""
    index = open_index(home)
    selection = select_rows(home, index, [options.only or ""])
    entries = find_entries(index, [options.key]) if options.key else []
    if options.key and not entries:
        return None
    if has_terminal():
        options.start = options.only, entries[0].key if entries else None
        return open_reader(home, options)
    from socitm_tui.cli.lines import entry_lines, timeline_line

    if entries:
        print_lines(entry_lines(entries[0], index.topic_labels))
    else:
        print_lines(timeline_line(index.entry(row)) for row in selection.rows)
    return None


def open_reader(home: Home, options: argparse.Namespace) -> int | None:
    """Open the reader; without a terminal, print the timeline."""
    notice = ensure_archive(home)
    if not has_terminal():
        from socitm_tui.cli.lines import timeline_line

        index = open_index(home)
        print_lines(timeline_line(index.entry(row)) for row in select_rows(home, index, ()).rows)
        return None
    gc.disable()  # until the first frame, as imports leave hardly any garbage
    os.environ.setdefault("TEXTUAL_FPS", MAX_FRAMES_PER_S)
    sys.setswitchinterval(THREAD_SWITCH_INTERVAL_S)
    from socitm_tui.tui import app

    is_first_start = notice is not None and not home.state.exists()
    return app.run(
        home, fresh=options.fresh, notice=notice, first=is_first_start, table=load_key_table(home),
        ascii_only=options.ascii, start=options.start,
    )  # fmt: skip


def load_key_table(home: Home) -> Sequence[Key]:
    """The key bindings of the reader, as the configuration changes them.

    Raises:
        ConfigError: the configuration cannot be read, or its key bindings are wrong.
    """
    from socitm_tui.tui.keys import KEYS

    if not home.config.exists():
        return KEYS
    from socitm_tui.storage.config import ConfigError, load_config
    from socitm_tui.tui.key_config import RebindError, rebind_keys

    config = load_config(home.config)
    if not (config.preset or config.keys):
        return KEYS
    try:
        return rebind_keys(config.preset, config.keys)
    except RebindError as error:
        raise ConfigError(f"{home.config}: {error}.") from error
