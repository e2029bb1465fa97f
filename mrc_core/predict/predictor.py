"""Windows in, the best spans of each out: what every predictor offers."""

from __future__ import annotations

from typing import Protocol

from mrc_core.types import ModelInfo, Prediction, Windows


class Predictor(Protocol):
    """Runs a reader model, wherever it is."""

    @property
    def model(self) -> ModelInfo:
        """The model as it is known now; a prediction says itself which model made it."""

    async def start(self) -> None:
        """Get ready, as far as possible now.

        Raises:
            ModelMismatchError: The model has no signature that fits.
        """

    async def check(self) -> None:
        """Return if questions can be answered now.

        Raises:
            ReaderError: They cannot, and why.
        """

    async def predict(self, windows: Windows) -> Prediction:
        """Return the best spans of each window, all found by one version of the model.

        Args:
            windows: At least one.

        Raises:
            ReaderUnavailableError: The model cannot be reached, or is too busy.
            ReaderTimeoutError: It did not answer in time.
            ModelMismatchError: It does not keep to the contract.
        """

    async def aclose(self) -> None:
        """Give back threads and connections."""
