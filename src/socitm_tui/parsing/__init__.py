"""Reading what a page prints: its language, its dates, its items."""
