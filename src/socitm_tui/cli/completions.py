"""The completion scripts for bash, zsh and fish, made from the parser of the commands.

When this was written, no maintained generator made all three: shtab had no fish (newer versions
have it), and argcomplete starts the program at every press of Tab. The first of the commands that
each writer gets is the program itself, with an empty name; see `describe_commands`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from socitm_tui.cli.manual import PROGRAM, CommandHelp, describe_commands


def completion_script(shell: str, parser: argparse.ArgumentParser) -> str:
    """The script that completes the arguments of the program in a shell.

    Args:
        shell: A key of `SCRIPT_WRITERS`.
        parser: The parser of all commands.
    """
    return SCRIPT_WRITERS[shell](describe_commands(parser))


# ------------------------------------------------------------------ bash
def _bash_script(commands: Sequence[CommandHelp]) -> str:
    """A function that fills `COMPREPLY` by the command and the word before the cursor."""
    names = " ".join(command.name for command in commands[1:])
    with_paths = [
        command.name
        for command in commands[1:]
        if any(option.is_path for option in command.positionals)
    ]
    cases = "".join(
        f"    {command.name}) words={_quote(' '.join(_bash_words(command)))} ;;\n"
        for command in commands[1:]
    )
    return f"""# bash completion of {PROGRAM}: source it, or put it among your completions
_socitm_tui() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}"
  local command="" words="" files="" each
  for each in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case " {names} " in *" $each "*) command="$each"; break ;; esac
  done
  case "$command $before" in
{_bash_values(commands)}  esac
  case "$command" in
    "") words={_quote(" ".join([*commands[0].flags, names]))} ;;
{cases}  esac
  case "$command" in {"|".join(with_paths)}) files=yes ;; esac
  [[ $word = -* ]] && files=""
  [[ $files ]] && compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word"; [[ $files ]] && compgen -f -- "$word")
}}
complete -F _socitm_tui {PROGRAM}
"""


def _bash_words(command: CommandHelp) -> list[str]:
    """The options of a command, and the fixed values of its arguments."""
    choices = [choice for option in command.positionals for choice in option.choices]
    return [*command.flags, *choices]


def _bash_values(commands: Sequence[CommandHelp]) -> str:
    """The branches of `case` for the value of an option: its choices, a path, or no completion."""
    cases = []
    for command in commands:
        for option in command.options:
            if not option.names or not option.value:
                continue
            if option.choices:
                reply = _bash_reply(f'-W "{" ".join(option.choices)}"')
            elif option.is_path:
                kind = "-d" if option.value == "DIR" else "-f"
                reply = f"compopt -o filenames; {_bash_reply(kind)}"
            else:
                reply = "COMPREPLY=()"
            patterns = "|".join(f'"{command.name} {name}"' for name in option.names)
            cases.append(f"    {patterns}) {reply}; return ;;\n")
    return "".join(cases)


def _bash_reply(compgen_options: str) -> str:
    """The command that puts what `compgen` generates into `COMPREPLY`."""
    return f'mapfile -t COMPREPLY < <(compgen {compgen_options} -- "$word")'


# ------------------------------------------------------------------ zsh
def _zsh_script(commands: Sequence[CommandHelp]) -> str:
    """A function that calls `_arguments`, for use as a file in `$fpath` and for sourcing."""
    described = "\n".join(
        f"        {_quote(f'{command.name}:{command.text}')}" for command in commands[1:]
    )
    cases = "".join(
        f"        {command.name}) _arguments {' '.join(_zsh_arguments(command))} ;;\n"
        for command in commands[1:]
    )
    return f"""#compdef {PROGRAM}
_socitm_tui() {{
  local context state line
  local -a commands
  typeset -A opt_args
  _arguments -C {" ".join(_zsh_arguments(commands[0]))} '1: :->command' '*:: :->rest'
  case $state in
    command)
      commands=(
{described}
      )
      _describe command commands ;;
    rest)
      case $line[1] in
{cases}      esac ;;
  esac
}}
if [[ $funcstack[1] = _socitm_tui ]]; then
  _socitm_tui "$@"
else
  compdef _socitm_tui {PROGRAM}
fi
"""


def _zsh_arguments(command: CommandHelp) -> Iterator[str]:
    """The options and arguments of a command as specifications for `_arguments`.

    Brackets and colons separate the parts of a specification and are replaced in the text. The
    last argument gets `*`, because it may occur several times.
    """
    for option in command.options:
        text = option.text.translate({ord("["): "(", ord("]"): ")", ord(":"): ","})
        if option.choices:
            value = f":{option.value}:({' '.join(option.choices)})"
        elif option.is_path:
            value = f":{option.value}:_files{' -/' if option.value == 'DIR' else ''}"
        else:
            value = f":{option.value}: " if option.value else ""
        yield from (_quote(f"{name}[{text}]{value}") for name in option.names)
        if not option.names:
            yield _quote(f"*{value}" if option is command.positionals[-1] else value)


# ------------------------------------------------------------------ fish
def _fish_script(commands: Sequence[CommandHelp]) -> str:
    """A `complete` command for each command and option; `-x` means a value that is not a file."""
    names = " ".join(command.name for command in commands[1:])
    no_command = f"not __fish_seen_subcommand_from {names}"
    lines = [f"# fish completion of {PROGRAM}", f"complete -c {PROGRAM} -f"]
    for command in commands:
        condition = f"__fish_seen_subcommand_from {command.name}" if command.name else no_command
        start = f"complete -c {PROGRAM} -n {_quote(condition)}"
        if command.name:
            arguments = f"-a {command.name} -d {_quote(command.text)}"
            lines.append(f"complete -c {PROGRAM} -n {_quote(no_command)} {arguments}")
        for option in command.options:
            value = f" -xa {_quote(' '.join(option.choices))}" if option.choices else ""
            if option.is_path:
                value = " -F" if not option.names else " -rF"
            elif not value and option.names and option.value:
                value = " -x"
            flags = "".join(
                f" -l {name[2:]}" if name.startswith("--") else f" -s {name[1:]}"
                for name in option.names
            )
            if flags:
                lines.append(f"{start}{flags}{value} -d {_quote(option.text)}")
            elif value:
                lines.append(f"{start}{value.replace(' -xa', ' -a')}")
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    """The text in single quotes; the shells escape an apostrophe differently, so it becomes ’."""
    return "'" + text.replace("'", "’") + "'"


SCRIPT_WRITERS: Final[Mapping[str, Callable[[Sequence[CommandHelp]], str]]] = {
    "bash": _bash_script, "zsh": _zsh_script, "fish": _fish_script,
}  # fmt: skip
"""Name of a shell -> the function that writes its script."""
