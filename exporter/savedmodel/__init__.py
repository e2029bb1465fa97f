"""Networks to SavedModels for TensorFlow Serving."""
