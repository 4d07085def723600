"""The commands, a module for each group. Each offers `add_commands`."""
