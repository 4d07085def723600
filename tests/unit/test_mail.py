"""Mail: what is a mail, which of its parts is read, and what its date is worth."""

from __future__ import annotations

import contextlib
import time

import pytest

from socitm_tui.parsing.formats import Document, RefusedError, document_text, mail, parse_document

HEAD = "From: Ann <ann@a.example>\nSubject: A ferry\nDate: Sat, 1 May 2010 18:20:00 +0100\n"
TEXT = "The ferry runs again from Monday, and the old bell has been hung beside the new one."
ISSUE = """NEWS
{date}

The ferry is back after a winter of repairs
The ferry runs again from Monday, and the old bell has been hung beside the new one. The council has
said that the crossing takes ten minutes less than before, and that the fare stays as it was.

The bell of the old harbour is up again
The bell was hung on Friday by four men and a crane. The harbour master has asked that nobody ring
it before noon, because the crew of the ferry listens for another bell in the fog.

Market moves to the square for the summer
Traders asked for more room near the water. The council has agreed to it, and has sent a plan of the
stalls to everybody who has one.
"""


def message(
    body: str = TEXT, more: str = "Message-ID: <1@a.example>\n", head: str = HEAD
) -> Document:
    return Document("cur:2,S", f"{head}{more}\n{body}".encode())


@pytest.mark.parametrize(
    ("document", "claimed"),
    [
        (message(), True),
        (Document("x", b"From ann Sat May  1 18:20:00 2010\n" + message().data), True),
        (message(more=""), False),  # a mail as a page shows it
        (Document("a.eml", message(more="").data), True),
        (Document("a.eml", b"Just words"), False),
        (Document("x", b"Subject: only this\n\nwords"), False),
        (Document("x", b""), False),
        (Document("x", b"From: a\n" * 100_000), False),
    ],
    ids=["sent", "envelope", "shown", "named", "words", "subject", "empty", "endless"],
)
def test_a_mail_is_known_by_headers_that_only_sent_mail_has(
    document: Document, *, claimed: bool
) -> None:
    assert mail.recognises(document) is claimed


def test_a_message_is_one_item_with_its_subject_sender_and_date() -> None:
    cut = parse_document(message(f"{TEXT}\nSecond line.\n\nNext.\n\n-- \nAnn, Ferry Lane 2"))
    (draft,) = cut.drafts
    assert (draft.title, draft.author, cut.publisher) == ("A ferry", "Ann", "Ann")
    assert draft.body == f"{TEXT} Second line.\n\nNext."
    assert draft.date is not None
    assert (draft.date.value, draft.date.time) == ("2010-05-01", "18:20")
    assert draft.identity == "<1@a.example>"


@pytest.mark.parametrize(
    ("date", "doubtful"),
    [("2 May 2010", False), ("1 February 2010", True)],
)
def test_the_date_of_an_issue_stands_and_the_mails_is_a_second_witness(
    date: str, *, doubtful: bool
) -> None:
    cut = parse_document(message(ISSUE.format(date=date)))
    assert len(cut.drafts) == 3
    assert {draft.date.value for draft in cut.drafts if draft.date} != {"2010-05-01"}
    assert ("dated more than a day from the mail" in (cut.doubtful or "")) is doubtful


def test_an_attachment_is_no_part_of_the_text() -> None:
    parts = (
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\n{TEXT}\n--b\nContent-Type: text/plain\n"
        'Content-Disposition: attachment; filename="a.txt"\n\nnot this\n--b--\n'
    )
    (draft,) = parse_document(Document("x.eml", f"{HEAD}{parts}".encode())).drafts
    assert draft.body == TEXT


@pytest.mark.parametrize(
    "head",
    [
        "From: =?x-unknown?q?a?=\nDate: nonsense\nSubject: =?utf-8?b?!!!?=\n",
        "From: \xff\xfe <>\nDate:\nSubject: x\n",
        "From: a@a.example\nDate: " + "9" * 5000 + "\nSubject:\n",
        "From: " + "(" * 5000 + "\nDate: Sat, 1 May 2010\nSubject: x\n",
        'From: a\nDate: x\nContent-Type: text/plain; charset="rot13"\n',
        'From: a\nDate: x\nContent-Type: multipart/mixed; boundary="' + "b" * 5000 + '"\n',
    ],
)
def test_headers_that_nobody_should_have_written_are_survived(head: str) -> None:
    document = message(head=head)
    with contextlib.suppress(RefusedError):
        (draft,) = parse_document(document).drafts
        assert draft.lines[1] <= len(document_text(document).split("\n"))


def test_parts_within_parts_without_end_are_survived() -> None:
    nested = "".join(
        f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000)
    )
    started = time.monotonic()
    with contextlib.suppress(RefusedError):
        parse_document(Document("x.eml", f"{HEAD}Message-ID: <1>\n{nested}".encode()))
    assert time.monotonic() - started < 15


def test_a_mail_without_text_is_refused() -> None:
    with pytest.raises(RefusedError, match="without any text"):
        parse_document(Document("x", b"From a b\nMessage-ID: x\nTo: \nFrom:\n\n \n"))
