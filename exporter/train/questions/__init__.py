"""A corpus to synthetic questions."""
