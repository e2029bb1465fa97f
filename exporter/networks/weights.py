"""Arrays into the weights of a model, by one table of names, and out of them by path."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class WeightsMismatchError(ValueError):
    """The checkpoint and the model do not have the same weights."""


class Array(Protocol):
    """A NumPy array, or what becomes one when it is used."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""

    def __array__(self, *args: Any, **kwargs: Any) -> npt.NDArray[Any]: ...


def weights_by_path(model: Any) -> dict[str, Any]:
    """Return the Keras variables of a built model: "block_0/convolution/kernel" -> variable."""
    return {weight.path.partition("/")[2]: weight for weight in model.weights}


def fill(
    weights: Mapping[str, Any],
    arrays: Mapping[str, Array],
    table: Mapping[str, str],
    unused: Collection[str] = (),
    advance: Callable[[int], None] = lambda _: None,
) -> None:
    """Set every weight from its array; nothing may be left over on either side.

    Args:
        weights: Keras variables by path.
        arrays: The checkpoint's arrays by name, in Keras' layout.
        table: From a weight's path to its array's name.
        unused: Arrays that the checkpoint has, and the model has no use for.
        advance: Told of each array's numbers when it is read.

    Raises:
        WeightsMismatchError: Arrays are unread or weights unfilled (all are listed), or shapes
            differ. No weight has been set then.
    """
    known = {path: name for path, name in table.items() if path in weights and name in arrays}
    unread = sorted(set(arrays) - set(known.values()) - set(unused))
    unfilled = sorted(set(weights) - set(known))
    if unread or unfilled:
        raise WeightsMismatchError(
            f"arrays that no weight takes: {', '.join(unread) or 'none'}; "
            f"weights that no array fills: {', '.join(unfilled) or 'none'}"
        )
    misshapen = [
        f"{path} {tuple(weights[path].shape)} from {name} {arrays[name].shape}"
        for path, name in known.items()
        if tuple(weights[path].shape) != arrays[name].shape
    ]
    if misshapen:
        raise WeightsMismatchError(f"shapes differ: {', '.join(misshapen)}")
    for path, name in known.items():
        weights[path].assign(np.asarray(arrays[name], order="C"))
        advance(math.prod(arrays[name].shape))


def arrays_of(model: Any) -> dict[str, npt.NDArray[Any]]:
    """Return all weights of a model by path."""
    return {path: to_numpy(weight) for path, weight in weights_by_path(model).items()}


def to_numpy(variable: Any) -> npt.NDArray[Any]:
    """Copy a variable's value, so that it does not change when the variable does."""
    import keras

    return np.array(keras.ops.convert_to_numpy(variable))
