"""The command line: its entry point, its parser, its commands and what they print."""
