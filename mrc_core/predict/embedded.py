"""A SavedModel that is run in this process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from mrc_core.artifact import ReaderAssets
from mrc_core.errors import ModelMismatchError
from mrc_core.predict.batching import Batcher
from mrc_core.predict.signatures import best_signature, checked_spans, spans_of_logits
from mrc_core.predict.tensorflow import import_tensorflow, load_saved_model, use_cpus
from mrc_core.predict.tf_example import serialize
from mrc_core.types import ModelInfo, Prediction, Windows, WindowSpans

# Lengths and windows to warm up with. A new shape costs no tracing, but the first long call grows
# TensorFlow's memory, and the first of all starts its threads.
_WARM_UP_ROWS = 4


class EmbeddedPredictor:
    """Loads a SavedModel and runs it on a thread of its own, off the event loop.

    Questions that are asked at the same time share the model's calls; see
    `mrc_core.predict.batching`.
    """

    def __init__(self, assets: ReaderAssets) -> None:
        """Load the model; blocks for seconds.

        Raises:
            ReaderUnavailableError: TensorFlow is not installed.
            ModelMismatchError: There is no SavedModel, or none of its signatures fits.
        """
        self._config = assets.config
        self.model = ModelInfo(assets.config.name, assets.version)
        self._tf = import_tensorflow()
        use_cpus(self._tf)
        # Held on to: a loaded model's variables live as long as it does.
        self._saved_model = load_saved_model(assets.directory)
        functions = dict(self._saved_model.signatures)
        self._signature = best_signature(
            {
                name: (function.structured_input_signature[1], function.structured_outputs)
                for name, function in functions.items()
            }
        )
        self._function = functions[self._signature]
        # One at a time: TensorFlow itself uses all cores for one call.
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._batcher = Batcher(self._run, self._executor, self._config.max_seq_length)

    async def start(self) -> None:
        """Run a short and a long call, so that no question pays for TensorFlow's own warm-up."""
        for rows, length in ((1, 16), (_WARM_UP_ROWS, self._config.max_seq_length)):
            zeros = np.zeros((rows, length), np.int32)
            await self.predict(
                Windows(
                    input_ids=zeros,
                    input_mask=zeros + 1,
                    segment_ids=zeros + 1,
                    answerable=zeros == 0,
                    offsets=np.zeros((rows, length, 2), np.int32),
                    passage=zeros[:, 0],
                )
            )

    async def check(self) -> None:
        """Pass: nothing can be away, the model is in this process."""

    async def predict(self, windows: Windows) -> Prediction:
        """Return the best spans of each window; see `Predictor.predict`."""
        return Prediction(await self._batcher.predict(windows), self.model)

    async def aclose(self) -> None:
        """End the thread; questions that wait for it are dropped."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _run(self, windows: Windows) -> WindowSpans:
        try:
            outputs = {name: value.numpy() for name, value in self._call(windows).items()}
        except self._tf.errors.InvalidArgumentError as error:
            # An id outside the embedding table, say: tokenizer and weights of different readers.
            raise ModelMismatchError("the model cannot read what its tokenizer made") from error
        if self._signature == "spans":
            return checked_spans(
                WindowSpans(
                    outputs["start"], outputs["end"], outputs["score"], outputs["null_score"]
                ),
                windows,
            )
        return spans_of_logits(
            outputs["start_logits"], outputs["end_logits"], windows, self._config
        )

    def _call(self, windows: Windows) -> dict[str, Any]:
        constant = self._tf.constant
        if self._signature == "serving_default":
            examples = serialize(windows, self._config.max_seq_length)
            result: dict[str, Any] = self._function(examples=constant(examples))
        else:
            result = self._function(
                input_ids=constant(windows.input_ids),
                input_mask=constant(windows.input_mask),
                segment_ids=constant(windows.segment_ids),
            )
        return result
