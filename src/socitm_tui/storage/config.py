"""The user's `config.toml`: its settings, and a sentence about each mistake in it.

    topics = "my-topics.toml"      # a taxonomy of your own, added to the bundled one
    anchors = "my-offices.toml"    # who held an office when, for dating undated texts
    keys = "vim"                   # or "newsboat", or a table of your own:

    [keys]
    preset = "newsboat"
    bookmark = "ctrl+t"            # an action by its id (see `socitm-tui keys --ids`)

Paths are relative to the folder of the file itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from socitm_tui.model.suggestion import did_you_mean
from socitm_tui.storage.regular_files import read_regular

PATH_SETTINGS = ("topics", "anchors")
SETTINGS = (*PATH_SETTINGS, "keys")
OTHERWISE = f"; there are {', '.join(PATH_SETTINGS)} and keys."


class ConfigError(ValueError):
    """A configuration that cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Config:
    """The user's settings; those not made are None."""

    topics: Path | None = None
    anchors: Path | None = None
    preset: str | None = None
    """The name of a set of keys."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Action -> the keys given to it."""


def load_config(path: Path) -> Config:
    """The configuration in a file; the default configuration if there is no file.

    Raises:
        ConfigError: a sentence naming the file, the line or setting, and the nearest right one.
    """
    try:
        text = read_regular(path).decode("utf-8")
        table = tomllib.loads(text)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not text in UTF-8.") from error
    except RecursionError as error:
        raise ConfigError(f"{path} is nested too deeply to be a configuration.") from error
    except ValueError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    preset, keys = _read_keys(path, text, table.pop("keys", {}))
    for key, value in table.items():
        if key not in PATH_SETTINGS:
            location = _locate_setting(path, text, key)
            raise ConfigError(
                f"{location}: there is no setting “{key}”{did_you_mean(key, SETTINGS, OTHERWISE)}"
            )
        if not isinstance(value, str):
            location = _locate_setting(path, text, key)
            raise ConfigError(f"{location}: “{key}” must be the name of a file.")
    named = {key: path.parent / Path(value).expanduser() for key, value in table.items()}
    return Config(**named, preset=preset, keys=keys)


def _read_keys(path: Path, text: str, given: Any) -> tuple[str | None, dict[str, tuple[str, ...]]]:  # noqa: ANN401
    """The name of the set of keys, and the keys of single actions; `key_config` checks them."""
    table = {"preset": given} if isinstance(given, str) else given
    if not isinstance(table, dict):
        location = _locate_setting(path, text, "keys")
        raise ConfigError(f"{location}: “keys” must be a table, or the name of a set of keys.")
    keys: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(key, str) for key in names):
            location = _locate_setting(path, text, name)
            raise ConfigError(f"{location}: “keys.{name}” must be a key, or a list of keys.")
        keys[name] = tuple(names)
    preset = keys.pop("preset", None)
    return preset[0] if preset else None, keys


def _locate_setting(path: Path, text: str, key: str) -> str:
    """The file, and the line that makes a setting if there is such a line."""
    setting = re.compile(rf"""\s*\[?\s*["']?{re.escape(key)}["']?\s*[=\].]""")
    lines = (number for number, line in enumerate(text.splitlines(), 1) if setting.match(line))
    number = next(lines, None)
    return f"{path}, line {number}" if number else str(path)
