"""The commands about the program itself: dirs, keys, topics, completions, manual."""

from __future__ import annotations

import argparse

from socitm_tui import __version__
from socitm_tui.cli.archive import AddCommand
from socitm_tui.cli.commands.reader_commands import load_key_table
from socitm_tui.cli.output import print_lines
from socitm_tui.model.sanitize import sanitize_line
from socitm_tui.storage.home import Home, bundled_data_folder


def add_commands(add_command: AddCommand) -> None:
    """Add these commands and their options."""
    from socitm_tui.cli.completions import SHELLS

    add_command("dirs", print_dirs, "print where the files are")
    parser = add_command("keys", print_keys, "list the keys of the reader")
    parser.add_argument("--ids", action="store_true", help="with the names to rebind them by")
    add_command("topics", print_topics, "list the topics")
    parser = add_command(
        "completions", print_completions, "print the completion of the command for a shell"
    )
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help="bash, zsh or fish")
    add_command("manual", print_manual, "print the manual page, for man")


def print_dirs(home: Home, options: argparse.Namespace) -> None:
    """Print where the files are."""
    paths = {
        "home": home.path,
        "archive": home.archive,
        "notebook": home.notebook,
        "captures": home.captures,
        "following": home.subscriptions,
        "state": home.state,
        "config": home.config,
        "bundled": bundled_data_folder(),
    }
    print_lines(f"{name:<10}{sanitize_line(str(path))}" for name, path in paths.items())


def print_keys(home: Home, options: argparse.Namespace) -> None:
    """Print the key bindings of the reader."""
    from socitm_tui.tui.keys import key_label, keys_by_group

    for heading, keys in keys_by_group(load_key_table(home)).items():
        print_lines([heading])
        for key in keys:
            name = f"{key.id:<18}" if options.ids else ""
            print_lines([f"  {name}{key_label(key):<16}{key.description}"])


def print_topics(home: Home, options: argparse.Namespace) -> None:
    """Print the topics."""
    from socitm_tui.ingest.reference_data import load_reference_data

    topics = load_reference_data(home).taxonomy.topics
    print_lines(f"{topic.slug:<32}{topic.label}: {topic.description}" for topic in topics)


def print_completions(home: Home, options: argparse.Namespace) -> None:
    """Print the completion script for a shell."""
    from socitm_tui.cli.completions import completion_script

    print_lines(completion_script(options.shell, options.whole_parser).rstrip("\n").split("\n"))


def print_manual(home: Home, options: argparse.Namespace) -> None:
    """Print the manual page."""
    from socitm_tui.cli.manual import manual_page
    from socitm_tui.tui.keys import key_label, keys_by_group

    keys = {
        heading: [(key_label(key) or "in ?", key.description) for key in keys]
        for heading, keys in keys_by_group().items()
    }
    print_lines(manual_page(options.whole_parser, __version__, keys).rstrip("\n").split("\n"))
