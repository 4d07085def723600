"""The user's configuration: read, or refused with the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.storage.config import Config, ConfigError, load_config


def test_paths_are_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    assert load_config(path) == Config()
    path.write_text('topics = "mine.toml"\nanchors = "/else/where.toml"\n')
    assert load_config(path) == Config(tmp_path / "mine.toml", Path("/else/where.toml"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("topcis = 'x'", "line 1: there is no setting “topcis”; did you mean “topics”?"),
        ("# mine\n\n[keys]\nup = 1", "line 4: “keys.up” must be a key, or a list of keys."),
        ('"key s" = 1', "line 1: there is no setting “key s”; did you mean “keys”?"),
        ("[a.b]\nc = 1", "line 1: there is no setting “a”"),
        ("zzz = 'x'", "there are topics, anchors and keys."),
        ("topics = 5", "“topics” must be the name of a file"),
        ("topics = ", "is not valid TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_configuration_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes("topics = 'é'".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"config.toml is not text in UTF-8\.$"):
        load_config(path)


def test_a_configuration_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)
