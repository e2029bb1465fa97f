"""The model that stood behind the recorded exchanges, in NumPy, down to the errors of its graph.

The exchanges are in `tests/data/tf-serving-recorded.jsonl.xz`.
"""

import time

import numpy as np

from tests.standins.tf_serving.models.example import parse_examples
from tests.standins.tf_serving.models.servable import ServingError, Signature, TensorInfo, Tensors

LENGTH = 16
"""The number of tokens of `serving_default`; the other signatures take any."""
TOP_K = 3
PAD = np.float32(-1e9)
TOKEN_INPUTS = dict.fromkeys(["input_ids", "input_mask", "segment_ids"], ("DT_INT32", (-1, -1)))


def _infos(names: str, **tensors: tuple[str, tuple[int, ...]]) -> dict[str, TensorInfo]:
    return {
        key: TensorInfo(dtype, shape, names.format(key=key, index=index))
        for index, (key, (dtype, shape)) in enumerate(tensors.items())
    }


SIGNATURES = {
    "__saved_model_init_op": Signature(
        outputs={"__saved_model_init_op": TensorInfo("DT_INVALID", None, "NoOp")}, method_name=""
    ),
    "serving_default": Signature(
        inputs=_infos("serving_default_{key}:0", examples=("DT_STRING", (-1,))),
        outputs=_infos(
            "StatefulPartitionedCall:{index}",
            end_logits=("DT_FLOAT", (-1, LENGTH)),
            start_logits=("DT_FLOAT", (-1, LENGTH)),
            unique_ids=("DT_INT64", (-1,)),
        ),
    ),
    "spans": Signature(
        inputs=_infos("spans_{key}:0", **TOKEN_INPUTS),
        outputs=_infos(
            "StatefulPartitionedCall_1:{index}",
            end=("DT_INT32", (-1, TOP_K)),
            null_score=("DT_FLOAT", (-1,)),
            score=("DT_FLOAT", (-1, TOP_K)),
            start=("DT_INT32", (-1, TOP_K)),
        ),
    ),
    "tokens": Signature(
        inputs=_infos("tokens_{key}:0", **TOKEN_INPUTS),
        outputs=_infos(
            "StatefulPartitionedCall_2:{index}",
            end_logits=("DT_FLOAT", (-1, -1)),
            start_logits=("DT_FLOAT", (-1, -1)),
        ),
    ),
}
FUNCTIONS = {"serving_default": 119, "spans": 178, "tokens": 236}
"""The numbers in the names of the graph's functions, which its errors mention."""
FEATURES = {
    "input_ids": (LENGTH,),
    "input_mask": (LENGTH,),
    "segment_ids": (LENGTH,),
    "unique_ids": (),
}
PARSE_NODE = "ParseExample/ParseExampleV2"
SLOW_ID = -1000
SECONDS_PER_ID = 5e-5
MAX_SECONDS = 5.0


class RecordedModel:
    """Logits that are simple functions of the inputs: 0.1·id, 0.2·id, the segment and a bias.

    An id of -1, -2 or -3 makes its start logit NaN, infinite or negatively infinite; an id below
    -1000 makes the request slow, the more so the lower it is.
    """

    signatures = SIGNATURES

    def __init__(self, version: int = 1):
        self.bias = np.float32(version - 0.5)

    def run(self, signature: str, inputs: Tensors) -> Tensors:
        if signature == "serving_default":
            try:
                features = parse_examples(inputs["examples"], FEATURES)
            except ValueError as error:
                raise _graph_error(str(error), signature, PARSE_NODE) from None
            start, end = self._logits(signature, features)
            return {
                "unique_ids": features["unique_ids"],
                "start_logits": start,
                "end_logits": end,
            }
        start, end = self._logits(signature, inputs)
        if signature == "spans":
            return _spans(start, end)
        return {"start_logits": start, "end_logits": end}

    def _logits(self, signature: str, inputs: Tensors) -> tuple[np.ndarray, np.ndarray]:
        ids, mask, segments = (inputs[name] for name in ("input_ids", "input_mask", "segment_ids"))
        if ids.ndim < 2:
            raise _graph_error(
                f"Invalid reduction dimension (1 for input with {ids.ndim} dimension(s)",
                signature,
                "Max",
            )
        if ids.ndim > 2:
            shape = _shape(ids.shape[2:])
            raise _graph_error(
                f"The second input must be a scalar, but it has shape {shape}", signature, "while"
            )
        if ids.min(initial=0) < SLOW_ID:
            time.sleep(min(-int(ids.min()) * SECONDS_PER_ID, MAX_SECONDS))
        _check_shapes(ids, segments, signature, "add")
        _check_shapes(ids, mask, signature, "sub_2")
        hidden = np.float32(10000) * (1 - mask).astype(np.float32)
        numbers, segments = ids.astype(np.float32), segments.astype(np.float32)
        start = np.float32(0.1) * numbers + segments + self.bias - hidden
        end = np.float32(0.2) * numbers - segments + self.bias - hidden
        for special, value in {-1: np.nan, -2: np.inf, -3: -np.inf}.items():
            start = np.where(ids == special, np.float32(value), start)
        return start, end


def _spans(start: np.ndarray, end: np.ndarray) -> Tensors:
    missing = ((0, 0), (0, max(TOP_K - start.shape[1], 0)))
    start, end = (np.pad(logits, missing, constant_values=PAD) for logits in (start, end))
    starts, ends = (np.argsort(-x, axis=1, kind="stable")[:, :TOP_K] for x in (start, end))
    return {
        "start": starts.astype(np.int32),
        "end": ends.astype(np.int32),
        "score": np.take_along_axis(start, starts, 1) + np.take_along_axis(end, ends, 1),
        "null_score": start[:, 0] + end[:, 0],
    }


def _check_shapes(left: np.ndarray, right: np.ndarray, signature: str, node: str) -> None:
    try:
        np.broadcast_shapes(left.shape, right.shape)
    except ValueError:
        shapes = f"{_shape(left.shape)} vs. {_shape(right.shape)}"
        raise _graph_error(f"Incompatible shapes: {shapes}", signature, node) from None


def _graph_error(text: str, signature: str, node: str) -> ServingError:
    function = f"__inference_{signature}_{FUNCTIONS[signature]}"
    return ServingError(f"{text}\n\t [[{{{{function_node {function}}}}}{{{{node {node}}}}}]]")


def _shape(shape: tuple[int, ...]) -> str:
    return f"[{','.join(map(str, shape))}]"
