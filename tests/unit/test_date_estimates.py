"""When an undated text was probably written."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.ingest.date_estimates import (
    OfficeHolder,
    OfficesError,
    estimate_date,
    load_office_holders,
)
from socitm_tui.storage.home import bundled_data_folder

OFFICE_HOLDERS = load_office_holders(bundled_data_folder() / "anchors.toml")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("New Socitm president Richard Steel will work.", ("2008-04", "2009-04")),
        ("So said Richard Steel, new president of Socitm.", ("2008-04", "2009-04")),
        ("So said Richard Steel, past president of Socitm.", None),
        ("Richard Steel likes trains. The president does not.", None),
        ("Vice-president Steve Palmer spoke.", None),
        ("The sum for 2005-06 is up by 23% on that for 2004-05.", ("2005", "2006")),
        ("Spending in 2012/13 fell. In 2011 it rose.", ("2012", "2013")),
        ("In 2011 it rose.", ("2011", "2012")),
        ("Online by 2015, after a start in 2011.", ("2011", "2012")),
        ("They have 2010 desks.", None),
        ("Better Connected 2012 is out.", ("2012", "2013")),
        ("Ready by March 2015.", None),
        ("More than 2000 desks, £2015 and 2,012 chairs, 2011%.", None),
        ("Nothing at all.", None),
        ("A castle of 1066.", None),
        ("Socitm president Steve Palmer met president Richard Steel.", ("2009-04", "2009-04")),
    ],
)
def test_a_text_betrays_its_time(body: str, expected: tuple[str, str] | None) -> None:
    estimate = estimate_date(None, body, OFFICE_HOLDERS)
    assert (estimate and (estimate.earliest, estimate.latest)) == expected


def test_a_year_in_office_lasts_to_its_end() -> None:
    holders = (
        OfficeHolder("Ann Other", "president", "2003", "2005", "a list"),
        OfficeHolder("Bo Third", "chair", "2005-03", "2006", "another"),
    )
    estimate = estimate_date(None, "Ann Other is president. Bo Third is chair.", holders)
    assert estimate is not None
    assert (estimate.earliest, estimate.latest) == ("2005-03", "2005")


def test_an_estimate_says_why() -> None:
    estimate = estimate_date("Plans for 2011", "Text.", ())
    assert estimate is not None
    assert estimate.reason == "the latest year its text names is 2011"


@pytest.mark.parametrize(
    "text",
    ["[[office", "office = 5", '[[office]]\nname = "A"',
     '[[office]]\nname="A"\noffice="b"\nfrom="then"\nto="2011"\nwhy="x"'],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "anchors.toml"
    path.write_text(text)
    with pytest.raises(OfficesError, match=r"anchors\.toml cannot be used"):
        load_office_holders(path)
    with pytest.raises(OfficesError, match="cannot be read"):
        load_office_holders(tmp_path / "missing.toml")
