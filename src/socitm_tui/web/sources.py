"""What the user follows: a small file in the home, and what each answer changes in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from socitm_tui.storage.atomic import DamagedFileError, StorageError, lock_file, write_atomic
from socitm_tui.storage.checksum import add_checksum, verify_bytes
from socitm_tui.storage.regular_files import read_regular
from socitm_tui.storage.tinydb_file import keep_backup_generation
from socitm_tui.web.responses import Answer, Asked
from socitm_tui.web.urls import host_of

FORMAT: Final = 1
MOST: Final = 10_000
LONGEST_REST: Final = timedelta(days=7)
FIRST_REST: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Source:
    """A feed or page that is followed."""

    url: str
    title: str = ""
    added: str = ""
    checked: str = ""
    """When it was asked last, ISO 8601 in UTC."""
    changed: str = ""
    """When it last gave something new."""
    etag: str | None = None
    modified: str | None = None
    sha256: str | None = None
    """Of what it gave last."""
    said: str | None = None
    """The same of the news in it, however else its bytes change."""
    failures: int = 0
    """How often in a row it has failed."""
    rest_until: str = ""
    """Before this it is not asked, unless the user insists."""
    gone: bool = False
    problem: str | None = None
    named: bool = True
    """The user typed this address, so that it may be inside their own network."""

    @property
    def asked(self) -> Asked:
        """The request for what is new."""
        return Asked(self.url, self.etag, self.modified, self.named)

    def is_resting(self, moment: str) -> bool:
        """True while it is left alone."""
        return self.gone or moment < self.rest_until


def after(source: Source, answer: Answer, sha256: str | None, moment: str) -> Source:
    """The source as it is to be remembered after an answer.

    Args:
        source: As it was.
        answer: What came of asking it.
        sha256: Of what was fetched and could be loaded, else None.
        moment: Now, ISO 8601 in UTC.
    """
    url = answer.moved or source.url
    named = source.named and host_of(url) == host_of(source.url)
    now = replace(source, checked=moment, url=url, named=named)
    if answer.outcome == "gone":
        return replace(now, gone=True, problem=answer.problem)
    if answer.outcome == "failed":
        rest = min(FIRST_REST * 2 ** min(source.failures, 20), LONGEST_REST)
        rest = max(rest, timedelta(seconds=answer.wait or 0))
        return replace(
            now,
            failures=source.failures + 1,
            problem=answer.problem,
            rest_until=_later(moment, rest),
        )
    well = replace(now, failures=0, problem=None, rest_until="", gone=False)
    if answer.outcome == "unchanged":
        return well
    changed = moment if sha256 != source.sha256 else source.changed
    return replace(well, etag=answer.etag, modified=answer.modified, sha256=sha256, changed=changed)


def _later(moment: str, rest: timedelta) -> str:
    when = datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(UTC) + rest
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


# ------------------------------------------------------------------ the file
class Following:
    """The sources in their file, in the order in which they were added."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[Source, ...]:
        """All sources; none where there is no file yet.

        Raises:
            StoreError: the file cannot be read, is damaged, or of a newer program.
        """
        try:
            data = read_regular(self.path)
            doc = json.loads(data)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StorageError(
                f"{self.path} cannot be read ({error.strerror or error})."
            ) from error
        except (ValueError, RecursionError) as error:
            raise self._damaged() from error
        whole = verify_bytes(data) != "broken"
        if not whole or not isinstance(doc, dict) or doc.get("kind") != "following":
            raise self._damaged()
        if not isinstance(doc.get("format"), int) or doc["format"] > FORMAT:
            raise StorageError(
                f"{self.path} was written by a newer socitm-tui and was left as it is."
            )
        known = {each.name for each in fields(Source)}
        try:
            found = tuple(
                Source(**{name: value for name, value in one.items() if name in known})
                for one in doc["sources"]
            )
            if all(map(_is_sound, found)):
                return found
            raise self._damaged()
        except (TypeError, KeyError, AttributeError) as error:
            raise self._damaged() from error

    def _damaged(self) -> StorageError:
        return DamagedFileError(
            f"{self.path} is damaged and was left as it is; `socitm-tui check --repair` goes back "
            "to the version before it."
        )

    @property
    def before(self) -> Path:
        """The file of the version before."""
        return self.path.with_name(f"{self.path.name}.bak")

    def add(self, sources: Iterable[Source]) -> tuple[Source, ...]:
        """Add what is not followed yet; those that were added."""
        with lock_file(self.path):
            before = self.read()
            known = {one.url for one in before}
            new: list[Source] = []
            for one in sources:
                if one.url not in known:
                    new.append(one)
                    known.add(one.url)
            if len(before) + len(new) > MOST:
                raise StorageError(f"More than {MOST:,} sources cannot be followed.")
            if new:
                self._write([*before, *new])
        return tuple(new)

    def remove(self, urls: Sequence[str]) -> tuple[Source, ...]:
        """Follow these no more; those that were followed. Their captures stay."""
        with lock_file(self.path):
            before = self.read()
            left = [one for one in before if one.url not in urls]
            if len(left) < len(before):
                self._write(left)
        return tuple(one for one in before if one.url in urls)

    def update(self, changed: dict[str, Source]) -> None:
        """Replace sources by what they have become, each under the address it had."""
        with lock_file(self.path):
            now = [changed.get(one.url, one) for one in self.read()]
            self._write(list({one.url: one for one in now}.values()))

    def go_back(self) -> tuple[Source, ...]:
        """Follow what the version before followed, or nothing where that cannot be read either."""
        try:
            sources = Following(self.before).read()
        except StorageError:
            sources = ()
        self._write(sources, keep=False)
        return sources

    def _write(self, sources: Sequence[Source], *, keep: bool = True) -> None:
        plain = [
            {name: value for name, value in asdict(one).items() if value not in _unsaid(name)}
            for one in sources
        ]
        doc = {"kind": "following", "format": FORMAT, "sources": plain}
        if keep:
            keep_backup_generation(self.path)
        text = json.dumps(doc, ensure_ascii=False, indent=1)
        write_atomic(self.path, add_checksum([text.removesuffix("\n}").encode()]))


def _is_sound(source: Source) -> bool:
    """True where each field holds what it is meant to."""
    kinds = {"str": str, "str | None": str | None, "int": int, "bool": bool}
    return all(
        isinstance(getattr(source, each.name), kinds[str(each.type)]) for each in fields(Source)
    )


def _unsaid(name: str) -> tuple[object, ...]:
    """The values of a field that need not be written."""
    return (True,) if name == "named" else (None, "", 0)
