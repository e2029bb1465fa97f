"""Questions that were taken in, and who takes them from there."""
