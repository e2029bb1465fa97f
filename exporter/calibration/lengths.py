"""The few lengths that windows are padded to when a Keras network reads them."""

from __future__ import annotations

# XLA compiles once a shape, so windows come in few lengths.
_LENGTHS = 6
_LENGTH_STEP = 32


def window_lengths(longest: int) -> tuple[int, ...]:
    """Return the few lengths of windows up to `longest`, in equal steps, in tokens."""
    step = -(-longest // (_LENGTHS * _LENGTH_STEP)) * _LENGTH_STEP
    return (*range(step, longest, step), longest)
