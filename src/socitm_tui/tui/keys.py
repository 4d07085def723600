"""Every key of the reader, as a table: bindings, help, palette and the README are made from it.

No Textual here, so that the shell can print the table. An id names one action; the same id in
several panes is the same movement in each of them, and it is what a user rebinds a key by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Pane = Literal[
    "everywhere", "filter", "timeline", "text", "passage", "sheet", "card", "question", "note"
]  # fmt: skip
PANES: tuple[Pane, ...] = ("everywhere", "filter", "timeline", "text")
LISTS: tuple[Pane, ...] = ("filter", "timeline", "text", "sheet", "card")
READING: tuple[Pane, ...] = ("timeline", "text")
ANYWHERE: tuple[Pane, ...] = ("everywhere",)
PASSAGE: tuple[Pane, ...] = ("passage",)
APART: tuple[Pane, ...] = ("passage", "sheet", "card", "question", "note")
"""Where keys mean what they mean there, whatever they mean everywhere else."""


@dataclass(frozen=True, slots=True)
class Key:
    """What one or several keys do, and in which panes."""

    id: str
    keys: tuple[str, ...]
    name: str
    """As the palette lists it."""
    group: str
    """The heading it stands under in help and README."""
    panes: tuple[Pane, ...] = ANYWHERE
    more: str = ""
    """What the name leaves unsaid."""

    @property
    def action(self) -> str:
        """The method that carries it out, less `action_`."""
        return self.id.replace("-", "_")

    @property
    def says(self) -> str:
        """The whole description, as help prints it."""
        return f"{self.name}, {self.more}" if self.more else self.name


MOVING, PANES_, FINDING = "Moving", "Panes", "Finding"
MARKING, READING_, TAKING = "Marking", "Reading", "Taking along"
PROGRAM, CHOOSING = "Program", "Highlighting a passage"
SHEETS, NOTING = "On sheets and cards", "Writing a note"

KEYS: tuple[Key, ...] = (
    Key("down", ("j", "down"), "Down", MOVING, LISTS),
    Key("up", ("k", "up"), "Up", MOVING, LISTS),
    Key("half-page-down", ("ctrl+d",), "Half a page down", MOVING, LISTS),
    Key("half-page-up", ("ctrl+u",), "Half a page up", MOVING, LISTS),
    Key("page-down", ("pagedown", "ctrl+f"), "A page down", MOVING, LISTS),
    Key("page-up", ("pageup", "ctrl+b"), "A page up", MOVING, LISTS),
    Key(
        "read-on", ("space",), "Read on", MOVING, (*READING, "sheet", "card"),
        "a page down; at the end of a text, the next item",
    ),
    Key("top", ("g", "home"), "To the top", MOVING, LISTS),
    Key("bottom", ("G", "end"), "To the bottom", MOVING, LISTS),
    Key("open", ("enter",), "Open the item", MOVING, ("timeline",), "and mark it read once left"),
    Key("next-item", ("J",), "Next item", MOVING),
    Key("previous-item", ("K",), "Previous item", MOVING),
    Key("next-unread", (".",), "Next unread item", MOVING),
    Key("previous-unread", (",",), "Previous unread item", MOVING),
    Key("next-month", ("]",), "Next month", MOVING, more="or in the filter section"),
    Key("previous-month", ("[",), "Previous month", MOVING, more="or section"),
    Key("next-year", ("}",), "Next year", MOVING, more="down the list"),
    Key("previous-year", ("{",), "Previous year", MOVING),
    Key("go-to-date", ("d",), "Go to date", MOVING, more="as in 2012, mar 2012, 2012-03-27, -2y"),
    Key("next-pane", ("tab", "l"), "Next pane", PANES_),
    Key("previous-pane", ("shift+tab", "h"), "Previous pane", PANES_),
    Key("filter-pane", ("1",), "Filter pane", PANES_),
    Key("timeline-pane", ("2",), "Timeline", PANES_),
    Key("text-pane", ("3",), "Text", PANES_),
    Key("tick", ("space", "enter"), "Tick", FINDING, ("filter",), "or no longer"),
    Key("exclude", ("-",), "Exclude", FINDING, ("filter",), "or no longer exclude"),
    Key("search", ("/",), "Search", FINDING, more="in the text: find in it; in the filter: a name"),
    Key("next-hit", ("n",), "Next hit", FINDING, more="in the text, or the next item found"),
    Key("previous-hit", ("N",), "Previous hit", FINDING),
    Key("filter", ("f",), "Filter", FINDING, more="to its pane and back"),
    Key("query", ("F",), "Query line", FINDING, more="the whole filter as text"),
    Key("clear", ("c",), "Clear the filter", FINDING),
    Key("only-bookmarks", ("B",), "Only bookmarks", FINDING, more="and back"),
    Key("only-unread", ("f2",), "Only unread", FINDING, more="and back"),
    Key("sort", ("S",), "Sort", FINDING, more="by date, by match, by heading"),
    Key("views", ("V",), "Saved views", FINDING, more="with what each gives now"),
    Key("save-view", ("ctrl+s",), "Save the view", FINDING),
    Key("bookmark", ("b", "m"), "Bookmark", MARKING, more="or take the bookmark away"),
    Key("read", ("r",), "Read or unread", MARKING),
    Key("read-all", ("R",), "Mark all shown read", MARKING, more="asks first"),
    Key("note", ("a",), "Note", MARKING, more="written here, or in your editor"),
    Key("notes", ("A",), "All notes", MARKING),
    Key("highlight", ("M",), "Highlight", MARKING, more="what is selected, or words to choose"),
    Key("tags", ("t",), "Tags", MARKING, more="your own, completed with Tab"),
    Key("correct", ("E",), "Correct", MARKING, more="date, title, topics or author"),
    Key("pick", ("x",), "Select", MARKING, more="several, for the next action"),
    Key("pick-all", ("X",), "Select all shown", MARKING, more="or none"),
    Key("undo", ("u",), "Undo", MARKING),
    Key("redo", ("ctrl+r",), "Redo", MARKING),
    Key("evidence", ("i",), "Evidence", READING_, more="where each field stands and why"),
    Key("capture", ("O",), "Show in the capture", READING_, more="the kept page at the item"),
    Key("variants", ("w",), "Variants", READING_, more="the same story side by side"),
    Key("trend", ("T",), "Trend", READING_, more="words and topics over the years"),
    Key("on-this-day", ("D",), "On this day", READING_, more="in all years"),
    Key("history", ("H",), "History", READING_, more="what was opened, latest first"),
    Key("last-place", ("'",), "Back to the item before", READING_, more="and back again"),
    Key("toggle-text", ("p",), "Text beside the timeline", READING_, more="on or off"),
    Key("zen", ("z",), "Only the text", READING_, more="and back"),
    Key("links", (";",), "Links", READING_, more="listed in full, opened by their number"),
    Key("narrower", ("<",), "Narrower lines", READING_),
    Key("wider", (">",), "Wider lines", READING_),
    Key("cite", ("y",), "Copy the citation", TAKING),
    Key("copy-text", ("Y",), "Copy the text", TAKING),
    Key("copy-selection", ("ctrl+c",), "Copy the selection", TAKING, more="of mouse or keys"),
    Key("copy-link", ("C",), "Copy a link", TAKING, more="the command that opens this item"),
    Key("browse", ("o",), "Open the address", TAKING, more="in the browser"),
    Key("save", ("s",), "Save the item", TAKING, more="as Markdown"),
    Key("export", ("e",), "Export the list", TAKING, more="as Markdown, BibTeX, RIS, CSV …"),
    Key("pipe", ("|",), "Pipe to a program", TAKING),
    Key("pager", ("v",), "Show in the pager", TAKING),
    Key("load", ("L",), "Load captures", PROGRAM, more="a file or a folder"),
    Key("refresh", ("U",), "Look for what is new", PROGRAM, more="where you follow; again to stop"),
    Key("following", ("W",), "What is followed", PROGRAM, more="listed, added to, taken from"),
    Key("tour", ("f3",), "A minute’s tour", PROGRAM),
    Key("help", ("?", "f1"), "Help", PROGRAM),
    Key("palette", (":", "ctrl+p"), "All actions by name", PROGRAM),
    Key("density", ("f5",), "Density", PROGRAM, more="headings of months, or of years alone"),
    Key("theme", ("f9",), "Next theme", PROGRAM),
    Key("close", ("escape",), "Close or clear", PROGRAM, more="never quits"),
    Key("back", ("q",), "Back, then quit", PROGRAM),
    Key("quit", ("Q", "ctrl+q"), "Quit", PROGRAM),
    Key("suspend", ("ctrl+z",), "Suspend", PROGRAM, more="back to the shell; fg returns"),
    Key("next-word", ("l", "right"), "Next word", CHOOSING, PASSAGE, "up and down go by lines"),
    Key("previous-word", ("h", "left"), "Previous word", CHOOSING, PASSAGE),
    Key("start-here", ("space", "v"), "Start here", CHOOSING, PASSAGE, "or no longer"),
    Key("sentence", ("s",), "The whole sentence", CHOOSING, PASSAGE),
    Key("mark-passage", ("enter", "M"), "Highlight it", CHOOSING, PASSAGE),
    Key("note-passage", ("a",), "Highlight it with a note", CHOOSING, PASSAGE),
    Key("unmark-passage", ("x",), "Take the highlight away", CHOOSING, PASSAGE),
    Key("copy-passage", ("y",), "Copy it", CHOOSING, PASSAGE),
    Key("leave-passage", ("escape", "q"), "Back to reading", CHOOSING, PASSAGE),
    Key("choose", ("enter",), "Choose", SHEETS, ("sheet",)),
    Key("leave", ("q", "escape"), "Back", SHEETS, ("sheet", "card")),
    Key("yes", ("y", "enter"), "Yes", SHEETS, ("question",)),
    Key("no", ("n", "q", "escape"), "No", SHEETS, ("question",)),
    Key("keep-note", ("escape", "ctrl+s"), "Keep the note", NOTING, ("note",)),
    Key("discard-note", ("ctrl+g",), "Leave the note as it was", NOTING, ("note",)),
    Key("note-editor", ("ctrl+o",), "Write it in your editor", NOTING, ("note",)),
)  # fmt: skip

SHOWN = {
    "down": "↓", "up": "↑", "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End",
    "escape": "esc", **{f"f{number}": f"F{number}" for number in range(1, 25)},
}  # fmt: skip
"""Keys as help prints them, where that differs from how they are named."""


ACTION = re.compile(r"\{([\w-]+)\}")


def key_for(name: str, table: Sequence[Key] = KEYS) -> str:
    """The key of an action as a hint names it, or its name in the palette where it has none."""
    key = next(key for key in table if key.id == name)
    return SHOWN.get(key.keys[0], key.keys[0]) if key.keys else f"“{key.name}”"


def told(hint: str, table: Sequence[Key] = KEYS) -> str:
    """A hint with the keys of the actions it names in braces."""
    return ACTION.sub(lambda match: key_for(match[1], table), hint)


def keys_of(pane: Pane) -> Iterator[Key]:
    """The keys that act in one pane; those of `everywhere` act in all."""
    return (key for key in KEYS if pane in key.panes)


def shown(key: Key) -> str:
    """The keys of an action as help and README print them: `j ↓`."""
    return " ".join(SHOWN.get(one, one) for one in key.keys)


def groups(table: Sequence[Key] = KEYS) -> dict[str, list[Key]]:
    """Heading -> the keys under it, in the order of the table."""
    found: dict[str, list[Key]] = {}
    for key in table:
        found.setdefault(key.group, []).append(key)
    return found
