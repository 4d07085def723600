"""Dates in text and tags: found in any surroundings, in thirteen languages, and resolved."""
