"""What learns: a network, its optimizer and the averages of its weights; its state as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy.typing as npt

from exporter.networks.build import ReaderNetwork
from exporter.networks.weights import to_numpy, weights_by_path
from exporter.train.fit.schedule import WarmUpThenDecay
from exporter.train.fit.snapshots import SnapshotError
from exporter.train.recipe import Stage

# Paths of the layers that end in a logit; Muon is for what stands between, as are embeddings.
_HEADS = ["span/kernel", "span/start", "span/end/", "inside"]


@dataclass(frozen=True)
class Learner:
    """A network, its optimizer, and the running averages of its trained weights.

    Averages of weights generalise better than the last ones (Izmailov et al. 2018).
    """

    model: ReaderNetwork
    optimizer: keras.optimizers.Optimizer
    averages: list[keras.Variable]
    momentum: float

    @classmethod
    def of(cls, model: ReaderNetwork, stage: Stage, steps: int) -> Learner:
        """Make a learner at the beginning of a stage."""
        trained = model.trainable_variables
        optimizer = _optimizer(stage, steps)
        kernels = [weight for weight in trained if weight.path.endswith("/kernel")]
        kept = {id(weight) for weight in kernels}
        optimizer.exclude_from_weight_decay(var_list=[w for w in trained if id(w) not in kept])
        optimizer.build(trained)
        averages = [
            keras.Variable(to_numpy(weight), dtype="float32", trainable=False, name="average")
            for weight in trained
        ]
        return cls(model, optimizer, averages, stage.average)


def _optimizer(stage: Stage, steps: int) -> keras.optimizers.Optimizer:
    rate = WarmUpThenDecay(stage.learning_rate, steps, stage.warm_up, stage.decay)
    if stage.optimizer == "adamw":
        # As BERT is fine-tuned (Devlin et al. 2019, appendix A.3).
        return keras.optimizers.AdamW(
            rate, weight_decay=stage.weight_decay, epsilon=1e-6, global_clipnorm=1.0
        )
    return keras.optimizers.Muon(
        rate,
        weight_decay=stage.weight_decay,
        adam_weight_decay=stage.weight_decay,
        adam_beta_1=0.9,
        adam_beta_2=0.98,
        epsilon=1e-8,
        global_clipnorm=1.0,
        exclude_layers=_HEADS,
    )


def state_of(learner: Learner) -> dict[str, npt.NDArray[Any]]:
    """Return all that a learner is, as arrays."""
    return {name: to_numpy(variable) for name, variable in _variables(learner).items()}


def restore(learner: Learner, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Make a learner what it was.

    Raises:
        SnapshotError: The arrays are of another network.
    """
    variables = _variables(learner)
    if set(variables) != set(arrays):
        different = ", ".join(sorted(set(variables) ^ set(arrays)))
        raise SnapshotError(f"the checkpoint is of another network: {different}")
    for name, variable in variables.items():
        variable.assign(arrays[name])


def averaged(learner: Learner) -> dict[str, npt.NDArray[Any]]:
    """Return the network's weights by path, the trained ones averaged."""
    averages = {
        id(weight): average
        for weight, average in zip(learner.model.trainable_variables, learner.averages, strict=True)
    }
    return {
        path: to_numpy(averages.get(id(weight), weight))
        for path, weight in weights_by_path(learner.model).items()
    }


def _variables(learner: Learner) -> dict[str, Any]:
    model = learner.model
    weights = weights_by_path(model)
    known = {id(weight) for weight in weights.values()}
    seeds = [variable for variable in model.variables if id(variable) not in known]
    named = {f"weights/{path}": weight for path, weight in weights.items()}
    for group, variables in (
        ("averages", learner.averages),
        ("optimizer", learner.optimizer.variables),
        ("seeds", seeds),
    ):
        named |= {f"{group}/{number:03}": variable for number, variable in enumerate(variables)}
    return named
