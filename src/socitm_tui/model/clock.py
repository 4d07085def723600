"""The current time, in the one form in which files keep times."""

from datetime import UTC, datetime


def current_timestamp() -> str:
    """Now, ISO 8601 in UTC, to the second: `2026-12-01T10:00:00Z`."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
