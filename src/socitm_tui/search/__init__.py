"""Queries, and the index that answers them."""
