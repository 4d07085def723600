"""Decodes, cleans and compares texts, and tests lines and sentences.

`decode_text` decodes the bytes of a file, `clean_line` makes a line safe to store and to show,
`fold_text` makes texts comparable, and the other functions are tests that several layouts need.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MAX_COMBINING_MARKS: Final = 8  # a letter with more of them is an attack on the screen
MAX_REPAIRED_LINE: Final = 20_000  # characters; longer lines are not prose, and slow to repair

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16, so it is tried first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC: Final = (
    (b"%PDF-", "it is a PDF document, not text"),
    (b"\x89PNG", "it is a picture, not text"),
    (b"\xff\xd8\xff", "it is a picture, not text"),
    (b"GIF8", "it is a picture, not text"),
    (b"PK\x03\x04", "it is a packed file, not text"),
    (b"\x1f\x8b", "it is a packed file, not text"),
    (b"SQLite format 3\x00", "it is a database, not text"),
)
_MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_MOJIBAKE: Final = re.compile(
    "[ÂÃ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ€Ÿ‘’“”•–—˜™]|â€|â‚¬|ï»¿|Ã[\u0080-\u00bf ]"
)

_MOJIBAKE_STARTS: Final = ("Â", "Ã", "â€", "â‚¬", "ï»¿")
"""What the pattern begins with: to look for these alone is ten times as fast."""


class NotTextError(Exception):
    """The bytes of a file are not text; the message completes `NAME was skipped: …`."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of a file, its encoding, and whether mojibake was repaired in it."""

    text: str
    encoding: str
    repaired: bool


def decode_windows_1252(data: bytes) -> tuple[str, str]:
    """Text and encoding; the five bytes that Windows-1252 does not define become U+FFFD."""
    return data.decode("windows-1252", errors="replace"), "windows-1252"


def decode_text(
    data: bytes, decode_legacy: Callable[[bytes], tuple[str, str]] = decode_windows_1252
) -> DecodedText:
    """The text of a file, with plain newlines.

    Args:
        data: The bytes of the file.
        decode_legacy: Gives text and encoding of bytes that are in no encoding of Unicode.

    Raises:
        NotTextError: the file is empty, of another kind, or not text.
    """
    if not data:
        raise NotTextError("it is empty")
    for magic, reason in _MAGIC:
        if data.startswith(magic):
            raise NotTextError(reason)
    text, encoding = _decode_bytes(data, decode_legacy)
    if _is_noise(text):
        raise NotTextError("it is not text")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    fixed = _repair(text)
    return DecodedText(fixed, encoding, fixed != text)


def _decode_bytes(
    data: bytes, decode_legacy: Callable[[bytes], tuple[str, str]]
) -> tuple[str, str]:
    """The text, and the encoding that fits the bytes best."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace"), encoding
    if wide := _wide_encoding(data):
        return data.decode(wide, errors="replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    loose = data.decode("utf-8", errors="replace")
    errors = loose.count("\ufffd")
    if len(_MULTIBYTE.findall(data)) > 4 * errors:
        return loose, "utf-8"  # one bad byte must not turn the whole file into mojibake
    return decode_legacy(data)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 if the zero bytes show it, None without zero bytes.

    Raises:
        NotTextError: there are zero bytes in other places.
    """
    sample = data[:4096]
    zeros = sample.count(0)
    if not zeros:
        if b"\x00" in data:
            raise NotTextError("it is not text")
        return None
    quarter, half = len(sample) / 4, len(sample) / 2
    for encoding, start, step, least in (
        ("utf-32-le", 3, 4, quarter * 0.9),
        ("utf-32-be", 0, 4, quarter * 0.9),
        ("utf-16-le", 1, 2, half * 0.6),
        ("utf-16-be", 0, 2, half * 0.6),
    ):
        expected = 3 if step == 4 else 1
        if step == 4 and zeros < len(sample) * 0.7:
            continue
        if sample[start::step].count(0) >= least and zeros <= (len(sample) / step) * expected * 1.1:
            return encoding
    raise NotTextError("it is not text")


_ODD_SIGN: Final = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def _is_noise(text: str) -> bool:
    """True if there are so many control characters that this cannot be text."""
    sample = text[:20_000]
    odd = len(_ODD_SIGN.findall(sample))
    return odd > max(8, len(sample) * 0.04)


def _repair(text: str) -> str:
    """The text with UTF-8 that was read as Windows-1252 repaired, line by line."""
    if not any(sign in text for sign in _MOJIBAKE_STARTS) or not _MOJIBAKE.search(text):
        return text
    import ftfy  # noqa: PLC0415 - slow to import and seldom needed

    def fix(line: str) -> str:
        if len(line) > MAX_REPAIRED_LINE or not _MOJIBAKE.search(line):
            return line
        return ftfy.fix_encoding(line).replace("\r", " ").replace("\n", " ")

    return "\n".join(fix(line) for line in text.split("\n"))


# ------------------------------------------------------------------------------ one line

_DROPPED: Final = (
    *range(0x09),
    *range(0x0B, 0x20),
    *range(0x7F, 0xA0),
    0x00AD,  # soft hyphen: a hint for line breaks, not a character of the word
    0x061C,
    0x200B,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    0x2060,
    *range(0x2066, 0x206A),
    0xFEFF,
    *range(0xE0000, 0xE0080),
)
_SPACES: Final = (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x2007, 0x2028, 0x2029, 0x202F)
_TABLE: Final = {
    **dict.fromkeys(_DROPPED),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_MARKS: Final = re.compile(
    f"([\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31-\u0e4e"
    f"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{{{MAX_COMBINING_MARKS}}})"
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def clean_line(line: str) -> str:
    """The line without anything that could act on a terminal; its words are kept."""
    if line.isprintable():  # nothing of the table is
        return line if line.isascii() else _MARKS.sub(r"\1", line)
    return _MARKS.sub(r"\1", line.translate(_TABLE))


def visible_sign(char: str) -> str:
    """A visible sign for a character that acts or is invisible: ␛, ⟨U+202E⟩."""
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def collapse_spaces(text: str) -> str:
    """The text with every run of white space replaced by one space."""
    return " ".join(text.split())


# ------------------------------------------------------------------------------ comparison

SEARCH_WORD: Final = re.compile(r"[^\W_]+")
"""A word as it is searched: letters and digits."""
_MAY_COMBINE: Final = re.compile("[^\0-\u02ff]")  # no combining mark is below U+0300


def fold_text(text: str) -> str:
    """The text without case and accents."""
    if text.isascii():
        return text.lower()
    return _MAY_COMBINE.sub(_without_mark, unicodedata.normalize("NFKD", text.casefold()))


def _without_mark(match: re.Match[str]) -> str:
    return "" if unicodedata.combining(match[0]) else match[0]


def fold_text_with_positions(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each character its position in the given text.

    No positions are given for ASCII: they are the same.
    """
    if text.isascii():
        return text.lower(), []
    pairs = [
        (folded, position)
        for position, char in enumerate(text)
        for folded in unicodedata.normalize("NFKD", char.casefold())
        if not unicodedata.combining(folded)
    ]
    return "".join(folded for folded, _ in pairs), [position for _, position in pairs]


# ------------------------------------------------------------------------------ sentences

_CLOSERS: Final = "\"'”’»)]}*_"
_ELLIPSIS: Final = re.compile(r"(?:\.{2,}|…|\[(?:\.{2,}|…)\]|\((?:\.{3}|…)\))[\s\"'”’)\]]*$")
_INNER_STOP: Final = re.compile(r"[a-z0-9)”’\"'%][.!?][\"”’')]*\s+[\"“‘'(]?[A-Z0-9£$€]")
_URL_END: Final = re.compile(r"(?:https?://|www\.)\S+$|\S+@\S+\.\w+$", re.I)


def ends_with_ellipsis(text: str) -> bool:
    """True if a text ends in dots that stand for omitted text."""
    return _ELLIPSIS.search(text[-24:]) is not None


_EAST_ASIAN_WORD: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]{1,2}")
_EAST_ASIAN_STOPS: Final = str.maketrans(
    {"。": ". ", "！": "! ", "？": "? ", "：": ": ", "；": "; ", "、": ", ", "，": ", "}
)


def space_east_asian(text: str) -> str:
    """The text with Chinese and Japanese as words of two signs, and the stops of the West."""
    if text.isascii() or not _EAST_ASIAN_WORD.search(text):
        return text
    return " ".join(_EAST_ASIAN_WORD.sub(r"\g<0> ", text).translate(_EAST_ASIAN_STOPS).split())


def ends_sentence(text: str) -> bool:
    """True if a text ends as a sentence does, apart from closing quotation marks and brackets."""
    return text.rstrip().rstrip(_CLOSERS)[-1:] in (".", "!", "?", "…")


def has_inner_stop(text: str) -> bool:
    """True if one sentence ends and another begins inside the text."""
    return _INNER_STOP.search(text[:2000]) is not None


def looks_truncated(body: str) -> bool:
    """True if a body stops where no writer would have stopped."""
    last = body.rsplit("\n\n", 1)[-1].rstrip()
    if not last:
        return False
    if ends_with_ellipsis(last):
        return True
    if ends_sentence(last) or last[-1] in ":;" or last.rstrip(_CLOSERS) != last:
        return False
    if _URL_END.search(last[-200:]):
        return False
    min_words = 4 if "\n\n" in body else 18
    return len(last.split()) >= min_words or has_inner_stop(last)
