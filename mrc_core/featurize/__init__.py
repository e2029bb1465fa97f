"""Text to windows: tokenize, cut, rank, prefilter."""
