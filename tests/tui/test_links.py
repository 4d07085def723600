"""Links of a text: numbered, listed in full, opened by number; and a link that leads back here."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.cli.main import run_program
from socitm_tui.model.hyperlinks import (
    ascii_host,
    find_links,
    insert_link_numbers,
    item_addresses,
    safe_address,
)
from socitm_tui.storage.home import Home
from socitm_tui.tui.actions import links as linking
from socitm_tui.tui.widgets.line_widget import RenderedStrip
from tests.factories import item
from tests.tui.archives import home_of
from tests.tui.screens import EXTRA_KEYS, Reading, reading

LONG = "https://example.org/" + "a-very-long-path/" * 12
BODY = f"See http://a.example/x, then {LONG}.\n\nOr again (http://a.example/x) or ask me@a.example."


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    browser = tmp_path / "web"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    items = [item("One", body=BODY, key="one", url="javascript:alert(1)"),
             item("Two", date="2011", key="two")]  # fmt: skip
    return home_of(tmp_path / "home", items)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See http://a.b/c.", ["http://a.b/c"]),
        ("(http://a.b/c)", ["http://a.b/c"]),
        ("http://a.b/c_(d) and", ["http://a.b/c_(d)"]),
        ("“https://a.b/?x=1&y=2#z”…", ["https://a.b/?x=1&y=2#z"]),
        ("www.socitm.net, and", ["http://www.socitm.net"]),
        ("ask a.b@c.gov.uk.", ["mailto:a.b@c.gov.uk"]),
        ("mailto:a@c.uk?subject=x", ["mailto:a@c.uk"]),
        ("javascript:alert(1) file:///etc data:text/html,x", []),
        ("no link: at 10:30, a@b", []),
        ("http://…", []),
        pytest.param("-" * 200_000 + "@", [], id="dashes"),
        pytest.param("a" * 200_000 + "@b", [], id="letters"),
        pytest.param("." * 200_000 + " www. a@b.uk", ["mailto:a@b.uk"], id="dots"),
        pytest.param("http://a" + ")" * 200_000, ["http://a"], id="brackets"),
    ],
)
def test_links_are_found_without_the_punctuation_after_them(text: str, found: list[str]) -> None:
    assert [one.address for one in find_links(text)] == found


def test_each_address_has_one_number_and_the_places_of_the_numbers_are_known() -> None:
    one = item("One", body="http://a.b x http://c.d y http://a.b", url="http://c.d")
    assert item_addresses(one) == ["http://a.b", "http://c.d"]
    shown, gaps = insert_link_numbers(one.body, {"http://a.b": 1, "http://c.d": 2})
    assert shown == "http://a.b[1] x http://c.d[2] y http://a.b[1]"
    assert [shown[at : at + size] for at, size in gaps] == ["[1]", "[2]", "[1]"]


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("mailto:a@b.uk", True),
        ("mailto:a@b.uk?attach=/etc/passwd", False),
        ("http://[", False),
        ("http://user@a.b/", False),
        ("ftp://a.b/", False),
    ],
)
def test_only_addresses_of_web_and_mail_are_opened(url: str, opened: bool) -> None:
    assert (safe_address(url) is not None) == opened


def test_a_host_in_letters_that_look_like_others_is_spelt_out() -> None:
    assert ascii_host("http://sоcitm.net/") == "xn--scitm-jye.net"
    assert ascii_host("http://socitm.net/") == ""
    assert ascii_host(f"http://{'ü' * 70}.net") == "a host that cannot be read"


async def test_links_are_numbered_listed_in_full_and_opened_by_number(
    page: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(linking, "start_browser", lambda _, address: started.append(address))
    async with reading(page, (80, 30)) as r:
        assert "http://a.example/x[1], then" in r.read
        assert "me@a.example[3]" in r.read
        await r.press("semicolon")
        assert "Links · 4" in r.top
        assert LONG in "".join("".join(line.strip() for line in r.lines[2:]).split())
        assert "no address of the web; it is not opened" in r.text
        await r.press("2")
        assert started == [LONG]
        await r.press("semicolon", "down", "down", "enter")
        assert started[1:] == ["mailto:me@a.example"]
        await r.press("semicolon", "4")
        assert started[2:] == []
        assert "was not opened" in r.status
        await r.press("semicolon", "y")
        assert r.app.clipboard == "http://a.example/x"
        await r.press("j", "semicolon")
        assert "There is no link in this text" in r.text


async def test_of_many_links_a_number_goes_to_one_and_enter_opens_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    many = " ".join(f"http://a.b/{number}" for number in range(1, 15))
    home = home_of(tmp_path / "home", [item("One", body=many)])
    async with reading(home) as r:
        await r.press("semicolon", "1", "3")
        assert "13" in next(line for line in r.lines if "▸" in line)
        await r.press("enter")
        assert "http://a.b/13" in r.status


# ------------------------------------------------------------------ a link to an item
async def test_a_link_leads_back_to_the_item_and_the_filter(page: Home) -> None:
    async with reading(page, table=EXTRA_KEYS) as r:
        await r.press("F")
        await r.type("year:2012")
        await r.press("enter", "C")
        assert r.app.clipboard == f"socitm-tui --home {page.path} open one --query year:2012"
    async with reading(page, start=("year:2011", "two")) as r:
        await r.rest()
        assert (r.heading, r.browse.panes.current) == ("Two", "text")
        assert r.status.startswith("1 of 2 · year 2011")
    async with reading(page, start=("year:2011", "one")) as r:
        await r.rest()
        assert r.heading == "One"
        assert "Filter cleared to show the item." in r.status


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["open", "tw"], 0, "Two"),
        (["open", "--query", "year:2011"], 0, "two"),
        (["open", "zz"], 1, "No entry has a key that begins with “zz”."),
        (["open", "--query", "yeer:2011"], 2, "There is no filter called “yeer”"),
    ],
)
def test_without_a_terminal_open_prints(
    page: Home, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, said: str
) -> None:
    with pytest.raises(SystemExit) as end:
        run_program(["--home", str(page.path), *arguments])
    assert end.value.code == status
    out = capsys.readouterr()
    assert said in out.out + out.err


async def test_addresses_are_links_of_the_terminal_and_a_click_opens_them(
    tmp_path: Path, page: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(linking, "start_browser", lambda _, address: opened.append(address))
    url = "https://a.example/a-long-path/that-is-wrapped-over-two-lines"
    home = home_of(tmp_path / "own", [item("One", url=url, body="See http://b.example/x, then.")])
    async with reading(home, (100, 30)) as r:
        written = _written(r)
        assert sum(f"\x1b]8;;{url}\x1b\\" in line for line in written) == 2
        assert sum("\x1b]8;;http://b.example/x\x1b\\" in line for line in written) == 1
        for words in ("https://a.ex", "b.example"):
            line = next(y for y, text in enumerate(r.lines) if words in text)
            await r.pilot.click(offset=(r.lines[line].index(words), line))
            await r.rest()
        assert opened == [url, "http://b.example/x"]
    async with reading(page) as r:
        written = _written(r)
        assert not any("8;;javascript" in line for line in written)


def _written(r: Reading) -> list[str]:
    """The lines of the text as a terminal of many colours takes them."""
    strips = r.browse.reader._strips.values()
    return [
        r.app.theme_styles.encode_line(strip._pieces)
        for strip in strips
        if isinstance(strip, RenderedStrip)
    ]
