"""The command `mend`: says what lines of a capture are, and reads it so."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from socitm_tui.cli.archive import AddCommand, UsageError, open_index
from socitm_tui.cli.commands.capture_commands import find_named_captures
from socitm_tui.cli.output import print_json, print_lines
from socitm_tui.cli.progress_bar import progress_bar
from socitm_tui.model.clock import current_timestamp
from socitm_tui.model.labels import count_label
from socitm_tui.model.marks import mark_label, parse_mark
from socitm_tui.model.text import clean_line
from socitm_tui.storage.home import Home

if TYPE_CHECKING:
    from socitm_tui.ingest.item_pairs import ItemPair
    from socitm_tui.ingest.mend import MendPreview
    from socitm_tui.ingest.source_mend import SourcePreview
    from socitm_tui.model.entities import Draft, LineMark

ROLE_WORDS: Final = {
    "blank": "", "stamp": "date", "headline": "headline", "byline": "byline", "body": "text",
    "chrome": "out",
}  # fmt: skip
"""What a line was taken for, in the words of marks."""


def add_commands(add_command: AddCommand) -> None:
    """Add the command `mend`."""
    parser = add_command("mend", mend, "say what lines of a capture are, and read it so")
    parser.add_argument(
        "capture", metavar="CAPTURE",
        help="the name of a capture, a part of it, or the beginning of its SHA-256",
    )  # fmt: skip
    parser.add_argument(
        "--mark", metavar="LINES=ROLE", action="append", default=[],
        help="what line 7 or lines 7-9 are: date, headline, text, byline, out, new, join",
    )  # fmt: skip
    parser.add_argument("--clear", action="store_true", help="forget the marks it has so far")
    parser.add_argument(
        "--source", action="store_true",
        help="read the other captures of its source as its marks show",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="print what would change")
    parser.add_argument("--json", action="store_true", help="the lines and items as JSON")


def mend(home: Home, options: argparse.Namespace) -> None:
    """Mark lines of a capture and read it so; without marks print what its lines are taken for."""
    from socitm_tui.ingest.mend import CaptureMend, apply_mend
    from socitm_tui.ingest.source_mend import apply_source, preview_source

    given = _parse_marks(options.mark)
    captures = find_named_captures(open_index(home), [options.capture])
    if not captures:
        return
    sha256, timestamp = captures[0].sha256, current_timestamp()
    capture_mend = CaptureMend.open(home, sha256)
    marks = given if options.clear else (*capture_mend.marks, *given)
    preview = capture_mend.preview(marks)
    is_change = bool(given or options.clear)
    source = None
    with progress_bar() as progress:
        if options.source:
            source = preview_source(home, sha256, marks=preview.marks, progress=progress)
        if not options.dry_run and is_change:
            apply_mend(home, sha256, preview.marks, timestamp, progress)
        if not options.dry_run and options.source:
            apply_source(home, sha256, timestamp, progress)
    if options.json:
        document = _preview_json(preview, options.dry_run)
        print_json(document if source is None else {**document, "source": _source_json(source)})
        return
    if not is_change and source is None:
        print_lines(_page_lines(preview))
        return
    print_lines(_outcome_lines(preview, source, is_dry_run=options.dry_run))


def _parse_marks(written: Sequence[str]) -> tuple[LineMark, ...]:
    try:
        return tuple(map(parse_mark, written))
    except ValueError as error:
        raise UsageError(str(error)) from error


# ------------------------------------------------------------------ lines
def _page_lines(preview: MendPreview) -> Iterator[str]:
    """Every line with its number and what it is taken for; ✓ if the user said so."""
    width = len(str(len(preview.lines)))
    shown_item = None
    for number, line in enumerate(preview.lines, 1):
        if line.item is not None and line.item != shown_item:
            shown_item = line.item
            yield f"{'':>{width}}  ── item {line.item + 1}"
        sign = "✓" if line.mark or line.start else " "
        word = ROLE_WORDS[line.role]
        yield f"{number:>{width}} {sign} {word:<8}  {clean_line(line.text)}".rstrip()


def _outcome_lines(
    preview: MendPreview, source: SourcePreview | None, *, is_dry_run: bool
) -> Iterator[str]:
    """The items before and after, then what comes of the other captures."""
    yield f"{preview.capture.name}: {preview.summary}"
    yield from (f"  {_pair_line(pair)}" for pair in preview.pairs)
    yield from (f"  {problem[0].upper()}{problem[1:]}." for problem in preview.problems)
    if source is not None:
        yield from _source_lines(source, is_dry_run=is_dry_run)
    if is_dry_run:
        yield "Nothing was written. To keep it: the same without --dry-run"
    else:
        kept = count_label(len(preview.marks), "mark")
        yield f"{kept[0].upper()}{kept[1:]} kept; `load --undo` undoes this."


def _pair_line(pair: ItemPair) -> str:
    from socitm_tui.ingest.item_pairs import draft_label

    first, last = pair.draft.lines
    return f"{f'{first}–{last}':>9}  {draft_label(pair.draft)}: {pair.change}"


def _source_lines(source: SourcePreview, *, is_dry_run: bool) -> Iterator[str]:
    from socitm_tui.ingest.source_mend import source_sentence

    yield source_sentence(source, is_done=not is_dry_run)
    yield from (f"  {example}" for example in source.examples)


# ------------------------------------------------------------------ JSON
def _preview_json(preview: MendPreview, is_dry_run: bool) -> dict[str, Any]:
    return {
        "capture": {"name": preview.capture.name, "sha256": preview.capture.sha256},
        "marks": [mark_label(mark) for mark in preview.marks],
        "summary": preview.summary,
        "problems": list(preview.problems),
        "lines": [
            {
                "text": line.text,
                "role": ROLE_WORDS[line.role],
                "item": line.item,
                "mark": line.mark,
                "start": line.start,
            }
            for line in preview.lines
        ],
        "items": [_pair_json(pair) for pair in preview.pairs],
        "dry_run": is_dry_run,
    }


def _pair_json(pair: ItemPair) -> dict[str, Any]:
    return {
        "change": pair.change,
        "before": _draft_json(pair.before),
        "after": _draft_json(pair.after),
    }


def _draft_json(draft: Draft | None) -> dict[str, Any] | None:
    if draft is None:
        return None
    return {
        "lines": list(draft.lines),
        "date": draft.date and draft.date.value,
        "title": draft.title,
        "author": draft.author,
        "body": draft.body,
    }


def _source_json(source: SourcePreview) -> dict[str, Any]:
    return {
        "name": source.source,
        "marked": source.marked,
        "others": source.others,
        "gained": source.gained,
        "lost": source.lost,
        "redated": source.redated,
        "examples": list(source.examples),
        "captures": [
            {
                "name": change.capture.name,
                "sha256": change.capture.sha256,
                "items": [_pair_json(pair) for pair in change.pairs],
            }
            for change in source.changes
        ],
    }
