"""One step of training, on whichever backend Keras runs.

The three do the same: loss, gradients, optimizer, averaged weights. They differ in who holds the
state: TensorFlow and PyTorch change variables in place, JAX hands all of it through a compiled
function, and only `sync` writes it to the model's variables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import keras

from exporter.networks.build import ReaderNetwork
from exporter.train.data.batches import TrainingBatch
from exporter.train.fit.learner import Learner
from exporter.train.fit.loss import objective


class TrainingStep(Protocol):
    """Trains on one batch."""

    def __call__(self, batch: TrainingBatch) -> dict[str, Any]:
        """Do a step; what `objective` gives comes back as scalars, maybe not yet worked out."""

    def sync(self) -> None:
        """Bring the learner's variables up to date."""


def make_step(learner: Learner) -> TrainingStep:
    """Return the step of the backend that Keras runs."""
    backend = keras.backend.backend()
    if backend == "jax":
        return _JaxStep(learner)
    if backend == "torch":
        return _TorchStep(learner)
    return _TensorFlowStep(learner)


class _TensorFlowStep:
    def __init__(self, learner: Learner) -> None:
        import tensorflow as tf

        self._tf = tf
        self._learner = learner
        windows, listed = tf.TensorSpec([None, None], tf.int32), tf.TensorSpec([None], tf.int32)
        inputs = dict.fromkeys(("input_ids", "input_mask", "segment_ids"), windows)
        targets = dict.fromkeys(("start", "end", "masked", "words"), listed)
        self._run = tf.function(self._step, input_signature=[inputs, targets], autograph=False)

    def __call__(self, batch: TrainingBatch) -> dict[str, Any]:
        metrics: dict[str, Any] = self._run(batch.inputs, batch.targets)
        return metrics

    def sync(self) -> None:
        """Nothing to do."""

    def _step(self, inputs: Any, targets: Any) -> dict[str, Any]:
        learner = self._learner
        trained = learner.model.trainable_variables
        pace = _pace(learner.momentum, learner.optimizer.iterations)
        with self._tf.GradientTape() as tape:
            metrics = _read(learner.model, inputs, targets)
        gradients = tape.gradient(metrics["loss"], [weight.value for weight in trained])
        learner.optimizer.apply(gradients, trained)
        for average, weight in zip(learner.averages, trained, strict=True):
            average.assign_add(pace * (weight - average))
        return metrics


class _TorchStep:
    def __init__(self, learner: Learner) -> None:
        import torch

        self._torch = torch
        self._learner = learner

    def __call__(self, batch: TrainingBatch) -> dict[str, Any]:
        learner = self._learner
        trained = learner.model.trainable_variables
        inputs, targets = (
            {name: keras.ops.convert_to_tensor(values) for name, values in part.items()}
            for part in (batch.inputs, batch.targets)
        )
        metrics = _read(learner.model, inputs, targets)
        gradients = self._torch.autograd.grad(metrics["loss"], [w.value for w in trained])
        with self._torch.no_grad():
            pace = _pace(learner.momentum, learner.optimizer.iterations)
            learner.optimizer.apply(gradients, trained)
            for average, weight in zip(learner.averages, trained, strict=True):
                average.assign_add(pace * (weight - average))
        return {name: metrics[name].detach() for name in metrics}

    def sync(self) -> None:
        """Nothing to do."""


class _JaxStep:
    def __init__(self, learner: Learner) -> None:
        import jax

        self._learner = learner
        self._state = [
            [keras.ops.copy(variable.value) for variable in variables]
            for variables in self._variables()
        ]
        self._run = jax.jit(self._step)
        self._gradients = jax.value_and_grad(self._loss, has_aux=True)

    def __call__(self, batch: TrainingBatch) -> dict[str, Any]:
        metrics: dict[str, Any]
        self._state, metrics = self._run(self._state, batch.inputs, batch.targets)
        return metrics

    def sync(self) -> None:
        """Write the state to the variables."""
        for variables, values in zip(self._variables(), self._state, strict=True):
            for variable, value in zip(variables, values, strict=True):
                # A copy: Keras' own prediction gives the buffers that it is handed away.
                variable.assign(keras.ops.copy(value))

    def _variables(self) -> list[list[keras.Variable]]:
        learner = self._learner
        return [
            learner.model.trainable_variables,
            learner.model.non_trainable_variables,
            learner.optimizer.variables,
            learner.averages,
        ]

    def _loss(self, trained: Any, others: Any, inputs: Any, targets: Any) -> Any:
        model = self._learner.model
        variables = [*model.trainable_variables, *model.non_trainable_variables]
        values = list(zip(variables, [*trained, *others], strict=True))
        # Not model.stateless_call: it does not tell the layers that they are in training.
        with keras.StatelessScope(state_mapping=values) as scope:
            metrics = _read(model, inputs, targets)
        others = [scope.get_current_value(v) for v in model.non_trainable_variables]
        return metrics["loss"], (others, metrics)

    def _step(self, state: Any, inputs: Any, targets: Any) -> Any:
        trained, others, optimizer, averages = state
        learner = self._learner
        iterations = _position(learner.optimizer.variables, learner.optimizer.iterations)
        pace = _pace(learner.momentum, optimizer[iterations])
        (_, (others, metrics)), gradients = self._gradients(trained, others, inputs, targets)
        trained, optimizer = learner.optimizer.stateless_apply(optimizer, gradients, trained)
        averages = [
            average + pace * (weight - average)
            for average, weight in zip(averages, trained, strict=True)
        ]
        return [trained, others, optimizer, averages], metrics


def _read(model: ReaderNetwork, inputs: Any, targets: Any) -> dict[str, Any]:
    return objective(model(inputs, training=True), inputs["segment_ids"], targets)


def _position(variables: Sequence[Any], one: Any) -> int:
    return next(index for index, variable in enumerate(variables) if variable is one)


def _pace(momentum: float, iterations: Any) -> Any:
    """Return how far the averages move: at the beginning faster, as they know little yet."""
    done = keras.ops.cast(iterations, "float32")
    return keras.ops.maximum(1 - momentum, 9.0 / (10.0 + done))
