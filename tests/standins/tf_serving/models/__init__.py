"""The models that it serves: recorded, or a SavedModel."""
