"""Models on the Hugging Face Hub: hf://owner/name or hf://owner/name@revision."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exporter.checkpoints.checkpoint import CheckpointError

PREFIX = "hf://"

_FILES = ["*.json", "*.txt", "README.md"]
_SAFETENSORS, _PICKLED = "model*.safetensors", "pytorch_model*.bin"


@dataclass(frozen=True, slots=True)
class HubModel:
    """A model's files, in the Hub's cache on this machine.

    Attributes:
        name: Its own, without the owner's.
        source: With the commit that was downloaded, whatever revision was asked for.
    """

    folder: Path
    name: str
    source: str


def download(source: str) -> HubModel:
    """Fetch a model, or what of it is not in the cache yet.

    A private one needs the token that `hf auth login` keeps, or HF_TOKEN.

    Raises:
        CheckpointError: There is no such model, or the Hub cannot be reached.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    model, _, revision = source.removeprefix(PREFIX).partition("@")
    try:
        weights = [_SAFETENSORS]
        folder = Path(snapshot_download(model, revision=revision or None,
                                        allow_patterns=[*_FILES, _SAFETENSORS]))  # fmt: skip
        if not list(folder.glob(_SAFETENSORS)):
            weights = [_PICKLED]
            folder = Path(snapshot_download(model, revision=folder.name, allow_patterns=weights))
    except HFValidationError:
        raise CheckpointError(f"{source} is not of the form hf://owner/name[@revision]") from None
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise CheckpointError(
            f"cannot download {source}: {str(error).strip().splitlines()[0]}"
        ) from error
    return HubModel(folder, model.rpartition("/")[2], f"{PREFIX}{model}@{folder.name}")
