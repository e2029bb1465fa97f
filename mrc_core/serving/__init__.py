"""A reader on TensorFlow Serving, over its REST API.

Contract: https://www.tensorflow.org/tfx/serving/api_rest
"""

from mrc_core.serving.predictor import ServingPredictor

__all__ = ["ServingPredictor"]
