"""Where the user's files live, and where the bundled ones are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path, user_data_path

APP_NAME = "socitm-tui"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds everything kept for one user."""

    path: Path
    config: Path
    """The user's `config.toml`, which need not exist."""

    @classmethod
    def find(cls, named: str | Path | None = None) -> Home:
        """The home that was named, else `$SOCITM_TUI_HOME`, else the platform's data folder."""
        name = named or os.environ.get("SOCITM_TUI_HOME")
        if name:
            path = Path(name).expanduser()
            return cls(path, path / "config.toml")
        return cls(
            user_data_path(APP_NAME, appauthor=False), user_config_path(APP_NAME) / "config.toml"
        )

    @property
    def archive(self) -> Path:
        """The items: TinyDB, written by the loader."""
        return self.path / "archive.json"

    @property
    def index(self) -> Path:
        """What makes the archive quick to ask; derived from it, and made anew when missing."""
        return self.path / "archive.index"

    @property
    def added_index(self) -> Path:
        """The same for what was added to the archive since that was made."""
        return self.path / "archive.index.added"

    @property
    def added_index_backup(self) -> Path:
        """That of the version before, for a load that is taken back."""
        return self.path / "archive.index.added.bak"

    @property
    def notebook(self) -> Path:
        """The annotations: TinyDB, written at each action of the user."""
        return self.path / "notebook.json"

    @property
    def sources(self) -> Path:
        """The feeds and pages that are followed."""
        return self.path / "following.json"

    @property
    def state(self) -> Path:
        """Where the reader was left: place, filter, theme."""
        return self.path / "state.json"

    @property
    def first_frame(self) -> Path:
        """The first screen of the reader, to be shown at once; derived, as the index is."""
        return self.path / "first.screen"

    @property
    def views(self) -> Path:
        """The saved views."""
        return self.path / "views.json"

    @property
    def captures(self) -> Path:
        """The loaded files, byte for byte, each under its SHA-256."""
        return self.path / "captures"


def bundled_data_folder() -> Path:
    """The folder of bundled data: beside the modules once installed, else in the source tree."""
    here = Path(__file__).resolve().parents[1]
    installed = here / "data"
    return installed if installed.is_dir() else here.parents[1] / "data"
