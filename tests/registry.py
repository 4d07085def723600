"""What some tests need of others' packages, from whatever registry pip is set up to ask."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest

PATIENCE = ("--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "15")


def sources_of(package: str, folder: Path) -> Path:
    """The source distribution of an installed package, unpacked; the test is passed over without.

    Its version is that which is installed, for its own tests are meant for that one.
    """
    wanted = f"{package}=={version(package)}"
    _pip("download", "--no-deps", "--no-binary", ":all:", "-d", folder, wanted)
    (packed,) = folder.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / packed.name.removesuffix(".tar.gz")


def folder_with(package: str, folder: Path) -> dict[str, str]:
    """The variables by which a package, installed into a folder of its own, can be run."""
    _pip("install", "--no-compile", "--target", folder, package)
    return os.environ | {
        "PYTHONPATH": str(folder),
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
    }


def _pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", arguments[0], *PATIENCE, *arguments[1:]]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=240)
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"{arguments[-1]} could not be had from a package registry ({error})"[:300])
