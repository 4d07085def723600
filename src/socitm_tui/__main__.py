"""Lets `python -m socitm_tui` run the command."""

from socitm_tui.cli.entry import main

if __name__ == "__main__":
    main()
