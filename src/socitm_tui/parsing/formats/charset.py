"""Decodes bytes: by what they prove themselves, else by a label, else by a detector.

Bytes that are valid UTF-8, or UTF-16 by their zero bytes, are that, whatever is declared. Else the
labels of a server, an XML declaration or a `<meta>` count as in browsers (WHATWG Encoding
Standard). If none is named, or the named one does not fit the bytes, chardet decides, and the text
is doubtful if two encodings fit nearly alike.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from socitm_tui.model.text import decode_text

SAMPLE_BYTES: Final = 64 * 1024
"""Bytes that are given to the detector: lines with bytes beyond ASCII, tags left out."""
HEAD_BYTES: Final = 256 * 1024
"""Bytes of a page that are searched for a declaration."""
MAX_SEARCHED_BYTES: Final = 4 * 2**20
"""Bytes of a document in which the sample is looked for."""
SAMPLE_SIGNS: Final = 8_000
"""Characters of the sample in which odd signs are counted."""
MIN_SIGNS: Final = 8
"""Bytes beyond ASCII below which an encoding other than Windows-1252 is a guess."""
MIN_MARGIN: Final = 0.05
"""Part of the confidence by which the best encoding must lead those that give another text."""
MIN_DECLARED_SHARE: Final = 0.7
"""A declared encoding with less than this share of the best confidence is not believed."""
CANDIDATES: Final = (
    "big5", "cp437", "cp850", "cp852", "cp866", "cp874", "cp932", "cp949", "euc-jp", "gb18030",
    "iso-2022-jp", "iso8859-2", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8",
    "iso8859-9", "iso8859-13", "iso8859-14", "iso8859-15", "koi8-r", "koi8-u", "mac-cyrillic",
    "mac-greek", "mac-latin2", "mac-roman", "windows-1250", "windows-1251", "windows-1252",
    "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258",
)  # fmt: skip
"""Encodings that texts were written in; each more makes the detector less certain."""
MAIL_CODECS: Final = frozenset({
    "big5", "cp437", "cp850", "cp852", "cp858", "cp932", "cp949", "hz", "iso2022_kr", "johab",
    "mac-cyrillic", "mac-greek", "mac-latin2", "mac-roman", "mac-turkish", "utf-7",
})  # fmt: skip
"""Codecs of labels that mail programs wrote and browsers do not know."""
_TYPOGRAPHY: Final = re.compile(
    r"(?:[\x00-\x7f]|[£€©®™°·•«»§½¼¾²³×\xa0–—]"
    r"|(?<![\w\ufffd])\ufffd(?![\w\ufffd])"
    r"|(?<!\w)[‘“„‚]|(?<=\w)’(?=\w)|[’”](?!\w)|…(?![a-zA-Z])|(?<![a-zA-Z])…)*+"
)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_SCRIPT = re.compile(
    rb"<(script|style)\b(?:[^<]++|<(?!/\1))*+(?:</\1|\Z)", re.IGNORECASE
)  # to the end if it is not closed, so that the time grows with the length only
_PIECE = re.compile(rb"[^ ]{1,1000}+(?: +[^ ]{1,1000}+){0,40}")
_TAG = re.compile(rb"<[^<>]{0,5000}+>")
_XML_DECLARATION = re.compile(rb"\s*+<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})[\"']")
_META = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|title|noscript|textarea)\b.*?(?:</\1|\Z)|<meta\b([^<>]{0,2000}+)>",
    re.DOTALL | re.IGNORECASE,
)
_META_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_ESCAPES = (b"\x1b$", b"\x1b(J", b"\x1b(I")


@dataclass(frozen=True, slots=True)
class DecodedBytes:
    """The text of some bytes."""

    text: str
    encoding: str
    doubt: str | None = None
    """Why the letters may be wrong, or None."""


def decode_bytes(data: bytes, *labels: str | None) -> DecodedBytes:
    """The text of bytes, with plain newlines.

    Args:
        data: The bytes.
        labels: Encodings that are named, the one that counts most first; None for none.

    Raises:
        NotTextError: the bytes are not text; the message is the reason.
    """
    codec = next(filter(None, map(codec_of, labels)), None)
    if data.isascii() and (codec == "hz" or any(escape in data for escape in _ESCAPES)):
        codec = codec if codec in ("hz", "iso2022_kr") else "iso2022_jp"
        return DecodedBytes(_with_plain_newlines(data.decode(codec, errors="replace")), codec)
    doubts: list[str] = []
    decoded = decode_text(data, partial(_decode_legacy, codec=codec, doubts=doubts))
    return DecodedBytes(decoded.text, decoded.encoding, next(iter(doubts), None))


def is_wide(data: bytes) -> bool:
    """True for UTF-16 and UTF-32, with a mark of byte order or without."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[1:2] == b"\0" or data[:1] == b"\0"


def codec_of(label: str | None) -> str | None:
    """The codec of a label as browsers read it; None for unknown labels and those of Unicode.

    UTF-8 is recognised by the bytes, so a label that names it adds nothing.
    """
    if not label:
        return None
    import webencodings  # noqa: PLC0415 - seldom needed

    if encoding := webencodings.lookup(label):
        if encoding.name.startswith(("utf-", "replacement")) and label.lower() != "hz-gb-2312":
            return None
        codec = str(encoding.codec_info.name)
        return _BROWSER_CODECS.get(codec, codec)
    try:
        codec = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return codec if codec in MAIL_CODECS else None


_BROWSER_CODECS: Final = {"gbk": "gb18030", "x-user-defined": "cp1252", "replacement": "hz"}


def needed_charset(data: bytes, charset: str | None) -> str | None:
    """The encoding that a server named, if the bytes cannot be decoded right without it."""
    return charset if codec_of(charset) and not is_wide(data) and not _is_utf8(data) else None


def declared_charset(data: bytes) -> str | None:
    """The encoding that an XML declaration or a `<meta>` names; that of a script is its own."""
    head = data[:HEAD_BYTES].removeprefix(codecs.BOM_UTF8)
    if match := _XML_DECLARATION.match(head):
        return match[1].decode("ascii")
    for tag in _META.finditer(head):
        if tag[2] and (match := _META_CHARSET.search(tag[2])):
            return match[1].decode("ascii")
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _with_plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# ------------------------------------------------------------------ legacy encodings
@dataclass(frozen=True, slots=True)
class _Guess:
    """A sample in one encoding, with what speaks for and against that encoding."""

    codec: str
    confidence: float
    """Of the detector, 0 to 1; only comparable within one sample."""
    text: str
    odd_signs: int
    """Signs that no writer puts where they stand; see `_count_odd_signs`."""

    @property
    def name(self) -> str:
        """The encoding, for a reader."""
        return _ENCODING_NAMES.get(self.codec, self.codec.upper())


_ENCODING_NAMES: Final = {
    "mac-roman": "Mac Roman", "mac-cyrillic": "Mac Cyrillic", "cp932": "Shift JIS",
    "cp949": "EUC-KR", "euc_jp": "EUC-JP", "big5hkscs": "Big5",
    **{f"cp{number}": f"Windows-{number}" for number in range(1250, 1259)},
    **{f"iso8859-{number}": f"ISO-8859-{number}" for number in range(2, 17)},
}  # fmt: skip


def _decode_legacy(data: bytes, codec: str | None, doubts: list[str]) -> tuple[str, str]:
    """Return text and encoding of bytes that are not Unicode; a doubt is appended to `doubts`."""
    sample = _sample(data)
    western = sample.decode("cp1252", errors="replace")
    if codec in (None, "cp1252") and _TYPOGRAPHY.fullmatch(western):
        return data.decode("cp1252", errors="replace"), "windows-1252"
    guesses = _guesses(sample)
    best = min(guesses, key=_rank, default=None)
    if best and best.text == western:
        best = replace(best, codec="cp1252")
    if codec:
        own = _declared_guess(codec, sample, guesses)
        if best is None or _is_believed(own, best):
            return data.decode(codec, errors="replace"), codec
        if _count_signs(sample) < MIN_SIGNS and "\ufffd" not in own.text:
            doubts.append(f"it names {own.name} as its encoding; it may be {best.name}")
            return data.decode(codec, errors="replace"), codec
        doubts.append(f"it names {own.name} as its encoding, but its letters are {best.name}")
    elif best is None:
        doubts.append("its encoding is not known; it was read as Windows-1252")
        return western if sample == data else data.decode("cp1252", errors="replace"), "cp1252"
    elif not _is_sure(best, guesses):
        doubts.append(f"nothing names its encoding; {best.name} was taken, which is not certain")
    return data.decode(best.codec, errors="replace"), best.codec


def _sample(data: bytes) -> bytes:
    """The pieces of text with bytes beyond ASCII, without tags and scripts, up to a limit."""
    pieces: list[bytes] = []
    size = 0
    for line in _TAG.sub(b" ", _SCRIPT.sub(b" ", data[:MAX_SEARCHED_BYTES])).splitlines():
        for match in _PIECE.finditer(line):
            if not match[0].isascii():
                pieces.append(match[0])
                size += len(match[0]) + 1
        if size > SAMPLE_BYTES:
            break
    return b"\n".join(pieces)[: 2 * SAMPLE_BYTES]


def _guesses(sample: bytes) -> list[_Guess]:
    """The encodings that may be that of the sample."""
    import chardet  # noqa: PLC0415 - slow to import and seldom needed

    detected = chardet.detect_all(sample, ignore_threshold=True, include_encodings=CANDIDATES)
    least = 0.5 * max((each["confidence"] for each in detected), default=0.0)
    guesses: dict[str, _Guess] = {}
    for each in detected:
        name, confidence = each["encoding"], each["confidence"]
        if not name or confidence <= 0 or confidence < least or name.lower() in ("ascii", "utf-8"):
            continue
        codec = codecs.lookup(name).name
        codec = _DETECTED_CODECS.get(codec, codec)
        if codec not in guesses:
            guesses[codec] = _guess(codec, confidence, sample)
    return list(guesses.values())


_DETECTED_CODECS: Final = {
    "iso8859-1": "cp1252", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
    "gb2312": "gb18030", "gbk": "gb18030",
}  # fmt: skip


def _guess(codec: str, confidence: float, sample: bytes) -> _Guess:
    text = sample.decode(codec, errors="replace")
    return _Guess(codec, confidence, text, _count_odd_signs(text))


def _declared_guess(codec: str, sample: bytes, guesses: list[_Guess]) -> _Guess:
    """The sample in a declared encoding; its confidence is that of any that gives the same text."""
    guess = _guess(codec, 0.0, sample)
    alike = (other.confidence for other in guesses if other.text == guess.text)
    return replace(guess, confidence=max(alike, default=0.0))


def _rank(guess: _Guess) -> tuple[int, float]:
    """The order of guesses: few odd signs first, then the confidence of the detector."""
    return guess.odd_signs, -guess.confidence


def _is_believed(declared: _Guess, best: _Guess) -> bool:
    """True unless the bytes show that the declared encoding is wrong."""
    if declared.text == best.text:
        return True
    if declared.confidence < MIN_DECLARED_SHARE * best.confidence:
        return False
    return declared.odd_signs <= 3 * best.odd_signs + 1


def _is_sure(best: _Guess, guesses: list[_Guess]) -> bool:
    """True if no other text is as likely."""
    rivals = [guess for guess in guesses if guess.text != best.text]
    if _count_signs(best.text.encode("utf-8", "replace")) < MIN_SIGNS and best.codec != "cp1252":
        return False
    return not best.odd_signs and all(
        rival.odd_signs or rival.confidence < (1 - MIN_MARGIN) * best.confidence for rival in rivals
    )


def _count_signs(sample: bytes) -> int:
    """The number of bytes beyond ASCII."""
    return len(sample) - len(_BEYOND_ASCII.sub(b"", sample))


def _count_odd_signs(text: str) -> int:
    """How many signs beyond ASCII stand where no writer puts them.

    Capitals after small letters, symbols within words, control characters, letters of two
    scripts in one word: a text that is decoded in the wrong encoding is full of them.
    """
    padded = f" {text[:SAMPLE_SIGNS]} "
    return sum(
        _is_odd(padded[at - 1], sign, padded[at + 1])
        for at, sign in enumerate(padded)
        if sign > "\x7f"
    )


def _is_odd(before: str, sign: str, after: str) -> bool:
    if sign.isalpha():
        is_capital_inside = sign.isupper() and before.islower()
        is_small_before_capital = sign.islower() and after.isupper()
        is_foreign = "\u024f" < sign < "\u1e00" and (
            (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
        )
        return is_capital_inside or is_small_before_capital or is_foreign
    if sign == "\ufffd" or sign < "\xa0":
        return True
    if before.isalpha() and (sign in "‚„ˆ˜‹¿¡" or unicodedata.category(sign) in ("Sm", "So")):
        return sign not in "©®™°"
    return (
        before.isalpha() and after.isalpha() and sign not in "’‘–—·\xad\u2019/、。，・「」『』（）"
    )
