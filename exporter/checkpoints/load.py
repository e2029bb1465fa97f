"""A checkpoint -> its network, filled."""

from __future__ import annotations

from collections.abc import Callable

from exporter.checkpoints.checkpoint import Checkpoint, CheckpointError
from exporter.networks.encoder import EncoderReader
from exporter.networks.precision import POLICIES, Precision, dtype_policy
from exporter.networks.weights import fill, weights_by_path


def load_network(
    checkpoint: Checkpoint,
    precision: Precision = "fp32",
    advance: Callable[[int], None] = lambda _: None,
) -> EncoderReader:
    """Build the checkpoint's network and give it its weights.

    Args:
        checkpoint: Its arrays are read one after the other.
        precision: Of weights and compute.
        advance: Told of each array's numbers when it is read.

    Raises:
        CheckpointError: It has no span head.
        WeightsMismatchError: The checkpoint's weights are not those of the network.
    """
    if not checkpoint.has_span_head:
        beside = ", ".join(checkpoint.heads) or "nothing"
        raise CheckpointError(
            f"{checkpoint.name} ({checkpoint.provenance['architecture']}) has no "
            f"question-answering head (beside its encoder it has: {beside}): make a reader of it "
            "with mrc-train finetune --from"
        )
    with dtype_policy(POLICIES[precision]):
        model = EncoderReader(checkpoint.encoder)
    weights = weights_by_path(model)
    table = checkpoint.table(weights)
    reversed_names = {name for path, name in table.items() if checkpoint.is_transposed(path)}
    arrays = {
        name: array.transposed() if name in reversed_names else array
        for name, array in checkpoint.arrays.items()
    }
    fill(weights, arrays, table, checkpoint.unused, advance)
    return model
