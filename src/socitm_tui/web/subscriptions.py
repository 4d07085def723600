"""The subscriptions: their file in the home, and how a fetch changes a subscription."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from socitm_tui.storage.atomic import StorageError, lock_file
from socitm_tui.storage.json_file import damaged_json_error, read_json_file, write_json_file
from socitm_tui.web.urls import url_host

if TYPE_CHECKING:
    from socitm_tui.web.http import FetchResult  # only a type here: httpx is slow to import

SUBSCRIPTIONS_FORMAT: Final = 1
MAX_SUBSCRIPTIONS: Final = 10_000
MAX_PAUSE: Final = timedelta(days=7)
FIRST_PAUSE: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A followed feed or page."""

    url: str
    title: str = ""
    added: str = ""
    checked: str = ""
    """When it was last fetched, ISO 8601 in UTC."""
    changed: str = ""
    """When it last had news."""
    etag: str | None = None
    modified: str | None = None
    sha256: str | None = None
    """Of the bytes that were fetched last."""
    news_sha256: str | None = None
    """Of the news in them; it stays the same if only other bytes change."""
    failures: int = 0
    """Failed fetches in a row."""
    paused_until: str = ""
    """It is not fetched before this time unless the user insists."""
    is_gone: bool = False
    problem: str | None = None
    is_user_given: bool = True
    """The user typed this address, so it may be in their own network."""

    def is_paused(self, now: str) -> bool:
        """True if it should not be fetched now."""
        return self.is_gone or now < self.paused_until


FILE_KEYS: Final[Mapping[str, str]] = {
    "news_sha256": "said", "paused_until": "rest_until", "is_gone": "gone",
    "is_user_given": "named",
}  # fmt: skip
"""Field of `Subscription` -> its key in the file, for the fields whose key has another name."""


def updated_subscription(
    subscription: Subscription, result: FetchResult, sha256: str | None, now: str
) -> Subscription:
    """The subscription after a fetch.

    Args:
        subscription: The subscription before it.
        result: The outcome of the fetch.
        sha256: Of the fetched bytes if they could be loaded, else None.
        now: ISO 8601 in UTC.
    """
    url = result.new_url or subscription.url
    is_user_given = subscription.is_user_given and url_host(url) == url_host(subscription.url)
    updated = replace(subscription, checked=now, url=url, is_user_given=is_user_given)
    if result.outcome == "gone":
        return replace(updated, is_gone=True, problem=result.problem)
    if result.outcome == "failed":
        pause = min(FIRST_PAUSE * 2 ** min(subscription.failures, 20), MAX_PAUSE)
        pause = max(pause, timedelta(seconds=result.retry_after_s or 0))
        return replace(
            updated,
            failures=subscription.failures + 1,
            problem=result.problem,
            paused_until=_add_pause(now, pause),
        )
    updated = replace(updated, failures=0, problem=None, paused_until="", is_gone=False)
    if result.outcome == "unchanged":
        return updated
    changed = now if sha256 != subscription.sha256 else subscription.changed
    return replace(
        updated, etag=result.etag, modified=result.modified, sha256=sha256, changed=changed
    )


def _add_pause(now: str, pause: timedelta) -> str:
    until = datetime.fromisoformat(now.replace("Z", "+00:00")).astimezone(UTC) + pause
    return until.strftime("%Y-%m-%dT%H:%M:%SZ")


# ------------------------------------------------------------------ the file
class SubscriptionFile:
    """The file of the subscriptions, in the order in which they were added."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[Subscription, ...]:
        """All subscriptions; none if there is no file.

        Raises:
            StorageError: the file cannot be read, is damaged, or was written by a newer version.
        """
        document = read_json_file(self.path, SUBSCRIPTIONS_FORMAT)
        if document is None:
            return ()
        try:
            if document["kind"] != "following":
                raise damaged_json_error(self.path)
            return tuple(map(_decode_subscription, document["sources"]))
        except (TypeError, KeyError, AttributeError) as error:
            raise damaged_json_error(self.path) from error

    @property
    def backup_path(self) -> Path:
        """The file of the previous generation."""
        return self.path.with_name(f"{self.path.name}.bak")

    def add(self, subscriptions: Iterable[Subscription]) -> tuple[Subscription, ...]:
        """Add the subscriptions that are not followed yet, and return these."""
        with lock_file(self.path):
            followed = {subscription.url: subscription for subscription in self.read()}
            new: dict[str, Subscription] = {}
            for subscription in subscriptions:
                if subscription.url not in followed:
                    new.setdefault(subscription.url, subscription)
            if len(followed) + len(new) > MAX_SUBSCRIPTIONS:
                raise StorageError(
                    f"More than {MAX_SUBSCRIPTIONS:,} subscriptions cannot be followed."
                )
            if new:
                self._write([*followed.values(), *new.values()])
        return tuple(new.values())

    def remove(self, urls: Sequence[str]) -> tuple[Subscription, ...]:
        """Remove subscriptions, and return those that were there. Their captures stay."""
        with lock_file(self.path):
            followed = self.read()
            kept = [subscription for subscription in followed if subscription.url not in urls]
            if len(kept) < len(followed):
                self._write(kept)
        return tuple(subscription for subscription in followed if subscription.url in urls)

    def update(self, changed: Mapping[str, Subscription]) -> None:
        """Replace subscriptions, each found by its previous address."""
        with lock_file(self.path):
            updated = [changed.get(subscription.url, subscription) for subscription in self.read()]
            self._write(list({subscription.url: subscription for subscription in updated}.values()))

    def restore_backup(self) -> tuple[Subscription, ...]:
        """Go back to the previous generation; to an empty list if that cannot be read either."""
        try:
            subscriptions = SubscriptionFile(self.backup_path).read()
        except StorageError:
            subscriptions = ()
        self._write(subscriptions, keep_generation=False)
        return subscriptions

    def _write(
        self, subscriptions: Sequence[Subscription], *, keep_generation: bool = True
    ) -> None:
        document = {
            "kind": "following", "format": SUBSCRIPTIONS_FORMAT,
            "sources": [_encode_subscription(subscription) for subscription in subscriptions],
        }  # fmt: skip
        write_json_file(self.path, document, keep_generation=keep_generation)


def _decode_subscription(document: Mapping[str, Any]) -> Subscription:
    """A subscription from its JSON object; unknown keys are ignored.

    Raises:
        TypeError: the address is missing, or a field has the wrong type.
    """
    keys = {field.name: FILE_KEYS.get(field.name, field.name) for field in fields(Subscription)}
    subscription = Subscription(
        **{name: document[key] for name, key in keys.items() if key in document}
    )
    types = {"str": str, "str | None": str | None, "int": int, "bool": bool}
    for field in fields(Subscription):
        if not isinstance(getattr(subscription, field.name), types[str(field.type)]):
            raise TypeError(field.name)
    return subscription


def _encode_subscription(subscription: Subscription) -> dict[str, object]:
    """The JSON object of a subscription, without fields that have their default value."""
    return {
        FILE_KEYS.get(field.name, field.name): getattr(subscription, field.name)
        for field in fields(Subscription)
        if getattr(subscription, field.name) != field.default
    }
