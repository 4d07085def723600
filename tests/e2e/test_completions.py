"""The completions, typed into the shells themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.terminal import COMMAND, Terminal, shell

QUIETLY = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}
READ = {"zsh": 'autoload -U compinit; compinit -u; eval "$(<{})"'}


@pytest.mark.parametrize("name", QUIETLY)
def test_a_shell_completes(env: dict[str, str], tmp_path: Path, name: str) -> None:
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"no {name} here")
    script, folder = tmp_path / "script", tmp_path / "captures of may"
    script.write_text(shell(env, "completions", name).stdout)
    folder.mkdir()
    (folder / "page.txt").touch()
    env |= {"PATH": f"{COMMAND.parent}:{env['PATH']}", "PS1": "$ "}
    with Terminal(QUIETLY[name], env, command=Path(program)) as terminal:
        terminal.press(
            f"cd {tmp_path}; {READ.get(name, 'source {}').format(script)}; echo rea''dy\r"
        )
        terminal.wait_for(r"(?m)^ready")
        for typed, completed in (
            ("socitm-tui bookm", "socitm-tui bookmark "),
            ("socitm-tui --home . expo", "socitm-tui --home . export "),
            ("socitm-tui export --format bib", "socitm-tui export --format bibtex "),
            ("socitm-tui list --sort old", "socitm-tui list --sort oldest "),
            ("socitm-tui completions zs", "socitm-tui completions zsh "),
            ("socitm-tui load --dry", "socitm-tui load --dry-run "),
            ("socitm-tui load capt", r"socitm-tui load captures\ of\ may/"),
        ):
            terminal.press(f"{typed}\t")
            terminal.press("@")  # what is proposed in grey goes with the next key
            terminal.wait_for(re_escaped(completed) + "@")
            terminal.press("\x15\r")
        terminal.press("socitm-tui tag --rem\t")  # zsh lists it, beside the key it may be
        terminal.wait_for("--remove")
        terminal.press("\x15\r")
        terminal.press("exit\r")
        terminal.wait_for_end()


def re_escaped(text: str) -> str:
    """A pattern for a text in which shells part words, and quote, as they like."""
    return "".join(rf"\{one}" if not one.isalnum() and one != " " else one for one in text)
