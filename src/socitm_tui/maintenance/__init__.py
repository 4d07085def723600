"""Check, repair, backup and restore of a home."""
