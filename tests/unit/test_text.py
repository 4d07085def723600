"""Bytes become text, lines become harmless, and it is known whether a text was cut off."""

from __future__ import annotations

import codecs

import pytest

from socitm_tui.model.text import (
    NotTextError,
    clean_line,
    collapse_spaces,
    decode_text,
    ends_sentence,
    has_inner_stop,
    looks_truncated,
)

SENTENCE = "Café prices – £2.40, said “the mayor”.\nZweite Zeile: naïve façade.\n"


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_says_the_encoding(bom: bytes, encoding: str) -> None:
    decoded = decode_text(bom + SENTENCE.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.repaired) == (SENTENCE, encoding, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "windows-1252"])
def test_text_is_recognised_without_a_mark(encoding: str) -> None:
    decoded = decode_text((SENTENCE * 5).encode(encoding))
    assert decoded.text == SENTENCE * 5
    assert decoded.encoding == encoding


def test_one_bad_byte_does_not_turn_a_file_into_mojibake() -> None:
    decoded = decode_text((SENTENCE * 5).encode() + b"\xff end")
    assert decoded.encoding == "utf-8"
    assert "Café" in decoded.text


def test_mojibake_is_undone_and_said() -> None:
    decoded = decode_text("It cost Â£2.4m for the districtâ€™s roads.\nPlain line.".encode())
    assert decoded.text == "It cost £2.4m for the district’s roads.\nPlain line."
    assert decoded.repaired


def test_good_text_is_not_repaired() -> None:
    text = "Âge d'or, São Paulo, naïve — Ça va ? £3.3bn “so”…"
    assert decode_text(text.encode()) == decode_text(text.encode())
    assert decode_text(text.encode()).text == text
    assert not decode_text(text.encode()).repaired


def test_line_ends_are_made_plain_and_none_is_lost() -> None:
    assert decode_text(b"a\r\nb\rc\nd").text == "a\nb\nc\nd"


@pytest.mark.parametrize("blank", [b" \n\n", "\u00a0\n".encode(), b"\n"])
def test_a_blank_file_is_text(blank: bytes) -> None:
    assert not decode_text(blank).text.strip()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"%PDF-1.4 ...", "it is a PDF document, not text"),
        (b"\x89PNG\r\n\x1a\n", "it is a picture, not text"),
        (b"PK\x03\x04....", "it is a packed file, not text"),
        (bytes(range(256)) * 8, "it is not text"),
        (b"\x00" * 64, "it is not text"),
        (b"\x01\x02\x03\x04\x05\x06" * 40, "it is not text"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(NotTextError, match=f"^{reason}$"):
        decode_text(data)


@pytest.mark.parametrize(
    ("line", "cleaned"),
    [
        ("plain", "plain"),
        ("a\tb", "a b"),
        ("no\u00a0break", "no break"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b31m\x7f", "31m"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("\ufeffmark", "mark"),
        ("tag\U000e0041", "tag"),
        ("sur\ud800rogate", "sur\ufffdrogate"),
        ("zal" + "\u0301" * 50 + "go", "zal" + "\u0301" * 8 + "go"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_a_clean_line_cannot_act_on_a_terminal(line: str, cleaned: str) -> None:
    assert clean_line(line) == cleaned


def test_squeeze_makes_runs_of_white_space_one() -> None:
    assert collapse_spaces("  a \n b\tc ") == "a b c"


@pytest.mark.parametrize(
    ("text", "ends"),
    [("Yes.", True), ("“Yes.”", True), ("What?", True), ("a town of", False), ("Socitm’s", False)],
)
def test_sentences_end(text: str, ends: bool) -> None:
    assert ends_sentence(text) is ends


def test_a_stop_inside_a_text_is_seen() -> None:
    assert has_inner_stop("It rained. It stopped.")
    assert not has_inner_stop("The U.S. system, version 2.0 of it")


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        ("A whole sentence.", False),
        ("It goes on ...", True),
        ("It goes on [...]", True),
        ("Whole.\n\nIts report, publis", False),
        ("Whole.\n\nIts IT Trends report, publis", True),
        ("New network to enhance member engagement", False),
        ("have you wondered how it works? See:", False),
        ("It is on the web at www.example.org/index.htm", False),
        ("“This is quoted”", False),
    ],
)
def test_a_cut_text_is_seen(body: str, cut: bool) -> None:
    assert looks_truncated(body) is cut
