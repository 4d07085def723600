"""Where the data files for the reading of pages are: learned weights, words of languages."""

from __future__ import annotations

from pathlib import Path


def data_file(name: str) -> Path:
    """Return the path of a bundled file: next to the modules once installed, else in `data/`."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "data" / name
    return installed if installed.is_file() else package.parents[1] / "data" / name
