"""Encodings: bytes decide, then labels as browsers read them, then a detector, with doubts."""

from __future__ import annotations

import pytest

from socitm_tui.parsing.formats.charset import codec_of, declared_charset, decode_bytes

POLISH = "Prom przez rzekę znów kursuje, a stary dzwon powieszono obok nowego; żółte łódki śpią."
RUSSIAN = "Паром через реку снова ходит с понедельника, и старый колокол повесили рядом с новым."
GREEK = "Το πλοίο περνά ξανά το ποτάμι από τη Δευτέρα, και η παλιά καμπάνα κρεμάστηκε δίπλα."
JAPANESE = "川の渡し船が月曜日から再び運航を始めた。古い鐘は新しい鐘の隣に掛けられた。"
CHINESE = "河上的渡船星期一恢复通航，旧钟挂在新钟旁边，居民们都很高兴。"
TAIWANESE = "河上的渡船星期一恢復通航，舊鐘掛在新鐘旁邊，居民們都很高興。"
KOREAN = "강을 건너는 나룻배가 월요일부터 다시 운행을 시작했고 낡은 종은 새 종 옆에 걸렸다."
GERMAN = "Die Fähre über den Fluß fährt ab Montag wieder; größere Störungen gab es nicht."
FRENCH = "Le bac traverse de nouveau la rivière dès lundi ; la vieille cloche a été accrochée."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (POLISH, "cp1250"), (POLISH, "iso8859-2"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso8859-5"), (GREEK, "cp1253"), (GREEK, "iso8859-7"), (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"), (JAPANESE, "iso2022_jp"), (CHINESE, "gb18030"),
        (TAIWANESE, "big5"), (KOREAN, "euc_kr"), (GERMAN, "mac-roman"), (GERMAN, "cp1252"),
        (FRENCH, "iso8859-15"), (FRENCH, "cp1252"),
    ],
)  # fmt: skip
def test_a_text_that_names_no_encoding_is_read_by_its_letters(text: str, encoding: str) -> None:
    decoded = decode_bytes(text.encode(encoding))
    assert (decoded.text, decoded.doubt) == (text, None)


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "shift_jis", "us-ascii"])
def test_bytes_that_are_utf8_are_utf8_whatever_is_declared(label: str) -> None:
    assert decode_bytes(POLISH.encode(), label).text == POLISH


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (RUSSIAN, "cp1251", "iso-8859-1"), (POLISH, "cp1250", "windows-1252"),
        (GREEK, "iso8859-7", "iso-8859-1"), (JAPANESE, "euc_jp", "windows-1252"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_not_believed_and_doubted(
    text: str, encoding: str, label: str
) -> None:
    decoded = decode_bytes(text.encode(encoding), label)
    assert decoded.text == text
    assert decoded.doubt is not None
    assert "as its encoding, but its letters are" in decoded.doubt


def test_few_letters_are_a_guess_that_is_told() -> None:
    decoded = decode_bytes("Źródło".encode("cp1250"))
    assert decoded.doubt is not None
    assert "not certain" in decoded.doubt


@pytest.mark.parametrize("text", ["It costs £2 – and “more”…", "The council’s plan", "5 °C"])
def test_typographic_signs_alone_are_windows_1252(text: str) -> None:
    decoded = decode_bytes(text.encode("cp1252"))
    assert (decoded.text, decoded.doubt) == (text, None)


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("iso-8859-1", "cp1252"), ("x-sjis", "cp932"), ("ks_c_5601-1987", "cp949"),
        ("gb2312", "gb18030"), ("big5", "big5hkscs"), ("macintosh", "mac-roman"),
        ("utf-8", None), ("utf-16", None), ("klingon", None), ("", None), (None, None),
        ("cp850", "cp850"), ("mac-roman", "mac-roman"),
    ],
)  # fmt: skip
def test_labels_are_read_as_browsers_read_them(label: str | None, codec: str | None) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("page", "label"),
    [
        (b'<script charset="utf-8"></script><meta charset="windows-1251">', "windows-1251"),
        (b'<!-- <meta charset="koi8-r"> --><meta charset=big5>', "big5"),
        (b'<script>"<meta charset=koi8-r>"</script><p>', None),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=euc-jp">', "euc-jp"),
        (b"<style>" + b"p{}" * 20_000 + b"</style><meta charset='gbk'>", "gbk"),
        (b'\n <?xml version="1.0" encoding="koi8-r"?><rss>', "koi8-r"),
        (b"<p>charset=utf-7</p>", None),
    ],
)
def test_only_the_page_itself_declares_its_encoding(page: bytes, label: str | None) -> None:
    assert declared_charset(page) == label
