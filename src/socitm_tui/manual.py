"""The manual page and the completions of the shells, made from the commands themselves. Pure."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

PROGRAM = "socitm-tui"
SHELLS = ("bash", "zsh", "fish")


@dataclass(frozen=True, slots=True)
class Option:
    """One option or argument of a command."""

    names: tuple[str, ...]
    """Empty for an argument that is told by its place."""
    value: str
    """What stands for its value; empty where it takes none."""
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """One command with what it takes."""

    name: str
    text: str
    options: tuple[Option, ...]

    @property
    def flags(self) -> list[str]:
        """All its options by name."""
        return [name for option in self.options for name in option.names]


def commands_of(parser: argparse.ArgumentParser) -> list[Command]:
    """The program itself, under an empty name, and its commands."""
    found = [Command("", parser.description or "", tuple(_options(parser)))]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            texts = {one.dest: one.help or "" for one in action._choices_actions}
            for name, sub in action.choices.items():
                found.append(Command(name, texts.get(name, ""), tuple(_options(sub))))
    return found


def _options(parser: argparse.ArgumentParser) -> Iterator[Option]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
        value = "" if action.option_strings and action.nargs == 0 else metavar
        choices = tuple(str(one) for one in action.choices or ())
        yield Option(tuple(action.option_strings), value, action.help or "", choices)


# ------------------------------------------------------------------ manual page
def man_page(
    parser: argparse.ArgumentParser, version: str, keys: Mapping[str, Sequence[tuple[str, str]]]
) -> str:
    """The page in roff.

    Args:
        parser: The commands.
        version: The program's.
        keys: Heading -> keys of the reader and what they do.
    """
    program, *commands = commands_of(parser)
    lines = [
        f'.TH "{PROGRAM.upper()}" "1" "" "{PROGRAM} {version}" "User commands"',
        ".SH NAME", f"{PROGRAM} \\- a reader for news archives, in the terminal",
        ".SH SYNOPSIS", f".B {_roff(PROGRAM)}", "[--home DIR] [COMMAND] ...",
        ".SH DESCRIPTION", _roff(program.text),
        "Everything the reader shows, the commands print.",
        ".SH OPTIONS", *_roff_options(program.options), ".SH COMMANDS",
    ]  # fmt: skip
    for one in commands:
        lines += [f".SS {_roff(one.name)}", _roff(f"{one.text[:1].upper()}{one.text[1:]}.")]
        lines += _roff_options(one.options)
    lines.append(".SH KEYS OF THE READER")
    for heading, several in keys.items():
        lines.append(f".SS {_roff(heading)}")
        for key, does in several:
            lines += [".TP", f".B {_roff(key)}", _roff(does)]
    lines += [
        ".SH EXIT STATUS",
        "0 when all went well, 1 when something was refused, 2 when it was called wrongly.",
        ".SH ENVIRONMENT", ".TP", ".B SOCITM_TUI_HOME", "Where everything is kept.",
        ".TP", ".B NO_COLOR", "Nothing is coloured.",
        ".TP", ".B PAGER, VISUAL, EDITOR, BROWSER", "The programs the reader starts.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _roff_options(options: Sequence[Option]) -> Iterator[str]:
    for one in options:
        names = ", ".join(one.names) or one.value
        value = f" {one.value}" if one.names and one.value else ""
        yield from (".TP", f".B {_roff(names + value)}", _roff(one.text or names))


def _roff(text: str) -> str:
    """A line of text that roff takes for nothing else."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("%%", "%")
    return f"\\&{text}" if text.startswith((".", "'")) else text


# ------------------------------------------------------------------ completions
def completions(shell: str, parser: argparse.ArgumentParser) -> str:
    """The script that completes the program in a shell."""
    makers = {"bash": _bash, "zsh": _zsh, "fish": _fish}
    return makers[shell](commands_of(parser))


def _bash(commands: Sequence[Command]) -> str:
    names = " ".join(one.name for one in commands[1:])
    cases = "".join(
        f'    {one.name or "-"}) words="{" ".join([*one.flags, *_words(one)])}" ;;\n'
        for one in commands[1:]
    )
    return f"""# bash completion of {PROGRAM}: source it, or put it among your completions
_socitm_tui() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" command="" words="" one
  for one in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case " {names} " in *" $one "*) command="$one"; break ;; esac
  done
  case "$command" in
    "") words="{" ".join([*commands[0].flags, names])}" ;;
{cases}  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}}
complete -o default -F _socitm_tui {PROGRAM}
"""


def _words(command: Command) -> list[str]:
    return [choice for option in command.options for choice in option.choices]


def _zsh(commands: Sequence[Command]) -> str:
    described = "\n".join(f"    {_quoted(f'{one.name}:{one.text}')}" for one in commands[1:])
    cases = "".join(
        f"    {one.name}) _values -w option {' '.join(_quoted(w) for w in _zsh_words(one))}"
        f" ; _files ;;\n"
        for one in commands[1:]
        if _zsh_words(one)
    )
    return f"""#compdef {PROGRAM}
_socitm_tui() {{
  local -a commands
  commands=(
{described}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
{cases}    *) _files ;;
  esac
}}
compdef _socitm_tui {PROGRAM}
"""


def _zsh_words(command: Command) -> list[str]:
    """Options with what they do, as `_values` wants them."""
    return [
        f"{name}[{option.text.translate({ord('['): '(', ord(']'): ')', ord(':'): ','})}]"
        for option in command.options
        for name in option.names
    ]


def _fish(commands: Sequence[Command]) -> str:
    lines = [f"# fish completion of {PROGRAM}", f"complete -c {PROGRAM} -f"]
    for one in commands:
        when = f"__fish_seen_subcommand_from {one.name}" if one.name else "__fish_use_subcommand"
        if one.name:
            lines.append(
                f"complete -c {PROGRAM} -n __fish_use_subcommand"
                f" -a {one.name} -d {_quoted(one.text)}"
            )
        for option in one.options:
            names = "".join(
                f" -l {name[2:]}" if name.startswith("--") else f" -s {name[1:]}"
                for name in option.names
            )
            if not names:
                continue
            takes = f" -xa {_quoted(' '.join(option.choices))}" if option.choices else ""
            takes = takes or (" -rF" if option.value else "")
            text = _quoted(option.text)
            lines.append(f"complete -c {PROGRAM} -n {_quoted(when)}{names}{takes} -d {text}")
    lines += [
        f"complete -c {PROGRAM} -n '__fish_seen_subcommand_from {name}' -F"
        for name in ("load", "restore", "backup")
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """The text in single quotes, for any of the shells."""
    return "'" + text.replace("'", "’") + "'"
