"""A reader on TensorFlow Serving, over its REST API.

Contract: https://www.tensorflow.org/tfx/serving/api_rest
"""

from mrc_core.predict.serving.client import ServingPredictor

__all__ = ["ServingPredictor"]
