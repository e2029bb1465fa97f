"""Checkpoints as others keep them: weights in, one common form out."""
