"""PDF -> lines with their places, and paragraphs."""
