"""Captured files in, archive out: loading, topics, same stories, undo."""
