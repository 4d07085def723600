"""Private members of Textual and Rich: which ones, for what, and that no other room uses any."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from tests.tui.conftest import QUICK

TREE = Path(__file__).parents[2] / "src" / "socitm_tui"
ALLOWED = (
    *sorted((TREE / "tui" / "startup").rglob("*.py")),
    TREE / "tui" / "widgets" / "line_widget.py",
)
"""The only modules that may use private members."""
PRIVATE = {
    "textual._xterm_parser.XTermParser._sequence_to_key_events": "escape and a key are two keys",
    "textual.app.App._check_bindings": "a key acts before the next one is looked at",
    "textual.app.App._close_messages_no_wait": "an exception ends the reader",
    "textual.app.App._exception": "an exception is reported once the terminal is restored",
    "textual.app.App._fatal_error": "no traceback over the screen",
    "textual.drivers.linux_driver.LinuxDriver._file": "frames wait for a slow terminal",
    "textual.drivers.linux_driver.LinuxDriver._writer_thread": "frames wait for a slow terminal",
    "textual.drivers._writer_thread.WriterThread._queue": "frames wait for a slow terminal",
    "rich.console.Console._color_system": "a line is written with few codes",
    "textual.strip.Strip._cell_length": "a line is written with few codes",
    "textual.strip.Strip._render_cache": "a line is written with few codes",
    "textual.widget.Widget._on_blur": "a pane that is left is drawn once",
    "textual.widget.Widget._on_focus": "a pane that is gone to is drawn once",
    "textual.screen.Screen._callbacks": "frames wait for a slow terminal",
    "textual.screen.Screen._invoke_and_clear_callbacks": "frames wait for a slow terminal",
    "textual.screen.Screen._on_timer_update": "frames wait for a slow terminal",
    "textual.screen.Screen._select_state": "a selection stays where it began",
    "textual.screen.Screen._selecting": "a selection stays where it began",
}
"""Member -> what for."""
MOST = 20
IN_TESTS = {
    "textual.screen.Screen._compositor": "the tests of the screen read its lines",
    "textual.app.App._display": "the tests of the screen count its frames",
    "textual.drivers.linux_driver.XTermParser": "escape and a key are two keys",
    **dict.fromkeys(QUICK, "the tests of the screen are quick"),
}


def is_there(name: str) -> bool:
    """Whether there is a module, class or attribute, the last also where only objects have it."""
    owner, _, attribute = name.rpartition(".")
    try:
        found = import_module(owner)
    except ModuleNotFoundError:
        module, _, kind = owner.rpartition(".")
        try:
            found = getattr(import_module(module), kind)
        except (ModuleNotFoundError, AttributeError):
            return False
    classes: tuple[type, ...] = found.__mro__[:-1] if inspect.isclass(found) else ()
    return hasattr(found, attribute) or any(
        f"self.{attribute}" in inspect.getsource(one) for one in classes
    )


def nodes_of(paths: Iterable[Path]) -> list[ast.AST]:
    return [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]


@cache
def own_names() -> set[str]:
    """The attributes, names and methods that the tree defines itself."""
    names = set()
    for node in nodes_of(TREE.rglob("*.py")):
        match node:
            case ast.Attribute(attr=name, ctx=ast.Store()) | ast.Name(id=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
    return names


def private_members(paths: Iterable[Path]) -> set[str]:
    """The private members that modules use and that are not the tree's own."""
    table = {name.rpartition(".")[2] for name in PRIVATE}
    own, members = own_names() - table, set()
    for node in nodes_of(paths):
        match node:
            case ast.Attribute(attr=name) | ast.FunctionDef(name=name):
                members.add(name)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in ("textual", "rich"):
                members |= {part for part in module.split(".") if part.startswith("_")}
    return {name for name in members - own if name[0] == "_" and name[:2] != "__"}


def test_the_private_members_used_are_those_of_the_table_and_are_there() -> None:
    table = {name.rpartition(".")[2] for name in PRIVATE} | {"_xterm_parser"}
    assert private_members(ALLOWED) == table
    assert len(table) <= MOST
    gone = [
        f"{name} ({purpose})"
        for name, purpose in (PRIVATE | IN_TESTS).items()
        if not is_there(name)
    ]
    assert not gone, f"Textual {version('textual')} has no {', no '.join(gone)} any more."


def test_no_other_module_uses_a_private_member() -> None:
    others = set((TREE / "tui").rglob("*.py")) - {*ALLOWED}
    uses = {path.relative_to(TREE): private_members([path]) for path in others}
    assert not {str(path): names for path, names in uses.items() if names}
