"""Captured documents in, drafts of items out: dates, page layouts, file formats."""
