"""Annotations whose item has gone, shown with the words they were made on."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from socitm_tui.model import Annotation
from socitm_tui.present import counted
from socitm_tui.reattach import made_on, says
from socitm_tui.tui.cells import plain
from socitm_tui.tui.dialogs import Card

WHY = (
    "Their items are not in the archive, or are read differently now and no match is certain. "
    "They are kept; load the capture again to have their items back."
)


def orphan_card(orphans: Sequence[Annotation]) -> Card:
    """What was annotated and is gone, each with what was added to it."""
    lines = [Content(WHY) if orphans else Content("Every annotation has its item.")]
    for one in orphans:
        lines.append(Content(""))
        lines.append(Content(plain(made_on(one))))
        lines += [Content(f"  {plain(line)}") for line in (says(one) or "a mark").split("\n")]
    title = f"{counted(len(orphans), 'annotation')} without an item"
    return Card(title, Content("\n").join(lines))
