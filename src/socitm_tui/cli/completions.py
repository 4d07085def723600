"""The completions of the shells, made from the commands themselves. Pure."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence

from socitm_tui.cli.manual import PROGRAM, CommandHelp, OptionHelp, describe_commands


def completion_script(shell: str, parser: argparse.ArgumentParser) -> str:
    """The script that completes the program in a shell."""
    return SHELLS[shell](describe_commands(parser))


def _bash(commands: Sequence[CommandHelp]) -> str:
    names = " ".join(one.name for one in commands[1:])
    places = (one for one in commands[1:] for option in one.places if _is_path(option))
    cases = "".join(
        f"    {one.name}) words={_quoted(' '.join([*one.flags, *_place_choices(one)]))} ;;\n"
        for one in commands[1:]
    )
    return f"""# bash completion of {PROGRAM}: source it, or put it among your completions
_socitm_tui() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}"
  local command="" words="" files="" one
  for one in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case " {names} " in *" $one "*) command="$one"; break ;; esac
  done
  case "$command $before" in
{_bash_values(commands)}  esac
  case "$command" in
    "") words={_quoted(" ".join([*commands[0].flags, names]))} ;;
{cases}  esac
  case "$command" in {"|".join(dict.fromkeys(one.name for one in places))}) files=yes ;; esac
  [[ $word = -* ]] && files=""
  [[ $files ]] && compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word"; [[ $files ]] && compgen -f -- "$word")
}}
complete -F _socitm_tui {PROGRAM}
"""


def _bash_values(commands: Sequence[CommandHelp]) -> str:
    """What follows an option: one of its choices, a file, or something of one's own."""
    lines = []
    for one in commands:
        for option in one.options:
            if not option.names or not option.value:
                continue
            if option.choices:
                gives = _replied(f'-W "{" ".join(option.choices)}"')
            elif _is_path(option):
                kind = "-d" if option.value == "DIR" else "-f"
                gives = f"compopt -o filenames; {_replied(kind)}"
            else:
                gives = "COMPREPLY=()"
            patterns = "|".join(f'"{one.name} {name}"' for name in option.names)
            lines.append(f"    {patterns}) {gives}; return ;;\n")
    return "".join(lines)


def _replied(kind: str) -> str:
    return f'mapfile -t COMPREPLY < <(compgen {kind} -- "$word")'


def _is_path(option: OptionHelp) -> bool:
    return option.value in ("DIR", "FILE", "PATH")


def _place_choices(command: CommandHelp) -> list[str]:
    return [choice for option in command.places for choice in option.choices]


def _zsh(commands: Sequence[CommandHelp]) -> str:
    described = "\n".join(f"        {_quoted(f'{one.name}:{one.text}')}" for one in commands[1:])
    cases = "".join(
        f"        {one.name}) _arguments {' '.join(_zsh_arguments(one))} ;;\n"
        for one in commands[1:]
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
    """Options and places with what they do, as `_arguments` wants them."""
    for option in command.options:
        text = option.text.translate({ord("["): "(", ord("]"): ")", ord(":"): ","})
        if option.choices:
            value = f":{option.value}:({' '.join(option.choices)})"
        elif _is_path(option):
            value = f":{option.value}:_files{' -/' if option.value == 'DIR' else ''}"
        else:
            value = f":{option.value}: " if option.value else ""
        yield from (_quoted(f"{name}[{text}]{value}") for name in option.names)
        if not option.names:
            yield _quoted(f"*{value}" if option is command.places[-1] else value)


def _fish(commands: Sequence[CommandHelp]) -> str:
    names = " ".join(one.name for one in commands[1:])
    none = f"not __fish_seen_subcommand_from {names}"
    lines = [f"# fish completion of {PROGRAM}", f"complete -c {PROGRAM} -f"]
    for one in commands:
        when = f"__fish_seen_subcommand_from {one.name}" if one.name else none
        start = f"complete -c {PROGRAM} -n {_quoted(when)}"
        if one.name:
            text = _quoted(one.text)
            lines.append(f"complete -c {PROGRAM} -n {_quoted(none)} -a {one.name} -d {text}")
        for option in one.options:
            takes = f" -xa {_quoted(' '.join(option.choices))}" if option.choices else ""
            if _is_path(option):
                takes = " -F" if not option.names else " -rF"
            elif not takes and option.names and option.value:
                takes = " -x"
            flags = "".join(
                f" -l {name[2:]}" if name.startswith("--") else f" -s {name[1:]}"
                for name in option.names
            )
            if flags:
                lines.append(f"{start}{flags}{takes} -d {_quoted(option.text)}")
            elif takes:
                lines.append(f"{start}{takes.replace(' -xa', ' -a')}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """The text in single quotes, for any of the shells."""
    return "'" + text.replace("'", "’") + "'"


SHELLS: Mapping[str, Callable[[Sequence[CommandHelp]], str]] = {
    "bash": _bash, "zsh": _zsh, "fish": _fish,
}  # fmt: skip
"""Name of a shell -> what writes the script for it."""
