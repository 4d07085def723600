"""The home: the folder of all files of one user. And the folder of the bundled data."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path, user_data_path

APP_NAME = "socitm-tui"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of all files of one user, and where each of them is."""

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
        config = user_config_path(APP_NAME) / "config.toml"
        return cls(user_data_path(APP_NAME, appauthor=False), config)

    @property
    def archive(self) -> Path:
        """The items: TinyDB, written by the loader."""
        return self.path / "archive.json"

    @property
    def index(self) -> Path:
        """The index of the archive: derived from it, and rebuilt if it is missing."""
        return self.path / "archive.index"

    @property
    def added_index(self) -> Path:
        """The index of what was added to the archive since `index` was built."""
        return self.path / "archive.index.added"

    @property
    def added_index_backup(self) -> Path:
        """The backup generation of `added_index`, which versions up to 0.1 wrote."""
        return self.path / "archive.index.added.bak"

    @property
    def notebook(self) -> Path:
        """The annotations: TinyDB, written at each action of the user."""
        return self.path / "notebook.json"

    @property
    def subscriptions(self) -> Path:
        """The followed feeds and pages."""
        return self.path / "following.json"

    @property
    def state(self) -> Path:
        """The UI state that the reader saves on exit."""
        return self.path / "state.json"

    @property
    def first_frame(self) -> Path:
        """The first frame of the next start: derived, as the index is."""
        return self.path / "first.screen"

    @property
    def views(self) -> Path:
        """The saved views."""
        return self.path / "views.json"

    @property
    def capture_notes(self) -> Path:
        """What the user stated about captures and collections."""
        return self.path / "capture_notes.json"

    @property
    def captures(self) -> Path:
        """The folder of the loaded files, byte for byte, each under its SHA-256."""
        return self.path / "captures"


def bundled_data_folder() -> Path:
    """The folder of bundled data: inside the installed package, else in the source tree."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "data"
    return installed if installed.is_dir() else package.parents[1] / "data"
