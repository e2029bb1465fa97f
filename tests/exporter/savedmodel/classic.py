"""A reader as TensorFlow 1's Estimator.export_savedmodel wrote it, built with its parts.

The Estimator itself is gone from TensorFlow; what it called is still there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf

v1 = tf.compat.v1


def export_savedmodel(folder: Path, tables: np.ndarray, length: int) -> Path:
    """A graph that looks logits up by token: [vocabulary, 2] is the start and the end logit.

    Args:
        folder: Gets a folder named by a time, as the Estimator's.
        tables: float32 [vocabulary, 2].
        length: Of the windows that it parses.
    """
    export = folder / "1575000000"
    with tf.Graph().as_default(), v1.Session() as session:
        serialized = v1.placeholder(tf.string, [None], "input_example_tensor")
        tokens = tf.io.FixedLenFeature([length], tf.int64)
        features = v1.parse_example(
            serialized,
            {
                "unique_ids": tf.io.FixedLenFeature([], tf.int64),
                "input_ids": tokens,
                "input_mask": tokens,
                "segment_ids": tokens,
            },
        )
        table = v1.get_variable("logits", initializer=tables)
        looked_up = v1.nn.embedding_lookup(table, features["input_ids"])
        hidden = 1e4 * tf.cast(1 - features["input_mask"], tf.float32)
        start, end = looked_up[..., 0] - hidden, looked_up[..., 1] - hidden
        outputs = {
            "unique_ids": features["unique_ids"],
            "start_logits": start,
            "end_logits": end,
        }
        session.run(v1.global_variables_initializer())
        builder = v1.saved_model.Builder(str(export))
        builder.add_meta_graph_and_variables(
            session,
            [v1.saved_model.tag_constants.SERVING],
            {
                "serving_default": v1.saved_model.predict_signature_def(
                    {"examples": serialized}, outputs
                )
            },
        )
        builder.save()
    return export
