"""Screens that open over the browse screen and return a result to it."""
