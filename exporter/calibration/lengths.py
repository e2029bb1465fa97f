"""The few lengths that windows are padded to when a Keras network reads them."""

from __future__ import annotations

# XLA compiles once a shape, so windows come in few lengths.
_LENGTHS = 6
_LENGTH_STEP = 32


def window_lengths(longest: int) -> tuple[int, ...]:
    """The few lengths of windows up to `longest`, in equal steps."""
    step = -(-longest // (_LENGTHS * _LENGTH_STEP)) * _LENGTH_STEP
    return (*range(step, longest, step), longest)
