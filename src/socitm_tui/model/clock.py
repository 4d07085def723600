"""Now, as everything that is kept notes it."""

from datetime import UTC, datetime


def current_timestamp() -> str:
    """Now, ISO 8601 in UTC, to the second."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
