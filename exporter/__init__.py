"""Checkpoints and trained weights -> SavedModels for TensorFlow Serving."""
