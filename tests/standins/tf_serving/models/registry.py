"""The models of the stand-in for TensorFlow Serving: their versions, states and labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.standins.tf_serving.models.servable import Servable, ServingError


@dataclass
class Version:
    """One version of a model and what its status says."""

    servable: Servable
    state: str = "AVAILABLE"
    error_code: str = "OK"
    error_message: str = ""

    def as_json(self, number: int) -> dict[str, Any]:
        status = {"error_code": self.error_code, "error_message": self.error_message}
        return {"version": str(number), "state": self.state, "status": status}


class Registry:
    """The versions of each model, which may change while they serve.

    Args:
        models: Servables by version, by the name of the model; all start AVAILABLE.

    Attributes:
        labels: The version of each label of each model.
    """

    def __init__(self, models: Mapping[str, Mapping[int, Servable]]):
        self.labels: dict[str, dict[str, int]] = {}
        self._versions: dict[str, dict[int, Version]] = {}
        for model, versions in models.items():
            for number, servable in versions.items():
                self.load(model, number, servable)

    def load(
        self, model: str, version: int, servable: Servable, *, state: str = "AVAILABLE"
    ) -> None:
        """Add a version, or replace it."""
        self._versions.setdefault(model, {})[version] = Version(servable, state)

    def set_state(
        self, model: str, version: int, state: str, error_code: str = "OK", error_message: str = ""
    ) -> None:
        """Change what the status of a version says; only AVAILABLE versions serve."""
        servable = self._versions[model][version].servable
        self._versions[model][version] = Version(servable, state, error_code, error_message)

    def unload(self, model: str, version: int) -> None:
        """End a version; as in the real server, its status stays listed."""
        self.set_state(model, version, "END")

    def statuses(self, model: str, version: int | None) -> list[dict[str, Any]]:
        """What the status page lists: the highest version first, or the one asked for."""
        versions = self._versions.get(model)
        if not versions:
            raise ServingError(f"Could not find any versions of model {model}", "NOT_FOUND")
        if version is not None and version not in versions:
            raise ServingError(f"Could not find version {version} of model {model}", "NOT_FOUND")
        numbers = sorted(versions, reverse=True) if version is None else [version]
        return [versions[number].as_json(number) for number in numbers]

    def lookup(
        self, model: str, version: int | None = None, label: str | None = None
    ) -> tuple[int, Servable]:
        """The version that answers: the one asked for, or the highest that is available."""
        versions = self._versions.get(model, {})
        serving = [number for number, entry in versions.items() if entry.state == "AVAILABLE"]
        if label is not None:
            version = self.labels.get(model, {}).get(label)
            if version is None:
                raise ServingError(f"Unrecognized servable version label: {label}")
        if version is None and not serving:
            raise ServingError(f"Servable not found for request: Latest({model})", "NOT_FOUND")
        number = max(serving) if version is None else version
        if number not in serving:
            raise ServingError(
                f"Servable not found for request: Specific({model}, {number})", "NOT_FOUND"
            )
        return number, versions[number].servable
