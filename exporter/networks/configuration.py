"""The configuration of a network of either kind, as a run and a published reader keep it."""

from __future__ import annotations

from dataclasses import replace

from pydantic import TypeAdapter

from exporter.networks.encoder import EncoderConfig
from exporter.networks.match.reader import MatchReaderConfig

NetworkConfig = MatchReaderConfig | EncoderConfig

_CONFIG: TypeAdapter[NetworkConfig] = TypeAdapter(NetworkConfig)

NETWORK_KEY = "network"
"""Where reader.json keeps the network's sizes: what cannot be seen from its weights."""


def config_to_json(config: NetworkConfig) -> str:
    """Write a configuration in one line."""
    return _CONFIG.dump_json(config).decode()


def config_from_json(text: str | bytes) -> NetworkConfig:
    """Read what `config_to_json` wrote."""
    return _CONFIG.validate_json(text)


def with_dropout(config: NetworkConfig, dropout: float) -> NetworkConfig:
    """Return the same network with another dropout."""
    return replace(config, dropout=dropout)


def longest_window(config: NetworkConfig) -> int | None:
    """Return the most tokens that the network has positions for; None: any length."""
    return config.longest if isinstance(config, EncoderConfig) else config.positions
