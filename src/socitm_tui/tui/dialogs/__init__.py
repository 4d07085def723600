"""Screens that open above the browse screen and answer it."""
