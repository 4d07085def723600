"""Writes what is made of the table of keys and the commands: `python docs/keys.py`.

That is the README's tables of keys, and the manual page beside this file.
"""

from __future__ import annotations

import contextlib
import io
from itertools import groupby
from pathlib import Path

from socitm_tui.cli import main as cli
from socitm_tui.tui.keys import KEYS, SHOWN

README = Path(__file__).resolve().parents[1] / "README.md"
AFTER = "\nIn lists and text the mouse works too"


def tables() -> str:
    """A heading and a table for each group."""
    lines = []
    for group, keys in groupby(KEYS, key=lambda key: key.group):
        lines += [f"\n**{group}**\n", "| key | does |", "| --- | --- |"]
        lines += [
            f"| {' '.join(f'`{SHOWN.get(one, one)}`' for one in key.keys)} | {key.says} |"
            for key in keys
        ]
    return "\n".join(lines).replace("`|`", "`\\|`") + "\n"


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    before, rest = text.split("\n## Keys\n", 1)
    README.write_text(
        before + "\n## Keys\n" + tables() + AFTER + rest.split(AFTER, 1)[1], encoding="utf-8"
    )
    with contextlib.redirect_stdout(io.StringIO()) as page:
        cli.run(["manual"])
    README.parent.joinpath("docs", "socitm-tui.1").write_text(page.getvalue(), encoding="utf-8")
