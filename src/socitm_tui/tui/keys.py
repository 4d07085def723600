"""The key table: bindings, help and the documents are made from it.

No Textual here, so that a command can print the table. An id names one action; an id with several
panes is the same movement in each of them. Users rebind a key by its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Pane = Literal[
    "everywhere", "filter", "timeline", "text", "selection", "list", "page", "dialog", "question",
    "note",
]  # fmt: skip
PANES: tuple[Pane, ...] = ("everywhere", "filter", "timeline", "text")
LISTS: tuple[Pane, ...] = ("filter", "timeline", "text", "list", "page", "dialog")
READING: tuple[Pane, ...] = ("timeline", "text")
ANYWHERE: tuple[Pane, ...] = ("everywhere",)
SELECTION: tuple[Pane, ...] = ("selection",)
PAGE: tuple[Pane, ...] = ("page",)
SEPARATE_PANES: tuple[Pane, ...] = ("selection", "list", "page", "dialog", "question", "note")
"""In these only their own keys act, not those of `everywhere`."""


@dataclass(frozen=True, slots=True)
class Key:
    """An action, its keys, and the panes in which they act."""

    action: str
    """The method that carries it out: `SUBJECT.METHOD` of `Actions`, or METHOD of the pane."""
    keys: tuple[str, ...]
    """Empty for an action that is chosen in help, unless the user gives it a key."""
    name: str
    """The name in help."""
    group: str
    """Its heading in help and in the documents."""
    panes: tuple[Pane, ...] = ANYWHERE
    more: str = ""
    """What the name does not say."""

    @property
    def id(self) -> str:
        """The name by which the user rebinds it: that of the method, with hyphens."""
        return self.action.rpartition(".")[2].replace("_", "-")

    @property
    def description(self) -> str:
        """The whole description, as help prints it."""
        return f"{self.name}, {self.more}" if self.more else self.name


MOVING, SWITCHING, FINDING = "Moving", "Panes", "Finding"
MARKING, VIEWING, SHARE = "Marking", "Reading", "Taking along"
PROGRAM, SELECTING = "Program", "Selecting words"
DIALOGS, NOTE_EDITING = "In lists and dialogs", "Writing a note"
MENDING = "In a capture: what a line is"

KEYS: tuple[Key, ...] = (
    Key("down", ("j", "down"), "Down", MOVING, LISTS),
    Key("up", ("k", "up"), "Up", MOVING, LISTS),
    Key("half_page_down", (), "Half a page down", MOVING, LISTS),
    Key("half_page_up", (), "Half a page up", MOVING, LISTS),
    Key("page_down", ("pagedown",), "A page down", MOVING, LISTS),
    Key("page_up", ("pageup",), "A page up", MOVING, LISTS),
    Key(
        "read_on", ("space",), "Read on", MOVING, (*READING, "list", "dialog"),
        "a page down; at the end of a text, the next item",
    ),
    Key("top", ("g", "home"), "To the top", MOVING, LISTS),
    Key("bottom", ("G", "end"), "To the bottom", MOVING, LISTS),
    Key("open", ("enter",), "Open the item", MOVING, ("timeline",), "and mark it read once left"),
    Key("movement.next_item", ("J",), "Next item", MOVING),
    Key("movement.previous_item", ("K",), "Previous item", MOVING),
    Key("movement.next_unread", (".",), "Next unread item", MOVING),
    Key("movement.previous_unread", (",",), "Previous unread item", MOVING),
    Key("movement.next_month", ("]",), "Next month", MOVING, more="or in the filter section"),
    Key("movement.previous_month", ("[",), "Previous month", MOVING, more="or section"),
    Key("movement.next_year", ("}",), "Next year", MOVING, more="down the list"),
    Key("movement.previous_year", ("{",), "Previous year", MOVING),
    Key(
        "movement.go_to_date", ("d",), "Go to date", MOVING,
        more="as in 2012, mar 2012, 2012-03-27, -2y",
    ),
    Key("panes.next_pane", ("tab", "l"), "Next pane", SWITCHING),
    Key("panes.previous_pane", ("shift+tab", "h"), "Previous pane", SWITCHING),
    Key("panes.filter_pane", ("1",), "Filter pane", SWITCHING),
    Key("panes.timeline_pane", ("2",), "Timeline", SWITCHING),
    Key("panes.text_pane", ("3",), "Text", SWITCHING),
    Key("tick", ("space", "enter"), "Tick", FINDING, ("filter",), "or no longer"),
    Key("exclude", ("-",), "Exclude", FINDING, ("filter",), "or no longer exclude"),
    Key(
        "search.search", ("/",), "Search", FINDING,
        more="in the text: find in it; in the filter: a name",
    ),
    Key(
        "movement.next_hit", ("n",), "Next hit", FINDING,
        more="in the text, or the next item found",
    ),
    Key("movement.previous_hit", ("N",), "Previous hit", FINDING),
    Key("panes.filter", ("f",), "Filter", FINDING, more="to its pane and back"),
    Key("search.query", ("F",), "Query line", FINDING, more="the whole filter as text"),
    Key("search.clear", ("c",), "Clear the filter", FINDING),
    Key("search.only_bookmarks", ("B",), "Only bookmarks", FINDING, more="and back"),
    Key("search.only_unread", (), "Only unread", FINDING, more="and back"),
    Key("search.last_load", ("f4",), "Only the last load", FINDING, more="newest first; and back"),
    Key("search.sort", ("S",), "Sort", FINDING, more="by date, by match, by heading"),
    Key("saved_queries.views", ("V",), "Saved views", FINDING, more="with what each gives now"),
    Key("saved_queries.save_view", ("ctrl+s",), "Save the view", FINDING),
    Key("annotate.bookmark", ("b",), "Bookmark", MARKING, more="or take the bookmark away"),
    Key("annotate.read", ("r",), "Read or unread", MARKING),
    Key("annotate.read_all", ("R",), "Mark all shown read", MARKING, more="asks first"),
    Key("notes.note", ("a",), "Note", MARKING, more="written here, or in your editor"),
    Key("highlight.notes", ("A",), "All notes", MARKING),
    Key(
        "highlight.highlight", ("M",), "Highlight", MARKING,
        more="what is selected, or words to choose",
    ),
    Key("notes.tags", ("t",), "Tags", MARKING, more="your own, ticked in a list"),
    Key("notes.correct", ("E",), "Correct", MARKING, more="date, title, topics or author"),
    Key("annotate.pick", ("x",), "Select", MARKING, more="several, to act on them together"),
    Key("annotate.pick_all", ("X",), "Select all shown", MARKING, more="or none"),
    Key("undo_stack.undo", ("u",), "Undo", MARKING),
    Key("undo_stack.redo", ("ctrl+r",), "Redo", MARKING),
    Key("program.evidence", ("i",), "Evidence", VIEWING, more="where each field stands and why"),
    Key(
        "pages.capture", ("O",), "Show in the capture", VIEWING,
        more="the page as it was saved, at the item",
    ),
    Key(
        "captures.captures", ("I",), "Captures", VIEWING,
        more="what each gave, doubtful ones first",
    ),
    Key(
        "lesson.teach", (), "Read the others of a source alike", VIEWING,
        more="as you mended this page",
    ),
    Key("compare.variants", ("w",), "Variants", VIEWING, more="the same story side by side"),
    Key("compare.trend", ("T",), "Trend", VIEWING, more="words and topics over the years"),
    Key("compare.on_this_day", ("D",), "On this day", VIEWING, more="in all years"),
    Key("history.history", ("H",), "History", VIEWING, more="what was opened, latest first"),
    Key("history.last_place", ("'",), "Back to the item before", VIEWING, more="and back again"),
    Key("panes.toggle_text", ("p",), "Text beside the timeline", VIEWING, more="on or off"),
    Key("panes.zen", ("z",), "Only the text", VIEWING, more="and back"),
    Key("links.links", (";",), "Links", VIEWING, more="listed in full, opened by their number"),
    Key("panes.narrower", ("<",), "Narrower lines", VIEWING),
    Key("panes.wider", (">",), "Wider lines", VIEWING),
    Key("share.cite", ("y",), "Copy the citation", SHARE),
    Key("share.copy_text", ("Y",), "Copy the text", SHARE),
    Key("share.copy_selection", ("ctrl+c",), "Copy the selection", SHARE, more="of mouse or keys"),
    Key("links.copy_link", (), "Copy a link", SHARE, more="the command that opens this item"),
    Key("links.browse", ("o",), "Open the address", SHARE, more="in the browser"),
    Key("share.save", ("s",), "Save the item", SHARE, more="as Markdown"),
    Key("share.export", ("e",), "Export the list", SHARE, more="as Markdown, BibTeX, RIS, CSV …"),
    Key("share.pipe", (), "Pipe to a program", SHARE, more="as in: wc -w"),
    Key("share.pager", (), "Show in the pager", SHARE),
    Key("load.load", ("L",), "Load captures", PROGRAM, more="saved pages and feeds"),
    Key(
        "follow.refresh", ("U",), "Look for what is new", PROGRAM,
        more="where you follow; again to stop",
    ),
    Key(
        "follow.following", ("W",), "What is followed", PROGRAM,
        more="listed, added to, taken from",
    ),
    Key("tour.tour", ("f3",), "A minute’s tour", PROGRAM),
    Key("program.help", ("?", ":", "f1", "ctrl+p"), "Help", PROGRAM, more="all keys and actions"),
    Key("program.theme", (), "Choose a theme", PROGRAM, more="dark, light, high contrast …"),
    Key("program.orphans", (), "Annotations without an item", PROGRAM, more="and their words"),
    Key("program.signs", ("f5",), "Signs", PROGRAM, more="what the marks beside headlines mean"),
    Key(
        "program.redraw", ("ctrl+l",), "Draw the screen again", PROGRAM,
        more="if another program has written on it",
    ),
    Key("search.close", ("escape",), "Close or clear", PROGRAM, more="never quits"),
    Key("program.back", ("q",), "Back, then quit", PROGRAM),
    Key("session.quit", ("Q", "ctrl+q"), "Quit", PROGRAM),
    Key("program.suspend", ("ctrl+z",), "Suspend", PROGRAM, more="back to the shell; fg returns"),
    Key("next_word", ("l", "right"), "Next word", SELECTING, SELECTION, "up and down go by lines"),
    Key("previous_word", ("h", "left"), "Previous word", SELECTING, SELECTION),
    Key("extend_right", ("shift+right",), "Select to the right", SELECTING, SELECTION, "by words"),
    Key("extend_left", ("shift+left",), "Select to the left", SELECTING, SELECTION),
    Key("extend_down", ("shift+down",), "Select downwards", SELECTING, SELECTION),
    Key("extend_up", ("shift+up",), "Select upwards", SELECTING, SELECTION),
    Key("start_here", ("space", "v"), "Start here", SELECTING, SELECTION, "or no longer"),
    Key("sentence", ("s",), "The whole sentence", SELECTING, SELECTION),
    Key("add_highlight", ("enter", "M"), "Highlight it", SELECTING, SELECTION),
    Key("add_note", ("a",), "Highlight it with a note", SELECTING, SELECTION),
    Key("remove_highlight", ("x",), "Take the highlight away", SELECTING, SELECTION),
    Key("copy_words", ("y",), "Copy it", SELECTING, SELECTION),
    Key("leave_words", ("escape", "q"), "Back to reading", SELECTING, SELECTION),
    Key("mark_date", ("d",), "The date", MENDING, PAGE, "or no longer, as all of these"),
    Key("mark_headline", ("h",), "The headline", MENDING, PAGE),
    Key("mark_byline", ("b",), "The byline", MENDING, PAGE, "who wrote it"),
    Key("mark_text", ("t",), "Text of the news", MENDING, PAGE),
    Key("mark_out", ("x",), "None of the news", MENDING, PAGE),
    Key(
        "mark_new", ("n",), "A new item begins here", MENDING, PAGE,
        "of selected lines on the first and on those like it",
    ),
    Key("mark_join", ("m",), "Belongs to the item above", MENDING, PAGE),
    Key("begin_item", ("N",), "The item begins here", MENDING, PAGE, "above an item: from here on"),
    Key("end_item", ("e",), "The item ends here", MENDING, PAGE, "below an item: as far as here"),
    Key("no_news", ("X",), "No news on this page", MENDING, PAGE, "or no longer"),
    Key("join_page", ("M",), "One item from the first to the last", MENDING, PAGE),
    Key("select_down", ("shift+down",), "Select the line below too", MENDING, PAGE),
    Key("select_up", ("shift+up",), "Select the line above too", MENDING, PAGE),
    Key("select_from", ("v", "space"), "Select lines from here", MENDING, PAGE, "or no longer"),
    Key("keep_marks", ("enter",), "Keep what you said", MENDING, PAGE),
    Key("items", ("tab",), "The items of the page", MENDING, PAGE, "or the lines of a feed"),
    Key("fold", ("f",), "Lines outside any item", MENDING, PAGE, "all of them, or folded"),
    Key(
        "teach_others", ("s",), "Read the others of this source so", MENDING, PAGE,
        "shows first what would change",
    ),
    Key("choose", ("enter",), "Choose", DIALOGS, ("list",)),
    Key("leave", ("escape", "q"), "Back", DIALOGS, ("list", "page", "dialog")),
    Key("yes", ("y", "enter"), "Yes", DIALOGS, ("question",)),
    Key("no", ("n", "escape", "q"), "No", DIALOGS, ("question",)),
    Key("keep_note", ("escape", "ctrl+s"), "Save and close", NOTE_EDITING, ("note",)),
    Key("discard_note", ("ctrl+g",), "Close without the changes", NOTE_EDITING, ("note",)),
    Key("note_editor", ("ctrl+o",), "Write it in your editor", NOTE_EDITING, ("note",)),
)  # fmt: skip

FIRST_HOUR = (
    "down", "up", "open", "read-on", "back", "next-pane", "search", "filter", "clear", "bookmark",
    "note", "cite", "capture", "undo", "load",
)  # fmt: skip
"""The actions that a reader needs in the first hour; help begins with them."""
KEY_LABELS = {
    "down": "↓", "up": "↑", "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End",
    "escape": "esc", **{f"f{number}": f"F{number}" for number in range(1, 25)},
}  # fmt: skip
"""Key -> how help prints it, if that is not its name."""


PLACEHOLDER = re.compile(r"\{([\w-]+)\}")


def hint_key(name: str, table: Sequence[Key] = KEYS) -> str:
    """The key of an action as a hint names it; the name of the action if it has no key."""
    key = next(key for key in table if key.id == name)
    return KEY_LABELS.get(key.keys[0], key.keys[0]) if key.keys else f"“{key.name}”"


def fill_hint(hint: str, table: Sequence[Key] = KEYS) -> str:
    """A hint with the keys of the actions that it names in braces."""
    return PLACEHOLDER.sub(lambda match: hint_key(match[1], table), hint)


def pane_keys(pane: Pane) -> Iterator[Key]:
    """The keys that act in one pane; those of `everywhere` act in all."""
    return (key for key in KEYS if pane in key.panes)


def key_label(key: Key) -> str:
    """The keys of an action as help and the documents print them: `j ↓`."""
    return " ".join(KEY_LABELS.get(name, name) for name in key.keys)


def keys_by_group(table: Iterable[Key] = KEYS) -> dict[str, list[Key]]:
    """Heading -> the keys under it, in the order of the table."""
    sections: dict[str, list[Key]] = {}
    for key in table:
        sections.setdefault(key.group, []).append(key)
    return sections
