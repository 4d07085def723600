"""What the program has learned or looked up: scripts that write the files in `data/`."""
