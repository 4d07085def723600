"""Changes to annotations: made, written, undone and done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from socitm_tui.model.clock import current_timestamp
from socitm_tui.model.entities import Annotation, Entry
from socitm_tui.model.merge import make_edit
from socitm_tui.model.reattach import remember_item
from socitm_tui.storage.home import Home
from socitm_tui.storage.regular_files import FileIdentity

REMEMBERED = ("heading", "date", "opening", "capture")
"""Fields that an annotation finds its item again by."""


@dataclass(frozen=True, slots=True)
class Change:
    """What some annotations were and what they are to be, and a word for it."""

    word: str
    before: Mapping[str, Annotation]
    after: Mapping[str, Annotation]

    @property
    def reverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.word, self.after, self.before)

    def edits(self) -> dict[str, Callable[[Annotation], Annotation]]:
        """For each key what to do to its annotation as it stands on disk by then."""
        return {key: _edit(self.before[key], after) for key, after in self.after.items()}


def _edit(before: Annotation, after: Annotation) -> Callable[[Annotation], Annotation]:
    """Changes that in which the two differ, and leaves all else as it is by then."""
    edit = make_edit(before, after)
    made_on = {name: getattr(after, name) for name in REMEMBERED}
    return lambda found: replace(edit(found), **made_on)


def change(
    word: str, entries: Sequence[Entry], edit: Callable[[Annotation], Annotation]
) -> Change | None:
    """The change that an edit makes to entries; None where it makes none."""
    before, after = {}, {}
    for entry in entries:
        old = remember_item(entry.annotation, entry.original)
        new = edit(old)
        if new != old:
            before[entry.key], after[entry.key] = old, new
    return Change(word, before, after) if after else None


class Written(NamedTuple):
    """What was written into the notebook."""

    annotations: Mapping[str, Annotation]
    """Key -> annotation as it is on disk now."""
    before: FileIdentity | None
    """What the file was before that alone was written."""
    after: FileIdentity | None


def write(home: Home, wanted: Change) -> Written:
    """Make a change on disk.

    Raises:
        StorageError: nothing was changed, and why.
    """
    from socitm_tui.storage.notebook import Notebook  # noqa: PLC0415 - TinyDB is not for the first frame

    notebook = Notebook(home.notebook)
    return Written(notebook.change_all(wanted.edits(), current_timestamp()), *notebook.identities)


@dataclass(slots=True)
class History:
    """What was changed, to be undone and redone."""

    done: list[Change] = field(default_factory=list)
    undone: list[Change] = field(default_factory=list)

    def add(self, one: Change) -> None:
        """Note a change that was made; what was undone before can no longer be redone."""
        self.done.append(one)
        self.undone.clear()

    def undo(self) -> None:
        """Note that the last change was taken back."""
        self.undone.append(self.done.pop())

    def redo(self) -> None:
        """Note that it was made again."""
        self.done.append(self.undone.pop())
