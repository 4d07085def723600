"""`python -m tests.bench`: build archives, run the sessions side by side, print the table."""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from socitm_tui.ingest.loader import load_bundled, load_paths
from socitm_tui.model.reattach import remember_item
from socitm_tui.search.index import Index
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from tests.bench import generate, sessions, table, ttybench

HERE = Path(__file__).parent
MARKED = 5_000
MOMENT = "2020-01-02T03:04:05Z"
PAGE = """News of the council

27 March 2012
Council opens its data
The council has published all of its spending over 500 pounds, and asks what people make of it.

26 March 2012
Library stays open on Sundays
After a petition of two thousand readers the library in the market square stays open on Sundays.
"""


def main() -> None:
    """Measure what was asked for."""
    options = _options()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its modules compiled
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    figures: dict[str, Any] = {"sizes": options.sizes}
    homes = {size: _home(folder, size) for size in options.sizes}
    large = table.large(options.sizes)
    if not options.no_load:
        figures["load"] = _loading(folder, max(options.load))
    figures["add"] = _adding(folder, homes[large])
    figures["marks"] = _marking(folder, homes[large])
    figures |= _sessions(folder, homes, options)
    (folder / "bench.json").write_text(json.dumps(figures, indent=1))
    print(table.text(figures))
    print(f"All figures: {folder / 'bench.json'}", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".bench"), help="for what is built")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--load", type=int, nargs="+", default=[100_000], help="items to load")
    parser.add_argument("--no-load", action="store_true", help="leave out what takes minutes")
    parser.add_argument("--no-peers", action="store_true")
    return parser.parse_args()


# ------------------------------------------------------------------ what is built
def _once(path: Path, make: Callable[[Path], object]) -> Path:
    """A file that is made unless it is there."""
    if not path.exists():
        print(f"making {path} ...", file=sys.stderr)
        half = path.with_name(f"half-{path.name}")
        make(half)
        half.replace(path)
    return path


def _feed(folder: Path, size: int) -> Path:
    return _once(
        folder / f"news-{size}.json", lambda path: generate.json_feed(path, generate.news(size))
    )


def _home(folder: Path, size: int) -> Home:
    """A home with so many items, loaded by our own loader, with an index of this version."""
    home = Home.find(folder / f"home-{size}")
    if not home.archive.exists():
        print(f"loading {size:,} items ...", file=sys.stderr)
        load_paths(home, [_feed(folder, size)], MOMENT)
    home.notebook.unlink(missing_ok=True)
    Index.open(home)
    return home


# ------------------------------------------------------------------ loading and adding
def _run(command: Sequence[str]) -> dict[str, float]:
    """Seconds and megabytes of a program."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": seconds, "peak_mb": peak}


def _loading(folder: Path, size: int) -> dict[str, Any]:
    """Our loader on a JSON Feed and feedparser on the same items as RSS, one after the other."""
    feed = _feed(folder, size)
    rss = _once(folder / f"news-{size}.xml", lambda path: generate.rss(path, generate.news(size)))
    fresh = folder / "home-fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    found: dict[str, Any] = {"size": size, "ours": _run(_command(fresh, "load", str(feed)))}
    shutil.rmtree(fresh)
    if not find_spec("feedparser"):
        return found
    parse = "import feedparser, sys; assert feedparser.parse(sys.argv[1]).entries"
    return {**found, "feedparser": _run([sys.executable, "-c", parse, str(rss)])}


def _adding(folder: Path, home: Home) -> dict[str, Any]:
    """One page more, by the command and without the start of Python."""
    copy = folder / "home-copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home.path, copy)
    Index.open(Home.find(copy))  # a copy is another file, with an index of its own
    page = folder / "page.txt"
    page.write_text(PAGE)
    os.sync()  # what was copied is no part of it
    command = _run(_command(copy, "load", str(page)))
    page.write_text(PAGE.replace("March", "April"))
    os.sync()
    start = time.perf_counter()
    load_paths(Home.find(copy), [page], MOMENT)
    alone = time.perf_counter() - start
    start = time.perf_counter()
    Index.open(Home.find(copy))
    opened = time.perf_counter() - start
    shutil.rmtree(copy)
    return {"command": command["seconds"], "alone": alone, "opened": opened}


def _marking(folder: Path, home: Home) -> dict[str, Any]:
    """One mark more, and opening, where thousands of items are marked."""
    book = Notebook(folder / "marks.json")
    book.path.unlink(missing_ok=True)
    index = Index.open(home)
    entries = [index.entry(row) for row in range(0, len(index), max(1, len(index) // MARKED))]
    remembered = {entry.key: remember_item(entry.annotation, entry.item) for entry in entries}
    book.change_all(
        {key: lambda a: replace(remembered[a.key], read=True) for key in remembered}, MOMENT
    )
    took = []
    for key in [*remembered][:100]:
        start = time.perf_counter()
        book.change(key, lambda a: replace(a, bookmarked=True), MOMENT)
        took.append((time.perf_counter() - start) * 1e3)
    return {"count": len(remembered), "change": ttybench.summary(took)}


def _command(home: Path, *arguments: str) -> list[str]:
    return [str(Path(sys.executable).parent / "socitm-tui"), "--home", str(home), *arguments]


# ------------------------------------------------------------------ sessions in a terminal
def _sessions(folder: Path, homes: dict[int, Home], options: argparse.Namespace) -> dict[str, Any]:
    vocabulary = generate.vocabulary(random.Random(7))  # noqa: S311
    words = [vocabulary[rank] for rank in (3, 60, 600, 6000)]
    pairs = [f'"{vocabulary[a]} {vocabulary[b]}"' for a, b in ((2, 5), (4, 300), (800, 20))]
    bundled = Home.find(folder / "home-bundled")
    if not bundled.archive.exists():
        load_bundled(bundled, MOMENT)
    cases = [sessions.bare(HERE), sessions.reader("bundled", bundled.path, words, pages=4)]
    copies = {"bundled": bundled} | {str(size): home for size, home in homes.items()}
    cases += [
        sessions.again(name, _linked(folder, name, home).path) for name, home in copies.items()
    ]
    cases += [
        sessions.reader(str(size), home.path, [*words, *pairs]) for size, home in homes.items()
    ]
    if not options.no_peers:
        cases += _peers(folder, table.large([*homes]), words)
    peers = {"bare", "newsboat", "less"} & {case["name"] for case in cases}
    asked = SimpleNamespace(
        size="120x40", runs=options.rounds, warmup=1, sync=True, mute=False, kitty=False,
        verbose=True, base=",".join(peers),
    )  # fmt: skip
    sys.setswitchinterval(0.0002)
    measured: dict[str, Any] = ttybench.measure({"cases": cases}, asked)
    return measured


def _linked(folder: Path, name: str, home: Home) -> Home:
    """The same home with a state of its own."""
    found = Home.find(folder / f"home-{name}-again")
    shutil.rmtree(found.path, ignore_errors=True)
    shutil.copytree(home.path, found.path, copy_function=os.link)
    found.state.unlink(missing_ok=True)
    found.first_frame.unlink(missing_ok=True)
    return found


def _peers(folder: Path, size: int, words: Sequence[str]) -> list[sessions.Case]:
    """newsboat and less on the same items, where they are installed."""
    found = []
    if shutil.which("newsboat"):
        found.append(
            sessions.newsboat(_once(folder / f"newsboat-{size}", _subscribed(size)), words)
        )
    if shutil.which("less"):
        text = _once(
            folder / f"news-{size}.txt", lambda path: generate.text(path, generate.news(size))
        )
        found.append(sessions.less(text))
    return found


def _subscribed(size: int) -> Callable[[Path], None]:
    """Makes a folder in which newsboat has fetched all items already."""

    def make(folder: Path) -> None:
        generate.newsboat(folder, generate.news(size))
        settings = ("auto-reload no", "show-read-feeds yes", "confirm-exit no", "max-items 0")
        (folder / "config").write_text("\n".join(settings) + "\n")
        files = ["-C", f"{folder}/config", "-u", f"{folder}/urls", "-c", f"{folder}/cache.db"]
        subprocess.run(["newsboat", "-q", *files, "-x", "reload"], check=True)

    return make


if __name__ == "__main__":
    main()
