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


def add_commands(add_command: AddCommand) -> None:
    """Add these commands and their options."""
    key_help = "the beginning of a key"
    parser = add_command("bookmark", bookmark, "bookmark entries")
    parser.add_argument("keys", metavar="KEY", nargs="+", help=key_help)
    parser.add_argument("--remove", action="store_true", help="remove the bookmarks")

    parser = add_command("note", note, "print the note on an entry, or write it")
    parser.add_argument("key", metavar="KEY", help=key_help)
    parser.add_argument("text", metavar="TEXT", nargs="?", help="the note; an empty one removes it")

    parser = add_command("tag", tag, "add tags to an entry, or remove them")
    parser.add_argument("key", metavar="KEY", help=key_help)
    parser.add_argument("tags", metavar="TAG", nargs="+", help="a tag of your own")
    parser.add_argument("--remove", action="store_true", help="remove the tags")

    parser = add_command(
        "highlight", highlight, "print the highlights of an entry, or add one by its words"
    )
    parser.add_argument("key", metavar="KEY", help=key_help)
    parser.add_argument("text", metavar="TEXT", nargs="?", help="words that are in its text once")
    parser.add_argument("--note", metavar="NOTE", help="a note on the highlight")
    parser.add_argument(
        "--remove", action="store_true", help="remove the highlights with these words"
    )

    parser = add_command(
        "correct", correct, "correct the data of an entry; what is printed is kept"
    )
    parser.add_argument("key", metavar="KEY", help=key_help)
    parser.add_argument("--date", metavar="D", help="2012, 2012-03, 2012-03-27, or none")
    parser.add_argument("--title", metavar="T", help="the headline")
    parser.add_argument("--topic", metavar="T", action="append", help="a topic; may be repeated")
    parser.add_argument("--author", metavar="A", help="who wrote it")
    parser.add_argument(
        "--remove", metavar="FIELD", action="append", default=[],
        choices=("date", "title", "topics", "author"),
        help="remove a correction: date, title, topics or author",
    )  # fmt: skip


def bookmark(home: Home, options: argparse.Namespace) -> None:
    """Bookmark entries, or remove their bookmarks."""
    entries = find_entries(open_index(home), options.keys)
    bookmarked = not options.remove
    changes = {entry.key: _make_change(entry, bookmarked=bookmarked) for entry in entries}
    if changes:
        Notebook(home.notebook).change_all(changes, current_timestamp())
    outcome = "Bookmarked" if bookmarked else "No longer bookmarked"
    print_lines(f"{outcome}: {entry.item.heading}" for entry in entries)


def note(home: Home, options: argparse.Namespace) -> None:
    """Print or write the note on an entry."""
    for entry in find_entries(open_index(home), [options.key]):
        if options.text is None:
            print_lines([entry.annotation.note])
            continue
        _write_annotation(home, entry, note=options.text)
        outcome = "Noted on" if options.text else "Note removed from"
        print_lines([f"{outcome}: {entry.item.heading}"])


def tag(home: Home, options: argparse.Namespace) -> None:
    """Add tags to an entry, or remove them."""
    words = (" ".join(text.replace(",", " ").split()) for text in options.tags)
    given = dict.fromkeys(word for word in words if word)
    for entry in find_entries(open_index(home), [options.key]):
        present = entry.annotation.tags
        if options.remove:
            tags = tuple(name for name in present if name not in given)
        else:
            tags = tuple(dict.fromkeys((*present, *given)))
        _write_annotation(home, entry, tags=tags)
        print_lines([f"Tags of {entry.item.heading}: {', '.join(tags) or 'none'}"])


def highlight(home: Home, options: argparse.Namespace) -> None:
    """Print the highlights of an entry, add one, or remove some."""
    from socitm_tui.cli.lines import highlight_lines
    from socitm_tui.model.highlights import HighlightError

    if options.text is None and (options.remove or options.note is not None):
        raise UsageError("highlight needs the words to highlight; nothing was changed.")
    for entry in find_entries(open_index(home), [options.key]):
        if options.text is None:
            print_lines(highlight_lines(entry))
            continue
        try:
            highlights = _change_highlights(
                entry, options.text, options.note, remove=options.remove
            )
        except HighlightError as error:
            print_error(f"{error}; nothing was changed.")
            return
        _write_annotation(home, entry, highlights=highlights)
        outcome = "No longer highlighted in" if options.remove else "Highlighted in"
        print_lines([f"{outcome}: {entry.item.heading}"])


def _change_highlights(
    entry: Entry, words: str, note_text: str | None, *, remove: bool
) -> tuple[Highlight, ...]:
    """The highlights of an entry with one added, or without those that contain the words.

    Raises:
        HighlightError: the words are not in the text once, or in no highlight.
    """
    from socitm_tui.model.highlights import (
        HighlightError,
        add_highlight,
        add_highlight_with_note,
        find_words,
        highlight_words,
    )

    present, body = entry.annotation.highlights, entry.item.body
    if remove:
        kept = tuple(each for each in present if not find_words(each.quote, words))
        if len(kept) == len(present):
            raise HighlightError(f"“{words}” is not in any highlight")
        return kept
    new = highlight_words(body, words)
    if note_text is None:
        return add_highlight(present, body, new)
    return add_highlight_with_note(present, body, new, note_text)


def correct(home: Home, options: argparse.Namespace) -> None:
    """Correct the data of an entry, and print its corrections."""
    from socitm_tui.model.corrections import (
        CorrectionError,
        add_correction,
        describe_corrections,
        parse_correction,
    )

    index = open_index(home)
    topics = ",".join(options.topic) if options.topic else None
    given = {"date": options.date, "title": options.title, "topics": topics,
             "author": options.author}  # fmt: skip
    for entry in find_entries(index, [options.key]):
        corrections = dict(entry.annotation.corrections)
        try:
            for field, text in given.items():
                if text is not None:
                    value = parse_correction(field, text, index.topic_labels) if text else ""
                    corrections = add_correction(corrections, entry.original, field, value)
        except CorrectionError as error:
            raise UsageError(str(error)) from error
        corrections = {
            field: value for field, value in corrections.items() if field not in options.remove
        }
        if corrections != entry.annotation.corrections:
            _write_annotation(home, entry, corrections=corrections)
        described = "; ".join(describe_corrections(entry.original, corrections, index.topic_labels))
        print_lines([f"{entry.original.heading}: {described or 'nothing is corrected'}"])


def _write_annotation(home: Home, entry: Entry, **values: object) -> None:
    """Change some fields of the annotation of an entry in the notebook."""
    change = _make_change(entry, **values)
    Notebook(home.notebook).change(entry.key, change, current_timestamp())


def _make_change(entry: Entry, **values: object) -> Callable[[Annotation], Annotation]:
    """A function that changes some fields of an annotation, and stores what its item looks like.

    It keeps what another process has changed in other fields since the entry was read.
    """
    from socitm_tui.model.merge import SINGLE_PARTS, make_edit
    from socitm_tui.model.reattach import remember_item

    edit = make_edit(entry.annotation, replace(entry.annotation, **values))  # type: ignore[arg-type]
    singles = {name: value for name, value in values.items() if name in SINGLE_PARTS}
    return lambda present: replace(edit(remember_item(present, entry.original)), **singles)  # type: ignore[arg-type]
