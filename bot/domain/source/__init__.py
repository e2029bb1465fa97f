"""A source that was read: its text, its blocks, and the places in it."""
