"""The commands that write the notebook: bookmark, note, tag, highlight, correct."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from socitm_tui.cli.archive import AddCommand, UsageError, find_entries, open_index
from socitm_tui.cli.output import print_error, print_lines
from socitm_tui.model.clock import current_timestamp
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook

if TYPE_CHECKING:
    from socitm_tui.model.entities import Annotation, Entry, Highlight


def add_commands(command: AddCommand) -> None:
    """These commands and their options."""
    sub = command("bookmark", bookmark, "bookmark entries")
    sub.add_argument("keys", metavar="KEY", nargs="+", help="the beginning of a key")
    sub.add_argument("--remove", action="store_true", help="take the bookmark away")

    sub = command("note", note, "print the note on an entry, or write it")
    sub.add_argument("key", metavar="KEY", help="the beginning of a key")
    sub.add_argument("text", metavar="TEXT", nargs="?", help="the note; an empty one removes it")

    sub = command("tag", tag, "give entries tags, or take them away")
    sub.add_argument("key", metavar="KEY", help="the beginning of a key")
    sub.add_argument("tags", metavar="TAG", nargs="+", help="a tag of your own")
    sub.add_argument("--remove", action="store_true", help="take the tags away")

    sub = command("highlight", highlight, "print the highlights of an entry, or mark a passage")
    sub.add_argument("key", metavar="KEY", help="the beginning of a key")
    sub.add_argument("text", metavar="TEXT", nargs="?", help="words that stand in its text once")
    sub.add_argument("--note", metavar="NOTE", help="a note on the passage")
    sub.add_argument(
        "--remove", action="store_true", help="take away the highlights that hold these words"
    )

    sub = command("correct", correct, "correct what an entry says; what is printed is kept")
    sub.add_argument("key", metavar="KEY", help="the beginning of a key")
    sub.add_argument("--date", metavar="D", help="2012, 2012-03, 2012-03-27, or none")
    sub.add_argument("--title", metavar="T", help="the headline")
    sub.add_argument("--topic", metavar="T", action="append", help="a topic; several are allowed")
    sub.add_argument("--author", metavar="A", help="who wrote it")
    sub.add_argument(
        "--remove", metavar="FIELD", action="append", default=[],
        choices=("date", "title", "topics", "author"),
        help="take a correction back: date, title, topics or author",
    )  # fmt: skip


def bookmark(home: Home, options: argparse.Namespace) -> None:
    """Bookmark entries, or take their bookmarks away."""
    entries = find_entries(open_index(home), options.keys)
    on = not options.remove
    changes = {each.key: _marking(each, bookmarked=on) for each in entries}
    if changes:
        Notebook(home.notebook).change_all(changes, current_timestamp())
    said = "Bookmarked" if on else "No longer bookmarked"
    print_lines(f"{said}: {each.item.heading}" for each in entries)


def note(home: Home, options: argparse.Namespace) -> None:
    """Print or write the note on an entry."""
    entries = find_entries(open_index(home), [options.key])
    for entry in entries:
        if options.text is None:
            print_lines([entry.annotation.note])
            continue
        Notebook(home.notebook).change(
            entry.key, _marking(entry, note=options.text), current_timestamp()
        )
        print_lines(
            [f"{'Noted on' if options.text else 'Note removed from'}: {entry.item.heading}"]
        )


def tag(home: Home, options: argparse.Namespace) -> None:
    """Give an entry tags, or take them away."""
    entries = find_entries(open_index(home), [options.key])
    words = (" ".join(one.replace(",", " ").split()) for one in options.tags)
    given = dict.fromkeys(word for word in words if word)
    for entry in entries:
        kept = [one for one in entry.annotation.tags if one not in given]
        wanted = kept if options.remove else [*entry.annotation.tags, *given]
        tags = tuple(dict.fromkeys(wanted))
        change = _marking(entry, tags=tags)
        Notebook(home.notebook).change(entry.key, change, current_timestamp())
        print_lines([f"Tags of {entry.item.heading}: {', '.join(tags) or 'none'}"])


def highlight(home: Home, options: argparse.Namespace) -> None:
    """Print the highlights of an entry, mark a passage of its text, or take marks away."""
    from socitm_tui.cli.lines import highlight_lines
    from socitm_tui.model.highlights import (
        HighlightError,
    )

    if options.text is None and (options.remove or options.note is not None):
        raise UsageError("highlight needs the words of the passage; nothing was changed.")
    entries = find_entries(open_index(home), [options.key])
    for entry in entries:
        if options.text is None:
            print_lines(highlight_lines(entry))
            continue
        try:
            changed = _highlighted(entry, options.text, options.note, remove=options.remove)
        except HighlightError as error:
            print_error(f"{error}; nothing was changed.")
            return
        Notebook(home.notebook).change(
            entry.key, _marking(entry, highlights=changed), current_timestamp()
        )
        said = "No longer highlighted in" if options.remove else "Highlighted in"
        print_lines([f"{said}: {entry.item.heading}"])


def _highlighted(
    entry: Entry, words: str, note: str | None, *, remove: bool
) -> tuple[Highlight, ...]:
    """The highlights of an entry with one more, or less those that hold some words."""
    from socitm_tui.model.highlights import (
        HighlightError,
        add_highlight,
        add_highlight_with_note,
        find_words,
        highlight_words,
    )

    marked, body = entry.annotation.highlights, entry.item.body
    if remove:
        left = tuple(one for one in marked if not find_words(one.quote, words))
        if len(left) == len(marked):
            raise HighlightError(f"“{words}” stands in no highlight")
        return left
    new = highlight_words(body, words)
    if note is None:
        return add_highlight(marked, body, new)
    return add_highlight_with_note(marked, body, new, note)


def correct(home: Home, options: argparse.Namespace) -> None:
    """Correct what an entry says, or print what is corrected."""
    from socitm_tui.model.corrections import (
        CorrectionError,
        add_correction,
        describe_corrections,
        parse_correction,
    )

    index = open_index(home)
    topics = ",".join(options.topic) if options.topic else None
    wanted = {"date": options.date, "title": options.title, "topics": topics,
              "author": options.author}  # fmt: skip
    entries = find_entries(index, [options.key])
    for entry in entries:
        fixed = dict(entry.annotation.corrections)
        try:
            for field, value in wanted.items():
                if value is not None:
                    right = parse_correction(field, value, index.topic_labels) if value else ""
                    fixed = add_correction(fixed, entry.original, field, right)
        except CorrectionError as error:
            raise UsageError(str(error)) from error
        fixed = {field: value for field, value in fixed.items() if field not in options.remove}
        if fixed != entry.annotation.corrections:
            change = _marking(entry, corrections=fixed)
            Notebook(home.notebook).change(entry.key, change, current_timestamp())
        said = describe_corrections(entry.original, fixed)
        print_lines([f"{entry.original.heading}: {'; '.join(said) or 'nothing is corrected'}"])


def _marking(entry: Entry, **changed: object) -> Callable[[Annotation], Annotation]:
    """A change of an annotation that also remembers what it was made on."""
    wanted = replace(entry.annotation, **changed)  # type: ignore[arg-type]
    from socitm_tui.model.merge import SINGLE_PARTS, make_edit
    from socitm_tui.model.reattach import remember_item

    edit = make_edit(entry.annotation, wanted)
    marks = {name: value for name, value in changed.items() if name in SINGLE_PARTS}
    return lambda now: replace(edit(remember_item(now, entry.original)), **marks)  # type: ignore[arg-type]
