"""The manual page and the completions know every command there is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from socitm_tui.cli.completions import SHELLS, completion_script
from socitm_tui.cli.main import run_command
from socitm_tui.cli.manual import describe_commands
from socitm_tui.cli.parser import build_parser
from socitm_tui.storage.home import Home

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("shell", SHELLS)
def test_each_completion_knows_every_command_and_option(shell: str) -> None:
    script = completion_script(shell, build_parser())
    for command in describe_commands(build_parser()):
        assert command.name in script
        for option in command.options:
            assert all(name.lstrip("-") in script for name in option.names)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shells_can_read_it(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    script = tmp_path / "script"
    script.write_text(completion_script(shell, build_parser()))
    subprocess.run([shell, "-n", str(script)], check=True, timeout=20)


def test_the_page_is_roff_without_a_fault(tmp_path: Path) -> None:
    page = DOCS / "socitm-tui.1"
    assert page.read_text("utf-8").isascii()
    for command in (["groff", "-ww", "-z", "-man", "-Tutf8"], ["mandoc", "-Tlint"]):
        if shutil.which(command[0]):
            ran = subprocess.run(
                [*command, page], capture_output=True, text=True, timeout=20, check=False
            )
            assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_the_page_in_docs_is_the_one_the_command_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["--home", str(Home.find(tmp_path).path), "manual"]) == 0
    printed = capsys.readouterr().out
    assert (DOCS / "socitm-tui.1").read_text("utf-8") == printed
    assert all(f".SS {one.name}" in printed for one in describe_commands(build_parser())[1:])
