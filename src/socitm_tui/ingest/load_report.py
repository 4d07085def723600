"""The report of a load: what became of each file, and how the archive was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from socitm_tui.model.entities import Capture, Item

LoadStatus = Literal["loaded", "unchanged", "skipped"]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What became of one file."""

    path: str
    name: str
    status: LoadStatus
    sha256: str | None = None
    layout: str | None = None
    problem: str | None = None
    """Why the file was skipped."""
    doubtful: str | None = None
    """Why its items may be wrong."""
    why: tuple[str, ...] = ()
    """Why it was parsed as it was."""
    items: tuple[Item, ...] = ()
    capture: Capture | None = None
    """The capture as the archive has it, with the present name of its collection."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: a line for each file, and the numbers of items."""

    lines: tuple[ReportLine, ...] = ()
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def skipped(self) -> tuple[ReportLine, ...]:
        """The files that were not loaded."""
        return tuple(line for line in self.lines if line.status == "skipped")

    @property
    def doubtful(self) -> tuple[ReportLine, ...]:
        """The files that were read with doubt, those excepted that the user reviewed."""
        return tuple(line for line in self.lines if line.capture and line.capture.doubtful)

    def with_skipped(self, lines: Sequence[ReportLine]) -> LoadReport:
        """The report with a line for every file, in the order of the files.

        Args:
            lines: A line for every file; for those not skipped the report has a better one.
        """
        loaded = iter(self.lines)
        merged = (line if line.status == "skipped" else next(loaded) for line in lines)
        return replace(self, lines=tuple(merged))
