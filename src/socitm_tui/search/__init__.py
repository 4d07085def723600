"""Queries, what they select from the index of an archive, and how both are put into words."""
