"""Backup, restore, merge, check and repair, as their commands do it."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.ingest import items
from socitm_tui.ingest.loader import load_paths
from socitm_tui.maintenance import backup_file
from socitm_tui.maintenance.backup import write_backup
from socitm_tui.maintenance.restore import restore_backup
from socitm_tui.model.entities import Annotation
from socitm_tui.model.highlights import make_highlight
from socitm_tui.search.index import Index
from socitm_tui.search.saved_views import change_saved_view
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.first_frame_file import encode_first_frame
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.reader_state import ReaderState, write_reader_state
from socitm_tui.web.subscriptions import Subscription, SubscriptionFile
from tests.homes import NOW, Run

CAPTURES = bundled_data_folder() / "captures"
PAGE = CAPTURES / "publictechnology-tag-socitm.txt"


@pytest.fixture(scope="module")
def full_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.find(tmp_path_factory.mktemp("full") / "home")
    load_paths(home, [PAGE], NOW)
    load_paths(home, [CAPTURES], NOW)
    for key in (item.key for item in Archive(home.archive).read().items[:3]):
        note(home, key, f"on {key}")
    write_reader_state(home.state, ReaderState(query="year:2012"))
    for address in ("https://a.example/feed", "https://b.example/feed"):
        SubscriptionFile(home.subscriptions).add([Subscription(address, "A feed", NOW)])
    (home.path / "config.toml").write_text("")
    for name in ("On clouds", "Then"):
        change_saved_view(home.views, name, "cloud")
    return home


@pytest.fixture
def full(full_once: Home, home: Home) -> Home:
    """A home with something in every file."""
    shutil.copytree(full_once.path, home.path)
    Index.open(home)
    home.first_frame.write_bytes(encode_first_frame(home, (80, 24), "\x1b[1;1HNews"))
    return home


def note(home: Home, key: str, text: str, moment: str = NOW) -> None:
    Notebook(home.notebook).change(key, lambda a: replace(a, note=text), moment)


def holds(path: Path, *, derived: bool = False) -> dict[str, bytes]:
    """Every file of a home that a backup holds."""
    return {
        one.relative_to(path).as_posix(): one.read_bytes()
        for one in path.rglob("*")
        if one.is_file()
        and not one.name.startswith(".")
        and "replaced-" not in str(one)
        and (derived or not one.name.endswith((".index", ".screen")))
    }


# ------------------------------------------------------------------ backup, restore
def test_a_backup_brings_back_exactly_what_was_there(full: Home, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "backup.tar.gz"
    status, out, err = run("backup", file)
    assert (status, err) == (0, "")
    assert "12 files and 5 captures; read back and compared." in out
    before = holds(full.path)
    shutil.rmtree(full.path)
    status, out, err = run("restore", file)
    assert (status, err) == (0, "")
    assert holds(full.path) == before
    assert run("check")[0] == 0
    assert not list(full.path.glob(".restoring-*"))


def test_a_configuration_elsewhere_is_part_of_a_backup_and_never_written_over(
    full: Home, tmp_path: Path
) -> None:
    file, far = tmp_path / "backup.tar.gz", tmp_path / "config"
    far.mkdir()
    (full.path / "config.toml").unlink()
    home = replace(full, config=far / "config.toml")
    (tmp_path / "away.toml").write_text("")
    home.config.write_text('topics = "lists/mine.toml"\nanchors = "../away.toml"\n')
    (far / "lists").mkdir()
    (far / "lists/mine.toml").write_text("# mine\n")
    (far / "other.toml").write_text("# not named\n")
    before, configured = holds(full.path), holds(far)
    write_backup(home, file)
    shutil.rmtree(full.path)
    shutil.rmtree(far)
    assert restore_backup(home, file)[1:] == (None, ())
    assert holds(full.path) == before
    del configured["other.toml"]
    assert holds(far) == configured
    assert restore_backup(home, file, replace=True)[2] == ()
    home.config.write_text('keys = "vim"\n')
    (beside,) = restore_backup(home, file, replace=True)[2]
    assert beside.read_bytes() == configured["config.toml"]
    assert home.config.read_text() == 'keys = "vim"\n'


def test_the_same_home_gives_the_same_backup(full: Home, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write_backup(full, one)
    write_backup(full, two)
    assert one.read_bytes() == two.read_bytes()
    assert sorted(tarfile.open(one).getnames())[:2] == [  # noqa: SIM115
        "about-this-backup.json", "archive.json",
    ]  # fmt: skip


def test_nothing_is_restored_over_a_home_unless_told_so(
    full: Home, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "backup.tar.gz"
    write_backup(full, file)
    note(full, "later", "written since")
    before = holds(full.path)
    status, _, err = run("restore", file)
    assert status == 1
    assert "is in use, and nothing was restored" in err
    assert holds(full.path) == before
    status, out, _ = run("restore", file, "--replace")
    assert status == 0
    assert f"What was there before is in {full.path / 'replaced-1'}." in out
    assert "later" not in Notebook(full.notebook).read()
    aside = Notebook(full.path / "replaced-1" / "notebook.json").read()
    assert aside["later"].note == "written since"


@pytest.mark.parametrize("target", ["inside", "other"])
def test_a_backup_is_not_written_where_it_should_not_be(
    full: Home, tmp_path: Path, run: Run, target: str
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    file = full.path / "backup.tar.gz" if target == "inside" else tmp_path / "thesis.txt"
    status, _, err = run("backup", file)
    assert status == 1
    assert str(file) in err
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    assert run("backup", tmp_path / "b")[0] == run("backup", tmp_path / "b")[0] == 0


def test_an_empty_home_has_nothing_to_back_up(tmp_path: Path, run: Run) -> None:
    assert run("backup", tmp_path / "b")[0] == 1
    assert not (tmp_path / "b").exists()


def rewritten(file: Path, change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes]],
              *more: tuple[tarfile.TarInfo, bytes]) -> None:  # fmt: skip
    """The backup with its members changed."""
    with tarfile.open(file) as old:
        members = [(one, old.extractfile(one).read()) for one in old]  # type: ignore[union-attr]
    with tarfile.open(file, "w:gz") as new:
        for about, data in (*(change(one, data) for one, data in members[:-1]), *more, members[-1]):
            about.size = len(data)
            new.addfile(about, io.BytesIO(data))


def named(
    name: str, kind: bytes = tarfile.REGTYPE, link: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    about = tarfile.TarInfo(name)
    about.type, about.linkname = kind, link
    return about, b"" if kind != tarfile.REGTYPE else b"evil"


@pytest.mark.parametrize(
    "member",
    [
        named("../evil"),
        named("/tmp/evil"),  # noqa: S108
        named("captures/../../evil"),
        named("captures//evil"),
        named(".bashrc"),
        named("captures/.hidden"),
        named("a\\b"),
        named("line\nbreak\x1b[2J"),
        named("archive.json", tarfile.SYMTYPE, "/etc/passwd"),
        named("captures", tarfile.SYMTYPE, "/tmp"),  # noqa: S108
        named("hard", tarfile.LNKTYPE, "archive.json"),
        named("fifo", tarfile.FIFOTYPE),
        named("device", tarfile.CHRTYPE),
        named("archive.json"),
        named("more.json"),
    ],
    ids=lambda member: repr(member[0].name),
)
def test_a_hostile_backup_is_refused_whole(
    full: Home, tmp_path: Path, run: Run, member: tuple[tarfile.TarInfo, bytes]
) -> None:
    file = tmp_path / "backup.tar.gz"
    write_backup(full, file)
    rewritten(file, lambda about, data: (about, data), member)
    shutil.rmtree(full.path)
    status, out, err = run("restore", file)
    assert (status, out) == (1, "")
    assert str(file) in err
    assert err.count("\n") == 1
    assert "\x1b" not in err
    assert holds(full.path) == {}
    assert not list(tmp_path.glob("*evil*"))


def test_a_backup_that_is_cut_off_or_altered_is_refused(full: Home, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    write_backup(full, file)
    data = file.read_bytes()
    empty = Home.find(tmp_path / "other")
    for at in range(0, len(data), len(data) // 40):
        for broken in (data[:at], data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]):
            file.write_bytes(broken)
            with pytest.raises(StorageError):
                restore_backup(empty, file)
            assert holds(empty.path) == {}
    file.write_bytes(gzip.compress(gzip.decompress(data)[:20_000]))
    with pytest.raises(StorageError):
        restore_backup(empty, file)


# ------------------------------------------------------------------ merge
def test_two_notebooks_are_merged_and_conflicts_listed(
    full: Home, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "backup.tar.gz"
    other = Home.find(tmp_path / "other")
    write_backup(full, file)
    restore_backup(other, file)
    first, second, *_ = Notebook(full.notebook).read()
    note(full, first, "here", "2026-02-01T00:00:00Z")
    note(full, "mine", "only here", "2026-02-01T00:00:00Z")
    note(other, first, "there", "2026-02-02T00:00:00Z")
    note(other, second, "changed there", "2026-02-02T00:00:00Z")
    note(other, "theirs", "only there", "2026-02-02T00:00:00Z")
    write_backup(other, file)
    status, out, _ = run("restore", "--merge", file)
    assert status == 0
    assert "1 annotation added, 2 changed, 1 conflict." in out
    assert "the note is “there” and “here”; both are kept." in out
    notes = {key: one.note for key, one in Notebook(full.notebook).read().items()}
    assert notes[first] == "there\n\nhere"
    assert notes[second] == "changed there"
    assert (notes["mine"], notes["theirs"]) == ("only here", "only there")
    before = full.notebook.read_bytes()
    assert "0 changed, 0 conflicts" in run("restore", "--merge", file)[1]
    assert "0 changed" in run("restore", "--merge", other.notebook)[1]
    assert full.notebook.read_bytes() == before
    status, _, err = run("restore", "--merge", PAGE)
    assert status == 1
    assert "neither a backup nor a notebook" in err


def test_a_large_notebook_in_a_backup_is_merged(
    full: Home, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_file, "MAX_READ_BYTES", 1 << 15)
    monkeypatch.setattr(backup_file, "CHUNK_BYTES", 1 << 14)
    file, other = tmp_path / "backup.tar.gz", Home.find(tmp_path / "other")
    note(other, "theirs", "a" * (1 << 16))
    write_backup(other, file)
    assert "1 annotation added" in run("restore", "--merge", file)[1]


def test_a_highlight_that_is_in_conflict_is_quoted_once(
    full: Home, tmp_path: Path, run: Run
) -> None:
    other, body = Home.find(tmp_path / "other"), "The ferry is back."
    one = make_highlight(body, 0, 9)
    assert one
    here, there = ((replace(one, note=note),) for note in ("here", "there"))
    Notebook(full.notebook).change("k", lambda a: replace(a, highlights=here), NOW)
    Notebook(other.notebook).change("k", lambda a: replace(a, highlights=there), NOW)
    out = run("restore", "--merge", other.notebook)[1]
    assert (
        "a highlight is “The ferry”, noted “there” and “The ferry”, noted “here”; both are kept."
        in out
    )


# ------------------------------------------------------------------ repair
def flipped(path: Path, at: int, bit: int = 2) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


@pytest.mark.slow
def test_every_flipped_bit_of_every_file_is_found(full: Home, run: Run) -> None:
    assert run("check")[0] == 0
    for name, data in holds(full.path, derived=True).items():
        path = full.path / name
        if not data or name == "config.toml":
            continue
        for part in range(6):
            at = (len(data) - 1) * part // 5
            flipped(path, at, part)
            status, _, err = run("check")
            assert status == 1, f"{name}, byte {at}"
            assert name.rpartition("/")[2][:12] in err
            path.write_bytes(data)


def test_a_damaged_notebook_loses_no_more_than_the_annotation_that_was_hit(full: Home) -> None:
    for number in range(4):
        note(full, f"k{number}", "a note of some length " * 3)
    whole = Notebook(full.notebook).read()
    data = full.notebook.read_bytes()
    backup_data = (full.path / "notebook.json.bak").read_bytes()
    for at in range(0, len(data), 37):
        flipped(full.notebook, at)
        damaged = full.notebook.read_bytes()
        _repair(full)
        found = Notebook(full.notebook).read()
        lost = {key for key in whole if found.get(key) != whole[key]}
        assert len(lost) <= 1, at
        kept = sorted(full.path.glob("notebook.json.damaged-*"), key=lambda p: p.stat().st_mtime_ns)
        assert any(one.read_bytes() == damaged for one in kept)
        full.notebook.write_bytes(data)
        (full.path / "notebook.json.bak").write_bytes(backup_data)


def _repair(home: Home) -> list[str]:
    from socitm_tui.maintenance.repair import repair_home  # noqa: PLC0415

    return [one.sentence for one in repair_home(home, NOW)]


def test_an_archive_that_is_damaged_is_made_anew_from_its_captures(full: Home, run: Run) -> None:
    before = Archive(full.archive).read()
    for damage in ("{", None):
        if damage is None:
            flipped(full.archive, 5000)
        else:
            full.archive.write_text(damage)
            (full.path / "archive.json.bak").unlink()
        damaged = full.archive.read_bytes()
        status, out, err = run("check", "--repair")
        assert (status, err) == (0, "")
        assert "was damaged and was rebuilt" in out
        assert Archive(full.archive).read() == before
        assert any(one.read_bytes() == damaged for one in full.path.glob("archive.json.damaged-*"))


def test_an_archive_that_is_gone_is_made_anew_by_whatever_comes_first(full: Home, run: Run) -> None:
    before = Archive(full.archive).read()
    full.archive.unlink()
    status, out, err = run("list")
    assert status == 0
    assert len(out.splitlines()) == len(before.items)
    assert "was missing and was rebuilt from the kept captures" in err
    assert Archive(full.archive).read() == before


def test_items_of_a_capture_that_is_lost_survive_the_making_anew(
    full: Home, tmp_path: Path, run: Run
) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE.read_bytes() + b"\n")
    load_paths(full, [page], NOW)
    load_paths(full, [bundled_data_folder() / "chronology.json"], NOW)
    before = Archive(full.archive).read()
    sha256 = next(one.sha256 for one in before.captures if one.name == "page.txt")
    CaptureFolder(full.captures).file_of(sha256).write_bytes(b"other")
    full.archive.write_text("{")
    status, out, _ = run("check", "--repair")
    assert status == 1
    assert "page.txt is lost as a capture; its items stay" in out
    now = {item.key for item in Archive(full.archive).read().items}
    assert {i.key for i in before.items if i.capture_sha256 == sha256} <= now
    load_paths(full, [page], NOW)
    assert run("check")[0] == 0


def test_a_damaged_capture_of_the_bundled_ones_is_put_back(full: Home, run: Run) -> None:
    victim = sorted(full.captures.iterdir())[0]
    victim.write_bytes(b"other")
    status, out, _ = run("check", "--repair")
    assert status == 0
    assert "was put back from the program’s own copy" in out
    assert run("check")[0] == 0


@pytest.mark.parametrize("name", ["archive.json", "notebook.json", "state.json"])
def test_what_is_newer_is_never_touched(full: Home, run: Run, name: str) -> None:
    path = full.path / name
    path.write_text(
        json.dumps({"format": 9, "meta": {"1": {"kind": path.stem, "format": 9}}, "more": []})
    )
    before = path.read_bytes()
    for command in (["check", "--repair"], ["load", PAGE], ["list"]):
        run(*command)
    assert path.read_bytes() == before


def test_repair_of_a_sound_home_changes_nothing(full: Home, run: Run) -> None:
    before = holds(full.path)
    assert run("check", "--repair")[1].startswith("Nothing needed repair.")
    assert holds(full.path) == before


# ------------------------------------------------------------------ annotations, damage
def test_annotations_move_along_with_a_better_reading_and_back(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_paths(home, [PAGE], NOW)
    item = Archive(home.archive).read().items[0]
    run("note", item.key, "mine")
    monkeypatch.setattr(items, "_make_key", lambda identity: f"n{hash(identity) % 10**9:09}")
    load_paths(home, [PAGE], NOW)
    keys = {one.key for one in Archive(home.archive).read().items}
    (key,) = Notebook(home.notebook).read()
    assert key != item.key
    assert key in keys
    assert run("check")[0] == 0
    run("load", "--undo")
    assert Notebook(home.notebook).read()[item.key].note == "mine"


def test_an_annotation_with_no_certain_match_is_kept_and_listed_with_its_words(
    home: Home, run: Run
) -> None:
    load_paths(home, [PAGE], NOW)
    gone = Annotation(
        "gone", note="mine", heading="Lost", opening="Words that it opened with", date="2012",
        capture="a" * 64,
    )  # fmt: skip
    Notebook(home.notebook).change("gone", lambda a: gone, NOW)
    load_paths(home, [CAPTURES], NOW)
    assert Notebook(home.notebook).read()["gone"].note == "mine"
    err = run("check")[2]
    assert "has lost its item (2012, “Lost”: Words that it opened with …); it is kept: " in err
    assert "the note “mine”" in err


def test_a_notebook_that_cannot_be_read_hides_no_item(full: Home, run: Run) -> None:
    key = Archive(full.archive).read().items[0].key
    for text in ("{", json.dumps({"meta": {"1": {"kind": "notebook", "format": 9}}})):
        full.notebook.write_text(text)
        status, out, err = run("list")
        assert status == 1
        assert len(out.splitlines()) == 23
        assert err.count("\n") == 1
        assert "Everything is shown without your annotations" in err
        status, out, err = run("note", key, "new")
        assert status == 1
        assert full.notebook.read_text() == text


def test_a_damaged_notebook_is_not_built_upon(full: Home, run: Run) -> None:
    flipped(full.notebook, full.notebook.read_bytes().index(b'"note":"on') + 9)
    damaged = full.notebook.read_bytes()
    key = Archive(full.archive).read().items[0].key
    status, _, err = run("note", key, "new")
    assert status == 1
    assert "is damaged and was left as it is" in err
    assert full.notebook.read_bytes() == damaged


def test_an_item_that_lost_a_field_to_damage_is_a_sentence(full: Home, run: Run) -> None:
    data = full.archive.read_bytes()
    full.archive.write_bytes(data.replace(b'"layout":', b'"lay\\"ou":', 3))
    status, _, err = run("list")
    assert status == 1
    assert f"{full.archive} is damaged and was left as it is" in err
    assert "mistake" not in err


def test_a_capture_that_cannot_be_read_just_now_is_left_alone(
    full: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = holds(full.captures)
    read, failed = CaptureFolder.read, list[str]()

    def once(folder: CaptureFolder, sha256: str) -> bytes:
        if not failed:
            failed.append(sha256)
            raise StorageError("The kept capture cannot be read (Input/output error).")
        return read(folder, sha256)

    monkeypatch.setattr(CaptureFolder, "read", once)
    assert "left as it is" in run("check", "--repair")[1]
    assert holds(full.captures) == before
