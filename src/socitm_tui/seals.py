"""A checksum as the last table of a JSON file: any change to the file, down to a bit, shows.

The file stays what it was to any reader of JSON. Sealing costs nothing but the hashing, as the
parts of the file pass by; whether a seal is whole is asked where the time is there for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

from socitm_tui.regular import open_regular

State = Literal["whole", "broken", "none"]

PIECE: Final = 1 << 20
FORM: Final = b',"seal":{"1":{"sha256":"%b"}}}\n'
LENGTH: Final = len(FORM % (b"0" * 64))
_SEAL: Final = re.compile(rb',"seal":\{"1":\{"sha256":"([0-9a-f]{64})"\}\}\}\n')


def sealed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of a JSON object, all but its last brace, and a seal that closes it."""
    from hashlib import sha256  # noqa: PLC0415 - who only reads needs none

    digest = sha256()
    for part in parts:
        digest.update(part)
        yield part
    yield FORM % digest.hexdigest().encode()


def state_of(path: Path) -> State:
    """Whether a file is as it was sealed, was changed since, or bears no seal.

    A seal that was hit itself makes the file a broken one: its words are there, but not in form.

    Raises:
        OSError: the file cannot be read.
    """
    from hashlib import sha256  # noqa: PLC0415

    digest = sha256()
    tail = b""
    with open_regular(path) as file:
        while piece := file.read(PIECE):
            tail += piece
            if len(tail) > LENGTH:
                digest.update(tail[:-LENGTH])
                tail = tail[-LENGTH:]
    return _judged(tail, digest.hexdigest().encode())


def state_of_bytes(data: bytes) -> State:
    """As `state_of`, of a file that is in memory."""
    from hashlib import sha256  # noqa: PLC0415

    return _judged(data[-LENGTH:], sha256(data[:-LENGTH]).hexdigest().encode())


def _judged(tail: bytes, found: bytes) -> State:
    seal = _SEAL.fullmatch(tail)
    if seal:
        return "whole" if seal[1] == found else "broken"
    return "broken" if _resembles(tail) else "none"


def _resembles(tail: bytes) -> bool:
    """True for what was a seal before a few of its characters changed."""
    wanted = FORM % (b"0" * 64)
    if len(tail) < LENGTH:
        return False
    fixed = [at for at, sign in enumerate(wanted) if sign != ord("0")]
    return sum(tail[at] == wanted[at] for at in fixed) >= len(fixed) * 2 // 3
