"""Makes changes of annotations and writes them to the notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from socitm_tui.model.clock import current_timestamp
from socitm_tui.model.entities import Annotation, Entry
from socitm_tui.model.merge import make_edit
from socitm_tui.model.reattach import remember_item
from socitm_tui.storage.home import Home
from socitm_tui.storage.regular_files import FileIdentity

IDENTIFYING_FIELDS = ("heading", "date", "opening", "capture")
"""Fields by which an annotation finds its item again."""


@dataclass(frozen=True, slots=True)
class Change:
    """Annotations before and after an action, and the sentence that reports it."""

    sentence: str
    before: Mapping[str, Annotation]
    after: Mapping[str, Annotation]

    @property
    def reverse(self) -> Change:
        """The change that undoes this one."""
        return Change(self.sentence, self.after, self.before)

    def edits(self) -> dict[str, Callable[[Annotation], Annotation]]:
        """Key -> the edit to apply to the annotation that is on disk by then."""
        return {key: _edit(self.before[key], after) for key, after in self.after.items()}


def _edit(before: Annotation, after: Annotation) -> Callable[[Annotation], Annotation]:
    """An edit of the fields in which two annotations differ; it leaves the others alone."""
    edit = make_edit(before, after)
    identity = {name: getattr(after, name) for name in IDENTIFYING_FIELDS}
    return lambda annotation: replace(edit(annotation), **identity)


def make_change(
    sentence: str, entries: Sequence[Entry], edit: Callable[[Annotation], Annotation]
) -> Change | None:
    """The change that an edit makes to entries; None if it changes nothing."""
    before, after = {}, {}
    for entry in entries:
        old = remember_item(entry.annotation, entry.original)
        new = edit(old)
        if new != old:
            before[entry.key], after[entry.key] = old, new
    return Change(sentence, before, after) if after else None


class WrittenChange(NamedTuple):
    """What was written into the notebook."""

    annotations: Mapping[str, Annotation]
    """Key -> annotation as it is on disk now."""
    before: FileIdentity | None
    """The file as it was before this change alone was written."""
    after: FileIdentity | None


def write_change(home: Home, change: Change) -> WrittenChange:
    """Apply a change to the notebook.

    Raises:
        StorageError: nothing was changed, and why.
    """
    from socitm_tui.storage.notebook import Notebook  # noqa: PLC0415 - TinyDB is imported late: the first frame does without

    notebook = Notebook(home.notebook)
    annotations = notebook.change_all(change.edits(), current_timestamp())
    return WrittenChange(annotations, *notebook.identities)
