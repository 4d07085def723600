"""What the lines around a page say: its title, and what the line under the cursor is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from socitm_tui.model.entities import LineSpan
from socitm_tui.model.labels import count_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.dialogs.list_dialog import dialog_title
from socitm_tui.tui.dialogs.page_rows import ROLE_NAMES

if TYPE_CHECKING:
    from socitm_tui.ingest.mend import MendPreview
    from socitm_tui.tui.widgets.glyphs import Piece


def page_title(preview: MendPreview, line: int) -> Sequence[Piece]:
    """The name of a capture, its checksum, and the lines of the item that a line is in."""
    capture, total = preview.capture, len(preview.lines)
    spans = (draft.lines for draft in preview.after)
    span = next((span for span in spans if span[0] <= line <= span[1]), None)
    own = span and (f"line {span[0]}" if span[0] == span[1] else f"lines {span[0]}–{span[1]}")
    of_lines = f"{own} of {total}" if own else count_label(total, "line")
    loaded = f" · loaded {capture.loaded[:10]}" if capture.loaded else ""
    return dialog_title(capture.name, f"sha256 {capture.sha256[:8]}…{loaded} · {of_lines}")


def marked_title(preview: MendPreview, count: int) -> Sequence[Piece]:
    """What marks that are not kept make of a page, and how many lines they are about."""
    marks = f" · {count_label(count, 'mark')}, not kept yet · {clean_line(preview.capture.name)}"
    return [(preview.summary, "emphasis"), (marks, "quiet")]


def items_label(preview: MendPreview) -> str:
    """How many items a page has, before and now if marks change that."""
    before, after = len(preview.before), len(preview.after)
    label = count_label(after, "item")
    return label if before == after else f"{before} → {label}"


def line_note(preview: MendPreview, lines: LineSpan) -> Sequence[Piece]:
    """What a line was taken for, or several that are folded, and why; a problem of the marks."""
    first, last = lines
    line = preview.lines[first - 1]
    facts = [f"line {first}" if first == last else f"lines {first}–{last}"]
    facts.append(ROLE_NAMES[line.role] or "blank")
    facts += [f"item {line.item + 1}"] if line.item is not None else []
    facts += ["said by you"] if line.mark or line.start else []
    facts += [line.reason] if line.reason else []
    problem = f" · {preview.problems[0]}" if preview.problems else ""
    return [(clean_line(" · ".join(facts)), "quiet"), (clean_line(problem), "doubt")]
