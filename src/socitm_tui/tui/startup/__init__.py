"""From the command to the first frame; the only room that uses private members of Textual."""
