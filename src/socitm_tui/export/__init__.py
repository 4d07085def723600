"""Entries for other programs: citations, feeds, tables and dossiers."""
