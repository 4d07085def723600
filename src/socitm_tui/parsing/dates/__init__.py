"""Finds dates in text and tags, in thirteen languages, and resolves them to calendar dates."""
