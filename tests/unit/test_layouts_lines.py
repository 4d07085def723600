"""What single lines are taken for: stamps, bylines, furniture."""

from __future__ import annotations

import pytest

from socitm_tui.parsing.layouts.boilerplate import furniture, more_title, strip_more
from socitm_tui.parsing.layouts.bylines import byline, is_name, page_author
from socitm_tui.parsing.layouts.date_lines import dateline, read_stamp
from socitm_tui.parsing.layouts.line_shapes import headline, prose
from socitm_tui.parsing.layouts.units import run_in


@pytest.mark.parametrize(
    ("line", "dress", "author"),
    [
        ("27/03/12", "bare", None),
        ("• 27 March 2008", "bare", None),
        ("Published: 21/03/2013", "bare", None),
        ("Headlines: July 1st, 2002", "bare", None),
        ("June 6, 2014updated 22 Sep 2016 1:24pm", "bare", None),
        ("Created on 27 March 2008. Last modified on 28 March 2008.", "bare", None),
        ("Friday, 05 October 2012 Categories: News", "dressed", None),
        ("27 March 2012 | News | 3 comments", "dressed", None),
        ("Charlotte Jee Published 28 February 2013", "dressed", "Charlotte Jee"),
        ("by Benjamin Freed • 6 days ago", "dressed", "Benjamin Freed"),
        ("By Gavin Moss, 27 Mar 2012 10:20", "dressed", "Gavin Moss"),
        ("Posted by Moira Kane on 27 March 2012 in News", "dressed", "Moira Kane"),
        ("Submitted by admin on Tue, 27/03/2012 - 14:14", "dressed", "admin"),
        ("Mark Say | 27/03/2008 15:12", "dressed", "Mark Say"),
        ("March 27th, 2008 | Author: Dave", "dressed", "Dave"),
        ("12:31pm Thursday 27th March 2008 in News By John Smith", "dressed", "John Smith"),
        ("- ISSUE 156, 05 MARCH 2004.", "issue", None),
        ("No. 45 - 27 March 2008", "issue", None),
        ("Friday 7 November 2014 | Issue 112", "issue", None),
        ("Issue 7 | Autumn 2008", "issue", None),
        ("10 Mar 2009 : Column 212W", "running", None),
        ("27 March 2012: Council websites fail their users", "title", None),
        ("Open the depots, by Karim Vance, 26 April 2019", "title", "Karim Vance"),
        ("Cities Slow to Answer Requests, Study Says, July 11, 2016", "title", None),
        ("computing for councils | 7 December 2004 | Interview", "dressed", None),
        ("July 2011 archive", "bare", None),
        ("4 June 2013 | Updated at 10:22 GMT", "dressed", None),
        ("Council websites fail their users (27 March 2012)", "title", None),
        ("At 12:31 am, July 01, 2006, Anonymous said...", "comment", None),
        ("Last updated: 27 March 2012", "updated", None),
        ("Last build: Fri, 15 Aug 2008 06:00:01 GMT", "updated", None),
        ("Closing date: 27 March 2012", "event", None),
        ("12 - 13 May 2010", "event", None),
    ],
)
def test_a_date_line_is_a_stamp(line: str, dress: str, author: str | None) -> None:
    stamp = read_stamp(line)
    assert stamp is not None
    assert (stamp.dress, stamp.author) == (dress, author)


@pytest.mark.parametrize(
    "line",
    [
        "30/01/12 was the night the water came, and staff were told to stay at home.",
        "On 27 March 2012 the council voted.",
        "The meeting will be held on 4 June 2012",
        "The site was launched on 4 May 2009.",
        "The result is due on 13 June 2003.",
        "In its place there is a box that says what people typed yesterday.",
        "Copyright 27 March 2012",
        "Friday 18 April | Saturday 19 April | 1 day later |",
        "papers are asked for by 30 November, and will be read by 18 February",
    ],
)
def test_a_date_in_a_sentence_is_prose(line: str) -> None:
    assert read_stamp(line) is None


@pytest.mark.parametrize(
    ("line", "leads", "rest"),
    [
        ("08/02/2016 Finance {}", True, "Finance {}"),
        ("19 Oct 2014: “A borough {}", True, "“A borough {}"),
        ("Parking {} (14/07/2006)", False, "Parking {}"),
    ],
)
def test_a_text_may_stand_under_its_date(line: str, leads: bool, rest: str) -> None:
    words = "departments are urged to publish what they spend. " * 4
    stamp = read_stamp(line.format(words.strip()))
    assert stamp is not None
    assert (stamp.dress, stamp.leads, stamp.rest) == ("text", leads, rest.format(words.strip()))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("COLUMBUS, Ohio, March 4, 2013 -- Nine {}", "March 4, 2013"),
        ("LONDON, 14 October 2013 – The {}", "14 October 2013"),
        ("AUSTIN, Texas, July 12, 2016 /GovWire/ -- Sixty {}", "July 12, 2016"),
        ("On 14 October 2013 the {}", None),
        ("Between 4 May 2012 and 6 June 2012 – {}", None),
    ],
)
def test_a_text_may_begin_with_place_and_date(line: str, found: str | None) -> None:
    date = dateline(line.format("towns will use one number for each street from today."))
    assert (date.printed if date else None) == found


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (
            "Kiosks ordered: the first twelve kiosks have been ordered from Lincoln.",
            "Kiosks ordered",
        ),
        ("The council said: we have no plans", None),
        (
            "Nobody knew what this long and winding sentence said: the clerk was away for a week",
            None,
        ),
    ],
)
def test_a_headline_may_run_into_its_text(line: str, title: str | None) -> None:
    found = run_in(line)
    assert (found[0] if found else None) == title


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Read more", "more"),
        ("Full story", "more"),
        ("« first‹ previous123456next ›last »", "pager"),
        ("Pages", "pager"),
        ("1 comment:", "comments"),
        ("without comments", "comments"),
        ("Rob says:", "comments"),
        ("Share", "share"),
        ("Newer Posts Older Posts Home", "pager"),
        ("Site Map Contact us Print Version", "nav"),
        ("Public Services > Central Government", "breadcrumb"),
        ("Posted in Cloud Computing", "tags"),
        ("Content from our partners", "related"),
        ("© 2017 City Gazette. All rights reserved.", "copyright"),
        ("Is there anything wrong with this page?", "feedback"),
        ("Government and politics Health and social care -4 Minutes", "reading-time"),
        ("Yesterday 3943", "counter"),
        ("Content-Type:", "mail"),
        ("[Section One ends].", "section"),
        ("(Source: IST Africa)", "caption"),
        ("|", "symbols"),
        ("A to Z: A B C D E F G H I J K L M", "symbols"),
        ("Page 2 of 3", "running"),
        ("A map of the drains. Photo: the author", "caption"),
        ("Dates for your diary", "related"),
        ("Notes to editors", "related"),
        ("View the news archive", "pager"),
        ("Get council news straight to your inbox every Friday", "subscribe"),
        ("March 2012 (5)", "archive"),
        ("Minutes 13 February 2012 (PDF, 88KB)", "file"),
    ],
)
def test_furniture_is_recognised_by_what_it_says(line: str, kind: str) -> None:
    found = furniture(line)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "Search engine use is up",
        "Home care to go digital",
        "RSS for new books",
        "Council wasted millions on licences, auditor says",
        "Terms agreed for merger",
        "Topics for debate at conference",
        "Related party transactions hit council",
        "Copyright reform is coming",
        "Select committee slams NHS project",
        "Download speeds double in Devon",
        "Print is not dead, say councils",
        "Next generation access for Wales",
        "Top council websites named",
        "Links between health and councils grow",
        "More Americans now have fast connections",
    ],
)
def test_a_headline_is_no_furniture(line: str) -> None:
    found = furniture(line)
    assert found is None or not found.firm


@pytest.mark.parametrize(
    ("line", "kept", "stripped"),
    [
        ("which the WLGA held in... read more", "which the WLGA held in...", True),
        ("The lorries ran all winter. Read more »", "The lorries ran all winter.", True),
        ("what we are asked for is more", "what we are asked for is more", False),
        ("Read more", "Read more", False),
    ],
)
def test_read_more_is_taken_off_a_text(line: str, kept: str, stripped: bool) -> None:
    assert strip_more(line) == (kept, stripped)


def test_read_more_may_carry_the_headline() -> None:
    assert more_title("Read more: U.K. rethinks portal") == "U.K. rethinks portal"
    assert more_title("Read more") is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Joe Curtis", "Joe Curtis"),
        ("by Nancy Scola, The Washington Post", "Nancy Scola"),
        ("Written by Liam", "Liam"),
        ("mballard2 Profile: mballard2", "mballard2"),
        ("By 2015 every council must publish", None),
        ("By the time they had finished it was dark.", None),
    ],
)
def test_a_byline_names_its_author(line: str, name: str | None) -> None:
    assert byline(line) == name


def test_names_are_told_from_headlines() -> None:
    assert is_name("Will Hadfield")
    assert is_name("Dr Jane O'Neill")
    assert not is_name("Local Government")
    assert not is_name("Councils say no")
    assert page_author("Articles by Karen Bloom") == "Karen Bloom"


def test_prose_and_headlines_are_told_apart() -> None:
    text = "The council has agreed to put all of its forms online before the spring."
    assert prose(text) == 1.0
    assert headline(text) < 0.7
    assert headline("Council puts all of its forms online") == 1.0
    assert prose("Council puts all of its forms online") < 0.3
