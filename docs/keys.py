"""Writes what is made of the key table and the commands: `python docs/keys.py`.

That is `keys.md`, the ten keys in the README, and the manual page.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from socitm_tui.cli.main import run_command
from socitm_tui.tui.keys import KEY_LABELS, KEYS, Key

DOCS = Path(__file__).resolve().parent
README = DOCS.parent / "README.md"
FIRST_KEYS = (
    "down", "open", "search", "filter", "bookmark", "note", "evidence", "cite", "help", "back",
)  # fmt: skip
"""The actions whose keys stand in the README."""
WITHOUT_KEY = """**Without a key**

Chosen in `?`; in `config.toml`, a key is given to them by these names.

| name | does |
| --- | --- |
"""
HEADER = "| key | does |\n| --- | --- |\n"


def table_rows(keys: Iterable[Key]) -> str:
    """A line of a Markdown table for each key."""
    labels = (
        (key, " ".join(f"`{KEY_LABELS.get(name, name)}`" for name in key.keys)) for key in keys
    )
    rows = (f"| {label} | {key.description} |\n" for key, label in labels)
    return "".join(rows).replace("`|`", "`\\|`")


def all_tables() -> str:
    """A heading and a table for each group of keys."""
    grouped = groupby((key for key in KEYS if key.keys), key=lambda key: key.group)
    tables = [f"**{group}**\n\n{HEADER}{table_rows(keys)}" for group, keys in grouped]
    names = "".join(f"| `{key.id}` | {key.description} |\n" for key in KEYS if not key.keys)
    return "\n".join([*tables, f"{WITHOUT_KEY}{names}"])


def replace_between(path: Path, start: str, end: str, content: str) -> None:
    """Replace what stands between two strings in a file."""
    before, rest = path.read_text(encoding="utf-8").split(start, 1)
    after = rest.split(end, 1)[1]
    path.write_text(before + start + content + end + after, encoding="utf-8")


if __name__ == "__main__":
    replace_between(DOCS / "keys.md", "tables apply.\n\n", "\nThe mouse works", all_tables())
    first = [key for name in FIRST_KEYS for key in KEYS if key.id == name]
    replace_between(README, "\n## Ten keys\n\n" + HEADER, "\n`?` shows all", table_rows(first))
    with contextlib.redirect_stdout(io.StringIO()) as page:
        run_command(["manual"])
    (DOCS / "socitm-tui.1").write_text(page.getvalue(), encoding="utf-8")
